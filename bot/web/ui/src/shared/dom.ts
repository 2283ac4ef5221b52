// Building elements: text is always text, never parsed as HTML.

export type Child = Node | string | false | null | undefined
type Listener = (event: Event) => void
export type Attributes = Record<string, string | number | boolean | Listener | undefined>

/** Returns an element. An attribute that begins with "on" is a listener; one that is false or undefined is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : String(value))
  }
  add(element, ...children)
  return element
}

export function add(parent: Node, ...children: Child[]) {
  for (const child of children) {
    if (child) parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
  }
}

const svg = 'http://www.w3.org/2000/svg'

/** Those that point along the line of text turn around where it runs from right to left. */
const turning = ['send', 'back', 'next']

/** Returns a picture of the page's sprite, hidden from screen readers: the words beside it say the same. */
export function icon(name: string): SVGElement {
  const picture = document.createElementNS(svg, 'svg')
  picture.setAttribute('class', turning.includes(name) ? 'icon turns' : 'icon')
  picture.setAttribute('aria-hidden', 'true')
  picture.setAttribute('focusable', 'false')
  const use = document.createElementNS(svg, 'use')
  use.setAttribute('href', `#i-${name}`)
  picture.appendChild(use)
  return picture
}

/** Returns the element with that id, which the page's template has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no #${id}`)
  return found as T
}

/** Brings an element's start into view, at once where less motion is wanted. */
export function reveal(element: Element) {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  element.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' })
}
