import { readdirSync } from 'node:fs'
import path from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { readTable } from '../../../server/base/sheets.ts'
import { bundleJobs } from '../../../server/entry/bundle-files/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { headings, sendTable } from '../../support/uploads.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const planner = await house.visitor(town.planner)
const clerk = await house.visitor(town.clerkOfTachikawa)
const address = `/calls/${town.call}/bundle`

const misaki = ['132021 立川市', '司会者', '1', '髙﨑 𠮷子', 'たかさき よしこ', 'みずべ包括', '保健師', '経験あり', '第1コース', '', 'y@t.example', '一行目\n二行目']
const taro = ['132241', '司会者', '1', '多摩 太郎', 'たま たろう', 'ひじり包括', '保健師', '予定', '', '', '', '']
const nobody = (code: string, category: string) => [code, category, '', '該当者なし', '', '', '', '', '', '', '', '今年はいません']
const others = (code: string) => ['助言者', '事例提供者', 'その他'].map((category) => nobody(code, category))
const whole = [misaki, ...others('132021'), taro, ...others('132241')]
const head = () => [['様式第2号　推薦書　第1版'], ['募集番号', String(town.call)], headings]
const xlsx = async (rows: (string | number | null)[][]) => Buffer.from(await writeXlsx({ sheets: [{ name: '推薦書', rows: [...head(), ...rows] }] }))

const send = (bytes: Uint8Array, who: VisitorOf = planner, name = '島.xlsx') => sendTable(house.app, who, address, bytes, name)
async function result(rows: (string | number | null)[][]) {
  return sent(await xlsx(rows))
}
async function sent(bytes: Uint8Array) {
  const { statusCode, headers } = await send(bytes)
  expect(statusCode).toBe(303)
  const at = String(headers.location)
  return { at, body: (await planner.get(at)).body }
}
const take = (at: string, reason = '島しょ部からの船が欠航したため') => planner.post(`${at}/taking`, { reason })
const work = () => drain(house.crewHouse, bundleJobs)
const lines = () => db.selectFrom('nomination as n').innerJoin('municipality as m', 'm.id', 'n.municipality_id').innerJoin('nomination_sheet as s', 's.id', 'n.sheet_id')
  .innerJoin('person as p', 'p.id', 'n.person_id').select(['m.code', 'n.category', 'n.rank', 'n.name', 'p.name as person', 's.state', 'n.submitted']).orderBy('m.code').orderBy('n.rank').execute()

beforeEach(async () => {
  for (const table of ['nomination', 'nil_return', 'nomination_sheet', 'bundle_file'] as const) await db.deleteFrom(table).execute()
})

