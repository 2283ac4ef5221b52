// What the browser keeps of a conversation. Nothing is kept before the first
// message is sent, and nothing after the visitor has deleted it. A browser that
// keeps nothing (a private window, a full disk) still has it in memory.
import type { Entry } from '../shared/outbox'

export interface Kept {
  v: 1
  id?: string // of the conversation
  token?: string // the only key to it
  outbox: Entry[]
}

const key = 'payhelp'

export function load(): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
    if (kept?.v === 1 && Array.isArray(kept.outbox)) return kept
  } catch {
    // unreadable: as if nothing had been kept
  }
  return { v: 1, outbox: [] }
}

export function save(kept: Kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // kept in memory for as long as the page is open
  }
}

export function clear() {
  try {
    localStorage.removeItem(key)
  } catch {
    // then there is nothing to remove
  }
}
