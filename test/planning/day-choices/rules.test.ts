import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divide, whyNotChoose, whyNotPut, whyNotSeats, whyNotTakeOut, whyNotThisChoice, type Alternative } from '../../../server/planning/day-choices/rules.ts'

const [first, second] = [{ heldOn: '2026-07-01' }, { heldOn: '2026-07-02' }]
test.each([
  ['two days and an end before them', { closesOn: '2026-06-20', days: [first, second] }, null],
  ['one day is no choice', { closesOn: '2026-06-20', days: [first] }, ['days', 'dayChoices.twoAtLeast']],
  ['an end on the first day is too late', { closesOn: '2026-07-01', days: [second, first] }, ['closesOn', 'dayChoices.closesTooLate']],
])('a choice: %s', (_, choice, wrong) => {
  const answer = whyNotThisChoice(choice)
  expect(answer === null ? null : [answer.field, answer.reason.key]).toEqual(wrong)
})

const day = (more: Partial<Alternative> = {}): Alternative => ({ id: 1, heldOn: '2026-07-01', seats: 2, taken: 1, ...more })
test.each<[string, string | null, string | undefined]>([
  ['on the last day', whyNotChoose('2026-06-20', day(), null, '2026-06-20')?.key ?? null, undefined],
  ['a day later', whyNotChoose('2026-06-20', day(), null, '2026-06-21')?.key ?? null, 'dayChoices.isClosed'],
  ['a full day', whyNotChoose('2026-06-20', day({ taken: 2 }), null, '2026-06-20')?.key ?? null, 'dayChoices.isFull'],
  ['the own day, though full', whyNotChoose('2026-06-20', day({ taken: 2 }), 1, '2026-06-20')?.key ?? null, undefined],
  ['a day without a limit', whyNotChoose('2026-06-20', day({ seats: null, taken: 999 }), null, '2026-06-20')?.key ?? null, undefined],
  ['by the office, after the end', whyNotPut(day(), null)?.key ?? null, undefined],
  ['by the office, beyond the seats', whyNotPut(day({ taken: 2 }), null)?.key ?? null, 'dayChoices.isFull'],
  ['a day that people chose stays', whyNotTakeOut(day())?.key ?? null, 'dayChoices.isChosen'],
  ['one that nobody chose goes', whyNotTakeOut(day({ taken: 0 }))?.key ?? null, undefined],
  ['fewer seats than people', whyNotSeats(day({ seats: 2, taken: 3 }))?.key ?? null, 'dayChoices.fewerThanChosen'],
  ['no limit', whyNotSeats(day({ seats: null, taken: 3 }))?.key ?? null, undefined],
])('a day to choose: %s', (_, key, wanted) => expect(key).toBe(wanted ?? null))

const days = fc.array(fc.record({ seats: fc.option(fc.integer({ min: 1, max: 6 })), taken: fc.integer({ min: 0, max: 8 }) }), { minLength: 2, maxLength: 5 })
  .map((all): Alternative[] => all.map(({ seats, taken }, n) => ({ id: n + 1, heldOn: `2026-07-0${n + 1}`, seats, taken: seats === null ? taken : Math.min(seats, taken) })))

test('whoever has not chosen gets a day: within its seats, all while there are any, evenly, and the same each time', () => {
  fc.assert(fc.property(days, fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 20 }), (all, unchosen) => {
    const given = divide(unchosen, all)
    const after = all.map((one) => ({ ...one, added: [...given.values()].filter((id) => id === one.id).length }))
    for (const { seats, taken, added } of after) if (seats !== null) expect(taken + added).toBeLessThanOrEqual(seats)
    const free = all.reduce((sum, { seats, taken }) => sum + (seats === null ? Infinity : seats - taken), 0)
    expect([...given.keys()]).toEqual(unchosen.slice(0, free))
    // Nobody was put on a day while another one with a seat had two people less.
    for (const one of after) for (const other of after) {
      const otherHasRoom = other.seats === null || other.taken + other.added < other.seats
      if (one.added > 0 && otherHasRoom) expect(one.taken + one.added).toBeLessThanOrEqual(other.taken + other.added + 1)
    }
    expect(divide(unchosen, all.toReversed())).toEqual(given)
  }))
})
