import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  approvalMoves, whyNotDecide, whyNotRecall, whyNotReturn, type Approval, type ApprovalState,
} from '../../../server/office/approvals/rules.ts'
import { keyOf } from '../../support/reasons.ts'

const [preparer, colleague] = [7, 8]
const asked: Approval = { state: 'requested', requestedBy: preparer }

test.each<[string, ApprovalState, number, string | null]>([
  ['a colleague decides what waits',               'requested', colleague, null],
  ['nobody decides what they asked for',           'requested', preparer,  'approvals.ownRequest'],
  ['what is approved is not approved again',       'approved',  colleague, 'approvals.alreadyApproved'],
  ['what was returned is not approved after all',  'returned',  colleague, 'approvals.alreadyReturned'],
  ['what was taken back is not approved',          'recalled',  colleague, 'approvals.alreadyRecalled'],
])('%s', (_, state, personId, expected) => {
  expect(keyOf(whyNotDecide({ ...asked, state }, personId))).toBe(expected)
})

test.each<[string, ApprovalState, number, string, string | null]>([
  ['a colleague returns with a note', 'requested', colleague, '締切を直してください', null],
  ['returning needs a note',          'requested', colleague, ' 　',                  'approvals.noteMissing'],
  ['nobody returns their own',        'requested', preparer,  'まちがえた',           'approvals.ownRequest'],
  ['what is approved stays approved', 'approved',  colleague, '直して',               'approvals.alreadyApproved'],
])('%s', (_, state, personId, note, expected) => {
  expect(keyOf(whyNotReturn({ ...asked, state }, personId, note))).toBe(expected)
})

test.each<[string, ApprovalState, number, string | null]>([
  ['the one who asked takes it back',        'requested', preparer,  null],
  ['a colleague does not take it back',      'requested', colleague, 'approvals.notYours'],
  ['what is approved is not taken back',     'approved',  preparer,  'approvals.alreadyApproved'],
  ['what was returned need not be',          'returned',  preparer,  'approvals.alreadyReturned'],
  ['what was taken back is not taken twice', 'recalled',  preparer,  'approvals.alreadyRecalled'],
])('%s', (_, state, personId, expected) => {
  expect(keyOf(whyNotRecall({ ...asked, state }, personId))).toBe(expected)
})

test('for any two people, at most one of deciding and taking back is open, and never deciding one’s own', () => {
  const states = fc.constantFrom(...Object.keys(approvalMoves) as ApprovalState[])
  fc.assert(fc.property(states, fc.nat(5), fc.nat(5), (state, requestedBy, personId) => {
    const mayDecide = whyNotDecide({ state, requestedBy }, personId) === null
    const mayRecall = whyNotRecall({ state, requestedBy }, personId) === null
    expect(mayDecide).toBe(approvalMoves[state].approve !== undefined && requestedBy !== personId)
    expect(mayDecide && mayRecall).toBe(false)
  }))
})
