import { kanjiNumber } from './numbers.ts'
import type { Language } from './texts.ts'

/**
 * A day in Japan, 'YYYY-MM-DD', so that it compares, sorts and stores as itself. Days begin on 1873-01-01, when Japan took
 * the calendar they are counted in, and end with 9999. `Date` stays in this file: instants come in, and only
 * `instantInJapan` and `endOfDayInJapan` hand one out. Nothing here asks for the time zone of the machine.
 */
export type Day = string

const firstDay: Day = '1873-01-01'
const dayMs = 86_400_000
// Japan has kept no summer time since 1951, so its clock is nine hours ahead of UTC, always.
const aheadMs = 9 * 3_600_000

const eras = [
  { name: '令和', letter: 'R', first: 2019, from: '2019-05-01' },
  { name: '平成', letter: 'H', first: 1989, from: '1989-01-08' },
  { name: '昭和', letter: 'S', first: 1926, from: '1926-12-25' },
  { name: '大正', letter: 'T', first: 1912, from: '1912-07-30' },
  { name: '明治', letter: 'M', first: 1868, from: firstDay },
] as const

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December']
const weekdays = { ja: [...'日月火水木金土'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] }

const clockInJapan = (instant: Date) => new Date(instant.getTime() + aheadMs).toISOString()

export const dayInJapan = (instant: Date): Day => clockInJapan(instant).slice(0, 10)

/** The time of day in Japan, '09:05'. */
export const timeInJapan = (instant: Date): string => clockInJapan(instant).slice(11, 16)

/** '令和8年11月24日（火）10:24', '24 Nov 2026 (Tue) 10:24'. */
export function momentInWords(instant: Date, language: Language): string {
  const day = dayInJapan(instant)
  if (language === 'ja') return dayInWords(day, 'ja') + timeInJapan(instant)
  const { year, month, date } = partsOf(day)
  return `${date} ${months[month - 1]!.slice(0, 3)} ${year} (${weekdayOf(day, 'en')}) ${timeInJapan(instant)}`
}

/** The last millisecond of a day in Japan: whoever is asked to hand in by a day has the whole of it. */
export const endOfDayInJapan = (day: Day): Date => new Date(msOf(day) - aheadMs + dayMs - 1)

/** The instant at which clocks in Japan show `time` ('9:05', '09:05', '09:05:00') on that day. */
export function instantInJapan(day: Day, time: string): Date {
  const instant = new Date(`${day}T${time.replace(/^\d:/, '0$&')}+09:00`)
  if (!isDay(day) || Number.isNaN(instant.getTime())) throw new RangeError(`no such time: ${day} ${time}`)
  return instant
}

/** The fiscal year of a day, named by the year in which it starts: it runs from 1 April to 31 March. */
export function fiscalYearOf(day: Day): number {
  const { year, month } = partsOf(day)
  return month < 4 ? year - 1 : year
}

/**
 * '令和8年度', 'FY2026'. The year in which an era begins is its 元年度 from April on (2019 → '令和元年度'), although part of it
 * was lived, and printed, under the era before.
 */
export function fiscalYearInWords(year: number, language: Language): string {
  return language === 'en' ? `FY${year}` : `${eraYear(`${year}-12-31`)}年度`
}

/**
 * The day in words. full: '令和8年7月10日（金）', 'Fri, 10 July 2026' · short, where the year is clear: '7月10日（金）', 'Fri 10 July' ·
 * era: '令和8年7月10日', '10 July 2026' · number: '2026/07/10' in both languages.
 */
export function dayInWords(day: Day, language: Language, style: 'full' | 'short' | 'era' | 'number' = 'full'): string {
  if (style === 'number') return day.replaceAll('-', '/')
  const { year, month, date } = partsOf(day)
  const weekday = weekdayOf(day, language)
  if (language === 'ja') {
    const words = `${style === 'short' ? '' : `${eraYear(day)}年`}${month}月${date}日`
    return style === 'era' ? words : `${words}（${weekday}）`
  }
  const words = `${date} ${months[month - 1]}`
  return style === 'short' ? `${weekday} ${words}` : style === 'era' ? `${words} ${year}` : `${weekday}, ${words} ${year}`
}

