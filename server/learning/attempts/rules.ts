import type { Reason } from '../../base/errors.ts'
import type { TestContent } from '../comprehension-tests/content.ts'
import { isBlank, type Answer, type QuestionBody } from '../questions/rules.ts'

/** An attempt as far as rules ask for it. */
export interface Attempt { handedInAt: Date | null; passed: boolean | null; reviewedAt: Date | null; deadlineAt: Date | null }

/** Until when answers are taken: the time of the test and what this person was given more; null without a limit. */
export const deadlineOf = (startedAt: Date, minutes: number | null, minutesMore: number): Date | null =>
  minutes === null ? null : new Date(startedAt.getTime() + (minutes + minutesMore) * 60_000)

/** The moment itself still counts. */
export const isOver = (deadlineAt: Date | null, now: Date): boolean => deadlineAt !== null && now.getTime() > deadlineAt.getTime()

export const secondsLeft = (deadlineAt: Date | null, now: Date): number | null =>
  deadlineAt === null ? null : Math.max(0, Math.ceil((deadlineAt.getTime() - now.getTime()) / 1000))

/** How many attempts may still be begun; null is any number. */
export const attemptsLeft = (max: number | null, more: number, used: number): number | null => max === null ? null : Math.max(0, max + more - used)

export type AttemptState = 'open' | 'over' | 'pending' | 'passed' | 'failed'

/** `over`: its time has passed, and nobody has handed it in yet; `pending`: a person has to mark something first. */
export function attemptStateOf({ handedInAt, passed, deadlineAt }: Attempt, now: Date): AttemptState {
  if (handedInAt === null) return isOver(deadlineAt, now) ? 'over' : 'open'
  return passed === null ? 'pending' : passed ? 'passed' : 'failed'
}

export interface Wish { test: Pick<TestContent, 'attemptsMax' | 'retest' | 'retestHours'>; attempts: readonly Attempt[]; attemptsMore: number; isDone: boolean; now: Date }

/** Why another attempt may not begin now. `attempts` are handed in, the newest first. */
export function whyNotBegin({ test, attempts, attemptsMore, isDone, now }: Wish): Reason | null {
  const [last] = attempts
  if (isDone || attempts.some(({ passed }) => passed === true)) return { key: 'attempts.alreadyPassed' }
  if (last === undefined) return null
  if (last.passed === null) return { key: 'attempts.waitsForMarking' }
  if (attemptsLeft(test.attemptsMax, attemptsMore, attempts.length) === 0) return { key: 'attempts.noneLeft' }
  if (test.retest === 'after_reading' && last.reviewedAt === null) return { key: 'attempts.readFirst' }
  const hours = Math.ceil((last.handedInAt!.getTime() + test.retestHours * 3_600_000 - now.getTime()) / 3_600_000)
  return test.retest === 'after_hours' && hours > 0 ? { key: 'attempts.waitHours', data: { hours } } : null
}

export interface Result { points: number; pointsMax: number; percent: number; passed: boolean | null }

/** What answers are worth together; `passed` is null while a person has to mark one of them. Thirds add up to a whole. */
export function resultOf(answers: readonly { share: number | null; pointsMax: number }[], passPercent: number): Result {
  const pointsMax = answers.reduce((sum, one) => sum + one.pointsMax, 0)
  const points = Math.round(answers.reduce((sum, { share, pointsMax }) => sum + (share ?? 0) * pointsMax, 0) * 1e6) / 1e6
  const isWhole = answers.every(({ share }) => share !== null)
  return { points, pointsMax, percent: percentOf(points, pointsMax), passed: isWhole ? points * 100 >= passPercent * pointsMax - 1e-6 : null }
}

/** Whole percents, never rounded up over a line that was not reached. */
export const percentOf = (points: number, pointsMax: number): number => Math.floor(points * 100 / pointsMax + 1e-6)

/** What becomes of an answer that arrives: two pages may be open, and one may have waited for its network. */
export function whatBecomes({ savedAt, saves }: { savedAt: Date | null; saves: number }, { seen, typedAt }: { seen: number; typedAt: Date }): 'saved' | 'replaced' | 'older' {
  if (savedAt === null || seen >= saves) return 'saved'
  return typedAt.getTime() < savedAt.getTime() ? 'older' : 'replaced'
}

/** What the boxes of a question hold. */
export interface Boxes { choices?: string[] | undefined; isOrdered?: string | undefined; move?: string | undefined; isTrue?: string | undefined; pairs?: { of: string; to?: string | undefined }[] | undefined; text?: string | undefined }

/** The answer that boxes of a form say. What is to be ordered counts once something was moved, or the order was said to be right. */
export function answerOf({ kind }: Pick<QuestionBody, 'kind'>, boxes: Boxes): Answer {
  const answer = read(kind, boxes)
  return isBlank(answer) ? null : answer
}

function read(kind: QuestionBody['kind'], { choices = [], isOrdered, move, isTrue, pairs = [], text = '' }: Boxes): Answer {
  switch (kind) {
    case 'single': case 'multiple': return { choices }
    case 'true_false': return isTrue === undefined ? null : { isTrue: isTrue === 'true' }
    case 'ordering': return isOrdered === 'true' || move !== undefined ? { choices: moved(choices, move) } : null
    case 'matching': return { pairs: Object.fromEntries(pairs.flatMap(({ of, to }) => to === undefined ? [] : [[of, to]])) }
    default: return { text }
  }
}

/** `up-2`: the third one and the one before it change places. */
function moved(choices: readonly string[], move: string | undefined): string[] {
  const [, to, at] = /^(up|down)-(\d{1,2})$/.exec(move ?? '') ?? []
  const [place, other] = [Number(at), Number(at) + (to === 'up' ? -1 : 1)]
  const order = [...choices]
  if (to === undefined || order[place] === undefined || order[other] === undefined) return order
  ;[order[place], order[other]] = [order[other], order[place]]
  return order
}
