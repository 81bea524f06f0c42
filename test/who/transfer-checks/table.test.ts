import { beforeEach, describe, expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse } from '../../support/app.ts'
import { changeForm } from '../../support/filling.ts'
import { settle } from '../../support/people.ts'
import { formSentBack, sendTable } from '../../support/uploads.ts'
import { boxesOf, openedCheck, trainedAt } from './support.ts'

/** B4 in Excel: the list of a transfer check goes out, is filled in, looked at, and becomes the draft, whole or not at all. */
const house = await openHouse({ now: '2026-04-15T10:00:00+09:00' })
const { db, app } = house
const town = await settle(db)
const [planner, clerk, other] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
const [stays, within, goes, leaves] = [
  await trainedAt(db, town, 'ZZA在 職子', 'ざい しょくこ', town.tachikawa), await trainedAt(db, town, 'ZZA課 替郎', 'か かえろう', town.tachikawa, { category: 'adviser' }),
  await trainedAt(db, town, 'ZZA移 動子', 'い どうこ', town.tachikawa), await trainedAt(db, town, 'ZZA退 職郎', 'たい しょくろう', town.tachikawa),
]
const ofTama = await trainedAt(db, town, 'ZZB多 摩子', 'た まこ', town.tama)
let check: number
const at = () => `/transfer-checks/${check}`
type Change = Parameters<typeof changeForm>[2]
const send = (changes: Change) => formSentBack(app, clerk, at(), (bytes) => changeForm(bytes, '番号', changes))
const typed = () => db.selectFrom('transfer_line').select(['affiliation_id as who', 'answer', 'typed']).orderBy('affiliation_id').execute()
const lines = (...actions: string[]) => db.selectFrom('audit_line').select(['action', 'subject', 'detail', 'person_id as by']).where('action', 'in', actions).orderBy('id', 'desc').limit(actions.length).execute()
const standing = () => db.selectFrom('affiliation').select(['id', 'to_on as toOn', 'confirmed_on as confirmedOn']).orderBy('id').execute()
const usual = (): Change => ({
  [stays.affiliation]: { いまの所属: '在職' }, [within.affiliation]: { いまの所属: '異動', 日: new Date('2026-04-01T00:00:00Z'), 新しい所属: '介護保険課' },
  [goes.affiliation]: { いまの所属: '他の区市町村へ', 日: 'R8.4.1', 移った先の区市町村: '多摩市' }, [leaves.affiliation]: { いまの所属: '退職', 日: '3/31', メモ: '定年' },
})

beforeEach(async () => {
  for (const table of ['transfer_check', 'incoming_file'] as const) await db.deleteFrom(table).execute()
  check = await openedCheck(db, town)
})

test('everybody goes out, what comes back is shown first, and becomes the draft; nobody has moved yet', async () => {
  const form = await clerk.get(`${at()}/form-file?as=xlsx`)
  const read = await readTable(form.rawPayload, '票.xlsx', { rowsMax: 100, columnsMax: 60 })
  expect('table' in read && read.table.rows.filter((row) => row[1]?.startsWith('ZZ')).map(([, name, , from, answer]) => [name, from, answer])).toEqual([['ZZA移 動子', '高齢福祉課', ''], ['ZZA課 替郎', '高齢福祉課', ''], ['ZZA在 職子', '高齢福祉課', ''], ['ZZA退 職郎', '高齢福祉課', '']])
  const before = await standing()
  const { statusCode, words, href, take } = await send(usual())
  expect(statusCode).toBe(303)
  for (const said of ['直すところはありません', '変更 4行', 'この内容を取り込みます', '追加0行、変更4行、削除0行です']) expect(words.replaceAll('　', ' ')).toContain(said)
  expect(await typed()).toEqual([])
  const taken = await take()
  expect([taken.statusCode, taken.headers.location]).toEqual([303, at()])
  expect(await typed()).toEqual([
    { who: stays.affiliation, answer: 'here', typed: { answer: 'here' } }, { who: within.affiliation, answer: 'within', typed: { answer: 'within', day: '2026-04-01', organization: '介護保険課' } },
    { who: goes.affiliation, answer: 'away', typed: { answer: 'away', day: 'R8.4.1', municipality: '多摩市' } }, { who: leaves.affiliation, answer: 'left', typed: { answer: 'left', day: '3/31', note: '定年' } },
  ])
  const file = href.split('/').at(-1)
  expect(await lines('incomingFile.taken', 'transfer_check.drafted')).toMatchObject([
    { action: 'incomingFile.taken', subject: `incomingFile:${file}`, detail: { kind: 'transfer_check', rows: 4 }, by: town.clerkOfTachikawa.person }, { action: 'transfer_check.drafted', detail: { people: 4 } },
  ])
  expect(await standing()).toEqual(before)
  expect((await clerk.get(`${at()}/submission`)).body).toContain('多摩市で数え、')
  const again = await take()
  expect([again.statusCode, again.body.includes('すでに取り込んでいます')]).toEqual([409, true])
})