/** '令和九年三月十二日', as certificates are dated. */
export function eraInKanji(day: Day): string {
  return `${eraYear(day)}年${day.slice(5, 7)}月${day.slice(8)}日`.replace(/\d+/g, (n) => kanjiNumber(Number(n)))
}

export function addDays(day: Day, n: number): Day {
  return checked(dayOfMs(msOf(day) + n * dayMs), `${n} days after ${day}`)
}

/** The same date n years on; 29 February becomes the 28th where there is none. */
export function addYears(day: Day, n: number): Day {
  const same = `${pad(partsOf(day).year + n, 4)}${day.slice(4)}`
  return checked(isDay(same) ? same : same.replace(/-02-29$/, '-02-28'), `${n} years after ${day}`)
}

/** The same date n months on, or the last day of that month where it has no such date. */
export function addMonths(day: Day, n: number): Day {
  const { year, month } = partsOf(day)
  const [y, m] = [year + Math.floor((month - 1 + n) / 12), (((month - 1 + n) % 12) + 12) % 12 + 1]
  const date = (d: number) => `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}`
  const last = [31, 30, 29, 28].find((d) => isDay(date(d)))!
  return checked(date(Math.min(last, Number(day.slice(8)))), `${n} months after ${day}`)
}

/** How many days later `to` is than `from`; negative when it is earlier. */
export const daysBetween = (from: Day, to: Day): number => (msOf(to) - msOf(from)) / dayMs

export type Nearness = 'far' | 'near' | 'past'

/** How far off a deadline is: 0 days is today, which still counts; near up to three days; past from the day after. */
export function nearnessOf(day: Day, today: Day): { days: number; nearness: Nearness } {
  const days = daysBetween(today, day)
  return { days, nearness: days < 0 ? 'past' : days <= 3 ? 'near' : 'far' }
}

/** Whether the text is a day that exists, written as days are stored. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < firstDay) return false
  const ms = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(ms) && dayOfMs(ms) === text
}

const typedYear = '((?:令和|平成|昭和|大正|明治|[RHSTM])(?:元|\\d{1,2})|\\d{4})'
const dayInNumbers = new RegExp(`^${typedYear}(?:[-/.](\\d{1,2})[-/.](\\d{1,2})|年(\\d{1,2})月(\\d{1,2})日)(?:\\((.)\\))?$`, 'i')
const dayInEnglish = /^(?:([a-z]{3}),?)?(\d{1,2})([a-z]{3,9})(\d{4})$/i
const fiscalYear = new RegExp(`^(?:FY)?${typedYear}(?:年度?)?(?:予算額)?$`, 'i')
const monthOfYear = new RegExp(`^${typedYear}年(\\d{1,2})月$`, 'i')

/**
 * A day as people type it: '2026-07-10', '2026/7/10', '20260710', '令和8年7月10日（金）', 'R8.7.10', '２０２６年７月１０日',
 * 'Fri, 10 July 2026'. Null when it names no day, when the era had not begun, or when the weekday contradicts the date.
 * An era may run on past its end, as forms printed before a change of era have it (平成31年5月1日).
 */
export function parseDay(text: string): Day | null {
  const typed = tidy(text).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  const found = dayInNumbers.exec(typed)
  if (found) {
    const [, year, month, date, monthInKanji, dateInKanji, weekday] = found
    return agreeing(dayOfParts(year!, (month ?? monthInKanji)!, (date ?? dateInKanji)!), weekday, 'ja')
  }
  const [, weekday, date, name, year] = dayInEnglish.exec(typed) ?? []
  const month = months.findIndex((month) => [month, month.slice(0, 3)].some((word) => sameWord(word, name ?? ''))) + 1
  return month ? agreeing(dayOfParts(year!, `${month}`, date!), weekday, 'en') : null
}

