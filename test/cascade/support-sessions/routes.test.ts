import { beforeAll, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'
import { supported } from '../supported.ts'

/** J2 and J3: sessions of a support, what is carried forward, and the experts who advise it. */
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const second = await givePost(db, await makePerson(db, '助 言子', 'じょ げんこ', null), 'expert', null)
const [own, theirs] = [await supported(db, town, town.tachikawa, 'ZZA'), await supported(db, town, town.tama, 'ZZB', { expert: second.person })]
let [clerk, other, planner, contractor, expert, elsewhere] = [] as unknown as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
beforeAll(async () => {
  [clerk, other, planner, contractor, expert, elsewhere] = [await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.expert), await house.visitor(second)]
})
const day = (name: string, value: string) => { const [y, m, d] = value.split('-'); return { [`${name}.year`]: y!, [`${name}.month`]: m!, [`${name}.day`]: d! } }
const when = { ...day('heldOn', '2026-06-20'), startsAt: '14:00', endsAt: '16:00', mode: 'both', place: '市役所3階', address: 'https://meet.example.jp/a', theme: '事例の選び方' }
const idIn = (location: unknown) => Number(/(\d+)$/.exec(String(location))![1])
const told = async (template: string) => {
  await drain(house.crewHouse, crew)
  return db.selectFrom('message').select(['person_id as person', 'municipality_id as municipality', 'body']).where('template', '=', template).orderBy('id').execute()
}

