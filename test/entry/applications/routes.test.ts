import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { drain } from '../../../server/base/jobs.ts'
import { openPost } from '../../../server/base/mail.ts'
import { crew } from '../../../server/crew.ts'
import { logging } from '../../../server/logging.ts'
import { openHouse } from '../../support/app.ts'
import { makePerson, settle } from '../../support/people.ts'

/** An office that applies for two people, and the municipality that reviews them. Told in order. */
const logged: string[] = []
const stream = new Writable({ write: (line, _, done) => { logged.push(String(line)); done() } })
const house = await openHouse({ now: '2026-06-15T10:00:00+09:00', logger: { ...logging('info') as object, stream } as never })
const { db, post } = house
const town = await settle(db)
await db.updateTable('call').set({ route: 'employer' }).execute()
const stranger = house.stranger()
const [clerk, other, planner, contractor, trainee] = await Promise.all([town.clerkOfTachikawa, town.clerkOfTama, town.planner, town.contractor, town.trainee].map((one) => house.visitor(one)))
const apply = `/apply/${town.call}`
const list = `/calls/${town.call}/applications`
const begin = (more: Record<string, string> = {}) => stranger.post(apply, { municipalityId: String(town.tachikawa), officeName: 'ZZAみどり包括', email: 'midori@office.test', ...more })
const work = () => drain(house.crewHouse, crew)
const lastLink = () => /\/my-application\/[\w-]+/.exec(post.mails.at(-1)!.text)![0]
const application = () => db.selectFrom('application').selectAll().orderBy('id').limit(1).executeTakeFirstOrThrow()
const applicants = () => db.selectFrom('applicant').selectAll().orderBy('application_id').orderBy('rank').execute()
const lines = () => db.selectFrom('nomination').select(['category', 'rank', 'name', 'applicant_id as applicant', 'person_id as person']).orderBy('category').orderBy('rank').execute()
const acts = async () => (await db.selectFrom('audit_line').select('action').where('subject', 'like', 'application:%').orderBy('id').execute()).map(({ action }) => action)
const one = (n: number, name: string, kana: string, category: string, more: Record<string, string> = {}) => Object.fromEntries(Object.entries({
  name, kana, affiliation: 'ZZAみどり包括', professionCode: 'public_health_nurse', category, experience: 'planned', purposeConsent: 'true', ...more,
}).map(([field, value]) => [`rows.${n}.${field}`, value]))
const two = () => ({ contactName: '包 括子', ...one(0, 'ZZA青木 花', 'あおき はな', 'adviser', { email: 'aoki@office.test' }), ...one(1, 'ZZA井上 葉', 'いのうえ よう', 'chair') })
let link = ''

test('the page of a call is for anybody, says until when, and offers every municipality', async () => {
  const { statusCode, body } = await stranger.get(apply)
  expect(statusCode).toBe(200)
  for (const words of ['受講を申し込む', '立川市', '多摩市', '6月26日', 'リンクを送る']) expect(body).toContain(words)
  expect((await stranger.get(apply, {}, { language: 'en' })).body).toContain('Apply for training')
})

test('where the municipality gathers names itself there is no page, and no sign that there could be one', async () => {
  const none = async (url: string) => { const { statusCode, body } = await stranger.get(url); return [statusCode, body.includes('この募集への直接の申込みは受け付けていません')] }
  for (const route of ['municipality', 'prefecture_bundle'] as const) {
    await db.updateTable('call').set({ route }).execute()
    expect(await none(apply)).toEqual([404, true])
    expect((await begin()).statusCode).toBe(404)
  }
  await db.updateTable('call').set({ route: 'employer', state: 'draft' }).execute()
  expect([await none(apply), await none('/apply/999')]).toEqual([[404, true], [404, true]])
  await db.updateTable('call').set({ state: 'published' }).execute()
  expect(await db.selectFrom('application').select('id').execute()).toEqual([])
})

test('a poor first step comes back as typed', async () => {
  const { statusCode, body } = await begin({ email: 'midori＠office' })
  expect([statusCode, body.includes('value="ZZAみどり包括"'), body.includes('メールアドレスの形で')]).toEqual([422, true, true])
  expect((await begin({ email: 'a@b.test\r\nBcc: x@y.test' })).statusCode).toBe(422)
  expect((await begin({ municipalityId: '999' })).statusCode).toBe(404)
})

