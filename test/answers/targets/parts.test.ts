import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { takeCompleters } from '../../../server/answers/earlier-results/changes.ts'
import { actualNow, registersOf } from '../../../server/answers/self-evaluations/counting.ts'
import { progressWithTowns, withProjections } from '../../../server/answers/targets/progress.ts'
import { groupsPerPage, partsOfYear, targetsWithActuals } from '../../../server/answers/targets/queries.ts'
import { peopleMeasures } from '../../../server/answers/targets/rules.ts'
import { inChange } from '../../../server/base/change.ts'
import { categories, type Category } from '../../../server/entry/nominations/rules.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, makePerson, settle } from '../../support/people.ts'
import { sendTable } from '../../support/uploads.ts'

/** Targets of one category or one municipality: what they count, who reads them, and how many are entered at once. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db, visitor, app } = house
const town = await settle(db)
const [planner, clerk, otherClerk, contractor] = await Promise.all([town.planner, town.clerkOfTachikawa, town.clerkOfTama, town.contractor].map((who) => visitor(who)))
const towns = [town.tachikawa, town.tama] as const
await db.updateTable('training').set({ state: 'running', capacity: 200, over_percent: 200, enrollments_given: 500 }).where('id', '=', town.training).execute()
await db.updateTable('cohort').set({ capacity: 200 }).execute()
const training = (fiscal_year: number, state: 'closed' | 'canceled') => idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year, title: `${fiscal_year}年度の研修`, title_en: `Training ${fiscal_year}`, capacity: 200, over_percent: 200, state, enrollments_given: 500 }).returning('id'))
const cohortOf = (training_id: number) => idOf(db.insertInto('cohort').values({ training_id, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 200 }).returning('id'))
const [last, calledOff] = [await training(2025, 'closed'), await training(2026, 'canceled')]
const cohorts = new Map([[town.training, town.cohorts[0]], [last, await cohortOf(last)], [calledOff, await cohortOf(calledOff)]])

interface One { training: number; town: number; category: Category; attended: boolean; isDone: boolean }
const anyone = (among: readonly number[]) => fc.record({ training: fc.constantFrom(...among), town: fc.constantFrom(...towns), category: fc.constantFrom(...categories), attended: fc.boolean(), isDone: fc.boolean() })
const sheets = new Map<number, number>()
for (const municipality_id of towns) sheets.set(municipality_id, await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id, state: 'accepted', receipt: `受${municipality_id}`, submitted_at: new Date(), saved_at: new Date() }).returning('id')))

let number = 0
/** Somebody who was named (in this year's call), enrolled, and came as far as is said. */
async function comes({ training: training_id, town: municipality_id, category, attended, isDone }: One): Promise<number> {
  number += 1
  const name = `${municipality_id === town.tachikawa ? 'ZZA' : 'ZZB'}数${number} 子`
  const person_id = await makePerson(db, name, 'かぞえ', municipality_id)
  if (training_id === town.training) await db.insertInto('nomination').values({ sheet_id: sheets.get(municipality_id)!, call_id: town.call, municipality_id, person_id, category, rank: number, name, submitted: true }).execute()
  return idOf(db.insertInto('enrollment').values({
    training_id, cohort_id: cohorts.get(training_id)!, person_id, number, category, municipality_id, enrolled_at: new Date('2026-07-31T10:00:00+09:00'), attended,
    state: isDone ? 'completed' : training_id === last ? 'withdrawn' : 'enrolled', ...isDone ? { completed_on: '2026-02-01' } : {},
  }).returning('id'))
}
for (const one of fc.sample(anyone([town.training, last, calledOff]), { numRuns: 60, seed: 85 })) await comes(one)

const parts = [null, ...categories].flatMap((category) => [null, ...towns].map((municipality_id) => ({ category, municipality_id })))
for (const measure of peopleMeasures) for (const [fiscal_year, span] of [[2026, 'each'], [2025, 'each'], [2027, 'cumulative']] as const) for (const part of parts) {
  await db.insertInto('target').values({ program_id: town.program, course_id: town.course, fiscal_year, measure, span, value: 5, label: 'ZZ目標', label_en: 'ZZ target', unit: '人', ...part }).execute()
}

/** Every target of a year, with its actual. */
async function all(year: number) {
  const pages = [(await partsOfYear(db, year, '2026-11-24', 1)).towns]
  for (let page = 2; (page - 1) * groupsPerPage < pages[0]!.groups; page += 1) pages.push((await partsOfYear(db, year, '2026-11-24', page)).towns)
  return [...await targetsWithActuals(db, year), ...(await partsOfYear(db, year, '2026-11-24', 1)).categories, ...pages.flatMap(({ rows }) => rows)]
}
const sum = (rows: readonly { actual: number | null }[]) => rows.reduce((all, { actual }) => all + (actual ?? 0), 0)

