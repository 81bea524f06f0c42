import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { sql } from 'kysely'
import { hashOfToken } from '../../../server/who/accounts/sessions.ts'
import { up } from '../../../migrations/0029-offer-links.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { givePost, settle } from '../../support/people.ts'
import { nominate, sixPeople } from '../selection/world.ts'
import { opening } from './codes.ts'

/** Six people, four seats: the two on the waitlist, and the seats that become free. Told in order. */
const house = await openHouse({ now: '2026-07-20T10:00:00+09:00' })
const { db, visitor } = house
const town = await settle(db)
await nominate(db, town, sixPeople(town))
const board = `/trainings/${town.training}/selection`
const list = `/trainings/${town.training}/waitlist`
const [planner, approver, contractor, clerk, other] = await Promise.all([town.planner, town.approver, town.contractor, town.clerkOfTachikawa, town.clerkOfTama].map(visitor))
const version = async () => String((await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()).version)
const entries = () => db.selectFrom('waitlist_entry as w').innerJoin('nomination as n', 'n.id', 'w.nomination_id')
  .select(['w.id', 'w.position', 'w.state', 'n.name', 'w.person_id as person']).orderBy('w.position').execute()
const offers = () => db.selectFrom('seat_offer').selectAll().orderBy('id').execute()
const lastOffer = async () => (await offers()).at(-1)!
const enrolled = () => db.selectFrom('enrollment').select(['id', 'number', 'state', 'person_id as person', 'cohort_id as cohort']).orderBy('number').execute()
const standing = async () => (await enrolled()).filter(({ state }) => state !== 'withdrawn').length
const actions = async () => (await db.selectFrom('audit_line').select('action').where('action', 'like', 'offer.%').where('action', '<>', 'offer.link_made').orderBy('id').execute()).map(({ action }) => action)
const work = () => drain(house.crewHouse, crew)
const leave = async (index: number) => planner!.post(`/enrollments/${(await enrolled())[index]!.id}/withdrawal`, { reason: '異動のため', sure: 'true' })

/** What the officer's home says of free seats, with its way to the list; null when it says nothing. */
async function todo(): Promise<string | null> {
  const { body } = await planner!.get('/')
  const found = new RegExp(`<span class="count">(\\d+)<small>(.)</small></span><div><a href="${list}"><b>空席があります。次の方に声をかける`).exec(body)
  return found === null ? null : `${found[1]}${found[2]}`
}

test('before the announcement there is no waitlist to be seen, by the officer either', async () => {
  await planner!.post(board, { overPercent: '100', waitlistMax: '9', version: '0' })
  expect((await planner!.get(list)).statusCode).toBe(404)
  expect(await entries()).toEqual([])
})

test('announcing makes the list, in the order that was decided', async () => {
  await planner!.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
  await approver!.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })
  await planner!.post(`${board}/announcement`, { version: await version() })
  await work()
  expect((await entries()).map(({ position, state }) => [position, state])).toEqual([[1, 'waiting'], [2, 'waiting']])
  expect(await standing()).toBe(4)
  const { statusCode, body } = await planner!.get(list)
  expect(statusCode).toBe(200)
  for (const words of ['補欠の名簿', '空いている席はありません', (await entries())[0]!.name]) expect(body).toContain(words)
  expect((await contractor!.get(list)).body).not.toContain('<form method="post" action="/trainings')
  expect([(await clerk!.get(list)).statusCode, (await house.stranger().get(list)).statusCode]).toEqual([404, 303])
})

test('whom no offer would reach is named before the seat is held for them', async () => {
  const marked = async () => (await planner!.get(list)).body.split('メールの宛先がありません').length - 1
  const { email, person } = await db.selectFrom('waitlist_entry as w').innerJoin('person as p', 'p.id', 'w.person_id').select(['p.id as person', 'p.email']).orderBy('w.position').executeTakeFirstOrThrow()
  const before = await marked()
  await db.updateTable('person').set({ email: 'hoketsu@house.test' }).where('id', '=', person).execute()
  const reached = await marked()
  await db.updateTable('person').set({ email: null }).where('id', '=', person).execute()
  expect([await marked() - reached, before - reached]).toEqual([1, email === null ? 1 : 0])
  await db.updateTable('person').set({ email }).where('id', '=', person).execute()
})

test('a withdrawal frees a seat: the officer is asked first, and nobody is enrolled or written to by it', async () => {
  expect((await leave(0)).statusCode).toBe(303)
  await work()
  expect([await offers(), await standing()]).toEqual([[], 3])
  expect((await planner!.get(list)).body).toContain('1人に申し出る')
  expect(await todo()).toBe('1席')
})

