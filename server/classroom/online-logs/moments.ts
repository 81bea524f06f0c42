import type { Day } from '../../base/days.ts'

/** A moment as it was written: the date in the order it stands, the clock, and the zone where it says one. */
export interface Written { ymd: [year: number, month: number, day: number] | null; ends: [first: number, second: number, year: number] | null; seconds: number; zone: number | null }

/** In which order the month and the day stand where both may be either. */
export type Order = 'month' | 'day'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const clock = /(\d{1,2})(?::|時)(\d{2})(?:(?::|分)(\d{2}))?(?:\.\d+)?/
const four = (year: number): number => year < 100 ? 2000 + year : year

/**
 * A cell of a log as a moment; null for what is none. Knows what meeting services write in Japanese and English: '2026/09/17 9:31:02',
 * '09/17/2026 09:31:02 AM', '9/17/26, 9:31:02 AM', '17.09.2026 9:31', '2026年9月17日 午前9:31', 'Sep 17, 2026 9:31 AM',
 * '2026-09-17T00:31:02Z'. Years of eras are not guessed at. `="…"`, as a spreadsheet is kept from changing a cell, is taken off.
 */
export function readMoment(cell: string): Written | null {
  const text = cell.normalize('NFKC').replace(/^="?|"$/g, '').replace(/\s+/g, ' ').trim()
  const time = clock.exec(text)
  if (time === null || text.length > 80 || /令和|平成|昭和|\bR\d/.test(text)) return null
  const [hours, minutes, seconds] = [Number(time[1]), Number(time[2]), Number(time[3] ?? 0)]
  const half = /午前|\ba\.?m\b|\d\s?am\b/i.test(text) ? 0 : /午後|\bp\.?m\b|\d\s?pm\b/i.test(text) ? 12 : null
  if (minutes > 59 || seconds > 59 || hours > (half === null ? 24 : 12)) return null
  const before = text.slice(0, time.index)
  const date = dateIn(before) ?? dateIn(text.slice(time.index + time[0].length))
  if (date === null && /\d/.test(before)) return null
  const hour = half === null ? hours : hours % 12 + half
  return { ymd: date?.ymd ?? null, ends: date?.ends ?? null, seconds: hour * 3600 + minutes * 60 + seconds, zone: zoneIn(text.slice(time.index)) }
}

function dateIn(text: string): Pick<Written, 'ymd' | 'ends'> | null {
  const first = /(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})/.exec(text)
  if (first) return { ymd: [Number(first[1]), Number(first[2]), Number(first[3])], ends: null }
  const last = /(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/.exec(text)
  if (last) return { ymd: null, ends: [Number(last[1]), Number(last[2]), four(Number(last[3]))] }
  const named = /([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/i.exec(text)
  const monthOf = (word: string) => months.indexOf(word.slice(0, 3).toLowerCase()) + 1
  if (named && monthOf(named[1]!) > 0) return { ymd: [Number(named[3]), monthOf(named[1]!), Number(named[2])], ends: null }
  const british = /(\d{1,2}) ([a-z]{3,9})\.?,? (\d{4})/i.exec(text)
  return british && monthOf(british[2]!) > 0 ? { ymd: [Number(british[3]), monthOf(british[2]!), Number(british[1])], ends: null } : null
}

/** Minutes ahead of UTC, where it is said behind the clock. */
function zoneIn(text: string): number | null {
  if (/\bJST\b|日本標準時/.test(text)) return 540
  const ahead = /(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?\b\)?$/.exec(text)
  if (ahead) return (ahead[1] === '-' ? -1 : 1) * (Number(ahead[2]) * 60 + Number(ahead[3] ?? 0))
  return /\dZ$|\b(UTC|GMT)\b/.test(text) ? 0 : null
}

/** In which order month and day stand in a file: the one in which more of its dates are the day of the class, or the day beside it. */
export function orderOf(written: readonly (Written | null)[], heldOn: Day): Order {
  const near = (order: Order) => written.filter((one) => one?.ends && Math.abs(daysFrom(heldOn, dateOf(one, order, heldOn)) ?? 99) <= 1).length
  return near('day') > near('month') ? 'day' : 'month'
}

const dateOf = ({ ymd, ends }: Written, order: Order, heldOn: Day): [number, number, number] =>
  ymd ?? (ends === null ? heldOn.split('-').map(Number) as [number, number, number] : order === 'month' ? [ends[2], ends[0], ends[1]] : [ends[2], ends[1], ends[0]])

function daysFrom(heldOn: Day, [year, month, day]: [number, number, number]): number | null {
  const at = Date.UTC(year, month - 1, day)
  return new Date(at).getUTCMonth() === month - 1 ? (at - Date.parse(heldOn)) / 86_400_000 : null
}

/** The moment in seconds since 1970; null where there is no such day. `zone`: minutes ahead of UTC, for what says none itself. */
export function secondsOf(written: Written, order: Order, zone: number, heldOn: Day): number | null {
  const days = daysFrom(heldOn, dateOf(written, order, heldOn))
  return days === null ? null : Date.parse(heldOn) / 1000 + days * 86_400 + written.seconds - (written.zone ?? zone) * 60
}
