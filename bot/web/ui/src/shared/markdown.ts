// The part of Markdown that answers use: paragraphs, lists, strong and
// emphasised text, links. Everything else is shown as it is written.
import { add, h } from './dom'

const marker = /^(?:(\d+)[.)]|[-*])\s+(.*)$/

/** Returns the blocks of a text. */
export function markdown(source: string): HTMLElement[] {
  const blocks: HTMLElement[] = []
  for (const block of source.replace(/\r/g, '').split(/\n{2,}/)) {
    const lines = block.split('\n').filter((line) => line.trim() !== '')
    let at = 0
    while (at < lines.length) {
      const first = marker.exec(lines[at]!.trim())
      const text: string[] = []
      if (!first) {
        while (at < lines.length && !marker.test(lines[at]!.trim())) text.push(lines[at++]!.trim())
        const heading = /^#{1,4}\s+(.*)$/.exec(text[0]!)
        blocks.push(heading ? h('h3', {}, ...inline(heading[1]!)) : h('p', {}, ...inline(text.join(' '))))
        continue
      }
      const ordered = first[1] !== undefined
      const before = blocks[blocks.length - 1]
      // A blank line between two items does not end their list.
      const list = before?.tagName === (ordered ? 'OL' : 'UL') ? before : h(ordered ? 'ol' : 'ul', ordered && first[1] !== '1' ? { start: first[1]! } : {})
      if (list !== before) blocks.push(list)
      for (; at < lines.length; at++) {
        const item = marker.exec(lines[at]!.trim())
        if (item) list.appendChild(h('li', {}, ...inline(item[2]!)))
        else if (list.lastChild) add(list.lastChild, ' ', ...inline(lines[at]!.trim()))
      }
    }
  }
  return blocks
}

const span = /\*\*(.+?)\*\*|\*(.+?)\*|\[([^\]]+)\]\((https?:[^)\s]+)\)|<(https?:[^>\s]+)>|\\([\\`*_{}[\]()#+\-.!~|<>])/

/** Returns a line with its emphasis and links. */
function inline(text: string): Node[] {
  const out: Node[] = []
  let rest = text
  for (let m = span.exec(rest); m; m = span.exec(rest)) {
    if (m.index) out.push(document.createTextNode(rest.slice(0, m.index)))
    if (m[1]) out.push(h('strong', {}, ...inline(m[1])))
    else if (m[2]) out.push(h('em', {}, ...inline(m[2])))
    else if (m[3]) out.push(link(m[4]!, m[3]))
    else if (m[5]) out.push(link(m[5], m[5]))
    else out.push(document.createTextNode(m[6]!))
    rest = rest.slice(m.index + m[0].length)
  }
  if (rest) out.push(document.createTextNode(rest))
  return out
}

function link(to: string, text: string): HTMLElement {
  return h('a', { href: to, rel: 'noreferrer noopener', target: '_blank' }, text)
}
