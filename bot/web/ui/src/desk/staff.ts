// Accounts and API tokens, for administrators.
import { h, icon, type Child } from '../shared/dom'
import { say } from '../shared/words'
import { tell } from './announce'
import { desk, why } from './api'
import { ask, choose, field, open, value } from './dialog'
import { heading, keepFocus } from './focus'
import { word } from './names'
import type { Desk } from './state'
import { table } from './table'
import { timeTag } from './time'
import { tokenSection } from './tokens'
import type { Account, Role } from './types'
import type { WithPassword } from './types_reports'

export const roles: Role[] = ['officer', 'supervisor', 'administrator']

export function roleChoice(current: Role = 'officer'): HTMLSelectElement {
  return choose('role', roles.map((r) => [r, word('DeskRole', r)]), current)
}

export function staffPage(main: HTMLElement, d: Desk, signal: AbortSignal) {
  const body = h('div', {})
  const load = async () => {
    try {
      const { staff } = await desk<{ staff: Account[] }>('/staff')
      if (signal.aborted) return
      keepFocus(body, () => body.replaceChildren(list(staff)), () => main.querySelector('h1'))
    } catch (error) {
      tell(why(error), 'wrong')
    }
  }
  const list = (staff: Account[]) =>
    table(
      say('DeskStaff'),
      ['DeskName', 'DeskLogin', 'DeskRoleName', 'DeskState', 'DeskSince', 'DeskActions'].map((id) => say(id)),
      staff.map((a): (Child | Child[])[] => [
        a.name,
        h('code', {}, a.login),
        word('DeskRole', a.role),
        [h('span', { class: a.disabled ? 'badge free' : 'badge good' }, say(a.disabled ? 'DeskDisabled' : 'DeskEnabled')), a.sso && h('span', { class: 'badge' }, say('DeskSso'))],
        timeTag(a.created),
        h(
          'div',
          { class: 'buttons' },
          button(`edit-${a.id}`, 'DeskEdit', () => edit(a, load)),
          !a.sso && button(`reset-${a.id}`, 'DeskResetPassword', () => reset(a, load)),
          a.id !== d.account.id && button(`disable-${a.id}`, a.disabled ? 'DeskEnable' : 'DeskDisable', () => toggle(a, load)),
        ),
      ]),
    )
  main.append(
    h('div', { class: 'page-head' }, heading('h1', say('DeskStaff')), h('button', { type: 'button', class: 'primary', onclick: () => add(load) }, icon('person'), say('DeskStaffAdd'))),
    body,
    tokenSection(signal),
  )
  void load()
}

function button(key: string, text: string, act: () => void): HTMLElement {
  return h('button', { type: 'button', class: 'quiet', 'data-key': key, onclick: act }, say(text))
}

/** Shows a secret once; it is nowhere to be found again. */
export function showSecret(title: string, about: string, secret: string, closed?: () => void) {
  const done = h('span', { class: 'small', role: 'status' })
  const copy = h('button', { type: 'button', class: 'quiet' }, icon('copy'), say('DeskCopy'))
  copy.addEventListener('click', () => {
    void navigator.clipboard?.writeText(secret).then(
      () => (done.textContent = say('DeskCopied')),
      () => (done.textContent = say('DeskFailed')),
    )
  })
  open(title, [h('p', {}, about), h('p', { class: 'secret' }, h('code', { tabindex: 0 }, secret)), h('p', { class: 'buttons' }, copy, done)], closed ? { closed } : {})
}

function add(load: () => Promise<void>) {
  let made: WithPassword
  ask(
    say('DeskStaffAdd'),
    [
      field(say('DeskName'), h('input', { name: 'name', required: true, maxlength: 80, autocomplete: 'off' }), say('DeskNameHint')),
      field(say('DeskLogin'), h('input', { name: 'login', required: true, pattern: '[a-z0-9._\\-]{3,40}', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' }), say('DeskLoginHint')),
      field(say('DeskRoleName'), roleChoice()),
    ],
    say('DeskAdd'),
    async (form) => {
      made = await desk<WithPassword>('/staff', { body: { name: value(form, 'name'), login: value(form, 'login'), role: value(form, 'role') } })
    },
    {
      done: () => {
        void load()
        if (made.password) showSecret(say('DeskPasswordOf', { name: made.account.name }), say('DeskSecretOnce'), made.password)
      },
    },
  )
}

function edit(a: Account, load: () => Promise<void>) {
  ask(
    say('DeskEditTitle', { name: a.name }),
    [field(say('DeskName'), h('input', { name: 'name', required: true, maxlength: 80, value: a.name }), say('DeskNameHint')), field(say('DeskRoleName'), roleChoice(a.role))],
    say('DeskSave'),
    async (form) => {
      await desk(`/staff/${a.id}`, { method: 'PATCH', body: { name: value(form, 'name'), role: value(form, 'role') } })
    },
    { done: () => void load().then(() => tell(say('DeskSaved'))) },
  )
}

function reset(a: Account, load: () => Promise<void>) {
  let made: WithPassword
  ask(
    say('DeskResetTitle', { name: a.name }),
    [h('p', {}, say('DeskResetAbout'))],
    say('DeskResetPassword'),
    async () => {
      made = await desk<WithPassword>(`/staff/${a.id}`, { method: 'PATCH', body: { reset_password: true } })
    },
    {
      danger: true,
      done: () => {
        void load()
        if (made.password) showSecret(say('DeskPasswordOf', { name: a.name }), say('DeskSecretOnce'), made.password)
      },
    },
  )
}

function toggle(a: Account, load: () => Promise<void>) {
  const set = async () => {
    await desk(`/staff/${a.id}`, { method: 'PATCH', body: { disabled: !a.disabled } })
  }
  if (a.disabled) {
    void set().then(load, (error) => tell(why(error), 'wrong'))
    return
  }
  ask(say('DeskDisableTitle', { name: a.name }), [h('p', {}, say('DeskDisableAbout'))], say('DeskDisable'), set, { danger: true, done: () => void load() })
}
