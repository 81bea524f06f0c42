import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { loadEarlierResults, takeCompleters } from '../../../server/answers/earlier-results/changes.ts'
import { inChange } from '../../../server/base/change.ts'
import { resultsTable } from '../../../server/answers/results/queries.ts'
import { readTable } from '../../../server/base/sheets.ts'
import { replaceEnrollment, transferEnrollment, withdrawEnrollment } from '../../../server/entry/enrollments/changes.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'

/** 事業実績: the five head-counts, in whatever shape, each opening as many rows as it says. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, trainee, instructor, administrator] = await Promise.all([town.planner, town.contractor, town.clerkOfTama, town.trainee, town.instructor, town.administrator].map((who) => house.visitor(who)))
const instructorCourse = await idOf(db.insertInto('course').values({ kind: 'instructor_training', name: '地域ケア会議講師養成研修', name_en: 'Instructor training', mark: '講師' }).returning('id'))
const actor = { accountId: town.planner.account, personId: town.planner.person, postId: town.planner.post, kind: 'prefecture' as const, municipalityId: null }
const change = <T>(work: (change: Parameters<Parameters<typeof inChange<T>>[2]>[0]) => Promise<T>) => inChange(db, { actor, scope: { of: 'all' }, now: new Date('2026-11-24T10:00:00+09:00'), random: (n) => new Uint8Array(n) }, work)

// Six names from two towns, five selected, one of them withdrawn the day before, one replaced, one moved to the other cohort.
await db.updateTable('training').set({ over_percent: 200, enrollments_given: 100 }).execute()
await db.updateTable('cohort').set({ capacity: 20 }).execute()
const sheets = [] as number[]
for (const municipality_id of [town.tachikawa, town.tama]) sheets.push(await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id, state: 'accepted', receipt: `受${municipality_id}`, submitted_at: new Date(), saved_at: new Date() }).returning('id')))
const selection = await idOf(db.insertInto('selection').values({ training_id: town.training, state: 'draft', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: new Date() }).returning('id'))
const people = [] as number[]
const enrollments = [] as number[]
for (const [n, [name, at]] of ([['ZZA一 子', 0], ['ZZA二 子', 0], ['ZZA三 子', 0], ['ZZA四 子', 0], ['ZZB五 子', 1], ['ZZB六 子', 1]] as const).entries()) {
  const municipality = at === 0 ? town.tachikawa : town.tama
  const person = await makePerson(db, name, 'かず', municipality)
  people.push(person)
  const nomination = await idOf(db.insertInto('nomination').values({ sheet_id: sheets[at]!, call_id: town.call, municipality_id: municipality, person_id: person, category: n < 4 ? 'adviser' : 'chair', rank: n + 1, name, profession_code: n % 2 === 0 ? 'physical_therapist' : null, submitted: true }).returning('id'))
  await db.insertInto('selection_line').values({ selection_id: selection, nomination_id: nomination, position: n + 1, rule: 'rank', simulated_outcome: n < 5 ? 'selected' : 'declined', outcome: n < 5 ? 'selected' : 'declined', cohort_id: n < 5 ? town.cohorts[0] : null }).execute()
  if (n < 5) {
    enrollments.push(await enroll(db, town, person, n + 1, { municipality }))
    await db.updateTable('enrollment').set({ nomination_id: nomination, category: n < 4 ? 'adviser' : 'chair', profession_code: n % 2 === 0 ? 'physical_therapist' : null }).where('id', '=', enrollments.at(-1)!).execute()
  }
}
await db.updateTable('selection').set({ state: 'announced', confirmed_at: new Date(), announced_at: new Date() }).where('id', '=', selection).execute()
await change((c) => withdrawEnrollment(c, enrollments[0]!, '前日に体調を崩した'))
const newcomer = await makePerson(db, 'ZZA代 子', 'だい', town.tachikawa)
const substitute = await change((c) => replaceEnrollment(c, enrollments[1]!, { personId: newcomer, professionCode: null, affiliation: '' }, '異動'))
await change((c) => transferEnrollment(c, enrollments[2]!, { cohortId: town.cohorts[1], reason: '都合' }))
await db.updateTable('enrollment').set({ attended: true }).where('id', 'in', [substitute, enrollments[2]!, enrollments[3]!, enrollments[4]!]).execute()
await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-11-20' }).where('id', 'in', [substitute, enrollments[2]!, enrollments[4]!]).execute()

/** The rows of the table as words: label and figures. */
const lines = (body: string) => [...body.matchAll(/<tr(?: class="total")?><th scope="row">([\s\S]*?)<\/th>([\s\S]*?)<\/tr>/g)].map(([, label, cells]) =>
  [label!.replace(/<[^>]+>/g, '').trim(), ...[...cells!.matchAll(/<td class="num">([\s\S]*?)<\/td>/g)].map(([, cell]) => cell!.replace(/<[^>]+>/g, '').trim())])
