import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { hashOf } from '../../../server/answers/self-evaluation-papers/hashing.ts'
import { wordsOf } from '../../support/reading.ts'
import { putEarlierSheet } from './world.ts'

const house = await openHouse({ now: '2023-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const world = await putEarlierSheet(db, town)
const [planner, approver, contractor, clerk, trainee] = await Promise.all([town.planner, town.approver, town.contractor, town.clerkOfTachikawa, town.trainee].map((who) => house.visitor(who)))
const year = world.yearOf(2022)
const [first, second] = await world.entriesOf(2022) as [number, number]
const at = `/self-evaluations/${world.sheet}`
const lines = async (action: string) => (await db.selectFrom('audit_line').select(['detail', 'person_id']).where('action', '=', action).orderBy('id').execute())
const entry = (id: number) => db.selectFrom('evaluation_entry').select(['actual', 'proposed', 'differs_reason', 'evaluation', 'outlook', 'version', 'grade', 'proposed_grade', 'grade_reason']).where('id', '=', id).executeTakeFirstOrThrow()
const version = async (id: number) => (await db.selectFrom('evaluation_year').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
const editions = () => db.selectFrom('evaluation_edition').selectAll().where('year_id', '=', year).orderBy('number').execute()

// The instructor training of 令和4年度: 3 people attended, a meeting was held.
const training = await idOf(db.insertInto('training').values({ course_id: world.instructor, fiscal_year: 2022, title: '令和4年度 講師養成研修', title_en: 'Instructor training FY2022', capacity: 153, state: 'closed' }).returning('id'))
const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 153 }).returning('id'))
const attended: number[] = []
for (const [n, name] of ['ZZA甲', 'ZZA乙', 'ZZA丙'].entries()) {
  const person = await makePerson(db, name, `こう${n}`, town.tachikawa)
  attended.push(await idOf(db.insertInto('enrollment').values({ training_id: training, cohort_id: cohort, person_id: person, number: n + 1, category: 'adviser', municipality_id: town.tachikawa, enrolled_at: new Date('2022-07-01T10:00:00+09:00'), attended: true }).returning('id')))
}
const series = await idOf(db.insertInto('meeting_series').values({ fiscal_year: 2022, name: '連絡会議', times: 1 }).returning('id'))
const meeting = await idOf(db.insertInto('meeting').values({ series_id: series, number: 1, title: '令和4年度連絡会議', state: 'held', held_on: '2022-11-15', starts_at: '14:00', ends_at: '16:00', mode: 'online', replies_due_on: '2022-11-01', held_at: new Date('2022-11-15T16:00:00+09:00'), people_here: 91, municipalities_here: 60, round: 1 }).returning('id'))
void enroll

describe('who sees what', () => {
  test('the office and its contractor read a draft; only the office writes', async () => {
    for (const reader of [planner!, contractor!]) expect((await reader.get(at)).statusCode).toBe(200)
    expect((await contractor!.get(at)).body).not.toContain('<textarea')
    expect((await contractor!.post(`/evaluation-entries/${first}`, { text: 'x', version: '0' })).statusCode).toBe(404)
    expect((await contractor!.post(`/evaluation-years/${year}/request`, { version: '1' })).statusCode).toBe(404)
  })
  test('a municipality sees what was published, and no draft', async () => {
    const list = await clerk!.get('/self-evaluations')
    expect(list.body).toContain('地域ケア会議の推進')
    expect((await clerk!.get(at)).headers.location).toBe('/evaluation-editions/1')
    const shown = await clerk!.get('/evaluation-editions/1')
    expect(shown.body).toContain('144人')
    expect(shown.body).not.toContain('figures/')
    for (const page of [`/evaluation-entries/${first}`, `/evaluation-years/${year}/check`, '/evaluation-editions/1/figures/1', '/evaluation-forms']) expect((await clerk!.get(page)).statusCode, page).toBe(404)
    await db.updateTable('evaluation_edition').set({ published_on: null, address: '' }).execute()
    for (const page of [at, '/evaluation-editions/1', '/evaluation-editions/1/paper']) expect((await clerk!.get(page)).statusCode, page).toBe(404)
    expect((await clerk!.get('/self-evaluations')).body).toContain('公表されたシートは、まだありません')
    expect((await trainee!.get('/self-evaluations')).statusCode).toBe(404)
  })
})

