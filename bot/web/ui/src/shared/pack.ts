// The search of the arrival pack: small enough for a phone, good enough for
// short, misspelt questions in any script. It counts the pieces of words that a
// question shares with the known ways of asking.
import type { Place, Show } from './types'

export interface PackArticle {
  id: string
  topic: string
  lang: string
  title: string
  markdown: string
  show?: Show
  checked?: string
  related?: string[]
  questions: string[]
}

/** What the server packs for one language. */
export interface Pack {
  lang: string
  version: string
  made: string // YYYY-MM-DD
  articles: PackArticle[]
  places: Place[]
}

/** How much of a question has to be known, and how near a second answer has to be to be offered too. */
const enough = 0.32
const near = 0.8
const most = 4

export class Finder {
  readonly #questions: { article: string; pieces: Map<string, number>; norm: number }[] = []
  readonly #weight = new Map<string, number>()

  constructor(pack: Pack) {
    const known = pack.articles.flatMap((a) => [a.title, ...a.questions].map((q) => ({ article: a.id, pieces: pieces(q) })))
    const count = new Map<string, number>()
    for (const q of known) for (const p of q.pieces) count.set(p, (count.get(p) ?? 0) + 1)
    for (const [p, n] of count) this.#weight.set(p, Math.log(1 + known.length / n))
    for (const q of known) this.#questions.push({ article: q.article, ...this.#vector(q.pieces) })
  }

  /** Returns the articles that fit, best first; none where nothing does. */
  search(text: string): string[] {
    const asked = this.#vector(pieces(text))
    if (!asked.norm) return []
    const best = new Map<string, number>()
    for (const q of this.#questions) {
      let dot = 0
      for (const [p, w] of asked.pieces) dot += w * (q.pieces.get(p) ?? 0)
      const score = dot / (asked.norm * q.norm)
      if (score > (best.get(q.article) ?? 0)) best.set(q.article, score)
    }
    const ranked = [...best].sort((a, b) => b[1] - a[1])
    const top = ranked[0]
    if (!top || top[1] < enough) return []
    return ranked.filter(([, score]) => score >= top[1] * near).slice(0, most).map(([id]) => id)
  }

  #vector(list: Set<string>) {
    const vector = new Map<string, number>()
    let sum = 0
    for (const p of list) {
      // A piece that nobody is known to have asked with counts as a rare one.
      const w = this.#weight.get(p) ?? 4
      vector.set(p, w)
      sum += w * w
    }
    return { pieces: vector, norm: Math.sqrt(sum) }
  }
}

/** Words, and three letters at a time; of scripts without spaces two. */
function pieces(text: string): Set<string> {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase()
  const out = new Set<string>()
  for (const word of plain.match(/[\p{L}\p{N}]+/gu) ?? []) {
    const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u.test(word)
    const letters = [...word]
    if (!dense) out.add(`=${word}`)
    const size = dense ? 2 : 3
    const around = dense ? letters : ['^', ...letters, '$']
    for (let i = 0; i + size <= around.length; i++) out.add(around.slice(i, i + size).join(''))
    if (dense && letters.length === 1) out.add(word)
  }
  return out
}
