// Messages on their way: sent in order, one at a time, again and again until
// the server has taken or refused them. Whoever makes the list says how long it
// lives.
import { Refused } from './http'

/** A message that is on its way. client_id makes sending it twice harmless. */
export interface Entry {
  client_id: string
  text: string
  article?: string // that was tapped; text is its title
  refused?: boolean
}

/** A name for a message that no other has. */
export function newID(): string {
  // randomUUID is there on https and localhost only.
  if (crypto.randomUUID) return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}

export type Mark = 'sending' | 'waiting' | 'sent' | 'refused'

const firstWait = 1_000 // milliseconds
const longestWait = 30_000

export class Outbox {
  #busy = false
  #stopped = false
  #running: Promise<void> = Promise.resolve()
  #wait = firstWait
  #timer = 0

  /**
   * entries is the list that is kept, and is changed in place.
   * deliver hands one entry to the server; mark shows how far it has come; changed is called when entries has.
   */
  constructor(
    private readonly entries: Entry[],
    private readonly deliver: (entry: Entry) => Promise<void>,
    private readonly mark: (entry: Entry, mark: Mark) => void,
    private readonly changed: () => void,
  ) {
    addEventListener('online', () => this.flush())
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.flush()
    })
  }

  add(entry: Entry) {
    this.entries.push(entry)
    this.changed()
    this.flush()
  }

  /** Tries everything that is waiting, now. */
  flush() {
    clearTimeout(this.#timer)
    this.#wait = firstWait
    this.#start()
  }

  /** Drops what has not been sent, and sends nothing any more. Resolves when nothing is on its way. */
  stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.entries.length = 0
    return this.#running
  }

  #start() {
    if (!this.#busy && !this.#stopped) this.#running = this.#run()
  }

  /** Tries a refused message once more. */
  retry(entry: Entry) {
    delete entry.refused
    this.changed()
    this.flush()
  }

  async #run() {
    this.#busy = true
    try {
      for (;;) {
        const next = this.entries.find((e) => !e.refused)
        if (!next) return
        this.mark(next, 'sending')
        try {
          await this.deliver(next)
        } catch (error) {
          if (this.#stopped) return
          if (error instanceof Refused) {
            next.refused = true
            this.changed()
            this.mark(next, 'refused')
            continue
          }
          for (const e of this.entries) if (!e.refused) this.mark(e, 'waiting')
          this.#timer = window.setTimeout(() => this.#start(), this.#wait)
          this.#wait = Math.min(this.#wait * 2, longestWait)
          return
        }
        if (this.#stopped) return
        this.entries.splice(this.entries.indexOf(next), 1)
        this.changed()
        this.mark(next, 'sent')
        this.#wait = firstWait
      }
    } finally {
      this.#busy = false
    }
  }
}
