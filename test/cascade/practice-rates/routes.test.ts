import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fiscalYearOf } from '../../../server/base/days.ts'
import { groupsOf, rowsOf } from '../../../server/cascade/practice-rates/queries.ts'
import { figures, sumOf, ways, type Figure, type Way } from '../../../server/cascade/practice-rates/rules.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, settle } from '../../support/people.ts'

/** The practice rate: who is counted, whose rows a figure opens, and what a municipality sees of it. */
const house = await openHouse({ now: '2027-07-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, clerkOfTama, trainee] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama, town.trainee].map(house.visitor))
const course = await idOf(db.insertInto('course').values({ kind: 'instructor_training', name: '指導者養成研修', name_en: 'Instructor training', mark: '指導' }).returning('id'))
const another = await idOf(db.insertInto('training').values({ course_id: course, fiscal_year: 2026, title: '指導者養成研修', title_en: 'Instructors', capacity: 4 }).returning('id'))

type Said = 'nothing' | 'no' | 'yes' | 'confirmed' | 'disagreed'
interface One { training: 'one' | 'other'; category: 'chair' | 'adviser' | 'other'; place: 'tachikawa' | 'tama'; completedOn: string; months: 3 | 9; reached: boolean; said: Said; state: 'completed' | 'not_completed' }
let number = 0
async function put({ training, category, place, completedOn, months, reached, said, state }: One): Promise<number> {
  const person = await idOf(db.insertInto('person').values({ name: `実 践${number += 1}`, kana: `じっ せん${number}`, kana_key: `じっせん${number}`, municipality_id: town[place], created_at: new Date(0) }).returning('id'))
  const enrollment = await enroll(db, town, person, 100 + number, { municipality: town[place] })
  await db.updateTable('enrollment').set({ state, completed_on: completedOn, category, ...training === 'other' ? { training_id: another } : {} }).where('id', '=', enrollment).execute()
  const asking = await idOf(db.insertInto('practice_asking').values({ enrollment_id: enrollment, months, due_on: completedOn, asked_on: completedOn, closes_on: '2027-12-31', reached }).returning('id'))
  if (said !== 'nothing') await db.insertInto('practice_answer').values({
    asking_id: asking, practiced: said !== 'no', ...said === 'no' ? {} : { times: 2, role: 'chair', cases: 1, changed: '秘密の言葉' }, manager_kind: 'none', via: 'link', answered_at: new Date(0),
    ...said === 'confirmed' || said === 'disagreed' ? { verdict: said, verdict_at: new Date(0), verdict_words: 'はい' } : {},
  }).execute()
  return asking
}

const isOf: Record<Figure, (one: One) => boolean> = {
  asked: () => true, reached: ({ reached, said }) => reached || said !== 'nothing', answered: ({ said }) => said !== 'nothing', practiced: ({ said }) => ['yes', 'confirmed', 'disagreed'].includes(said),
  confirmed: ({ said }) => said === 'confirmed', disagreed: ({ said }) => said === 'disagreed', unconfirmed: ({ said }) => said === 'yes',
}
const keyOf: Record<Way, (one: One) => string> = {
  course: ({ training }) => String(training === 'one' ? town.course : course), year: ({ completedOn }) => String(fiscalYearOf(completedOn)), months: ({ months }) => String(months),
  category: ({ category }) => category, municipality: ({ place }) => String(town[place]),
}

test('with nobody asked the page says when somebody will be', async () => {
  expect((await planner!.get('/practice')).body).toContain('まだだれにも聞いていません')
})

const anyOne: fc.Arbitrary<One> = fc.record({
  training: fc.constantFrom('one', 'other'), category: fc.constantFrom('chair', 'adviser', 'other'), place: fc.constantFrom('tachikawa', 'tama'),
  completedOn: fc.constantFrom('2026-03-31', '2026-04-01', '2027-02-28', '2027-03-31', '2024-02-29', '2026-05-31'), months: fc.constantFrom(3, 9), reached: fc.boolean(),
  said: fc.constantFrom('nothing', 'no', 'yes', 'confirmed', 'disagreed'), state: fc.constantFrom('completed', 'completed', 'completed', 'not_completed'),
})
const people: One[] = []

test('every figure of every group is as many rows as it opens, whatever was answered, and the years are fiscal years', async () => {
  for (const one of fc.sample(anyOne, { numRuns: 45, seed: 20270720 })) { await put(one); people.push(one) }
  const counted = people.filter(({ state }) => state === 'completed')
  for (const by of ways) {
    const groups = await groupsOf(db, { of: 'all' }, by, {})
    expect(new Set(groups.map(({ key }) => key))).toEqual(new Set(counted.map(keyOf[by])))
    for (const group of groups) for (const figure of figures) {
      const expected = counted.filter((one) => keyOf[by](one) === group.key && isOf[figure](one)).length
      const rows = await rowsOf(db, { of: 'all' }, figure, { group: { by, keys: [group.key] } }, { limit: 100, offset: 0 })
      expect([by, group.key, figure, group[figure], rows.length, rows[0]?.total ?? 0]).toEqual([by, group.key, figure, expected, expected, expected])
    }
    expect(sumOf(groups)).toEqual(Object.fromEntries(figures.map((figure) => [figure, counted.filter(isOf[figure]).length])))
  }
  const own = await groupsOf(db, { of: 'municipality', municipalityId: town.tama }, 'course', {})
  expect(sumOf(own).asked).toBe(counted.filter(({ place }) => place === 'tama').length)
})

test('both rates stand side by side with what they are of, and each figure leads to its people', async () => {
  const counted = people.filter(({ state }) => state === 'completed')
  const count = (figure: Figure) => counted.filter(isOf[figure]).length
  const { body } = await planner!.get('/practice?by=municipality')
  for (const words of [`${(Math.round(count('practiced') * 1000 / count('answered')) / 10).toFixed(1)}％`, `${(Math.round(count('practiced') * 1000 / count('asked')) / 10).toFixed(1)}％`, `回答した${count('answered')}件のうち、${count('practiced')}件`, `聞いた${count('asked')}件のうち、${count('practiced')}件`, `未確認 ${count('unconfirmed')}件`, '<svg', '立川市', '多摩市']) expect(body).toContain(words)
  const rows = (await planner!.get('/practice/rows?by=course&of=unconfirmed')).body
  expect([rows.match(/href="\/practice\/askings\//g)!.length, rows.includes('実 践'), rows.includes('秘密の言葉')]).toEqual([count('unconfirmed'), true, false])
  expect((await planner!.get('/practice?course=&completed=2025&category=chair&by=months', {}, { language: 'en' })).body).toContain('Of all who were asked')
  expect((await planner!.get('/practice/definition')).body).toContain('回答のない人は、実践していないものとして数えます')
  const file = (await planner!.get('/practice/file?by=category&as=utf-8')).body
  expect(file).toContain('計,' + (['asked', 'reached', 'answered', 'practiced', 'confirmed', 'disagreed', 'unconfirmed'] as const).map(count).join(','))
})

test('a municipality sees its own people, few answers only together, and cannot narrow to them', async () => {
  await db.deleteFrom('practice_answer').execute()
  await db.deleteFrom('practice_asking').execute()
  const base = { completedOn: '2026-10-15', months: 3, reached: true, state: 'completed', place: 'tachikawa' } as const
  for (let n = 0; n < 8; n += 1) await put({ ...base, training: 'one', category: n < 5 ? 'chair' : 'adviser', said: n < 4 ? 'yes' : 'no' })
  for (let n = 0; n < 3; n += 1) await put({ ...base, training: 'other', category: 'other', said: 'confirmed' })
  const foreign = await put({ ...base, place: 'tama', training: 'one', category: 'chair', said: 'yes' })
  const { body } = await clerk!.get('/practice')
  expect([body.includes('指導者養成研修'), body.includes('回答が5件に満たない区分の計'), body.includes('聞いた11件のうち、7件'), body.includes('未確認'), body.includes('多摩市')]).toEqual([false, true, true, false, false])
  const byCategory = (await clerk!.get('/practice?by=category')).body
  expect([byCategory.includes('①司会者'), byCategory.includes('②助言者'), byCategory.includes('④その他')]).toEqual([true, false, false])
  expect((await clerk!.get('/practice/file?as=utf-8')).body, 'the file says what the page says').toContain('回答が5件に満たない区分の計,11,')
  const namesIn = (page: string) => [...new Set([...page.matchAll(/実 践(\d+)/g)].map(([, n]) => Number(n)))].length
  expect(namesIn((await clerk!.get('/practice/rows?of=answered')).body)).toBe(11)
  expect(namesIn((await clerk!.get('/practice/rows?by=category&group=chair&of=practiced')).body)).toBe(4)
  expect(namesIn((await clerk!.get('/practice/rows?by=category&group=rest&of=confirmed')).body)).toBe(3)
  for (const at of ['/practice?by=municipality', '/practice/rows?by=municipality', `/practice/rows?by=course&group=${course}`, '/practice/rows?by=category&group=other', '/practice/rows?by=category&group=9', '/practice/file?by=municipality']) expect([at, (await clerk!.get(at)).statusCode]).toEqual([at, 404])
  expect(namesIn((await clerk!.get(`/practice/rows?municipality=${town.tama}&category=other&course=${course}`)).body), 'narrowing is the prefecture’s').toBe(11)
  expect(namesIn((await clerkOfTama!.get('/practice/rows')).body)).toBe(1)
  expect((await clerk!.get(`/practice/askings/${foreign}`)).statusCode).toBe(404)
  for (const guest of [contractor, trainee]) for (const at of ['/practice', '/practice/rows', '/practice/file', '/practice/rows/file', '/practice/definition']) expect((await guest!.get(at)).statusCode).toBe(404)
})

test('people are taken as a table by who has just signed in, and whoever looked is written down', async () => {
  await db.updateTable('session').set({ created_at: new Date('2027-07-20T08:00:00+09:00') }).execute()
  const away = await clerk!.get('/practice/rows/file?of=practiced')
  expect([away.statusCode, decodeURIComponent(String(away.headers.location)).includes('/practice/rows?of=practiced&take=file')]).toEqual([303, true])
  const now = house.app.clock()
  await db.updateTable('session').set({ created_at: now }).execute()
  const file = await clerk!.get('/practice/rows/file?of=practiced&as=utf-8')
  expect([file.statusCode, file.body.split('\n').length > 7, file.body.includes('実 践'), file.body.includes('秘密の言葉')]).toEqual([200, true, true, false])
  expect((await planner!.get('/practice/rows/file?of=asked')).headers['content-type']).toContain('spreadsheetml')
  expect(await db.selectFrom('audit_line').select('subject').where('subject', '=', 'page:/practice/rows').limit(1).execute()).toHaveLength(1)
})