const links = (body: string) => [...body.matchAll(/href="(\/results\/counted-people\?[^"]+)">([\d,]+)</g)].map(([, href, n]) => ({ href: href!.replaceAll('&amp;', '&'), n: Number(n!.replace(',', '')) }))

describe('the table', () => {
  test('counts who withdrew the day before among the selected, a substitute once, and a move to another cohort not at all', async () => {
    const { statusCode, body } = await planner!.get('/results')
    expect([statusCode, lines(body)]).toEqual([200, [['令和8年度', '4', '6', '5', '4', '3'], ['計', '4', '6', '5', '4', '3']]])
  })

  test('never merges the five, and has capacity only where a training is whole', async () => {
    expect(lines((await planner!.get('/results?rows=category')).body)).toEqual([['②助言者'].flatMap(() => ['①司会者', '－', '2', '1', '1', '1']), ['②助言者', '－', '4', '4', '3', '2'], ['計', '－', '6', '5', '4', '3']])
    expect(lines((await planner!.get('/results?rows=profession')).body)).toEqual([['理学療法士', '－', '3', '3', '2', '2'], ['職種の記載なし', '－', '3', '2', '2', '1'], ['計', '－', '6', '5', '4', '3']])
    expect(lines((await planner!.get('/results?rows=training')).body)[0]).toEqual(['令和8年度 地域ケア会議実践者養成研修', '4', '6', '5', '4', '3'])
    expect((await planner!.get('/results?rows=category')).body).not.toContain('募集・推薦の計')
  })

  test('sets one of them out by two dimensions, with a sum of rows and of columns', async () => {
    const { body } = await planner!.get('/results?rows=municipality&columns=category&measure=selected')
    expect(lines(body)).toEqual([['立川市', '0', '4', '4'], ['多摩市', '1', '0', '1'], ['計', '1', '4', '5']])
  })

  test.each(['', 'rows=course', 'rows=training', 'rows=municipality', 'rows=category', 'rows=profession', 'rows=municipality&columns=profession&measure=attended', 'rows=profession&columns=category&measure=nominated', 'rows=category&municipality=1', 'rows=year&category=chair', 'rows=category&profession=none&columns=year&measure=completed'])('%s: every figure opens as many rows as it says', async (shape) => {
    const all = links((await planner!.get(`/results?${shape}`)).body)
    expect(all.length).toBeGreaterThan(3)
    for (const { href, n } of all) {
      const { statusCode, body } = await planner!.get(href)
      expect([statusCode, [...body.matchAll(/<td data-label="氏名">/g)].length, body.includes(`延べ${n}人`)], href).toEqual([200, n, true])
    }
  })

  test('says of the people how many they are, each once', async () => {
    await db.updateTable('enrollment').set({ attended: true }).where('id', '=', enrollments[1]!).execute()
    expect((await planner!.get('/results/counted-people?measure=attended')).body).toContain('延べ5人（実5人）')
    await db.updateTable('enrollment').set({ attended: false }).where('id', '=', enrollments[1]!).execute()
  })

  test('a training that was called off counts no longer, and counts again when it is taken up', async () => {
    await db.updateTable('training').set({ state: 'canceled' }).where('id', '=', town.training).execute()
    for (const shape of ['', 'rows=municipality', 'rows=profession&columns=category&measure=completed']) expect((await planner!.get(`/results?${shape}`)).body, shape).toContain('この条件の人はいません')
    expect((await planner!.get('/results/counted-people?measure=selected')).body).toContain('延べ0人')
    await db.updateTable('training').set({ state: 'running' }).where('id', '=', town.training).execute()
    expect(lines((await planner!.get('/results?rows=municipality')).body).at(-1)).toEqual(['計', '－', '6', '5', '4', '3'])
  })

  test('reads in English, and a shape that is none is a missing page', async () => {
    const { body } = await planner!.get('/results?rows=category', {}, { language: 'en' })
    for (const words of ['Results', '① Chair', 'Nominated', 'counted twice']) expect(body).toContain(words)
    for (const bad of ['rows=name', 'measure=all', 'from=12', 'municipality=abc', 'profession=%27']) expect((await planner!.get(`/results?${bad}`)).statusCode, bad).toBe(404)
  })

  test('asks at most five things of the database', async () => {
    const { overhear } = await import('../../support/statements.ts')
    for (const url of ['/results', '/results?rows=municipality&columns=category', '/results/counted-people?measure=completed']) {
      let asked = 0
      const hearing = overhear(db, () => { asked += 1 })
      await planner!.get(url)
      hearing.stop()
      expect(asked, url).toBeLessThanOrEqual(6) // of a list one is written after the answer: who saw it
    }
  })
})

