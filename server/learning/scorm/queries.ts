import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { Course, Finding } from './course.ts'

/** What was sent and read: its outline, what was found, and where its files lie. */
export function findPackage(db: Reader, id: number) {
  return db.selectFrom('scorm_package as k')
    .innerJoin('file as f', 'f.id', 'k.file_id')
    .select(['k.id', 'k.lesson_id as lessonId', 'k.folder', 'k.made_at as madeAt', 'f.id as fileId', 'f.key', 'f.name as fileName', 'f.bytes as fileBytes', 'f.sha256'])
    .select([sql<Course>`k.course`.as('course'), sql<Finding[]>`k.findings`.as('findings')])
    .where('k.id', '=', id).executeTakeFirst()
}

export type Package = NonNullable<Awaited<ReturnType<typeof findPackage>>>

/** Packages of a lesson that no version of it plays: what was sent over again before it was published. At most 100. */
export function packagesWithoutUse(db: Reader, lessonId: number) {
  return db.selectFrom('scorm_package as k').select(['k.id', 'k.folder', 'k.file_id as fileId'])
    .where('k.lesson_id', '=', lessonId)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('lesson_version as v').select('v.id').whereRef('v.lesson_id', '=', 'k.lesson_id')
      .where(sql<boolean>`(v.content ->> 'packageId')::int = k.id`))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('scorm_attempt as a').select('a.id').whereRef('a.package_id', '=', 'k.id'))))
    .orderBy('k.id').limit(100).execute()
}

/** Tests of ours in the course of a lesson, in its order. At most 200. */
export function testsBeside(db: Reader, lessonId: number) {
  return db.selectFrom('lesson as k').innerJoin('module as km', 'km.id', 'k.module_id').innerJoin('module as m', 'm.course_id', 'km.course_id')
    .innerJoin('lesson as l', 'l.module_id', 'm.id')
    .select(['l.id', 'l.title', 'l.title_en as titleEn']).select(({ eb }) => eb('l.published_version_id', 'is not', null).as('isPublished'))
    .where('k.id', '=', lessonId).where('l.kind', '=', 'test').orderBy('m.position').orderBy('l.position').limit(200).execute()
}

/** A test that a package stands on, by the title trainees know. */
export function findTest(db: Reader, id: number) {
  return db.selectFrom('lesson').select(['id', 'title', 'title_en as titleEn']).where('id', '=', id).where('kind', '=', 'test').executeTakeFirst()
}

const attemptColumns = ['a.id', 'a.number', 'a.package_id as packageId', 'a.learner', 'a.is_over as isOver', 'a.is_done as isDone', 'a.score', 'a.began_at as beganAt',
  'a.done_at as doneAt', 'a.closed_at as closedAt'] as const

/** Attempts of an enrollment that was found through the scope, the first one first. At most 100. */
export function attemptsOf(db: Reader, enrollmentId: number, lessonId: number) {
  return db.selectFrom('scorm_attempt as a').select(attemptColumns)
    .where('a.enrollment_id', '=', enrollmentId).where('a.lesson_id', '=', lessonId)
    .orderBy('a.number').limit(100).execute()
}

/** The same, held and as the last commit left them. Who holds an enrollment as well holds it before its attempts. */
export function holdAttempts(tx: Writer, enrollmentId: number, lessonId: number) {
  return tx.selectFrom('scorm_attempt as a').select(attemptColumns)
    .where('a.enrollment_id', '=', enrollmentId).where('a.lesson_id', '=', lessonId)
    .orderBy('a.number').limit(100).forNoKeyUpdate().execute()
}

export type Attempt = Awaited<ReturnType<typeof attemptsOf>>[number]

/** How each item of one attempt stands. At most 1,000. */
export function statesOf(db: Reader, attemptId: number) {
  return db.selectFrom('scorm_state').select(['item', 'completion', 'success', 'score', 'is_ended as isEnded', 'seconds', 'claimed_seconds as claimedSeconds', 'sittings',
    'opened_at as openedAt', 'seen_at as seenAt']).where('attempt_id', '=', attemptId).orderBy('opened_at').orderBy('item').limit(1_000).execute()
}

export type State = Awaited<ReturnType<typeof statesOf>>[number]

/** The same for judging, together with what one of the items was told so far. At most 1,000. */
export function standingsWithTold(db: Reader, attemptId: number, item: string) {
  return db.selectFrom('scorm_state').select(['item', 'completion', 'success', 'score', 'is_ended as isEnded'])
    .select(sql<Record<string, string> | null>`case when item = ${item} then elements end`.as('elements'))
    .where('attempt_id', '=', attemptId).orderBy('opened_at').orderBy('item').limit(1_000).execute()
}

