// Messengers that officers may work in beside the console, such as Slack:
// whether they work, and who one is there.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { announce, tell } from './announce'
import { desk, why } from './api'
import { word } from './names'
import { table } from './table'
import { timeTag, when } from './time'
import type { Messenger } from './types'
import type { MessengerLink } from './types_reports'

/** What does not work, in words; '' where all does. */
export function trouble(messengers: Messenger[] = []): string {
  return messengers
    .filter((m) => !m.healthy)
    .map((m) => say('DeskMessengerDown', { name: title(m.name), reason: word('DeskMessenger', m.reason ?? 'unreachable'), time: m.since ? when(m.since) : '' }))
    .join(' ')
}

function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** The part of the account's page that links it to messengers; empty where there is none. */
export function links(messengers: Messenger[] = []): HTMLElement {
  if (!messengers.length) return h('div', {})
  const body = h('div', {})
  const code = h('p', { class: 'about' })
  const make = h('button', { type: 'button', class: 'quiet', 'data-key': 'link-code' }, say('DeskLinkMake'))
  const load = async () => {
    try {
      const all = (await desk<{ links: MessengerLink[] }>('/me/messenger-links')).links
      body.replaceChildren(all.length ? list(all) : h('p', { class: 'small' }, say('DeskNoLinks')))
    } catch (error) {
      tell(why(error), 'wrong')
    }
  }
  const list = (all: MessengerLink[]) =>
    table(
      say('DeskLinks'),
      ['DeskMessenger', 'DeskMessengerUser', 'DeskSince', 'DeskActions'].map((id) => say(id)),
      all.map((l) => [
        title(l.messenger),
        l.user,
        timeTag(l.created),
        h('button', { type: 'button', class: 'quiet', 'data-key': `link-${l.id}`, onclick: () => void end(l) }, say('DeskLinkEnd')),
      ]),
    )
  const end = async (l: MessengerLink) => {
    try {
      await desk(`/me/messenger-links/${l.id}`, { method: 'DELETE' })
      tell(say('DeskLinkEnded'))
    } catch (error) {
      tell(why(error), 'wrong')
    }
    await load()
    make.focus()
  }
  make.addEventListener('click', () => {
    desk<{ code: string; expires: string }>('/me/messenger-links', { method: 'POST' }).then(
      (made) => {
        const text = say('DeskLinkCode', { time: when(made.expires) })
        code.replaceChildren(text, ' ', h('code', { translate: 'no' }, `/payhelp link ${made.code}`))
        announce(text)
      },
      (error) => tell(why(error), 'wrong'),
    )
  })
  void load()
  return h('section', {}, h('h2', {}, say('DeskLinks')), h('p', { class: 'small' }, say('DeskLinksAbout')), body, h('p', { class: 'buttons' }, make), code)
}
