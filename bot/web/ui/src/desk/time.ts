// Moments and spans of time in the console's language. Waiting goes on from
// what the server said, by this machine's steady clock: a wrong date on it
// changes nothing.
import { say } from '../shared/words'

/** Milliseconds of the steady clock. */
export function steady(): number {
  return performance.now()
}

/** Writes a span as 0:42, 12:05 or 1:02:30, as a watch does. */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(s / 3600)
  if (hours >= 100) return say('DeskDays', { n: Math.floor(hours / 24) })
  return hours ? `${hours}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`
}

/** Writes a span in words, as screen readers need it. */
export function spoken(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (seconds < 60) return say('DeskSeconds', { n: Math.floor(seconds) })
  if (minutes < 100) return say('DeskMinutes', { n: minutes })
  return minutes < 6000 ? say('DeskHours', { n: Math.floor(minutes / 60), m: minutes % 60 }) : say('DeskDays', { n: Math.floor(minutes / 1440) })
}

let locale = 'en-GB'

export function setLocale(lang: string) {
  locale = lang === 'zh' ? 'zh-CN' : 'en-GB'
}

const china = 'Asia/Shanghai'

/** Writes a moment: the time alone where it is today, China time, and the year where it is another. */
export function when(at: string): string {
  const moment = new Date(at)
  const day = new Intl.DateTimeFormat('sv', { timeZone: china, dateStyle: 'short' })
  const [then, now] = [day.format(moment), day.format(new Date())]
  const format: Intl.DateTimeFormatOptions = { timeZone: china, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  if (then !== now) Object.assign(format, { month: 'short', day: 'numeric' })
  if (then.slice(0, 4) !== now.slice(0, 4)) format.year = 'numeric'
  return new Intl.DateTimeFormat(locale, format).format(moment)
}

/** Writes a moment in full. */
export function full(at: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: china, dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' } as Intl.DateTimeFormatOptions).format(new Date(at))
}

/** Writes the visitor's local time, with the weekday where it is another day than in China. */
export function localTime(at: Date, zone: string): string {
  const day = (z: string) => new Intl.DateTimeFormat('en', { timeZone: z, day: 'numeric' }).format(at)
  const format: Intl.DateTimeFormatOptions = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  if (day(zone) !== day(china)) format.weekday = 'short'
  return new Intl.DateTimeFormat(locale, format).format(at)
}

/** Writes YYYY-MM-DD of China, some days ago. */
export function chinaDay(daysAgo = 0): string {
  return new Intl.DateTimeFormat('sv', { timeZone: china, dateStyle: 'short' }).format(new Date(Date.now() - daysAgo * 86_400_000))
}

/** Writes a number. */
export function number(n: number): string {
  return new Intl.NumberFormat(locale).format(n)
}

/** Writes a share of 1 in percent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** A moment as an element. */
export function timeTag(at: string): HTMLElement {
  const tag = document.createElement('time')
  tag.dateTime = at
  tag.title = full(at)
  tag.textContent = when(at)
  return tag
}
