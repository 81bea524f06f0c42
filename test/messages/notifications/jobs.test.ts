import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { beforeEach, describe, expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { drain, type CrewHouse } from '../../../server/base/jobs.ts'
import { openPost, type Mail, type Patience } from '../../../server/base/mail.ts'
import { messageJobs } from '../../../server/messages/notifications/jobs.ts'
import { hashOfToken } from '../../../server/who/accounts/sessions.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, makePerson, settle } from '../../support/people.ts'
import { openRelay, relaySaying, wayTo, type Relay } from '../../support/relay.ts'

const house = await openHouse()
const { db, post, setClock } = house
const town = await settle(db)
const planner = await house.visitor(town.planner)
const taking = await openRelay()
const { received } = taking
const crew = { ...messageJobs, 'print-call': { work: async () => {} } }
const start = '2026-06-15T10:00:00+09:00'

/** What a feature does: it leaves a line, and the line does the rest. */
const happened = (action: string, subject: string, detail: Record<string, unknown> = {}) =>
  inChange(db, { actor: null, scope: { of: 'all' }, now: new Date(start), random: (bytes) => new Uint8Array(bytes) }, async ({ log }) => log(action, subject, detail))
const run = (more: Partial<CrewHouse> = {}) => drain({ ...house.crewHouse, ...more }, crew)
const messages = () => db.selectFrom('message').select(['id', 'template', 'person_id', 'municipality_id', 'state', 'held_reason', 'tries', 'sent_to']).orderBy('id').execute()
const mailTo = (address: string) => post.mails.filter(({ to }) => to === address)
const addressOf = (person: number) => `p${person}@house.test`

beforeEach(async () => {
  setClock(start)
  post.mails.length = 0
  await sql`delete from pgboss.job`.execute(db)
  await db.deleteFrom('message').execute()
  await db.updateTable('account').set({ disabled_at: null }).execute()
  await db.updateTable('post').set({ ended_at: null }).execute()
})

describe('who signs', () => {
  const signs = (label: string, title: string, from: string, to: string | null = null, name = '') =>
    db.insertInto('sender').values({ label, organization: '東京都福祉局', title, name, valid_from: from, valid_to: to }).execute()
  const textTo = (person: number) => mailTo(addressOf(person)).at(-1)!.text
  const clerk = town.clerkOfTachikawa.person

  test('a letter that goes outside names office and title of whoever holds the office on the day, below the reader and in both languages', async () => {
    await signs('介護保険課長', '介護保険課長', '2025-04-01', '2026-06-30', '前任 一郎')
    await signs('介護保険課長', '介護保険課長', '2026-07-01', null, '後任 花子')
    await signs('在宅支援課長', '在宅支援課長', '2025-04-01')
    await db.updateTable('call').set({ sender_label: '介護保険課長' }).where('id', '=', town.call).execute()
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await run()
    expect(textTo(clerk)).toContain('立川市\n地域ケア会議 御担当者　様\n\n東京都福祉局介護保険課長　前任 一郎\n\n日頃から')
    expect(textTo(clerk)).toContain('From 東京都福祉局介護保険課長　前任 一郎')
    setClock('2026-07-01T10:00:00+09:00')
    await happened('call.revised', `call:${town.call}`, { revision: 0 })
    await run()
    expect(textTo(clerk)).toContain('介護保険課長　後任 花子')
    expect(textTo(clerk)).not.toContain('前任')
  })

  test('the office of a call that nobody holds signs by its name; what was written by hand signs as written', async () => {
    await db.updateTable('call').set({ sender_label: '高齢福祉課長' }).where('id', '=', town.call).execute()
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await run()
    expect(textTo(clerk)).toContain('様\n\n高齢福祉課長\n\n')
    await db.updateTable('call').set({ sender_label: null, sender: '東京都福祉局長' }).where('id', '=', town.call).execute()
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await run()
    expect(textTo(clerk)).toContain('様\n\n東京都福祉局長\n\n')
  })

  test('an invitation is signed by the office of the latest call, a reset link and a request between colleagues by nobody', async () => {
    await db.updateTable('call').set({ sender_label: '在宅支援課長' }).where('id', '=', town.call).execute()
    await happened('account.invited', `account:${town.clerkOfTachikawa.account}`)
    await run()
    expect(textTo(clerk)).toContain('東京都福祉局在宅支援課長')
    await happened('account.reset_asked', `account:${town.clerkOfTachikawa.account}`)
    await run()
    expect(textTo(clerk)).not.toContain('課長')
    await db.deleteFrom('one_time_link').execute()
  })

  test('who chooses the first password is not told that it changed, who chooses another is', async () => {
    const before = mailTo(addressOf(clerk)).length
    await happened('password.set', `account:${town.clerkOfTachikawa.account}`, { first: true })
    await run()
    expect(mailTo(addressOf(clerk)).length).toBe(before)
    await happened('password.set', `account:${town.clerkOfTachikawa.account}`)
    await run()
    expect(textTo(clerk)).toContain('パスワードが変わり')
  })

  test('words that name the sender themselves have it there and nowhere else', async () => {
    const values = { saved_by: town.planner.person, saved_at: new Date(start), published_by: town.planner.person, published_at: new Date(start) }
    await db.insertInto('letter_version').values({ template: 'call_closed', version: 1, title: '件名', title_en: 'Subject', body: '本文です。\n\n{sender}より', body_en: 'Text. {sender}', ...values }).execute()
    await db.insertInto('letter_in_use').values({ template: 'call_closed', version: 1, chosen_by: town.planner.person, chosen_at: new Date(start) }).execute()
    await happened('call.closed', `call:${town.call}`, { revision: 0 })
    await run()
    expect(textTo(clerk)).toContain('様\n\n本文です。\n\n東京都福祉局在宅支援課長より')
    expect(textTo(clerk).match(/在宅支援課長/g)).toHaveLength(2)
    await db.deleteFrom('letter_in_use').execute()
    await db.updateTable('call').set({ sender_label: null }).where('id', '=', town.call).execute()
  })
})

describe('a published call', () => {
  test('is told once to every municipality, by mail to its officers, in both languages', async () => {
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await run()
    expect((await messages()).map(({ municipality_id, person_id, state }) => [municipality_id, person_id, state]))
      .toEqual([[town.tachikawa, null, 'sent'], [town.tama, null, 'sent']])
    const [mail] = mailTo(addressOf(town.clerkOfTachikawa.person))
    expect(mail).toMatchObject({ subject: '【推薦の御依頼】令和8年度 地域ケア会議実践者養成研修' })
    for (const words of ['立川市\n地域ケア会議 御担当者　様', '令和8年7月10日（金）必着', `https://house.test/calls/${town.call}`, 'English', 'Deadline for municipalities: Fri, 10 July 2026'])
      expect(mail!.text).toContain(words)
    expect(mail!.messageId).toMatch(/^<message-\d+\.\d+@house\.test>$/)
    expect(mail!.text).not.toMatch(/[{}]/)
  })

  test('told again by a job that runs twice, nobody hears of it twice', async () => {
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    const { id } = await db.selectFrom('audit_line').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
    await run()
    await messageJobs.tell!.work(house.crewHouse, { id, action: 'call.published' } as never)
    await run()
    expect(post.mails).toHaveLength(2)
  })

  // The embedded database serves one at a time; only a PostgreSQL server makes this a race.
  test('is sent once, although four workers take the same job at once', async () => {
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    const { id } = await db.selectFrom('audit_line').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
    const line = { id, action: 'call.published' } as never
    await Promise.all([1, 2, 3, 4].map(() => messageJobs.tell!.work(house.crewHouse, line)))
    const ids = (await messages()).map(({ id }) => id)
    expect(ids).toHaveLength(2)
    await Promise.all([1, 2, 3, 4].map(() => messageJobs['send-mail']!.work(house.crewHouse, { ids } as never)))
    expect(post.mails.map(({ to }) => to).sort()).toEqual([addressOf(town.clerkOfTachikawa.person), addressOf(town.clerkOfTama.person)].sort())
    expect((await messages()).map(({ state, tries }) => [state, tries])).toEqual([['sent', 1], ['sent', 1]])
  })

  test('reaches each officer of a municipality, and nobody who left or was shut out before it was sent', async () => {
    const second = await idOf(db.insertInto('person').values({ name: 'ZZA後任', created_at: new Date(start) }).returning('id'))
    const account = await idOf(db.insertInto('account').values({ person_id: second, email: 'second@house.test', created_at: new Date(start) }).returning('id'))
    const seat = await idOf(db.insertInto('post').values({ account_id: account, kind: 'municipality', municipality_id: town.tachikawa, granted_at: new Date(start) }).returning('id'))
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await db.updateTable('post').set({ ended_at: new Date(start) }).where('id', '=', town.clerkOfTachikawa.post).execute()
    await db.updateTable('account').set({ disabled_at: new Date(start) }).where('id', '=', town.clerkOfTama.account).execute()
    await run()
    expect(post.mails.map(({ to }) => to)).toEqual(['second@house.test'])
    expect((await messages()).map(({ state, held_reason }) => [state, held_reason])).toEqual([['sent', null], ['held', 'noAddress']])
    await db.updateTable('post').set({ ended_at: new Date(start) }).where('id', '=', seat).execute()
    await db.deleteFrom('post').where('id', '=', seat).execute()
  })
})

describe('a selection', () => {
  const person = { selected: 0, waitlisted: 0, declined: 0 }
  beforeEach(async () => {
    for (const table of ['selection_line', 'selection', 'enrollment', 'nomination', 'nomination_sheet'] as const) await db.deleteFrom(table).execute()
    const sheet = await idOf(db.insertInto('nomination_sheet').values({ call_id: town.call, municipality_id: town.tachikawa, state: 'accepted', receipt: 'R1', saved_at: new Date(start) }).returning('id'))
    const selection = await idOf(db.insertInto('selection').values({ training_id: town.training, state: 'announced', seed: 1, over_percent: 100, prepared_by: town.planner.person, simulated_at: new Date(start) }).returning('id'))
    for (const [at, [outcome, rule]] of ([['selected', 'first_rank'], ['waitlisted', 'over_capacity'], ['declined', 'ineligible']] as const).entries()) {
      person[outcome] = await idOf(db.insertInto('person').values({ name: `ZZA${outcome}`, email: `${outcome}@house.test`, created_at: new Date(start) }).returning('id'))
      const nomination = await idOf(db.insertInto('nomination').values({ sheet_id: sheet, call_id: town.call, municipality_id: town.tachikawa, person_id: person[outcome], category: 'adviser', rank: at + 1, submitted: true }).returning('id'))
      await db.insertInto('selection_line').values({ selection_id: selection, nomination_id: nomination, position: at + 1, rule, simulated_outcome: outcome, outcome, waitlist_position: outcome === 'waitlisted' ? 4 : null, cohort_id: outcome === 'selected' ? town.cohorts[0] : null }).execute()
      if (outcome === 'selected') {
        const enrollment = await enroll(db, town, person[outcome], 107)
        await db.updateTable('enrollment').set({ nomination_id: nomination }).where('id', '=', enrollment).execute()
      }
    }
  })
  const announce = () => happened('selection.announced', `training:${town.training}`)

  test('tells each person what it means for them, and the municipality in one list', async () => {
    await announce()
    await run()
    const text = (address: string) => mailTo(address)[0]!.text
    for (const words of ['ZZAselected　様', '受講番号　0107番', '第1コース', '令和8年9月17日（木）　09:30～16:30　立川ホール', 'Cohort 1']) expect(text('selected@house.test')).toContain(words)
    expect(text('waitlisted@house.test')).toContain('補欠の順位　4番')
    expect(text('declined@house.test')).toContain('受講要件に当たらなかったため')
    const [list, ...more] = mailTo(addressOf(town.clerkOfTachikawa.person))
    expect(more).toEqual([])
    for (const words of ['受講決定　1人', '・②助言者　ZZAselected　様　受講決定　0107番　第1コース', '・②助言者　ZZAwaitlisted　様　補欠4番']) expect(list!.text).toContain(words)
    expect(mailTo(addressOf(town.clerkOfTama.person))).toEqual([])
  })

  test('that is not announced is in nobody’s mail, whatever line asks for it', async () => {
    await db.updateTable('selection').set({ state: 'confirmed' }).execute()
    await announce()
    await run()
    expect([post.mails, await messages()]).toEqual([[], []])
  })

  test('is not told to somebody who withdrew between the announcement and the mail', async () => {
    await announce()
    await messageJobs.tell!.work(house.crewHouse, { id: (await db.selectFrom('audit_line').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id, action: 'selection.announced' } as never)
    await db.updateTable('enrollment').set({ state: 'withdrawn', withdrawn_at: new Date(start), withdrawn_by: 'trainee' }).execute()
    await run()
    expect(mailTo('selected@house.test')).toEqual([])
    expect((await messages()).find(({ template }) => template === 'selected')).toMatchObject({ state: 'held', held_reason: 'noLonger' })
  })
})

test('an invitation carries a link that is nowhere else, and works once it arrives', async () => {
  await happened('account.invited', `account:${town.trainee.account}`)
  await run()
  const [, token] = mailTo(addressOf(town.trainee.person))[0]!.text.match(/https:\/\/house\.test\/links\/([\w-]{43})/)!
  const kept = await db.selectFrom('one_time_link').select(['id', 'account_id', 'purpose']).execute()
  expect(kept).toEqual([{ id: hashOfToken(token!), account_id: town.trainee.account, purpose: 'invitation' }])
  expect((await db.selectFrom('message').select('body').executeTakeFirstOrThrow()).body).toContain('{link}')
  expect(JSON.stringify(await db.selectFrom('audit_line').selectAll().execute())).not.toContain(token)
})

test('those who may approve are told on the site, the one who asked is not, and no mailbox is filled', async () => {
  const approval = await idOf(db.insertInto('approval').values({ subject: 'call:9', title: '募集の公表', path: '/calls/9', requested_by: town.planner.person, requested_at: new Date(start) }).returning('id'))
  await happened('approval.requested', `approval:${approval}`)
  await run()
  expect((await messages()).map(({ person_id, state }) => [person_id, state])).toEqual([[town.approver.person, 'sent']])
  expect(post.mails).toEqual([])
})

describe('the relay', () => {
  const mailBy = (relay: Relay | null, patience?: Patience) => openPost({ smtpUrl: relay?.url ?? null, mailFrom: 'no-reply@house.test' }, patience)
  const secondOfficer = async () => {
    const account = (await db.selectFrom('account').select('id').where('email', '=', 'later@house.test').executeTakeFirst())?.id
      ?? await idOf(db.insertInto('account').values({ person_id: await makePerson(db, 'ZZA後任', '', town.tachikawa), email: 'later@house.test', created_at: new Date(start) }).returning('id'))
    return idOf(db.insertInto('post').values({ account_id: account, kind: 'municipality', municipality_id: town.tachikawa, granted_at: new Date(start) }).returning('id'))
  }
  const one = () => happened('account.reset_asked', `account:${town.trainee.account}`)
  const state = async () => (({ state, held_reason, tries }) => ({ state, held_reason, tries }))((await messages())[0]!)
  beforeEach(() => { received.length = 0 })

  test('that is away is asked again with growing pauses, until it is given up aloud', async () => {
    await one()
    const down = { mail: openPost({ smtpUrl: 'smtp://127.0.0.1:1', mailFrom: 'no-reply@house.test' }) }
    await run(down)
    expect(await state()).toEqual({ state: 'waiting', held_reason: expect.stringMatching(/^later: .*127\.0\.0\.1:1$/), tries: 1 })
    let now = Date.parse(start)
    for (const [at, minutes] of [1, 5, 15, 60, 240, 720, 1440].entries()) {
      setClock(new Date(now + minutes * 60_000 - 1_000).toISOString())
      expect(await run(down), `before ${minutes} minutes are over`).toBe(0)
      setClock(new Date(now += minutes * 60_000).toISOString())
      await run(down)
      expect((await state()).tries).toBe(at + 2)
    }
    expect(await state()).toMatchObject({ state: 'failed', held_reason: expect.stringMatching(/^gaveUp: /) })
    expect(await run(down)).toBe(0)
  })

  test('that comes back takes what waited, once', async () => {
    await one()
    await run({ mail: mailBy(await relaySaying(450, 'later please')) })
    setClock('2026-06-15T10:02:00+09:00')
    await run({ mail: mailBy(taking) })
    expect([received.length, await state()]).toEqual([1, { state: 'sent', held_reason: null, tries: 2 }])
  })

  test('gets what a worker died with, after its claim has run out', async () => {
    await one()
    await run({ mail: mailBy(await relaySaying(450, 'later please')) })
    await db.updateTable('message').set({ claimed_at: new Date('2026-06-15T10:02:00+09:00'), tries: 2 }).execute()
    const server = taking
    setClock('2026-06-15T10:03:00+09:00')
    await run({ mail: mailBy(server) })
    expect(received).toHaveLength(0)
    setClock('2026-06-15T10:20:00+09:00')
    await run({ mail: mailBy(server) })
    expect([received.length, (await state()).state]).toEqual([1, 'sent'])
  })

  test('that refuses is heard: the words stand with the message, the address does not', async () => {
    await one()
    await run({ mail: mailBy(await relaySaying(550, `<${addressOf(town.trainee.person)}> unknown user`)) })
    const { state: became, held_reason } = await state()
    expect([became, held_reason]).toEqual(['failed', expect.stringContaining('unknown user')])
    expect(held_reason).not.toContain('@')
  })

  test('that is not set up keeps mail held', async () => {
    await one()
    await run({ mail: mailBy(null) })
    expect(await state()).toEqual({ state: 'held', held_reason: 'noRelay', tries: 1 })
  })

  test.each([['silent', 'greeting'], ['silent', 'DATA'], ['cut', 'DATA'], ['silent', 'end'], ['cut', 'end']] as const)(
    'that goes %s at %s leaves no mail behind and sends none twice: known is sent later, unknown is said', async (fault, stage) => {
      await one()
      await run({ mail: mailBy(await wayTo(taking, stage, fault), { greetingMs: 500, silenceMs: 500, wholeMs: 9_000 }) })
      const unknown = stage === 'end'
      expect(await state()).toEqual(unknown ? { state: 'failed', held_reason: 'unknown', tries: 1 } : { state: 'waiting', held_reason: expect.stringMatching(/^later/), tries: 1 })
      const page = (await planner.get('/outbox')).body
      expect(page).toContain(unknown ? '届いたかどうか分かりません' : '時間をおいて自動で送り直します')
      setClock('2026-06-20T10:00:00+09:00')
      await run({ mail: mailBy(taking) })
      expect([received.length, (await state()).state]).toEqual([1, unknown ? 'failed' : 'sent'])
      const said = db.selectFrom('audit_line').select('id').where('action', '=', 'mail.unknown').where('subject', '=', `message:${(await messages())[0]!.id}`)
      expect(await said.execute()).toHaveLength(unknown ? 1 : 0)
    })

  test('that breaks off after one officer’s text gets the other officer’s mail later, and the first one’s never again', async () => {
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    const seat = await secondOfficer()
    await run({ mail: mailBy(await wayTo(taking, 'end', 'cut')) })
    expect([received.length, (await messages()).map(({ state, held_reason }) => [state, held_reason?.split(':')[0]])]).toEqual([1, [['waiting', 'unknown'], ['waiting', 'later']]])
    setClock('2026-06-15T10:02:00+09:00')
    await run({ mail: mailBy(taking) })
    const all = [town.clerkOfTachikawa.person, town.clerkOfTama.person].map(addressOf)
    expect(received.flatMap(({ to }) => to).sort()).toEqual(['later@house.test', ...all].sort())
    expect((await messages()).map(({ state, held_reason }) => [state, held_reason])).toEqual([['failed', 'unknown'], ['sent', null]])
    await db.deleteFrom('post').where('id', '=', seat).execute()
  })

  test('that is slow holds a job only so long: what it had no time for is sent by the next, and no try is counted for it', async () => {
    const slow = { send: async (mail: Mail) => { setClock(new Date(house.app.clock().getTime() + 5 * 60_000).toISOString()); await mailBy(taking).send(mail) } }
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await messageJobs.tell!.work(house.crewHouse, { id: (await db.selectFrom('audit_line').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id, action: 'call.published' } as never)
    await messageJobs['send-mail']!.work({ ...house.crewHouse, mail: slow }, { ids: (await messages()).map(({ id }) => id) } as never)
    expect((await messages()).map(({ state, tries }) => [state, tries])).toEqual([['sent', 1], ['waiting', 0]])
    await run({ mail: mailBy(taking) })
    expect([received.length, (await messages()).map(({ state }) => state)]).toEqual([2, ['sent', 'sent']])
  })

  test('that takes one officer and refuses the other is not given the first one twice', async () => {
    const seat = await secondOfficer()
    let busy = true
    const server = await openRelay({ onRcptTo: ({ address }, _, done) => done(busy && address === 'later@house.test' ? Object.assign(new Error('busy'), { responseCode: 451 }) : undefined) })
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await run({ mail: mailBy(server) })
    busy = false
    setClock('2026-06-15T10:02:00+09:00')
    await run({ mail: mailBy(server) })
    expect([...received, ...server.received].flatMap(({ to }) => to).sort()).toEqual(['later@house.test', addressOf(town.clerkOfTachikawa.person), addressOf(town.clerkOfTama.person)].sort())
    await db.deleteFrom('post').where('id', '=', seat).execute()
  })

  test('is given no other header and no other reader by a name with line breaks', async () => {
    await db.updateTable('training').set({ title: '研修\r\nBcc: thief@example.jp\r\n\r\nbody' }).where('id', '=', town.training).execute()
    await happened('call.published', `call:${town.call}`, { revision: 0 })
    await run({ mail: mailBy(taking) })
    for (const { to, raw } of received) {
      const { headers, subject } = await PostalMime.parse(raw)
      expect(headers.filter(({ key }) => ['bcc', 'cc'].includes(key))).toEqual([])
      expect([to.join().includes('thief'), subject!.includes('thief')]).toEqual([false, true])
    }
    expect(received).toHaveLength(2)
    await db.updateTable('training').set({ title: '令和8年度 地域ケア会議実践者養成研修' }).where('id', '=', town.training).execute()
  })
})
