import { expect, test } from 'vitest'
import { figures, parts } from '../../../server/answers/definitions/figures.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { sources } from '../../support/source.ts'

const house = await openHouse()
const town = await settle(house.db)
const all = parts.flatMap((part) => [...figures[part]]) as string[]

test.each(['planner', 'clerkOfTachikawa', 'trainee', 'instructor', 'expert', 'administrator', 'contractor'] as const)('what a figure means is open to a %s, in both languages, at its own name', async (who) => {
  const visitor = await house.visitor(town[who])
  for (const language of ['ja', 'en'] as const) {
    const { statusCode, body } = await visitor.get('/definitions', {}, { language })
    expect(statusCode).toBe(200)
    expect([...body.matchAll(/<article class="definition" id="(\w+)">/g)].map(([, id]) => id)).toEqual(all)
  }
})

test('a stranger is asked to sign in', async () => {
  expect((await house.stranger().get('/definitions')).statusCode).toBe(303)
})

test('every way to a meaning that a view names leads to one', () => {
  const named = sources('views', '.eta').flatMap(({ text }) => [...text.matchAll(/meaning: \{ of: '(\w+)'/g), ...text.matchAll(/\bmeaning\('(\w+)'\)/g)].map(([, of]) => of!))
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((of) => !all.includes(of))).toEqual([])
})

test('a target of any measure leads to the meaning of what it counts', () => {
  for (const measure of ['capacity', 'nominated', 'selected', 'attended', 'completed', 'municipalities', 'model_municipalities', 'cohorts', 'meetings']) expect(all).toContain(measure)
})
