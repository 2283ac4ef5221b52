// Shortcuts: single keys outside of fields, and Ctrl+Enter inside. They are
// listed on "?" and can be turned off, as WCAG 2.1.4 asks of single keys.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { open } from './dialog'
import { set, setting } from './settings'

export interface Shortcut {
  key: string // as KeyboardEvent.key has it
  about: string // message id
  group: 'queue' | 'case' | 'pages'
  act: () => void
}

const shortcuts = new Map<string, Shortcut>()

/** Adds shortcuts until signal is aborted; the latest of a key counts. */
export function bind(list: Shortcut[], signal?: AbortSignal) {
  for (const s of list) {
    shortcuts.set(s.key, s)
    signal?.addEventListener('abort', () => {
      if (shortcuts.get(s.key) === s) shortcuts.delete(s.key)
    })
  }
}

/** Whether keys typed at target are text. */
function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type))
}

export function listen() {
  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || writes(e.target)) return
    if (document.querySelector('dialog[open]')) return
    if (e.key === '?') {
      e.preventDefault()
      return showShortcuts()
    }
    const found = setting('keys') || e.key === 'Escape' ? shortcuts.get(e.key) : undefined
    if (!found) return
    e.preventDefault()
    found.act()
  })
}

const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

function keyTag(key: string): HTMLElement {
  return h('kbd', {}, names[key] ?? key)
}

/** Shows the list of what keys do here. */
export function showShortcuts() {
  const groups = (['pages', 'queue', 'case'] as const).map((group) => {
    const list = [...shortcuts.values()].filter((s) => s.group === group && s.about !== 'DeskKeyNotNow')
    if (!list.length) return undefined
    const byAbout = new Map<string, Shortcut[]>()
    for (const s of list) byAbout.set(s.about, [...(byAbout.get(s.about) ?? []), s])
    return h(
      'section',
      {},
      h('h3', {}, say({ pages: 'DeskKeysPages', queue: 'DeskQueue', case: 'DeskKeysCase' }[group])),
      h('dl', { class: 'keys' }, ...[...byAbout].flatMap(([about, same]) => [h('dt', {}, ...same.map((s) => keyTag(s.key))), h('dd', {}, say(about))])),
    )
  })
  const box = h('input', { type: 'checkbox', checked: setting('keys'), onchange: () => set('keys', box.checked) })
  open(
    say('DeskShortcuts'),
    [
      h('div', { class: 'key-groups' }, ...groups, h('section', {}, h('h3', {}, say('DeskKeysFields')), h('dl', { class: 'keys' }, h('dt', {}, h('kbd', {}, 'Ctrl'), h('kbd', {}, 'Enter')), h('dd', {}, say('DeskSend')), h('dt', {}, h('kbd', {}, '↓'), h('kbd', {}, 'Enter')), h('dd', {}, say('DeskKeyChoose'))))),
      h('p', {}, h('label', { class: 'check' }, box, say('DeskKeysOn'))),
    ],
    { wide: true },
  )
}
