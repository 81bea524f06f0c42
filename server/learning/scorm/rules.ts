import type { FieldReason, Reason } from '../../base/errors.ts'
import type { Day } from '../../base/days.ts'
import type { Course, Edition } from './course.ts'
import { hundredth, untouched, type Standing } from './standings/rules.ts'

/** What staff decide of a package: what counts, how often it is tried, what is shown. */
export interface Content {
  packageId: number | null
  /** The items that count, all of them in one attempt. */
  required: string[]
  /** `completed`: finished, or passed where it says so; `passed`: passed, and no less. */
  need: 'completed' | 'passed'
  /** Of a hundred, on average over what counts; null: points decide nothing. */
  scoreMin: number | null
  /** A test of ours in the same course, marked by the server: the lesson is done once this is passed, too. */
  testLessonId: number | null
  /** Null: as often as one likes. */
  attemptsMax: number | null
  keep: 'best' | 'last'
  /** What is done may be looked at again. */
  review: boolean
  /** The package is told the person's name. Its number is never a real one. */
  showsName: boolean
  /** After its due date: nothing more is taken, or it is taken late. */
  late: 'refuse' | 'take'
}

export const usual: Content = { packageId: null, required: [], need: 'completed', scoreMin: null, testLessonId: null, attemptsMax: null, keep: 'best', review: true, showsName: false, late: 'refuse' }

export const contentOf = (content: unknown): Content => ({ ...usual, ...(content ?? {}) as Partial<Content> })

export interface Judged {
  /** All that counts is there: the lesson is done. */
  isDone: boolean
  /** Nothing that counts can still change by going on: a new attempt is needed to try again. */
  isOver: boolean
  score: number | null
}

/** Judges one attempt by the rule of its lesson. An item that is not there counts as not begun. */
export function judge(rule: Pick<Content, 'required' | 'need' | 'scoreMin'>, standings: ReadonlyMap<string, Standing>): Judged {
  const counted = rule.required.map((id) => standings.get(id) ?? untouched)
  const scores = counted.map(({ score }) => score).filter((score) => score !== null)
  const score = scores.length === 0 ? null : hundredth(scores.reduce((sum, one) => sum + one, 0) / scores.length)
  const isFinished = counted.length > 0 && counted.every((one) => one.completion === 'completed' || one.success !== 'unknown')
  const isEnough = counted.length > 0 && counted.every((one) => isGood(one, rule.need))
  return { score, isOver: isFinished, isDone: isEnough && (rule.scoreMin === null || score !== null && score >= rule.scoreMin) }
}

/** Passed is always enough; failed never is, whatever else a package says. */
const isGood = ({ completion, success }: Standing, need: Content['need']): boolean =>
  success === 'passed' || need === 'completed' && completion === 'completed' && success !== 'failed'

/** The score of a person over their attempts, as the lesson keeps it. */
export function keptScore(keep: Content['keep'], scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null)
  return keep === 'last' ? known.at(-1) ?? null : known.length === 0 ? null : Math.max(...known)
}

/** Nothing is saved that could never be done. */
export function problemsOfRule(rule: Pick<Content, 'required' | 'scoreMin'>, course: Course): FieldReason[] {
  const leaves = new Set(course.items.filter(({ launch }) => launch !== null).map(({ id }) => id))
  if (rule.required.length === 0) return [{ field: 'required', reason: { key: 'scorm.nothingRequired' } }]
  if (rule.required.some((id) => !leaves.has(id))) return [{ field: 'required', reason: { key: 'scorm.unknownItem' } }]
  const speaks = rule.required.some((id) => course.items.find((item) => item.id === id)!.isSco)
  return rule.scoreMin !== null && !speaks ? [{ field: 'scoreMin', reason: { key: 'scorm.noScoreToHave' } }] : []
}

/** The test that a package stands on is one of the same course. */
export const problemsOfTest = (testLessonId: number | null, tests: readonly { id: number }[]): FieldReason[] =>
  (testLessonId === null || tests.some(({ id }) => id === testLessonId) ? [] : [{ field: 'testLessonId', reason: { key: 'scorm.testElsewhere' } }])

/** After its due date nothing more is taken, where staff want it so. */
export const isTooLate = (content: Pick<Content, 'late'>, dueOn: Day | null, today: Day): boolean => content.late === 'refuse' && dueOn !== null && today > dueOn

export type Mode = 'normal' | 'review' | 'browse'

/** How an item opens: what is written down, or only looked at. */
export function modeOf(content: Content, attempt: { isOver: boolean; isDone: boolean } | null, late: boolean): Mode | Reason {
  const isShut = late || attempt !== null && (attempt.isOver || attempt.isDone)
  if (!isShut) return 'normal'
  if (content.review) return 'review'
  return { key: late ? 'scorm.tooLate' : 'scorm.noReview' }
}

/** A new attempt begins when the last one is over and another is allowed. */
export function whyNotAgain(content: Content, attempts: number, last: { isOver: boolean; isDone: boolean } | null, late: boolean): Reason | null {
  if (late) return { key: 'scorm.tooLate' }
  if (last === null) return null
  if (content.attemptsMax !== null && attempts >= content.attemptsMax) return { key: 'scorm.noAttemptLeft', data: { count: content.attemptsMax } }
  return last.isOver || last.isDone ? null : { key: 'scorm.stillGoing' }
}

/** Why what a browser sends is not taken at all; the page in it says what to do. */
export type Closed = 'expired' | 'elsewhere' | 'closed' | 'late' | 'nothing_kept'

export function whyNotCommit(launch: { mode: Mode; expiresAt: Date; endedAt: Date | null; attemptClosedAt: Date | null; isWithdrawn: boolean; isLate: boolean }, now: Date): Closed | null {
  if (launch.mode !== 'normal') return 'nothing_kept'
  if (launch.expiresAt <= now) return 'expired'
  if (launch.endedAt !== null) return 'elsewhere'
  if (launch.attemptClosedAt !== null || launch.isWithdrawn) return 'closed'
  return launch.isLate ? 'late' : null
}

/** By our own clock, whatever a package says of its time: silence of more than two minutes was no work. */
export const secondsBetween = (last: Date, now: Date): number => Math.max(0, Math.min(120, Math.round((now.getTime() - last.getTime()) / 1000)))

const two = (number: number) => String(number).padStart(2, '0')
/** Seconds as each standard writes a length of time. */
export const spanIn = (edition: Edition, seconds: number): string =>
  edition === '1.2' ? `${String(Math.floor(seconds / 3600)).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}` : `PT${Math.floor(seconds / 3600)}H${Math.floor(seconds / 60) % 60}M${seconds % 60}S`

/** A length of time as a package says it, in seconds; null when it is none. */
export function secondsOf(span: string | undefined): number | null {
  const [, hours, minutes, seconds] = /^(\d{2,4}):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(span ?? '') ?? []
  if (hours !== undefined) return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(span ?? '')
  if (parts === null) return null
  const [years = 0, months = 0, days = 0, h = 0, m = 0, s = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  return Math.min(2_000_000_000, (((years * 365 + months * 30 + days) * 24 + h) * 60 + m) * 60 + s)
}
