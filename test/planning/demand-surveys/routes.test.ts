import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { readTable } from '../../../server/base/sheets.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { overhear } from '../../support/statements.ts'

/** C5: before a call every municipality is asked how many it plans to send. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db, post, setClock } = house
const town = await settle(db)
const [planner, contractor, clerk, other, trainee] = [await house.visitor(town.planner), await house.visitor(town.contractor),
  await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.trainee)]
const mailOf = { tachikawa: `p${town.clerkOfTachikawa.person}@house.test`, tama: `p${town.clerkOfTama.person}@house.test` }
let survey: number

/** The mails that follow from what was just done, told to whom and under which subject. */
async function told() {
  post.mails.length = 0
  await drain(house.crewHouse, crew)
  return post.mails.map(({ to, subject }) => `${to} ${subject}`).sort()
}
const open = (more: Record<string, string> = {}) => planner.post('/demand-surveys', {
  courseId: String(town.course), fiscalYear: '2027', dueOn: '2026-12-11', capacity: '40', message: '今の見込みで', contact: '人材育成担当', ...more,
})
const counts = { chair: '1', adviser: '2', case_presenter: '0', other: '0' }
const answer = (form: Record<string, string>, who = clerk) => who.post(`/demand-surveys/${survey}/answer`, { contactName: 'ZZA立川 花子', version: '0', ...form })
const kept = () => db.selectFrom('demand_answer').select(['municipality_id', 'nil', 'chair', 'adviser', 'case_presenter', 'other', 'late', 'version']).orderBy('municipality_id').execute()
const page = (who = planner, language = 'ja') => who.get(`/demand-surveys/${survey}`, {}, { language })

beforeEach(async () => {
  setClock('2026-11-24T10:00:00+09:00')
  for (const table of ['demand_answer', 'demand_leave', 'demand_survey', 'reminder', 'message'] as const) await db.deleteFrom(table).execute()
  survey = await idOf(db.insertInto('demand_survey').values({
    course_id: town.course, fiscal_year: 2027, capacity: 40, due_on: '2026-12-11', contact: '人材育成担当', opened_by: town.planner.person, opened_at: new Date('2026-11-16T10:00:00+09:00'),
  }).returning('id'))
})

test('opening asks every municipality, in a letter and on its page', async () => {
  await db.deleteFrom('demand_survey').execute()
  expect((await planner.get('/demand-surveys/new')).body).toMatch(/name="fiscalYear"[^>]*value="2027"/)
  expect((await open()).statusCode).toBe(303)
  expect(await told()).toEqual([mailOf.tachikawa, mailOf.tama].map((to) => `${to} 【調査の御依頼】受講予定者数　令和9年度 地域ケア会議実践者養成研修`).sort())
  expect(post.mails[0]!.text).toContain('今の見込みで')
  survey = (await db.selectFrom('demand_survey').select('id').executeTakeFirstOrThrow()).id
  expect(post.mails[0]!.text).toContain(`/demand-surveys/${survey}`)
  expect((await clerk.get('/demand-surveys')).body).toContain('未回答')
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'demand.opened').where('subject', '=', `demand_survey:${survey}`).executeTakeFirst()).toEqual({ detail: { fiscalYear: 2027, dueOn: '2026-12-11' } })
})

test.each<[string, Record<string, string>, number, string]>([
  ['a second survey of a course and year', {}, 409, 'この研修・年度の調査はすでにあります'],
  ['a year that is none', { fiscalYear: 'いつか' }, 422, '年度'],
  ['a due day that has passed', { fiscalYear: '2028', dueOn: '2026-11-23' }, 422, 'この日はもう過ぎています'],
  ['a course that is not there', { courseId: '999' }, 404, ''],
])('%s is refused', async (_, more, status, words) => {
  const { statusCode, body } = await open(more)
  expect([statusCode, body.includes(words)]).toEqual([status, true])
  expect(await db.selectFrom('demand_survey').select('id').execute()).toHaveLength(1)
})

