import { expect, test } from 'vitest'
import { planChanges, type HandLine } from '../../../server/entry/selection/lines/rules.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { keyOf } from '../../support/reasons.ts'
import { nominate, sixPeople } from './world.ts'

/** Many lines of the draft changed together, with one reason: four in, two waiting. */
const { db, visitor } = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const town = await settle(db)
await nominate(db, town, sixPeople(town))
const board = `/trainings/${town.training}/selection`
const [planner, clerk] = await Promise.all([town.planner, town.clerkOfTachikawa].map(visitor))
const version = async () => String((await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()).version)
const lines = () => db.selectFrom('selection_line').select(['nomination_id as id', 'outcome', 'waitlist_position as place']).orderBy('position').execute()
const trail = async () => (await db.selectFrom('audit_line').select('action').where('action', '=', 'selection.line_changed').execute()).length
await planner!.post(board, { overPercent: '100', waitlistMax: '9', version: '0' })

const line = (id: number, outcome: HandLine['outcome'], problem: HandLine['problem'] = null): HandLine => ({ id, outcome, cohortId: outcome === 'selected' ? 1 : null, problem })
test.each<[string, HandLine[], [number[], string[]]]>([
  ['whoever stands so already is skipped', [line(1, 'selected'), line(2, 'waitlisted')], [[2], ['1 selection.nothingChanged']]],
  ['the last seat goes to the first in order', [line(1, 'waitlisted'), line(2, 'declined'), line(3, 'declined')], [[1, 2], ['3 selection.limitReached']]],
  ['who is not eligible takes none', [line(1, 'declined', { key: 'selection.notEligible' }), line(2, 'declined')], [[2], ['1 selection.notEligible']]],
])('%s', (_, given, expected) => {
  const { changes, skipped } = planChanges('draft', given, { outcome: 'selected', cohortId: 1 }, '理由', { selected: 3, limit: 5, cohortSelected: 3, cohortLimit: 5 })
  expect([changes, skipped.map(({ id, reason }) => `${id} ${keyOf(reason)}`)]).toEqual(expected)
})

test('ticked lines are shown together, and what would change is said before it is done', async () => {
  const [first, second, , , fifth] = await lines()
  const before = await lines()
  const shown = (await planner!.get(board)).body
  expect(shown).toContain(`type="checkbox" form="bulk" name="n${first!.id}"`)
  // without ticking, all that are shown: the way is the link itself
  const everybody = /href="([^"]+)">表示している6人をまとめて直す/.exec(shown)?.[1] ?? ''
  expect((await planner!.get(everybody.replaceAll('&amp;', '&'))).body).toContain('次の6人の判定')
  const at = `${board}/lines?n${first!.id}=on&n${second!.id}=on&n${fifth!.id}=on`
  const page = await planner!.get(at)
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('次の3人の判定')
  expect((await statementsOf(db, () => planner!.get(at))).filter((text) => !text.startsWith('insert into "audit_line"')).length).toBeLessThanOrEqual(5)
  expect((await clerk!.get(at)).statusCode).toBe(404)
  const form = { ids: [first, second, fifth].map((one) => one!.id).join(' '), outcome: 'waitlisted', reason: '補正のため', version: await version() }
  const asked = await planner!.post(`${board}/lines`, form)
  expect(asked.statusCode).toBe(409)
  for (const words of ['2人の判定が変わり、1人はそのままです', '判定もコースも変わっていません', 'name="agreed" value="2"']) expect(asked.body).toContain(words)
  expect([await lines(), await trail()]).toEqual([before, 0])
  expect((await planner!.post(`${board}/lines`, { ...form, reason: '' })).statusCode).toBe(422)

  expect((await planner!.post(`${board}/lines`, { ...form, agreed: '2' })).statusCode).toBe(303)
  const after = await lines()
  expect(after.map(({ outcome }) => outcome)).toEqual(['waitlisted', 'waitlisted', 'selected', 'selected', 'waitlisted', 'waitlisted'])
  expect(after.map(({ place }) => place)).toEqual([3, 4, null, null, 1, 2])
  expect(await trail()).toBe(2)
  expect((await planner!.post(`${board}/lines`, { ...form, agreed: '2' })).statusCode).toBe(409)
})

test('leaving the waitlist closes its gaps, and nobody to change is said with the reason', async () => {
  const [first, , third, , fifth] = await lines()
  const form = { ids: `${first!.id} ${fifth!.id}`, outcome: 'declined', reason: '見直し', agreed: '2', version: await version() }
  expect((await planner!.post(`${board}/lines`, form)).statusCode).toBe(303)
  expect((await lines()).map(({ place }) => place)).toEqual([null, 2, null, null, null, 1])
  const none = await planner!.post(`${board}/lines`, { ids: String(third!.id), outcome: 'selected', reason: '理由', version: await version() })
  expect([none.statusCode, none.body.includes('変わる方がいません'), none.body.includes('コースが選ばれていません')]).toEqual([409, true, true])
  expect((await planner!.get(`${board}/lines`)).body).toContain('だれも選ばれていません')
})
