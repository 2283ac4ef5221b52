// Numbers, dates and hours the way a language writes them, with the European
// digits that stand on screens and price tags in China.

function locale(lang: string): string {
  // Day before month in English too, as everywhere on these pages.
  return `${lang === 'en' ? 'en-GB' : lang}-u-nu-latn-ca-gregory`
}

/** Writes YYYY, YYYY-MM or YYYY-MM-DD. */
export function date(lang: string, day: string): string {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(day)
  if (!parts || !parts[2]) return day
  const at = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3] ?? 1)))
  const format: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', timeZone: 'UTC' }
  if (parts[3]) format.day = 'numeric'
  return new Intl.DateTimeFormat(locale(lang), format).format(at)
}

/** Writes a number. */
export function number(lang: string, n: number): string {
  return new Intl.NumberFormat(locale(lang)).format(n)
}

/** Writes a distance in metres or kilometres, as precise as a walker needs it. */
export function distance(lang: string, metres: number): string {
  const far = metres >= 1000
  const value = far ? metres / 1000 : Math.max(10, Math.round(metres / 10) * 10)
  return new Intl.NumberFormat(locale(lang), {
    style: 'unit',
    unit: far ? 'kilometer' : 'meter',
    unitDisplay: 'short',
    maximumFractionDigits: far && value < 10 ? 1 : 0,
  }).format(value)
}

const days = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

/** Writes opening hours: the weekdays of the opening_hours syntax are put into lang. */
export function hours(lang: string, opening: string): string {
  const name = new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: 'UTC' })
  return opening.replace(/\b(Mo|Tu|We|Th|Fr|Sa|Su)\b/g, (day) => name.format(new Date(Date.UTC(2024, 0, 1 + days.indexOf(day)))))
}

/** Writes a moment as day and time. */
export function moment(lang: string, at: Date): string {
  return new Intl.DateTimeFormat(locale(lang), { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
