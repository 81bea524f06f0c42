import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { prepared } from '../../base/prepared.ts'
import { among, within } from '../../base/within.ts'
import { activeStates } from '../../entry/enrollments/rules.ts'
import { picturesIn, type ShownPicture } from './markdown.ts'
import type { Range } from './ranges.ts'
import { reachesCourse } from './reach.ts'

/**
 * The lessons that a training opens, in the order of its modules: with the days between which they are asked for
 * (null: from the start, without a due date). At most 500.
 */
export function lessonsOfTraining(db: Reader, trainingId: number) {
  return openedLessons(db).where('tl.training_id', '=', trainingId).execute()
}

const lessonOfTraining = ['tl.training_id as trainingId', 'l.id', 'l.kind', 'l.title', 'l.title_en as titleEn',
  'v.percent_needed as percentNeeded', 'v.duration_seconds as durationSeconds', 'v.pages', 'tl.opens_on as opensOn', 'tl.due_on as dueOn',
  'm.id as moduleId', 'm.position as modulePosition', 'm.title as moduleTitle', 'm.title_en as moduleTitleEn'] as const

/** Whoever has begun a version keeps it; everybody else meets the published one. What was never published is met by nobody. */
const begunOrPublished = sql<number>`coalesce(p.lesson_version_id, l.published_version_id)`

/** The first lesson that has to be done before this one and is not; only lessons that the training opens are waited for. */
const needsFirst = sql<{ id: number; title: string; titleEn: string } | null>`(
  select jsonb_build_object('id', n.id, 'title', n.title, 'titleEn', n.title_en)
  from lesson_prerequisite q join lesson n on n.id = q.needs_lesson_id
  join training_lesson o on o.lesson_id = n.id and o.training_id = e.training_id
  join module k on k.id = n.module_id
  left join progress g on g.enrollment_id = e.id and g.lesson_id = n.id
  where q.lesson_id = l.id and g.state is distinct from 'completed' and n.published_version_id is not null
  order by k.position, n.position limit 1)`

const openedLessons = (db: Reader) => db.selectFrom('training_lesson as tl')
  .innerJoin('lesson as l', 'l.id', 'tl.lesson_id')
  .innerJoin('lesson_version as v', 'v.id', 'l.published_version_id')
  .innerJoin('module as m', 'm.id', 'l.module_id')
  .select(lessonOfTraining)
  .orderBy('tl.training_id').orderBy('m.position').orderBy('l.position').orderBy('l.id')
  .limit(500)

/** The lessons of these enrollments with how far each is, in one statement: one row per enrollment and lesson. At most 1,000. */
export async function lessonsOfEnrollments(db: Reader, enrollmentIds: readonly number[]) {
  const [id, ...others] = enrollmentIds
  if (id === undefined) return []
  return others.length === 0 ? lessonsOfOne(db, { id }) : lessonsOf(db).where(({ ref }) => among(ref('e.id'), enrollmentIds)).execute()
}

const lessonsOfOne = prepared((db, { id }: { id: number }) => lessonsOf(db).where('e.id', '=', id))

/** The same of all trainings in which a person is learning, so that a page need not know first which those are. */
export const lessonsOfLearner = prepared((db, { personId }: { personId: number }) => lessonsOf(db).where('e.person_id', '=', personId).where('e.state', 'in', activeStates))

const lessonsOf = (db: Reader) => db.selectFrom('enrollment as e')
  .innerJoin('training_lesson as tl', 'tl.training_id', 'e.training_id')
  .innerJoin('lesson as l', 'l.id', 'tl.lesson_id')
  .innerJoin('module as m', 'm.id', 'l.module_id')
  .leftJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'e.id').onRef('p.lesson_id', '=', 'l.id'))
  .innerJoin('lesson_version as v', (join) => join.on('v.id', '=', begunOrPublished))
  .select(lessonOfTraining)
  .select(['e.id as enrollmentId', 'p.state', 'p.percent', 'p.position_seconds as positionSeconds', 'p.completed_at as completedAt', needsFirst.as('needsFirst')])
  .orderBy('e.id').orderBy('m.position').orderBy('l.position').orderBy('l.id')
  .limit(1_000)

