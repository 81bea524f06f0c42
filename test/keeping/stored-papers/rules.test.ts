import fc from 'fast-check'
import { expect, test } from 'vitest'
import { damagesAfter, isTimeToLook, nextRound, type DamageKind } from '../../../server/keeping/stored-papers/rules.ts'

test.each([['2027-04-01T00:59:59+09:00', false], ['2027-04-01T01:00:00+09:00', true], ['2027-04-01T04:59:59+09:00', true], ['2027-04-01T05:00:00+09:00', false], ['2027-04-01T13:00:00+09:00', false]])(
  'at %s papers are looked at: %s', (at, isTime) => {
    expect(isTimeToLook(new Date(at))).toBe(isTime)
  })

const round = { id: 1, night: '2027-03-31', afterId: 9, lookedAt: 9, endedAt: new Date('2027-03-31T02:00:00+09:00') }
test.each([
  ['before any', undefined, '2027-03-31', 'begin'], ['in the same night', round, '2027-03-31', 'nothing'], ['the night after, over 31 March', round, '2027-04-01', 'begin'],
  ['broken off tonight', { ...round, endedAt: null }, '2027-03-31', 'go on'], ['broken off some nights ago', { ...round, endedAt: null }, '2027-04-03', 'go on'],
  ['with a clock put back', round, '2027-03-30', 'nothing'],
] as const)('%s', (_, last, today, next) => {
  expect(nextRound(last, today)).toBe(next)
})

test('a round finds each damage once, and settles what is well again', () => {
  const look = fc.record({ fileId: fc.integer({ min: 1, max: 30 }), kind: fc.constantFrom<DamageKind | null>('missing', 'changed', null) })
  fc.assert(fc.property(fc.uniqueArray(look, { selector: ({ fileId }) => fileId }), fc.uniqueArray(fc.integer({ min: 1, max: 30 })), (looks, open) => {
    const { found, restored } = damagesAfter(looks, new Set(open))
    const after = new Set([...open.filter((id) => !restored.includes(id)), ...found.map(({ fileId }) => fileId)])
    for (const { fileId, kind } of looks) expect(after.has(fileId)).toBe(kind !== null)
    expect(found.filter(({ fileId }) => open.includes(fileId))).toEqual([])
  }))
})