describe.each(peopleMeasures)('%s', (measure) => {
  test.each([2026, 2025, 2027])('%i: the categories together are the whole, and so are the municipalities', async (year) => {
    const own = (await all(year)).filter((one) => one.measure === measure)
    expect(own).toHaveLength(parts.length)
    const whole = own.find(({ category, municipalityId }) => category === null && municipalityId === null)!
    expect(sum(own.filter(({ category, municipalityId }) => category !== null && municipalityId === null))).toBe(whole.actual)
    expect(sum(own.filter(({ category, municipalityId }) => category === null && municipalityId !== null))).toBe(whole.actual)
    for (const id of towns) expect(sum(own.filter(({ category, municipalityId }) => category !== null && municipalityId === id)), `${id}`).toBe(own.find(({ category, municipalityId }) => category === null && municipalityId === id)!.actual)
    if (year !== 2025 || measure !== 'nominated') expect(whole.actual).toBeGreaterThan(0)
  })

  test('its figure opens as many rows as it says, of nobody else', async () => {
    for (const target of (await all(2026)).filter((one) => one.measure === measure)) {
      const { statusCode, body } = await planner!.get(`/targets/${target.id}/rows?year=2026`)
      expect([statusCode, [...body.matchAll(/<td data-label="氏名">/g)].length], `${target.category} ${target.municipalityId}`).toEqual([200, target.actual])
      if (target.municipalityId === town.tachikawa) expect(body).not.toMatch(/ZZB数/)
      if (target.category === 'chair') expect(body).not.toContain('②助言者')
    }
  })
})

test('an actual follows the registers at once, and is what a count of the rows says', async () => {
  const figure = async () => (await partsOfYear(db, 2026, '2026-11-24', 1)).towns.rows.find((one) => one.measure === 'nominated' && one.category === null && one.municipalityId === town.tama)!.actual
  const before = await figure()
  await comes({ training: town.training, town: town.tama, category: 'chair', attended: true, isDone: false })
  expect(await figure()).toBe(before! + 1)
  const { n } = await db.selectFrom('nomination').select(({ fn }) => fn.countAll<number>().as('n')).where('municipality_id', '=', town.tama).executeTakeFirstOrThrow()
  expect(n).toBe(before! + 1)
})

test('how many municipalities took part is counted of a category, each once over several trainings', async () => {
  const id = await idOf(db.insertInto('target').values({ program_id: town.program, course_id: null, fiscal_year: 2027, span: 'cumulative', measure: 'municipalities', category: 'adviser', value: 2, label: 'ZZ助言', label_en: 'ZZ', unit: '区市町村' }).returning('id'))
  expect((await partsOfYear(db, 2027, '2026-11-24', 1)).categories.find((one) => one.id === id)!.actual).toBe(2)
  expect([...(await planner!.get(`/targets/${id}/rows`)).body.matchAll(/href="\/municipalities\/\d+"/g)]).toHaveLength(2)
})

test('so it is of all of them together: the figure is as long as its list, and a self-evaluation would propose the same', async () => {
  const put = (measure: 'municipalities' | 'selected') => idOf(db.insertInto('target').values({ program_id: town.program, course_id: null, fiscal_year: 2027, span: 'cumulative', measure, value: 2, label: 'ZZ全体', label_en: 'ZZ', unit: '区市町村' }).returning('id'))
  const [id, people] = [await put('municipalities'), await put('selected')]
  const whole = await targetsWithActuals(db, 2027)
  expect([id, people].map((one) => whole.find((target) => target.id === one)!.actual! > 2), 'two towns, many people').toEqual([false, true])
  expect(whole.find((one) => one.id === id)!.actual).toBe(2)
  expect([...(await planner!.get(`/targets/${id}/rows`)).body.matchAll(/href="\/municipalities\/\d+"/g)]).toHaveLength(2)
  expect(actualNow(await registersOf(db, { from: null, to: 2027 }), { courseId: null, programId: null, measure: 'municipalities', span: 'cumulative', fiscalYear: 2027 }).value).toBe(2)
})