describe('who sees what', () => {
  test('a municipality sees its own people, whatever it asks for', async () => {
    expect(lines((await clerk!.get('/results')).body)).toEqual([['令和8年度', '－', '2', '1', '1', '1'], ['計', '－', '2', '1', '1', '1']])
    const { body } = await clerk!.get(`/results?rows=training&municipality=${town.tachikawa}`)
    expect([body.includes('この条件の人はいません'), body.includes('ZZA')]).toEqual([true, false])
    for (const measure of ['nominated', 'selected', 'attended', 'completed']) {
      const list = (await clerk!.get(`/results/counted-people?measure=${measure}&municipality=${town.tachikawa}`)).body
      expect([list.includes('ZZA'), list.includes('延べ0人')], measure).toEqual([false, true])
      expect((await clerk!.get(`/results/counted-people?measure=${measure}`)).body).not.toContain('ZZA')
    }
    const file = await clerk!.get('/results/file?as=utf-8&rows=municipality')
    expect([file.body.includes('多摩市'), file.body.includes('立川市')]).toEqual([true, false])
  })

  test('the secretariat reads it; trainees, instructors and the administrator do not know of it', async () => {
    expect((await contractor!.get('/results')).statusCode).toBe(200)
    for (const who of [trainee, instructor, administrator]) for (const url of ['/results', '/results/counted-people', '/results/file', '/results/pdf']) expect((await who!.get(url)).statusCode, url).toBe(404)
    expect((await house.stranger().get('/results')).statusCode).toBe(303)
  })

  test('whoever looks at the people leaves a line', async () => {
    await planner!.get('/results/counted-people?measure=completed')
    const line = await db.selectFrom('audit_line').select(['action', 'subject']).where('person_id', '=', town.planner.person).orderBy('id', 'desc').limit(1).executeTakeFirst()
    expect(line).toEqual({ action: 'seen', subject: 'page:/results/counted-people' })
  })
})