describe('writing', () => {
  test('a text is saved with a revision; what was made out of another text comes back beside it', async () => {
    expect((await planner!.post(`/evaluation-entries/${first}`, { text: '・3人が受講した。', outlook: '', version: '0', page: 'a' })).headers.location).toContain(at)
    const stale = await approver!.post(`/evaluation-entries/${first}`, { text: '・別の文。', outlook: '', version: '0', page: 'b' })
    expect([stale.statusCode, stale.body.includes('ほかの人が先に保存しました'), stale.body.includes('・別の文。'), stale.body.includes('・3人が受講した。')]).toEqual([409, true, true, true])
    expect((await entry(first)).evaluation).toBe('・3人が受講した。')
    expect((await planner!.post(`/evaluation-entries/${first}`, { text: '・3人が受講した。', outlook: '・続ける。', version: '0', page: 'a' })).statusCode).toBe(303)
    expect([(await entry(first)).version, (await db.selectFrom('evaluation_entry_revision').select('version').where('entry_id', '=', first).execute()).length]).toEqual([2, 2])
    expect((await lines('evaluation_entry.saved')).length).toBe(2)
    for (const page of ['revisions', 'revisions/2']) expect((await planner!.get(`/evaluation-entries/${first}/${page}`)).statusCode).toBe(200)
    expect((await planner!.get(`/evaluation-entries/${first}/revisions/9`)).statusCode).toBe(404)
  })
  test('a text too long comes back as typed', async () => {
    const long = await planner!.post(`/evaluation-entries/${first}`, { text: 'あ'.repeat(2001), outlook: '', version: '2' })
    expect([long.statusCode, long.body.includes('あ'.repeat(2001))]).toEqual([422, true])
  })
  test('the year begins from last year’s texts where nothing is written', async () => {
    expect((await planner!.post(`/evaluation-years/${year}/beginning`)).headers.location).toBe(at)
    expect([(await entry(first)).evaluation, (await entry(second)).evaluation]).toEqual(['・3人が受講した。', '・地域ケア会議の実務者を対象に実務者連絡会議を11月に実施し、85名が参加した。'])
    expect(await db.selectFrom('evaluation_annex').select(['number', 'budget_fiscal_year']).where('year_id', '=', year).executeTakeFirst()).toEqual({ number: '別紙7-12', budget_fiscal_year: 2023 })
  })
  test('a year that has not begun is not written', async () => {
    house.setClock('2023-03-31T10:00:00+09:00')
    const [later] = await world.entriesOf(2023)
    expect((await planner!.post(`/evaluation-entries/${later}`, { text: 'x', version: '0' })).statusCode).toBe(409)
    house.setClock('2023-06-15T10:00:00+09:00')
  })
})

