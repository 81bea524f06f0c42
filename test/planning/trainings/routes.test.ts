import { describe, expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { moveTraining } from '../../../server/planning/trainings/changes.ts'
import { cohortsOf, findTraining, trainingsOfYear } from '../../../server/planning/trainings/queries.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

const { db, visitor } = await openHouse()
const town = await settle(db)
const planner = await visitor(town.planner)
const [page, id] = [`/trainings/${town.training}`, town.training]
const version = async () => String((await db.selectFrom('training').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version)
const actions = async () => (await db.selectFrom('audit_line').select('action').where('action', 'not in', ['seen']).orderBy('id').execute()).map(({ action }) => action)
const all = { of: 'all' } as const
const day = async (more: Record<string, string> = {}) => ({
  cohortId: String(town.cohorts[1]), 'heldOn.year': '令和8', 'heldOn.month': '10', 'heldOn.day': '2', opensAt: '09:00', place: '多摩会館',
  'slots.0.startsAt': '10:00', 'slots.0.endsAt': '12:00', 'slots.0.title': '演習', version: await version(), ...more,
})

test('other rooms are told what a training is', async () => {
  expect(await findTraining(db, all, id)).toMatchObject({ id, courseId: town.course, courseKind: 'practitioner_training', courseMark: '実践', fiscalYear: 2026, capacity: 4, state: 'planned', version: 1 })
  expect(await cohortsOf(db, id)).toMatchObject([{ id: town.cohorts[0], position: 1, capacity: 2, deliveryMode: 'on_site' }, { id: town.cohorts[1] }])
  expect((await trainingsOfYear(db, 2026)).map((one) => one.id)).toEqual([id])
  expect(await trainingsOfYear(db, 2025)).toEqual([])
})

test('a municipality knows a training once its call is out, and only then', async () => {
  const clerk = await visitor(town.clerkOfTachikawa)
  expect((await clerk.get(page)).body).toContain('地域ケア会議実践者養成研修')
  expect((await clerk.get(page)).body).not.toContain('/edit')
  await db.updateTable('call').set({ state: 'draft' }).execute()
  const gone = await clerk.get(page)
  expect([gone.statusCode, gone.body === (await clerk.get('/trainings/9999')).body.replaceAll('/trainings/9999', page)]).toEqual([404, true])
  expect((await clerk.get('/trainings')).body).not.toContain('地域ケア会議実践者養成研修')
  await db.updateTable('call').set({ state: 'published' }).execute()
  for (const path of ['/edit', '/cohorts/new', '/days/new', '/copy', '/state?to=canceled']) expect((await clerk.get(page + path)).statusCode, path).toBe(404)
  expect((await clerk.post(`${page}/state`, { to: 'canceled' })).statusCode).toBe(404)
})

test('people behind a figure are shown to each within their reach', async () => {
  for (const [who, number, municipality] of [[town.trainee, 1, town.tachikawa], [town.traineeOfTama, 2, town.tama]] as const) {
    await db.updateTable('enrollment').set({ attended: true }).where('id', '=', await enroll(db, town, who.person, number, { municipality })).execute()
  }
  const seen = async (who: typeof town.planner) => (await (await visitor(who)).get(`${page}/people?count=attended`)).body
  expect(await seen(town.planner)).toMatch(/ZZA研 修子[\s\S]*ZZB学 習太/)
  expect(await seen(town.clerkOfTachikawa)).toContain('ZZA研 修子')
  expect(await seen(town.clerkOfTachikawa)).not.toContain('ZZB')
  expect((await planner.get(`${page}/people?count=everyone`)).statusCode).toBe(404)
})

test('a new training divides its capacity among its cohorts, and sending twice makes one', async () => {
  const form = { onceKey: 'one-time-key', courseId: String(town.course), fiscalYear: '令和9年度', capacity: '100', cohorts: '3', overPercent: '108', lateLimitMinutes: '10' }
  const [first, again] = [await planner.post('/trainings', form), await planner.post('/trainings', form)]
  expect([first.statusCode, again.headers.location]).toEqual([303, first.headers.location])
  const made = await trainingsOfYear(db, 2027)
  expect(made.map(({ title }) => title)).toEqual(['令和9年度 地域ケア会議実践者養成研修'])
  expect((await cohortsOf(db, made[0]!.id)).map(({ name, capacity }) => [name, capacity])).toEqual([['第1コース', 34], ['第2コース', 33], ['第3コース', 33]])
})

test.each([
  ['a year that cannot be read', { fiscalYear: '来年' }, '年度を読み取れません'],
  ['no capacity', { capacity: '' }, '入力してください'],
])('%s comes back at its box with the words typed', async (_, wrong, words) => {
  const { statusCode, body } = await planner.post('/trainings', { courseId: String(town.course), fiscalYear: 'R9', title: 'ZZ打った題', capacity: '9', cohorts: '1', overPercent: '100', lateLimitMinutes: '0', ...wrong })
  expect(statusCode).toBe(422)
  expect(body).toContain(words)
  expect(body).toContain('ZZ打った題')
})

describe('editing', () => {
  const form = { title: '直した題', titleEn: 'Edited', capacity: '5', overPercent: '110', lateLimitMinutes: '15' }

  test('writes what was typed and leaves a line', async () => {
    expect((await planner.post(page, { ...form, version: await version() })).statusCode).toBe(303)
    expect(await findTraining(db, all, id)).toMatchObject({ title: '直した題', capacity: 5, version: 2 })
    expect(await actions()).toContain('training.edited')
  })

  test('from an older page overwrites nothing, keeps the words, and goes through when sent again', async () => {
    const late = await planner.post(page, { ...form, title: 'ZZ遅れた題', version: '1' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('ほかの人が先に内容を直しました')
    expect(late.body).toContain('ZZ遅れた題')
    expect((await findTraining(db, all, id))!.title).toBe('直した題')
    expect(late.body).toContain('name="version" value="2"')
  })

  test('a slip of the pen does not hide that someone else was quicker', async () => {
    const { body } = await planner.post(page, { ...form, capacity: 'x', version: '1' })
    expect(body).toContain('name="version" value="1"')
  })
})

describe('class days', () => {
  test('are added with their slots, the day in three boxes', async () => {
    expect((await planner.post(`${page}/days`, await day())).statusCode).toBe(303)
    const { body } = await planner.get(page)
    for (const words of ['令和8年10月2日（金）', '多摩会館', '10:00～12:00', '演習']) expect(body).toContain(words)
  })

  test.each<[string, Record<string, string>, string, string]>([
    ['slots that overlap', { 'slots.1.startsAt': '11:00', 'slots.1.endsAt': '13:00', 'slots.1.title': '重なり' }, 'slots.1.startsAt', '時間が重なっています'],
    ['a time that is none', { 'slots.0.endsAt': '25:00' }, 'slots.0.endsAt', '時刻を読み取れません'],
    ['a slot without a name', { 'slots.0.title': '' }, 'slots.0.title', '内容か科目'],
    ['the same day twice', {}, 'heldOn', '同じコースに2回あります'],
    ['a day years away', { 'heldOn.year': '2036' }, 'heldOn', '年度から離れています'],
  ])('%s: told at the box', async (_, more, field, words) => {
    const { statusCode, body } = await planner.post(`${page}/days`, await day(more))
    expect(statusCode).toBe(422)
    expect(body).toContain(words)
    expect(body).toContain(`id="${field}-problem"`)
    expect(body).toContain('多摩会館')
  })

  describe('lose nothing that later rooms wrote about', () => {
    const at = new Date('2026-09-17T09:00:00+09:00')
    const [slot_id, class_day_id] = [town.slots[1]!, town.days[0]!]
    const someone = async () => (await db.selectFrom('enrollment').select('id').orderBy('id').executeTakeFirstOrThrow()).id
    const log = async () => (await db.insertInto('online_log').values({ class_day_id, key: 'k', name: 'zoom.csv', bytes: 1, sha256: 'x', sent_at: at }).returning('id').executeTakeFirstOrThrow()).id
    const slots = { 'slots.0.id': String(town.slots[0]), 'slots.0.startsAt': '09:30', 'slots.0.endsAt': '12:00', 'slots.0.title': '講義1' }
    const second = { 'slots.1.id': String(slot_id), 'slots.1.startsAt': '13:00', 'slots.1.endsAt': '16:30', 'slots.1.title': '演習1' }
    const send = async (more: Record<string, string>) => planner.post(`${page}/days/${class_day_id}`, {
      cohortId: String(town.cohorts[0]), 'heldOn.year': '2026', 'heldOn.month': '9', 'heldOn.day': '17', opensAt: '09:00', ...slots, version: await version(), ...more,
    })
    const online = 'オンラインの参加記録があるため消せません'

    test.each<[string, () => Promise<unknown>, string | null, string]>([
      ['a mark that was taken back', async () => db.insertInto('attendance_mark').values({ slot_id, enrollment_id: await someone(), state: null, evidence: 'staff', marked_at: at }).execute(), '出欠の記録があるため消せません', '出欠の記録があるため消せません'],
      ['who was in a meeting', async () => db.insertInto('online_presence').values({ slot_id, enrollment_id: await someone(), log_id: await log(), ended_at: '12:00', spans: '[]', present_seconds: 1, late_seconds: 0, early_seconds: 0, gap_seconds: 0 }).execute(), online, online],
      ['a log of the day that waits', log, null, online],
      ['a check-in that is open', () => db.insertInto('check_in').values({ slot_id, secret: 's', opens_at: at, closes_at: new Date('2036-09-17T10:00:00+09:00') }).execute(), '先に閉じてください', '先に閉じてください'],
      ['who stood at the door', async () => db.insertInto('walk_in').values({ slot_id, enrollment_id: await someone(), evidence: 'qr', came_at: at }).execute(), '受付に来た方の記録', '受付に来た方の記録'],
      ['a make-up', async () => db.insertInto('make_up').values({ enrollment_id: await someone(), slot_id, kind: 'report', state: 'submitted', report: 'x', asked_at: at }).execute(), '補講の申し込み', '補講の申し込み'],
      ['a notice of absence', async () => db.insertInto('absence_notice').values({ enrollment_id: await someone(), class_day_id, kind: 'absent', reason: '通院', sent_at: at }).execute(), null, '欠席・遅刻の届出'],
      ['groups that trainees see', () => db.insertInto('exercise_grouping').values({ class_day_id, weights: '{}', published_at: at }).execute(), null, '先に班の画面で'],
    ])('%s', async (_, write, ofSlot, ofDay) => {
      await write()
      const refused = async (answer: ReturnType<typeof send>, words: string) => { const { statusCode, body } = await answer; expect([statusCode, body.includes(words)], words).toEqual([409, true]) }
      if (ofSlot !== null) await refused(send({}), ofSlot)
      await refused(planner.post(`${page}/days/${class_day_id}/removal`, { version: await version() }), ofDay)
      await refused(send({ ...second, cohortId: String(town.cohorts[1]), 'heldOn.day': '29' }), '別のコースの日にはできません')
      expect(await db.selectFrom('slot').select('id').where('class_day_id', '=', class_day_id).execute()).toHaveLength(2)
      for (const table of ['attendance_mark', 'online_presence', 'online_log', 'walk_in', 'check_in', 'make_up', 'absence_notice', 'exercise_grouping'] as const) await db.deleteFrom(table).execute()
    })
  })

  test('lose a slot whose row was cleared, but not one with a roll', async () => {
    const form = { cohortId: String(town.cohorts[0]), 'heldOn.year': '2026', 'heldOn.month': '9', 'heldOn.day': '17', opensAt: '09:00', 'slots.0.id': String(town.slots[0]), 'slots.0.startsAt': '09:30', 'slots.0.endsAt': '12:00', 'slots.0.title': '講義1' }
    const { id: enrollment_id } = await db.selectFrom('enrollment').select('id').orderBy('id').executeTakeFirstOrThrow()
    await db.insertInto('attendance').values({ slot_id: town.slots[1], enrollment_id, state: 'present', evidence: 'staff', marked_at: new Date() }).execute()
    const kept = await planner.post(`${page}/days/${town.days[0]}`, { ...form, version: await version() })
    expect([kept.statusCode, kept.body.includes('出欠の記録があるため消せません')]).toEqual([409, true])
    await db.deleteFrom('attendance').execute()
    expect((await planner.post(`${page}/days/${town.days[0]}`, { ...form, version: await version() })).statusCode).toBe(303)
    expect(await db.selectFrom('slot').select('id').where('class_day_id', '=', town.days[0]!).execute()).toEqual([{ id: town.slots[0] }])
  })

  test('of another training are not found through this one', async () => {
    const { id: other } = (await trainingsOfYear(db, 2027))[0]!
    expect((await planner.get(`/trainings/${other}/days/${town.days[0]}/edit`)).statusCode).toBe(404)
    expect((await planner.post(`/trainings/${other}/days/${town.days[0]}/removal`, { version: '1' })).statusCode).toBe(404)
    expect((await planner.get(`/trainings/${other}/cohorts/${town.cohorts[0]}/edit`)).statusCode).toBe(404)
  })

  test('are removed after being asked', async () => {
    expect((await planner.get(`${page}/days/${town.days[1]}/removal`)).body).toContain('元には戻せません')
    expect((await planner.post(`${page}/days/${town.days[1]}/removal`, { version: await version() })).statusCode).toBe(303)
    expect(await db.selectFrom('class_day').select('id').where('id', '=', town.days[1]!).execute()).toEqual([])
  })
})

describe('a cohort', () => {
  const cohort = `${page}/cohorts/${town.cohorts[0]}`

  test('is taught by people with the post of an instructor, and by nobody else', async () => {
    const form = { name: '第1コース', nameEn: 'Cohort 1', capacity: '2', deliveryMode: 'live_online' }
    expect((await planner.post(cohort, { ...form, instructors: String(town.instructor.person), version: await version() })).statusCode).toBe(303)
    expect(await db.selectFrom('cohort_instructor').select('person_id').execute()).toEqual([{ person_id: town.instructor.person }])
    expect((await planner.post(cohort, { ...form, instructors: String(town.trainee.person), version: await version() })).statusCode).toBe(404)
    expect((await planner.get(page)).body).toContain('講 師郎')
  })

  test('is put off with a reason and planned again on a new day', async () => {
    const days = { 'days.0.id': String(town.days[0]), 'days.0.heldOn.year': '2026', 'days.0.heldOn.month': '11', 'days.0.heldOn.day': '5' }
    expect((await planner.post(`${cohort}/dates`, { to: 'postponed', reason: '台風のため', ...days, version: await version() })).statusCode).toBe(303)
    expect((await cohortsOf(db, id))[0]!.state).toBe('postponed')
    expect((await planner.post(`${cohort}/dates`, { to: 'planned', reason: '会場が決まった', ...days, version: await version() })).statusCode).toBe(303)
    expect(await db.selectFrom('class_day').select('held_on').where('id', '=', town.days[0]!).execute()).toEqual([{ held_on: '2026-11-05' }])
    expect((await db.selectFrom('audit_line').select('detail').where('action', '=', 'cohort.moved').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).detail)
      .toMatchObject({ from: 'postponed', to: 'planned', reason: '会場が決まった', days: [{ from: '2026-09-17', to: '2026-11-05' }] })
  })

  test('is not canceled while people are in it', async () => {
    const { statusCode, body } = await planner.post(`${cohort}/dates`, { to: 'canceled', reason: 'ZZ人が少ない', version: await version() })
    expect([statusCode, body.includes('受講者が2人います'), body.includes('ZZ人が少ない')]).toEqual([409, true, true])
  })
})

describe('the state of a training', () => {
  const move = (to: Parameters<typeof moveTraining>[2]) => inChange(db, { actor: null, scope: all, now: new Date(), random: (n) => new Uint8Array(n) }, (change) => moveTraining(change, id, to))

  test('skips no step, and a postponed one goes on where it stopped', async () => {
    await expect(move('running')).rejects.toThrow('trainings.isPlanned')
    await move('call_published')
    expect((await planner.post(`${page}/state`, { to: 'postponed' })).statusCode).toBe(303)
    expect(await findTraining(db, all, id)).toMatchObject({ state: 'postponed', postponedFrom: 'call_published' })
    expect((await planner.get(`${page}/state?to=call_published`)).body).toContain('募集中')
    await expect(move('running')).rejects.toThrow('trainings.isPostponed')
    expect((await planner.post(`${page}/state`, { to: 'call_published' })).statusCode).toBe(303)
  })

  test('is not moved by hand where another room moves it', async () => {
    const { statusCode, body } = await planner.post(`${page}/state`, { to: 'call_closed' })
    expect([statusCode, body.includes('それぞれの画面で進めてください')]).toEqual([409, true])
    expect((await planner.post(`${page}/state`, { to: 'selecting' })).statusCode).toBe(409)
    expect((await findTraining(db, all, id))!.state).toBe('call_published')
  })

  test('closes when everybody is decided on, and then nothing is edited', async () => {
    await db.updateTable('training').set({ hold_minimum: 5 }).where('id', '=', id).execute()
    expect((await planner.get(page)).body).not.toContain('開催に必要な人数は')
    await move('call_closed')
    expect((await planner.get(page)).body).toMatch(/開催に必要な人数は5人ですが、推薦者数は\d人です/)
    expect((await (await visitor(town.clerkOfTachikawa)).get(page)).body).not.toContain('開催に必要な人数は')
    await db.updateTable('training').set({ hold_minimum: null }).where('id', '=', id).execute()
    for (const to of ['selecting', 'running', 'judging'] as const) await move(to)
    const early = await planner.post(`${page}/state`, { to: 'closed' })
    expect([early.statusCode, early.body.includes('2人います')]).toEqual([409, true])
    await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2027-02-01' }).execute()
    expect((await planner.post(`${page}/state`, { to: 'closed' })).statusCode).toBe(303)
    expect((await planner.post(`${page}/days`, await day())).statusCode).toBe(409)
  })
})
