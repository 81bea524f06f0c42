import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isOpen, problemsOfDeadlines, whyNotAsk, whyNotClose, whyNotFinish, whyNotHandIn, whyNotPublish, whyNotReopen,
  whyNotRevise, whyNotStep, type Call, type CallAct, type CallState, type Deadlines,
} from '../../../server/planning/calls/rules.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { inJapanese, keyOf } from '../../support/reasons.ts'

const days: Deadlines = { opensOn: '2026-06-01', officeClosesOn: '2026-06-19', closesOn: '2026-07-10', decisionOn: '2026-07-27' }
const call = (state: CallState, changed: Partial<Deadlines> = {}): Call => ({ ...days, ...changed, state })
const firstClassDay = '2026-09-18'

const acts: CallAct[] = ['ask', 'send_back', 'publish', 'revise', 'close', 'reopen', 'finish']
onlyListedMoves<CallState, CallAct>('a call', acts, {
  draft: ['ask'], in_approval: ['send_back', 'publish'], published: ['revise', 'close'],
  closed: ['reopen', 'finish'], reopened: ['revise', 'close'], finished: [],
}, whyNotStep)

describe('the days of a call', () => {
  test.each<[string, Partial<Deadlines>, [keyof Deadlines, string][]]>([
    ['in order are accepted',                        {}, []],
    ['may fall together, except the first class day', { officeClosesOn: '2026-07-10', decisionOn: '2026-07-10' }, []],
    ['need no office where offices do not nominate', { officeClosesOn: null }, []],
    ['the office may not close before the opening', { officeClosesOn: '2026-05-31' }, [['officeClosesOn', 'calls.officeBeforeOpening']]],
    ['the office may not close after the municipality', { officeClosesOn: '2026-07-11' }, [['officeClosesOn', 'calls.officeAfterMunicipality']]],
    ['nothing closes before it opens', { opensOn: '2026-07-11', officeClosesOn: null }, [['closesOn', 'calls.closesBeforeOpening']]],
    ['nothing is decided while names may come', { decisionOn: '2026-07-09' }, [['decisionOn', 'calls.decisionBeforeClosing']]],
    ['the decision comes before the first class day', { decisionOn: '2026-09-18' }, [['decisionOn', 'calls.decisionTooLate']]],
  ])('%s', (_, changed, expected) => {
    const problems = problemsOfDeadlines({ ...days, ...changed }, firstClassDay)
    expect(problems.map(({ field, reason }) => [field, keyOf(reason)])).toEqual(expected)
  })

  test('are free of the first class day while there is none', () => {
    expect(problemsOfDeadlines({ ...days, decisionOn: '2027-03-31' }, null)).toEqual([])
  })

  const day = fc.integer({ min: 1, max: 28 }).map((date) => `2026-06-${String(date).padStart(2, '0')}`)
  test('have no problem exactly when they are in order', () => {
    fc.assert(fc.property(day, day, day, day, day, (opensOn, officeClosesOn, closesOn, decisionOn, first) => {
      const inOrder = opensOn <= officeClosesOn && officeClosesOn <= closesOn && closesOn <= decisionOn && decisionOn < first
      expect(problemsOfDeadlines({ opensOn, officeClosesOn, closesOn, decisionOn }, first).length === 0).toBe(inOrder)
    }))
  })
})

test.each<[string, CallState, string, string | null]>([
  ['before it is approved nobody hands in',   'in_approval', '2026-06-01', 'calls.notPublished'],
  ['the day before it opens is too early',    'published',   '2026-05-31', 'calls.notYetOpen'],
  ['the opening day counts',                  'published',   '2026-06-01', null],
  ['the last day counts',                     'published',   '2026-07-10', null],
  ['the day after is too late',               'published',   '2026-07-11', 'calls.over'],
  ['a reopened call is open',                 'reopened',    '2026-07-10', null],
  ['a closed one is not, whatever the day',   'closed',      '2026-07-10', 'calls.over'],
])('%s', (_, state, today, expected) => {
  expect(keyOf(whyNotHandIn(call(state), today))).toBe(expected)
  expect(isOpen(call(state), today)).toBe(expected === null)
})

test('a municipality that is late reads when the call closed and whom to ask', () => {
  expect(inJapanese(whyNotHandIn(call('published'), '2026-07-11')!))
    .toBe('推薦の受付は令和8年7月10日（金）に締め切りました。遅れて出すときは、事務局へご連絡ください。')
})

describe('publishing', () => {
  const ready = { ...call('in_approval'), documentNumber: '8福祉高介第218号' }
  const approved = { state: 'approved', requestedBy: 1 } as const
  test.each<[string, Parameters<typeof whyNotPublish>, string | null]>([
    ['an approved and numbered call is published', [ready, approved, firstClassDay, '2026-05-25'], null],
    ['a draft is not', [{ ...ready, state: 'draft' }, approved, firstClassDay, '2026-05-25'], 'calls.stillDraft'],
    ['one that nobody asked about is not', [ready, null, firstClassDay, '2026-05-25'], 'calls.notApproved'],
    ['one that waits is not', [ready, { state: 'requested', requestedBy: 1 }, firstClassDay, '2026-05-25'], 'calls.notApproved'],
    ['one without a number is not', [{ ...ready, documentNumber: ' ' }, approved, firstClassDay, '2026-05-25'], 'calls.numberMissing'],
    ['one whose last day has passed is not', [ready, approved, firstClassDay, '2026-07-11'], 'calls.closesInThePast'],
    ['class days moved ahead of the decision stop it', [ready, approved, '2026-07-20', '2026-05-25'], 'calls.decisionTooLate'],
  ])('%s', (_, given, expected) => {
    expect(keyOf(whyNotPublish(...given))).toBe(expected)
  })
})

test.each<[string, string | null, string | null]>([
  ['approval is asked for a draft with sound days', keyOf(whyNotAsk(call('draft'), firstClassDay)), null],
  ['not for days out of order', keyOf(whyNotAsk(call('draft', { decisionOn: '2026-07-01' }), null)), 'calls.decisionBeforeClosing'],
  ['a revision carries its note', keyOf(whyNotRevise(call('published'), 'コース名の誤り')), null],
  ['a revision without a note is refused', keyOf(whyNotRevise(call('published'), ' ')), 'calls.noteMissing'],
  ['a closed call is not revised', keyOf(whyNotRevise(call('closed'), '誤り')), 'calls.isClosed'],
  ['a call is not closed on its last day', keyOf(whyNotClose(call('published'), '2026-07-10')), 'calls.stillOpen'],
  ['but on the next', keyOf(whyNotClose(call('published'), '2026-07-11')), null],
  ['it is reopened until the decision day', keyOf(whyNotReopen(call('closed'), '2026-07-27', '御蔵島村、船の欠航', '2026-07-13')), null],
  ['not beyond it', keyOf(whyNotReopen(call('closed'), '2026-07-28', '船の欠航', '2026-07-13')), 'calls.reopenTooLong'],
  ['not into the past', keyOf(whyNotReopen(call('closed'), '2026-07-12', '船の欠航', '2026-07-13')), 'calls.reopenInThePast'],
  ['not without a reason', keyOf(whyNotReopen(call('closed'), '2026-07-20', '', '2026-07-13')), 'calls.reopenReasonMissing'],
  ['it is finished when every sheet is answered', keyOf(whyNotFinish(call('closed'), 0)), null],
  ['not while some wait', keyOf(whyNotFinish(call('closed'), 3)), 'calls.sheetsWaiting'],
])('%s', (_, found, expected) => {
  expect(found).toBe(expected)
})
