// Less frequent things, below the topics: keep the answers on the phone, a code
// to come back with, delete everything.
import { h, icon } from '../shared/dom'
import { date } from '../shared/format'
import type { Talk } from '../shared/talk'
import type { PageData } from '../shared/types'
import { languageOf, say } from '../shared/words'
import type { Kept } from './kept'

export interface Around {
  pack: Kept
  page: PageData
  talk: Talk
  forget(): Promise<void>
  kept(): boolean
}

export function more(box: HTMLElement, around: Around) {
  if (!around.page.embed && around.pack.possible) box.append(keeping(around))
  box.append(conversation(around))
}

function keeping({ pack, page }: Around): HTMLElement {
  const language = languageOf(page.lang)?.name ?? page.lang
  const state = h('p', { class: 'small', role: 'status' })
  const keep = h('button', { type: 'button', class: 'quiet' }, icon('keep'), say('UiKeep'))
  const remove = h('button', { type: 'button', class: 'link', hidden: true }, say('UiUnkeep'))
  const show = (made?: string) => {
    keep.hidden = Boolean(made)
    remove.hidden = !made
    state.textContent = made ? say('UiKept', { date: date(page.lang, made) }) : say('UiKeepAbout', { language })
  }
  keep.addEventListener('click', () => {
    keep.disabled = true
    state.textContent = say('UiKeeping')
    pack
      .keep()
      .then((p) => show(p.made))
      .catch(() => (state.textContent = say('UiKeepFailed')))
      .finally(() => (keep.disabled = false))
  })
  remove.addEventListener('click', () => void pack.remove().then(() => show()))
  show()
  void pack.pack().then((p) => p && show(p.made))
  return h('div', { class: 'keep' }, h('p', { class: 'buttons' }, keep, remove), state)
}

function conversation({ talk, forget, kept }: Around): HTMLElement {
  const state = h('p', { class: 'small', role: 'status' })
  const code = h('button', { type: 'button', class: 'link' }, say('UiCodeGet'))
  code.addEventListener('click', () => {
    talk
      .code()
      .then((c) => state.replaceChildren(h('strong', { class: 'code' }, say('UiCode', { code: c })), ' ', say('UiCodeAbout')))
      .catch(() => (state.textContent = say('UiFailed')))
  })
  const erase = h('button', { type: 'button', class: 'link' }, say('UiForget'))
  // Asked here rather than by confirm(), which browsers refuse in the frame of another site.
  erase.addEventListener('click', () => {
    const sure = h('button', { type: 'button', class: 'primary sure' }, icon('trash'), say('UiForget'))
    const keep = h('button', { type: 'button', class: 'quiet', onclick: () => state.replaceChildren() }, say('UiClose'))
    sure.addEventListener('click', () => {
      state.replaceChildren()
      forget().catch(() => (state.textContent = say('UiFailed')))
    })
    state.replaceChildren(h('span', {}, say('UiForgetSure')), h('span', { class: 'buttons' }, sure, keep))
    keep.focus()
  })
  const box = h('div', { class: 'mine', hidden: true }, h('p', { class: 'buttons' }, code, erase), state)
  // Shown once there is something to come back to.
  new MutationObserver(() => (box.hidden = !kept() || !talk.started)).observe(document.body, { attributeFilter: ['data-view'] })
  return box
}
