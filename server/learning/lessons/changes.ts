import type { Change } from '../../base/change.ts'
import { found, mend, Missing, refuse, Refusal, type FieldReason } from '../../base/errors.ts'
import type { ProblemsOfKinds } from './contents.ts'
import type { LessonForm, NewLessonForm, PublicationForm } from './forms.ts'
import { picturesIn } from './markdown.ts'
import { findLessonToEdit, findModule, type StaffLesson } from './queries.ts'
import { problemsOfAddress, problemsOfCaptions, problemsOfLesson, problemsOfPicture, problemsOfWhole, whyNotRemovePicture, type LessonKind } from './rules.ts'
import type { Upload, Uploads } from './uploads.ts'

/** A new lesson at the end of its module, as a draft. @throws Missing, Unfit when what its kind needs was not sent */
export async function addLesson(change: Change, form: NewLessonForm, files: Uploads['files']): Promise<number> {
  const { tx, scope, log } = change
  const module = found(await findModule(tx, scope, form.moduleId))
  mend(problemsOfSent(form.kind, form, files, null))
  const id = await putLesson(change, module.id, form)
  const written = await withPicture(change, id, form, files)
  await tx.insertInto('lesson_version').values({ lesson_id: id, number: 1, ...await contents(change, form.kind, written, files) }).execute()
  log('lesson.added', `lesson:${id}`, { kind: form.kind })
  return id
}

/** An empty lesson at the end of a module. */
export async function putLesson({ tx }: Change, moduleId: number, { kind, title, titleEn, copiedFrom }: Pick<NewLessonForm, 'kind' | 'title' | 'titleEn'> & { copiedFrom?: number }): Promise<number> {
  await tx.selectFrom('module').select('id').where('id', '=', moduleId).forUpdate().execute()
  const { position } = await tx.selectFrom('lesson').select(({ fn, lit }) => fn.coalesce(fn.max('position'), lit(0)).as('position'))
    .where('module_id', '=', moduleId).executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('lesson').values({ module_id: moduleId, position: position + 1, kind, title, title_en: titleEn, copied_from_id: copiedFrom ?? null })
    .returning('id').executeTakeFirstOrThrow()
  return id
}

/**
 * A lesson is corrected: its titles at once, what is in it as a draft, so that nothing changes under who has begun. A file that
 * was not sent again stays. Returns the keys of files that nobody needs any more. @throws Missing, Refusal when somebody else was first
 */
export async function changeLesson(change: Change, lessonId: number, form: LessonForm, files: Uploads['files']): Promise<string[]> {
  const { tx, scope, log } = change
  const lesson = found(await findLessonToEdit(tx, scope, lessonId))
  mend(problemsOfSent(lesson.kind, form, files, lesson.fileId))
  await touchLesson(change, lessonId, form.version, { title: form.title, title_en: form.titleEn })
  const unneeded = form.removePicture === undefined ? [] : await removePicture(change, lessonId, form.removePicture, form.body ?? '')
  const written = await withPicture(change, lessonId, form, files)
  if (form.removeCaptions && lesson.captionsFileId === null) throw new Missing()
  const removed = form.removeCaptions ? { captions_file_id: null } : {}
  const draft = await draftOf(change, lesson)
  await tx.updateTable('lesson_version').set({ ...await contents(change, lesson.kind, written, files), ...removed }).where('id', '=', draft).execute()
  log('lesson.changed', `lesson:${lessonId}`, { files: Object.keys(files), ...form.removeCaptions ? { captionsRemoved: lesson.captionsName } : {} })
  return unneeded
}

const picturesMax = 100

