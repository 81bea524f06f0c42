import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttendanceState } from '../../../server/classroom/attendance/rules.ts'
import {
  checklistOf, criteriaInWords, decisionAfter, enrollmentMoves, judgmentMoves, proposalOf, slotsNeeded, stateOfAll, stateOfAny, whyNotAsk,
  whyNotDecide, whyNotMoveEnrollment, whyNotStart, whyNotStep, whyNotTheseCriteria,
  type Clause, type Criteria, type Decision, type EnrollmentState, type EvidenceOf, type ItemState, type JudgmentAct, type JudgmentState,
} from '../../../server/completion/judgments/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const criteria = (given: Partial<Criteria['attendance']> & { lessons?: Criteria['lessons']; also?: Clause } = {}): Criteria => {
  const { lessons = 'all', also, ...attendance } = given
  return { lessons, attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true, ...attendance }, ...also ? { also } : {} }
}
const today = '2026-09-18'
const slot = (state: AttendanceState | null, minutes: number | null = null, heldOn = '2026-09-17', canMakeUp = false): EvidenceOf['slots'][number] =>
  ({ heldOn, mark: state === null ? null : { state, minutes }, canMakeUp })
const done = { isDone: true, isOpen: true, isOver: false }
const open = { isDone: false, isOpen: true, isOver: false }
const over = { isDone: false, isOpen: false, isOver: true }
const toOpen = { isDone: false, isOpen: false, isOver: false }
const evidence = (lessons: EvidenceOf['lessons'], slots: EvidenceOf['slots'], tasks?: EvidenceOf['tasks']): EvidenceOf =>
  ({ today, lessons, slots, ...tasks ? { tasks } : {} })

describe('the checklist', () => {
  test.each<[string, Criteria, EvidenceOf, [string, ItemState][]]>([
    ['is done when everything is', criteria(), evidence([done], [slot('present')]), [['lessons', 'done'], ['attendance', 'done']]],
    ['waits for an open lesson now', criteria(), evidence([done, open], [slot('present')]), [['lessons', 'now'], ['attendance', 'done']]],
    ['leaves a lesson that opens later for later', criteria(), evidence([done, toOpen], [slot('present')]), [['lessons', 'later'], ['attendance', 'done']]],
    ['has missed a lesson that is over', criteria(), evidence([open, over], [slot('present')]), [['lessons', 'missed'], ['attendance', 'done']]],
    ['leaves days to come for later', criteria(), evidence([done], [slot(null, null, '2026-10-01')]), [['lessons', 'done'], ['attendance', 'later']]],
    ['waits for the mark of a day that was', criteria(), evidence([done], [slot(null)]), [['lessons', 'done'], ['attendance', 'now']]],
    ['says that days are to come', criteria(), evidence([done], []), [['lessons', 'done'], ['daysToCome', 'later']]],
    ['has missed an absence nobody makes up', criteria(), evidence([done], [slot('absent_notified')]), [['lessons', 'done'], ['attendance', 'missed']]],
    ['asks to make up what can be made up', criteria(), evidence([done], [slot('absent_notified', null, '2026-09-17', true)]), [['lessons', 'done'], ['makeUp', 'now']]],
    ['does not where make-ups do not count', criteria({ madeUpCounts: false }), evidence([done], [slot('absent_notified', null, '2026-09-17', true)]), [['lessons', 'done'], ['attendance', 'missed']]],
    ['takes lateness up to the limit', criteria(), evidence([done], [slot('late', 10)]), [['lessons', 'done'], ['attendance', 'done']]],
    ['and none beyond it', criteria(), evidence([done], [slot('late', 11)]), [['lessons', 'done'], ['attendance', 'missed']]],
    ['rounds a share up', criteria({ required: 50 }), evidence([], [slot('present'), slot('present'), slot('absent_notified')]), [['attendance', 'done']]],
    ['leaves out what is not asked for', criteria({ lessons: 'none', required: 0, also: { task: 'questionnaire' } }), evidence([over], [slot('absent_notified')]), [['questionnaire', 'later']]],
    ['is done with any of these', criteria({ lessons: 'none', required: 0, also: { any: [{ task: 'trainee_report' }, { task: 'comprehension_test' }] } }),
      evidence([], [], { trainee_report: 'missed', comprehension_test: 'done' }), [['anyOf', 'done']]],
    ['needs all of these', criteria({ lessons: 'none', required: 0, also: { all: [{ task: 'trainee_report' }, { task: 'comprehension_test' }] } }),
      evidence([], [], { trainee_report: 'missed', comprehension_test: 'done' }), [['trainee_report', 'missed'], ['comprehension_test', 'done']]],
  ])('%s', (_, given, about, expected) => {
    expect(checklistOf(given, about).map(({ key, state }) => [key.replace('judgments.item.', ''), state])).toEqual(expected)
  })
  test('needs every slot of a share that does not divide', () => {
    expect([slotsNeeded(criteria({ required: 90 }), 4), slotsNeeded(criteria({ required: 50 }), 3), slotsNeeded(criteria(), 5)]).toEqual([4, 2, 5])
  })
})

