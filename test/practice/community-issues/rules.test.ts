import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actsNow, acts, beforeCarried, counted, issueMoves, nextOf, outcomes, problemsOfIssue, problemsOfMove, reachedBy, responses, standing, stateAfter, states, whyNotEdit, whyNotGroup, whyNotMove, whyNotRemove, whyNotUndo, whyNotUngroup, type Act, type IssueState, type Moved, type Standing } from '../../../server/practice/community-issues/rules.ts'
import { fewestTowns, sharedOf, sharesOf, type ThemeCount } from '../../../server/practice/issue-figures/rules.ts'
import { problemsOfTheme, usualThemes } from '../../../server/practice/issue-themes/rules.ts'

const issue = (state: IssueState, more: Partial<Standing> = {}): Standing => ({ state, parentId: null, isGeneral: false, response: null, outcome: null, ...more })
const yearOf = (day: string) => Number(day.slice(5, 7)) < 4 ? Number(day.slice(0, 4)) - 1 : Number(day.slice(0, 4))

describe('moves', () => {
  test('every move there is', () => {
    expect(Object.entries(issueMoves).flatMap(([from, moves]) => Object.entries(moves).map(([act, to]) => `${from} ${act} ${to}`))).toEqual([
      'raised group grouped', 'raised discuss discussed', 'raised note raised', 'raised carry carried_over',
      'grouped ungroup raised', 'grouped discuss discussed', 'grouped note grouped', 'grouped carry carried_over',
      'discussed escalate escalated', 'discussed respond responded', 'discussed note discussed', 'discussed carry carried_over',
      'escalated respond responded', 'escalated note escalated', 'escalated carry carried_over',
      'responded respond responded', 'responded settle responded', 'responded escalate escalated', 'responded feed_back fed_back', 'responded note responded', 'responded carry carried_over',
      'fed_back respond responded', 'fed_back settle fed_back', 'fed_back close closed', 'fed_back note fed_back', 'fed_back carry carried_over',
      'carried_over resume before', 'carried_over note carried_over',
    ])
  })
  test.each<[IssueState, Act[]]>([
    ['raised', ['discuss', 'carry', 'note']], ['grouped', ['discuss', 'carry', 'note']], ['discussed', ['escalate', 'respond', 'carry', 'note']], ['escalated', ['respond', 'carry', 'note']],
    ['responded', ['escalate', 'respond', 'feed_back', 'carry', 'note']], ['fed_back', ['respond', 'close', 'carry', 'note']], ['carried_over', ['resume', 'note']], ['closed', []],
  ])('by hand, once %s: %j', (state, expected) => { expect(actsNow(issue(state))).toEqual(expected) })
  test.each<[Standing, Act, number, string | null]>([
    [issue('responded'), 'feed_back', 2, 'issueMoves.untold'], [issue('responded'), 'feed_back', 0, null], [issue('responded', { response: 'network' }), 'settle', 0, 'issueMoves.nothingToSettle'],
    [issue('responded', { response: 'policy', outcome: 'proposed' }), 'settle', 0, null], [issue('fed_back', { response: 'policy', outcome: 'continuing' }), 'settle', 0, null], [issue('fed_back', { response: 'policy', outcome: 'adopted_budget' }), 'settle', 0, 'issueMoves.nothingToSettle'],
    [issue('raised'), 'respond', 0, 'issueMoves.notNow.respond'], [issue('raised'), 'group', 0, 'issueMoves.notNow.group'], [issue('closed'), 'note', 0, 'issueMoves.notNow.note'], [issue('grouped', { parentId: 1 }), 'discuss', 0, 'issueMoves.movesWithParent'],
  ])('%j: %s with %i untold is %s', (one, act, untold, why) => { expect(whyNotMove(one, act, untold)?.key ?? null).toBe(why) })
  test('who is asked next is said for every state but the last', () => {
    expect(states.filter((state) => nextOf[state] === null)).toEqual(['closed'])
  })
  test.each([
    [{ act: 'discuss', onDay: '2026-07-02' }, 'onDay issueMoves.notYet'], [{ act: 'discuss', onDay: '2026-05-31' }, 'onDay issueMoves.beforeLast'], [{ act: 'discuss', onDay: '2026-06-01' }, ''], [{ act: 'respond', onDay: '2026-06-02' }, 'response form.notChosen'],
    [{ act: 'settle', onDay: '2026-06-02', outcome: 'proposed' }, 'outcome issueMoves.sayWhatCame'], [{ act: 'carry', onDay: '2026-06-02' }, 'carriedTo form.missing'], [{ act: 'carry', onDay: '2026-06-02', carriedTo: 2026 }, 'carriedTo issueMoves.laterYear'],
    [{ act: 'carry', onDay: '2026-03-31', carriedTo: 2026 }, 'onDay issueMoves.beforeLast'], [{ act: 'carry', onDay: '2026-06-02', carriedTo: 2030 }, 'carriedTo issueMoves.laterYear'], [{ act: 'note', onDay: '2026-06-02', nextOn: '2026-06-02' }, 'nextOn issueMoves.nextIsLater'],
  ] as const)('%j: %s', (move, expected) => {
    expect(problemsOfMove(move, { lastOn: '2026-06-01', today: '2026-07-01', yearOf }).map(({ field, reason }) => `${field} ${reason.key}`).join()).toBe(expected)
  })
})

