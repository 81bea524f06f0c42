import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { speaking, type Say, type TextKey } from '../../../server/base/texts.ts'
import { day, dayOrBlank, fiscalYear, flag, oneOf, text, whole, wholeOrBlank } from '../../../server/office/table-imports/cells.ts'
import { texts } from '../../../server/texts.ts'

const say: Say = speaking(texts, 'ja')
const read = <T>(cell: { read: (cell: string, ground: unknown, say: Say) => { value: T } | { reason: { key: string } } }, typed: string) => {
  const answer = cell.read(typed, null, say)
  return 'reason' in answer ? answer.reason.key : answer.value
}

describe('cells', () => {
  test.each([
    [text({ max: 5 }), ' ＡＢ ', 'ＡＢ'], [text({ max: 2 }), 'abc', 'tableImports.tooLong'], [text({ max: 2, required: true }), '　', 'tableImports.blankCell'], [text({ max: 2 }), '', ''],
    [whole(), '１，２００', 1200], [whole(), '7.0', 7], [whole(), '7.5', 'tableImports.noWhole'], [whole(), '', 'tableImports.blankCell'], [whole({ max: 9 }), '10', 'tableImports.noWhole'], [whole(), '-1', 'tableImports.noWhole'], [whole(), '十', 'tableImports.noWhole'],
    [wholeOrBlank(), '', null], [wholeOrBlank(), '0', 0],
    [day(), 'R3.5.27', '2021-05-27'], [day(), '2021/5/27', '2021-05-27'], [day(), '2021-05-27', '2021-05-27'], [day(), '5月27日', 'tableImports.noDay'], [day(), '2021-02-30', 'tableImports.noDay'], [dayOrBlank(), '', null],
    [fiscalYear(), '令和3年度', 2021], [fiscalYear(), 'H31', 2019], [fiscalYear(), '1890', 'tableImports.noYear'],
    [flag(), '○', true], [flag(), '', false], [flag(), '×', false], [flag(), '0', false], [flag(), '1', true],
  ])('%#: %j is read as %j', (cell, typed, meant) => { expect(read(cell as never, typed as string)).toBe(meant) })

  const states = oneOf({ texts, words: { open: 'tableFiles.states.open', taken: 'tableFiles.states.taken' } satisfies Record<string, TextKey>, also: { taken: ['済'] } })
  test.each([['確認中', 'open'], ['Taken in', 'taken'], ['taken', 'taken'], ['済', 'taken'], ['別', 'tableImports.notListed'], ['', 'tableImports.blankCell']])('one of several: %s is %s', (typed, meant) => {
    expect(read(states, typed)).toBe(meant)
  })

  test('what is written is read as it was', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2_147_483_647 }), (n) => { expect(read(whole(), whole().write(n, null, say))).toBe(n) }))
    fc.assert(fc.property(fc.date({ min: new Date('1950-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }), (date) => {
      const one = date.toISOString().slice(0, 10)
      expect(read(day(), day().write(one, null, say))).toBe(one)
    }))
  })
})
