import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { found, Missing } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { addLesson, changeLesson, dropDraft, moveLesson, openLessons, publishLesson } from './changes.ts'
import { CourseQuery, DraftForm, LessonForm, LessonParams, MoveForm, NewLessonForm, NewLessonQuery, OpeningsForm, VersionQuery } from './forms.ts'
import type { ProblemsOfKinds } from './contents.ts'
import { htmlOf } from './markdown.ts'
import { coursesWithLessons, findLesson, findModule, lessonsToOpen, modulesWithLessons, trainingsOfCourse, versionsOf, type StaffLesson } from './queries.ts'
import { editPathOf, kinds, linesOfTranscript, rooms, standingOf, whatCompletes, type LessonKind } from './rules.ts'
import { takeUploads } from './uploads.ts'

/** How staff make lessons, look at them as trainees will, and decide which training opens them when. */
export const authoring: FastifyPluginAsyncTypebox<{ problems: ProblemsOfKinds }> = async (app, { problems }) => {
  app.get('/lessons', { config: { access: 'lessons.read' }, schema: { querystring: CourseQuery } }, async (request, reply) =>
    reply.page('learning/lessons/index', await indexPage(request, request.query.course)))

  app.get('/lessons/:id', { config: { access: 'lessons.read' }, schema: { params: LessonParams, querystring: VersionQuery } }, async (request, reply) => {
    const { id } = request.params
    const [lesson, versions] = await Promise.all([findLesson(request.db, id, request.query.version ?? 'newest'), versionsOf(request.db, id)])
    return reply.page('learning/lessons/show', { ...shownToStaff(found(lesson)), versions })
  })

  app.post('/lessons/:id/publication', {
    config: { access: 'lessons.edit' }, schema: { params: LessonParams, body: DraftForm },
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => publishLesson(change, id, request.body.version, problems), () => ({ to: `/lessons/${id}`, notice: 'lessons.published' }))
  })

  app.post('/lessons/:id/draft/removal', {
    config: { access: 'lessons.edit' }, schema: { params: LessonParams, body: DraftForm },
  }, async (request, reply) => {
    const { id } = request.params
    return reply.submit((change) => dropDraft(change, id, request.body.version),
      ({ isGone, courseId }) => ({ to: isGone ? `/lessons?course=${courseId}` : `/lessons/${id}`, notice: 'lessons.draftDropped' }))
  })

  app.post('/lessons/:id/position', {
    config: { access: 'lessons.edit' }, schema: { params: LessonParams, body: MoveForm },
  }, async (request, reply) => {
    const { id } = request.params
    const { courseId } = found(await findLesson(request.db, id))
    return reply.submit((change) => moveLesson(change, id, request.body.to), () => ({ to: `/lessons?course=${courseId}`, notice: 'lessons.moved' }))
  })

  app.get('/trainings/:id/lessons', { config: { access: 'lessons.read' }, schema: { params: LessonParams } }, openingsPage)
  app.post('/trainings/:id/lessons', {
    config: { access: 'lessons.edit', again: openingsPage }, schema: { params: LessonParams, body: OpeningsForm }, attachValidation: true,
  }, async (request, reply) => {
    const { id } = request.params
    found(await findTraining(request.db, request.scope, id))
    return reply.submit((change) => openLessons(change, id, request.body), () => ({ to: `/trainings/${id}/lessons`, notice: 'form.saved' }))
  })

  await app.register(forms)
}

/** The forms that bring files along. */
const forms: FastifyPluginAsyncTypebox = async (app) => {
  await takeUploads(app)

  app.get('/lessons/new', { config: { access: 'lessons.edit' }, schema: { querystring: NewLessonQuery } }, newPage)
  app.post('/lessons', {
    config: { access: 'lessons.edit', again: newPage }, schema: { body: NewLessonForm }, attachValidation: true,
  }, async (request, reply) => withFiles(request, (use) => reply.submit(
    (change) => addLesson(change, request.body, use()), (id) => ({ to: request.body.kind in rooms ? editPathOf(request.body.kind, id) : `/lessons/${id}`, notice: 'lessons.added' }))))

  app.get('/lessons/:id/edit', { config: { access: 'lessons.edit' }, schema: { params: LessonParams } }, editPage)
  app.post('/lessons/:id', {
    config: { access: 'lessons.edit', again: editPage }, schema: { params: LessonParams, body: LessonForm }, attachValidation: true,
  }, async (request, reply) => withFiles(request, (use) => reply.submit(
    (change) => changeLesson(change, request.params.id, request.body, use()), () => ({ to: `/lessons/${request.params.id}`, notice: 'form.saved' }))))
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

/** A lesson as trainees will meet it; nothing is recorded. */
function shownToStaff(lesson: StaffLesson) {
  const { lesson: rule } = standingOf({ ...lesson, state: null, ranges: null })
  return {
    lesson, html: htmlOf(lesson.body), lines: linesOfTranscript(lesson.transcript), completes: whatCompletes(rule), beats: null, isDone: false,
    editPath: editPathOf(lesson.kind, lesson.id), hasRoom: lesson.kind in rooms,
  }
}

async function indexPage({ db, year }: FastifyRequest, asked: number | undefined) {
  const courses = await coursesWithLessons(db)
  const course = asked === undefined ? courses[0] : found(courses.find(({ id }) => id === asked))
  const rows = course === undefined ? [] : await modulesWithLessons(db, course.id)
  const trainings = course === undefined ? [] : await trainingsOfCourse(db, course.id, year)
  const modules = [...Map.groupBy(rows, ({ moduleId }) => moduleId)].map(([id, rows]) => {
    const { moduleTitle: title, moduleTitleEn: titleEn, modulePosition: position } = rows[0]!
    return { id, title, titleEn, position, lessons: rows.filter((row) => row.id !== null) }
  })
  return { courses, course, modules, trainings, kinds }
}

async function newPage(request: FastifyRequest, reply: FastifyReply) {
  const sent = request.method === 'POST' ? request.body as { moduleId?: unknown; kind?: unknown } : null
  const query = request.query as { module?: number; kind?: LessonKind }
  const moduleId = sent === null ? query.module : Number(sent.moduleId)
  if (!Number.isInteger(moduleId) || moduleId! < 1 || moduleId! > 2147483647) throw new Missing()
  const module = found(await findModule(request.db, moduleId!))
  const asked = sent === null ? query.kind : sent.kind
  const kind = kinds.find((one) => one === asked) ?? 'page'
  return reply.page('learning/lessons/new', { module, kind, form: formOf(NewLessonForm, request, { percentNeeded: 90, skipping: 'free', background: 'counts', ratePercentMax: 200, pageSeconds: 1 }) })
}

async function editPage(request: FastifyRequest, reply: FastifyReply) {
  const lesson = found(await findLesson(request.db, (request.params as { id: number }).id))
  return reply.page('learning/lessons/edit', { lesson, form: formOf(LessonForm, request, lesson) })
}

async function openingsPage(request: FastifyRequest, reply: FastifyReply) {
  const training = found(await findTraining(request.db, request.scope, (request.params as { id: number }).id))
  const lessons = await lessonsToOpen(request.db, training.id)
  const rows = lessons.map(({ id, opened, opensOn, dueOn }) => ({ lessonId: id, ...opened ? { opened: 'true' } : {}, opensOn: opensOn ?? '', dueOn: dueOn ?? '' }))
  return reply.page('learning/lessons/openings', { training, lessons, form: formOf(OpeningsForm, request, { rows }) })
}
