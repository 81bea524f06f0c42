import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { clearSurveys, full, putStatusAnswer, putStatusSurvey } from '../surveys.ts'

/** L5: the survey of a year, who has answered, who is asked again, and who answers for others. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db, post, setClock } = house
const town = await settle(db)
const [planner, contractor, clerk, other, trainee] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.trainee)]
const mailOf = { tachikawa: `p${town.clerkOfTachikawa.person}@house.test`, tama: `p${town.clerkOfTama.person}@house.test` }
let survey: number
const told = async () => {
  post.mails.length = 0
  await drain(house.crewHouse, crew)
  return post.mails.map(({ to, subject }) => `${to} ${subject}`).sort()
}
const line = (action: string) => db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', action).orderBy('id', 'desc').executeTakeFirst()
const at = (page = '') => `/status-surveys/${survey}${page}`
const versionOf = async () => String((await db.selectFrom('status_survey').select('version').where('id', '=', survey).executeTakeFirstOrThrow()).version)
const step = async (name: string, who = planner) => who.post(at(`/${name}`), { version: await versionOf() })

beforeEach(async () => {
  setClock('2026-11-24T10:00:00+09:00')
  await clearSurveys(db)
  survey = await putStatusSurvey(db, town.planner.person)
})

test('a survey is prepared out of last year’s questions, opened with a letter, closed and published', async () => {
  expect((await planner.get('/status-surveys/new')).body).toContain('前の調査の設問を引き継ぐ')
  const made = await planner.post('/status-surveys', { fiscalYear: '令和9年度', begin: 'last', title: '令和9年度の調査', titleEn: 'Survey FY2027', dueOn: '2026-12-18', message: '今年も', contact: '担当' })
  expect(made.statusCode).toBe(303)
  survey = Number(/status-surveys\/(\d+)\/definition/.exec(made.headers.location!)![1])
  expect((await line('status_survey.created'))).toEqual({ subject: `status_survey:${survey}`, detail: { fiscalYear: 2027, begin: 'last' } })
  expect((await planner.get(at('/definition'))).body).toContain('ネットワークの強化')
  expect([(await clerk.get('/status-surveys')).body.includes('令和9年度の調査'), (await clerk.get(at('/answer'))).statusCode]).toEqual([false, 404])
  expect((await planner.get(at('/opening'))).body).toContain('2の区市町村に')
  expect((await step('opening')).statusCode).toBe(303)
  expect(await told()).toEqual([`${mailOf.tachikawa} 【調査の御依頼】令和9年度の調査`, `${mailOf.tama} 【調査の御依頼】令和9年度の調査`])
  expect(post.mails[0]!.text).toContain(`/status-surveys/${survey}/answer`)
  expect(await db.selectFrom('status_survey_edition').select('number').where('survey_id', '=', survey).execute()).toEqual([{ number: 1 }])
  expect((await step('opening')).statusCode).toBe(409)
  expect((await step('publication')).statusCode).toBe(409)
  expect([(await step('closing')).statusCode, (await step('publication', contractor)).statusCode, (await step('publication')).statusCode]).toEqual([303, 404, 303])
  expect(await told()).toEqual([`${mailOf.tachikawa} 【結果のお知らせ】令和9年度の調査`, `${mailOf.tama} 【結果のお知らせ】令和9年度の調査`])
  expect(await line('status_survey.published')).toMatchObject({ subject: `status_survey:${survey}` })
})

test.each<[string, Record<string, string>, number, string]>([
  ['a second survey of a year', { fiscalYear: '2026' }, 409, 'この年度の調査はすでにあります'], ['a year that is none', { fiscalYear: 'いつか' }, 422, '年度'],
  ['a due day that has passed', { dueOn: '2026-11-23' }, 422, 'この日はもう過ぎています'], ['no title', { title: '' }, 422, ''], ['a year before all others', { fiscalYear: '2019' }, 422, '前の調査がありません'],
])('%s is refused', async (_, more, status, words) => {
  const { statusCode, body } = await planner.post('/status-surveys', { fiscalYear: '2027', begin: 'last', title: '題', dueOn: '2026-12-18', contact: '担当', ...more })
  expect([statusCode, body.includes(words)]).toEqual([status, true])
  expect(await db.selectFrom('status_survey').select('id').execute()).toHaveLength(1)
})

test('the ready-made questions are linked to the indicators of that year', async () => {
  await db.insertInto('subsidy_indicator').values([{ code: 'follow_up', name: '旧', from_year: 2015, to_year: 2022 }, { code: 'follow_up', name: '新', from_year: 2023 }]).execute()
  expect((await planner.post('/status-surveys', { fiscalYear: '2027', begin: 'standard', title: '題', dueOn: '2026-12-18', contact: '担当' })).statusCode).toBe(303)
  const { draft } = await db.selectFrom('status_survey').select('draft').where('fiscal_year', '=', 2027).executeTakeFirstOrThrow()
  const fresh = await db.selectFrom('subsidy_indicator').select('id').where('name', '=', '新').executeTakeFirstOrThrow()
  expect(JSON.stringify(draft)).toContain(`"indicatorId": ${fresh.id}`.replace(': ', ':'))
})

test('who has answered is listed in official order; unanswered is no nought', async () => {
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person)
  const { body } = await planner.get(at())
  expect(body).toMatch(/立川市[\s\S]*?未回答[\s\S]*?多摩市<\/a>[\s\S]*?回答済み[\s\S]*?ZZ担当/)
  expect((await planner.get(at('?show=missing'))).body).not.toContain('多摩市')
  expect((await planner.get(at(), {}, { language: 'en' })).body).toMatch(/Tama City<\/a>[\s\S]*?Answered/)
})

test('a reminder goes to those without an answer only, once a day', async () => {
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person)
  expect((await planner.post(at('/reminders'))).statusCode).toBe(303)
  expect(await told()).toEqual([`${mailOf.tachikawa} 【御回答のお願い】ZZ2026年度の調査`])
  expect((await planner.post(at('/reminders'))).body).toContain('今日はすでに督促しています')
  expect(await line('status_survey.reminded')).toEqual({ subject: `status_survey:${survey}`, detail: { count: 1 } })
})

test('without anybody pressing, those without an answer hear of it before their own last day', async () => {
  await db.updateTable('call').set({ state: 'finished' }).execute()
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person)
  const round = async (now: string) => { setClock(now); await crew.remind!.work(house.crewHouse, {} as never); return told() }
  expect(await round('2026-11-27T08:30:00+09:00')).toEqual([`${mailOf.tachikawa} 【期限まであと7日】ZZ2026年度の調査`])
  expect(post.mails[0]!.text).toContain(`/status-surveys/${survey}/answer`)
  expect((await planner.get('/reminders/history')).body).toMatch(/実施状況調査の回答がまだの区市町村[\s\S]*ZZ2026年度の調査/)
  await db.insertInto('status_survey_leave').values({ survey_id: survey, municipality_id: town.tachikawa, until_on: '2026-12-18', reason: '議会', given_by: town.planner.person, given_at: new Date() }).execute()
  expect(await round('2026-12-03T08:30:00+09:00')).toEqual([])
  expect(await round('2026-12-11T08:30:00+09:00')).toHaveLength(1)
})

test('the home of a municipality shows what it has to answer until it has, and the office how many are missing', async () => {
  const home = async (who = clerk) => (await who.get('/')).body
  expect(await home()).toMatch(/調査への回答　ZZ2026年度の調査[\s\S]*令和8年12月4日（金）/)
  expect((await planner.get('/')).body).toContain('実施状況調査の回答を待つ')
  await putStatusAnswer(db, survey, town.tachikawa, town.clerkOfTachikawa.person)
  expect([(await home()).includes('調査への回答'), (await home(other)).includes('調査への回答')]).toEqual([false, true])
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person)
  expect((await planner.get('/')).body).not.toContain('実施状況調査の回答を待つ')
})

test('one municipality is given more time: only it is told', async () => {
  const leave = (form: Record<string, string>) => planner.post(at('/leaves'), { municipalityId: String(town.tachikawa), untilOn: '2026-12-18', reason: '議会のため', ...form })
  expect((await leave({ untilOn: '2026-12-03' })).body).toContain('より後の日を選んでください')
  expect([(await leave({ reason: '' })).statusCode, (await leave({ municipalityId: '9999' })).statusCode, (await leave({})).statusCode]).toEqual([422, 404, 303])
  expect(await told()).toEqual([`${mailOf.tachikawa} 【期限の延長】ZZ2026年度の調査`])
  expect(post.mails[0]!.text).toContain('議会のため')
  expect((await clerk.get('/')).body).toContain('令和8年12月18日')
})

describe('one answer for several', () => {
  const cover = (more: Record<string, string> = {}) => planner.post(at('/covers'), { leaderId: String(town.tachikawa), municipalityId: String(town.tama), bodyName: 'ZZ広域連合', ...more })
  test('the others see who answers, may not answer, and are not reminded', async () => {
    expect((await cover()).statusCode).toBe(303)
    expect(await line('status_survey.covered')).toEqual({ subject: `status_survey:${survey}`, detail: { municipalityId: town.tama, leaderId: town.tachikawa } })
    expect((await other.get(at('/answer'))).body).toContain('ZZ広域連合（立川市）がまとめて回答します')
    expect((await other.post(at('/answer/sections/1'), { act: 'save', version: '0', 'cells.q3': '1' })).statusCode).toBe(409)
    expect((await clerk.get(at('/answer'))).body).toContain('この回答は、多摩市の分も兼ねます')
    expect((await other.get('/')).body).not.toContain('調査への回答')
    await planner.post(at('/reminders'))
    expect(await told()).toEqual([`${mailOf.tachikawa} 【御回答のお願い】ZZ2026年度の調査`])
    await putStatusAnswer(db, survey, town.tachikawa, town.clerkOfTachikawa.person)
    expect((await planner.get(at())).body).toMatch(/回答した区市町村<\/dt><dd>2</)
    expect((await other.get(at('/answer/receipt'))).body).toContain('開催回数') // what was said for them
  })
  test.each<[string, Record<string, string>, string]>([['itself', { municipalityId: String(town.tachikawa) }, '同じです']])('%s is refused', async (_, more, words) => {
    expect((await cover(more)).body).toContain(words)
  })
  test('nobody is covered twice, or after having answered; it is taken back', async () => {
    await cover()
    expect((await cover()).statusCode).toBe(409)
    expect((await planner.post(at(`/covers/${town.tama}/removal`))).statusCode).toBe(303)
    expect((await planner.post(at(`/covers/${town.tama}/removal`))).statusCode).toBe(404)
    await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person, full)
    expect((await cover()).body).toContain('すでに自分で回答しています')
  })
})

test('what may be done by whom', async () => {
  for (const [who, index, show] of [[planner, 200, 200], [contractor, 200, 200], [clerk, 200, 404], [trainee, 404, 404]] as const) {
    expect([(await who.get('/status-surveys')).statusCode, (await who.get(at())).statusCode]).toEqual([index, show])
  }
  for (const page of ['/edit', '/opening', '/covers', '/leaves/new', '/definition', `/answers/${town.tachikawa}`]) expect([page, (await clerk.get(at(page))).statusCode]).toEqual([page, 404])
  expect((await planner.get('/status-surveys/99')).statusCode).toBe(404)
  expect((await planner.post(at(), { version: '9', title: '題', dueOn: '2026-12-18', contact: '担当' })).statusCode).toBe(409)
})
