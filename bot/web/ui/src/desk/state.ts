// What the console knows: who is signed in, the counts, the cases that were
// asked for. The server has the truth; changes come over the desk's stream.
import { follow } from '../shared/events'
import { address, desk, onExpired, query } from './api'
import { steady } from './time'
import type { Account, Case, Status } from './types'

/** What the queue is filtered by. */
export interface Filters {
  state: 'open' | 'waiting' | 'mine' | 'resolved'
  lang: string
  topic: string
  place: string
  over: number // waiting longer than, seconds; 0 for all
  late: boolean // only those beyond the service goal
}

/** How a case was to be closed. */
export interface Ending {
  reason: string
  note: string
  rating: boolean
}

export const everything: Filters = { state: 'open', lang: '', topic: '', place: '', over: 0, late: false }

export interface Topics {
  cases: undefined // the list changed
  case: Case // one case changed
  fresh: Case // a case began to wait
  erased: number
  status: Status
  typing: number
  link: boolean // whether the stream is up
  expired: undefined // the session ended
}

type Handler<K extends keyof Topics> = (value: Topics[K]) => void

const page = 200 // cases that are read at once

export class Desk {
  account: Account
  status: Status | undefined
  filters: Filters = { ...everything }
  linked = true
  more = false // the list is cut: there are cases beyond those that were read
  readonly letGo = new Set<number>() // cases that are being given away or closed here
  readonly drafts = new Map<string, string>() // what was written and not sent, by field and case: going to another case loses nothing
  readonly endings = new Map<number, Ending>() // that were refused: what was written in them stays
  readonly cases = new Map<number, Case>()
  readonly #got = new Map<number, number>() // when a case was received, steady clock
  readonly #known = new Set<number>() // cases that were seen waiting
  readonly #handlers = new Map<keyof Topics, Set<Handler<never>>>()
  #revision = 0
  #listed: Filters | undefined
  #stream: AbortController | undefined
  #load = 0
  #pages = 1