/** What the package told of each item of an attempt, for staff to look at. At most 1,000. */
export function toldIn(db: Reader, attemptId: number) {
  return db.selectFrom('scorm_state').select('item').select(sql<Record<string, string>>`elements`.as('elements'))
    .where('attempt_id', '=', attemptId).orderBy('item').limit(1_000).execute()
}

/** An opening by the hash of its token, with everything that decides what may be done with it. */
const launches = (db: Reader) => db.selectFrom('scorm_launch as l')
  .innerJoin('scorm_package as k', 'k.id', 'l.package_id')
  .leftJoin('scorm_attempt as a', 'a.id', 'l.attempt_id')
  .leftJoin('enrollment as e', 'e.id', 'a.enrollment_id')
  .leftJoin('training_lesson as tl', (join) => join.onRef('tl.training_id', '=', 'e.training_id').onRef('tl.lesson_id', '=', 'a.lesson_id'))
  .leftJoin('lesson_version as v', 'v.id', 'a.lesson_version_id')
  .select(['l.id', 'l.item', 'l.mode', 'l.made_at as madeAt', 'l.seen_at as seenAt', 'l.expires_at as expiresAt', 'l.ended_at as endedAt', 'l.last_number as lastNumber',
    'l.claimed_seconds as claimedSeconds', 'l.account_id as accountId', 'l.post_id as postId', 'l.attempt_id as attemptId', 'l.package_id as packageId', 'k.folder', 'k.lesson_id as lessonId',
    'a.enrollment_id as enrollmentId', 'a.lesson_version_id as versionId', 'a.learner', 'a.number as attemptNumber', 'a.closed_at as attemptClosedAt', 'a.is_done as isDone', 'a.is_over as isOver', 'a.score as attemptScore', 'e.person_id as personId',
    'e.municipality_id as municipalityId', 'e.state as enrollmentState', 'tl.due_on as dueOn'])
  .select([sql<Course>`k.course`.as('course'), sql<unknown>`v.content`.as('content')])

export function findLaunch(db: Reader, tokenHash: string) {
  return launches(db).where('l.token_hash', '=', tokenHash).executeTakeFirst()
}

/**
 * The attempt of an opening, held until the change ends. What comes in for any item of one attempt is taken one after the other,
 * so that each is judged beside what the others have become. Ask for the opening itself afterwards: a join shows what was before.
 */
export function holdAttemptOf(tx: Writer, tokenHash: string) {
  return tx.selectFrom('scorm_attempt').select('id')
    .where('id', '=', ({ selectFrom }) => selectFrom('scorm_launch').select('attempt_id').where('token_hash', '=', tokenHash))
    .forNoKeyUpdate().executeTakeFirst()
}

export type Launch = NonNullable<Awaited<ReturnType<typeof findLaunch>>>

/** Where the files of an opening lie, asked for each of them, as long as its token lives. */
export function folderOfLaunch(db: Reader, tokenHash: string, now: Date) {
  return db.selectFrom('scorm_launch as l').innerJoin('scorm_package as k', 'k.id', 'l.package_id').select('k.folder')
    .where('l.token_hash', '=', tokenHash).where('l.expires_at', '>', now).executeTakeFirst()
}

/** What a package has to be told when it opens, or nothing where it was never opened. */
export function toldOf(db: Reader, attemptId: number, item: string) {
  return db.selectFrom('scorm_state').select(['suspend_data as suspendData', 'is_ended as isEnded', 'is_suspended as isSuspended', 'sittings', 'seconds', 'completion', 'success'])
    .select(sql<Record<string, string>>`elements`.as('elements'))
    .where('attempt_id', '=', attemptId).where('item', '=', item).executeTakeFirst()
}

/** The name a package may be told, where staff want it told. */
export function nameOf(db: Reader, personId: number) {
  return db.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirst()
}

const perPage = 50

/** Attempts at a lesson as far as staff reach, the newest first; of one training or, with null, of all. */
export function attemptsOfLesson(db: Reader, scope: Scope, lessonId: number, { training, page }: { training: number | null; page: number }) {
  return attemptsWithPeople(db, scope, lessonId).$if(training !== null, (query) => query.where('e.training_id', '=', training)).orderBy('a.began_at', 'desc').orderBy('a.id', 'desc').limit(perPage).offset((page - 1) * perPage).execute()
}

