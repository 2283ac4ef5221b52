// The messages on the page: each in its own language and direction, each spoken
// once by a screen reader, each with who wrote it in words.
import { card, inOther, type CardActions } from '../shared/card'
import { add, byId, h, icon, reveal, type Child } from '../shared/dom'
import type { Entry, Mark } from '../shared/outbox'
import { forget, picture } from '../shared/picture'
import { Reading } from '../shared/reading'
import { dirOf, languageOf, say, speaker } from '../shared/words'
import type { Message, Reply } from '../shared/types'

const marks: Record<Mark, string> = { sending: 'UiSending', waiting: 'UiNotSent', sent: 'UiSent', refused: 'UiRefused' }

export class Thread {
  readonly #log = byId('said')
  readonly #mine = new Map<string, HTMLElement>() // by client_id
  readonly #staff = new Map<number, HTMLElement>() // messages of staff, by seq
  readonly #reading: Reading
  #speaking = '' // who wrote the latest message

  constructor(
    private readonly lang: string,
    private readonly retry: (entry: Entry) => void,
    /** Takes what was read, says whether what was replaced had been, and fetches pictures. */
    private readonly reader: { read(seq: number): void; stood(seq: number): Promise<boolean>; picture(seq: number): Promise<Blob> },
  ) {
    this.#reading = new Reading((seq) => reader.read(seq), document.querySelector<HTMLElement>('.dock') ?? undefined)
  }

  get empty(): boolean {
    return !this.#log.firstElementChild
  }

  /** Shows what the visitor writes, before it is sent. */
  mine(entry: Entry, at: Mark) {
    if (this.#mine.has(entry.client_id)) return this.mark(entry, at)
    const item = this.#item('visitor', say('UiYou'), h('p', { class: 'bubble', dir: 'auto' }, entry.text))
    this.#mine.set(entry.client_id, item)
    this.mark(entry, at)
    item.scrollIntoView({ block: 'nearest' })
  }

  /** Shows how far a message has come. Hidden from the live region, which has read the message. */
  mark(entry: Entry, at: Mark) {
    const item = this.#mine.get(entry.client_id)
    if (!item) return
    let line = item.querySelector('.mark')
    if (!line) item.append((line = h('p', { class: 'mark', 'aria-live': 'off' })))
    item.dataset['mark'] = at
    line.replaceChildren(...(at === 'sent' ? [icon('yes')] : []), say(marks[at]))
    if (at === 'refused' || at === 'waiting') {
      line.append(' ', h('button', { type: 'button', class: 'link', onclick: () => this.retry(entry) }, say('UiRetry')))
    }
  }

  /** Shows a message of the server. */
  async show(m: Message, actions: CardActions) {
    if (m.replaces) await this.#replace(m.replaces, m.kind === 'withdrawn')
    switch (m.from) {
      case 'visitor':
        if (!m.client_id || !this.#mine.has(m.client_id)) {
          const item = this.#item('visitor', say('UiYou'), h('p', { class: 'bubble', dir: 'auto' }, m.text))
          if (m.client_id) this.#mine.set(m.client_id, item)
        }
        return
      case 'system':
        return this.#item('system', say('UiNotice'), h('p', { class: 'told', lang: m.lang, dir: dirOf(m.lang) }, m.text)).scrollIntoView({ block: 'nearest' })
      case 'staff':
        return this.#officer(m, actions)
      default:
        return this.#bot(m, actions)
    }
  }

  /** Shows an answer that nobody asked for in words. */
  async answer(reply: Reply, actions: CardActions, wanted = this.lang): Promise<HTMLElement> {
    const speak = await speaker(reply.answer_lang)
    const content = card(reply, speak, actions)
    const note = reply.article && inOther(reply, wanted, say)
    if (note) {
      note.lang = this.lang
      note.dir = dirOf(this.lang)
      content.prepend(note)
    }
    if (reply.answer_lang !== this.lang && wanted === reply.answer_lang) content.append(await this.#switch(reply.answer_lang))
    return this.#item('bot', say('UiBot'), content)
  }

  /** Offers the page in the language that the visitor writes. */
  async #switch(lang: string): Promise<HTMLElement> {
    const there = new URL(location.href)
    there.searchParams.set('lang', lang)
    const speak = await speaker(lang)
    return h('p', {}, h('a', { class: 'quiet', href: there.toString(), lang, dir: dirOf(lang) }, icon('globe'), speak('UiSwitchTo', { language: languageOf(lang)?.name ?? lang })))
  }

  async #bot(m: Message, actions: CardActions) {
    if (m.reply) {
      const same = languageOf(m.reply.lang) ? m.reply.lang : m.reply.answer_lang
      reveal(await this.answer(m.reply, actions, same))
    } else {
      this.#item('bot', say('UiBot'), h('p', { class: 'bubble', lang: m.lang, dir: dirOf(m.lang) }, m.text))
    }
  }

  /** What was replaced before it was read vanishes; what was read stands struck through, and says so in words. */
  async #replace(seq: number, takenBack: boolean) {
    const item = this.#staff.get(seq)
    if (!item) return
    const stood = await this.reader.stood(seq)
    forget(item, 'bubble') // a picture is gone in any case
    if (!stood) return item.remove()
    item.setAttribute('aria-live', 'off') // it was spoken when it came
    const bubble = item.querySelector('.bubble')
    bubble?.replaceChildren(h('s', {}, bubble.textContent))
    item.classList.add('replaced')
    item.append(h('p', { class: 'mark' }, say(takenBack ? 'UiTakenBack' : 'UiCorrected')))
  }

  async #officer(m: Message, actions: CardActions) {
    if (!m.text && !m.reply) return // replaced before it was read
    const name = m.author ? say('UiOfficer', { name: m.author }) : say('UiOfficerUnnamed')
    const content = m.reply ? card(m.reply, await speaker(m.reply.answer_lang), actions) : m.picture ? picture(m.picture, m.text, m.lang, () => this.reader.picture(m.seq), say) : h('p', { class: 'bubble', lang: m.lang, dir: dirOf(m.lang) }, m.text)
    const original = m.original && m.original !== m.text
    // All of it at once, so that a screen reader speaks it once.
    const item = this.#item(
      'staff',
      name,
      content,
      Boolean(m.replaces) && h('p', { class: 'mark' }, say('UiCorrection')),
      (m.kind === 'translated' || (m.kind === 'amended' && Boolean(original))) && h('p', { class: 'mark' }, say('UiTranslated')),
      original && !m.reply && !m.picture && h('details', { class: 'original' }, h('summary', {}, say('UiOriginal')), h('p', { lang: 'zh-Hans', dir: 'ltr' }, m.original)),
    )
    this.#staff.set(m.seq, item)
    this.#reading.watch(content, m.seq)
    reveal(item)
  }

  /** Shows something else of the service, such as a list of places. */
  note(...content: HTMLElement[]): HTMLElement {
    return this.#item('bot', say('UiBot'), h('div', { class: 'card' }, ...content))
  }

  clear() {
    forget(this.#log, 'bubble')
    this.#log.replaceChildren()
    this.#mine.clear()
    this.#staff.clear()
    this.#speaking = ''
  }

  #item(from: string, name: string, ...content: Child[]): HTMLElement {
    const item = h('li', { class: `said ${from}` })
    // The name is shown where the speaker changes, and spoken every time.
    const again = from === 'visitor' || from === 'system' || this.#speaking === name
    add(item, h('p', { class: again ? 'who hidden' : 'who' }, from === 'staff' && icon('person'), name), ...content)
    this.#speaking = name
    this.#log.append(item)
    return item
  }
}
