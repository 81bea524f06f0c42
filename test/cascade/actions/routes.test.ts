import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { isLate, problemsOfSettlement, whyNotEdit, whyNotSettle } from '../../../server/cascade/actions/rules.ts'
import { supported } from '../supported.ts'

/** J2, K4: what is to be done is kept with owner and day until it is settled. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [own, theirs] = [await supported(db, town, town.tachikawa, 'ZZA'), await supported(db, town, town.tama, 'ZZB', { expert: null })]
let [clerk, other, expert, planner] = [] as unknown as [VisitorOf, VisitorOf, VisitorOf, VisitorOf]
beforeAll(async () => {
  clerk = await house.visitor(town.clerkOfTachikawa); other = await house.visitor(town.clerkOfTama)
  expert = await house.visitor(town.expert); planner = await house.visitor(town.planner)
})
beforeEach(async () => { await db.deleteFrom('action_item').execute() })
const action = { what: '9月の会議に管理栄養士を招く', owner: '高齢福祉課', 'dueOn.year': '2026', 'dueOn.month': '9', 'dueOn.day': '10' }
const rows = () => db.selectFrom('action_item').select(['id', 'what', 'owner', 'due_on', 'state', 'settled_on', 'remark', 'municipality_id', 'support_session_id', 'version']).orderBy('id').execute()
const added = async (by = clerk, session = own.session) => {
  await by.post('/actions', { ...action, supportSessionId: String(session) })
  return (await rows()).at(-1)!
}

test('the rules of settling, as a table', () => {
  expect(whyNotSettle('open', { state: 'done' })).toBeNull()
  expect(whyNotSettle('done', { state: 'done' })).toEqual({ key: 'actions.standsAlready' })
  expect(whyNotEdit('dropped')).toEqual({ key: 'actions.isSettled' })
  expect(problemsOfSettlement({ state: 'dropped', remark: ' ' })).toHaveLength(1)
  expect(problemsOfSettlement({ state: 'done', remark: '' })).toEqual([])
  expect([isLate({ state: 'open', dueOn: '2026-06-14' }, '2026-06-15'), isLate({ state: 'open', dueOn: '2026-06-15' }, '2026-06-15'), isLate({ state: 'done', dueOn: '2026-01-01' }, '2026-06-15'), isLate({ state: 'open', dueOn: null }, '2026-06-15')])
    .toEqual([true, false, false, false])
})

describe('an action of a support session', () => {
  test('is kept with owner and day by whoever is concerned, and stands on the list of each', async () => {
    for (const one of [clerk, expert, planner]) await added(one)
    expect(await rows()).toMatchObject([1, 2, 3].map(() => ({ what: action.what, owner: '高齢福祉課', due_on: '2026-09-10', state: 'open', municipality_id: town.tachikawa, support_session_id: own.session })))
    for (const one of [clerk, expert, planner]) expect((await one.get('/actions')).body).toContain(action.what)
    expect(await db.selectFrom('audit_line').select('person_id').where('action', '=', 'action.added').orderBy('id').execute())
      .toEqual([town.clerkOfTachikawa, town.expert, town.planner].map(({ person }) => ({ person_id: person })))
  })
  test('is no more than a missing page to another municipality, an expert of other supports and a trainee', async () => {
    const { id } = await added(planner, theirs.session)
    const trainee = await house.visitor(town.trainee)
    for (const one of [clerk, expert, trainee]) {
      expect((await one.get(`/actions/${id}`)).statusCode).toBe(404)
      expect((await one.post(`/actions/${id}/settlement`, { state: 'done', version: '1' })).statusCode).toBe(404)
      expect((await one.post('/actions', { ...action, supportSessionId: String(theirs.session) })).statusCode).toBe(404)
    }
    expect((await clerk.get('/actions')).body).not.toContain(action.what)
    expect((await other.get(`/actions/${id}`)).statusCode).toBe(200)
    expect(await rows()).toHaveLength(1)
  })
  test('an appointment that ended opens nothing any more', async () => {
    const { id } = await added()
    await db.updateTable('expert_appointment').set({ state: 'ended' }).where('id', '=', own.appointment!).execute()
    expect((await expert.get(`/actions/${id}`)).statusCode).toBe(404)
    await db.updateTable('expert_appointment').set({ state: 'accepted' }).where('id', '=', own.appointment!).execute()
    expect((await expert.get(`/actions/${id}`)).statusCode).toBe(200)
  })
  test('is settled with one press, and the press leads back to where it was made', async () => {
    const { id } = await added()
    const answer = await clerk.post(`/actions/${id}/settlement`, { state: 'done', version: '1', back: `/support-sessions/${own.session}` })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/support-sessions/${own.session}`])
    expect(await rows()).toMatchObject([{ state: 'done', settled_on: '2026-06-15', version: 2 }])
    expect((await clerk.post(`/actions/${id}`, { ...action, version: '2' })).statusCode).toBe(409)
    expect((await clerk.post(`/actions/${id}/settlement`, { state: 'open', version: '2' })).statusCode).toBe(303)
    expect(await rows()).toMatchObject([{ state: 'open', settled_on: null, version: 3 }])
  })
  test('leads nowhere outside, whatever the form says', async () => {
    const { id } = await added()
    for (const back of ['//elsewhere.test', 'https://elsewhere.test/support-sessions/1', '/support-sessions/1/../../account']) {
      expect((await clerk.post(`/actions/${id}/settlement`, { state: 'done', version: '1', back })).statusCode).toBe(422)
    }
  })
  test('is dropped with a reason only, said at its box', async () => {
    const { id } = await added()
    const answer = await clerk.post(`/actions/${id}/settlement`, { state: 'dropped', version: '1' })
    expect([answer.statusCode, answer.body.includes('取りやめる理由を書いてください')]).toEqual([422, true])
    await clerk.post(`/actions/${id}/settlement`, { state: 'dropped', remark: '別の形で行うため', version: '1' })
    expect(await rows()).toMatchObject([{ state: 'dropped', remark: '別の形で行うため' }])
  })
  test('of two who change it at once the second sees what the first wrote, and nothing is overwritten', async () => {
    const { id } = await added()
    await clerk.post(`/actions/${id}`, { ...action, what: 'はじめの言葉', version: '1' })
    const answer = await planner.post(`/actions/${id}`, { ...action, what: 'あとの言葉', version: '1' })
    expect([answer.statusCode, answer.body.includes('ほかの人が先に内容を直しました'), answer.body.includes('あとの言葉')]).toEqual([409, true, true])
    expect(await rows()).toMatchObject([{ what: 'はじめの言葉', version: 2 }])
  })
  test.each([['nothing to do', { what: '' }], ['nobody', { owner: '' }], ['a day that is none', { 'dueOn.month': '13' }]])('with %s comes back at its own page', async (_, wrong) => {
    const answer = await clerk.post('/actions', { ...action, ...wrong, supportSessionId: String(own.session) })
    expect([answer.statusCode, answer.body.includes('直すところが1か所あります')]).toEqual([422, true])
    expect(await rows()).toEqual([])
  })
  test('that belongs to nothing is not there', async () => {
    expect((await planner.post('/actions', action)).statusCode).toBe(404)
    expect((await planner.get('/actions/new')).statusCode).toBe(404)
    expect((await planner.get(`/actions/new?supportSessionId=${own.session}`)).statusCode).toBe(200)
  })
})

test('the list is narrowed to what is late', async () => {
  const { id } = await added()
  expect((await clerk.get('/actions?state=late')).body).not.toContain(action.what)
  await db.updateTable('action_item').set({ due_on: '2026-06-14' }).where('id', '=', id).execute()
  expect((await clerk.get('/actions?state=late')).body).toContain('期限を過ぎています')
})
