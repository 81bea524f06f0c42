import { installJobs } from '../server/base/jobs.ts'

/** The tables of the job library, in a schema of their own. A newer library brings a migration of its own. */
export const up = installJobs
