// One half of the screen: the guest's or the clerk's. Both show the same
// answer, each in its own language.
import { card, type CardActions } from '../shared/card'
import { h, icon } from '../shared/dom'
import { forget, picture } from '../shared/picture'
import type { Article, Choice, Message, Reply, Topic } from '../shared/types'
import { dirOf, type Say } from '../shared/words'

export interface Acts {
  topic(id: string): void
  open(article: string, title: string): void
  none(text: string): void
}

export class Half {
  constructor(
    private readonly stage: HTMLElement,
    private readonly acts: Acts,
  ) {}

  readonly #messages = new Map<number, HTMLElement>() // of staff, by seq

  lang = 'zh'
  say!: Say

  clear() {
    this.#messages.clear()
    forget(this.stage, 'text')
    this.stage.replaceChildren()
  }

  topics(topics: Topic[]) {
    this.#show(
      h('p', { class: 'about' }, this.say('UiDeskPick')),
      h('ul', { class: 'picks' }, ...topics.map((t) => h('li', {}, this.#pick(t.title, () => this.acts.topic(t.id), t.icon)))),
    )
  }

  articles(title: string, articles: Article[]) {
    this.#show(
      h('h3', { tabindex: -1 }, title),
      h('ul', { class: 'picks wide' }, ...articles.map((a) => h('li', { lang: a.lang, dir: dirOf(a.lang) }, this.#pick(a.title, () => this.acts.open(a.id, a.title))))),
    )
  }

  /** Offers answers to choose from, numbered for the keyboard. */
  choices(choices: Choice[], text: string) {
    this.#show(
      h('p', { class: 'about' }, text),
      h('ol', { class: 'picks wide numbered' }, ...choices.map((c) => h('li', {}, this.#pick(c.title ?? c.article, () => this.acts.open(c.article, c.title ?? c.article))))),
      h('p', { class: 'buttons' }, h('button', { type: 'button', class: 'quiet', onclick: () => this.acts.none(this.say('ReplyNoneOfThese')) }, this.say('ReplyNoneOfThese'))),
    )
  }

  /** Shows an answer; same is its title on the other half. */
  answer(reply: Reply, same?: string) {
    const actions: CardActions = { open: (c) => this.acts.open(c.article, c.title ?? c.article), places: () => Promise.resolve(reply.places) }
    const shown = card({ ...reply, related: [] }, this.say, actions)
    this.#show(...(same ? [h('p', { class: 'small' }, `${this.say('UiDeskSame')} · `, h('bdi', {}, same)), shown] : [shown]))
  }

  text(text: string, lang = this.lang) {
    this.#show(h('p', { class: 'plain', lang, dir: dirOf(lang) }, text))
  }

  /** Adds what an officer or the service says, below what is there. */
  message(m: Message, text: string, lang: string, load: () => Promise<Blob>): HTMLElement {
    const name = m.from === 'staff' ? (m.author ? this.say('UiOfficer', { name: m.author }) : this.say('UiOfficerUnnamed')) : this.say('UiNotice')
    const content = m.picture ? picture(m.picture, text, lang, load, this.say) : h('p', { class: 'text', lang, dir: dirOf(lang) }, text)
    const item = h('div', { class: `desk-message ${m.from}` }, h('p', { class: 'who' }, icon('person'), name), content)
    if (m.from === 'staff' && m.replaces) item.append(h('p', { class: 'small' }, this.say('UiCorrection')))
    this.#messages.set(m.seq, item)
    this.stage.append(item)
    item.scrollIntoView({ block: 'nearest' })
    return item
  }

  /** What was replaced vanishes, or stands struck through where it was read. */
  replace(seq: number, stood: boolean, takenBack: boolean) {
    const item = this.#messages.get(seq)
    if (item) forget(item, 'text') // a picture is gone in any case
    if (!stood) return item?.remove()
    const text = item?.querySelector('.text')
    text?.replaceChildren(h('s', {}, text.textContent))
    item?.append(h('p', { class: 'small' }, this.say(takenBack ? 'UiTakenBack' : 'UiCorrected')))
  }

  #pick(text: string, act: () => void, picture?: string): HTMLElement {
    return h('button', { type: 'button', onclick: act }, picture ? icon(picture) : undefined, h('span', {}, text))
  }

  #show(...content: HTMLElement[]) {
    this.stage.lang = this.lang
    this.stage.dir = dirOf(this.lang)
    forget(this.stage, 'text')
    this.stage.replaceChildren(...content)
    this.stage.scrollTop = 0
  }
}
