import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unknownPerson } from '../../../server/entry/nominations/eligibility.ts'
import { keyOf } from '../../support/reasons.ts'
import { onlyListedMoves } from '../../support/moves.ts'
import { isAddress, isKana, problemsOfRow, roleMixWarnings, sharedBy, type Row, type RowContext, type RowProblem } from '../../../server/entry/nominations/lines/rules.ts'
import { problemsOfWaiting, sheetMoves, whyNotAcceptAll, whyNotDueOn, whyNotEdit, whyNotRecall, whyNotReturn, whyNotSubmit, whyNotWaitFor, type Sheet, type SheetAct, type SheetState } from '../../../server/entry/nominations/rules.ts'

const quotas = { chair: 2, adviser: 2, case_presenter: 2, other: 0 }
const places = { chair: { own: 2, limit: 2 }, adviser: { own: 2, limit: 2 }, case_presenter: { own: 2, limit: 2 }, other: { own: 0, limit: 0 } }
const call = { state: 'published' as const, opensOn: '2026-06-01', officeClosesOn: '2026-06-19', closesOn: '2026-07-10', decisionOn: '2026-07-31', quotas }
const row = (changed: Partial<Row> = {}): Row => ({
  id: 1, category: 'chair', rank: 1, personId: null, name: '田中 美咲', kana: 'たなか みさき', affiliation: 'みずべ包括', professionCode: 'chief_care_manager',
  experience: 'planned', reason: '', email: '', ...changed,
})
const keys = (one: Row, others: Row[] = [], more: Partial<RowContext> = {}) =>
  problemsOfRow(one, { sheet: sharedBy([one, ...others]), places, ...more }).map(({ field, reason }) => `${field} ${keyOf(reason)?.slice('nominations.'.length)}`)

onlyListedMoves<SheetState, SheetAct>('a sheet', ['submit', 'recall', 'return', 'accept'], {
  draft: ['submit'], submitted: ['recall', 'return', 'accept'], returned: ['submit'], accepted: [],
}, (state, act) => (sheetMoves[state][act] === undefined ? { key: 'nominations.isDraft' } : null))

describe('a line', () => {
  test.each<[string, Partial<Row>, string[]]>([
    ['that is whole has no problem', {}, []],
    ['needs a name', { name: ' ' }, ['name nameMissing']],
    ['needs kana', { kana: '' }, ['kana kanaMissing']],
    ['needs kana that is kana', { kana: '田中' }, ['kana kanaWrong']],
    ['needs an affiliation', { affiliation: '' }, ['affiliation affiliationMissing']],
    ['needs an experience', { experience: null }, ['experience experienceMissing']],
    ['has a name with letters', { name: '12345' }, ['name nameNoLetter']],
    ['needs a rank', { rank: 0 }, ['rank rankMissing']],
    ['leaves no gap before it', { rank: 2 }, ['rank rankGap']],
    ['stays within the places', { category: 'other', reason: '異動の予定' }, ['rank overQuota']],
    ['has a mail address or none', { email: '田中@' }, ['email emailWrong']],
    ['keeps its lengths', { kana: 'あ'.repeat(61), affiliation: 'い'.repeat(101), reason: 'う'.repeat(401) }, ['reason reasonTooLong', 'kana tooLong', 'affiliation tooLong']],
  ])('%s', (_, changed, expected) => { expect(keys(row(changed))).toEqual(expected) })

  test('may name beyond its own places while the pool has some, and is told how far', () => {
    const pooled = { ...places, other: { own: 0, limit: 1 } }
    expect(problemsOfRow(row({ category: 'other', reason: '来年度に担当' }), { sheet: sharedBy([row({ category: 'other', reason: '来年度に担当' })]), places: pooled })).toEqual([])
    const [first, second] = [row({ category: 'other', reason: '来年度に担当' }), row({ id: 2, rank: 2, category: 'other', reason: '来年度に担当', name: '別 人', email: '' })]
    expect(problemsOfRow(second, { sheet: sharedBy([first, second]), places: pooled }).map(({ reason }) => reason)).toEqual([{ key: 'nominations.overPool', data: { limit: 1 } }])
  })

  test('asks for an address of their own, since two people cannot sign in with one', () => {
    const other = row({ id: 2, rank: 2, name: '別 人', email: 'CENTER@example.jp ' })
    expect(keys(row({ email: 'center@example.jp' }), [other])).toEqual(['email emailTwice'])
    expect(problemsOfRow(row({ email: 'center@example.jp' }), { sheet: sharedBy([row({ email: 'center@example.jp' }), other]), places }).map(({ level }) => level)).toEqual(['warning'])
    expect(keys(row(), [{ ...other, email: '' }])).toEqual([])
  })

  test('knows what the registers say', () => {
    const register = { ...unknownPerson, completedIn: 2024, namedElsewhere: true }
    expect(keys(row(), [], { storable: false, register })).toEqual(['name nameWrong', 'name completedBefore', 'name elsewhere'])
    expect(keys(row({ category: 'case_presenter', professionCode: null }))).toEqual(['profession unusualProfession'])
  })

  test('is told apart from its namesakes', () => {
    expect(keys(row(), [row({ id: 2, rank: 2 })])).toEqual(['name twiceHere'])
    expect(keys(row(), [row({ id: 2, rank: 2, affiliation: '病院' })])).toEqual(['name sameName'])
    expect(keys(row({ personId: 7 }), [row({ id: 2, rank: 2, personId: 8 })])).toEqual(['name sameName'])
  })
})

