import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { openFiles } from '../../../server/base/files.ts'
import { openPaper } from '../../../server/base/paper.ts'
import { demoDay, demoYear } from '../../../server/keeping/demo/year.ts'
import { standingsOf } from '../../../server/learning/scorm/standings/rules.ts'
import { contentOf, judge } from '../../../server/learning/scorm/rules.ts'
import { seedWhenEmpty } from '../../../server/seed.ts'
import { acceptableName, storedKana } from '../../../server/who/people/names.ts'
import { emptyDatabase } from '../../support/database.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const db = await emptyDatabase()
const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-demo-'))
const outside = { files: openFiles(folder), paper: openPaper() }
let moved: boolean

beforeAll(async () => {
  moved = await seedWhenEmpty(db, outside)
  return async () => {
    await outside.paper.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

const one = async (question: ReturnType<typeof sql>) => Object.values((await question.execute(db)).rows[0] as object)[0]

test('an empty database is filled once, and never again', async () => {
  expect(moved).toBe(true)
  const before = await one(sql`select count(*) from person`)
  expect(await seedWhenEmpty(db, outside)).toBe(false)
  expect(await one(sql`select count(*) from person`)).toBe(before)
  expect(await one(sql`select count(*) from audit_line where action = 'demo.movedIn'`)).toBe(1)
})

test('62 municipalities, of which 50 nominate for the practitioner training of 令和8年度', async () => {
  expect(await one(sql`select count(*) from municipality where not outside`)).toBe(62)
  expect(await one(sql`select count(distinct n.municipality_id) from nomination n join call c on c.id = n.call_id
    join training t on t.id = c.training_id where t.fiscal_year = 2026 and t.capacity = 540`)).toBe(50)
})

test('令和元年度 has two model municipalities and four support sessions, 令和2年度 one, and this year one that runs', async () => {
  const { rows } = await sql<{ year: number; names: string; sessions: number }>`select s.fiscal_year as year, string_agg(distinct m.name, '、' order by m.name) as names,
    (select count(*)::int from support_session e join model_support x on x.id = e.model_support_id where x.fiscal_year = s.fiscal_year and e.state = 'held') as sessions
    from model_support s join municipality m on m.id = s.municipality_id where s.state not in ('recruiting', 'applied', 'declined', 'withdrawn') group by s.fiscal_year order by 1`.execute(db)
  expect(rows).toEqual([{ year: 2019, names: '多摩市、立川市', sessions: 4 }, { year: 2020, names: '調布市', sessions: 1 }, { year: 2025, names: '青梅市', sessions: 2 }, { year: 2026, names: '立川市', sessions: 2 }])
  expect(await one(sql`select count(*)::int from action_item where state = 'open' and support_session_id is not null`)).toBe(3)
  expect(await one(sql`select count(*)::int from expert_appointment x join account a on a.person_id = x.person_id where a.email = 'expert@demo.example' and x.state = 'accepted'`)).toBe(2)
  expect(await one(sql`select count(*) filter (where state = 'published') || ' ' || (select count(distinct practice_id) from practice_adoption) from good_practice`)).toBe('3 1')
})

test('about 1,500 people with names that can stand on a certificate', async () => {
  const people = await db.selectFrom('person').select(['name', 'kana']).execute()
  expect(people.length).toBeGreaterThan(1_350)
  expect(people.length).toBeLessThan(1_750)
  expect(people.filter(({ name, kana }) => !acceptableName(name) || storedKana(kana ?? '') !== kana)).toEqual([])
  expect(people.some(({ name }) => name.includes('𠮷'))).toBe(true)
})

test('everybody one can be walked in as has an account and a post', async () => {
  const { rows } = await sql<{ name: string }>`
    select split_part(a.email, '@', 1) || ':' || p.kind as name from account a join post p on p.account_id = a.id
    where a.email like '%@demo.example' and p.id = (select min(id) from post where account_id = a.id) order by 1`.execute(db)
  expect(rows.map(({ name }) => name)).toEqual(['administrator:administrator', 'approver:prefecture', 'city:municipality', 'expert:expert',
    'instructor:instructor', 'other-city:municipality', 'prefecture:prefecture', 'trainee:trainee'])
})

test('the second person has decided before, a call and a judgment wait, and this year has its budget', async () => {
  const { rows } = await sql<{ state: string; n: number }>`select state, count(*)::int as n from approval group by state order by state`.execute(db)
  expect(rows).toEqual([{ state: 'approved', n: 10 }, { state: 'requested', n: 2 }, { state: 'returned', n: 1 }])
  expect(await one(sql`select sum(amount)::int from budget_line b join program_year y on y.id = b.program_year_id where y.fiscal_year = 2026`)).toBe(16380)
})

test('applications wait for 立川市, were decided on and given back; those taken over stand on its sheets', async () => {
  const { rows } = await sql<{ state: string; n: number }>`select a.state, count(*)::int as n from application a join municipality m on m.id = a.municipality_id
    where m.name = '立川市' and a.route = 'employer' group by a.state order by a.state`.execute(db)
  expect(rows).toEqual([{ state: 'draft', n: 1 }, { state: 'returned', n: 1 }, { state: 'reviewed', n: 1 }, { state: 'submitted', n: 2 }])
  expect(await one(sql`select count(*)::int from application where route = 'self' and state = 'reviewed'`)).toBeGreaterThan(10)
  expect(await one(sql`select count(*)::int from applicant a full join nomination n on n.applicant_id = a.id
    where (a.verdict = 'taken') <> (n.id is not null) or n.applicant_id is not null and (n.name <> a.name or n.municipality_id <> a.municipality_id)`)).toBe(0)
})

test('the liaison meeting of November 令和3年度 had 85 people, as printed, and its figures are those of its rows; to the next one about fifty have replied', async () => {
  const meetings = await db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id').select(['m.id', 's.fiscal_year as year', 'm.held_on as heldOn', 'm.state', 'm.people_here as people', 'm.municipalities_here as municipalities']).orderBy('m.id').execute()
  expect(meetings.map(({ year, heldOn, people, municipalities }) => [year, heldOn, people, municipalities])).toEqual([[2021, '2021-11-17', 85, 49], [2026, '2026-07-02', 91, 53], [2026, '2026-12-16', null, null], [2026, '2026-11-18', 46, 40]])
  for (const { id, people, municipalities } of meetings) {
    const counted = await db.selectFrom('meeting_person').select(({ fn }) => [fn.countAll<number>().as('people'), fn.count<number>('municipality_id').distinct().as('municipalities')]).where('meeting_id', '=', id).where('here_at', 'is not', null).executeTakeFirstOrThrow()
    expect(counted).toEqual({ people: people ?? 0, municipalities: municipalities ?? 0 })
  }
  const { count } = await db.selectFrom('meeting_reply').select(({ fn }) => fn.countAll<number>().as('count')).where('meeting_id', '=', meetings.find(({ state }) => state === 'registration')!.id).executeTakeFirstOrThrow()
  expect(count).toBeGreaterThanOrEqual(47)
  expect(count).toBeLessThanOrEqual(53)
})

test('a new row goes on where the demo stopped', async () => {
  const last = Number(await one(sql`select max(id) from person`))
  const { id } = await db.insertInto('person').values({ name: '試', created_at: new Date() }).returning('id').executeTakeFirstOrThrow()
  expect(id).toBe(last + 1)
})

test('the same year comes out each time', () => {
  const [first, second] = [demoYear(null), demoYear(null)].map(({ tray }) => JSON.stringify(tray.tables().map((table) => tray.rows(table))))
  expect(first === second).toBe(true)
})

test('the open call has several cohorts to wish for, and offers no more places than its training may take; nobody named more than their places', async () => {
  const open = sql`call c join training t on t.id = c.training_id where c.state = 'published' and exists (select from allotment a where a.call_id = c.id)`
  expect(await one(sql`select (select count(*)::int from cohort h where h.training_id = t.id) from ${open}`)).toBe(3)
  const { rows } = await sql<{ places: number; seats: number }>`select (select sum(a.places)::int from allotment a where a.call_id = c.id) as places, floor(t.capacity * t.over_percent / 100.0)::int as seats from ${open}`.execute(db)
  expect(rows).toHaveLength(1)
  expect(rows[0]!.places).toBeLessThanOrEqual(rows[0]!.seats)
  expect(rows[0]!.places).toBeGreaterThan(rows[0]!.seats * 0.9)
  expect(await one(sql`select count(*)::int from (select n.municipality_id, n.category, count(*) as named from nomination n join call c on c.id = n.call_id
    where c.state = 'published' and n.withdrawn_at is null group by 1, 2, n.call_id) x
    join allotment a on a.municipality_id = x.municipality_id and a.category = x.category where x.named > a.places`)).toBe(0)
})

test('what trainees made of the package is what its own rule says of them, and whoever is done has it among the lessons done', async () => {
  const attempts = await db.selectFrom('scorm_attempt as a').innerJoin('lesson_version as v', 'v.id', 'a.lesson_version_id').innerJoin('progress as p', (join) => join.onRef('p.enrollment_id', '=', 'a.enrollment_id').onRef('p.lesson_id', '=', 'a.lesson_id'))
    .select(['a.id', 'a.is_over as isOver', 'a.is_done as isDone', 'a.score', 'a.closed_at as closedAt', 'v.content', 'p.state']).orderBy('a.id').execute()
  expect(attempts.length).toBeGreaterThan(50)
  for (const { id, isOver, isDone, score, content, state, closedAt } of attempts) {
    const states = await db.selectFrom('scorm_state').selectAll().where('attempt_id', '=', id).execute()
    expect({ isOver, isDone, score }).toEqual(judge(contentOf(content), standingsOf(states)))
    if (closedAt === null) expect(state).toBe(isDone ? 'completed' : 'in_progress')
  }
  expect(new Set(attempts.map(({ isDone, isOver }) => `${isOver} ${isDone}`))).toEqual(new Set(['true true', 'false false', 'true false']))
})

test('on the day it is opened a class day is held: doors open from the morning on, groups seated, a part of the roll taken, somebody at the door', async () => {
  const day = sql`class_day d join cohort c on c.id = d.cohort_id join training t on t.id = c.training_id where t.title like '%公開演習%' and d.held_on = ${demoDay}`
  const { rows } = await sql<{ opens: string; closes: string }>`select to_char(k.opens_at at time zone 'Asia/Tokyo', 'HH24:MI') as opens, to_char(k.closes_at at time zone 'Asia/Tokyo', 'HH24:MI') as closes
    from check_in k join slot s on s.id = k.slot_id where s.class_day_id = (select d.id from ${day}) order by s.position`.execute(db)
  expect(rows).toEqual([{ opens: '00:00', closes: '12:00' }, { opens: '12:00', closes: '17:00' }, { opens: '17:00', closes: '22:00' }])
  expect(await one(sql`select count(*)::int from exercise_group where class_day_id = (select d.id from ${day})`)).toBeGreaterThan(3)
  const marked = Number(await one(sql`select count(*)::int from attendance a join slot s on s.id = a.slot_id where s.position = 1 and s.class_day_id = (select d.id from ${day})`))
  const all = Number(await one(sql`select count(*)::int from enrollment e where e.cohort_id = (select d.cohort_id from ${day})`))
  expect(marked).toBeGreaterThan(all / 2)
  expect(marked).toBeLessThan(all - 5)
  expect(await one(sql`select count(*)::int from walk_in w join slot s on s.id = w.slot_id where w.state = 'waiting' and s.class_day_id = (select d.id from ${day})`)).toBe(3)
})

test('the trainee has a certificate of the year before, one training that runs and a seat on that class day where nobody has marked her yet', async () => {
  const { rows } = await sql<{ state: string; title: string; certificate: string | null; marks: number }>`select e.state, t.title, c.number_text as certificate,
      (select count(*)::int from attendance a where a.enrollment_id = e.id) as marks
    from enrollment e join training t on t.id = e.training_id join account a on a.person_id = e.person_id left join certificate c on c.enrollment_id = e.id
    where a.email = 'trainee@demo.example' order by t.fiscal_year, t.id`.execute(db)
  expect(rows.map(({ state, certificate, marks }) => [state, certificate?.slice(0, 8) ?? null, marks > 0])).toEqual([
    ['completed', '第 R7－継続－', true], ['in_progress', null, false], ['enrolled', null, false],
  ])
})

test('people who did not complete last year are in the training again, some with what they had done', async () => {
  const { rows } = await sql<{ carried: number; before: number }>`select (select count(*)::int from carried_module k where k.enrollment_id = e.id) as carried, (select count(*)::int from completed_module k where k.enrollment_id = b.id) as before
    from enrollment e join training t on t.id = e.training_id join enrollment b on b.person_id = e.person_id and b.training_id = 1 where t.capacity = 540 and t.fiscal_year = 2026 order by e.number`.execute(db)
  expect(rows.map(({ carried, before }) => [carried > 0, before > 0])).toEqual([[true, true], [true, true], [false, true], [false, true]])
})
