// Charts as SVG: bars of two parts. The table beside a chart has its numbers;
// the chart itself is one picture with a sentence that says what it shows.
import { h } from '../shared/dom'

export interface Bar {
  name: string
  first: number // the lower or left part
  rest: number
}

export interface Parts {
  title: string // what a screen reader says of the picture
  first: string // name of the first part
  rest: string
}

const ns = 'http://www.w3.org/2000/svg'

function draw(tag: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const e = document.createElementNS(ns, tag)
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, String(value))
  if (text !== undefined) e.textContent = text
  return e
}

const lines = 4 // of the grid

/** A number at or above most that an axis can end with: every line of the grid is a round number. */
function top(most: number): number {
  const step = Math.max(1, most / lines)
  const power = 10 ** Math.floor(Math.log10(step))
  return lines * ([1, 2, 5, 10].find((m) => m * power >= step) ?? 10) * power
}

function legend(parts: Parts): HTMLElement {
  return h('p', { class: 'legend', 'aria-hidden': 'true' }, h('span', { class: 'key first' }), parts.first, h('span', { class: 'key rest' }), parts.rest)
}

function picture(parts: Parts, width: number, height: number): SVGElement {
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': parts.title, class: 'chart', preserveAspectRatio: 'xMidYMid meet' })
  return svg
}

/** Columns side by side, for days. */
export function columns(bars: Bar[], parts: Parts): HTMLElement {
  const width = 960
  const height = 240
  const left = 44
  const foot = 26
  const high = height - foot - 12
  const most = top(Math.max(1, ...bars.map((b) => b.first + b.rest)))
  const svg = picture(parts, width, height)
  const y = (n: number) => 12 + high * (1 - n / most)
  for (let i = 0; i <= lines; i++) {
    const n = (most * i) / lines
    svg.append(draw('line', { x1: left, x2: width, y1: y(n), y2: y(n), class: 'grid' }))
    svg.append(draw('text', { x: left - 8, y: y(n) + 4, class: 'tick end' }, String(n)))
  }
  const step = (width - left) / Math.max(1, bars.length)
  const every = Math.ceil(bars.length / 12) // names that fit below
  bars.forEach((b, i) => {
    const w = Math.min(step * 0.72, 48)
    const x = left + i * step + (step - w) / 2
    const group = draw('g', {})
    group.append(draw('title', {}, `${b.name}: ${parts.first} ${b.first}, ${parts.rest} ${b.rest}`))
    group.append(draw('rect', { x, y: y(b.first), width: w, height: Math.max(0, y(0) - y(b.first)), class: 'first' }))
    group.append(draw('rect', { x, y: y(b.first + b.rest), width: w, height: Math.max(0, y(b.first) - y(b.first + b.rest)), class: 'rest' }))
    if (i % every === 0) group.append(draw('text', { x: x + w / 2, y: height - 8, class: 'tick middle' }, b.name))
    svg.append(group)
  })
  return h('figure', { class: 'chart-box' }, legend(parts), svg as unknown as HTMLElement)
}

/** Rows below each other, for languages, topics and places. */
export function rows(bars: Bar[], parts: Parts): HTMLElement {
  const width = 960
  const line = 30
  const left = 220
  const most = Math.max(1, ...bars.map((b) => b.first + b.rest))
  const svg = picture(parts, width, bars.length * line + 4)
  const w = (n: number) => ((width - left - 60) * n) / most
  bars.forEach((b, i) => {
    const y = i * line + 4
    const group = draw('g', {})
    group.append(draw('title', {}, `${b.name}: ${parts.first} ${b.first}, ${parts.rest} ${b.rest}`))
    group.append(draw('text', { x: left - 12, y: y + 17, class: 'name end' }, b.name.length > 14 ? `${b.name.slice(0, 13)}…` : b.name))
    group.append(draw('rect', { x: left, y, width: w(b.first), height: line - 8, class: 'first' }))
    group.append(draw('rect', { x: left + w(b.first), y, width: w(b.rest), height: line - 8, class: 'rest' }))
    group.append(draw('text', { x: left + w(b.first + b.rest) + 8, y: y + 16, class: 'tick' }, String(b.first + b.rest)))
    svg.append(group)
  })
  return h('figure', { class: 'chart-box' }, legend(parts), svg as unknown as HTMLElement)
}