test('the year is typed as the year of a training is', async () => {
  expect((await open({ fiscalYear: '令和10年度' })).statusCode).toBe(303)
  expect(await db.deleteFrom('demand_survey').where('fiscal_year', '=', 2028).returning('fiscal_year').execute()).toHaveLength(1)
})

test('people, nobody and no answer are three things, for both sides', async () => {
  expect((await answer(counts)).statusCode).toBe(303)
  expect((await answer({ nil: 'true', contactName: 'ZZB多摩 次郎' }, other)).statusCode).toBe(303)
  expect(await kept()).toEqual([
    { municipality_id: town.tachikawa, nil: false, chair: 1, adviser: 2, case_presenter: 0, other: 0, late: false, version: 1 },
    { municipality_id: town.tama, nil: true, chair: 0, adviser: 0, case_presenter: 0, other: 0, late: false, version: 1 },
  ])
  const { body } = await page()
  expect(body).toMatch(/立川市<\/th>[\s\S]*?回答済み[\s\S]*?多摩市<\/th>[\s\S]*?該当者なし/)
  // Nobody is nought everywhere, so that it is not taken for no answer.
  expect(body.split('多摩市</th>')[1]!.split('</tr>')[0]!.match(/<td class="num"[^>]*>0<\/td>/g)!.length).toBeGreaterThanOrEqual(5)
  expect(body.split('多摩市</th>')[1]!.split('</tr>')[0]!.match(/―/g)).toHaveLength(1) // the year before, when there was no sheet
  expect((await page(planner, 'en')).body).toMatch(/Tama City<\/th>[\s\S]*?Nobody/)
  expect((await page(clerk)).body).toContain('①司会者 1')
  await db.deleteFrom('demand_answer').where('municipality_id', '=', town.tama).execute()
  expect((await page()).body).toMatch(/多摩市<\/th>[\s\S]*?未回答[\s\S]*?―/)
})

test.each<[string, Record<string, string>, string]>([
  ['a blank category', { chair: '1', adviser: '2', other: '0' }, '人数を入れてください'],
  ['noughts only', { chair: '0', adviser: '0', case_presenter: '0', other: '0' }, '「該当者なし」を選んでください'],
  ['nobody with people', { ...counts, nil: 'true' }, '「該当者なし」を選んでいます'],
  ['no contact', { ...counts, contactName: '' }, ''],
])('%s is said at its box and nothing is kept', async (_, form, words) => {
  const { statusCode, body } = await answer(form)
  expect([statusCode, body.includes(words)]).toEqual([422, true])
  expect(await kept()).toEqual([])
})

test('an open survey stands on the home of a municipality until it has answered, or its day is over', async () => {
  const todo = `href="/demand-surveys/${survey}"`
  const home = async (who = clerk) => (await who.get('/')).body
  expect(await home()).toMatch(/受講予定者数の調査　令和9年度 地域ケア会議実践者養成研修[\s\S]*令和8年12月11日（金）/)
  expect([(await home()).includes(todo), (await clerk.get('/', {}, { language: 'en' })).body.includes('Answer the survey')]).toEqual([true, true])
  await answer({ nil: 'true', contactName: 'ZZA' })
  expect([(await home()).includes(todo), (await home(other)).includes(todo)]).toEqual([false, true])
  setClock('2026-12-12T09:00:00+09:00')
  expect((await home(other)).includes(todo)).toBe(false)
  await planner.post(`/demand-surveys/${survey}/leaves`, { municipalityId: String(town.tama), untilOn: '2026-12-18', reason: '議会のため' })
  expect(await home(other)).toMatch(/令和8年12月18日（金）[\s\S]*調査に答える/)
})

