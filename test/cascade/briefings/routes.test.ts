import { getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { briefingJobs } from '../../../server/cascade/briefings/jobs.ts'
import { actionsMax, gapsOf, peopleMax } from '../../../server/cascade/briefings/rules.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, makePerson, settle } from '../../support/people.ts'
import { namesInZip, wordsOf } from '../../support/reading.ts'

const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, other, trainee] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa, town.clerkOfTama, town.trainee].map((who) => house.visitor(who)))

/** Somebody of 立川市 who completed a training, in post since then, or until a day. */
async function trained(n: number, category: 'chair' | 'adviser' | 'other', to_on: string | null = null) {
  const person = await makePerson(db, `修了 ${n}号`, `しゅうりょう${n}`, town.tachikawa)
  await db.deleteFrom('affiliation').where('person_id', '=', person).execute()
  await db.insertInto('affiliation').values({ person_id: person, municipality_id: town.tachikawa, organization: '立川市北部地域包括支援センター', category, from_on: '2025-04-01', to_on }).execute()
  const enrollment = await enroll(db, town, person, n)
  await db.updateTable('enrollment').set({ state: 'completed', completed_on: '2026-10-20', attended: true }).where('id', '=', enrollment).execute()
  return person
}
for (let n = 1; n <= peopleMax + 3; n += 1) await trained(n, n === 1 ? 'chair' : 'adviser')
await trained(90, 'other', '2026-09-30')
const action = (what: string, due_on: string | null, municipality_id = town.tachikawa) => ({ municipality_id, what, owner: '高齢福祉課', due_on, made_at: new Date('2026-10-01T10:00:00+09:00') })
await db.insertInto('action_item').values([
  action('助言者の名簿を作る', '2026-11-01'), ...Array.from({ length: actionsMax }, (_, n) => action(`次の会議の準備 ${n + 1}`, '2027-01-31')), action('ZZB多摩の対応', null, town.tama),
]).execute()

const at = `/briefings/${town.tachikawa}`
const pagesOf = async (pdf: Uint8Array) => (await getDocumentProxy(new Uint8Array(pdf))).numPages
const seenIn = (body: string) => body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

test.each<[string, Parameters<typeof gapsOf>[0], unknown[]]>([
  ['nobody anywhere', { inPost: { chair: 0, adviser: 0, case_presenter: 0, other: 5 }, left: 0, actions: [] }, ['nobody chair', 'nobody adviser', 'nobody case_presenter']],
  ['one who could go', { inPost: { chair: 1, adviser: 2, case_presenter: 0, other: 0 }, left: 3, actions: [] }, ['nobody case_presenter', 'onlyOne chair', 'left 3']],
  ['something late, today is not', { inPost: { chair: 2, adviser: 2, case_presenter: 2, other: 0 }, left: 0, actions: [{ id: 1, what: '', owner: '', dueOn: '2026-11-23' }, { id: 2, what: '', owner: '', dueOn: '2026-11-24' }] }, ['late 1']],
  ['nothing', { inPost: { chair: 2, adviser: 2, case_presenter: 2, other: 0 }, left: 0, actions: [{ id: 1, what: '', owner: '', dueOn: null }] }, []],
])('gaps, the gravest first: %s', (_, briefing, expected) => {
  expect(gapsOf(briefing, '2026-11-24').map(({ key, data }) => `${key.split('.').at(-1)} ${data.category ?? data.count}`)).toEqual(expected)
})

test('a sheet names who is in post, what is missing and what is to be done, and leads to the rest', async () => {
  const words = seenIn((await clerk!.get(at)).body)
  for (const said of ['立川市の概況', '修了 1号', `ほかに${3}人`, '事例が1人もいません', '司会が1人だけです', 'この年度に、修了した人が1人、所属を離れました', '期限を過ぎた対応が1件', '助言者の名簿を作る', 'ほかに1件', '令和8年度 地域ケア会議実践者養成研修']) expect(words).toContain(said)
  expect(words).not.toContain('ZZB')
  const en = seenIn((await clerk!.get(at, {}, { language: 'en' })).body)
  for (const said of ['No Case in post', 'and 3 more']) expect(en).toContain(said)
})

test('its figures are those of the registers', async () => {
  const { body } = await planner!.get(at)
  expect(body).toContain(`href="/coverage/${town.tachikawa}?category=adviser">${peopleMax + 2}</a>`)
  const row = /地域ケア会議実践者養成研修<\/th>(.*?)<\/tr>/s.exec(body)![1]!
  expect([...row.matchAll(/">(\d+)<\/td>/g)].map(([, n]) => Number(n))).toEqual([0, peopleMax + 4, peopleMax + 4, peopleMax + 4])
})

test('the list is in code order, and a municipality sees itself alone', async () => {
  const codes = (body: string) => [...body.matchAll(/<a href="\/briefings\/(\d+)">/g)].map(([, id]) => Number(id))
  const all = codes((await planner!.get('/briefings')).body)
  expect(all.slice(0, 2)).toEqual([town.tachikawa, town.tama])
  expect(codes((await other!.get('/briefings')).body)).toEqual([town.tama])
})

test.each(['', '/pdf'])('the sheet%s of another municipality is one that never was', async (end) => {
  const [theirs, never] = [await other!.get(at + end), await other!.get(`/briefings/999999${end}`)]
  expect([theirs.statusCode, theirs.body === never.body]).toEqual([404, true])
  expect((await trainee!.get(at + end)).statusCode).toBe(404)
})

test('on paper it is one sheet of A4, however much there is', async () => {
  const { rawPayload, headers } = await clerk!.get(`${at}/pdf`)
  expect([headers['content-type'], await pagesOf(rawPayload)]).toEqual(['application/pdf', 1])
  const paper = await wordsOf(rawPayload)
  for (const said of ['立川市', '修了1号', 'ほかに3人', '助言者の名簿を作る', '取扱注意', '事例が1人もいません']) expect(paper).toContain(said)
})

test('all of them in one go: a ZIP of single sheets, or one PDF in the order of codes; only the prefecture may', async () => {
  expect((await clerk!.post('/briefings', { as: 'zip' })).statusCode).toBe(404)
  expect((await contractor!.post('/briefings', { as: 'zip' })).statusCode).toBe(404)
  for (const as of ['zip', 'pdf']) {
    const { headers } = await planner!.post('/briefings', { as })
    expect(headers.location).toMatch(/^\/works\/\d+$/)
    await drain(house.crewHouse, briefingJobs)
    const file = await planner!.get(`${headers.location}/file`)
    if (as === 'pdf') expect(await wordsOf(file.rawPayload)).toMatch(/立川市.*多摩市/)
    else expect(namesInZip(file.rawPayload).slice(0, 2)).toEqual(['132021_立川市_概況_2026-11-24.pdf', '132241_多摩市_概況_2026-11-24.pdf'])
  }
  const made = await db.selectFrom('audit_line').select('detail').where('action', '=', 'briefings.made').execute()
  expect(made.map(({ detail }) => (detail as { count: number }).count)).toEqual([2, 2])
  expect((await planner!.post('/briefings', { as: 'docx' })).statusCode).toBe(404)
})
