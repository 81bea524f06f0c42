import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scale, together, type Item, type Tally } from '../../../server/learning/questionnaires/rules.ts'
import { itemOfAll, itemOfGroup, type Counted, type ShownItem } from '../../../server/learning/questionnaires/showing.ts'

const options = ['あ', 'い', 'う', 'え'].map((ja) => ({ ja, en: ja }))
const itemOf = (kind: Item['kind']): Item => ({ id: 'q1', kind, label: '問', labelEn: 'Q', required: false, options: kind === 'scale5' ? [] : options })
const answers = (kind: Item['kind']) => kind === 'scale5' ? [...scale] : options.map(({ ja }) => ja)
const tallyOf = (kind: Item['kind'], counts: readonly number[]): Tally => {
  const people = counts.reduce((sum, count) => sum + count, 0)
  return { people, items: { q1: { asked: people, answered: people, counts: Object.fromEntries(answers(kind).map((answer, at) => [answer, counts[at]!])), texts: [] } } }
}
const once = (kind: Item['kind'], counts: readonly number[]): Counted[] => [{ wave: 1, tally: tallyOf(kind, counts) }]

/** All ways in which so many people can give so many answers. */
function ways(people: number, answers: number): number[][] {
  if (answers === 1) return [[people]]
  return Array.from({ length: people + 1 }, (_, first) => ways(people - first, answers - 1).map((rest) => [first, ...rest])).flat()
}

describe('what is shown of one item', () => {
  test.each<[string, number[], unknown]>([
    ['every step that enough chose', [0, 0, 6, 9, 15], [[['1'], 0], [['2'], 0], [['3'], 6], [['4'], 9], [['5'], 15]]],
    ['few at the low end join upwards', [1, 2, 6, 9, 15], [[['1', '2', '3'], 9], [['4'], 9], [['5'], 15]]],
    ['few at the high end join downwards', [0, 0, 6, 9, 2], [[['1'], 0], [['2'], 0], [['3'], 6], [['4', '5'], 11]]],
    ['few altogether are one number', [1, 1, 1, 1, 1], [[['1', '2', '3', '4', '5'], 5]]],
    ['fewer than five show nothing', [0, 0, 1, 1, 2], null],
  ])('%s', (_, counts, shown) => {
    const { parts } = itemOfAll(itemOf('scale5'), once('scale5', counts))
    expect(parts === null ? null : parts.map(({ answers, count }) => [answers, count])).toEqual(shown)
  })

  test('options that few chose are one number, with another so that none of them can be reckoned', () => {
    const { parts } = itemOfAll(itemOf('choice'), once('choice', [12, 3, 9, 7]))
    expect(parts).toEqual([{ answers: ['あ'], count: 12 }, { answers: ['え'], count: 7 }, { answers: ['い', 'う'], count: 12 }])
  })

  test('an option to tick is counted by itself; few who ticked it, or few who did not, stay unsaid', () => {
    const tally: Tally = { people: 30, items: { q1: { asked: 30, answered: 30, counts: { あ: 12, い: 3, う: 28, え: 0 }, texts: [] } } }
    expect(itemOfAll(itemOf('choices'), [{ wave: 1, tally }]).ticked).toEqual([
      { answer: 'あ', count: 12 }, { answer: 'い', count: null }, { answer: 'う', count: null }, { answer: 'え', count: 0 }])
  })

  test('the mean is that of all answers, and a span where some are joined: reckoned from what is shown, it tells no more', () => {
    expect(itemOfAll(itemOf('scale5'), once('scale5', [0, 0, 6, 9, 15])).mean).toEqual({ low: 4.3, high: 4.3 })
    expect(itemOfAll(itemOf('scale5'), once('scale5', [0, 1, 5, 9, 15])).mean).toEqual({ low: 4.1, high: 4.3 })
  })
})

describe('nobody who knows how it is done reckons how many gave an answer that few gave', () => {
  // Every result there can be of so many people: what looks the same must have come about in several ways, for each joined answer.
  test.each<[Item['kind'], number, number]>([['scale5', 5, 13], ['choice', 4, 18]])('%s', (kind, many, until) => {
    for (let people = 1; people <= until; people += 1) {
      const looks = Map.groupBy(ways(people, many), (counts) => JSON.stringify(itemOfAll(itemOf(kind), once(kind, counts))))
      for (const [look, alike] of looks) {
        const { parts } = JSON.parse(look) as ShownItem
        const hidden = parts === null ? answers(kind) : parts.filter(({ answers }) => answers.length > 1).flatMap(({ answers }) => answers)
        for (const answer of hidden) {
          const at = answers(kind).indexOf(answer)
          if (new Set(alike.map((counts) => counts[at])).size < 2) throw new Error(`${kind} ${look} is only ${JSON.stringify(alike)}`)
        }
        for (const { answers, count } of parts ?? []) if (count > 0 && count < 5) throw new Error(`${answers.join()} of ${look}`)
      }
    }
  }, 60_000)
})

