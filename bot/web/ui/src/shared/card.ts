// An answer as a card: the answer first, then the steps, what can go wrong, the
// sentence to show, places, and where all of it comes from.
import { h, icon, type Child } from './dom'
import { date } from './format'
import { markdown } from './markdown'
import { nearby } from './places'
import { clauses, showSign } from './show'
import type { Choice, Place, Point, Reply } from './types'
import { dirOf, languageOf, type Say } from './words'

/** What a card can have done. */
export interface CardActions {
  open(choice: Choice): void
  none?(text: string): void
  person?(): void
  places?(reply: Reply, from: Point): Promise<Place[]>
  feedback?: ((helpful: boolean) => Promise<void>) | undefined
}

/** Returns the card of a reply, in the reply's language; say speaks it. */
export function card(reply: Reply, say: Say, actions: CardActions): HTMLElement {
  const lang = reply.answer_lang
  const article = h('article', { class: 'card', lang, dir: dirOf(lang) })
  // The sentence for the counter stands right below the answer: it is needed now, the steps afterwards.
  const [lead, ...rest] = markdown(reply.markdown || reply.text)
  for (const list of rest) if (list.tagName === 'OL') list.setAttribute('aria-label', say('UiSteps'))
  const parts: Child[] = [
    reply.notice && h('p', { class: 'notice', dir: 'auto' }, reply.notice),
    reply.title && h('h2', { tabindex: -1 }, reply.title),
    reply.stale && h('p', { class: 'stale' }, icon('warn'), say('UiStale')),
    h('div', { class: 'answer' }, lead),
    reply.show && reply.kind !== 'choices' && showStrip(reply, say),
    rest.length > 0 && h('div', { class: 'answer' }, ...rest),
    reply.choices?.length ? choices(reply.choices, say, actions) : undefined,
    reply.places.length > 0 && h('h3', {}, say('ReplyPlaces')),
    reply.places.length > 0 && nearby(reply.places, lang, say, (from) => actions.places?.(reply, from) ?? Promise.resolve(reply.places)),
    reply.kind === 'handoff' && actions.person && h('p', { class: 'buttons' }, personButton(say, actions.person)),
    reply.related?.length ? related(reply.related, say, actions) : undefined,
    actions.feedback && feedback(say, actions.feedback, actions.person),
    reply.checked && foot(reply, say),
  ]
  for (const part of parts) if (part) article.append(part)
  return article
}

function choices(list: Choice[], say: Say, actions: CardActions): HTMLElement {
  return h(
    'ul',
    { class: 'choices' },
    ...list.map((c) => h('li', {}, h('button', { type: 'button', 'data-article': c.article, onclick: () => actions.open(c) }, h('span', {}, c.title ?? c.article), icon('next')))),
    actions.none && h('li', {}, h('button', { type: 'button', class: 'none', onclick: () => actions.none?.(say('ReplyNoneOfThese')) }, say('ReplyNoneOfThese'))),
  )
}

function related(list: Choice[], say: Say, actions: CardActions): HTMLElement {
  return h(
    'section',
    {},
    h('h3', {}, say('ReplyRelated')),
    h('ul', { class: 'related' }, ...list.map((c) => h('li', {}, h('button', { type: 'button', onclick: () => actions.open(c) }, c.title ?? c.article)))),
  )
}

export function personButton(say: Say, act: () => void): HTMLElement {
  return h('button', { type: 'button', class: 'primary', onclick: act }, icon('person'), say('UiPerson'))
}

/** The sentence as a strip that fills the screen on a tap. */
export function showStrip(reply: Reply, say: Say): HTMLElement | undefined {
  const show = reply.show
  if (!show) return undefined
  const open = () => showSign({ zh: show.zh, pinyin: show.pinyin, text: show.text, lang: reply.answer_lang }, say)
  return h(
    'button',
    { type: 'button', class: 'show', onclick: open },
    h('span', { class: 'what' }, say('ReplyShow'), icon('full')),
    h('span', { class: 'zh', lang: 'zh-Hans', dir: 'ltr' }, ...clauses(show.zh)),
    h('span', { class: 'hidden' }, say('UiShowMore')),
    show.text !== show.zh && h('span', { class: 'means' }, show.text),
  )
}

