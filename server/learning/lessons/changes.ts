import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { beginEnrollment } from '../../entry/enrollments/changes.ts'
import type { BeatForm, LessonForm, NewLessonForm, OpeningsForm } from './forms.ts'
import { findLesson, findModule, findOwnLesson, lessonsToOpen, type OwnLesson } from './queries.ts'
import { percentWatched, takeStretches, type Range } from './ranges.ts'
import { problemsOfLesson, problemsOfOpenings, standingOf, whyNotComplete, whyNotOpen, type LessonKind } from './rules.ts'
import type { Upload, Uploads } from './uploads.ts'

/** The fastest a video is played, and the longest that a player without a network may report at once. */
const [rateMax, secondsMax] = [2, 1_800]

export interface Watched { lesson: OwnLesson; isNewlyDone: boolean }

/**
 * A player's report: `from` and `to` of what it played, since its last one. The first report, sent when somebody presses
 * play, has none: it starts the server's clock. At most three statements while a film plays; who may do it is asked each time.
 * @throws Missing outside the scope, Refusal when the lesson is not open or more was reported than the clock let pass
 */
export async function takeBeat(change: Change, enrollmentId: number, lessonId: number, { stretches = [], position }: BeatForm): Promise<Watched> {
  const { tx, scope, now } = change
  const lesson = await openLesson(change, await findOwnLesson(tx, scope, enrollmentId, lessonId))
  if (lesson.kind !== 'video') throw new Refusal({ key: 'lessons.beatUnreadable' })
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

/** The row as it stands once every other report on it is through; a join could show what it was before. */
async function holdProgress({ tx }: Change, enrollmentId: number, lessonId: number) {
  const row = await tx.selectFrom('progress')
    .select(['state', 'ranges', 'position_seconds as positionSeconds', 'seen_at as seenAt'])
    .where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).forUpdate().executeTakeFirst()
  return row && { ...row, ranges: row.ranges as Range[] }
}

async function begin(change: Change, lesson: OwnLesson): Promise<OwnLesson> {
  const { tx, now, log } = change
  const [enrollment_id, lesson_id] = [lesson.enrollmentId, lesson.id]
  const begun = await tx.insertInto('progress')
    .values({ enrollment_id, lesson_id, state: 'in_progress', opened_at: now, seen_at: now })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doNothing()).returning('lesson_id').executeTakeFirst()
  if (begun !== undefined) {
    log('lesson.begun', `enrollment:${enrollment_id}`, { lessonId: lesson_id })
    await beginEnrollment(change, enrollment_id)
  }
  return { ...lesson, state: 'in_progress', ranges: [], percent: 0, positionSeconds: 0, seenAt: now }
}

/**
 * 「読みました」: a page or a document is done. A video is not done by saying so.
 * @throws Missing outside the scope, Refusal when it is not open, is a video, or is done already
 */
export async function confirmReading(change: Change, enrollmentId: number, lessonId: number): Promise<OwnLesson> {
  const { tx, scope, now, log } = change
  const lesson = await openLesson(change, await findOwnLesson(tx, scope, enrollmentId, lessonId))
  const held = await holdProgress(change, enrollmentId, lessonId)
  if (held?.state === 'completed') throw new Refusal({ key: 'lessons.alreadyDone' })
  const standing = standingOf({ ...lesson, state: 'completed', ranges: held?.ranges ?? [] })
  refuse(whyNotComplete(standing.lesson, standing.progress!))
  const done = { state: 'completed' as const, seen_at: now, completed_at: now, percent: 100 }
  await tx.insertInto('progress')
    .values({ enrollment_id: enrollmentId, lesson_id: lessonId, opened_at: now, ...done })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doUpdateSet(done)).execute()
  log('lesson.completed', `enrollment:${enrollmentId}`, { lessonId })
  await beginEnrollment(change, enrollmentId)
  return lesson
}

async function openLesson({ now }: Change, row: OwnLesson | undefined): Promise<OwnLesson> {
  const lesson = found(row)
  refuse(whyNotOpen({ opensOn: lesson.opensOn, prerequisites: [] }, new Set(), dayInJapan(now)))
  return lesson
}

/** A new lesson at the end of its module. @throws Missing, Unfit when what its kind needs was not sent */
export async function addLesson(change: Change, form: NewLessonForm, files: Uploads['files']): Promise<number> {
  const { tx, log } = change
  const module = found(await findModule(tx, form.moduleId))
  await tx.selectFrom('module').select('id').where('id', '=', module.id).forUpdate().execute()
  const { position } = await tx.selectFrom('lesson').select(({ fn, lit }) => fn.coalesce(fn.max('position'), lit(0)).as('position'))
    .where('module_id', '=', module.id).executeTakeFirstOrThrow()
  mend(problemsOfLesson(form.kind, { body: hasText(form.body), file: sentFile(form.kind, files) !== undefined }))
  const { id } = await tx.insertInto('lesson')
    .values({ module_id: module.id, position: position + 1, kind: form.kind, title: form.title, title_en: form.titleEn, ...await contents(change, form.kind, form, files) })
    .returning('id').executeTakeFirstOrThrow()
  log('lesson.added', `lesson:${id}`, { kind: form.kind })
  return id
}

