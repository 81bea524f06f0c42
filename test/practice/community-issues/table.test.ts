import { beforeEach, describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { changeForm } from '../../support/filling.ts'
import { settle } from '../../support/people.ts'
import { formSentBack } from '../../support/uploads.ts'
import { conferring, dayBoxes, themed } from './world.ts'

/** L4 in Excel: issues of a year go out, come back changed and with new ones below, are looked at and taken, whole or not at all. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db, app } = house
const town = await settle(db)
const theme = await themed(db)
const [ours, theirs] = [await conferring(db, town.tachikawa, 'ZZA'), await conferring(db, town.tama, 'ZZB')]
for (const name of ['ZZA中央包括（東）', 'ZZA中央包括（西）']) await db.insertInto('organization').values({ municipality_id: town.tachikawa, kind: 'support_center', name, name_key: name }).execute()
const [planner, clerk, other] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
const at = '/community-issues'
type Change = Parameters<typeof changeForm>[2]
const send = (changes: Change, who = clerk) => formSentBack(app, who, at, (bytes) => changeForm(bytes, '番号', changes))
const fresh = (more: Record<string, string | number | Date | null> = {}) => ({ 出された日: 'R8.5.11', 課題: 'ZZA坂の多い地区の移動', 状況: 'バス停まで歩けない人が続いている。', テーマ: '移動手段、買い物', 会議の機能: '地域課題発見機能', 地域包括支援センター: 'ZZA包括', 同じ困りごとのある事例の数: '３', ...more })
const kept = () => db.selectFrom('community_issue as i').leftJoin('organization as o', 'o.id', 'i.organization_id').select(['i.title', 'i.raised_on as raisedOn', 'i.state', 'i.evidence_cases as cases', 'o.name as center', 'i.version']).orderBy('i.id').execute()
const lines = (...actions: string[]) => db.selectFrom('audit_line').select(['action', 'subject', 'detail', 'person_id as by']).where('action', 'in', actions).orderBy('id', 'desc').limit(actions.length).execute()
const raised = async (more: Record<string, string> = {}, who = clerk, center = ours.center) => Number((await who.post(at, {
  title: 'ZZA前からの課題', situation: '夜に相談できる先がない。', themes: String(theme.transport), function: 'issue_discovery', organizationId: String(center), ...dayBoxes('raisedOn', '2026-05-11'), ...more,
})).headers.location!.toString().split('/').at(-1))

beforeEach(async () => { for (const table of ['community_issue', 'incoming_file'] as const) await db.deleteFrom(table).execute() })

test('new issues and a change come in together, shown first; what an issue has been through stays', async () => {
  const id = await raised({ cases: String(ours.cases[0]), conferenceId: String(ours.individual) })
  const { statusCode, words, href, take } = await send({ [id]: { 課題: 'ZZA夜の相談' }, new1: fresh(), new2: fresh({ 課題: 'ZZA店がない', 出された日: new Date('2026-06-01T00:00:00Z'), 地域包括支援センター: null, 同じ困りごとのある事例の数: null }) })
  expect([statusCode, words.includes('追加2行、変更1行、削除0行です'), words.includes('前：ZZA前からの課題')], words).toEqual([303, true, true])
  expect(await kept()).toHaveLength(1)
  const taken = await take()
  expect([taken.statusCode, taken.headers.location]).toEqual([303, at])
  expect(await kept()).toEqual([
    { title: 'ZZA夜の相談', raisedOn: '2026-05-11', state: 'raised', cases: null, center: 'ZZA包括', version: 2 }, { title: 'ZZA坂の多い地区の移動', raisedOn: '2026-05-11', state: 'raised', cases: 3, center: 'ZZA包括', version: 1 },
    { title: 'ZZA店がない', raisedOn: '2026-06-01', state: 'raised', cases: null, center: null, version: 1 },
  ])
  expect(await db.selectFrom('community_issue_case').select(['issue_id', 'case_id']).execute()).toEqual([{ issue_id: id, case_id: ours.cases[0] }])
  expect(await db.selectFrom('community_issue_theme').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirst()).toEqual({ n: 5 })
  expect(await lines('incomingFile.taken', 'community_issue.raised', 'community_issue.raised', 'community_issue.changed')).toMatchObject([
    { action: 'incomingFile.taken', subject: `incomingFile:${href.split('/').at(-1)}`, detail: { kind: 'community_issues', rows: 3 }, by: town.clerkOfTachikawa.person },
    { action: 'community_issue.raised' }, { action: 'community_issue.raised' }, { action: 'community_issue.changed', subject: `community_issue:${id}` },
  ])
  expect((await formSentBack(app, clerk, at, async (bytes) => bytes)).words).toContain('いまの内容と同じです')
})

test('words that may tell who somebody is are shown before they are taken', async () => {
  const { words, take } = await send({ new1: fresh({ 状況: '田中花子さんが買い物に行けない。' }) })
  expect([words.includes('念のため確かめるところ'), words.includes('個人がわかるかもしれない書き方があります')]).toEqual([true, true])
  expect((await take()).statusCode).toBe(303)
})

test('of two centers whose names differ in brackets alone, the one that is written is meant', async () => {
  await (await send({ new1: fresh({ 地域包括支援センター: 'ZZA中央包括（西）' }) })).take()
  expect(await kept()).toMatchObject([{ center: 'ZZA中央包括（西）' }])
  expect((await send({ new1: fresh({ 地域包括支援センター: 'ZZA中央包括', 課題: 'ZZA別' }) })).words).toContain('この名前の地域包括支援センターはありません')
})

describe('what cannot be taken is told at its cell, and nothing of the file is taken', () => {
  test.each<[string, Change, string, string]>([
    ['no day', { new2: fresh({ 出された日: '五月ごろ' }) }, 'B5 出された日 五月ごろ', '日付が読み取れません'],
    ['a day to come', { new2: fresh({ 出された日: '2026-06-16' }) }, 'B5 出された日 2026-06-16', '今日までの日を入れてください'],
    ['no name', { new2: fresh({ 課題: '' }) }, 'C5 課題 （空欄）', '空欄です。値を入れてください'],
    ['a theme that is none', { new2: fresh({ テーマ: '移動手段、宇宙' }) }, 'E5 テーマ 移動手段、宇宙', 'テーマの一覧にありません'],
    ['no theme at all', { new2: fresh({ テーマ: '' }) }, 'E5 テーマ （空欄）', 'テーマ'],
    ['a theme that had ended by then', { new2: fresh({ テーマ: '昔のテーマ' }) }, 'E5 テーマ 昔のテーマ', 'この日に使えるテーマではありません'],
    ['no function', { new2: fresh({ 会議の機能: '会議' }) }, 'G5 会議の機能 会議', '次から選んでください'],
    ['the center of another municipality', { new2: fresh({ 地域包括支援センター: 'ZZB包括' }) }, 'H5 地域包括支援センター ZZB包括', 'この名前の地域包括支援センターはありません'],
    ['a next day before it was raised', { new2: fresh({ 次に確かめる日: '2026-05-10' }) }, 'L5 次に確かめる日 2026-05-10', ''],
    ['a number that is nobody’s', { new2: fresh({ 番号: '99999' }) }, 'A5 番号 99999', 'この番号はありません'],
    ['the same twice', { new2: fresh({ 課題: 'ZZA一つめ' }) }, '番号 （空欄）', '4行目と同じものです'],
    ['a day of another fiscal year', { new2: fresh({ 出された日: '2026-03-20', テーマ: '買い物', 課題: 'ZZA昨年度' }) }, 'B5 出された日 2026-03-20', '令和8年度の日ではありません'],
  ])('%s', async (_, changes, cell, why) => {
    const { words, take } = await send({ new1: fresh({ 課題: 'ZZA一つめ' }), ...changes })
    expect([words.includes(cell), words.includes(why), words.includes('直すところが')], words).toEqual([true, true, true])
    const refused = await take()
    expect([refused.statusCode, refused.body.includes('直すところが残っているため、取り込めません')]).toEqual([409, true])
    expect(await kept()).toEqual([])
  })
  test('an issue that stands already, and a day after what followed it', async () => {
    const id = await raised()
    await clerk.post(`${at}/${id}/moves`, { act: 'discuss', ...dayBoxes('onDay', '2026-05-25'), words: '話し合った', version: '1', conferenceId: String(ours.area) })
    const { words, take } = await send({ [id]: { 出された日: '2026-06-01' }, new1: fresh({ 課題: 'ZZA前からの課題' }) })
    for (const said of ['その後の動きより後の日になっています', `同じ日の、同じ名前の課題があります（番号${id}）`]) expect(words).toContain(said)
    expect((await take()).statusCode).toBe(409)
    expect(await kept()).toMatchObject([{ raisedOn: '2026-05-11', version: 2 }])
  })
})

test('a file that was looked at before somebody changed the issue is not taken unseen', async () => {
  const id = await raised()
  const { take } = await send({ [id]: { 課題: 'ZZA表の名前' } })
  await db.updateTable('community_issue').set({ title: 'ZZAほかの人の名前', version: 2 }).where('id', '=', id).execute()
  const stale = await take()
  expect([stale.statusCode, stale.body.includes('もとの内容が変わりました'), stale.body.includes('前：ZZAほかの人の名前')]).toEqual([409, true, true])
  expect(await kept()).toMatchObject([{ title: 'ZZAほかの人の名前' }])
})

test('a file is its municipality’s alone, and a number of another municipality is nobody’s', async () => {
  const id = await raised({ title: 'ZZB多摩の課題' }, other, theirs.center)
  const { words } = await send({ new1: fresh({ 番号: String(id) }) })
  expect([words.includes('この番号はありません'), words.includes('ZZB')]).toEqual([true, false])
  const { href, look, take } = await send({ new1: fresh() })
  for (const who of [other, planner]) expect([(await look(who)).statusCode, (await who.get(`${href}/judged-file`)).statusCode, (await take(who)).statusCode]).toEqual([404, 404, 404])
  expect((await planner.get(`${at}/form-file?as=xlsx`)).statusCode).toBe(404)
  expect((await kept()).map(({ title }) => title)).toEqual(['ZZB多摩の課題'])
  const again = await take()
  expect([again.statusCode, (await take()).statusCode]).toEqual([303, 409])
})
