import { language, words } from './words'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Making one of them is slow, and a list needs thousands. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()
function once<F extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: (locale: string) => F): F {
  const locale = language() === 'de' ? 'de-DE' : 'en-GB'
  const name = `${locale} ${key}`
  const found = (made.get(name) as F | undefined) ?? make(locale)
  made.set(name, found)
  return found
}

/** A size as file managers show it: 1.4 MB for 1400000. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
  const value = bytes / 1000 ** power
  const maximumFractionDigits = power > 0 && value < 100 ? 1 : 0
  const unit = units[power] ?? 'byte'
  const unitDisplay = power === 0 ? 'long' : 'short'
  return once(
    `${unit} ${maximumFractionDigits}`,
    (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits }),
  ).format(value)
}

/** Seconds as a player shows them: 1:02:03, 3:07. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** The same to the millisecond, where there is more than seconds: 3:07.5. */
export function formatMoment(seconds: number): string {
  const all = Math.round(seconds * 1000)
  const fraction = String(all % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return `${formatDuration(Math.floor(all / 1000))}${fraction === '' ? '' : `.${fraction}`}`
}

/** Reads what `formatDuration` and `formatMoment` write, and plain seconds. Undefined when it is not a time. */
export function parseDuration(text: string): number | undefined {
  if (!/^\d{1,5}(:[0-5]?\d){0,2}([.,]\d{1,3})?$/.test(text.trim())) return undefined
  return text
    .trim()
    .replace(',', '.')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** Seconds as one says them: 12 s, 3 min, 2 h. */
export function formatWait(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}

/** An ISO 8601 time: the time of day when it is today, the date otherwise, with the year when it is another. */
export function formatTime(iso: string, now = new Date()): string {
  const date = new Date(iso)
  if (date.toDateString() === now.toDateString())
    return words.job.today(
      once('time', (locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' })).format(date),
    )
  const isThisYear = date.getFullYear() === now.getFullYear()
  return once(
    `date ${isThisYear}`,
    (locale) =>
      new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) }),
  ).format(date)
}
