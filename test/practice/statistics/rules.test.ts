import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceMeasures } from '../../../migrations/measures.ts'
import { count } from '../../../server/base/numbers.ts'
import { addUp, checkTotal, isCorrection, isUnitOf, partNamed, partsOf, periodColumns, readFigure, unitTyped, weigh, type Cell, type Line, type Part } from '../../../server/practice/statistics/rules.ts'

describe('a cell as people type it', () => {
  test.each([
    ['', { of: 'blank' }], ['　 ', { of: 'blank' }], ['0', { of: 'value', value: 0, unit: null }], ['1,234', { of: 'value', value: 1234, unit: null }], ['１，２３４人', { of: 'value', value: 1234, unit: null }],
    ['5, 893', { of: 'value', value: 5893, unit: null }], ['18, 775', { of: 'value', value: 18775, unit: null }], ['312名', { of: 'value', value: 312, unit: null }], [' ７ ', { of: 'value', value: 7, unit: null }],
    ['—', { of: 'missing', missing: 'not_applicable' }], ['―', { of: 'missing', missing: 'not_applicable' }], ['ー', { of: 'missing', missing: 'not_applicable' }], ['-', { of: 'missing', missing: 'not_applicable' }], ['－', { of: 'missing', missing: 'not_applicable' }],
    ['区分できない', { of: 'missing', missing: 'inseparable' }], ['記載なし', { of: 'missing', missing: 'not_printed' }], ['Inseparable', { of: 'missing', missing: 'inseparable' }],
    ['12,34', { of: 'wrong', reason: { key: 'statistics.noFigure' } }], ['1,2345', { of: 'wrong', reason: { key: 'statistics.noFigure' } }], ['-3', { of: 'wrong', reason: { key: 'statistics.noFigure' } }], ['約300', { of: 'wrong', reason: { key: 'statistics.noFigure' } }],
    ['1e3', { of: 'wrong', reason: { key: 'statistics.noFigure' } }], ['3 1', { of: 'wrong', reason: { key: 'statistics.noFigure' } }], ['3件', { of: 'wrong', reason: { key: 'statistics.otherUnit' } }], ['2.5', { of: 'wrong', reason: { key: 'statistics.wholeOnly' } }],
    ['9999999999999', { of: 'wrong', reason: { key: 'statistics.tooLarge' } }],
  ] as const)('%j', (typed, read) => { expect(readFigure(typed, 'person')).toEqual(read) })

  test.each([['29.98', 'percent', 29.98], ['29.98%', 'percent', 29.98], ['４２．０７％', 'percent', 42.07], ['17,134千円', 'thousand_yen', 17134], ['390,867円', 'yen', 390867], ['155校(地)区', 'council', 155], ['27回', 'visit', 27]] as const)('%s in %s', (typed, unit, value) => {
    expect(readFigure(typed, unit)).toMatchObject({ of: 'value', value })
  })
  test('two decimals at most, and money may come in thousands and says so', () => {
    expect(readFigure('29.987', 'percent')).toMatchObject({ of: 'wrong' })
    expect(readFigure('17,134千円', 'yen')).toEqual({ of: 'value', value: 17134, unit: 'thousand_yen' })
    expect([isUnitOf('yen', 'thousand_yen'), isUnitOf('visit', 'meeting'), isUnitOf('person', 'case')]).toEqual([true, true, false])
    expect([unitTyped('名'), unitTyped('％'), unitTyped('円'), unitTyped('里')]).toEqual(['person', 'percent', 'yen', null])
  })
  test('a number is read as it is written, in either width, grouped or not', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.boolean(), (n, wide) => {
      for (const text of [String(n), count(n, 'ja')]) expect(readFigure(wide ? text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)) : text, 'case')).toEqual({ of: 'value', value: n, unit: null })
    }))
  })
  test('whatever is typed is a number, a word, a blank, or told to be wrong', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => {
      const read = readFigure(text, 'case')
      expect(['blank', 'value', 'missing', 'wrong']).toContain(read.of)
      if (read.of === 'value') expect(Number.isInteger(read.value) && read.value >= 0).toBe(true)
    }))
  })
})