/** The same rules pair by pair, as they read: what a line shares with the others, and the gap before it. */
function pairwise(one: Row, rows: readonly Row[], left: readonly { category: Row['category']; rank: number }[]): string[] {
  const folded = (text: string) => text.replace(/\s/g, '')
  const others = rows.filter(({ id }) => id !== one.id)
  const colleagues = others.filter(({ category }) => category === one.category)
  const held = new Set([...colleagues, ...left.filter(({ category }) => category === one.category)].map(({ rank }) => rank))
  const found: string[] = []
  if (one.rank === null || one.rank < 1) found.push('rankMissing')
  else {
    if (colleagues.some(({ rank }) => rank === one.rank)) found.push('rankRepeated')
    let missing = 1
    while (missing < one.rank && held.has(missing)) missing += 1
    if (missing < one.rank) found.push(`rankGap ${missing}`)
    if (colleagues.filter(({ rank, id }) => (rank ?? Infinity) < one.rank! || (rank === one.rank && id < one.id)).length >= 2) found.push('overQuota')
  }
  const sameName = (other: Row) => folded(one.name) !== '' && folded(one.name) === folded(other.name)
  const samePerson = (other: Row) => one.personId !== null && other.personId !== null ? one.personId === other.personId
    : sameName(other) && folded(one.kana) === folded(other.kana) && folded(one.affiliation) === folded(other.affiliation)
  if (others.some(samePerson)) found.push('twiceHere')
  else if (others.some(sameName)) found.push('sameName')
  const team = one.team == null ? [] : rows.filter((other) => other.team === one.team)
  if (one.team != null && team.length < 2) found.push('teamAlone')
  else if (one.team != null && new Set(team.map(({ category }) => category)).size < 2) found.push('teamOneCategory')
  if (one.email!.trim() !== '' && others.some(({ email }) => email!.trim().toLowerCase() === one.email!.trim().toLowerCase())) found.push('emailTwice')
  return found
}

