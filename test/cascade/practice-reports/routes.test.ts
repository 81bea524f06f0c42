import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { BadMail } from '../../../server/base/mail.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, idOf, settle } from '../../support/people.ts'

/** I4: asked three and nine months after completion (15 October), answered by a link or signed in, confirmed by a manager. */
const house = await openHouse({ now: '2027-01-14T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const [planner, contractor, clerk, trainee, other] = await Promise.all([town.planner, town.contractor, town.clerkOfTachikawa, town.trainee, town.traineeOfTama].map(house.visitor))
const complete = async (person: number, number: number, municipality = town.tachikawa, completed_on = '2026-10-15') => {
  const id = await enroll(db, town, person, number, { municipality })
  await db.updateTable('enrollment').set({ state: 'completed', completed_on }).where('id', '=', id).execute()
  return id
}
const own = await complete(town.trainee.person, 1)
const others = await complete(town.traineeOfTama.person, 2, town.tama)

const round = async (now: string) => {
  house.setClock(now)
  await crew['ask-practice']!.work(house.crewHouse, {} as never)
  await drain(house.crewHouse, crew)
}
const mailsTo = (to: string) => house.post.mails.filter((mail) => mail.to === to)
const mailOf = (person: number) => mailsTo(`p${person}@house.test`).at(-1)!
const linkIn = (text: string) => /\/practice-(links|confirmations)\/[\w-]+/.exec(text)![0]
const askings = () => db.selectFrom('practice_asking').select(['id', 'enrollment_id', 'months', 'due_on', 'asked_on', 'closes_on', 'times', 'reached']).orderBy('id').execute()
const askingOf = async (enrollment: number) => (await db.selectFrom('practice_asking').select('id').where('enrollment_id', '=', enrollment).orderBy('id').executeTakeFirstOrThrow()).id
const answers = () => db.selectFrom('practice_answer').select(['practiced', 'times', 'role', 'cases', 'changed', 'manager_email', 'via', 'verdict', 'version']).orderBy('asking_id').execute()
const trail = async (id: number) => (await db.selectFrom('audit_line').select('action').where('subject', '=', `practice_asking:${id}`).where('action', 'like', 'practice_report.%').orderBy('id').execute()).map(({ action }) => action.slice('practice_report.'.length))
const yes = { practiced: 'yes', times: '3', role: 'chair', cases: '2', changed: '会議の時間が短くなった', managerKind: 'named', managerName: '上司 一郎', managerEmail: 'boss@office.test' }

test('nobody is asked before their day, at night, or where the course asks nobody', async () => {
  await round('2027-01-14T10:00:00+09:00')
  await round('2027-01-15T07:00:00+09:00')
  expect(await askings()).toEqual([])
  const stale = await planner!.post(`/practice/rules/${town.course}`, { months: '3, 9', openDays: '30', reminderDays: '7, 21', version: '5' })
  expect([stale.statusCode, stale.body.includes('ほかの人が先に')]).toEqual([409, true])
  const wrong = await planner!.post(`/practice/rules/${town.course}`, { isOn: 'true', months: '3, x', openDays: '30', reminderDays: '40', version: '0' })
  expect([wrong.statusCode, wrong.body.includes('1から36までの数'), wrong.body.includes('回答できる日数より小さい'), wrong.body.includes('3, x')]).toEqual([422, true, true, true])
  expect((await planner!.post(`/practice/rules/${town.course}`, { months: '3, 9', openDays: '30', reminderDays: '7, 21', version: '0' })).statusCode).toBe(303)
  expect((await planner!.get('/practice/rules')).body).toContain('聞かない')
  await round('2027-01-15T08:00:00+09:00')
  expect(await askings()).toEqual([])
  await planner!.post(`/practice/rules/${town.course}`, { isOn: 'true', months: '9, 3', openDays: '30', reminderDays: '7, 21', version: '1' })
  expect(await db.selectFrom('audit_line').select('detail').where('action', '=', 'practice_report.rule_changed').orderBy('id').execute()).toEqual([{ detail: { on: false, months: '3,9', days: 30 } }, { detail: { on: true, months: '3,9', days: 30 } }])
})

test('on the day each completer is asked once, by a letter on the site and a mail with a link of which only the hash is kept', async () => {
  await round('2027-01-15T10:00:00+09:00')
  await round('2027-01-15T11:00:00+09:00')
  expect(await askings()).toEqual([own, others].map((enrollment_id, n) => ({ id: n + 1, enrollment_id, months: 3, due_on: '2027-01-15', asked_on: '2027-01-15', closes_on: '2027-02-14', times: 1, reached: true })))
  expect(mailsTo(mailOf(town.trainee.person).to)).toHaveLength(1)
  const { subject, text } = mailOf(town.trainee.person)
  expect([subject.includes('1分'), text.includes('3か月'), text.includes('have passed since')]).toEqual([true, true, true])
  const links = await db.selectFrom('practice_link').select(['hash', 'purpose', 'expires_on']).where('asking_id', '=', 1).execute()
  expect(links).toEqual([{ hash: expect.not.stringContaining(linkIn(text).split('/')[2]!), purpose: 'answer', expires_on: '2027-02-14' }])
  expect(await db.selectFrom('message').select(['path', 'template']).where('person_id', '=', town.trainee.person).where('template', '=', 'practice_asked').execute()).toEqual([{ path: '/my-practice/1', template: 'practice_asked' }])
  const home = (await trainee!.get('/')).body
  expect([home.includes('修了から3か月。その後のことを教えてください'), home.includes('href="/my-practice/1"'), home.includes('/my-practice/2')]).toEqual([true, true, false])
})

test('a stranger with the link answers; what is missing or tells of somebody comes back with all that was typed', async () => {
  const link = linkIn(mailOf(town.trainee.person).text)
  const phone = house.stranger()
  const page = await phone.get(link)
  expect([page.statusCode, page.headers['x-robots-tag'], page.body.includes('ZZA研 修子'), page.body.includes('p1@'), page.body.includes('申込みをした事業所')]).toEqual([200, 'noindex', true, false, false])
  expect((await phone.get(link, {}, { language: 'en' })).body).toContain('Have you taken part in or run a care conference')
  const poor = await phone.post(link, { ...yes, times: '', managerEmail: '' })
  expect([poor.statusCode, poor.body.includes('会議の時間が短くなった'), poor.body.includes('value="上司 一郎"'), /value="chair"\s+checked/.test(poor.body)]).toEqual([422, true, true, true])
  const telling = await phone.post(link, { ...yes, changed: '鈴木一郎さんの家に行けるようになった' })
  expect([telling.statusCode, telling.body.includes('鈴木一郎'), telling.body.includes('personalData'), telling.body.includes('name="checked"')]).toEqual([422, true, false, true])
  expect(await answers()).toEqual([])
  expect((await phone.post(link, yes)).headers.location).toBe(link)
  expect(await answers()).toEqual([{ practiced: true, times: 3, role: 'chair', cases: 2, changed: '会議の時間が短くなった', manager_email: 'boss@office.test', via: 'link', verdict: null, version: 1 }])
  const again = (await phone.get(link)).body
  expect([again.includes('回答を受け取りました'), /name="times"[^>]*value="3"|value="3"[^>]*name="times"/.test(again.replace(/\s+/g, ' '))]).toEqual([true, true])
  expect((await trainee!.get('/')).body, 'nothing waits at home any more').not.toContain('/my-practice/1')
})

test('a link that is none, one for another purpose, and one of somebody else say so in plain words', async () => {
  const link = linkIn(mailOf(town.trainee.person).text)
  const phone = house.stranger()
  for (const at of [`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`, link.replace('links', 'confirmations')]) {
    const page = await phone.get(at)
    expect([page.statusCode, page.body.includes('この入口は使えません')]).toEqual([404, true])
    expect((await phone.post(at, { ...yes, verdict: 'confirmed' })).statusCode).toBe(404)
  }
  const mistaken = await other!.get(link)
  expect([mistaken.statusCode, mistaken.body.includes('別の方にお送りしたものです'), mistaken.body.includes('name="practiced"')]).toEqual([200, true, false])
  expect((await other!.post(link, { practiced: 'no' })).statusCode).toBe(409)
  expect((await trainee!.get(link)).body, 'signed in as oneself').toContain('name="practiced"')
})

test('the manager is written to, sees what was said, and has to say what is different', async () => {
  await drain(house.crewHouse, crew)
  const { subject, text } = mailsTo('boss@office.test').at(-1)!
  expect([subject.includes('ZZA研 修子さんの研修後の実践の確認'), text.includes('上司 一郎　様'), text.includes('Please say by')]).toEqual([true, true, true])
  const link = linkIn(text)
  const boss = house.stranger()
  const page = (await boss.get(link)).body
  expect([page.includes('約3回'), page.includes('2事例'), page.includes('会議の時間が短くなった'), page.includes('立川市')]).toEqual([true, true, true, false])
  const unsaid = await boss.post(link, { verdict: 'disagreed' })
  expect([unsaid.statusCode, unsaid.body.includes('入力してください')]).toEqual([422, true])
  expect((await trainee!.get(link)).body).toContain('御自分では確認できません')
  expect((await trainee!.post(link, { verdict: 'confirmed' })).statusCode).toBe(409)
  expect((await boss.post(link, { verdict: 'disagreed', words: '司会は2回でした' })).statusCode).toBe(303)
  expect((await boss.post(link, { verdict: 'confirmed' })).statusCode, 'changed while it is open').toBe(303)
  expect((await answers())[0]).toMatchObject({ verdict: 'confirmed' })
  expect((await boss.get(link, {}, { language: 'en' })).body).toContain('Yes, it is')
})

test('an answer that is corrected is confirmed anew; the same answer sent again is not', async () => {
  const link = linkIn(mailOf(town.trainee.person).text)
  const phone = house.stranger()
  await phone.post(link, { ...yes, managerName: '上司 壱朗' })
  await drain(house.crewHouse, crew)
  expect([(await answers())[0], mailsTo('boss@office.test').length]).toMatchObject([{ verdict: 'confirmed', version: 2 }, 1])
  const before = linkIn(mailsTo('boss@office.test').at(-1)!.text)
  await phone.post(link, { ...yes, times: '2' })
  await drain(house.crewHouse, crew)
  expect([(await answers())[0], mailsTo('boss@office.test').length]).toMatchObject([{ verdict: null, times: 2, version: 3 }, 2])
  expect((await house.stranger().get(before)).statusCode, 'the link to what was said before').toBe(404)
})

test('who has not answered is reminded at each step once; a silent manager once', async () => {
  const [person, boss] = [`p${town.traineeOfTama.person}@house.test`, 'boss@office.test']
  const before = [mailsTo(person).length, mailsTo(boss).length] as const
  const since = () => [mailsTo(person).length - before[0], mailsTo(boss).length - before[1]]
  await round('2027-01-21T10:00:00+09:00')
  expect(since()).toEqual([0, 0])
  await round('2027-01-22T10:00:00+09:00')
  await round('2027-01-22T12:00:00+09:00')
  expect(since(), 'seven days, for both').toEqual([1, 1])
  expect(mailsTo(person).at(-1)!.subject).toContain('再度のお願い')
  await round('2027-02-05T10:00:00+09:00')
  await round('2027-02-06T10:00:00+09:00')
  expect(since()).toEqual([2, 1])
  expect(mailsTo(`p${town.trainee.person}@house.test`).filter(({ subject }) => subject.includes('再度'))).toEqual([])
})

test('signed in, one answers one’s own and nobody else’s', async () => {
  expect((await other!.get('/my-practice')).body).toContain('href="/my-practice/2"')
  for (const at of ['/my-practice/1', '/my-practice/999']) {
    expect((await other!.get(at)).statusCode).toBe(404)
    expect((await other!.post(at, { practiced: 'no' })).statusCode).toBe(404)
  }
  const unsure = await other!.post('/my-practice/2', { changed: 'まだ' })
  expect([unsure.statusCode, unsure.body.includes('まだ')]).toEqual([422, true])
  expect((await other!.post('/my-practice/2', { practiced: 'no', times: '9' })).headers.location).toBe('/my-practice/2')
  expect((await answers())[1]).toEqual({ practiced: false, times: null, role: null, cases: null, changed: '', manager_email: null, via: 'account', verdict: null, version: 1 })
  expect((await db.selectFrom('audit_line').select(['person_id', 'detail']).where('action', '=', 'practice_report.answered').orderBy('id', 'desc').executeTakeFirst())).toEqual({ person_id: town.traineeOfTama.person, detail: { practiced: false, via: 'account' } })
  for (const guest of [planner, clerk, contractor]) expect((await guest!.get('/my-practice/2')).statusCode).toBe(404)
})

test('after the last day the link says that it is over, and changes nothing', async () => {
  const link = linkIn(mailOf(town.trainee.person).text)
  house.setClock('2027-02-15T10:00:00+09:00')
  const page = await house.stranger().get(link)
  expect([page.statusCode, page.body.includes('回答できる期間は'), page.body.includes('name="practiced"')]).toEqual([200, true, false])
  expect((await house.stranger().post(link, { practiced: 'no' })).statusCode).toBe(409)
  const boss = linkIn(mailsTo('boss@office.test').at(-1)!.text)
  expect((await house.stranger().get(boss)).body, 'a month after the correction').toContain('確認できる期間は')
  expect((await house.stranger().post(boss, { verdict: 'confirmed' })).statusCode).toBe(409)
})

test('by hand: asked again, written down from a telephone call, asked no more', async () => {
  const third = await complete(town.instructor.person, 3, town.tachikawa, '2026-11-20')
  await round('2027-02-20T10:00:00+09:00')
  const id = await askingOf(third)
  const at = `/practice/askings/${id}`
  expect((await planner!.get(at)).body).toContain('まだ回答がありません')
  await round('2027-04-01T10:00:00+09:00')
  expect((await planner!.post(`${at}/repetition`)).headers.location).toBe(at)
  expect((await askings()).at(-1)).toMatchObject({ asked_on: '2027-04-01', closes_on: '2027-05-01', times: 2, reached: false })
  await drain(house.crewHouse, crew)
  expect((await askings()).at(-1)).toMatchObject({ reached: true })
  const why = await planner!.post(`${at}/stop`, {})
  expect([why.statusCode, why.body.includes('入力してください')]).toEqual([422, true])
  await planner!.post(`${at}/stop`, { why: '退職のため' })
  expect((await planner!.get(at)).body).toContain('退職のため')
  expect((await planner!.post(`${at}/repetition`)).statusCode).toBe(409)
  const mails = house.post.mails.length
  await round('2027-04-08T10:00:00+09:00')
  expect(house.post.mails.length, 'no reminder').toBe(mails)
  await planner!.post(`${at}/resumption`)
  const poor = await planner!.post(`${at}/record`, { ...yes, via: 'phone' })
  expect([poor.statusCode, poor.body.includes('会議の時間が短くなった')]).toEqual([422, true])
  expect((await planner!.post(`${at}/record`, { ...yes, managerKind: 'none', managerEmail: '', via: 'phone', reason: '4月8日に電話で聞いた' })).headers.location).toBe(at)
  const page = (await planner!.get(at)).body
  expect([page.includes('電話で'), page.includes('4月8日に電話で聞いた'), page.includes('上司なし・未確認'), page.includes('都 太郎')]).toEqual([true, true, true, true])
  expect((await planner!.post(`${at}/repetition`)).statusCode, 'answered').toBe(409)
  expect(await trail(id)).toEqual(['asked', 'link_made', 'asked_again', 'link_made', 'stopped', 'resumed', 'recorded'])
  for (const guest of [clerk, contractor, trainee]) {
    expect((await guest!.get(at)).statusCode).toBe(404)
    for (const what of ['repetition', 'stop', 'resumption', 'record']) expect((await guest!.post(`${at}/${what}`, { why: 'x', ...yes, via: 'phone', reason: 'x' })).statusCode).toBe(404)
    expect((await guest!.get('/practice/rules')).statusCode).toBe(404)
  }
})

test('after nine months they are asked once more; who came back from a mail, withdrew or was merged is treated as by every message', async () => {
  const withdrawn = await complete(town.expert.person, 4)
  await db.updateTable('enrollment').set({ state: 'withdrawn', completed_on: null }).where('id', '=', withdrawn).execute()
  const merged = await complete(town.approver.person, 5)
  await db.updateTable('person').set({ merged_into_id: town.planner.person }).where('id', '=', town.approver.person).execute()
  await db.updateTable('account').set({ disabled_at: new Date(0) }).where('id', '=', town.traineeOfTama.account).execute()
  const before = (await askings()).length
  await round('2027-07-15T10:00:00+09:00')
  expect((await askings()).slice(before).map(({ enrollment_id, months, reached }) => [enrollment_id, months, reached])).toEqual([[own, 9, true], [others, 9, false]])
  expect(await askingOf(own)).toBe(1)
  expect(await db.selectFrom('practice_asking').select('id').where('enrollment_id', 'in', [withdrawn, merged]).execute()).toEqual([])
  const message = await db.selectFrom('message').select('id').where('subject_ref', '=', `practice_asking:${before + 1}`).executeTakeFirstOrThrow()
  await planner!.post(`/outbox/${message.id}/bounce`, { address: mailOf(town.trainee.person).to, reason: '宛先不明' })
  expect((await askings()).slice(before)[0]!.reached, 'a mail that came back reached nobody').toBe(false)
})

test('the office that applied for somebody can be asked; a relay that refuses or is away leaves no link that stands in no mail', async () => {
  const person = await idOf(db.insertInto('person').values({ name: '申 込子', kana: 'もうし こみこ', municipality_id: town.tachikawa, email: 'mo@house.test', created_at: new Date(0) }).returning('id'))
  const application = await idOf(db.insertInto('application').values({ call_id: town.call, municipality_id: town.tachikawa, route: 'employer', office_name: 'みどり包括', email: 'office@midori.test', begun_at: new Date(0) }).returning('id'))
  await db.insertInto('applicant').values({ application_id: application, municipality_id: town.tachikawa, rank: 1, name: '申 込子', person_id: person }).execute()
  const id = await askingOfNew(await complete(person, 6, town.tachikawa, '2027-05-31'))
  const link = linkIn(mailsTo('mo@house.test').at(-1)!.text)
  expect((await house.stranger().get(link)).body).toContain('申込みをした事業所（みどり包括）')
  await house.stranger().post(link, { ...yes, managerKind: 'office', managerEmail: '' })
  const send = house.post.send
  house.post.send = async () => { throw new Error('away') }
  await expect(crew['mail-practice-manager']!.work(house.crewHouse, { askingId: id, kind: 'asked' } as never)).rejects.toThrow('away')
  expect(await db.selectFrom('practice_link').select('hash').where('asking_id', '=', id).where('purpose', '=', 'confirm').execute()).toEqual([])
  house.post.send = async () => { throw new BadMail('no such address') }
  await drain(house.crewHouse, crew)
  house.post.send = send
  expect((await planner!.get(`/practice/askings/${id}`)).body).toContain('メールが届かない')
  expect(await trail(id)).toEqual(['asked', 'link_made', 'answered', 'link_made', 'link_dropped', 'link_made', 'mail_refused'])

  async function askingOfNew(enrollment: number) {
    await round('2027-08-31T10:00:00+09:00')
    return askingOf(enrollment)
  }
})

test('two workers at once ask everybody once and write to a manager once', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, (_, n) => idOf(db.insertInto('person').values({ name: `同 時${n}`, kana: 'どう じ', municipality_id: town.tachikawa, email: `d${n}@house.test`, created_at: new Date(0) }).returning('id'))))
  for (const [n, person] of people.entries()) await complete(person, 20 + n, town.tachikawa, '2027-06-30')
  house.setClock('2027-09-30T10:00:00+09:00')
  await Promise.all([1, 2, 3].map(() => crew['ask-practice']!.work(house.crewHouse, {} as never)))
  await drain(house.crewHouse, crew)
  expect(people.map((_, n) => mailsTo(`d${n}@house.test`).length)).toEqual([1, 1, 1, 1, 1, 1])
  house.setClock('2027-10-07T10:00:00+09:00')
  await Promise.all([1, 2, 3].map(() => crew['ask-practice']!.work(house.crewHouse, {} as never)))
  await drain(house.crewHouse, crew)
  expect(people.map((_, n) => mailsTo(`d${n}@house.test`).length), 'and reminds them once').toEqual([2, 2, 2, 2, 2, 2])
  await house.stranger().post(linkIn(mailsTo('d0@house.test').at(-1)!.text), { ...yes, managerEmail: 'two@office.test' })
  const { asking_id } = await db.selectFrom('practice_answer').select('asking_id').where('manager_email', '=', 'two@office.test').executeTakeFirstOrThrow()
  await Promise.all([1, 2, 3].map(() => crew['mail-practice-manager']!.work(house.crewHouse, { askingId: asking_id, kind: 'asked' } as never)))
  await drain(house.crewHouse, crew)
  expect(mailsTo('two@office.test')).toHaveLength(1)
})

test('the database keeps what must not be: practice without figures, an answer on paper without a reason, disagreement without words', async () => {
  const row = { asking_id: await askingOf(others), practiced: false, manager_kind: 'none' as const, via: 'link' as const, answered_at: new Date(0) }
  const put = (more: object) => db.updateTable('practice_answer').set({ ...row, ...more }).where('asking_id', '=', row.asking_id).execute()
  await expect(put({ practiced: true })).rejects.toThrow('practice_answer_of_practice_is_whole')
  await expect(put({ via: 'paper' })).rejects.toThrow('practice_answer_by_hand_says_why')
  await expect(put({ verdict: 'disagreed', verdict_at: new Date(0) })).rejects.toThrow('practice_answer_disagreed_says_why')
  await expect(db.insertInto('practice_asking').values({ enrollment_id: own, months: 3, due_on: '2027-01-15', asked_on: '2027-01-15', closes_on: '2027-02-15' }).execute()).rejects.toThrow('practice_asking_once')
})
