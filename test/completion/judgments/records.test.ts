import { beforeAll, describe, expect, test } from 'vitest'
import { readTable } from '../../../server/base/sheets.ts'
import { openHouse } from '../../support/app.ts'
import { publishedOf, putLesson } from '../../support/lessons.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'
import { statementsOf } from '../../support/statements.ts'

/** What a judgment is made of, and what becomes of it: down to the records, for many at once, one cohort first, corrected later. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const at = new Date('2026-09-17T16:30:00+09:00')
const second = await idOf(db.insertInto('module').values({ course_id: town.course, position: 2, title: '演習', title_en: 'Exercise' }).returning('id'))
await db.updateTable('slot').set({ module_id: second }).where('id', '=', town.slots[1]!).execute()
const here = await enroll(db, town, town.trainee.person, 1)
const half = await enroll(db, town, town.traineeOfTama.person, 2, { municipality: town.tama })
const away = await enroll(db, town, await makePerson(db, 'ZZC欠 席', 'けっせき', null), 3)
const later = await enroll(db, town, await makePerson(db, 'ZZD後 期', 'こうき', null), 4, { cohort: town.cohorts[1] })
const [staff, approver, contractor, clerk, trainee] = await Promise.all([town.planner, town.approver, town.contractor, town.clerkOfTama, town.trainee].map((who) => house.visitor(who)))
const page = `/trainings/${town.training}/judgment`
const day = (date: string) => { const [year, month, on] = date.split('-'); return { 'completedOn.year': year!, 'completedOn.month': month!, 'completedOn.day': on! } }
const lines = (judgment: number) => db.selectFrom('judgment_line').selectAll().where('judgment_id', '=', judgment).orderBy('enrollment_id').execute()
const states = async () => Object.fromEntries((await db.selectFrom('enrollment').select(['id', 'state', 'completed_on']).execute()).map(({ id, state, completed_on }) => [id, completed_on === null ? state : `${state} ${completed_on}`]))
const modules = async () => (await db.selectFrom('completed_module').selectAll().orderBy('enrollment_id').orderBy('module_id').execute()).map((one) => [one.enrollment_id, one.module_id, one.judgment_id, one.completed_on])
const mark = async (enrollment_id: number, slot_id: number, state: 'present' | 'absent_unnotified', marked_at = at) => {
  await db.insertInto('attendance').values({ slot_id, enrollment_id, state, evidence: 'staff', marked_at })
    .onConflict((oc) => oc.columns(['slot_id', 'enrollment_id']).doUpdateSet({ state, marked_at })).execute()
  await db.insertInto('attendance_mark').values({ slot_id, enrollment_id, state, evidence: 'staff', marked_at }).execute()
}
const lastAct = async () => (await db.selectFrom('audit_line').select(['action', 'detail']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow())
const confirms = async (judgment: number) => {
  expect((await staff!.post(`/judgments/${judgment}/request`)).statusCode).toBe(303)
  return approver!.post(`/judgments/${judgment}/approval`, { decision: 'approve' })
}

beforeAll(async () => {
  const lesson = await putLesson(db, { module_id: town.module, position: 1, kind: 'page', title: '読み物', title_en: 'Text' })
  await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson, due_on: '2026-09-30' }).execute()
  for (const id of [here, half, away, later]) await db.insertInto('progress').values({ enrollment_id: id, lesson_id: lesson, lesson_version_id: await publishedOf(db, lesson), state: 'completed', opened_at: at, seen_at: at, completed_at: new Date('2026-09-20T10:00:00+09:00') }).execute()
  for (const [id, first, other] of [[here, 'present', 'present'], [half, 'present', 'absent_unnotified'], [away, 'absent_unnotified', 'absent_unnotified']] as const) {
    await mark(id, town.slots[0]!, first)
    await mark(id, town.slots[1]!, other)
  }
  await db.updateTable('training').set({ state: 'running' }).execute()
  await staff!.post(`/trainings/${town.training}/criteria`, { lessons: 'all', attendance: 'all', lateLimitMinutes: '10', madeUpCounts: 'yes' })
})

describe('one cohort before the others', () => {
  test('takes its people only, and the others go on learning', async () => {
    const { headers } = await staff!.post(`/trainings/${town.training}/judgments`, { ...day('2026-11-20'), cohortId: String(town.cohorts[0]) })
    expect(headers.location).toBe(page)
    expect((await lines(1)).map(({ enrollment_id, proposal }) => [enrollment_id, proposal])).toEqual([[here, 'completed'], [half, 'not_completed'], [away, 'not_completed']])
    expect([(await db.selectFrom('training').select('state').executeTakeFirstOrThrow()).state, (await states())[later]]).toEqual(['running', 'enrolled'])
    expect((await staff!.get(page)).body).toContain('第1コースだけの判定です')
    expect((await staff!.post(`/trainings/${town.training}/judgments`, { ...day('2026-11-20'), cohortId: '999999' })).statusCode).toBe(404)
  })
})

describe('the evidence of one person', () => {
  test('is every slot with why it counts or not, every lesson and every module, in few statements', async () => {
    const asked = await statementsOf(db, async () => {
      const { body } = await contractor!.get(`/judgments/1/evidence/${half}`)
      for (const words of ['ZZB学 習太', '講義2', 'このコマは欠席でした', '出席に数える', '演習', '0/1', '2/2', '読み物', '第1版']) expect(body).toContain(words)
    })
    expect(asked.filter((text) => text.startsWith('select')).length).toBeLessThanOrEqual(5)
  })
  test('is nobody’s but the staff’s, and only of who is in the judgment', async () => {
    for (const one of [clerk, trainee]) expect((await one!.get(`/judgments/1/evidence/${half}`)).statusCode).toBe(404)
    for (const id of [later, 999_999]) expect((await staff!.get(`/judgments/1/evidence/${id}`)).statusCode).toBe(404)
  })
  test('two who decide at once do not write over each other: the second reads what the first decided', async () => {
    const form = { enrollmentId: String(half), version: '1', reason: '別の研修で受講済み' }
    expect((await staff!.post(`/judgments/1/evidence/${half}`, { ...form, decision: 'completed' })).statusCode).toBe(303)
    const late = await approver!.post('/judgments/1/decisions', { ...form, decision: 'pending', reason: 'あとの理由' })
    expect([late.statusCode, late.body.includes('ほかの職員が、先に「修了」と判定しました'), late.body.includes('あとの理由'), late.body.includes('別の研修で受講済み')]).toEqual([409, true, true, true])
    expect((await lines(1))[1]).toMatchObject({ decision: 'completed', exception_reason: '別の研修で受講済み', version: 2 })
    expect((await staff!.post('/judgments/1/decisions', { enrollmentId: String(half), version: '2', decision: 'not_completed' })).statusCode).toBe(303)
  })
})

describe('many at once', () => {
  test('need one reason where the proposal is left, and the answer counts them and who was left out', async () => {
    const address = '/judgments/1/many?proposal=not_completed'
    const poor = await staff!.post(address, { which: 'all', decision: 'pending' })
    expect([poor.statusCode, poor.body.includes('id="many-reason-problem"') || poor.body.includes('案とちがう判定には理由が必要です')]).toEqual([422, true])
    const { headers } = await staff!.post(address, { which: 'all', decision: 'pending', reason: '補講を調整中' })
    expect(headers.location).toBe(`${page}?proposal=not_completed&judgment=1&decided=2&skipped=0`)
    expect((await staff!.get(headers.location as string)).body).toContain('2人の判定を保存しました')
    expect((await lines(1)).map(({ decision, exception_reason }) => [decision, exception_reason])).toEqual([['completed', null], ['pending', '補講を調整中'], ['pending', '補講を調整中']])
    expect(await lastAct(), 'one line however many they are: who they were stands in the judgment').toEqual({ action: 'judgment.decidedMany', detail: { decision: 'pending', people: 2, skipped: 0 } })
    expect((await lines(1)).filter(({ changed_by }) => changed_by === town.planner.person).map(({ enrollment_id }) => enrollment_id)).toEqual([half, away])
  })
  test('are those who were ticked, without whoever is decided so already or is not in it', async () => {
    const { headers } = await staff!.post('/judgments/1/many', { which: 'ticked', 'people.0': String(here), 'people.1': String(half), 'people.2': String(away), 'people.3': '999999', decision: 'not_completed', reason: '規定により' })
    expect(headers.location).toContain('decided=3&skipped=1')
    expect((await lines(1)).map(({ proposal, decision, exception_reason }) => [proposal, decision, exception_reason]))
      .toEqual([['completed', 'not_completed', '規定により'], ['not_completed', 'not_completed', null], ['not_completed', 'not_completed', null]])
    await staff!.post('/judgments/1/many', { which: 'ticked', people: String(here), decision: 'completed' })
    const nobody = await staff!.post('/judgments/1/many', { which: 'ticked', people: String(here), decision: 'completed' })
    expect([nobody.statusCode, nobody.body.includes('判定を変える方がいません')]).toEqual([409, true])
    expect((await clerk!.post('/judgments/1/many', { which: 'all', decision: 'completed' })).statusCode).toBe(404)
  })
})

describe('records that change', () => {
  test('after the proposals: they are made anew before anybody is asked', async () => {
    await mark(away, town.slots[0]!, 'present', new Date('2026-11-24T11:00:00+09:00'))
    expect((await staff!.get(`${page}?changed=1`)).body).toContain('案のあとに記録が変わりました')
    const refused = await staff!.post('/judgments/1/request')
    expect([refused.statusCode, refused.body.includes('1人の出席かコースが変わりました')]).toEqual([409, true])
    house.setClock('2026-11-24T12:00:00+09:00')
    expect((await staff!.post('/judgments/1/proposals')).statusCode).toBe(303)
    expect((await staff!.get(`${page}?changed=1`)).body).toContain('この条件にあてはまる方はいません')
  })
  test('an approval is of the request that was read', async () => {
    await staff!.post('/judgments/1/request')
    const [first] = await db.selectFrom('approval').select('id').execute()
    await staff!.post('/judgments/1/approval', { decision: 'recall' })
    await staff!.post('/judgments/1/request')
    const old = await approver!.post(`/judgments/1/approval?asked=${first!.id}`, { decision: 'approve' })
    expect([old.statusCode, old.body.includes('出し直されています')]).toEqual([409, true])
    await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: at }).where('id', '=', away).execute()
    expect((await approver!.post(`/judgments/1/approval?asked=${first!.id + 1}`, { decision: 'approve' })).statusCode).toBe(303)
    expect(await states()).toMatchObject({ [here]: 'completed 2026-11-20', [half]: 'not_completed', [away]: 'withdrawn', [later]: 'enrolled' })
    expect(await lastAct()).toMatchObject({ action: 'judgment.confirmed', detail: { completed: 1, notCompleted: 1, skipped: 1 } })
  })
  test('modules that were done are kept, also of who did not complete, on the day of their last part', async () => {
    expect(await modules()).toEqual([[here, town.module, 1, '2026-09-20'], [here, second, 1, '2026-09-17'], [half, town.module, 1, '2026-09-20']])
    const { body } = await staff!.get(`/trainings/${town.training}/modules-done`)
    expect([body.includes('ZZB学 習太'), body.includes('会議の役割（'), body.includes('ZZA研 修子')]).toEqual([true, true, false])
    expect((await staff!.get(`/trainings/${town.training}/modules-done?who=all`)).body).toContain('ZZA研 修子')
    expect((await clerk!.get(`/trainings/${town.training}/modules-done`)).statusCode).toBe(404)
  })
  test('after it was confirmed: the judgment stays byte for byte, and says what was corrected since', async () => {
    const kept = JSON.stringify([await lines(1), await states(), await modules()])
    await mark(half, town.slots[1]!, 'present', new Date('2026-11-25T09:00:00+09:00'))
    await staff!.post(`/trainings/${town.training}/criteria`, { lessons: 'none', attendance: 'percent', percent: '10', lateLimitMinutes: '10', madeUpCounts: 'yes' })
    house.setClock('2026-11-25T10:00:00+09:00')
    const { body } = await staff!.get(`/judgments/1/evidence/${half}`)
    for (const words of ['「講義2」の出欠：欠席（連絡なし） → 出席', '今の記録で、同じ修了要件の版なら「修了」です', 'このコマは欠席でした']) expect(body.replaceAll(/\s+/g, ' ')).toContain(words)
    expect((await staff!.get(page)).body).toContain('判定後に記録が訂正されました')
    expect(JSON.stringify([await lines(1), await states(), await modules()])).toBe(kept)
  })
})

describe('a correction', () => {
  test('needs a reason, a person of a confirmed judgment, and the right', async () => {
    const at = `/judgments/1/evidence/${half}/correction`
    expect((await staff!.post(at, { ...day('2026-11-25') })).statusCode).toBe(422)
    expect((await staff!.post(at, { ...day('2026-12-25'), reason: '転記もれ' })).statusCode).toBe(422)
    expect((await staff!.post(`/judgments/1/evidence/${away}/correction`, { ...day('2026-11-25'), reason: '転記もれ' })).statusCode).toBe(409)
    expect((await clerk!.post(at, { ...day('2026-11-25'), reason: '転記もれ' })).statusCode).toBe(404)
  })
  test('judges one person by the same criteria, keeps both, and needs a second person', async () => {
    const { headers } = await staff!.post(`/judgments/1/evidence/${half}/correction`, { ...day('2026-11-25'), reason: '出席簿の転記もれ' })
    expect(headers.location).toBe(`${page}?judgment=2`)
    expect((await lines(2)).map(({ enrollment_id, proposal, decision }) => [enrollment_id, proposal, decision])).toEqual([[half, 'completed', 'completed']])
    expect((await db.selectFrom('judgment').select(['kind', 'reason', 'criteria_id']).where('id', '=', 2).executeTakeFirstOrThrow())).toEqual({ kind: 'correction', reason: '出席簿の転記もれ', criteria_id: 1 })
    expect((await states())[half]).toBe('not_completed')
    const before = JSON.stringify(await lines(1))
    expect((await confirms(2)).statusCode).toBe(303)
    expect([(await states())[half], (await states())[here]]).toEqual(['completed 2026-11-25', 'completed 2026-11-20'])
    expect(await modules()).toEqual([[here, town.module, 1, '2026-09-20'], [here, second, 1, '2026-09-17'], [half, town.module, 2, '2026-09-20'], [half, second, 2, '2026-09-17']])
    expect(JSON.stringify(await lines(1))).toBe(before)
    const { body } = await staff!.get(`/judgments/2/evidence/${half}`)
    for (const words of ['この方の判定', '出席簿の転記もれ', `href="/judgments/1/evidence/${half}"`]) expect(body).toContain(words)
    expect((await staff!.post(`/judgments/1/evidence/${half}/correction`, { ...day('2026-11-25'), reason: 'もう一度' })).body).toContain('あとの判定があります')
  })
  test('takes no completion while a certificate stands, and never dates one anew', async () => {
    await mark(here, town.slots[1]!, 'absent_unnotified', new Date('2026-11-25T10:30:00+09:00'))
    house.setClock('2026-11-25T12:00:00+09:00')
    await staff!.post(`/judgments/1/evidence/${here}/correction`, { ...day('2026-11-25'), reason: '代理出席が分かった' })
    expect((await lines(3)).map(({ proposal }) => proposal)).toEqual(['not_completed'])
    const certificate = { training_id: town.training, number: 1, number_text: '令8実践1', enrollment_id: here, person_id: town.trainee.person, name: 'ZZA研 修子', completed_on: '2026-11-20', issued_on: '2026-11-24', code: 'x' }
    const id = await idOf(db.insertInto('certificate').values(certificate).returning('id'))
    const refused = await staff!.post('/judgments/3/request')
    expect([refused.statusCode, refused.body.includes('1人に、有効な修了証書があります')]).toEqual([409, true])
    await db.insertInto('certificate_event').values({ certificate_id: id, kind: 'revoked', at, reason: '訂正', name: 'ZZA研 修子' }).execute()
    expect((await confirms(3)).statusCode).toBe(303)
    expect([(await states())[here], await modules()]).toEqual(['not_completed', [[here, town.module, 3, '2026-09-20'], [half, town.module, 2, '2026-09-20'], [half, second, 2, '2026-09-17']]])
  })
})

describe('who is left open', () => {
  const modulesOfOne = async (id: number) => (await modules()).filter(([enrollment]) => enrollment === id)
  const learns = async (number: number) => {
    const id = await enroll(db, town, await makePerson(db, `ZZE後 ${number}期`, 'こうき', null), number, { cohort: town.cohorts[1] })
    const { lesson_id, lesson_version_id } = await db.selectFrom('progress').select(['lesson_id', 'lesson_version_id']).where('enrollment_id', '=', later).executeTakeFirstOrThrow()
    await db.insertInto('progress').values({ enrollment_id: id, lesson_id, lesson_version_id, state: 'completed', opened_at: at, seen_at: at, completed_at: new Date('2026-09-25T10:00:00+09:00') }).execute()
    return id
  }
  const judges = async (judgment: number, others: number) => {
    await staff!.post(`/trainings/${town.training}/judgments`, { ...day('2026-11-25'), cohortId: String(town.cohorts[1]) })
    expect((await lines(judgment)).map(({ enrollment_id }) => enrollment_id)).toEqual([later, others])
    await staff!.post(`/judgments/${judgment}/many`, { which: 'ticked', people: String(later), decision: 'pending', reason: '来年度に続ける' })
    await staff!.post(`/judgments/${judgment}/many`, { which: 'ticked', people: String(others), decision: 'completed', reason: '確認済み' })
    expect((await confirms(judgment)).statusCode).toBe(303)
    expect([(await states())[later], (await states())[others]]).toEqual(['pending_judgment', 'completed 2026-11-25'])
  }

  test('keeps the modules that are done, on the day they were done, so that they can be carried over', async () => {
    await staff!.post(`/trainings/${town.training}/criteria`, { lessons: 'all', attendance: 'all', lateLimitMinutes: '10', madeUpCounts: 'yes' })
    await judges(4, await learns(5))
    expect(await modulesOfOne(later)).toEqual([[later, town.module, 4, '2026-09-20']])
    expect((await staff!.get(`/trainings/${town.training}/carry-overs`)).body).toMatch(/ZZD後 期[\s\S]*会議の役割/)
  })
  test('loses what a later judgment does not find any more', async () => {
    await db.updateTable('progress').set({ state: 'in_progress', completed_at: null }).where('enrollment_id', '=', later).execute()
    await judges(5, await learns(6))
    expect(await modulesOfOne(later)).toEqual([])
  })
  test('has it again once it is found again, by the judgment that found it', async () => {
    await db.updateTable('progress').set({ state: 'completed', completed_at: new Date('2026-11-24T10:00:00+09:00') }).where('enrollment_id', '=', later).execute()
    await judges(6, await learns(7))
    expect(await modulesOfOne(later)).toEqual([[later, town.module, 6, '2026-11-24']])
  })
})

describe('the list as a file', () => {
  test('holds modules, attendance, tests, decision and reason, for those who may take people along', async () => {
    const { statusCode, rawPayload, headers } = await staff!.get(`/trainings/${town.training}/judgment-file?judgment=1&as=xlsx`)
    expect([statusCode, decodeURIComponent(String(headers['content-disposition']))]).toEqual([200, expect.stringContaining('修了判定一覧')])
    const read = await readTable(rawPayload, 'list.xlsx', { rowsMax: 100, columnsMax: 30 })
    const rows = 'table' in read ? read.table.rows : []
    expect(rows.find(([number]) => number === '番号')?.slice(0, 11)).toEqual(['番号', '氏名', 'ふりがな', '区市町村', '所属', 'コース', '科目', '教材', '出席', 'テスト', 'その他'])
    expect(rows.find(([number]) => number === '2')).toEqual(expect.arrayContaining(['ZZB学 習太', '多摩市', '1/2', '1/1', '未修了', '修了']))
    for (const one of [contractor, clerk, trainee]) expect((await one!.get(`/trainings/${town.training}/judgment-file?judgment=1`)).statusCode).toBe(404)
    expect((await staff!.get('/trainings/999999/judgment-file?judgment=1')).statusCode).toBe(404)
  })
})
