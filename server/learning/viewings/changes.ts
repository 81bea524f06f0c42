import type { Change } from '../../base/change.ts'
import { Refusal } from '../../base/errors.ts'
import { beginLesson, holdProgress, openLesson } from '../lessons/changes.ts'
import type { OwnLesson } from '../lessons/queries.ts'
import { percentWatched, type Range } from '../lessons/ranges.ts'
import { standingOf, whyNotComplete } from '../lessons/rules.ts'
import type { BeatForm } from './forms.ts'
import { takeStretches } from './rules.ts'

/** The fastest a video is played, and the longest that a player without a network may report at once. */
const [rateMax, secondsMax] = [2, 1_800]

export interface Watched { lesson: OwnLesson; isNewlyDone: boolean }

/**
 * A player's report: `from` and `to` of what it played, since its last one. The first report, sent when somebody presses
 * play, has none: it starts the server's clock. At most three statements while a film plays; who may do it is asked each time.
 * @throws Missing outside the scope, Refusal when the lesson is not open or more was reported than the clock let pass
 */
export async function takeBeat(change: Change, enrollmentId: number, lessonId: number, { stretches = [], position }: BeatForm): Promise<Watched> {
  const { tx, now } = change
  const lesson = await openLesson(change, enrollmentId, lessonId)
  if (lesson.kind !== 'video') throw new Refusal({ key: 'viewings.beatUnreadable' })
  const held = await holdProgress(change, enrollmentId, lessonId)
  if (held === undefined) return { lesson: await begin(change, lesson), isNewlyDone: false }

  const { durationSeconds } = lesson
  const answer = takeStretches(held.ranges, stretches.map(({ from, to }): Range => [tenths(from), tenths(to)]), {
    lastAt: held.seenAt.getTime(), now: now.getTime(), rateMax, secondsMax, ...durationSeconds === null ? {} : { durationSeconds },
  })
  if ('refused' in answer) throw new Refusal(answer.refused)
  const { ranges } = answer
  const isDone = held.state === 'completed'
  const standing = standingOf({ ...lesson, state: 'in_progress', ranges })
  const isNewlyDone = !isDone && whyNotComplete(standing.lesson, standing.progress!) === null
  const percent = percentWatched(ranges, durationSeconds ?? 0)
  const positionSeconds = Math.min(Math.floor(position ?? held.positionSeconds), durationSeconds ?? 0)
  await tx.updateTable('progress').set({
    ranges: JSON.stringify(ranges), percent, seen_at: now, position_seconds: positionSeconds,
    ...isNewlyDone ? { state: 'completed', completed_at: now } : {},
  }).where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).execute()
  if (isNewlyDone) change.log('lesson.completed', `enrollment:${enrollmentId}`, { lessonId, percent })
  const state = isDone || isNewlyDone ? 'completed' as const : 'in_progress' as const
  return { lesson: { ...lesson, ranges, percent, positionSeconds, seenAt: now, state }, isNewlyDone }
}

const tenths = (seconds: number) => Math.round(seconds * 10) / 10

async function begin(change: Change, lesson: OwnLesson): Promise<OwnLesson> {
  const { now } = change
  await beginLesson(change, lesson)
  return { ...lesson, state: 'in_progress', ranges: [], percent: 0, positionSeconds: 0, seenAt: now }
}