  constructor(account: Account) {
    this.account = account
    onExpired(() => this.#emit('expired', undefined))
  }

  on<K extends keyof Topics>(topic: K, handler: Handler<K>, signal?: AbortSignal) {
    const set = this.#handlers.get(topic) ?? new Set()
    this.#handlers.set(topic, set)
    set.add(handler as Handler<never>)
    signal?.addEventListener('abort', () => set.delete(handler as Handler<never>))
  }

  #emit<K extends keyof Topics>(topic: K, value: Topics[K]) {
    for (const handler of [...(this.#handlers.get(topic) ?? [])]) (handler as Handler<K>)(value)
  }

  /** Reads the list that the filters ask for, and follows the changes from there. Where it is read again, cases that are new in it are told of. */
  async load(again = false): Promise<void> {
    const load = ++this.#load
    const f = this.filters
    if (f !== this.#listed) this.#pages = 1
    this.#listed = f
    const state = { open: 'waiting,claimed', waiting: 'waiting', mine: 'claimed', resolved: 'resolved' }[f.state]
    const cases: Case[] = []
    let from = 0
    let more = true
    for (let i = 0; i < this.#pages && more; i++) {
      const part = await desk<{ cases: Case[]; more: boolean; revision: number }>(
        `/cases${query({ state, officer: f.state === 'mine' && 'me', lang: f.lang, topic: f.topic, place: f.place, waiting_over: f.over || undefined, late: f.late, limit: page, offset: i * page })}`,
      )
      if (load !== this.#load) return // a later question was asked meanwhile
      cases.push(...part.cases)
      more = part.more
      from ||= part.revision
    }
    const fresh = again ? cases.filter((c) => c.state === 'waiting' && !this.#known.has(c.case)) : []
    this.more = more
    this.cases.clear()
    for (const c of cases) {
      this.cases.set(c.case, c)
      this.#received(c)
    }
    if (!this.#revision) this.#revision = from
    this.#emit('cases', undefined)
    for (const c of fresh) this.#emit('fresh', c)
    this.#follow()
  }

  /** Reads more of a list that is cut. */
  async loadMore(): Promise<void> {
    this.#pages++
    await this.load()
  }

  /** Takes the answer to an act; the stream brings it as well. */
  take(c: Case) {
    const before = this.cases.get(c.case)
    if (before && before.revision > c.revision) return
    const isNew = c.state === 'waiting' && !this.#known.has(c.case)
    this.#received(c)
    if (this.#wanted(c)) this.cases.set(c.case, c)
    else this.cases.delete(c.case)
    this.#emit('cases', undefined)
    this.#emit('case', c)
    if (isNew) this.#emit('fresh', c)
  }

  /** The list in its order: urgent first, then oldest; of those that are resolved, the latest first. */
  list(): Case[] {
    const back = this.filters.state === 'resolved' ? -1 : 1
    return [...this.cases.values()]
      .filter((c) => this.#long(c))
      .sort((a, b) => (back < 0 ? Date.parse(b.resolved ?? '') - Date.parse(a.resolved ?? '') : Number(b.urgent) - Number(a.urgent) || Date.parse(a.opened) - Date.parse(b.opened)) || back * (a.case - b.case))
  }

  /** How long a case has waited by now, in seconds. */
  waiting(c: Case): number {
    const got = this.#got.get(c.case)
    return c.waiting_seconds + (c.state === 'waiting' && got !== undefined ? (steady() - got) / 1000 : 0)
  }

  late(c: Case): boolean {
    return c.late || (c.state === 'waiting' && c.goal_seconds !== undefined && this.waiting(c) > c.goal_seconds)
  }

  /** Takes up again after a new sign-in. */
  again(account: Account) {
    this.account = account
    this.#stream?.abort()
    this.#stream = undefined
    void this.load().catch(() => this.#follow())
  }

  stop() {
    this.#stream?.abort()
    this.#stream = undefined
  }

  #received(c: Case) {
    this.#got.set(c.case, steady())
    if (c.state === 'waiting') this.#known.add(c.case)
    else this.#known.delete(c.case)
  }

  /** Whether a case belongs to the list, but for its waiting time, which changes by itself. */
  #wanted(c: Case): boolean {
    const f = this.filters
    const state = f.state === 'open' ? c.state !== 'resolved' : f.state === 'mine' ? c.state === 'claimed' && c.officer === this.account.id : c.state === f.state
    return state && (!f.lang || c.lang === f.lang) && (!f.topic || c.topic === f.topic) && (!f.place || c.place === f.place)
  }

  #long(c: Case): boolean {
    return this.waiting(c) >= this.filters.over && (!this.filters.late || (c.state === 'waiting' && this.late(c)))
  }

  #follow() {
    if (this.#stream) return
    const stream = (this.#stream = new AbortController())
    void follow(
      address('/events'),
      undefined,
      () => (this.#revision ? String(this.#revision) : ''),
      (e) => this.#event(e.event, e.id, e.data),
      (status) => {
        this.#stream = undefined
        this.#link(false)
        if (status === 401) this.#emit('expired', undefined)
      },
      stream.signal,
      (up) => this.#link(up),
    )
  }

  #link(up: boolean) {
    if (up === this.linked) return
    this.linked = up
    this.#emit('link', up)
    // What was erased meanwhile, the stream does not tell.
    if (up) void this.load(true).catch(() => undefined)
  }

  #event(name: string, id: string, data: string) {
    let value: unknown
    try {
      value = JSON.parse(data)
    } catch {
      return // an event of another kind
    }
    if (name === 'case') {
      this.#revision = Math.max(this.#revision, Number(id) || 0)
      // Who owns a case, the event cannot say of every reader.
      const c = value as Case
      this.take({ ...c, mine: c.officer === this.account.id })
    } else if (name === 'status') {
      // What is configured may be left out of the counts that go to everybody.
      this.status = { ...this.status, ...(value as Status) }
      this.#emit('status', this.status)
    } else if (name === 'typing') {
      this.#emit('typing', (value as { case: number }).case)
    } else if (name === 'erased') {
      const n = (value as { case: number }).case
      this.cases.delete(n)
      this.#emit('cases', undefined)
      this.#emit('erased', n)
    }
  }

  async loadStatus() {
    this.status = await desk<Status>('/status')
    this.#emit('status', this.status)
  }
}