export type LessonOfEnrollment = Awaited<ReturnType<typeof lessonsOfEnrollments>>[number]

/** How far each of these enrollments is, one row for each lesson that was begun. At most 100,000. */
export async function progressOf(db: Reader, enrollmentIds: readonly number[]) {
  if (enrollmentIds.length === 0) return []
  return db.selectFrom('progress')
    .select(['enrollment_id as enrollmentId', 'lesson_id as lessonId', 'state', 'percent', 'position_seconds as positionSeconds',
      'opened_at as openedAt', 'seen_at as seenAt', 'completed_at as completedAt'])
    .where('enrollment_id', 'in', [...enrollmentIds])
    .orderBy('enrollment_id').orderBy('lesson_id')
    .limit(100_000)
    .execute()
}

/** A trainee's own enrollments with what a page of theirs says of the training, newest year first; also withdrawn ones. */
export function ownEnrollments(db: Reader, scope: Scope) {
  return db.selectFrom('enrollment as e')
    .innerJoin('training as t', 't.id', 'e.training_id')
    .innerJoin('cohort as c', 'c.id', 'e.cohort_id')
    .select(['e.id', 'e.training_id as trainingId', 'e.cohort_id as cohortId', 'e.person_id as personId', 'e.number', 'e.state',
      'e.name_checked_at as nameCheckedAt', 'e.completed_on as completedOn', 't.title', 't.title_en as titleEn',
      't.fiscal_year as fiscalYear', 't.state as trainingState', 'c.name as cohortName', 'c.name_en as cohortNameEn'])
    .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))
    .orderBy('t.fiscal_year', 'desc').orderBy('e.id', 'desc')
    .limit(50)
    .execute()
}

export type OwnEnrollment = Awaited<ReturnType<typeof ownEnrollments>>[number]

const lessonColumns = ['l.id', 'l.module_id as moduleId', 'l.kind', 'l.title', 'l.title_en as titleEn', 'l.version',
  'v.id as versionId', 'v.number as versionNumber', 'v.published_at as publishedAt', 'v.body', 'v.transcript', 'v.url', 'v.content',
  'v.file_id as fileId', 'v.captions_file_id as captionsFileId', 'v.duration_seconds as durationSeconds', 'v.pages',
  'v.percent_needed as percentNeeded', 'v.skipping', 'v.background', 'v.rate_percent_max as ratePercentMax', 'v.page_seconds as pageSeconds',
  'm.title as moduleTitle', 'm.title_en as moduleTitleEn', 'm.position as modulePosition', 'm.course_id as courseId', 'f.name as fileName', 'f.bytes as fileBytes'] as const

/** Which version of a lesson staff look at: the draft if there is one, what is published, or one by its number. */
export type Which = 'newest' | 'published' | number

const nobody: Scope = { of: 'public' }

/** One lesson in whole, for those who look at it as staff. @param editor how far they make lessons: whether they may change this one */
export function findLesson(db: Reader, lessonId: number, which: Which = 'newest', editor: Scope = nobody) {
  return staffLesson(db, lessonId, which, editor).executeTakeFirst()
}

/** The newest version of a lesson, for those who make it: one of a course out of their reach is not there. */
export function findLessonToEdit(db: Reader, editor: Scope, lessonId: number) {
  return staffLesson(db, lessonId, 'newest', editor).where(({ ref }) => reachesCourse(editor, ref('m.course_id'))).executeTakeFirst()
}

function staffLesson(db: Reader, lessonId: number, which: Which, editor: Scope) {
  return db.selectFrom('lesson as l')
    .innerJoin('lesson_version as v', 'v.lesson_id', 'l.id')
    .innerJoin('module as m', 'm.id', 'l.module_id')
    .innerJoin('course as c', 'c.id', 'm.course_id')
    .leftJoin('file as f', 'f.id', 'v.file_id')
    .leftJoin('file as k', 'k.id', 'v.captions_file_id')
    .select([...lessonColumns, 'k.name as captionsName', 'k.made_at as captionsMadeAt', 'c.name as courseName', 'c.name_en as courseNameEn', 'l.published_version_id as publishedVersionId',
      'v.no_captions_reason as noCaptionsReason'])
    .select(({ ref }) => reachesCourse(editor, ref('m.course_id')).as('canEdit'))
    .select(needsOf.as('needs'))
    .where('l.id', '=', lessonId)
    .$if(which === 'published', (query) => query.whereRef('v.id', '=', 'l.published_version_id'))
    .$if(typeof which === 'number', (query) => query.where('v.number', '=', which as number))
    .orderBy('v.number', 'desc').limit(1)
}

