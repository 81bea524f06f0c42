import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, Missing, refuse, Refusal } from '../../base/errors.ts'
import { beginEnrollment } from '../../entry/enrollments/changes.ts'
import type { ProblemsOfKinds } from './contents.ts'
import type { LessonForm, NewLessonForm, OpeningsForm } from './forms.ts'
import { findLesson, findModule, findOwnLesson, lessonsToOpen, type OwnLesson, type StaffLesson } from './queries.ts'
import type { Range } from './ranges.ts'
import { problemsOfLesson, problemsOfOpenings, standingOf, whyNotComplete, whyNotOpen, type LessonKind } from './rules.ts'
import type { Upload, Uploads } from './uploads.ts'

/** The row as it stands once every other report on it is through; a join could show what it was before. */
export async function holdProgress({ tx }: Change, enrollmentId: number, lessonId: number) {
  const row = await tx.selectFrom('progress')
    .select(['state', 'ranges', 'position_seconds as positionSeconds', 'seen_at as seenAt'])
    .where('enrollment_id', '=', enrollmentId).where('lesson_id', '=', lessonId).forUpdate().executeTakeFirst()
  return row && { ...row, ranges: row.ranges as Range[] }
}

/** A lesson as a trainee does it: which version, in which enrollment. */
export type Doing = Pick<OwnLesson, 'id' | 'enrollmentId' | 'versionId'>

/** Somebody begins a lesson; from now on this version is theirs. Beginning twice is beginning once. */
export async function beginLesson(change: Change, { enrollmentId, id, versionId }: Doing): Promise<void> {
  const { tx, now, log } = change
  const begun = await tx.insertInto('progress')
    .values({ enrollment_id: enrollmentId, lesson_id: id, lesson_version_id: versionId, state: 'in_progress', opened_at: now, seen_at: now })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doNothing()).returning('lesson_id').executeTakeFirst()
  if (begun === undefined) return
  log('lesson.begun', `enrollment:${enrollmentId}`, { lessonId: id })
  await beginEnrollment(change, enrollmentId)
}

/** A lesson is done; being done again changes nothing. The room of its kind has asked whether it is. */
export async function completeLesson(change: Change, { enrollmentId, id, versionId }: Doing): Promise<void> {
  const { tx, now, log } = change
  const done = { state: 'completed' as const, seen_at: now, completed_at: now, percent: 100 }
  const newly = await tx.insertInto('progress')
    .values({ enrollment_id: enrollmentId, lesson_id: id, lesson_version_id: versionId, opened_at: now, ...done })
    .onConflict((oc) => oc.columns(['enrollment_id', 'lesson_id']).doUpdateSet(done).where('progress.state', '<>', 'completed'))
    .returning('lesson_id').executeTakeFirst()
  if (newly === undefined) return
  log('lesson.completed', `enrollment:${enrollmentId}`, { lessonId: id })
  await beginEnrollment(change, enrollmentId)
}

/**
 * 「読みました」: a page or a document is done. A video is not done by saying so.
 * @throws Missing outside the scope, Refusal when it is not open, is a video, or is done already
 */
export async function confirmReading(change: Change, enrollmentId: number, lessonId: number): Promise<OwnLesson> {
  const lesson = await openLesson(change, enrollmentId, lessonId)
  const held = await holdProgress(change, enrollmentId, lessonId)
  if (held?.state === 'completed') throw new Refusal({ key: 'lessons.alreadyDone' })
  const standing = standingOf({ ...lesson, state: 'completed', ranges: held?.ranges ?? [] })
  refuse(whyNotComplete(standing.lesson, standing.progress!))
  await completeLesson(change, lesson)
  return lesson
}

/** A lesson of one's own that is open today. @throws Missing outside the scope, Refusal before its day or before what comes first */
export async function openLesson({ tx, scope, now }: Change, enrollmentId: number, lessonId: number): Promise<OwnLesson> {
  const lesson = found(await findOwnLesson(tx, scope, enrollmentId, lessonId))
  if (lesson.state !== 'completed') refuse(whyNotOpen(lesson, dayInJapan(now)))
  return lesson
}

