import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { callJobs } from '../../../server/planning/calls/jobs.ts'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'

const house = await openHouse()
const { db, setClock } = house
const town = await settle(db)
const [planner, approver, contractor, clerk] = [
  await house.visitor(town.planner), await house.visitor(town.approver), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa),
]
const crew = { ...callJobs, tell: { work: async () => {} } }
const training = await idOf(db.insertInto('training').values({
  course_id: town.course, fiscal_year: 2026, title: '令和8年度 フォローアップ研修', title_en: 'Follow-up training FY2026', capacity: 80,
}).returning('id'))
const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 80 }).returning('id'))
await db.insertInto('class_day').values({ cohort_id: cohort, held_on: '2026-10-16', place: '飯田橋会館' }).execute()

const day = (name: string, text: string) => {
  const [year = '', month = '', date = ''] = text.split('-')
  return { [`${name}.year`]: year, [`${name}.month`]: month, [`${name}.day`]: date }
}
const days = { ...day('opensOn', '2026-06-16'), ...day('officeClosesOn', '2026-07-31'), ...day('closesOn', '2026-08-14'), ...day('decisionOn', '2026-09-04') }
const texts = {
  quotaChair: '3', quotaAdviser: '3', quotaCasePresenter: '3', quotaOther: '2', addressee: '各区市町村　主管課長　殿', sender: '介護保険課長',
  sealOmitted: 'true', purpose: '人材の養成', eligibility: '①　司会者の方', howTo: '推薦書を出してください。', cost: '無料', contact: '人材育成担当\n電話 03-0000-0000',
}
const form = { ...days, ...texts }
const numbered = { documentNumber: '8福祉高介第312号', ...day('issuedOn', '2026-06-16') }

let call = 0
const write = async () => Number((await planner.post('/calls', { ...form, training: String(training) })).headers.location?.split('/')[2])
const at = (act = '') => `/calls/${call}${act}`
const stateOf = async () => (await db.selectFrom('call').select('state').where('id', '=', call).executeTakeFirst())?.state
const linesOf = async () => (await db.selectFrom('audit_line').select('action').where('subject', '=', `call:${call}`).orderBy('id').execute()).map(({ action }) => action)
const publish = async () => {
  await planner.post(at('/request'))
  await approver.post(at('/approval'), { decision: 'approve', ...numbered })
  await drain(house.crewHouse, crew)
}
const version = async () => String((await db.selectFrom('call').select('version').where('id', '=', call).executeTakeFirstOrThrow()).version)
const seen = async (who: VisitorOf, url: string, language = 'ja') => (await who.get(url, {}, { language })).body

beforeEach(async () => {
  setClock('2026-06-15T10:00:00+09:00')
  await sql`delete from approval`.execute(db)
  await sql`delete from call_revision`.execute(db)
  await db.deleteFrom('call').where('training_id', '=', training).execute()
  await db.updateTable('training').set({ state: 'planned' }).where('id', '=', training).execute()
  call = await write()
})

test('a draft is written once, however often it is sent, and is begun with what fits the course', async () => {
  await db.deleteFrom('call').where('id', '=', call).execute()
  const page = await seen(planner, `/calls/new?training=${training}`)
  expect(page).toContain('地域ケア会議で司会を務めている方')
  expect(page).toContain('初めの研修日 令和8年10月16日（金）')
  const body = { ...form, training: String(training), onceKey: 'once-key-of-the-form' }
  const [first, second] = [await planner.post('/calls', body), await planner.post('/calls', body)]
  expect([first.statusCode, second.headers.location]).toEqual([303, first.headers.location])
  expect((await planner.post('/calls', { ...form, training: String(training) })).statusCode).toBe(409)
  expect(await db.selectFrom('call').select('id').where('training_id', '=', training).execute()).toHaveLength(1)
})

test.each(['2026-12-18', '2026-08-03', '2026-07-22'])('a new call begins with a decision before the first class day, where there is time to nominate (%s)', async (first) => {
  await db.deleteFrom('call').where('id', '=', call).execute()
  await db.updateTable('class_day').set({ held_on: first }).where('cohort_id', '=', cohort).execute()
  const page = await seen(planner, `/calls/new?training=${training}`)
  const begun = (name: string) => ['year', 'month', 'day'].map((part) => new RegExp(`name="${name}\\.${part}"[^>]*value="(\\d+)"`).exec(page)?.[1]?.padStart(2, '0')).join('-')
  const [opensOn, closesOn, decisionOn] = ['opensOn', 'closesOn', 'decisionOn'].map(begun)
  expect([opensOn! < closesOn!, closesOn! < decisionOn!, decisionOn! < first]).toEqual([true, true, true])
  await db.updateTable('class_day').set({ held_on: '2026-10-16' }).where('cohort_id', '=', cohort).execute()
})

