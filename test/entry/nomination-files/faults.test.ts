import { sql } from 'kysely'
import { spawn } from 'node:child_process'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, describe, expect, test } from 'vitest'
import { openPostgres, type Database } from '../../../server/base/database.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { headings, sendTable } from '../../support/uploads.ts'

const server = process.env.TEST_DATABASE_URL

describe.skipIf(server === undefined)('a municipality’s file on PostgreSQL (TEST_DATABASE_URL)', async () => {
  if (server === undefined) return
  const house = await openHouse()
  const { db } = house
  const town = await settle(db)
  const clerk = await house.visitor(town.clerkOfTachikawa)
  const url = Object.assign(new URL(server), { pathname: `/${process.env.TEST_DATABASE_NAME ?? 'chiiki_test'}_${process.env.VITEST_POOL_ID}` }).href
  const observer = openPostgres(url)
  afterAll(() => observer.destroy())
  const people = [['司会者', '1', '髙﨑 𠮷子', 'たかさき よしこ'], ['助言者', '1', '山田 花', 'やまだ はな']]
  const counts = async () => {
    const { rows } = await sql<object>`select (select count(*)::int from nomination) as lines, (select count(*)::int from nil_return) as nils, (select count(*)::int from nomination_sheet) as sheets,
      (select count(*)::int from person) as people, (select state from nomination_file) as state, (select count(*)::int from audit_line where action in ('sheet.saved', 'nominationFile.taken')) as audit`.execute(db)
    return rows[0]
  }

  test('F10 killed when every line is written but not yet confirmed, nothing stays; taken again everything is there, once', async () => {
    const bytes = await writeXlsx({ sheets: [{ name: '推薦書', rows: [['様式第2号　推薦書　第1版'], ['募集番号', String(town.call)], headings,
      ...people.map((cells) => ['132021', ...cells, 'みずべ包括', '保健師', '予定', '', '', '', ''])] }] })
    const { headers } = await sendTable(house.app, clerk, `/calls/${town.call}/sheet/files`, Buffer.from(bytes), '推薦書.xlsx')
    const at = String(headers.location)
    const before = await counts()
    const line = (category: string, name: string, kana: string) => ({
      category, rank: 1, personId: null, name, kana, affiliation: 'みずべ包括', professionCode: 'public_health_nurse', experience: 'planned', experienceCount: null, years: null,
      wishedCohortId: null, secondCohortId: null, thirdCohortId: null, team: null, email: '', reason: '',
    })
    const told = JSON.stringify({
      id: Number(at.split('/').at(-1)), callId: town.call, actor: { accountId: town.clerkOfTachikawa.account, personId: town.clerkOfTachikawa.person, postId: town.clerkOfTachikawa.post, kind: 'municipality', municipalityId: town.tachikawa },
      typed: { version: 0, page: null, contactName: '', contactPhone: '', contactEmail: '', nils: {}, lines: [line('chair', '髙﨑 𠮷子', 'たかさき よしこ'), line('adviser', '山田 花', 'やまだ はな')] },
    })
    await observer.transaction().execute(async (tx) => {
      // The last thing a taking writes is that the file is taken: the child comes so far, and waits.
      await sql`lock table nomination_file in share row exclusive mode`.execute(tx)
      const child = spawn(process.execPath, ['--import', './server/compiled.ts', 'test/entry/nomination-files/child.ts', url, told], { stdio: 'inherit' })
      const gone = new Promise((resolve) => child.once('exit', resolve))
      await waitingIn(tx)
      child.kill('SIGKILL')
      await gone
    })
    expect(await counts()).toEqual(before)
    expect((await clerk.post(`${at}/taking`, { version: '0' })).statusCode).toBe(303)
    const after = await counts()
    expect(after).toMatchObject({ lines: 2, sheets: 1, state: 'taken' })
    expect((await clerk.post(`${at}/taking`, { version: '1' })).statusCode).toBe(409)
    expect(await counts()).toEqual(after)
  }, 90_000)
})

/** Until somebody waits to mark the file. What the view says is kept for a transaction, so it is asked to forget. */
async function waitingIn(tx: Database) {
  for (let n = 0; n < 600; n += 1) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'update "nomination_file"%'`.execute(tx)
    if (rows[0]!.n > 0) return
    await sql`select pg_stat_clear_snapshot()`.execute(tx)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the child never came so far')
}
