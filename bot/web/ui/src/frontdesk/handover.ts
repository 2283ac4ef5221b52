// The code that takes the guest's own phone to the conversation.
import { h, icon } from '../shared/dom'
import { dirOf, type Say } from '../shared/words'

export function handOver(path: string, say: Say, lang: string) {
  const close = h('button', { type: 'button', class: 'shut', 'aria-label': say('UiClose') }, icon('close'))
  const address = location.host + path
  const dialog = h(
    'dialog',
    { class: 'sign hand-over', lang, dir: dirOf(lang), 'aria-label': say('UiDeskHandOverAbout') },
    h(
      'div',
      { class: 'sheet' },
      h('p', { class: 'means' }, say('UiDeskHandOverAbout')),
      h('img', { src: codeOf(path), alt: address, width: 320, height: 320 }),
      h('p', { class: 'pinyin', dir: 'ltr' }, address),
    ),
    h('div', { class: 'sign-tools' }, close),
  )
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  close.focus()
}

/** The picture of the code of one of our pages. */
export function codeOf(path: string): string {
  return `/qr.svg?path=${encodeURIComponent(path)}`
}