test('what lines share is found once for the sheet, with the results and the order of comparing every pair', () => {
  const category = fc.constantFrom('chair', 'adviser' as const)
  const line = fc.record({
    category, rank: fc.constantFrom(null, 0, 1, 2, 3, 4, 6), personId: fc.constantFrom(null, null, 1, 2), name: fc.constantFrom('一 子', '一子', '二 子', ''),
    kana: fc.constantFrom('いち', 'い ち'), affiliation: fc.constantFrom('甲', '乙'), team: fc.constantFrom(null, null, 1, 2), email: fc.constantFrom('', 'a@b.jp', ' A@b.jp'),
  })
  const gone = fc.array(fc.record({ category, rank: fc.integer({ min: 1, max: 4 }) }), { maxLength: 3 })
  const asked = new Set(['rankMissing', 'rankRepeated', 'rankGap', 'overQuota', 'twiceHere', 'sameName', 'teamAlone', 'teamOneCategory', 'emailTwice'])
  const said = ({ reason }: RowProblem) => `${reason.key.slice('nominations.'.length)}${reason.key.endsWith('rankGap') ? ` ${reason.data!.missing}` : ''}`
  fc.assert(fc.property(fc.array(line, { maxLength: 12 }), gone, (lines, left) => {
    const rows = lines.map((one, n) => row({ id: n + 1, ...one }))
    const sheet = sharedBy(rows, left)
    for (const one of rows) {
      const found = problemsOfRow(one, { sheet, places }).filter(({ reason }) => asked.has(reason.key.slice('nominations.'.length)))
      expect(found.map(said)).toEqual(pairwise(one, rows, left))
      for (const { field, level } of found) if (field === 'team') expect(level).toBe(left.length > 0 ? 'warning' : 'error')
    }
  }), { numRuns: 300 })
})

describe('a team', () => {
  const adviser = (team: number | null) => row({ id: 2, category: 'adviser', name: '別 人', team })
  test.each<[string, Row[], string[]]>([
    ['of two categories is a team',           [adviser(1)], []],
    ['of one person is none',                 [], ['team teamAlone']],
    ['is not made by another number',         [adviser(2)], ['team teamAlone']],
    ['of one category is none',               [row({ id: 2, rank: 2, name: '別 人', team: 1 })], ['team teamOneCategory']],
    ['may have two of a category beside others', [adviser(1), row({ id: 3, rank: 2, name: '三 人目', team: 1 })], []],
  ])('%s', (_, others, expected) => { expect(keys(row({ team: 1 }), others)).toEqual(expected) })

  test('concerns only those who are in it', () => { expect(keys(row(), [adviser(1)])).toEqual([]) })
})

test.each([['たなか', true], ['タナカ', true], ['ﾀﾅｶ ﾐｻｷ', true], ['田中', false], ['ー', false], ['tanaka', false]])('%s as kana: %s', (text, expected) => {
  expect(isKana(text)).toBe(expected)
})

test.each([['a@b.jp', true], ['a b@c.jp', false], ['a@b', false], ['a@b.jp, c@d.jp', false]])('%s as an address: %s', (text, expected) => {
  expect(isAddress(text)).toBe(expected)
})

test('the mix of roles is warned about, never when nobody is named', () => {
  const adviser = (id: number) => row({ id, rank: id, category: 'adviser', professionCode: 'physical_therapist' })
  expect(roleMixWarnings([])).toEqual([])
  expect(roleMixWarnings([row()]).map(({ reason }) => reason.key)).toEqual(['nominations.noAdviser', 'nominations.noCasePresenter'])
  expect(roleMixWarnings([adviser(1), adviser(2)]).map(({ reason }) => reason.key)).toEqual(['nominations.noChair', 'nominations.onlyTherapists', 'nominations.noCasePresenter'])
})

const sheet = (changed: Partial<Sheet> = {}): Sheet => ({ state: 'draft', rows: [row()], nils: { adviser: '異動のため', case_presenter: '異動のため' }, errors: 0, dueOn: null, ...changed })

