// The shapes of the reports, the staff page and the audit log.
import type { Account, Role, Term } from './types'

export interface ReportLine {
  key: string
  name: string
  questions: number
  answered: number
  answered_share: number
  handed_over: number
  claimed: number
  wait_mean_seconds?: number
  wait_median_seconds?: number
  wait_p90_seconds?: number
}

export interface Report {
  from: string
  to: string
  by: string
  lines: ReportLine[]
  total: ReportLine
}

export interface QuestionLine {
  conversation: string
  seq: number
  at: string
  text: string
  lang: string
  place: string
  place_name?: string
  terms?: Term[]
}

export interface Group {
  id: string
  count: number
  concepts: { id: string; zh: string }[]
  langs: Record<string, number>
  nearest?: { id: string; title: string }
  samples: QuestionLine[]
}

export interface Refusals {
  place: string
  name: string
  count: number
  reports: QuestionLine[]
}

export interface FactChange {
  fact: string
  old: string
  new: string
  old_zh?: string
  new_zh?: string
  at: string
  articles: string[]
  told: { conversation: string; seq: number; lang: string; at: string; corrected?: string }[]
}

export interface Draft {
  id: string
  files: { name: string; text: string }[]
}

export interface Act {
  id: number
  at: string
  staff: string
  name: string
  via: string
  act: string
  case?: number
  subject?: string
}

export interface Token {
  id: string
  name: string
  staff: string
  role: Role
  created: string
  used?: string
  expires?: string
}

export interface Session {
  id: string
  agent: string
  created: string
  seen: string
  expires: string
  current: boolean
}

export interface WithPassword {
  account: Account
  password?: string
}

/** A user of a messenger that an account is linked to. */
export interface MessengerLink {
  id: string
  messenger: string
  team: string
  user: string
  created: string
}
