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

const most = 200 // cases of a list

export class Desk {
  account: Account
  status: Status | undefined
  filters: Filters = { ...everything }
  linked = true
  readonly cases = new Map<number, Case>()
  readonly #got = new Map<number, number>() // when a case was received, steady clock
  readonly #known = new Set<number>() // cases that were seen waiting
  readonly #handlers = new Map<keyof Topics, Set<Handler<never>>>()
  #revision = 0
  #stream: AbortController | undefined
  #load = 0

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

  /** Reads the list that the filters ask for, and follows the changes from there. */
  async load(): Promise<void> {
    const load = ++this.#load
    const f = this.filters
    const state = { open: 'waiting,claimed', waiting: 'waiting', mine: 'claimed', resolved: 'resolved' }[f.state]
    const { cases, revision } = await desk<{ cases: Case[]; revision: number }>(
      `/cases${query({ state, officer: f.state === 'mine' && 'me', lang: f.lang, topic: f.topic, place: f.place, waiting_over: f.over || undefined, late: f.late, limit: most })}`,
    )
    if (load !== this.#load) return // a later question was asked meanwhile
    this.cases.clear()
    for (const c of cases) {
      this.cases.set(c.case, c)
      this.#received(c)
    }
    if (!this.#revision) this.#revision = revision
    this.#emit('cases', undefined)
    this.#follow()
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
      .sort((a, b) => (back < 0 ? 0 : Number(b.urgent) - Number(a.urgent)) || back * (Date.parse(a.opened) - Date.parse(b.opened)) || back * (a.case - b.case))
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
