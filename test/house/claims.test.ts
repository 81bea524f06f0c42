import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { rowsOfTama } from '../support/rows.ts'
import { bodyFor, holdings, openTo, waysOf } from '../support/ways.ts'

/** C02, C12: an id in a form is a claim. One of another municipality is answered, byte for byte, like one that never was. */
const house = await openHouse({ paper: plainPaper })
const { db } = house
const town = await settle(db)
const theirs = await rowsOfTama(db, town)
await db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tachikawa, saved_at: house.app.clock() }).execute()
await house.app.ready()
const never = 987_654
/** What a box asks for, by the end of its name. */
const foreign: Record<string, number> = {
  personId: town.traineeOfTama.person, organizationId: Number(theirs.organizations), enrollmentId: Number(theirs.enrollments),
  nominationId: Number(theirs.nominations), certificateId: Number(theirs.certificates), sheetId: Number(theirs.sheets), affiliationId: Number(theirs.affiliations),
}
interface Shape { properties?: Record<string, Shape>; items?: Shape }
const boxesOf = (shape: Shape, at = ''): string[] => Object.entries(shape.properties ?? {})
  .flatMap(([name, inner]) => (inner.items ? boxesOf(inner.items, `${at}${name}.0.`) : [`${at}${name}`]))
const lasting = (text: string) => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|req-\w+/g, '…')
  .replaceAll(new RegExp(`(?<![0-9])(${[...new Set(Object.values(foreign)), never].join('|')})(?![0-9])`, 'g'), 'ID')

test('what is claimed in a form is looked up within reach, in every form a municipality has', async () => {
  const clerk = await house.visitor(town.clerkOfTachikawa)
  const told: string[] = []
  let tried = 0
  for (const way of openTo(waysOf(house.app), 'municipality').filter(({ method, access }) => method === 'POST' && access !== 'anyone')) {
    const { schema } = house.app.routes.find(({ method, url }) => method === 'POST' && url === way.url)!
    for (const box of boxesOf((schema.body ?? {}) as Shape)) {
      const id = foreign[box.split('.').at(-1)!]
      if (id === undefined) continue
      const send = async (claimed: number) => {
        const before = await holdings(db)
        const { statusCode, body } = await clerk.post(way.at(), { ...bodyFor(schema.body), name: 'ZZA', [box.replace(/\w+$/, 'name')]: 'ZZA', [box]: String(claimed) })
        const after = await holdings(db)
        return { answer: `${statusCode} ${lasting(body)}`, changed: Object.keys(after).filter((table) => after[table] !== before[table] && table !== 'session') }
      }
      const [one, other] = [await send(id), await send(never)]
      tried += 1
      if (one.answer !== other.answer) told.push(`${way.url} ${box}: ${one.answer.slice(0, 3)} and ${other.answer.slice(0, 3)}`)
      if (one.changed.length > 0) told.push(`${way.url} ${box} changed ${one.changed.join()}`)
    }
  }
  expect(told).toEqual([])
  expect(tried).toBeGreaterThan(3)
}, 60_000)

test('whose a new row is, a municipality is not asked: it is theirs', async () => {
  const clerk = await house.visitor(town.clerkOfTachikawa)
  const form = { organization: 'ZZA包括', municipalityId: String(town.tama), 'fromOn.year': '2026', 'fromOn.month': '6', 'fromOn.day': '1' }
  await clerk.post(`/people/${town.trainee.person}/affiliations`, form)
  const rows = await db.selectFrom('affiliation').select('municipality_id').where('person_id', '=', town.trainee.person).execute()
  expect(rows).toEqual([{ municipality_id: town.tachikawa }])
  expect(await db.selectFrom('person').select('municipality_id').where('id', '=', town.trainee.person).executeTakeFirst()).toEqual({ municipality_id: town.tachikawa })
})
