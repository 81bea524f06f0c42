import { describe, expect, test } from 'vitest'
import { partsInLines, partsTyped, problemsOfClosing, problemsOfYears, whyNotEdit } from '../../../server/practice/statistic-measures/rules.ts'

describe('parts, one a line', () => {
  test('code, names and the subtotal they add to', () => {
    const { parts, problem } = partsTyped('aa | 甲 | A | sub\nbb｜乙｜｜sub\n\nsub | 小計 | Subtotal', false)
    expect([problem, parts]).toEqual([null, [{ code: 'aa', label: '甲', labelEn: 'A', total: 'sub' }, { code: 'bb', label: '乙', labelEn: '', total: 'sub' }, { code: 'sub', label: '小計', labelEn: 'Subtotal', total: '' }]])
    expect(partsTyped(partsInLines(parts), false)).toEqual({ parts, problem: null })
    expect(partsTyped('aa | 甲 | A | sub', true).parts[0]!.total).toBeNull()
  })
  test.each([
    ['Aa | 甲', 'statisticMeasures.partUnread'], ['aa', 'statisticMeasures.partUnread'], ['aa | 甲\naa | 乙', 'statisticMeasures.partTwice'], ['aa | 甲\nbb | 甲', 'statisticMeasures.partTwice'], ['aa | 甲 | A | zz', 'statisticMeasures.totalUnknown'], ['aa | 甲 | A | aa', 'statisticMeasures.totalUnknown'],
  ])('%j is told', (text, key) => { expect(partsTyped(text, false).problem?.key).toBe(key) })
})

test('a used definition is not changed, and two of one code never hold in the same year', () => {
  expect([whyNotEdit({ used: 0 }), whyNotEdit({ used: 1 })?.key]).toEqual([null, 'statisticMeasures.isUsed'])
  const years = (fromYear: number, toYear: number | null) => problemsOfYears({ fromYear: 2025, toYear: null }, [{ fromYear, toYear }]).length
  expect([years(2000, null), years(2000, 2024), years(2000, 2025), years(2030, null)]).toEqual([1, 0, 1, 1])
  expect(problemsOfClosing({ fromYear: 2020, toYear: null }, 2019, null)[0]?.reason.key).toBe('statisticMeasures.endsBefore')
  expect(problemsOfClosing({ fromYear: 2020, toYear: null }, 2023, 2024)[0]?.reason.key).toBe('statisticMeasures.usedLater')
  expect(problemsOfClosing({ fromYear: 2020, toYear: null }, 2024, 2024)).toEqual([])
})
