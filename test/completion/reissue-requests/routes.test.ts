import { expect, test } from 'vitest'
import { problemsOfRequest, whyNotAsk, whyNotDecide } from '../../../server/completion/reissue-requests/rules.ts'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { wordsOf as words } from '../../support/reading.ts'
import { certified } from '../rooms.ts'

const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { mine, all } = await certified(house, town)
const theirs = all.find(({ name }) => name.startsWith('ZZB'))!.id
const [planner, clerk, trainee, stranger] = await Promise.all([town.planner, town.clerkOfTachikawa, town.trainee, town.traineeOfTama].map((who) => house.visitor(who)))
const ask = `/my-certificates/${mine}/reissue-request`
const form = { reason: 'lost', words: '引っ越しのとき', idCheck: 'licence', returnsOld: 'no', address: '〒190-0000 立川市1-1' }
const requests = () => db.selectFrom('reissue_request').select(['id', 'state', 'reason', 'refusal', 'event_id as eventId', 'id_check as idCheck']).orderBy('id').execute()
const last = async () => (await requests()).at(-1)!
const actions = async () => (await db.selectFrom('audit_line').select('action').where('subject', '=', `certificate:${mine}`).where('action', 'like', 'reissue%').orderBy('id').execute()).map(({ action }) => action)

test.each<[Parameters<typeof whyNotAsk>, string | null]>([
  [['issued', false], null], [['reissued', false], null], [['issued', true], 'reissueRequests.openAlready'], [['revoked', false], 'certificates.isRevoked'], [['prepared', false], 'certificates.isPrepared'],
])('asking at %j: %s', (about, key) => { expect(whyNotAsk(...about)?.key ?? null).toBe(key) })

test.each<[{ reason: string; nameWanted?: string }, boolean, string[]]>([
  [{ reason: 'lost' }, false, []], [{ reason: 'damaged' }, true, []], [{ reason: 'name_changed', nameWanted: '新 姓子' }, true, []],
  [{ reason: 'name_changed' }, true, ['nameWanted']], [{ reason: 'name_changed', nameWanted: '　' }, true, ['nameWanted']], [{ reason: 'name_changed', nameWanted: '新 姓子' }, false, ['reason']],
])('%j where a name is ground (%s) has problems at %j', (about, isGround, fields) => { expect(problemsOfRequest(about, isGround).map(({ field }) => field)).toEqual(fields) })

test('only what is asked can be decided', () => {
  expect((['asked', 'accepted', 'refused', 'withdrawn'] as const).map((state) => whyNotDecide(state)?.key ?? null))
    .toEqual([null, 'reissueRequests.is.accepted', 'reissueRequests.is.refused', 'reissueRequests.is.withdrawn'])
})

test('a trainee asks for their own certificate alone; what is missing comes back as typed', async () => {
  const poor = await trainee!.post(ask, { reason: 'lost', address: '〒190-0000 立川市1-1' })
  expect([poor.statusCode, poor.body.includes('〒190-0000 立川市1-1')]).toEqual([422, true])
  const nameless = await trainee!.post(ask, { ...form, reason: 'name_changed' })
  expect([nameless.statusCode, nameless.body.includes('新しい氏名を入れてください')]).toEqual([422, true])
  expect((await trainee!.post(`/my-certificates/${theirs}/reissue-request`, form)).statusCode).toBe(404)
  expect((await stranger!.get(ask)).statusCode).toBe(404)
  expect(await requests()).toEqual([])
  for (const _ of [1, 2]) expect((await trainee!.post(ask, { ...form, onceKey: 'reissue-ask-1' })).headers.location).toBe(ask)
  expect(await requests()).toHaveLength(1)
  const page = await trainee!.get(ask)
  expect(page.body).toContain('受付中')
  expect(page.body).not.toContain('申請する</button>')
  expect((await trainee!.post(ask, form)).statusCode, 'one at a time').toBe(409)
})

test('the office alone sees requests, and refuses with a reason that the person reads', async () => {
  const { id } = await last()
  for (const visitor of [clerk, trainee]) expect((await visitor!.get('/reissue-requests')).statusCode).toBe(404)
  expect((await planner!.get('/reissue-requests')).body).toContain('ZZA研 修子')
  expect((await planner!.get(`/reissue-requests/${id}`)).body).toContain('引っ越しのとき')
  expect((await planner!.post(`/reissue-requests/${id}/refusal`, {})).statusCode).toBe(422)
  expect((await planner!.post(`/reissue-requests/${id}/refusal`, { refusal: '本人確認ができませんでした。' })).statusCode).toBe(303)
  expect((await planner!.post(`/reissue-requests/${id}/refusal`, { refusal: 'もう一度' })).statusCode).toBe(409)
  expect((await trainee!.get(ask)).body).toContain('本人確認ができませんでした。')
  for (const _ of [1, 2]) await drain(house.crewHouse, crew)
  const told = await db.selectFrom('message').select(['person_id', 'body', 'path']).where('template', '=', 'reissue_refused').execute()
  expect(told).toMatchObject([{ person_id: town.trainee.person, path: '/my-certificates' }])
  for (const words of ['第 R8－実践－', '本人確認ができませんでした。', 'could not be accepted']) expect(told[0]!.body).toContain(words)
  expect(house.post.mails.filter(({ subject }) => subject.includes('再発行の申請')).map(({ to }) => to)).toEqual([`p${town.trainee.person}@house.test`])
})