test('without a mail relay the mail waits an hour at a time: no link is made, and nothing fails', async () => {
  await begin({ email: 'waits@office.test' })
  const waiting = async () => (await sql<{ hours: number }>`select round(extract(epoch from start_after - ${house.crewHouse.clock()}::timestamptz) / 3600)::int as hours from pgboss.job
    where name = 'mail-application' and state < 'active'`.execute(db)).rows
  await drain({ ...house.crewHouse, mail: openPost({ smtpUrl: null, mailFrom: 'a@b.test' }) }, crew)
  expect(post.mails).toEqual([])
  expect(await db.selectFrom('application_link').selectAll().execute()).toEqual([])
  expect(await waiting()).toEqual([{ hours: 1 }])
  await sql`delete from pgboss.job where name = 'mail-application'`.execute(db)
  await db.deleteFrom('application').execute()
})

test('the link goes out by mail, and only its hash is kept', async () => {
  const asked = await begin()
  expect([asked.statusCode, asked.body.includes('メールをお送りしました'), asked.body.includes('my-application')]).toEqual([200, true, false])
  await work()
  expect(post.mails).toHaveLength(1)
  expect(post.mails[0]).toMatchObject({ to: 'midori@office.test', subject: '【受講の申込み】令和8年度 地域ケア会議実践者養成研修' })
  link = lastLink()
  const token = link.split('/').at(-1)!
  expect(token.length).toBeGreaterThanOrEqual(43)
  expect(await db.selectFrom('application_link').select('hash').execute()).toEqual([{ hash: createHash('sha256').update(token).digest('hex') }])
  const whole = JSON.stringify(await Promise.all([db.selectFrom('audit_line').selectAll().execute(), db.selectFrom('message').selectAll().execute(), db.selectFrom('application').selectAll().execute()]))
  await stranger.get(link)
  expect(whole + logged.join('')).not.toContain(token)
  expect(logged.join('')).toContain('/my-application/:token')
})

test('asked again, the same is answered to all; the first link stays good; the fourth in an hour is not sent', async () => {
  const known = await begin()
  const unknown = await begin({ email: 'nobody@office.test' })
  const plain = (body: string) => body.replace(/[0-9a-f-]{36}|req-\w+/g, '')
  expect([known.statusCode, plain(known.body)]).toEqual([unknown.statusCode, plain(unknown.body)])
  for (let n = 0; n < 3; n += 1) { await begin(); await work() }
  expect(post.mails.filter(({ to }) => to === 'midori@office.test')).toHaveLength(3)
  expect((await stranger.get(link)).statusCode).toBe(200)
  expect(await db.selectFrom('application').select('email').orderBy('id').execute()).toHaveLength(2)
})

test('a link that is none, or cut short, is a missing page that says so', async () => {
  for (const url of [`/my-application/${'x'.repeat(43)}`, link.slice(0, -1)]) {
    const { statusCode, body } = await stranger.get(url)
    expect([statusCode, body.includes('このリンクは使えません')]).toEqual([404, true])
  }
  expect((await stranger.get(link)).headers['referrer-policy']).toBe('strict-origin')
})

test('a draft is kept right or wrong, and says what is missing', async () => {
  expect((await stranger.post(link, { version: '0', ...one(0, 'ZZA青木 花', 'アオキ', ''), act: 'check' })).headers.location).toBe(`${link}/check`)
  const { body } = await stranger.get(`${link}/check`)
  for (const words of ['ZZA青木 花', '担当者の氏名を入れてください', '受講区分を選んでください']) expect(body).toContain(words)
  // What is asked for in the end is not called optional before.
  expect((await stranger.get(link)).body).toMatch(/<input[^>]*name="contactName"[^>]* required|<input[^>]* required[^>]*name="contactName"/)
  const refused = await stranger.post(`${link}/submission`, { version: '1' })
  expect([refused.statusCode, refused.body.includes('直すところが2件あります')]).toEqual([409, true])
  const stale = await stranger.post(link, { version: '0', ...one(0, 'ほかの窓', 'ほか', 'chair') })
  expect([stale.statusCode, stale.body.includes('value="ほかの窓"')]).toEqual([409, true])
  const wrong = await stranger.post(link, { version: '1', ...one(0, 'ZZA青木 花', 'あおき', 'chair', { years: '百' }) })
  expect([wrong.statusCode, wrong.body.includes('value="百"'), wrong.body.includes('数字だけで')]).toEqual([422, true, true])
  expect((await stranger.post(link, { version: '1', ...one(0, 'x', 'x', 'chair', { professionCode: 'nobody' }) })).statusCode).toBe(404)
})