describe('figures', () => {
  test('the registers propose; another figure needs its reason, and both are kept', async () => {
    const page = await planner!.get(`/evaluation-entries/${first}/actual`)
    expect(page.body).toContain('3人')
    const without = await planner!.post(`/evaluation-entries/${first}/actual`, { actual: '2', proposed: '3' })
    expect([without.statusCode, without.body.includes('集計と違う数にする理由を書いてください')]).toEqual([422, true])
    expect((await planner!.post(`/evaluation-entries/${first}/actual`, { actual: '2', proposed: '3', reason: '1人は聴講' })).statusCode).toBe(303)
    expect(await entry(first)).toMatchObject({ actual: 2, proposed: 3, differs_reason: '1人は聴講' })
    expect((await planner!.post(`/evaluation-entries/${first}/actual`, { actual: '4', proposed: '4' })).statusCode).toBe(409)
    expect((await planner!.post(`/evaluation-entries/${first}/actual`, { actual: '3', proposed: '3' })).statusCode).toBe(303)
    expect(await entry(first)).toMatchObject({ actual: 3, proposed: 3, differs_reason: '' })
    expect((await planner!.post(`/evaluation-entries/${second}/actual`, { actual: '1', proposed: '1' })).statusCode).toBe(303)
    expect((await lines('evaluation_entry.counted')).map(({ detail }) => detail)).toMatchObject([{ actual: 2, proposed: 3, reason: '1人は聴講' }, { actual: 3 }, { actual: 1 }])
  })
  test('a target of a fixed plan changes by a review that prints both', async () => {
    expect((await planner!.post(`/evaluation-items/${world.items[1]}/target`, { 'decidedOn.year': '2023', 'decidedOn.month': '6', 'decidedOn.day': '1', reason: 'x', version: '1' })).statusCode).toBe(409)
    await db.updateTable('target').set({ value: 2 }).where('measure', '=', 'meetings').execute()
    expect((await planner!.get(`${at}?column=2022`)).body).toContain('目標が、計画を固定したあとに変わっています')
    const noReason = await planner!.post(`/evaluation-items/${world.items[1]}/target`, { 'decidedOn.year': '2023', 'decidedOn.month': '6', 'decidedOn.day': '1', version: '1' })
    expect(noReason.statusCode).toBe(422)
    expect((await planner!.post(`/evaluation-items/${world.items[1]}/target`, { 'decidedOn.year': '2023', 'decidedOn.month': '6', 'decidedOn.day': '1', reason: '年2回に増やした', version: '1' })).statusCode).toBe(303)
    expect((await db.selectFrom('evaluation_target_change as h').innerJoin('evaluation_target as t', 't.id', 'h.evaluation_target_id').select(['t.fiscal_year', 'h.from_value', 'h.to_value', 't.value']).orderBy('t.fiscal_year').execute()))
      .toEqual([2022, 2023].map((fiscal_year) => ({ fiscal_year, from_value: 1, to_value: 2, value: 2 })))
    expect((await planner!.get(`${at}?column=2022`)).body).toContain('１回→２回')
  })
  test('a grade is given in the last year only, as proposed or with a reason', async () => {
    expect((await planner!.post(`/evaluation-entries/${first}/grade`, { grade: '○' })).statusCode).toBe(409)
    const [last] = await world.entriesOf(2023) as [number]
    house.setClock('2024-05-15T10:00:00+09:00')
    await db.updateTable('evaluation_entry').set({ actual: 144, proposed: 144 }).where('id', '=', last).execute()
    expect((await planner!.get(`/evaluation-entries/${last}/grade`)).body).toContain('達成率94.1%なので、目安では「○」です。')
    expect((await planner!.post(`/evaluation-entries/${last}/grade`, { grade: '◎' })).statusCode).toBe(422)
    expect((await planner!.post(`/evaluation-entries/${last}/grade`, { grade: '※', reason: 'x' })).statusCode).toBe(422)
    expect((await planner!.post(`/evaluation-entries/${last}/grade`, { grade: '◎', reason: '全区市町村から参加した' })).statusCode).toBe(303)
    expect(await entry(last)).toMatchObject({ grade: '◎', proposed_grade: '○', grade_reason: '全区市町村から参加した' })
    expect((await lines('evaluation_entry.graded'))).toMatchObject([{ person_id: town.planner.person, detail: { grade: '◎', proposed: '○' } }])
    house.setClock('2023-06-15T10:00:00+09:00')
  })
})

