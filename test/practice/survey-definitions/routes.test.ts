import { beforeEach, expect, test } from 'vitest'
import type { Definition } from '../../../server/practice/survey-definitions/rules.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { clearSurveys, putStatusSurvey } from '../surveys.ts'

/** L5: what a survey asks is built on pages, and frozen by publishing. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa)]
let survey: number
const at = (page = '') => `/status-surveys/${survey}/definition${page}`
const draft = async () => { const row = await db.selectFrom('status_survey').select(['draft', 'draft_version as version']).where('id', '=', survey).executeTakeFirstOrThrow(); return { ...row, draft: row.draft as Definition } }
const post = async (page: string, form: Record<string, string>) => planner.post(at(page), { version: String((await draft()).version), ...form })
const question = { section: '1', kind: 'number', label: '新しい問い', required: 'true', unit: '回', least: '0' }

beforeEach(async () => {
  await clearSurveys(db)
  survey = await putStatusSurvey(db, town.planner.person, { state: 'draft' })
})

test('sections and questions are added, changed, moved and taken away', async () => {
  expect((await post('/sections', { title: '加えた区分', titleEn: 'Added' })).statusCode).toBe(303)
  expect((await post('/questions', { ...question, section: '20', labelEn: 'New', entries: '医師｜Physicians\n薬剤師', withPlan: 'true', withTotal: 'true' })).statusCode).toBe(303)
  const made = (await draft()).draft
  expect(made.sections.at(-1)).toMatchObject({ number: 20, title: { ja: '加えた区分', en: 'Added' }, questions: [{ number: 21, kind: 'number', withPlan: true, withTotal: true, entries: [{ key: 1, ja: '医師', en: 'Physicians' }, { key: 2, ja: '薬剤師' }] }] })
  expect((await planner.get(at('/questions/21'))).body).toMatch(/医師｜Physicians\n薬剤師/)
  expect((await post('/questions/21', { ...question, section: '1', label: '直した問い' })).statusCode).toBe(303)
  expect((await post('/order', { what: 'question', number: '21', move: 'up' })).statusCode).toBe(303)
  expect((await draft()).draft.sections[0]!.questions.map(({ number }) => number)).toEqual([3, 21, 4])
  expect((await post('/order', { what: 'section', number: '20', move: 'remove' })).statusCode).toBe(303)
  expect((await draft()).draft.sections).toHaveLength(2)
  expect(await db.selectFrom('audit_line').select('subject').where('action', '=', 'status_survey.defined').where('subject', '=', `status_survey:${survey}`).execute()).toHaveLength(5)
})

test.each<[string, Record<string, string>, number]>([
  ['no words', { label: '' }, 422], ['a choice without options', { kind: 'single' }, 422], ['a section that is none', { section: '99' }, 404], ['an indicator that is none', { indicatorId: '99' }, 404], ['an old page', { version: '7' }, 409], ['a kind that is none', { kind: 'x' }, 422],
])('a question with %s is refused, as typed', async (_, more, status) => {
  const answer = await post('/questions', { ...question, ...more })
  expect([answer.statusCode, status === 404 || more.label === '' || answer.body.includes('新しい問い')]).toEqual([status, true])
  expect((await draft()).version).toBe(1)
})

test('publishing freezes an edition, which later changes leave as it is', async () => {
  expect((await post('/publication', {})).statusCode).toBe(303)
  await post('/questions/3', { ...question, label: '変えた問い', section: '1' })
  expect([(await planner.get(at('/editions/1'))).body.includes('開催回数'), (await planner.get(at('/editions/1'))).body.includes('変えた問い'), (await planner.get(at('/editions/2'))).statusCode]).toEqual([true, false, 404])
  expect((await planner.get(at())).body).toMatch(/公開している版から変わったところ[\s\S]*直した[\s\S]*変えた問い/)
  expect((await post('/publication', { note: '' })).statusCode).toBe(409)
  expect((await post('/publication', { note: '問いを直した' })).statusCode).toBe(303)
  expect(await db.selectFrom('status_survey_edition').select(['number', 'note']).orderBy('number').execute()).toEqual([{ number: 1, note: '' }, { number: 2, note: '問いを直した' }])
})

test('a closed survey is not defined any more, and nobody but the office defines', async () => {
  expect([(await clerk.get(at())).statusCode, (await contractor.get(at())).statusCode]).toEqual([404, 200])
  await db.updateTable('status_survey').set({ state: 'closed', edition: 1, opened_at: new Date(), closed_at: new Date() }).execute()
  expect((await post('/questions', question)).statusCode).toBe(409)
})

test('an indicator has years, and another definition of it begins where the old one ends', async () => {
  const save = (form: Record<string, string>, page = '') => planner.post(`/survey-indicators${page}`, { code: 'ratio', name: '検討件数割合', definition: '件数÷受給者数', fromYear: '令和5年度', version: '0', ...form })
  expect((await save({})).statusCode).toBe(303)
  expect([(await save({})).statusCode, (await save({ fromYear: 'いつか' })).statusCode, (await save({ fromYear: '2026', toYear: '2025' })).statusCode]).toEqual([409, 422, 422])
  const { id } = await db.selectFrom('subsidy_indicator').select('id').executeTakeFirstOrThrow()
  expect([(await save({ toYear: '2025', version: '1' }, `/${id}`)).statusCode, (await save({ fromYear: '2026' })).statusCode, (await save({ version: '1' }, `/${id}`)).statusCode]).toEqual([303, 303, 409])
  expect((await planner.get('/survey-indicators')).body).toMatch(/令和5年度～令和7年度[\s\S]*令和8年度から/)
  // A survey of 2026 is offered the one that is in force then.
  expect((await planner.get(at('/questions/new'))).body.match(/検討件数割合/g)).toHaveLength(1)
  expect([(await clerk.get('/survey-indicators')).statusCode, (await planner.get('/survey-indicators/99')).statusCode]).toEqual([404, 404])
})
