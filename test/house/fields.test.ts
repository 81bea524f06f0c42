import { expect, test } from 'vitest'
import type { Kind } from '../../server/base/policy.ts'
import { openHouse } from '../support/app.ts'
import { inMidYear, live } from '../support/living.ts'
import { idOf, settle, type Someone } from '../support/people.ts'
import { plainPaper } from '../support/plain-paper.ts'
import { allShownTo, waysToLook } from '../support/shown.ts'
import { kinds, openTo } from '../support/ways.ts'

/**
 * C05: what is above a role is absent from what it is sent, not only hidden by the page. The table says who may read what;
 * every address that answers GET, its lists and its papers are read as each kind of user.
 */
const house = await openHouse({ paper: plainPaper, now: '2026-09-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const at = new Date('2026-07-31T10:00:00+09:00')
await inMidYear(db, town, 'judging')
await live(db, town, { municipality: town.tachikawa, cohort: town.cohorts[0], slot: town.slots[0], mark: 'ZZA', from: 1, trainee: town.trainee, birth_date: '1961-02-03' })

await db.updateTable('person').set({ email: 'zzmail@private.test', phone: '070-0000-9999', birth_date: '1961-02-03' }).execute()
await db.updateTable('nomination').set({ email: 'zzsheet@private.test', reason: 'ZZREASON' }).execute()
await db.updateTable('selection_line').set({ changed_by: town.planner.person, changed_at: at, change_reason: 'ZZWHY' }).execute()
await db.updateTable('attendance').set({ reason: 'ZZLATE' }).execute()
const judgment = await idOf(db.insertInto('judgment').values({
  training_id: town.training, state: 'draft', prepared_by: town.planner.person, prepared_at: at, completed_on: '2026-09-18',
  criteria_id: await idOf(db.insertInto('completion_criteria').values({ training_id: town.training, version: 1, rule: '{"lessons":"all","attendance":{"required":"all"}}', made_at: at }).returning('id')),
}).returning('id'))
for (const { id } of await db.selectFrom('enrollment').select('id').execute()) await db.insertInto('judgment_line').values({
  judgment_id: judgment, enrollment_id: id, proposal: 'pending', decision: 'completed', changed_by: town.planner.person, exception_reason: 'ZZEXCEPTION', evidence: '{"today":"2026-09-18","items":[],"reasons":[]}',
}).execute()
await db.insertInto('approval').values([{
  subject: 'selection:1', title: '受講者の決定', path: `/trainings/${town.training}/selection`, state: 'returned', note: 'ZZNOTE',
  requested_by: town.planner.person, requested_at: at, decided_by: town.approver.person, decided_at: at,
}]).execute()
await house.app.ready()

const fields = {
  'mail of a person': /zzmail@private/, 'phone of a person': /070-0000-9999/, 'birth date': /1961|昭和36年/, 'mail on the sheet': /zzsheet@private/,
  'why nominated': /ZZREASON/, 'why the selection was changed': /ZZWHY/, 'why absent': /ZZLATE/, 'why an exception': /ZZEXCEPTION/, 'note of the approver': /ZZNOTE/,
}
type Field = keyof typeof fields
const everything = Object.keys(fields) as Field[]
const reached: Field[] = ['mail of a person', 'phone of a person', 'birth date', 'mail on the sheet', 'why nominated']
const mayRead: Record<Kind, readonly Field[]> = {
  trainee: [],
  instructor: ['why absent'],
  expert: [],
  municipality: reached,
  // Keeps the office's papers, and decides nothing.
  contractor: everything.filter((field) => field !== 'note of the approver'),
  prefecture: everything,
  administrator: [],
}

test.each(Object.entries(mayRead))('what the %s reads of a person and of decisions', async (kind, expected) => {
  const shown = await allShownTo(await house.visitor(town[kinds[kind as Kind]] as Someone), openTo(waysToLook(house.app), kind as Kind))
  const read = everything.filter((field) => [...shown.values()].some((text) => fields[field].test(text)))
  expect([...shown].filter(([, text]) => /^5/.test(text)).map(([address]) => address)).toEqual([])
  expect(read).toEqual(expected)
}, 120_000)
