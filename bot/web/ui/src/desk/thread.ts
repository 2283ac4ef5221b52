// The conversation: on the left what was written, as it was written; on the
// right the same in Chinese. Each message is drawn once.
import { h, icon, type Child } from '../shared/dom'
import { markdown } from '../shared/markdown'
import { dirOf, say } from '../shared/words'
import { desk, why } from './api'
import { tell } from './announce'
import { glossed } from './gloss'
import { gloss, languageName, word } from './names'
import { timeTag } from './time'
import type { StaffMessage } from './types'

const near = 120 // pixels from the end that still count as reading the latest

export class Thread {
  readonly #list = h('ol')
  readonly #log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': say('DeskConversation'), tabindex: 0 }, this.#list)
  readonly #typing = h('p', { class: 'typing', role: 'status' })
  readonly element = h('div', { class: 'thread' }, h('div', { class: 'columns', 'aria-hidden': 'true' }, h('span', {}, say('DeskOriginal')), h('span', {}, say('DeskChinese'))), this.#log, this.#typing)
  #last = 0
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

  /** Shows the messages that were not shown yet. */
  show(messages: StaffMessage[]) {
    const before = this.#last
    for (const m of messages) {
      if (m.seq <= this.#last) continue
      this.#last = m.seq
      this.#list.append(this.#message(m))
      if (m.from === 'visitor') this.#typing.textContent = ''
    }
    if (this.#last !== before && this.#atEnd) this.#end()
  }

  #end() {
    this.#log.scrollTop = this.#log.scrollHeight
  }

  focus() {
    this.#log.focus()
  }

  /** The visitor is writing. */
  typing() {
    this.#typing.textContent = say('DeskVisitorTypes')
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => (this.#typing.textContent = ''), 6_000)
  }

  #message(m: StaffMessage): HTMLElement {
    const who = { visitor: say('DeskVisitor'), bot: say('DeskBot'), staff: m.author ?? say('DeskOfficer'), system: say('DeskSystem') }[m.from]
    const head = h('p', { class: 'who' }, h('b', {}, who), m.from === 'visitor' && h('span', {}, languageName(m.lang)), timeTag(m.at), ...mark(m))
    const item = h('li', { class: `said ${m.from}` }, head)
    const [original, zh] = m.from === 'visitor' ? this.#visitor(m) : m.from === 'bot' ? bot(m) : person(m)
    if (zh) item.append(h('div', { class: 'pair' }, original, zh))
    else item.append(h('div', { class: 'pair one' }, original))
    return item
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
