// Facts that changed, and the visitors who were told the old value.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { tell } from './announce'
import { desk } from './api'
import { ask } from './dialog'
import { lang, languageName } from './names'
import { full, number, timeTag } from './time'
import type { FactChange } from './types_reports'

const days = 30

export async function factsReport(): Promise<HTMLElement[]> {
  const { changes } = await desk<{ changes: FactChange[] }>(`/reports/facts?days=${days}`)
  if (!changes.length) return [h('p', { class: 'nothing' }, say('DeskNoFacts', { n: days }))]
  return [h('ul', { class: 'groups' }, ...changes.map(change))]
}

/** The old value and the new one, in the console's language. */
function was(c: FactChange): HTMLElement {
  const zh = lang() === 'zh'
  return h('p', { class: 'was' }, h('del', {}, (zh && c.old_zh) || c.old), ' → ', h('ins', {}, (zh && c.new_zh) || c.new))
}

function change(c: FactChange): HTMLElement {
  const title = h('h2', { tabindex: -1 }, h('code', {}, c.fact))
  const open = c.told.filter((t) => !t.corrected)
  const state = h('p', { class: 'small' }, say('DeskTold', { n: number(c.told.length), open: number(open.length) }))
  const button = h('button', { type: 'button', class: 'quiet', hidden: !open.length }, say('DeskCorrect'))
  button.addEventListener('click', () => {
    let corrected = 0
    ask(
      say('DeskCorrectTitle', { n: open.length }),
      [h('p', {}, say('DeskCorrectAbout')), was(c)],
      say('DeskCorrect'),
      async () => {
        corrected = (await desk<{ corrected: number }>('/reports/facts/correct', { body: { fact: c.fact, days } })).corrected
      },
      {
        done: () => {
          tell(say('DeskCorrected', { n: corrected }))
          title.focus()
          button.hidden = true
          state.textContent = say('DeskTold', { n: number(c.told.length), open: 0 })
        },
      },
    )
  })
  const langs = new Map<string, number>()
  for (const t of c.told) langs.set(t.lang, (langs.get(t.lang) ?? 0) + 1)
  return h(
    'li',
    { class: 'panel' },
    h('div', { class: 'group-head' }, title, timeTag(c.at), button),
    was(c),
    h('p', { class: 'small' }, c.articles.join(' · ')),
    state,
    langs.size > 0 &&
      h(
        'details',
        {},
        h('summary', {}, [...langs].map(([l, n]) => `${languageName(l)} ${n}`).join(' · ')),
        h('ul', { class: 'samples' }, ...c.told.map((t) => h('li', {}, h('code', {}, `${t.conversation.slice(0, 8)} ${t.seq}`), ` · ${languageName(t.lang)} · ${full(t.at)}`, t.corrected && h('span', { class: 'badge good' }, say('DeskIsCorrected'))))),
      ),
  )
}
