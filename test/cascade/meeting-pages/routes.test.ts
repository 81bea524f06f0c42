import { expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { sendFile } from '../sending.ts'
import { putMeeting } from '../meetings.ts'

/** K1, K5 and screen 10: a meeting from its plan to its end, its agenda and materials, and who is shown what of it. */
const house = await openHouse({ now: '2026-10-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, expert, trainee] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.expert), await house.visitor(town.trainee)]
const lines = async (like: string) => (await db.selectFrom('audit_line').select('action').where('action', 'like', like).orderBy('id').execute()).map(({ action }) => action)
const stateOf = async (id: number) => (await db.selectFrom('meeting').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const pdf = Buffer.from('%PDF-1.7\n資料')
const plan = { title: '第1回連絡会議', 'heldOn.year': '2026', 'heldOn.month': '11', 'heldOn.day': '18', startsAt: '14:00', endsAt: '16:00', mode: 'both', place: '都庁', 'repliesDueOn.year': '2026', 'repliesDueOn.month': '11', 'repliesDueOn.day': '6', contact: '介護保険課' }

test('a series is made, a meeting planned, and its agenda taken over from the last one; the minutes are held against the clock', async () => {
  const made = await planner.post('/meeting-series', { fiscalYear: 'R8', name: '実務者連絡会議', times: '2' })
  expect(made.headers.location).toMatch(/^\/meeting-series\/\d+\/meetings\/new$/)
  expect((await planner.post('/meeting-series', { fiscalYear: '2026', name: '実務者連絡会議', times: '2' })).statusCode).toBe(409)
  const { id: series } = await db.selectFrom('meeting_series').select('id').executeTakeFirstOrThrow()
  const first = (await planner.post(`/meeting-series/${series}/meetings`, plan)).headers.location!
  expect(await db.selectFrom('meeting').select(['number', 'held_on', 'state', 'round']).execute()).toEqual([{ number: 1, held_on: '2026-11-18', state: 'planned', round: 0 }])
  const add = (title: string, minutes: string) => planner.post(`${first}/agenda`, { kind: 'report', title, minutes, owner: '立川市' })
  await add('モデル自治体の発表', '40')
  await add('意見交換', '90')
  const agenda = (await planner.get(`${first}/agenda`)).body
  for (const words of ['14:00～14:40', '14:40～16:10', '10分超えています']) expect(agenda).toContain(words)
  const [one] = await db.selectFrom('meeting_item').select('id').orderBy('id').execute()
  expect((await planner.post(`/meeting-items/${one!.id}/position`, { to: 'down' })).statusCode).toBe(303)
  expect((await db.selectFrom('meeting_item').select('title').orderBy('position').execute()).map(({ title }) => title)).toEqual(['意見交換', 'モデル自治体の発表'])

  const second = (await planner.post(`/meeting-series/${series}/meetings`, { ...plan, title: '第2回連絡会議', 'heldOn.month': '12' })).headers.location!
  expect((await planner.get(`${second}/agenda`)).body).toContain('の2件を、資料を除いて写します')
  await planner.post(`${second}/agenda/copy`)
  expect((await planner.get(`${second}/agenda`)).body).toContain('モデル自治体の発表')
  expect((await planner.post(`${second}/agenda/copy`)).statusCode).toBe(409)
  expect(await lines('meeting%')).toEqual(['meeting_series.made', 'meeting.planned', 'meeting_item.added', 'meeting_item.added', 'meeting_item.moved', 'meeting.planned', 'meeting_item.taken_over'])
})

test.each<[string, Record<string, string>, string]>([
  ['an end before the beginning', { endsAt: '13:00' }, '終了は、開始より後'],
  ['no venue', { place: '' }, '会場を入れて'],
  ['an address that is none', { url: 'meet.example' }, 'https:// で始まる'],
  ['replies due after it', { 'repliesDueOn.month': '12' }, '開催日より前の日'],
  ['a day that has passed', { 'heldOn.month': '9', 'repliesDueOn.month': '8' }, 'この日はもう過ぎています'],
])('a plan with %s comes back as typed', async (_, more, words) => {
  const { id } = await db.selectFrom('meeting_series').select('id').orderBy('id').executeTakeFirstOrThrow()
  const answer = await planner.post(`/meeting-series/${id}/meetings`, { ...plan, ...more })
  expect([answer.statusCode, answer.body.includes(words), answer.body.includes('value="第1回連絡会議"')]).toEqual([422, true, true])
})

test('every page stands in both languages for whom it is for, and is not there for anybody else', async () => {
  const m = await putMeeting(db, { title: '見える会議' })
  const pages: [VisitorOf, string[]][] = [
    [planner, ['', '/edit', '/agenda', '/agenda-paper', '/documents', '/replies', '/reminder', `/replies/${town.tama}`, '/door', '/door/screen', '/screen', '/screen?item=2', '/cancellation', '/postponement', '/holding', '/announcement', '/replies-file', '/attendees-paper']],
    [contractor, ['', '/agenda', '/replies', '/door']], [clerk, ['', '/reply', '/reply/check', '/screen', '/agenda-paper']],
  ]
  for (const [who, own] of pages) for (const page of own) for (const language of ['ja', 'en']) expect([page, (await who.get(`${m.page}${page}`, {}, { language })).statusCode]).toEqual([page, 200])
  for (const page of ['/liaison-meetings', `/meeting-items/${m.items[0]}`, `/meeting-items/${m.items[0]}/documents`, '/meeting-series/new', `/meeting-series/${m.series}`, `/meeting-series/${m.series}/meetings/new`]) expect([page, (await planner.get(page)).statusCode]).toEqual([page, 200])
  for (const page of ['/replies', '/door', '/agenda', '/edit', '/reminder', '/replies-file', '/attendees-paper', '/documents', '/cancellation']) expect([page, (await clerk.get(`${m.page}${page}`)).statusCode]).toEqual([page, 404])
  for (const page of ['/cancellation', '/announcement', '/replies-file']) expect([page, (await contractor.get(`${m.page}${page}`)).statusCode]).toEqual([page, 404])
  for (const who of [expert, trainee]) expect((await who.get(m.page)).statusCode).toBe(404)
})

test('a meeting that is not announced is nobody’s but the prefecture’s; an expert sees those at which they speak', async () => {
  const planned = await putMeeting(db, { title: '準備中の会議', state: 'planned' })
  expect([(await clerk.get(planned.page)).statusCode, (await clerk.get('/liaison-meetings')).body.includes('準備中の会議')]).toEqual([404, false])
  const m = await putMeeting(db, { title: '講演のある会議' })
  await db.updateTable('meeting_item').set({ speaker_id: town.expert.person }).where('id', '=', m.items[0]).execute()
  expect((await expert.get('/liaison-meetings')).body).toContain('講演のある会議')
  expect((await expert.get(m.page)).body).toContain('今年度の取組')
})

test('materials are read by whom they are for: a municipality, whether it comes or not, and never before the meeting is announced', async () => {
  const m = await putMeeting(db, { title: '資料のある会議' })
  const list = `${m.page}/documents`
  for (const [title, readers] of [['資料1', 'all'], ['進行メモ', 'prefecture'], ['講師控え', 'experts']] as const)
    expect((await sendFile(house, planner, list, { title, readers }, { name: `${title}.pdf`, bytes: pdf })).headers.location).toBe(list)
  const item = `/meeting-items/${m.items[1]}/documents`
  await sendFile(house, planner, item, { title: '意見交換の論点', readers: 'all' }, { name: '論点.pdf', bytes: pdf })
  const rows = await db.selectFrom('cascade_document').select(['id', 'title', 'readers', 'position']).orderBy('id').execute()
  expect(rows.map(({ title, readers, position }) => [title, readers, position])).toEqual([['資料1', 'all', 1], ['進行メモ', 'prefecture', 2], ['講師控え', 'experts', 3], ['意見交換の論点', 'all', 1]])
  const take = async (who: VisitorOf, n: number) => (await who.get(`${n === 3 ? item : list}/${rows[n]!.id}/file`)).statusCode
  expect([await take(clerk, 0), await take(clerk, 1), await take(clerk, 2), await take(clerk, 3)]).toEqual([200, 404, 404, 200])
  expect([await take(planner, 1), await take(contractor, 2), await take(expert, 2)]).toEqual([200, 200, 404])
  await db.updateTable('meeting_item').set({ speaker_id: town.expert.person }).where('id', '=', m.items[0]).execute()
  expect([await take(expert, 2), await take(expert, 1)]).toEqual([200, 404])
  const page = (await clerk.get(m.page)).body
  expect([page.includes('資料1'), page.includes('意見交換の論点'), page.includes('進行メモ'), page.includes('講師控え')]).toEqual([true, true, false, false])
  expect((await clerk.get(`${list}/${rows[3]!.id}/file`)).statusCode, 'of another parent').toBe(404)

  const twice = await sendFile(house, planner, list, { title: '資料1', readers: 'all' }, { name: 'a.pdf', bytes: pdf })
  expect([twice.statusCode, twice.body.includes('同じ名前の資料があります')]).toEqual([422, true])
  const wrong = await sendFile(house, planner, list, { title: '資料9', readers: 'all' }, { name: 'a.pdf', bytes: Buffer.from('<b>') })
  expect([wrong.statusCode, wrong.body.includes('ファイルの中身が')]).toEqual([415, true])
  expect((await sendFile(house, clerk, list, { title: '資料9', readers: 'all' }, { name: 'a.pdf', bytes: pdf })).statusCode).toBe(404)
  await planner.post(`${list}/${rows[2]!.id}/position`, { to: 'up' })
  await planner.post(`${list}/${rows[1]!.id}`, { title: '司会メモ', readers: 'prefecture' })
  await planner.post(`${list}/${rows[2]!.id}/removal`)
  expect((await db.selectFrom('cascade_document').select('title').where('meeting_id', '=', m.id).orderBy('position').execute()).map(({ title }) => title)).toEqual(['資料1', '司会メモ'])
  expect(await lines('document%')).toEqual(['document.added', 'document.added', 'document.added', 'document.added', 'document.moved', 'document.changed', 'document.removed'])
})

test('a meeting is put off with its reason, gets a new day, and everybody is asked anew; or it is called off', async () => {
  const m = await putMeeting(db, { title: '延期する会議' })
  await db.insertInto('meeting_reply').values({ meeting_id: m.id, municipality_id: town.tachikawa, answer: 'not_coming', first_at: new Date(), answered_at: new Date(), answered_by: town.clerkOfTachikawa.person, late: false }).execute()
  expect((await planner.post(`${m.page}/postponement`, { reason: '' })).statusCode).toBe(422)
  expect((await planner.post(`${m.page}/postponement`, { reason: '台風のため' })).statusCode).toBe(303)
  const page = (await clerk.get(m.page)).body
  expect([page.includes('延期'), page.includes('台風のため'), (await clerk.post(`${m.page}/reply`, {})).statusCode]).toEqual([true, true, 409])
  const version = (await db.selectFrom('meeting').select('version').where('id', '=', m.id).executeTakeFirstOrThrow()).version
  expect((await planner.post(`${m.page}/resumption`, { ...plan, 'heldOn.month': '12', version: String(version) })).statusCode).toBe(303)
  expect([await stateOf(m.id), await db.selectFrom('meeting_reply').select('answer').where('meeting_id', '=', m.id).execute()]).toEqual(['planned', []])
  expect((await planner.post(`${m.page}/cancellation`, { reason: '会場が使えないため' })).statusCode).toBe(303)
  expect([await stateOf(m.id), (await planner.post(`${m.page}/agenda`, { kind: 'report', title: 'あ', minutes: '5' })).statusCode]).toEqual(['cancelled', 409])
})

test('held, its figures are counted from the rows and stay; corrected, they are counted anew; each step only from where it may be taken', async () => {
  const m = await putMeeting(db, { title: '開催する会議', heldOn: '2026-10-20' })
  const put = (municipality_id: number | null, name: string, here: boolean) => idOf(db.insertInto('meeting_person').values({
    meeting_id: m.id, municipality_id, name, mode: 'venue', origin: municipality_id === null ? 'guest' : 'reply', added_at: new Date(), ...here ? { here_at: new Date(), here_mode: 'venue' as const, here_how: 'desk' as const } : {},
  }).returning('id'))
  for (const [of, name, here] of [[town.tachikawa, '甲', true], [town.tachikawa, '乙', true], [town.tama, '丙', false], [null, '有識者', true]] as const) await put(of, name, here)
  expect((await planner.post(`${m.page}/holding`)).statusCode).toBe(303)
  expect(await db.selectFrom('meeting').select(['state', 'people_here', 'municipalities_here']).where('id', '=', m.id).executeTakeFirstOrThrow()).toEqual({ state: 'held', people_here: 3, municipalities_here: 1 })
  const page = (await planner.get(m.page)).body
  expect(page).toMatch(/door\?show=here">3</)
  expect((await planner.post(`${m.page}/recount`, { reason: '付け漏れ' })).statusCode).toBe(303)
  await put(town.tama, '丁', true)
  await planner.post(`${m.page}/holding`)
  expect(await db.selectFrom('meeting').select(['people_here', 'municipalities_here']).where('id', '=', m.id).executeTakeFirstOrThrow()).toEqual({ people_here: 4, municipalities_here: 2 })
  await db.updateTable('meeting').set({ state: 'minutes_shared' }).where('id', '=', m.id).execute()
  expect([await stateOf(m.id), (await planner.post(`${m.page}/recount`, { reason: 'x' })).statusCode]).toEqual(['minutes_shared', 409])
  const later = await putMeeting(db, { title: 'まだの会議', heldOn: '2026-11-18' })
  expect((await planner.post(`${later.page}/holding`)).body).toContain('開催日')
})

test('on the wall an item stands large with what comes next; by the clock, or by hand', async () => {
  const m = await putMeeting(db, { title: '投影する会議', heldOn: '2026-10-21' })
  house.setClock('2026-10-21T14:35:00+09:00')
  const now = (await planner.get(`${m.page}/screen`)).body
  expect(now).toContain('<h1 lang="ja">意見交換</h1>')
  const one = (await planner.get(`${m.page}/screen?item=1`)).body
  expect([one.includes('<h1 lang="ja">今年度の取組</h1>'), one.includes('rel="next"'), one.includes('rel="prev"')]).toEqual([true, true, false])
  house.setClock('2026-10-20T10:00:00+09:00')
})