describe('a session', () => {
  let session = 0
  const at = () => `/support-sessions/${session}`
  const sent = (version: string, more = {}) => ({
    ...when, advice: '事例は、地域の課題につながるものから選ぶ。', state: 'held', version, 'people.0.appointmentId': String(own.appointment), 'people.0.state': 'online',
    'people.1.name': '立川 花子', 'people.1.affiliation': '高齢福祉課', 'people.1.side': 'municipality', 'people.1.state': 'present', 'people.2.name': '東部 太郎', 'people.2.side': 'municipality', 'people.2.state': 'absent', ...more,
  })

  test('is planned by the office; the municipality and the expert hear when and where', async () => {
    expect((await clerk.post(`/model-supports/${own.support}/sessions`, when)).statusCode).toBe(404)
    expect((await planner.post(`/model-supports/${own.support}/sessions`, { ...when, startsAt: '16:00', endsAt: '14:00' })).statusCode).toBe(422)
    session = idIn((await contractor.post(`/model-supports/${own.support}/sessions`, when)).headers.location)
    expect(await told('support_session_planned_listed')).toMatchObject([{ municipality: town.tachikawa, body: expect.stringContaining('市役所3階') }])
    expect(await told('support_session_planned')).toMatchObject([{ person: town.expert.person, body: expect.stringContaining('14:00～16:00') }])
    expect((await db.selectFrom('support_session').select('number').where('id', '=', session).executeTakeFirstOrThrow()).number).toBe(2)
  })
  test('begins with what earlier sessions left to do, and adds what is settled at it', async () => {
    await clerk.post('/actions', { what: '前回からの宿題', owner: '東部包括', supportSessionId: String(own.session) })
    await expert.post('/actions', { what: '今回決めたこと', owner: '高齢福祉課', supportSessionId: String(session) })
    const { body } = await expert.get(at())
    expect([body.indexOf('前回までの次の行動') < body.indexOf('前回からの宿題'), body.indexOf('前回からの宿題') < body.indexOf('この会議で決めた次の行動'), body.indexOf('この会議で決めた次の行動') < body.indexOf('今回決めたこと')]).toEqual([true, true, true])
    expect((await clerk.get(`/support-sessions/${own.session}`)).body).not.toContain('今回決めたこと')
  })
  test('is not written down as held before its day', async () => {
    expect((await clerk.post(at(), sent('1'))).statusCode).toBe(422)
  })
  test('is written down with who was there, experts by name as the register has them', async () => {
    house.setClock('2026-06-21T10:00:00+09:00')
    expect((await expert.post(at(), sent('1'))).statusCode).toBe(303)
    expect(await db.selectFrom('support_attendance').select(['side', 'name', 'affiliation', 'state']).where('session_id', '=', session).orderBy('position').execute()).toEqual([
      { side: 'expert', name: '有 識者', affiliation: '多摩南大学', state: 'online' }, { side: 'municipality', name: '立川 花子', affiliation: '高齢福祉課', state: 'present' }, { side: 'municipality', name: '東部 太郎', affiliation: '', state: 'absent' },
    ])
    expect(await db.selectFrom('audit_line').select('person_id').where('action', '=', 'support_session.held').execute()).toEqual([{ person_id: town.expert.person }])
  })
  test('of two who save at once the second keeps what was typed on the page, and nothing is overwritten', async () => {
    expect((await clerk.post(at(), sent('2', { advice: '先に保存した言葉' }))).statusCode).toBe(303)
    const answer = await planner.post(at(), sent('2', { advice: '後から保存した言葉' }))
    expect([answer.statusCode, answer.body.includes('後から保存した言葉'), answer.body.includes('ほかの人が先に内容を直しました')]).toEqual([409, true, true])
    expect((await db.selectFrom('support_session').select(['advice', 'version']).where('id', '=', session).executeTakeFirstOrThrow())).toEqual({ advice: '先に保存した言葉', version: 3 })
  })
  test('names no expert of another support: the id in a form is a claim', async () => {
    expect((await clerk.post(at(), sent('3', { 'people.0.appointmentId': String(theirs.appointment) }))).statusCode).toBe(404)
  })
  test('of another municipality, or one that an expert was not asked for, is not there', async () => {
    for (const one of [other, elsewhere]) for (const page of ['', '/edit', '/paper']) expect((await one.get(`${at()}${page}`)).statusCode).toBe(404)
    for (const one of [other, elsewhere]) expect((await one.post(at(), sent('3'))).statusCode).toBe(404)
    for (const page of ['', '/plan', '/application', '/checks']) expect((await expert.get(`/model-supports/${theirs.support}${page}`)).statusCode).toBe(404)
    expect((await expert.get('/model-supports?year=2026')).body).not.toContain('多摩市')
    expect((await expert.get('/model-supports?year=2026')).body).toContain('立川市')
  })
  test('has a report of each expert, written by that expert alone', async () => {
    expect((await clerk.post(`${at()}/visit-report`, { words: 'x', version: '0' })).statusCode).toBe(404)
    expect((await elsewhere.post(`${at()}/visit-report`, { words: 'x', version: '0' })).statusCode).toBe(404)
    expect((await expert.post(`${at()}/visit-report`, { words: '司会が事例の目的を先に述べていた。', version: '0' })).statusCode).toBe(303)
    expect((await expert.post(`${at()}/visit-report`, { words: '重ねて', version: '0' })).statusCode).toBe(409)
    expect((await clerk.get(at())).body).toContain('司会が事例の目的を先に述べていた。')
    expect((await clerk.get(`${at()}/paper`)).body.slice(0, 5)).toBe('%PDF-')
  })
  test('has documents with rights: each is read by those it is for, and by nobody of another support', async () => {
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
    const put = (who: VisitorOf, title: string, readers: string) => {
      const edge = 'edge-of-parts'
      const part = (words: string) => `--${edge}\r\nContent-Disposition: form-data; ${words}`
      return house.app.inject({
        method: 'POST', url: `${at()}/documents`, cookies: { sid: who.sid! }, headers: { host: 'house.test', origin: 'http://house.test', 'content-type': `multipart/form-data; boundary=${edge}` },
        payload: Buffer.concat([Buffer.from(`${part('name="title"')}\r\n\r\n${title}\r\n${part('name="readers"')}\r\n\r\n${readers}\r\n${part('name="file"; filename="a.pdf"')}\r\nContent-Type: application/pdf\r\n\r\n`), pdf, Buffer.from(`\r\n--${edge}--\r\n`)]),
      })
    }
    expect((await put(planner, '都だけの控え', 'prefecture')).statusCode).toBe(303)
    expect((await put(expert, '有識者のメモ', 'experts')).statusCode).toBe(303)
    expect((await put(clerk, '会議の次第', 'municipality')).statusCode).toBe(303)
    expect((await put(other, 'ZZB', 'municipality')).statusCode).toBe(404)
    const titles = ['都だけの控え', '有識者のメモ', '会議の次第']
    const seen = async (who: VisitorOf) => { const { body } = await who.get(at()); return titles.filter((title) => body.includes(title)) }
    expect([await seen(planner), await seen(expert), await seen(clerk)]).toEqual([titles, titles.slice(1), titles.slice(2)])
    const { id } = await db.selectFrom('cascade_document').select('id').where('title', '=', '会議の次第').executeTakeFirstOrThrow()
    expect((await expert.get(`${at()}/documents/${id}/file`)).rawPayload.equals(pdf)).toBe(true)
    for (const one of [other, elsewhere]) expect((await one.get(`${at()}/documents/${id}/file`)).statusCode).toBe(404)
    expect((await planner.get(`/support-sessions/${own.session}/documents/${id}/file`)).statusCode).toBe(404)
  })
  test('that is canceled is told, and stays as it was', async () => {
    const next = idIn((await planner.post(`/model-supports/${own.support}/sessions`, { ...when, ...day('heldOn', '2026-07-10') })).headers.location)
    expect((await planner.post(`/support-sessions/${next}`, sent('1', { ...day('heldOn', '2026-07-12'), state: 'planned', 'people.0.appointmentId': '' }))).statusCode).toBe(303)
    expect(await told('support_session_moved_listed')).toHaveLength(1)
    expect((await planner.post(`/support-sessions/${next}`, sent('2', { ...day('heldOn', '2026-07-12'), state: 'canceled', 'people.0.appointmentId': '' }))).statusCode).toBe(303)
    expect(await told('support_session_canceled')).toMatchObject([{ person: town.expert.person }])
    expect((await planner.post(`/support-sessions/${next}`, sent('3'))).statusCode).toBe(409)
    expect((await planner.get('/model-supports?year=2026')).body).toMatch(/会議実施回数<\/dt><dd>3/)
  })
})

