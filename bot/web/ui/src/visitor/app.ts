// The visitor's page: what a tap or a message leads to.
import type { CardActions } from '../shared/card'
import { personButton } from '../shared/card'
import { byId, h, reveal } from '../shared/dom'
import { get, Refused } from '../shared/http'
import { newID, Outbox, type Entry, type Mark } from '../shared/outbox'
import { location as where, nearby, setLocation } from '../shared/places'
import { none, Taps } from '../shared/taps'
import { placesOf, Talk } from '../shared/talk'
import type { Handover, Message, PageData, Place, Point, Reply } from '../shared/types'
import { say, setPage } from '../shared/words'
import { Banner } from './banner'
import { Composer } from './composer'
import { Kept } from './kept'
import { more } from './more'
import { articlesOf, modified, Start } from './start'
import { clear, load, save } from './store'
import { Thread } from './thread'
import { tools } from './tools'

export class App {
  readonly #page: PageData
  readonly #kept = load()
  readonly #thread: Thread
  readonly #talk: Talk
  readonly #outbox: Outbox
  readonly #banner: Banner
  readonly #start: Start
  readonly #composer: Composer
  readonly #pack: Kept
  readonly #taps = new Taps()
  #person = false // an officer answers
  #typing = 0
  #shown: Promise<void> = Promise.resolve() // one message after the other
  #keeping = false // whether localStorage is written: from the first message on

