import type { Reason } from '../../base/errors.ts'

/** A sent file is taken in once; another one that is sent after it puts an open one aside. */
export const whyNotOpen = (state: string): Reason | null =>
  state === 'taken' ? { key: 'tableFiles.isTaken' } : state === 'dropped' ? { key: 'tableFiles.isDropped' } : null
