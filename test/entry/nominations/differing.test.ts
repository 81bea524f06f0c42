import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differencesOf, withTheirs, type Written } from '../../../server/entry/nominations/differing.ts'
import { isBlank, type Line } from '../../../server/entry/nominations/lines.ts'

const text = fc.constantFrom('', '一', '二')
const line = (category: 'chair' | 'adviser') => fc.record({
  name: text, kana: text, affiliation: text, professionCode: fc.constantFrom(null, 'nurse'), experience: fc.constantFrom(null, 'planned' as const),
  wishedCohortId: fc.constantFrom(null, 1), team: fc.constantFrom(null, 1), email: text, reason: text,
}).map((cells): Omit<Line, 'rank'> => ({ category, personId: null, ...cells }))
const sheet: fc.Arbitrary<Written> = fc.record({
  contactName: text, contactPhone: text, contactEmail: text,
  nils: fc.dictionary(fc.constantFrom('chair', 'other'), text), chair: fc.array(line('chair'), { maxLength: 3 }), adviser: fc.array(line('adviser'), { maxLength: 2 }),
}).map(({ chair, adviser, ...rest }) => ({ ...rest, lines: [chair, adviser].flatMap((own) => own.map((one, n) => ({ ...one, rank: n + 1 })).filter((one) => !isBlank(one))) }))

test('two versions of a sheet: taking everywhere is theirs, nowhere is mine, and what was taken differs no more', () => {
  fc.assert(fc.property(sheet, sheet, fc.func(fc.boolean()), (mine, theirs, wants) => {
    const found = differencesOf(mine, theirs)
    expect(new Set(found.map(({ key }) => key)).size).toBe(found.length)
    expect(withTheirs(mine, theirs, [])).toEqual(mine)
    expect(differencesOf(withTheirs(mine, theirs, found.map(({ key }) => key)), theirs)).toEqual([])
    const chosen = found.map(({ key }) => key).filter(wants)
    const left = differencesOf(withTheirs(mine, theirs, chosen), theirs).map(({ key }) => key)
    expect(left.filter((key) => chosen.includes(key))).toEqual([])
  }))
})

test('what stands where the other typed nothing is never lost unless somebody says so', () => {
  fc.assert(fc.property(sheet, sheet, (mine, theirs) => {
    const kept = withTheirs(mine, theirs, differencesOf(mine, theirs).filter(({ preset }) => preset === 'theirs').map(({ key }) => key))
    const words = ({ lines }: Written) => lines.flatMap(({ category, rank, name, reason }) => [['name', name], ['reason', reason]].filter(([, said]) => said !== '').map(([cell]) => `${category}.${rank}.${cell}`))
    expect(words(kept).toSorted()).toEqual([...new Set([...words(mine), ...words(theirs)])].sort())
  }))
})

test('a name that is taken brings the person it is known by', () => {
  const one: Line = { category: 'chair', rank: 1, personId: null, applicantId: null, name: '田中', kana: '', affiliation: '', professionCode: null, experience: null, wishedCohortId: null, team: null, email: '', reason: '' }
  const written = (line: Line): Written => ({ contactName: '', contactPhone: '', contactEmail: '', nils: {}, lines: [line] })
  expect(withTheirs(written(one), written({ ...one, name: '田中 美咲', personId: 7, applicantId: 3 }), ['chair.1.name']).lines)
    .toEqual([{ ...one, name: '田中 美咲', personId: 7, applicantId: 3 }])
})
