import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyCell, filled, linesOf, missingIn, type SheetContent } from '../../../server/answers/self-evaluations/content.ts'
import { targetLines } from '../../../server/answers/self-evaluations/printed.ts'
import {
  begunFrom, linesIn, planNumber, printedTargets, problemsOfActual, problemsOfGrade, stateAfter, whyNotAsk, whyNotChangeTarget, whyNotFix, whyNotSave, whyNotWrite, wideNumber, yearMoves, type TargetYear, type YearAct, type YearState,
} from '../../../server/answers/self-evaluations/rules.ts'
import { standardForms } from '../../../server/answers/evaluation-forms/standard.ts'

const states: YearState[] = ['draft', 'in_approval', 'frozen', 'correcting']
const acts: YearAct[] = ['ask', 'return', 'freeze', 'correct', 'giveUp']

test('a year moves along its acts, and what is frozen only by a correction', () => {
  expect(states.map((state) => acts.map((act) => stateAfter(state, act, false)))).toEqual([
    ['in_approval', null, null, null, null], [null, 'draft', 'frozen', null, null], [null, null, null, 'correcting', null], ['in_approval', null, null, null, 'frozen'],
  ])
  expect(stateAfter('in_approval', 'return', true)).toBe('correcting')
  expect(Object.keys(yearMoves.frozen)).toEqual(['correct'])
})

describe('writing and asking', () => {
  test.each<[YearState, number, string, string | null]>([
    ['draft', 2026, '2026-03-31', 'selfEvaluations.notBegun'], ['draft', 2026, '2026-04-01', null], ['in_approval', 2026, '2027-05-01', 'selfEvaluations.isAsked'], ['frozen', 2026, '2027-05-01', 'selfEvaluations.isFrozen'], ['correcting', 2026, '2027-05-01', null],
  ])('%s of %i on %s', (state, fiscalYear, today, key) => { expect(whyNotWrite({ state, fiscalYear }, today)?.key ?? null).toBe(key) })
  test.each<[boolean, number, string, string | null]>([
    [true, 0, '2027-03-31', 'selfEvaluations.yearNotOver'], [true, 0, '2027-04-01', null], [true, 2, '2027-04-01', 'selfEvaluations.missingStill'], [false, 0, '2027-04-01', 'selfEvaluations.notFixed'],
  ])('fixed %s, %i missing, on %s', (isFixed, missing, today, key) => { expect(whyNotAsk({ state: 'draft', fiscalYear: 2026 }, { isFixed, missing }, today)?.key ?? null).toBe(key) })
})

test.each([[{ fixedOn: null, items: 2, targets: 6, years: 3 }, null], [{ fixedOn: null, items: 2, targets: 5, years: 3 }, 'selfEvaluations.targetsMissing'], [{ fixedOn: null, items: 0, targets: 0, years: 3 }, 'selfEvaluations.noItems'], [{ fixedOn: '2021-03-31', items: 2, targets: 6, years: 3 }, 'selfEvaluations.fixedAlready']])(
  'a plan is fixed once and whole: %j', (plan, key) => { expect(whyNotFix(plan)?.key ?? null).toBe(key) })
test.each([[{ fixedOn: null, from: 1, to: 2 }, 'selfEvaluations.notFixedYet'], [{ fixedOn: '2021-03-31', from: 1, to: 1 }, 'selfEvaluations.sameTarget'], [{ fixedOn: '2021-03-31', from: 1, to: 2 }, null]])(
  'a target is reviewed once it is fixed and has changed: %j', (target, key) => { expect(whyNotChangeTarget(target)?.key ?? null).toBe(key) })

test.each([[144, 144, '', 0], [143, 144, '', 1], [143, 144, '名簿の重なりを除いた', 0], [141, null, '', 1]])('the actual %i beside %s with the reason “%s”', (actual, proposed, reason, count) => { expect(problemsOfActual(actual, proposed, reason)).toHaveLength(count) })
test.each([['○', '○', '', 0], ['◎', '○', '', 1], ['◎', '○', '参加の質', 0], ['×', '○', 'x', 1]])('the grade %s beside %s with the reason “%s”', (mark, proposed, reason, count) => { expect(problemsOfGrade(mark, proposed, ['◎', '○'], reason)).toHaveLength(count) })

test('a save is taken out of what stands, out of what was shown beside it, or by the page that alone has saved since', () => {
  const stands = { version: 5, editKey: 'a', editFrom: 3 }
  expect([[5, null, null], [4, null, null], [3, 'a', null], [2, 'a', null], [3, 'b', null], [3, 'b', 5]].map(([version, page, seen]) => whyNotSave(stands, { version, page, seen } as never) === null)).toEqual([true, false, true, false, false, true])
})

