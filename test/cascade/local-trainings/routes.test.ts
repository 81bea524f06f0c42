import { beforeAll, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { hasCompleted } from '../../../server/cascade/local-rolls/rules.ts'
import { crew } from '../../../server/crew.ts'
import { htmx, openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, makePerson, settle, type Someone } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'
import { statementsOf } from '../../support/statements.ts'
import { completedInstructors, listed } from '../world.ts'

const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { course } = await completedInstructors(db, town)
const teacher = await listed(db, course, '教 授子', 'きょう じゅこ', town.tama, { willing: 'all' })
const homebody = await listed(db, course, 'ZZB内 気郎', 'うち きろう', town.tama)
await db.insertInto('affiliation').values({ person_id: teacher.person, municipality_id: town.tama, organization: 'みどり包括', from_on: '2020-04-01' }).execute()
let planner: VisitorOf, contractor: VisitorOf, clerk: VisitorOf, clerkOfTama: VisitorOf, teaching: VisitorOf, other: VisitorOf
beforeAll(async () => {
  const visit = (who: Someone) => house.visitor(who);
  [planner, contractor, clerk, clerkOfTama, teaching, other] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama, teacher, homebody].map(visit)) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
})
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const dayBoxes = (name: string, day: string) => { const [year, month, date] = day.split('-'); return { [`${name}.year`]: year!, [`${name}.month`]: month!, [`${name}.day`]: date! } }
const plan = (more: Record<string, string> = {}) => ({ title: 'ZZA助言者研修', purpose: '助言できるようになる', seats: '20', modules: String(town.module), lateLimitMinutes: '10', ...dayBoxes('heldOn', '2026-09-17'), startsAt: '13:30', endsAt: '16:30', place: '市役所', deliveryMode: 'on_site', ...more })
const request = (days: number[], more: Record<string, string> = {}) => ({
  employer: 'みどり包括　センター長', theme: '助言のしかた', honorariumYen: '30000', travelYen: '1200', ...dayBoxes('answerBy', '2026-07-01'), documentNumber: '8立高介第41号', ...dayBoxes('issuedOn', '2026-06-15'), sender: '立川市高齢福祉課長',
  sealOmitted: 'true', contact: '高齢福祉課\n電話 042-000-0000', ...Object.fromEntries(days.map((id, n) => [`days.${n}`, String(id)])), ...more,
})
const made = async (form = plan(), who = clerk) => Number((await who.post('/local-trainings', form)).headers.location!.toString().split('/').at(-1))
const daysOf = async (id: number) => (await db.selectFrom('local_training_day').select('id').where('local_training_id', '=', id).orderBy('held_on').execute()).map((one) => one.id)
const asked = async (id: number, more: Record<string, string> = {}, instructor = teacher.id) => {
  const answer = await clerk.post(`/local-trainings/${id}/requests`, { ...request(await daysOf(id)), instructor: String(instructor), ...more })
  return answer.statusCode === 303 ? Number(answer.headers.location!.toString().split('/').at(-1)) : answer
}
const sent = async (id: number) => {
  const q = await asked(id) as number
  await clerk.post(`/instructor-requests/${q}/sending`, { version: '1' })
  return q
}
const stateOf = async (id: number) => (await db.selectFrom('instructor_request').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const accepts = { answer: 'accept', jobTitle: 'みどり包括　主任', photo: 'yes', recording: 'no' }

describe('a plan', () => {
  test('is made by a municipality, with modules of the prefecture, and is its own', async () => {
    const id = await made()
    expect(await lastLine()).toEqual({ action: 'local_training.planned', subject: `local_training:${id}` })
    const page = (await clerk.get(`/local-trainings/${id}`)).body
    for (const words of ['ZZA助言者研修', '会議の役割', 'すべての日に出席', '講師に依頼する']) expect(page).toContain(words)
    expect((await planner.get('/local-trainings')).body).toContain('ZZA助言者研修')
    expect((await clerkOfTama.get('/local-trainings')).body).not.toContain('ZZA助言者研修')
    for (const at of ['', '/edit', '/participants', '/roll', '/report', '/requests/new', `/days/${(await daysOf(id))[0]}`]) expect((await clerkOfTama.get(`/local-trainings/${id}${at}`)).statusCode).toBe(404)
    for (const [at, form] of [['', plan({ version: '1' })], ['/days', plan()], ['/cancelation', { reason: 'x' }], ['/participants', { people: String(town.traineeOfTama.person) }], ['/report', { wasHeld: 'no', version: '1' }]] as const) expect((await clerkOfTama.post(`/local-trainings/${id}${at}`, form)).statusCode).toBe(404)
    for (const who of [planner, contractor, teaching]) expect((await who.post('/local-trainings', plan())).statusCode).toBe(404)
  })
  test('comes back as typed; days are added, moved and removed, and say the year', async () => {
    const wrong = await clerk.post('/local-trainings', plan({ endsAt: '13:00' }))
    expect([wrong.statusCode, wrong.body.includes('終わりを、始まりより後に')]).toEqual([422, true])
    const id = await made(plan({ daysNeeded: '1' }))
    expect((await clerk.post(`/local-trainings/${id}/days`, { ...plan(), startsAt: '15:00', endsAt: '17:00' })).statusCode).toBe(422)
    expect((await clerk.post(`/local-trainings/${id}/days`, { ...plan(), ...dayBoxes('heldOn', '2026-03-20') })).statusCode).toBe(303)
    expect(await db.selectFrom('local_training').select(['first_on', 'last_on', 'fiscal_year']).where('id', '=', id).executeTakeFirstOrThrow()).toEqual({ first_on: '2026-03-20', last_on: '2026-09-17', fiscal_year: 2025 })
    const [first, second] = await daysOf(id)
    expect((await clerk.post(`/local-trainings/${id}/days/${first}/removal`)).statusCode).toBe(303)
    expect((await clerk.post(`/local-trainings/${id}/days/${second}/removal`)).statusCode).toBe(409)
    expect((await clerk.post(`/local-trainings/${id}`, { ...plan(), version: '1' })).statusCode).toBe(409)
    expect((await clerk.post(`/local-trainings/${id}`, { ...plan({ title: 'ZZA改題' }), version: '3' })).statusCode).toBe(303)
    await clerk.post(`/local-trainings/${id}/cancelation`, { reason: '会場が使えないため' })
    expect((await clerk.get(`/local-trainings/${id}`)).body).toContain('会場が使えないため')
    expect((await clerk.get(`/local-trainings?year=2026&stage=canceled`)).body).toContain('ZZA改題')
  })
})

describe('a request', () => {
  test('shows who comes, and what stands against them, before anybody is asked', async () => {
    const id = await made()
    expect((await clerk.get(`/local-trainings/${id}/requests/new`)).body).toContain('重なりなし')
    expect((await clerk.get(`/local-trainings/${id}/requests/new`)).body).not.toContain('ZZB内')
    await db.insertInto('instructor_away').values({ instructor_id: teacher.id, from_on: '2026-09-15', to_on: '2026-09-20' }).execute()
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: teacher.person }).execute() // teaches on 17 September, 09:30 to 16:30
    const page = (await clerk.get(`/local-trainings/${id}/requests/new`)).body
    for (const words of ['都の研修の講師です', '都合がつかないと登録']) expect(page).toContain(words)
    expect(page).not.toContain(`instructor=${teacher.id}"`)
    const refused = await asked(id) as { statusCode: number; body: string }
    expect([refused.statusCode, refused.body.includes('都の研修の講師です')]).toEqual([409, true])
    await db.deleteFrom('cohort_instructor').where('person_id', '=', teacher.person).execute()
    await db.deleteFrom('instructor_away').execute()
    expect((await asked(id, {}, homebody.id) as { statusCode: number }).statusCode).toBe(404)
    expect((await statementsOf(db, () => clerk.get(`/local-trainings/${id}/requests/new`))).filter((text) => /^(select|with)/i.test(text)).length).toBeLessThanOrEqual(5)
  })
  test('is written, looked at, sent with its number, and answered with a paper; the contact is shown after that', { timeout: 60_000 }, async () => {
    const id = await made()
    const q = await asked(id) as number
    expect(await stateOf(q)).toBe('draft')
    expect((await teaching.get(`/my-requests/${q}`)).statusCode).toBe(404) // nobody hears of a draft
    expect((await clerk.get(`/instructors/${teacher.id}`)).body).toContain('承諾すると、ここに出ます')
    expect(await wordsOf((await clerk.get(`/instructor-requests/${q}/letter`)).rawPayload)).toContain('8立高介第41号')
    expect((await clerk.post(`/instructor-requests/${q}/sending`, { version: '1' })).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'instructor_request.sent', subject: `instructor_request:${q}` })
    await drain(house.crewHouse, { tell: crew.tell!, 'send-mail': crew['send-mail']! })
    const mail = house.post.mails.findLast(({ to }) => to === `p${teacher.person}@house.test`)!
    for (const words of ['立川市　ZZA助言者研修', 'みどり包括　センター長', `/my-requests/${q}`, '042-000-0000']) expect(mail.subject + mail.text).toContain(words)
    expect((await teaching.get('/')).body).toContain('講師の依頼が届いています')
    const letter = await wordsOf((await teaching.get(`/my-requests/${q}/letter`)).rawPayload)
    for (const words of ['みどり包括センター長様', '教授子様に講師', '30,000円', '1,200円', '公印省略']) expect(letter).toContain(words)

    expect((await teaching.post(`/my-requests/${q}/answer`, { answer: 'accept' })).statusCode).toBe(422)
    expect((await other.get(`/my-requests/${q}`)).statusCode).toBe(404)
    expect((await other.post(`/my-requests/${q}/answer`, accepts)).statusCode).toBe(404)
    expect((await teaching.post(`/my-requests/${q}/answer`, accepts)).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'instructor_request.accepted', subject: `instructor_request:${q}` })
    const paper = await wordsOf((await clerk.get(`/instructor-requests/${q}/acceptance`)).rawPayload)
    for (const words of ['講師承諾書', '写真の撮影承諾します', '録画・録音承諾しません', '口座は記しません']) expect(paper).toContain(words)
    await db.updateTable('person').set({ phone: '090-1111-2222' }).where('id', '=', teacher.person).execute()
    expect((await clerk.get(`/instructors/${teacher.id}`)).body).toContain('090-1111-2222')
    expect((await clerkOfTama.get(`/instructor-requests/${q}`)).statusCode).toBe(404)
    expect((await clerkOfTama.get(`/instructor-requests/${q}/letter`)).statusCode).toBe(404)
    expect((await planner.get(`/instructor-requests/${q}`)).body).toContain('みどり包括　主任')
    await drain(house.crewHouse, { tell: crew.tell!, 'send-mail': crew['send-mail']! })
    expect(house.post.mails.findLast(({ to }) => to === `p${town.clerkOfTachikawa.person}@house.test`)!.subject).toContain('講師の承諾')
    expect((await clerk.post(`/local-trainings/${id}/days/${(await daysOf(id))[0]}`, plan({ startsAt: '14:00' }))).statusCode).toBe(409)

    // Asked by another municipality for the same hours: said before, and refused.
    const theirs = await made(plan({ title: 'ZZB研修' }), clerkOfTama)
    const inTama = await clerkOfTama.get(`/local-trainings/${theirs}/requests/new`)
    expect(inTama.body).toContain('ほかの研修の講師を引き受けています')
    expect(inTama.body).not.toContain('ZZA')
    expect((await clerkOfTama.post(`/local-trainings/${theirs}/requests`, { ...request(await daysOf(theirs)), instructor: String(teacher.id) })).statusCode).toBe(409)
    await clerk.post(`/instructor-requests/${q}/withdrawal`, { reason: '日程が変わったため' })
    expect(await stateOf(q)).toBe('withdrawn')
    expect((await teaching.get(`/my-requests/${q}`)).body).toContain('日程が変わったため')
  })
  test('of two for the same hours only one is accepted, whoever sends both answers at once', async () => {
    const [one, two] = [await made(), await made(plan({ title: 'ZZA別の研修' }))]
    const [first, second] = [await sent(one), await sent(two)]
    expect((await teaching.get(`/my-requests/${second}`)).body).toContain('ほかからも依頼されています')
    const codes = await Promise.all([first, second].map(async (q) => (await teaching.post(`/my-requests/${q}/answer`, accepts)).statusCode))
    expect(codes.toSorted()).toEqual([303, 409])
    const [left] = (await Promise.all([first, second].map(async (q) => [q, await stateOf(q)] as const))).filter(([, state]) => state === 'sent')
    expect((await teaching.get(`/my-requests/${left![0]}`)).body).not.toContain('value="accept"')
    expect((await teaching.post(`/my-requests/${left![0]}/answer`, { answer: 'decline' })).statusCode).toBe(422)
    expect((await teaching.post(`/my-requests/${left![0]}/answer`, { answer: 'decline', reason: '先約のため' })).statusCode).toBe(303)
    expect((await clerk.get('/')).body).toContain('講師の辞退')
    expect((await clerk.get(`/instructor-requests/${left![0]}`)).body).toContain('先約のため')
    for (const id of [one, two]) await clerk.post(`/local-trainings/${id}/cancelation`, { reason: 'x' })
  })
  test('to who withdrew their consent meanwhile is not sent', async () => {
    const id = await made()
    const q = await asked(id) as number
    await db.updateTable('instructor').set({ state: 'withdrawn' }).where('id', '=', teacher.id).execute()
    const refused = await clerk.post(`/instructor-requests/${q}/sending`, { version: '1' })
    expect([refused.statusCode, refused.body.includes('講師名簿に載っていません')]).toEqual([409, true])
    await db.updateTable('instructor').set({ state: 'active' }).where('id', '=', teacher.id).execute()
  })
})