test('the officer sends the offer to whose turn it is; it holds the seat, and both are told', async () => {
  const [first] = await entries()
  const free = (await enrolled())[0]!.cohort
  await db.updateTable('person').set({ email: 'hoketsu@house.test' }).where('id', '=', first!.person).execute()
  expect((await planner!.post(`${list}/turn`, { next: `${first!.id}-999` })).statusCode).toBe(409)
  expect((await contractor!.post(`${list}/turn`, { next: `${first!.id}-${free}` })).statusCode).toBe(404)
  expect((await planner!.post(`${list}/turn`, { next: `${first!.id}-${free}` })).statusCode).toBe(303)
  expect(await lastOffer()).toMatchObject({ entry_id: first!.id, cohort_id: free, state: 'open', due_at: new Date('2026-07-23T10:00:00+09:00') })
  await work()
  const told = await db.selectFrom('message').select(['template', 'path', 'body', 'person_id as person']).where('template', 'like', 'offer%').orderBy('id').execute()
  expect(told.map(({ template }) => template)).toEqual(['offer_made', 'offer_made_listed'])
  expect(told.map(({ path }) => path)).toEqual(Array(2).fill(`/seat-offers/${(await lastOffer()).id}`))
  expect(told[0]!.body).toContain('令和8年7月23日（木）10:00')
  const { body } = await planner!.get(list)
  expect(body).toContain('空いている席はありません')
  expect(body).toContain('返事待ち')
  expect(await todo()).toBeNull()
})

test('the code of the letter stands in its mail alone: the database has its hash, and no place where it can be read', async () => {
  const mail = house.post.mails.find(({ to }) => to === 'hoketsu@house.test')!
  const code = /\/offered-seats\/([\w-]{32})\n/.exec(mail.text)![1]!
  expect((await house.stranger().get(`/offered-seats/${code}`)).body).toContain('受講します')
  expect(await db.selectFrom('seat_offer_link').select('hash').execute()).toEqual([{ hash: hashOfToken(code) }])
  const tables = (await sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db)).rows
  const holding = await Promise.all(tables.map(async ({ name }) =>
    (await sql<{ n: number }>`select count(*) as n from ${sql.table(name)} t where t::text like ${`%${code}%`}`.execute(db)).rows[0]!.n > 0 ? name : null))
  expect(holding.filter((name) => name !== null)).toEqual([])
})

test('the outcome page of a municipality says the open offer and today’s place, not the announced one', async () => {
  const [first, second] = await entries()
  const { municipality_id, id } = await lastOffer()
  const [own, foreign] = municipality_id === town.tachikawa ? [clerk!, other!] : [other!, clerk!]
  const outcome = `/trainings/${town.training}/outcome`
  const [mine, theirs] = [(await own.get(outcome)).body, (await foreign.get(outcome)).body]
  expect(mine).toContain(`<a href="/seat-offers/${id}">返事は令和8年7月23日（木）10:00まで</a>`)
  expect(theirs).not.toContain('返事は')
  const behind = await db.selectFrom('waitlist_entry').select('municipality_id').where('id', '=', second!.id).executeTakeFirstOrThrow()
  const page = behind.municipality_id === municipality_id ? mine : theirs
  expect([page.includes(second!.name), page.includes('補欠　いま1番目'), page.includes('補欠2')]).toEqual([true, true, false])
  expect(first!.state).toBe('offered')
})

test('the held seat is nobody else’s: not by hand, and not by a transfer', async () => {
  const [, second] = await entries()
  const { cohort_id } = await lastOffer()
  const refused = await planner!.post(`${list}/offers`, { entryId: String(second!.id), cohortId: String(cohort_id), reason: '先に' })
  expect([refused.statusCode, refused.body.includes('空いている席がありません')]).toEqual([409, true])
  const elsewhere = (await enrolled()).find(({ state, cohort }) => state !== 'withdrawn' && cohort !== cohort_id)!
  expect((await planner!.post(`/enrollments/${elsewhere.id}/cohort`, { cohortId: String(cohort_id), reason: '日程のため' })).statusCode).toBe(409)
})

test('its page shows the offer to the letter’s reader and to the municipality, and to nobody of another', async () => {
  const offer = await lastOffer()
  const own = offer.municipality_id === town.tachikawa ? clerk! : other!
  const foreign = own === clerk ? other! : clerk!
  const [byCode, byClerk, byOther] = [await house.stranger().get(await opening(db, offer.id)), await own.get(`/seat-offers/${offer.id}`), await foreign.get(`/seat-offers/${offer.id}`)]
  expect([byCode.statusCode, byClerk.statusCode, byOther.statusCode]).toEqual([200, 200, 404])
  for (const { body } of [byCode, byClerk]) for (const words of ['受講します', '辞退します', '令和8年7月23日（木）10:00']) expect(body).toContain(words)
  expect((await foreign.post(`/seat-offers/${offer.id}/answer`, { answer: 'accept' })).statusCode).toBe(404)
  expect((await house.stranger().get('/offered-seats/aaaaaaaaaaaaaaaaaaaaaaaa')).statusCode).toBe(404)
})

