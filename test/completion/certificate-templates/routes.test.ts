import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { certificateJobs } from '../../../server/completion/certificates/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { wordsOf as words } from '../../support/reading.ts'
import { dated, graduate } from '../certificates/graduates.ts'

const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [first, second] = [await graduate(db, town, ['小林 直子'], { from: 1 }), await graduate(db, town, ['髙橋 彩'], { from: 2 })].flat()
await db.updateTable('module').set({ minutes: 90 }).execute()
await db.updateTable('person').set({ birth_date: '1980-04-01' }).execute()
await db.insertInto('sender').values([
  { label: '福祉局', organization: '東京都福祉局', title: '部長', name: '前任 一', valid_from: '2025-04-01', valid_to: '2027-03-31' },
  { label: '福祉局', organization: '東京都福祉局', title: '部長', name: '後任 二', valid_from: '2027-04-01', valid_to: null },
]).execute()
const [planner, contractor, clerk] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa].map((who) => house.visitor(who)))
const page = `/courses/${town.course}/certificate-template`
const form = {
  title: '修了証', deed: '{年度}　{研修名}（{時間数}）を\n修了しました', withBirthDate: 'true', orientation: 'portrait', border: 'plain', seal: 'omitted', senderLabel: '福祉局', nameChangeIsGround: 'true',
  withEnglish: 'true', titleEn: 'Certificate', deedEn: 'has completed {training}', issuerEn: 'Tokyo',
}
const issue = async (only: number, day: ReturnType<typeof dated>) => {
  await planner!.post(`/trainings/${town.training}/certificates`, { ...day, only: String(only) })
  await drain(house.crewHouse, certificateJobs)
  return db.selectFrom('certificate').selectAll().where('enrollment_id', '=', only).executeTakeFirstOrThrow()
}
const paperOf = async (id: number) => {
  const { id: event } = await db.selectFrom('certificate_event').select('id').where('certificate_id', '=', id).orderBy('id', 'desc').executeTakeFirstOrThrow()
  return (await planner!.get(`/certificates/${id}/events/${event}/file`)).rawPayload
}
const versions = () => db.selectFrom('certificate_template').select(['version', 'title']).orderBy('version').execute()

test('the design of the house is shown until there is another; a contractor reads it, a municipality has no such page', async () => {
  const { body } = await planner!.get(page)
  expect(body).toContain('標準の様式')
  expect(body).toContain('東京都が実施した')
  expect((await contractor!.get(page)).body).not.toContain('新しい版として保存する')
  expect((await clerk!.get(page)).statusCode).toBe(404)
  expect((await contractor!.post(page, form)).statusCode).toBe(404)
})

test('while it is typed only the preview comes back, drawn with what was typed; without scripts the whole page does', async () => {
  const piece = await planner!.post(`${page}/preview`, form, { 'hx-request-type': 'partial', 'hx-target': 'section#certificate-templates-preview' })
  expect(piece.statusCode).toBe(200)
  expect(piece.body).not.toContain('<html')
  for (const word of ['修了証', '令和八年度', '前任 一', '公印省略', '生年月日', 'paper portrait', 'certificate plain']) expect(piece.body).toContain(word)
  const whole = await planner!.post(`${page}/preview`, form)
  expect(whole.body).toMatch(/<html[\s\S]*name="titleEn"[^>]*value="Certificate"/)
  expect(await versions()).toEqual([])
})

test.each<[string, object, string]>([
  ['a placeholder that is none', { deed: '{氏名}は' }, '{氏名}という差し込みはありません'], ['a bracket without its other half', { deed: '{研修名' }, 'かっこが閉じていません'],
  ['too many lines', { deed: `${'行\n'.repeat(8)}行` }, '8行まで'], ['English without its words', { titleEn: '' }, 'ここも入れてください'],
])('%s is told beside its box, and nothing is saved', async (_, more, words) => {
  const poor = await planner!.post(page, { ...form, ...more })
  expect([poor.statusCode, poor.body.includes(words)]).toEqual([422, true])
  expect(await versions()).toEqual([])
})

test('the sample PDF is what is typed, upright, in two languages', async () => {
  const sample = await planner!.post(`${page}/sample`, form)
  expect([sample.statusCode, sample.headers['content-type']]).toEqual([200, 'application/pdf'])
  const text = await words(sample.rawPayload)
  for (const word of ['見本', '修了証', '前任一', '公印省略', '昭和五十五年四月一日', 'hascompletedPractitionertraining', 'SAMPLE']) expect(text).toContain(word)
}, 60_000)