/** A lesson is corrected; a file that was not sent again stays. @throws Missing, Refusal when somebody else was first */
export async function changeLesson(change: Change, lessonId: number, form: LessonForm, files: Uploads['files']): Promise<void> {
  const { tx, log } = change
  const lesson = found(await findLesson(tx, lessonId))
  mend(problemsOfLesson(lesson.kind, { body: hasText(form.body), file: lesson.fileId !== null || sentFile(lesson.kind, files) !== undefined }))
  const changed = await tx.updateTable('lesson')
    .set({ title: form.title, title_en: form.titleEn, version: form.version + 1, ...await contents(change, lesson.kind, form, files) })
    .where('id', '=', lessonId).where('version', '=', form.version).returning('id').executeTakeFirst()
  if (changed === undefined) throw new Refusal({ key: 'form.stale' })
  log('lesson.changed', `lesson:${lessonId}`, { files: Object.keys(files) })
}

const hasText = (text: string | undefined) => (text ?? '').trim() !== ''
const sentFile = (kind: LessonKind, { document, video }: Uploads['files']) => kind === 'document' ? document : kind === 'video' ? video : undefined

/** What of a form belongs to this kind of lesson, with the files that came along kept. */
async function contents(change: Change, kind: LessonKind, form: LessonForm | NewLessonForm, files: Uploads['files']) {
  const { body = '', transcript = '', percentNeeded } = form
  const file = sentFile(kind, files)
  const captions = kind === 'video' ? files.captions : undefined
  return {
    body,
    ...kind === 'video' ? { transcript: transcript.trim() === '' ? captions?.transcript ?? '' : transcript } : {},
    ...kind === 'video' && percentNeeded !== undefined ? { percent_needed: percentNeeded } : {},
    ...file ? { file_id: await keepFile(change, file), duration_seconds: file.seconds ?? null, pages: file.pages ?? null } : {},
    ...captions ? { captions_file_id: await keepFile(change, captions) } : {},
  }
}

async function keepFile({ tx, now }: Change, { key, name, type, bytes, sha256 }: Upload): Promise<number> {
  const { id } = await tx.insertInto('file').values({ key, name, type, bytes, sha256, made_at: now }).returning('id').executeTakeFirstOrThrow()
  return id
}

/** A lesson changes places with its neighbor in the module. @throws Missing, Refusal at the end */
export async function moveLesson({ tx, log }: Change, lessonId: number, to: 'up' | 'down'): Promise<void> {
  const { moduleId } = found(await findLesson(tx, lessonId))
  await tx.selectFrom('module').select('id').where('id', '=', moduleId).forUpdate().execute()
  const lessons = await tx.selectFrom('lesson').select(['id', 'position']).where('module_id', '=', moduleId)
    .orderBy('position').limit(500).execute()
  const place = lessons.findIndex(({ id }) => id === lessonId)
  const [mine, other] = [lessons[place]!, lessons[to === 'up' ? place - 1 : place + 1]]
  if (other === undefined) throw new Refusal({ key: 'lessons.atTheEnd' })
  // Two at one place are not allowed, not even for a moment, so one steps aside first.
  for (const [id, position] of [[mine.id, -mine.id], [other.id, mine.position], [mine.id, other.position]] as const) {
    await tx.updateTable('lesson').set({ position }).where('id', '=', id).execute()
  }
  log('lesson.moved', `lesson:${lessonId}`, { to })
}

/**
 * Which lessons of its course a training opens, and when. What somebody has begun stays opened: their progress hangs on it.
 * @throws Missing for a lesson of another course, Unfit when one is due before it opens, Refusal for one that was begun
 */
export async function openLessons({ tx, log }: Change, trainingId: number, { rows }: OpeningsForm): Promise<void> {
  mend(problemsOfOpenings(rows))
  const known = new Map((await lessonsToOpen(tx, trainingId)).map((lesson) => [lesson.id, lesson]))
  for (const { lessonId } of rows) found(known.get(lessonId))
  const opened = rows.filter(({ opened }) => opened === 'true')
  const shut = rows.filter(({ lessonId, opened }) => opened !== 'true' && known.get(lessonId)!.opened).map(({ lessonId }) => lessonId)
  if (shut.length > 0) {
    const begun = await tx.selectFrom('progress as p').innerJoin('enrollment as e', 'e.id', 'p.enrollment_id')
      .select('p.lesson_id').where('e.training_id', '=', trainingId).where('p.lesson_id', 'in', shut).limit(1).executeTakeFirst()
    if (begun) throw new Refusal({ key: 'lessons.begunStays', data: { title: known.get(begun.lesson_id)!.title } })
    await tx.deleteFrom('training_lesson').where('training_id', '=', trainingId).where('lesson_id', 'in', shut).execute()
  }
  if (opened.length > 0) {
    await tx.insertInto('training_lesson')
      .values(opened.map(({ lessonId, opensOn = null, dueOn = null }) => ({ training_id: trainingId, lesson_id: lessonId, opens_on: opensOn, due_on: dueOn })))
      .onConflict((oc) => oc.columns(['training_id', 'lesson_id'])
        .doUpdateSet((eb) => ({ opens_on: eb.ref('excluded.opens_on'), due_on: eb.ref('excluded.due_on') }))).execute()
  }
  log('lessons.opened', `training:${trainingId}`, { opened: opened.length, shut: shut.length })
}
