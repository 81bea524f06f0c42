import { beforeAll, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { supported } from '../supported.ts'

/** J1: the year of a model municipality, told in order by those who act in it. */
const house = await openHouse({ now: '2026-05-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
let [clerk, other, planner, approver, expert, trainee] = [] as unknown as VisitorOf[] as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
beforeAll(async () => {
  [clerk, other, planner, approver, expert, trainee] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.planner), await house.visitor(town.approver), await house.visitor(town.expert), await house.visitor(town.trainee)]
})
const day = (name: string, value: string) => { const [y, m, d] = value.split('-'); return { [`${name}.year`]: y!, [`${name}.month`]: m!, [`${name}.day`]: d! } }
const letters = async (template: string) => {
  await drain(house.crewHouse, crew)
  return db.selectFrom('message').select(['municipality_id as to', 'title', 'body']).where('template', '=', template).orderBy('municipality_id').execute()
}
const stateOf = async (id: number) => (await db.selectFrom('model_support').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const words = { reason: '自立支援型の会議を始めたい', situation: '個別会議は年6回', wishes: '事例の選び方', structure: '高齢福祉課と3包括', contact: '高齢福祉課 042-000-0000' }
let [call, own, theirs] = [0, 0, 0]

describe('recruiting', () => {
  test('is opened once for a year, and every municipality is told by when', async () => {
    const form = { fiscalYear: '2026', ...day('closesOn', '2026-06-30'), places: '1', words: '有識者が年4回うかがいます。', contact: '体制づくり担当' }
    const answer = await planner.post('/support-recruitments', form)
    call = Number(/(\d+)$/.exec(String(answer.headers.location))![1])
    expect(answer.statusCode).toBe(303)
    expect((await planner.post('/support-recruitments', form)).statusCode).toBe(409)
    const told = await letters('support_recruitment_opened_listed')
    expect(told.map(({ to }) => to)).toEqual([town.tachikawa, town.tama])
    expect(told[0]!.body).toContain('令和8年6月30日')
    for (const one of [clerk, other]) expect((await one.get(`/support-recruitments/${call}`)).body).toContain('有識者が年4回うかがいます。')
    for (const one of [expert, trainee]) expect((await one.get(`/support-recruitments/${call}`)).statusCode).toBe(404)
  })
  test('an application is saved with gaps and returned to; sent, it is whole and gets its receipt', async () => {
    const begun = await clerk.post(`/support-recruitments/${call}/application`)
    own = Number(/model-supports\/(\d+)/.exec(String(begun.headers.location))![1])
    expect((await clerk.post(`/support-recruitments/${call}/application`)).headers.location).toBe(begun.headers.location)
    const at = `/model-supports/${own}/application`
    await clerk.post(at, { reason: words.reason, version: '1', act: 'save' })
    expect((await clerk.get(at)).body).toContain(words.reason)
    const gaps = await clerk.post(at, { reason: words.reason, version: '2', act: 'send' })
    expect([gaps.statusCode, gaps.body.includes('直すところが4か所あります')]).toEqual([422, true])
    expect((await clerk.post(at, { ...words, version: '1', act: 'send' })).statusCode).toBe(409)
    expect((await clerk.post(at, { ...words, version: '2', act: 'send' })).statusCode).toBe(303)
    expect(await stateOf(own)).toBe('applied')
    expect(await letters('model_support_applied_listed')).toMatchObject([{ to: town.tachikawa, body: expect.stringMatching(/受付番号　M26-\d{3}/) }])
    expect((await clerk.post(at, { ...words, version: '3', act: 'save' })).statusCode).toBe(409)
    const paper = await clerk.get(`${at}/paper`)
    expect([paper.headers['content-type'], paper.body.slice(0, 5)]).toEqual(['application/pdf', '%PDF-'])
  })
  test('what one municipality applies with is no more than a missing page to another, to experts and to trainees', async () => {
    const begun = await other.post(`/support-recruitments/${call}/application`)
    theirs = Number(/model-supports\/(\d+)/.exec(String(begun.headers.location))![1])
    await other.post(`/model-supports/${theirs}/application`, { ...words, reason: 'ZZB理由', version: '1', act: 'send' })
    for (const one of [clerk, expert, trainee]) for (const page of ['', '/application', '/application/paper', '/plan', '/checks', '/report', '/designation']) {
      expect((await one.get(`/model-supports/${theirs}${page}`)).statusCode, page).toBe(404)
    }
    expect((await clerk.post(`/model-supports/${theirs}/withdrawal`, { reason: 'x' })).statusCode).toBe(404)
    expect((await clerk.get('/model-supports?year=2026')).body).not.toContain('多摩市')
    expect((await planner.get(`/support-recruitments/${call}`)).body).toContain('応募の締切（令和8年6月30日')
  })
})

describe('the designation', () => {
  const decisions = (version: string, more = {}) => ({
    'rows.0.id': String(own), 'rows.0.outcome': 'designate', 'rows.0.reason': '体制が整っているため', 'rows.1.id': String(theirs), 'rows.1.outcome': 'decline', 'rows.1.reason': '来年度の応募をお勧めするため',
    documentNumber: '8福祉高介第300号', sender: '東京都福祉局介護保険課長', version, ...more,
  })
  test('waits for the last day, and for a reason for each', async () => {
    expect((await planner.post(`/support-recruitments/${call}/decisions`, decisions('1'))).statusCode).toBe(409)
    house.setClock('2026-07-03T10:00:00+09:00')
    const answer = await planner.post(`/support-recruitments/${call}/decisions`, decisions('1', { 'rows.1.reason': '', act: 'ask' }))
    expect([answer.statusCode, answer.body.includes('2行目の理由')]).toEqual([422, true])
  })
  test('is decided by a second person; then each municipality hears its outcome with the reason, and takes its letter', async () => {
    expect((await planner.post(`/support-recruitments/${call}/decisions`, decisions('1', { act: 'ask' }))).statusCode).toBe(303)
    expect((await planner.post(`/support-recruitments/${call}/approval`, { decision: 'approve' })).statusCode).toBe(409)
    expect(await stateOf(own)).toBe('applied')
    expect((await approver.post(`/support-recruitments/${call}/approval`, { decision: 'approve' })).statusCode).toBe(303)
    expect([await stateOf(own), await stateOf(theirs)]).toEqual(['designated', 'declined'])
    expect(await letters('model_support_designated_listed')).toMatchObject([{ to: town.tachikawa, body: expect.stringContaining('体制が整っているため') }])
    expect(await letters('model_support_declined_listed')).toMatchObject([{ to: town.tama, body: expect.stringContaining('来年度の応募をお勧めするため') }])
    for (const [one, id] of [[clerk, own], [other, theirs]] as const) expect((await one.get(`/model-supports/${id}/designation`)).body.slice(0, 5)).toBe('%PDF-')
    expect((await clerk.get(`/model-supports/${theirs}/designation`)).statusCode).toBe(404)
    expect(await db.selectFrom('audit_line').select('subject').where('action', 'in', ['model_support.designated', 'model_support.declined', 'support_recruitment.decided']).orderBy('id').execute())
      .toEqual([{ subject: `model_support:${own}` }, { subject: `model_support:${theirs}` }, { subject: `support_recruitment:${call}` }])
  })
})

describe('the plan', () => {
  const plan = (n: number, more = {}) => ({ aim: '事例から地域の課題が見える会議', ...Object.fromEntries(Array.from({ length: n }, (_, at) => [[`goals.${at}.goal`, `目標${at + 1}`], [`goals.${at}.evidence`, `確かめ方${at + 1}`]]).flat()), number: '0', version: '0', ...more })
  const agree = (by: VisitorOf, version: string) => by.post(`/model-supports/${own}/plan/agreement`, { version })
  test('with two goals nobody agrees to; with three both do, and then it stands', async () => {
    expect((await clerk.post(`/model-supports/${own}/plan`, plan(2))).statusCode).toBe(303)
    expect((await agree(clerk, '1')).statusCode).toBe(409)
    expect((await planner.post(`/model-supports/${own}/plan`, plan(3, { number: '1', version: '1' }))).statusCode).toBe(303)
    expect((await agree(planner, '2')).statusCode).toBe(303)
    expect(await letters('support_plan_proposed_listed')).toMatchObject([{ to: town.tachikawa }])
    expect(await stateOf(own)).toBe('designated')
    expect((await agree(clerk, '2')).statusCode).toBe(303)
    expect(await stateOf(own)).toBe('plan_agreed')
  })
  test('is kept in versions: new words are a new one, and the agreed one stays until both agree again', async () => {
    await clerk.post(`/model-supports/${own}/plan`, plan(4, { number: '1', version: '2', aim: '新しい姿' }))
    expect(await db.selectFrom('support_plan').select(['number', 'state']).where('model_support_id', '=', own).orderBy('number').execute()).toEqual([{ number: 1, state: 'agreed' }, { number: 2, state: 'draft' }])
    await agree(clerk, '1')
    // Words that change after a yes are words nobody has agreed to.
    await planner.post(`/model-supports/${own}/plan`, plan(5, { number: '2', version: '1', aim: '新しい姿' }))
    expect(await db.selectFrom('support_plan').select(['municipality_agreed_at as at', 'version']).where('number', '=', 2).executeTakeFirstOrThrow()).toEqual({ at: null, version: 2 })
    await agree(clerk, '2'); await agree(planner, '2')
    expect(await db.selectFrom('support_plan').select(['number', 'state']).where('model_support_id', '=', own).orderBy('number').execute()).toEqual([{ number: 1, state: 'superseded' }, { number: 2, state: 'agreed' }])
    expect((await clerk.get(`/model-supports/${own}/plan?version=1`)).body).toContain('以前の版')
    expect((await clerk.get(`/model-supports/${own}/plan/paper`)).body.slice(0, 5)).toBe('%PDF-')
  })
  test('each goal is looked at after half a year, in words', async () => {
    const goals = await db.selectFrom('support_goal as g').innerJoin('support_plan as l', 'l.id', 'g.plan_id').select('g.id').where('l.state', '=', 'agreed').where('l.model_support_id', '=', own).orderBy('g.position').execute()
    const form = (version: string) => ({ kind: 'half_year', version, ...Object.fromEntries(goals.flatMap(({ id }, n) => [[`rows.${n}.goalId`, String(id)], [`rows.${n}.outcome`, n === 0 ? 'reached' : 'partly'], [`rows.${n}.words`, `見たこと${n}`]])) })
    expect((await clerk.post(`/model-supports/${own}/checks`, { ...form('0'), 'rows.1.words': '' })).statusCode).toBe(422)
    expect((await clerk.post(`/model-supports/${own}/checks`, form('0'))).statusCode).toBe(303)
    expect((await planner.post(`/model-supports/${own}/checks`, form('0'))).statusCode).toBe(409)
    expect((await clerk.get(`/model-supports/${own}`)).body).toContain('一部達成')
    expect(await db.selectFrom('goal_check').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirst()).toEqual({ n: 5 })
  })
})

test('a support is left with a reason, and then nothing of it goes on', async () => {
  const { support, appointment } = await supported(db, town, town.tama, 'ZZB', { fiscalYear: 2025 })
  expect((await other.post(`/model-supports/${support}/withdrawal`, { reason: '' })).statusCode).toBe(422)
  expect((await other.post(`/model-supports/${support}/withdrawal`, { reason: '庁舎の移転のため' })).statusCode).toBe(303)
  expect(await db.selectFrom('model_support').select(['state', 'withdrawal_reason as why']).where('id', '=', support).executeTakeFirst()).toEqual({ state: 'withdrawn', why: '庁舎の移転のため' })
  expect((await db.selectFrom('expert_appointment').select('state').where('id', '=', appointment!).executeTakeFirst())!.state).toBe('ended')
  expect((await other.post(`/model-supports/${support}/withdrawal`, { reason: 'x' })).statusCode).toBe(409)
  expect((await planner.get(`/model-supports/${support}`)).body).toContain('庁舎の移転のため')
})
