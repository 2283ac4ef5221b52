// The shapes of the help desk's API, as the OpenAPI document describes them.
import type { Language, Message, PageData, Place, Reply } from '../shared/types'

/** A language with its name in the console's language. */
export interface DeskLanguage extends Language {
  called: string
}

export interface DeskPage extends PageData {
  languages: DeskLanguage[]
  sign_on?: boolean // single sign-on is configured
}

export type Role = 'officer' | 'supervisor' | 'administrator'

export interface Account {
  id: string
  login: string
  name: string
  role: Role
  disabled: boolean
  created: string
  sso?: boolean
}

export interface SignedIn {
  account: Account
  via: string
}

export interface Hours {
  open: boolean
  hours: string
  opens_at?: string
  closes_at?: string
}

export interface Status {
  waiting: number
  claimed: number
  mine: number
  late?: number
  desk: Hours
  goals: { wait_seconds: number; urgent_wait_seconds: number }
  translation: { available: boolean; service?: string }
  sign_on: boolean
  resolutions?: string[]
  holidays_missing?: number // year
  messengers?: Messenger[]
}

/** Whether the adapter of a messenger works. */
export interface Messenger {
  name: string
  healthy: boolean
  reason?: string
  channel?: string
  since?: string
}

export interface Summary {
  app?: string
  step?: string
  symptom?: string
  brand?: string
  amount?: string
  article?: string
}

export interface Case {
  case: number
  conversation: string
  state: 'waiting' | 'claimed' | 'resolved'
  reason: string
  urgent: boolean
  lang: string
  lang_name: string
  topic?: string
  topic_title?: string
  place?: string
  place_name?: string
  article?: string
  channel: string
  contact?: string
  note?: string
  summary: Summary
  officer?: string
  officer_name?: string
  mine?: boolean
  tags: string[]
  opened: string
  first_claimed?: string
  first_replied?: string
  resolved?: string
  resolution?: string
  satisfaction?: number
  unread: number
  waiting_seconds: number
  late: boolean
  goal_seconds?: number
  revision: number
}

export interface Term {
  start: number
  end: number
  text: string
  concept: string
  kind: string
  zh: string
  en?: string
}

export interface Card {
  app?: Term
  step?: Term
  symptom?: Term
  brand?: Term
  bank?: Term
  thing?: Term
  city?: Term
  concepts: Term[]
  amounts: { text: string; zh?: string; amount?: number; currency?: string }[]
  place?: Place
  article?: { id: string; title: string; confidence: number; chosen?: boolean }
  tried: { article: string; title: string; at: string; helpful?: boolean | null; reason?: string }[]
  lang: string
  lang_name: string
  reads?: string
  reads_name?: string
  local_time: string
  time_zone?: string
  waiting_seconds: number
}

export interface StaffMessage extends Message {
  terms?: Term[] // of a visitor's
  article_title?: string
  zh?: string
  source?: string
  own?: boolean // the officer who looks wrote it
}

export interface Note {
  id: number
  author: string
  text: string
  at: string
}

export interface Conversation {
  id: string
  lang: string
  owner: 'bot' | 'person'
  created: string
  active: string
  delivered_seq?: number // of the latest message of staff on the visitor's device
  read_seq?: number // up to which the visitor has read
}

export interface CaseView {
  case: Case
  card: Card
  conversation: Conversation
  messages: StaffMessage[]
  notes: Note[]
  earlier?: Case[]
}

export interface Colleague {
  id: string
  name: string
  role: Role
  open_cases?: number
}

/** What the officer answers with: exactly one of article, phrase and text. */
export interface ReplyInput {
  client_id: string
  article?: string
  phrase?: string
  slots?: Record<string, string>
  text?: string
  translate?: boolean
}

export interface Preview {
  text: string
  lang: string
  original: string
  kind: 'article' | 'phrase' | 'text' | 'translated'
  reply?: Reply
  service?: string
  missing_slots?: string[]
}

/** An article or a phrase that a search found. */
export interface Result {
  kind: 'article' | 'phrase'
  id: string
  group?: string
  title: string
  text: string
  lang: string
  visitor_title: string
  visitor_text: string
  slots?: string[]
}

const ranks: Record<Role, number> = { officer: 1, supervisor: 2, administrator: 3 }

/** Reports whether role may do what other may. */
export function includes(role: Role, other: Role): boolean {
  return ranks[role] >= ranks[other]
}