describe('any history', () => {
  const step = fc.record({ act: fc.constantFrom(...acts, 'undo' as const), response: fc.constantFrom(...responses), outcome: fc.constantFrom(...outcomes) })

  /** Plays tries one after the other as the changes do; what the rules refuse does not happen. */
  function played(tries: { act: Act | 'undo'; response: typeof responses[number]; outcome: typeof outcomes[number] }[]) {
    const moves: Moved[] = [{ act: 'raise', from: null, to: 'raised', onDay: '2026-04-01', response: null, outcome: null, carriedTo: null, nextOn: null, undone: false }]
    const now = (): Standing => ({ ...issue('raised'), ...counted(moves) })
    for (const { act, response, outcome } of tries) {
      if (act === 'undo') { if (whyNotUndo(now(), moves) === null) standing(moves).at(-1)!.undone = true; continue }
      if (whyNotMove(now(), act) !== null) continue
      const before = now()
      if (act === 'settle' && outcome === 'proposed') continue
      const to = stateAfter(before.state, act, beforeCarried(moves))!
      moves.push({
        act, from: before.state, to, onDay: `2026-05-${String(1 + moves.length % 28).padStart(2, '0')}`, response: act === 'respond' ? response : null, outcome: act === 'settle' ? outcome : act === 'respond' && response === 'policy' ? 'proposed' : null,
        carriedTo: act === 'carry' ? 2027 : null, nextOn: null, undone: false,
      })
    }
    return moves
  }

  test('never leaves an allowed path, whatever is tried and taken back', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (tries) => {
      const moves = standing(played(tries))
      let [state, before] = ['raised' as IssueState, null as IssueState | null]
      for (const { act, from, to } of moves.slice(1)) {
        expect(from).toBe(state)
        expect(to).toBe(stateAfter(state, act as Act, before))
        if (act === 'carry') before = state
        state = to
      }
      expect(counted(moves).state).toBe(state)
    }))
  })
  test('keeps what the database demands: an outcome of a policy only, a day with what is closed, a year with what is carried over', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (tries) => {
      const moves = played(tries)
      const is = counted(moves)
      expect(is.outcome === null || is.response === 'policy').toBe(true)
      expect(is.state === 'closed').toBe(is.closedOn !== null)
      expect(is.state === 'carried_over').toBe(is.carriedTo !== null)
      const reached = reachedBy(moves)
      expect(!reached.adopted || reached.policy).toBe(true)
      expect(!reached.policy || reached.responded).toBe(true)
      expect(!reached.closed || reached.fed_back).toBe(true)
      expect(!reached.fed_back || reached.responded).toBe(true)
      expect(!reached.responded || reached.discussed).toBe(true)
    }))
  })
})

describe('groups', () => {
  const grouped: Moved = { act: 'group', from: null, to: 'grouped', onDay: '2026-05-01', response: null, outcome: null, carriedTo: null, nextOn: null, undone: false }
  const discussed: Moved = { ...grouped, act: 'discuss', from: 'grouped', to: 'discussed' }
  test.each<[string, Standing[], string | null]>([
    ['one', [issue('raised')], 'issueMoves.groupNeedsTwo'], ['two that nothing followed', [issue('raised'), issue('raised')], null], ['one that went on', [issue('raised'), issue('discussed')], 'issueMoves.groupsOnlyRaised'], ['one that is in a group', [issue('raised'), issue('raised', { parentId: 3 })], 'issueMoves.groupsOnlyRaised'],
  ])('are made of %s: %s', (_, some, why) => { expect(whyNotGroup(some)?.key ?? null).toBe(why) })
  test('are taken apart while nothing followed', () => {
    expect([whyNotUngroup(issue('grouped', { isGeneral: true }), [grouped]), whyNotUngroup(issue('discussed', { isGeneral: true }), [grouped, discussed])?.key, whyNotUngroup(issue('grouped', { isGeneral: true }), [grouped, { ...discussed, undone: true }]), whyNotUngroup(issue('grouped'), [grouped])?.key])
      .toEqual([null, 'issueMoves.groupWentOn', null, 'issueMoves.notAGroup'])
  })
  test('and the first move of anything, are not taken back by undoing', () => {
    expect([whyNotUndo(issue('grouped'), [grouped])?.key, whyNotUndo(issue('discussed'), [grouped, discussed]), whyNotUndo(issue('raised'), [{ ...grouped, act: 'raise' }])?.key]).toEqual(['issueMoves.nothingToUndo', null, 'issueMoves.nothingToUndo'])
  })
  test('closed issues stay; only fresh ones are removed', () => {
    expect([whyNotEdit(issue('closed'))?.key, whyNotEdit(issue('fed_back')), whyNotRemove(issue('raised'), [grouped]), whyNotRemove(issue('raised'), [grouped, { ...discussed, act: 'note' }])?.key, whyNotRemove(issue('discussed'), [grouped])?.key])
      .toEqual(['communityIssues.closedStays', null, null, 'communityIssues.onlyFresh', 'communityIssues.onlyFresh'])
  })
})