describe('what they will come to', () => {
  test('adds up: who is open in the municipalities is open in the whole, and nobody is projected beyond everybody', async () => {
    const { townHeads: heads, ...progress } = await progressWithTowns(db, { of: 'all' }, 2026, '2026-11-24')
    const own = withProjections(await all(2026), progress, '2026-11-24', heads).filter(({ measure }) => measure === 'completed')
    const open = (some: typeof own) => some.reduce((all, { projection }) => all + projection.open, 0)
    const whole = own.find(({ category, municipalityId }) => category === null && municipalityId === null)!
    expect(open([whole])).toBeGreaterThan(0)
    expect(open(own.filter(({ category, municipalityId }) => category !== null && municipalityId === null))).toBe(open([whole]))
    expect(open(own.filter(({ category, municipalityId }) => category === null && municipalityId !== null))).toBe(open([whole]))
    for (const { projection, actual } of own) if (projection.value !== null) expect([projection.value >= actual!, projection.value <= projection.most!]).toEqual([true, true])
  })

  test('is the same for the office and for the municipality, which does not read whose rate it is', async () => {
    const { id } = (await partsOfYear(db, 2026, '2026-11-24', 1)).towns.rows.find((one) => one.measure === 'nominated' && one.municipalityId === town.tachikawa)!
    const own = (await all(2026)).find((one) => one.measure === 'completed' && one.category === null && one.municipalityId === town.tachikawa)!
    expect(id).toBeGreaterThan(0)
    const [theirs, ours] = [(await clerk!.get(`/targets/${own.id}/rows`)).body, (await planner!.get(`/targets/${own.id}/rows`)).body]
    const projected = (body: string) => /見込 (?:―|<a [^>]*><b>([\d,]+))/.exec(body)?.[1]
    expect(projected(theirs)).toBe(projected(ours))
    expect(projected(theirs)).toBeDefined()
    expect(ours).toMatch(/昨年度の(?:研修全体|同じ区分)：\d+人のうち\d+人/)
    expect(theirs).toContain('昨年度の同じ研修（全区市町村）の割合：')
    expect(theirs).not.toMatch(/人のうち\d+人（/)
  })

  test('one that stays behind says what is missing', async () => {
    const own = (await all(2026)).find((one) => one.measure === 'completed' && one.category === null && one.municipalityId === town.tama)!
    await db.updateTable('target').set({ value: 90 }).where('id', '=', own.id).execute()
    expect((await planner!.get(`/targets/${own.id}/rows`)).body).toMatch(/受講中の\d+人がみな修了しても、\d+人足りません。受講する方が増えないと届きません。/)
    expect((await planner!.get('/targets?year=2026&page=4')).body).toContain('人届かない見込み')
    await db.updateTable('target').set({ value: 5 }).where('id', '=', own.id).execute()
  })
})

describe('who reads them', () => {
  test('a municipality reads those about itself, by page and by address, and none of another', async () => {
    const { statusCode, body } = await clerk!.get('/targets?year=2026')
    expect([statusCode, [...body.matchAll(/<li class="target">/g)].length]).toEqual([200, 20])
    expect(body).toContain('貴区市町村の目標と実績')
    for (const words of ['多摩市', '/edit', 'この仕組みより前の実績']) expect(body, words).not.toContain(words)
    for (const target of await all(2026)) {
      const mine = target.municipalityId === town.tachikawa
      expect([(await clerk!.get(`/targets/${target.id}/rows`)).statusCode, (await otherClerk!.get(`/targets/${target.id}/rows`)).statusCode]).toEqual([mine ? 200 : 404, target.municipalityId === town.tama ? 200 : 404])
    }
    const { id } = (await partsOfYear(db, 2026, '2026-11-24', 1)).towns.rows.find(({ municipalityId }) => municipalityId === town.tachikawa)!
    expect([(await clerk!.post(`/targets/${id}`, {})).statusCode, (await clerk!.get(`/targets/${id}/edit`)).statusCode, (await clerk!.get('/targets/files')).statusCode]).toEqual([404, 404, 404])
  }, 60_000)

  test('its home shows its own, a few, with the way to all', async () => {
    const { body } = await clerk!.get('/')
    const card = body.split('id="home-own-targets"')[1]!
    expect([...card.matchAll(/<li class="target">/g)]).toHaveLength(4)
    expect(card).toContain('目標を20件すべて見る')
    expect(card).not.toContain('多摩市')
  })

  test('the office reads them in groups, a page of groups at a time; its home has those of everybody only', async () => {
    const { body } = await planner!.get('/targets?year=2026')
    expect([...body.matchAll(/<details class="disclosure"><summary>地域ケア会議実践者養成研修/g)]).toHaveLength(groupsPerPage)
    for (const words of ['区市町村ごとの目標', '2区市町村', '①司会者']) expect(body, words).toContain(words)
    expect((await planner!.get('/targets?year=2026', {}, { language: 'en' })).body).toContain('Targets of municipalities')
    expect((await planner!.get('/targets?year=2026&page=9')).statusCode).toBe(404)
    expect((await contractor!.get('/targets?year=2026')).body).not.toContain('/edit')
    const home = (await planner!.get('/')).body.split('id="home-targets"')[1]!
    expect([...home.matchAll(/<li class="target">/g)]).toHaveLength(4)
  })
})

