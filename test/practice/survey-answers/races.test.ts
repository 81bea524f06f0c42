import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'
import { putStatusSurvey } from '../surveys.ts'

/** Two officers of a municipality at the same section at once: nobody's text is lost. It proves something on PostgreSQL only. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const colleague = await givePost(db, await makePerson(db, 'ZZA同 僚子', 'どう りょうこ', town.tachikawa), 'municipality', town.tachikawa)
const officers = [await house.visitor(town.clerkOfTachikawa), await house.visitor(colleague)] as const
const survey = await putStatusSurvey(db, town.planner.person)
const save = (who: VisitorOf, version: number, form: Record<string, string>) => who.post(`/status-surveys/${survey}/answer/sections/1`, { act: 'save', version: String(version), ...form })
const stands = async () => (await db.selectFrom('status_survey_section').select(['cells', 'version']).executeTakeFirst()) ?? { cells: {}, version: 0 }

test('both begin with nothing: each box of each is kept', async () => {
  const answers = await Promise.all([save(officers[0], 0, { 'cells.q3': '1' }), save(officers[1], 0, { 'cells.q3p': '2' })])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([303, 303])
  expect(await stands()).toEqual({ cells: { q3: 1, q3p: 2 }, version: 2 })
  expect(await db.selectFrom('status_survey_answer').select('id').execute()).toHaveLength(1)
})

test('twenty times the same box: one is kept, the other is shown both values', async () => {
  for (let round = 1; round <= 20; round += 1) {
    const { version } = await stands()
    const typed = [round * 100, round * 100 + 1]
    const answers = await Promise.all([0, 1].map((n) => save(officers[n as 0 | 1], version, { 'cells.q3': String(typed[n]), 'cells.q3p': '2' })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
    const loser = answers.findIndex(({ statusCode }) => statusCode === 409)
    const { body } = answers[loser]!
    expect([body.includes(`value="${typed[loser]}"`), body.includes(`いま保存されている値：${typed[1 - loser]!.toLocaleString('ja-JP')}`)]).toEqual([true, true])
    expect(await stands()).toEqual({ cells: { q3: typed[1 - loser], q3p: 2 }, version: version + 1 })
  }
  expect(await db.selectFrom('status_survey_revision').select('version').execute()).toHaveLength(22)
})

test('whoever sends while a colleague still saves sends what they looked at, or is told', async () => {
  await save(officers[0], (await stands()).version, { 'cells.q3': '12', 'cells.q3p': '14' })
  await officers[0].post(`/status-surveys/${survey}/answer/sections/2`, { act: 'save', version: '0', 'cells.q6': '1', 'cells.q7': 'yes' })
  const { version } = await stands()
  const [sent, saved] = await Promise.all([
    officers[0].post(`/status-surveys/${survey}/answer/submission`, { contactName: 'ZZA', saved: String(version + 1) }), save(officers[1], version, { 'cells.q3': '13', 'cells.q3p': '14' }),
  ])
  const { sent: cells } = await db.selectFrom('status_survey_answer').select('sent').executeTakeFirstOrThrow()
  if (sent.statusCode === 303) expect([cells, saved.statusCode]).toEqual([expect.objectContaining({ q3: 12 }), 409])
  else expect([sent.statusCode, saved.statusCode, cells]).toEqual([409, 303, null])
})