test('every problem of the days stands at its box, and what was typed is still there', async () => {
  const wrong = { ...form, ...day('officeClosesOn', '2026-06-01'), ...day('decisionOn', '2026-10-16'), purpose: '<b>人材</b>' }
  const { statusCode, body } = await planner.post(at(), { ...wrong, version: '1' })
  expect(statusCode).toBe(422)
  expect(body).toMatch(/id="officeClosesOn-problem">＊事業所の締切が、受付の始まり（令和8年6月16日（火））より前です/)
  expect(body).toMatch(/id="decisionOn-problem">＊受講決定の日は、初めの研修日（令和8年10月16日（金））より前/)
  expect(body).toContain('&lt;b&gt;人材&lt;/b&gt;')
  const blank = await planner.post(at(), { ...form, cost: '', 'closesOn.month': '13', version: '1' })
  expect([blank.statusCode, blank.body.includes('id="cost-problem"'), blank.body.includes('id="closesOn-problem"')]).toEqual([422, true, true])
  const unsigned = await planner.post(at(), { ...form, sender: '', version: '1' })
  expect([unsigned.statusCode, unsigned.body.includes('id="sender-problem"')]).toEqual([422, true])
  expect((await planner.post(at(), { ...form, ...day('closesOn', '2026-02-30'), version: '1' })).statusCode).toBe(422)
})

test('who was slower is told so, with their words kept', async () => {
  expect((await planner.post(at(), { ...form, purpose: '先の人', version: '1' })).statusCode).toBe(303)
  const late = await planner.post(at(), { ...form, purpose: '後の人', version: '1' })
  expect([late.statusCode, late.body.includes('後の人'), late.body.includes('ほかの人が先に')]).toEqual([409, true, true])
})

describe('approval', () => {
  test('nobody approves their own, and a second person publishes in one act', async () => {
    expect((await planner.post(at('/request'))).headers.location).toBe(at())
    expect(await stateOf()).toBe('in_approval')
    const own = await planner.post(at('/approval'), { decision: 'approve', ...numbered })
    expect([own.statusCode, own.body.includes('ご自分で依頼したものは承認できません')]).toEqual([409, true])
    expect(await seen(planner, at())).not.toContain('name="documentNumber"')
    expect(await seen(approver, at())).toContain('name="documentNumber"')
    expect((await contractor.post(at('/approval'), { decision: 'approve', ...numbered })).statusCode).toBe(404)

    expect((await approver.post(at('/approval'), { decision: 'approve', ...numbered })).statusCode).toBe(303)
    expect(await db.selectFrom('call').select(['state', 'document_number', 'issued_on', 'revision']).where('id', '=', call).executeTakeFirst())
      .toEqual({ state: 'published', document_number: '8福祉高介第312号', issued_on: '2026-06-16', revision: 0 })
    expect((await db.selectFrom('training').select('state').where('id', '=', training).executeTakeFirstOrThrow()).state).toBe('call_published')
    expect(await linesOf()).toEqual(['call.drafted', 'call.approval_asked', 'call.published'])
  })

  test('approved without a number it waits for one, and may still go back to be mended', async () => {
    await planner.post(at('/request'))
    await approver.post(at('/approval'), { decision: 'approve' })
    expect(await stateOf()).toBe('in_approval')
    const bare = await approver.post(at('/publication'), {})
    expect([bare.statusCode, bare.body.includes('文書番号がありません')]).toEqual([409, true])
    expect((await contractor.post(at('/publication'), numbered)).statusCode).toBe(404)
    expect((await planner.post(at('/draft'))).statusCode).toBe(303)
    expect(await stateOf()).toBe('draft')
    expect((await planner.post(at('/publication'), numbered)).statusCode).toBe(409)
  })

  test('it is returned with a reason that the writer reads, or taken back', async () => {
    await planner.post(at('/request'))
    expect((await approver.post(at('/approval'), { decision: 'return', note: '' })).statusCode).toBe(409)
    await approver.post(at('/approval'), { decision: 'return', note: '締切が早すぎます' })
    expect([await stateOf(), (await seen(planner, at())).includes('締切が早すぎます')]).toEqual(['draft', true])
    await planner.post(at('/request'))
    await planner.post(at('/approval'), { decision: 'recall' })
    expect(await stateOf()).toBe('draft')
  })
})

