import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { writeEverywhere } from '../support/hostile.ts'
import { settle, type Someone } from '../support/people.ts'
import type { Kind } from '../../server/base/policy.ts'
import { kinds, openTo, waysOf } from '../support/ways.ts'

const house = await openHouse({ demo: true, typesAnything: true })
const town = await settle(house.db)
await house.app.ready()
const gets = waysOf(house.app).filter(({ method }) => method === 'GET')

const written = `<img src=x onerror=alert(1)>'"<%= 7*7 %>{name}<b hx-get="/x">`

test('what people wrote is shown as text, wherever it is shown', async () => {
  expect(await writeEverywhere(house.db, written), 'columns that took the words').toBeGreaterThan(20)
  const [alive, shown]: [string[], string[]] = [[], []]
  for (const [kind, name] of Object.entries(kinds)) {
    const visitor = await house.visitor(town[name] as Someone)
    for (const { at, url } of openTo(gets, kind as Kind).filter(({ url }) => !url.startsWith('/styleguide'))) {
      const { body, headers, statusCode } = await visitor.get(at())
      if (statusCode >= 500) alive.push(`${url} as ${name}: ${statusCode}`)
      if (!String(headers['content-type']).startsWith('text/html')) continue
      if (/<img src=x|<b hx-get|\b49\{name\}/.test(body)) alive.push(`${url} as ${name}`)
      if (body.includes('&lt;img src=x')) shown.push(url)
    }
  }
  expect(alive).toEqual([])
  expect(shown.length, 'pages that show the words').toBeGreaterThan(0)
}, 180_000)