test('an answer is changed until the due day, not after it, and not from an old page', async () => {
  await answer(counts)
  expect((await answer({ ...counts, adviser: '5', version: '1' })).statusCode).toBe(303)
  expect((await answer({ ...counts, adviser: '9', version: '1' })).statusCode).toBe(409)
  expect((await kept())[0]).toMatchObject({ adviser: 5, version: 2 })
  setClock('2026-12-12T09:00:00+09:00')
  expect((await answer({ ...counts, version: '2' })).statusCode).toBe(409)
  const { body } = await page(clerk)
  expect(body).toContain('回答は令和8年12月11日（金）に締め切りました')
  expect(body).not.toContain('name="adviser"')
})

test('one municipality may answer late by leave: only it is told, and its answer is marked', async () => {
  setClock('2026-12-14T10:00:00+09:00')
  await planner.post(`/demand-surveys/${survey}/closing`, {})
  const leave = (form: Record<string, string>) => planner.post(`/demand-surveys/${survey}/leaves`, { municipalityId: String(town.tachikawa), untilOn: '2026-12-18', reason: '議会のため', ...form })
  expect((await leave({ reason: '' })).statusCode).toBe(422)
  expect((await leave({ untilOn: '2026-12-10' })).statusCode).toBe(422)
  expect((await leave({ municipalityId: '9999' })).statusCode).toBe(404)
  expect((await leave({})).statusCode).toBe(303)
  expect(await told()).toEqual([`${mailOf.tachikawa} 【期限の延長】受講予定者数の調査　令和9年度 地域ケア会議実践者養成研修`])
  expect(post.mails[0]!.text).toContain('議会のため')
  expect((await answer(counts)).statusCode).toBe(303)
  expect((await answer({ nil: 'true', contactName: 'ZZB' }, other)).statusCode).toBe(409)
  expect(await kept()).toEqual([expect.objectContaining({ municipality_id: town.tachikawa, late: true })])
  expect((await page()).body).toContain('期限後')
})

test('a reminder goes to those without an answer only, once a day', async () => {
  await answer({ nil: 'true' })
  expect((await planner.post(`/demand-surveys/${survey}/reminders`, {})).statusCode).toBe(303)
  expect(await told()).toEqual([`${mailOf.tama} 【御回答のお願い】受講予定者数の調査　令和9年度 地域ケア会議実践者養成研修`])
  expect((await planner.post(`/demand-surveys/${survey}/reminders`, {})).body).toContain('今日はすでに督促しています')
  await answer({ ...counts, contactName: 'ZZB' }, other)
  setClock('2026-11-25T10:00:00+09:00')
  expect((await planner.post(`/demand-surveys/${survey}/reminders`, {})).body).toContain('すべての区市町村が回答しています')
})

test('without anybody pressing, those without an answer hear of it 7, 3 and 1 days before their own due day', async () => {
  await db.updateTable('call').set({ state: 'finished' }).execute()
  await answer({ nil: 'true' })
  const round = async (now: string) => { setClock(now); await crew.remind!.work(house.crewHouse, {} as never); return told() }
  expect(await round('2026-12-04T08:30:00+09:00')).toEqual([`${mailOf.tama} 【期限まであと7日】受講予定者数の調査　地域ケア会議実践者養成研修`])
  expect(post.mails[0]!.text).toContain(`/demand-surveys/${survey}`)
  expect((await planner.get('/reminders/history')).body).toContain('需要の調査の回答がまだの区市町村')
  await db.insertInto('demand_leave').values({ survey_id: survey, municipality_id: town.tama, until_on: '2026-12-18', reason: '議会', given_by: town.planner.person, given_at: new Date() }).execute()
  expect(await round('2026-12-10T08:30:00+09:00')).toEqual([])
  expect(await round('2026-12-11T08:30:00+09:00')).toHaveLength(1)
  await answer({ ...counts, contactName: 'ZZB' }, other)
  expect(await round('2026-12-15T08:30:00+09:00')).toEqual([])
})

