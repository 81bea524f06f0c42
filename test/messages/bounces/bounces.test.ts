import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { templates } from '../../../server/messages/notifications/told.ts'
import { bounceIn } from '../../../server/messages/bounces/rules.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

/** N1: mail that comes back. No mailbox can be read from here, so a notice is pasted or a person says so. */
const house = await openHouse()
const { db, post } = house
const town = await settle(db)
const planner = await house.visitor(town.planner)
const address = `p${town.trainee.person}@house.test`
const notice = (more: { id?: string; action?: string; status?: string; to?: string } = {}) => `From: MAILER-DAEMON@relay.test
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.test
Final-Recipient: rfc822; ${more.to ?? address.toUpperCase()}
Action: ${more.action ?? 'failed'}
Status: ${more.status ?? '5.1.1'}
Diagnostic-Code: smtp; 550 5.1.1 <${address}>:
  user unknown
--x
Content-Type: text/rfc822-headers

Message-ID: <${more.id ?? 'message-1.2@house.test'}>
--x--
`
let made = 0
const message = async (person_id = town.trainee.person) => (await db.insertInto('message').values({
  template: templates[made++ % 10]!, subject_ref: 'none', person_id, title: '件名', title_en: 'Subject', body: '本文', made_at: house.app.clock(),
}).returning('id').executeTakeFirstOrThrow()).id
const send = async (id: number) => { await crew['send-mail']!.work(house.crewHouse, { ids: [id] } as never); return stateOf(id) }
const stateOf = (id: number) => db.selectFrom('message').select(['state', 'held_reason', 'sent_to']).where('id', '=', id).executeTakeFirstOrThrow()

beforeEach(async () => {
  post.mails.length = 0
  await db.deleteFrom('mail_bounce').execute()
  await db.deleteFrom('message').execute()
  await db.updateTable('account').set({ email: address }).where('id', '=', town.trainee.account).execute()
})

describe('a notice', () => {
  test('names the address, the code, the words without addresses, and our message', () => {
    expect(bounceIn(notice({ id: 'message-77@house.test' }))).toEqual({ address, status: '5.1.1', words: '550 5.1.1 …: user unknown', messageId: 77 })
  })
  test.each([
    ['of a delay', notice({ action: 'delayed', status: '4.4.1' }), 'bounces.delayed'],
    ['that it arrived', notice({ action: 'delivered', status: '2.0.0' }), 'bounces.delayed'],
    ['without an address', 'Subject: hello\n\nnothing here at all', 'bounces.unread'],
    ['with two addresses in one', notice({ to: 'a@b.test, c@d.test' }), 'bounces.unread'],
  ])('%s marks nothing', (_, text, key) => { expect(bounceIn(text)).toMatchObject({ key }) })
})

test('pasted, it marks the address: the message failed, what follows is held with that reason, until the address changes', async () => {
  const first = await message()
  expect(await send(first)).toMatchObject({ state: 'sent', sent_to: address })
  const pasted = await planner.post('/bounces', { source: notice({ id: `message-${first}@house.test` }) })
  expect([pasted.statusCode, pasted.headers.location]).toEqual([303, `/outbox/${first}`])
  expect(await stateOf(first)).toEqual({ state: 'failed', held_reason: 'bounced: 550 5.1.1 …: user unknown 5.1.1', sent_to: '' })
  expect((await planner.get(`/outbox/${first}`)).body).toContain('このアドレスには届かず、戻ってきました')
  const english = (await planner.get('/bounces', {}, { language: 'en' })).body
  expect(english).toContain('Mail that came back')
  const ids = [...english.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at), 'each id stands once').toEqual([])

  const second = await message()
  expect(await send(second)).toMatchObject({ state: 'held', held_reason: 'bounced' })
  expect(post.mails).toHaveLength(1)
  await db.updateTable('account').set({ email: 'new@house.test' }).where('id', '=', town.trainee.account).execute()
  for (const id of [first, second]) await planner.post(`/outbox/${id}/sending`)
  await drain(house.crewHouse, crew)
  expect(post.mails.map(({ to }) => to)).toEqual([address, 'new@house.test', 'new@house.test'])
  expect(await db.selectFrom('audit_line').select('action').where('action', '=', 'mail.bounced').execute()).toHaveLength(1)
})