const tally = (kind: Item['kind']) => fc.array(fc.nat({ max: 9 }), { minLength: answers(kind).length, maxLength: answers(kind).length })
  .filter((counts) => counts.reduce((sum, count) => sum + count, 0) >= 5).map((counts) => tallyOf(kind, counts))
const story = (kind: Item['kind']) => fc.array(fc.record({ group: fc.constantFrom('a', 'b', 'c'), wave: fc.integer({ min: 1, max: 3 }), tally: tally(kind) }), { minLength: 1, maxLength: 7 })

/** What a page shows as numbers: sets of answers, and how many. */
const partsIn = ({ parts }: ShownItem) => parts ?? []
const isSafe = (count: number) => count === 0 || count >= 5

describe('what is subtracted from what leaves nobody or at least five', () => {
  test.each(['scale5', 'choice'] as const)('%s: a group from all, and an earlier page from a later one', (kind) => {
    fc.assert(fc.property(story(kind), (blocks) => {
      const waves = [...new Set(blocks.map(({ wave }) => wave))].sort()
      const pages = waves.map((wave) => {
        const counted = blocks.filter((block) => block.wave <= wave)
        const groups = ['a', 'b', 'c'].map((name) => counted.filter(({ group }) => group === name))
        return { counted, all: itemOfAll(itemOf(kind), counted), groups: groups.map((own) => ({ own, shown: itemOfGroup(itemOf(kind), own, counted) })) }
      })
      const real = (own: readonly Counted[], set: readonly string[]) =>
        set.reduce((sum, answer) => sum + (together(own.map(({ tally }) => tally)).items.q1?.counts[answer] ?? 0), 0)
      for (const [at, { counted, all, groups }] of pages.entries()) {
        for (const { answers, count } of partsIn(all)) {
          expect(isSafe(count)).toBe(true)
          // Anything that a later page shows of the same answers, less what this page shows of them.
          for (const later of pages.slice(at + 1)) expect(isSafe(real(later.counted, answers) - count) || partsIn(later.all).every((part) => part.answers.join() !== answers.join())).toBe(true)
        }
        for (const { shown } of groups.filter(({ own }) => own.length > 0)) {
          for (const { answers, count } of partsIn(shown)) {
            expect(isSafe(count)).toBe(true)
            expect(isSafe(real(counted, answers) - count), 'all without this group').toBe(true)
            const ofAll = partsIn(all).map((part) => part.answers)
            expect(ofAll.every((part) => part.every((one) => answers.includes(one)) || part.every((one) => !answers.includes(one))), 'a part of a group is made of parts of all').toBe(true)
          }
        }
      }
    }), { numRuns: 300 })
  })

  test('a page of a later moment has the parts of the earlier one, or fewer', () => {
    fc.assert(fc.property(story('scale5'), (blocks) => {
      const waves = [...new Set(blocks.map(({ wave }) => wave))].sort()
      const shown = waves.map((wave) => itemOfAll(itemOf('scale5'), blocks.filter((block) => block.wave <= wave)))
      for (const [at, later] of shown.entries()) {
        if (at === 0) continue
        const ends = (item: ShownItem) => partsIn(item).map(({ answers }) => answers.at(-1))
        expect(ends(later).every((end) => ends(shown[at - 1]!).includes(end))).toBe(true)
      }
    }), { numRuns: 200 })
  })
})

describe('two tables beside each other, made of the same places', () => {
  const places = (kind: Item['kind']) => fc.array(fc.record({ cohort: fc.constantFrom('a', 'b'), town: fc.constantFrom('x', 'y', 'z'), wave: fc.integer({ min: 1, max: 2 }), tally: tally(kind) }), { minLength: 1, maxLength: 8 })
  test.each(['scale5', 'choice'] as const)('%s: what a group of one has beyond a group of the other leaves nobody or five, of every part shown', (kind) => {
    fc.assert(fc.property(places(kind), (blocks) => {
      const cohorts = ['a', 'b'].map((name) => blocks.filter(({ cohort }) => cohort === name)).filter((own) => own.length > 0)
      const towns = ['x', 'y', 'z'].map((name) => blocks.filter(({ town }) => town === name)).filter((own) => own.length > 0)
      for (const [one, other] of cohorts.flatMap((one) => towns.flatMap((other) => [[one, other], [other, one]] as const))) {
        const shown = partsIn(itemOfGroup(itemOf(kind), one, blocks))
        expect(partsIn(itemOfGroup(itemOf(kind), other, blocks)).map(({ answers }) => answers)).toEqual(shown.map(({ answers }) => answers))
        const beyond = one.filter((block) => !other.includes(block))
        for (const { answers } of shown) expect(isSafe(answers.reduce((sum, answer) => sum + (together(beyond.map(({ tally }) => tally)).items.q1?.counts[answer] ?? 0), 0))).toBe(true)
      }
    }), { numRuns: 300 })
  })
})
