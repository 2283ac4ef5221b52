// A picture that an officer sent. Its room is kept before it is there, so that
// nothing moves when it comes; until then, and where it does not come, the words
// stand there that say whose it is.
import { h, icon } from './dom'
import { dirOf, type Say } from './words'

/** What is known of a picture before it is there: pixels. */
export interface Size {
  width: number
  height: number
}

/** Returns the picture; load fetches it. A tap shows it as large as it fits, or tries again to fetch it. */
export function picture({ width, height }: Size, words: string, lang: string, load: () => Promise<Blob>, say: Say): HTMLElement {
  const seen = h('img', { alt: words, width, height })
  const room = h('span')
  room.style.paddingBlockEnd = `${(100 * height) / width}%`
  const button = h('button', { type: 'button', class: 'picture', lang, dir: dirOf(lang), onclick: () => (seen.src ? large(seen, say) : fetching()) }, room, seen)
  button.style.maxInlineSize = `min(100%, ${width}px, calc(var(--picture-height, 60vh) * ${(width / height).toFixed(3)}))`
  const fetching = () =>
    load().then(
      (file) => {
        if (seen.isConnected && !seen.src) seen.src = URL.createObjectURL(file)
      },
      () => undefined,
    )
  // Who saves data taps first.
  if (!(navigator as { connection?: { saveData?: boolean } }).connection?.saveData) void fetching()
  return button
}

/** Takes the pictures out of root, for good; their words stay, in paragraphs of a class. */
export function forget(root: ParentNode, name: string) {
  for (const button of root.querySelectorAll<HTMLElement>('.picture')) {
    const seen = button.querySelector('img')
    if (seen?.src) URL.revokeObjectURL(seen.src)
    button.replaceWith(h('p', { class: name, lang: button.lang, dir: button.dir }, seen?.alt))
  }
  document.querySelector<HTMLDialogElement>('dialog.large')?.close()
}

function large(seen: HTMLImageElement, say: Say) {
  const before = document.activeElement
  const close = h('button', { type: 'button', class: 'shut', 'aria-label': say('UiClose') }, icon('close'))
  const dialog = h('dialog', { class: 'sign large', 'aria-label': seen.alt }, h('img', { src: seen.src, alt: seen.alt }), h('div', { class: 'sign-tools' }, close))
  dialog.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (before instanceof HTMLElement) before.focus()
  })
  document.body.appendChild(dialog)
  dialog.showModal()
  close.focus()
}
