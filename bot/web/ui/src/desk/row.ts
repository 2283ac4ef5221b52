// One case in the queue: what it is about in two lines, and how long it waits.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { languageName, line, topicName, word } from './names'
import { clock, spoken, when } from './time'
import type { Case } from './types'

export class Row {
  readonly element = h('li')
  readonly #link: HTMLElement
  readonly #time = h('span', { class: 'wait', 'aria-hidden': 'true' })
  readonly #spoken = h('span', { class: 'hidden' })
  #revision = -1

  constructor(number: number) {
    this.#link = h('a', { href: `#case=${number}`, tabindex: -1, 'data-key': `case-${number}` })
    this.element.append(this.#link)
  }

  show(c: Case, waiting: number, late: boolean, me: string) {
    if (this.#revision !== c.revision) {
      this.#revision = c.revision
      this.element.className = c.state
      this.element.classList.toggle('urgent', c.urgent)
      this.#link.replaceChildren(
        h(
          'span',
          { class: 'top' },
          c.urgent && h('span', { class: 'flag' }, icon('warn'), say('DeskUrgent')),
          h('b', { class: 'no' }, `#${c.case}`),
          h('span', { class: 'lang' }, languageName(c.lang, c.lang_name)),
          this.#time,
          this.#spoken,
        ),
        h('span', { class: 'about', lang: 'zh-Hans' }, line(c)),
        h(
          'span',
          { class: 'more' },
          h('span', {}, [topicName(c.topic, c.topic_title), c.place_name].filter(Boolean).join(' · ') || word('DeskReason', c.reason)),
          c.unread > 0 && h('span', { class: 'unread' }, String(c.unread), h('span', { class: 'hidden' }, say('DeskUnread'))),
          owner(c, me),
        ),
        c.tags.length > 0 && h('span', { class: 'tags' }, ...c.tags.map((t) => h('span', { class: 'tag' }, t))) || '',
      )
    }
    if (c.state === 'resolved') {
      this.#time.textContent = c.resolved ? when(c.resolved) : ''
      this.#spoken.textContent = ''
      return
    }
    this.#spoken.textContent = say(c.state === 'waiting' ? 'DeskWaitsSince' : 'DeskWaited', { time: spoken(waiting) })
    this.tick(waiting, late)
  }

  /** Goes on with the waiting time; screen readers are not told of every second. */
  tick(waiting: number, late: boolean) {
    if (this.element.classList.contains('resolved')) return
    this.#time.textContent = clock(waiting)
    this.element.classList.toggle('late', late && this.element.classList.contains('waiting'))
  }

  current(on: boolean) {
    if (on) this.#link.setAttribute('aria-current', 'true')
    else this.#link.removeAttribute('aria-current')
  }
}

function owner(c: Case, me: string): HTMLElement | undefined {
  if (c.state === 'resolved') return h('span', { class: 'owner' }, word('DeskResolution', c.resolution ?? ''))
  if (c.state !== 'claimed') return undefined
  const mine = c.officer === me
  return h('span', { class: mine ? 'owner mine' : 'owner' }, icon('person'), mine ? say('DeskYou') : (c.officer_name ?? ''))
}