function feedback(say: Say, send: (helpful: boolean) => Promise<void>, person?: () => void): HTMLElement {
  const box = h('div', { class: 'feedback', role: 'group', 'aria-label': say('UiHelpful') })
  const answer = async (helpful: boolean) => {
    try {
      await send(helpful)
    } catch {
      return box.append(h('p', { role: 'status' }, say('UiFailed')))
    }
    const said = h('p', { tabindex: -1 }, say(helpful ? 'UiThanks' : 'UiNotHelped'))
    box.replaceChildren(said)
    if (!helpful && person) box.append(personButton(say, person))
    said.focus()
  }
  box.append(
    h('p', {}, say('UiHelpful')),
    h('button', { type: 'button', class: 'quiet', onclick: () => void answer(true) }, icon('yes'), say('UiYes')),
    h('button', { type: 'button', class: 'quiet', onclick: () => void answer(false) }, icon('close'), say('UiNo')),
  )
  return box
}

function foot(reply: Reply, say: Say): HTMLElement {
  const lang = reply.answer_lang
  return h(
    'footer',
    { class: 'foot' },
    h('p', {}, say('UiChecked', { date: date(lang, reply.checked!) })),
    h('p', { class: 'tools' }, own(reply, say), share(reply, say), copy(reply, say), h('button', { type: 'button', 'aria-label': say('UiPrint'), onclick: (e) => print(e) }, icon('print'))),
    reply.sources?.length ? sources(reply, say) : undefined,
  )
}

function sources(reply: Reply, say: Say): HTMLElement {
  return h(
    'details',
    { class: 'sources' },
    h('summary', {}, say('ReplySources')),
    h(
      'ul',
      {},
      ...reply.sources!.map((s) =>
        h(
          'li',
          {},
          s.url ? h('a', { href: s.url, rel: 'noreferrer noopener', target: '_blank', lang: 'en', dir: 'ltr' }, s.name) : h('span', { lang: 'en', dir: 'ltr' }, s.name),
          s.date ? h('span', {}, ` · ${date(reply.answer_lang, s.date)}`) : undefined,
        ),
      ),
    ),
  )
}

/** The address of an article in its language, to send to a friend. */
export function articleLink(reply: Reply): string {
  return `${window.location.origin}/?article=${encodeURIComponent(reply.article ?? '')}&lang=${reply.answer_lang}`
}

/** The answer's own page, to keep or to hand on. */
function own(reply: Reply, say: Say): HTMLElement | undefined {
  if (!reply.article) return undefined
  return h('a', { href: articleLink(reply), 'aria-label': say('UiAnswerLink'), title: say('UiAnswerLink') }, icon('link'))
}

function share(reply: Reply, say: Say): HTMLElement | undefined {
  if (!navigator.share || !reply.article) return undefined
  const data = { title: reply.title, text: reply.title, url: articleLink(reply) }
  return h('button', { type: 'button', 'aria-label': say('UiShare'), onclick: () => void navigator.share(data).catch(() => undefined) }, icon('share'))
}

function copy(reply: Reply, say: Say): HTMLElement | undefined {
  if (!navigator.clipboard) return undefined
  const text = [reply.title, reply.text, reply.show && `${reply.show.zh}\n${reply.show.text}`, reply.article && articleLink(reply)].filter(Boolean).join('\n\n')
  const done = h('span', { class: 'done', role: 'status' })
  const button = h('button', { type: 'button', 'aria-label': say('UiCopy') }, icon('copy'))
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => (done.textContent = say('UiCopied')),
      () => (done.textContent = say('UiFailed')),
    )
  })
  return h('span', {}, button, done)
}

/** Prints the one card that the button is on. */
function print(event: Event) {
  const article = (event.currentTarget as Element).closest('.card')
  article?.classList.add('printed')
  document.body.classList.add('one')
  addEventListener('afterprint', () => {
    article?.classList.remove('printed')
    document.body.classList.remove('one')
  }, { once: true })
  window.print()
}

/** Says that a card is in another language than it should be, where it is. */
export function inOther(reply: Reply, wanted: string, say: Say): HTMLElement | undefined {
  const name = languageOf(reply.answer_lang)?.name
  if (reply.answer_lang === wanted || !name) return undefined
  return h('p', { class: 'notice' }, say('UiTextsIn', { language: name }))
}