test.each([
  [{ themes: [], otherTheme: '' }, 'themes'], [{ themes: [], otherTheme: '雪' }, ''], [{ themes: [1], raisedOn: '2026-07-02' }, 'raisedOn'], [{ themes: [1], evidenceCases: 1, cases: 2 }, 'evidenceCases'], [{ themes: [1], evidenceCases: undefined, cases: 2 }, ''], [{ themes: [1], evidenceCases: 0, cases: 0 }, ''],
])('the words of an issue: %j has to be mended at %s', (more, fields) => {
  expect(problemsOfIssue({ raisedOn: '2026-06-01', otherTheme: '', evidenceCases: undefined, cases: 0, ...more }, '2026-07-01').map(({ field }) => field).join()).toBe(fields)
})

describe('themes', () => {
  test.each([
    [{ fromOn: '2026-04-01', untilOn: '2026-03-31' }, {}, 'untilOn'], [{ fromOn: '2026-04-02' }, { firstUse: '2026-04-01' }, 'fromOn'], [{ fromOn: '2026-04-01', untilOn: '2026-05-01' }, { lastUse: '2026-05-02' }, 'untilOn'], [{ fromOn: '2026-04-01', untilOn: '2026-05-02' }, { firstUse: '2026-04-01', lastUse: '2026-05-02' }, ''],
  ])('%j used %j: %s', (theme, used, fields) => { expect(problemsOfTheme(theme, { firstUse: null, lastUse: null, ...used }).map(({ field }) => field).join()).toBe(fields) })
  test('the usual ones have a code each', () => { expect(new Set(usualThemes.map(([code]) => code)).size).toBe(usualThemes.length) })
})

describe('what all municipalities see', () => {
  const theme = (id: number, issues: number, towns: number[]): ThemeCount => ({ id, label: `t${id}`, labelEn: '', issues, towns })
  test('themes of too few stand together', () => {
    expect(sharedOf([theme(1, 9, [1, 2, 3]), theme(2, 2, [1]), theme(3, 3, [2, 4])])).toEqual({ themes: [{ id: 1, label: 't1', labelEn: '', issues: 9, towns: 3 }], rest: { id: null, label: '', labelEn: '', issues: 5, towns: 3 } })
    expect(sharedOf([theme(1, 9, [1, 2, 3]), theme(2, 2, [1])])).toEqual({ themes: [{ id: 1, label: 't1', labelEn: '', issues: 9, towns: 3 }], rest: null })
    expect(sharedOf([theme(1, 9, [1, 2])])).toEqual({ themes: [], rest: null })
  })
  test('no figure is ever of fewer, and what is shown is as it was counted', () => {
    const counts = fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 30 }), issues: fc.integer({ min: 1, max: 50 }), towns: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1 }) }), { selector: ({ id }) => id, maxLength: 8 })
    fc.assert(fc.property(counts, (some) => {
      const all = some.map(({ id, issues, towns }) => theme(id, issues, towns))
      const { themes, rest } = sharedOf(all)
      for (const one of [...themes, ...rest === null ? [] : [rest]]) expect(one.towns).toBeGreaterThanOrEqual(fewestTowns)
      for (const one of themes) expect(one.issues).toBe(all.find(({ id }) => id === one.id)!.issues)
      if (rest !== null) expect(themes.reduce((sum, one) => sum + one.issues, 0) + rest.issues).toBe(all.reduce((sum, one) => sum + one.issues, 0))
    }))
  })
  test('each share says of what it is, and nothing is a share of nothing', () => {
    const shares = sharesOf({ raised: 30, discussed: 20, escalated: 9, responded: 12, policy: 4, adopted: 1, fed_back: 6, closed: 5 })
    expect(shares.map(({ step, of, share }) => [step, of, share])).toEqual([['raised', null, null], ['discussed', 30, '66.7'], ['escalated', 30, '30.0'], ['responded', 30, '40.0'], ['policy', 30, '13.3'], ['adopted', 4, '25.0'], ['fed_back', 12, '50.0'], ['closed', 30, '16.7']])
    expect(sharesOf({ raised: 0, discussed: 0, escalated: 0, responded: 0, policy: 0, adopted: 0, fed_back: 0, closed: 0 }).every(({ share }) => share === null)).toBe(true)
  })
})
