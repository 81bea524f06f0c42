import { expect, test } from 'vitest'
import { extractText, getDocumentProxy } from 'unpdf'
import { inChange } from '../../server/base/change.ts'
import { drain } from '../../server/base/jobs.ts'
import { crew } from '../../server/crew.ts'
import { openHouse, type VisitorOf } from '../support/app.ts'
import { enroll, givePost, idOf, makePerson, settle, type Someone } from '../support/people.ts'
import { waysOf } from '../support/ways.ts'

/**
 * C03: whatever 多摩市 has changes no byte of what 立川市 is shown, by any way there is: pages, pieces, lists, counts, search,
 * papers, mail. So no figure can tell of it either. The same for an instructor and the cohort they do not teach.
 */
const house = await openHouse({ now: '2026-09-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const at = new Date('2026-07-31T10:00:00+09:00')
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
await db.updateTable('training').set({ state: 'running' }).execute()
await db.updateTable('call').set({ state: 'finished' }).execute()
const slotOfSecond = await idOf(db.insertInto('slot').values({ class_day_id: town.days[1]!, position: 1, title: '演習', starts_at: '09:30', ends_at: '12:00' }).returning('id'))
await live({ municipality: town.tachikawa, cohort: town.cohorts[0], slot: town.slots[0], mark: 'ZZA', from: 1, trainee: town.trainee })
await house.app.ready()

/** A municipality as it is in the middle of a year: people, a sheet, a selection, enrollments, a roll, letters and certificates. */
async function live({ municipality, cohort, slot, mark, from, trainee }: {
  municipality: number; cohort: number; slot: number; mark: string; from: number; trainee: Someone
}) {
  await db.insertInto('organization').values({ municipality_id: municipality, kind: 'support_center', name: `${mark}みどり包括`, name_key: `${mark}みどり` }).execute()
  const sheet = await idOf(db.insertInto('nomination_sheet').values({
    call_id: town.call, municipality_id: municipality, state: 'accepted', receipt: `${mark}-1`, saved_at: at, submitted_at: at, contact_name: `${mark}担当`,
  }).returning('id'))
  const selection = (await db.selectFrom('selection').select('id').executeTakeFirst())?.id ?? await idOf(db.insertInto('selection').values({
    training_id: town.training, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: at, announced_at: at,
  }).returning('id'))
  const others = await Promise.all([1, 2].map((n) => makePerson(db, `${mark}同名 ${n}`, 'おなじ なまえ', municipality)))
  for (const [n, person] of [trainee.person, ...others].entries()) {
    const nomination = await idOf(db.insertInto('nomination').values({
      sheet_id: sheet, call_id: town.call, municipality_id: municipality, person_id: person, category: 'adviser', rank: n + 1, name: `${mark}推薦 ${n}`, submitted: true,
    }).returning('id'))
    await db.insertInto('selection_line').values({ selection_id: selection, nomination_id: nomination, position: from + n, rule: 'first_rank', simulated_outcome: 'selected', outcome: 'selected', cohort_id: cohort }).execute()
    const enrollment = await enroll(db, town, person, from + n, { cohort, municipality })
    await db.updateTable('enrollment').set({ nomination_id: nomination, state: 'completed', completed_on: '2026-09-18', attended: true }).where('id', '=', enrollment).execute()
    await db.insertInto('attendance').values({ slot_id: slot, enrollment_id: enrollment, state: 'present', evidence: 'staff', marked_at: at }).execute()
    await db.insertInto('certificate').values({
      training_id: town.training, number: from + n, number_text: `R8-${mark}-${from + n}`, enrollment_id: enrollment, person_id: person, municipality_id: municipality,
      name: `${mark}証 ${n}`, completed_on: '2026-09-18', issued_on: '2026-09-19', code: `${mark}code${n}`,
    }).execute()
    await db.insertInto('message').values({ template: 'selected', subject_ref: `training:${town.training}`, person_id: person, title: `${mark}決定`, body: mark, made_at: at }).execute()
  }
  await db.insertInto('message').values({ template: 'announced', subject_ref: `training:${town.training}`, municipality_id: municipality, title: `${mark}一覧`, body: mark, made_at: at }).execute()
  await db.insertInto('name_correction').values({ person_id: trainee.person, words: `${mark}に直してください`, asked_at: at }).execute()
}

// The public check of a certificate slows whoever asks often, so it would differ by itself; its own tests ask what it tells.
const ways = waysOf(house.app).filter(({ method, url }) => method === 'GET' && !/^\/(static|styleguide|health|verify)\b/.test(url))
/** One-time keys and numbers of requests differ each time. */
const lasting = (text: string) => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|req-\w+/g, '…')
const words = async (bytes: Buffer) => (await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })).text

/** All that somebody can fetch, by address. */
async function shownTo(guest: VisitorOf): Promise<Map<string, string>> {
  const shown = new Map<string, string>()
  const searches = ['', `?q=${encodeURIComponent('おなじ なまえ')}`, '?q=ZZ', '?year=2026&state=completed&page=2']
  for (const { url, at: to } of ways) {
    for (const address of url.includes(':') ? ['1', '2', '3'].map(to) : searches.map((search) => `${url}${search}`)) {
      const { statusCode, body, rawPayload, headers } = await guest.get(address)
      const isPaper = statusCode === 200 && headers['content-type'] === 'application/pdf'
      shown.set(address, `${statusCode} ${isPaper ? await words(rawPayload) : lasting(body)}`)
    }
  }
  return shown
}

/** The pieces of pages that htmx may ask for alone. */
async function piecesTo(guest: VisitorOf): Promise<Map<string, string>> {
  const shown = new Map<string, string>()
  for (const { at: to } of ways) {
    const { body, statusCode } = await guest.get(to())
    if (statusCode !== 200) continue
    for (const [, id] of body.matchAll(/\shx-target="([^"]+)"/g)) {
      const piece = await guest.get(to(), { 'hx-request-type': 'partial', 'hx-target': id })
      shown.set(`${to()} ${id}`, `${piece.statusCode} ${lasting(piece.body)}`)
    }
  }
  return shown
}

const guests = { clerk: town.clerkOfTachikawa, trainee: town.trainee, instructor: town.instructor } as const
const visitors = new Map(await Promise.all(Object.entries(guests).map(async ([name, who]) => [name, await house.visitor(who)] as const)))
const before = new Map<string, Map<string, string>>()
const piecesBefore = new Map<string, Map<string, string>>()

test('each of them finds pages, lists and papers of their own', async () => {
  for (const [name, guest] of visitors) {
    before.set(name, await shownTo(guest))
    piecesBefore.set(name, await piecesTo(guest))
  }
  const clerk = [...before.get('clerk')!].filter(([, text]) => text.includes('ZZA'))
  expect(clerk.length).toBeGreaterThan(20)
  expect(piecesBefore.get('instructor')!.size).toBeGreaterThan(2)
}, 240_000)

test.each(Object.keys(guests))('all that another municipality has changes nothing for the %s', async (name) => {
  if (!await db.selectFrom('organization').select('id').where('name', 'like', 'ZZB%').executeTakeFirst()) {
    await live({ municipality: town.tama, cohort: town.cohorts[1], slot: slotOfSecond, mark: 'ZZB', from: 11, trainee: town.traineeOfTama })
    await givePost(db, await makePerson(db, 'ZZB二人目', 'ふたりめ', town.tama), 'municipality', town.tama, 'second@tama.test')
  }
  const [after, piecesAfter] = [await shownTo(visitors.get(name)!), await piecesTo(visitors.get(name)!)]
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
