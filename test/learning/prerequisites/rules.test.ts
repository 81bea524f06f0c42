import fc from 'fast-check'
import { expect, test } from 'vitest'
import { circleThrough, type Wait } from '../../../server/learning/prerequisites/rules.ts'

const wait = (lessonId: number, needsId: number): Wait => ({ lessonId, needsId })

test.each<[string, number, number[], Wait[], number[] | null]>([
  ['nothing', 1, [], [wait(2, 3)], null],
  ['another lesson', 1, [2], [], null],
  ['a row of lessons', 1, [2], [wait(2, 3), wait(3, 4)], null],
  ['two that wait for the same', 1, [2, 3], [wait(2, 4), wait(3, 4)], null],
  ['itself', 1, [1], [], [1, 1]],
  ['one that waits for it', 1, [2], [wait(2, 1)], [1, 2, 1]],
  ['one far behind that waits for it', 1, [5, 2], [wait(2, 3), wait(3, 4), wait(4, 1)], [1, 2, 3, 4, 1]],
  ['what replaces the old waits of the lesson', 1, [3], [wait(1, 2), wait(2, 1)], null],
])('waiting for %s', (_, lesson, needs, waits, circle) => {
  expect(circleThrough(lesson, needs, waits)).toEqual(circle)
})

/** Choices of a course's maker, one after the other; each is taken only when no circle closes. */
const choices = fc.array(fc.record({ lesson: fc.integer({ min: 1, max: 8 }), needs: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }) }), { maxLength: 40 })

test('whatever is chosen, every lesson of a course can be reached, and a circle that is named is one', () => {
  fc.assert(fc.property(choices, (chosen) => {
    let waits: Wait[] = []
    for (const { lesson, needs } of chosen) {
      const circle = circleThrough(lesson, needs, waits)
      const wished = [...waits.filter(({ lessonId }) => lessonId !== lesson), ...needs.map((id) => wait(lesson, id))]
      if (circle === null) { waits = wished; continue }
      expect([circle[0], circle.at(-1)]).toEqual([lesson, lesson])
      for (const [n, id] of circle.slice(1).entries()) expect(wished).toContainEqual(wait(circle[n]!, id))
    }
    // Lessons are done one by one, each when all it waits for is done: none may be left.
    const done = new Set<number>()
    for (let before = -1; before !== done.size;) {
      before = done.size
      for (let id = 1; id <= 8; id += 1) if (waits.every(({ lessonId, needsId }) => lessonId !== id || done.has(needsId))) done.add(id)
    }
    expect(done.size).toBe(8)
  }))
})
