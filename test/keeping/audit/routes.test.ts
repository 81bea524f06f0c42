import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { auditLines } from '../../../server/keeping/audit/queries.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const house = await openHouse()
const town = await settle(house.db)
const administrator = await house.visitor(town.administrator)
const line = (action: string, subject: string, at: string, of = town.planner, municipality_id: number | null = null) => ({
  at: new Date(at), action, subject, person_id: of.person, post_id: of.post, municipality_id, detail: JSON.stringify({ kind: 'trainee' }),
})
await house.db.insertInto('audit_line').values([
  line('call.published', 'call:1', '2026-06-01T23:59:59+09:00'), line('sheet.submitted', 'sheet:9', '2026-06-02T00:00:00+09:00', town.clerkOfTachikawa, town.tachikawa),
  line('odd.unknown_act', 'training:7', '2026-06-03T12:00:00+09:00'),
  { at: new Date('2026-06-04T08:00:00+09:00'), action: 'session.refused', subject: 'account:unknown' },
]).execute()
const wordsOf = async (query = '') => (await administrator.get(`/audit${query}`)).body

test('the trail says who did what, in which role and for whom, newest first', async () => {
  const body = await wordsOf()
  for (const words of ['推薦書を出した', '推薦書 9', 'ZZA立川 花子', '立川市', '令和8年6月2日（火）00:00', 'odd.unknown_act', '（システム）', '種類：受講者']) expect(body).toContain(words)
  expect(body.indexOf('サインインを断られた</th>')).toBeLessThan(body.indexOf('募集を公表した</th>'))
  expect(await (await administrator.get('/audit', {}, { language: 'en' })).body).toContain('Submitted a sheet</th>')
})

test.each([
  ['?q=たちかわ', ['sheet'], ['call', 'training']], ['?action=call.published', ['call'], ['sheet', 'training']], ['?subject=training:7', ['training'], ['sheet', 'call']],
  ['?from=2026-06-02&to=2026-06-02', ['sheet'], ['call', 'training']], ['?to=2026-06-01', ['call'], ['sheet', 'training']], ['?from=no-day', ['call', 'sheet', 'training'], []],
])('it is narrowed by %s', async (query, shown, hidden) => {
  const body = await wordsOf(encodeURI(query))
  const places = { call: 'subject=call%3A1"', sheet: 'subject=sheet%3A9"', training: 'subject=training%3A7"' }
  expect(shown.filter((one) => !body.includes(places[one as 'call']))).toEqual([])
  expect(hidden.filter((one) => body.includes(places[one as 'call']))).toEqual([])
})

test('one subject is chosen by its link, and named in the filters', async () => {
  expect(await wordsOf()).not.toContain('id="filter-subject"')
  expect(await wordsOf('?subject=training:7')).toContain('<option value="training:7" selected>研修 7')
})

test('it is no page for those who keep no house, and looking leaves a line', async () => {
  for (const who of [town.contractor, town.clerkOfTachikawa, town.trainee, town.expert, town.instructor]) expect((await (await house.visitor(who)).get('/audit')).statusCode).toBe(404)
  await expect.poll(async () => (await house.db.selectFrom('audit_line').select('id').where('subject', '=', 'page:/audit').execute()).length).toBeGreaterThan(0)
})

test('it goes on page by page, and never reads the whole trail for the first one', async () => {
  await house.db.insertInto('audit_line').values(Array.from({ length: 3000 }, (_, n) => line('roll.marked', `slot:${n}`, '2026-06-10T10:00:00+09:00'))).execute()
  await sql`analyze audit_line`.execute(house.db)
  const first = await wordsOf('?action=roll.marked')
  expect(first.match(/出欠をとった<\/th>/g)).toHaveLength(50)
  const next = first.match(/href="(\/audit\?[^"]*before=\d+)"/)![1]!.replaceAll('&amp;', '&')
  const second = (await administrator.get(next)).body
  expect(second).toContain('slot%3A2949"')
  expect(second).not.toContain('slot%3A2950"')
  expect(second).toContain('最新にもどる')
  const query = auditLines(house.db, { of: 'all' }, { words: '', action: '', subject: '', from: null, until: null, before: null })
  const plan = JSON.stringify(await query.explain('json'))
  expect(plan).not.toMatch(/"Node Type": ?"Seq Scan"[^}]*"Relation Name": ?"audit_line"/)
  expect(plan).toContain('audit_line_pkey')
})