test('a closed survey takes no answers and is not edited, closed or reminded again', async () => {
  expect((await planner.post(`/demand-surveys/${survey}/closing`, {})).statusCode).toBe(303)
  expect((await answer(counts)).statusCode).toBe(409)
  for (const act of ['closing', 'reminders']) expect((await planner.post(`/demand-surveys/${survey}/${act}`, {})).statusCode).toBe(409)
  expect((await planner.post(`/demand-surveys/${survey}`, { dueOn: '2026-12-20', contact: 'x', version: '2' })).statusCode).toBe(409)
  expect((await page(clerk)).body).toContain('この調査は終わっています')
})

test('totals stand in official order beside the capacity and the year before, on the page and in the file', async () => {
  await db.updateTable('training').set({ fiscal_year: 2026 }).execute()
  const sheet = await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tama, state: 'submitted', receipt: 'R-9', saved_at: new Date() }).returning('id'))
  await db.insertInto('nomination').values([1, 2].map((rank) => ({ sheet_id: sheet, call_id: town.call, municipality_id: town.tama, person_id: rank === 1 ? town.traineeOfTama.person : town.expert.person, category: 'adviser' as const, rank, name: `ZZB${rank}`, submitted: true }))).execute()
  await answer(counts)
  const { body } = await page()
  expect(body).toMatch(/合計<\/th><td><\/td><td[^>]*>1<\/td><td[^>]*>2<\/td><td[^>]*>0<\/td><td[^>]*>0<\/td><td[^>]*>3<\/td><td[^>]*>2<\/td>/)
  expect(body).toMatch(/募集人数[\s\S]{0,80}40/)
  for (const as of ['xlsx', 'csv']) {
    const file = await planner.get(`/demand-surveys/${survey}/answers-file?as=${as}`)
    expect(file.statusCode).toBe(200)
    const read = await readTable(file.rawPayload, `a.${as}`, { rowsMax: 500, columnsMax: 40 })
    if (!('table' in read)) throw new Error('no table')
    const [tachikawa, tama] = read.table.rows.slice(-2)
    expect(tachikawa!.slice(0, 9)).toEqual(['132021', '立川市', '回答済み', '1', '2', '0', '0', '3', ''])
    expect(tama!.slice(0, 9)).toEqual(['132241', '多摩市', '未回答', '', '', '', '', '', '2'])
  }
})

test('the allotment weighs by what was answered', async () => {
  await db.updateTable('training').set({ fiscal_year: 2027 }).execute()
  await db.updateTable('call').set({ state: 'draft' }).execute()
  await answer({ ...counts, adviser: '3' })
  await answer({ ...counts, adviser: '1', contactName: 'ZZB' }, other)
  const parts = Object.fromEntries(['chair', 'adviser', 'case_presenter', 'other'].flatMap((category) => [[`${category}.total`, '4'], [`${category}.base`, '0'], [`${category}.least`, '0'], [`${category}.most`, '9']]))
  const { body } = await planner.get(`/calls/${town.call}/allotment?${new URLSearchParams({ ...parts, equal: '0', demand: '100', centers: '0', gaps: '0' })}`)
  expect([/name="rows\.0\.adviser"[^>]*value="3"/, /name="rows\.1\.adviser"[^>]*value="1"/].map((box) => box.test(body))).toEqual([true, true])
  await db.updateTable('training').set({ fiscal_year: 2026 }).execute()
})