test('a version is saved once, and the same again is none', async () => {
  for (const _ of [1, 2]) expect((await planner!.post(page, { ...form, onceKey: 'template-0001' })).headers.location).toBe(page)
  expect((await planner!.post(page, form)).statusCode).toBe(409)
  expect(await versions()).toEqual([{ version: 1, title: '修了証' }])
  expect((await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', 'certificate_template.made').execute())).toEqual([{ subject: `course:${town.course}`, detail: { version: 1 } }])
})

test('what is issued keeps the version and the words it was issued with; a change is for later issues', async () => {
  const before = await issue(first!.enrollment, dated())
  expect(before).toMatchObject({ issuer_title: '東京都福祉局部長', issuer_name: '前任 一', deed: '令和八年度　地域ケア会議実践者養成研修（一時間三十分）を\n修了しました' })
  const paper = await paperOf(before.id)
  expect(await words(paper)).toContain('前任一')
  expect((await planner!.post(page, { ...form, title: '修了証明書', seal: 'box' })).statusCode).toBe(303)
  await db.updateTable('training').set({ title: '令和8年度 名を変えた研修' }).where('id', '=', town.training).execute()
  const after = await issue(second!.enrollment, dated('2027', '4', '1'))
  expect(after).toMatchObject({ issuer_name: '後任 二' })
  expect(await words(await paperOf(after.id))).toMatch(/修了証明書.*名を変えた研修/)
  expect((await planner!.post(`/certificates/${before.id}/reissue`, { name: '小林 直子', reason: '紛失' })).statusCode).toBe(303)
  const again = await words(await paperOf(before.id))
  for (const word of ['再発行', '修了証', '地域ケア会議実践者養成研修', '前任一', '公印省略', 'REISSUED']) expect(again).toContain(word)
  expect(again).not.toMatch(/修了証明書|名を変えた/)
}, 90_000)

test('a version never changes, whoever asks the database', async () => {
  const ends = await Promise.allSettled([db.updateTable('certificate_template').set({ title: 'x' }).execute(), db.deleteFrom('certificate_template').execute()])
  for (const end of ends) expect(String((end as PromiseRejectedResult).reason)).toContain('only ever added to')
})

test('hours that no module has are told in the preview and issued to nobody', async () => {
  const [fourth] = await graduate(db, town, ['第四 者'], { from: 4 })
  const issuing = `/trainings/${town.training}/certificates`
  await db.updateTable('module').set({ minutes: null }).execute()
  const piece = await planner!.post(`${page}/preview`, form, { 'hx-request-type': 'partial', 'hx-target': 'section#certificate-templates-preview' })
  expect(piece.body).toContain('科目に時間が入っていません')
  expect((await planner!.get(issuing)).body).toMatch(/科目に時間が入っていません[\s\S]*<button class="button" disabled/)
  const refused = await planner!.post(issuing, { ...dated('2027', '4', '1'), only: String(fourth!.enrollment) })
  expect([refused.statusCode, refused.body.includes('科目に時間が入っていません')]).toEqual([409, true])
  expect(await db.selectFrom('certificate').select('id').where('enrollment_id', '=', fourth!.enrollment).execute()).toEqual([])
  const { id: second } = await db.insertInto('module').values({ course_id: town.course, position: 9, title: '演習', title_en: 'Practice', minutes: 60 }).returning('id').executeTakeFirstOrThrow()
  expect((await planner!.get(issuing)).body, 'one of two is told, and may be meant').toMatch(/時間の入っていない科目があり[\s\S]*会議の役割/)
  await db.deleteFrom('module').where('id', '=', second).execute()
  await db.updateTable('module').set({ minutes: 90 }).execute()
})

test('an office that nobody holds on the day cannot issue', async () => {
  const [third] = await graduate(db, town, ['第三 者'], { from: 3 })
  await db.updateTable('sender').set({ valid_from: '2027-05-01' }).where('name', '=', '後任 二').execute()
  const refused = await planner!.post(`/trainings/${town.training}/certificates`, { ...dated('2027', '4', '1'), only: String(third!.enrollment) })
  expect([refused.statusCode, refused.body.includes('発行者の名前がありません')]).toEqual([409, true])
})

test.each(['ja', 'en'])('the page renders in %s', async (language) => {
  const { statusCode, body } = await planner!.get(page, {}, { language })
  expect(statusCode).toBe(200)
  expect(body).not.toMatch(/undefined|\[object/)
})