describe('approval and freezing', () => {
  test('nobody is asked while something is missing', async () => {
    await db.updateTable('budget_line').set({ program_year_id: (await db.insertInto('program_year').values({ program_id: town.program, fiscal_year: 2023 }).returning('id').executeTakeFirstOrThrow()).id }).execute()
    await db.updateTable('evaluation_entry').set({ outlook: '' }).where('id', '=', first).execute()
    const refused = await planner!.post(`/evaluation-years/${year}/request`, { version: String(await version(year)) })
    expect([refused.statusCode, refused.body.includes('まだ1つ足りません')]).toEqual([409, true])
    await db.updateTable('evaluation_entry').set({ outlook: '・続ける。' }).where('id', '=', first).execute()
  })
  test('who asks does not decide; it is returned with what to mend, asked again, and frozen with its hash', async () => {
    expect((await planner!.post(`/evaluation-years/${year}/request`, { version: '9' })).statusCode).toBe(409)
    expect((await planner!.post(`/evaluation-years/${year}/request`, { version: String(await version(year)) })).statusCode).toBe(303)
    expect((await planner!.post(`/evaluation-entries/${first}`, { text: 'あとから', version: '2' })).statusCode).toBe(409)
    expect((await planner!.post(`/evaluation-years/${year}/approval`, { decision: 'approve' })).statusCode).toBe(409)
    expect((await contractor!.post(`/evaluation-years/${year}/approval`, { decision: 'approve' })).statusCode).toBe(404)
    expect((await approver!.post(`/evaluation-years/${year}/approval`, { decision: 'return' })).statusCode).toBe(409)
    expect((await approver!.post(`/evaluation-years/${year}/approval`, { decision: 'return', note: '事項1の方針を詳しく' })).statusCode).toBe(303)
    expect((await planner!.get(`${at}?column=2022`)).body).toContain('事項1の方針を詳しく')
    await planner!.post(`/evaluation-years/${year}/request`, { version: String(await version(year)) })
    expect((await approver!.post(`/evaluation-years/${year}/approval`, { decision: 'approve' })).statusCode).toBe(303)
    const [edition] = await editions()
    expect(edition).toMatchObject({ number: 0, asked_by: town.planner.person, made_by: town.approver.person })
    expect(hashOf(edition!.content as never, edition!.grounds as never)).toBe(edition!.sha256)
    expect(Object.values(edition!.grounds as Record<string, { people: unknown[]; meetings: number[] }>).map(({ people, meetings }) => [people.length, meetings])).toEqual([[3, []], [0, [meeting]]])
    expect((await lines('evaluation_edition.made'))).toMatchObject([{ detail: { fiscalYear: 2021 } }, { person_id: town.approver.person, detail: { number: 0, fiscalYear: 2022 } }].slice(1))
    await drain(house.crewHouse, crew)
    const [printed] = await editions()
    expect([printed!.pdf_file_id, printed!.xlsx_file_id].includes(null)).toBe(false)
  })
  test('a register that is corrected later never changes what is frozen, and the difference is shown with its row', async () => {
    const [before] = await editions()
    await db.insertInto('attendance_mark').values({ slot_id: town.slots[0], enrollment_id: attended[2]!, state: 'absent_unnotified', evidence: 'staff', marked_at: new Date('2023-06-20T09:30:00+09:00') }).execute()
    await db.updateTable('enrollment').set({ attended: false }).where('id', '=', attended[2]!).execute()
    const sheet = await planner!.get(`${at}?column=2022`)
    expect(sheet.body).toContain('確定したとき3人でした。いまの集計は2人です')
    const figure = await planner!.get(`/evaluation-editions/${before!.id}/figures/${world.items[0]}`)
    for (const words of ['確定したときに数え、いまは数えないもの', 'ZZA丙', '令和5年6月20日（火）09:30']) expect(figure.body, words).toContain(words)
    expect(figure.body).not.toContain('ZZA甲')
    const [after] = await editions()
    expect([after!.content, after!.sha256]).toEqual([before!.content, before!.sha256])
    expect((await contractor!.get(`/evaluation-editions/${before!.id}/figures/${world.items[0]}`)).statusCode).toBe(200)
    expect((await planner!.get(`/evaluation-editions/${before!.id}/figures/987654`)).statusCode).toBe(404)
  })
  test('a changed edition is told by its hash', async () => {
    const [edition] = await editions()
    await db.updateTable('evaluation_edition').set({ sha256: 'x'.repeat(64) }).where('id', '=', edition!.id).execute()
    expect((await planner!.get(`/evaluation-editions/${edition!.id}`)).body).toContain('内容が照合値と合いません')
    await db.updateTable('evaluation_edition').set({ sha256: edition!.sha256 }).where('id', '=', edition!.id).execute()
    expect((await planner!.get(`/evaluation-editions/${edition!.id}`)).body).toContain('固定したときの内容のままです')
  })
  test('it is reported, then published; then a municipality reads it', async () => {
    const { id } = (await editions())[0]!
    const day = (name: string, [y, m, d]: string[]) => ({ [`${name}.year`]: y, [`${name}.month`]: m, [`${name}.day`]: d })
    expect((await planner!.post(`/evaluation-editions/${id}/publication`, { ...day('publishedOn', ['2023', '6', '15']), address: 'https://example.lg.jp/' })).statusCode).toBe(409)
    expect((await planner!.post(`/evaluation-editions/${id}/report`, { ...day('reportedOn', ['2023', '6', '16']), reportedTo: '厚生労働省' })).statusCode).toBe(422)
    expect((await planner!.post(`/evaluation-editions/${id}/report`, { ...day('reportedOn', ['2023', '6', '15']), reportedTo: '厚生労働省' })).statusCode).toBe(303)
    expect((await clerk!.get(`/evaluation-editions/${id}`)).statusCode).toBe(404)
    expect((await planner!.post(`/evaluation-editions/${id}/publication`, { ...day('publishedOn', ['2023', '6', '15']), address: 'https://example.lg.jp/' })).statusCode).toBe(303)
    expect((await clerk!.get(`/evaluation-editions/${id}`)).statusCode).toBe(200)
    expect((await clerk!.get(`/evaluation-editions/${id}/paper`)).statusCode).toBe(200)
    expect((await lines('evaluation_edition.published')).length).toBe(1)
  })
})

