// The queue: filters, and the cases in their order, live. One row is in the tab
// order; the arrow keys move between rows.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { announce, tell } from './announce'
import { why } from './api'
import { heading } from './focus'
import { languages, topics } from './names'
import { Row } from './row'
import { everything, type Desk, type Filters } from './state'

const lookAgain = 1_000 // milliseconds between the steps of waiting times

export class Queue {
  readonly element = h('section', { class: 'queue', 'aria-labelledby': 'queue-heading' })
  readonly #heading = heading('h1', say('DeskQueue'))
  readonly #list = h('ul', { class: 'rows', 'aria-labelledby': 'queue-heading' })
  readonly #empty = h('p', { class: 'nothing' })
  readonly #cut = h('p', { class: 'cut', hidden: true })
  readonly #rows = new Map<number, Row>()
  readonly #places = new Map<string, string>() // that cases came from
  readonly #place = h('select', { 'aria-label': say('DeskPlace') })
  readonly #reset = h('button', { type: 'button', class: 'bare', hidden: true }, icon('close'), say('DeskFilterReset'))
  #states: HTMLButtonElement[] = []
  #first: HTMLSelectElement | undefined
  #current: number | undefined

  constructor(
    private readonly desk: Desk,
    signal: AbortSignal,
  ) {
    this.#heading.id = 'queue-heading'
    this.element.append(this.#heading, this.#filters(), this.#list, this.#empty, this.#cut)
    this.#cut.append(h('span', {}), h('button', { type: 'button', class: 'link', 'data-key': 'more-cases', onclick: () => void this.#more() }, say('DeskMoreCases')))
    this.#list.addEventListener('keydown', (e) => {
      if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return
      e.preventDefault()
      this.move(e.key === 'ArrowDown' ? 1 : -1)
    })
    desk.on('cases', () => this.#draw(), signal)
    desk.on('erased', () => this.#draw(), signal)
    const timer = setInterval(() => this.#tick(), lookAgain)
    signal.addEventListener('abort', () => clearInterval(timer))
    void this.#load()
  }

  async #load() {
    this.element.setAttribute('aria-busy', 'true')
    try {
      await this.desk.load()
    } catch (error) {
      tell(why(error), 'wrong')
    } finally {
      this.element.removeAttribute('aria-busy')
    }
  }

  /** Goes on with a list that is cut: the focus goes to the first case that was not shown. */
  async #more() {
    const before = new Set(this.#links())
    this.#cut.setAttribute('aria-busy', 'true')
    try {
      await this.desk.loadMore()
      announce(say('DeskCasesShown', { n: this.#rows.size }))
      this.#links().find((l) => !before.has(l))?.focus()
    } catch (error) {
      tell(why(error), 'wrong')
    } finally {
      this.#cut.removeAttribute('aria-busy')
    }
  }

  #filters(): HTMLElement {
    const f = this.desk.filters
    this.#states = (['open', 'waiting', 'mine', 'resolved'] as const).map((state) =>
      h('button', { type: 'button', 'aria-pressed': String(f.state === state), 'data-state': state, onclick: () => this.#set({ state }) }, say({ open: 'DeskAllOpen', waiting: 'DeskWaiting', mine: 'DeskMine', resolved: 'DeskStateResolved' }[state])),
    )
    const select = (name: 'lang' | 'topic' | 'over', label: string, options: [string, string][]) => {
      const box = h('select', { 'aria-label': say(label) }, h('option', { value: '' }, say(label)), ...options.map(([v, text]) => h('option', { value: v, selected: String(f[name]) === v }, text)))
      box.addEventListener('change', () => this.#set(name === 'over' ? { over: Number(box.value) } : { [name]: box.value }))
      return box
    }
    this.#place.addEventListener('change', () => this.#set({ place: this.#place.value }))
    const late = h('input', { type: 'checkbox', checked: f.late })
    late.addEventListener('change', () => this.#set({ late: late.checked }))
    this.#first = select('lang', 'DeskLanguage', languages().map((l) => [l.id, l.called]))
    const topic = select('topic', 'DeskTopic', topics().map((t) => [t.id, t.title]))
    const over = select('over', 'DeskWaitingOver', [60, 180, 300, 600, 1800].map((s) => [String(s), say('DeskOverMinutes', { n: s / 60 })]))
    this.#reset.addEventListener('click', () => {
      for (const box of [this.#first!, topic, over, this.#place]) box.value = ''
      late.checked = false
      this.#set({ ...everything, state: this.desk.filters.state })
      this.#first?.focus()
    })
    return h(
      'div',
      { class: 'filters', role: 'group', 'aria-label': say('DeskFilters') },
      h('div', { class: 'states', role: 'group', 'aria-label': say('DeskState') }, ...this.#states),
      h('div', { class: 'selects' }, this.#first, topic, this.#place, over),
      h('p', { class: 'line' }, h('label', { class: 'check' }, late, say('DeskOnlyLate')), this.#reset),
    )
  }

  #set(change: Partial<Filters>) {
    const f = (this.desk.filters = { ...this.desk.filters, ...change })
    for (const b of this.#states) b.setAttribute('aria-pressed', String(b.dataset['state'] === f.state))
    this.#reset.hidden = !(f.lang || f.topic || f.place || f.over || f.late)
    void this.#load().then(() => announce(say('DeskCasesShown', { n: this.#rows.size })))
  }

  /** Marks the case that is open. */
  current(number: number | undefined) {
    this.#current = number
    for (const [id, row] of this.#rows) row.current(id === number)
    this.#tabbable()
  }

  /** Moves the focus to the next or previous row. */
  move(step: number) {
    const links = this.#links()
    if (!links.length) return this.#heading.focus()
    const at = links.indexOf(document.activeElement as HTMLElement)
    const from = at >= 0 ? at : links.findIndex((l) => l.getAttribute('aria-current'))
    const next = links[Math.min(links.length - 1, Math.max(0, from + step))]!
    for (const l of links) l.tabIndex = l === next ? 0 : -1
    next.focus()
    next.scrollIntoView({ block: 'nearest' })
  }

  focus() {
    const links = this.#links()
    ;(links.find((l) => l.tabIndex === 0) ?? links[0] ?? this.#heading).focus()
  }

  filter() {
    this.#first?.focus()
  }

  #links(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>('a')]
  }

  #draw() {
    const focused = document.activeElement
    const links = this.#links()
    const at = links.indexOf(focused as HTMLElement)
    const list = this.desk.list()
    const ids = new Set(list.map((c) => c.case))
    for (const [id, row] of this.#rows) {
      if (ids.has(id)) continue
      row.element.remove()
      this.#rows.delete(id)
    }
    list.forEach((c, i) => {
      if (c.place) this.#places.set(c.place, c.place_name ?? c.place)
      let row = this.#rows.get(c.case)
      if (!row) this.#rows.set(c.case, (row = new Row(c.case)))
      row.show(c, this.desk.waiting(c), this.desk.late(c), this.desk.account.id)
      row.current(c.case === this.#current)
      const here = this.#list.children[i]
      if (here !== row.element) this.#list.insertBefore(row.element, here ?? null)
    })
    // An element that is moved loses its focus; one that is gone leaves it to its neighbour.
    if (at >= 0 && document.activeElement !== focused) {
      const now = this.#links()
      ;(focused?.isConnected ? (focused as HTMLElement) : (now[Math.min(at, now.length - 1)] ?? this.#heading)).focus()
    }
    this.#empty.hidden = list.length > 0
    this.#empty.textContent = list.length ? '' : say(this.#reset.hidden ? 'DeskNoCases' : 'DeskNoCasesFiltered')
    this.#heading.replaceChildren(say('DeskQueue'), h('span', { class: 'count' }, this.desk.more ? `${list.length}+` : String(list.length)))
    this.#cut.hidden = !this.desk.more
    this.#cut.firstElementChild!.textContent = say(this.desk.filters.state === 'resolved' ? 'DeskCutLatest' : 'DeskCut', { n: list.length })
    this.#drawPlaces()
    this.#tabbable()
  }

  #drawPlaces() {
    if (this.#place.options.length === this.#places.size + 1) return
    const names = [...this.#places].sort(([, a], [, b]) => a.localeCompare(b, 'zh'))
    this.#place.replaceChildren(h('option', { value: '' }, say('DeskPlace')), ...names.map(([id, name]) => h('option', { value: id, selected: id === this.desk.filters.place }, name)))
  }

  #tabbable() {
    const links = this.#links()
    const one = links.find((l) => l === document.activeElement) ?? links.find((l) => l.getAttribute('aria-current')) ?? links[0]
    for (const l of links) l.tabIndex = l === one ? 0 : -1
  }

  #tick() {
    let changed = false
    for (const c of this.desk.cases.values()) {
      const row = this.#rows.get(c.case)
      if (row) row.tick(this.desk.waiting(c), this.desk.late(c))
      else changed = true // it came to wait long enough for the filter
    }
    if (changed && this.desk.list().length !== this.#rows.size) this.#draw()
  }
}
