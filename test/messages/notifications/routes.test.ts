import { beforeEach, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { messageJobs } from '../../../server/messages/notifications/jobs.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'

const house = await openHouse()
const { db, post } = house
const town = await settle(db)
const at = new Date('2026-06-15T10:00:00+09:00')
const as = async (who: keyof typeof town) => house.visitor(town[who] as never)
const [trainee, clerk, planner] = [await as('trainee'), await as('clerkOfTachikawa'), await as('planner')]

const write = (more: { person_id?: number; municipality_id?: number; title: string; state?: 'waiting' | 'sent' | 'held' | 'failed'; held_reason?: string; template?: string }) =>
  idOf(db.insertInto('message').values({
    template: 'call_published', subject_ref: 'call:1', title_en: `EN ${more.title}`, body: `本文 <b>${more.title}</b>\n{address}\n`, path: '/calls/1', made_at: at, state: 'sent', ...more,
  }).returning('id'))
let [toTrainee, toTachikawa, toTama] = [0, 0, 0]
beforeEach(async () => {
  await db.deleteFrom('message').execute()
  toTrainee = await write({ person_id: town.trainee.person, title: 'ZZA受講決定', template: 'selected' })
  toTachikawa = await write({ municipality_id: town.tachikawa, title: 'ZZA募集の公表' })
  toTama = await write({ municipality_id: town.tama, title: 'ZZB募集の公表', state: 'held', held_reason: 'noAddress' })
})
const body = async (who: VisitorOf, url: string, language = 'ja') => (await who.get(url, {}, { language })).body

test('each reads what is theirs, an officer what is their municipality’s, and nobody another’s', async () => {
  expect(await body(trainee, '/messages')).toContain('ZZA受講決定')
  expect(await body(trainee, '/messages')).not.toContain('募集の公表')
  expect(await body(clerk, '/messages')).toContain('ZZA募集の公表')
  expect(await body(clerk, '/messages')).not.toMatch(/ZZB|受講決定/)
  const foreign = await clerk.get(`/messages/${toTama}`)
  expect([foreign.statusCode, foreign.body]).toEqual([404, (await clerk.get('/messages/99999')).body])
  expect((await clerk.get(`/messages/${toTrainee}`)).statusCode).toBe(404)
  expect((await trainee.post(`/messages/${toTachikawa}/reading`)).statusCode).toBe(404)
})

test('a message is a page with its text as text, in either language, and looking changes nothing', async () => {
  const page = await body(clerk, `/messages/${toTachikawa}`)
  for (const words of ['本文 &lt;b&gt;ZZA募集の公表&lt;/b&gt;', 'href="/calls/1"', '未読']) expect(page + await body(clerk, '/messages')).toContain(words)
  expect(await body(clerk, '/messages', 'en')).toContain('EN ZZA募集の公表')
  expect((await db.selectFrom('message').select('read_at').where('id', '=', toTachikawa).executeTakeFirst())?.read_at).toBeNull()
  expect((await clerk.post(`/messages/${toTachikawa}/reading`)).headers.location).toBe('/messages')
  expect((await db.selectFrom('message').select('read_at').where('id', '=', toTachikawa).executeTakeFirst())?.read_at).toEqual(at)
  expect(await body(clerk, '/messages')).not.toContain('すべて既読にする')
})

test('a message without an address leads to where one is given', async () => {
  const toNobody = await write({ person_id: town.trainee.person, title: 'ZZD補欠', state: 'held', held_reason: 'noAddress' })
  const leads = async (id: number) => {
    const [, main] = (await body(planner, `/outbox/${id}`)).split('<main')
    return ['/accounts/new', `/people/${town.trainee.person}/edit`].map((way) => main!.includes(`href="${way}"`))
  }
  expect([await leads(toTama), await leads(toNobody)]).toEqual([[true, false], [false, true]])
  expect((await planner.get(`/people/${town.trainee.person}/edit`)).body).toContain('name="email"')
})

test('an officer of a municipality reads what is written to them as a person, a returned request among it, and marks it as read', async () => {
  const toClerk = await write({ person_id: town.clerkOfTachikawa.person, title: 'ZZC差し戻し', template: 'approval_returned' })
  expect(await body(clerk, '/messages')).toContain('ZZC差し戻し')
  expect(await body(clerk, '/')).toContain('ZZC差し戻し')
  expect(await body(clerk, `/messages/${toClerk}`)).toContain('ZZC差し戻し')
  expect(await body(planner, '/messages')).not.toContain('ZZC差し戻し')
  expect((await clerk.post(`/messages/${toClerk}/reading`)).statusCode).toBe(303)
  expect((await clerk.post('/messages/reading')).statusCode).toBe(303)
  expect((await db.selectFrom('message').select('id').where('read_at', 'is not', null).orderBy('id').execute()).map(({ id }) => id)).toEqual([toTachikawa, toClerk])
})

test('all can be marked as read at once, one’s own only', async () => {
  expect((await clerk.post('/messages/reading')).statusCode).toBe(303)
  const read = await db.selectFrom('message').select('id').where('read_at', 'is not', null).execute()
  expect(read).toEqual([{ id: toTachikawa }])
})

test('the outbox says who was told what, in which state and why not, and narrows by address', async () => {
  const all = await body(planner, '/outbox')
  for (const words of ['ZZA研 修子', '立川市', '多摩市', 'すべて（3）', '保留（1）', 'メールアドレスがありません']) expect(all).toContain(words)
  const rows = async (query: string) => [...(await body(planner, `/outbox?${query}`)).matchAll(/href="\/outbox\/(\d+)"/g)].map(([, id]) => Number(id))
  expect(await rows('state=held')).toEqual([toTama])
  expect(await rows('template=selected')).toEqual([toTrainee])
  expect(await rows(`q=${encodeURIComponent('多摩')}`)).toEqual([toTama])
  expect([await rows('q=%25'), await rows('q=_')]).toEqual([[], []])
  expect((await planner.get('/outbox?state=lost')).statusCode).toBe(404)
  expect(await body(planner, '/outbox', 'en')).toContain('There is no email address')
})

test('what was held is sent again when its cause is mended; what went is not', async () => {
  const sent = await planner.post(`/outbox/${toTama}/sending`)
  expect([sent.statusCode, sent.headers.location]).toEqual([303, `/outbox/${toTama}`])
  await drain(house.crewHouse, messageJobs)
  expect(post.mails.map(({ to, subject }) => [to, subject])).toEqual([[`p${town.clerkOfTama.person}@house.test`, 'ZZB募集の公表']])
  const again = await planner.post(`/outbox/${toTama}/sending`)
  expect([again.statusCode, again.body.includes('このお知らせは届いています')]).toEqual([409, true])
  const page = await body(planner, `/outbox/${toTama}`)
  expect(page).toContain(`p${town.clerkOfTama.person}@house.test`)
  expect(await db.selectFrom('audit_line').select('action').where('subject', '=', `message:${toTama}`).where('action', '=', 'message.sent_again').execute()).toHaveLength(1)
})

test('the outbox is for those who answer for the post', async () => {
  for (const who of ['trainee', 'clerkOfTachikawa', 'instructor', 'expert'] as const) {
    const visitor = await as(who)
    for (const url of ['/outbox', `/outbox/${toTama}`]) expect((await visitor.get(url)).statusCode).toBe(404)
    expect((await visitor.post(`/outbox/${toTama}/sending`)).statusCode).toBe(404)
  }
  for (const who of ['planner', 'contractor', 'administrator'] as const) expect((await (await as(who)).get('/outbox')).statusCode).toBe(200)
})
