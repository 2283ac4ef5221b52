// What happens without a focus of its own: said to screen readers by the page's
// live regions and shown as a passing line.
import { byId, h } from '../shared/dom'

const shown = 6_000 // milliseconds

/** Says text; at once, over what is being read, where it is urgent. */
export function announce(text: string, urgent = false) {
  const region = byId(urgent ? 'assertive' : 'polite')
  region.textContent = ''
  // The same text twice in a row is two announcements.
  setTimeout(() => (region.textContent = text), 50)
}

/** Says text and shows it for a while. */
export function tell(text: string, kind: 'good' | 'wrong' = 'good') {
  announce(text, kind === 'wrong')
  const line = h('p', { class: `toast ${kind}` }, text)
  const toasts = topmost()
  for (const before of toasts.children) if (before.textContent === text) before.remove()
  toasts.append(line)
  setTimeout(() => line.remove(), kind === 'wrong' ? shown * 2 : shown)
}

/** A modal dialog covers the page: what is told stands in it meanwhile. */
function topmost(): HTMLElement {
  const open = document.querySelectorAll<HTMLDialogElement>('dialog[open]')
  return open[open.length - 1]?.querySelector<HTMLElement>('.dialog-toasts') ?? byId('toasts')
}