describe('one file for many municipalities', () => {
  test('is sent, looked at by municipality, confirmed with a reason, and hands the sheets in', async () => {
    const { at, body } = await result(whole)
    expect(body).toContain('直すところはありません')
    expect(body).toContain('立川市')
    expect(body).toContain('2区市町村の推薦書（2人）が、提出済みになります')
    expect(await lines()).toEqual([])
    const people = await db.selectFrom('person').select('id').execute()
    const { statusCode, headers } = await take(at)
    expect(statusCode).toBe(303)
    expect(headers.location).toMatch(/^\/works\/\d+$/)
    expect((await planner.get(at)).body).toContain('このファイルの取り込みは始まっています')
    await work()
    const shown = (await planner.get(String(headers.location))).body
    expect(shown).toContain('推薦書の一括入力')
    expect(shown).toContain('作業は終わりました')
    expect(await lines()).toEqual([
      { code: '132021', category: 'chair', rank: 1, name: '髙﨑 𠮷子', person: '髙﨑 𠮷子', state: 'submitted', submitted: true },
      { code: '132241', category: 'chair', rank: 1, name: '多摩 太郎', person: '多摩 太郎', state: 'submitted', submitted: true },
    ])
    expect((await db.selectFrom('person').select('id').execute()).length).toBe(people.length + 2)
    expect(await db.selectFrom('nil_return').select('category').execute()).toHaveLength(6)
    const sheets = await db.selectFrom('nomination_sheet').select(['id', 'receipt', 'submitted_by as by', 'version']).orderBy('id').execute()
    expect(sheets.map(({ by, version }) => [by, version])).toEqual([[town.planner.person, 1], [town.planner.person, 1]])
    const audit = await db.selectFrom('audit_line').select(['action', 'subject', 'person_id as by']).where('action', 'in', ['sheet.submitted', 'people.added', 'bundleFile.taken']).orderBy('id').execute()
    for (const { id } of sheets) for (const action of ['sheet.submitted', 'people.added']) expect(audit).toContainEqual({ action, subject: `sheet:${id}`, by: town.planner.person })
    const done = (await planner.get(at)).body
    expect(done).toContain('島しょ部からの船が欠航したため')
    expect(done).toContain('2区市町村・2人')
  })

  test('the municipality is told on the site, with its receipt, and sees who handed in', async () => {
    await take((await result(whole)).at)
    await work()
    await drain(house.crewHouse, crew)
    const { receipt } = await db.selectFrom('nomination_sheet').select('receipt').where('municipality_id', '=', town.tachikawa).executeTakeFirstOrThrow()
    const told = await db.selectFrom('message').select(['title', 'body']).where('template', '=', 'sheet_submitted').where('municipality_id', '=', town.tachikawa).orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(told.body).toContain(receipt)
    // Handed in for them after the last day, it is not theirs to recall, and the letter says so.
    const late = house.crewHouse.clock() > new Date('2026-07-11T00:00:00+09:00')
    expect([told.body.includes('取り戻して出し直せます'), told.body.includes('取り戻すことはできません')]).toEqual(late ? [false, true] : [true, false])
    expect((await clerk.get(`/calls/${town.call}/sheet`)).body).toContain(receipt)
  })

  test('a person the register knows is found again, a namesake in another place of work is somebody new', async () => {
    await take((await result(whole)).at)
    await work()
    const before = await db.selectFrom('person').select('id').execute()
    await db.updateTable('nomination_sheet').set({ state: 'returned' }).execute()
    await db.updateTable('nomination').set({ submitted: false }).execute()
    const { at, body } = await result([...whole, ['132241', '司会者', '2', '多摩 太郎', 'たま たろう', '別の包括', '保健師', '予定', '', '', '', '']])
    expect(body).toContain('差し戻し')
    await take(at)
    await work()
    const after = await db.selectFrom('person').select('id').execute()
    expect(after.length).toBe(before.length + 1)
    expect(await lines()).toHaveLength(3)
  })

  test('is read once, however often its result is looked at', async () => {
    const read = vi.spyOn(house.files, 'read')
    const { at } = await result(whole)
    for (const page of ['?page=2', '/judged-file']) expect((await planner.get(`${at}${page}`)).statusCode).toBe(200)
    expect((await planner.get(at)).body).toContain('直すところはありません')
    expect(read).toHaveBeenCalledTimes(1)
    read.mockRestore()
  })

  test('while one error stands nothing is taken in; each is named by its cell and what to do', async () => {
    const wrong = [misaki, ['999999', ...taro.slice(1)], ['', ...taro.slice(1)], [...taro.slice(0, 2), '3', ...taro.slice(3, 6), '占い師', ...taro.slice(7)]]
    const { at, body } = await result(wrong)
    for (const [cell, words] of [['A5', '区市町村コードが読み取れません'], ['A6', '区市町村コードが読み取れません'], ['G7', 'この職種は一覧にありません'], ['C7', '順位1が抜けています'], ['A4', '区分']])
      expect(body).toMatch(new RegExp(`>${cell}</th>[\\s\\S]*?${words}`))
    expect((await planner.get(at, {}, { language: 'en' })).body).toContain('The municipality code cannot be read')
    const refused = await take(at)
    expect(refused.statusCode).toBe(409)
    expect(await lines()).toEqual([])
    const judged = await readTable((await planner.get(`${at}/judged-file`)).rawPayload, 'x.xlsx', { rowsMax: 100, columnsMax: 40 })
    expect('table' in judged && judged.table.rows[4]!.slice(-2)).toEqual(['要修正', expect.stringContaining('A5')])
  })

  test('what to do is said to the office, which has nobody to ask; rows that are missing or say no reason are named', async () => {
    await db.updateTable('call').set({ quota_chair: 1 }).execute()
    try {
      const { at, body } = await result([misaki, [...misaki.slice(0, 2), '2', '田中 美咲', 'たなか みさき', ...misaki.slice(5)], nobody('132021', '助言者'), [...nobody('132021', 'その他').slice(0, 11), ''], taro, ...others('132241')])
      for (const [cell, words] of [['C5', '立川市のこの区分の推薦枠は1人です。超えた方の行を消すか、先に推薦枠の配分を直してください。'], ['A4', '推薦する方も「該当者なし」もない区分があります（事例提供者）。その区分の行を足してください。'], ['L7', '「該当者なし」の理由を、この欄に書いてください。']])
        expect(body).toMatch(new RegExp(`>${cell}</th>[\\s\\S]*?${words}`))
      expect(body).not.toContain('事務局へご相談')
      const english = (await planner.get(at, {}, { language: 'en' })).body
      for (const words of ['Tachikawa City has places for 1 in this category', 'neither people nor “None to nominate” (Case presenter)', 'why there is nobody']) expect(english).toContain(words)
    } finally { await db.updateTable('call').set({ quota_chair: 3 }).execute() }
  })

  test('a sheet that is handed in or accepted is never overwritten, and what to do is said', async () => {
    await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tachikawa, state: 'submitted', receipt: 'x', saved_at: new Date() }).execute()
    await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, state: 'accepted', receipt: 'y', saved_at: new Date() }).execute()
    const { body, at } = await result(whole)
    expect(body).toMatch(/>A4<\/th>[\s\S]*?先に推薦書を差し戻してください/)
    expect(body).toMatch(/>A8<\/th>[\s\S]*?差替えの手続き/)
    expect((await take(at)).statusCode).toBe(409)
  })

  test('a draft that was begun is replaced, and that is said before', async () => {
    const { id } = await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, version: 3, saved_at: new Date() }).returning('id').executeTakeFirstOrThrow()
    await db.insertInto('nomination').values({ sheet_id: id, call_id: town.call, municipality_id: town.tama, category: 'chair', rank: 1, name: '古い 行' }).execute()
    const { at, body } = await result(whole)
    expect(body).toContain('このファイルの内容に置き換わります（1区市町村）')
    await take(at)
    await work()
    expect((await lines()).map(({ name }) => name)).toEqual(['髙﨑 𠮷子', '多摩 太郎'])
    expect((await db.selectFrom('nomination_sheet').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version).toBe(4)
  })

  test('what changed between looking and taking in holds everything back, in words', async () => {
    const { at } = await result(whole)
    const { headers } = await take(at)
    await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, state: 'submitted', receipt: 'x', saved_at: new Date() }).execute()
    await work()
    expect(await lines()).toEqual([])
    const { body } = await planner.get(String(headers.location))
    expect(body).toContain('先に推薦書を差し戻してください')
    expect(body).toContain(`href="${at}"`)
    expect((await db.selectFrom('bundle_file').select('state').executeTakeFirstOrThrow()).state).toBe('open')
  })

  test('an island that is late is taken in until the decision, with its reason; without one it is not', async () => {
    house.setClock('2026-07-13T10:00:00+09:00')
    try {
      const { at, body } = await result(whole)
      expect(body).toContain('締切後')
      const blank = await take(at, '   ')
      expect(blank.statusCode).toBe(422)
      expect(blank.body).toContain('都で入力する理由を書いてください')
      expect((await take(at)).statusCode).toBe(303)
      await work()
      expect(await lines()).toHaveLength(2)
    } finally { house.setClock('2026-06-15T10:00:00+09:00') }
  })

  test('F20 confirmed twice is taken in once, and begun again it does nothing twice', async () => {
    const bytes = await xlsx(whole)
    const { at } = await sent(bytes)
    const answers = await Promise.all([take(at), take(at)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
    await work()
    const file = await db.selectFrom('bundle_file').select(['id', 'work_id as workId']).executeTakeFirstOrThrow()
    const people = await db.selectFrom('person').select('id').execute()
    await bundleJobs.bundle.work(house.crewHouse, { workId: file.workId!, fileId: file.id } as never)
    expect(await lines()).toHaveLength(2)
    expect(await db.selectFrom('person').select('id').execute()).toHaveLength(people.length)
    expect((await sent(bytes)).body).toContain('これと同じファイルは')
  })
})