/** A new lesson at the end of its module, as a draft. @throws Missing, Unfit when what its kind needs was not sent */
export async function addLesson(change: Change, form: NewLessonForm, files: Uploads['files']): Promise<number> {
  const { tx, log } = change
  const module = found(await findModule(tx, form.moduleId))
  mend(problemsOfLesson(form.kind, whatIsThere(form.kind, form, files)))
  const id = await putLesson(change, module.id, form)
  await tx.insertInto('lesson_version').values({ lesson_id: id, number: 1, ...await contents(change, form.kind, form, files) }).execute()
  log('lesson.added', `lesson:${id}`, { kind: form.kind })
  return id
}

async function putLesson({ tx }: Change, moduleId: number, { kind, title, titleEn }: Pick<NewLessonForm, 'kind' | 'title' | 'titleEn'>): Promise<number> {
  await tx.selectFrom('module').select('id').where('id', '=', moduleId).forUpdate().execute()
  const { position } = await tx.selectFrom('lesson').select(({ fn, lit }) => fn.coalesce(fn.max('position'), lit(0)).as('position'))
    .where('module_id', '=', moduleId).executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('lesson').values({ module_id: moduleId, position: position + 1, kind, title, title_en: titleEn })
    .returning('id').executeTakeFirstOrThrow()
  return id
}

/**
 * A lesson is corrected: its titles at once, what is in it as a draft, so that nothing changes under who has begun. A file that
 * was not sent again stays. @throws Missing, Refusal when somebody else was first
 */
export async function changeLesson(change: Change, lessonId: number, form: LessonForm, files: Uploads['files']): Promise<void> {
  const { tx, log } = change
  const lesson = found(await findLesson(tx, lessonId))
  mend(problemsOfLesson(lesson.kind, whatIsThere(lesson.kind, form, files, lesson.fileId)))
  await touchLesson(change, lessonId, form.version, { title: form.title, title_en: form.titleEn })
  const draft = await draftOf(change, lesson)
  await tx.updateTable('lesson_version').set(await contents(change, lesson.kind, form, files)).where('id', '=', draft).execute()
  log('lesson.changed', `lesson:${lessonId}`, { files: Object.keys(files) })
}

/** Holds a lesson that is as its editor saw it, and counts it on. @throws Refusal when somebody else was first */
async function touchLesson({ tx }: Change, lessonId: number, version: number, titles: { title?: string; title_en?: string } = {}): Promise<void> {
  const changed = await tx.updateTable('lesson').set({ ...titles, version: version + 1 })
    .where('id', '=', lessonId).where('version', '=', version).returning('id').executeTakeFirst()
  if (changed === undefined) throw new Refusal({ key: 'form.stale' })
}

/** The draft of a lesson that is held; where there is none, one begins as a copy of what stands. */
async function draftOf({ tx }: Change, { id, versionId, publishedAt }: StaffLesson): Promise<number> {
  if (publishedAt === null) return versionId
  const draft = await tx.insertInto('lesson_version')
    .columns(['lesson_id', 'number', ...copied])
    .expression((eb) => eb.selectFrom('lesson_version as v')
      .select(({ ref, lit }) => ['v.lesson_id', eb(ref('v.number'), '+', lit(1)).as('number'), ...copied.map((column) => `v.${column}` as const)])
      .where('v.lesson_id', '=', id).orderBy('v.number', 'desc').limit(1))
    .returning('id').executeTakeFirstOrThrow()
  return draft.id
}

const copied = ['body', 'file_id', 'captions_file_id', 'transcript', 'duration_seconds', 'pages', 'percent_needed', 'url', 'content', 'skipping', 'background', 'rate_percent_max', 'page_seconds'] as const

/**
 * The contents of a kind with a room of its own are saved into the draft. `content` was checked by that room.
 * @param fileId the file that belongs to them (a template, a package), where there is one
 * @throws Missing for a lesson of another kind, Refusal when somebody else was first
 */
