import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Scope } from '../../server/base/access.ts'
import { inChange, type Change } from '../../server/base/change.ts'
import { openReading } from '../../server/base/turn.ts'
import { beyond, readAs } from '../../server/base/wall.ts'
import { seedWhenEmpty } from '../../server/seed.ts'
import { openHouse, visitorIn } from '../support/app.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { sources } from '../support/source.ts'

/** The second wall (trust.md C04): what the database itself keeps apart, also from a query that forgot its Scope. */
const house = await openHouse({ paper: plainPaper, demo: true, now: '2026-11-24T10:00:00+09:00' })
const { db } = house
await seedWhenEmpty(db, { files: house.files, paper: house.paper })
const townOf = async (name: string) => (await db.selectFrom('municipality').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id
const [here, there] = [await townOf('立川市'), await townOf('多摩市')]
const own: Scope = { of: 'municipality', municipalityId: here }

const tables = (await sql<{ name: string }>`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'municipality_id' order by 1`.execute(db)).rows.map(({ name }) => name)

/** Tables whose rows are one person's, or lead to one by what they belong to. */
const personal = ['absence_notice', 'badge', 'certificate_handover', 'make_up', 'expert_appointment', 'goal_check', 'model_support_step', 'support_attendance', 'support_goal', 'support_plan', 'visit_report', 'practice_answer', 'practice_asking', 'practice_stop',
  'issue_group', 'issue_group_member', 'evaluation_annex', 'evaluation_edition', 'evaluation_entry', 'evaluation_entry_revision']

/** What every municipality may read, whosever it is. */
const openToAll: Record<string, ReturnType<typeof sql>> = { action_item: sql`meeting_item_id is not null`, meeting_question: sql`shared_at is not null`, transfer_arrival: sql`from_municipality_id = ${here}` }

const countAs = async (scope: Scope, table: string, where = sql`true`) => (await sql<{ count: number }>`
  select count(*)::int as count from ${sql.table(table)} where ${where}`.execute(readAs(db, scope).db as typeof db)).rows[0]!.count
const clerk = await db.selectFrom('account as a').innerJoin('post as p', 'p.account_id', 'a.id')
  .select(['a.id as accountId', 'a.person_id as personId', 'p.id as postId', 'p.kind', 'p.municipality_id as municipalityId'])
  .where('a.email', '=', 'city@demo.example').executeTakeFirstOrThrow()
const changeAs = <T>(scope: Scope, work: (change: Change) => Promise<T>) =>
  inChange(db, { actor: clerk, scope, now: new Date('2026-11-24T10:00:00+09:00'), random: (bytes) => new Uint8Array(bytes) }, work)
const tried = (scope: Scope, statement: ReturnType<typeof sql>) =>
  changeAs(scope, async ({ tx, log }) => { log('test.tried', 'test:1'); await statement.execute(tx) }).then(() => 'done', (error: { code: string }) => error.code)
const refused = '42501'

test('every table with a municipality in it has a wall that holds for its owner, too, and a policy for each role', async () => {
  const { rows } = await sql<{ name: string; on: boolean; forced: boolean; roles: number }>`
    select c.relname as name, relrowsecurity as on, relforcerowsecurity as forced, count(distinct r.rolname)::int as roles
    from pg_class c join pg_policy p on p.polrelid = c.oid join pg_roles r on r.oid = any(p.polroles) and r.rolname like 'chiiki\\_%'
    group by 1, 2, 3 order by 1`.execute(db)
  expect(rows).toEqual([...tables, ...personal].toSorted().map((name) => ({ name, on: true, forced: true, roles: 2 })))
  expect(tables.length).toBeGreaterThanOrEqual(14)
})

test('the roles that requests act under own nothing and may not step over the wall', async () => {
  const { rows } = await sql<{ name: string }>`select rolname as name from pg_roles where rolname in ('chiiki_whole', 'chiiki_part')
    and not rolsuper and not rolbypassrls and not rolcanlogin and not exists (select from pg_class where relowner = pg_roles.oid) order by 1`.execute(db)
  expect(rows.map(({ name }) => name)).toEqual(['chiiki_part', 'chiiki_whole'])
  const { rows: [who] } = await sql<{ role: string; only: string }>`select current_user as role, current_setting('transaction_read_only') as only`
    .execute(readAs(db, own).db as typeof db)
  expect(who).toEqual({ role: 'chiiki_part', only: 'on' })
})

describe.each(tables)('%s', (table) => {
  test('without a municipality shows no row that belongs to one', async () => {
    expect(await countAs({ of: 'public' }, table, sql`municipality_id is not null`)).toBe(0)
  })
  test('shows the whole what there is, and a municipality its own', async () => {
    const { rows: [truth] } = await sql<{ all: number; own: number }>`select count(*)::int as all,
      count(*) filter (where municipality_id = ${here})::int as own from ${sql.table(table)}`.execute(db)
    expect([await countAs({ of: 'all' }, table), await countAs(own, table, sql`municipality_id = ${here}`)]).toEqual([truth!.all, truth!.own])
    const moved = table === 'person' ? sql`and not exists (select from affiliation a where a.person_id = person.id)
      and not exists (select from enrollment e where e.person_id = person.id)` : sql``
    const shared = openToAll[table] ? sql`and not (${openToAll[table]})` : sql``
    expect(await countAs(own, table, sql`municipality_id <> ${here} ${moved} ${shared}`)).toBe(0)
  })
  test('takes no row for another municipality, and gives none away', async () => {
    const kept = ['certificate', 'partial_certificate'].includes(table) ? ['23001', refused] : [refused] // a register is not changed at all
    expect(await tried(own, sql`insert into ${sql.table(table)} (municipality_id) values (${there})`)).toBe(refused)
    const { rows: [held] } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)} where municipality_id = ${here}`.execute(db)
    if (held!.count > 0) expect(await tried(own, sql`update ${sql.table(table)} set municipality_id = ${there} where municipality_id = ${here}`)).toSatisfy((code: string) => kept.includes(code))
    expect(await tried(own, sql`update ${sql.table(table)} set municipality_id = ${here} where municipality_id = ${there}`))
      .toBe(table === 'audit_line' ? refused : 'done')
    const { rows: [left] } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)} where municipality_id = ${here}`.execute(db)
    expect(left!.count).toBe(held!.count)
  })
})

