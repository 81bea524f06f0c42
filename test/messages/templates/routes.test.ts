import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { drain } from '../../../server/base/jobs.ts'
import { openPost } from '../../../server/base/mail.ts'
import { crew } from '../../../server/crew.ts'
import { shippedWording } from '../../../server/messages/notifications/letters.ts'
import { templates } from '../../../server/messages/notifications/told.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'
import { openRelay } from '../../support/relay.ts'
import { soon } from '../../support/soon.ts'

/** N1: the words of letters in versions. */
const house = await openHouse()
const { db, post } = house
const town = await settle(db)
await enroll(db, town, town.trainee.person, 107)
const planner = await house.visitor(town.planner)
const at = '/letter-templates/call_published'
const shipped = shippedWording('call_published')
const words = (more: Record<string, string> = {}) => ({ title: shipped.title, titleEn: shipped.titleEn, body: shipped.body, bodyEn: shipped.bodyEn, edited: '0', ...more })
const publish = () => inChange(db, { actor: null, scope: { of: 'all' }, now: house.app.clock(), random: (n) => new Uint8Array(n) }, async ({ log }) => log('call.published', `call:${town.call}`, { revision: 0 }))
const lines = async (subject: string) => (await db.selectFrom('audit_line').select('action').where('subject', '=', subject).orderBy('id').execute()).map(({ action }) => action)

test('what was shipped is version 0 of every template, and nothing of it is written down twice', async () => {
  const page = (await planner.get('/letter-templates')).body
  expect(page.match(/初めの文面（第0版）/g)).toHaveLength(templates.length)
  expect((await planner.get(at)).body).toContain('日頃から、高齢者福祉施策の推進に')
  expect(await db.selectFrom('letter_version').select('id').execute()).toEqual([])
})

test('where there is no draft the preview shows the words in use, as it says', async () => {
  const { body } = await planner.get(`${at}/preview`)
  for (const said of ['いま使っている文面を表示しています', '日頃から、高齢者福祉施策の推進に', shipped.titleEn]) expect(body).toContain(said)
})

test('a draft with a poor placeholder comes back as typed, with the box and the line', async () => {
  const poor = await planner.post(`${at}/draft`, words({ body: '一行目\n{closeOn}' }))
  expect(poor.statusCode).toBe(422)
  for (const said of ['2行目の｛closeOn｝は、使えない差込みです', '一行目']) expect(poor.body).toContain(said)
  expect((await planner.post(`${at}/draft`, words({ body: '締切は{closesOn}' }))).body).toContain('本文に｛number｝ ｛officeClosesOn｝ ｛decisionOn｝がありません')
  const english = await planner.post(`${at}/draft`, words({ bodyEn: 'x {closesOn' }), {}, { language: 'en' })
  expect(english.body).toContain('a brace is left open')
  expect(await db.selectFrom('letter_version').select('id').execute()).toEqual([])
})

test('a draft is tried on a real municipality, which is written down, then published; a letter keeps the words it was made with', async () => {
  const saved = await planner.post(`${at}/draft`, words({ title: '【新しい件名】{about}', body: `${shipped.body}\n\n追記です。` }))
  expect([saved.statusCode, saved.headers.location]).toEqual([303, `${at}/preview`])
  const list = (await planner.get(`${at}/preview?q=${encodeURIComponent('立川')}`)).body
  expect(list).toContain(`preview?reader=${town.tachikawa}`)
  const preview = (await planner.get(`${at}/preview?reader=${town.tachikawa}`)).body
  for (const said of ['【新しい件名】令和8年度 地域ケア会議実践者養成研修', '立川市\n地域ケア会議 御担当者　様', '8福祉高介第218号', '令和8年7月10日（金）必着', '追記です。', 'Tachikawa City', '\nhttp://house.test/']) expect(preview).toContain(said)
  expect(preview).not.toContain('{address}')
  await soon(async () => expect(await lines('page:/letter-templates/:template/preview')).not.toEqual([]))
  expect(post.mails).toEqual([])

  await publish()
  await drain(house.crewHouse, crew)
  expect(post.mails[0]!.subject).toMatch(/^【推薦の御依頼】/) // a draft is not in use
  expect((await planner.post(`${at}/publication`, { edited: '9' })).statusCode).toBe(409)
  expect((await planner.post(`${at}/publication`, { edited: '1' })).headers.location).toBe(at)
  post.mails.length = 0
  await publish()
  await drain(house.crewHouse, crew)
  expect([post.mails[0]!.subject, post.mails[0]!.text.includes('追記です。')]).toEqual(['【新しい件名】令和8年度 地域ケア会議実践者養成研修', true])
  const kept = await db.selectFrom('message').select(['id', 'template_version']).where('municipality_id', '=', town.tachikawa).orderBy('id').execute()
  expect(kept.map(({ template_version }) => template_version)).toEqual([0, 1])
  expect((await planner.get(`/outbox/${kept[1]!.id}`)).body).toContain('第1版')
  expect(await lines('letter_template:call_published')).toEqual(['letter_template.drafted', 'letter_template.published'])
})

