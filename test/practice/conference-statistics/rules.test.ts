import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellOf, keyOf, reportedWhole, totalOf, withTotals, type ReportedLine } from '../../../server/practice/conference-statistics/rules.ts'

const said = (value: number | null) => ({ value, missing: value === null ? 'inseparable' as const : null, figureId: 1 })

describe('one cell', () => {
  test.each([
    ['counted where there are records', 7, undefined, { from: 'counted', differs: false }], ['else as reported', undefined, said(9), { from: 'reported', differs: false }], ['else unanswered', undefined, undefined, { from: 'unanswered', differs: false }],
    ['both are shown when they differ', 7, said(9), { counted: 7, reported: said(9), from: 'counted', differs: true }], ['and when they do not', 7, said(7), { differs: false }], ['a nought is a count', 0, said(1), { counted: 0, from: 'counted', differs: true }],
    ['a word differs from no number', 7, said(null), { differs: false }],
  ] as const)('%s', (_, counted, reported, cell) => { expect(cellOf(counted, reported)).toMatchObject(cell) })
})

describe('over municipalities', () => {
  test('who said nothing is apart and adds no nought', () => {
    expect(totalOf([cellOf(3, undefined), cellOf(undefined, said(4)), cellOf(undefined, said(null)), cellOf(undefined, undefined)])).toEqual({ sum: 7, counted: 1, reported: 2, worded: 1, open: 1 })
    expect(totalOf([cellOf(undefined, undefined)]).sum).toBeNull()
  })
  test('each municipality is counted, reported or unanswered', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.option(fc.nat(99), { nil: undefined }), fc.option(fc.nat(99), { nil: undefined }))), (rows) => {
      const total = totalOf(rows.map(([counted, reported]) => cellOf(counted, reported === undefined ? undefined : said(reported))))
      expect(total.counted + total.reported + total.open).toBe(rows.length)
      expect(total.sum ?? 0).toBe(rows.reduce((sum, [counted, reported]) => sum + (counted ?? reported ?? 0), 0))
    }))
  })
})

describe('what was reported of a cell', () => {
  const line = (place: string, value: number | null, more: Partial<ReportedLine> = {}): ReportedLine => ({ measure: 'meetings_held', dimension: '', place, value, missing: value === null ? 'not_applicable' : null, figureId: 5, ...more })
  const key = { measure: 'meetings_held', dimension: '' } as const
  test.each([
    ['the whole, whatever its places say', [line('', 54), line('a', 17)], 54], ['else the sum of places', [line('a', 17), line('b', 31), line('c', 6)], 54], ['one place is it', [line('a', 611)], 611], ['a place without a number leaves no sum', [line('a', 1), line('b', null)], null],
  ] as const)('%s', (_, lines, value) => { expect(reportedWhole([...lines], key)?.value).toBe(value) })
  test('different people of two places are not added', () => { expect(reportedWhole([line('a', 3, { measure: 'attendees_distinct' }), line('b', 4, { measure: 'attendees_distinct' })], { measure: 'attendees_distinct', dimension: '' })).toBeUndefined() })
})

test('subtotals and wholes come of the leaves, and of overlapping parts none', () => {
  const parts = [{ code: 'a', total: 'subtotal' }, { code: 'b', total: 'subtotal' }, { code: 'subtotal', total: '' }, { code: 'organizer', total: '' }]
  const leaves = new Map([['a', 2], ['b', 3], ['organizer', 4]].map(([code, value]) => [keyOf({ measure: 'attendees_extended', dimension: String(code) }), Number(value)]))
  const all = withTotals(leaves, 'attendees_extended', parts)
  expect([all.get('attendees_extended|subtotal'), all.get('attendees_extended|')]).toEqual([5, 9])
  expect(withTotals(new Map([['cases_by_function|a', 600]]), 'cases_by_function', [{ code: 'a', total: null }]).size).toBe(1)
})
