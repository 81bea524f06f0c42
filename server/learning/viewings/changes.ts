import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { found, Missing, Refusal, refuse } from '../../base/errors.ts'
import { preparedWrite } from '../../base/prepared.ts'
import { beginLesson, holdProgress, openToWatch } from '../lessons/doing/changes.ts'
import { findOwnLesson, type WatchedLesson } from '../lessons/queries.ts'
import type { Range } from '../lessons/ranges.ts'
import { percentOf, rooms, standingOf, whyNotComplete } from '../lessons/rules.ts'
import type { BeatForm } from './forms.ts'
import { holdSitting, holdWatching } from './queries.ts'
import { clockAfter, costOf, openOf, passedBetween, playedOf, spareMax, takeStretches, turnOf, whyNotCancel, within, type Clock, type deviceOf } from './rules.ts'

/** What a report came to. `isElsewhere`: another screen of the same account is playing, and this one has to stop. */
export interface Watched { lesson: WatchedLesson; player: number; isNewlyDone: boolean; isElsewhere: boolean }

type Watchable = WatchedLesson & { kind: 'video' | 'document' }
/** Rows as the report before left them, and not as they were before this one waited. */
interface Held { player: Player; sitting: Sitting; progress: Progress | undefined }
interface Player { viewingId: number | null; seenAt: Date; spare: number }
interface Sitting { id: number; seenAt: Date; late: number }
interface Progress { state: 'in_progress' | 'completed'; ranges: Range[]; positionSeconds: number; completedAt: Date | null }

/**
 * A player's report: what it played since its last one. The first, sent as the page opens, has nothing to report and is told
 * who it is. Reports of one account wait for each other, so that its clock is only ever spent once. All it says is written
 * in one statement, so a crash loses a report or keeps it, whole.
 * @throws Missing outside the scope, Refusal when the lesson is not open, more was reported than the clock let pass, or was skipped to
 */
export async function takeBeat(change: Change, enrollmentId: number, lessonId: number, form: BeatForm, device: ReturnType<typeof deviceOf>): Promise<Watched> {
  const lesson = await openToWatch(change, enrollmentId, lessonId)
  if (!isWatchable(lesson)) throw new Refusal({ key: 'viewings.beatUnreadable' })
  const held = form.player === undefined ? await openSitting(change, lesson, device) : found(await hold(change, lesson, form.player))
  const { player, sitting } = held
  const report = reportOf(lesson, form)
  if (report.isIdle) {
    await heard(change.tx, heardOf(change, sitting, { played: 0, hidden: 0, late: sitting.late })).execute()
    return { lesson, player: sitting.id, isNewlyDone: false, isElsewhere: false }
  }
  const turn = turnOf({ isOwn: player.viewingId === sitting.id, presses: form.presses !== undefined, other: player.viewingId === null ? null : player.seenAt, now: change.now })
  const clock: Clock = { spare: turn === 'waits' ? 0 : player.spare, passed: turn === 'goes on' ? passedBetween(player.seenAt, change.now) : 0, late: sitting.late }
  // A screen that begins again may bring what it played before another took over, and no more; that is no fault of anybody's.
  const counted = turn === 'goes on' ? report.counted : within(report.counted, clock.late + clock.spare, report.cost)
  const { used, progress, isNewlyDone } = await watch(change, lesson, held.progress, counted, clock, report)
  const left = clockAfter(clock, used)
  const stays = heardOf(change, sitting, { played: Math.min(clock.passed + clock.late + clock.spare, report.played), hidden: report.hidden, late: left.late })
  if (turn === 'takes over') await stopOther(change, player, sitting.id)
  const now: Player = turn === 'waits' ? player : { viewingId: sitting.id, seenAt: change.now, spare: left.spare }
  const said = { ...stays, accountId: change.actor!.accountId, viewingId: now.viewingId, playsAt: now.seenAt, spare: now.spare }
  const answer = { player: sitting.id, isNewlyDone, isElsewhere: turn === 'waits' }
  if (progress === null) {
    await keepSitting(change.tx, said)
    return { ...answer, lesson }
  }
  await keepWatched(change.tx, { ...said, ...progress, ranges: JSON.stringify(progress.ranges), enrollmentId, lessonId })
  return { ...answer, lesson: { ...lesson, ...progress, seenAt: change.now } }
}

const isWatchable = (lesson: WatchedLesson): lesson is Watchable => lesson.kind === 'video' || lesson.kind === 'document'
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

/** What is written of a lesson that was watched. */
interface Seen<R = string> { state: 'in_progress' | 'completed'; ranges: R; percent: number; positionSeconds: number; completedAt: Date | null }

