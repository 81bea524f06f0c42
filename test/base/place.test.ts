import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { placeOf } from '../../server/base/place.ts'

const app = fastify()
for (const url of ['/courses', '/courses/new', '/courses/:id', '/courses/:id/edit', '/sheets/:id', '/class-days/:id']) app.get(url, async (request) => placeOf(request))
for (const url of ['/courses', '/courses/:id', '/courses/:id/modules', '/sheets/:id/return', '/slots/:id/roll']) app.post(url, async (request) => placeOf(request))

test.each([
  ['/courses', '/courses/new'], ['/courses/3', '/courses/3/edit'], ['/courses/3/modules', '/courses/3'],
  ['/sheets/7/return?a=b', '/sheets/7'], ['/slots/9/roll', '/'],
])('the page that comes back from %s is found again at %s', async (sentTo, place) => {
  expect((await app.inject({ method: 'POST', url: sentTo })).body).toBe(place)
})

test('where the form was opened comes first, unless the form was sent from its own answer or from elsewhere', async () => {
  const from = async (referer: string) => (await app.inject({ method: 'POST', url: '/slots/9/roll', headers: { host: 'house.test', referer } })).body
  expect(await from('https://house.test/class-days/4?slot=9')).toBe('/class-days/4?slot=9')
  expect(await from('https://house.test/slots/9/roll')).toBe('/')
  expect(await from('https://evil.test/class-days/4')).toBe('/')
})

test('a page that is read is where it is, with what was asked of it', async () => {
  expect((await app.inject('/courses?year=2026')).body).toBe('/courses?year=2026')
})
