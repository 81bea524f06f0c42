import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Scope } from '../../server/base/access.ts'
import type { Day } from '../../server/base/days.ts'
import { prepared } from '../../server/base/prepared.ts'
import { within } from '../../server/base/within.ts'
import { openHouse } from '../support/app.ts'
import { statementsOf } from '../support/statements.ts'

const { db } = await openHouse()
await db.insertInto('municipality').values([{ code: '130001', name: '北町', name_en: 'Kita', kana: 'きたまち', kind: 'town' }, { code: '130002', name: '南町', name_en: 'Minami', kana: 'みなみまち', kind: 'town' }]).execute()
const [north, south] = (await db.selectFrom('municipality').select('id').orderBy('code').execute()).map(({ id }) => id) as [number, number]
const of = (municipalityId: number): Scope => ({ of: 'municipality', municipalityId })

let built = 0
const named = prepared((db, { scope, like, most }: { scope: Scope; like: string; most: number }) => {
  built += 1
  return db.selectFrom('municipality as m').select('m.name').where('m.name', 'like', like)
    .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null::int` })).orderBy('m.code').limit(most)
})

test('a prepared question is built once for each kind of scope, and answers whoever asks with their own rows', async () => {
  built = 0
  expect(await named(db, { scope: of(north), like: '%町', most: 5 })).toEqual([{ name: '北町' }])
  expect(await named(db, { scope: of(south), like: '%町', most: 5 })).toEqual([{ name: '南町' }])
  expect(await named(db, { scope: of(south), like: '北%', most: 5 })).toEqual([])
  expect(await named(db, { scope: { of: 'all' }, like: '%町', most: 5 })).toEqual([{ name: '北町' }, { name: '南町' }])
  expect(await named(db, { scope: { of: 'all' }, like: '%町', most: 1 })).toEqual([{ name: '北町' }])
  expect(await named(db, { scope: { of: 'public' }, like: '%町', most: 5 })).toEqual([])
  expect(built).toBe(3)
})

test('many who ask at once are told each their own', async () => {
  const asked = Array.from({ length: 40 }, (_, n) => n % 2 === 0 ? north : south)
  const told = await Promise.all(asked.map((id) => named(db, { scope: of(id), like: '%', most: 5 })))
  expect(told.map(([row]) => row!.name)).toEqual(asked.map((id) => id === north ? '北町' : '南町'))
})

test('a value named like an id of the scope is not taken for it', async () => {
  const both = prepared((db, { scope, municipalityId }: { scope: Scope; municipalityId: number }) => db.selectFrom('municipality as m').select('m.name')
    .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null::int` })).where('m.id', '=', municipalityId))
  expect(await both(db, { scope: of(north), municipalityId: south })).toEqual([])
  expect(await both(db, { scope: of(north), municipalityId: north })).toEqual([{ name: '北町' }])
})

test('a question whose words depend on a value is refused when it is built', async () => {
  const dated = prepared((db, { day }: { day: Day }) => db.selectFrom('municipality').select('id').where('name', '=', `${day}`))
  await expect(dated(db, { day: '2026-11-24' })).rejects.toThrow('cannot depend on day')
})

test('asked by a page or inside a change, it is the same statement', async () => {
  const asked = await statementsOf(db, async () => {
    await named(db, { scope: { of: 'all' }, like: '%町', most: 5 })
    await db.transaction().execute((tx) => named(tx, { scope: { of: 'all' }, like: '%町', most: 5 }))
  })
  expect(new Set(asked).size).toBe(1)
})