describe('correction', () => {
  test('it has its reason, may be given up, and then keeps both figures', async () => {
    expect((await planner!.post(`/evaluation-years/${year}/correction`, { version: String(await version(year)) })).statusCode).toBe(422)
    await planner!.post(`/evaluation-years/${year}/correction`, { reason: '受講者1人の重なり', version: String(await version(year)) })
    await planner!.post(`/evaluation-entries/${first}`, { text: '書きかけ', outlook: 'x', version: String((await entry(first)).version) })
    expect((await planner!.post(`/evaluation-years/${year}/kept`)).headers.location).toBe(at)
    expect(await entry(first)).toMatchObject({ evaluation: '・3人が受講した。', outlook: '・続ける。' })
    await planner!.post(`/evaluation-years/${year}/correction`, { reason: '受講者1人の重なり', version: String(await version(year)) })
    expect((await planner!.post(`/evaluation-years/${year}/request`, { version: String(await version(year)) })).statusCode, 'the register has moved since').toBe(409)
    await planner!.post(`/evaluation-entries/${first}/actual`, { actual: '2', proposed: '2' })
    expect((await planner!.post(`/evaluation-years/${year}/request`, { version: String(await version(year)) })).statusCode).toBe(303)
    expect((await planner!.post(`/evaluation-years/${year}/approval`, { decision: 'approve' })).statusCode).toBe(409)
    expect((await approver!.post(`/evaluation-years/${year}/approval`, { decision: 'approve' })).statusCode).toBe(303)
    await drain(house.crewHouse, crew)
    const [old, corrected] = await editions()
    expect([old!.number, corrected!.number, corrected!.reason]).toEqual([0, 1, '受講者1人の重なり'])
    const paper = await planner!.get(`/evaluation-editions/${corrected!.id}/paper`)
    const words = await wordsOf(paper.rawPayload)
    for (const part of ['第1号訂正受講者1人の重なり', '2人（訂正前3人）']) expect(words).toContain(part)
    expect((await planner!.get(`/evaluation-editions/${old!.id}`)).body).toContain('あとの訂正に置き換えられています')
    const beside = await planner!.get(`/evaluation-editions/${corrected!.id}/differences`)
    for (const part of ['<mark>', '2人', '3人', '実績']) expect(beside.body).toContain(part)
    expect((await clerk!.get(`/evaluation-editions/${corrected!.id}`)).statusCode).toBe(404)
    expect((await clerk!.get(`/evaluation-editions/${old!.id}`)).statusCode).toBe(200)
  })
})