export type StaffLesson = NonNullable<Awaited<ReturnType<typeof findLesson>>>

/** The versions of a lesson, newest first, with how many trainees have begun each. At most 100. */
export function versionsOf(db: Reader, lessonId: number) {
  return db.selectFrom('lesson_version as v')
    .select(['v.id', 'v.number', 'v.published_at as publishedAt'])
    .select((eb) => eb.selectFrom('progress as p').select(eb.fn.countAll<number>().as('n')).whereRef('p.lesson_id', '=', 'v.lesson_id').whereRef('p.lesson_version_id', '=', 'v.id').as('begun'))
    .where('v.lesson_id', '=', lessonId).orderBy('v.number', 'desc').limit(100)
    .execute()
}

/** When and why what somebody had seen of this lesson was last set back. */
const setBack = sql<{ at: string; reason: string; percent: number } | null>`(
  select jsonb_build_object('at', k.canceled_at, 'reason', k.reason, 'percent', k.percent)
  from viewing_cancellation k where k.enrollment_id = e.id and k.lesson_id = l.id order by k.id desc limit 1)`

/** A lesson as one trainee meets it: through their own standing enrollment, with its days and how far they are. */
export const findOwnLesson = async (db: Reader, scope: Scope, enrollmentId: number, lessonId: number) =>
  (await ownLesson(db, { scope, enrollmentId, lessonId }))[0]

/** As much of it as the report of a player needs, which comes every few seconds: without what is in the lesson. */
export const findWatchedLesson = async (db: Reader, scope: Scope, enrollmentId: number, lessonId: number) =>
  (await watchedLesson(db, { scope, enrollmentId, lessonId }))[0]

interface Own { scope: Scope; enrollmentId: number; lessonId: number }

const ownStanding = (db: Reader, { scope, enrollmentId, lessonId }: Own) => db.selectFrom('enrollment as e')
  .innerJoin('training_lesson as tl', 'tl.training_id', 'e.training_id')
  .innerJoin('lesson as l', 'l.id', 'tl.lesson_id')
  .leftJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'e.id').onRef('p.lesson_id', '=', 'l.id'))
  .innerJoin('lesson_version as v', (join) => join.on('v.id', '=', begunOrPublished))
  .select(['e.id as enrollmentId', 'e.training_id as trainingId', 'tl.opens_on as opensOn', 'tl.due_on as dueOn',
    'p.state', 'p.percent', 'p.position_seconds as positionSeconds', 'p.seen_at as seenAt', 'p.completed_at as completedAt'])
  .select([sql<Range[] | null>`p.ranges`.as('ranges'), needsFirst.as('needsFirst')])
  .where('e.id', '=', enrollmentId).where('l.id', '=', lessonId).where('e.state', '<>', 'withdrawn')
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))

const ownLesson = prepared((db, of: Own) => ownStanding(db, of)
  .innerJoin('training as t', 't.id', 'e.training_id').innerJoin('module as m', 'm.id', 'l.module_id').leftJoin('file as f', 'f.id', 'v.file_id')
  .select([...lessonColumns, 'e.state as enrollmentState', 't.title as trainingTitle', 't.title_en as trainingTitleEn'])
  .select(setBack.as('setBack')))

const watchedLesson = prepared((db, of: Own) => ownStanding(db, of).select(['l.id', 'l.kind', 'l.title', 'l.title_en as titleEn', 'v.id as versionId',
  'v.duration_seconds as durationSeconds', 'v.pages', 'v.percent_needed as percentNeeded', 'v.skipping', 'v.background',
  'v.rate_percent_max as ratePercentMax', 'v.page_seconds as pageSeconds']))

export type OwnLesson = NonNullable<Awaited<ReturnType<typeof findOwnLesson>>>
export type WatchedLesson = NonNullable<Awaited<ReturnType<typeof findWatchedLesson>>>

