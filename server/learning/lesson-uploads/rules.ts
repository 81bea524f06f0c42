import type { FieldReason, Reason } from '../../base/errors.ts'
import { filmBytesMax, taken, whyNotNamed, wrongFile } from '../lessons/files/rules.ts'

/** How much goes over the line at once: little enough to be lost without grief. */
export const pieceBytes = 8 * 1024 * 1024
/** How many films one person may have on their way. */
export const unfinishedMax = 3
/** After so many hours what was not finished is cleared away. */
export const hoursMax = 24

/** What is wrong with a film that is announced: its name, its size. */
export function problemsOfAnnounced({ name, bytes }: { name: string; bytes: number }): FieldReason[] {
  const why = whyNotNamed('video', name) ?? (bytes > filmBytesMax ? { key: 'lessonUploads.tooLarge' as const } : null)
  return why === null ? [] : [{ field: 'name', reason: why }]
}

/** Null when somebody may begin to send one more. */
export const whyNotBegin = (unfinished: number): Reason | null =>
  unfinished < unfinishedMax ? null : { key: 'lessonUploads.tooMany', data: { limit: unfinishedMax } }

/** Null when a film begins like one. Asked with its first piece, so that nobody sends gigabytes of something else. */
export const whyNotFilm = (head: Uint8Array): Reason | null => taken.video.starts(head) ? null : wrongFile('video')

/** Null when all that was announced is there. */
export const whyNotWhole = (received: number, announced: number): Reason | null =>
  received === announced ? null : { key: 'lessonUploads.notWhole' }

/** When what was begun at this moment or before is cleared away. */
export const lapsedBefore = (now: Date): Date => new Date(now.getTime() - hoursMax * 3_600_000)
