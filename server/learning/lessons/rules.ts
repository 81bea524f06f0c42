import type { Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { coveredSeconds, percentWatched, type Range } from './ranges.ts'

export const kinds = ['page', 'document', 'video', 'link', 'test', 'assignment', 'questionnaire', 'scorm'] as const
export type LessonKind = (typeof kinds)[number]

/** Kinds with a room of their own: where trainees do them and staff make them. Only that room knows when one is done. */
export const rooms: Partial<Record<LessonKind, { learn: string; edit: string }>> = {
  test: { learn: 'tests', edit: 'test' }, assignment: { learn: 'assignments', edit: 'assignment' },
  questionnaire: { learn: 'questionnaires', edit: 'questionnaire' }, scorm: { learn: 'packages', edit: 'package' },
}

/** Where a trainee does a lesson. */
export const learnPathOf = (kind: LessonKind, enrollmentId: number, lessonId: number): string =>
  `/learn/${enrollmentId}/${rooms[kind]?.learn ?? 'lessons'}/${lessonId}`
/** Where staff see what the trainees of a training did in a lesson. Null for pages and links: of these it is only kept whether they are done. */
export function resultsPathOf(kind: LessonKind, lessonId: number, trainingId: number): string | null {
  if (kind === 'page' || kind === 'link') return null
  if (kind === 'test') return `/lessons/${lessonId}/test/results`
  if (kind === 'scorm') return `/lessons/${lessonId}/package/attempts?training=${trainingId}`
  if (kind === 'questionnaire') return `/trainings/${trainingId}/questionnaires/${lessonId}`
  return `/trainings/${trainingId}/${kind === 'assignment' ? 'assignments' : 'viewings'}?lesson=${lessonId}`
}
/** Where staff make what is in a lesson. */
export const editPathOf = (kind: LessonKind, lessonId: number): string => `/lessons/${lessonId}/${rooms[kind]?.edit ?? 'edit'}`

/** `pages` counts a document's pages (null: not counted, only confirmed); `durationSeconds` a video's length. */
export interface Lesson { kind: LessonKind; percentNeeded: number; pages: number | null; durationSeconds: number | null }

/** What the server has seen. `openedToEnd`: the end of the page was on the screen; `confirmed`: 「読みました」 was sent. */
export interface Progress { openedToEnd: boolean; confirmed: boolean; pagesSeen: number; ranges: readonly Range[] }

export type Viewing = 'not_started' | 'in_progress' | 'watched' | 'confirmed'

/** Said before the lesson begins: what completes it. */
export function whatCompletes({ kind, percentNeeded, pages }: Lesson): Reason {
  if (kind === 'video') return { key: 'lessons.videoCompletes', data: { percent: percentNeeded } }
  if (kind !== 'page' && kind !== 'document') return { key: `lessons.completes.${kind}` as const }
  if (kind === 'document' && pages !== null) return { key: 'lessons.documentCompletes', data: { pages } }
  return { key: kind === 'document' ? 'lessons.readingCompletes' : 'lessons.pageCompletes' }
}

/** Null when the lesson is complete; else what still counts. The server asks this itself and believes no browser. */
export function whyNotComplete(lesson: Lesson, progress: Progress): Reason | null {
  if (lesson.kind === 'video') return whyNotWatched(lesson, progress)
  if (lesson.kind in rooms) return { key: `lessons.completes.${lesson.kind as 'test' | 'assignment' | 'questionnaire' | 'scorm'}` as const }
  if (lesson.kind === 'document' && lesson.pages !== null && progress.pagesSeen < lesson.pages && !progress.confirmed)
    return { key: 'lessons.pagesLeft', data: { left: lesson.pages - progress.pagesSeen } }
  if (lesson.kind === 'page' && !progress.openedToEnd) return { key: 'lessons.notToTheEnd' }
  const readThrough = lesson.kind === 'document' && lesson.pages !== null && progress.pagesSeen >= lesson.pages
  return progress.confirmed || readThrough ? null : { key: 'lessons.notConfirmed' }
}

export const isComplete = (lesson: Lesson, progress: Progress): boolean => whyNotComplete(lesson, progress) === null

function whyNotWatched({ percentNeeded, durationSeconds }: Lesson, { ranges }: Progress): Reason | null {
  if (durationSeconds === null) return { key: 'lessons.lengthUnknown' }
  const percent = percentWatched(ranges, durationSeconds)
  if (percent >= percentNeeded) return null
  const left = Math.max(1, Math.ceil((durationSeconds * percentNeeded) / 100 - coveredSeconds(ranges)))
  const data = { percent, needed: percentNeeded, minutes: Math.floor(left / 60), seconds: left % 60 }
  return { key: left < 60 ? 'lessons.secondsLeft' : 'lessons.videoLeft', data }
}

/** not_started → in_progress → watched → confirmed: `watched` is all of it seen, `confirmed` is complete. */
export function viewingOf(lesson: Lesson, progress: Progress | null): Viewing {
  if (progress === null) return 'not_started'
  if (isComplete(lesson, progress)) return 'confirmed'
  const seenAll = lesson.kind === 'page' ? progress.openedToEnd : false
  return seenAll ? 'watched' : 'in_progress'
}

/** A lesson in its training: when it opens, and which lesson that comes first is not done yet, with its title to be said. */
export interface Opening { opensOn: Day | null; needsFirst: { title: string } | null }

/** Before its day or before what comes first, a lesson stays shut; after its due date it stays open to read. */
export function whyNotOpen({ opensOn, needsFirst }: Opening, today: Day): Reason | null {
  if (opensOn !== null && today < opensOn) return { key: 'lessons.notYetOpen', data: { opensOn } }
  return needsFirst === null ? null : { key: 'lessons.needsFirst', data: { title: needsFirst.title } }
}

/** What is stored of a lesson and of somebody's way through it, as a row of the database has it. */
export interface Kept {
  kind: LessonKind; percentNeeded: number; durationSeconds: number | null; pages: number | null
  state: 'in_progress' | 'completed' | null; ranges: readonly Range[] | null
}

/**
 * The stored row in the words of the rules. Of a document the ranges are its pages, the first one from 0 to 1. The button
 * that confirms a page stands at its end: pressing it is both.
 */
export function standingOf({ kind, percentNeeded, durationSeconds, pages, state, ranges }: Kept): { lesson: Lesson; progress: Progress | null } {
  const done = state === 'completed'
  return {
    lesson: { kind, percentNeeded, durationSeconds, pages },
    progress: state === null ? null : { openedToEnd: done, confirmed: done, pagesSeen: kind === 'document' ? coveredSeconds(ranges ?? []) : 0, ranges: ranges ?? [] },
  }
}

/** Whole percent of a lesson that somebody watched or read through. */
export function percentOf({ kind, durationSeconds, pages }: Pick<Kept, 'kind' | 'durationSeconds' | 'pages'>, ranges: readonly Range[]): number {
  if (kind === 'video') return percentWatched(ranges, durationSeconds ?? 0)
  return pages === null ? 0 : Math.min(100, Math.floor(coveredSeconds(ranges) / pages * 100))
}

/** `not_yet` before its day; then how far somebody is. What was completed once stays completed, whatever is changed later. */
export function stateOf(kept: Kept & Opening, today: Day): Viewing | 'not_yet' {
  if (kept.state === 'completed') return 'confirmed'
  if (whyNotOpen(kept, today) !== null) return 'not_yet'
  return kept.state === null ? 'not_started' : 'in_progress'
}

/** Where to go on: what was begun and is open, else the first open one that is not done; null when nothing is open. */
export function nextOf<T extends { viewing: Viewing | 'not_yet' }>(lessons: readonly T[]): T | null {
  return lessons.find(({ viewing }) => viewing === 'in_progress') ?? lessons.find(({ viewing }) => viewing === 'not_started') ?? null
}

/** What is there of a lesson, stored already or just sent. */
export interface Whole { body: boolean; file: boolean; url: boolean }

/**
 * What a lesson of this kind cannot be kept without. A film may follow in pieces; kinds with a room of their own begin
 * empty. Both are looked through when they are published.
 */
export const problemsOfLesson = (kind: LessonKind, has: Whole): FieldReason[] => kind === 'video' ? [] : problemsOfWhole(kind, has)

/** What a lesson cannot be published without, besides what its room asks for. */
export function problemsOfWhole(kind: LessonKind, has: Whole): FieldReason[] {
  if (kind in rooms) return []
  if (kind === 'page') return has.body ? [] : [{ field: 'body', reason: { key: 'lessons.bodyMissing' } }]
  if (kind === 'link') return has.url ? [] : [{ field: 'url', reason: { key: 'form.missing' } }]
  return has.file ? [] : [{ field: kind, reason: { key: `lessons.missing.${kind as 'document' | 'video'}` as const } }]
}

/** An address that no browser understands leads nowhere, and the page of the lesson says its host. */
export const problemsOfAddress = (kind: LessonKind, url: string | undefined): FieldReason[] =>
  kind === 'link' && url !== undefined && !URL.canParse(url) ? [{ field: 'url', reason: { key: 'form.wrong' } }] : []

/** A film without captions shuts out who cannot hear it: that is asked about once more, and answered with a reason. */
export const problemsOfCaptions = (kind: LessonKind, hasCaptions: boolean, reason: string | undefined): FieldReason[] =>
  kind === 'video' && !hasCaptions && (reason ?? '').trim() === '' ? [{ field: 'noCaptionsReason', reason: { key: 'lessons.captionsAsked' } }] : []

/** A picture comes with what it shows in words, for who cannot see it; words alone are no picture. */
export function problemsOfPicture(description: string | undefined, isSent: boolean, isAsked: boolean): FieldReason[] {
  const hasWords = (description ?? '').trim() !== ''
  if (isSent) return hasWords ? [] : [{ field: 'pictureDescription', reason: { key: 'lessons.pictureWordsMissing' } }]
  return hasWords || isAsked ? [{ field: 'picture', reason: { key: 'lessons.missing.picture' } }] : []
}

/** Null when a picture may go: neither the text at hand nor a published one shows it. */
export const whyNotRemovePicture = (isInText: boolean, isPublished: boolean): Reason | null =>
  isInText ? { key: 'lessons.pictureInText' } : isPublished ? { key: 'lessons.picturePublished' } : null

export interface SpokenLine { seconds: number | null; text: string }

/** '0:12 話した内容' becomes a line with its moment; a line without one stays text. */
export function linesOfTranscript(transcript: string): SpokenLine[] {
  return transcript.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => {
    const [, hours = '0', minutes, seconds, text] = /^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[ 　]+(.+)$/.exec(line) ?? []
    if (text === undefined) return { seconds: null, text: line }
    return { seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), text }
  })
}

/** Seconds as a player shows them: 860 → '14:20', 3,700 → '1:01:40'. */
export function clockOf(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
