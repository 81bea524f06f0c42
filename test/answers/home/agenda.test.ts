import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, settle } from '../../support/people.ts'

const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const enrollment = await enroll(db, town, town.trainee.person, 1)
const [planner, approver] = await Promise.all([town.planner, town.approver].map(house.visitor))
const at = new Date('2026-11-20T10:00:00+09:00')
const asksToJudge = async () => (await planner!.get('/')).body.includes('修了を判定する')

test('a training whose days are over asks for its judgment until it waits for the second person, and again when it comes back', async () => {
  await db.updateTable('training').set({ state: 'judging' }).where('id', '=', town.training).execute()
  expect(await asksToJudge()).toBe(true)
  const criteria_id = await idOf(db.insertInto('completion_criteria').values({ training_id: town.training, version: 1, rule: '{}', made_at: at }).returning('id'))
  const judgment = await idOf(db.insertInto('judgment').values({
    training_id: town.training, criteria_id, state: 'in_approval', prepared_by: town.planner.person, prepared_at: at, completed_on: '2026-11-20',
  }).returning('id'))
  await db.insertInto('approval').values({
    subject: `judgment:${judgment}`, title: '修了判定', path: `/trainings/${town.training}/judgment`, requested_by: town.planner.person, requested_at: at,
  }).execute()
  expect(await asksToJudge()).toBe(false)
  expect((await approver!.get('/')).body).toContain('承認の依頼に答える')
  await db.updateTable('judgment').set({ state: 'draft' }).execute()
  expect(await asksToJudge()).toBe(true)
})

test('a training in which everybody is decided on asks for no judgment', async () => {
  await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-11-20' }).where('id', '=', enrollment).execute()
  expect(await asksToJudge()).toBe(false)
})

test('a substitution and a name correction that are asked for wait for the prefecture, and not for the secretariat', async () => {
  const contractor = await house.visitor(town.contractor)
  const asked = async (who = planner!) => { const { body } = await who.get('/'); return ['差替えの届出に答える', '氏名の訂正の依頼に答える'].map((words) => body.includes(words)) }
  expect(await asked()).toEqual([false, false])
  const substitution = await idOf(db.insertInto('substitution').values({
    training_id: town.training, municipality_id: town.tachikawa, enrollment_id: enrollment, state: 'requested', category: 'chair', name: '代わり 者', kana: 'かわり もの',
    affiliation: '立川市', experience: 'planned', reason: '異動のため', asked_by: town.clerkOfTachikawa.person, asked_at: at,
  }).returning('id'))
  await db.insertInto('name_correction').values({ person_id: town.trainee.person, words: 'はしごだかです', asked_at: at }).execute()
  expect([await asked(), await asked(contractor)]).toEqual([[true, true], [false, false]])
  for (const url of [`/trainings/${town.training}/substitutions`, '/name-corrections']) expect((await planner!.get(url)).statusCode).toBe(200)
  await db.deleteFrom('substitution').where('id', '=', substitution).execute()
  await db.deleteFrom('name_correction').execute()
  expect(await asked()).toEqual([false, false])
})

test('the old day of a cohort that is put off stands on no home, and is marked in the list of days', async () => {
  await db.insertInto('class_day').values({ cohort_id: town.cohorts[0]!, held_on: '2026-12-14', place: 'ZZ延期ホール' }).execute()
  await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0]!, person_id: town.instructor.person }).onConflict((oc) => oc.doNothing()).execute()
  const instructor = await house.visitor(town.instructor)
  const seen = async () => [(await planner!.get('/')).body.includes('12月14日'), (await instructor.get('/')).body.includes('ZZ延期ホール'), /ZZ延期ホール[\s\S]*?延期</.test((await planner!.get('/class-days')).body)]
  await db.updateTable('training').set({ state: 'running' }).where('id', '=', town.training).execute()
  expect(await seen()).toEqual([true, true, false])
  await db.updateTable('cohort').set({ state: 'postponed' }).where('id', '=', town.cohorts[0]!).execute()
  expect(await seen()).toEqual([false, false, true])
})
