import { existsSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { soon } from '../../support/soon.ts'

/** C3: next year's call begins with the forms and papers of the last one, and neither takes the other's bytes away. */
const house = await openHouse({ now: '2027-05-10T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, clerk] = [await house.visitor(town.planner), await house.visitor(town.clerkOfTachikawa)]
const { course_id } = await db.selectFrom('training').select('course_id').where('id', '=', town.training).executeTakeFirstOrThrow()
const training = await idOf(db.insertInto('training').values({ course_id, fiscal_year: 2027, title: '令和9年度 地域ケア会議実践者養成研修', title_en: 'Practitioner training FY2027', capacity: 10 }).returning('id'))
const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 10 }).returning('id'))
await db.insertInto('class_day').values({ cohort_id: cohort, held_on: '2027-10-15', place: '飯田橋会館' }).execute()
const save = async (name: string, words: string) => {
  const kept = await house.app.outside.files.save(Buffer.from(`%PDF-1.7\n${words}`), 'call')
  return { key: kept.key, id: await idOf(db.insertInto('file').values({ ...kept, name, type: 'application/pdf', made_at: new Date('2026-05-01') }).returning('id')) }
}
const day = (name: string, text: string) => Object.fromEntries(['year', 'month', 'day'].map((part, at) => [`${name}.${part}`, text.split('-')[at]!]))
const form = {
  training: String(training), ...day('opensOn', '2027-06-15'), ...day('officeClosesOn', '2027-07-30'), ...day('closesOn', '2027-08-13'), ...day('decisionOn', '2027-09-03'),
  quotaChair: '3', quotaAdviser: '3', quotaCasePresenter: '3', quotaOther: '2', addressee: '各区市町村　主管課長　殿', sender: '介護保険課長', purpose: '養成', eligibility: '①', howTo: '推薦書', cost: '無料', contact: '担当',
}
const kept = (key: string) => existsSync(path.join(house.folder, 'files', key)) || existsSync(path.join(house.folder, key))
const listed = async (call: number) => (await db.selectFrom('call_file').select(['id', 'title', 'file_id']).where('call_id', '=', call).orderBy('position').execute())
const draft = async (files: string[]) => {
  const sent = await house.app.inject({
    method: 'POST', url: '/calls', cookies: { sid: planner.sid! }, headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams([...Object.entries(form), ...files.map((id): [string, string] => ['files', id])]).toString(),
  })
  expect(sent.statusCode, sent.body.replace(/<[^>]+>\s*/g, ' ')).toBe(303)
  return Number(sent.headers.location!.split('/')[2])
}
const send = async (to: string, name: string, words: string) => {
  const body = new FormData()
  body.set('file', new Blob([`%PDF-1.7\n${words}`]), name)
  const request = new Request('http://house.test', { method: 'POST', body })
  return house.app.inject({ method: 'POST', url: to, cookies: { sid: planner.sid! }, payload: Buffer.from(await request.arrayBuffer()),
    headers: { host: 'house.test', origin: 'http://house.test', 'content-type': request.headers.get('content-type')! } })
}

let [form1, paper]: { key: string; id: number }[] = []
let old: { id: number; title: string }[] = []
beforeEach(async () => {
  await db.deleteFrom('call_file').execute()
  await db.deleteFrom('call').where('training_id', '=', training).execute()
  form1 = await save('様式1_R8.pdf', '様式1')
  paper = await save('概要.pdf', '概要')
  const by = { call_id: town.call, added_by: town.planner.person, added_at: new Date('2026-05-01') }
  await db.insertInto('call_file').values([{ ...by, kind: 'form', title: '様式1　受講申込書（令和8年度）', file_id: form1.id, position: 1 }, { ...by, kind: 'attachment', title: '研修の概要', file_id: paper.id, position: 2 }]).execute()
  old = await listed(town.call)
})

