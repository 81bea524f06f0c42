import type { Reason } from '../../base/errors.ts'
import { needsMinutes, type AttendanceState } from '../attendance/rules.ts'

/** One exception as it stands on the paper; `text` is how it was typed. */
export interface Exception { number: number; state: AttendanceState; minutes: number | null; text: string }
export interface Unread { text: string; reason: Reason }

/** How an exception is written on paper, the usual sign first; what needs a reason (made up, exempt) is not marked from paper. */
export const signs = {
  absent_unnotified: ['欠', '欠席', '無断'], absent_notified: ['連', '連欠', '欠連', '届', '欠届', '連絡欠席'], late: ['遅', '遅刻', 'ち'], left_early: ['早', '早退'], disconnected: ['切', '切断'],
  present: ['出', '出席', '○', '〇'],
} as const satisfies Partial<Record<AttendanceState, readonly string[]>>
export type TypedState = keyof typeof signs
export const typedStates = Object.keys(signs) as TypedState[]

const stateOf = new Map(typedStates.flatMap((state) => signs[state].map((sign) => [sign.normalize('NFKC'), state] as const)))
/** The longest first, so that 欠席 is not read as 欠 and a rest. */
const sign = [...stateOf.keys()].sort((one, other) => other.length - one.length).join('|')
const token = new RegExp(`(${sign})|(\\d{1,6})|([・\\s]+|番|分|:|：)|(.)`, 'gsu')

/**
 * Reads exceptions as people write them: '3 欠、7 遅14、12 早20', one after the other or a line each, in full-width digits, too. Several numbers
 * before a sign share it ('3・4・5 欠'); a comma or a new line ends what began. What cannot be read is said with the words it stands in.
 */
export function exceptionsIn(text: string): { exceptions: Exception[]; unread: Unread[] } {
  const parts = text.normalize('NFKC').split(/[、,，;；。\n]/).map((part) => part.trim()).filter((part) => part !== '')
  const read = parts.map(readPart)
  return { exceptions: read.flatMap(({ exceptions }) => exceptions), unread: read.flatMap(({ unread }) => unread) }
}

function readPart(text: string): { exceptions: Exception[]; unread: Unread[] } {
  const exceptions: Exception[] = []
  let numbers: number[] = []
  let open: Exception[] = [] // exceptions that take minutes and have none yet
  for (const [, state, digits, , other] of text.matchAll(token)) {
    if (other !== undefined) return unreadable(text, { key: 'dayPapers.unreadable', data: { text: shown(text) } })
    if (digits !== undefined) {
      if (open.length === 0) numbers.push(Number(digits))
      else { for (const one of open) one.minutes = Number(digits); open = [] }
    } else if (state !== undefined) {
      if (numbers.length === 0) return unreadable(text, { key: 'dayPapers.noNumber', data: { text: shown(text) } })
      const made = numbers.map((number): Exception => ({ number, state: stateOf.get(state)!, minutes: null, text }))
      exceptions.push(...made)
      open = needsMinutes(made[0]!.state) ? made : []
      numbers = []
    }
  }
  if (numbers.length > 0) return unreadable(text, { key: 'dayPapers.noState', data: { text: shown(text) } })
  const wrong = exceptions.find(({ state, minutes }) => needsMinutes(state) && (minutes === null || minutes < 1 || minutes > 600))
  return wrong === undefined ? { exceptions, unread: [] } : unreadable(text, { key: 'dayPapers.noMinutes', data: { text: shown(text) } })
}

const unreadable = (text: string, reason: Reason) => ({ exceptions: [], unread: [{ text, reason }] })
const shown = (text: string): string => text.length > 24 ? `${text.slice(0, 24)}…` : text

/** An exception as it would be typed: '7 遅14'. */
export const inText = ({ number, state, minutes }: { number: number; state: TypedState; minutes?: number | null | undefined }): string =>
  `${number} ${signs[state][0]}${minutes ?? ''}`