test.each<[string, Partial<Sheet>, string, string | null]>([
  ['that is whole',                        {}, '2026-07-10', null],
  ['before the opening',                   {}, '2026-05-31', 'calls.notYetOpen'],
  ['the day after the last',               {}, '2026-07-11', 'nominations.closed'],
  ['the day after the last, with more time', { dueOn: '2026-07-20' }, '2026-07-20', null],
  ['that was submitted',                   { state: 'submitted' }, '2026-07-01', 'nominations.isSubmitted'],
  ['that was accepted',                    { state: 'accepted' }, '2026-07-01', 'nominations.isAccepted'],
  ['with a category open',                 { nils: { adviser: '' } }, '2026-07-01', 'nominations.categoryUnanswered'],
  ['with names where there are none',      { nils: { chair: '', adviser: '', case_presenter: '' } }, '2026-07-01', 'nominations.nilWithNames'],
  ['with nobody and no reason',            { rows: [], nils: { chair: '', adviser: '', case_presenter: '' } }, '2026-07-01', 'nominations.nilReasonMissing'],
  ['with one reason for three categories', { rows: [], nils: { chair: '今年はいません', adviser: ' ', case_presenter: '' } }, '2026-07-01', 'nominations.nilReasonMissing'],
  ['with a category without a reason',     { nils: { adviser: '異動のため', case_presenter: '' } }, '2026-07-01', 'nominations.nilReasonMissing'],
  ['with nobody and reasons',              { rows: [], nils: { chair: '今年はいません', adviser: '異動のため', case_presenter: '異動のため' } }, '2026-07-01', null],
  ['with errors',                          { errors: 2 }, '2026-07-01', 'nominations.errorsLeft'],
])('submitting a sheet %s', (_, changed, today, expected) => {
  expect(keyOf(whyNotSubmit(sheet(changed), call, today))).toBe(expected)
})

test('typing ends with the day, or with the day of its own, or when the call is finished', () => {
  expect(keyOf(whyNotEdit(sheet(), call, '2026-07-11'))).toBe('nominations.closed')
  expect(keyOf(whyNotEdit(sheet({ dueOn: '2026-07-20' }), { ...call, state: 'closed' }, '2026-07-20'))).toBe(null)
  expect(keyOf(whyNotEdit(sheet({ dueOn: '2026-07-20' }), { ...call, state: 'finished' }, '2026-07-20'))).toBe('nominations.closed')
})

test('a sheet is taken back in time, returned with a reason, given a day that can be kept', () => {
  expect(keyOf(whyNotRecall(sheet({ state: 'submitted' }), call, '2026-07-10'))).toBe(null)
  expect(keyOf(whyNotRecall(sheet({ state: 'submitted' }), call, '2026-07-11'))).toBe('nominations.recallTooLate')
  expect(keyOf(whyNotReturn(sheet({ state: 'submitted' }), '　'))).toBe('nominations.returnReasonMissing')
  expect(keyOf(whyNotReturn(sheet(), '直してください'))).toBe('nominations.isDraft')
  expect(['2026-07-10', '2026-07-31', '2026-08-01'].map((day) => keyOf(whyNotDueOn(day, call, '2026-07-11'))))
    .toEqual(['nominations.dueInThePast', null, 'nominations.dueTooLate'])
  expect(keyOf(whyNotWaitFor(sheet({ state: 'submitted' })))).toBe('nominations.isSubmitted')
})

test('more time for one municipality is a day later than everybody’s, with the reason for it', () => {
  const problems = (dueOn: string, reason: string) => problemsOfWaiting({ dueOn, reason }, call, '2026-07-05').map(({ field, reason }) => [field, reason.key])
  expect(problems('2026-07-20', '台風のため')).toEqual([])
  expect(problems('2026-07-10', '　')).toEqual([['dueOn', 'nominations.dueNotLater'], ['reason', 'nominations.lateReasonMissing']])
  expect(problems('2026-07-04', '台風のため')).toEqual([['dueOn', 'nominations.dueInThePast']])
  expect(problems('2026-08-01', '台風のため')).toEqual([['dueOn', 'nominations.dueTooLate']])
})

test('all are accepted together only when nobody can hand in any more, and when there is one', () => {
  expect(keyOf(whyNotAcceptAll(call, 3, '2026-07-10'))).toBe('nominations.stillOpen')
  expect(keyOf(whyNotAcceptAll(call, 0, '2026-07-11'))).toBe('nominations.noneSubmitted')
  expect(keyOf(whyNotAcceptAll(call, 3, '2026-07-11'))).toBe(null)
})