const parts: Part[] = [
  { code: 'a', label: '甲', labelEn: 'A', total: 'sub' }, { code: 'b', label: '乙', labelEn: 'B', total: 'sub' }, { code: 'sub', label: '小計', labelEn: 'Subtotal', total: '' }, { code: 'c', label: '丙', labelEn: 'C', total: '' },
]
const line = (dimension: string, value: number | null, more: Partial<Line> = {}): Line => ({ place: '', dimension, value, missing: value === null ? 'inseparable' : null, unit: 'person', isTotal: false, ...more })
const additive = { isAdditive: true, parts }

describe('a printed total and its parts', () => {
  const lines = [line('a', 10), line('b', 5), line('sub', 15, { isTotal: true }), line('c', 7), line('', 22, { isTotal: true })]
  test('agrees', () => {
    expect(checkTotal(lines, additive, { place: '', dimension: 'sub' })).toEqual({ printed: 15, sum: 15, parts: 2, open: 0, says: 'agrees' })
    expect(checkTotal(lines, additive, { place: '', dimension: '' })).toEqual({ printed: 22, sum: 22, parts: 2, open: 0, says: 'agrees' })
  })
  test.each([
    ['one that does not re-add is said, and both stand', lines.map((one) => one.dimension === 'sub' ? { ...one, value: 16 } : one), 'sub', { printed: 16, sum: 15, says: 'differs' }],
    ['a part nobody can tell apart leaves it open', [line('a', 10), line('b', null), line('sub', 15)], 'sub', { printed: 15, sum: 10, open: 1, says: 'incomplete' }],
    ['a part that does not apply counts as none', [line('a', 10), line('b', null, { missing: 'not_applicable' }), line('sub', 10)], 'sub', { sum: 10, open: 0, says: 'agrees' }],
    ['an unanswered part is not nought', [line('a', 10), line('b', null, { missing: null }), line('sub', 10)], 'sub', { open: 1, says: 'incomplete' }],
    ['parts in another unit are not added', [line('a', 10), line('b', 5, { unit: 'thousand' }), line('sub', 15)], 'sub', { sum: 10, open: 1, says: 'incomplete' }],
    ['without a printed total there is only the sum', [line('a', 10), line('b', 5)], 'sub', { printed: null, sum: 15, says: 'none' }],
  ] as const)('%s', (_, given, dimension, check) => { expect(checkTotal([...given], additive, { place: '', dimension })).toMatchObject(check) })
  test('overlapping parts are never added', () => {
    const overlap = { isAdditive: false, parts: parts.map((part) => ({ ...part, total: null })) }
    expect(checkTotal([line('a', 600), line('b', 61), line('', 611)], overlap, { place: '', dimension: '' }).sum).toBeNull()
  })
  test('places add up to the municipality where the definition has no parts; other municipalities of one measure do not come in', () => {
    const centers = [line('', 31524, { place: '本庁' }), line('', 14969, { place: '山陽' }), line('', 46493, { isTotal: true })]
    expect(checkTotal(centers, { isAdditive: true, parts: [] }, { place: '', dimension: '' })).toMatchObject({ printed: 46493, sum: 46493, says: 'agrees' })
    expect(partsOf(lines, { parts }, { place: '他', dimension: 'sub' })).toEqual([])
  })
  test('a total that is made of its parts agrees, and one that is not by any amount differs', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 2, maxLength: 2 }), fc.integer({ min: 0, max: 9 }), ([a, b], off) => {
      const given = [line('a', a!), line('b', b!), line('sub', a! + b! + off)]
      expect(checkTotal(given, additive, { place: '', dimension: 'sub' }).says).toBe(off === 0 ? 'agrees' : 'differs')
    }))
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 100), { maxLength: 20 }), (values) => { expect(addUp(values)).toBe(Math.round(values.reduce((sum, one) => sum + one * 100, 0)) / 100) }))
  })
})

