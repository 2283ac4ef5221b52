// The conversation: on the left what was written, as it was written; on the
// right the same in Chinese. Each message is drawn once.
import { h, icon, type Child } from '../shared/dom'
import { markdown } from '../shared/markdown'
import { dirOf, say } from '../shared/words'
import { address, desk, why } from './api'
import { announce, tell } from './announce'
import { glossed } from './gloss'
import { Own } from './own'
import { gloss, languageName, word } from './names'
import { timeTag } from './time'
import type { StaffMessage } from './types'

const near = 120 // pixels from the end that still count as reading the latest

/** How far what staff wrote has come: seqs. */
export interface Receipts {
  delivered: number
  read: number
}

/** A message as it is drawn. */
interface Drawn {
  m: StaffMessage
  item: HTMLElement
  replaced: boolean
  state?: HTMLElement // of an officer's: how far it has come
  own?: Own // of one's own free text
}

export class Thread {
  readonly #list = h('ol')
  readonly #log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': say('DeskConversation'), tabindex: 0 }, this.#list)
  readonly #typing = h('p', { class: 'typing', role: 'status' })
  readonly element = h('div', { class: 'thread' }, h('div', { class: 'columns', 'aria-hidden': 'true' }, h('span', {}, say('DeskOriginal')), h('span', {}, say('DeskChinese'))), this.#log, this.#typing)
  readonly #drawn = new Map<number, Drawn>() // by seq
  #last = 0
  #receipts: Receipts = { delivered: 0, read: 0 }
  #mine = false // the officer has the case
  #atEnd = true // the latest message is being read
  #timer = 0

  constructor(
    private readonly number: number,
    private readonly translates: () => boolean,
    signal: AbortSignal,
  ) {
    this.#log.addEventListener('scroll', () => (this.#atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < near))
    // The reply grows over the conversation: the latest message stays in view.
    const sizes = new ResizeObserver(() => this.#atEnd && this.#end())
    sizes.observe(this.#log)
    signal.addEventListener('abort', () => sizes.disconnect())
  }

  /** Shows the messages that were not shown yet, and what became of the others. */
  show(messages: StaffMessage[], receipts?: Receipts) {
    const before = this.#last
    if (receipts) this.#receipts = receipts
    for (const m of messages) {
      if (this.#drawn.has(m.seq)) continue
      const drawn = this.#message(m)
      // What the officer has sent is shown at once; what the visitor wrote just before is read after it.
      const next = m.seq < this.#last ? [...this.#drawn.values()].filter((d) => d.m.seq > m.seq).sort((a, b) => a.m.seq - b.m.seq)[0] : undefined
      this.#list.insertBefore(drawn.item, next?.item ?? null)
      this.#drawn.set(m.seq, drawn)
      this.#last = Math.max(this.#last, m.seq)
      if (m.from === 'visitor') this.#typing.textContent = ''
    }
    for (const m of messages) if (m.replaces) this.#replace(m, messages.find((old) => old.seq === m.replaces))
    for (const drawn of this.#drawn.values()) this.#receipt(drawn)
    if (this.#last !== before && this.#atEnd) this.#end()
  }

  #end() {
    this.#log.scrollTop = this.#log.scrollHeight
  }

  focus() {
    this.#log.focus()
  }

  /** Takes whether the officer has the case, who alone changes what was said. */
  mine(mine: boolean) {
    this.#mine = mine
    for (const { own } of this.#drawn.values()) own?.mine(mine)
  }

  /** Changes, or withdraws, the latest that the officer wrote freely. */
  own(act: 'amend' | 'withdraw') {
    const latest = [...this.#drawn.values()].filter((d) => d.own).sort((a, b) => b.m.seq - a.m.seq)[0]?.own
    if (latest) latest[act]()
    else announce(say('DeskNothingToChange'))
  }

  /** What was read stands struck through; of what was not, nothing is left but that it was there. */
  #replace(by: StaffMessage, old?: StaffMessage) {
    const drawn = this.#drawn.get(by.replaces ?? 0)
    if (!drawn || drawn.replaced) return
    const takenBack = by.kind === 'withdrawn'
    const read = old ? Boolean(old.text) : drawn.m.seq <= this.#receipts.read
    drawn.replaced = true
    drawn.own?.element.remove()
    delete drawn.own
    const words = read ? (takenBack ? 'DeskTakenBack' : 'DeskReadCorrected') : takenBack ? 'DeskTakenBackUnread' : 'DeskCorrectedUnread'
    drawn.item.classList.add('replaced')
    drawn.state?.replaceChildren(read ? say(words) : '')
    for (const shown of drawn.item.querySelectorAll('.picture')) shown.replaceWith(drawn.m.original ?? drawn.m.text)
    const pair = drawn.item.querySelector('.pair')
    if (!read) pair?.replaceWith(h('p', { class: 'small' }, say(words)))
    else for (const text of pair?.querySelectorAll('.text') ?? []) text.replaceChildren(h('s', {}, ...text.childNodes))
  }

  /** How far an officer's message has come, in words. */
  #receipt({ m, state, replaced }: Drawn) {
    if (!state || replaced) return
    const { delivered, read } = this.#receipts
    const at = m.seq <= read ? 'Read' : m.seq <= delivered ? 'Delivered' : 'Sent'
    if (state.dataset['at'] === at) return
    state.dataset['at'] = at
    state.textContent = say(`DeskMark${at}`)
  }

  /** The visitor is writing. */
  typing() {
    this.#typing.textContent = say('DeskVisitorTypes')
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => (this.#typing.textContent = ''), 6_000)
  }

  #message(m: StaffMessage): Drawn {
    const who = { visitor: say('DeskVisitor'), bot: say('DeskBot'), staff: m.author ?? say('DeskOfficer'), system: say('DeskSystem') }[m.from]
    const head = h('p', { class: 'who' }, h('b', {}, who), m.from === 'visitor' && h('span', {}, languageName(m.lang)), timeTag(m.at), ...mark(m))
    const item = h('li', { class: `said ${m.from}` }, head)
    const drawn: Drawn = { m, item, replaced: false }
    if (m.from === 'staff') head.append((drawn.state = h('span', { class: 'receipt', 'aria-live': 'off' })))
    const [original, zh] = m.from === 'visitor' ? this.#visitor(m) : m.from === 'bot' ? bot(m) : m.picture ? this.#picture(m) : person(m)
    if (zh) item.append(h('div', { class: 'pair' }, original, zh))
    else item.append(h('div', { class: 'pair one' }, original))
    if (m.own && m.text && (m.kind === 'text' || m.kind === 'translated' || m.kind === 'amended')) {
      drawn.own = new Own(this.number, m, (by) => {
        this.show([by])
        this.focus()
      })
      drawn.own.mine(this.#mine)
      item.append(drawn.own.element)
    }
    return drawn
  }

  #visitor(m: StaffMessage): [HTMLElement, HTMLElement | undefined] {
    const original = h('div', { class: 'text original', lang: m.lang, dir: dirOf(m.lang) }, ...glossed(m.text, m.terms ?? []))
    if (m.lang === 'zh' || m.lang.startsWith('zh-')) return [original, undefined]
    const zh = h('div', { class: 'text zh', lang: 'zh-Hans', dir: 'ltr' })
    const glosses = [...new Map((m.terms ?? []).map((t) => [t.concept, t])).values()]
    if (glosses.length) zh.append(h('p', { class: 'glosses' }, ...glosses.map((t) => h('span', { class: `tag ${t.kind}` }, gloss(t)))))
    if (this.translates()) zh.append(this.#translate(m, zh))
    if (!zh.childNodes.length) zh.append(h('p', { class: 'small' }, say('DeskNoTerms')))
    return [original, zh]
  }

  /** A picture in the room that it takes; it opens in a tab of its own. */
  #picture(m: StaffMessage): [HTMLElement, undefined] {
    const at = address(`/cases/${this.number}/messages/${m.seq}/picture`)
    const { width, height } = m.picture ?? { width: 1, height: 1 }
    const seen = h('img', { src: at, alt: m.original ?? m.text, width, height })
    seen.style.maxInlineSize = `min(100%, calc(50vh * ${(width / height).toFixed(3)}))` // its room is there before it is
    return [h('div', { class: 'text', lang: 'zh-Hans' }, h('a', { class: 'picture', href: at, target: '_blank', rel: 'noopener' }, seen)), undefined]
  }

  #translate(m: StaffMessage, zh: HTMLElement): HTMLElement {
    const button = h('button', { type: 'button', class: 'link' }, say('DeskTranslate'))
    button.addEventListener('click', () => {
      button.setAttribute('aria-disabled', 'true')
      desk<{ zh: string; service: string }>(`/cases/${this.number}/messages/${m.seq}/translation`, { method: 'POST' }).then(
        (t) => {
          const text = h('p', { class: 'machine', tabindex: -1 }, t.zh, h('span', { class: 'badge machine' }, say('DeskByMachine', { service: t.service })))
          button.remove()
          zh.append(text)
          text.focus()
        },
        (error) => {
          button.removeAttribute('aria-disabled')
          tell(why(error), 'wrong')
        },
      )
    })
    return button
  }
}

/** How a message came about. */
function mark(m: StaffMessage): Child[] {
  if (m.kind === 'text') return [h('span', { class: 'badge free' }, say('DeskFreeText'))]
  if (m.kind === 'translated') return [h('span', { class: 'badge machine' }, say('DeskMachine'))]
  if (m.kind === 'amended') return [h('span', { class: 'badge free' }, say('DeskCorrection'))]
  if (m.kind === 'article') return [h('span', { class: 'badge' }, say('DeskArticle'))]
  if (m.kind === 'phrase') return [h('span', { class: 'badge' }, say('DeskPhrase'))]
  return []
}

/** What an article said is long: its title stands for it until it is opened. */
function bot(m: StaffMessage): [HTMLElement, HTMLElement | undefined] {
  const r = m.reply
  const left = r?.markdown ? markdown(r.markdown) : [h('p', {}, m.text)]
  const lang = r?.answer_lang ?? m.lang
  const original = h('div', { class: 'text original', lang, dir: dirOf(lang) }, ...left)
  const same = m.lang === 'zh' || m.text === m.zh
  const zh = m.zh && !same ? h('div', { class: 'text zh', lang: 'zh-Hans', dir: 'ltr' }, ...paragraphs(m.zh)) : undefined
  if (!r?.title || !r.article) {
    if (r?.choices?.length) original.append(h('ul', {}, ...r.choices.map((c) => h('li', {}, c.title ?? c.article))))
    return [original, zh ?? (r && !same ? h('p', { class: 'small' }, word('DeskBotSaid', r.kind)) : undefined)]
  }
  return folded(original, zh, r.title, m.article_title ?? '')
}

/** Two texts that open together. */
function folded(original: HTMLElement, zh: HTMLElement | undefined, title: string, zhTitle: string): [HTMLElement, HTMLElement | undefined] {
  const button = h('button', { type: 'button', class: 'fold', 'aria-expanded': 'false', lang: original.lang, dir: original.dir }, icon('next'), h('span', {}, title))
  const bodies = [original, zh].filter((e): e is HTMLElement => Boolean(e))
  for (const b of bodies) b.hidden = true
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-expanded') !== 'true'
    button.setAttribute('aria-expanded', String(open))
    for (const b of bodies) b.hidden = !open
  })
  return [h('div', {}, button, original), zh || zhTitle ? h('div', {}, h('p', { class: 'fold-title', lang: 'zh-Hans' }, zhTitle), zh) : undefined]
}

function person(m: StaffMessage): [HTMLElement, HTMLElement | undefined] {
  if (m.kind === 'article' && m.reply?.title && m.original) return bot({ ...m, zh: m.original })
  const content = m.reply?.markdown ? markdown(m.reply.markdown) : paragraphs(m.text)
  const original = h('div', { class: 'text original', lang: m.lang, dir: dirOf(m.lang) }, ...content)
  const zh = m.original ?? m.zh
  if (m.from === 'system' && m.kind && (!zh || zh === m.text) && !m.lang.startsWith('zh')) return [original, h('p', { class: 'small' }, word('DeskNotice', m.kind))]
  if (!zh || zh === m.text) return [original, undefined]
  return [original, h('div', { class: 'text zh', lang: 'zh-Hans', dir: 'ltr' }, ...paragraphs(zh))]
}

export function paragraphs(text: string): HTMLElement[] {
  return text.split(/\n+/).map((line) => h('p', {}, line))
}