test('one goes back to the shipped words, and forward again; a version that is not there is a missing page', async () => {
  expect((await planner.post(`${at}/use`, { version: '7' })).statusCode).toBe(404)
  await planner.post(`${at}/use`, { version: '0' })
  post.mails.length = 0
  await publish()
  await drain(house.crewHouse, crew)
  expect(post.mails[0]!.subject).toMatch(/^【推薦の御依頼】/)
  expect((await planner.get(`${at}/versions/1`)).body).toContain('追記です。')
  await planner.post(`${at}/use`, { version: '1' })
  expect((await planner.get(at, {}, { language: 'en' })).body).toContain('Version 1')
})

test('two who change the draft at once do not overwrite each other', async () => {
  await planner.post('/letter-templates/declined/draft', { ...shippedWording('declined'), version: '', edited: '0' } as never)
  const late = await planner.post('/letter-templates/declined/draft', { ...shippedWording('declined'), version: '', title: '別の件名', edited: '0' } as never)
  expect([late.statusCode, late.body.includes('別の件名'), late.body.includes('ほかの人が先に')]).toEqual([409, true, true])
  expect((await planner.post('/letter-templates/declined/draft/removal')).statusCode).toBe(303)
  expect((await planner.post('/letter-templates/declined/draft/removal')).statusCode).toBe(404)
})

test('a person is found by name; what is not known of them yet stands as an example', async () => {
  const page = (await planner.get(`/letter-templates/waitlisted/preview?reader=${town.trainee.person}`)).body
  for (const said of ['ZZA研 修子　様', '立川市から推薦のありました', '〔例：補欠の順位〕']) expect(page).toContain(said)
  expect((await planner.get(`/letter-templates/waitlisted/preview?q=${encodeURIComponent('ZZA研')}`)).body).toContain(`reader=${town.trainee.person}`)
  expect((await planner.get('/letter-templates/waitlisted/preview?reader=99999')).statusCode).toBe(404)
})

test('templates are the prefecture’s: the secretariat reads them, nobody else knows of them', async () => {
  for (const who of ['trainee', 'clerkOfTachikawa', 'instructor', 'expert', 'administrator'] as const) {
    const visitor = await house.visitor(town[who])
    for (const url of ['/letter-templates', at, `${at}/draft`, `${at}/preview`, `${at}/versions/1`]) expect((await visitor.get(url)).statusCode, `${who} ${url}`).toBe(404)
    expect((await visitor.post(`${at}/draft`, words())).statusCode).toBe(404)
  }
  const contractor = await house.visitor(town.contractor)
  expect([(await contractor.get(at)).statusCode, (await contractor.get(`${at}/draft`)).statusCode, (await contractor.post(`${at}/use`, { version: '0' })).statusCode]).toEqual([200, 404, 404])
  expect((await planner.get('/letter-templates/nothing')).statusCode).toBe(404)
})

test('C18: no line break of a name, a subject or a training gives a mail another header or reader', async () => {
  const { url: smtpUrl, received } = await openRelay()
  const evil = '研修\r\nBcc: thief@example.jp\r\nReply-To: thief@example.jp\r\n\r\nbody\u2028Cc: thief@example.jp'
  await db.updateTable('training').set({ title: evil, title_en: evil }).where('id', '=', town.training).execute()
  await db.updateTable('municipality').set({ name: `立川市\r\nCc: thief@example.jp` }).where('id', '=', town.tachikawa).execute()
  await db.updateTable('letter_version').set({ title: `件名 {about}\r\nX-Evil: 1` }).where('template', '=', 'call_published').execute() // past the form
  await publish()
  await drain({ ...house.crewHouse, mail: openPost({ smtpUrl, mailFrom: 'no-reply@house.test' }) }, crew)
  expect(received).toHaveLength(2)
  for (const { to, raw } of received) {
    const { headers } = await PostalMime.parse(raw)
    expect(headers.map(({ key }) => key).sort()).toEqual(['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'])
    expect(to).toHaveLength(1)
    expect(to[0]).toMatch(/@house\.test$/)
  }
})

test('who signs is a placeholder of letters that go outside, filled with the sender of the day in the preview', async () => {
  await db.insertInto('sender').values({ label: '介護保険課長', organization: '東京都福祉局', title: '介護保険課長', name: '多摩川 学', valid_from: '2025-04-01' }).execute()
  await db.updateTable('call').set({ sender_label: '介護保険課長' }).where('id', '=', town.call).execute()
  expect((await planner.get('/letter-templates/sheet_returned/draft')).body).toContain('発信者（送る日にその職にある方')
  expect((await planner.get('/letter-templates/approval_requested/draft')).body).not.toContain('発信者（送る日に')
  const preview = async () => (await planner.get(`/letter-templates/sheet_returned/preview?reader=${town.tachikawa}`)).body
  expect(await preview()).toContain('様\n\n東京都福祉局介護保険課長　多摩川 学\n\n')
  const { title, titleEn, body, bodyEn } = shippedWording('sheet_returned')
  const moved = await planner.post('/letter-templates/sheet_returned/draft', { title, titleEn, body: `${body}\n\n以上　{sender}`, bodyEn, edited: '0' })
  expect(moved.statusCode).toBe(303)
  expect(await preview()).toContain('以上　東京都福祉局介護保険課長　多摩川 学')
  expect(await preview()).not.toContain('様\n\n東京都')
  const between = shippedWording('approval_requested')
  const refused = await planner.post('/letter-templates/approval_requested/draft', { ...between, version: '', body: `${between.body} {sender}`, edited: '0' } as never)
  expect([refused.statusCode, refused.body.includes('｛sender｝は、使えない差込みです')]).toEqual([422, true])
})
