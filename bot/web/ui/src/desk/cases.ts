// The cases page: the queue on one side, the case that is open on the other.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { CaseView } from './case_view'
import { bind } from './keys'
import { Queue } from './queue'
import type { Desk } from './state'

export class CasesPage {
  readonly #queue: Queue
  readonly #place = h('section', { class: 'case', 'aria-label': say('DeskCaseView') })
  #view: CaseView | undefined
  #open: number | undefined
  #leave = new AbortController()

  constructor(
    main: HTMLElement,
    private readonly desk: Desk,
    signal: AbortSignal,
  ) {
    this.#queue = new Queue(desk, signal)
    main.append(this.#queue.element, this.#place)
    this.#nothing()
    bind(
      [
        { key: 'j', about: 'DeskKeyNext', group: 'queue', act: () => this.#queue.move(1) },
        { key: 'k', about: 'DeskKeyPrevious', group: 'queue', act: () => this.#queue.move(-1) },
        { key: 'o', about: 'DeskKeyOldest', group: 'queue', act: () => this.#oldest() },
        { key: '/', about: 'DeskKeyFilter', group: 'queue', act: () => this.#queue.filter() },
        { key: 'q', about: 'DeskKeyQueue', group: 'queue', act: () => this.#queue.focus() },
      ],
      signal,
    )
    signal.addEventListener('abort', () => this.#leave.abort())
  }

  /** Shows a case, or none. */
  show(number: number | undefined) {
    if (number === this.#open && this.#view) return
    this.#leave.abort()
    this.#leave = new AbortController()
    this.#open = number
    this.#queue.current(number)
    this.#view = undefined
    if (number === undefined) {
      this.#nothing()
      return
    }
    this.#view = new CaseView(this.#place, this.desk, number, this.#leave.signal)
    bind([{ key: 'Escape', about: 'DeskKeyQueue', group: 'queue', act: () => this.#queue.focus() }], this.#leave.signal)
  }

  #nothing() {
    this.#place.replaceChildren(h('p', { class: 'nothing' }, say('DeskChooseCase')), h('p', { class: 'nothing small' }, say('DeskChooseCaseKeys')))
  }

  /** Opens the case that is next in turn. */
  #oldest() {
    const next = this.desk.list().find((c) => c.state === 'waiting')
    if (next) location.hash = `case=${next.case}`
  }
}
