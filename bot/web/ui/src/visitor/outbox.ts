// Messages on their way: sent in order, one at a time, again and again until
// the server has taken or refused them. They outlive the page.
import { Refused } from '../shared/http'
import type { Entry } from './store'

export type Mark = 'sending' | 'waiting' | 'sent' | 'refused'

const firstWait = 1_000 // milliseconds
const longestWait = 30_000

export class Outbox {
  #busy = false
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
    void this.#run()
  }

  /** Tries a refused message once more. */
  retry(entry: Entry) {
    delete entry.refused
    this.changed()
    this.flush()
  }

  async #run() {
    if (this.#busy) return
    this.#busy = true
    try {
      for (;;) {
        const next = this.entries.find((e) => !e.refused)
        if (!next) return
        this.mark(next, 'sending')
        try {
          await this.deliver(next)
        } catch (error) {
          if (error instanceof Refused) {
            next.refused = true
            this.changed()
            this.mark(next, 'refused')
            continue
          }
          for (const e of this.entries) if (!e.refused) this.mark(e, 'waiting')
          this.#timer = window.setTimeout(() => void this.#run(), this.#wait)
          this.#wait = Math.min(this.#wait * 2, longestWait)
          return
        }
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
