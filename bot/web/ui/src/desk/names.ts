// Names of languages, topics, reasons: in the console's language where it is
// known there, and otherwise as the API has them, in Chinese.
import { say } from '../shared/words'
import type { Case, DeskPage, Term } from './types'

let page: DeskPage

export function setNames(data: DeskPage) {
  page = data
}

export function lang(): string {
  return page.lang
}

/** The name of a language. */
export function languageName(id: string, zh = ''): string {
  if (page.lang === 'zh' && zh) return zh
  const known = page.languages.find((l) => l.id === id)
  if (known) return known.called
  if (!id || id === 'und') return say('DeskUnknown')
  try {
    return new Intl.DisplayNames([page.lang === 'zh' ? 'zh-Hans' : page.lang], { type: 'language' }).of(id) ?? id
  } catch {
    return id
  }
}

export function topicName(id: string | undefined, zh = ''): string {
  return page.topics.find((t) => t.id === id)?.title ?? zh ?? id ?? ''
}

export function topics(): { id: string; title: string; icon: string }[] {
  return page.topics
}

export function languages(): { id: string; called: string }[] {
  return page.languages
}

/** The gloss of a term. */
export function gloss(t: Term): string {
  return page.lang === 'zh' ? t.zh : (t.en ?? t.zh)
}

/** A word of a list that the API has, such as a reason: its message, or itself where there is none. */
export function word(prefix: string, id: string): string {
  const message = prefix + id.replace(/(^|[-_.])(\w)/g, (_, __, c: string) => c.toUpperCase())
  const text = say(message)
  return text === message ? id : text
}

/** One line that says what a case is about. */
export function line(c: Case): string {
  const s = c.summary
  return [s.app, s.step, s.symptom, s.brand, s.amount].filter(Boolean).join(' · ') || s.article || c.topic_title || word('DeskReason', c.reason)
}