test.each([['a', 'a'], ['甲', 'a'], ['subtotal', 'sub'], ['', ''], ['計', ''], ['合計', ''], ['all', ''], ['total', ''], ['丁', undefined]])('the part named %j is %j', (text, code) => { expect(partNamed(parts, text)).toBe(code) })

test('parts of reference measures lead to totals that are there, and codes of other towns find theirs', () => {
  for (const { parts } of referenceMeasures) for (const { total } of parts) if (total !== null && total !== '') expect(parts.map(({ code }) => code)).toContain(total)
  const attendees = referenceMeasures.find(({ code }) => code === 'attendees_extended')!.parts.map((one) => ({ ...one, labelEn: one.label_en }))
  expect(['person_concerned', '主催者（地域包括支援センター）', 'physical_or_occupational_therapist', '地域住民(民生委員含む)'].map((text) => partNamed(attendees, text))).toEqual(['person', 'organizer', 'pt_ot', 'resident'])
})

test('a period is one of four, with a key of its own', () => {
  expect(periodColumns({ of: 'year', fiscalYear: 2022 })).toMatchObject({ period: 'FY2022', shown_year: 2022 })
  expect(periodColumns({ of: 'day', asOf: '2013-03-31' })).toMatchObject({ period: '2013-03-31', shown_year: 2012 })
  expect(periodColumns({ of: 'span', from: '2021-06-01', to: '2021-11-30' })).toMatchObject({ period: '2021-06-01/2021-11-30', shown_year: 2021 })
  expect(periodColumns({ of: 'none' })).toMatchObject({ period: '', shown_year: null })
})

describe('what the boxes of a table become', () => {
  const stands = (value: number, more = {}) => ({ value, missing: null, version: 1, enteredBy: 7, enteredOn: '2026-05-01', ...more })
  const cell = (text: string, more: Partial<Cell> = {}): Cell => ({ field: 'x', text, version: more.stands ? 1 : 0, stands: null, isTotal: false, ...more })
  test.each<[string, Cell, string, string[], string[]]>([
    ['a blank that was blank is nothing', cell(''), '', [], []],
    ['a new figure is put in', cell('12'), '', ['x'], []],
    ['the same figure is nothing', cell('1,200', { stands: stands(1200) }), '', [], []],
    ['another needs its reason', cell('1201', { stands: stands(1200) }), '', ['x'], ['reason']],
    ['and with one is a correction', cell('1201', { stands: stands(1200) }), '漏れ', ['x'], []],
    ['on the same day by the same person it is none', cell('1201', { stands: stands(1200, { enteredOn: '2026-06-01' }) }), '', ['x'], []],
    ['a figure that somebody changed meanwhile is told', cell('1201', { version: 1, stands: stands(1300, { version: 2 }) }), '漏れ', [], ['x']],
    ['unless both wrote the same', cell('1300', { version: 1, stands: stands(1300, { version: 2 }) }), '', [], []],
    ['taking it back is a correction, too', cell('', { stands: stands(1200) }), '', ['x'], ['reason']],
    ['what is no figure is told', cell('多数'), '', [], ['x']],
  ])('%s', (_, one, reason, kept, wrong) => {
    const weighed = weigh([one], 'case', reason, 7, '2026-06-01')
    expect([weighed.kept.map((each) => each.cell.field), weighed.problems.map(({ field }) => field)]).toEqual([kept, wrong])
  })
  test('whoever else changes a figure corrects it', () => {
    expect(isCorrection(stands(1, { enteredBy: 8, enteredOn: '2026-06-01' }), 7, '2026-06-01')).toBe(true)
    expect(isCorrection({ ...stands(1), value: null }, 7, '2026-06-01')).toBe(false)
  })
})
