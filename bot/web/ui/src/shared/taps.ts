// Articles that were tapped are shown at once, from the server or from what is
// kept on the phone, while the conversation is told of them. The message that it
// answers with stands there already then, and is not shown again.
import type { Message } from './types'

/** The tap on "none of these", as the API has it for an article. */
export const none = 'none'

export class Tap {
  seq = 0 // of the message that answers it; 0 until it is there

  constructor(readonly article: string) {}
}

export class Taps {
  readonly #waiting: Tap[] = []

  /** An article is shown, and its message is to come. */
  expect(article: string): Tap {
    const tap = new Tap(article)
    this.#waiting.push(tap)
    return tap
  }

  /** What was expected does not stand there: its message will be shown. */
  drop(tap: Tap) {
    const i = this.#waiting.indexOf(tap)
    if (i >= 0) this.#waiting.splice(i, 1)
  }

  /** Whether a message is what was shown for a tap. */
  met(m: Message): boolean {
    if (m.from !== 'bot' || !m.reply) return false
    const article = m.reply.kind === 'answer' ? m.reply.article : m.reply.kind === 'handoff' && m.reply.reason === 'unknown' ? none : undefined
    const tap = this.#waiting.find((t) => t.article === article)
    if (!tap) return false
    tap.seq = m.seq
    this.drop(tap)
    return true
  }

  clear() {
    this.#waiting.length = 0
  }
}
