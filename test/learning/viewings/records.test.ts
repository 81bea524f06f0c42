import { expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { fillShelf } from '../lessons/shelf.ts'
import { openScreen } from './screens.ts'

const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const shelf = await fillShelf(db, town, house.files)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[1], person_id: town.instructor.person }).execute()
await db.updateTable('enrollment').set({ cohort_id: town.cohorts[1] }).where('id', '=', shelf.other).execute()
const [trainee, traineeOfTama, planner, contractor, clerk, clerkOfTama, instructor] = await Promise.all(
  [town.trainee, town.traineeOfTama, town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama, town.instructor].map(house.visitor)) as [Awaited<ReturnType<typeof house.visitor>>, ...Awaited<ReturnType<typeof house.visitor>>[]]
const at = (second: number) => house.setClock(new Date(Date.parse('2026-09-01T11:00:00+09:00') + second * 1000).toISOString())
const index = `/trainings/${town.training}/viewings`
const file = `/trainings/${town.training}/viewings-file`
const film = `/learn/${shelf.own}/lessons/${shelf.video}`

at(0)
const screen = await openScreen(trainee, film)
at(60)
await screen.say({ presses: true })
at(120)
await screen.say({ stretches: [[0, 55]], position: 55 })

test('the prefecture sees who watched what, how far, and how long the page was open for it', async () => {
  const { statusCode, body } = await planner!.get(`${index}?lesson=${shelf.video}`)
  expect(statusCode).toBe(200)
  const text = body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  expect(text).toContain('ZZA研 修子')
  expect(text).toMatch(/ZZA研 修子.*途中 55% 1 2 1 9月1日（火）/)
  expect(text).toMatch(/ZZB学 習太.*これから 0% 0 0 0 ―/)
  expect(body).toContain('class="got" x="0%" width="55%"')
  expect((await planner!.get(index)).body, 'the first of the lessons, where none is named').toContain('会議の手引き</h2>')
  expect((await planner!.get(`${index}?lesson=${shelf.page}`)).statusCode, 'a page has no such record').toBe(404)
})

test('everybody sees only whom they answer for: a municipality its own, an instructor the cohorts they teach', async () => {
  const namesIn = async (visitor: typeof planner) => {
    const { statusCode, body } = await visitor!.get(`${index}?lesson=${shelf.video}`)
    return [statusCode, body.includes('ZZA研'), body.includes('ZZB学')]
  }
  expect(await namesIn(contractor)).toEqual([200, true, true])
  expect(await namesIn(clerk)).toEqual([200, true, false])
  expect(await namesIn(clerkOfTama)).toEqual([200, false, true])
  expect(await namesIn(instructor)).toEqual([200, false, true])
  expect((await trainee.get(index)).statusCode).toBe(404)
  for (const [visitor, mine, other] of [[clerk, shelf.own, shelf.other], [clerkOfTama, shelf.other, shelf.own], [instructor, shelf.other, shelf.own]] as const)
    expect([(await visitor!.get(`/enrollments/${mine}/viewings`)).statusCode, (await visitor!.get(`/enrollments/${other}/viewings`)).statusCode]).toEqual([200, 404])
  await db.deleteFrom('cohort_instructor').execute()
  expect((await instructor!.get(index)).statusCode, 'nobody of theirs is in it').toBe(404)
})

test('a trainee sees their own record, sitting by sitting, and nobody else’s', async () => {
  const { body } = await trainee.get(`/learn/${shelf.own}/viewings`)
  const text = body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  expect(text).toContain('55%まで見ました')
  expect(text).toContain('再生 1分 画面を開いていた時間 2分 1回')
  expect(text).toContain('令和8年9月1日（火）11:00 パソコン')
  expect(body).not.toContain('記録を取り消す')
  expect((await trainee.get(`/learn/${shelf.other}/viewings`)).statusCode).toBe(404)
  expect((await traineeOfTama!.get(`/learn/${shelf.other}/viewings`)).body).toContain('開いていません')
})

test('the record is taken as a file by those who may, as far as they reach, and not by a contractor', async () => {
  const taken = await planner!.get(`${file}?as=xlsx`)
  expect(taken.statusCode).toBe(200)
  const read = await readTable(taken.rawPayload, 'x', { rowsMax: 100, columnsMax: 40 })
  if ('refused' in read) throw new Error(read.refused.key)
  const { rows } = read.table
  const head = rows.findIndex((row) => row.includes('見た割合（%）'))
  const line = rows.find((row) => row.includes('ZZA研 修子') && row.includes('会議での助言のしかた'))!
  const cell = (name: string) => line[rows[head]!.indexOf(name)]
  expect(['状態', '見た割合（%）', '再生（分）', '開いた時間（分）', '回数', 'はじめ', '済みの日時'].map(cell)).toEqual(['途中', '55', '0.9', '2', '1', '2026-09-01 11:00', ''])
  expect(rows.length - head - 1, 'two people, a film and a document').toBe(4)
  const own = await clerk!.get(`${file}?as=utf-8`)
  expect([own.statusCode, own.body.includes('ZZA研'), own.body.includes('ZZB学')]).toEqual([200, true, false])
  expect((await contractor!.get(file)).statusCode).toBe(404)
  expect((await contractor!.get(index)).body).not.toContain('viewings-file')
})

