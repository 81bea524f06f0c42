import type { Reason } from '../../base/errors.ts'
import type { AttendanceState, Evidence, Mark } from '../attendance/rules.ts'
import { exceptionsIn, type Exception, type Unread } from './typing.ts'

/** Somebody on the roll of a slot, with the mark that stands. */
export interface OnRoll {
  id: number; number: number; name: string; enrollment: string
  state: AttendanceState | null; minutes: number | null; evidence: Evidence | null
}

/** What the paper says of somebody. `isTyped`: it is an exception, and not the rest who were there. */
export interface Said<R> { row: R; mark: Mark; isTyped: boolean }

/** What typing a sheet back would do. */
export interface Plan<R> {
  /** Nobody has marked them yet: the rest who were there, and the exceptions. */
  present: Said<R>[]; exceptions: Said<R>[]
  /** Marked otherwise already: left as they are unless somebody says the paper is right. */
  contrary: Said<R>[]
  /** Marked already as the paper says. */
  same: number
  unread: Unread[]
}

/** All present except: everybody on the roll who is not named as an exception was there. What names nobody, or somebody twice, is said and not guessed. */
export function planOf<R extends OnRoll>(roll: readonly R[], text: string): Plan<R> {
  const { exceptions, unread } = exceptionsIn(text)
  const byNumber = new Map(roll.map((row) => [row.number, row]))
  const wrong = exceptions.flatMap((one, place): Unread[] => {
    const reason = whyNotRead(one, byNumber.get(one.number), exceptions.findIndex(({ number }) => number === one.number) < place)
    return reason === null ? [] : [{ text: one.text, reason }]
  })
  const typed = new Map(exceptions.map((one) => [one.number, one]))
  const plan: Plan<R> = { present: [], exceptions: [], contrary: [], same: 0, unread: [...unread, ...wrong] }
  for (const row of roll.filter(({ enrollment }) => enrollment !== 'withdrawn')) {
    const exception = typed.get(row.number)
    const said: Said<R> = { row, isTyped: exception !== undefined, mark: exception === undefined ? { state: 'present', minutes: null } : { state: exception.state, minutes: exception.minutes } }
    if (row.state === null) (exception === undefined ? plan.present : plan.exceptions).push(said)
    else if (row.state === said.mark.state && row.minutes === said.mark.minutes) plan.same += 1
    else plan.contrary.push(said)
  }
  return plan
}

function whyNotRead({ number }: Exception, row: OnRoll | undefined, isAgain: boolean): Reason | null {
  if (row === undefined) return { key: 'dayPapers.nobodyOfNumber', data: { number } }
  if (row.enrollment === 'withdrawn') return { key: 'dayPapers.hasWithdrawn', data: { number, name: row.name } }
  return isAgain ? { key: 'dayPapers.twice', data: { number, name: row.name } } : null
}
