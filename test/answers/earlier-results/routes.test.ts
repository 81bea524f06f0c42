import { expect, test } from 'vitest'
import { takeCompleters } from '../../../server/answers/earlier-results/changes.ts'
import { inChange } from '../../../server/base/change.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'
import { overhear } from '../../support/statements.ts'
import { sendTable } from '../../support/uploads.ts'

/** 登録前の実績: sums, people and model municipalities of the years before come in three steps, are matched, and are taken back whole. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db, app } = house
const town = await settle(db)
const [planner, contractor, clerk, trainee] = await Promise.all([town.planner, town.contractor, town.clerkOfTama, town.trainee].map((who) => house.visitor(who)))
const known = await makePerson(db, '髙橋 彩', 'たかはし　あや', town.tama)
await db.insertInto('affiliation').values({ person_id: known, municipality_id: town.tama, organization: '多摩センター', category: 'adviser', from_on: '2022-04-01' }).execute()

const heads = ['氏名', 'ふりがな', '区市町村', '所属', '職種', '受講区分', '研修', '年度', '修了日', '修了証番号', 'まだ在職']
const course = '地域ケア会議実践者養成研修'
const csv = (rows: string[][], head = heads) => Buffer.from(`\uFEFF${[head, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`)
const line = (name: string, kana: string, more: Partial<{ town: string; place: string; trade: string; category: string; year: string; on: string; number: string; post: string }> = {}) =>
  [name, kana, more.town ?? '多摩市', more.place ?? '多摩センター', more.trade ?? '理学療法士', more.category ?? '司会者', course, more.year ?? 'R2', more.on ?? '', more.number ?? '', more.post ?? '○']
const send = async (path: string, bytes: Uint8Array, name = '名簿.csv') => {
  const answer = await sendTable(app, planner!, `${path}/files`, bytes, name)
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(303)
  return answer.headers.location as string
}
const stampOf = (body: string) => /name="seen" value="([^"]+)"/.exec(body)?.[1] ?? 'x'
const take = async (at: string) => planner!.post(`${at}/taking`, { seen: stampOf((await planner!.get(at)).body) })
const completers = () => db.selectFrom('earlier_completer').select(['id', 'name', 'person_id as personId', 'likely_id as likelyId', 'version']).orderBy('id').execute()
const inPost = async () => Number((await db.selectFrom('coverage_count').select(({ fn }) => fn.sum<number>('people').as('n')).executeTakeFirstOrThrow()).n ?? 0)

test('a file with cells that cannot be read says which, and nothing is written', async () => {
  const at = await send('/earlier-completers', csv([line('', 'な'), line('一 子', 'abc'), line('二 子', 'にこ', { town: '札幌市' }), line('三 子', 'さんこ', { year: 'R30' }), line('四 子', 'よんこ', { category: '見学' }), line('五 子', 'ごこ', { year: 'R8' })]))
  const { body } = await planner!.get(at)
  for (const words of ['A2', 'B3', 'C4', 'H5', 'F6', 'H7', 'この区市町村はありません', 'この仕組みの名簿で数えています']) expect(body, words).toContain(words)
  expect((await take(at)).statusCode).toBe(409)
  expect(await completers()).toEqual([])
})

let first = ''
test('people come in by one file: who is new is added, who is like somebody known waits, and nobody is merged unasked', async () => {
  first = await send('/earlier-completers', csv([line('新井 一', 'あらい　はじめ'), line('新井 一', 'あらい　はじめ', { year: 'H31' }), line('高橋 彩', 'タカハシ アヤ', { on: '2021-02-10', number: '第12号' }), line('町田 二', 'まちだ　に', { town: '132021', place: '立川センター', post: '' })]))
  const { body } = await planner!.get(first)
  expect(body).toContain('名前とふりがなが同じ人がいます（いまの所属：多摩センター）')
  expect((await take(first)).statusCode).toBe(303)
  const rows = await completers()
  expect(rows.map(({ name, personId, likelyId }) => [name, personId !== null, likelyId])).toEqual([['新井 一', true, null], ['新井 一', true, null], ['高橋 彩', false, known], ['町田 二', true, null]])
  expect(rows[0]!.personId).toBe(rows[1]!.personId)
  expect(await inPost(), 'one still in post; who waits and who left count not').toBe(1)
  const audit = await db.selectFrom('audit_line').select(['action', 'detail']).where('action', '=', 'earlier_completers.loaded').execute()
  expect(audit).toMatchObject([{ detail: { count: 4, people: 2, waiting: 1 } }])
})

test('the same file again has nothing to take', async () => {
  const again = await send('/earlier-completers', csv([line('新井 一', 'あらい　はじめ'), line('高橋 彩', 'たかはし　あや', { on: '2021-02-10', number: '第12号' })]))
  expect((await planner!.get(again)).body).toContain('いまの内容と同じです')
  expect((await take(again)).statusCode).toBe(409)
  expect(await completers()).toHaveLength(4)
})

test('they stand in the history of the person, in coverage and in the results, as of before', async () => {
  const [one] = await completers()
  const page = (await planner!.get(`/people/${one!.personId}`)).body
  for (const words of ['この仕組みより前の修了', '登録前の記録', '令和2年度', '令和元年度']) expect(page, words).toContain(words)
  expect((await planner!.get(`/coverage/${town.tama}?category=chair`)).body).toMatch(/新井 一[\s\S]*（登録前の記録）/)
  expect((await planner!.get('/results?rows=municipality')).body).toMatch(/登録前の記録[\s\S]*立川市[\s\S]*>1<[\s\S]*多摩市[\s\S]*>3</)
  expect((await planner!.get(`/earlier-completers?municipality=${town.tama}`)).body).toContain('延べ3人')
})

test('an officer says whether it is the same person; whoever comes second is told so', async () => {
  const page = (await planner!.get('/earlier-completers?waiting=1')).body
  expect(page).toMatch(/高橋 彩[\s\S]*髙橋 彩[\s\S]*多摩センター/)
  const one = (await completers()).find(({ personId }) => personId === null)!
  const said = { 'rows.0.id': String(one.id), 'rows.0.version': String(one.version), 'rows.0.choice': 'same' }
  expect((await planner!.post('/earlier-completers/matches', { 'rows.0.id': String(one.id), 'rows.0.version': String(one.version) })).statusCode).toBe(409)
  expect((await planner!.post('/earlier-completers/matches', said)).statusCode).toBe(303)
  expect((await planner!.post('/earlier-completers/matches', said)).statusCode).toBe(409)
  expect((await completers()).find(({ id }) => id === one.id)!.personId).toBe(known)
  expect(await inPost()).toBe(2)
  expect((await planner!.get(`/people/${known}`)).body).toContain('第12号')
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'earlier_completer.matched').execute()).toMatchObject([{ detail: { personId: known, choice: 'same' } }])
})

test('a municipality reads its own people and takes nothing in; others do not know of it', async () => {
  const list = (await clerk!.get('/earlier-completers')).body
  expect([list.includes('新井 一'), list.includes('町田 二')]).toEqual([true, false])
  expect((await clerk!.get(`/earlier-completers?municipality=${town.tachikawa}`)).body).not.toContain('町田 二')
  expect((await clerk!.get('/earlier-results')).body).not.toContain('取込み')
  const one = (await completers())[0]!
  for (const who of [clerk, contractor]) {
    for (const url of ['/earlier-completers/files', '/earlier-results/files', '/earlier-models/form-file', '/earlier-imports/1/removal', first]) expect((await who!.get(url)).statusCode, url).toBe(404)
    expect((await who!.post('/earlier-completers/matches', { 'rows.0.id': String(one.id), 'rows.0.version': '1', 'rows.0.choice': 'same' })).statusCode).toBe(404)
    expect((await who!.post('/earlier-imports/1/removal', { reason: 'x' })).statusCode).toBe(404)
  }
  for (const url of ['/earlier-results', '/earlier-completers']) expect((await trainee!.get(url)).statusCode).toBe(404)
})

test('an import is taken back whole, with a reason, and only while nothing hangs on its people', async () => {
  const [one] = await completers()
  const seat = await enroll(db, town, one!.personId!, 1, { municipality: town.tama })
  expect((await planner!.get('/earlier-imports/1/removal')).body).toContain('新井 一')
  expect((await planner!.post('/earlier-imports/1/removal', { reason: '年度を取り違えた' })).statusCode).toBe(409)
  await db.deleteFrom('enrollment').where('id', '=', seat).execute()
  expect((await planner!.post('/earlier-imports/1/removal', { reason: '' })).statusCode).toBe(422)
  expect((await planner!.post('/earlier-imports/1/removal', { reason: '年度を取り違えた' })).statusCode).toBe(303)
  expect([await completers(), await inPost()]).toEqual([[], 0])
  expect(await db.selectFrom('person').select('id').where('name', 'in', ['新井 一', '町田 二']).execute()).toEqual([])
  expect((await db.selectFrom('affiliation').select('id').where('person_id', '=', known).where('to_on', 'is', null).execute()), 'whoever was known stays as they were').toHaveLength(1)
  expect((await planner!.post('/earlier-imports/1/removal', { reason: 'もう一度' })).statusCode).toBe(409)
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'earlier_import.taken_back').execute()).toMatchObject([{ detail: { kind: 'earlier_completers', count: 4, people: 2, reason: '年度を取り違えた' } }])
  expect((await planner!.get('/earlier-results')).body).toContain('取り消し済み')
})

const sumHeads = ['年度から', '年度まで', '研修', '指標', '値', '区市町村数', '出典', '印字']
test('sums come in as they were printed: once, never split, and another value from the same source is refused', async () => {
  const rows = [['H30', 'R2', course, '修了者数', '1199', '', '別紙7-12', '１，１９９名'], ['R1', 'R1', course, '受講決定者数', '488', '50', '令和2年度の計画', '488名(50区市町村)'], ['H29', 'R2', 'モデル自治体支援', 'モデル自治体', '7', '', '別紙7-12', '７自治体']]
  const at = await send('/earlier-results', csv(rows, sumHeads))
  expect((await take(at)).statusCode).toBe(303)
  expect(await db.selectFrom('earlier_result').select(['from_fiscal_year as from', 'to_fiscal_year as to', 'measure', 'value', 'printed']).orderBy('id').execute()).toEqual([
    { from: 2018, to: 2020, measure: 'completed', value: 1199, printed: '１，１９９名' }, { from: 2019, to: 2019, measure: 'selected', value: 488, printed: '488名(50区市町村)' },
    { from: 2019, to: 2019, measure: 'municipalities', value: 50, printed: '488名(50区市町村)' }, { from: 2017, to: 2020, measure: 'model_municipalities', value: 7, printed: '７自治体' },
  ])
  expect((await planner!.get(await send('/earlier-results', csv(rows, sumHeads)))).body).toContain('いまの内容と同じです')
  const wrong = await planner!.get(await send('/earlier-results', csv([['R1', 'R1', course, '受講決定者数', '500', '', '令和2年度の計画', ''], ['R2', 'R1', course, '修了者数', '5', '', 'x', ''], ['R1', 'R1', 'モデル自治体支援', '修了者数', '5', '', 'x', '']], sumHeads)))
  for (const words of ['E2', '値 488', 'B3', 'D4']) expect(wrong.body, words).toContain(words)
  const corrected = await send('/earlier-results', csv([['R1', 'R1', course, '受講決定者数', '487', '', '正誤表', '487名']], sumHeads))
  expect((await take(corrected)).statusCode).toBe(303)
  const page = (await planner!.get('/results')).body
  for (const words of ['1,199', '488', '50区市町村', '487']) expect(page, words).toContain(words)
})

test('model municipalities come in by year', async () => {
  const at = await send('/earlier-models', csv([['R1', '立川市', '4', '令和2年度の計画', '2自治体 (立川市、多摩市)'], ['R1', '132241', '', '令和2年度の計画', '2自治体 (立川市、多摩市)']], ['年度', '区市町村', '会議回数', '出典', '印字']))
  expect((await take(at)).statusCode).toBe(303)
  expect((await planner!.get('/earlier-results')).body).toMatch(/登録前のモデル自治体[\s\S]*立川市[\s\S]*多摩市/)
  expect((await clerk!.get('/earlier-results')).body).not.toContain(`/municipalities/${town.tachikawa}`)
})

test('1,199 people come in one change, in a number of statements that does not grow with them', async () => {
  const rows = (count: number, mark: string) => Array.from({ length: count }, (_, n) => ({ mark: 'new' as const, row: n, before: null, fields: [], value: {
    name: `${mark}${n} 子`, kana: 'こ', municipalityId: n % 2 ? town.tama : town.tachikawa, affiliation: `センター${n % 9}`, professionCode: 'physical_therapist', category: 'chair' as const, courseId: town.course, fiscalYear: 2018 + n % 3, completedOn: null, certificateNumber: '', inPost: true } }))
  const asked = async (count: number, mark: string) => {
    let statements = 0
    const hearing = overhear(db, () => { statements += 1 })
    const began = performance.now()
    await inChange(db, { actor: null, scope: { of: 'all' }, now: new Date('2026-11-24T10:00:00+09:00'), random: (n) => new Uint8Array(n) }, (change) => takeCompleters(change, rows(count, mark)))
    hearing.stop()
    return { statements, milliseconds: performance.now() - began }
  }
  const [few, many] = [await asked(3, '少'), await asked(1_199, '多')]
  console.log(`1,199 completers: ${Math.round(many.milliseconds)} ms, ${many.statements} statements`)
  expect(few.statements, 'the counter counts').toBeGreaterThan(3)
  expect(many.statements).toBe(few.statements)
  expect(await inPost()).toBe(1_202)
})
