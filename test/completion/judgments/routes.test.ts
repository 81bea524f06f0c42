import { describe, expect, test } from 'vitest'
import { htmx, openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'

const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const page = `/trainings/${town.training}/judgment`
const at = new Date('2026-09-17T16:30:00+09:00')
const here = await enroll(db, town, town.trainee.person, 1)
const away = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
const unmarked = await enroll(db, town, await makePerson(db, 'ZZC未 記', 'みき', null), 3)
const gone = await enroll(db, town, await makePerson(db, 'ZZD辞 退子', 'じたいこ', town.tama), 4)
await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: at }).where('id', '=', gone).execute()
const marks = (enrollment_id: number, state: 'present' | 'absent_unnotified') =>
  town.slots.map((slot_id) => ({ slot_id, enrollment_id, state, evidence: 'staff' as const, marked_at: at }))
await db.insertInto('attendance').values([...marks(here, 'present'), ...marks(away, 'absent_unnotified')]).execute()
await db.updateTable('enrollment').set({ state: 'in_progress', attended: true }).where('id', '=', here).execute()

const [staff, approver, contractor, clerk, trainee] = await Promise.all([
  house.visitor(town.planner), house.visitor(town.approver), house.visitor(town.contractor), house.visitor(town.clerkOfTachikawa),
  house.visitor(town.trainee),
])
const criteria = { lessons: 'all', attendance: 'all', lateLimitMinutes: '10', madeUpCounts: 'yes' }
const day = (year: string, month: string, date: string) => ({ 'completedOn.year': year, 'completedOn.month': month, 'completedOn.day': date })
const states = async () => Object.fromEntries((await db.selectFrom('enrollment').select(['id', 'state', 'completed_on']).orderBy('id').execute())
  .map(({ id, state, completed_on }) => [id, completed_on === null ? state : `${state} ${completed_on}`]))
const lines = (judgment: number) => db.selectFrom('judgment_line').selectAll().where('judgment_id', '=', judgment).orderBy('enrollment_id').execute()
const actions = async () => (await db.selectFrom('audit_line').select(['action', 'subject']).where('action', '<>', 'seen').orderBy('id').execute())
  .map(({ action, subject }) => `${action} ${subject}`)

describe('criteria', () => {
  const address = `/trainings/${town.training}/criteria`
  test('come back as typed when they ask for nothing or have no share', async () => {
    const asksNothing = await staff.post(address, { ...criteria, lessons: 'none', attendance: 'none' })
    expect([asksNothing.statusCode, asksNothing.body.includes('修了に必要なものが1つもありません')]).toEqual([409, true])
    const noShare = await staff.post(address, { ...criteria, attendance: 'percent', lateLimitMinutes: '7' })
    expect([noShare.statusCode, noShare.body.includes('id="percent-problem"'), noShare.body.includes('value="7"')]).toEqual([422, true, true])
    const noNumber = await staff.post(address, { ...criteria, lateLimitMinutes: 'ten<' })
    expect([noNumber.statusCode, noNumber.body.includes('value="ten&lt;"')]).toEqual([422, true])
    expect(await db.selectFrom('completion_criteria').select('id').execute()).toEqual([])
  })
  test('are a new version each time, and the earlier ones stay readable', async () => {
    await staff.post(address, { ...criteria, attendance: 'percent', percent: '80' })
    await staff.post(address, criteria)
    const { body } = await staff.get(address)
    expect(body).toContain('第2版')
    expect(body).toContain('コマの80%以上に出席する')
    expect(await actions()).toEqual(Array(2).fill(`criteria.saved training:${town.training}`))
  })
  test('that are the same as now, or sent twice, make no version', async () => {
    expect((await staff.post(address, criteria)).statusCode).toBe(409)
    const twice = { ...criteria, lateLimitMinutes: '5', onceKey: 'a-key-of-this-form' }
    await staff.post(address, twice)
    await staff.post(address, twice)
    await staff.post(address, criteria)
    expect(await db.selectFrom('completion_criteria').select('version').orderBy('version').execute()).toEqual([1, 2, 3, 4].map((version) => ({ version })))
  })
  test('are nobody’s but the staff’s', async () => {
    expect((await clerk.get(address)).statusCode).toBe(404)
    expect((await trainee.post(address, criteria)).statusCode).toBe(404)
    expect((await staff.get('/trainings/99/criteria')).statusCode).toBe(404)
  })
})

