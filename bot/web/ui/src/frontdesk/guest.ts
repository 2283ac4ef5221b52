// One guest at the front desk: the conversation, and what is on its way to it.
// All of it is in memory alone, and gone with the guest.
import { newID, Outbox, type Entry, type Mark } from '../shared/outbox'
import { none, Taps, type Tap } from '../shared/taps'
import { Talk, type Key, type State } from '../shared/talk'
import type { Message } from '../shared/types'

export interface GuestListener {
  message(m: Message): void
  state(s: State): void
  /** A person was called, by the clerk or for what was urgent. */
  called(): void
  /** How far what was written last has come. */
  mark(at: Mark): void
  lost(): void
}

const eraseAgain = 15_000 // milliseconds

export class Guest {
  readonly #key: Key = {}
  readonly #entries: Entry[] = []
  readonly #taps = new Taps()
  readonly #talk: Talk
  readonly #outbox: Outbox
  readonly #pictures = new Map<number, Promise<Blob>>() // by seq
  #kept = false // the guest goes on elsewhere, so the conversation stays
  #gone = false
  #shown: Promise<void> = Promise.resolve() // one message after the other

  constructor(
    readonly lang: string,
    place: string | undefined,
    told: GuestListener & { message(m: Message): Promise<void> },
  ) {
    // What arrives for a guest who has left is shown to nobody.
    const here = (act: () => void) => !this.#gone && act()
    this.#talk = new Talk(
      this.#key,
      { lang, channel: 'frontdesk', place },
      {
        message: (m) => here(() => !this.#taps.met(m) && (this.#shown = this.#shown.then(() => (this.#gone ? undefined : told.message(m))))),
        state: (s) => here(() => told.state(s)),
        typing: () => undefined,
        handover: () => {
          this.#kept = true
          here(() => told.called())
        },
        lost: () => here(() => told.lost()),
      },
      () => undefined,
    )
    this.#outbox = new Outbox(this.#entries, (e) => this.#talk.post(e), (_, mark) => here(() => told.mark(mark)), () => undefined)
  }

  /** Whether anything was asked. */
  get started(): boolean {
    return this.#talk.started || this.#entries.length > 0
  }

  get kept(): boolean {
    return this.#kept
  }

  ask(text: string) {
    this.#outbox.add({ client_id: newID(), text })
  }

  /** Tells of an article that was tapped, which is shown already. */
  tap(article: string, title: string): Tap {
    const tap = this.#taps.expect(article)
    this.#outbox.add({ client_id: newID(), text: title, article })
    return tap
  }

  /** What was tapped could not be shown: its message will be. */
  missed(tap: Tap) {
    this.#taps.drop(tap)
  }

  /** None of the choices was meant; the answer says what to do now. */
  none(text: string) {
    this.#outbox.add({ client_id: newID(), text, article: none })
  }

  /** Tries again what waits, or was refused. */
  again() {
    for (const e of this.#entries) delete e.refused
    this.#outbox.flush()
  }

  /** Calls the help desk; false where there is none. */
  call(note: string): Promise<boolean> {
    return this.#talk.escalate(undefined, note)
  }

  /** A code for the guest's own phone, where the conversation goes on from now. */
  async code(): Promise<string> {
    const code = await this.#talk.code()
    this.#kept = true
    return code
  }

  read(seq: number) {
    this.#talk.read(seq)
  }

  stood(seq: number): Promise<boolean> {
    return this.#talk.stood(seq)
  }

  /** The picture of a message, which both halves show. */
  picture(seq: number): Promise<Blob> {
    const file = this.#pictures.get(seq) ?? this.#talk.picture(seq)
    this.#pictures.set(seq, file)
    file.catch(() => this.#pictures.delete(seq)) // it is tried again
    return file
  }

  /** Forgets the guest, here at once and on the server as soon as it can be reached, unless they go on elsewhere. */
  leave() {
    this.#gone = true
    this.#pictures.clear()
    this.#talk.rest()
    void this.#outbox.stop().then(() => (this.#kept ? undefined : this.#erase()))
  }

  async #erase() {
    try {
      await this.#talk.erase()
    } catch {
      setTimeout(() => void this.#erase(), eraseAgain)
    }
  }
}
