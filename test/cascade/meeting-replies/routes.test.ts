import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { repliesOf } from '../../../server/cascade/meeting-replies/queries.ts'
import { tallyOf } from '../../../server/cascade/meeting-replies/rules.ts'
import { openHouse } from '../../support/app.ts'
import { givePost, idOf, makePerson, settle } from '../../support/people.ts'
import { putMeeting } from '../meetings.ts'

/** K2: a meeting is announced to all, each municipality replies, and who has not is reminded, once. */
const house = await openHouse({ now: '2026-10-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, other] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama)]
let m = await putMeeting(db)
beforeEach(async () => {
  house.setClock('2026-10-20T10:00:00+09:00')
  for (const table of ['message', 'reminder', 'meeting', 'meeting_series'] as const) await db.deleteFrom(table).execute()
  m = await putMeeting(db)
})
const coming = { answer: 'coming', 'people.0.name': '立川 花子', 'people.0.section': '高齢福祉課', 'people.0.mode': 'venue', contactName: '立川 花子' }
const send = async (who = clerk, form: Record<string, string> = coming) => {
  await who.post(`${m.page}/reply`, { ...form, act: 'check' })
  const { version } = await db.selectFrom('meeting_reply').select('version').where('meeting_id', '=', m.id).where('municipality_id', '=', who === other ? town.tama : town.tachikawa).executeTakeFirst() ?? { version: 0 }
  return who.post(`${m.page}/reply/submission`, { version: String(version) })
}
const reply = () => db.selectFrom('meeting_reply').select(['answer', 'late', 'taken_by', 'version']).where('municipality_id', '=', town.tachikawa).executeTakeFirst()
const people = () => db.selectFrom('meeting_person').select(['id', 'name', 'mode', 'stands_in_for', 'person_id']).orderBy('position').execute()
const letters = (template: string) => db.selectFrom('message').select(['municipality_id', 'body']).where('template', '=', template).orderBy('municipality_id').execute()
const lines = async (action: string) => db.selectFrom('audit_line').select(['subject', 'municipality_id', 'detail']).where('action', '=', action).orderBy('id').execute()

describe('a municipality', () => {
  test('writes, saves, checks, sends, and has a receipt with the time; what others said it never sees', async () => {
    const saved = await clerk.post(`${m.page}/reply`, { ...coming, 'questions.0.text': '様式は変わりますか', 'questions.0.itemId': String(m.items[0]), act: 'save' })
    expect([saved.headers.location, await reply()]).toEqual([`${m.page}/reply`, undefined])
    expect((await clerk.get(`${m.page}/reply`)).body).toContain('value="立川 花子"')
    const check = (await clerk.get(`${m.page}/reply/check`)).body
    for (const words of ['立川 花子　高齢福祉課　会場', '今年度の取組：様式は変わりますか', '回答する']) expect(check).toContain(words)
    const sent = await clerk.post(`${m.page}/reply/submission`, { version: '0' })
    expect([sent.headers.location, await reply()]).toEqual([`${m.page}/reply/receipt`, { answer: 'coming', late: false, taken_by: null, version: 1 }])
    const receipt = (await clerk.get(`${m.page}/reply/receipt`)).body
    for (const words of ['令和8年10月20日', '10:00', '132021-1']) expect(receipt).toContain(words)
    expect(await lines('meeting_reply.sent')).toMatchObject([{ subject: `meeting:${m.id}`, municipality_id: town.tachikawa }])
    expect((await other.get(m.page)).body).not.toContain('立川 花子')
    expect((await other.get(`${m.page}/reply/receipt`)).statusCode).toBe(404)
    expect((await planner.get(`${m.page}/replies`)).body).toContain('立川 花子　高齢福祉課')
  })
  test('names people it knows, substitutes and more than one, and none of another municipality', async () => {
    await send(clerk, { ...coming, 'people.0.name': '', 'people.0.personId': String(town.clerkOfTachikawa.person), 'people.1.name': '代理 太郎', 'people.1.mode': 'online', 'people.1.standsInFor': '課長' })
    expect(await people()).toMatchObject([{ name: 'ZZA立川 花子', person_id: town.clerkOfTachikawa.person, mode: 'venue' }, { name: '代理 太郎', mode: 'online', stands_in_for: '課長' }])
    expect((await clerk.post(`${m.page}/reply`, { ...coming, 'people.0.personId': String(town.clerkOfTama.person) })).statusCode).toBe(404)
    await send(other, { ...coming, 'people.0.name': 'ZZB多摩 次郎' })
    const theirs = (await people()).find(({ name }) => name.startsWith('ZZB'))!
    expect((await clerk.post(`${m.page}/reply`, { ...coming, 'people.0.id': String(theirs.id) })).statusCode).toBe(404)
    expect((await clerk.get(`${m.page}/reply`)).body).not.toContain('ZZB')
  })
  test.each<[string, Record<string, string>, string]>([
    ['nobody though it comes', { 'people.0.name': '' }, '出席する方を1人以上'],
    ['somebody though it does not come', { answer: 'not_coming' }, '欠席になっていますが'],
    ['somebody twice', { 'people.1.name': '立川 花子', 'people.1.section': '高齢福祉課' }, '同じ方が2回'],
    ['nobody to ask back', { contactName: '' }, '必須'],
  ])('that names %s is told on the page of the check, and sends nothing', async (_, more, words) => {
    await clerk.post(`${m.page}/reply`, { ...coming, ...more, act: 'check' })
    const check = (await clerk.get(`${m.page}/reply/check`)).body
    expect([check.includes('このままでは回答できません'), check.includes(words) || words === '必須', check.includes('/submission')]).toEqual([true, true, false])
    expect([(await clerk.post(`${m.page}/reply/submission`, { version: '0' })).statusCode, await reply()]).toEqual([422, undefined])
  })
  test('changes its reply until the last day; later it is late, and kept as that; who stays named stays the same row', async () => {
    await send()
    const { id } = (await people())[0]!
    house.setClock('2026-11-07T09:00:00+09:00')
    expect((await clerk.get(`${m.page}/reply`)).body).toContain('期限後')
    await send(clerk, { ...coming, 'people.0.id': String(id), 'people.1.name': '立川 次郎', 'people.1.section': '高齢福祉課' })
    expect([await reply(), (await people()).map((one) => one.name), (await people())[0]!.id]).toEqual([{ answer: 'coming', late: true, taken_by: null, version: 2 }, ['立川 花子', '立川 次郎'], id])
    expect((await db.selectFrom('meeting_reply_revision').select(['people', 'late']).orderBy('id').execute())).toEqual([{ people: 1, late: false }, { people: 2, late: true }])
    const list = (await planner.get(`${m.page}/replies?answer=late`)).body
    expect([list.includes('期限後'), list.includes('2回目')]).toEqual([true, true])
    expect((await clerk.post(`${m.page}/reply/submission`, { version: '1' })).statusCode, 'sent from an outdated page').toBe(409)
  })
  test('replies once it may, and no longer when the meeting was held', async () => {
    await db.updateTable('meeting').set({ state: 'announced' }).execute()
    expect([(await clerk.get(`${m.page}/reply`)).body.includes('まだ始まっていません'), (await clerk.post(`${m.page}/reply`, coming)).statusCode]).toEqual([true, 409])
    await db.updateTable('meeting').set({ state: 'held', people_here: 0, municipalities_here: 0 }).execute()
    expect((await clerk.post(`${m.page}/reply`, coming)).statusCode).toBe(409)
  })
})

describe('the prefecture', () => {
  test('announces to all: letters, a paper with its number, a door with its secret; and only once', async () => {
    m = await putMeeting(db, { series: m.series, title: '第3回連絡会議', state: 'planned' })
    const form = { documentNumber: '8福祉高介第512号', 'issuedOn.year': '2026', 'issuedOn.month': '10', 'issuedOn.day': '20', addressee: '各区市町村　殿', sender: '東京都', version: '1' }
    expect((await planner.post(`${m.page}/announcement`, { ...form, act: 'save' })).headers.location).toBe(`${m.page}/announcement`)
    expect((await planner.get(`${m.page}/announcement/preview`)).rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await planner.post(`${m.page}/announcement`, { ...form, opensNow: 'true', act: 'announce', version: '2' })).headers.location).toBe(m.page)
    expect((await planner.post(`${m.page}/announcement`, { ...form, act: 'announce', version: '3' })).statusCode).toBe(409)
    await drain(house.crewHouse, crew)
    expect((await letters('meeting_announced')).map(({ municipality_id }) => municipality_id)).toEqual([town.tachikawa, town.tama])
    expect((await letters('meeting_announced'))[0]!.body).toContain('出欠を、令和8年11月6日（金）までに')
    const { rawPayload, headers } = await clerk.get(`${m.page}/notice`)
    expect([rawPayload.subarray(0, 5).toString(), String(headers['content-disposition']).includes(encodeURIComponent('開催通知'))]).toEqual(['%PDF-', true])
    expect(await db.selectFrom('meeting_door').select(['opens_at', 'closes_at']).where('meeting_id', '=', m.id).executeTakeFirstOrThrow()).toEqual({ opens_at: new Date('2026-11-18T13:30:00+09:00'), closes_at: new Date('2026-11-18T16:00:00+09:00') })
    expect([(await contractor.get(`${m.page}/announcement`)).statusCode, (await clerk.get(`${m.page}/announcement`)).statusCode]).toEqual([404, 404])
  }, 60_000)
  test('writes down what it heard by telephone, with the reason; the municipality reads it and may change it', async () => {
    const taken = await planner.post(`${m.page}/replies/${town.tachikawa}`, { takenBy: 'phone', takenReason: '係長から電話', answer: 'not_coming', contactName: '係長', version: '0' })
    expect([taken.headers.location, await reply()]).toEqual([`${m.page}/replies`, { answer: 'not_coming', late: false, taken_by: 'phone', version: 1 }])
    expect((await clerk.get(`${m.page}/reply`)).body).toContain('事務局が聞いて入力したもの')
    expect((await planner.post(`${m.page}/replies/${town.tachikawa}`, { takenBy: 'phone', takenReason: '', answer: 'coming', contactName: '係長', version: '1' })).statusCode).toBe(422)
    expect((await planner.post(`${m.page}/replies/999`, { takenBy: 'phone', takenReason: 'x', answer: 'coming', contactName: '係長', version: '0' })).statusCode).toBe(404)
    await send(clerk, { ...coming })
    expect(await reply()).toEqual({ answer: 'coming', late: false, taken_by: null, version: 2 })
  })
  test('reminds only who has not replied, after looking at whom; by hand once, and before the last day once by itself', async () => {
    await send()
    const preview = (await planner.get(`${m.page}/reminder`)).body
    expect([preview.includes('多摩市'), preview.includes('立川市'), preview.includes('まだ御回答がありません')]).toEqual([true, false, true])
    expect((await planner.post(`${m.page}/reminder`)).statusCode).toBe(303)
    expect((await planner.post(`${m.page}/reminder`)).body).toContain('すでに催促しています')
    await drain(house.crewHouse, crew)
    expect((await letters('meeting_reminded')).map(({ municipality_id }) => municipality_id)).toEqual([town.tama])
    for (const day of ['2026-11-02', '2026-11-04', '2026-11-05']) {
      house.setClock(`${day}T09:00:00+09:00`)
      await crew.remind!.work(house.crewHouse, {} as never)
    }
    await drain(house.crewHouse, crew)
    expect((await letters('reminder_meeting')).map(({ municipality_id }) => municipality_id)).toEqual([town.tama])
  })
  test('shares a question with all, and takes that back; until then it is read by the office and its own municipality', async () => {
    await send(clerk, { ...coming, 'questions.0.text': '費用の扱いを知りたい' })
    const seen = async () => (await other.get(m.page)).body.includes('費用の扱いを知りたい')
    const { id } = await db.selectFrom('meeting_question').select('id').executeTakeFirstOrThrow()
    expect(await seen()).toBe(false)
    expect((await clerk.post(`/meeting-questions/${id}/sharing`)).statusCode).toBe(404)
    await planner.post(`/meeting-questions/${id}/sharing`)
    expect(await seen()).toBe(true)
    await planner.post(`/meeting-questions/${id}/unsharing`)
    expect(await seen()).toBe(false)
  })
  test('takes the list as a file and as a paper, in official order, one row a person; a contractor takes none', async () => {
    await send(clerk, { ...coming, 'people.1.name': '立川 次郎', 'people.1.mode': 'online' })
    const csv = (await planner.get(`${m.page}/replies-file?as=utf-8`)).body.split('\r\n')
    expect(csv.slice(1, 4).map((row) => row.split(',').slice(0, 4))).toEqual([['132021', '立川市', '出席', '立川 花子'], ['132021', '立川市', '出席', '立川 次郎'], ['132241', '多摩市', '未回答', '']])
    expect((await planner.get(`${m.page}/attendees-paper`)).rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await contractor.get(`${m.page}/replies-file`)).statusCode).toBe(404)
  })
})