/** The form with its picture kept, at the end of the text: from there it is moved to where it belongs. */
async function withPicture<F extends LessonForm | NewLessonForm>(change: Change, lessonId: number, form: F, { picture }: Uploads['files']): Promise<F> {
  if (picture === undefined) return form
  const { tx } = change
  const { last, count } = await tx.selectFrom('lesson_picture').select(({ fn, lit }) => [fn.coalesce(fn.max('number'), lit(0)).as('last'), fn.countAll<number>().as('count')])
    .where('lesson_id', '=', lessonId).executeTakeFirstOrThrow()
  if (count >= picturesMax || last >= 999) throw new Refusal({ key: 'lessons.tooManyPictures', data: { limit: picturesMax } })
  const description = form.pictureDescription!.trim()
  const { width, height } = picture as Required<Upload>
  await tx.insertInto('lesson_picture').values({ lesson_id: lessonId, number: last + 1, file_id: await keepFile(change, picture), description, width, height }).execute()
  return { ...form, body: [form.body ?? '', `![${description.replace(/[[\]\\]/g, '\\$&')}](picture:${last + 1})`].filter((part) => part.trim() !== '').join('\n\n') }
}

/** A picture that no text shows goes; its file, too, unless a copy of the lesson has it. @throws Missing, Refusal while it is shown */
async function removePicture({ tx, log }: Change, lessonId: number, number: number, body: string): Promise<string[]> {
  const { file_id } = found(await tx.selectFrom('lesson_picture').select('file_id').where('lesson_id', '=', lessonId).where('number', '=', number).executeTakeFirst())
  const published = await tx.selectFrom('lesson_version').select('body').where('lesson_id', '=', lessonId).where('published_at', 'is not', null).limit(1_000).execute()
  refuse(whyNotRemovePicture(picturesIn(body).includes(number), published.some((version) => picturesIn(version.body).includes(number))))
  await tx.deleteFrom('lesson_picture').where('lesson_id', '=', lessonId).where('number', '=', number).execute()
  log('lesson.pictureRemoved', `lesson:${lessonId}`, { picture: number })
  const other = await tx.selectFrom('lesson_picture').select('lesson_id').where('file_id', '=', file_id).limit(1).executeTakeFirst()
  if (other) return []
  const { key } = await tx.deleteFrom('file').where('id', '=', file_id).returning('key').executeTakeFirstOrThrow()
  return [key]
}