/**
 * The day of the three boxes 年 月 日, or null. The year has four digits or names its era: '2026', '令和8', 'R8', '令和元';
 * a bare '8' could be any era. Full width is welcome, and so is the unit typed along with the number.
 */
export function dayOfParts(year: string, month: string, day: string): Day | null {
  const [, typed] = new RegExp(`^${typedYear}年?$`, 'i').exec(tidy(year)) ?? []
  const [, m] = /^(\d{1,2})月?$/.exec(tidy(month)) ?? []
  const [, d] = /^(\d{1,2})日?$/.exec(tidy(day)) ?? []
  const { year: y, from } = (typed && yearOf(typed)) || { year: 0, from: firstDay }
  const found = `${pad(y, 4)}-${m?.padStart(2, '0')}-${d?.padStart(2, '0')}`
  return isDay(found) && found >= from ? found : null
}

/**
 * A fiscal year as people type it, named by its first year: 'R3', '令和3年度', '2021', '2021年度', 'FY2021', 'H31', '平成31年度',
 * '令和元年度'. A month names the fiscal year it lies in ('R3年2月' → 2020). Budget headings leave 令和 out: '2予算額' → 2020.
 */
export function parseFiscalYear(text: string): number | null {
  const typed = tidy(text).replace(/^(?=\d{1,2}(?:年度)?予算額$)/, 'R')
  const [, inYear, month] = monthOfYear.exec(typed) ?? []
  if (inYear && month) {
    const day = dayOfParts(inYear, month, '28')
    return day === null ? null : fiscalYearOf(day)
  }
  const [, inWords] = fiscalYear.exec(typed) ?? []
  const year = inWords === undefined ? undefined : yearOf(inWords)?.year
  return year !== undefined && year >= Number(firstDay.slice(0, 4)) ? year : null
}

/** Typed text as the patterns above know it. Nothing that names a day is longer than 40 characters. */
function tidy(text: string): string {
  return text.length > 40 ? '' : text.normalize('NFKC').replace(/\s/g, '').replace(/[‐‒–—―−ー]/g, '-')
}

/** The Gregorian year of 'R8', '令和元' or '2026', and the day before which that way of naming it is wrong. */
function yearOf(typed: string): { year: number; from: Day } | null {
  const era = eras.find(({ name, letter }) => typed.startsWith(name) || typed.toUpperCase().startsWith(letter))
  if (!era) return { year: Number(typed), from: firstDay }
  const n = typed.endsWith('元') ? 1 : Number(typed.replace(/^\D+/, ''))
  return n === 0 ? null : { year: era.first + n - 1, from: era.from }
}

function agreeing(day: Day | null, weekday: string | undefined, language: Language): Day | null {
  return day && (weekday === undefined || sameWord(weekday, weekdayOf(day, language))) ? day : null
}

function eraYear(day: Day): string {
  const era = eras.find(({ from }) => from <= day)
  if (!era) throw new RangeError(`no era for ${day}`)
  const n = Number(day.slice(0, 4)) - era.first + 1
  return `${era.name}${n === 1 ? '元' : n}`
}

function msOf(day: Day): number {
  const ms = Date.parse(`${day}T00:00Z`)
  if (Number.isNaN(ms)) throw new RangeError(`not a day: ${day}`)
  return ms
}

const dayOfMs = (ms: number): Day => new Date(ms).toISOString().slice(0, 10)
/** 0 is Sunday. */
export const weekdayNumber = (day: Day): number => new Date(msOf(day)).getUTCDay()
const weekdayOf = (day: Day, language: Language) => weekdays[language][weekdayNumber(day)]!
const partsOf = (day: Day) => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return { year, month, date }
}
const pad = (n: number, width: number) => `${n}`.padStart(width, '0')
const sameWord = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

function checked(day: Day, asked: string): Day {
  if (!isDay(day)) throw new RangeError(`there is no day ${asked}`)
  return day
}
