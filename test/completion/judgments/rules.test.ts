import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../server/completion/evidence/checklist.ts'
import { decisionAfter, enrollmentMoves, judgmentMoves, whyNotAsk, whyNotDecide, whyNotMoveEnrollment, whyNotStart, whyNotStep, type EnrollmentState, type JudgmentAct, type JudgmentState } from '../../../server/completion/judgments/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { keyOf } from '../../support/reasons.ts'

const today = '2026-09-18'

onlyListedMoves<EnrollmentState, EnrollmentState>('an enrollment', Object.keys(enrollmentMoves) as EnrollmentState[], {
  enrolled:         ['in_progress', 'withdrawn'],
  in_progress:      ['pending_judgment', 'withdrawn', 'carried_over'],
  pending_judgment: ['completed', 'not_completed', 'withdrawn', 'carried_over'],
  completed: [], not_completed: [], withdrawn: [], carried_over: [],
}, whyNotMoveEnrollment)
onlyListedMoves<JudgmentState, JudgmentAct>('a judgment', ['decide', 'ask', 'send_back', 'confirm'], {
  draft: ['decide', 'ask'], in_approval: ['send_back', 'confirm'], confirmed: [],
}, whyNotStep)

test('no way leads to completed but through the judgment, and none to confirmed but through the approval', () => {
  const reaching = <State extends string>(moves: Record<State, readonly State[]>, to: State) =>
    (Object.keys(moves) as State[]).filter((from) => moves[from].includes(to))
  expect(reaching(enrollmentMoves, 'completed')).toEqual(['pending_judgment'])
  const judgments = Object.fromEntries(Object.entries(judgmentMoves).map(([from, acts]) => [from, Object.values(acts)])) as Record<JudgmentState, JudgmentState[]>
  expect(reaching(judgments, 'confirmed')).toEqual(['in_approval'])
})

describe('deciding', () => {
  test('made anew follows the registers, but not over the head of who decided', () => {
    expect(decisionAfter(undefined, 'completed')).toBe('completed')
    expect(decisionAfter({ proposal: 'pending', decision: 'pending' }, 'completed')).toBe('completed')
    expect(decisionAfter({ proposal: 'not_completed', decision: 'pending' }, 'completed')).toBe('pending')
  })
  const line = (decision: Decision, exceptionReason: string | null = null) => ({ proposal: 'completed' as const, decision, exceptionReason })
  test.each([
    ['as proposed needs no reason', line('completed'), 'pending_judgment', 'draft', 'judging', null],
    ['otherwise needs one', line('pending', ' '), 'pending_judgment', 'draft', 'judging', 'judgments.exceptionNeedsReason'],
    ['otherwise with one goes', line('pending', '調整中'), 'pending_judgment', 'draft', 'judging', null],
    ['waits until the training is judged', line('completed'), 'pending_judgment', 'draft', 'running', 'judgments.notJudging'],
    ['rests while somebody approves', line('completed'), 'pending_judgment', 'in_approval', 'judging', 'judgments.inApproval'],
    ['is over once confirmed', line('completed'), 'pending_judgment', 'confirmed', 'judging', 'judgments.confirmed'],
    ['is not for who withdrew', line('completed'), 'withdrawn', 'draft', 'judging', 'judgments.isWithdrawn'],
  ] as const)('%s', (_, given, enrollment, judgment, training, expected) => {
    expect(keyOf(whyNotDecide(given, enrollment, { training, judgment }))).toBe(expected)
  })
  test('asks a second person only when somebody is decided on', () => {
    expect(keyOf(whyNotAsk('draft', ['pending', 'pending']))).toBe('judgments.nobodyDecided')
    expect(keyOf(whyNotAsk('draft', []))).toBe('judgments.nobodyDecided')
    expect(whyNotAsk('draft', ['pending', 'not_completed'])).toBeNull()
    expect(keyOf(whyNotAsk('confirmed', ['completed']))).toBe('judgments.confirmed')
  })
  const about = { hasCriteria: true, hasOpen: false, waiting: 3, completedOn: today, today }
  test.each([
    ['today', {}, null],
    ['not without criteria', { hasCriteria: false }, 'judgments.noCriteria'],
    ['not twice', { hasOpen: true }, 'judgments.openAlready'],
    ['not for nobody', { waiting: 0 }, 'judgments.nobodyWaits'],
    ['not for tomorrow', { completedOn: '2026-09-19' }, 'judgments.dayInFuture'],
  ])('begins %s', (_, given, expected) => expect(keyOf(whyNotStart({ ...about, ...given }))).toBe(expected))
})
