import { parseFiscalYear } from '../../base/days.ts'
import { mend } from '../../base/errors.ts'

/** The fiscal year a person typed ('R3', '令和3年度', '2021', 'H31'); what names none comes back at its box. */
export function yearTyped(text: string, field = 'fiscalYear'): number {
  const year = parseFiscalYear(text)
  if (year === null || year < 2000 || year > 2999) mend([{ field, reason: { key: 'programs.yearUnread' } }])
  return year!
}