/** All of them, for a file; the order of the list of trainees. At most 20,000. */
export function attemptsForFile(db: Reader, scope: Scope, lessonId: number) {
  return attemptsWithPeople(db, scope, lessonId)
    .leftJoin('scorm_state as s', 's.attempt_id', 'a.id')
    .select(['s.item', 's.completion', 's.success', 's.score as itemScore', 's.seconds', 's.claimed_seconds as claimedSeconds', 's.sittings', 's.seen_at as seenAt'])
    .orderBy('e.training_id').orderBy('e.number').orderBy('a.number').orderBy('s.opened_at').limit(20_000).execute()
}

const attemptsWithPeople = (db: Reader, scope: Scope, lessonId: number) => db.selectFrom('scorm_attempt as a')
  .innerJoin('enrollment as e', 'e.id', 'a.enrollment_id')
  .innerJoin('person as p', 'p.id', 'e.person_id')
  .innerJoin('training as t', 't.id', 'e.training_id')
  .leftJoin('profession as f', 'f.code', 'e.profession_code')
  .innerJoin('lesson_version as v', 'v.id', 'a.lesson_version_id')
  .select([...attemptColumns, 'e.id as enrollmentId', 'e.number as enrollmentNumber', 'p.name', 'p.kana', 'e.affiliation', 'f.name as profession', 'f.name_en as professionEn', 't.title as trainingTitle', 't.title_en as trainingTitleEn', 'v.number as versionNumber'])
  .where('a.lesson_id', '=', lessonId)
  .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') }))

export async function countAttempts(db: Reader, scope: Scope, lessonId: number, training: number | null): Promise<number> {
  const row = await db.selectFrom('scorm_attempt as a').innerJoin('enrollment as e', 'e.id', 'a.enrollment_id')
    .select(({ fn }) => fn.countAll<number>().as('n')).where('a.lesson_id', '=', lessonId)
    .$if(training !== null, (query) => query.where('e.training_id', '=', training))
    .where(({ ref }) => within(scope, { municipality: ref('e.municipality_id'), person: ref('e.person_id'), cohort: ref('e.cohort_id') })).executeTakeFirstOrThrow()
  return row.n
}

/** One attempt of a lesson, within reach. */
export function findAttempt(db: Reader, scope: Scope, lessonId: number, attemptId: number) {
  return attemptsWithPeople(db, scope, lessonId).innerJoin('scorm_package as k', 'k.id', 'a.package_id')
    .select([sql<Course>`k.course`.as('course'), sql<unknown>`v.content`.as('content')]).where('a.id', '=', attemptId).executeTakeFirst()
}

/** What came in for an attempt, newest first, with what was not taken. At most 100. */
export function commitsOf(db: Reader, attemptId: number) {
  return db.selectFrom('scorm_commit as c').innerJoin('scorm_launch as l', 'l.id', 'c.launch_id')
    .select(['c.id', 'c.at', 'l.item']).select(sql<Record<string, string> | null>`c.refused`.as('refused'))
    .where('l.attempt_id', '=', attemptId).where('c.refused', 'is not', null).orderBy('c.id', 'desc').limit(100).execute()
}

/** Attempts at a package that are not done, held one after the other: what a changed rule may still complete. At most 10,000. */
export function holdAttemptsToJudge(tx: Writer, lessonId: number, packageId: number) {
  return tx.selectFrom('scorm_attempt as a').select('a.id').where('a.lesson_id', '=', lessonId).where('a.package_id', '=', packageId).where('a.is_done', '=', false)
    .orderBy('a.id').limit(10_000).forNoKeyUpdate().execute()
}

/** How the items of those stand that are not done, of who has not withdrawn. At most 10,000. */
export function attemptsToJudge(db: Reader, lessonId: number, packageId: number) {
  return db.selectFrom('scorm_attempt as a')
    .innerJoin('enrollment as e', 'e.id', 'a.enrollment_id')
    .innerJoin('scorm_state as s', 's.attempt_id', 'a.id')
    .select(['a.id', 'a.enrollment_id as enrollmentId', 'a.lesson_version_id as versionId', 's.item', 's.completion', 's.success', 's.score'])
    .where('a.lesson_id', '=', lessonId).where('a.package_id', '=', packageId).where('a.is_done', '=', false).where('e.state', '<>', 'withdrawn')
    .orderBy('a.id').orderBy('s.item').limit(10_000).execute()
}