// The first print of a run starts the thread that prints, which a busy machine takes its time for.
describe('the notice', { timeout: 120_000 }, () => {
  test('is a sample until it is published, then one stored file per revision, printed once', async () => {
    const sample = await planner.get(at('/pdf'))
    expect([sample.statusCode, sample.headers['content-type'], sample.rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-'])
    await publish()
    const files = () => db.selectFrom('file').select(['name', 'sha256']).execute()
    expect(await files()).toMatchObject([{ name: '募集要項_令和8年度 フォローアップ研修.pdf' }])
    await callJobs['print-call']!.work(house.crewHouse, { callId: call, revision: 0 } as never)
    expect(await files()).toHaveLength(1)
    const stored = await clerk.get(at('/pdf'))
    expect(stored.headers['content-disposition']).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''%E5%8B%9F[\w%.-]+\.pdf$/)
    expect(stored.rawPayload).not.toEqual(sample.rawPayload)
  })

  test('is corrected with a note: the next revision, before and after, and a new sheet beside the old one', async () => {
    await publish()
    const before = (await clerk.get(at('/pdf'))).rawPayload
    const bare = await planner.post(at('/revisions'), { ...form, version: await version() })
    expect([bare.statusCode, bare.body.includes('id="note-problem"')]).toEqual([422, true])
    const same = await planner.post(at('/revisions'), { ...form, note: '直した', version: await version() })
    expect([same.statusCode, same.body.includes('変わったところがありません')]).toEqual([409, true])
    const answer = await planner.post(at('/revisions'), { ...form, ...day('closesOn', '2026-08-21'), quotaOther: '5', note: '締切に誤りがありました。', version: await version() })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, at()])
    await drain(house.crewHouse, crew)
    const body = await seen(clerk, at())
    for (const words of ['締切に誤りがありました。', '<del>令和8年8月14日（金）</del>', '令和8年8月21日（金）', '<del>2</del>']) expect(body).toContain(words)
    expect(body).not.toContain('都 太郎')
    expect(await db.selectFrom('call_revision').select(['revision', 'changed']).where('call_id', '=', call).where('revision', '=', 1).execute()).toEqual([{
      revision: 1, changed: { closes_on: { from: '2026-08-14', to: '2026-08-21' }, quota_other: { from: 2, to: 5 } },
    }])
    expect((await clerk.get(at('/pdf?revision=0'))).rawPayload).toEqual(before)
    expect((await clerk.get(at('/pdf'))).rawPayload).not.toEqual(before)
    expect((await clerk.get(at('/pdf?revision=2'))).statusCode).toBe(404)
  })
})

test('the route, the day of the pool and places by profession are written, shown, checked and corrected', { timeout: 120_000 }, async () => {
  const more = { route: 'prefecture_bundle', ...day('poolOn', '2026-08-05'), 'professionQuotas.0.code': 'physical_therapist', 'professionQuotas.0.places': '20' }
  const wrong = await planner.post(at(), { ...form, ...more, ...day('poolOn', '2026-08-20'), 'professionQuotas.0.places': '81', 'professionQuotas.1.code': 'physical_therapist', 'professionQuotas.1.places': '1', version: '1' })
  expect(wrong.statusCode).toBe(422)
  expect(wrong.body).toMatch(/id="poolOn-problem">＊プールにもどす日は、受付の始まり（令和8年6月16日（火））より後、区市町村の締切（令和8年8月14日（金））まで/)
  for (const words of ['募集人数（80人）より多く', 'この職種は上の行にもあります']) expect(wrong.body).toContain(words)
  expect((await planner.post(at(), { ...form, ...more, 'professionQuotas.0.code': 'wizard', version: '1' })).statusCode).toBe(404)
  expect((await planner.post(at(), { ...form, ...more, route: 'fax', version: '1' })).statusCode).toBe(422)

  expect((await planner.post(at(), { ...form, ...more, version: '1' })).statusCode).toBe(303)
  expect(await db.selectFrom('call').select(['route', 'pool_on', 'profession_quotas']).where('id', '=', call).executeTakeFirst())
    .toEqual({ route: 'prefecture_bundle', pool_on: '2026-08-05', profession_quotas: { physical_therapist: 20 } })
  await publish()
  const shown = await seen(clerk, at())
  for (const words of ['職能団体などの名簿を都がまとめて受け付けます', '令和8年8月5日（水）', '理学療法士']) expect(shown).toContain(words)
  expect([shown.includes(`${at()}/bundle`), (await seen(planner, at())).includes(`href="${at()}/bundle"`)]).toEqual([false, true])
  const first = await wordsOf((await clerk.get(at('/pdf'))).rawPayload)
  for (const words of ['職能団体等の名簿は都がまとめて受け付けます', '使われていない枠は令和8年8月5日（水）に全体の枠にもどし', '理学療法士20人まで']) expect(first).toContain(words)

  const corrected = { ...form, ...more, route: 'municipality', 'professionQuotas.0.places': '24', note: '経路に誤りがありました。', version: await version() }
  expect((await planner.post(at('/revisions'), corrected)).statusCode).toBe(303)
  await drain(house.crewHouse, crew)
  expect(await seen(clerk, at())).toMatch(/<del>都が団体の名簿をまとめて受け付ける<\/del>[\s\S]*区市町村が推薦する[\s\S]*<del>理学療法士　20人<\/del>[\s\S]*理学療法士　24人/)
  expect(await seen(clerk, at(), 'en')).toContain('The municipality nominates')
  const table = await wordsOf((await clerk.get(at('/pdf'))).rawPayload)
  expect(table).toMatch(/正誤第1版[\s\S]*箇所誤正[\s\S]*職種ごとの人数理学療法士20人理学療法士24人/)
})