test('62 municipalities reply, change their minds and are entered by telephone: every figure is the count of its rows', async () => {
  const towns = [town.tachikawa, town.tama]
  for (let n = 0; n < 60; n += 1) towns.push(await idOf(db.insertInto('municipality').values({ code: `90${String(n).padStart(4, '0')}`, name: `第${n}市`, name_en: `Town ${n}`, kana: 'し', kind: 'city' }).returning('id')))
  const act = fc.record({ town: fc.nat({ max: 61 }), answer: fc.constantFrom('coming' as const, 'not_coming' as const, 'undecided' as const), venue: fc.nat({ max: 3 }), online: fc.nat({ max: 2 }) })
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 25 }), async (acts) => {
    await db.deleteFrom('meeting_reply').execute()
    await db.deleteFrom('meeting_person').execute()
    const said = new Map<number, { answer: string; people: number }>()
    for (const { town: n, answer, venue, online } of acts) {
      const count = answer === 'coming' ? Math.max(1, venue + online) : 0
      const form = Object.fromEntries(Array.from({ length: count }, (_, place) => [[`people.${place}.name`, `人${place}`], [`people.${place}.mode`, place < venue ? 'venue' : 'online']]).flat())
      const answered = await planner.post(`${m.page}/replies/${towns[n]}`, { ...form, takenBy: 'phone', takenReason: '電話', answer, contactName: '係', version: String((await db.selectFrom('meeting_reply').select('version').where('municipality_id', '=', towns[n]!).executeTakeFirst())?.version ?? 0) })
      expect(answered.statusCode).toBe(303)
      said.set(n, { answer, people: count })
    }
    const tally = tallyOf(await repliesOf(db, { id: m.id, round: 1 }))
    const of = (answer: string) => [...said.values()].filter((one) => one.answer === answer)
    expect(tally).toMatchObject({ asked: 62, replied: said.size, open: 62 - said.size, coming: of('coming').length, notComing: of('not_coming').length, undecided: of('undecided').length, people: of('coming').reduce((sum, one) => sum + one.people, 0) })
    expect((await db.selectFrom('meeting_person').select('id').execute()).length).toBe(tally.people)
  }), { numRuns: 3 })
}, 60_000)

test('an officer of another municipality replies for the own one alone', async () => {
  const second = await house.visitor(await givePost(db, await makePerson(db, 'ZZA立川 次郎', 'たちかわ じろう', town.tachikawa), 'municipality', town.tachikawa, 'second@tachikawa.test'))
  await send()
  expect((await second.get(`${m.page}/reply/receipt`)).body).toContain('立川 花子')
  expect((await other.post(`${m.page}/replies/${town.tachikawa}`, {})).statusCode).toBe(404)
})
