import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appointmentMoves, problemsOfTerm, whyNotAsk } from '../../../server/cascade/experts/rules.ts'
import { isModel, isRunning, life, problemsOfApplication, supportMoves, whyNotAct, whyNotWrite, type SupportAct, type SupportState } from '../../../server/cascade/model-supports/rules.ts'
import { problemsOfChecks, problemsOfGoals, whyNotAgree, whyNotCheck, whyNotPlan, type Side } from '../../../server/cascade/support-plans/rules.ts'
import { problemsOfDecisions, whyNotDecide } from '../../../server/cascade/support-recruitments/rules.ts'
import { problemsOfWords, whyNotSubmit } from '../../../server/cascade/support-reports/rules.ts'
import { countsOf, problemsOfSession, whyNotMeet } from '../../../server/cascade/support-sessions/rules.ts'

const acts = [...new Set(Object.values(supportMoves).flatMap((moves) => Object.keys(moves)))] as SupportAct[]
const states = Object.keys(supportMoves) as SupportState[]

describe('the life of a model municipality', () => {
  test('goes through every state in its order, whatever is tried: none is skipped, and none comes back', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 40 }), (tried) => {
      const way: SupportState[] = ['recruiting']
      for (const act of tried) {
        const here = way.at(-1)!
        const next = supportMoves[here][act]
        expect(whyNotAct(here, act) === null).toBe(next !== undefined)
        if (next !== undefined) way.push(next)
      }
      const on = way.filter((state) => state !== 'declined' && state !== 'withdrawn')
      expect(on).toEqual(life.slice(0, on.length))
      expect(way.length - on.length).toBeLessThanOrEqual(1)
    }), { numRuns: 500 })
  })
  test('is reached to its end by the acts of its order, and every act refused says why', () => {
    let here: SupportState = 'recruiting'
    for (const act of ['apply', 'designate', 'agree', 'begin', 'report', 'share', 'close'] as const) here = supportMoves[here][act]!
    expect(here).toBe('closed')
    expect(states.filter((state) => Object.keys(supportMoves[state]).length === 0)).toEqual(['closed', 'declined', 'withdrawn'])
    expect(whyNotAct('recruiting', 'report')).toEqual({ key: 'modelSupports.notNow.report' })
  })
  test('counts a municipality from its designation on, and runs until the report', () => {
    expect(states.filter(isModel)).toEqual(['designated', 'plan_agreed', 'supporting', 'reported', 'shared_at_liaison', 'closed'])
    expect(states.filter(isRunning)).toEqual(['designated', 'plan_agreed', 'supporting'])
  })
  test.each<[string, SupportState, 'open' | 'in_approval' | 'decided', string, boolean]>([
    ['on the last day', 'recruiting', 'open', '2026-06-30', true], ['the day after', 'recruiting', 'open', '2026-07-01', false],
    ['once it is weighed', 'recruiting', 'in_approval', '2026-06-30', false], ['once it was sent', 'applied', 'open', '2026-06-30', false],
  ])('an application is written %s: %s, %s, %s', (_, state, recruitment, today, may) => {
    expect(whyNotWrite(state, { state: recruitment, closesOn: '2026-06-30' }, today) === null).toBe(may)
  })
  test('an application is sent whole', () => {
    expect(problemsOfApplication({ reason: 'a', situation: ' ', wishes: 'b', structure: '', contact: 'c' }).map(({ field }) => field)).toEqual(['situation', 'structure'])
  })
})

describe('a designation', () => {
  test('is decided once the last day is over, of somebody, and once', () => {
    const open = { state: 'open' as const, closesOn: '2026-06-30' }
    expect([whyNotDecide(open, 1, '2026-06-30'), whyNotDecide(open, 0, '2026-07-01'), whyNotDecide(open, 1, '2026-07-01'), whyNotDecide({ ...open, state: 'decided' }, 1, '2026-07-01')].map((reason) => reason?.key ?? null))
      .toEqual(['recruitments.stillOpen', 'recruitments.nobodyApplied', null, 'recruitments.isDecided'])
  })
  test('has a reason for each, also for those not designated', () => {
    expect(problemsOfDecisions([{ id: 1, outcome: 'designate', reason: 'x' }, { id: 2, outcome: 'decline', reason: ' ' }, { id: 3, outcome: null, reason: 'x' }]).map(({ field }) => field)).toEqual(['rows.1.reason', 'rows.2.outcome'])
  })
})

