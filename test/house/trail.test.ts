import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openHouse } from '../support/app.ts'
import { settle } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { rowsOfTama } from '../support/rows.ts'
import { soon } from '../support/soon.ts'
import { kinds, openTo, waysOf } from '../support/ways.ts'

/** C60, C62: whoever looked at another person's data is written down, and what is written down stays. */
const house = await openHouse({ paper: plainPaper })
const { db } = house
const town = await settle(db)
await rowsOfTama(db, town)
await house.app.ready()
const ways = waysOf(house.app).filter(({ method, access }) => method === 'GET' && access !== 'anyone')

test('every page on which another person stands by name leaves a line of who looked', async () => {
  const named: { url: string; kind: string; person: number }[] = []
  for (const kind of ['prefecture', 'contractor', 'municipality', 'administrator', 'instructor'] as const) {
    const who = town[kinds[kind]] as { person: number }
    const visitor = await house.visitor(town[kinds[kind]] as never)
    for (const { at, url } of openTo(ways, kind)) {
      const { statusCode, body } = await visitor.get(at())
      if (statusCode !== 200 || !/研 修子|学 習太/.test(body)) continue
      named.push({ url, kind, person: who.person })
    }
  }
  expect(named.length).toBeGreaterThan(10)
  await soon(async () => { // the line follows the answer
    const lines = await db.selectFrom('audit_line').select(['subject', 'person_id']).where('action', '=', 'seen').execute()
    const kept = new Set(lines.map(({ subject, person_id }) => `${subject} ${person_id}`))
    expect(named.filter(({ url, person }) => !kept.has(`page:${url} ${person}`))).toEqual([])
  })
}, 60_000)

test('a line says who, in which role and for which municipality, when and by which request', async () => {
  const clerk = await house.visitor(town.clerkOfTachikawa)
  await clerk.get('/people?q=ZZA')
  const line = await soon(() => db.selectFrom('audit_line').selectAll().where('subject', '=', 'page:/people')
    .where('person_id', '=', town.clerkOfTachikawa.person).orderBy('id', 'desc').executeTakeFirstOrThrow())
  expect(line).toMatchObject({ post_id: town.clerkOfTachikawa.post, municipality_id: town.tachikawa, at: house.app.clock(), request_id: expect.stringMatching(/^req-/) })
})

test.each([
  ['changed', sql`update audit_line set action = 'x'`], ['taken away', sql`delete from audit_line`],
])('no line is %s, whoever asks the database', async (_, ask) => {
  const before = await db.selectFrom('audit_line').selectAll().orderBy('id').execute()
  expect(before.length).toBeGreaterThan(0)
  await expect(ask.execute(db)).rejects.toThrow('only ever added')
  // A line of an answer that went out before may come in meanwhile: none of those that were there has changed.
  expect(await db.selectFrom('audit_line').selectAll().where('id', 'in', before.map(({ id }) => id)).orderBy('id').execute()).toEqual(before)
})
