// A visitor's text with the terms that were recognised, each with its gloss
// above it.
import { h } from '../shared/dom'
import { gloss, lang } from './names'
import type { Term } from './types'

/** Returns the pieces of text; start and end count UTF-16 code units. */
export function glossed(text: string, terms: Term[]): Node[] {
  const out: Node[] = []
  let at = 0
  for (const t of [...terms].sort((a, b) => a.start - b.start)) {
    if (t.start < at || t.end > text.length || t.end <= t.start) continue // overlaps, or of another text
    if (t.start > at) out.push(document.createTextNode(text.slice(at, t.start)))
    const written = text.slice(t.start, t.end)
    const meaning = gloss(t)
    // A gloss that says the same again helps nobody.
    if (meaning.toLowerCase() === written.toLowerCase()) out.push(h('mark', { class: `term ${t.kind}` }, written))
    else out.push(h('ruby', { class: `term ${t.kind}` }, written, h('rt', { lang: lang() === 'zh' || !t.en ? 'zh-Hans' : 'en', dir: 'ltr' }, meaning)))
    at = t.end
  }
  if (at < text.length) out.push(document.createTextNode(text.slice(at)))
  return out
}