describe('the form', () => {
  test.each(['xlsx', 'utf-8', 'cp932'])('as %s comes without rows and says so when it comes back', async (as) => {
    const { rawPayload, statusCode } = await planner.get(`${address}/form-file?as=${as}`)
    expect(statusCode).toBe(200)
    const { headers } = await send(rawPayload, planner, as === 'xlsx' ? 'a.xlsx' : 'a.csv')
    expect((await planner.get(String(headers.location))).body).toContain('見出しの下に何も書かれていません')
  })

  test('without the column of the municipality it is refused', async () => {
    const bytes = Buffer.from(await writeXlsx({ sheets: [{ name: '推薦書', rows: [...head().slice(0, 2), headings.slice(1), misaki.slice(1)] }] }))
    const { headers } = await send(bytes)
    expect((await planner.get(String(headers.location))).body).toContain('次の列がありません：区市町村コード')
  })
})

test('only the office and its contractor reach it; a municipality is shown a closed door', async () => {
  const { at } = await result(whole)
  const contractor = await house.visitor(town.contractor)
  for (const where of [address, at, `${address}/form-file`, `${at}/judged-file`]) {
    expect((await contractor.get(where)).statusCode).toBe(200)
    expect([403, 404]).toContain((await clerk.get(where)).statusCode)
  }
  expect([403, 404]).toContain((await clerk.post(`${at}/taking`, { reason: 'x' })).statusCode)
  expect((await planner.get('/bundle-files/999999')).statusCode).toBe(404)
  expect((await planner.get('/calls/999999/bundle')).statusCode).toBe(404)
  expect((await send(await xlsx(whole), clerk)).statusCode).toBeGreaterThanOrEqual(403)
  expect(readdirSync(path.join(house.folder, 'arriving'))).toEqual([])
})