/** A form with notices as files, as a browser sends it. */
const sendFiles = (files: [string, string | Buffer][], more: Record<string, string> = {}) => house.app.inject({
  method: 'POST', url: '/bounces/readings', cookies: { sid: planner.sid! },
  headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'multipart/form-data; boundary=edge' },
  payload: Buffer.concat([
    ...Object.entries(more).map(([name, value]) => Buffer.from(`--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)),
    ...files.flatMap(([name, text]) => [Buffer.from(`--edge\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: message/rfc822\r\n\r\n`), Buffer.from(text as string), Buffer.from('\r\n')]),
    Buffer.from('--edge--\r\n'),
  ]),
})

test('many notices come as files at once: what can be read is marked, of each other it is said why not, and sent twice they are read once', async () => {
  const other = `p${town.traineeOfTama.person}@house.test`
  const [first, second] = [await message(), await message(town.traineeOfTama.person)]
  for (const id of [first, second]) await send(id)
  const files: [string, string | Buffer][] = [
    ['届かず1.eml', notice({ id: `message-${first}@house.test` })], ['C:\\mail\\2.eml', notice({ to: other, id: `message-${second}@house.test` }).replaceAll('\n', '\r\n')],
    ['again.eml', notice({ id: `message-${first}@house.test` })], ['late.eml', notice({ action: 'delayed', status: '4.4.1' })], ['stranger.eml', notice({ to: 'x@else.test' })],
    ['letter.txt', 'こんにちは'], ['outlook.msg', Buffer.from('d0cf11e0a1b11ae1', 'hex')], ['empty.eml', ''], ['huge.eml', Buffer.alloc(5 * 1024 * 1024 + 1, 'a')],
    ['noise.eml', Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 7) % 256))],
  ]
  const once = { onceKey: 'one-key-for-all' }
  const answer = await sendFiles(files, once)
  expect(answer.statusCode).toBe(303)
  const page = (await planner.get(answer.headers.location as string)).body
  for (const words of ['10件のうち 2件を、届かなかったと記録しました', '届かず1.eml', '>2.eml', 'すでに記録されています', '「遅れている」という知らせ', 'このアドレスへ送った通知はありません', '読み取れません', '.msg 形式は読み取れません', '5MBを超えています'])
    expect(page).toContain(words)
  expect((await planner.get(answer.headers.location as string, {}, { language: 'en' })).body).toContain('2 of 10 were marked')
  expect((await Promise.all([first, second].map(stateOf))).map(({ state }) => state)).toEqual(['failed', 'failed'])
  expect((await sendFiles(files, once)).headers.location).toBe(answer.headers.location)
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'mail.notices_read').execute()).toEqual([{ detail: { count: 10, marked: 2 } }])
  const none = await sendFiles([], { onceKey: 'another-key' })
  expect([none.statusCode, none.body.includes('ファイルを選んでください')]).toEqual([422, true])
})

test('one notice chosen twice is read once, although it does not say which message it is about', async () => {
  const ids = [await message(), await message()]
  for (const id of ids) await send(id)
  const nameless = notice().replace(/Message-ID: .*/, '')
  const { headers } = await sendFiles([['a.eml', nameless], ['a (1).eml', nameless]])
  expect((await planner.get(headers.location as string)).body).toContain('2件のうち 1件を、届かなかったと記録しました')
  expect((await Promise.all(ids.map(stateOf))).map(({ state }) => state).sort()).toEqual(['failed', 'sent'])
})

test('a person says it of an address the message went to, and of no other; the mark can be taken away', async () => {
  const id = await message()
  await send(id)
  expect((await planner.get(`/outbox/${id}/bounce`)).body).toContain(address)
  expect((await planner.post(`/outbox/${id}/bounce`, { address: 'other@house.test', reason: 'x' })).statusCode).toBe(409)
  expect((await planner.post(`/outbox/${id}/bounce`, { address })).statusCode).toBe(422)
  expect((await planner.post(`/outbox/${id}/bounce`, { address, reason: '電話で\r\n確かめた' })).statusCode).toBe(303)
  expect((await stateOf(id)).held_reason).toBe('bounced: 電話で 確かめた')
  const { id: bounce } = await db.selectFrom('mail_bounce').select('id').executeTakeFirstOrThrow()
  expect((await planner.post(`/bounces/${bounce}/removal`)).headers.location).toBe('/bounces')
  expect((await planner.post(`/bounces/${bounce}/removal`)).statusCode).toBe(404)
  await planner.post(`/outbox/${id}/sending`)
  await drain(house.crewHouse, crew)
  expect((await stateOf(id)).state).toBe('sent')
})

test('a notice about somebody we never wrote to comes back with its words', async () => {
  const strange = await planner.post('/bounces', { source: notice({ to: 'stranger@else.test' }) })
  expect([strange.statusCode, strange.body.includes('このアドレスへ送った通知はありません'), strange.body.includes('stranger@else.test')]).toEqual([422, true, true])
})

test('what did not arrive is sent again together, with its number said before; what may have arrived is not', async () => {
  const ids = [await message(), await message(), await message(), await message()]
  await db.updateTable('message').set({ state: 'held', held_reason: 'noRelay' }).where('id', 'in', ids.slice(0, 2)).execute()
  await db.updateTable('message').set({ state: 'failed', held_reason: 'unknown' }).where('id', '=', ids[2]!).execute()
  await db.updateTable('message').set({ state: 'failed', held_reason: 'refused: 550 no' }).where('id', '=', ids[3]!).execute()
  expect((await planner.get('/outbox?state=held&reason=noRelay')).body).toContain('2件をまとめて送り直す')
  expect((await planner.get('/outbox/sendings?state=held&reason=noRelay')).body).toContain('届かなかった通知 2件を、もう一度送ります')
  expect((await planner.post('/outbox/sendings', { state: 'held', reason: 'noRelay' })).headers.location).toBe('/outbox?state=waiting')
  await drain(house.crewHouse, crew)
  expect(await Promise.all(ids.map(async (id) => (await stateOf(id)).state))).toEqual(['sent', 'sent', 'failed', 'failed'])
  expect((await planner.get('/outbox/sendings?state=failed')).body).toContain('1件')
  await planner.post('/outbox/sendings', { state: 'failed' })
  await drain(house.crewHouse, crew)
  expect(await stateOf(ids[2]!)).toMatchObject({ state: 'failed', held_reason: 'unknown' })
  expect((await planner.post('/outbox/sendings', { state: 'failed' })).statusCode).toBe(409)
  const line = await db.selectFrom('audit_line').select('detail').where('action', '=', 'messages.sent_again').orderBy('id').executeTakeFirstOrThrow()
  expect(line.detail).toMatchObject({ count: 2, reason: 'noRelay' })
})

test('who was told what is a list for one person and for one municipality', async () => {
  await message()
  await message(town.traineeOfTama.person)
  const page = (await planner.get(`/outbox?person=${town.trainee.person}`)).body
  expect([page.includes('ZZA研 修子 へ知らせたこと'), page.includes('ZZB')]).toEqual([true, false])
  expect((await planner.get(`/outbox?municipality=${town.tama}`, {}, { language: 'en' })).body).toContain('What Tama City was told')
  expect((await planner.get('/outbox?person=99999')).statusCode).toBe(404)
  expect((await planner.get(`/people/${town.trainee.person}`)).body).toContain(`/outbox?person=${town.trainee.person}`)
})
