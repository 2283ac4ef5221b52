// What can be done with a case: claim, take over, transfer, resolve.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { tell } from './announce'
import { desk, Refused } from './api'
import { ask, choose, field, value } from './dialog'
import { word } from './names'
import type { Desk } from './state'
import { includes, type Case, type Colleague } from './types'

export interface Act {
  key: string
  text: string // message id
  main?: boolean
  run: () => void
}

const resolutions = ['solved', 'referred', 'no-answer', 'not-payment', 'duplicate', 'spam', 'left']

/** Returns what the officer can do with c as it is; seen is the latest message that was read, late is called where another was quicker. */
export function caseActs(c: Case, d: Desk, seen: () => number, late: (error: unknown) => void): Act[] {
  const path = `/cases/${c.case}`
  const supervises = includes(d.account.role, 'supervisor')
  const claim = () => {
    void desk<Case>(`${path}/claim`, { method: 'POST' }).then((now) => {
      d.take({ ...now, mine: now.officer === d.account.id })
      tell(say('DeskClaimedNow', { n: c.case }))
    }, late)
  }
  const acts: Act[] = []
  if (c.state === 'waiting') acts.push({ key: 'c', text: 'DeskClaim', main: true, run: claim })
  if (c.state === 'claimed' && !c.mine) acts.push({ key: 't', text: 'DeskTakeOver', main: true, run: () => takeOver(c, d, path, late) })
  if (c.state === 'claimed' && (c.mine || supervises)) acts.push({ key: 'x', text: 'DeskTransfer', run: () => void transfer(c, d, path, late) })
  if (c.state !== 'resolved' && (c.mine || supervises)) acts.push({ key: 'e', text: 'DeskResolve', run: () => resolve(c, d, path, seen, late) })
  return acts
}

/** Runs send, by which c leaves the officer's hands; where another was quicker the dialog has nothing left to do. */
async function orLate(c: Case, d: Desk, send: () => Promise<void>, late: (error: unknown) => void) {
  d.letGo.add(c.case)
  try {
    await send()
  } catch (error) {
    d.letGo.delete(c.case)
    if (!(error instanceof Refused) || error.status !== 409) throw error
    setTimeout(() => late(error))
  }
}

function takeOver(c: Case, d: Desk, path: string, late: (error: unknown) => void) {
  const name = c.officer_name ?? ''
  ask(say('DeskTakeOverTitle', { n: c.case }), [h('p', {}, say('DeskTakeOverAbout', { name }))], say('DeskTakeOver'), () =>
    orLate(c, d, async () => {
      const now = await desk<Case>(`${path}/takeover`, { body: { from: c.officer } })
      d.letGo.delete(c.case)
      d.take({ ...now, mine: now.officer === d.account.id })
      tell(say('DeskClaimedNow', { n: c.case }))
    }, late),
    { ready: true },
  )
}

async function transfer(c: Case, d: Desk, path: string, late: (error: unknown) => void) {
  let colleagues: Colleague[]
  try {
    colleagues = (await desk<{ colleagues: Colleague[] }>('/colleagues')).colleagues
  } catch (error) {
    return late(error)
  }
  const others = colleagues.filter((o) => o.id !== c.officer)
  const to = choose('to', [['', say('DeskToQueue')], ...others.map((o): [string, string] => [o.id, o.open_cases === undefined ? o.name : say('DeskHasOpen', { name: o.name, n: o.open_cases })])])
  ask(say('DeskTransferTitle', { n: c.case }), [field(say('DeskTransferTo'), to), note()], say('DeskTransfer'), (form) =>
    orLate(c, d, async () => {
      const now = await desk<Case>(`${path}/transfer`, { body: { to: value(form, 'to'), note: value(form, 'note') } })
      d.take({ ...now, mine: now.officer === d.account.id })
      tell(say('DeskTransferred', { n: c.case }))
    }, late),
  )
}

function note(text = ''): HTMLElement {
  return field(say('DeskNoteOptional'), h('textarea', { name: 'note', rows: 3, maxlength: 2000 }, text), say('DeskNoteHint'))
}

function resolve(c: Case, d: Desk, path: string, seen: () => number, late: (error: unknown) => void) {
  const reasons = d.status?.resolutions ?? resolutions
  const before = d.endings.get(c.case)
  const choices = h(
    'fieldset',
    { class: 'radios' },
    h('legend', {}, say('DeskResolveReason')),
    ...reasons.map((r, i) => h('label', { class: 'check' }, h('input', { type: 'radio', name: 'reason', value: r, checked: before ? r === before.reason : i === 0, required: true }), word('DeskResolution', r))),
  )
  const rating = h('p', {}, h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'rating', checked: before?.rating ?? true }), say('DeskAskSatisfaction')))
  ask(say('DeskResolveTitle', { n: c.case }), [choices, note(before?.note), rating], say('DeskResolve'), (form) =>
    orLate(c, d, async () => {
      const data = new FormData(form)
      d.endings.set(c.case, { reason: String(data.get('reason')), note: value(form, 'note'), rating: data.has('rating') })
      const now = await desk<Case>(`${path}/resolve`, { body: { reason: data.get('reason'), note: value(form, 'note'), ask_satisfaction: data.has('rating'), seen: seen() } })
      d.endings.delete(c.case)
      d.take({ ...now, mine: now.officer === d.account.id })
      tell(say('DeskResolvedNow', { n: c.case }))
    }, late),
  )
}