test('who is not answered yet may come later, and a column that only helps to read may be missing', async () => {
  const csv = `﻿番号,氏名,いまの所属,日,移った先の区市町村,新しい所属\r\n${leaves.affiliation},ZZA退 職郎,退職・都外など,2026/3/31,,\r\n${stays.affiliation},ZZA在 職子,,,,\r\n`
  const sent = await sendTable(app, clerk, `${at()}/files`, Buffer.from(csv), '票.csv')
  const page = (await clerk.get(String(sent.headers.location))).body
  expect(page).toContain('追加0行、変更1行、削除0行です')
  expect((await clerk.post(`${sent.headers.location}/taking`, { seen: /name="seen" value="([^"]+)"/.exec(page)![1]! })).statusCode).toBe(303)
  expect((await typed()).map(({ who, answer }) => [who, answer])).toEqual([[leaves.affiliation, 'left']])
})

describe('what cannot be taken is told at its cell, and nothing of the file is taken', () => {
  test.each<[string, () => Change, string, string]>([
    ['an answer that is none', () => ({ [goes.affiliation]: { いまの所属: '転勤' } }), 'E4 いまの所属 転勤', '次から選んでください'],
    ['no day', () => ({ [goes.affiliation]: { いまの所属: '退職' } }), 'F4 日 （空欄）', '最後の日（退職の日）を入れてください'],
    ['no such day', () => ({ [goes.affiliation]: { いまの所属: '退職', 日: '春' } }), 'F4 日 春', '日として読めません'],
    ['a day to come', () => ({ [goes.affiliation]: { いまの所属: '退職', 日: '2026-04-16' } }), 'F4 日 2026-04-16', 'まだ来ていない日です'],
    ['a municipality elsewhere', () => ({ [goes.affiliation]: { いまの所属: '他の区市町村へ', 日: '4/1', 移った先の区市町村: '横浜市' } }), 'G4 移った先の区市町村 横浜市', '都内の区市町村の名前として読めません'],
    ['a move to nowhere new', () => ({ [goes.affiliation]: { いまの所属: '区市町村内の異動', 日: '4/1' } }), 'H4 新しい所属 （空欄）', '新しい所属・職名・役割のどれか'],
    ['a name beside another number', () => ({ [goes.affiliation]: { 氏名: 'ZZA在 職子' } }), 'B4 氏名 ZZA在 職子', 'この番号はZZA移 動子さんです'],
    ['somebody of another municipality', () => ({ 999999: { 番号: ofTama.affiliation, 氏名: 'ZZB多 摩子', いまの所属: '退職', 日: '3/31' } }), `A8 番号 ${ofTama.affiliation}`, 'この番号の人は、確かめる人の一覧にいません'],
    ['the same row twice', () => ({ 999999: { 番号: goes.affiliation, 氏名: 'ZZA移 動子', いまの所属: '在職' } }), `A8 番号 ${goes.affiliation}`, '4行目と同じものです'],
  ])('%s', async (_, changes, cell, why) => {
    const { words, take, href } = await send({ [stays.affiliation]: { いまの所属: '在職' }, ...changes() })
    expect([words.includes(cell), words.includes(why), words.includes('直すところが1か所あります')], words).toEqual([true, true, true])
    const judged = await readTable((await clerk.get(`${href}/judged-file`)).rawPayload, '判定.xlsx', { rowsMax: 100, columnsMax: 60 })
    expect('table' in judged && judged.table.rows.flat().filter((one) => one === '要修正')).toEqual(['要修正'])
    const refused = await take()
    expect([refused.statusCode, refused.body.includes('直すところが残っているため、取り込めません')]).toEqual([409, true])
    expect(await typed()).toEqual([])
  })
})

test('a file that was looked at before somebody saved is not taken unseen', async () => {
  const { take } = await send(usual())
  await clerk.post(`${at()}/lines`, { act: 'save', ...boxesOf([{ affiliationId: leaves.affiliation, answer: 'here' }]) })
  const stale = await take()
  expect([stale.statusCode, stale.body.includes('もとの内容が変わりました'), stale.body.includes('前：在職')]).toEqual([409, true, true])
  expect((await typed()).map(({ answer }) => answer)).toEqual(['here'])
  const seen = /name="seen" value="([^"]+)"/.exec(stale.body)![1]!
  expect((await clerk.post(`${/action="([^"]+\/taking)"/.exec(stale.body)![1]}`, { seen })).statusCode).toBe(303)
  expect((await typed()).map(({ answer }) => answer)).toEqual(['here', 'within', 'away', 'left'])
})

test('a later file takes the place of one that nobody took', async () => {
  const [first, second] = [await send({ [goes.affiliation]: { いまの所属: '在職' } }), await send(usual())]
  const refused = await first.take()
  expect([refused.statusCode, refused.body.includes('後から別のファイルが送られたため')]).toEqual([409, true])
  expect((await second.take()).statusCode).toBe(303)
})

test('a file is its municipality’s alone, and after handing in nothing comes in by Excel', async () => {
  const { href, look, take } = await send(usual())
  for (const who of [other, planner]) {
    expect([(await look(who)).statusCode, (await who.get(`${href}/judged-file`)).statusCode, (await take(who)).statusCode]).toEqual([404, 404, 404])
  }
  expect((await planner.get(`${at()}/form-file?as=xlsx`)).statusCode).toBe(404)
  expect(await typed()).toEqual([])
  await db.insertInto('transfer_sheet').values({ check_id: check, municipality_id: town.tachikawa, state: 'submitted', receipt: 'x', submitted_at: new Date('2026-04-14T10:00:00+09:00'), submitted_by: town.clerkOfTachikawa.person }).execute()
  const late = await take()
  expect([late.statusCode, late.body.includes('提出済みです')]).toEqual([409, true])
  expect((await sendTable(app, clerk, `${at()}/files`, (await clerk.get(`${at()}/form-file?as=xlsx`)).rawPayload, '票.xlsx')).statusCode).toBe(409)
})