/** Holds a lesson as it is, whoever else is at it: what comes then waits. */
export async function holdLesson({ tx }: Change, lessonId: number): Promise<void> {
  await tx.selectFrom('lesson').select('id').where('id', '=', lessonId).forUpdate().execute()
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

/** What a version holds, besides whose it is and when it was published. */
export const copied = ['body', 'file_id', 'captions_file_id', 'transcript', 'duration_seconds', 'pages', 'percent_needed', 'url', 'content', 'no_captions_reason',
  'skipping', 'background', 'rate_percent_max', 'page_seconds'] as const

/** A film that came in pieces and was kept is put on the draft, whoever has the form open meanwhile. @throws Missing, also for a lesson of another kind */
export async function putFilm(change: Change, lessonId: number, film: Upload): Promise<void> {
  const { tx, scope, log } = change
  await holdLesson(change, lessonId)
  const lesson = found(await findLessonToEdit(tx, scope, lessonId))
  if (lesson.kind !== 'video') throw new Missing()
  await touchLesson(change, lessonId, lesson.version)
  const draft = await draftOf(change, lesson)
  await tx.updateTable('lesson_version').set({ file_id: await keepFile(change, film), duration_seconds: film.seconds ?? null }).where('id', '=', draft).execute()
  log('lesson.changed', `lesson:${lessonId}`, { files: ['video'] })
}

/**
 * The contents of a kind with a room of its own are saved into the draft. `content` was checked by that room.
 * @param fileId the file that belongs to them (a template, a package), where there is one
 * @throws Missing for a lesson of another kind, Refusal when somebody else was first
 */
export async function saveContent(
  change: Change, { id, kind, version }: { id: number; kind: LessonKind; version: number }, content: object, fileId?: number | null,
): Promise<number> {
  const { tx, scope, log } = change
  const lesson = found(await findLessonToEdit(tx, scope, id))
  if (lesson.kind !== kind) throw new Missing()
  await touchLesson(change, id, version)
  const draft = await draftOf(change, lesson)
  await tx.updateTable('lesson_version').set({ content: JSON.stringify(content), ...fileId === undefined ? {} : { file_id: fileId } }).where('id', '=', draft).execute()
  log('lesson.changed', `lesson:${id}`, { kind })
  return draft
}

/**
 * The draft of a lesson becomes what trainees meet who begin from now on; who has begun goes on with the version they have.
 * @param problems what its kind finds missing (`kinds.ts`) @throws Missing, Refusal when there is none, it is not whole, or somebody was first, Unfit
 *   for a film without captions and without a reason
 */
export async function publishLesson(
  change: Change, lessonId: number, { version, noCaptionsReason }: PublicationForm, problems: ProblemsOfKinds,
): Promise<void> {
  const { tx, scope, now, log } = change
  const lesson = found(await findLessonToEdit(tx, scope, lessonId))
  if (lesson.publishedAt !== null) throw new Refusal({ key: 'lessons.nothingToPublish' })
  const { kind, body, url, fileId, captionsFileId } = lesson
  const [lacking] = problemsOfWhole(kind, { body: hasText(body), url: hasText(url ?? ''), file: fileId !== null })
  refuse(lacking?.reason ?? (await problems[kind]?.(tx, lesson) ?? [])[0] ?? null)
  mend(problemsOfCaptions(kind, captionsFileId !== null, noCaptionsReason))
  await touchLesson(change, lessonId, version)
  const no_captions_reason = kind === 'video' && captionsFileId === null ? noCaptionsReason!.trim() : null
  await tx.updateTable('lesson_version').set({ published_at: now, no_captions_reason }).where('id', '=', lesson.versionId).execute()
  await tx.updateTable('lesson').set({ published_version_id: lesson.versionId }).where('id', '=', lessonId).execute()
  log('lesson.published', `lesson:${lessonId}`, { number: lesson.versionNumber, ...no_captions_reason === null ? {} : { noCaptions: no_captions_reason } })
}

/**
 * A draft is given up; what is published stays. A lesson that was never published goes with its draft, and with the films on
 * their way to it: their `pieces` are to be dropped. @throws Missing, Refusal
 */
export async function dropDraft(change: Change, lessonId: number, version: number): Promise<{ isGone: boolean; courseId: number; pieces: string[] }> {
  const { tx, scope, log } = change
  const lesson = found(await findLessonToEdit(tx, scope, lessonId))
  if (lesson.publishedAt !== null) throw new Refusal({ key: 'lessons.noDraft' })
  await touchLesson(change, lessonId, version)
  await tx.deleteFrom('lesson_version').where('id', '=', lesson.versionId).execute()
  const isGone = lesson.publishedVersionId === null
  const films = isGone ? await tx.deleteFrom('lesson_upload').where('lesson_id', '=', lessonId).returning('pieces').execute() : []
  if (isGone) {
    await tx.deleteFrom('training_lesson').where('lesson_id', '=', lessonId).execute()
    await tx.deleteFrom('lesson').where('id', '=', lessonId).execute()
  }
  log('lesson.draftDropped', `lesson:${lessonId}`, { number: lesson.versionNumber, title: lesson.title })
  return { isGone, courseId: lesson.courseId, pieces: films.map(({ pieces }) => pieces) }
}

const hasText = (text: string | undefined) => (text ?? '').trim() !== ''
const sentFile = (kind: LessonKind, { document, video }: Uploads['files']) => kind === 'document' ? document : kind === 'video' ? video : undefined

/** What is wrong with a form and its files. @param stored the file that the lesson has already */
const problemsOfSent = (kind: LessonKind, form: LessonForm | NewLessonForm, files: Uploads['files'], stored: number | null): FieldReason[] => [
  ...problemsOfPicture(form.pictureDescription, files.picture !== undefined, form.onward !== undefined),
  ...problemsOfLesson(kind, { body: hasText(form.body), url: hasText(form.url), file: stored !== null || sentFile(kind, files) !== undefined }),
  ...problemsOfAddress(kind, form.url),
]

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