describe('from the roll to the report', () => {
  let id: number, day: number, later: number, q: number
  const participants = () => db.selectFrom('local_participant').select(['id', 'name', 'number', 'completed', 'person_id']).where('local_training_id', '=', id).orderBy('number').execute()
  const tap = (participant: number, state: string, more: Record<string, string> = {}, headers = {}) => clerk.post(`/local-trainings/${id}/roll`, { dayId: String(day), 'rows.0.participant': String(participant), 'rows.0.state': state, ...more }, headers)
  beforeAll(async () => {
    house.setClock('2026-06-15T10:00:00+09:00')
    id = await made(plan({ title: 'ZZA本番', ...dayBoxes('heldOn', '2026-09-24') }))
    expect((await clerk.post(`/local-trainings/${id}/days`, { ...plan(), ...dayBoxes('heldOn', '2026-10-01') })).statusCode).toBe(303);
    [day, later] = await daysOf(id) as [number, number]
    q = await sent(id)
    await teaching.post(`/my-requests/${q}/answer`, accepts)
  })
  test('people come from the register, or from a pasted list, and only one’s own', async () => {
    const known = [await makePerson(db, 'ZZA参 加一', 'さん かいち', town.tachikawa), await makePerson(db, 'ZZA参 加二', 'さん かに', town.tachikawa)]
    await makePerson(db, 'ZZA同 姓', 'どう せい', town.tachikawa)
    await makePerson(db, 'ZZA同 姓', 'どう しょう', town.tachikawa)
    expect((await clerk.get(`/local-trainings/${id}/participants?q=さんか`)).body).toContain('ZZA参 加一')
    expect((await clerk.post(`/local-trainings/${id}/participants`, { 'people.0': String(known[0]) })).statusCode).toBe(303)
    expect((await clerk.post(`/local-trainings/${id}/participants`, { 'people.0': String(town.traineeOfTama.person) })).statusCode).toBe(404)
    const names = (text: string) => clerk.post(`/local-trainings/${id}/participants/list`, { names: text })
    const wrong = await names('ZZA参 加二\n知 らない')
    expect([wrong.statusCode, wrong.body.includes('2行目（知 らないなど）は登録がありません')]).toEqual([422, true])
    expect((await names('ZZA同 姓')).body).toContain('同じ氏名の人が複数')
    expect((await names('新 人子\tabc')).body).toContain('ふりがなを、ひらがなか')
    expect((await participants())).toHaveLength(1)
    expect((await names('氏名\tふりがな\t所属\nZZA参 加二\nZZA参 加一\n新 人子\tしん じんこ\t駅前包括\n新 人郎\tしん じんろう\t駅前包括')).statusCode).toBe(303)
    expect((await participants()).map(({ name, number }) => `${number} ${name}`)).toEqual(['1 ZZA参 加一', '2 ZZA参 加二', '3 新 人子', '4 新 人郎'])
    const [, , , last] = await participants()
    expect((await clerk.post(`/local-trainings/${id}/participants/${last!.id}/removal`)).statusCode).toBe(303)
  })
  test('the roll is taken by the same taps and rules as every roll', async () => {
    const [one, two, three] = (await participants()).map(({ id: which }) => ({ id: which })) as [{ id: number }, { id: number }, { id: number }]
    expect((await tap(one.id, 'present')).statusCode).toBe(409) // before the day
    house.setClock('2026-09-24T13:45:00+09:00')
    const piece = await tap(one.id, 'present', {}, htmx(`li#local-rolls-row-${one.id}`))
    expect(piece.statusCode).toBe(303)
    const row = await clerk.get(piece.headers.location!.toString(), htmx(`li#local-rolls-row-${one.id}`))
    expect(row.body).not.toContain('<!doctype')
    expect(row.body).toContain('local-rolls-tally')
    expect((await tap(two.id, 'late')).statusCode).toBe(303) // 15 minutes by the clock
    expect(await db.selectFrom('local_attendance').select(['state', 'minutes']).where('participant_id', '=', two.id).execute()).toEqual([{ state: 'late', minutes: 15 }])
    expect((await clerk.get(`/local-trainings/${id}/roll?day=${day}`)).body).toContain('出席になりません')
    const madeUp = await tap(three.id, 'made_up')
    expect([madeUp.statusCode, madeUp.body.includes(`id="minutes-${three.id}"`)]).toEqual([409, true]) // says what replaces it, in the row that was tapped
    expect((await tap(three.id, 'absent_notified')).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'local_roll.marked', subject: `local_training:${id}` })
    const { id: mark } = await db.selectFrom('local_attendance_mark').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    expect((await clerk.get(`/local-trainings/${id}/roll?day=${day}`)).body).toContain('元に戻す')
    expect((await clerk.post(`/local-trainings/${id}/roll/undo`, { dayId: String(day), mark: String(mark) })).statusCode).toBe(303)
    expect(await db.selectFrom('local_attendance').select('state').where('participant_id', '=', three.id).execute()).toEqual([])
    expect((await clerk.post(`/local-trainings/${id}/roll/undo`, { dayId: String(day), mark: String(mark) })).statusCode).toBe(409)
    expect((await clerk.post(`/local-trainings/${id}/roll/rest`, { dayId: String(day) })).statusCode).toBe(303)
    for (const who of [planner, contractor]) expect((await who.post(`/local-trainings/${id}/roll/rest`, { dayId: String(day) })).statusCode).toBe(404)
    expect((await db.selectFrom('local_training').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state).toBe('held')
    expect((await clerk.post(`/instructor-requests/${q}/withdrawal`, { reason: 'x' })).statusCode).toBe(409)
    expect((await clerk.post(`/local-trainings/${id}/participants/${one.id}/removal`)).statusCode).toBe(409)
  })
  test('who has completed is what the rule says, and stands on the lists', { timeout: 60_000 }, async () => {
    house.setClock('2026-10-01T13:30:00+09:00')
    expect((await clerk.post(`/local-trainings/${id}/roll/rest`, { dayId: String(later) })).statusCode).toBe(303)
    const rule = { days: 2, daysNeeded: null, lateLimitMinutes: 10 }
    for (const one of await participants()) {
      const marks = await db.selectFrom('local_attendance').select(['state', 'minutes']).where('participant_id', '=', one.id).execute()
      expect(one.completed, one.name).toBe(hasCompleted(marks, rule))
    }
    expect((await participants()).map(({ completed }) => completed)).toEqual([true, false, true])
    const page = (await clerk.get(`/local-trainings/${id}/participants?completed=yes`)).body
    expect([page.includes('新 人子'), page.includes('ZZA参 加二')]).toEqual([true, false])
    const csv = (await clerk.get(`/local-trainings/${id}/completers/file?as=utf-8`)).body
    expect([csv.includes('駅前包括'), csv.includes('ZZA参 加二')]).toEqual([true, false])
    expect(await wordsOf((await clerk.get(`/local-trainings/${id}/completers/paper`)).rawPayload)).toContain('全2日に出席')
    expect((await clerkOfTama.get(`/local-trainings/${id}/completers/file`)).statusCode).toBe(404)
    expect((await statementsOf(db, () => clerk.get(`/local-trainings/${id}/roll?day=${day}`))).filter((text) => /^(select|with)/i.test(text)).length).toBeLessThanOrEqual(5)
    expect((await clerk.get(`/local-trainings/${id}/roll?day=${day}`)).statusCode).toBe(200)
  })
  test('the report has the figures of the roll, goes to the prefecture, comes back with a reason, and is taken in', async () => {
    const version = async () => String((await db.selectFrom('local_training').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version)
    const report = async (more: Record<string, string> = {}) => clerk.post(`/local-trainings/${id}/report`, { wasHeld: 'yes', wentWell: '演習がよかった', version: await version(), ...more })
    expect((await report({ wentWell: '' })).statusCode).toBe(422)
    expect((await report({ wasHeld: 'no', issues: 'x' })).statusCode).toBe(409)
    expect((await report()).statusCode).toBe(303)
    expect(await db.selectFrom('local_training').select(['state', 'was_held', 'participants', 'attended', 'completed']).where('id', '=', id).executeTakeFirstOrThrow()).toEqual({ state: 'reported', was_held: true, participants: 3, attended: 3, completed: 2 })
    const [one] = await participants()
    expect((await tap(one!.id, 'absent_notified')).statusCode).toBe(409)
    expect((await planner.get('/')).body).toContain('独自研修の報告を確認する')
    expect((await contractor.post(`/local-trainings/${id}/return`, { reason: 'x' })).statusCode).toBe(404)
    expect((await clerk.post(`/local-trainings/${id}/return`, { reason: 'x' })).statusCode).toBe(404)
    expect((await planner.post(`/local-trainings/${id}/return`, {})).statusCode).toBe(422)
    expect((await planner.post(`/local-trainings/${id}/return`, { reason: '課題も書いてください' })).statusCode).toBe(303)
    await drain(house.crewHouse, { tell: crew.tell!, 'send-mail': crew['send-mail']! })
    expect(house.post.mails.findLast(({ to }) => to === `p${town.clerkOfTachikawa.person}@house.test`)!.text).toContain('課題も書いてください')
    expect((await clerk.get('/')).body).toContain('報告の差戻し')
    expect((await report({ issues: '参加が少ない' })).statusCode).toBe(303)
    expect((await planner.post(`/local-trainings/${id}/receipt`)).statusCode).toBe(303)
    expect((await planner.post(`/local-trainings/${id}/return`, { reason: 'x' })).statusCode).toBe(409)
  })
  test('the ledger says who trained whom, each person once, to each as far as they may see', async () => {
    const overview = (await planner.get('/ledger?year=2025')).body
    expect(overview).toContain('令和7年度')
    const tree = (await planner.get('/ledger?tab=tree&year=2025')).body
    for (const words of ['講師養成研修', '教 授子', 'ZZA本番', '新 人子']) expect(tree).toContain(words)
    expect(tree).not.toContain('ZZA参 加二') // came late, and did not complete
    // The same people once more, trained by the same instructor: reach counts them once, participations twice.
    const again = await idOf(db.insertInto('local_training').values({ municipality_id: town.tachikawa, fiscal_year: 2026, first_on: '2026-09-01', last_on: '2026-09-01', title: 'ZZA二回目', seats: 9, state: 'held', made_at: house.app.clock() }).returning('id'))
    for (const [n, one] of (await participants()).entries()) await db.insertInto('local_participant').values({ local_training_id: again, municipality_id: town.tachikawa, person_id: one.person_id, number: n + 1, name: one.name, completed: true, added_at: house.app.clock() }).execute()
    const before = await db.selectFrom('instructor_request').selectAll().where('id', '=', q).executeTakeFirstOrThrow()
    const { id: _, letter, acceptance, ...rest } = before
    await db.insertInto('instructor_request').values({ ...rest, local_training_id: again, letter: JSON.stringify(letter), acceptance: JSON.stringify(acceptance) }).execute()
    const csv = (await planner.get('/ledger/file?tab=overview&as=utf-8')).body
    expect(csv.split('\r\n').find((line) => line.startsWith('令和7年度'))).toBe('令和7年度,2,1,3,0,0,0')
    expect(csv.split('\r\n').find((line) => line.startsWith('令和8年度'))).toBe('令和8年度,0,0,0,2,6,5')
    const people = (await planner.get('/ledger?tab=reach&year=2025')).body
    expect(people.match(/新 人子/g)).toHaveLength(1)
    expect((await planner.get('/ledger?tab=municipalities&without=1')).body).toContain('立川市')
    expect((await planner.get('/ledger?tab=instructors&mark=idle&span=all')).body).toContain('ZZB内 気郎')
    expect((await planner.get('/ledger?tab=instructors&mark=idle&span=all')).body).not.toContain('教 授子')
    const own = (await clerk.get('/ledger?tab=tree&year=2025')).body
    expect([own.includes('ZZA本番'), own.includes('教 授子'), own.includes('ZZB')]).toEqual([true, true, false])
    expect((await clerkOfTama.get('/ledger?tab=trainings&year=2026')).body).not.toContain('ZZA')
    expect((await clerkOfTama.get('/ledger/file?tab=trainings&year=2026&as=utf-8')).statusCode).toBe(409)
    expect((await contractor.get('/ledger/file')).statusCode).toBe(404)
    for (const tab of ['overview', 'tree', 'trainings', 'instructors', 'municipalities', 'reach']) expect((await statementsOf(db, () => planner.get(`/ledger?tab=${tab}&year=2025`))).filter((text) => /^(select|with)/i.test(text)).length, tab).toBeLessThanOrEqual(5)
    expect((await planner.get('/ledger/file?tab=tree&span=all')).headers['content-type']).toContain('spreadsheetml')
  })
})
