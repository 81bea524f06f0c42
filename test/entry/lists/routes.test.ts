import { beforeAll, describe, expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { nominate, sixPeople } from '../selection/world.ts'

/** E4, D2: the lists of a training as Excel and CSV, for a municipality and for the prefecture. */
const house = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, approver, contractor, clerk] = await Promise.all([town.planner, town.approver, town.contractor, town.clerkOfTachikawa].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf]
const at = `/trainings/${town.training}`
const page = async (who: VisitorOf) => (await who.get(`${at}/lists`)).body
const take = (who: VisitorOf, list: string, as = 'utf-8') => who.get(`${at}/${list}-file?as=${as}`)

async function rowsOf(who: VisitorOf, list: string, as = 'utf-8') {
  const { statusCode, rawPayload } = await take(who, list, as)
  expect(statusCode).toBe(200)
  const read = await readTable(rawPayload, 'x', { rowsMax: 100, columnsMax: 40 })
  if ('refused' in read) throw new Error(read.refused.key)
  return read.table
}
const namesIn = (rows: string[][]) => rows.flat().filter((cell) => /^ZZ[AB]/.test(cell))
const step = async (who: VisitorOf, decision: string) => {
  const { version } = await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()
  return who.post(`${at}/selection/approval?version=${version}`, { decision })
}

beforeAll(async () => {
  const people = sixPeople(town)
  people[1]!.name = 'ZZA𠮷野 一郎'
  const ids = await nominate(db, town, people)
  await db.updateTable('nomination').set({ affiliation: '=cmd|calc' }).where('id', '=', ids[0]!).execute()
  await planner.post(`${at}/selection`, { overPercent: '100', waitlistMax: '1', version: '0' })
})

test('the page begins a list that may be taken, and none that may not', async () => {
  const begun = async (who: VisitorOf, query: string) => {
    const { statusCode, headers, body } = await who.get(`${at}/lists?${query}`)
    return [statusCode, headers.refresh, body.includes('ファイルの受け取りが始まります')]
  }
  expect(await begun(planner, 'take=nominated&as=cp932')).toEqual([200, `0; url=${at}/nominated-file?as=cp932`, true])
  expect(await begun(clerk, 'take=outcomes')).toEqual([200, undefined, false])
  expect(await begun(planner, '')).toEqual([200, undefined, false])
  expect((await planner.get(`${at}/lists?take=//evil.example`)).statusCode).toBe(404)
})

test('who is nominated: the prefecture takes all, a municipality its own, a contractor nothing', async () => {
  expect(namesIn((await rowsOf(planner, 'nominated')).rows)).toHaveLength(6)
  const own = namesIn((await rowsOf(clerk, 'nominated')).rows)
  expect([own.length, own.every((name) => name.startsWith('ZZA'))]).toEqual([3, true])
  for (const path of ['lists', 'nominated-file', 'outcomes-file', 'enrolled-file']) expect((await contractor.get(`${at}/${path}`)).statusCode).toBe(404)
  expect((await planner.get('/trainings/999999/nominated-file')).statusCode).toBe(404)
})

test('with how often, how long, and all three wishes', async () => {
  const [{ id }] = await db.selectFrom('nomination').select('id').orderBy('id').limit(1).execute() as [{ id: number }]
  const before = await db.selectFrom('nomination').select(['name', 'wished_cohort_id', 'second_cohort_id', 'experience_count', 'experience_years']).where('id', '=', id).executeTakeFirstOrThrow()
  await db.updateTable('nomination').set({ wished_cohort_id: town.cohorts[1], second_cohort_id: town.cohorts[0], experience_count: 12, experience_years: 3 }).where('id', '=', id).execute()
  const { rows } = await rowsOf(planner, 'nominated')
  const head = rows.find((row) => row.includes('第2希望コース'))!
  const row = rows.find((cells) => cells.includes(before.name))!
  const names = await db.selectFrom('cohort').select('name').where('id', 'in', [...town.cohorts]).orderBy('id').execute()
  expect(['第2希望コース', '第3希望コース'].map((heading) => row[head.indexOf(heading)])).toEqual([names[0]!.name, ''])
  expect(row).toEqual(expect.arrayContaining(['12', '3', names[1]!.name]))
  const { name: _, ...kept } = before
  await db.updateTable('nomination').set(kept).where('id', '=', id).execute()
})

