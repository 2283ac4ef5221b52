// The console's frame: the bar at the top, the pages, and which of them the
// address asks for.
import { byId, h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { accountPage } from './account'
import { announce } from './announce'
import { desk } from './api'
import { auditPage } from './audit'
import { CasesPage } from './cases'
import { bind, listen, showShortcuts } from './keys'
import { languageLink } from './language'
import { trouble } from './messengers'
import { line } from './names'
import { notify, setNotify, setSound } from './notify'
import { reportsPage } from './reports'
import { setting } from './settings'
import { logo, signInAgain } from './sign_in'
import { staffPage } from './staff'
import { Desk } from './state'
import { when } from './time'
import { includes, type Account, type Role } from './types'

type Page = (main: HTMLElement, desk: Desk, signal: AbortSignal) => void

interface Entry {
  id: string
  text: string // message id
  role: Role
  key: string
  page?: Page // none: the cases
}

const entries: Entry[] = [
  { id: '', text: 'DeskQueue', role: 'officer', key: '1' },
  { id: 'reports', text: 'DeskReports', role: 'supervisor', key: '2', page: reportsPage },
  { id: 'audit', text: 'DeskAudit', role: 'supervisor', key: '3', page: auditPage },
  { id: 'staff', text: 'DeskStaff', role: 'administrator', key: '4', page: staffPage },
  { id: 'account', text: 'DeskAccount', role: 'officer', key: '5', page: accountPage },
]

export class Shell {
  readonly #desk: Desk
  readonly #main = h('main', { id: 'main' })
  readonly #links = new Map<string, HTMLElement>()
  readonly #count = h('span', { class: 'count' })
  readonly #state = h('p', { class: 'desk-state' })
  readonly #link = h('p', { class: 'link-state', role: 'status' })
  readonly #messengers = h('p', { class: 'messengers', role: 'status' })
  readonly #notice = h('p', { class: 'notice', role: 'status', hidden: true })
  #cases: CasesPage | undefined
  #shown: string | undefined
  #leave = new AbortController()
  #asking = false
  #noticed = 0

  constructor(frame: HTMLElement, account: Account) {
    this.#desk = new Desk(account)
    frame.replaceChildren(this.#bar(account), this.#messengers, this.#notice, this.#main)
    byId('skip').addEventListener('click', (e) => {
      e.preventDefault()
      this.#main.querySelector<HTMLElement>('h1, h2')?.focus()
    })
    listen()
    bind([
      ...entries.filter((e) => includes(account.role, e.role)).map((e) => ({ key: e.key, about: e.text, group: 'pages' as const, act: () => this.#go(e.id) })),
      { key: '?', about: 'DeskShortcuts', group: 'pages' as const, act: showShortcuts },
    ])
    this.#desk.on('status', () => this.#status())
    this.#desk.on('cases', () => this.#status())
    this.#desk.on('link', (up) => this.#linked(up))
    this.#desk.on('fresh', (c) => {
      announce(say(c.urgent ? 'DeskNewUrgent' : 'DeskNew', { n: c.case }) + ' ' + line(c), c.urgent)
      notify(c, line(c), () => this.#go(`case=${c.case}`))
    })
    this.#desk.on('expired', () => this.#expired())
    addEventListener('hashchange', () => this.#route())
    this.#route()
    void this.#desk.loadStatus().catch(() => undefined)
    setInterval(() => this.#status(), 15_000)
  }

  #bar(account: Account): HTMLElement {
    const nav = entries
      .filter((e) => e.id !== 'account' && includes(account.role, e.role))
      .map((e) => {
        const link = h('a', { href: `#${e.id}`, 'data-key': `nav-${e.id}` }, say(e.text), e.id === '' && this.#count)
        this.#links.set(e.id, link)
        return h('li', {}, link)
      })
    const me = h('a', { class: 'tool me', href: '#account', 'data-key': 'nav-account' }, icon('person'), h('span', {}, account.name))
    this.#links.set('account', me)
    return h(
      'header',
      { class: 'bar' },
      h('a', { class: 'brand', href: '#' }, logo(), h('b', {}, 'payhelp'), h('span', { class: 'what' }, say('DeskTitle'))),
      h('nav', { 'aria-label': say('DeskPages') }, h('ul', {}, ...nav)),
      this.#state,
      this.#link,
      h(
        'div',
        { class: 'tools' },
        this.#toggle('bell', 'DeskNotify', setting('notify'), setNotify),
        this.#toggle('say', 'DeskSound', setting('sound'), (on) => {
          setSound(on)
          return Promise.resolve(on)
        }),
        h('button', { type: 'button', class: 'tool', 'aria-label': say('DeskShortcuts'), title: say('DeskShortcuts'), onclick: showShortcuts }, h('kbd', {}, '?')),
        languageLink(),
        me,
        h('button', { type: 'button', class: 'tool', onclick: () => void this.#signOut() }, say('DeskSignOut')),
      ),
    )
  }

  #toggle(picture: string, text: string, on: boolean, set: (on: boolean) => Promise<boolean>): HTMLElement {
    const button = h('button', { type: 'button', class: 'tool toggle', 'aria-pressed': String(on), title: say(text), 'aria-label': say(text) }, icon(picture))
    button.addEventListener('click', () => {
      void set(button.getAttribute('aria-pressed') !== 'true').then((now) => button.setAttribute('aria-pressed', String(now)))
    })
    return button
  }

  #go(id: string) {
    if (location.hash === `#${id}` || (!id && !location.hash)) this.#main.querySelector<HTMLElement>('h1, h2')?.focus()
    else location.hash = id
  }

  #route() {
    const hash = location.hash.slice(1)
    const number = /^case=(\d+)$/.exec(hash)?.[1]
    const entry = entries.find((e) => e.id === hash && includes(this.#desk.account.role, e.role)) ?? entries[0]!
    for (const [id, link] of this.#links) {
      if (id === entry.id) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
    if (this.#shown !== entry.id) {
      this.#leave.abort()
      this.#leave = new AbortController()
      this.#shown = entry.id
      this.#cases = undefined
      this.#main.className = entry.page ? 'page' : 'cases'
      this.#main.replaceChildren()
      if (entry.page) entry.page(this.#main, this.#desk, this.#leave.signal)
      else this.#cases = new CasesPage(this.#main, this.#desk, this.#leave.signal)
      this.#main.querySelector<HTMLElement>('h1')?.focus()
    }
    this.#cases?.show(number ? Number(number) : undefined)
  }

  #status() {
    const s = this.#desk.status
    if (!s) return
    this.#holidays(s.holidays_missing)
    this.#count.textContent = s.waiting ? String(s.waiting) : ''
    this.#count.title = say('DeskWaitingCount', { n: s.waiting })
    const open = s.desk.open
    const until = open ? s.desk.closes_at : s.desk.opens_at
    this.#state.className = open ? 'desk-state open' : 'desk-state closed'
    this.#state.replaceChildren(
      h('span', {}, open ? say('DeskIsOpen', { time: until ? when(until) : '' }) : say('DeskIsClosed', { time: until ? when(until) : '' })),
      h('span', {}, say('DeskCounts', { waiting: s.waiting, mine: s.mine })),
      s.late ? h('span', { class: 'late' }, say('DeskLateCount', { n: s.late })) : '',
    )
    const down = trouble(s.messengers)
    if (this.#messengers.textContent !== down) this.#messengers.textContent = down
    document.title = `${s.waiting ? `(${s.waiting}) ` : ''}${say('DeskTitle')} · payhelp`
  }

  /** Tells who can do something about it that the calendar of a year is missing, until it is put aside. */
  #holidays(year: number | undefined) {
    if (!year || this.#noticed === year) return
    this.#noticed = year
    const close = h('button', { type: 'button', class: 'bare', 'aria-label': say('DeskClose'), 'data-key': 'notice' }, icon('close'))
    close.addEventListener('click', () => {
      this.#notice.hidden = true
      this.#main.querySelector<HTMLElement>('h1, h2')?.focus()
    })
    this.#notice.hidden = false
    this.#notice.replaceChildren(icon('warn'), h('span', {}, say('DeskHolidaysMissing', { year })), close)
  }

  #linked(up: boolean) {
    this.#link.textContent = up ? '' : say('DeskLinkLost')
    if (up) announce(say('DeskLinkBack'))
  }

  #expired() {
    if (this.#asking) return
    this.#asking = true
    signInAgain(this.#desk.account.login, ({ account }) => {
      this.#asking = false
      if (account.id !== this.#desk.account.id) return location.reload()
      this.#desk.again(account)
    })
  }

  async #signOut() {
    this.#desk.stop()
    try {
      await desk('/session', { method: 'DELETE' })
    } finally {
      location.hash = ''
      location.reload()
    }
  }
}
