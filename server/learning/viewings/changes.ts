import type { Change } from '../../base/change.ts'
import { found, Missing, Refusal, refuse } from '../../base/errors.ts'
import { beginLesson, holdProgress, openLesson } from '../lessons/changes.ts'
import { findOwnLesson, type OwnLesson } from '../lessons/queries.ts'
import type { Range } from '../lessons/ranges.ts'
import { percentOf, rooms, standingOf, whyNotComplete } from '../lessons/rules.ts'
import type { BeatForm } from './forms.ts'
import { clockAfter, costOf, openOf, passedBetween, playedOf, spareMax, takeStretches, turnOf, whyNotCancel, within, type Clock, type deviceOf } from './rules.ts'

/** What a report came to. `isElsewhere`: another screen of the same account is playing, and this one has to stop. */
export interface Watched { lesson: OwnLesson; player: number; isNewlyDone: boolean; isElsewhere: boolean }

type Watchable = OwnLesson & { kind: 'video' | 'document' }

/**
 * A player's report: what it played since its last one. The first, sent as the page opens, has nothing to report and is told
 * who it is. Reports of one account wait for each other, so that its clock is only ever spent once.
 * @throws Missing outside the scope, Refusal when the lesson is not open, more was reported than the clock let pass, or was skipped to
 */
export async function takeBeat(change: Change, enrollmentId: number, lessonId: number, form: BeatForm, device: ReturnType<typeof deviceOf>): Promise<Watched> {
  const lesson = await openLesson(change, enrollmentId, lessonId)
  if (!isWatchable(lesson)) throw new Refusal({ key: 'viewings.beatUnreadable' })
  const { player, sitting } = form.player === undefined
    ? { player: await holdPlayer(change), sitting: await openSitting(change, lesson, device) } : found(await holdSitting(change, lesson, form.player))
  const report = reportOf(lesson, form)
  if (report.isIdle) {
    await stay(change, sitting, { played: 0, hidden: 0 }).execute()
    return { lesson, player: sitting.id, isNewlyDone: false, isElsewhere: false }
  }
  const turn = turnOf({ isOwn: player.viewingId === sitting.id, presses: form.presses !== undefined, other: player.viewingId === null ? null : player.seenAt, now: change.now })
  const clock: Clock = { spare: turn === 'waits' ? 0 : player.spare, passed: turn === 'goes on' ? passedBetween(player.seenAt, change.now) : 0, late: sitting.late }
  // A screen that begins again may bring what it played before another took over, and no more; that is no fault of anybody's.
  const counted = turn === 'goes on' ? report.counted : within(report.counted, clock.late + clock.spare, report.cost)
  const { used, ...watched } = await watch(change, lesson, counted, clock, report)
  const left = clockAfter(clock, used)
  const stays = stay(change, sitting, { played: Math.min(clock.passed + clock.late + clock.spare, report.played), hidden: report.hidden, late: left.late })
  await (turn === 'waits' ? stays.execute() : play(change, player, sitting.id, left.spare, stays))
  return { ...watched, player: sitting.id, isElsewhere: turn === 'waits' }
}

const isWatchable = (lesson: OwnLesson): lesson is Watchable => lesson.kind === 'video' || lesson.kind === 'document'
const tenths = (seconds: number) => Math.round(seconds * 10) / 10

/** A report in the words of the rules, with what played behind another window left out where that does not count. */
function reportOf(lesson: Watchable, { stretches = [], presses, position, seconds = 0 }: BeatForm) {
  const all = stretches.map(({ from, to, hidden }) => ({ range: [tenths(from), tenths(to)] as Range, isHidden: hidden !== undefined }))
  const hidden = playedOf(all.filter(({ isHidden }) => isHidden).map(({ range }) => range), Infinity)
  const counted = all.filter(({ isHidden }) => lesson.background === 'counts' || !isHidden).map(({ range }) => range)
  return {
    counted, hidden, position, cost: costOf(lesson.kind, lesson), isBeginning: counted.length > 0 || presses !== undefined,
    isIdle: all.length === 0 && presses === undefined && seconds === 0,
    played: lesson.kind === 'document' ? seconds : playedOf(counted, Infinity),
  }
}

/** What was watched is put to what was watched before, and the lesson is done where that is enough. */
async function watch(
  change: Change, lesson: Watchable, counted: Range[], clock: Clock, { cost, position, isBeginning }: ReturnType<typeof reportOf>,
): Promise<Pick<Watched, 'lesson' | 'isNewlyDone'> & { used: number }> {
  const { tx, now } = change
  const { enrollmentId, id, kind, durationSeconds, pages } = lesson
  if (lesson.state === null && !isBeginning) return { lesson, isNewlyDone: false, used: 0 }
  if (lesson.state === null) await beginLesson(change, lesson)
  const held = found(await holdProgress(change, enrollmentId, id))
  const isDone = held.state === 'completed'
  const answer = takeStretches(held.ranges, counted, { clock, cost, length: kind === 'video' ? durationSeconds : pages, skipping: isDone ? 'free' : lesson.skipping })
  if ('refused' in answer) throw new Refusal(answer.refused)
  const { ranges, used } = answer
  const standing = standingOf({ ...lesson, state: 'in_progress', ranges })
  const isNewlyDone = !isDone && whyNotComplete(standing.lesson, standing.progress!) === null
  const percent = kind === 'document' && isDone ? 100 : percentOf(lesson, ranges)
  const positionSeconds = Math.min(Math.floor(position ?? held.positionSeconds), (kind === 'video' ? durationSeconds : pages) ?? 0)
  await tx.updateTable('progress').set({
    ranges: JSON.stringify(ranges), percent, seen_at: now, position_seconds: positionSeconds,
    ...isNewlyDone ? { state: 'completed', completed_at: now } : {},
  }).where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', id).execute()
  if (isNewlyDone) change.log('lesson.completed', `enrollment:${enrollmentId}`, { lessonId: id, percent })
  const state = isDone || isNewlyDone ? 'completed' as const : 'in_progress' as const
  return { lesson: { ...lesson, ranges, percent, positionSeconds, seenAt: now, state }, isNewlyDone, used }
}