describe('print', () => {
  test('figures stand as plans and annexes write them', () => { expect([planNumber(1), planNumber(153), planNumber(1199), wideNumber(1199), wideNumber(7)]).toEqual(['１', '153', '1,199', '１，１９９', '７']) })
  const year = (fiscalYear: number, value: number, changes: TargetYear['changes'] = []): TargetYear => ({ fiscalYear, value, unit: '人', span: 'each', changes })
  test('one target for all years is one line; a reviewed one prints both, and when', () => {
    expect(targetLines({ targets: [year(2021, 153), year(2022, 153), year(2023, 153)] })).toEqual(['153人', '（各年度）'])
    expect(targetLines({ targets: [year(2021, 153), year(2022, 160, [{ from: 153, to: 160, reason: 'x', on: '2022-10-01' }]), year(2023, 160, [{ from: 153, to: 160, reason: 'x', on: '2022-10-01' }])] }))
      .toEqual(['153人', '（令和３年度）', '153人→160人', '（令和４年度～令和５年度）', '（令和4年10月1日見直し）', '（各年度）'])
  })
  test('every year of a target is in exactly one line', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }), (values) => {
      const runs = printedTargets(values.map((value, n) => year(2021 + n, value)))
      expect(runs.flatMap(({ from, to, value }) => Array.from({ length: to - from + 1 }, (_, n) => [from + n, value]))).toEqual(values.map((value, n) => [2021 + n, `${planNumber(value)}人`]))
    }))
  })
  test('lines of a cell are counted in widths of a kanji, and grow with the text', () => {
    expect([linesIn('', 16), linesIn('あ', 16), linesIn('あ'.repeat(16), 16), linesIn('あ'.repeat(17), 16), linesIn('a'.repeat(32), 16), linesIn('あ\n\nい', 16)]).toEqual([0, 1, 1, 2, 1, 3])
    fc.assert(fc.property(fc.string(), fc.string(), (one, other) => { expect(linesIn(one + other, 16)).toBeGreaterThanOrEqual(one.trim() === '' ? 0 : linesIn(one, 16)) }))
  })
  test('a text has its figures in it, and an unknown place stays as typed', () => { expect(filled('{甲}名と{乙}名', [{ name: '甲', value: 7, from: 2017, to: 2020, printed: '７' }])).toBe('７名と{乙}名') })
})

test('last year’s words go where nothing is written, and nowhere else', () => {
  expect(begunFrom({ evaluation: '', outlook: '今年' }, { evaluation: '去年', outlook: '去年' })).toEqual({ evaluation: '去年', outlook: '今年' })
  expect(begunFrom({ evaluation: '', outlook: '' }, undefined)).toEqual({ evaluation: '', outlook: '' })
})

const sheet = (cell: object, fiscalYear = 2021): SheetContent => ({
  period: { number: 8, name: '計画', nameEn: '', from: 2021, to: 2023 }, form: { name: '様式', labels: standardForms[0]!.labels }, sheet: { number: '７', name: '会議', nameEn: '', situation: '', vision: '', outcome: '' }, fiscalYear, correction: null, annex: null,
  items: [{ id: 1, position: 1, effort: '研修', related: '', reference: '', targets: [2021, 2022, 2023].map((year) => ({ fiscalYear: year, value: 153, unit: '人', span: 'each', changes: [] })), cells: [2021, 2022, 2023].map((year) => ({ ...emptyCell(year), ...year === fiscalYear ? cell : {} })) }],
})
test.each<[object, number, string[]]>([
  [{}, 2021, ['actual', 'evaluation', 'outlook']], [{ actual: 144, evaluation: 'あ', outlook: 'い' }, 2021, []], [{ actual: 0, evaluation: 'あ', outlook: 'い' }, 2021, []], [{ actual: 144, evaluation: 'あ', outlook: 'い' }, 2023, ['grade']],
])('%j in %i lacks %j', (cell, year, what) => { expect(missingIn(sheet(cell, year)).map((one) => one.what)).toEqual(what) })
test('two editions differ where a word or a figure does, and only there', () => {
  const [one, other] = [linesOf(sheet({ actual: 144, evaluation: 'あ' })), linesOf(sheet({ actual: 143, evaluation: 'あ' }))]
  expect(one.filter(({ text }, n) => text !== other[n]!.text).map(({ place }) => place)).toEqual(['事項1　2021　実績'])
})