test('the file asks for the password of who gave it long ago, and begins on its page', async () => {
  await db.updateTable('session').set({ created_at: new Date('2026-08-31T10:00:00+09:00') }).where('post_id', '=', town.planner.post).execute()
  const { statusCode, headers } = await planner!.get(`${file}?as=cp932`)
  expect([statusCode, decodeURIComponent(String(headers.location))]).toEqual([303, expect.stringContaining(`${index}?take=file&as=cp932`)])
  await db.updateTable('session').set({ created_at: new Date('2099-01-01T00:00:00Z') }).where('post_id', '=', town.planner.post).execute()
})

const cancellation = `/enrollments/${shelf.own}/viewings/${shelf.video}/cancellation`
test('the prefecture sets a record back with a reason, which the trainee reads; the sittings stay', async () => {
  const before = await db.selectFrom('viewing').selectAll().execute()
  const blank = await planner!.post(cancellation, { reason: '　', onceKey: 'cancel-viewing-blank' })
  expect([blank.statusCode, blank.body.includes('理由')]).toEqual([409, true])
  const sent = await planner!.post(cancellation, { reason: '別の方が見ていたため。ご本人がはじめからご覧ください。', onceKey: 'cancel-viewing-1' })
  expect([sent.statusCode, sent.headers.location]).toEqual([303, `/enrollments/${shelf.own}/viewings`])
  expect(await db.selectFrom('progress').selectAll().where('lesson_id', '=', shelf.video).execute()).toEqual([])
  expect(await db.selectFrom('viewing').selectAll().execute()).toEqual(before)
  expect(await db.selectFrom('audit_line').select(['action', 'subject', 'person_id', 'detail']).orderBy('id', 'desc').where('action', '<>', 'seen').limit(1).execute()).toEqual([{
    action: 'viewing.canceled', subject: `enrollment:${shelf.own}`, person_id: town.planner.person,
    detail: { lessonId: shelf.video, percent: 55, state: 'in_progress', reason: '別の方が見ていたため。ご本人がはじめからご覧ください。' },
  }])
  const page = (await trainee.get(film)).body
  expect(page).toContain('この教材の記録（55%）が取り消されました')
  expect(page).toContain('ご本人がはじめからご覧ください。')
  expect((await planner!.get(`/enrollments/${shelf.own}/viewings`)).body).toContain('都 太郎が取消し')
})

test('whoever watches again is not told to begin anew any more; that it was set back stays in their record', async () => {
  const own = `/learn/${shelf.own}/viewings`
  expect((await trainee.get(own)).body).toContain('はじめからご覧ください。</p>')
  await screen.say({ presses: true })
  expect((await trainee.get(film)).body).not.toContain('取り消されました')
  const { body } = await trainee.get(own)
  expect([body.includes('それまでの記録（55%）が取り消されました。'), body.includes('取り消されました。はじめから')]).toEqual([true, false])
  await db.deleteFrom('progress').where('lesson_id', '=', shelf.video).execute()
})

test('a page past the end of the list leads to the last that has somebody', async () => {
  const { statusCode, headers } = await planner!.get(`${index}?lesson=${shelf.video}&page=9`)
  expect([statusCode, headers.location]).toEqual([303, `${index}?lesson=${shelf.video}&page=1`])
  expect((await planner!.get(String(headers.location))).body).toContain('ZZA研 修子')
})

test('there is nothing to set back twice, after the judgment, or for anybody but the prefecture', async () => {
  expect((await planner!.post(cancellation, { reason: 'もう一度', onceKey: 'cancel-viewing-2' })).statusCode).toBe(409)
  await screen.say({ presses: true })
  for (const [state, completed_on] of [['not_completed', null], ['completed', '2027-02-10']] as const) {
    await db.updateTable('enrollment').set({ state, completed_on }).where('id', '=', shelf.own).execute()
    const late = await planner!.post(cancellation, { reason: 'もう一度', onceKey: `cancel-viewing-${state}` })
    expect([late.statusCode, late.body.includes('修了判定が済んでいる'), late.body.includes('もう修了している')]).toEqual([409, true, false])
  }
  for (const visitor of [clerk, contractor, trainee]) expect((await visitor!.post(cancellation, { reason: 'もう一度' })).statusCode).toBe(404)
})
