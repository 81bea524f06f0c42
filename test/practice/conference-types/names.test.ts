import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { centerNamed, distance, nearest, typeNamed } from '../../../server/practice/conference-types/names.ts'
import { frequenciesTyped, whyNotLevel, whyNotRemoveType } from '../../../server/practice/conference-types/rules.ts'

const centers = [{ id: 1, name: '明第1' }, { id: 2, name: '松戸市明第2西地域包括支援センター' }, { id: 3, name: '小金' }, { id: 4, name: '小金原' }]
const type = (id: number, name: string, level: 'individual' | 'area' | 'municipality', subtype: 'self_reliance' | null = null) => ({ id, name, nameEn: '', code: '', level, subtype })
const types = [type(1, '地域包括ケア推進会議', 'area'), type(2, '地域個別ケア会議', 'individual'), type(3, '自立支援型個別ケア会議', 'individual', 'self_reliance')]

describe('names in a file', () => {
  test.each([['明第1', 1], ['明第２西', 2], ['明第2西包括', 2], ['小金', 3], ['小金原地域包括支援センター', 4]])('%s is a center', (typed, value) => {
    expect(centerNamed(typed, centers)).toEqual({ value })
  })
  test.each([['明第3', '明第1'], ['小金腹', '小金']])('%s is told with the nearest', (typed, name) => {
    expect(centerNamed(typed, centers)).toEqual({ reason: { key: 'conferenceTypes.meantCenter', data: { name } } })
  })
  test('nothing like it is told alone', () => {
    expect(centerNamed('横浜駅西口出張所', centers)).toEqual({ reason: { key: 'conferenceTypes.noSuchCenter' } })
  })
  test.each([['promotion', 1], ['individual', 2], ['self_reliance', 3], ['地域個別ケア会議', 2]])('%s is a type', (typed, value) => {
    expect(typeNamed(typed, types)).toEqual({ value })
  })
  test('a word that means two types is none', () => {
    expect(typeNamed('individual', [...types, type(4, '困難事例検討会', 'individual')])).toHaveProperty('reason')
    expect(typeNamed('地域個別会議', types)).toEqual({ reason: { key: 'conferenceTypes.meant', data: { name: '地域個別ケア会議' } } })
  })
  test('distance is that of edits', () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
      expect(distance(one, one)).toBe(0)
      expect(distance(one, other)).toBe(distance(other, one))
      expect(distance(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length))
    }))
    expect(nearest('', [])).toBeNull()
  })
})

describe('frequencies', () => {
  test('a scope each; one number is both; blank rows are none', () => {
    expect(frequenciesTyped([{ scope: 'municipality', timesMax: 12 }, {}, { scope: 'center', timesMin: 1, timesMax: 2, per: 'year' }, { scope: 'center', everyMonths: 2 }])).toMatchObject({
      problems: [], frequencies: [{ scope: 'municipality', timesMin: 12, timesMax: 12, per: 'year', everyMonths: null }, { timesMin: 1, timesMax: 2 }, { everyMonths: 2, per: null, timesMax: null }],
    })
  })
  test.each([[{ scope: 'center' as const, source: 'x' }, 'timesMin'], [{ timesMin: 3, timesMax: 2, scope: 'center' as const }, 'timesMax'], [{ timesMax: 2, everyMonths: 2, scope: 'center' as const }, 'everyMonths'], [{ timesMax: 2 }, 'scope']])('%j is told', (row, field) => {
    expect(frequenciesTyped([row]).problems.map((one) => one.field)).toEqual([`frequencies.0.${field}`])
  })
})

test('what has conferences stays, and stays of the whole or of areas', () => {
  expect([whyNotRemoveType({ conferences: 0 }), whyNotRemoveType({ conferences: 1 })?.key]).toEqual([null, 'conferenceTypes.hasConferences'])
  expect([whyNotLevel({ level: 'area', conferences: 1 }, 'individual'), whyNotLevel({ level: 'area', conferences: 0 }, 'municipality'), whyNotLevel({ level: 'area', conferences: 1 }, 'municipality')?.key]).toEqual([null, null, 'conferenceTypes.levelStays'])
})