describe('the form', () => {
  const form = { label: 'ZZ立てた', labelEn: 'ZZ set', fiscalYear: 'R10', years: '1', courseId: String(town.course), measure: 'completed', value: '12', unit: '人', span: 'each' }
  test('sets one about a category of one municipality, and the trail says of whom', async () => {
    expect((await planner!.get('/targets/new', {}, { language: 'en' })).body).toContain('All municipalities together')
    expect((await planner!.post('/targets', { ...form, category: 'chair', municipalityId: String(town.tama) })).headers.location).toBe('/targets?year=2028')
    expect(await db.selectFrom('target').select(['measure', 'value', 'category', 'municipality_id']).where('fiscal_year', '=', 2028).execute()).toEqual([{ measure: 'completed', value: 12, category: 'chair', municipality_id: town.tama }])
    const line = await db.selectFrom('audit_line').select('detail').where('action', '=', 'target.set').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    expect(line.detail).toEqual({ fiscalYear: 2028, measure: 'completed', value: 12, category: 'chair', municipalityId: town.tama })
    // The same for another part is another target; the same again is not.
    expect((await planner!.post('/targets', { ...form, municipalityId: String(town.tama) })).statusCode).toBe(303)
    expect((await planner!.post('/targets', { ...form, municipalityId: String(town.tama) })).body).toContain('すでにあります')
  })

  test.each([
    ['places by municipality', { measure: 'capacity', municipalityId: String(town.tama) }, '区市町村ごとの目標にできるのは'],
    ['municipalities by municipality', { measure: 'municipalities', municipalityId: String(town.tama) }, '区市町村ごとの目標にできるのは'],
    ['meetings by category', { measure: 'meetings', category: 'chair' }, '区分ごとの目標にできるのは'],
    ['a category that is none', { category: 'x' }, 'ZZ立てた'],
  ])('%s: is told in words, and what was typed stays', async (_, wrong, words) => {
    const { statusCode, body } = await planner!.post('/targets', { ...form, ...wrong })
    expect([statusCode, body.includes(words), body.includes('ZZ立てた')]).toEqual([422, true, true])
  })

  test('a municipality that is none is not there, and the database keeps what the form says', async () => {
    expect((await planner!.post('/targets', { ...form, municipalityId: '999999' })).statusCode).toBe(404)
    const put = (more: object) => db.insertInto('target').values({ program_id: town.program, fiscal_year: 2029, measure: 'capacity', value: 1, label: 'x', label_en: 'x', unit: '人', ...more }).execute()
    await expect(put({ municipality_id: town.tama })).rejects.toThrow('target_of_municipality_counts_people')
    await expect(put({ category: 'chair' })).rejects.toThrow('target_of_category_counts_people')
    await expect(put({ measure: 'municipalities', municipality_id: town.tama })).rejects.toThrow('target_of_municipality_counts_people')
  })
})