describe('an expert', () => {
  const third = { person: 0, account: 0, post: 0 }
  const ask = () => ({ personId: String(third.person), ...day('fromOn', '2026-07-01'), ...day('toOn', '2027-03-31'), words: '年2回の支援の会議での助言', documentNumber: '8福祉高介第310号' })
  test('comes into the pool out of those who have the post, and is found by theme', async () => {
    Object.assign(third, await givePost(db, await makePerson(db, '学 者也', 'がく しゃや', null), 'expert', null))
    expect((await planner.post('/experts', { personId: String(town.trainee.person), affiliation: 'x', themes: 'y' })).statusCode).toBe(404)
    expect((await planner.post('/experts', { personId: String(third.person), affiliation: '北多摩大学', themes: '地域課題のまとめ方', days: '水曜' })).statusCode).toBe(303)
    expect((await contractor.get(`/experts?q=${encodeURIComponent('課題のまとめ')}`)).body).toContain('学 者也')
    expect((await contractor.get(`/experts?q=${encodeURIComponent('自立支援型')}`)).body).not.toContain('学 者也')
    for (const one of [clerk, expert]) expect((await one.get('/experts')).statusCode).toBe(404)
  })
  test('is asked for a term and hears of it; who is asked sees the request and nothing of the municipality yet', async () => {
    const newcomer = await house.visitor(third)
    expect((await planner.post(`/model-supports/${own.support}/experts`, { ...ask(), ...day('toOn', '2026-06-01') })).statusCode).toBe(422)
    expect((await planner.post(`/model-supports/${own.support}/experts`, ask())).statusCode).toBe(303)
    expect((await planner.post(`/model-supports/${own.support}/experts`, ask())).statusCode).toBe(409)
    expect(await told('expert_request_made')).toMatchObject([{ person: third.person, body: expect.stringContaining('立川市') }])
    const { id } = await db.selectFrom('expert_appointment').select('id').where('person_id', '=', third.person).executeTakeFirstOrThrow()
    expect((await newcomer.get(`/expert-requests/${id}`)).body).toContain('年2回の支援の会議での助言')
    expect((await newcomer.get(`/expert-requests/${id}/paper`)).body.slice(0, 5)).toBe('%PDF-')
    for (const page of [`/model-supports/${own.support}`, `/support-sessions/${own.session}`]) expect((await newcomer.get(page)).statusCode).toBe(404)
    expect((await expert.get(`/expert-requests/${id}`)).statusCode).toBe(404)
    expect((await expert.post(`/expert-requests/${id}/answer`, { answer: 'accept' })).statusCode).toBe(404)

    expect((await newcomer.post(`/expert-requests/${id}/answer`, { answer: 'accept', words: '水曜にお願いします' })).statusCode).toBe(303)
    expect(await told('expert_request_accepted')).toMatchObject([{ person: town.planner.person }])
    expect((await newcomer.get(`/model-supports/${own.support}`)).statusCode).toBe(200)
    expect((await newcomer.post(`/expert-requests/${id}/answer`, { answer: 'decline' })).statusCode).toBe(409)

    expect((await planner.post(`/expert-requests/${id}/ending`)).statusCode).toBe(303)
    expect((await newcomer.get(`/model-supports/${own.support}`)).statusCode).toBe(404)
  })
})
