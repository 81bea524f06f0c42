import { expect, test } from 'vitest'
import { inChange, type Change } from '../../../server/base/change.ts'
import { personFor, type Named } from '../../../server/who/people/changes.ts'
import { findPerson, knownPeople } from '../../../server/who/people/queries.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const { db } = await openHouse()
const town = await settle(db)
const own = { of: 'municipality', municipalityId: town.tachikawa } as const

const change = <T>(work: (change: Change) => Promise<T>) => inChange(db, {
  actor: null, scope: { of: 'all' }, now: new Date('2026-06-15T10:00:00+09:00'), random: (bytes) => new Uint8Array(bytes),
}, async (change) => { change.log('test.worked', 'test:1'); return work(change) })

const named: Named = {
  municipalityId: town.tachikawa, name: '髙﨑 神子', kana: 'たかさき しんこ', professionCode: 'public_health_nurse',
  affiliation: 'みずべ地域包括支援センター', email: 'shinko@house.test', category: 'adviser',
}

test('a new person is kept exactly as typed, with profession and affiliation', async () => {
  const id = await change((c) => personFor(c, named))
  expect(await findPerson(db, own, id)).toEqual({
    id, municipalityId: town.tachikawa, name: '髙﨑 神子', kana: 'たかさき　しんこ', email: 'shinko@house.test',
    affiliation: 'みずべ地域包括支援センター', organizationId: null, category: 'adviser',
    professionCode: 'public_health_nurse', profession: '保健師', professionEn: 'Public health nurse',
  })
  expect(await db.selectFrom('audit_line').select(['action', 'subject']).where('action', '<>', 'test.worked').execute())
    .toEqual([{ action: 'person.added', subject: `person:${id}` }])
})

test('the same name and kana is the same person, whatever variant and width they come in', async () => {
  const first = await change((c) => personFor(c, named))
  const again = await change((c) => personFor(c, { ...named, name: '高崎　神子', kana: 'ﾀｶｻｷ ｼﾝｺ', email: 'other@house.test' }))
  expect(again).toBe(first)
  expect((await findPerson(db, own, first))).toMatchObject({ name: '髙﨑 神子', email: 'shinko@house.test' })
})

test('a namesake of another line is somebody new, and each is found by affiliation afterwards', async () => {
  const first = await change((c) => personFor(c, named))
  const other = { ...named, affiliation: '多摩川病院', except: [first] }
  const second = await change((c) => personFor(c, other))
  expect(second).not.toBe(first)
  expect(await change((c) => personFor(c, { ...named, affiliation: '多摩川病院' }))).toBe(second)
})

test('the same name in another municipality is not this person, and is not seen', async () => {
  const there = await change((c) => personFor(c, { ...named, municipalityId: town.tama }))
  expect(await findPerson(db, own, there)).toBeUndefined()
  expect((await knownPeople(db, own, '髙﨑', 20)).map(({ id }) => id)).not.toContain(there)
  expect((await knownPeople(db, { of: 'all' }, '髙﨑', 20)).map(({ id }) => id)).toContain(there)
})

test.each(['高崎', 'たかさき', 'ﾀｶｻｷ', 'さき しん', '髙﨑 神'])('%s finds the person', async (words) => {
  expect((await knownPeople(db, own, words, 20)).map(({ name }) => name)).toContain('髙﨑 神子')
})

test.each(['  ', '%', '_', '\\'])('"%s" finds nobody', async (words) => {
  expect(await knownPeople(db, own, words, 20)).toEqual([])
})