test('a trainee is shown the own rows, whatever municipality they are in', async () => {
  const { id } = await db.selectFrom('enrollment as e').select('e.person_id as id').where('e.municipality_id', '=', there).orderBy('e.id').executeTakeFirstOrThrow()
  const reader = readAs(db, { of: 'person', personId: id }).db
  const people = await reader.selectFrom('enrollment').select('person_id').distinct().execute()
  expect(people).toEqual([{ person_id: id }])
})

test('the audit trail is only added to, whoever acts', async () => {
  for (const scope of [own, { of: 'all' } as const]) {
    expect(await tried(scope, sql`update audit_line set action = 'x'`)).toBe(refused)
    expect(await tried(scope, sql`delete from audit_line`)).toBe(refused)
  }
})

test('a role that cannot be taken gives no answer, and the connection is free again', async () => {
  const reader = openReading(db, ['chiiki_nobody', '', ''], ['chiiki_whole', '', '']).db
  await expect(Promise.all([1, 2, 3].map(() => reader.selectFrom('enrollment').select('id').execute()))).rejects.toThrow('chiiki_nobody')
  expect(await countAs({ of: 'all' }, 'municipality')).toBe(65) // with three outside that papers are about
})

test('nothing of one request is left for the next', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, n) => countAs(n % 2 === 0 ? own : { of: 'all' }, 'enrollment')))
  const { rows: [left] } = await sql<{ role: string; municipality: string | null }>`select current_user as role,
    nullif(current_setting('chiiki.municipality', true), '') as municipality`.execute(db)
  expect(left).toEqual({ role: expect.not.stringMatching(/^chiiki_/), municipality: null })
})

test('whoever asks a moment later takes a turn of their own, and never reads without the wall', async () => {
  const { db: reader } = readAs(db, own)
  const ask = async () => (await sql<{ role: string; only: string }>`select current_user as role, current_setting('transaction_read_only') as only`.execute(reader as typeof db)).rows[0]
  const moments = Array.from({ length: 120 }, async (_, n) => {
    for (let hop = 0; hop < n % 30; hop += 1) await null
    if (n % 4 === 1) await new Promise<void>((go) => { process.nextTick(go) })
    if (n % 4 === 2) await new Promise<void>((go) => { setImmediate(go) })
    return n % 4 === 3 ? new Promise<Awaited<ReturnType<typeof ask>>>((told, failed) => { process.nextTick(() => { ask().then(told, failed) }) }) : ask()
  })
  expect(new Set((await Promise.all(moments)).map((who) => JSON.stringify(who)))).toEqual(new Set([JSON.stringify({ role: 'chiiki_part', only: 'on' })]))
})

