import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import { inChange, type Change } from '../../server/base/change.ts'
import type { Database } from '../../server/base/database.ts'
import { askForApproval, decideJudgment } from '../../server/completion/judgments/approving/changes.ts'
import { startJudgment } from '../../server/completion/judgments/changes.ts'
import { settle, type Someone, type Town } from '../support/people.ts'
import type { Work } from './works.ts'

/** 540 people with five lessons (one a test), six slots on two days and points, as a large training has them when it is judged. */
async function fill(database: Database, { training, module, cohorts: [cohort] }: Town): Promise<void> {
  const rule = { lessons: 'all', attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true }, also: { task: 'comprehension_test' } }
  await sql`insert into person (name, kana, created_at) select '受講 ' || n, 'じゅこう', now() from generate_series(1, 540) n`.execute(database)
  await sql`insert into enrollment (training_id, cohort_id, person_id, number, category, state, enrolled_at)
    select ${training}::int, ${cohort}::int, id, row_number() over (order by id), 'other', 'in_progress', now() from person where name like '受講 %'`.execute(database)
  await sql`insert into class_day (cohort_id, held_on) values (${cohort}::int, '2026-09-24')`.execute(database)
  await sql`insert into slot (class_day_id, module_id, position, title, starts_at, ends_at)
    select d.id, ${module}::int, 10 + n, '講義', '1' || n || ':00', '1' || n || ':50' from class_day d, generate_series(1, 2) n where d.cohort_id = ${cohort}::int`.execute(database)
  await sql`insert into lesson (module_id, position, kind, title, title_en) select ${module}::int, n, case n when 5 then 'test' else 'page' end, '教材' || n, 'Lesson ' || n from generate_series(1, 5) n`.execute(database)
  await sql`insert into lesson_version (lesson_id, number, published_at) select id, 1, now() from lesson`.execute(database)
  await sql`update lesson l set published_version_id = v.id from lesson_version v where v.lesson_id = l.id`.execute(database)
  await sql`insert into training_lesson (training_id, lesson_id) select ${training}::int, id from lesson`.execute(database)
  await sql`insert into progress (enrollment_id, lesson_id, lesson_version_id, state, opened_at, seen_at, completed_at)
    select e.id, l.id, l.published_version_id, 'completed', now(), now(), now() from enrollment e, lesson l where (e.number + l.position) % 20 <> 0`.execute(database)
  await sql`insert into test_attempt (enrollment_id, lesson_id, lesson_version_id, number, seed, started_at, handed_in_at, handed_in_by, points, points_max, passed)
    select e.id, l.id, l.published_version_id, n, 'seed', now(), now(), 'person', 40 * n + 10, 100, n = 2 from enrollment e, lesson l, generate_series(1, 2) n where l.kind = 'test'`.execute(database)
  await sql`insert into attendance (slot_id, enrollment_id, state, minutes, evidence, marked_at)
    select s.id, e.id, case when (e.number + s.id) % 30 = 0 then 'late' else 'present' end, case when (e.number + s.id) % 30 = 0 then 5 end, 'qr', now()
    from slot s join class_day d on d.id = s.class_day_id join enrollment e on e.cohort_id = d.cohort_id`.execute(database)
  await database.insertInto('completion_criteria').values({ training_id: training, version: 1, rule: JSON.stringify(rule), made_at: new Date() }).execute()
  await database.updateTable('training').set({ state: 'running' }).where('id', '=', training).execute()
  await sql`analyze`.execute(database)
}

/** Judging 540 people: every proposal with its evidence, and the confirmation of all of them by a second person. */
export const judging: Work = {
  name: 'judgment-540',
  async measure(fresh) {
    const { database } = await fresh()
    try {
      const town = await settle(database)
      await fill(database, town)
      const as = <T>({ account, person, post }: Someone, work: (change: Change) => Promise<T>) => inChange(database, {
        actor: { accountId: account, personId: person, postId: post, kind: 'prefecture', municipalityId: null }, scope: { of: 'all' },
        now: new Date('2026-11-24T10:00:00+09:00'), random: (bytes) => new Uint8Array(randomBytes(bytes)),
      }, work)
      const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
        const from = performance.now()
        return [await work(), Math.round(performance.now() - from) / 1000]
      }
      const [judgment, seconds] = await timed(() => as(town.planner, (change) => startJudgment(change, town.training, { completedOn: '2026-11-20' })))
      await as(town.planner, (change) => askForApproval(change, judgment))
      const [, confirmSeconds] = await timed(() => as(town.approver, (change) => decideJudgment(change, judgment, { decision: 'approve' })))
      const { people } = await database.selectFrom('enrollment').select(({ fn }) => fn.countAll<number>().as('people')).where('state', 'in', ['completed', 'not_completed']).executeTakeFirstOrThrow()
      if (people === 0) throw new Error('nobody was judged')
      return { name: 'judgment-540', seconds, limit_seconds: 3, confirm_seconds: confirmSeconds, decided: people }
    } finally {
      await database.destroy()
    }
  },
}
