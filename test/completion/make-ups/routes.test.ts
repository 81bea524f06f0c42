import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'
import { markAbsent, missing, terms, watched } from './world.ts'

const before = '2026-10-01T10:00:00+09:00'
const onTheDay = '2026-10-18T09:40:00+09:00'
const house = await openHouse({ now: before })
const { db } = house
const town = await settle(db)
const { seat, film, own, theirs } = await missing(db, town)
const [slot] = town.slots
const page = `/my-make-ups/${own}/${slot}`
let planner: VisitorOf, contractor: VisitorOf, instructor: VisitorOf, trainee: VisitorOf, second: VisitorOf, clerk: VisitorOf
beforeAll(async () => {
  [planner, contractor, instructor, trainee, second, clerk] = await Promise.all([town.planner, town.contractor, town.instructor, town.trainee, town.traineeOfTama, town.clerkOfTachikawa].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
})
beforeEach(async () => {
  house.setClock(before)
  for (const table of ['make_up', 'absence_notice', 'attendance', 'attendance_mark', 'make_up_setting', 'completion_criteria', 'progress'] as const) await db.deleteFrom(table).execute()
  for (const id of [own, theirs]) await markAbsent(db, slot, id)
  await db.updateTable('cohort').set({ capacity: 2 }).execute()
  await terms(db, town.training)
})

const makeUps = () => db.selectFrom('make_up').select(['enrollment_id', 'slot_id', 'kind', 'state', 'seat_slot_id', 'note']).orderBy('id').execute()
const markOf = (slotId: number, enrollment: number) => db.selectFrom('attendance').select(['state', 'evidence', 'reason']).where('slot_id', '=', slotId).where('enrollment_id', '=', enrollment).executeTakeFirst()
const kept = (slotId: number, enrollment: number) => db.selectFrom('attendance_mark').select('state').where('slot_id', '=', slotId).where('enrollment_id', '=', enrollment).orderBy('id').execute().then((rows) => rows.map(({ state }) => state))
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject', 'person_id']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const take = (who: VisitorOf, enrollment = own) => who.post(`/my-make-ups/${enrollment}/${slot}/seat`, { seatSlotId: String(seat) })
const tap = (enrollment: number, state: string, more = {}) => instructor.post(`/slots/${seat}/roll`, { 'rows.0.enrollmentId': String(enrollment), 'rows.0.state': state, ...more })
const report = 'あ'.repeat(200)

describe('a seat in another cohort', () => {
  test('the trainee sees what was missed, why it matters and every way to make it up', async () => {
    const { body } = await trainee.get('/my-make-ups')
    for (const words of ['修了には、下の1コマの補講が必要です。', '講義1', '補講がまだです', 'ほかのコースに出席（1回）、または録画を見てレポートを出す', '修了に必要', page]) expect(body).toContain(words)
    await db.updateTable('training').set({ over_percent: 104 }).execute() // of a seat and a bit nobody can take the bit
    const shown = (await trainee.get(page)).body
    for (const words of ['第2コース', '残り2席', '会議の役割の録画', 'この席をとる']) expect(shown).toContain(words)
  })
  test('taken, it stands on the page, the roll of that cohort and in the trail; given back, it is free again', async () => {
    const answer = await take(trainee)
    expect([answer.statusCode, answer.headers.location]).toEqual([303, page])
    expect(await makeUps()).toEqual([{ enrollment_id: own, slot_id: slot, kind: 'seat', state: 'booked', seat_slot_id: seat, note: null }])
    expect(await lastLine()).toEqual({ action: 'make_up.booked', subject: `enrollment:${own}`, person_id: town.trainee.person })
    expect((await trainee.get('/my-make-ups')).body).toContain('申し込んだ補講を受ければ、修了できます。')
    expect((await instructor.get(`/class-days/${town.days[1]}?slot=${seat}`)).body).toContain('補講　第1コースから')
    expect((await trainee.post(`${page}/removal`, {})).statusCode).toBe(303)
    expect((await makeUps()).map(({ state }) => state)).toEqual(['canceled'])
    expect((await instructor.get(`/class-days/${town.days[1]}?slot=${seat}`)).body).not.toContain('第1コースから')
  })
  test('checked in there like anybody, what was missed is made up, and both facts are kept', async () => {
    await take(trainee)
    house.setClock(onTheDay)
    expect((await tap(own, 'present')).statusCode).toBe(303)
    expect(await markOf(seat, own)).toMatchObject({ state: 'present' })
    expect(await markOf(slot, own)).toEqual({ state: 'made_up', evidence: 'staff', reason: '補講　第2コース　10月18日（日）' })
    expect(await kept(slot, own)).toEqual(['absent_notified', 'made_up'])
    expect((await makeUps())[0]).toMatchObject({ state: 'done' })
    expect((await db.selectFrom('audit_line').select('subject').where('action', '=', 'slot.made_up').execute()).at(-1)).toEqual({ subject: `enrollment:${own}` })
    expect((await trainee.get('/my-make-ups')).body).toContain('補講　第2コース　10月18日（日）')
  })
  test('a mark taken back gives back what stood; who did not come may choose again', async () => {
    await take(trainee)
    house.setClock(onTheDay)
    await tap(own, 'present')
    await tap(own, 'unset')
    expect(await markOf(slot, own)).toMatchObject({ state: 'absent_notified' })
    expect((await makeUps())[0]).toMatchObject({ state: 'booked' })
    await tap(own, 'absent_unnotified')
    expect((await makeUps())[0]).toMatchObject({ state: 'missed' })
    expect((await trainee.get(page)).body).toContain('10月18日')
  })
  test('who comes to the other cohort without a seat makes up what they missed, once the desk marks them', async () => {
    house.setClock(onTheDay)
    await db.insertInto('attendance').values({ slot_id: seat, enrollment_id: theirs, state: 'absent_unnotified', evidence: 'staff', marked_at: new Date(onTheDay) }).execute()
    expect((await tap(theirs, 'present')).statusCode).toBe(303)
    expect(await markOf(slot, theirs)).toMatchObject({ state: 'made_up' })
    expect(await makeUps()).toMatchObject([{ enrollment_id: theirs, slot_id: slot, state: 'done', seat_slot_id: seat }])
  })
  test.each([
    ['where the room is full', async () => { await db.updateTable('cohort').set({ capacity: 1 }).execute(); await take(second, theirs) }, '満席です'],
    ['where no other cohort is allowed', async () => { await db.deleteFrom('completion_criteria').execute(); await terms(db, town.training, { otherCohort: false }) }, 'ほかのコースでの補講はありません'],
    ['after the last day', async () => { await db.insertInto('make_up_setting').values({ training_id: town.training, closes_on: '2026-09-30' }).execute() }, '期限（令和8年9月30日'],
    ['where no module may be made up', async () => { await db.deleteFrom('completion_criteria').execute(); await terms(db, town.training, { modulesMax: 0 }) }, '補講を受けられるのは0科目まで'],
  ])('is refused in words %s', async (_, prepare, words) => {
    await prepare()
    const answer = await take(trainee)
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain(words)
    expect((await makeUps()).filter(({ enrollment_id }) => enrollment_id === own)).toEqual([])
  })
  test('nothing ticked is said at the box; a slot that is not theirs is not there', async () => {
    expect((await trainee.post(`${page}/seat`, {})).statusCode).toBe(422)
    expect((await trainee.post(`/my-make-ups/${theirs}/${slot}/seat`, { seatSlotId: String(seat) })).statusCode).toBe(404)
    expect((await trainee.get(`/my-make-ups/${theirs}/${slot}`)).statusCode).toBe(404)
    expect((await trainee.post(`${page}/seat`, { seatSlotId: String(town.slots[1]) })).statusCode).toBe(404)
  })
})

describe('missed is what the judgment does not count', () => {
  const asks = async (attendance: object, makeUp: object = {}) => {
    await db.deleteFrom('completion_criteria').execute()
    await terms(db, town.training, makeUp)
    const { rule } = await db.selectFrom('completion_criteria').select('rule').executeTakeFirstOrThrow() as { rule: { attendance: object } }
    await db.updateTable('completion_criteria').set({ rule: JSON.stringify({ ...rule, attendance: { ...rule.attendance, ...attendance } }) }).execute()
  }
  const mark = (state: 'present' | 'late', more: object = {}) => db.updateTable('attendance').set({ state, minutes: state === 'late' ? 5 : null, ...more }).where('slot_id', '=', slot).where('enrollment_id', '=', own).execute()
  const notice = (sent: string) => db.insertInto('absence_notice').values({ enrollment_id: own, class_day_id: town.days[0], kind: 'late', arrives_at: '09:35', reason: '電車の遅れ', sent_at: new Date(sent), sent_by: town.trainee.person } as never).execute()
  const offered = async () => (await trainee.get(page)).statusCode === 200

  test.each([
    ['late within the limit', {}, () => mark('late'), false, ''],
    ['not marked by anybody, though the day is over', {}, () => db.deleteFrom('attendance').where('slot_id', '=', slot).where('enrollment_id', '=', own).execute(), false, ''],
    ['late without word, where it needs word', { lateNeedsNotice: true }, () => mark('late'), true, '遅れる連絡がなかったため'],
    ['late with word sent before it began', { lateNeedsNotice: true }, async () => { await mark('late'); await notice('2026-09-17T09:00:00+09:00') }, false, ''],
    ['late with word sent after it began', { lateNeedsNotice: true }, async () => { await mark('late'); await notice('2026-09-17T09:31:00+09:00') }, true, '遅れる連絡がなかったため'],
    ['late in an exercise that allows nothing', { exerciseModules: [town.module], exerciseLimitMinutes: 0 }, () => mark('late'), true, ''],
    ['signed by oneself after it began', { signsBeforeStart: true }, () => mark('present', { evidence: 'qr', marked_at: new Date('2026-09-17T09:40:00+09:00') }), true, '開始のあとに受付したため'],
    ['brought along from last year', {}, () => db.insertInto('carried_module').values({ enrollment_id: own, module_id: town.module, from_enrollment_id: theirs, completed_on: '2025-10-01', granted_at: new Date(before), granted_by: town.planner.person } as never).execute(), false, ''],
  ] as const)('%s', async (_, attendance, prepare, isMissed, words) => {
    await asks(attendance)
    await prepare()
    expect(await offered()).toBe(isMissed)
    expect((await trainee.get('/my-make-ups')).body.includes(page)).toBe(isMissed)
    if (words !== '') for (const who of [trainee.get(page), planner.get(`/trainings/${town.training}/make-ups`)]) expect((await who).body).toContain(words)
    await db.deleteFrom('carried_module').execute()
  })
  test('a share of the modules is a limit: of one module the half is none', async () => {
    await asks({}, { modulesPercentMax: 50 })
    const answer = await take(trainee)
    expect([answer.statusCode, answer.body.includes('補講を受けられるのは0科目まで')]).toEqual([409, true])
    house.setClock(onTheDay)
    await db.insertInto('attendance').values({ slot_id: seat, enrollment_id: theirs, state: 'absent_unnotified', evidence: 'staff', marked_at: new Date(onTheDay) }).execute()
    await tap(theirs, 'present')
    expect(await markOf(slot, theirs)).toMatchObject({ state: 'absent_notified' })
    await asks({}, { modulesPercentMax: 100 })
    house.setClock(before)
    expect((await take(trainee)).statusCode).toBe(303)
  })
  test('an exercise is made up in a room: no film is offered, and a report is refused', async () => {
    await asks({ exerciseModules: [town.module] })
    const shown = (await trainee.get(page)).body
    expect([shown.includes('演習の科目は、録画とレポートでは補講になりません'), shown.includes('この席をとる'), shown.includes('name="report"')]).toEqual([true, true, false])
    expect((await trainee.get('/my-make-ups')).body).not.toContain('録画を見てレポートを出す')
    const answer = await trainee.post(`${page}/report`, { report, act: 'save' })
    expect([answer.statusCode, await makeUps()]).toEqual([409, []])
  })
  test('whoever comes late to the seat without word has not made it up, where it needs word', async () => {
    await asks({ lateNeedsNotice: true })
    await take(trainee)
    house.setClock(onTheDay)
    expect((await tap(own, 'late', { 'rows.0.minutes': '5' })).statusCode).toBe(303)
    expect([await markOf(slot, own), (await makeUps())[0]!.state]).toMatchObject([{ state: 'absent_notified' }, 'missed'])
  })
})

describe('film and report', () => {
  const write = (act: string, words = report) => trainee.post(`${page}/report`, { report: words, act })
  test('a draft is kept, too short or unwatched is not handed in, and what was typed stays', async () => {
    expect((await write('save', '書きかけ')).statusCode).toBe(303)
    expect((await trainee.get(page)).body).toContain('書きかけ')
    const short = await write('hand_in', 'みじかい文')
    expect([short.statusCode, short.body.includes('200文字以上で書いてください（いま5文字）'), short.body.includes('みじかい文')]).toEqual([422, true, true])
    const unwatched = await write('hand_in')
    expect([unwatched.statusCode, unwatched.body.includes('録画を最後まで見てから'), unwatched.body.includes(report)]).toEqual([409, true, true])
  })
  test('handed in, the instructor returns it with words, then accepts it, and the slot is made up', async () => {
    await watched(db, own, film)
    expect((await write('hand_in')).statusCode).toBe(303)
    const { id } = await db.selectFrom('make_up').select('id').executeTakeFirstOrThrow()
    expect((await instructor.get(`/trainings/${town.training}/make-ups?standing=submitted`)).body).toContain(`/make-ups/${id}`)
    expect((await instructor.get(`/make-ups/${id}`)).body).toContain(report)
    expect((await instructor.post(`/make-ups/${id}/decision`, { outcome: 'return' })).statusCode).toBe(422)
    expect((await instructor.post(`/make-ups/${id}/decision`, { outcome: 'return', note: '仕事での生かし方を足してください' })).statusCode).toBe(303)
    expect((await trainee.get(page)).body).toContain('仕事での生かし方を足してください')
    expect((await write('hand_in', `${report}い`)).statusCode).toBe(303)
    expect((await instructor.post(`/make-ups/${id}/decision`, { outcome: 'accept' })).statusCode).toBe(303)
    expect(await markOf(slot, own)).toEqual({ state: 'made_up', evidence: 'staff', reason: '補講　録画の視聴とレポート' })
    expect(await lastLine()).toMatchObject({ action: 'make_up.accepted', subject: `enrollment:${own}` })
    expect((await instructor.post(`/make-ups/${id}/decision`, { outcome: 'accept' })).statusCode).toBe(409)
  })
  test('a report is there for nobody who does not teach the cohort', async () => {
    await watched(db, own, film)
    await write('hand_in')
    const { id } = await db.selectFrom('make_up').select('id').executeTakeFirstOrThrow()
    await db.deleteFrom('cohort_instructor').where('cohort_id', '=', town.cohorts[0]).execute()
    expect((await instructor.get(`/make-ups/${id}`)).statusCode).toBe(404)
    expect((await clerk.get(`/make-ups/${id}`)).statusCode).toBe(404)
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
  })
})

describe('the office', () => {
  test('sees who needs what, gives a seat, and the person is told', async () => {
    const { body } = await planner.get(`/trainings/${town.training}/make-ups?standing=open`)
    for (const words of ['ZZA研 修子', 'ZZB学 習太', '席を割り当てる']) expect(body).toContain(words)
    expect((await contractor.post(`/enrollments/${own}/make-ups/${slot}/seat`, { seatSlotId: String(seat) })).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'make_up.put', subject: `enrollment:${own}`, person_id: town.contractor.person })
  })
  test('sets until when; a stale page is refused', async () => {
    const form = { 'closesOn.year': '2026', 'closesOn.month': '12', 'closesOn.day': '25', reportLength: '300', yearsCarried: '2', version: '0' }
    expect((await planner.post(`/trainings/${town.training}/make-ups`, form)).statusCode).toBe(303)
    expect((await trainee.get(page)).body).toContain('12月25日')
    expect((await planner.post(`/trainings/${town.training}/make-ups`, form)).statusCode).toBe(409)
  })
  test('each kind of user has the pages that are theirs', async () => {
    const answers = async (path: string) => Promise.all([planner, contractor, instructor, trainee, clerk].map(async (who) => (await who.get(path)).statusCode))
    expect(await answers('/make-ups')).toEqual([200, 200, 200, 404, 404])
    expect(await answers(`/trainings/${town.training}/make-ups`)).toEqual([200, 200, 200, 404, 404])
    expect(await answers(`/enrollments/${own}/make-ups/${slot}`)).toEqual([200, 200, 404, 404, 404])
    expect(await answers('/my-make-ups')).toEqual([404, 404, 404, 200, 404])
  })
  test('a page asks five times at most', async () => {
    for (const [who, path] of [[trainee, '/my-make-ups'], [trainee, page], [planner, `/trainings/${town.training}/make-ups`], [planner, '/make-ups']] as const) {
      expect((await statementsOf(db, () => who.get(path))).length, path).toBeLessThanOrEqual(5)
    }
  })
})