test('the form of the new call offers what the last one had, chosen, and the draft has it in order with the new year in its title', async () => {
  const page = (await planner.get(`/calls/new?training=${training}`)).body
  for (const { id } of old) expect(page).toMatch(new RegExp(`name="files" value="${id}"\\s*checked`))
  for (const words of ['様式　様式1　受講申込書（令和9年度）', '様式1_R8.pdf', '日付や宛先を確かめ']) expect(page).toContain(words)
  const call = await draft(old.map(({ id }) => String(id)))
  expect((await listed(call)).map(({ title, file_id }) => [title, file_id])).toEqual([['様式1　受講申込書（令和9年度）', form1!.id], ['研修の概要', paper!.id]])
  const list = (await planner.get(`/calls/${call}/files`)).body
  expect([list.match(/前の募集と同じファイル/g)?.length, list.includes('前の募集から引き継ぐもの')]).toEqual([2, false])
  expect((await clerk.get(`/calls/${call}/files/${(await listed(call))[0]!.id}/call-file`)).statusCode).toBe(404) // not published yet
})

test('what was left out can be taken over later, until the call is no draft any more; a file of another call cannot', async () => {
  const call = await draft([String(old[1]!.id)])
  expect((await listed(call)).map(({ title }) => title)).toEqual(['研修の概要'])
  expect((await planner.get(`/calls/${call}/files`)).body).toMatch(/前の募集から引き継ぐもの[\s\S]*様式1　受講申込書（令和9年度）/)
  expect((await planner.post(`/calls/${call}/files/earlier`, { files: '99999' })).statusCode).toBe(404)
  for (const _ of [1, 2]) await planner.post(`/calls/${call}/files/earlier`, { files: String(old[0]!.id) })
  expect((await listed(call)).map(({ title }) => title)).toEqual(['研修の概要', '様式1　受講申込書（令和9年度）'])
  await db.updateTable('call').set({ state: 'in_approval' }).where('id', '=', call).execute()
  expect((await planner.post(`/calls/${call}/files/earlier`, { files: String(old[0]!.id) })).statusCode).toBe(409)
  expect((await clerk.post(`/calls/${call}/files/earlier`, { files: String(old[0]!.id) })).statusCode).toBe(404)
})

test('taking it off one call leaves the other its bytes; the last one lets them go', async () => {
  const call = await draft(old.map(({ id }) => String(id)))
  const [own] = await listed(call)
  expect((await planner.post(`/calls/${call}/files/${own!.id}/removal`)).statusCode).toBe(303)
  await new Promise((done) => setTimeout(done, 50))
  expect(kept(form1!.key)).toBe(true)
  expect((await planner.get(`/calls/${town.call}/files/${old[0]!.id}/call-file`)).rawPayload.toString()).toContain('様式1')
  await db.updateTable('call').set({ state: 'draft' }).where('id', '=', town.call).execute()
  await planner.post(`/calls/${town.call}/files/${old[1]!.id}/removal`)
  expect((await planner.get(`/calls/${call}/files/${(await listed(call))[0]!.id}/call-file`)).rawPayload.toString()).toContain('概要')
  await planner.post(`/calls/${town.call}/files/${old[0]!.id}/removal`)
  await soon(() => expect(kept(form1!.key)).toBe(false))
  expect(await db.selectFrom('file').select('id').where('id', '=', form1!.id).execute()).toEqual([])
  expect(kept(paper!.key)).toBe(true)
  await db.updateTable('call').set({ state: 'published' }).where('id', '=', town.call).execute()
})

