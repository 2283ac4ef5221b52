// The officer's own account: where it is signed in, and its password.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { tell } from './announce'
import { desk, Refused, why } from './api'
import { field } from './dialog'
import { heading, keepFocus } from './focus'
import { links } from './messengers'
import { word } from './names'
import type { Desk } from './state'
import { table } from './table'
import { timeTag } from './time'
import type { Session } from './types_reports'

export function accountPage(main: HTMLElement, d: Desk, signal: AbortSignal) {
  const body = h('div', {})
  const load = async () => {
    try {
      const { sessions } = await desk<{ sessions: Session[] }>('/sessions')
      if (signal.aborted) return
      keepFocus(body, () => body.replaceChildren(list(sessions)), () => main.querySelector('h1'))
    } catch (error) {
      tell(why(error), 'wrong')
    }
  }
  const list = (sessions: Session[]) =>
    table(
      say('DeskSessions'),
      ['DeskBrowser', 'DeskSince', 'DeskUsed', 'DeskExpires', 'DeskActions'].map((id) => say(id)),
      sessions.map((s) => [
        browserName(s.agent),
        timeTag(s.created),
        timeTag(s.seen),
        timeTag(s.expires),
        s.current ? h('span', { class: 'badge good' }, say('DeskThisOne')) : h('button', { type: 'button', class: 'quiet', 'data-key': `session-${s.id}`, onclick: () => void end(s) }, say('DeskSessionEnd')),
      ]),
    )
  const end = async (s: Session) => {
    try {
      await desk(`/sessions/${s.id}`, { method: 'DELETE' })
      tell(say('DeskSessionEnded'))
    } catch (error) {
      tell(why(error), 'wrong')
    }
    await load()
  }
  const a = d.account
  const linked = h('div', {})
  d.loadStatus().then(
    () => linked.replaceChildren(links(d.status?.messengers)),
    (error) => tell(why(error), 'wrong'),
  )
  main.append(
    h('div', { class: 'page-head' }, heading('h1', say('DeskAccount'))),
    h('p', { class: 'about' }, h('b', {}, a.name), ` · ${a.login} · ${word('DeskRole', a.role)}`),
    h('section', {}, h('h2', {}, say('DeskSessions')), body),
    linked,
    a.sso ? h('p', { class: 'small' }, say('DeskSsoPassword')) : h('section', {}, h('h2', {}, say('DeskPasswordChange')), password(load)),
  )
  void load()
}

function password(changed: () => Promise<void>): HTMLElement {
  const old = h('input', { type: 'password', autocomplete: 'current-password', required: true })
  const fresh = h('input', { type: 'password', autocomplete: 'new-password', required: true, minlength: 12, maxlength: 200 })
  const wrong = h('p', { class: 'wrong', role: 'alert' })
  const form = h('form', { class: 'fields narrow' }, field(say('DeskPasswordOld'), old), field(say('DeskPasswordNew'), fresh, say('DeskPasswordHint')), wrong, h('p', { class: 'buttons' }, h('button', { class: 'primary' }, say('DeskPasswordChange'))))
  form.addEventListener('submit', (e) => {
    e.preventDefault()
    wrong.textContent = ''
    desk('/password', { method: 'PUT', body: { old: old.value, new: fresh.value } }).then(
      () => {
        form.reset()
        tell(say('DeskPasswordChanged'))
        void changed()
      },
      (error) => {
        wrong.textContent = error instanceof Refused && error.status < 429 && error.status !== 401 ? say('DeskPasswordWrong') : why(error)
        old.focus()
      },
    )
  })
  return form
}

/** A browser's name out of what it calls itself. */
function browserName(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/[\d]+/.exec(agent)?.[0].replace('Edg/', 'Edge/').replace('OPR/', 'Opera/')
  const system = /Windows|Android|iPhone|iPad|Macintosh|Linux/.exec(agent)?.[0].replace('Macintosh', 'macOS')
  return [browser, system].filter(Boolean).join(' · ') || agent
}
