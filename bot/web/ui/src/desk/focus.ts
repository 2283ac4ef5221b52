// Focus is never lost: parts of the page that are drawn anew give it back to
// the control that takes the place of the one that had it.
import { h } from '../shared/dom'

/** Draws root anew with draw. Controls are told by their data-key. */
export function keepFocus(root: HTMLElement, draw: () => void, otherwise?: () => HTMLElement | null | undefined) {
  const active = document.activeElement
  const inside = active instanceof HTMLElement && root.contains(active)
  const key = inside ? active.dataset['key'] : undefined
  draw()
  if (!inside || (document.activeElement && document.activeElement !== document.body)) return
  const next = key ? root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]:not(:disabled)`) : null
  ;(next ?? otherwise?.() ?? root.querySelector<HTMLElement>('h1, h2'))?.focus()
}

/** Returns a heading that takes the focus when its page opens. */
export function heading(level: 'h1' | 'h2', ...text: (string | Node)[]): HTMLElement {
  return h(level, { tabindex: -1 }, ...text)
}
