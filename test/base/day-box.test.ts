import Type from 'typebox'
import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { DayBox, readBoxes } from '../../server/base/forms.ts'

test.each([
  ['2026-06-15', 200], ['2028-02-29', 200], ['1965-01-31', 200],
  ['2026-02-30', 400], ['2026-13-01', 400], ['2026-6-5', 400], ['0001-01-01', 400], ['', 400], ['2026-06-15T10:00', 400], ['2026-06-15\n', 400],
])('a box for a day takes days that exist: %j is %i', async (day, status) => {
  const app = fastify({ ajv: { customOptions: { keywords: ['as'] } } })
  app.post('/', { schema: { body: Type.Object({ day: DayBox('part.day') }) } }, async () => 'yes')
  expect((await app.inject({ method: 'POST', url: '/', payload: { day } })).statusCode).toBe(status)
})

test.each([
  ['heldOn.year=2026&heldOn.month=6&heldOn.day=15', '2026-06-15'], ['heldOn.year=R8&heldOn.month=６月&heldOn.day=１５', '2026-06-15'],
  ['heldOn.year=2026&heldOn.month=2&heldOn.day=30', '2026-2-30'], ['heldOn.year=&heldOn.month=&heldOn.day=', undefined],
  ['heldOn.year=2026&heldOn.year=2027&heldOn.month=6&heldOn.day=15', '?-6-15'], ['heldOn.year.more=2026&heldOn.month=6&heldOn.day=15', '?-6-15'],
])('three boxes are one day, or what was typed: %s', (body, day) => {
  expect(readBoxes(body).heldOn).toBe(day)
})
