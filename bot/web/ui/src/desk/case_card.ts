// The case card: what the officer needs to know without reading the visitor's
// language.
import { h, icon, type Child } from '../shared/dom'
import { say } from '../shared/words'
import { gloss, languageName, topicName, word } from './names'
import { clock, localTime, percent, steady, timeTag } from './time'
import type { Card, Case, Term } from './types'

/** One line of the card; none where nothing is known. */
function row(name: string, ...value: Child[]): HTMLElement | undefined {
  const known = value.filter((v) => v)
  return known.length ? h('div', {}, h('dt', {}, say(name)), h('dd', {}, ...known)) : undefined
}

function term(t: Term | undefined): HTMLElement | undefined {
  if (!t) return undefined
  const meaning = gloss(t)
  return h('span', {}, h('b', {}, meaning), meaning.toLowerCase() !== t.text.toLowerCase() && h('bdi', { class: 'as-written' }, t.text))
}

/** A card whose clocks go on until stop is aborted. */
export function caseCard(c: Case, card: Card, waiting: () => number, late: () => boolean, stop: AbortSignal): HTMLElement {
  const wait = h('b', { class: 'wait' })
  const local = h('b', {})
  const began = steady()
  const tick = () => {
    wait.textContent = clock(waiting())
    wait.classList.toggle('late', c.state === 'waiting' && late())
    local.textContent = localNow(card, began)
  }
  tick()
  const timer = setInterval(tick, 1_000)
  stop.addEventListener('abort', () => clearInterval(timer))
  const more = card.concepts.filter((t) => t.kind !== 'ask' && t.kind !== 'time' && ![card.app, card.step, card.symptom, card.brand, card.bank, card.thing, card.city].some((o) => o?.concept === t.concept))
  return h(
    'section',
    { class: 'panel facts', 'aria-labelledby': 'card-heading' },
    h('h3', { id: 'card-heading' }, say('DeskCard')),
    h(
      'dl',
      {},
      row('DeskApp', term(card.app)),
      row('DeskStep', term(card.step)),
      row('DeskSymptom', term(card.symptom)),
      row('DeskBrand', term(card.brand)),
      row('DeskBank', term(card.bank)),
      row('DeskThing', term(card.thing)),
      row('DeskAmount', ...card.amounts.map((a) => h('span', {}, h('b', { class: 'amount' }, a.zh ?? a.text), a.zh && a.zh !== a.text && h('bdi', { class: 'as-written' }, a.text)))),
      row('DeskPlace', place(c, card)),
      row('DeskTopic', c.topic && topicName(c.topic, c.topic_title)),
      row('DeskMatched', card.article && h('span', {}, h('b', { lang: 'zh-Hans' }, card.article.title), card.article.chosen ? h('span', { class: 'as-written' }, say('DeskChosenByVisitor')) : confidence(card.article.confidence))),
      row('DeskTried', card.tried.length > 0 && h('ul', {}, ...card.tried.map(tried))),
      row('DeskTerms', more.length > 0 && h('span', { class: 'tags' }, ...more.map((t) => h('span', { class: 'tag', title: t.text }, gloss(t))))),
      row('DeskReads', h('b', {}, languageName(card.reads ?? c.lang, card.reads_name ?? c.lang_name)), card.lang !== (card.reads ?? c.lang) && h('span', { class: 'as-written' }, say('DeskWrites', { language: languageName(card.lang, card.lang_name) }))),
      row('DeskLocalTime', local, card.time_zone && h('span', { class: 'as-written' }, card.time_zone)),
      row(c.state === 'waiting' ? 'DeskWaitingTime' : 'DeskWaitedTime', wait, c.goal_seconds !== undefined && h('span', { class: 'as-written' }, say('DeskGoal', { time: clock(c.goal_seconds) }))),
      row('DeskWhy', word('DeskReason', c.reason), c.urgent && c.reason !== 'urgent' && h('span', { class: 'flag' }, icon('warn'), say('DeskUrgent'))),
      row('DeskChannel', word('DeskChannel', c.channel)),
      row('DeskContact', c.contact && h('bdi', {}, c.contact)),
      row('DeskVisitorNote', c.note && h('bdi', { dir: 'auto' }, c.note)),
      row('DeskSatisfaction', c.satisfaction !== undefined && c.satisfaction > 0 && say('DeskOfFive', { n: c.satisfaction })),
    ),
  )
}

function localNow(card: Card, began: number): string {
  const then = Date.parse(card.local_time)
  if (Number.isNaN(then)) return ''
  const now = new Date(then + steady() - began)
  try {
    return localTime(now, card.time_zone || 'Asia/Shanghai')
  } catch {
    return card.local_time.slice(11, 16) // a zone that this browser does not know
  }
}

function place(c: Case, card: Card): HTMLElement | undefined {
  if (!card.place) return c.place_name ? h('b', { lang: 'zh-Hans' }, c.place_name) : term(card.city)
  return h('span', { lang: 'zh-Hans' }, h('b', {}, card.place.name_zh ?? card.place.name), card.place.address && h('span', { class: 'as-written' }, card.place.address))
}

function confidence(share: number): HTMLElement {
  const kind = share >= 0.8 ? 'high' : share >= 0.5 ? 'middle' : 'low'
  return h('span', { class: `confidence ${kind}` }, say('DeskConfidence', { n: percent(share) }))
}

function tried(t: Card['tried'][number]): HTMLElement {
  const verdict = t.helpful === true ? say('DeskHelped') : t.helpful === false ? (t.reason ? word('DeskReason', t.reason) : say('DeskNotHelped')) : say('DeskNoVerdict')
  return h('li', {}, h('span', { lang: 'zh-Hans' }, t.title), h('span', { class: t.helpful === false ? 'as-written wrong' : 'as-written' }, verdict, ' · ', timeTag(t.at)))
}
