import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { loadEarlierResults } from '../../../server/answers/earlier-results/changes.ts'
import { targetsWithActuals } from '../../../server/answers/targets/queries.ts'
import { inChange } from '../../../server/base/change.ts'
import { headCountsOf } from '../../../server/planning/trainings/counts.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'

const { db, visitor } = await openHouse()
const town = await settle(db)
const planner = await visitor(town.planner)
const instructorCourse = await idOf(db.insertInto('course').values({
  kind: 'instructor_training', name: '地域ケア会議講師養成研修', name_en: 'Instructor training', mark: '講師',
}).returning('id'))
const load = () => inChange(db, { actor: null, scope: { of: 'all' }, now: new Date('2026-06-15T01:00:00Z'), random: (n) => new Uint8Array(n) }, (change) =>
  loadEarlierResults(change, town.program, { practitioner_training: town.course, instructor_training: instructorCourse }))
const form = { label: '講師養成研修の受講者数', labelEn: 'Attended instructor training', fiscalYear: 'R3', years: '3', courseId: String(instructorCourse), measure: 'attended', value: '153', unit: '人', span: 'each' }
const targetId = async (fiscal_year: number) => (await db.selectFrom('target').select('id').where('fiscal_year', '=', fiscal_year).executeTakeFirstOrThrow()).id

test('what was printed before the system is loaded to the digit, and only once', async () => {
  expect([await load(), await load()]).toEqual([11, 0])
  const rows = await db.selectFrom('earlier_result').select(['fact', 'from_fiscal_year as from', 'to_fiscal_year as to', 'measure', 'value']).orderBy('id').execute()
  expect(rows.map(({ fact, from, to, measure, value }) => [fact, from, to, measure, value])).toEqual([
    ['tokyo.practitioner.2019.capacity', 2019, 2019, 'capacity', 450],
    ['tokyo.practitioner.2019.selected', 2019, 2019, 'selected', 488],
    ['tokyo.practitioner.2019.municipalities', 2019, 2019, 'municipalities', 50],
    ['tokyo.practitioner.2018_2020.completed', 2018, 2020, 'completed', 1199],
    ['tokyo.model.2017_2020.municipalities', 2017, 2020, 'model_municipalities', 7],
    ['tokyo.model.2019.municipalities', 2019, 2019, 'model_municipalities', 2],
    ['tokyo.model.2019.meetings', 2019, 2019, 'meetings', 4],
    ['tokyo.kpi1.actual.2021', 2021, 2021, 'attended', 144],
    ['tokyo.instructor.2021.cohorts', 2021, 2021, 'cohorts', 3],
    ['tokyo.kpi2.actual.2021', 2021, 2021, 'meetings', 1],
    ['tokyo.liaison.2021.attended', 2021, 2021, 'attended', 85],
  ])
})

test('a target for three years is set with one form, and the year may be written R3', async () => {
  const { statusCode, headers } = await planner.post('/targets', form)
  expect([statusCode, headers.location]).toEqual([303, '/targets?year=2021'])
  expect((await db.selectFrom('target').select(['fiscal_year', 'value', 'span']).orderBy('fiscal_year').execute()))
    .toEqual([2021, 2022, 2023].map((fiscal_year) => ({ fiscal_year, value: 153, span: 'each' })))
  const lines = await db.selectFrom('audit_line').select('action').where('action', '=', 'target.set').execute()
  expect(lines).toHaveLength(3)
})

test('令和3年度 reads 144 of 153, 94.1 %, with its printed source', async () => {
  const { body } = await planner.get('/targets?year=2021')
  for (const words of ['令和3年度の目標と実績', '<b>144</b>人', '<b>153</b>人', '（各年度）', '<b>94.1</b>%', '合計で144人が受講した', '1,199', '１，１９９名', '平成30年度～令和2年度']) {
    expect(body, words).toContain(words)
  }
  expect(body).toContain(`/targets/${await targetId(2021)}/rows?year=2021`)
  expect((await planner.get(`/targets/${await targetId(2021)}/rows?year=2021`)).body).toContain('自己評価')
  const [target] = await targetsWithActuals(db, 2021)
  expect([target!.actual, target!.registers, target!.sources.map(({ value }) => value)]).toEqual([144, false, [144]])
})

