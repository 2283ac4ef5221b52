// The front desk: a clerk and a guest before one screen. The clerk types or
// picks in Chinese, or the guest does in their own language; both halves show
// the same reviewed answer. Nothing is stored in the browser.
import { byId, h } from '../shared/dom'
import { get } from '../shared/http'
import type { Mark } from '../shared/outbox'
import { Reading } from '../shared/reading'
import { setLocation } from '../shared/places'
import type { State } from '../shared/talk'
import type { Article, Message, PageData, Reply, Topic } from '../shared/types'
import { dirOf, languageOf, say, setPage, speaker } from '../shared/words'
import { Guest } from './guest'
import { Half } from './half'
import { handOver } from './handover'
import { Idle } from './idle'
import { slip } from './slip'

export type FrontDeskData = PageData & { idle: number }

export class FrontDesk {
  readonly #clerk: Half
  readonly #guest: Half
  #lang = '' // of the guest; "" while there is none
  #now: Guest | undefined // there with the language
  #article = ''
  #title = '' // of the article, as it was tapped before there was a guest
  #standing = '' // what the banner says of the conversation
  readonly #reading = new Reading((seq) => this.#now?.read(seq))
  #turn = 0 // answers of an earlier turn or guest are not shown

  constructor(private readonly page: FrontDeskData) {
    setPage(page)
    const acts = { topic: (id: string) => void this.#topic(id), open: (id: string, title: string) => void this.tap(id, title), none: (text: string) => this.#now?.none(text) }
    this.#clerk = new Half(byId('clerk-stage'), acts)
    this.#guest = new Half(byId('guest-stage'), acts)
    this.#clerk.lang = page.lang
    this.#clerk.say = say
    this.#form('clerk-ask', 'clerk-text')
    this.#form('guest-ask', 'guest-text')
    for (const button of document.querySelectorAll<HTMLElement>('[data-lang]')) button.addEventListener('click', () => void this.choose(button.dataset['lang']!))
    byId('other').addEventListener('click', () => this.#chooseAgain())
    byId('forget').addEventListener('click', () => this.forget())
    byId('turn').addEventListener('click', () => byId('guest').classList.toggle('turned'))
    byId('call').addEventListener('click', () => void this.#call())
    byId('hand-over').addEventListener('click', () => void this.#handOver())
    byId('slip-print').addEventListener('click', () => void this.#print())
    document.addEventListener('keydown', (event) => this.#keyDown(event))
    new Idle(page.idle, () => this.busy, () => this.forget())
    this.#begin()
  }

  get busy(): boolean {
    return Boolean(this.#lang || this.#article || byId<HTMLInputElement>('clerk-text').value)
  }

  /** Forgets the guest: the screen, the conversation, and the server's copy unless the guest goes on with it. */
  forget() {
    this.#now?.leave()
    for (const dialog of document.querySelectorAll('dialog')) dialog.close()
    for (const field of ['clerk-text', 'guest-text']) byId<HTMLInputElement>(field).value = ''
    byId('slip').replaceChildren()
    byId('guest').classList.remove('turned')
    this.#lang = ''
    this.#begin()
    byId('choose').querySelector('button')?.focus()
  }

  #begin() {
    this.#turn++
    this.#now = undefined
    this.#article = ''
    this.#title = ''
    const { place } = this.page
    if (place?.lat !== undefined && place.lon !== undefined) setLocation({ lat: place.lat, lon: place.lon })
    this.#stand('')
    byId('acts').hidden = true
    byId('choose').hidden = false
    byId('guest-side').hidden = true
    this.#guest.clear()
    this.#clerk.topics(this.page.topics)
  }

  /** Sets the guest's language; what is shown is shown again in it. */
  async choose(lang: string) {
    const article = this.#article
    const title = this.#title
    const turn = ++this.#turn
    const words = await speaker(lang)
    if (turn !== this.#turn) return
    this.#lang = lang
    this.#guest.lang = lang
    this.#guest.say = words
    const side = byId('guest-side')
    side.lang = lang
    side.dir = dirOf(lang)
    byId('hello').textContent = words('UiDeskGuestHello')
    byId('other').querySelector('span')!.textContent = languageOf(lang)?.name ?? lang
    const field = byId<HTMLInputElement>('guest-text')
    field.placeholder = words('UiDeskGuestAsk')
    field.setAttribute('aria-label', words('UiDeskGuestAsk'))
    byId('guest-ask').querySelector('button')!.setAttribute('aria-label', words('UiSend'))
    byId('choose').hidden = true
    side.hidden = false
    this.#greet(lang)
    if (article) return void (await (title ? this.tap(article, title) : this.open(article)))
    byId('clerk-text').focus()
    const { topics } = await get<{ topics: Topic[] }>(`/api/v1/topics?lang=${lang}`).catch(() => ({ topics: this.page.topics }))
    if (turn === this.#turn) this.#guest.topics(topics)
  }

  /** Begins a conversation in lang, unless the one that there is goes on: with an officer, or on the guest's phone. */
  #greet(lang: string) {
    if (this.#now?.lang === lang || this.#now?.kept) return
    this.#now?.leave()
    this.#stand('')
    this.#now = new Guest(lang, this.page.place?.id, {
      message: (m) => this.#message(m),
      state: (s) => this.#state(s),
      called: () => this.#stand(say('UiDeskCalled')),
      mark: (at) => this.#mark(at),
      lost: () => this.forget(),
    })
  }

  #state(s: State) {
    if (s.owner === 'person') this.#stand(s.officer ? say('UiWith', { name: s.officer }) : say('UiDeskCalled'))
  }

  /** Says how the conversation stands. */
  #stand(text: string) {
    this.#standing = text
    byId('banner').textContent = text
  }

  /** Says for a while what is just going on; the standing comes back after it. */
  #tell(text: string, again = false) {
    const banner = byId('banner')
    banner.textContent = text || this.#standing
    if (again) banner.append(' ', h('button', { type: 'button', class: 'link', onclick: () => this.#now?.again() }, say('UiRetry')))
  }

  #waits = false

  #mark(at: Mark) {
    if (at === 'sending') return this.#waits ? undefined : this.#tell(say('UiLooking'))
    this.#waits = at === 'waiting'
    if (at === 'sent') this.#tell('')
    else this.#tell(say(at === 'waiting' ? 'UiNotSent' : 'UiRefused'), true)
  }

  #chooseAgain() {
    byId('choose').hidden = false
    byId('guest-side').hidden = true
    byId('choose').querySelector('button')?.focus()
  }

  /** Asks in either language. */
  async ask(text: string) {
    if (!this.#lang) await this.choose('en')
    ++this.#turn
    this.#now?.ask(text)
  }

  /** Shows an article that was tapped, and tells the conversation of it, where there is a guest. */
  async tap(id: string, title: string) {
    this.#title = title
    const guest = this.#now
    if (!guest || guest.kept) return void (await this.open(id)) // an officer, or the guest's phone, is not told what is shown here
    const tap = guest.tap(id, title)
    if (!(await this.open(id))) guest.missed(tap)
  }

  async #message(m: Message) {
    if (m.from === 'visitor') return
    if (m.from === 'bot' && m.reply) return this.#reply(m.reply)
    if (m.replaces) {
      const stood = Boolean(await this.#now?.stood(m.replaces))
      for (const half of [this.#clerk, this.#guest]) half.replace(m.replaces, stood, m.kind === 'withdrawn')
    }
    if (!m.text) return // replaced before it was read
    const original = m.original || m.text
    const guest = this.#now
    const load = () => guest?.picture(m.seq) ?? Promise.reject(new Error('the guest has left'))
    const shown = this.#clerk.message(m, original, m.original ? 'zh' : m.lang, load)
    this.#guest.message(m, m.text, m.lang, load)
    if (m.from === 'staff') this.#reading.watch(shown, m.seq)
    byId('acts').hidden = false
  }

  async #reply(reply: Reply) {
    byId('acts').hidden = false
    this.#title = ''
    if (reply.kind === 'answer' && reply.article) return void (await this.open(reply.article))
    const turn = this.#turn
    if (reply.kind === 'choices' && reply.choices) {
      const ids = reply.choices.map((c) => c.article)
      const [mine, theirs] = await Promise.all([this.#titles(ids, this.page.lang), this.#titles(ids, this.#lang)])
      if (turn !== this.#turn) return
      this.#clerk.choices(mine, say('ReplyChoices'))
      return this.#guest.choices(theirs, this.#guest.say('ReplyChoices'))
    }
    this.#clerk.text(say('UiDeskNothing'))
    this.#guest.text(reply.text, reply.answer_lang)
  }

  async #titles(ids: string[], lang: string) {
    const { articles } = await get<{ articles: Article[] }>(`/api/v1/articles?lang=${lang}`)
    return ids.map((id) => ({ article: id, title: articles.find((a) => a.id === id)?.title ?? id }))
  }

  async #topic(id: string) {
    const turn = ++this.#turn
    const list = async (half: Half, lang: string) => {
      const { articles } = await get<{ articles: Article[] }>(`/api/v1/articles?lang=${lang}&topic=${id}`)
      const { topics } = await get<{ topics: Topic[] }>(`/api/v1/topics?lang=${lang}`)
      if (turn === this.#turn) half.articles(topics.find((t) => t.id === id)?.title ?? '', articles)
    }
    await Promise.all([list(this.#clerk, this.page.lang), this.#lang ? list(this.#guest, this.#lang) : undefined]).catch(() => this.#tell(say('UiFailed')))
  }

  /** Shows one answer on both halves; false where that fails. */
  async open(id: string): Promise<boolean> {
    const turn = ++this.#turn
    this.#article = id
    const load = (lang: string) => get<Reply>(`/api/v1/articles/${encodeURIComponent(id)}?lang=${lang}`)
    try {
      const [mine, theirs] = await Promise.all([load(this.page.lang), this.#lang ? load(this.#lang) : undefined])
      if (turn !== this.#turn) return true // something else is shown by now
      this.#clerk.answer(mine, theirs?.title)
      if (theirs) this.#guest.answer(theirs)
      byId('acts').hidden = false
      return true
    } catch {
      if (!this.#waits) this.#tell(say('UiFailed'))
      return false
    }
  }

  /** Calls the help desk for the guest. */
  async #call() {
    if (!this.#lang) await this.choose('en')
    try {
      if (!(await this.#now?.call(say('UiDeskCallNote')))) return void this.open('help-human')
    } catch {
      this.#tell(say('UiFailed'))
    }
  }

  async #handOver() {
    const path = await this.#path()
    handOver(path, this.#guest.say ?? say, this.#lang || this.page.lang)
  }

  /** The page where the guest goes on: their conversation, else the answer, else the start. */
  async #path(): Promise<string> {
    const lang = this.#lang || 'en'
    if (this.#now?.started) {
      try {
        return `/c/${await this.#now.code()}?lang=${lang}`
      } catch {
        // then the answer alone
      }
    }
    const start = this.page.place ? `/p/${this.page.place.id}` : '/'
    return this.#article ? `${start}?article=${this.#article}&lang=${lang}` : `${start}?lang=${lang}`
  }

  async #print() {
    if (!this.#article) return
    const lang = this.#lang || 'en'
    const path = await this.#path()
    const reply = await get<Reply>(`/api/v1/articles/${encodeURIComponent(this.#article)}?lang=${lang}`)
    await slip(reply, path, await speaker(reply.answer_lang))
    window.print()
  }

  #form(id: string, field: string) {
    byId(id).addEventListener('submit', (event) => {
      event.preventDefault()
      const input = byId<HTMLInputElement>(field)
      const text = input.value.trim()
      if (text) void this.ask(text)
      input.select()
    })
  }

  #keyDown(event: KeyboardEvent) {
    if (event.isComposing || event.keyCode === 229 || document.querySelector('dialog[open]')) return
    if (event.key === 'Escape') {
      event.preventDefault()
      return this.forget()
    }
    const writing = (event.target as Element).matches('input')
    if (/^[1-9]$/.test(event.key) && !writing) {
      const picks = byId('clerk-stage').querySelectorAll<HTMLElement>('.picks button')
      picks[Number(event.key) - 1]?.click()
    } else if (event.key === '/' && !writing) {
      event.preventDefault()
      byId('clerk-text').focus()
    }
  }
}