describe('the years before', () => {
  test('stand as they were printed and as they were taken in, apart, and in no sum', async () => {
    await change((c) => loadEarlierResults(c, town.program, { practitioner_training: town.course, instructor_training: instructorCourse }))
    await change((c) => takeCompleters(c, [{ mark: 'new', row: 1, before: null, fields: [], value: { name: 'ZZB前 子', kana: 'まえ', municipalityId: town.tama, affiliation: 'センター', professionCode: 'physical_therapist', category: 'chair', courseId: town.course, fiscalYear: 2020, completedOn: null, certificateNumber: '', inPost: true } }]))
    const { body } = await planner!.get('/results')
    expect(lines(body)).toEqual([
      ['令和8年度', '4', '6', '5', '4', '3'], ['計', '4', '6', '5', '4', '3'], ['令和2年度', '－', '－', '－', '－', '1'], ['計', '－', '－', '－', '－', '1'],
      ['平成30年度～令和2年度地域ケア会議実践者養成研修', '－', '－', '－', '－', '1,199'], ['令和元年度地域ケア会議実践者養成研修', '450', '－', '48850区市町村', '－', '－'], ['令和3年度地域ケア会議講師養成研修', '－', '－', '－', '144', '－'],
    ])
    expect(body).toMatch(/登録前の記録[\s\S]*印刷された数/)
    expect((await planner!.get('/earlier-results')).body).toMatch(/id="figure-\d+"[\s\S]*１，１９９名/)
  })

  test('printed figures are of no municipality, category or profession; people on record are', async () => {
    for (const shape of ['rows=municipality', 'rows=category', 'category=chair', 'rows=profession', 'columns=category']) expect((await planner!.get(`/results?${shape}`)).body, shape).not.toContain('1,199')
    expect(lines((await planner!.get('/results?rows=municipality&columns=year&measure=completed')).body)).toEqual([['立川市', '0', '2', '2'], ['多摩市', '0', '1', '1'], ['計', '0', '3', '3'], ['多摩市', '1', '0', '1'], ['計', '1', '0', '1']])
    const [link] = [...(await planner!.get('/results?rows=category')).body.matchAll(/href="(\/earlier-completers\?[^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'))
    expect((await planner!.get(link!)).body).toContain('ZZB前 子')
    expect((await planner!.get('/results?from=2026')).body).not.toContain('1,199')
  })

  test('a municipality sees those on record of its own, and nothing that was printed of all', async () => {
    const { body } = await clerk!.get('/results')
    expect([body.includes('1,199'), lines(body).at(-1)]).toEqual([false, ['計', '－', '－', '－', '－', '1']])
  })
})

describe('the table is taken', () => {
  test('as a workbook and a CSV, with every part named', async () => {
    const xlsx = await planner!.get('/results/file?as=xlsx&rows=category')
    const read = await readTable(xlsx.rawPayload, 'results.xlsx', { rowsMax: 100, columnsMax: 20 })
    expect('table' in read && read.table.rows.map((row) => row.slice(0, 7).join('|')).filter((row) => row.startsWith('名簿'))).toEqual(['名簿|①司会者|―|2|1|1|1', '名簿|②助言者|―|4|4|3|2', '名簿|計|―|6|5|4|3'])
    const csv = await planner!.get('/results/file?as=utf-8')
    expect(csv.body).toContain('印刷された数,平成30年度～令和2年度　地域ケア会議実践者養成研修,―,―,―,―,1199')
    expect(csv.rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const cp932 = await planner!.get('/results/file?as=cp932')
    expect([cp932.headers['content-type'], new TextDecoder('shift_jis').decode(cp932.rawPayload)]).toEqual(['text/csv; charset=Shift_JIS', expect.stringContaining('受講決定者数')])
  })

  test('as paper', async () => {
    const pdf = await planner!.get('/results/pdf')
    expect([pdf.headers['content-type'], pdf.rawPayload.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-'])
    expect((await planner!.get('/results/pdf?rows=municipality&columns=category&measure=completed')).statusCode).toBe(200)
  })
})

test('a municipality whose figures were all taken back is not in the table, before the night folds them as after', async () => {
  const row = (municipality_id: number | null, nominated: number) => ({ fiscal_year: 2019, course_id: town.course, municipality_id, nominated, selected: 0, attended: 0, completed: 0 })
  const rows = [row(town.tachikawa, 1), row(town.tachikawa, -1), row(town.tama, 2), row(town.tama, -1), row(null, 3)]
  await db.insertInto('result_by_town').values(rows.map((one) => ({ ...one, category: 'chair' as const }))).execute()
  await db.insertInto('result_by_profession').values(rows.map((one) => ({ ...one, profession_code: 'physical_therapist' }))).execute()
  for (const columns of ['measures', 'year', 'profession'] as const) {
    const { total, cells, rows: shown } = await resultsTable(db, { of: 'all' }, { rows: 'municipality', columns, measure: 'nominated', from: 2019, to: 2019 }, { limit: 100, offset: 0 })
    expect([total, shown.map(({ key }) => key), cells.map(({ nominated }) => nominated).sort()], columns).toEqual([2, [String(town.tama), 'none'], [1, 3]])
  }
  for (const table of ['result_by_town', 'result_by_profession'] as const) await db.deleteFrom(table).where('fiscal_year', '=', 2019).execute()
})

test('what is shown is what a full recount gives', async () => {
  const { counterNames } = await import('../../../server/keeping/recounts/counters.ts')
  const { recount } = await import('../../../server/keeping/recounts/queries.ts')
  for (const name of counterNames) expect([name, (await recount(db, name)).differences]).toEqual([name, 0])
  expect((await sql<{ n: number }>`select count(*)::int as n from result_count`.execute(db)).rows[0]!.n).toBeGreaterThan(2)
})
