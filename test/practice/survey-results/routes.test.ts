import { beforeEach, expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { overhear } from '../../support/statements.ts'
import { clearSurveys, full, putStatusAnswer, putStatusSurvey } from '../surveys.ts'

/** L5: what the answers add up to, with what each figure is of. */
const house = await openHouse({ now: '2026-12-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, clerk, other] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
let survey: number
const at = (page = '') => `/status-surveys/${survey}/results${page}`
const cellsOf = (body: string, question: string) => [...body.split(question)[1]!.split('</table>')[0]!.matchAll(/<td[^>]*>(?:<a[^>]*>)?([^<]*)/g)].map(([, text]) => text!.trim())

beforeEach(async () => {
  await clearSurveys(db)
  const before = await putStatusSurvey(db, town.planner.person, { state: 'published', year: 2025 })
  await putStatusAnswer(db, before, town.tachikawa, town.clerkOfTachikawa.person, { ...full, q3: 4, q3p: 10 })
  survey = await putStatusSurvey(db, town.planner.person, { state: 'closed' })
  await putStatusAnswer(db, survey, town.tachikawa, town.clerkOfTachikawa.person)
})

test('a total is of those who answered: unanswered is no nought, and ― and 区分できない stand apart', async () => {
  expect(cellsOf((await planner.get(at())).body, '開催回数</a>')).toEqual(['12', '14', '4', '1', '0', '0', '0'])
  expect((await planner.get(at())).body).toMatch(/未回答の区市町村<\/h2><p>多摩市/)
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person, { q3: { missing: 'inseparable' }, q3p: { missing: 'none' }, q6: [1, 2], q7: false })
  const { body } = await planner.get(at())
  expect(cellsOf(body, '開催回数</a>')).toEqual(['12', '14', '4', '1', '0', '1', '0'])
  expect(cellsOf(body, '会議の段階</a>')).toEqual(['2', '100.0%', '1', '1', '50.0%', '0', '0', '0.0%', '0', '0', '0.0%', '0'])
  expect(cellsOf(body, 'ネットワークの強化</a>').slice(-3)).toEqual(['1', '50.0%', '0']) // 無回答
  expect((await planner.get(at(), {}, { language: 'en' })).body).toContain('No answer')
})

test('every figure opens the answers behind it, by municipality in official order, last year beside', async () => {
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person, { ...full, q3: 0 })
  const { body } = await planner.get(at('/questions/3'))
  expect(body).toMatch(/立川市<\/a>[\s\S]*?12[\s\S]*?前回：4[\s\S]*?多摩市<\/a><\/th>\s*<td class="num">0[\s\S]*?計<\/th><td class="num">12/)
  expect(body).toContain(`/status-surveys/${survey}/answers/${town.tama}#q3`)
  expect((await planner.get(at('/questions/6'))).body).toContain('<svg')
  expect((await planner.get(at('/sections/1'))).body).toMatch(/立川市[\s\S]*?12[\s\S]*?数えた回答/)
  expect([(await planner.get(at('/questions/99'))).statusCode, (await planner.get(at('/sections/9'))).statusCode]).toEqual([404, 404])
})

test('one answer for two municipalities counts once, and the other is named', async () => {
  await db.insertInto('status_survey_cover').values({ survey_id: survey, municipality_id: town.tama, leader_id: town.tachikawa, body_name: 'ZZ広域連合', added_by: town.planner.person, added_at: new Date() }).execute()
  const { body } = await planner.get(at())
  expect([cellsOf(body, '開催回数</a>').slice(0, 2), /回答した区市町村<\/dt><dd>2 \/ 2/.test(body), /回答の数<\/dt><dd>1</.test(body), body.includes('多摩市（立川市）')]).toEqual([['12', '14'], true, true, true])
  // An answer that was begun before the other took over is not counted beside it.
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person)
  expect(cellsOf((await planner.get(at())).body, '開催回数</a>')[0]).toBe('12')
})

test('a corrected figure shows both values', async () => {
  const { id } = await db.selectFrom('status_survey_answer').select('id').where('survey_id', '=', survey).executeTakeFirstOrThrow()
  await db.insertInto('status_survey_correction').values({ answer_id: id, municipality_id: town.tachikawa, cell: 'q3', was: '20', becomes: '12', reason: '誤り', corrected_at: new Date() }).execute()
  for (const page of ['/questions/3', '/sections/1']) expect((await planner.get(at(page))).body).toMatch(/12[\s\S]*?訂正（前：20）/)
})

test('municipalities read it once it is published, everybody’s figures and nobody’s words', async () => {
  expect([(await clerk.get(at())).statusCode, (await clerk.get(at('/questions/3'))).statusCode]).toEqual([404, 404])
  await db.updateTable('status_survey').set({ state: 'published', published_at: new Date() }).where('id', '=', survey).execute()
  const { body } = await other.get(at())
  expect([body.includes('開催回数'), body.includes('困っていること'), body.includes('ZZ困りごと')]).toEqual([true, false, false])
  expect((await other.get(at('/questions/3'))).body).toMatch(/立川市<\/th>\s*<td class="num">12/)
  expect((await other.get(at('/questions/8'))).statusCode).toBe(404)
  for (const page of ['/sections/1', '/sections/2']) expect((await other.get(at(page))).body).not.toContain('ZZ困りごと')
  const file = await other.get(`/status-surveys/${survey}/results-file?as=utf-8`)
  expect([file.body.includes('立川市'), file.body.includes('ZZ困りごと')]).toEqual([true, false])
  expect((await planner.get(at('/questions/8'))).body).toContain('ZZ困りごと')
})

test('the table is taken as Excel and CSV: a blank is no answer, 0 is nought', async () => {
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person, { q3: 0, q3p: { missing: 'none' } })
  const read = async (as: string) => {
    const file = await planner.get(`/status-surveys/${survey}/results-file?as=${as}`)
    const table = await readTable(new Uint8Array(file.rawPayload), 'x', { rowsMax: 100, columnsMax: 100 })
    return 'table' in table ? table.table.rows : []
  }
  for (const as of ['xlsx', 'utf-8', 'cp932']) {
    const rows = await read(as)
    const [tachikawa, tama] = ['132021', '132241'].map((code) => rows.find((row) => row[0] === code)!)
    expect(tachikawa!.slice(1, 5)).toEqual(['立川市', '回答済み', '12', '14'])
    expect([tama!.slice(3, 6), rows.find((row) => row[1] === '計')![3]]).toEqual([['0', '―', ''], '12'])
  }
})

test('the summary is printed, and no page asks more than five things', async () => {
  const paper = await planner.get(`/status-surveys/${survey}/results-paper`)
  expect([paper.statusCode, paper.headers['content-type'], paper.rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-'])
  for (const page of ['', '/sections/1', '/questions/3']) {
    let asked = 0
    const { stop } = overhear(db, (text) => { if (/^(select|with)/i.test(text)) asked += 1 })
    await planner.get(at(page))
    stop()
    expect([page, asked <= 5]).toEqual([page, true])
  }
})
