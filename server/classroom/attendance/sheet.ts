import { dayInWords } from '../../base/days.ts'
import type { ClassDay, sheetOf, slotsOfDay } from './queries.ts'
import type { AttendanceState } from './rules.ts'

type Slots = Awaited<ReturnType<typeof slotsOfDay>>
type Cells = Awaited<ReturnType<typeof sheetOf>>

/** How a mark is written by hand on a Japanese roll; the minutes stand beside it. */
const signs: Record<AttendanceState, string> = {
  present: '○', late: '遅', left_early: '早', disconnected: '切', absent_notified: '欠', absent_unnotified: '欠', made_up: '補', exempt: '免',
}

/** What the paper `attendance-sheet` shows: a line per person by number, a column per slot, empty where nothing is marked. */
export function sheetData(day: ClassDay, slots: Slots, cells: Cells) {
  const people = [...Map.groupBy(cells, ({ id }) => id).values()]
  return {
    title: `出席簿　${day.title}　${day.cohort}`,
    day: dayInWords(day.heldOn, 'ja'), place: day.place,
    slots: slots.map(({ position, startsAt }) => `${position}コマ ${startsAt}～`), titles: slots.map(({ position, title }) => `${position}コマ ${title}`),
    rows: people.map((marks) => ({
      number: String(marks[0]!.number).padStart(3, '0'), name: marks[0]!.name, kana: marks[0]!.kana ?? '', affiliation: marks[0]!.affiliation,
      marks: marks.map(({ state, minutes }) => state === null ? '' : `${signs[state]}${minutes ?? ''}`),
    })),
  }
}

/** '出席簿_第1コース_2026-09-18.pdf' */
export const fileNameOf = ({ cohort, heldOn }: ClassDay): string => `出席簿_${cohort}_${heldOn}.pdf`
