// The reports that a supervisor answers for, each with its table as CSV.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { announce } from './announce'
import { address, desk, query, why } from './api'
import { columns, rows } from './chart'
import { choose, field } from './dialog'
import { heading } from './focus'
import { languageName, topicName } from './names'
import { factsReport } from './reports_facts'
import { refusedReport, unansweredReport } from './reports_questions'
import type { Desk } from './state'
import { table } from './table'
import { chinaDay, clock, number, percent } from './time'
import type { Report, ReportLine } from './types_reports'

export interface Range {
  from: string
  to: string
}

const kinds = ['summary', 'unanswered', 'refused', 'facts'] as const
type Kind = (typeof kinds)[number]
const by = ['day', 'lang', 'topic', 'place'] as const

export function reportsPage(main: HTMLElement, _: Desk, signal: AbortSignal) {
  const range: Range = { from: chinaDay(29), to: chinaDay() }
  let kind: Kind = 'summary'
  let group: (typeof by)[number] = 'day'
  let asked = 0
  const body = h('div', { class: 'report' })
  const csv = h('a', { class: 'quiet', download: '' }, icon('keep'), say('DeskCSV'))
  const from = h('input', { type: 'date', value: range.from, max: range.to })
  const to = h('input', { type: 'date', value: range.to, max: range.to })
  const grouping = choose('by', by.map((b) => [b, say({ day: 'DeskByDay', lang: 'DeskLanguage', topic: 'DeskTopic', place: 'DeskPlace' }[b])]))
  const tabs = kinds.map((k) => h('button', { type: 'button', 'aria-pressed': String(k === kind), onclick: () => pick(k) }, say({ summary: 'DeskSummary', unanswered: 'DeskUnanswered', refused: 'DeskRefused', facts: 'DeskFacts' }[k])))
  const groupingField = field(say('DeskBy'), grouping)
  const pick = (k: Kind) => {
    kind = k
    tabs.forEach((b, i) => b.setAttribute('aria-pressed', String(kinds[i] === k)))
    void load()
  }
  const load = async () => {
    const mine = ++asked
    groupingField.hidden = kind !== 'summary'
    body.setAttribute('aria-busy', 'true')
    const q = kind === 'facts' ? { days: 30 } : { ...range, ...(kind === 'summary' && { by: group }) }
    csv.href = address(`/reports/${kind}${query({ ...q, format: 'csv' })}`)
    try {
      const content = await { summary: () => summary(range, group), unanswered: () => unansweredReport(range), refused: () => refusedReport(range), facts: factsReport }[kind]()
      if (mine !== asked || signal.aborted) return
      body.replaceChildren(...content)
      announce(say('DeskReportShown'))
    } catch (error) {
      if (mine === asked) body.replaceChildren(h('p', { class: 'wrong', role: 'alert' }, why(error)))
    } finally {
      if (mine === asked) body.removeAttribute('aria-busy')
    }
  }
  for (const input of [from, to]) {
    input.addEventListener('change', () => {
      if (!from.value || !to.value || from.value > to.value) return
      range.from = from.value
      range.to = to.value
      void load()
    })
  }
  grouping.addEventListener('change', () => {
    group = grouping.value as typeof group
    void load()
  })
  main.append(
    h('div', { class: 'page-head' }, heading('h1', say('DeskReports')), h('div', { class: 'modes', role: 'group', 'aria-label': say('DeskReports') }, ...tabs)),
    h('div', { class: 'controls' }, field(say('DeskFrom'), from), field(say('DeskTo'), to), groupingField, csv),
    body,
  )
  void load()
}

/** The days of a report: a day on which nobody asked is a gap in the chart, not left out. */
function everyDay(r: Report): string[] {
  const out: string[] = []
  for (let at = Date.parse(r.from); at <= Date.parse(r.to); at += 86_400_000) out.push(new Date(at).toISOString().slice(0, 10))
  return out
}

async function summary(range: Range, group: (typeof by)[number]): Promise<HTMLElement[]> {
  const r = await desk<Report>(`/reports/summary${query({ ...range, by: group })}`)
  const name = (l: ReportLine) => {
    if (!l.key) return say('DeskUnknown')
    if (group === 'lang') return languageName(l.key, l.name)
    return group === 'topic' ? topicName(l.key, l.name) : group === 'day' ? l.key.slice(5) : l.name
  }
  const bar = (l: ReportLine) => ({ name: name(l), first: l.answered, rest: Math.max(0, l.questions - l.answered) })
  const bars = r.lines.length && group === 'day' ? everyDay(r).map((day) => bar(r.lines.find((l) => l.key === day) ?? { ...r.total, key: day, questions: 0, answered: 0 })) : r.lines.map(bar)
  const parts = { title: say('DeskChartTitle', { questions: r.total.questions, answered: r.total.answered }), first: say('DeskAnswered'), rest: say('DeskNotAnswered') }
  const t = r.total
  const span = (s: number | undefined) => (s === undefined ? '–' : clock(s))
  const tile = (text: string, value: string, more?: string) => h('div', { class: 'tile' }, h('dt', {}, say(text)), h('dd', {}, value, more && h('span', { class: 'small' }, more)))
  const numeric = ['DeskQuestions', 'DeskAnswered', 'DeskAnsweredShare', 'DeskHandedOver', 'DeskClaimedCount', 'DeskWaitMedian', 'DeskWaitP90'].map((id) => say(id))
  const first = group === 'day' ? say('DeskDay') : say({ lang: 'DeskLanguage', topic: 'DeskTopic', place: 'DeskPlace' }[group])
  const line = (l: ReportLine, title: string) => [title, number(l.questions), number(l.answered), l.questions ? percent(l.answered_share) : '–', number(l.handed_over), number(l.claimed), span(l.wait_median_seconds), span(l.wait_p90_seconds)]
  return [
    h(
      'dl',
      { class: 'tiles' },
      tile('DeskQuestions', number(t.questions)),
      tile('DeskAnswered', number(t.answered), t.questions ? percent(t.answered_share) : undefined),
      tile('DeskHandedOver', number(t.handed_over)),
      tile('DeskWaitMedian', span(t.wait_median_seconds)),
      tile('DeskWaitP90', span(t.wait_p90_seconds)),
    ),
    bars.length ? (group === 'day' ? columns(bars, parts) : rows(bars, parts)) : h('p', { class: 'nothing' }, say('DeskNothingYet')),
    table(say('DeskSummary'), [first, ...numeric], [...r.lines.map((l) => line(l, group === 'day' ? l.key : name(l))), line(t, say('DeskTotal'))], numeric),
  ]
}
