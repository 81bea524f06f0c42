import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayInJapan } from '../../base/days.ts'
import { found, Missing } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import type { Answer } from '../../base/once.ts'
import { versionOf } from '../../planning/trainings/pages.ts'
import { addLesson, changeLesson, dropDraft, publishLesson } from './changes.ts'
import { DraftForm, LessonForm, LessonParams, NewLessonForm, NewLessonQuery, PublicationForm, VersionQuery } from './forms.ts'
import type { FactsOfKinds, ProblemsOfKinds } from './contents.ts'
import { htmlOf, type ShownPicture } from './markdown.ts'
import { findLesson, findLessonToEdit, findModule, picturesOf, versionsOf, type StaffLesson } from './queries.ts'
import { editScopeOf } from './reach.ts'
import { editPathOf, kinds, linesOfTranscript, resultsPathOf, rooms, standingOf, whatCompletes, type LessonKind } from './rules.ts'
import { findRoomFor } from './space.ts'
import { takeUploads } from './uploads.ts'
import { factsOfFilm, usesOf } from './uses.ts'

/** How staff make lessons and look at them as trainees will. */
export const authoring: FastifyPluginAsyncTypebox<{ problems: ProblemsOfKinds; facts: FactsOfKinds }> = async (app, { problems, facts }) => {
  const showPage = pageOf(facts)
  app.get('/lessons/:id', { config: { access: 'lessons.read' }, schema: { params: LessonParams, querystring: VersionQuery } }, showPage)
  app.get('/lessons/:id/preview', { config: { access: 'lessons.read' }, schema: { params: LessonParams, querystring: VersionQuery } }, async (request, reply) => {
    const lesson = found(await findLesson(request.db, request.params.id, request.query.version ?? 'newest'))
    return reply.page('learning/lessons/preview', await shownToStaff(request, lesson))
  })

  app.post('/lessons/:id/publication', {
    config: { access: 'lessons.edit', again: showPage }, schema: { params: LessonParams, body: PublicationForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => publishLesson(change, id, request.body, problems), () => ({ to: `/lessons/${id}`, notice: 'lessons.published' }))
  })

  app.post('/lessons/:id/draft/removal', {
    config: { access: 'lessons.edit' }, schema: { params: LessonParams, body: DraftForm },
  }, async (request, reply) => {
    const { id } = request.params
    let unneeded: string[] = []
    await reply.submit(async (change) => {
      const dropped = await dropDraft(change, id, request.body.version)
      unneeded = dropped.pieces
      return dropped
    }, ({ isGone, courseId }) => ({ to: isGone ? `/lessons?course=${courseId}` : `/lessons/${id}`, notice: 'lessons.draftDropped' }))
    for (const pieces of unneeded) await app.outside.files.pieces.drop(pieces)
    return reply
  })

  await app.register(forms)
}

/** The forms that bring files along. */
const forms: FastifyPluginAsyncTypebox = async (app) => {
  await takeUploads(app)

  app.get('/lessons/new', { config: { access: 'lessons.edit' }, schema: { querystring: NewLessonQuery } }, newPage)
  app.post('/lessons', {
    config: { access: 'lessons.edit', again: newPage }, schema: { body: NewLessonForm }, attachValidation: true,
  }, async (request, reply) => request.body.preview ? newPage(request, reply) : withFiles(request, (use) => reply.submit(
    async (change) => { await findRoomFor(change, use(), app.outside.lessonSpace); return addLesson(change, request.body, use()) }, (id) => ({ to: afterAdding(request.body, id, request.uploads?.files.video !== undefined), notice: 'lessons.added' }))))

  app.get('/lessons/:id/edit', { config: { access: 'lessons.edit' }, schema: { params: LessonParams } }, editPage)
  app.post('/lessons/:id', {
    config: { access: 'lessons.edit', again: editPage }, schema: { params: LessonParams, body: LessonForm }, attachValidation: true,
  }, async (request, reply) => {
    if (request.body.preview) return editPage(request, reply)
    const { id } = request.params
    let unneeded: string[] = []
    await withFiles(request, (use) => reply.submit(async (change) => {
      await findRoomFor(change, use(), app.outside.lessonSpace)
      unneeded = await changeLesson(change, id, request.body, use())
    },
      () => afterChanging(request.body, id)))
    for (const key of unneeded) await app.outside.files.remove(key)
    return reply
  })
}

/** Where a new lesson is gone on with: in its room, at its pictures, where its film is sent, or on its page. */
function afterAdding({ kind, onward }: NewLessonForm, id: number, hasFilm: boolean): string {
  if (onward) return `/lessons/${id}/edit#pictures`
  if (kind in rooms) return editPathOf(kind, id)
  return kind === 'video' && !hasFilm ? `/lessons/${id}/upload` : `/lessons/${id}`
}

