import { describe, expect, test } from 'vitest'
import { problemsOfTerm, standingOf } from '../../../server/office/senders/rules.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'

/** C3: who signs is kept by office and term, and found by the date of the document. */
const house = await openHouse()
const { db } = house
const town = await settle(db)
const [planner, approver, contractor, clerk] = [
  await house.visitor(town.planner), await house.visitor(town.approver), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa)]

const day = (name: string, text: string) => {
  const [year = '', month = '', date = ''] = text.split('-')
  return { [`${name}.year`]: year, [`${name}.month`]: month, [`${name}.day`]: date }
}
const head = { label: '介護保険課長', organization: '東京都福祉局', title: '介護保険課長' }
const rows = () => db.selectFrom('sender').select(['label', 'name', 'valid_from', 'valid_to']).orderBy('valid_from').execute()

test.each<[string, [string, string | null], string[]]>([
  ['after an open term', ['2026-07-01', null], ['senders.overlapsOpen']],
  ['on its first day', ['2026-04-01', '2026-04-01'], ['senders.overlaps']],
  ['before it', ['2025-04-01', '2026-03-31'], []],
  ['with its end before its beginning', ['2025-04-01', '2025-03-31'], ['senders.endsBefore']],
])('a term %s', (_, [validFrom, validTo], problems) => {
  const now = { id: 1, title: '課長', name: '前任 一郎', validFrom: '2026-04-01', validTo: null }
  expect(problemsOfTerm({ validFrom, validTo }, [now]).map(({ reason }) => reason.key)).toEqual(problems)
  expect([standingOf(now, '2026-03-31'), standingOf(now, '2026-04-01'), standingOf({ ...now, validTo: '2026-04-30' }, '2026-05-01')]).toEqual(['later', 'now', 'past'])
})

describe('the register', () => {
  test('takes one sender a day for an office, and says who stands in the way and what to do', async () => {
    expect((await planner.get('/senders')).body).toContain('発信者はまだ登録されていません')
    expect((await planner.post('/senders', { ...head, name: '前任 一郎', ...day('validFrom', '2025-04-01') })).headers.location).toBe('/senders')
    const next = { ...head, name: '後任 花子', ...day('validFrom', '2026-07-01') }
    const early = await planner.post('/senders', next)
    expect([early.statusCode, early.body.includes('介護保険課長　前任 一郎が令和7年4月1日（火）から続いています。先にその退任日を入れてください'), early.body.includes('value="後任 花子"')]).toEqual([422, true, true])
    const { id } = await db.selectFrom('sender').select('id').executeTakeFirstOrThrow()
    const ended = { ...head, name: '前任 一郎', ...day('validFrom', '2025-04-01'), ...day('validTo', '2026-06-30'), version: '1' }
    expect((await planner.post(`/senders/${id}`, ended)).statusCode).toBe(303)
    expect((await planner.post(`/senders/${id}`, ended)).statusCode).toBe(409)
    expect((await planner.post('/senders', next)).statusCode).toBe(303)
    expect(await rows()).toEqual([
      { label: '介護保険課長', name: '前任 一郎', valid_from: '2025-04-01', valid_to: '2026-06-30' }, { label: '介護保険課長', name: '後任 花子', valid_from: '2026-07-01', valid_to: null }])
    expect(await db.selectFrom('audit_line').select(['action']).where('action', 'like', 'sender.%').orderBy('id').execute())
      .toEqual([{ action: 'sender.added' }, { action: 'sender.changed' }, { action: 'sender.added' }])
    expect((await planner.get('/senders')).body).toMatch(/後任 花子[\s\S]*これから[\s\S]*前任 一郎[\s\S]*いまの発信者/)
  })

  test('is kept by the prefecture and read by who prepares', async () => {
    expect((await contractor.get('/senders')).body).not.toContain('/senders/new')
    for (const [who, url] of [[contractor, '/senders/new'], [clerk, '/senders']] as const) expect((await who.get(url)).statusCode).toBe(404)
    expect((await contractor.post('/senders', head)).statusCode).toBe(404)
    expect((await planner.get('/senders/999')).statusCode).toBe(404)
  })
})

test('a call is signed by whoever holds its office on the date of issue, in the sample, the notice and the letter of the decision', { timeout: 120_000 }, async () => {
  const training = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2026, title: 'フォローアップ研修', title_en: 'Follow-up', capacity: 80 }).returning('id'))
  const form = {
    ...day('opensOn', '2026-06-16'), ...day('officeClosesOn', '2026-07-31'), ...day('closesOn', '2026-08-14'), ...day('decisionOn', '2026-09-04'), training: String(training),
    quotaChair: '3', quotaAdviser: '3', quotaCasePresenter: '3', quotaOther: '2', addressee: '各区市町村　主管課長　殿', purpose: '人材の養成', eligibility: '①　司会者の方',
    howTo: '推薦書を出してください。', cost: '無料', contact: '人材育成担当',
  }
  const nobody = await planner.post('/calls', form)
  expect([nobody.statusCode, nobody.body.includes('id="sender-problem"')]).toEqual([422, true])
  expect((await planner.post('/calls', { ...form, senderLabel: '知事' })).statusCode).toBe(404)
  const { location } = (await planner.post('/calls', { ...form, senderLabel: '介護保険課長' })).headers
  expect((await planner.get(`${location}/edit`)).body).toMatch(/<option value="介護保険課長" selected/)
  expect(await wordsOf((await planner.get(`${location}/pdf`)).rawPayload)).toContain('東京都福祉局介護保険課長前任一郎')

  await planner.post(`${location}/request`)
  const early = await approver.post(`${location}/approval`, { decision: 'approve', documentNumber: '8福祉高介第9号', ...day('issuedOn', '2025-03-31') })
  expect([early.statusCode, early.body.includes('文書の日付（令和7年3月31日（月））に「介護保険課長」の発信者が登録されていません')]).toEqual([409, true])
  await approver.post(`${location}/approval`, { decision: 'approve', documentNumber: '8福祉高介第9号', ...day('issuedOn', '2026-07-02') })
  expect(await wordsOf((await clerk.get(`${location}/pdf`)).rawPayload)).toContain('東京都福祉局介護保険課長後任花子')
  expect((await clerk.get(String(location))).body).toMatch(/発信者[\s\S]*東京都福祉局介護保険課長　後任 花子/)
})