test('people are moved and taken away as they were typed, whether saved before or not; a twenty-first is not taken', async () => {
  const names = async () => (await db.selectFrom('applicant').select('name').where('application_id', '=', (await application()).id).orderBy('rank').execute()).map(({ name }) => name)
  const type = async (act: string, ...all: string[]) => stranger.post(link, {
    version: String((await application()).version), ...Object.assign({}, ...all.map((name, n) => one(n, name, 'かな', 'chair'))), act,
  })
  await type('up.3', 'い', 'ろ', 'は')
  expect(await names()).toEqual(['い', 'は', 'ろ'])
  await type('down.1', 'い', 'は', 'ろ')
  expect(await names()).toEqual(['は', 'い', 'ろ'])
  await type('remove.2', 'は', 'い', 'ろ')
  expect(await names()).toEqual(['は', 'ろ'])
  for (const act of ['up.1', 'down.9', 'remove.9', 'up.x', 'fly.1']) expect((await type(act, 'は', 'ろ')).statusCode, act).toBe(303)
  expect(await names()).toEqual(['は', 'ろ'])
  const { body } = await stranger.get(`${link}?more=1`)
  expect(body).toContain('aria-label="3番目の新しい方を上へ"')
  // Whoever asks for a row more is still writing: what is missing is said later.
  expect([body.includes('class="problem"'), (await stranger.get(link)).body.includes('class="problem"')]).toEqual([false, true])
  const many = await type('save', ...Array.from({ length: 21 }, (_, n) => `ZZ${n}`))
  expect([many.statusCode, await names()]).toEqual([422, ['は', 'ろ']])
  await db.updateTable('application').set({ version: 1 }).execute() // as the next test finds it
})

test('nobody but its office sees a draft', async () => {
  expect((await clerk!.get(list)).body).not.toContain('みどり包括')
  expect((await clerk!.get(`/applications/${(await application()).id}`)).statusCode).toBe(404)
})

test('handed in twice at once it is handed in once, with a receipt', async () => {
  await stranger.post(link, { version: '1', ...two() })
  const sent = await Promise.all([1, 2, 3].map(() => stranger.post(`${link}/submission`, { version: '2' })))
  expect(sent.map(({ statusCode, headers }) => [statusCode, headers.location])).toEqual([[303, link], [303, link], [303, link]])
  const { state, receipt } = await application()
  expect([state, receipt]).toEqual(['submitted', `A2026-${town.call}-132021-${(await application()).id}`])
  expect((await acts()).filter((act) => act === 'application.submitted')).toHaveLength(1)
  const { body } = await stranger.get(link)
  for (const words of [receipt!, '区市町村が確認中', '取り戻して直す']) expect(body).toContain(words)
  await work()
  expect(post.mails.at(-1)).toMatchObject({ to: 'midori@office.test', subject: expect.stringContaining('申込みの受付') })
  expect(post.mails.at(-1)!.text).toContain(receipt)
  expect(await db.selectFrom('message').select(['municipality_id as of', 'template']).where('template', '=', 'application_submitted').execute()).toEqual([{ of: town.tachikawa, template: 'application_submitted' }])
})

test('it is taken back while nobody decided, and handed in again under the same number', async () => {
  const { receipt } = await application()
  expect((await stranger.post(`${link}/recall`)).statusCode).toBe(303)
  expect((await application()).state).toBe('draft')
  expect((await clerk!.get(list)).body).not.toContain('みどり包括')
  await stranger.post(`${link}/submission`, { version: String((await application()).version) })
  expect(await application()).toMatchObject({ state: 'submitted', receipt })
})

test('its municipality sees it, the others and other kinds of people do not; the prefecture sees figures', async () => {
  const { id } = await application()
  const shown = await clerk!.get(list)
  for (const words of ['ZZAみどり包括', '確認待ち2人', 'うち新しい方2人', `/apply/${town.call}`]) expect(shown.body).toContain(words)
  expect((await other!.get(list)).body).not.toContain('みどり包括')
  expect((await Promise.all([other!, planner!, contractor!, trainee!].map((who) => who.get(`/applications/${id}`)))).map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404])
  for (const [way, form] of [['verdicts', { verdict: 'taken', applicantIds: '1' }], ['return', { reason: 'x', dueOn: '2026-07-01' }], ['person', { applicantId: '1' }]] as const) expect((await other!.post(`/applications/${id}/${way}`, form)).statusCode).toBe(404)
  for (const who of [planner!, contractor!]) {
    const { body } = await who.get(list)
    expect([body.includes('立川市'), body.includes('青木'), body.includes('みどり')]).toEqual([true, false, false])
  }
  expect((await clerk!.get('/')).body).toContain('申込み1件が確認待ち')
  expect((await clerk!.get(`/calls/${town.call}`)).body).toContain('申込み1件が確認待ち')
  expect((await other!.get(`/calls/${town.call}`)).body).not.toContain('申込み1件が確認待ち')
})

