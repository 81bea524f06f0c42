import { expect, test } from 'vitest'
import { inChange } from '../../server/base/change.ts'
import { drain } from '../../server/base/jobs.ts'
import { crew } from '../../server/crew.ts'
import { openHouse, type VisitorOf } from '../support/app.ts'
import { givePost, idOf, makePerson, settle, type Someone } from '../support/people.ts'
import { inMidYear, live } from '../support/living.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { allShownTo, lasting, waysToLook } from '../support/shown.ts'
import { openTo, type Way } from '../support/ways.ts'

/**
 * C03: whatever 多摩市 has changes no byte of what 立川市 is shown, by any way there is: pages, pieces, lists, counts, search,
 * papers, mail. So no figure can tell of it either. The same for an instructor and the cohort they do not teach.
 */
const house = await openHouse({ paper: plainPaper, now: '2026-09-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const at = new Date('2026-07-31T10:00:00+09:00')
await inMidYear(db, town, 'running')
const slotOfSecond = await idOf(db.insertInto('slot').values({ class_day_id: town.days[1]!, position: 1, title: '演習', starts_at: '09:30', ends_at: '12:00' }).returning('id'))
await live(db, town, { municipality: town.tachikawa, cohort: town.cohorts[0], slot: town.slots[0], mark: 'ZZA', from: 1, trainee: town.trainee })
await house.app.ready()

const ways = waysToLook(house.app)

/** The pieces of pages that htmx may ask for alone. */
async function piecesTo(guest: VisitorOf, open: readonly Way[]): Promise<Map<string, string>> {
  const shown = new Map<string, string>()
  for (const { at: to } of open) {
    const { body, statusCode } = await guest.get(to())
    if (statusCode !== 200) continue
    for (const [, id] of body.matchAll(/\shx-target="([^"]+)"/g)) {
      const piece = await guest.get(to(), { 'hx-request-type': 'partial', 'hx-target': id })
      shown.set(`${to()} ${id}`, `${piece.statusCode} ${lasting(piece.body)}`)
    }
  }
  return shown
}

const guests = { clerk: [town.clerkOfTachikawa, 'municipality'], trainee: [town.trainee, 'trainee'], instructor: [town.instructor, 'instructor'] } as const
const visitors = new Map(await Promise.all(Object.entries(guests).map(async ([name, [who, kind]]) => [name, { guest: await house.visitor(who), open: openTo(ways, kind) }] as const)))
const before = new Map<string, Map<string, string>>()
const piecesBefore = new Map<string, Map<string, string>>()

test('each of them finds pages, lists and papers of their own', async () => {
  for (const [name, { guest, open }] of visitors) {
    before.set(name, await allShownTo(guest, open))
    piecesBefore.set(name, await piecesTo(guest, open))
  }
  const clerk = [...before.get('clerk')!].filter(([, text]) => text.includes('ZZA'))
  expect(clerk.length).toBeGreaterThan(20)
  expect(piecesBefore.get('instructor')!.size).toBeGreaterThan(2)
}, 240_000)

test.each(Object.keys(guests))('all that another municipality has changes nothing for the %s', async (name) => {
  if (!await db.selectFrom('organization').select('id').where('name', 'like', 'ZZB%').executeTakeFirst()) {
    await live(db, town, { municipality: town.tama, cohort: town.cohorts[1], slot: slotOfSecond, mark: 'ZZB', from: 11, trainee: town.traineeOfTama })
    await givePost(db, await makePerson(db, 'ZZB二人目', 'ふたりめ', town.tama), 'municipality', town.tama, 'second@tama.test')
  }
  const { guest, open } = visitors.get(name)!
  const [after, piecesAfter] = [await allShownTo(guest, open), await piecesTo(guest, open)]
  const changed = [...[...after].filter(([address, text]) => before.get(name)!.get(address) !== text),
    ...[...piecesAfter].filter(([address, text]) => piecesBefore.get(name)!.get(address) !== text)]
  expect(changed.map(([address]) => address)).toEqual([])
  expect([...after, ...piecesAfter].filter(([, text]) => text.includes('ZZB')).map(([address]) => address)).toEqual([])
}, 240_000)

test('nor does it stand in any letter to them', async () => {
  const happened = (action: string, subject: string, detail = {}) =>
    inChange(db, { actor: null, scope: { of: 'all' }, now: at, random: (bytes) => new Uint8Array(bytes) }, async ({ log }) => log(action, subject, detail))
  const judgment = await idOf(db.insertInto('judgment').values({
    training_id: town.training, criteria_id: await idOf(db.insertInto('completion_criteria').values({ training_id: town.training, version: 1, rule: '{}', made_at: at }).returning('id')),
    state: 'confirmed', prepared_by: town.planner.person, prepared_at: at, confirmed_at: at, completed_on: '2026-09-18',
  }).returning('id'))
  for (const { id } of await db.selectFrom('enrollment').select('id').execute()) {
    await db.insertInto('judgment_line').values({ judgment_id: judgment, enrollment_id: id, proposal: 'completed', decision: 'completed', evidence: '[]' }).execute()
  }
  await happened('selection.announced', `training:${town.training}`)
  await happened('judgment.confirmed', `training:${town.training}`, { judgmentId: judgment })
  await happened('certificates.issued', `training:${town.training}`, { from: 1, to: 99 })
  for (const sheet of [1, 2]) await happened('sheet.accepted', `sheet:${sheet}`)
  await drain(house.crewHouse, crew)
  const { mails } = house.post
  const of = (someone: Someone) => mails.filter(({ to }) => to === `p${someone.person}@house.test`).map(({ subject, text }) => subject + text)
  for (const [who, other] of [[town.clerkOfTachikawa, 'ZZB'], [town.trainee, 'ZZB'], [town.clerkOfTama, 'ZZA'], [town.traineeOfTama, 'ZZA']] as const) {
    expect(of(who).length).toBeGreaterThan(1)
    expect(of(who).filter((text) => text.includes(other))).toEqual([])
  }
}, 60_000)
