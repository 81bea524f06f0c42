import { addDays, daysBetween, timeInJapan, weekdayNumber, type Day } from '../../base/days.ts'
import { numbersTyped } from '../../base/numbers.ts'

/** What people are reminded of. A kind more is a line here, one in queries.ts (who has not done it), and a letter `reminder_…`. */
export const kinds = ['transfer', 'demand', 'status_survey', 'issue', 'meeting', 'application', 'review', 'sheet', 'name', 'lessons', 'returned', 'choice', 'day', 'measurement', 'make_up', 'marking', 'instructor'] as const
export type Kind = typeof kinds[number]

/** When a kind is reminded: so many days before, on or off, and whether days on which offices rest are left out. */
export interface Rule { days: number[]; isOn: boolean; rests: boolean; version: number }

export const shippedRules: Record<Kind, Rule> = {
  transfer: { days: [7, 3, 1], isOn: true, rests: true, version: 0 },
  demand:  { days: [7, 3, 1], isOn: true, rests: true,  version: 0 },
  status_survey: { days: [7, 3, 1], isOn: true, rests: true, version: 0 },
  // Cases hear of an answer when they are visited anyhow: one letter is enough.
  issue:   { days: [7],       isOn: true, rests: true,  version: 0 },
  meeting: { days: [3],       isOn: true, rests: true,  version: 0 },
  // Offices have a week less than their municipality, and a draft is soon finished.
  application: { days: [7, 2], isOn: true, rests: true, version: 0 },
  review:  { days: [7, 3, 1], isOn: true, rests: true,  version: 0 },
  sheet:   { days: [7, 3, 1], isOn: true, rests: true,  version: 0 },
  name:    { days: [14, 7],   isOn: true, rests: true,  version: 0 },
  lessons: { days: [7, 2],    isOn: true, rests: true,  version: 0 },
  returned: { days: [3, 1],   isOn: true, rests: true,  version: 0 },
  choice:  { days: [7, 3, 1], isOn: true, rests: false, version: 0 },
  day:     { days: [1],       isOn: true, rests: false, version: 0 },
  measurement: { days: [7, 2], isOn: true, rests: false, version: 0 },
  // Seats are taken and reports written in working days: three weeks, and a week.
  make_up: { days: [21, 7],   isOn: true, rests: true,  version: 0 },
  // What waits is due at once: on each day that brought something, whoever marks has one letter.
  marking: { days: [0],       isOn: true, rests: true,  version: 0 },
  // A follow-up training has to be found first: two months, and one.
  instructor: { days: [60, 30], isOn: true, rests: true, version: 0 },
}

export const daysMax = 60
/** Within how many days the cases of a community issue hear of its answer, where nobody has set a day for it. */
export const feedbackDays = 30
/** A round that was missed (a server that was down) is made up for so long, in days; later it would only confuse. */
const catchUpDays = 3
/** Nobody is written to before that hour in Japan. */
export const firstHour = '08:00'

export const isTimeToRemind = (now: Date): boolean => timeInJapan(now) >= firstHour

type IsHoliday = (day: Day) => boolean

/** A day on which offices rest: a weekend, a holiday, the turn of the year. */
export const isRestDay = (day: Day, isHoliday: IsHoliday): boolean => [0, 6].includes(weekdayNumber(day)) || isHoliday(day)

/** The day on which something due on `dueOn` is reminded of for the nth time from its end; on a working day when the rule rests. */
export function remindOn(dueOn: Day, daysBefore: number, rests: boolean, isHoliday: IsHoliday): Day {
  let day = addDays(dueOn, -daysBefore)
  while (rests && isRestDay(day, isHoliday)) day = addDays(day, -1)
  return day
}

/**
 * The step of a rule that is due today, in days before; null when none is. Of several that fall together the nearest to the
 * end speaks for all; nothing is said once the day is over.
 */
export function stepDue({ days, isOn, rests }: Rule, dueOn: Day, today: Day, isHoliday: IsHoliday): number | null {
  if (!isOn || dueOn < today || (rests && isRestDay(today, isHoliday))) return null
  const due = days.filter((n) => {
    const on = remindOn(dueOn, n, rests, isHoliday)
    return on <= today && daysBetween(on, today) <= catchUpDays
  })
  return due.length === 0 ? null : Math.min(...due)
}

/** Days as they are typed: '7, 3, 1'. Null when they are none, too many, or beyond the bounds. */
export const daysTyped = (text: string): number[] | null => numbersTyped(text, { most: daysMax, many: 6 })
