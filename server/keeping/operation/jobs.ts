import type { Crew } from '../../base/jobs.ts'

/** What a virus scanner did not answer for is put before it again, so that a file waits minutes, not for somebody. */
export const operationJobs: Crew = {
  'files.look-again': { work: ({ files }) => files.lookAgain(), everyMinutes: 5, secondsMax: 1_800 },
}
