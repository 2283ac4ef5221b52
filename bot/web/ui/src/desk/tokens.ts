// API tokens: keys for other systems.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { tell } from './announce'
import { desk, why } from './api'
import { ask, field, value } from './dialog'
import { keepFocus } from './focus'
import { word } from './names'
import { roleChoice, showSecret } from './staff'
import { table } from './table'
import { timeTag } from './time'
import type { Token } from './types_reports'

export function tokenSection(signal: AbortSignal): HTMLElement {
  const body = h('div', {})
  const title = h('h2', { tabindex: -1 }, say('DeskTokens'))
  const load = async () => {
    try {
      const { tokens } = await desk<{ tokens: Token[] }>('/tokens')
      if (signal.aborted) return
      keepFocus(body, () => body.replaceChildren(tokens.length ? list(tokens) : h('p', { class: 'nothing' }, say('DeskNoTokens'))), () => title)
    } catch (error) {
      tell(why(error), 'wrong')
    }
  }
  const list = (tokens: Token[]) =>
    table(
      say('DeskTokens'),
      ['DeskTokenName', 'DeskRoleName', 'DeskSince', 'DeskUsed', 'DeskExpires', 'DeskActions'].map((id) => say(id)),
      tokens.map((t) => [
        t.name,
        word('DeskRole', t.role),
        timeTag(t.created),
        t.used ? timeTag(t.used) : say('DeskNever'),
        t.expires ? timeTag(t.expires) : say('DeskNever'),
        h('button', { type: 'button', class: 'quiet', 'data-key': `token-${t.id}`, onclick: () => end(t) }, say('DeskTokenEnd')),
      ]),
    )
  const end = (t: Token) =>
    ask(say('DeskTokenEndTitle', { name: t.name }), [h('p', {}, say('DeskTokenEndAbout'))], say('DeskTokenEnd'), () => desk(`/tokens/${t.id}`, { method: 'DELETE' }), { danger: true, done: () => void load() })
  const make = () => {
    let made: { token: Token; secret?: string }
    ask(
      say('DeskTokenMake'),
      [
        field(say('DeskTokenName'), h('input', { name: 'name', required: true, maxlength: 80, autocomplete: 'off' }), say('DeskTokenHint')),
        field(say('DeskRoleName'), roleChoice()),
        field(say('DeskTokenDays'), h('input', { name: 'days', type: 'number', min: 0, max: 3650, value: '365' }), say('DeskTokenDaysHint')),
      ],
      say('DeskTokenMake'),
      async (form) => {
        made = await desk('/tokens', { body: { name: value(form, 'name'), role: value(form, 'role'), days: Number(value(form, 'days')) || 0 } })
      },
      {
        done: () => {
          void load()
          if (made.secret) showSecret(made.token.name, say('DeskSecretOnce'), made.secret)
        },
      },
    )
  }
  void load()
  return h('section', { class: 'tokens' }, h('div', { class: 'page-head' }, title, h('button', { type: 'button', class: 'quiet', onclick: make }, say('DeskTokenMake'))), body)
}
