// Reports of single questions: those that found no answer, grouped, and shops
// that refused a card or cash.
import { h, icon } from '../shared/dom'
import { dirOf, say } from '../shared/words'
import { tell } from './announce'
import { desk, query, why } from './api'
import { open } from './dialog'
import { glossed } from './gloss'
import { lang, languageName } from './names'
import type { Range } from './reports'
import { number, timeTag } from './time'
import type { Draft, Group, QuestionLine, Refusals } from './types_reports'

function question(q: QuestionLine, withPlace: boolean): HTMLElement {
  return h(
    'li',
    {},
    h('p', { lang: q.lang, dir: dirOf(q.lang) }, ...glossed(q.text, q.terms ?? [])),
    h('p', { class: 'small' }, languageName(q.lang), ' · ', timeTag(q.at), withPlace && q.place_name ? ` · ${q.place_name}` : undefined),
  )
}

export async function unansweredReport(range: Range): Promise<HTMLElement[]> {
  const { groups } = await desk<{ groups: Group[] }>(`/reports/unanswered${query({ ...range })}`)
  if (!groups.length) return [h('p', { class: 'nothing' }, say('DeskNothingYet'))]
  return [
    h(
      'ul',
      { class: 'groups' },
      ...groups.map((g) =>
        h(
          'li',
          { class: 'panel' },
          h(
            'div',
            { class: 'group-head' },
            h('h2', { lang: 'zh-Hans' }, g.concepts.map((c) => c.zh).join(' · ') || say('DeskNoTerms')),
            h('span', { class: 'count' }, number(g.count)),
            h('button', { type: 'button', class: 'quiet', onclick: () => void draft(g, range) }, say('DeskDraft')),
          ),
          h('p', { class: 'small' }, Object.entries(g.langs).map(([l, n]) => `${languageName(l)} ${n}`).join(' · '), g.nearest && h('span', {}, ` · ${say('DeskNearest')} `, h('span', { lang: 'zh-Hans' }, g.nearest.title))),
          samples(g.samples),
        ),
      ),
    ),
  ]
}

const few = 3

function samples(list: QuestionLine[]): HTMLElement {
  const rest = list.slice(few)
  return h(
    'div',
    {},
    h('ul', { class: 'samples' }, ...list.slice(0, few).map((q) => question(q, true))),
    rest.length > 0 && h('details', {}, h('summary', {}, say('DeskMore', { n: rest.length })), h('ul', { class: 'samples' }, ...rest.map((q) => question(q, true)))),
  )
}

/** Shows the files of an article that would answer the group. */
async function draft(g: Group, range: Range) {
  try {
    const d = await desk<Draft>('/reports/unanswered/draft', { body: { group: g.id, ...range } })
    open(
      say('DeskDraftTitle', { id: d.id }),
      [h('p', {}, say('DeskDraftAbout')), ...d.files.map((f) => h('section', { class: 'file' }, h('header', {}, h('code', {}, f.name), h('a', { class: 'quiet', download: f.name.split('/').pop() ?? f.name, href: fileOf(f.text) }, icon('keep'), say('DeskSave'))), h('pre', { tabindex: 0, 'aria-label': f.name }, f.text)))],
      { wide: true },
    )
  } catch (error) {
    tell(why(error), 'wrong')
  }
}

function fileOf(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
}

export async function refusedReport(range: Range): Promise<HTMLElement[]> {
  const { places } = await desk<{ places: Refusals[] }>(`/reports/refused${query({ ...range })}`)
  if (!places.length) return [h('p', { class: 'nothing' }, say('DeskNothingYet'))]
  return [
    h(
      'ul',
      { class: 'groups' },
      ...places.map((p) =>
        h(
          'li',
          { class: 'panel' },
          h('div', { class: 'group-head' }, h('h2', { lang: p.name ? 'zh-Hans' : lang() }, p.name || say('DeskPlaceUnknown')), h('span', { class: 'count' }, number(p.count))),
          samples(p.reports),
        ),
      ),
    ),
  ]
}