test('it is given back with a reason and a day of its own, which holds after the day of the offices', async () => {
  const { id } = await application()
  const late = await clerk!.post(`/applications/${id}/return`, { reason: '職種を確かめてください', 'dueOn.year': '2026', 'dueOn.month': '7', 'dueOn.day': '11' })
  expect([late.statusCode, late.body.includes('推薦書の期限')]).toEqual([422, true])
  await clerk!.post(`/applications/${id}/return`, { reason: '職種を確かめてください', 'dueOn.year': '2026', 'dueOn.month': '7', 'dueOn.day': '1' })
  await work()
  expect(post.mails.at(-1)!.subject).toContain('差戻し')
  expect(post.mails.at(-1)!.text).toContain('職種を確かめてください')
  house.setClock('2026-07-01T23:59:00+09:00')
  const { body } = await stranger.get(link)
  for (const words of ['職種を確かめてください', '7月1日', '保存して確かめる']) expect(body).toContain(words)
  expect((await begin({ email: 'late@office.test' })).statusCode).toBe(409)
  expect((await stranger.post(`${link}/submission`, { version: String((await application()).version) })).statusCode).toBe(303)
  expect((await application()).state).toBe('submitted')
})

test('people of the same name are shown with what agrees, and joined by the officer only', async () => {
  const known = await makePerson(db, 'ZZA青木　花', 'あおき　はな', town.tachikawa)
  const foreign = await makePerson(db, 'ZZA青木 花', 'あおき はな', town.tama)
  const { id } = await application()
  const [aoki] = await applicants()
  const { body } = await clerk!.get(`/applications/${id}`)
  for (const words of ['同じ名前の登録があります', '一致：ふりがな', `/people/${known}`]) expect(body).toContain(words)
  expect(body).not.toContain(`/people/${foreign}"`)
  const join = (person: number, applicant = aoki!.id) => clerk!.post(`/applications/${id}/person`, { applicantId: String(applicant), personId: String(person) })
  expect((await join(foreign)).statusCode).toBe(404)
  expect((await join(town.trainee.person)).statusCode).toBe(404)
  expect((await join(known)).statusCode).toBe(303)
  expect((await applicants())[0]!.person_id).toBe(known)
})

test('who is taken over stands on the sheet behind the others, once, and the sheet says from where', async () => {
  const { id, receipt } = await application()
  const sheet = `/calls/${town.call}/sheet`
  await clerk!.post(`${sheet}/draft`, { version: '0', 'adviser.0.name': '先に いた人', 'adviser.0.kana': 'さきに' })
  const [aoki, inoue] = await applicants()
  const taken = await Promise.all([1, 2].map((n) => clerk!.post(`/applications/${id}/verdicts`, { onceKey: `taking-${n}-key`, verdict: 'taken', applicantIds: String(aoki!.id) })))
  expect(taken.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409])
  expect(await lines()).toEqual([
    { category: 'adviser', rank: 1, name: '先に いた人', applicant: null, person: null },
    { category: 'adviser', rank: 2, name: 'ZZA青木 花', applicant: aoki!.id, person: aoki!.person_id },
  ])
  const { body } = await clerk!.get(sheet)
  expect(body).toContain(`申込 ${receipt} から`)
  const { version } = await db.selectFrom('nomination_sheet').select('version').where('municipality_id', '=', town.tachikawa).executeTakeFirstOrThrow()
  await clerk!.post(`${sheet}/draft`, { version: String(version), 'adviser.0.name': 'ZZA青木 花', 'adviser.0.kana': 'あおき はな', 'adviser.0.applicantId': String(aoki!.id), 'adviser.0.personId': String(aoki!.person_id) })
  expect((await lines()).map(({ rank, applicant }) => [rank, applicant])).toEqual([[1, aoki!.id]])
  const claimed = await clerk!.post(`${sheet}/draft`, { version: String(version + 1), 'adviser.0.name': 'だれか', 'adviser.0.applicantId': String(inoue!.id) })
  expect(claimed.statusCode).toBe(404)
  expect((await stranger.get(link)).body).toContain('推薦の候補')
  expect((await application()).state).toBe('submitted')
})