test('a draft sheet is on no list', async () => {
  await db.updateTable('nomination').set({ submitted: false }).where('municipality_id', '=', town.tama).execute()
  expect(namesIn((await rowsOf(planner, 'nominated')).rows)).toHaveLength(3)
  await db.updateTable('nomination').set({ submitted: true }).execute()
})

test('before the announcement the outcome is a draft that only those who decide can take', async () => {
  expect((await take(clerk, 'outcomes')).statusCode).toBe(404)
  expect(await page(clerk)).toContain('結果の発表後に受け取れます')
  expect(await page(planner)).toContain('発表前の案です')
  const { headers, body } = await take(planner, 'outcomes')
  expect(decodeURIComponent(String(headers['content-disposition']))).toContain('決定者一覧（案）.csv')
  expect(body).toContain('ZZB歯科 衛')
})

describe('after the announcement', () => {
  beforeAll(async () => {
    await step(planner, 'ask')
    await step(approver, 'approve')
    const { version } = await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()
    expect((await approver.post(`${at}/selection/announcement`, { version: String(version) })).statusCode).toBe(303)
  })

  test('a municipality takes the outcome of its own people, with where they stand today', async () => {
    const { rows } = await rowsOf(clerk, 'outcomes')
    expect(rows[0]).toEqual(['区市町村コード', '区市町村', '区分', '順位', '氏名', 'ふりがな', '所属', '職種', '判定', 'コース', '受講番号'])
    expect(namesIn(rows)).toEqual(['ZZA司会 一子', 'ZZA𠮷野 一郎', 'ZZA助言 二郎'])
    expect(rows.slice(1).map((row) => row[0])).toEqual(['132021', '132021', '132021'])
    expect(namesIn((await rowsOf(planner, 'outcomes')).rows)).toHaveLength(6)
    expect(rows.slice(1).every((row) => /決定|補欠|次年度|不決定/.test(row[8]!))).toBe(true)
    expect((await clerk.get(`${at}/outcome`)).body).toContain(`${at}/lists`)
    expect(namesIn((await rowsOf(clerk, 'enrolled')).rows).every((name) => name.startsWith('ZZA'))).toBe(true)
  })

  test('in Excel codes stay text; in every form nothing is taken for a formula', async () => {
    const table = await rowsOf(clerk, 'outcomes', 'xlsx')
    expect(table.rows[0]![0]).toBe('令和8年度 地域ケア会議実践者養成研修　決定者一覧')
    expect([table.rows[2]![0], table.isNumber(2, 0), table.isNumber(2, 3)]).toEqual(['132021', false, true])
    expect(table.unsure).toEqual([])
    expect(table.rows[2]![6]).toBe('=cmd|calc')
    expect((await take(clerk, 'outcomes')).body).toContain("'=cmd|calc")
  })

  test('what Shift_JIS cannot hold is listed before the file is taken', async () => {
    expect(await page(clerk)).toContain('𠮷（U+20BB7）→〓　3か所')
    const { headers, rawPayload } = await take(clerk, 'outcomes', 'cp932')
    expect(headers['content-type']).toBe('text/csv; charset=Shift_JIS')
    expect(new TextDecoder('shift_jis').decode(rawPayload)).toContain('ZZA〓野 一郎')
    expect((await take(clerk, 'outcomes')).rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
  })

  test('that a list was taken is written down, with who took it', async () => {
    const seen = await db.selectFrom('audit_line').select(['subject', 'person_id as by']).where('action', '=', 'seen').where('subject', 'like', 'page:%outcomes-file').orderBy('id', 'desc').execute()
    expect(seen.map(({ by }) => by)).toContain(town.clerkOfTachikawa.person)
    expect((await planner.get('/audit')).body).toContain('決定者一覧のファイル')
  })
})