describe('past the wall', () => {
  test('a page looks in the same breath as it looks at its own, and neither is taken for the other', async () => {
    const { db: mine, beyond: all } = readAs(db, own)
    const count = async (reader: typeof mine) => (await reader.selectFrom('enrollment').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
    const [few, many] = [await count(mine), await count(all)]
    expect(many).toBeGreaterThan(few)
    const wishes = Array.from({ length: 40 }, (_, n) => n % 3 === 0 || n % 7 === 0)
    expect(await Promise.all(wishes.map((past) => count(past ? all : mine)))).toEqual(wishes.map((past) => past ? many : few))
  })
  test('one question is answered in a change, and then it stands again', async () => {
    const counts = await changeAs(own, async (change) => {
      change.log('test.tried', 'test:1')
      const count = async (at: typeof change.tx) => (await at.selectFrom('enrollment').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
      return [await count(change.tx), await beyond(change, () => count(change.tx)), await count(change.tx)]
    })
    expect(counts[1]).toBeGreaterThan(counts[0]!)
    expect(counts[2]).toBe(counts[0])
  })
  test('the home of a municipality compares with all of its kind', async () => {
    const city = await visitorIn(house.app, db, 'city@demo.example')
    const { rows: [truth] } = await sql<{ middle: number }>`select percentile_disc(0.5) within group (order by people)::int as middle from (
      select m.id, coalesce(sum(c.people), 0) as people from municipality m left join coverage_count c on c.municipality_id = m.id where m.kind = 'city' and m.valid_to is null group by m.id) s`.execute(db)
    expect(truth!.middle).toBeGreaterThan(0)
    expect((await city.get('/')).body).toContain(`中央の値は${truth!.middle}人`)
  })
  test('looks only who is named here, each for one reason', () => {
    expect(sources('server', '.ts').filter(({ file, text }) => !file.startsWith('server/base/') && /(?:\.|\{ |, (?=beyond\b[ ,}])|import .*)beyond\b/.test(text)).map(({ file }) => file)).toEqual([
      'server/answers/coverage/routes.ts', // the trainings of one's own people, wherever they completed them
      'server/answers/effect/pages.ts', 'server/answers/home/municipality.ts', // the band of comparison
      'server/answers/targets/pages.ts', // by whose rate a municipality's targets are projected, as a percentage
      'server/cascade/good-practices/changes.ts', 'server/cascade/good-practices/pages.ts', // practices on the shelf, with who adopted them
      'server/cascade/instructor-requests/changes.ts', 'server/cascade/instructor-requests/pages.ts', // whoever agreed to be asked, and when they are free
      'server/cascade/instructors/pages.ts', // the same in the register; how many came to what one taught
      'server/cascade/ledger/pages.ts', // by whom one's own people were taught, by name
      'server/cascade/meeting-check-ins/pages.ts', // nobody is signed in: a meeting by the code or the link of its door
      'server/cascade/meeting-pages/pages.ts', 'server/cascade/minutes/pages.ts', // how many come and are there, as numbers, and what was shared with all
      'server/cascade/practice-reports/routes.ts', // nobody is signed in: an asking and an answer by their links
      'server/cascade/support-reports/pages.ts', 'server/cascade/support-reports/routes.ts', // reports that were shared with all
      'server/classroom/exercise-groups/routes.ts', // with whom a trainee sits in a group that was shown
      'server/completion/badges/checking.ts', 'server/completion/badges/published.ts', // a badge by its number, and the numbers that count no more
      'server/completion/certificates/verification.ts', // a certificate by its code
      'server/completion/forecasts/pages.ts', 'server/completion/forecasts/queries.ts', 'server/completion/forecasts/routes.ts', // seats that are free, as numbers
      'server/completion/make-ups/changes.ts', 'server/completion/make-ups/pages.ts', // the same, before one is taken
      'server/entry/applications/pages.ts', // nobody is signed in: an application by its link
      'server/entry/nomination-files/checking.ts', // the same questions, asked of a file
      'server/entry/nominations/changes.ts', 'server/entry/nominations/pages.ts', // named twice, or completed elsewhere
      'server/entry/selection/outcomes.ts', // a place among all who wait, as a number
      'server/entry/waitlists/routes.ts', // an offered seat by the code of its letter
      'server/keeping/demo/routes.ts',
      'server/learning/effect-measurements/routes.ts', // nobody is signed in: a sheet by the link of a manager
      'server/learning/questionnaires/changes.ts', // how many people a group has, so that nobody is counted in one too small
      'server/learning/scorm/host.ts', // nobody is signed in: an opened package by the token in its address
      'server/learning/submissions/changes.ts', 'server/learning/submissions/pages.ts', // names of one's cohort, to be found in what one wrote oneself
      'server/learning/submissions/routes.ts', // what others of one's cohort share, by number
      'server/messages/calendar/routes.ts', // one's own days by a secret address
      'server/messages/notifications/routes.ts', // an officer's own letters, which are not their municipality's
      'server/planning/calls/routes.ts', // the annex of places, printed for all
      'server/practice/issue-figures/pages.ts', // themes of issues, as numbers of three municipalities at least
      'server/practice/survey-results/pages.ts', // everybody's figures of a survey whose results were published
      'server/who/duplicates/changes.ts', // what hangs on one's own two people, letters to nobody's municipality among it
      'server/who/entrance/codes.ts', 'server/who/entrance/links.ts', 'server/who/entrance/routes.ts', // nobody is signed in yet
      'server/who/transfer-checks/changes.ts', 'server/who/transfer-checks/imports.ts', 'server/who/transfer-checks/pages.ts', 'server/who/transfer-checks/routes.ts', // bodies somebody may have moved to, by name; where they count now
    ])
  })
})
