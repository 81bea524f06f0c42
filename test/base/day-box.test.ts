import Type from 'typebox'
import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { DayBox } from '../../server/base/forms.ts'

test.each([
  ['2026-06-15', 200], ['2028-02-29', 200], ['1965-01-31', 200],
  ['2026-02-30', 400], ['2026-13-01', 400], ['2026-6-5', 400], ['0001-01-01', 400], ['', 400], ['2026-06-15T10:00', 400], ['2026-06-15\n', 400],
])('a box for a day takes days that exist: %j is %i', async (day, status) => {
  const app = fastify({ ajv: { customOptions: { keywords: ['as'] } } })
  app.post('/', { schema: { body: Type.Object({ day: DayBox('part.day') }) } }, async () => 'yes')
  expect((await app.inject({ method: 'POST', url: '/', payload: { day } })).statusCode).toBe(status)
})