test('before publication a file is renamed and replaced; last year’s stays as it was', async () => {
  const call = await draft(old.map(({ id }) => String(id)))
  const [own] = await listed(call)
  const at = `/calls/${call}/files/${own!.id}`
  expect((await planner.get(at)).body).toContain('いまのファイルは「様式1_R8.pdf」です')
  const twice = await planner.post(at, { kind: 'form', title: '研修の概要' })
  expect([twice.statusCode, twice.body.includes('同じ名前のファイルがあります')]).toEqual([422, true])
  expect((await planner.post(at, { kind: 'form', title: '様式1　申込書' })).headers.location).toBe(`/calls/${call}/files`)
  expect((await send(`${at}/replacement`, '様式1_R9.exe', '新しい')).statusCode).toBe(415)
  expect((await send(`${at}/replacement`, '様式1_R9.pdf', '新しい')).statusCode).toBe(303)
  expect((await planner.get(`${at}/call-file`)).rawPayload.toString()).toContain('新しい')
  expect((await listed(call)).map(({ title }) => title)).toEqual(['様式1　申込書', '研修の概要'])
  expect((await planner.get(`/calls/${town.call}/files/${old[0]!.id}/call-file`)).rawPayload.toString()).toContain('様式1')
  expect((await db.selectFrom('audit_line').select('action').where('subject', '=', `call:${call}`).where('action', 'like', 'call_file%').orderBy('id').execute()).map(({ action }) => action))
    .toEqual(['call_file.taken_over', 'call_file.renamed', 'call_file.replaced'])
  await db.updateTable('call').set({ state: 'published' }).where('id', '=', call).execute()
  expect([(await planner.post(at, { kind: 'form', title: '様式3' })).statusCode, (await send(`${at}/replacement`, 'a.pdf', 'b')).statusCode]).toEqual([409, 409])
})

test('the call of the training it was copied from goes before a later one of the course, and its days are moved to the same weekdays', async () => {
  const other = await idOf(db.insertInto('training').values({ course_id, fiscal_year: 2026, title: '令和8年度 別の研修', title_en: 'Another', capacity: 5 }).returning('id'))
  const { id: _, training_id: __, ...like } = await db.selectFrom('call').selectAll().where('id', '=', town.call).executeTakeFirstOrThrow()
  const second = await idOf(db.insertInto('call').values({ ...like, training_id: other, purpose: '別の目的', document_number: null, profession_quotas: '{}', eligibility_rules: '{}', route: 'self' } as never).returning('id'))
  await db.insertInto('call_file').values({ call_id: second, kind: 'form', title: '別の様式', file_id: paper!.id, position: 1, added_by: town.planner.person, added_at: new Date('2026-05-01') }).execute()
  const page = async () => (await planner.get(`/calls/new?training=${training}`)).body
  expect(await page()).toMatch(/別の目的[\s\S]*別の様式/)
  await db.updateTable('training').set({ copied_from_id: town.training }).where('id', '=', training).execute()
  const body = await page()
  expect([body.includes('別の目的'), body.includes('別の様式'), body.includes('様式1　受講申込書（令和9年度）')]).toEqual([false, false, true])
  // 10 July 2026 was a Friday, and so is 9 July 2027.
  expect(body).toMatch(/name="closesOn\.year"[\s\S]{0,400}value="2027"[\s\S]{0,600}name="closesOn\.month"[\s\S]{0,400}value="7"[\s\S]{0,600}name="closesOn\.day"[\s\S]{0,400}value="9"/)
  expect(body).toContain('同じ曜日のままずらしました')
  house.setClock('2027-08-01T10:00:00+09:00') // its days are over: a proposal from today on
  expect(await page()).not.toContain('同じ曜日のままずらしました')
})

test('how eligibility was asked goes on in the next call, and can be changed on its draft', async () => {
  await db.updateTable('call').set({ eligibility_rules: JSON.stringify({ chair_place: 'refuse' }) }).where('id', '=', town.call).execute()
  const call = await draft([])
  expect((await db.selectFrom('call').select('eligibility_rules').where('id', '=', call).executeTakeFirstOrThrow()).eligibility_rules).toEqual({ chair_place: 'refuse' })
  expect((await planner.get(`/calls/${call}`)).body).toMatch(/満たさなければ提出できないもの[\s\S]*①司会者は区市町村か地域包括支援センターの職員[\s\S]*確かめるもの/)
})