  constructor(page: PageData) {
    setPage(page)
    this.#page = page
    this.#keeping = Boolean(this.#kept.id || this.#kept.outbox.length)
    if (page.place?.lat !== undefined && page.place.lon !== undefined) setLocation({ lat: page.place.lat, lon: page.place.lon })
    this.#pack = new Kept(page.lang)
    this.#banner = new Banner(page.lang, (n) => void this.#talk.rate(n).catch(() => this.#banner.speak(say('UiFailed'))))
    this.#thread = new Thread(page.lang, (entry) => this.#outbox.retry(entry), {
      read: (seq) => this.#talk.read(seq),
      stood: (seq) => this.#talk.stood(seq),
      picture: (seq) => this.#talk.picture(seq),
    })
    this.#talk = new Talk(
      this.#kept,
      { lang: page.lang, channel: page.embed ? 'widget' : 'web', place: page.place?.id, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      {
        message: (m) => (this.#shown = this.#shown.then(() => this.#message(m))),
        state: (s) => {
          this.#person = s.owner === 'person'
          this.#banner.set(s)
        },
        typing: () => this.#officerTypes(true),
        handover: (h) => (this.#shown = this.#shown.then(() => this.#handover(h))),
        lost: () => this.#forgotten(),
      },
      () => this.#save(),
    )
    this.#outbox = new Outbox(this.#kept.outbox, (e) => this.#deliver(e), (e, m) => this.#mark(e, m), () => this.#save())
    this.#composer = new Composer((text) => this.ask(text), () => this.#talk.typing(), (text) => this.#banner.speak(text))
    this.#start = new Start(page.lang, page.topics, (a) => void this.tap(a.id, a.title, a.lang), (topic) => this.#articles(topic))
    tools()
    this.#keepInView()
    document.body.dataset['script'] = '' // the way up is for pages without one: here Topics leads there
    this.#acts()
    more(byId('more'), { pack: this.#pack, page, talk: this.#talk, forget: () => this.forget(), kept: () => this.#keeping })
  }

  /** Shows what was there before: an unfinished conversation, the answer of the address. */
  async run() {
    const { reply, question } = this.#page
    if (this.#kept.id) {
      try {
        if (await this.#talk.history()) this.#start.show('talk')
      } catch {
        // shown again when the network is back
      }
    }
    for (const entry of this.#kept.outbox) this.#thread.mine(entry, entry.refused ? 'refused' : 'waiting')
    if (reply && !question) {
      // The server has drawn the card; it is drawn again with its buttons.
      const first = document.getElementById('first')
      const item = await this.#thread.answer(reply, this.#actions(reply))
      first?.replaceWith(item)
    }
    await this.#asAddressed()
    if (!this.#thread.empty && !new URLSearchParams(location.search).get('topic')) this.#start.show('talk')
    this.#outbox.flush()
  }

  /** Without a network every address gets the start page as it is kept: the script shows what the address names. */
  async #asAddressed() {
    const query = new URLSearchParams(location.search)
    const article = query.get('article')
    const topic = query.get('topic')
    if (article && !this.#page.reply) await this.open(article)
    else if (topic && document.body.dataset['view'] === 'start') await this.#start.topic(topic)
  }

  /** Sends what the visitor wrote. */
  ask(text: string) {
    const entry: Entry = { client_id: newID(), text }
    this.#keeping = true
    this.#start.show('talk')
    this.#thread.mine(entry, 'sending')
    this.#outbox.add(entry)
  }

  /**
   * Shows an article that was tapped under its title, at once, and tells the
   * conversation of it: it counts, and what is asked next follows from it. An
   * officer who answers is not told what the visitor reads besides.
   */
  async tap(id: string, title: string, lang: string) {
    if (this.#person) return void (await this.open(id, title, lang))
    const entry: Entry = { client_id: newID(), text: title, article: id }
    this.#keeping = true
    this.#start.show('talk')
    this.#thread.mine(entry, 'sending')
    const tap = this.#taps.expect(id)
    this.#outbox.add(entry)
    if (!(await this.open(id, title, lang, () => tap.seq))) this.#taps.drop(tap)
  }

  /** Shows an article; false where that fails. seq is the number of its message, where it has one by now. */
  async open(id: string, title?: string, lang = this.#page.lang, seq?: () => number): Promise<boolean> {
    this.#start.show('talk')
    this.#busy(true)
    try {
      const reply = await this.#article(id, lang)
      history.replaceState({}, '', this.#with('article', id))
      const item = await this.#thread.answer(reply, this.#actions(reply, seq), lang)
      this.#show(item)
      return true
    } catch {
      this.#banner.speak(title ? `${title}: ${say('UiFailed')}` : say('UiFailed'))
      this.#thread.note(h('p', { class: 'wrong' }, say('UiFailed')))
      return false
    } finally {
      this.#busy(false)
    }
  }

  /** Calls a person: at once, from wherever the visitor is. */
  async person() {
    this.#start.show('talk')
    this.#busy(true)
    try {
      this.#keeping = true
      if (!(await this.#talk.escalate(where()))) {
        this.#keeping = false
        await this.open('help-human')
      }
    } catch {
      this.#thread.note(h('p', { class: 'wrong' }, say('UiFailed')), h('p', { class: 'buttons' }, personButton(say, () => void this.person())))
    } finally {
      this.#busy(false)
    }
  }

  async nearby() {
    this.#start.show('talk')
    this.#busy(true)
    try {
      const places = await this.#nearest().catch(async (error: unknown) => (await this.#pack.places()) ?? Promise.reject(error))
      this.#show(this.#thread.note(h('h2', { tabindex: -1 }, say('ReplyPlaces')), nearby(places, this.#page.lang, say, (from) => this.#nearest(from))))
    } catch {
      this.#thread.note(h('p', { class: 'wrong' }, say('UiFailed')))
    } finally {
      this.#busy(false)
    }
  }

  async #nearest(from: Point | undefined = where()): Promise<Place[]> {
    const at = from ? `&lat=${from.lat}&lon=${from.lon}` : ''
    return (await get<{ places: Place[] }>(`/api/v1/places?lang=${this.#page.lang}&limit=12${at}`)).places
  }

  /** Deletes the conversation, here and on the server. */
  async forget() {
    await this.#talk.erase()
    this.#kept.outbox.length = 0
    this.#forgotten()
    this.#banner.speak(say('UiForgotten'))
  }

  /** Puts a question into the field without sending it. */
  fill(text: string) {
    this.#composer.fill(text)
  }

  #forgotten() {
    this.#keeping = false
    clear()
    this.#thread.clear()
    this.#taps.clear()
    this.#person = false
    this.#banner.clear()
    this.#start.home()
  }

  /** The dock grows over the end of the conversation: who reads there goes on reading there. */
  #keepInView() {
    const dock = document.querySelector<HTMLElement>('.dock')
    if (!dock || !('ResizeObserver' in window)) return
    let before = dock.offsetHeight
    new ResizeObserver(() => {
      const grown = dock.offsetHeight - before
      before = dock.offsetHeight
      const below = document.documentElement.scrollHeight - window.scrollY - innerHeight
      if (grown > 0 && below < 2 * grown && document.body.dataset['view'] === 'talk') window.scrollBy(0, grown)
    }).observe(dock)
  }

  #acts() {
    document.addEventListener('click', (event) => {
      const act = (event.target as Element).closest<HTMLElement>('[data-act]')
      if (!act || modified(event)) return
      event.preventDefault()
      switch (act.dataset['act']) {
        case 'person':
          return void this.person()
        case 'nearby':
          return void this.nearby()
        default:
          return this.#start.home()
      }
    })
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#talk.rest() : this.#talk.listen()))
  }

  async #deliver(entry: Entry) {
    this.#busy(true)
    try {
      await this.#talk.post(entry, where())
    } catch (error) {
      if (!(error instanceof Refused)) for (const waiting of [...this.#kept.outbox]) if (!waiting.article) await this.#fromPack(waiting)
      throw error
    } finally {
      this.#busy(false)
    }
  }

  /** While there is no network, what the phone keeps answers, once for each question. */
  async #fromPack(entry: Entry) {
    if (this.#answered.has(entry.client_id)) return
    const found = await this.#pack.search(entry.text)
    if (!found) return
    this.#answered.add(entry.client_id)
    const item = await this.#thread.answer(found.reply, this.#actions(found.reply))
    item.querySelector('.card')?.prepend(h('p', { class: 'notice' }, found.note))
    reveal(item)
  }

  readonly #answered = new Set<string>()

  async #message(m: Message) {
    this.#officerTypes(false)
    if (this.#taps.met(m)) return
    await this.#thread.show(m, this.#actions(m.reply, () => m.seq))
  }

  /** The way back, and who is open now and near: the message before it says the rest. */
  #handover(told: Handover) {
    this.#banner.guess({ case: told.case, desk: told.desk, wait_seconds: told.wait_seconds ?? null, ...(told.position && { position: told.position }) })
    const lines: HTMLElement[] = []
    if (told.return_code) {
      const link = `${location.origin}/c/${told.return_code}`
      lines.push(h('p', {}, h('strong', { class: 'code' }, say('UiCode', { code: told.return_code }))), h('p', { class: 'small' }, say('UiCodeAbout'), ' ', h('a', { href: link }, link)))
    }
    if (told.places.length) lines.push(h('h3', {}, say('ReplyPlaces')), nearby(told.places, this.#page.lang, say, (from) => this.#nearest(from)))
    if (lines.length) reveal(this.#thread.note(...lines))
  }

  #actions(reply: Reply | undefined, seq?: () => number): CardActions {
    const helped = reply?.kind === 'answer' && seq && this.#talk.lasting
    const lang = reply?.answer_lang ?? this.#page.lang
    return {
      open: (c) => void this.tap(c.article, c.title ?? c.article, lang),
      none: (text) => this.#none(text),
      person: () => void this.person(),
      places: (r, from) => (r.article ? placesOf(r.article, r.answer_lang, from) : Promise.resolve(r.places)),
      feedback: helped ? (helpful) => this.#talk.feedback(seq(), helpful) : undefined,
    }
  }

  #none(text: string) {
    const entry: Entry = { client_id: newID(), text, article: none }
    this.#thread.mine(entry, 'sending')
    this.#taps.expect(none)
    this.#outbox.add(entry)
    const item = this.#thread.note(h('p', {}, say('UiNoneHelp')), h('p', { class: 'buttons' }, personButton(say, () => void this.person())))
    reveal(item)
    this.#composer.focus()
  }

  #article(id: string, lang: string): Promise<Reply> {
    const from = where()
    const at = from ? `&lat=${from.lat}&lon=${from.lon}` : ''
    return get<Reply>(`/api/v1/articles/${encodeURIComponent(id)}?lang=${lang}${at}`).catch(async (error: unknown) => {
      return (await this.#pack.article(id)) ?? Promise.reject(error)
    })
  }

  #articles(topic: string) {
    return articlesOf(topic, this.#page.lang).catch(async (error: unknown) => (await this.#pack.articles(topic)) ?? Promise.reject(error))
  }

  #mark(entry: Entry, at: Mark) {
    this.#thread.mark(entry, at)
  }

  #show(item: HTMLElement) {
    reveal(item)
    item.querySelector('h2')?.focus({ preventScroll: true })
  }

  /** Says that an answer is on its way, unless it is there at once. */
  #busy(on: boolean) {
    clearTimeout(this.#waiting)
    const line = byId('busy')
    if (on) this.#waiting = window.setTimeout(() => (line.textContent = say('UiLooking')), 400)
    else line.textContent = ''
  }

  #waiting = 0

  #officerTypes(on: boolean) {
    clearTimeout(this.#typing)
    byId('busy').textContent = on ? say('UiTyping', { name: say('UiOfficerUnnamed') }) : ''
    if (on) this.#typing = window.setTimeout(() => this.#officerTypes(false), 8_000)
  }

  #with(name: string, value: string): string {
    const here = new URL(location.href)
    for (const other of ['topic', 'article', 'nearby']) here.searchParams.delete(other)
    here.searchParams.set('lang', this.#page.lang)
    here.searchParams.set(name, value)
    return here.toString()
  }

  #save() {
    if (this.#keeping) save(this.#kept)
  }
}
