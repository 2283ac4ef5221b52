// The shapes of the API that the pages use; bot/reply.go and the OpenAPI
// document describe them.

export interface Choice {
  article: string
  title?: string
}

export interface Place {
  id: string
  name: string
  name_zh?: string
  kind: string
  city?: string
  distance_m: number | null
  open_now: boolean | null
  hours?: string
  address?: string
  phone?: string
  lat?: number
  lon?: number
  languages?: string[]
  services?: string[]
  note?: string
}

/** The sentence to hold up at a counter. */
export interface Show {
  zh: string
  pinyin?: string
  text: string
}

export interface Source {
  name: string
  date?: string
  url?: string
}

export interface Reply {
  question: string
  lang: string
  kind: 'answer' | 'choices' | 'handoff' | 'chat'
  article: string | null
  title: string
  text: string
  places: Place[]
  answer_lang: string
  markdown?: string
  notice?: string
  choices?: Choice[]
  show?: Show
  checked?: string
  stale?: boolean
  sources?: Source[]
  related?: Choice[]
  reason?: string
  escalate?: boolean
}

export interface Message {
  seq: number
  from: 'visitor' | 'bot' | 'staff' | 'system'
  text: string
  lang: string
  at: string
  client_id?: string
  reply?: Reply
  kind?: string
  original?: string
  author?: string
  picture?: { type: string; width: number; height: number } // whose file is fetched apart; text says whose it is
  replaces?: number // seq of the message that this one changes or takes back
}

/** When the help desk is open. */
export interface Desk {
  open: boolean
  opens_at?: string
}

/** What a visitor who asked for a person is told. */
export interface Handover {
  case: number
  position?: number
  wait_seconds?: number | null
  desk: Desk
  text: string
  return_code?: string
  places: Place[]
}

export interface Topic {
  id: string
  icon: string
  title: string
  about: string
}

export interface Article {
  id: string
  topic: string
  title: string
  lang: string
}

export interface Language {
  id: string
  name: string
  dir: 'ltr' | 'rtl'
}

export interface Point {
  lat: number
  lon: number
}

export type Words = Record<string, string>

/** What the server puts into the page for its script. */
export interface PageData {
  lang: string
  version: string
  words: Words
  languages: Language[]
  topics: Topic[]
  place?: Place
  code?: string
  embed?: boolean
  reply?: Reply
  question?: string
}
