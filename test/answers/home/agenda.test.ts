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

test('an open transfer check waits for who has not handed in, with the last day, and for the office with how many these are', async () => {
  const [clerk, other] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
  const wordsOf = (body: string) => body.split('<main')[1]!.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
  const office = async (language = 'ja') => wordsOf((await planner!.get('/', {}, { language })).body)
  const asked = async (who = clerk) => { const { body } = await who.get('/'); return body.split('id="home-calls"')[1]!.split('</section>')[0]! }
  expect([(await office()).includes('異動確認'), (await asked()).includes('異動確認')]).toEqual([false, false])
  const check = await idOf(db.insertInto('transfer_check').values({ fiscal_year: 2026, due_on: '2026-12-04', contact: '担当', opened_at: at }).returning('id'))
  expect(await office()).toContain('2 区市町村 異動確認の提出を待つ 12月4日（金）')
  expect(await office('en')).toContain('2 open Transfer checks are missing')
  expect((await planner!.get('/')).body).toContain(`href="/transfer-checks/${check}"`)
  expect((await asked()).replaceAll(/<[^>]*>/g, '')).toMatch(/令和8年度の異動確認[\s\S]*12月4日/)
  expect(await asked()).toContain(`href="/transfer-checks/${check}">異動を確認する`)

  await db.insertInto('transfer_leave').values({ check_id: check, municipality_id: town.tachikawa, until_on: '2026-12-18', reason: '議会', given_at: at }).execute()
  const sheet = (municipality_id: number, state: 'draft' | 'submitted') => db.insertInto('transfer_sheet').values({ check_id: check, municipality_id, state, ...state === 'submitted' ? { receipt: 'x', submitted_at: at } : {} }).execute()
  await sheet(town.tama, 'submitted')
  await sheet(town.tachikawa, 'draft')
  expect(await office()).toContain('1 区市町村 異動確認の提出を待つ 12月18日（金）')
  expect(await asked()).toMatch(/12月18日[\s\S]*異動の確認をつづける/)
  expect(await asked(other)).not.toContain('異動確認')

  // Closed for all it waits for the one with a later day alone, and not for the office.
  await db.updateTable('transfer_check').set({ state: 'closed', closed_at: at }).execute()
  expect([(await office()).includes('異動確認'), (await asked()).includes('異動確認')]).toEqual([false, true])
  await db.updateTable('transfer_sheet').set({ state: 'submitted', receipt: 'y', submitted_at: at }).execute()
  expect((await asked()).includes('異動確認')).toBe(false)
})

test('who came from elsewhere waits for the word of their new municipality alone', async () => {
  const [clerk, other] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
  const { id: sheet } = await db.selectFrom('transfer_sheet').select('id').where('municipality_id', '=', town.tama).executeTakeFirstOrThrow()
  const affiliation = await idOf(db.insertInto('affiliation').values({ person_id: town.traineeOfTama.person, municipality_id: town.tama, organization: 'ZZB課', from_on: '2024-04-01', to_on: '2026-10-31' }).returning('id'))
  const line = await idOf(db.insertInto('transfer_line').values({ sheet_id: sheet, municipality_id: town.tama, affiliation_id: affiliation, person_id: town.traineeOfTama.person, answer: 'away', typed: '{}', name: 'ZZB学 習太', from_organization: 'ZZB課', saved_at: at }).returning('id'))
  await db.insertInto('transfer_arrival').values({ line_id: line, person_id: town.traineeOfTama.person, from_municipality_id: town.tama, municipality_id: town.tachikawa, came_on: '2026-11-01', name: 'ZZB学 習太', organization: 'ZZA課' }).execute()
  expect((await clerk.get('/')).body).toContain('着任の確認を待っている人が1人います。')
  expect((await clerk.get('/', {}, { language: 'en' })).body).toContain('Waiting for you to confirm that they came: 1.')
  expect((await other.get('/')).body).not.toContain('着任の確認')
})
