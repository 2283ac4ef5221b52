// The interface's words: those of the page's language come with the page,
// those of others are loaded when a card is written in one.
import { get } from './http'
import type { Language, PageData, Words } from './types'

const loaded = new Map<string, Words>()
let page: PageData

/** Takes the page's data; call it before anything else here. */
export function setPage(data: PageData) {
  page = data
  loaded.set(data.lang, data.words)
}

/** Returns the message id with its {slots} filled in, in the page's language. */
export function say(id: string, slots: Record<string, string | number> = {}): string {
  return fill(page.words, id, slots)
}

/** A speaker of one language. */
export type Say = typeof say

/** Returns a speaker of lang; of the page's language where lang has no words. */
export async function speaker(lang: string): Promise<Say> {
  if (!loaded.has(lang) && languageOf(lang)) {
    try {
      loaded.set(lang, await get<Words>(`/words/${lang}?v=${page.version}`))
    } catch {
      return say // without a network the page's own language has to do
    }
  }
  const words = loaded.get(lang) ?? page.words
  return (id, slots = {}) => fill(words, id, slots)
}

/** Returns the served language, or undefined for another. */
export function languageOf(lang: string): Language | undefined {
  return page.languages.find((l) => l.id === lang)
}

/** The direction of a text in lang; "auto" where lang is not one that is served. */
export function dirOf(lang: string): string {
  return languageOf(lang)?.dir ?? 'auto'
}

function fill(words: Words, id: string, slots: Record<string, string | number>): string {
  const text = words[id] ?? id
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(slots[name] ?? slot))
}