export async function saveContent(
  change: Change, { id, kind, version }: { id: number; kind: LessonKind; version: number }, content: object, fileId?: number | null,
): Promise<number> {
  const { tx, log } = change
  const lesson = found(await findLesson(tx, id))
  if (lesson.kind !== kind) throw new Missing()
  await touchLesson(change, id, version)
  const draft = await draftOf(change, lesson)
  await tx.updateTable('lesson_version').set({ content: JSON.stringify(content), ...fileId === undefined ? {} : { file_id: fileId } }).where('id', '=', draft).execute()
  log('lesson.changed', `lesson:${id}`, { kind })
  return draft
}

/**
 * The draft of a lesson becomes what trainees meet who begin from now on; who has begun goes on with the version they have.
 * @param problems what its kind finds missing (`kinds.ts`) @throws Missing, Refusal when there is none, it is not whole, or somebody was first
 */
export async function publishLesson(change: Change, lessonId: number, version: number, problems: ProblemsOfKinds): Promise<void> {
  const { tx, now, log } = change
  const lesson = found(await findLesson(tx, lessonId))
  if (lesson.publishedAt !== null) throw new Refusal({ key: 'lessons.nothingToPublish' })
  refuse((await problems[lesson.kind]?.(tx, lesson) ?? [])[0] ?? null)
  await touchLesson(change, lessonId, version)
  await tx.updateTable('lesson_version').set({ published_at: now }).where('id', '=', lesson.versionId).execute()
  await tx.updateTable('lesson').set({ published_version_id: lesson.versionId }).where('id', '=', lessonId).execute()
  log('lesson.published', `lesson:${lessonId}`, { number: lesson.versionNumber })
}

/** A draft is given up; what is published stays. A lesson that was never published goes with its draft. @throws Missing, Refusal */
export async function dropDraft(change: Change, lessonId: number, version: number): Promise<{ isGone: boolean; courseId: number }> {
  const { tx, log } = change
  const lesson = found(await findLesson(tx, lessonId))
  if (lesson.publishedAt !== null) throw new Refusal({ key: 'lessons.noDraft' })
  await touchLesson(change, lessonId, version)
  await tx.deleteFrom('lesson_version').where('id', '=', lesson.versionId).execute()
  const isGone = lesson.publishedVersionId === null
  if (isGone) {
    await tx.deleteFrom('training_lesson').where('lesson_id', '=', lessonId).execute()
    await tx.deleteFrom('lesson').where('id', '=', lessonId).execute()
  }
  log('lesson.draftDropped', `lesson:${lessonId}`, { number: lesson.versionNumber, title: lesson.title })
  return { isGone, courseId: lesson.courseId }
}

const hasText = (text: string | undefined) => (text ?? '').trim() !== ''
const sentFile = (kind: LessonKind, { document, video }: Uploads['files']) => kind === 'document' ? document : kind === 'video' ? video : undefined
const whatIsThere = (kind: LessonKind, form: LessonForm | NewLessonForm, files: Uploads['files'], stored: number | null = null) =>
  ({ body: hasText(form.body), url: hasText(form.url), file: stored !== null || sentFile(kind, files) !== undefined })

/** What of a form belongs to this kind of lesson, with the files that came along kept. */
async function contents(change: Change, kind: LessonKind, form: LessonForm | NewLessonForm, files: Uploads['files']) {
  const { body = '', transcript = '', percentNeeded, skipping, background, ratePercentMax, pageSeconds } = form
  const file = sentFile(kind, files)
  const captions = kind === 'video' ? files.captions : undefined
  return {
    body,
    ...kind === 'link' ? { url: form.url ?? null } : {},
    ...kind === 'video' ? { transcript: transcript.trim() === '' ? captions?.transcript ?? '' : transcript } : {},
    ...kind === 'video' && percentNeeded !== undefined ? { percent_needed: percentNeeded } : {},
    ...kind === 'video' ? { ...skipping && { skipping }, ...background && { background }, ...ratePercentMax && { rate_percent_max: ratePercentMax } } : {},
    ...kind === 'document' && pageSeconds !== undefined ? { page_seconds: pageSeconds } : {},
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
