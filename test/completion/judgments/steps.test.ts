import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const person = await enroll(db, town, town.trainee.person, 1)
const other = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
const [staff, approver, second] = await Promise.all([house.visitor(town.planner), house.visitor(town.approver), house.visitor(town.approver)])
await staff.post(`/trainings/${town.training}/criteria`, { lessons: 'none', attendance: 'all', lateLimitMinutes: '10', madeUpCounts: 'yes' })
const day = { 'completedOn.year': '2026', 'completedOn.month': '11', 'completedOn.day': '20' }

async function startAnew() {
  await db.deleteFrom('judgment_line').execute()
  await db.deleteFrom('judgment').execute()
  await db.deleteFrom('approval').execute()
  await db.updateTable('training').set({ state: 'running' }).execute()
  await db.updateTable('enrollment').set({ state: 'enrolled', completed_on: null }).execute()
}

const judgmentNow = () => db.selectFrom('judgment').select(['id', 'state']).orderBy('id', 'desc').limit(1).executeTakeFirst()
const stateOf = async (id: number) => (await db.selectFrom('enrollment').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
type Act = 'start' | 'decide' | 'ask' | 'return' | 'recall' | 'approve' | 'approveOwn'
type State = 'none' | 'draft' | 'decided' | 'in_approval' | 'confirmed'

/** Where each act leads from where a judgment stands; what is not listed must be refused. Somebody is decided on in `decided`. */
const leads: Record<State, Partial<Record<Act, State>>> = {
  none:        { start: 'draft' },
  draft:       { decide: 'decided' },
  decided:     { decide: 'decided', ask: 'in_approval' },
  in_approval: { return: 'decided', recall: 'decided', approve: 'confirmed' },
  confirmed:   { start: 'draft' },
}

function does(act: Act, judgment: number) {
  if (act === 'start') return staff.post(`/trainings/${town.training}/judgments`, day)
  if (act === 'decide') return staff.post(`/judgments/${judgment}/decisions`, { enrollmentId: String(person), decision: 'completed', reason: '確認済み' })
  if (act === 'ask') return staff.post(`/judgments/${judgment}/request`)
  if (act === 'approveOwn') return staff.post(`/judgments/${judgment}/approval`, { decision: 'approve' })
  return (act === 'recall' ? staff : approver).post(`/judgments/${judgment}/approval`, { decision: act, note: '直す' })
}

const acts = fc.constantFrom<Act>('start', 'decide', 'ask', 'return', 'recall', 'approve', 'approveOwn')
test('whatever is tried in whatever order, no step is skipped (C09)', { timeout: 240_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(acts, { minLength: 5, maxLength: 9 }), async (tries) => {
    await startAnew()
    let state: State = 'none'
    for (const act of tries) {
      const { statusCode } = await does(act, (await judgmentNow())?.id ?? 99_999)
      const next: State | undefined = leads[state][act]
      expect([state, act, statusCode]).toEqual([state, act, next !== undefined ? 303 : state === 'none' ? 404 : 409])
      state = next ?? state
      expect((await judgmentNow())?.state ?? 'none').toBe(state === 'decided' ? 'draft' : state)
      expect(await stateOf(person)).toBe(state === 'none' ? 'enrolled' : state === 'confirmed' ? 'completed' : 'pending_judgment')
      expect(await stateOf(other)).toBe(state === 'none' ? 'enrolled' : 'pending_judgment')
      if (state === 'confirmed') return
    }
  }), { numRuns: 10, examples: [[['start', 'decide', 'ask', 'approveOwn', 'approve']], [['start', 'ask', 'approve', 'decide', 'ask', 'return', 'approve']]] })
})

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', () => {
  test('two approvers confirm at once: one does, the other reads that it is done, and nobody is decided twice', async () => {
    await startAnew()
    for (const act of ['start', 'decide', 'ask'] as const) await does(act, (await judgmentNow())?.id ?? 0)
    const { id } = (await judgmentNow())!
    const answers = await Promise.all([approver, second].map((one) => one.post(`/judgments/${id}/approval`, { decision: 'approve' })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
    expect([await stateOf(person), await stateOf(other)]).toEqual(['completed', 'pending_judgment'])
    const confirmed = await db.selectFrom('audit_line').select('detail').where('action', '=', 'judgment.confirmed').execute()
    expect(confirmed.filter(({ detail }) => (detail as { judgmentId: number }).judgmentId === id)).toHaveLength(1)
  })
  test('two who start at once begin one judgment', async () => {
    await startAnew()
    const answers = await Promise.all([staff, approver].map((one) => one.post(`/trainings/${town.training}/judgments`, day)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
    expect(await db.selectFrom('judgment').select('id').execute()).toHaveLength(1)
  })
  test('whoever withdraws while it is confirmed is either withdrawn or completed, never both', async () => {
    await startAnew()
    for (const act of ['start', 'decide', 'ask'] as const) await does(act, (await judgmentNow())?.id ?? 0)
    const { id } = (await judgmentNow())!
    await Promise.all([
      approver.post(`/judgments/${id}/approval`, { decision: 'approve' }),
      db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: new Date('2026-11-24T01:00:00Z') }).where('id', '=', person).where('state', '=', 'pending_judgment').execute(),
    ])
    const { state, completed_on } = await db.selectFrom('enrollment').select(['state', 'completed_on']).where('id', '=', person).executeTakeFirstOrThrow()
    expect([['completed', '2026-11-20'], ['withdrawn', null]]).toContainEqual([state, completed_on])
  })
})