test('a no needs a reason, and gives the seat back', async () => {
  const letter = await opening(db, (await lastOffer()).id)
  const poor = await house.stranger().post(letter, { answer: 'decline' })
  expect([poor.statusCode, poor.body.includes('理由がありません')]).toEqual([409, true])
  expect((await house.stranger().post(letter, { answer: 'decline', reason: '業務の都合' })).statusCode).toBe(303)
  await work()
  expect((await entries()).map(({ state }) => state)).toEqual(['declined', 'waiting'])
  const again = await house.stranger().post(letter, { answer: 'accept' })
  expect([again.statusCode, again.body.includes('辞退されました')]).toEqual([409, true])
})

test('where offers go out by themselves, the next is asked at once, and a lapse hands the seat on by the clock', async () => {
  expect((await planner!.post(`${list}/rules`, { offerHours: '2', offersBy: 'house' })).statusCode).toBe(303)
  await work()
  const second = await lastOffer()
  expect([second.made_by, second.state, second.due_at]).toEqual([null, 'open', new Date('2026-07-20T12:00:00+09:00')])
  house.setClock('2026-07-20T11:59:00+09:00')
  await work()
  expect((await lastOffer()).state).toBe('open')
  house.setClock('2026-07-20T12:00:00+09:00')
  const late = await house.stranger().post(await opening(db, second.id), { answer: 'accept' })
  expect([late.statusCode, late.body.includes('返事の期限を過ぎた')]).toEqual([409, true])
  await work()
  expect([(await lastOffer()).state, (await entries()).map(({ state }) => state), await standing()]).toEqual(['lapsed', ['declined', 'lapsed'], 3])
})

test('an officer asks one who lapsed again, gives more time, takes it back, each with a reason', async () => {
  const [, second] = await entries()
  const offer = { entryId: String(second!.id), cohortId: String((await lastOffer()).cohort_id) }
  const poor = await planner!.post(`${list}/offers`, { ...offer, reason: '' })
  expect([poor.statusCode, poor.body.includes('入力してください')]).toEqual([422, true])
  expect((await planner!.post(`${list}/offers`, { ...offer, reason: '電話で希望を確認' })).statusCode).toBe(303)
  const { id, due_at } = await lastOffer()
  expect((await planner!.post(`/seat-offers/${id}/due`, { hours: '24', reason: '' })).statusCode).toBe(422)
  expect((await planner!.post(`/seat-offers/${id}/due`, { hours: '24', reason: '上司の確認待ち' })).statusCode).toBe(303)
  expect((await lastOffer()).due_at).toEqual(new Date(due_at.getTime() + 24 * 3_600_000))
  expect((await planner!.post(`/seat-offers/${id}/withdrawal`, { reason: 'コースの見直し' })).statusCode).toBe(303)
  expect([(await lastOffer()).state, (await entries())[1]!.state]).toEqual(['withdrawn', 'waiting'])
  expect((await planner!.post(`/seat-offers/${id}/withdrawal`, { reason: 'もう一度' })).statusCode).toBe(409)
})

test('what was taken back is not offered to the same person by itself, and the officer sees why the seat stands free', async () => {
  await work()
  expect([(await lastOffer()).state, (await entries()).map(({ state }) => state)]).toEqual(['withdrawn', ['declined', 'waiting']])
  expect((await planner!.get(list)).body).toContain('申し出を取り消しています')
  await planner!.post(`${list}/rules`, { offerHours: '72', offersBy: 'officer' })
  expect(await todo()).toBeNull()
})

test('the order changes with a reason only, and says who did it and why', async () => {
  const [, second] = await entries()
  const move = (form: object) => planner!.post(`${list}/order`, { entryId: String(second!.id), to: '1', reason: '団体推薦のため', ...form })
  expect([(await move({ reason: '' })).statusCode, (await move({ to: '5' })).statusCode, (await move({ to: '2' })).statusCode]).toEqual([422, 409, 409])
  expect((await move({})).statusCode).toBe(303)
  expect((await entries())[0]!.id).toBe(second!.id)
  expect((await planner!.get(list)).body).toContain('団体推薦のため')
})

