import { sql } from 'kysely'
import { spawn } from 'node:child_process'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgres, type Database } from '../../../server/base/database.ts'
import { inChange, type Change } from '../../../server/base/change.ts'
import { confirmBundle, keepBundle } from '../../../server/entry/bundle-files/changes.ts'
import { bundleJobs } from '../../../server/entry/bundle-files/jobs.ts'
import { openFiles } from '../../../server/base/files.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { manyBodies, manyRows } from './many.ts'

const server = process.env.TEST_DATABASE_URL

describe.skipIf(server === undefined)('a bundle on PostgreSQL (TEST_DATABASE_URL)', async () => {
  if (server === undefined) return
  const house = await openHouse()
  const { db, crewHouse, folder } = house
  const town = await settle(db)
  const codes = await manyBodies(db, 5)
  await db.updateTable('call').set({ quota_chair: 99, quota_adviser: 99, quota_case_presenter: 99, quota_other: 99 }).execute()
  const url = Object.assign(new URL(server), { pathname: `/${process.env.TEST_DATABASE_NAME ?? 'chiiki_test'}_${process.env.VITEST_POOL_ID}` }).href
  const observer = openPostgres(url)
  afterAll(() => observer.destroy())
  const files = openFiles(folder)
  const actor = { accountId: town.planner.account, personId: town.planner.person, postId: town.planner.post, kind: 'prefecture' as const, municipalityId: null }
  const change = <T>(work: (change: Change) => Promise<T>) => inChange(db, { actor, scope: { of: 'all' }, now: crewHouse.clock(), random: crewHouse.random }, work)
  const counts = async () => ({
    nominations: await count('nomination'), sheets: await count('nomination_sheet'), people: await count('person'), places: await count('affiliation'),
  })
  const count = async (table: 'nomination' | 'nomination_sheet' | 'person' | 'affiliation') =>
    (await db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n

  async function confirmed(people = 400) {
    const { bytes } = await manyRows(town.call, codes, people)
    const file = { ...await files.save((async function* () { yield bytes })(), 'table'), name: 'a.xlsx' }
    const { id } = await change((now) => keepBundle(now, town.call, file))
    return { fileId: id, workId: await change((now) => confirmBundle(now, id, '紙で届いたため', people)) }
  }
  // Fifteen hundred people are looked for in every table that could name them: on a busy machine that takes longer than the house lets a statement take.
  beforeEach(() => db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    for (const table of ['nomination', 'nil_return', 'nomination_sheet', 'bundle_file', 'work'] as const) await tx.deleteFrom(table).execute()
    await tx.deleteFrom('affiliation').where('organization', 'like', '試験包括%').execute()
    await tx.deleteFrom('person_profession').execute()
    await tx.deleteFrom('person').where('id', 'not in', (eb) => eb.selectFrom('account').select('person_id')).execute()
  }))

  test('F10 killed in the middle of writing nothing stays; begun again everything is there, once', async () => {
    const before = await counts()
    const { workId, fileId } = await confirmed()
    await observer.transaction().execute(async (tx) => {
      // New people are in already when the child comes here and waits.
      await sql`lock table affiliation in share row exclusive mode`.execute(tx)
      const child = spawn(process.execPath, ['--import', './server/compiled.ts', 'test/entry/bundle-files/child.ts', url, folder, String(workId), String(fileId)], { stdio: 'inherit' })
      const gone = new Promise((resolve) => child.once('exit', resolve))
      await waitingIn(tx)
      child.kill('SIGKILL')
      await gone
    })
    expect(await counts()).toEqual(before)
    expect((await db.selectFrom('bundle_file').select('state').executeTakeFirstOrThrow()).state).toBe('queued')
    await bundleJobs.bundle.work(crewHouse, { workId, fileId } as never)
    const after = await counts()
    expect(after).toEqual({ nominations: 400, sheets: 5, people: before.people + 400, places: before.places + 400 })
    await bundleJobs.bundle.work(crewHouse, { workId, fileId } as never)
    expect(await counts()).toEqual(after)
  }, 90_000)

  /** Until somebody waits to write an affiliation. What the view says is kept for a transaction, so it is asked to forget. */
  async function waitingIn(tx: Database) {
    for (let n = 0; n < 600; n += 1) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into affiliation%'`.execute(tx)
      if (rows[0]!.n > 0) return
      await sql`select pg_stat_clear_snapshot()`.execute(tx)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('the child never came so far')
  }

  test('while it is written the page of the work moves, though nothing of the file is to be seen yet', async () => {
    const { workId, fileId } = await confirmed(1_500)
    const seen = new Set<string>()
    let isOver = false
    const looking = (async () => {
      while (!isOver) {
        const { rows: [one] } = await sql<{ done: number; lines: number }>`select done, (select count(*)::int from nomination) as lines from work where id = ${workId}`.execute(observer)
        seen.add(`${one!.done} ${one!.lines}`)
      }
    })()
    await bundleJobs.bundle.work(crewHouse, { workId, fileId } as never)
    isOver = true
    await looking
    expect([...seen]).toEqual(expect.arrayContaining(['0 0', '1200 0']))
    expect([...seen].filter((one) => !['0 0', '1200 0', '1500 0', '1500 1500'].includes(one))).toEqual([])
  }, 90_000)

  test('F20 two of the office with two files at once: the second waits, finds the sheets handed in, and is told', async () => {
    const before = await counts()
    const [one, two] = [await confirmed(), await confirmed()]
    await Promise.all([bundleJobs.bundle.work(crewHouse, one as never), bundleJobs.bundle.work(crewHouse, two as never)])
    expect(await counts()).toEqual({ nominations: 400, sheets: 5, people: before.people + 400, places: before.places + 400 })
    const works = await db.selectFrom('work').select(['state', 'held_back as heldBack']).orderBy('id').execute()
    expect(works.map(({ state }) => state)).toEqual(['done', 'done'])
    const said = works.map(({ heldBack }) => (heldBack as { reason: { key: string } }[]).map(({ reason }) => reason.key))
    expect(said.filter((keys) => keys.length === 0)).toHaveLength(1)
    expect(said.find((keys) => keys.length > 0)).toEqual(Array(5).fill('bundleFiles.isSubmitted'))
  }, 60_000)
})