test('all of them and any of them, also of none', () => {
  expect([stateOfAll([]), stateOfAny([])]).toEqual(['done', 'missed'])
  const states = fc.array(fc.constantFrom<ItemState>('done', 'now', 'later', 'missed'), { minLength: 1 })
  fc.assert(fc.property(states, (given) => {
    expect(stateOfAll(given) === 'done').toBe(given.every((state) => state === 'done'))
    expect(stateOfAny(given) === 'missed').toBe(given.every((state) => state === 'missed'))
  }))
})

describe('the proposal', () => {
  test.each<[string, EvidenceOf, Decision, string]>([
    ['completes who has done everything', evidence([done], [slot('present')]), 'completed', '修了要件をすべて満たしています'],
    ['does not complete who missed something', evidence([done], [slot('absent_unnotified'), slot('present')]), 'not_completed', '研修日に出席する（2コマ中1コマ、必要2コマ）'],
    ['waits while something is open', evidence([open], [slot('present')]), 'pending', '教材を見る（1本中0本）'],
  ])('%s, and says by what', (_, about, expected, words) => {
    const { proposal, reasons } = proposalOf(criteria(), about)
    expect([proposal, inJapanese(reasons[0]!)]).toEqual([expected, words])
  })
  test('of a training without lessons and days waits', () => {
    const { proposal, reasons } = proposalOf(criteria({ required: 0 }), evidence([], []))
    expect([proposal, keyOf(reasons[0]!)]).toEqual(['pending', 'judgments.nothingToJudge'])
  })
  test('completes exactly those whose every line is done', () => {
    const lesson = fc.constantFrom(done, open, over, toOpen)
    const mark = fc.constantFrom<AttendanceState | null>('present', 'absent_notified', 'made_up', 'exempt', null)
    fc.assert(fc.property(fc.array(lesson), fc.array(mark), (lessons, marks) => {
      const about = evidence(lessons, marks.map((state) => slot(state)))
      const items = checklistOf(criteria(), about)
      expect(proposalOf(criteria(), about).proposal === 'completed').toBe(items.length > 0 && items.every(({ state }) => state === 'done'))
    }))
  })
  test('made anew follows the registers, but not over the head of who decided', () => {
    expect(decisionAfter(undefined, 'completed')).toBe('completed')
    expect(decisionAfter({ proposal: 'pending', decision: 'pending' }, 'completed')).toBe('completed')
    expect(decisionAfter({ proposal: 'not_completed', decision: 'pending' }, 'completed')).toBe('pending')
  })
})

describe('criteria', () => {
  test.each<[string, Criteria, string | null]>([
    ['of the usual kind are saved', criteria(), null],
    ['of a share are saved', criteria({ required: 80 }), null],
    ['of more than all are not', criteria({ required: 101 }), 'judgments.percentOutOfRange'],
    ['of half a percent are not', criteria({ required: 0.5 }), 'judgments.percentOutOfRange'],
    ['with a limit below nought are not', criteria({ lateLimitMinutes: -1 }), 'judgments.minutesOutOfRange'],
    ['with a limit beyond ten hours are not', criteria({ lateLimitMinutes: 601 }), 'judgments.minutesOutOfRange'],
    ['with an empty group are not', criteria({ also: { all: [{ any: [] }] } }), 'judgments.emptyGroup'],
    ['that ask for nothing are not', criteria({ lessons: 'none', required: 0 }), 'judgments.asksNothing'],
    ['that ask for a task alone are saved', criteria({ lessons: 'none', required: 0, also: { task: 'questionnaire' } }), null],
  ])('%s', (_, given, expected) => expect(keyOf(whyNotTheseCriteria(given))).toBe(expected))

  test('are said in sentences', () => {
    expect(criteriaInWords(criteria({ required: 80, lateLimitMinutes: 0, madeUpCounts: false, also: { task: 'questionnaire' } })).map(inJapanese)).toEqual([
      '教材をすべて見る', 'コマの80%以上に出席する', '遅刻・早退・接続切れは出席としない', '補講を出席としない', 'アンケートに答える',
    ])
    expect(criteriaInWords(criteria({ lessons: 'none' })).map(inJapanese)[0]).toBe('すべてのコマに出席する')
    expect(criteriaInWords(criteria({ lessons: 'none', required: 0, also: { any: [{ task: 'trainee_report' }] } })).map(inJapanese))
      .toEqual(['次のどれか1つを済ませる', '受講レポートを出す'])
  })
})

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
    expect(keyOf(whyNotDecide(given, enrollment, judgment, training))).toBe(expected)
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
