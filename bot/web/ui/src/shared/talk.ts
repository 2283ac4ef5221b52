// The conversation as the server has it: started with the first message, read
// again after a reload, followed by its events. A server without conversations
// is asked question by question.
import { call, Refused } from './http'
import { follow } from './events'
import type { Desk, Handover, Message, Place, Point, Reply } from './types'

/** The key to a conversation; kept by whoever makes a Talk. */
export interface Key {
  id?: string
  token?: string
}

/** How the conversation stands, as far as the server says it. */
export interface State {
  owner?: 'bot' | 'person'
  officer?: string
  case?: number
  position?: number // in the queue; 1 is next
  wait_seconds?: number | null // until it is this conversation's turn, about
  desk?: Desk
  rating?: boolean // the visitor is asked how satisfied they are
  read_seq?: number // up to which the visitor has read, on any device
}

export interface Listener {
  message(m: Message): void
  state(s: State): void
  typing(): void
  /** A person is called: said once, with the return code. */
  handover(h: Handover): void
  /** The conversation is not there any more: erased or expired. */
  lost(): void
}

/** What posting a message leads to. */
interface Posted {
  message: Message
  replies?: Message[]
  handover?: Handover | null
}

export interface Start {
  lang: string
  channel: string
  place?: string | undefined
  time_zone?: string
}

const pictureWait = 120_000 // milliseconds, for 2G

export class Talk {
  #single = false // the server has no conversations
  #asked: string[] = [] // earlier questions, latest first, while #single
  #last = 0 // seq of the latest message seen
  #stream: AbortController | undefined
  #read = 0 // seq up to which the visitor has read here
  #readTold = 0 // the same, as far as the server knows it

  constructor(
    private readonly key: Key,
    private readonly start: Start,
    private readonly listener: Listener,
    private readonly changed: () => void,
  ) {}

  get started(): boolean {
    return Boolean(this.key.id)
  }

  /** Whether the server keeps conversations, as far as is known. */
  get lasting(): boolean {
    return !this.#single
  }

