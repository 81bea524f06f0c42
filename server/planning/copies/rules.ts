import { fiscalYearInWords, type Day } from '../../base/days.ts'
import { shiftedDays, type ShiftedDay } from '../trainings/rules.ts'

export interface DayToShift { id: number; heldOn: Day }

/** The class days of a training in another fiscal year, by their id; two cohorts that met on one day still do. */
export function shiftedById(days: readonly DayToShift[], fromYear: number, toYear: number, isHoliday: (day: Day) => boolean): Map<number, ShiftedDay> {
  const shifted = shiftedDays(days.map(({ heldOn }) => heldOn), fromYear, toYear, isHoliday)
  return new Map(days.map(({ id }, place) => [id, shifted[place]!]))
}

/** A title with the old year in it says the new one; any other title stays. '令和8年度 研修' → '令和9年度 研修'. */
export function retitled(title: string, fromYear: number, toYear: number): string {
  return (['ja', 'en'] as const).reduce((text, language) =>
    text.replaceAll(fiscalYearInWords(fromYear, language), fiscalYearInWords(toYear, language)), title)
}
