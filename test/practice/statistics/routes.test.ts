import { beforeEach, describe, expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { sendTable } from '../../support/uploads.ts'
import { putFigure, putMeasures } from '../reported.ts'

/** L3, L6, edge cases 20, 21, 23: figures that a municipality reports, corrects and hands in as a table. */
const house = await openHouse({ now: '2026-06-01T10:00:00+09:00' })
const { db, app, setClock } = house
const town = await settle(db)
const measures = await putMeasures(db)
const [clerk, other, planner, contractor, trainee] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.trainee)]
const center = await idOf(db.insertInto('organization').values({ municipality_id: town.tachikawa, kind: 'support_center', name: 'ZZA中央包括', name_key: 'zza' }).returning('id'))
const at = (code: string, municipality = town.tachikawa) => `/statistics/${municipality}/measures/${code}`
/** The boxes of a table as its page has them, some typed over. */
async function boxesOf(who: typeof clerk, code: string, year: number, more: Record<string, string> = {}) {
  const { body } = await who.get(`${at(code)}/edit?year=${year}`)
  const boxes = Object.fromEntries([...body.matchAll(/<input[^>]*\sname="((?:rows|year|about)[^"]*)"[^>]*?\svalue="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
  return { ...boxes, ...more }
}
const kept = () => db.selectFrom('statistic').select(['place', 'dimension', 'period', 'basis', 'value', 'missing', 'is_total', 'version', 'organization_id']).orderBy('id').execute()
const lines = async (action: string) => (await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', action).orderBy('id').execute())

beforeEach(async () => {
  setClock('2026-06-01T10:00:00+09:00')
  for (const table of ['statistic_correction', 'statistic', 'incoming_file'] as const) await db.deleteFrom(table).execute()
})

describe('a table of one measure', () => {
  test('is filled in cell by cell: a number, none, what does not apply, what cannot be told apart, and blanks that stay unanswered', async () => {
    const boxes = await boxesOf(clerk, 'meetings_held', 2025, { 'rows.0.cells.3.value': '１，２３４回', 'rows.1.cells.3.value': '0', 'rows.2.cells.3.value': '1,234', 'rows.0.cells.2.value': '―', 'rows.1.cells.2.value': '区分できない', source: '資料3' })
    expect((await clerk.post(at('meetings_held'), boxes)).statusCode).toBe(303)
    expect(await kept()).toEqual([
      { place: '', dimension: 'regular', period: 'FY2025', basis: 'plan', value: null, missing: 'not_applicable', is_total: false, version: 1, organization_id: null },
      { place: '', dimension: 'regular', period: 'FY2025', basis: 'actual', value: 1234, missing: null, is_total: false, version: 1, organization_id: null },
      { place: '', dimension: 'as_needed', period: 'FY2025', basis: 'plan', value: null, missing: 'inseparable', is_total: false, version: 1, organization_id: null },
      { place: '', dimension: 'as_needed', period: 'FY2025', basis: 'actual', value: 0, missing: null, is_total: false, version: 1, organization_id: null },
      { place: '', dimension: '', period: 'FY2025', basis: 'actual', value: 1234, missing: null, is_total: true, version: 1, organization_id: null },
    ])
    expect(await lines('statistics.saved')).toEqual([{ subject: `municipality:${town.tachikawa}`, detail: { statistic: 'meetings_held', fiscalYear: 2025, figures: 5 } }])
    const { body } = await clerk.get('/statistics?year=2025')
    expect(body).toMatch(/1,234<\/a>[\s\S]*区分できない<\/a>/)
    expect(body).toContain('一致')
  })
  test('by center, with a row for a place that is not listed', async () => {
    const boxes = await boxesOf(clerk, 'consultations', 2025, { 'rows.0.cells.3.value': '500', 'rows.2.place': '東口出張所', 'rows.2.cells.3.value': '20' })
    expect((await clerk.post(at('consultations'), boxes)).statusCode).toBe(303)
    expect((await kept()).map(({ place, value, organization_id }) => [place, value, organization_id])).toEqual([['ZZA中央包括', 500, center], ['東口出張所', 20, null]])
    expect((await clerk.get(`${at('consultations')}?year=2025`)).body).toContain('足し上げ 520')
  })
  test.each<[string, Record<string, string>, string]>([
    ['no number', { 'rows.0.cells.3.value': '約300' }, '数字、「－」、「区分できない」のどれか'], ['another unit', { 'rows.0.cells.3.value': '300人' }, '単位がこの項目とちがいます'], ['decimals of cases', { 'rows.0.cells.3.value': '3.5' }, '小数は使えません'],
    ['a figure without its place', { 'rows.2.cells.3.value': '20' }, 'センター・地域・会議の名前を入れてください'],
  ])('%s is told at its box, and what was typed stays', async (_, more, words) => {
    const { statusCode, body } = await clerk.post(at('consultations'), await boxesOf(clerk, 'consultations', 2025, { ...more, 'rows.1.cells.3.value': '77' }))
    if (Object.keys(more)[0] === 'rows.0.cells.3.value') expect(body).toContain('ZZA中央包括　令和7年度実績：')
    expect([statusCode, body.includes(words), body.includes(`value="${Object.values(more)[0]}"`), body.includes('value="77"')]).toEqual([422, true, true, true])
    expect(await kept()).toEqual([])
  })
  test('nothing changed is said; a row that is none is a missing page', async () => {
    expect((await clerk.post(at('consultations'), await boxesOf(clerk, 'consultations', 2025))).statusCode).toBe(409)
    expect((await clerk.post(at('consultations'), await boxesOf(clerk, 'consultations', 2025, { 'rows.0.key': 'zz|よそ', 'rows.0.cells.3.value': '1' }))).statusCode).toBe(404)
    expect((await clerk.get(`${at('no_such_measure')}/edit?year=2025`)).statusCode).toBe(404)
  })
})

describe('a figure that is corrected later', () => {
  const figure = () => putFigure(db, { municipality_id: town.tachikawa, measure_id: measures.get('general_consultations')!, year: 2025, value: 100, entered_by: town.clerkOfTachikawa.person, is_total: true })
  test('needs its reason, keeps both, and says who, when and why', async () => {
    const id = await figure()
    const boxes = await boxesOf(clerk, 'general_consultations', 2025, { 'rows.1.cells.3.value': '127' })
    const refused = await clerk.post(at('general_consultations'), boxes)
    expect([refused.statusCode, refused.body.includes('理由を書いてください')]).toEqual([422, true])
    expect((await clerk.post(at('general_consultations'), { ...boxes, reason: '3月分の漏れ' })).statusCode).toBe(303)
    expect(await db.selectFrom('statistic_correction').select(['value_before', 'value_after', 'reason', 'corrected_by']).execute()).toEqual([{ value_before: 100, value_after: 127, reason: '3月分の漏れ', corrected_by: town.clerkOfTachikawa.person }])
    expect(await lines('statistic.corrected')).toEqual([{ subject: `statistic:${id}`, detail: { from: 100, to: 127, reason: '3月分の漏れ' } }])
    const { body } = await planner.get(`/statistic-figures/${id}`)
    expect(body).toMatch(/100<\/td>[\s\S]*127<\/td>[\s\S]*3月分の漏れ[\s\S]*ZZA立川 花子/)
    expect((await planner.get(`/statistics/${town.tachikawa}?year=2025`)).body).toContain('訂正')
  })
  test('on its own page, not from an old one, and not into nothing said', async () => {
    const id = await figure()
    const correct = (form: Record<string, string>, who = clerk) => who.post(`/statistic-figures/${id}`, { version: '1', ...form })
    expect([(await correct({ value: '101' })).statusCode, (await correct({ value: '100' })).statusCode, (await correct({ value: 'many', reason: 'x' })).statusCode]).toEqual([422, 409, 422])
    expect((await correct({ value: '101', reason: '転記の誤り' }, planner)).statusCode).toBe(303)
    const stale = await correct({ value: '102', reason: '別' })
    expect([stale.statusCode, stale.body.includes('ほかの人が先に内容を直しました'), stale.body.includes('value="102"')]).toEqual([409, true, true])
    expect((await correct({ value: '', reason: '集計できていなかった', version: '2' })).statusCode).toBe(303)
    expect((await planner.get('/statistics?year=2025&measure=general_consultations')).body).toMatch(/立川市<\/a>[\s\S]*?未回答/)
  })
  test('on the same day by the same person is no correction', async () => {
    const boxes = await boxesOf(clerk, 'general_consultations', 2025, { 'rows.1.cells.3.value': '5' })
    await clerk.post(at('general_consultations'), boxes)
    expect((await clerk.post(at('general_consultations'), await boxesOf(clerk, 'general_consultations', 2025, { 'rows.1.cells.3.value': '6' }))).statusCode).toBe(303)
    expect(await db.selectFrom('statistic_correction').select('id').execute()).toEqual([])
    setClock('2026-06-02T10:00:00+09:00')
    expect((await clerk.post(at('general_consultations'), await boxesOf(clerk, 'general_consultations', 2025, { 'rows.1.cells.3.value': '7' }))).statusCode).toBe(422)
  })
  test('two who change the same cell: the second is told what stands', async () => {
    await figure()
    const old = await boxesOf(clerk, 'general_consultations', 2025, { 'rows.1.cells.3.value': '130', reason: 'A' })
    await planner.post(at('general_consultations'), await boxesOf(planner, 'general_consultations', 2025, { 'rows.1.cells.3.value': '120', reason: 'B' }))
    const second = await clerk.post(at('general_consultations'), old)
    expect([second.statusCode, second.body.includes('ほかの人が先に直しました'), second.body.includes('いま 120'), second.body.includes('value="130"')]).toEqual([422, true, true, true])
  })
})

test('a total that does not re-add is shown as such; one nobody can check is open; overlapping parts are not added', async () => {
  const [attendees, functions] = [measures.get('meetings_held')!, measures.get('cases_by_function')!]
  for (const [dimension, value, is_total] of [['regular', 10, false], ['as_needed', 5, false], ['', 16, true]] as const) await putFigure(db, { municipality_id: town.tachikawa, measure_id: attendees, year: 2025, value, dimension, is_total })
  for (const [dimension, value] of [['case_resolution', 600], ['network_building', 124]] as const) await putFigure(db, { municipality_id: town.tachikawa, measure_id: functions, year: 2025, value, dimension })
  const { body } = await clerk.get('/statistics?year=2025')
  expect(body).toMatch(/<td class="num" data-label="印刷された計">16<\/td><td class="num" data-label="足し上げ">15<\/td>[\s\S]*?不一致/)
  expect([body.includes('複数回答'), body.includes('724')]).toEqual([true, false])
})

describe('who sees and does what', () => {
  test('a municipality its own alone; what is another’s is a missing page', async () => {
    const id = await putFigure(db, { municipality_id: town.tama, measure_id: measures.get('population')!, year: 2025, value: 146_000 })
    for (const address of [`/statistics/${town.tama}`, at('population', town.tama), `${at('population', town.tama)}/edit`, `/statistic-figures/${id}`, `/statistics/${town.tama}/file?as=xlsx`]) expect([address, (await clerk.get(address)).statusCode]).toEqual([address, 404])
    expect((await clerk.post(`/statistic-figures/${id}`, { value: '1', reason: 'x', version: '1' })).statusCode).toBe(404)
    expect((await clerk.post(at('population', town.tama), { year: '2025', 'rows.0.key': '|', 'rows.0.cells.0.value': '5', 'rows.0.cells.0.version': '0' })).statusCode).toBe(404)
    expect((await other.get(`/statistic-figures/${id}`)).statusCode).toBe(200)
    expect((await clerk.get('/statistics?year=2025')).body).not.toContain('146,000')
  })
  test('the contractor reads, a trainee knows nothing of it', async () => {
    expect([(await contractor.get('/statistics?year=2025')).statusCode, (await contractor.get(`${at('population')}/edit`)).statusCode, (await contractor.get('/statistics/file?as=xlsx')).statusCode]).toEqual([200, 404, 404])
    expect([(await trainee.get('/statistics')).statusCode, (await trainee.get('/statistic-measures')).statusCode]).toEqual([404, 404])
  })
  test('all municipalities: unanswered ones apart and not nought, each figure opens its rows', async () => {
    await putFigure(db, { municipality_id: town.tachikawa, measure_id: measures.get('meetings_held')!, year: 2025, value: 0 })
    const { body } = await planner.get('/statistics?year=2025&measure=meetings_held')
    expect(body).toMatch(/立川市<\/a><\/th>\s*<td class="num"[^>]*><a href="\/statistic-figures\/\d+">0<\/a>/)
    expect(body).toMatch(/多摩市<\/a><\/th>\s*<td class="num"[^>]*><\/td>[\s\S]*?未回答/)
    const file = await planner.get('/statistics/file?year=2025&measure=meetings_held&as=xlsx')
    const table = await readTable(file.rawPayload, 'x.xlsx', { rowsMax: 500, columnsMax: 60 })
    expect('table' in table && table.table.rows.slice(-2).map((row) => row.slice(0, 5))).toEqual([['132021', '立川市', '0', '', ''], ['132241', '多摩市', '', '', '未回答']])
  })
  test('no page takes more than five statements', async () => {
    await putFigure(db, { municipality_id: town.tachikawa, measure_id: measures.get('consultations')!, year: 2025, value: 5, place: 'ZZA中央包括' })
    const told: [string, number][] = []
    for (const address of ['/statistics?year=2025', `/statistics/${town.tachikawa}?year=2025`, at('consultations'), `${at('consultations')}/edit`, '/conference-statistics?year=2025', `/conference-statistics/${town.tachikawa}?year=2025`, '/care-plan-reviews?year=2025', '/statistic-measures']) {
      const asked = await statementsOf(db, () => planner.get(address))
      told.push([address, asked.filter((text) => /^\s*(select|with)/i.test(text) && !/set_config/.test(text)).length])
    }
    expect(told.filter(([, count]) => count > 5)).toEqual([])
  })
})

describe('a table that is sent', () => {
  const head = '市区町村コード,センター・地域,統計項目,内訳,年度,基準日,期間開始,期間終了,区分,値,合計行,単位,出典,印字'
  const send = async (rows: string[], who = clerk) => {
    const sent = await sendTable(app, who, '/statistics/files', Buffer.from(`\ufeff${[head, ...rows].join('\r\n')}\r\n`), '統計.csv')
    const page = await who.get(String(sent.headers.location))
    return { body: page.body, take: async () => who.post(`${sent.headers.location}/taking`, { seen: /name="seen" value="([^"]+)"/.exec(page.body)?.[1] ?? 'x' }) }
  }
  test('is looked at and taken: all of four periods, words, units, and what stood is kept as corrected', async () => {
    await putFigure(db, { municipality_id: town.tachikawa, measure_id: measures.get('consultations')!, year: 2025, value: 500, place: 'ZZA中央包括' })
    const { take } = await send([
      '132021,ZZA中央包括,相談件数,,R7,,,,実績,"１，２００件",,件,資料,"1, 200 件"', '132021,,aging_rate_65,,,令和7年3月31日,,,実績,29.98,,％,,', '132021,個別会議,検討した事例,,,,2025/6/1,2025/11/30,actual,63,,件,,', '132021,,population,,,,,,構造,区分できない,,人,,', '132021,,subsidy,,令和7年度,,,,計画,17,,千円,,',
    ])
    expect((await take()).statusCode).toBe(303)
    expect((await db.selectFrom('statistic').select(['period', 'value', 'missing', 'unit', 'printed']).orderBy('id').execute())).toEqual([
      { period: 'FY2025', value: 1200, missing: null, unit: 'case', printed: '1, 200 件' }, { period: '2025-03-31', value: 29.98, missing: null, unit: 'percent', printed: '' }, { period: '2025-06-01/2025-11-30', value: 63, missing: null, unit: 'case', printed: '' },
      { period: '', value: null, missing: 'inseparable', unit: 'person', printed: '' }, { period: 'FY2025', value: 17, missing: null, unit: 'thousand_yen', printed: '' },
    ])
    expect(await db.selectFrom('statistic_correction').select(['value_before', 'value_after']).execute()).toEqual([{ value_before: 500, value_after: 1200 }])
    expect((await lines('statistics.taken')).at(-1)).toEqual({ subject: `municipality:${town.tachikawa}`, detail: { figures: 5, added: 4, corrections: 1 } })
  })
  test.each<[string, string, string]>([
    ['another municipality', '132241,,population,,R7,,,,実績,5,,,,', 'ご自分の区市町村の値だけ'], ['no measure', '132021,,天気,,R7,,,,実績,5,,,,', 'この統計項目はありません'], ['no part', '132021,,meetings_held,雨天,R7,,,,実績,5,,,,', 'この内訳はありません'],
    ['two periods', '132021,,population,,R7,2025-03-31,,,実績,5,,,,', 'どれか1つだけに'], ['half a span', '132021,,population,,,,2025-06-01,,実績,5,,,,', '開始と終了の両方'], ['a span backwards', '132021,,population,,,,2025-06-02,2025-06-01,実績,5,,,,', '期間の終わりが始まりより前'],
    ['another unit', '132021,,population,,R7,,,,実績,5,,件,,', '単位がこの項目とちがいます'], ['a number in another unit', '132021,,population,,R7,,,,実績,5回,,,,', '単位がこの項目とちがいます'], ['decimals of people', '132021,,population,,R7,,,,実績,5.5,,,,', '小数は使えません'], ['no number', '132021,,population,,R7,,,,実績,約5,,,,', '数字、「－」、「区分できない」'],
    ['no basis', '132021,,population,,R7,,,,夢,5,,,,', '次から選んでください'],
  ])('%s is told at its cell, and nothing is taken', async (_, row, words) => {
    const { body, take } = await send([row])
    expect([words, body.includes(words)]).toEqual([words, true])
    expect((await take()).statusCode).toBe(409)
    expect(await kept()).toEqual([])
  })
  test('the same row twice is told; the prefecture may bring those of all', async () => {
    expect((await send(['132021,,population,,R7,,,,実績,5,,,,', '132021,,人口,,2025,,,,実績,6,,,,'])).body).toContain('2行目と同じものです')
    expect((await (await send(['132021,,population,,R7,,,,実績,5,,,,', '132241,,population,,R7,,,,実績,6,,,,'], planner)).take()).statusCode).toBe(303)
    expect((await db.selectFrom('statistic').select('municipality_id').orderBy('municipality_id').execute()).map(({ municipality_id }) => municipality_id)).toEqual([town.tachikawa, town.tama])
  })
  test('what is taken out comes back in as it was', async () => {
    await putFigure(db, { municipality_id: town.tachikawa, measure_id: measures.get('meetings_held')!, year: 2025, value: 5, dimension: 'regular', unit: 'meeting' })
    const out = await clerk.get('/statistics/form-file?as=xlsx')
    const sent = await sendTable(app, clerk, '/statistics/files', out.rawPayload, '統計.xlsx')
    expect((await clerk.get(String(sent.headers.location))).body).toContain('いまの内容と同じです')
  })
})