test('declining says why; once all have a verdict the office is told, and can take nothing back', async () => {
  const { id } = await application()
  const [aoki, inoue] = await applicants()
  const poor = await clerk!.post(`/applications/${id}/verdicts`, { verdict: 'declined', applicantIds: String(inoue!.id) })
  expect([poor.statusCode, poor.body.includes('推薦しない理由を入れてください')]).toEqual([409, true])
  expect((await clerk!.post(`/applications/${id}/verdicts`, { verdict: 'declined', applicantIds: String(aoki!.id), reason: 'x' })).statusCode).toBe(409)
  expect((await clerk!.post(`/applications/${id}/verdicts`, { verdict: 'declined', applicantIds: String(inoue!.id), reason: '枠を超えるため' })).statusCode).toBe(303)
  expect((await application()).state).toBe('reviewed')
  await work()
  const { subject, text } = post.mails.at(-1)!
  expect(subject).toContain('確認結果')
  for (const words of ['1　ZZA青木 花　推薦の候補になりました', '2　ZZA井上 葉　推薦されませんでした（枠を超えるため）']) expect(text).toContain(words)
  expect((await stranger.get(link)).body).toContain('枠を超えるため')
  expect((await stranger.post(`${link}/recall`)).statusCode).toBe(409)
  expect((await stranger.post(link, { version: '9', ...two() })).statusCode).toBe(409)
  const figures = /立川市<\/th>([\s\S]*?)<\/tr>/.exec((await planner!.get(list)).body)![1]!
  expect([...figures.matchAll(/>(\d+)</g)].map(([, figure]) => figure)).toEqual(['1', '2', '1', '1', '0'])
})

test('the selection is told to the office once it is announced, and not before', async () => {
  const { id: nomination, sheet_id } = await db.selectFrom('nomination').select(['id', 'sheet_id']).executeTakeFirstOrThrow()
  await db.updateTable('nomination_sheet').set({ state: 'accepted', receipt: 'R', submitted_at: new Date() }).where('id', '=', sheet_id!).execute()
  await db.updateTable('nomination').set({ submitted: true }).execute()
  expect((await stranger.get(link)).body).toContain('区市町村が推薦')
  const selection = await db.insertInto('selection').values({ training_id: town.training, state: 'confirmed', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: new Date() } as never).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('selection_line').values({ selection_id: selection.id, nomination_id: nomination, position: 1, rule: 'first_rank', simulated_outcome: 'selected', outcome: 'selected', cohort_id: town.cohorts[0] }).execute()
  expect((await stranger.get(link)).body).not.toContain('受講決定')
  await db.updateTable('selection').set({ state: 'announced', announced_at: new Date() }).execute()
  expect((await stranger.get(link)).body).toContain('受講決定')
})

test('half a year after the decision the link is over', async () => {
  house.setClock('2027-01-30T10:00:00+09:00')
  expect((await stranger.get(link)).statusCode).toBe(200)
  house.setClock('2027-01-31T10:00:00+09:00')
  expect((await stranger.get(link)).statusCode).toBe(404)
})

test('who asks too often waits', async () => {
  house.setClock('2026-06-20T10:00:00+09:00')
  const codes: number[] = []
  for (let n = 0; n < 22; n += 1) codes.push((await begin({ email: `n${n}@office.test` })).statusCode)
  expect(codes.filter((code) => code === 429).length).toBeGreaterThanOrEqual(2)
})

test('the blank form is one sheet of A4', async () => {
  const { statusCode, headers, rawPayload } = await clerk!.get(`/calls/${town.call}/applications/pdf`)
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/pdf'])
  const { extractText, getDocumentProxy } = await import('unpdf')
  const { totalPages, text } = await extractText(await getDocumentProxy(new Uint8Array(rawPayload)), { mergePages: true })
  expect(totalPages).toBe(1)
  for (const words of ['様式', '推薦順位', '個人情報の取扱い', '令和8年度 地域ケア会議実践者養成研修']) expect(text).toContain(words)
  expect((await house.stranger().get(`/calls/${town.call}/applications/pdf`)).statusCode).toBe(303)
})