/**
 * The stored file of a lesson, for those who may have it today: staff, who look at the newest version or at one by its number,
 * and a trainee whose training has opened it, who has the version they began or else the published one.
 * @param part `file` is the document or the video, `captions` what is said in it
 */
export function findLessonFile(db: Reader, scope: Scope, lessonId: number, part: 'file' | 'captions', today: Day, number?: number) {
  return lessonFor(db, scope, lessonId, today)
    .innerJoin('file as f', 'f.id', part === 'file' ? 'v.file_id' : 'v.captions_file_id')
    .select(['f.key', 'f.name', 'f.type'])
    .$if(number !== undefined && scope.of === 'all', (query) => query.where('v.number', '=', number!))
    // A package is played, not taken home.
    .$if(scope.of !== 'all', (query) => query.where('l.kind', '<>', 'scorm'))
    .executeTakeFirst()
}

/**
 * The version of a lesson of which somebody may have the files: staff each, the newest first; a trainee the one they meet, while
 * its page shows it (`stateOf`): from its day on and after what comes first, and for good once it is done.
 */
function lessonFor(db: Reader, scope: Scope, lessonId: number, today: Day) {
  return db.selectFrom('lesson as l')
    .innerJoin('lesson_version as v', 'v.lesson_id', 'l.id')
    .where('l.id', '=', lessonId)
    .where((eb) => scope.of === 'all' ? eb.lit(true) : eb.exists(eb.selectFrom('training_lesson as tl')
      .innerJoin('enrollment as e', 'e.training_id', 'tl.training_id')
      .leftJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'e.id').onRef('p.lesson_id', '=', 'tl.lesson_id'))
      .select('e.id')
      .whereRef('tl.lesson_id', '=', 'l.id').where('e.state', '<>', 'withdrawn')
      .where(({ ref, eb }) => eb(ref('v.id'), '=', begunOrPublished))
      .where(({ and, or, eb }) => or([eb('p.state', '=', 'completed'),
        and([or([eb('tl.opens_on', 'is', null), eb('tl.opens_on', '<=', today)]), eb(needsFirst, 'is', null)])]))
      .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id') }))))
    .orderBy('v.number', 'desc').limit(1)
}

/** The pictures of a lesson by number, as its text shows them. At most 100. */
export async function picturesOf(db: Reader, lessonId: number): Promise<ShownPicture[]> {
  const rows = await db.selectFrom('lesson_picture').select(['number', 'description', 'width', 'height'])
    .where('lesson_id', '=', lessonId).orderBy('number').limit(100).execute()
  return rows.map((row) => ({ ...row, href: `/lessons/${lessonId}/pictures/${row.number}` }))
}

/** One picture for those who may have the lesson: staff, and a trainee into whose version it is written. */
export async function findPicture(db: Reader, scope: Scope, lessonId: number, number: number, today: Day) {
  const row = await lessonFor(db, scope, lessonId, today).innerJoin('lesson_picture as i', 'i.lesson_id', 'l.id').innerJoin('file as f', 'f.id', 'i.file_id')
    .select(['f.key', 'f.name', 'f.type', 'v.body']).where('i.number', '=', number).executeTakeFirst()
  return row && (scope.of === 'all' || picturesIn(row.body).includes(number)) ? row : undefined
}

/** The lessons that come before one, in their order. */
export const needsOf = sql<Needed[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'title', n.title, 'titleEn', n.title_en) order by k.position, n.position), '[]')
  from lesson_prerequisite q join lesson n on n.id = q.needs_lesson_id join module k on k.id = n.module_id where q.lesson_id = l.id)`
export interface Needed { id: number; title: string; titleEn: string }

/** A module and the course it belongs to, for those who make its lessons. */
export function findModule(db: Reader, editor: Scope, moduleId: number) {
  return db.selectFrom('module as m').innerJoin('course as c', 'c.id', 'm.course_id')
    .select(['m.id', 'm.title', 'm.title_en as titleEn', 'm.course_id as courseId', 'c.name as courseName', 'c.name_en as courseNameEn'])
    .where('m.id', '=', moduleId).where(({ ref }) => reachesCourse(editor, ref('m.course_id')))
    .executeTakeFirst()
}