describe('a sheet from nothing', () => {
  test('a period, a form of the ministry, a sheet, an item with its targets, and the plan is fixed', async () => {
    expect((await planner!.post('/plan-periods', { number: '9', name: '第9期計画', from: 'R6', years: '3' })).statusCode).toBe(303)
    expect((await planner!.post('/plan-periods', { number: '9', name: '第9期計画', from: 'R6', years: '3' })).statusCode).toBe(422)
    const period = (await db.selectFrom('plan_period').select('id').where('number', '=', 9).executeTakeFirstOrThrow()).id
    const form = (await db.selectFrom('evaluation_form').select('id').where('name', '=', '国の手引きの様式').executeTakeFirstOrThrow()).id
    for (const fiscal_year of [2024, 2025, 2026]) await db.insertInto('target').values({ program_id: town.program, course_id: town.course, fiscal_year, measure: 'completed', value: 500, label: '修了者', label_en: 'Completed', unit: '人', position: 1 }).execute()
    const made = await planner!.post('/self-evaluations', { periodId: String(period), formId: String(form), programId: String(town.program), number: '１', name: '人材育成' })
    const own = String(made.headers.location)
    expect((await planner!.post('/self-evaluations', { periodId: String(period), formId: String(form), number: '１', name: '別' })).statusCode).toBe(422)
    expect((await planner!.post(`/plan-periods/${period}/fixing`, { 'fixedOn.year': '2023', 'fixedOn.month': '6', 'fixedOn.day': '1', version: '1' })).statusCode).toBe(409)
    expect((await planner!.post(`${own}/items`, { effort: '研修を行う', series: `${town.program}:${town.course}:completed:each`, version: '1' })).headers.location).toBe(own)
    expect((await planner!.post(`${own}/items`, { effort: 'x', version: '1' })).statusCode).toBe(409)
    const page = await planner!.get(own)
    for (const words of ['計画における具体的な取組', '500人', '令和6年度（これから）']) expect(page.body, words).toContain(words)
    expect((await planner!.post(`/plan-periods/${period}/fixing`, { 'fixedOn.year': '2023', 'fixedOn.month': '6', 'fixedOn.day': '1', version: '1' })).statusCode).toBe(303)
    await db.updateTable('target').set({ value: 510 }).where('measure', '=', 'completed').execute()
    expect((await planner!.get(own)).body).toContain('500人')
    expect((await planner!.post(`${own}/items`, { effort: 'x', version: '2' })).statusCode).toBe(409)
  })
  test('words and marks of a form are data', async () => {
    const show = await planner!.get('/evaluation-forms/1')
    expect(show.body).toContain('90%以上')
    const labels = Object.fromEntries(Object.entries((await db.selectFrom('evaluation_form').select('labels').where('id', '=', 1).executeTakeFirstOrThrow()).labels as Record<string, string>))
    expect((await planner!.post('/evaluation-forms/1', { ...labels, name: '東京都の様式', effort: '取組の内容', version: '1' })).statusCode).toBe(303)
    expect((await planner!.post('/evaluation-forms/1', { ...labels, name: '東京都の様式', version: '1' })).statusCode).toBe(409)
    expect((await planner!.get(at)).body).toContain('取組の内容')
    expect((await planner!.get('/evaluation-editions/1')).body, 'what is frozen keeps its words').not.toContain('取組の内容')
    const wrong = await planner!.post('/evaluation-forms/1/scales', { fromFiscalYear: 'R6', 'rows.0.mark': '◎', 'rows.0.atLeast': '100', 'rows.1.mark': '×', 'rows.1.atLeast': '10' })
    expect([wrong.statusCode, wrong.body.includes('最後の段階は0にしてください')]).toEqual([422, true])
    expect((await planner!.post('/evaluation-forms/1/scales', { fromFiscalYear: 'R6', 'rows.0.mark': '◎', 'rows.0.atLeast': '95.5', 'rows.1.mark': '×', 'rows.1.atLeast': '0' })).statusCode).toBe(303)
    expect((await lines('evaluation_grade_scale.added'))).toMatchObject([{ detail: { fiscalYear: 2024, marks: '◎×' } }])
  })
  test('an annex says what is wrong with its figures, and keeps what was typed', async () => {
    const { id } = await db.selectFrom('evaluation_annex').select('id').where('year_id', '=', world.yearOf(2022)).executeTakeFirstOrThrow()
    expect((await planner!.post(`/evaluation-annexes/${id}`, { number: 'x', title: 'x', budgetYear: '2023', version: '1' })).statusCode, 'frozen').toBe(409)
    const [made] = [await planner!.post(`/evaluation-years/${world.yearOf(2023)}/annex`)]
    const own = String(made.headers.location)
    const poor = await planner!.post(own, { number: '別紙', title: '事業', results: '{甲}名', budgetYear: '2024', version: '1' })
    expect([poor.statusCode, poor.body.includes('「甲」の数字が下にありません'), poor.body.includes('{甲}名')]).toEqual([422, true, true])
    expect((await planner!.post(own, { number: '別紙', title: '事業', results: '{甲}名', 'figures.0.name': '甲', 'figures.0.measure': 'completed', 'figures.0.from': '2018', 'figures.0.to': '2020', budgetYear: '2024', version: '1' })).statusCode).toBe(303)
    expect((await planner!.get(own)).body).toContain('1,199')
  })
})