test('somebody takes their request back, and nobody else can', async () => {
  await trainee!.post(ask, form)
  const { id } = await last()
  expect((await stranger!.post(`/my-reissue-requests/${id}/withdrawal`)).statusCode).toBe(404)
  expect((await trainee!.post(`/my-reissue-requests/${id}/withdrawal`)).headers.location).toBe(ask)
  expect((await last()).state).toBe('withdrawn')
})

test('accepted, the same number is issued again with its mark, and the request keeps which paper it was', async () => {
  await trainee!.post(ask, { ...form, reason: 'name_changed', nameWanted: 'ZZA新姓 修子' })
  const { id } = await last()
  const page = await planner!.get(`/reissue-requests/${id}`)
  expect(page.body).toContain('value="ZZA新姓 修子"')
  const accept = { name: 'ZZA新姓 修子', idCheck: 'passport', reason: '改姓の届出' }
  const tofu = await planner!.post(`/reissue-requests/${id}/acceptance`, { ...accept, name: '葛\u{e0105}西 修子' })
  expect([tofu.statusCode, tofu.body.includes('改姓の届出')]).toEqual([409, true])
  expect((await planner!.post(`/reissue-requests/${id}/acceptance`, accept)).headers.location).toBe(`/certificates/${mine}`)
  const events = await db.selectFrom('certificate_event').select(['id', 'kind', 'name', 'reason']).where('certificate_id', '=', mine).orderBy('id').execute()
  expect(events.at(-1)).toMatchObject({ kind: 'reissued', name: 'ZZA新姓 修子', reason: '改姓の届出' })
  expect(await last()).toMatchObject({ state: 'accepted', eventId: events.at(-1)!.id, idCheck: 'passport' })
  expect((await planner!.post(`/reissue-requests/${id}/acceptance`, accept)).statusCode).toBe(409)
  expect((await trainee!.get(ask)).body).toContain('再発行した')
  expect(await actions()).toEqual(['reissue.asked', 'reissue.refused', 'reissue.asked', 'reissue.withdrawn', 'reissue.asked', 'reissue.accepted'])
}, 60_000)

test('where a changed name is no ground, it is not offered and not taken', async () => {
  const { id } = await db.insertInto('certificate_template').values({ course_id: town.course, version: 1, title: '修了証書', deed: 'x', name_change_is_ground: false, made_at: new Date() }).returning('id').executeTakeFirstOrThrow()
  const enrollment = await db.selectFrom('certificate').selectAll().where('id', '=', theirs).executeTakeFirstOrThrow()
  const { id: _, enrollment_id, ...rest } = enrollment
  const other = await db.insertInto('enrollment').values({ training_id: town.training, cohort_id: town.cohorts[0], person_id: town.traineeOfTama.person, number: 90, category: 'adviser', municipality_id: town.tama, state: 'completed', completed_on: '2027-02-26', enrolled_at: new Date() }).returning('id').executeTakeFirstOrThrow()
  const row = await db.insertInto('certificate').values({ ...rest, enrollment_id: other.id, person_id: town.traineeOfTama.person, number: 90, number_text: '第 R8－実践－0090 号', code: '0000-9999-0000', template_id: id }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('certificate_event').values({ certificate_id: row.id, kind: 'issued', at: new Date(), name: 'ZZB学 習太' }).execute()
  const path = `/my-certificates/${row.id}/reissue-request`
  expect((await stranger!.get(path)).body).not.toContain('氏名が変わった</')
  const refused = await stranger!.post(path, { ...form, reason: 'name_changed', nameWanted: 'x' })
  expect([refused.statusCode, refused.body.includes('再発行の理由になりません')]).toEqual([422, true])
})

test('the form on paper knows what the register knows', async () => {
  const pdf = await trainee!.get(`/my-certificates/${mine}/reissue-form`)
  const text = await words(pdf.rawPayload)
  for (const word of ['修了証書再発行申請書', '第R8－実践－0001号', 'ZZA新姓修子', '氏名が変わった', '写しは受け取らず']) expect(text).toContain(word)
  expect((await stranger!.get(`/my-certificates/${mine}/reissue-form`)).statusCode).toBe(404)
}, 60_000)

test.each(['ja', 'en'])('the pages render in %s', async (language) => {
  const { id } = await last()
  for (const [visitor, path] of [[planner, '/reissue-requests'], [planner, '/reissue-requests?state=refused'], [planner, `/reissue-requests/${id}`], [trainee, ask]] as const) {
    const { statusCode, body } = await visitor!.get(path, {}, { language })
    expect([path, statusCode]).toEqual([path, 200])
    expect(body).not.toMatch(/undefined|\[object|\{\w+\}/)
  }
})