test('it closes after its last day, opens again with a reason, and ends when nothing waits', async () => {
  await publish()
  const early = await planner.post(at('/closing'))
  expect([early.statusCode, early.body.includes('令和8年8月14日（金）の終わりまで受け付けます')]).toEqual([409, true])
  setClock('2026-08-15T09:00:00+09:00')
  expect((await planner.post(at('/closing'))).statusCode).toBe(303)
  expect((await contractor.post(at('/reopening'), { ...day('until', '2026-08-20'), reason: '大雨のため' })).statusCode).toBe(404)
  const late = await planner.post(at('/reopening'), { ...day('until', '2026-09-05'), reason: '大雨のため' })
  expect([late.statusCode, late.body.includes('大雨のため')]).toEqual([409, true])
  expect((await planner.post(at('/reopening'), { ...day('until', '2026-08-20'), reason: '大雨のため' })).statusCode).toBe(303)
  expect(await db.selectFrom('call').select(['state', 'closes_on', 'reopened_reason']).where('id', '=', call).executeTakeFirst())
    .toEqual({ state: 'reopened', closes_on: '2026-08-20', reopened_reason: '大雨のため' })
  setClock('2026-08-21T09:00:00+09:00')
  await planner.post(at('/closing'))
  const sheet = await idOf(db.insertInto('nomination_sheet').values({
    call_id: call, municipality_id: town.tama, state: 'submitted', receipt: 'R8-1', saved_at: new Date(),
  }).returning('id'))
  expect((await planner.post(at('/ending'))).statusCode).toBe(409)
  await db.updateTable('nomination_sheet').set({ state: 'accepted' }).where('id', '=', sheet).execute()
  expect((await planner.post(at('/ending'))).statusCode).toBe(303)
  expect(await seen(planner, at())).not.toContain('申込みの受け方')
  expect([await stateOf(), (await seen(planner, '/calls')).includes('>1 / 2</a>')]).toEqual(['finished', true])
  expect((await linesOf()).slice(-4)).toEqual(['call.closed', 'call.reopened', 'call.closed', 'call.finished'])
  await db.deleteFrom('nomination_sheet').execute()
})

test('a municipality sees a call from its publication on, with the door to its own sheet and nobody else’s figures', async () => {
  for (const url of [at(), at('/pdf'), '/calls/999', '/calls/abc']) expect((await clerk.get(url)).statusCode).toBe(404)
  expect((await clerk.get(at())).body).toBe((await clerk.get('/calls/999')).body)
  expect(await seen(clerk, '/calls')).not.toContain('フォローアップ')
  await publish()
  const body = await seen(clerk, at())
  expect(body).toContain(`href="/calls/${call}/sheet"`)
  expect(body).not.toContain('/sheets')
  expect(await seen(clerk, '/calls', 'en')).toContain('Follow-up training FY2026')
  for (const act of ['', '/request', '/approval', '/publication', '/draft', '/revisions', '/closing', '/reopening', '/ending'])
    expect((await clerk.post(at(act), form)).statusCode, act).toBe(404)
  for (const who of [town.trainee, town.instructor, town.expert, town.administrator])
    expect((await (await house.visitor(who)).get(at())).statusCode).toBe(404)
})

test('a line break in the title stays out of the headers of the file', async () => {
  await db.updateTable('training').set({ title: '研修\r\nX-Evil: 1' }).where('id', '=', training).execute()
  const { headers } = await planner.get(at('/pdf'))
  expect(headers['x-evil']).toBeUndefined()
  expect(headers['content-disposition']).not.toMatch(/[\r\n]/)
  await db.updateTable('training').set({ title: '令和8年度 フォローアップ研修' }).where('id', '=', training).execute()
})
