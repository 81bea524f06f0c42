import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { htmx, openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { clearSurveys, full, putStatusAnswer, putStatusSurvey, small } from '../surveys.ts'

/** L5: what a municipality answers: section by section, looked at, sent, given back, and corrected with both values kept. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db, post, setClock } = house
const town = await settle(db)
const [planner, clerk, other] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
let survey: number
const at = (page = '') => `/status-surveys/${survey}/answer${page}`
const theirs = (page = '') => `/status-surveys/${survey}/answers/${town.tachikawa}${page}`
const first = { 'cells.q3': '12', 'cells.q3p': '14' }
const second = { 'cells.q5': '2', 'cells.q6': '1', 'cells.q7': 'yes', 'cells.q8': 'ZZ困りごと' }
const save = (section: number, form: Record<string, string>, version = 0, who = clerk) => who.post(at(`/sections/${section}`), { act: 'save', version: String(version), ...form })
const saved = () => db.selectFrom('status_survey_section as k').innerJoin('status_survey_answer as a', 'a.id', 'k.answer_id').select(['k.section', 'k.cells', 'k.remarks', 'k.version']).where('a.survey_id', '=', survey).orderBy('k.section').execute()
const answer = () => db.selectFrom('status_survey_answer').select(['id', 'state', 'sent', 'receipt', 'late', 'late_reason', 'times', 'edition', 'version']).where('municipality_id', '=', town.tachikawa).where('survey_id', '=', survey).executeTakeFirst()
const send = async (form: Record<string, string> = {}) => clerk.post(at('/submission'), { contactName: 'ZZA立川 花子', saved: String((await saved()).reduce((sum, { version }) => sum + version, 0)), ...form })
const whole = async () => { await save(1, first); await save(2, second) }
const told = async () => { post.mails.length = 0; await drain(house.crewHouse, crew); return post.mails.map(({ to, subject }) => `${to} ${subject}`) }
const lines = async (action: string) => (await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', action).orderBy('id', 'desc').execute())[0]

beforeEach(async () => {
  setClock('2026-11-24T10:00:00+09:00')
  await clearSurveys(db)
  survey = await putStatusSurvey(db, town.planner.person)
})

test('section by section it is saved, continued, checked and sent, with a receipt', async () => {
  expect((await clerk.get(at())).body).toMatch(/開催の回数[\s\S]*?未入力/)
  expect((await save(1, { 'cells.q3': '１２' })).headers.location).toBe(at('/sections/1'))
  expect(await saved()).toEqual([{ section: 1, cells: { q3: 12 }, remarks: {}, version: 1 }])
  expect(await lines('status_answer.saved')).toEqual({ subject: `status_answer:${(await answer())!.id}`, detail: { section: '開催の回数' } })
  expect((await clerk.get(at())).body).toMatch(/開催の回数[\s\S]*?途中/)
  expect((await clerk.get(at('/check'))).body).toContain('答えていない欄 1')
  expect((await send()).body).toContain('必ず答える欄が空いています')
  expect((await save(1, { ...first, act: 'next' }, 1)).headers.location).toBe(at('/sections/2'))
  expect((await save(2, { ...second, act: 'next' })).headers.location).toBe(at('/check'))
  const { body } = await clerk.get(at('/check'))
  expect(body).toMatch(/少し取り組んでいる[\s\S]*?個別[\s\S]*?はい/)
  expect((await send({ contactName: '' })).statusCode).toBe(422)
  expect((await send()).headers.location).toBe(at('/receipt'))
  expect(await answer()).toMatchObject({ state: 'submitted', receipt: 'JS2026-132021-1', late: false, sent: { q3: 12, q3p: 14, q5: 2, q6: [1], q7: true, q8: 'ZZ困りごと' } })
  expect(await lines('status_answer.sent')).toMatchObject({ detail: { receipt: 'JS2026-132021-1', late: false } })
  expect((await clerk.get(at('/receipt'))).body).toContain('受付番号 JS2026-132021-1 で受け付けました')
  expect((await clerk.get(at(), {}, { language: 'en' })).body).toContain('Answered')
  expect((await save(1, first, 2)).statusCode).toBe(409)
})

test('what is no number comes back beside its box, and nothing typed is lost', async () => {
  const { statusCode, body } = await save(1, { 'cells.q3': '十二回', 'cells.q3p': '14', 'cells.q4r1': '1.5' })
  expect([statusCode, body.includes('value="十二回"'), body.includes('value="14"'), body.includes('数字で入れてください'), body.includes('整数で入れてください')]).toEqual([422, true, true, true, true])
  expect(await saved()).toEqual([])
  // A page that saves by itself keeps it as typed; it counts for nothing and is not sent.
  expect((await clerk.post(at('/sections/1'), { version: '0', 'cells.q3': '十二回', page: 'p' }, htmx('section#survey-answers-saved-1'))).statusCode).toBe(303)
  expect((await saved())[0]!.cells).toEqual({ q3: { typed: '十二回' } })
  expect((await clerk.get(at())).body).toContain('確認が必要')
  await save(2, second)
  expect((await send()).statusCode).toBe(409)
})

test('nought, ―, 区分できない and no answer are four things, kept and shown apart', async () => {
  await save(1, { 'cells.q3': '0', 'missing.q3p': 'inseparable' })
  expect((await saved())[0]!.cells).toEqual({ q3: 0, q3p: { missing: 'inseparable' } })
  await save(1, { 'cells.q3': '―', 'missing.q3p': '' }, 1)
  expect((await saved())[0]!.cells).toEqual({ q3: { missing: 'none' } })
  const { body } = await clerk.get(at('/check'))
  expect(body).toMatch(/前年度の実績<\/small><\/th>\s*<td[^>]*>－[\s\S]*?無回答/)
})

describe('last year', () => {
  beforeEach(async () => {
    const before = await putStatusSurvey(db, town.planner.person, { state: 'published', year: 2025 })
    await putStatusAnswer(db, before, town.tachikawa, town.clerkOfTachikawa.person, { ...full, q3: 4, q3p: 10 })
  })
  test('stands beside each box, and what is unusual is asked about once and confirmed with a remark', async () => {
    expect((await clerk.get(at('/sections/1'))).body).toMatch(/前回の回答：4[\s\S]*?前回の回答：10/)
    const { headers } = await save(1, { ...first, act: 'next' })
    expect(headers.location).toBe(at('/sections/1'))
    expect((await clerk.get(at('/sections/1'))).body).toContain('前回の4の3倍以上です')
    expect((await save(1, { ...first, act: 'next', warned: '1' }, 1)).headers.location).toBe(at('/sections/2'))
    await save(2, second)
    expect((await send()).body).toContain('理由がまだ書かれていません')
    await save(1, { ...first, 'remarks.q3': '会議を毎月にしたため' }, 2)
    expect((await send()).statusCode).toBe(303)
    expect((await planner.get(theirs())).body).toContain('会議を毎月にしたため')
  })
  test('nothing of what was planned is asked about', async () => {
    await save(1, { ...first, 'cells.q3': '0' })
    expect((await clerk.get(at('/sections/1'))).body).toContain('前回の計画は10でしたが、実績が0です')
  })
  test('of another municipality is not shown', async () => {
    expect((await other.get(at('/sections/1'))).body).not.toContain('前回の回答')
  })
})

test('what the records know is proposed with its source, and taken only when somebody presses', async () => {
  const type = await db.insertInto('conference_type').values({ municipality_id: town.tachikawa, name: 'ZZA個別', level: 'individual', organizer: 'municipality', from_fiscal_year: 2020 } as never).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('conference').values([1, 2, 3].map((position) => ({ municipality_id: town.tachikawa, type_id: type.id, fiscal_year: 2025, position, held_on: `2025-0${position + 4}-10`, state: 'held' as const }))).execute()
  expect((await clerk.get(at('/sections/1'))).body).toContain('会議の記録：前年度に開催 3回')
  expect((await save(1, { act: 'take-q3', 'cells.q3p': '9' })).statusCode).toBe(303)
  expect((await saved())[0]!.cells).toEqual({ q3: 3, q3p: 9 })
  expect((await save(1, { act: 'take-q4r1', 'cells.q3p': '9' }, 1)).statusCode).toBe(404)
  expect((await other.get(at('/sections/1'))).body).not.toContain('前年度に開催')
  await db.deleteFrom('conference').execute(); await db.deleteFrom('conference_type').execute()
})

describe('two officers at one section', () => {
  test('what only one changed is put together, and told', async () => {
    await save(1, { 'cells.q3': '1' })
    await save(1, { 'cells.q3': '1', 'cells.q3p': '5' }, 1)
    const { headers } = await save(1, { 'cells.q3': '2' }, 1)
    expect([headers.location, JSON.stringify(headers['set-cookie']).includes('surveyAnswers.merged')]).toEqual([at('/sections/1'), true])
    expect((await saved())[0]).toMatchObject({ cells: { q3: 2, q3p: 5 }, version: 3 })
  })
  test('what both changed comes back with both values, and is settled by saving once more', async () => {
    await save(1, { 'cells.q3': '1' })
    await save(1, { 'cells.q3': '7', 'cells.q3p': '5' }, 1)
    const { statusCode, body } = await save(1, { 'cells.q3': '2' }, 1)
    expect([statusCode, body.includes('いま保存されている値：7'), /name="cells.q3"[^>]*value="2"/.test(body), /name="cells.q3p"[^>]*value="5"/.test(body), body.includes('name="version" value="2"')]).toEqual([409, true, true, true, true])
    expect((await save(1, { 'cells.q3': '2', 'cells.q3p': '5' }, 2)).statusCode).toBe(303)
    expect((await db.selectFrom('status_survey_revision').select('cells').orderBy('version').execute()).map(({ cells }) => cells)).toEqual([{ q3: 1 }, { q3: 7, q3p: 5 }, { q3: 2, q3p: 5 }])
  })
  test('a page that saves by itself is told, and never meets itself', async () => {
    const quietly = (page: string, version: number, q3: string) => clerk.post(at('/sections/1'), { version: String(version), page, 'cells.q3': q3 }, htmx('section#survey-answers-saved-1'))
    expect((await quietly('a', 0, '1')).statusCode).toBe(303)
    expect((await quietly('a', 0, '2')).statusCode).toBe(303) // its answer was lost on the way
    const { statusCode, body } = await quietly('b', 1, '3')
    expect([statusCode, body.includes('ほかの人がこの区分を保存しました'), body.includes('<html')]).toEqual([409, true, false])
    expect((await saved())[0]!.cells).toEqual({ q3: 2 })
  })
})

test('after the last day it says why; after the closing only what was given back or given more time', async () => {
  await whole()
  setClock('2026-12-05T09:00:00+09:00')
  expect((await clerk.get(at('/check'))).body).toContain('期限後になった理由')
  expect((await send()).statusCode).toBe(422)
  expect((await send({ lateReason: '議会のため' })).statusCode).toBe(303)
  expect(await answer()).toMatchObject({ late: true, late_reason: '議会のため' })
  expect((await planner.get(`/status-surveys/${survey}`)).body).toContain('期限後')
  await db.updateTable('status_survey').set({ state: 'closed', closed_at: new Date() }).execute()
  expect((await clerk.post(at('/reopening'))).statusCode).toBe(409)
  expect((await save(1, first, 0, other)).statusCode).toBe(409)
  await db.insertInto('status_survey_leave').values({ survey_id: survey, municipality_id: town.tama, until_on: '2026-12-18', reason: '台風', given_by: town.planner.person, given_at: new Date() }).execute()
  expect((await save(1, first, 0, other)).statusCode).toBe(303)
})

test('it is answered again until the closing, and counts only once it is sent again', async () => {
  await whole(); await send()
  expect((await clerk.post(at('/reopening'))).statusCode).toBe(303)
  expect(await answer()).toMatchObject({ state: 'draft' })
  await save(1, { ...first, 'cells.q3': '20' }, 1)
  expect((await send()).statusCode).toBe(303)
  expect(await answer()).toMatchObject({ state: 'submitted', receipt: 'JS2026-132021-2', sent: { q3: 20 } })
})

test('an answer is given back with its reason, told by letter, and sent again; what changed after the closing keeps both values', async () => {
  await whole(); await send()
  await db.updateTable('status_survey').set({ state: 'closed', closed_at: new Date() }).execute()
  const { version } = (await answer())!
  expect((await planner.post(theirs('/return'), { version: String(version), reason: '' })).statusCode).toBe(422)
  expect((await planner.post(theirs('/return'), { version: '99', reason: '違う' })).statusCode).toBe(409)
  expect((await clerk.post(theirs('/return'), { version: String(version), reason: '違う' })).statusCode).toBe(404)
  expect((await planner.post(theirs('/return'), { version: String(version), reason: '合計を確かめてください' })).statusCode).toBe(303)
  expect(await told()).toEqual([`p${town.clerkOfTachikawa.person}@house.test 【差し戻し】ZZ2026年度の調査の御回答`])
  expect(post.mails[0]!.text).toContain('合計を確かめてください')
  expect([(await clerk.get('/')).body.includes('差し戻されています'), (await clerk.get(at())).body.includes('合計を確かめてください')]).toEqual([true, true])
  await save(1, { ...first, 'cells.q3': '11' }, 1)
  expect((await send()).statusCode).toBe(303)
  expect(await db.selectFrom('status_survey_correction').select(['cell', 'was', 'becomes', 'reason']).execute()).toEqual([{ cell: 'q3', was: 12, becomes: 11, reason: '合計を確かめてください' }])
  expect((await planner.get(theirs())).body).toContain('訂正（前：12）')
})

test('the office corrects a value of a closed survey and both stay', async () => {
  await putStatusAnswer(db, survey, town.tachikawa, town.clerkOfTachikawa.person)
  const correct = (form: Record<string, string>) => planner.post(theirs('/correction'), { cell: 'q3', 'cells.q3': '10', reason: '電話で確認', version: '1', ...form })
  expect((await correct({})).body).toContain('差し戻して直してもらってください')
  await db.updateTable('status_survey').set({ state: 'closed', closed_at: new Date() }).execute()
  expect((await planner.get(theirs('/correction?cell=q3'))).body).toContain('開催回数')
  expect((await planner.get(theirs('/correction?cell=q99'))).statusCode).toBe(404)
  expect([(await correct({ 'cells.q3': '12' })).statusCode, (await correct({ 'cells.q3': '十' })).statusCode, (await correct({ reason: '' })).statusCode, (await correct({})).statusCode]).toEqual([422, 422, 422, 303])
  expect(await answer()).toMatchObject({ sent: { q3: 10, q3p: 14 } })
  expect((await lines('status_answer.corrected'))!.detail).toEqual({ municipalityId: town.tachikawa, question: '開催回数' })
  expect((await correct({ version: '2', 'cells.q3': '', 'missing.q3': 'inseparable' })).statusCode).toBe(303)
  expect((await planner.get(theirs())).body).toMatch(/区分できない[\s\S]*?訂正（前：12）[\s\S]*?訂正（前：10）/)
})

test('a questionnaire that is corrected leaves answers where they are, tells them, and lets them move', async () => {
  await whole(); await send()
  const draft = structuredClone(small)
  draft.sections[0]!.questions[0]!.label.ja = '開催回数（延べ）'
  draft.sections[1]!.questions.push({ ...draft.sections[1]!.questions[2]!, number: 20, label: { ja: '加えた問い', en: 'Added' } })
  await db.updateTable('status_survey').set({ draft: JSON.stringify(draft) }).execute()
  const publish = (note: string) => planner.post(`/status-surveys/${survey}/definition/publication`, { version: '1', note })
  expect((await publish('')).statusCode).toBe(409)
  expect((await publish('回数は延べで数えます')).statusCode).toBe(303)
  expect(await told()).toEqual([`p${town.clerkOfTachikawa.person}@house.test 【調査票の訂正】ZZ2026年度の調査`])
  expect(post.mails[0]!.text).toContain('回数は延べで数えます')
  const { body } = await clerk.get(at())
  expect([body.includes('調査票が直されました'), body.includes('加えた問い'), body.includes('回数は延べで数えます'), body.includes('回答済み')]).toEqual([true, true, true, true])
  expect(await answer()).toMatchObject({ state: 'submitted', edition: 1 })
  expect((await clerk.post(at('/edition'))).statusCode).toBe(303)
  expect(await answer()).toMatchObject({ state: 'draft', edition: 2 })
  expect((await clerk.get(at('/check'))).body).toContain('答えていない欄 1')
  expect((await saved()).find(({ section }) => section === 1)!.cells).toEqual({ q3: 12, q3p: 14 })
  expect((await clerk.post(at('/edition'))).statusCode).toBe(409)
})

test('nobody reaches what is another municipality’s, or what is not asked', async () => {
  await putStatusAnswer(db, survey, town.tama, town.clerkOfTama.person, { ...full, q8: 'ZZB秘密' })
  for (const page of ['', '/sections/1', '/sections/2', '/check']) expect((await clerk.get(at(page))).body).not.toContain('ZZB秘密')
  expect([(await clerk.get(at('/receipt'))).statusCode, (await clerk.get(at('/sections/9'))).statusCode, (await clerk.get(`/status-surveys/${survey}/answers/${town.tama}`)).statusCode]).toEqual([404, 404, 404])
  expect((await save(9, first)).statusCode).toBe(404)
  expect((await planner.get(at())).statusCode).toBe(404)
})