interface Player { viewingId: number | null; seenAt: Date; spare: number }

/** Which sitting of an account plays; held until this report is through, so that two screens cannot both be told that they do. */
async function holdPlayer({ tx, actor, now }: Change): Promise<Player> {
  if (actor === null) throw new Missing()
  const select = () => tx.selectFrom('player').select(['viewing_id as viewingId', 'seen_at as seenAt', 'spare_seconds as spare'])
    .where('account_id', '=', actor.accountId).forUpdate().executeTakeFirst()
  const held = await select()
  if (held !== undefined) return held
  await tx.insertInto('player').values({ account_id: actor.accountId, viewing_id: null, seen_at: now, spare_seconds: spareMax })
    .onConflict((oc) => oc.column('account_id').doNothing()).execute()
  return found(await select())
}

/** This sitting plays from now on, and is heard of in the same statement. What another had not yet reported of the time until now stays its own. */
async function play({ tx, actor, now }: Change, { viewingId, seenAt }: Player, id: number, spare: number, stays: ReturnType<typeof stay>): Promise<void> {
  if (viewingId !== null && viewingId !== id)
    await tx.updateTable('viewing').set({ late_seconds: passedBetween(seenAt, now) }).where('id', '=', viewingId).execute()
  await tx.with('stays', () => stays).updateTable('player').set({ viewing_id: id, seen_at: now, spare_seconds: spare }).where('account_id', '=', actor!.accountId).execute()
}

interface Sitting { id: number; seenAt: Date; late: number }

/** A page of the lesson was opened. */
async function openSitting({ tx, now }: Change, { enrollmentId, id, versionId }: OwnLesson, device: ReturnType<typeof deviceOf>): Promise<Sitting> {
  const sitting = await tx.insertInto('viewing').values({ enrollment_id: enrollmentId, lesson_id: id, lesson_version_id: versionId, device, opened_at: now, seen_at: now })
    .returning('id').executeTakeFirstOrThrow()
  return { id: sitting.id, seenAt: now, late: 0 }
}

/**
 * A player names itself; it is believed only as one of this lesson in this enrollment, and of an account that has opened one.
 * Both rows are held, so that both are as the report before left them, and not the sitting as it was before it waited.
 */
async function holdSitting({ tx, actor }: Change, { enrollmentId, id }: OwnLesson, player: number): Promise<{ player: Player; sitting: Sitting } | undefined> {
  if (actor === null) throw new Missing()
  const row = await tx.selectFrom('player as p').innerJoin('viewing as w', (join) => join.on('w.id', '=', player))
    .select(['p.viewing_id as viewingId', 'p.seen_at as seenAt', 'p.spare_seconds as spare', 'w.id', 'w.seen_at as heardAt', 'w.late_seconds as late'])
    .where('p.account_id', '=', actor.accountId).where('w.enrollment_id', '=', enrollmentId).where('w.lesson_id', '=', id).forUpdate(['p', 'w']).executeTakeFirst()
  return row && { player: row, sitting: { id: row.id, seenAt: row.heardAt, late: row.late } }
}

/** A sitting was heard of: its page is still open, and so much of that time it played. */
function stay({ tx, now }: Change, { id, seenAt, late }: Sitting, done: { played: number; hidden: number; late?: number }) {
  const silent = Math.max(0, (now.getTime() - seenAt.getTime()) / 1000)
  const played = Math.min(done.played, silent + late)
  return tx.updateTable('viewing').set((eb) => ({
    seen_at: now, late_seconds: done.late ?? late,
    open_seconds: eb('open_seconds', '+', openOf(silent, Math.min(played, silent))), played_seconds: eb('played_seconds', '+', played), hidden_seconds: eb('hidden_seconds', '+', Math.min(done.hidden, silent)),
  })).where('id', '=', id)
}

const judged: readonly string[] = ['completed', 'not_completed', 'carried_over']

/**
 * Somebody's record of a lesson is set back, with the reason kept: they begin it anew, with the version that stands now. Their
 * sittings stay as they were. @throws Missing outside the scope, Refusal without a reason, without a record, or after the judgment
 */
export async function cancelViewing(change: Change, enrollmentId: number, lessonId: number, reason: string): Promise<void> {
  const { tx, scope, now, actor, log } = change
  const lesson = found(await findOwnLesson(tx, scope, enrollmentId, lessonId))
  const held = await holdProgress(change, enrollmentId, lessonId)
  refuse(whyNotCancel({ progress: held ?? null, hasRoom: lesson.kind in rooms, isJudged: judged.includes(lesson.enrollmentState) }, reason))
  const { state, ranges } = found(held)
  const percent = lesson.percent ?? 0
  await tx.insertInto('viewing_cancellation').values({
    enrollment_id: enrollmentId, lesson_id: lessonId, reason, canceled_at: now, canceled_by: actor?.personId ?? null, state, percent, ranges: JSON.stringify(ranges),
  }).execute()
  await tx.deleteFrom('progress').where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).execute()
  log('viewing.canceled', `enrollment:${enrollmentId}`, { lessonId, percent, state, reason })
}