test('a larger capacity enrolls nobody: it offers, and the yes enrolls with the next number and an account', async () => {
  await planner!.post(`${list}/rules`, { offerHours: '72', offersBy: 'house' })
  await work()
  const offer = await lastOffer()
  expect([offer.state, await standing()]).toEqual(['open', 3])
  const before = await enrolled()
  const clerkOf = offer.municipality_id === town.tachikawa ? clerk! : other!
  expect((await clerkOf.post(`/seat-offers/${offer.id}/answer`, { answer: 'accept' })).statusCode).toBe(303)
  await work()
  const now = await enrolled()
  expect(now.length).toBe(before.length + 1)
  expect(now.at(-1)).toMatchObject({ number: before.at(-1)!.number + 1, person: offer.person_id, cohort: offer.cohort_id, state: 'enrolled' })
  expect(await lastOffer()).toMatchObject({ state: 'accepted', enrollment_id: now.at(-1)!.id })
  expect((await entries())[0]!.state).toBe('enrolled')
  const told = await db.selectFrom('message').select(['template', 'body']).where('template', 'like', 'offer_accepted%').execute()
  expect(told.map(({ template }) => template).sort()).toEqual(['offer_accepted', 'offer_accepted_listed'])
  expect(told[0]!.body).toContain('0005')
  const capacity = await db.selectFrom('training').select(['capacity', 'version', 'title', 'title_en']).executeTakeFirstOrThrow()
  await planner!.post(`/trainings/${town.training}`, { title: capacity.title, titleEn: capacity.title_en, capacity: '9', overPercent: '100', lateLimitMinutes: '10', version: String(capacity.version) })
  await work()
  expect(await standing()).toBe(4)
})

test('the person answers on their own page, too', async () => {
  const person = (await entries())[1]!.person
  const known = await db.selectFrom('account').select('id').where('person_id', '=', person).executeTakeFirst()
  expect(known).toBeUndefined()
  const trainee = await visitor(await givePost(db, person, 'trainee', town.tama))
  await leave(1)
  await work()
  await planner!.post(`${list}/offers`, { entryId: String((await entries())[1]!.id), cohortId: String((await enrolled())[1]!.cohort), reason: '再度の希望' })
  const offer = await lastOffer()
  expect(offer.person_id).toBe(person)
  const home = (await trainee.get('/')).body
  expect(home).toMatch(new RegExp(`席の申し出が届いています[\\s\\S]*返事の期限[\\s\\S]*datetime="${offer.due_at.toISOString().slice(0, 4)}[\\s\\S]*href="/seat-offers/${offer.id}"`))
  expect(home).not.toContain('受講中の研修はありません')
  expect((await (await visitor(town.trainee)).get('/')).body).not.toContain('席の申し出が届いています')
  expect((await trainee.get(`/seat-offers/${offer.id}`)).body).toContain('受講します')
  expect((await trainee.post(`/seat-offers/${offer.id}/answer`, { answer: 'accept' })).statusCode).toBe(303)
  expect((await enrolled()).at(-1)).toMatchObject({ person, state: 'enrolled' })
})

test('every step is in the trail', async () => {
  expect(await actions()).toEqual([
    'offer.made', 'offer.declined', 'offer.made', 'offer.lapsed', 'offer.made', 'offer.prolonged', 'offer.withdrawn', 'offer.made', 'offer.accepted',
    'offer.made', 'offer.accepted',
  ])
})

test('codes that were kept in plain text become hashes, and the letters that are out stay good', async () => {
  const code = 'kept-before-in-plain-text-000001'
  await db.transaction().execute(async (tx) => {
    for (const statement of ['create schema before', 'set local search_path to before, public', 'create table seat_offer (id integer primary key, code text, made_at timestamptz)',
      'create table message (path text)', 'create table once_key (location text)', `insert into seat_offer values (7, '${code}', now())`,
      `insert into message values ('/offered-seats/${code}'), ('/my-name')`, `insert into once_key values ('/offered-seats/${code}'), ('/calls/1')`]) await sql.raw(statement).execute(tx)
    await up(tx as never)
    const all = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(tx)).rows
    expect(await all('select hash, offer_id from before.seat_offer_link')).toEqual([{ hash: hashOfToken(code), offer_id: 7 }])
    expect(await all('select path from before.message order by path')).toEqual([{ path: '/my-name' }, { path: '/seat-offers/7' }])
    expect([await all('select location from before.once_key order by location'), Object.keys((await all('select * from before.seat_offer'))[0]!)]).toEqual([[{ location: '/calls/1' }, { location: null }], ['id', 'made_at']])
    throw new Error('only looked at')
  }).catch((error: Error) => expect(error.message).toBe('only looked at'))
})
