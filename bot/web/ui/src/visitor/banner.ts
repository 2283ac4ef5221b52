// The line above the question field: who is answering, the place in the queue,
// whether there is a network.
import { byId, h, icon } from '../shared/dom'
import { moment } from '../shared/format'
import type { State } from '../shared/talk'
import { say } from '../shared/words'

export class Banner {
  readonly #box = byId('status')
  readonly #alert = byId('alert')
  #state: State = {}
  #told = false // the stream has told the state

  constructor(
    private readonly lang: string,
    private readonly rate: (satisfaction: number) => void,
  ) {
    addEventListener('offline', () => this.#draw())
    addEventListener('online', () => {
      this.#draw()
      this.speak(say('UiOnline'))
    })
    this.#draw()
  }

  set(state: State) {
    this.#told = true
    this.#state = state
    this.#draw()
  }

  /** Shows a state that may be older than what the stream has told: then it is left. */
  guess(state: State) {
    if (this.#told) return
    this.#state = state
    this.#draw()
  }

  /** Forgets the conversation. */
  clear() {
    this.#told = false
    this.#state = {}
    this.#draw()
  }

  /** Says something to a screen reader that is not a message. */
  speak(text: string) {
    this.#alert.textContent = ''
    this.#alert.textContent = text
  }

  #draw() {
    const s = this.#state
    const lines: HTMLElement[] = []
    if (!navigator.onLine) lines.push(h('p', { class: 'offline', role: 'status' }, icon('warn'), say('UiOffline')))
    if (s.owner === 'person') lines.push(h('p', { class: 'with', role: 'status' }, icon('person'), s.officer ? say('UiWith', { name: s.officer }) : say('UiWaiting')))
    else if (s.case) lines.push(h('p', { class: 'with', role: 'status' }, icon('person'), this.#waiting(s)))
    if (s.rating) lines.push(this.#rating())
    this.#box.replaceChildren(...lines)
  }

  #waiting(s: State): string {
    if (s.desk?.open === false && s.desk.opens_at) return say('UiDeskClosed', { time: moment(this.lang, new Date(s.desk.opens_at)) })
    if (!s.position) return say('UiWaiting')
    const about = s.wait_seconds ? `, ${say('UiQueueMinutes', { n: Math.ceil(s.wait_seconds / 60) })}` : ''
    return `${say('UiWaiting')} ${say('UiQueue', { n: s.position })}${about}`
  }

  #rating(): HTMLElement {
    const buttons = [1, 2, 3, 4, 5].map((n) =>
      h('button', { type: 'button', 'aria-label': say('UiRateOf', { n }), onclick: () => this.rate(n) }, String(n)),
    )
    return h('div', { class: 'rating', role: 'group', 'aria-label': say('UiRateCase') }, h('p', {}, say('UiRateCase')), ...buttons)
  }
}
