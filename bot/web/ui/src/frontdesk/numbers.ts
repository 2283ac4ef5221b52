// What a place, such as a hotel, is told of itself: counts, no names and no
// texts. The secret of its link stands behind the # of the address, where no log
// sees it; it is kept nowhere else.
import { byId, h } from '../shared/dom'
import { date, number } from '../shared/format'
import { call, Refused } from '../shared/http'
import type { PageData } from '../shared/types'
import { say } from '../shared/words'

interface Line {
  key: string
  questions: number
  answered: number
  handed_over: number
}

interface Answer {
  from: string
  to: string
  waiting: number
  total: Line
  days: Line[]
  languages: Line[]
  topics: Line[]
}

const spans = [7, 30, 90] // days
const again = 60_000 // milliseconds: who waits changes

export class Numbers {
  readonly #box = byId('numbers')
  readonly #form = byId<HTMLFormElement>('key-form')
  #days = 30
  #timer = 0
  #shown = '' // what is shown, so that it is drawn again only where it has changed

  constructor(private readonly page: PageData) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      location.hash = byId<HTMLInputElement>('key').value.trim().replace(/^.*#/, '')
    })
    addEventListener('hashchange', () => void this.#load())
    document.addEventListener('visibilitychange', () => !document.hidden && void this.#load())
    void this.#load()
  }

  async #load() {
    clearTimeout(this.#timer)
    const secret = location.hash.slice(1)
    if (!secret) return this.#ask('')
    const days = this.#days
    try {
      const answer = await call<Answer>(`/api/v1/places/${encodeURIComponent(this.page.place!.id)}/numbers?from=${chinaDay(days - 1)}&to=${chinaDay(0)}`, { token: secret })
      if (days !== this.#days) return
      this.#form.hidden = true
      const now = JSON.stringify(answer)
      if (now !== this.#shown) this.#show(answer)
      this.#shown = now
    } catch (error) {
      if (error instanceof Refused && (error.status === 404 || error.status === 401)) return this.#ask(say('UiNumbersWrong'))
      if (!this.#box.firstChild) this.#box.replaceChildren(h('p', { class: 'wrong', role: 'alert' }, say('UiFailed')))
    }
    if (!document.hidden) this.#timer = window.setTimeout(() => void this.#load(), again)
  }

  /** Asks for the secret, where the address has none or a wrong one. */
  #ask(wrong: string) {
    this.#box.replaceChildren()
    this.#shown = ''
    this.#form.hidden = false
    byId('wrong').textContent = wrong
    byId('key').focus()
  }

  #show(a: Answer) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['days'] : undefined
    const { lang } = this.page
    const topics = new Map(this.page.topics.map((t) => [t.id, t.title]))
    const languages = new Intl.DisplayNames([lang === 'zh' ? 'zh-Hans' : lang], { type: 'language', fallback: 'none' })
    const unknown = say('UiNumbersUnknown')
    const sorted = (lines: Line[]) => [...lines].sort((x, y) => y.questions - x.questions || y.handed_over - x.handed_over)
    this.#box.replaceChildren(
      h(
        'div',
        { class: 'spans', role: 'group', 'aria-label': say('UiNumbersSpan') },
        ...spans.map((n) => h('button', { type: 'button', 'data-days': n, 'aria-pressed': String(n === this.#days), onclick: () => this.#span(n) }, say('UiNumbersDays', { n }))),
      ),
      h(
        'dl',
        { class: 'totals' },
        ...(
          [
            ['UiNumbersQuestions', a.total.questions],
            ['UiNumbersAnswered', a.total.answered],
            ['UiNumbersHandedOver', a.total.handed_over],
            ['UiNumbersWaiting', a.waiting],
          ] as const
        ).map(([id, n]) => h('div', {}, h('dt', {}, say(id)), h('dd', {}, number(lang, n)))),
      ),
      ...(a.total.questions + a.total.handed_over === 0
        ? [h('p', {}, say('UiNumbersNone'))]
        : [
            this.#table('UiNumbersByDay', [...a.days].reverse(), (key) => date(lang, key)),
            this.#table('UiNumbersByTopic', sorted(a.topics), (key) => topics.get(key) ?? unknown),
            this.#table('UiNumbersByLanguage', sorted(a.languages), (key) => (key && key !== 'und' && languages.of(key)) || unknown),
          ]),
    )
    if (focused) this.#box.querySelector<HTMLElement>(`[data-days="${focused}"]`)?.focus()
  }

  #span(days: number) {
    this.#days = days
    void this.#load()
  }

  #table(title: string, lines: Line[], name: (key: string) => string): HTMLElement {
    const { lang } = this.page
    const most = Math.max(1, ...lines.map((l) => l.questions))
    const cell = (n: number) => h('td', {}, number(lang, n))
    return h(
      'div',
      { class: 'table' },
      h(
        'table',
        {},
        h('caption', {}, say(title)),
        h('thead', {}, h('tr', {}, h('td', {}), ...['UiNumbersQuestions', 'UiNumbersAnswered', 'UiNumbersHandedOver'].map((id) => h('th', { scope: 'col' }, say(id))))),
        h(
          'tbody',
          {},
          ...lines.map((l) => {
            const bar = h('span', { class: 'share', 'aria-hidden': 'true' })
            bar.style.inlineSize = `${(l.questions / most) * 100}%`
            return h('tr', {}, h('th', { scope: 'row' }, name(l.key), bar), cell(l.questions), cell(l.answered), cell(l.handed_over))
          }),
        ),
      ),
    )
  }
}

/** The day in China, YYYY-MM-DD, so many days ago. */
function chinaDay(ago: number): string {
  return new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(new Date(Date.now() - ago * 86_400_000))
}
