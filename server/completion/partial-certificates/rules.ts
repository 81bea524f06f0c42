import { addYears, type Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'

/** One module that somebody did, with the day of the judgment that found it done. */
export interface DoneModule { title: string; titleEn: string; completedOn: Day }

/** What was done counts until the end of the following fiscal year: of 令和8年度 until 31 March of 令和10年. */
export const validUntil = (fiscalYear: number): Day => `${fiscalYear + 2}-03-31`

/** It certifies some modules of a training that was not completed; whoever completed has a certificate of all of it. */
export function whyNotCertify({ state, modules, name }: { state: string; modules: readonly DoneModule[]; name: string }): Reason | null {
  if (state === 'completed') return { key: 'partialCertificates.isCompleted' }
  if (state !== 'not_completed') return { key: 'partialCertificates.notJudged' }
  if (modules.length === 0) return { key: 'partialCertificates.nothingDone' }
  return name.trim() === '' ? { key: 'certificates.nameMissing' } : null
}

/** It bears a day on or after the last module, and not more than a year ahead. */
export function whyNotDated(issuedOn: Day, lastDoneOn: Day, today: Day): Reason | null {
  if (issuedOn < lastDoneOn) return { key: 'partialCertificates.datedTooEarly' }
  return issuedOn > addYears(today, 1) ? { key: 'certificates.datedTooLate' } : null
}
