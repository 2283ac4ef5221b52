// Tables that a screen reader can read and a narrow window can scroll.
import { h, type Child } from '../shared/dom'

export type Cell = Child | Child[]

/** Returns a table. Numeric columns are those whose name is in numbers; the first cell of a row is its heading. */
export function table(caption: string, columns: string[], rows: Cell[][], numbers: string[] = []): HTMLElement {
  const cells = (cell: Cell): Child[] => (Array.isArray(cell) ? cell : [cell])
  const cls = (i: number) => (numbers.includes(columns[i]!) ? 'number' : undefined)
  return h(
    'div',
    { class: 'table', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'hidden' }, caption),
      h('thead', {}, h('tr', {}, ...columns.map((c, i) => h('th', { scope: 'col', class: cls(i) }, c)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((cell, i) => (i === 0 ? h('th', { scope: 'row' }, ...cells(cell)) : h('td', { class: cls(i) }, ...cells(cell))))))),
    ),
  )
}
