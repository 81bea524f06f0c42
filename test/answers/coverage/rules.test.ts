import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byArea, byCenter, emptiedBy, placesFor, shippedRules, type Counted } from '../../../server/answers/coverage/rules.ts'

const person = (id: number, more: Partial<Counted> = {}): Counted => ({ id, name: `甲${id}`, kana: null, category: 'chair', organization: '北包括', organizationId: 1, organizationName: '北包括', organizationKind: 'support_center', areas: [10], ...more })
const centers = [{ id: 1, name: '北包括' }, { id: 2, name: '南包括' }], areas = [{ id: 10, name: '北' }, { id: 11, name: '川沿い' }, { id: 12, name: '南' }]
const office = { organizationId: 9, organizationName: '高齢課', organizationKind: 'municipal_office', areas: [] }, nowhere = { organizationId: null, organizationName: null, organizationKind: null, areas: [] }
const sum = ({ people }: { people: Record<string, number> }) => Object.values(people).reduce((all, n) => all + n, 0)

test('each person is in one row of centers, and nobody is dropped', () => {
  const rows = byCenter([person(1), person(2, office), person(3, nowhere), person(4, { organizationId: 2, organizationName: '南包括', category: 'adviser' })], centers)
  expect(rows.map((row) => [row.name ?? row.kind, sum(row)])).toEqual([['北包括', 1], ['南包括', 1], ['others', 1], ['unknown', 1]])
  const anybody = fc.record({ id: fc.nat(), organizationId: fc.constantFrom(1, 2, 9, null), organizationKind: fc.constantFrom('support_center', 'municipal_office'), category: fc.constantFrom('chair' as const, 'adviser' as const, 'case_presenter' as const, 'other' as const) })
  fc.assert(fc.property(fc.array(anybody), (people) => {
    expect(byCenter(people.map((more) => person(more.id, more)), centers).reduce((all, row) => all + sum(row), 0)).toBe(people.length)
  }))
})

test('a center of two areas is in both; who has no known area is a row of their own', () => {
  const rows = byArea([person(1, { areas: [10, 11] }), person(2, office), person(3, { areas: [99] })], areas)
  expect(rows.map((row) => [row.name ?? row.kind, sum(row)])).toEqual([['北', 1], ['川沿い', 1], ['南', 0], ['unknown', 2]])
})

test('what is empty once somebody is gone: the municipality first, then center and areas', () => {
  const people = [person(1), person(2), person(3, { category: 'adviser', areas: [10, 11] }), person(4, { ...office, category: 'case_presenter' }), person(5, { ...office, category: 'case_presenter' }), person(6, { category: 'other', organizationId: 2 })]
  expect(emptiedBy(people, areas).map(({ person: { id }, municipality, center, areas: empty }) => [id, municipality, center, empty])).toEqual([[3, true, '北包括', ['北', '川沿い']]])
  expect(emptiedBy([person(1), person(2, { organizationId: 2, organizationName: '南包括', areas: [12] })], areas).map(({ person: { id }, municipality, center }) => [id, municipality, center])).toEqual([[1, false, '北包括'], [2, false, '南包括']])
})

test.each<[string, { inPost: number; inTraining: number }, Partial<typeof shippedRules.chair>, number | null, number]>([
  ['nobody', { inPost: 0, inTraining: 0 }, {}, 4, 2], ['enough', { inPost: 3, inTraining: 0 }, {}, 4, 0], ['two, of whom one may go', { inPost: 2, inTraining: 0 }, {}, 4, 1], ['two, nobody goes', { inPost: 2, inTraining: 0 }, { lossPercent: 0 }, 4, 0],
  ['one in training', { inPost: 0, inTraining: 1 }, {}, 4, 1], ['the quota is the most', { inPost: 0, inTraining: 0 }, { wanted: 9 }, 3, 3], ['a most of its own', { inPost: 0, inTraining: 0 }, { wanted: 9, placesMax: 5 }, 3, 5],
  ['no quota', { inPost: 0, inTraining: 0 }, { wanted: 9 }, null, 9], ['more than wanted', { inPost: 40, inTraining: 9 }, {}, 4, 0],
])('places: %s', (_, has, rule, quota, places) => expect(placesFor(has, { ...shippedRules.chair, ...rule }, quota)).toBe(places))

test('places are never below none nor above the most, and more people never ask for more', () => {
  const n = fc.nat(99)
  fc.assert(fc.property(n, n, n, fc.nat(100), n, (inPost, inTraining, wanted, lossPercent, quota) => {
    const rule = { wanted, lossPercent, placesMax: null }
    const places = placesFor({ inPost, inTraining }, rule, quota)
    expect(places >= 0 && places <= quota).toBe(true)
    expect(placesFor({ inPost: inPost + 1, inTraining }, rule, quota)).toBeLessThanOrEqual(places)
  }))
})