test('the same is said in English, and a meeting has participants', async () => {
  const { statusCode, body } = await planner.get('/targets?year=2021', {}, { language: 'en' })
  expect(statusCode).toBe(200)
  for (const words of ['Targets and actuals of FY2021', '<b>94.1</b>%', 'Participants', 'FY2018–FY2020']) expect(body).toContain(words)
})

test('a year without a figure says so, and is not nought', async () => {
  const { body } = await planner.get('/targets?year=2022')
  expect(body).toContain('実績なし')
  expect(body).not.toContain('0.0')
})

describe('the actual of this year', () => {
  test('is counted from the registers and opens the people behind it', async () => {
    const person = await makePerson(db, 'ZZA数 得子', 'かぞえ とくこ', town.tachikawa)
    const other = await makePerson(db, 'ZZB数 得太', 'かぞえ とくた', town.tama)
    const [came, absent] = [await enroll(db, town, person, 1), await enroll(db, town, other, 2, { municipality: town.tama })]
    await db.updateTable('enrollment').set({ attended: true }).where('id', '=', came).execute()
    await planner.post('/targets', { ...form, fiscalYear: '2026', years: '1', courseId: String(town.course), value: '4' })
    const [target] = await targetsWithActuals(db, 2026)
    expect([target!.actual, target!.registers]).toEqual([1, true])
    const rows = await planner.get(`/targets/${target!.id}/rows?year=2026`)
    expect(rows.body).toContain('ZZA数 得子')
    expect(rows.body).not.toContain('ZZB数 得太')
    expect(await headCountsOf(db, { of: 'all' }, { fiscalYear: 2026 })).toMatchObject([{ trainingId: town.training, capacity: 4, nominated: 0, selected: 2, attended: 1, completed: 0 }])
    expect(absent).toBeGreaterThan(0)
  })

  test('is never changed by hand: after the year began even the target needs a reason', async () => {
    const id = await targetId(2026)
    const changed = { label: 'x', labelEn: 'x', value: '5', unit: '人', span: 'each', version: '1' }
    const poor = await planner.post(`/targets/${id}`, changed)
    expect(poor.statusCode).toBe(422)
    expect(poor.body).toContain('目標を変える理由を書いてください')
    expect(poor.body).toContain('value="5"')
    expect((await planner.post(`/targets/${id}`, { ...changed, reason: '計画の改定' })).statusCode).toBe(303)
    const [line] = await db.selectFrom('audit_line').select('detail').where('action', '=', 'target.changed').execute()
    expect(line!.detail).toMatchObject({ from: 4, to: 5, reason: '計画の改定' })
  })

  test('an older version of the form overwrites nothing, and what was typed stays', async () => {
    const id = await targetId(2026)
    const { statusCode, body } = await planner.post(`/targets/${id}`, { label: 'ZZ後から', labelEn: 'x', value: '9', unit: '人', span: 'each', version: '1', reason: 'r' })
    expect(statusCode).toBe(409)
    expect(body).toContain('ZZ後から')
    expect(body).toContain('name="version" value="2"')
    expect(await db.selectFrom('target').select('value').where('id', '=', id).execute()).toEqual([{ value: 5 }])
  })
})

test.each([
  ['a year that is none', { fiscalYear: 'R0' }, '年度を読み取れません'],
  ['a measure that is set already', { fiscalYear: '令和4年度' }, 'すでにあります'],
  ['no value', { value: '' }, '入力してください'],
])('%s is told at its box and the words stay', async (_, wrong, words) => {
  const { statusCode, body } = await planner.post('/targets', { ...form, ...wrong, labelEn: 'kept words' })
  expect(statusCode).toBe(422)
  expect(body).toContain(words)
  expect(body).toContain('kept words')
})