describe('a file', () => {
  const head = '年度,区市町村,研修,数えるもの,区分,目標の期間,目標値,単位,名前,英語の名前,変える理由'
  const send = async (rows: readonly string[]) => {
    const sent = await sendTable(app, planner!, '/targets/files', Buffer.from(`\ufeff${[head, ...rows].join('\r\n')}\r\n`), '目標.csv')
    expect(sent.statusCode).toBe(303)
    const path = String(sent.headers.location)
    const { body } = await planner!.get(path)
    return { path, body, seen: /name="seen" value="([^"]+)"/.exec(body)?.[1] ?? 'x' }
  }

  test('sets those of many municipalities at once; a row without a value is told, and left', async () => {
    const { path, body, seen } = await send(['R11,立川市,,修了者数,,各年度,１２,,,,', 'R11,132241,地域ケア会議実践者養成研修,受講者数,司会者,累計,7,名,ZZ司会,ZZ chairs,', 'R11,多摩市,,修了者数,,各年度,,,,,'])
    expect(body).toContain('目標値が空いているので、この行は取り込みません')
    expect((await planner!.post(`${path}/taking`, { seen })).statusCode).toBe(303)
    expect(await db.selectFrom('target').select(['municipality_id', 'measure', 'category', 'span', 'value', 'unit', 'label']).where('fiscal_year', '=', 2029).orderBy('value').execute()).toEqual([
      { municipality_id: town.tama, measure: 'attended', category: 'chair', span: 'cumulative', value: 7, unit: '名', label: 'ZZ司会' },
      { municipality_id: town.tachikawa, measure: 'completed', category: null, span: 'each', value: 12, unit: '人', label: '修了者数' },
    ])
    expect(await db.selectFrom('audit_line').select('action').orderBy('id', 'desc').limit(3).execute()).toEqual(expect.arrayContaining([{ action: 'target.set' }, { action: 'incomingFile.taken' }]))
  })

  test('changes what stands, once its year has begun only with a reason', async () => {
    const row = `2026,立川市,地域ケア会議実践者養成研修,修了者数,,それぞれの年度（各年度）,9,,,,`
    const poor = await send([row])
    expect(poor.body).toContain('目標を変える理由を書いてください')
    expect((await planner!.post(`${poor.path}/taking`, { seen: poor.seen })).statusCode).toBe(409)
    const { path, seen } = await send([`${row}計画の改定`])
    expect((await planner!.post(`${path}/taking`, { seen })).statusCode).toBe(303)
    const line = await db.selectFrom('audit_line').select('detail').where('action', '=', 'target.changed').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    expect(line.detail).toMatchObject({ from: 5, to: 9, reason: '計画の改定', municipalityId: town.tachikawa })
  })

  test.each([
    ['a municipality that is none', 'R11,大阪市,,修了者数,,各年度,1,,,,', 'この名前や団体コードの区市町村はありません'],
    ['a course that is none', 'R11,立川市,料理研修,修了者数,,各年度,1,,,,', 'この名前の研修はありません'],
    ['a measure without municipalities', 'R11,立川市,,募集人数,,各年度,1,,,,', '推薦者数'],
    ['a value of nought', 'R11,立川市,,修了者数,,各年度,0,,,,', '1'],
  ])('%s is told, and nothing is taken', async (_, row, words) => {
    const { path, body, seen } = await send([row])
    expect(body).toContain(words)
    expect((await planner!.post(`${path}/taking`, { seen })).statusCode).toBe(409)
  })

  test('the form of a year without any has a row to fill for each municipality and each figure of the year before', async () => {
    await db.deleteFrom('target').where('fiscal_year', '=', 2027).where('municipality_id', 'is not', null).execute()
    const { body } = await planner!.get('/targets/form-file?as=utf-8')
    expect([...body.matchAll(/2027,立川市,地域ケア会議実践者養成研修,[^,]+,[^,]*,[^,]+,,人,/g)]).toHaveLength(8) // of 20, the first few
    expect(body).toContain('2026,多摩市')
  })

  test('the form goes out with what stands, and comes back unchanged', async () => {
    const out = await planner!.get('/targets/form-file?as=xlsx')
    const sent = await sendTable(app, planner!, '/targets/files', out.rawPayload, '目標.xlsx')
    expect((await planner!.get(String(sent.headers.location))).body).toContain('いまの内容と同じです')
  })
})

test('who completed before this system is in it where that is known, and is listed', async () => {
  await inChange(db, { actor: null, scope: { of: 'all' }, now: new Date('2026-11-24T10:00:00+09:00'), random: (n) => new Uint8Array(n) }, (change) => takeCompleters(change, [
    { name: 'ZZA昔 子', kana: 'むかし', municipalityId: town.tachikawa, category: 'chair' as const }, { name: 'ZZB昔 太', kana: 'むかし', municipalityId: town.tama, category: 'chair' as const },
  ].map((one, row) => ({ mark: 'new' as const, row, before: null, fields: [], value: { affiliation: '', professionCode: null, courseId: town.course, fiscalYear: 2019, completedOn: null, certificateNumber: '', inPost: false, ...one } }))))
  const ids = await db.insertInto('target').values([null, town.tachikawa].map((municipality_id) => ({ program_id: town.program, course_id: town.course, fiscal_year: 2019, measure: 'completed' as const, category: 'chair' as const, municipality_id, value: 3, label: 'ZZ昔', label_en: 'ZZ', unit: '人' }))).returning('id').execute()
  expect((await partsOfYear(db, 2019, '2026-11-24', 1)).categories.map(({ actual, before }) => [actual, before])).toEqual([[2, 2]])
  const { body } = await planner!.get(`/targets/${ids[0]!.id}/rows`)
  expect([...body.matchAll(/<td data-label="氏名">/g)]).toHaveLength(2)
  expect(body).toContain('登録前の記録にある修了者')
  const own = await clerk!.get(`/targets/${ids[1]!.id}/rows`)
  expect([own.body.includes('ZZA昔 子'), own.body.includes('ZZB昔 太')]).toEqual([true, false])
})
