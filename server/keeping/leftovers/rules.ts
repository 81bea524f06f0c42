import { timeInJapan } from '../../base/days.ts'

/** Whatever lies for less than this may be on its way into a row yet: a form that is being taken, a film that is being looked through. */
export const hoursToWait = 24
export const lyingSince = (now: Date): Date => new Date(now.getTime() - hoursToWait * 3_600_000)

/** The hour in which nobody waits for the disk. */
export const isTimeToClear = (now: Date): boolean => timeInJapan(now).startsWith('03:')

/** So many may lie about for no reason; more than a tenth of all besides says that something else is wrong. */
const fewFiles = 100

/**
 * Null when files that no row names may go. Where they are many, this is another database than the one the files belong to
 * (an older copy, an empty one for trying out), and what looks forgotten is somebody's. @param lying how many lie there in all
 */
export const whyNotClear = (unnamed: number, lying: number): string | null =>
  unnamed <= fewFiles || unnamed * 10 <= lying ? null : `${unnamed} of ${lying} files are named by no row: is this their database? None was removed`