test.each([
  ['meetings', 2026, '連絡会議を開くと、その記録から数えます。'], ['model_municipalities', 2026, 'モデル自治体を指定すると、その支援から数えます。'], ['capacity', 2030, '研修が始まると、名簿から数えます。'], ['capacity', 2016, '「登録前の実績」に入れると、ここに出ます。'],
])('where nothing is on record the page of %s of %i says what would be counted', async (measure, fiscal_year, words) => {
  const id = await idOf(db.insertInto('target').values({ program_id: town.program, course_id: null, fiscal_year, measure: measure as 'meetings', span: 'each', value: 1, label: 'ZZ', label_en: 'ZZ', unit: '回' }).returning('id'))
  const { body } = await planner.get(`/targets/${id}/rows?year=${fiscal_year}`)
  expect(body).toContain(words)
  expect(body, 'nothing is explained that is not there').not.toContain('見込の出しかた')
  await db.deleteFrom('target').where('id', '=', id).execute()
})

test('a target is removed with its reason on record', async () => {
  const id = await targetId(2023)
  expect((await planner.get(`/targets/${id}/removal`)).statusCode).toBe(200)
  expect((await planner.post(`/targets/${id}/removal`, { version: '1', reason: '計画になかった' })).headers.location).toBe('/targets?year=2023')
  expect(await db.selectFrom('target').select('id').where('id', '=', id).execute()).toEqual([])
})

test('targets are the business of the prefecture', async () => {
  const id = await targetId(2021)
  const clerk = await visitor(town.clerkOfTachikawa)
  expect([(await clerk.get('/targets?year=2021')).body.includes('153'), (await clerk.get(`/targets/${id}/rows`)).statusCode, (await clerk.post('/targets', form)).statusCode]).toEqual([false, 404, 404])
  for (const who of [town.trainee, town.instructor]) {
    const other = await visitor(who)
    expect([(await other.get('/targets')).statusCode, (await other.get(`/targets/${id}/rows`)).statusCode, (await other.post('/targets', form)).statusCode]).toEqual([404, 404, 404])
  }
  const contractor = await visitor(town.contractor)
  expect((await contractor.get('/targets?year=2021')).body).not.toContain('/edit')
  expect((await contractor.post(`/targets/${id}`, {})).statusCode).toBe(404)
})

test('a sum over years is made of every training there was, and what is called off is in none', async () => {
  const before = await db.selectFrom('training').select(({ fn }) => fn.sum<number>('capacity').as('places')).where('course_id', '=', town.course).executeTakeFirstOrThrow()
  await sql`insert into training (course_id, fiscal_year, title, title_en, capacity, state)
    select ${town.course}, 2020 + n % 5, '過去の研修', 'Earlier', 3, case when n % 10 = 0 then 'canceled' else 'closed' end from generate_series(1, 700) n`.execute(db)
  await planner.post('/targets', { ...form, fiscalYear: '2026', years: '1', courseId: String(town.course), measure: 'capacity', value: '3000', span: 'cumulative', label: 'ZZ延べ定員' })
  const target = (await targetsWithActuals(db, 2026)).find(({ label }) => label === 'ZZ延べ定員')
  const all = before.places + 630 * 3 + 450 // those of 2019 were printed before the system
  expect(target!.actual).toBe(all)
  const opened = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((page) => planner.get(`/targets/${target!.id}/rows?year=2026&page=${page}`)))
  expect(opened.flatMap(({ body }) => body.match(/過去の研修/g) ?? []), 'opened, it is all of them').toHaveLength(630)
  expect(opened[0]!.body).toContain(`href="/targets/${target!.id}/rows?year=2026&amp;page=7#h-rows"`)
  expect((await planner.get(`/targets/${target!.id}/rows?year=2026&page=8`)).statusCode).toBe(404)
  const home = await planner.get('/?year=2026')
  expect(home.body).toContain(all.toLocaleString('ja-JP'))
  expect(home.body).toContain('令和8年度 地域ケア会議実践者養成研修')
})
