import { beforeEach, describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { htmx } from '../../support/app.ts'
import { changeForm } from '../../support/filling.ts'
import { settle } from '../../support/people.ts'
import { formSentBack, sendTable } from '../../support/uploads.ts'
import { clearSurveys, putStatusAnswer, putStatusSurvey } from '../surveys.ts'

/** L5 in Excel: the questions go out with what is answered, come back filled in, are looked at, and stand in the draft, whole or not at all. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db, app } = house
const town = await settle(db)
const [planner, clerk, other] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
let survey: number
const at = () => `/status-surveys/${survey}/answer`
type Change = Parameters<typeof changeForm>[2]
const send = (changes: Change) => formSentBack(app, clerk, at(), (bytes) => changeForm(bytes, '記号', changes))
const [answerIn, planIn, remarkIn] = ['答え（前年度の実績）', '今年度の計画', '備考'] as const
const saved = () => db.selectFrom('status_survey_section').select(['section', 'cells', 'remarks']).orderBy('section').execute()
const lines = (...actions: string[]) => db.selectFrom('audit_line').select(['action', 'subject', 'detail', 'person_id as by']).where('action', 'in', actions).orderBy('id', 'desc').limit(actions.length).execute()
const usual = (): Change => ({ q3: { [answerIn]: '１２', [planIn]: 14, [remarkIn]: '4月から毎月' }, q4r1: { [answerIn]: 0 }, q5: { [answerIn]: '少し取り組んでいる' }, q6: { [answerIn]: '個別、圏域' }, q7: { [answerIn]: 'はい' }, q8: { [answerIn]: 'ZZ困りごと' } })

beforeEach(async () => {
  await clearSurveys(db)
  await db.deleteFrom('incoming_file').execute()
  survey = await putStatusSurvey(db, town.planner.person)
})

test('the whole survey goes out, what comes back is shown first, and stands in the draft, not yet sent', async () => {
  const { statusCode, words, href, take } = await send(usual())
  expect(statusCode).toBe(303)
  expect(words).toContain('追加0行、変更6行、削除0行です')
  expect(await saved()).toEqual([])
  const taken = await take()
  expect([taken.statusCode, taken.headers.location]).toEqual([303, at()])
  expect(await saved()).toEqual([
    { section: 1, cells: { q3: 12, q3p: 14, q4r1: 0 }, remarks: { 3: '4月から毎月' } }, { section: 2, cells: { q5: 2, q6: [1, 2], q7: true, q8: 'ZZ困りごと' }, remarks: {} },
  ])
  const answer = await db.selectFrom('status_survey_answer').select(['id', 'state']).executeTakeFirstOrThrow()
  expect(answer.state).toBe('draft')
  expect(await lines('incomingFile.taken', 'status_answer.imported')).toMatchObject([
    { action: 'incomingFile.taken', subject: `incomingFile:${href.split('/').at(-1)}`, detail: { kind: 'status_survey_answer', rows: 6 }, by: town.clerkOfTachikawa.person }, { action: 'status_answer.imported', subject: `status_answer:${answer.id}`, detail: { count: 6 } },
  ])
  expect((await clerk.get(`${at()}/check`)).body).toMatch(/少し取り組んでいる[\s\S]*?個別[\s\S]*?はい/)
  expect((await take()).statusCode).toBe(409)
})

test('what is taken out comes back as it was, and a blank cell takes nothing away', async () => {
  await (await send(usual())).take()
  const before = await saved()
  expect((await formSentBack(app, clerk, at(), async (bytes) => bytes)).words).toContain('いまの内容と同じです')
  await (await send({ q3: { [answerIn]: '―', [planIn]: '区分できない', [remarkIn]: '' }, q8: { [answerIn]: '' } })).take()
  expect(await saved()).toEqual([{ ...before[0], cells: { q3: { missing: 'none' }, q3p: { missing: 'inseparable' }, q4r1: 0 } }, before[1]])
})

describe('what cannot be taken is told at its cell, and nothing of the file is taken', () => {
  test.each<[string, Change, string, string]>([
    ['no number', { q3: { [answerIn]: '十二回' } }, 'E4 答え（前年度の実績） 十二回', '数字で入れてください'],
    ['half a person', { q4r1: { [answerIn]: '1.5' } }, 'E5 答え（前年度の実績） 1.5', '整数で入れてください'],
    ['no option', { q6: { [answerIn]: '個別、国' } }, 'E9 答え（前年度の実績） 個別、国', '選択肢にない言葉です'],
    ['a plan nobody asks for', { q5: { [planIn]: '3' } }, 'F8 今年度の計画 3', 'この設問では今年度の計画を聞いていません'],
    ['a remark in the second row of a question', { q4r2: { [remarkIn]: '薬剤師会' } }, 'G6 備考 薬剤師会', '備考は、その設問の最初の行に書いてください'],
    ['a question that is none', { q99: { 記号: 'q99', [answerIn]: '5' } }, 'A12 記号 q99', 'この記号の設問はありません'],
    ['the same question twice', { twice: { 記号: 'q3', [answerIn]: '5' } }, 'A12 記号 q3', '4行目と同じものです'],
  ])('%s', async (_, changes, cell, why) => {
    const { words, take } = await send({ q7: { [answerIn]: 'はい' }, ...changes })
    expect([words.includes(cell), words.includes(why)], words).toEqual([true, true])
    const refused = await take()
    expect([refused.statusCode, refused.body.includes('直すところが残っているため、取り込めません')]).toEqual([409, true])
    expect(await saved()).toEqual([])
  })
})

test('a box that cannot be read and is not in the file keeps nothing of the file out', async () => {
  await clerk.post(`${at()}/sections/1`, { version: '0', 'cells.q3': '十二回', page: 'p' }, htmx('section#survey-answers-saved-1'))
  const sent = await sendTable(app, clerk, `${at()}/files`, Buffer.from(`﻿記号,答え,備考\r\nq4r1,3,\r\nq7,はい,\r\n`), '回答.csv')
  const page = (await clerk.get(String(sent.headers.location))).body
  expect((await clerk.post(`${sent.headers.location}/taking`, { seen: /name="seen" value="([^"]+)"/.exec(page)![1]! })).statusCode).toBe(303)
  expect((await saved()).map(({ cells }) => cells)).toEqual([{ q3: { typed: '十二回' }, q4r1: 3 }, { q7: true }])
})

test('a file that was looked at before somebody saved is not taken unseen', async () => {
  const { take } = await send(usual())
  await clerk.post(`${at()}/sections/1`, { act: 'save', version: '0', 'cells.q3': '99' })
  const stale = await take()
  expect([stale.statusCode, stale.body.includes('もとの内容が変わりました'), stale.body.includes('前：99')]).toEqual([409, true, true])
  expect((await saved()).map(({ cells }) => cells)).toEqual([{ q3: 99 }])
})

test('a file is its municipality’s alone, and what was sent to the prefecture is not changed by Excel', async () => {
  const { href, look, take } = await send(usual())
  for (const who of [other, planner]) expect([(await look(who)).statusCode, (await who.get(`${href}/judged-file`)).statusCode, (await take(who)).statusCode]).toEqual([404, 404, 404])
  const elsewhere = await putStatusSurvey(db, town.planner.person, { year: 2025 })
  expect((await clerk.get(href.replace(`/${survey}/`, `/${elsewhere}/`))).statusCode).toBe(404)
  await putStatusAnswer(db, survey, town.tachikawa, town.clerkOfTachikawa.person)
  const before = await saved()
  expect((await take()).statusCode).toBe(409)
  expect((await sendTable(app, clerk, `${at()}/files`, (await clerk.get(`${at()}/form-file?as=xlsx`)).rawPayload, '回答.xlsx')).statusCode).toBe(409)
  expect(await saved()).toEqual(before)
})