/** The form again, at what was added or removed; else the page of the lesson. */
function afterChanging({ onward, removePicture, removeCaptions }: LessonForm, id: number): Answer {
  if (removeCaptions) return { to: `/lessons/${id}/edit#captions`, notice: 'lessons.captionsRemoved' }
  if (onward || removePicture) return { to: `/lessons/${id}/edit#pictures`, notice: onward ? 'lessons.pictureAdded' : 'lessons.pictureRemoved' }
  return { to: `/lessons/${id}`, notice: 'form.saved' }
}

/** The files of a form stay only when its change was really done: not on a refusal, and not when it was sent twice. */
async function withFiles<T>({ uploads }: FastifyRequest, work: (use: () => NonNullable<FastifyRequest['uploads']>['files']) => Promise<T>): Promise<T> {
  // Said while the work is done, not after it: the answer may be out before we hear that it is.
  const say = (isUsed: boolean) => { if (uploads) uploads.isUsed = isUsed }
  try {
    return await work(() => {
      say(true)
      return uploads?.files ?? {}
    })
  } catch (error) {
    say(false)
    throw error
  }
}

/** The page of a lesson for staff: how it is set up, how it looks, who uses it. */
const pageOf = (facts: FactsOfKinds) => async (request: FastifyRequest, reply: FastifyReply) => {
  const { db, actor } = request
  const { id } = request.params as { id: number }
  const { version } = request.query as { version?: number }
  const reach = editScopeOf(actor)
  const [one, versions, uses] = await Promise.all([findLesson(db, id, version ?? 'newest', reach), versionsOf(db, id), usesOf(db, reach, id)])
  const lesson = found(one)
  return reply.page('learning/lessons/show', {
    ...await shownToStaff(request, lesson), versions, facts: facts[lesson.kind]?.(lesson.content) ?? factsOfFilm(lesson),
    uses: uses.map((use) => ({ ...use, href: resultsPathOf(lesson.kind, id, use.id) })), form: formOf(PublicationForm, request, lesson),
  })
}

/** A lesson as trainees will meet it; nothing is recorded. A kind with a room of its own may have a page where it is tried. */
async function shownToStaff({ db, say, server }: FastifyRequest, lesson: StaffLesson) {
  const { lesson: rule } = standingOf({ ...lesson, state: null, ranges: null })
  const pictures = lesson.body.includes('picture:') ? await picturesOf(db, lesson.id) : []
  const room = rooms[lesson.kind]
  const tried = Object.values(room ?? {}).find((word) => server.hasRoute({ method: 'GET', url: `/lessons/:id/${word}/preview` }))
  return {
    lesson, html: htmlOf(lesson.body, { pictures, tableName: say('lessons.tableName') }), lines: linesOfTranscript(lesson.transcript), completes: whatCompletes(rule), beats: null, isDone: false,
    editPath: editPathOf(lesson.kind, lesson.id), hasRoom: room !== undefined, previewPath: `/lessons/${lesson.id}/${tried ? `${tried}/` : ''}preview`,
  }
}

async function newPage(request: FastifyRequest, reply: FastifyReply) {
  const { body, query, db, scope } = request
  const sent = request.method === 'POST' ? body as { moduleId?: unknown; kind?: unknown } : null
  const { module: askedModule, kind: askedKind } = query as { module?: number; kind?: LessonKind }
  const moduleId = sent === null ? askedModule : Number(sent.moduleId)
  if (!Number.isInteger(moduleId) || moduleId! < 1 || moduleId! > 2147483647) throw new Missing()
  const module = found(await findModule(db, scope, moduleId!))
  const asked = sent === null ? askedKind : sent.kind
  const kind = kinds.find((one) => one === asked) ?? 'page'
  return reply.page('learning/lessons/new', { module, kind, pictures: [], preview: previewOf(request, []), filesLost: areFilesLost(request), form: formOf(NewLessonForm, request, sent ?? { percentNeeded: 90, skipping: 'free', background: 'counts', ratePercentMax: 200, pageSeconds: 1 }) })
}

async function editPage(request: FastifyRequest, reply: FastifyReply) {
  const { db, scope, body, method } = request
  const lesson = found(await findLessonToEdit(db, scope, (request.params as { id: number }).id))
  const pictures = await picturesOf(db, lesson.id)
  const captions = lesson.captionsName === null ? null : { name: lesson.captionsName, addedOn: dayInJapan(lesson.captionsMadeAt!) }
  return reply.page('learning/lessons/edit', { lesson, version: versionOf(request, lesson.version), captions, pictures, preview: previewOf(request, pictures), filesLost: areFilesLost(request), form: formOf(LessonForm, request, method === 'POST' ? body as object : lesson) })
}

/** A form that is shown again has lost the files that came with it: no browser fills their boxes in. */
const areFilesLost = ({ uploads }: FastifyRequest): boolean => Object.keys(uploads?.files ?? {}).length > 0

/** What was written, as it will look; null while nobody asks. */
function previewOf({ method, body, say }: FastifyRequest, pictures: ShownPicture[]): string | null {
  const { preview, body: text } = (method === 'POST' ? body : {}) as { preview?: unknown; body?: unknown }
  return preview === undefined || typeof text !== 'string' ? null : htmlOf(text.slice(0, 20_000), { pictures, tableName: say('lessons.tableName') })
}
