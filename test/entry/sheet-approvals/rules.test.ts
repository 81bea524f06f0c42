import { describe, expect, test } from 'vitest'
import { keyOf } from '../../support/reasons.ts'
import type { ApprovalStep } from '../../../server/entry/nominations/rules.ts'
import { stepsInForce } from '../../../server/entry/nominations/rules.ts'
import {
  isDeputy, problemsOfSteps, stepsFor, turnOf, whyNotAsk, whyNotDecide, whyNotRecall, type Mark, type Round, type TypedStep,
} from '../../../server/entry/sheet-approvals/rules.ts'

/** 1 prepares, 2 is 係長, 3 is 課長, 4 decides in place of 課長. */
const step = (position: number, title: string, personId: number, standing = true): ApprovalStep => ({ position, title, personId, name: title, standing })
const head = step(1, '係長', 2)
const chief = step(2, '課長', 3)
const mark = (one: ApprovalStep, more: Partial<Mark> = {}): Mark =>
  ({ position: one.position, title: one.title, holder: one.personId, holderName: one.name, deputy: null, decision: null, decidedBy: null, ...more })
const passed = mark(head, { decision: 'approved', decidedBy: 2 })
const round: Round = { state: 'requested', askedBy: 1, askerStands: true }

test.each<[string, ApprovalStep[], number, string | null]>([
  ['somebody else at each step',     [head, chief], 1, null],
  ['one of the approvers themselves', [head, chief], 2, null],
  ['the only approver',              [head], 2, 'sheetApprovals.nobodyElse'],
  ['nobody set up',                  [], 1, 'sheetApprovals.notNeeded'],
  ['somebody who left',              [head, step(2, '課長', 3, false)], 1, 'sheetApprovals.holderGone'],
])('asking with %s', (_, steps, askedBy, expected) => { expect(keyOf(whyNotAsk(steps, askedBy))).toBe(expected) })

test('who asks is left out of the steps, and where there is one officer there are none', () => {
  expect(stepsFor([head, chief], 3)).toEqual([head])
  expect(stepsInForce({ approvalSteps: [head], officers: 1 })).toEqual([])
  expect(stepsInForce({ approvalSteps: [head], officers: 2 })).toEqual([head])
})

describe('deciding', () => {
  const withDeputy = mark(chief, { deputy: 4 })
  test.each<[string, Partial<Round>, Mark[], number, 'approve' | 'return', string, string | null]>([
    ['whose turn it is',                   {}, [mark(head), mark(chief)], 2, 'approve', '', null],
    ['before their turn',                  {}, [mark(head), mark(chief)], 3, 'approve', '', 'sheetApprovals.notYourTurn'],
    ['the last',                           {}, [passed, mark(chief)], 3, 'approve', '', null],
    ['who asked',                          {}, [mark(step(1, '係長', 1))], 1, 'approve', '', 'approvals.ownRequest'],
    ['a second time',                      {}, [passed, mark(step(2, '課長', 3), { deputy: 2 })], 2, 'approve', '課長不在', 'sheetApprovals.twice'],
    ['the deputy with the reason',         {}, [passed, withDeputy], 4, 'approve', '課長不在のため', null],
    ['the deputy without a reason',        {}, [passed, withDeputy], 4, 'approve', ' ', 'sheetApprovals.deputyReasonMissing'],
    ['a colleague who is no approver',     {}, [mark(head)], 9, 'approve', '', 'sheetApprovals.notYourTurn'],
    ['no, with the reason',                {}, [mark(head)], 2, 'return', '職種を直す', null],
    ['no, without a reason',               {}, [mark(head)], 2, 'return', '', 'approvals.noteMissing'],
    ['what was approved',                  { state: 'approved' }, [passed], 2, 'approve', '', 'approvals.alreadyApproved'],
    ['what was returned',                  { state: 'returned' }, [mark(head)], 2, 'approve', '', 'approvals.alreadyReturned'],
    ['what was taken back',                { state: 'recalled' }, [mark(head)], 2, 'approve', '', 'approvals.alreadyRecalled'],
  ])('%s', (_, changed, marks, personId, decision, note, expected) => {
    expect(keyOf(whyNotDecide({ ...round, ...changed }, marks, personId, { decision, note }))).toBe(expected)
  })

  test('the turn is the first undecided step, and only who is not its holder is a deputy', () => {
    expect(turnOf([passed, withDeputy])).toBe(withDeputy)
    expect(turnOf([passed])).toBeUndefined()
    expect([isDeputy(withDeputy, 4), isDeputy(withDeputy, 3), isDeputy(withDeputy, 2)]).toEqual([true, false, false])
  })
})

test.each<[string, Partial<Round>, number, string | null]>([
  ['who asked',                              {}, 1, null],
  ['a colleague',                            {}, 5, 'sheetApprovals.notYours'],
  ['a colleague, once who asked has left',   { askerStands: false }, 5, null],
  ['who asked, too late',                    { state: 'approved' }, 1, 'approvals.alreadyApproved'],
])('taken back by %s', (_, changed, personId, expected) => { expect(keyOf(whyNotRecall({ ...round, ...changed }, personId))).toBe(expected) })

const typed = (title: string, person: number | null, deputy: number | null = null): TypedStep => ({
  title, holder: person === null ? null : { postId: person * 10, personId: person }, deputy: deputy === null ? null : { postId: deputy * 10, personId: deputy },
})
const blank = typed('', null)

test.each<[string, TypedStep[], number, string[]]>([
  ['two steps',                    [typed('係長', 2), typed('課長', 3, 4), blank], 3, []],
  ['nobody at all',                [blank, blank, blank], 1, []],
  ['a step without a title',       [typed(' ', 2)], 3, ['0 title titleMissing']],
  ['a title without a person',     [typed('係長', null)], 3, ['0 postId holderMissing']],
  ['a deputy for nobody',          [typed('', null, 4)], 3, ['0 postId holderMissing']],
  ['a gap',                        [blank, typed('課長', 3)], 3, ['1 title stepGap']],
  ['one person at two steps',      [typed('係長', 2), typed('課長', 2)], 3, ['1 postId holderTwice']],
  ['a deputy of themselves',       [typed('係長', 2, 2)], 3, ['0 deputyPostId deputyIsHolder']],
  ['the only officer',             [typed('係長', 2)], 1, ['0 postId onlyOfficer']],
])('a setting with %s', (_, steps, officers, expected) => {
  expect(problemsOfSteps(steps, officers).map(({ step, box, reason }) => `${step} ${box} ${keyOf(reason)?.slice('sheetApprovals.'.length)}`)).toEqual(expected)
})
