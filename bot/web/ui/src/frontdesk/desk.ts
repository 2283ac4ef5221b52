// The front desk: a clerk and a guest before one screen. The clerk types or
// picks in Chinese, or the guest does in their own language; both halves show
// the same reviewed answer. Nothing is stored in the browser.
import { byId } from '../shared/dom'
import { get, Refused } from '../shared/http'
import { Reading } from '../shared/reading'
import { setLocation } from '../shared/places'
import { Talk, type Key } from '../shared/talk'
import type { Article, Message, PageData, Reply, Topic } from '../shared/types'
import { dirOf, languageOf, say, setPage, speaker } from '../shared/words'
import { Half } from './half'
import { handOver } from './handover'
import { Idle } from './idle'
import { slip } from './slip'

export type FrontDeskData = PageData & { idle: number }

export class FrontDesk {
  readonly #clerk: Half
  readonly #guest: Half
  #lang = '' // of the guest; "" while there is none
  #talk!: Talk
  #key: Key = {}
  #kept = false // the guest goes on elsewhere, so the conversation stays
  #article = ''
  readonly #reading = new Reading((seq) => this.#talk.read(seq))
  #turn = 0 // answers of an earlier turn or guest are not shown

  constructor(private readonly page: FrontDeskData) {
    setPage(page)
    const acts = { topic: (id: string) => void this.#topic(id), open: (id: string) => void this.open(id) }
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
    return Boolean(this.#lang || this.#article || this.#key.id || byId<HTMLInputElement>('clerk-text').value)
  }

  /** Forgets the guest: the screen, the conversation, and the server's copy unless the guest goes on with it. */
  forget() {
    if (this.#key.id && !this.#kept) void this.#talk.erase().catch(() => undefined)
    else this.#talk.rest()
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
    this.#key = {}
    this.#kept = false
    this.#article = ''
    const { place } = this.page
    if (place?.lat !== undefined && place.lon !== undefined) setLocation({ lat: place.lat, lon: place.lon })
    byId('banner').textContent = ''
    byId('acts').hidden = true
    byId('choose').hidden = false
    byId('guest-side').hidden = true
    this.#guest.clear()
    this.#clerk.topics(this.page.topics)
  }

  /** Sets the guest's language; what is shown is shown again in it. */
  async choose(lang: string) {
    const article = this.#article
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
    this.#talk = this.#newTalk(lang)
    if (article) return this.open(article)
    byId('clerk-text').focus()
    const { topics } = await get<{ topics: Topic[] }>(`/api/v1/topics?lang=${lang}`).catch(() => ({ topics: this.page.topics }))
    if (turn === this.#turn) this.#guest.topics(topics)
  }

  #newTalk(lang: string): Talk {
    return new Talk(
      this.#key,
      { lang, channel: 'frontdesk', place: this.page.place?.id },
      {
        message: (m) => void this.#message(m),
        state: (s) => {
          if (s.owner === 'person') byId('banner').textContent = s.officer ? say('UiWith', { name: s.officer }) : say('UiDeskCalled')
        },
        typing: () => undefined,
        handover: () => {
          // A person was called, by the clerk or for what was urgent.
          this.#kept = true
          byId('banner').textContent = say('UiDeskCalled')
        },
        lost: () => this.forget(),
      },
      () => undefined,
    )
  }

  #chooseAgain() {
    byId('choose').hidden = false
    byId('guest-side').hidden = true
    byId('choose').querySelector('button')?.focus()
  }

  /** Asks in either language. */
  async ask(text: string) {
    if (!this.#lang) await this.choose('en')
    const turn = ++this.#turn
    const looking = say('UiLooking')
    byId('banner').textContent = looking
    try {
      await this.#talk.post({ text, client_id: `${Date.now()}-${turn}` })
      if (byId('banner').textContent === looking) byId('banner').textContent = ''
    } catch (error) {
      byId('banner').textContent = say(error instanceof Refused ? 'UiRefused' : 'UiFailed')
    }
  }

  async #message(m: Message) {
    if (m.from === 'visitor') return
    if (m.from === 'bot' && m.reply) return this.#reply(m.reply)
    if (m.replaces) {
      const stood = await this.#talk.stood(m.replaces)
      for (const half of [this.#clerk, this.#guest]) half.replace(m.replaces, stood, m.kind === 'withdrawn')
    }
    if (!m.text) return // replaced before it was read
    const original = m.original || m.text
    const shown = this.#clerk.message(m, original, m.original ? 'zh' : m.lang)
    this.#guest.message(m, m.text, m.lang)
    if (m.from === 'staff') this.#reading.watch(shown, m.seq)
    byId('acts').hidden = false
  }

  async #reply(reply: Reply) {
    byId('acts').hidden = false
    if (reply.kind === 'answer' && reply.article) return this.open(reply.article)
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
    await Promise.all([list(this.#clerk, this.page.lang), this.#lang ? list(this.#guest, this.#lang) : undefined]).catch(() => {
      byId('banner').textContent = say('UiFailed')
    })
  }

  /** Shows one answer on both halves. */
  async open(id: string) {
    const turn = ++this.#turn
    this.#article = id
    const load = (lang: string) => get<Reply>(`/api/v1/articles/${encodeURIComponent(id)}?lang=${lang}`)
    try {
      const [mine, theirs] = await Promise.all([load(this.page.lang), this.#lang ? load(this.#lang) : undefined])
      if (turn !== this.#turn) return
      this.#clerk.answer(mine, theirs?.title)
      if (theirs) this.#guest.answer(theirs)
      byId('acts').hidden = false
    } catch {
      byId('banner').textContent = say('UiFailed')
    }
  }

  /** Calls the help desk for the guest. */
  async #call() {
    if (!this.#lang) await this.choose('en')
    try {
      if (!(await this.#talk.escalate(undefined, say('UiDeskCallNote')))) return void this.open('help-human')
    } catch {
      byId('banner').textContent = say('UiFailed')
    }
  }

  async #handOver() {
    const path = await this.#path()
    handOver(path, this.#guest.say ?? say, this.#lang || this.page.lang)
  }

  /** The page where the guest goes on: their conversation, else the answer, else the start. */
  async #path(): Promise<string> {
    const lang = this.#lang || 'en'
    if (this.#key.id) {
      try {
        const code = await this.#talk.code()
        this.#kept = true
        return `/c/${code}?lang=${lang}`
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
