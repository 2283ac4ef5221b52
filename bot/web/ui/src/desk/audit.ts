// The audit log: every act of staff, latest first.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { announce } from './announce'
import { address, desk, query, why } from './api'
import { choose, field } from './dialog'
import { heading } from './focus'
import { word } from './names'
import type { Desk } from './state'
import { table } from './table'
import { full } from './time'
import type { Colleague } from './types'
import type { Act } from './types_reports'

const page = 100

export function auditPage(main: HTMLElement, _: Desk, signal: AbortSignal) {
  let acts: Act[] = []
  let asked = 0
  const names = new Map<string, string>() // of accounts
  const body = h('div', {})
  const wrong = h('p', { class: 'wrong', role: 'alert' })
  const number = h('input', { type: 'number', min: 1, inputmode: 'numeric' })
  const who = choose('staff', [['', say('DeskEverybody')]])
  const csv = h('a', { class: 'quiet', download: '' }, icon('keep'), say('DeskCSV'))
  const more = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => void load(acts[acts.length - 1]?.id) }, say('DeskEarlierActs'))
  const load = async (before?: number) => {
    const mine = ++asked
    const filter = { case: number.value, staff: who.value }
    csv.href = address(`/audit${query({ ...filter, format: 'csv' })}`)
    wrong.textContent = ''
    try {
      const answer = await desk<{ acts: Act[] }>(`/audit${query({ ...filter, before, limit: page })}`)
      if (mine !== asked || signal.aborted) return
      acts = before ? [...acts, ...answer.acts] : answer.acts
      const had = document.activeElement === more
      more.hidden = answer.acts.length < page
      body.replaceChildren(acts.length ? table(say('DeskAudit'), ['DeskTime', 'DeskWho', 'DeskAct', 'DeskCase', 'DeskSubject', 'DeskVia'].map((id) => say(id)), acts.map((a) => row(a, names))) : h('p', { class: 'nothing' }, say('DeskNothingYet')))
      if (had && more.hidden) main.querySelector('h1')?.focus()
      announce(say('DeskActsShown', { n: acts.length }))
    } catch (error) {
      if (mine === asked) wrong.textContent = why(error)
    }
  }
  number.addEventListener('change', () => void load())
  who.addEventListener('change', () => void load())
  main.append(h('div', { class: 'page-head' }, heading('h1', say('DeskAudit'))), h('div', { class: 'controls' }, field(say('DeskCase'), number), field(say('DeskWho'), who), csv), wrong, body, h('p', { class: 'buttons' }, more))
  void desk<{ colleagues: Colleague[] }>('/colleagues').then(
    ({ colleagues }) => {
      who.append(...colleagues.map((c) => h('option', { value: c.id }, c.name)))
      for (const c of colleagues) names.set(c.id, c.name)
      void load()
    },
    () => void load(),
  )
}

function row(a: Act, names: Map<string, string>) {
  return [h('time', { datetime: a.at }, full(a.at)), a.via === 'command' ? word('DeskVia', a.via) : a.name, word('DeskAct', a.act), a.case ? h('a', { href: `#case=${a.case}` }, `#${a.case}`) : '', subject(a, names), word('DeskVia', a.via)]
}

const made = /^[a-z2-7]{32}$/ // ids that are made up say nothing to a reader

/** What an act was done to, in words as far as there are some. */
function subject(a: Act, names: Map<string, string>) {
  const s = a.subject ?? ''
  const text = names.get(s) ?? (a.act === 'resolve' ? word('DeskResolution', s) : undefined)
  if (a.act === 'reply') return say({ article: 'DeskArticle', phrase: 'DeskPhrase', text: 'DeskFreeText', translated: 'DeskMachine' }[s] ?? s)
  return text ?? (s && !made.test(s) ? h('code', {}, s) : '')
}