describe('whose it is', () => {
  test('a municipality sees and changes its own answer only, and opens no file or form of the prefecture', async () => {
    await answer({ ...counts, remark: 'ZZA備考', contactName: 'ZZA担当' })
    for (const address of ['/demand-surveys', `/demand-surveys/${survey}`]) expect((await other.get(address)).body).not.toContain('ZZA')
    expect((await other.get(`/demand-surveys/${survey}`)).body).toContain('未回答')
    for (const address of ['/demand-surveys/new', `/demand-surveys/${survey}/edit`, `/demand-surveys/${survey}/leaves/new`, `/demand-surveys/${survey}/answers-file?as=csv`])
      expect((await clerk.get(address)).statusCode).toBe(404)
    for (const act of ['leaves', 'reminders', 'closing']) expect((await clerk.post(`/demand-surveys/${survey}/${act}`, {})).statusCode).toBe(404)
    expect((await answer(counts, planner)).statusCode).toBe(404)
    expect((await clerk.get('/demand-surveys/999999')).statusCode).toBe(404)
    expect((await trainee.get('/demand-surveys')).statusCode).toBe(404)
  })

  test('the contractor keeps the survey too, and a page asks few questions', async () => {
    expect((await contractor.get(`/demand-surveys/${survey}`)).body).toContain('督促')
    let asked = 0
    const { stop } = overhear(db, (text) => { if (/^(select|with)/i.test(text)) asked += 1 })
    await page()
    stop()
    expect(asked).toBeLessThanOrEqual(5)
  })
})

describe('an answer the office was told by telephone', () => {
  const take = (form: Record<string, string>, who = planner, municipality = town.tachikawa) =>
    who.post(`/demand-surveys/${survey}/answers/${municipality}`, { takenBy: 'phone', contactName: '立川 花子', version: '0', ...counts, ...form })

  test('is written down, also after the last day; the municipality reads who did, and may answer again while it is open', async () => {
    setClock('2026-12-15T10:00:00+09:00')
    expect((await page()).body).toContain(`href="/demand-surveys/${survey}/answers/${town.tachikawa}"`)
    expect((await take({})).statusCode).toBe(303)
    expect(await kept()).toEqual([{ municipality_id: town.tachikawa, nil: false, chair: 1, adviser: 2, case_presenter: 0, other: 0, late: true, version: 1 }])
    expect(await db.selectFrom('audit_line').select(['person_id', 'detail']).where('action', '=', 'demand.taken').executeTakeFirst())
      .toEqual({ person_id: town.planner.person, detail: { municipalityId: town.tachikawa, takenBy: 'phone', nil: false, places: 3 } })
    expect((await page()).body).toContain('事務局が入力（電話）')
    const late = (await page(clerk)).body
    expect([late.includes('違うところがあれば、事務局へお知らせください。'), late.includes('回答し直してください')], 'too late to answer again').toEqual([true, false])
    setClock('2026-12-01T10:00:00+09:00')
    expect((await page(clerk)).body).toContain('事務局が聞いて入力したものです（電話）')
    expect((await answer({ ...counts, chair: '4', version: '1' })).statusCode).toBe(303)
    expect([(await page(clerk)).body.includes('事務局が聞いて'), (await page()).body.includes('事務局が入力')]).toEqual([false, false])
  })

  test('says how it was told, and is no answer over the municipality’s own, after the closing, or of nobody', async () => {
    const unsaid = await take({ takenBy: '' })
    expect([unsaid.statusCode, unsaid.body.includes('聞いた方法：選んでください'), unsaid.body.includes('value="立川 花子"')]).toEqual([422, true, true])
    await answer({ ...counts })
    const over = await take({ version: '1' })
    expect([over.statusCode, over.body.includes('自分で回答しています')]).toEqual([409, true])
    expect((await take({}, planner, 9999)).statusCode).toBe(404)
    for (const stranger of [clerk, other, trainee]) expect((await take({}, stranger, town.tama)).statusCode).toBe(404)
    await db.updateTable('demand_survey').set({ state: 'closed', closed_at: house.app.clock() }).execute()
    const closed = await take({}, planner, town.tama)
    expect([closed.statusCode, closed.body.includes('この調査はすでに終えています')]).toEqual([409, true])
    expect((await kept()).map(({ municipality_id }) => municipality_id)).toEqual([town.tachikawa])
  })
})