describe('a judgment', () => {
  const decide = (enrollmentId: number, decision: string, reason = '') => ({ enrollmentId: String(enrollmentId), decision, reason })

  test('does not begin before the training runs', async () => {
    const { statusCode, body } = await staff.post(`/trainings/${town.training}/judgments`, day('2026', '11', '20'))
    expect([statusCode, body.includes('notice error')]).toEqual([409, true])
    expect(await states()).toMatchObject({ [here]: 'in_progress', [unmarked]: 'enrolled' })
    await db.updateTable('training').set({ state: 'running' }).execute()
  })
  test('does not begin with a day to come, and the day is still in its boxes', async () => {
    const { statusCode, body } = await staff.post(`/trainings/${town.training}/judgments`, day('2026', '12', '31'))
    expect([statusCode, body.includes('修了日は今日'), body.includes('value="31"')]).toEqual([422, true, true])
    expect((await db.selectFrom('training').select('state').executeTakeFirstOrThrow()).state).toBe('running')
  })
  test('says that class days are still to come, and offers the last one that was held', async () => {
    expect((await staff.get(page)).body).not.toContain('これからの研修日があります')
    await db.updateTable('class_day').set({ held_on: '2026-12-10' }).where('id', '=', town.days[1]!).execute()
    const { body } = await staff.get(page)
    for (const words of ['令和8年12月10日（木）まで、これからの研修日があります', 'value="17"']) expect(body).toContain(words)
    await db.updateTable('class_day').set({ held_on: '2026-09-18' }).where('id', '=', town.days[1]!).execute()
  })
  test('begins with everybody who has not withdrawn, each with a proposal and its evidence', async () => {
    const { headers } = await staff.post(`/trainings/${town.training}/judgments`, day('2026', '11', '20'))
    expect(headers.location).toBe(page)
    expect(await states()).toEqual({ [here]: 'pending_judgment', [away]: 'pending_judgment', [unmarked]: 'pending_judgment', [gone]: 'withdrawn' })
    expect((await lines(1)).map(({ enrollment_id, proposal, decision }) => [enrollment_id, proposal, decision]))
      .toEqual([[here, 'completed', 'completed'], [away, 'not_completed', 'not_completed'], [unmarked, 'pending', 'pending']])
    expect((await lines(1))[0]!.evidence).toMatchObject({ today: '2026-11-24', items: [{ key: 'judgments.item.attendance', data: { attended: 2, total: 2 } }] })
    expect((await actions()).slice(-2)).toEqual([`training.moved training:${town.training}`, 'judgment.started judgment:1'])
  })
  test('is shown with evidence and figures in few statements', async () => {
    const asked = await statementsOf(db, async () => {
      const { body } = await contractor.get(page)
      expect(body).toContain('研修日に出席する（2コマ中2コマ、必要2コマ）')
      expect(body).toContain('ZZA研 修子')
      expect(body).not.toContain('ZZD辞')
    })
    expect(asked.filter((text) => text.startsWith('select')).length).toBeLessThanOrEqual(5)
  })
  test('can be narrowed by proposal, municipality and exception', async () => {
    const shown = async (query: string) => (await staff.get(`${page}?${query}`)).body.match(/id="line-(\d+)"/g)?.map((id) => Number(id.slice(9, -1))) ?? []
    expect(await shown('proposal=completed')).toEqual([here])
    expect(await shown(`municipality=${town.tama}`)).toEqual([away])
    expect(await shown('exception=1')).toEqual([])
    expect(await shown('decision=')).toEqual([here, away, unmarked])
    expect((await staff.get(`${page}?judgment=99`)).statusCode).toBe(404)
  })
  test('is one at a time', async () => {
    const { statusCode, body } = await staff.post(`/trainings/${town.training}/judgments`, day('2026', '11', '20'))
    expect([statusCode, body.includes('すでに始まっています')]).toEqual([409, true])
  })
  test('leaves the proposal only with a reason, which is kept with who gave it', async () => {
    const address = '/judgments/1/decisions?proposal=not_completed'
    const refused = await staff.post(address, decide(away, 'completed'))
    expect([refused.statusCode, refused.body.includes('案とちがう判定には理由が必要です'), (await lines(1))[1]!.decision]).toEqual([422, true, 'not_completed'])
    const piece = await staff.post(address, decide(away, 'completed'), htmx('section#judgments-lines'))
    expect(piece.body.trim()).toMatch(/^<section id="judgments-lines"/)
    const { headers } = await staff.post(address, decide(away, 'completed', '別の研修で受講済み'))
    expect(headers.location).toBe(`${page}?proposal=not_completed`)
    expect((await lines(1))[1]).toMatchObject({ decision: 'completed', exception_reason: '別の研修で受講済み', changed_by: town.planner.person })
    expect((await staff.get(`${page}?exception=1`)).body).toContain('別の研修で受講済み')
  })
  test('takes no decision on somebody who is not in it', async () => {
    expect((await staff.post('/judgments/1/decisions', decide(gone, 'completed', 'x'))).statusCode).toBe(404)
    expect((await staff.post('/judgments/9/decisions', decide(here, 'completed'))).statusCode).toBe(404)
    expect((await clerk.post('/judgments/1/decisions', decide(here, 'completed'))).statusCode).toBe(404)
  })
  test('makes its proposals anew from the registers, and keeps what a person decided', async () => {
    await db.insertInto('attendance').values(marks(unmarked, 'absent_unnotified')).execute()
    await staff.post('/judgments/1/proposals')
    expect((await lines(1)).map(({ proposal, decision }) => [proposal, decision]))
      .toEqual([['completed', 'completed'], ['not_completed', 'completed'], ['not_completed', 'not_completed']])
    expect((await lines(1))[1]!.exception_reason).toBe('別の研修で受講済み')
    await staff.post('/judgments/1/decisions', decide(unmarked, 'pending', '補講の日程を調整中'))
  })
  test('cannot be confirmed before it was asked for', async () => {
    const { statusCode, body } = await approver.post('/judgments/1/approval', { decision: 'approve' })
    expect([statusCode, body.includes('まだ承認を依頼していません')]).toEqual([409, true])
  })
  test('waits unchanged for a second person, who cannot be the first', async () => {
    await staff.post('/judgments/1/request')
    expect((await staff.post('/judgments/1/decisions', decide(here, 'pending', '待つ'))).statusCode).toBe(409)
    expect((await staff.post('/judgments/1/proposals')).statusCode).toBe(409)
    const own = await staff.post('/judgments/1/approval', { decision: 'approve' })
    expect([own.statusCode, own.body.includes('ご自分で依頼したものは承認できません')]).toEqual([409, true])
    expect((await contractor.post('/judgments/1/approval', { decision: 'approve' })).statusCode).toBe(404)
    expect((await db.selectFrom('approval').select(['title', 'path']).executeTakeFirstOrThrow())).toEqual({
      title: '修了判定　令和8年度 地域ケア会議実践者養成研修（修了2人・未修了0人・保留1人）', path: page,
    })
  })
  test('comes back with a note, and can be asked for again or taken back', async () => {
    expect((await approver.post('/judgments/1/approval', { decision: 'return' })).statusCode).toBe(409)
    await approver.post('/judgments/1/approval', { decision: 'return', note: '2番の理由を詳しく' })
    expect((await staff.get(page)).body).toContain('2番の理由を詳しく')
    await staff.post('/judgments/1/request')
    await staff.post('/judgments/1/approval', { decision: 'recall' })
    expect((await db.selectFrom('judgment').select('state').executeTakeFirstOrThrow()).state).toBe('draft')
    await staff.post('/judgments/1/request')
  })
  test('confirmed by a second person is in the register, dated with its day, and those pending stay', async () => {
    const { headers } = await approver.post('/judgments/1/approval', { decision: 'approve' })
    expect(headers.location).toBe(page)
    expect(await states()).toEqual({ [here]: 'completed 2026-11-20', [away]: 'completed 2026-11-20', [unmarked]: 'pending_judgment', [gone]: 'withdrawn' })
    expect((await actions()).slice(-2)).toEqual(['approval.approved approval:3', `judgment.confirmed training:${town.training}`])
    expect((await approver.post('/judgments/1/approval', { decision: 'approve' })).statusCode).toBe(409)
  })
  test('stays as it was confirmed, whatever becomes of criteria and attendance', async () => {
    const [before, kept] = [await states(), await lines(1)]
    await staff.post(`/trainings/${town.training}/criteria`, { ...criteria, lessons: 'none', attendance: 'percent', percent: '1' })
    await db.updateTable('attendance').set({ state: 'absent_unnotified' }).where('enrollment_id', '=', here).execute()
    house.setClock('2026-12-10T10:00:00+09:00')
    for (const address of ['/judgments/1/proposals', '/judgments/1/request']) expect((await staff.post(address)).statusCode).toBe(409)
    expect((await staff.post('/judgments/1/decisions', decide(here, 'not_completed', '後から'))).statusCode).toBe(409)
    expect([await states(), await lines(1)]).toEqual([before, kept])
    expect((await staff.get(page)).body).toContain('修了要件 第4版')
  })
  test('is followed by one that takes only those who still wait', async () => {
    expect((await staff.get(`${page}?start=1`)).body).toContain('1人について')
    await staff.post(`/trainings/${town.training}/judgments`, day('2026', '12', '10'))
    expect((await lines(2)).map(({ enrollment_id }) => enrollment_id)).toEqual([unmarked])
    await staff.post('/judgments/2/request')
    await approver.post('/judgments/2/approval', { decision: 'approve' })
    expect(await states()).toMatchObject({ [here]: 'completed 2026-11-20', [unmarked]: 'not_completed' })
    const none = await staff.post(`/trainings/${town.training}/judgments`, day('2026', '12', '10'))
    expect([none.statusCode, none.body.includes('修了判定を待っている方がいません')]).toEqual([409, true])
  })
  test('is in the list of the year, with where it stands', async () => {
    const { body } = await staff.get('/judgments')
    expect(body).toContain('確定')
    expect(body).toContain(`href="${page}?decision=completed"`)
    expect((await staff.get('/judgments?year=2025')).body).toContain('判定する研修はまだありません')
    expect([(await clerk.get('/judgments')).statusCode, (await trainee.get(page)).statusCode]).toEqual([404, 404])
  })
  test('prints as a list', { timeout: 60_000 }, async () => {
    const { statusCode, headers, rawPayload } = await staff.get('/judgments/1/list.pdf')
    expect([statusCode, headers['content-type'], rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-'])
    expect((await staff.get('/judgments/9/list.pdf')).statusCode).toBe(404)
  })
})

test('540 people are judged and confirmed in few statements and little time', { timeout: 60_000 }, async () => {
  const training = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2026, title: '大きな研修', title_en: 'Large', capacity: 540, state: 'running' }).returning('id'))
  const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 540 }).returning('id'))
  const dayId = await idOf(db.insertInto('class_day').values({ cohort_id: cohort, held_on: '2026-10-01' }).returning('id'))
  const slots = await db.insertInto('slot').values([1, 2, 3].map((position) => ({ class_day_id: dayId, position, title: '講義', starts_at: `1${position}:00`, ends_at: `1${position}:50` }))).returning('id').execute()
  const people = await db.insertInto('person').values(Array.from({ length: 540 }, (_, n) => ({ name: `受講 ${n}`, created_at: at }))).returning('id').execute()
  const enrollments = await db.insertInto('enrollment').values(people.map(({ id }, n) => ({
    training_id: training, cohort_id: cohort, person_id: id, number: n + 1, category: 'other' as const, enrolled_at: at,
  }))).returning('id').execute()
  await db.insertInto('attendance').values(enrollments.flatMap(({ id }) => slots.map((slot) => ({
    slot_id: slot.id, enrollment_id: id, state: 'present' as const, evidence: 'qr' as const, marked_at: at,
  })))).execute()
  await staff.post(`/trainings/${training}/criteria`, criteria)
  const { id } = { id: 3 }
  const asked = await statementsOf(db, async () => {
    await staff.post(`/trainings/${training}/judgments`, day('2026', '10', '1'))
    await staff.post(`/judgments/${id}/request`)
    await approver.post(`/judgments/${id}/approval`, { decision: 'approve' })
  })
  expect(asked.length).toBeLessThan(70)
  const { count } = await db.selectFrom('enrollment').select((eb) => eb.fn.countAll<number>().as('count'))
    .where('training_id', '=', training).where('state', '=', 'completed').where('completed_on', '=', '2026-10-01').executeTakeFirstOrThrow()
  expect(count).toBe(540)
  const { body } = await staff.get(`/trainings/${training}/judgment?page=11`)
  expect(body.match(/id="line-/g)).toHaveLength(40)
})