/** What was watched is put to what was watched before, and the lesson is done where that is enough. */
async function watch(
  change: Change, lesson: Watchable, before: Progress | undefined, counted: Range[], clock: Clock, { cost, position, isBeginning }: ReturnType<typeof reportOf>,
): Promise<{ progress: Seen<Range[]> | null; isNewlyDone: boolean; used: number }> {
  const { enrollmentId, id, kind, durationSeconds, pages } = lesson
  if (before === undefined && !isBeginning) return { progress: null, isNewlyDone: false, used: 0 }
  if (before === undefined) await beginLesson(change, lesson)
  const held = before ?? found(await holdProgress(change, enrollmentId, id))
  const isDone = held.state === 'completed'
  const answer = takeStretches(held.ranges, counted, { clock, cost, length: kind === 'video' ? durationSeconds : pages, skipping: isDone ? 'free' : lesson.skipping })
  if ('refused' in answer) throw new Refusal(answer.refused)
  const { ranges, used } = answer
  const standing = standingOf({ ...lesson, state: 'in_progress', ranges })
  const isNewlyDone = !isDone && whyNotComplete(standing.lesson, standing.progress!) === null
  const percent = kind === 'document' && isDone ? 100 : percentOf(lesson, ranges)
  const positionSeconds = Math.min(Math.floor(position ?? held.positionSeconds), (kind === 'video' ? durationSeconds : pages) ?? 0)
  if (isNewlyDone) change.log('lesson.completed', `enrollment:${enrollmentId}`, { lessonId: id, percent })
  const state = isDone || isNewlyDone ? 'completed' : 'in_progress'
  return { progress: { state, ranges, percent, positionSeconds, completedAt: isNewlyDone ? change.now : held.completedAt }, isNewlyDone, used }
}

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

/** A page of the lesson was opened. */
async function openSitting(change: Change, { enrollmentId, id, versionId, state }: Watchable, device: ReturnType<typeof deviceOf>): Promise<Held> {
  const { tx, now } = change
  const player = await holdPlayer(change)
  const sitting = await tx.insertInto('viewing').values({ enrollment_id: enrollmentId, lesson_id: id, lesson_version_id: versionId, device, opened_at: now, seen_at: now })
    .returning('id').executeTakeFirstOrThrow()
  return { player, sitting: { id: sitting.id, seenAt: now, late: 0 }, progress: state === null ? undefined : await holdProgress(change, enrollmentId, id) }
}

/**
 * A player names itself; it is believed only as one of this lesson in this enrollment, and of an account that has opened one.
 * Once the lesson was begun, how far it is, is held with them.
 */
async function hold({ tx, actor }: Change, { enrollmentId, id, state }: Watchable, sittingId: number): Promise<Held | undefined> {
  if (actor === null) throw new Missing()
  const ids = { accountId: actor.accountId, enrollmentId, lessonId: id, sittingId }
  return state === null ? holdSitting(tx, ids) : holdWatching(tx, ids)
}

/** Another screen played until now: what it has not yet reported of that time stays its own. */
async function stopOther({ tx, now }: Change, { viewingId, seenAt }: Player, id: number): Promise<void> {
  if (viewingId === null || viewingId === id) return
  await tx.updateTable('viewing').set({ late_seconds: passedBetween(seenAt, now) }).where('id', '=', viewingId).execute()
}

/** What is written of a sitting that was heard of: its page is still open, and so much of that time it played. */
function heardOf({ now }: Change, { id, seenAt, late }: Sitting, done: { played: number; hidden: number; late: number }) {
  const silent = Math.max(0, (now.getTime() - seenAt.getTime()) / 1000)
  const played = Math.min(done.played, silent + late)
  return { now, sittingId: id, late: done.late, open: openOf(silent, Math.min(played, silent)), played, hidden: Math.min(done.hidden, silent) }
}

type Heard = ReturnType<typeof heardOf>

const heard = (tx: Pick<Writer, 'updateTable'>, { now, sittingId, late, open, played, hidden }: Heard) => tx.updateTable('viewing').set((eb) => ({
  seen_at: now, late_seconds: late,
  open_seconds: eb('open_seconds', '+', open), played_seconds: eb('played_seconds', '+', played), hidden_seconds: eb('hidden_seconds', '+', hidden),
})).where('id', '=', sittingId)

interface Plays { accountId: number; viewingId: number | null; playsAt: Date; spare: number }

const plays = (tx: Pick<Writer, 'updateTable'>, { accountId, viewingId, playsAt, spare }: Plays) =>
  tx.updateTable('player').set({ viewing_id: viewingId, seen_at: playsAt, spare_seconds: spare }).where('account_id', '=', accountId)

/** A report that says nothing of the lesson: its sitting, and which one plays. */
const keepSitting = preparedWrite((tx, of: Heard & Plays) => tx.with('sitting', (db) => heard(db, of)).with('plays', (db) => plays(db, of))
  .selectNoFrom(({ lit }) => lit(1).as('kept')))

/** All that a report says. */
const keepWatched = preparedWrite((tx, of: Heard & Plays & Seen & { enrollmentId: number; lessonId: number }) => tx
  .with('sitting', (db) => heard(db, of)).with('plays', (db) => plays(db, of))
  .with('seen', (db) => db.updateTable('progress')
    .set({ ranges: of.ranges, percent: of.percent, seen_at: of.now, position_seconds: of.positionSeconds, state: of.state, completed_at: of.completedAt })
    .where('enrollment_id', '=', of.enrollmentId).where('lesson_id', '=', of.lessonId))
  .selectNoFrom(({ lit }) => lit(1).as('kept')))

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