describe('a plan', () => {
  const goals = (n: number) => Array.from({ length: n }, (_, at) => ({ goal: `目標${at}`, evidence: `確かめ方${at}` }))
  test.each<[string, number, string, Side[], Side, string | null]>([
    ['two goals are too few', 2, '姿', [], 'prefecture', 'supportPlans.goalsMissing'], ['three are enough', 3, '姿', [], 'prefecture', null], ['five are', 5, '姿', ['prefecture'], 'municipality', null],
    ['six are too many', 6, '姿', [], 'prefecture', 'supportPlans.goalsMissing'], ['without an aim', 3, ' ', [], 'prefecture', 'supportPlans.aimMissing'], ['twice by one side', 3, '姿', ['municipality'], 'municipality', 'supportPlans.saidYes'],
  ])('%s', (_, n, aim, agreed, side, key) => {
    expect(whyNotAgree({ state: 'draft', aim, goals: goals(n) }, agreed, side)?.key ?? null).toBe(key)
  })
  test('a goal has its evidence', () => {
    expect(problemsOfGoals([{ goal: 'a', evidence: '' }, { goal: '', evidence: '' }, { goal: '', evidence: 'b' }]).map(({ field }) => field)).toEqual(['goals.0.evidence', 'goals.2.goal'])
  })
  test('is written from the designation to the report, and its goals are looked at while it stands', () => {
    expect(states.filter((state) => whyNotPlan(state) === null)).toEqual(['designated', 'plan_agreed', 'supporting'])
    expect(states.filter((state) => whyNotCheck(state) === null)).toEqual(['plan_agreed', 'supporting'])
    expect(problemsOfChecks([{ outcome: 'partly', words: '' }, { words: 'x' }]).map(({ field }) => field)).toEqual(['rows.0.words', 'rows.1.outcome'])
  })
})

describe('sessions, experts and the report', () => {
  const session = { startsAt: '14:00', endsAt: '16:00', heldOn: '2026-06-20', state: 'planned' as const, mode: 'on_site' as const, place: '市役所', address: '' }
  test.each<[string, Partial<Parameters<typeof problemsOfSession>[0]>, string[]]>([
    ['all is well', {}, []], ['no time was typed', { startsAt: null }, ['startsAt']], ['it ends before it begins', { endsAt: '13:00' }, ['endsAt']], ['no place where people meet', { place: '' }, ['place']],
    ['an address that is none', { mode: 'online', place: '', address: 'javascript:alert(1)' }, ['address']], ['it was held on a day to come', { state: 'held' }, ['state']],
  ])('a session: %s', (_, more, fields) => {
    expect(problemsOfSession({ ...session, ...more }, '2026-06-15').map(({ field }) => field)).toEqual(fields)
  })
  test('whoever was away is not counted', () => {
    expect(countsOf([{ side: 'municipality', state: 'present' }, { side: 'municipality', state: 'absent' }, { side: 'expert', state: 'online' }])).toEqual({ municipality: 1, expert: 1, officer: 0 })
    expect(states.filter((state) => whyNotMeet(state) === null)).toEqual(['plan_agreed', 'supporting'])
  })
  test('experts of the pool are asked for what runs, for a term that ends after it begins', () => {
    expect([whyNotAsk('designated', null, '2026-06-15'), whyNotAsk('reported', null, '2026-06-15')?.key, whyNotAsk('supporting', '2026-06-15', '2026-06-15')?.key]).toEqual([null, 'experts.notRunning', 'experts.leftPool'])
    expect(problemsOfTerm({ fromOn: '2026-06-15', toOn: '2026-06-14' })).toHaveLength(1)
    expect(appointmentMoves.asked).toEqual({ accept: 'accepted', decline: 'declined', end: 'ended' })
  })
  test('a report has a session that was held, each goal looked at in the end, and the words a reader needs', () => {
    expect([whyNotSubmit({ sessions: [], goals: [] })?.key, whyNotSubmit({ sessions: [{ state: 'held' }], goals: [{ atEnd: null }] })?.key, whyNotSubmit({ sessions: [{ state: 'held' }], goals: [{ atEnd: 'partly' }] })])
      .toEqual(['supportReports.noSession', 'supportReports.goalsOpen', null])
    expect(problemsOfWords({ opening: '', course: '', results: 'x', outlook: '' }).map(({ field }) => field)).toEqual(['opening'])
  })
})