  /** Sends one message, or tells of an article that was tapped; what it leads to arrives at the listener. */
  async post(entry: { text: string; client_id: string; article?: string }, where?: Point): Promise<void> {
    if (!(await this.#ensure())) {
      if (entry.article) return // shown as it is
      const reply = await call<Reply>('/api/v1/ask', { body: { text: entry.text, previous: this.#asked, ...(where && { location: where }) } })
      this.#asked = [entry.text, ...this.#asked].slice(0, 3)
      this.listener.message({ seq: 0, from: 'bot', text: reply.text, lang: reply.answer_lang, at: '', reply })
      return
    }
    try {
      const body = { text: entry.text, client_id: entry.client_id, ...(entry.article && { article: entry.article }), ...(where && { location: where }) }
      const answer = await call<Posted>(this.#path('/messages'), { body, token: this.key.token })
      for (const m of [answer.message, ...(answer.replies ?? [])]) this.#take(m)
      if (answer.handover) this.listener.handover(answer.handover)
      this.listen()
    } catch (error) {
      if (!(error instanceof Refused) || !gone(error.status)) throw error
      // Erased or expired: the message begins a new one.
      this.#drop()
      return this.post(entry, where)
    }
  }

  /** Reads what was said before; false where there is nothing to read. */
  async history(): Promise<boolean> {
    if (!this.key.id) return false
    try {
      for (let more = true; more; ) {
        const page = await call<{ messages: Message[]; more?: boolean }>(this.#path(`/messages?after=${this.#last}`), { token: this.key.token })
        page.messages.forEach((m) => this.#take(m))
        more = Boolean(page.more && page.messages.length)
      }
      this.listen()
      return this.#last > 0
    } catch (error) {
      if (error instanceof Refused && gone(error.status)) this.#drop()
      throw error
    }
  }

  /** Asks for a person; false where the server has nobody to ask. */
  async escalate(where?: Point, note?: string): Promise<boolean> {
    if (!(await this.#ensure())) return false
    const body = { ...(note && { note }), ...(where && { location: where }) }
    const handover = await call<Handover>(this.#path('/escalations'), { body, token: this.key.token })
    await this.history().catch(() => undefined) // the stream brings it as well
    this.listener.handover(handover)
    return true
  }

  feedback(message: number, helpful: boolean): Promise<void> {
    return call(this.#path('/feedback'), { body: { message, helpful }, token: this.key.token })
  }

  rate(score: number): Promise<void> {
    return call(this.#path('/satisfaction'), { body: { score }, token: this.key.token })
  }

  /** Returns a code that opens the conversation on another device. */
  async code(): Promise<string> {
    await this.#ensure()
    return (await call<{ return_code: string }>(this.#path('/return-codes'), { body: {}, token: this.key.token })).return_code
  }

  /** Tells that the visitor is writing; nothing depends on it. */
  typing() {
    if (this.key.id) void call(this.#path('/typing'), { body: {}, token: this.key.token }).catch(() => undefined)
  }

  /** Tells that the visitor has seen up to the message seq; again when the stream is back, should it fail. */
  read(seq: number) {
    this.#read = Math.max(this.#read, seq)
    this.#tellRead()
  }

  #tellRead() {
    const seq = this.#read
    if (!this.key.id || seq <= this.#readTold) return
    call(this.#path('/read'), { body: { seq }, token: this.key.token }).then(
      () => (this.#readTold = Math.max(this.#readTold, seq)),
      () => undefined,
    )
  }

  /** Whether the visitor had read a message that was replaced: then it stands as it was, else the server has emptied it. */
  async stood(seq: number): Promise<boolean> {
    if (seq <= this.#read || seq <= this.#readTold) return true
    try {
      const { messages } = await call<{ messages: Message[] }>(this.#path(`/messages?after=${seq - 1}&limit=1`), { token: this.key.token })
      return Boolean(messages[0]?.text)
    } catch {
      return false // it was not read here
    }
  }

  /** The picture of a message. */
  picture(seq: number): Promise<Blob> {
    return call<Blob>(this.#path(`/messages/${seq}/picture`), { token: this.key.token, file: true, wait: pictureWait })
  }

  async erase() {
    if (this.key.id) {
      try {
        await call(this.#path(''), { method: 'DELETE', token: this.key.token })
      } catch (error) {
        if (!(error instanceof Refused) || !gone(error.status)) throw error
      }
    }
    this.#drop()
  }

  /** Follows the events, once. */
  listen() {
    if (!this.key.id || this.#stream) return
    const stream = (this.#stream = new AbortController())
    void follow(
      this.#path('/events?with=state,typing'),
      this.key.token,
      () => (this.#last ? String(this.#last) : ''),
      (e) => this.#event(e.event, e.data),
      (status) => {
        this.#stream = undefined
        if (gone(status) && status !== 404) this.listener.lost()
      },
      stream.signal,
      (up) => up && this.#tellRead(),
    )
  }

  /** Stops following, as long as nobody looks. */
  rest() {
    this.#stream?.abort()
    this.#stream = undefined
  }

  #event(name: string, data: string) {
    let value: unknown
    try {
      value = JSON.parse(data)
    } catch {
      return // an event of another kind
    }
    if (name === 'message') this.#take(value as Message)
    else if (name === 'state') {
      const state = value as State
      this.#readTold = Math.max(this.#readTold, state.read_seq ?? 0)
      this.listener.state(state)
    }
    else if (name === 'typing') this.listener.typing()
  }

  #take(m: Message) {
    if (m.seq <= this.#last && m.seq !== 0 && this.#seen.has(m.seq)) return
    this.#seen.add(m.seq)
    this.#last = Math.max(this.#last, m.seq)
    this.listener.message(m)
  }

  #seen = new Set<number>()

  async #ensure(): Promise<boolean> {
    if (this.key.id) return true
    if (this.#single) return false
    try {
      const { id, token } = await call<{ id: string; token: string }>('/api/v1/conversations', { body: this.start })
      this.key.id = id
      this.key.token = token
      this.changed()
      return true
    } catch (error) {
      if (!(error instanceof Refused) || ![404, 405, 501].includes(error.status)) throw error
      this.#single = true
      return false
    }
  }

  #drop() {
    this.rest()
    delete this.key.id
    delete this.key.token
    this.#last = this.#read = this.#readTold = 0
    this.#seen.clear()
    this.changed()
  }

  #path(rest: string): string {
    return `/api/v1/conversations/${this.key.id}${rest}`
  }
}

function gone(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 410
}

/** The places of an article, nearest first. */
export async function placesOf(article: string, lang: string, from: Point): Promise<Place[]> {
  const reply = await call<Reply>(`/api/v1/articles/${encodeURIComponent(article)}?lang=${lang}&lat=${from.lat}&lon=${from.lon}`)
  return reply.places
}
