import { beforeEach, describe, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { overhear } from '../../support/statements.ts'
import { boxesOf, counted, openedCheck, trainedAt, worksAt } from './support.ts'

/** B4: once a year each municipality says who of its trained people is still there. */
const house = await openHouse({ now: '2026-04-15T10:00:00+09:00' })
const { db, post, setClock } = house
const town = await settle(db)
const [planner, contractor, clerk, other, trainee] = [await house.visitor(town.planner), await house.visitor(town.contractor), await house.visitor(town.clerkOfTachikawa), await house.visitor(town.clerkOfTama), await house.visitor(town.trainee)]
const people = {
  stays: await trainedAt(db, town, 'ZZA在 職子', 'ざい しょくこ', town.tachikawa), within: await trainedAt(db, town, 'ZZA課 替郎', 'か かえろう', town.tachikawa, { category: 'adviser' }),
  goes: await trainedAt(db, town, 'ZZA移 動子', 'い どうこ', town.tachikawa), leaves: await trainedAt(db, town, 'ZZA退 職郎', 'たい しょくろう', town.tachikawa),
  ofTama: await trainedAt(db, town, 'ZZB多 摩子', 'た まこ', town.tama),
}
const start = await db.selectFrom('affiliation').selectAll().execute()
const persons = await db.selectFrom('person').select(['id', 'municipality_id']).execute()
const posts = await db.selectFrom('post').selectAll().execute()
let check: number

async function told() {
  post.mails.length = 0
  await drain(house.crewHouse, crew)
  return post.mails.map(({ to, subject }) => `${to} ${subject}`).sort()
}
const mailOf = { tachikawa: `p${town.clerkOfTachikawa.person}@house.test`, tama: `p${town.clerkOfTama.person}@house.test` }
const own = (who = clerk, language = 'ja') => who.get(`/transfer-checks/${check}`, {}, { language })
const save = (rows: Parameters<typeof boxesOf>[0], more: Record<string, string> = {}, who = clerk) => who.post(`/transfer-checks/${check}/lines`, { act: 'save', ...boxesOf(rows), ...more })
const version = async () => String((await db.selectFrom('transfer_sheet').select('version').where('municipality_id', '=', town.tachikawa).executeTakeFirstOrThrow()).version)
const submit = async (who = clerk) => who.post(`/transfer-checks/${check}/submission`, { version: await version() })
const usual = () => [
  { affiliationId: people.stays.affiliation, answer: 'here' }, { affiliationId: people.within.affiliation, answer: 'within', day: '4/1', organization: '介護保険課' },
  { affiliationId: people.goes.affiliation, answer: 'away', day: 'R8.4.1', municipality: '多摩市', organization: '多摩市高齢課' }, { affiliationId: people.leaves.affiliation, answer: 'left', day: '2026/3/31', note: '定年' },
]
const ofPerson = (person: number) => db.selectFrom('affiliation').select(['municipality_id as municipality', 'organization', 'from_on as fromOn', 'to_on as toOn', 'confirmed_on as confirmedOn']).where('person_id', '=', person).orderBy('id').execute()
const lastLine = (action: string) => db.selectFrom('audit_line').select(['subject', 'detail', 'person_id']).where('action', '=', action).orderBy('id', 'desc').executeTakeFirst()
const givenTo = async (person: number, kind: 'trainee' | 'municipality', municipality: number) => {
  const account = await idOf(db.insertInto('account').values({ person_id: person, email: `x${person}@house.test`, created_at: new Date('2026-04-01T09:00:00+09:00') }).onConflict((oc) => oc.column('person_id').doUpdateSet({ disabled_at: null })).returning('id'))
  return { account, post: await idOf(db.insertInto('post').values({ account_id: account, kind, municipality_id: municipality, granted_at: new Date('2026-04-01T09:00:00+09:00') }).returning('id')) }
}
const postsOf = (account: number) => db.selectFrom('post').select(['kind', 'municipality_id as municipality', 'ended_at as ended']).where('account_id', '=', account).orderBy('id').execute()

beforeEach(async () => {
  setClock('2026-04-15T10:00:00+09:00')
  for (const table of ['transfer_arrival', 'transfer_check', 'transfer_leave', 'reminder', 'message'] as const) await db.deleteFrom(table).execute()
  await db.deleteFrom('affiliation').execute()
  for (const { id: _, ...row } of start) await db.insertInto('affiliation').values(row).execute()
  for (const [n, row] of (await db.selectFrom('affiliation').select('id').orderBy('id').execute()).entries()) Object.values(people).find(({ person }) => person === start[n]!.person_id)!.affiliation = row.id
  for (const { id, municipality_id } of persons) await db.updateTable('person').set({ municipality_id }).where('id', '=', id).execute()
  for (const { id, ended_at } of posts) await db.updateTable('post').set({ ended_at }).where('id', '=', id).execute()
  check = await openedCheck(db, town)
})

test('opening tells every municipality; one check a year', async () => {
  await db.deleteFrom('transfer_check').execute()
  const form = { fiscalYear: '令和8年度', dueOn: '2026-04-30', message: '早めに', contact: '人材育成担当' }
  expect((await planner.post('/transfer-checks', form)).statusCode).toBe(303)
  expect(await told()).toEqual([mailOf.tachikawa, mailOf.tama].map((to) => `${to} 【異動確認のお願い】令和8年度`).sort())
  expect(post.mails[0]!.text).toContain('早めに')
  expect((await planner.post('/transfer-checks', form)).statusCode).toBe(409)
  expect((await planner.post('/transfer-checks', { ...form, fiscalYear: '2027', dueOn: '2026-04-14' })).statusCode).toBe(422)
  expect(await lastLine('transfer_check.opened')).toMatchObject({ detail: { fiscalYear: 2026, dueOn: '2026-04-30' } })
})

test('nothing is chosen at first, and the page shows everybody of one municipality only', async () => {
  const { body, statusCode } = await own()
  expect(statusCode).toBe(200)
  expect(body).toContain('ZZA在 職子')
  expect(body).not.toContain('ZZB多 摩子')
  expect(body).not.toMatch(/type="radio"[^>]* checked/)
  expect((await own(other)).body).not.toContain('ZZA')
  expect((await own(clerk, 'en')).body).toContain('Still here')
})

test('a draft is kept row by row, right or wrong', async () => {
  expect((await save([{ affiliationId: people.leaves.affiliation, answer: 'left', day: 'いつか' }])).statusCode).toBe(303)
  expect((await own()).body).toMatch(/value="いつか"/)
  expect((await clerk.get(`/transfer-checks/${check}/submission`)).body).toContain('日として読めません')
  expect((await submit()).statusCode).toBe(409)
  expect(await ofPerson(people.leaves.person)).toMatchObject([{ toOn: null }])
})

test('all that is left is still here with one button', async () => {
  await save([{ affiliationId: people.leaves.affiliation, answer: 'left', day: '3/31' }], { act: 'rest' })
  expect(await db.selectFrom('transfer_line').select(['answer']).orderBy('answer').execute()).toEqual([{ answer: 'here' }, { answer: 'here' }, { answer: 'here' }, { answer: 'left' }])
})

test('handing in moves affiliations, the count, and who is told, in one step', async () => {
  await save(usual())
  expect((await clerk.get(`/transfer-checks/${check}/submission`)).body).toContain('多摩市で数え、')
  expect((await submit()).statusCode).toBe(303)
  expect(await ofPerson(people.stays.person)).toMatchObject([{ toOn: null, confirmedOn: '2026-04-15' }])
  expect(await ofPerson(people.within.person)).toMatchObject([{ toOn: '2026-03-31' }, { organization: '介護保険課', fromOn: '2026-04-01', toOn: null, confirmedOn: '2026-04-15' }])
  expect(await ofPerson(people.goes.person)).toMatchObject([{ municipality: town.tachikawa, toOn: '2026-03-31' }, { municipality: town.tama, organization: '多摩市高齢課', fromOn: '2026-04-01', toOn: null, confirmedOn: null }])
  expect(await ofPerson(people.leaves.person)).toMatchObject([{ toOn: '2026-03-31' }])
  expect(await db.selectFrom('person').select('municipality_id').where('id', '=', people.goes.person).executeTakeFirst()).toEqual({ municipality_id: town.tama })
  const { kept, recounted } = await counted(db)
  expect(kept).toEqual(recounted)
  expect(kept).toEqual([{ municipality: town.tachikawa, category: 'adviser', people: 1, elsewhere: 0 }, { municipality: town.tachikawa, category: 'chair', people: 1, elsewhere: 0 }, { municipality: town.tama, category: 'chair', people: 2, elsewhere: 0 }])
  expect(await lastLine('transfer_check.submitted')).toMatchObject({ detail: { here: 1, within: 1, away: 1, left: 1 }, person_id: town.clerkOfTachikawa.person })
  for (const action of ['person.confirmed', 'person.affiliated', 'person.transferred', 'person.left']) expect(await lastLine(action), action).toBeDefined()
  expect(await told()).toEqual([`${mailOf.tama} 【着任の確認のお願い】立川市から`])
  const { body } = await own()
  expect(body).toContain('異動2026-132021')
  expect(body).not.toContain('name="act"')
  expect((await save(usual())).statusCode).toBe(409)
  expect((await submit()).statusCode).toBe(409)
})

test.each<[string, Record<string, unknown>, string]>([
  ['no day', { answer: 'left' }, '最後の日（退職の日）を入れてください'],
  ['a day to come', { answer: 'left', day: '2026/4/16' }, 'まだ来ていない日です'],
  ['a day before it began', { answer: 'left', day: '2022/3/31' }, 'いまの所属の始まり'],
  ['a move on the day it began', { answer: 'within', day: '2022/4/1', organization: '別の課' }, 'より後の日を入れてください'],
  ['a move to nowhere new', { answer: 'within', day: '4/1', organization: '高齢福祉課' }, '新しい所属・職名・役割のどれか'],
  ['a municipality that is none', { answer: 'away', day: '4/1', municipality: '横浜市' }, '都内の区市町村の名前として読めません'],
  ['one’s own municipality', { answer: 'away', day: '4/1', municipality: '立川市' }, 'ここと同じ区市町村です'],
])('%s is told before anything happens', async (_, row, words) => {
  await save([{ affiliationId: people.leaves.affiliation, ...row }], { act: 'rest' })
  expect((await clerk.get(`/transfer-checks/${check}/submission`)).body).toContain(words)
  expect((await submit()).statusCode).toBe(409)
})

test('accesses follow: an officer’s ends with who is signed in by it, one’s own goes along', async () => {
  const officer = await givenTo(people.leaves.person, 'municipality', town.tachikawa)
  const learner = await givenTo(people.goes.person, 'trainee', town.tachikawa)
  const signed = await house.visitor({ person: people.leaves.person, ...officer })
  const learning = await house.visitor({ person: people.goes.person, ...learner })
  await save(usual())
  expect((await clerk.get(`/transfer-checks/${check}/submission`)).body).toContain('担当者としての利用が止まります')
  await submit()
  expect(await postsOf(officer.account)).toMatchObject([{ kind: 'municipality', ended: expect.any(Date) }])
  expect((await signed.get('/people')).statusCode).toBe(303)
  expect(await postsOf(learner.account)).toMatchObject([{ ended: expect.any(Date) }, { kind: 'trainee', municipality: town.tama, ended: null }])
  expect((await learning.get('/my-certificates')).statusCode).toBe(200)
})

test('whoever hands in does not lock themselves out', async () => {
  await db.insertInto('enrollment').values({ training_id: town.training, cohort_id: town.cohorts[0], person_id: town.clerkOfTachikawa.person, number: 999, category: 'chair', municipality_id: town.tachikawa, enrolled_at: new Date(), state: 'completed', completed_on: '2026-02-20' }).execute()
  const affiliation = await worksAt(db, town.clerkOfTachikawa.person, town.tachikawa)
  await save([{ affiliationId: affiliation, answer: 'left', day: '3/31' }], { act: 'rest' })
  expect((await clerk.get(`/transfer-checks/${check}/submission`)).body).toContain('あなた自身の利用は、この提出では止まりません')
  expect((await submit()).statusCode).toBe(303)
  expect((await own()).statusCode).toBe(200)
  expect(await lastLine('transfer_check.submitted')).toMatchObject({ detail: { ownPostStays: true } })
  await db.deleteFrom('enrollment').where('number', '=', 999).execute()
})

test('somebody with two posts here is asked of each, and counts as long as one stands', async () => {
  const second = await worksAt(db, people.leaves.person, town.tachikawa, { organization: '福祉総務課', category: 'adviser', from: '2024-04-01' })
  expect((await own()).body).toContain('ここでは「福祉総務課」にも所属しています')
  await save([...usual(), { affiliationId: second, answer: 'here' }])
  await submit()
  expect(await ofPerson(people.leaves.person)).toMatchObject([{ toOn: '2026-03-31' }, { toOn: null }])
  const { kept, recounted } = await counted(db)
  expect(kept).toEqual(recounted)
})

test('a seat is not touched, and the page leads to the substitution', async () => {
  const enrollment = await idOf(db.insertInto('enrollment').values({ training_id: town.training, cohort_id: town.cohorts[1], person_id: town.trainee.person, number: 990, category: 'chair', municipality_id: town.tachikawa, enrolled_at: new Date() }).returning('id'))
  await db.updateTable('enrollment').set({ person_id: people.leaves.person }).where('id', '=', enrollment).execute().catch(() => {})
  const training = await idOf(db.insertInto('training').values({ course_id: town.course, fiscal_year: 2027, title: '令和9年度研修', title_en: 'FY2027', capacity: 3 }).returning('id'))
  const cohort = await idOf(db.insertInto('cohort').values({ training_id: training, position: 1, name: '第1', name_en: '1', capacity: 3 }).returning('id'))
  const seat = await idOf(db.insertInto('enrollment').values({ training_id: training, cohort_id: cohort, person_id: people.leaves.person, number: 1, category: 'chair', municipality_id: town.tachikawa, enrolled_at: new Date() }).returning('id'))
  expect((await own()).body).toContain(`/enrollments/${seat}/substitution`)
  await save(usual())
  expect((await clerk.get(`/transfer-checks/${check}/submission`)).body).toContain('席・推薦はそのまま残ります')
  await submit()
  expect(await db.selectFrom('enrollment').select('state').where('id', '=', seat).executeTakeFirst()).toEqual({ state: 'enrolled' })
  await db.deleteFrom('enrollment').where('id', 'in', [seat, enrollment]).execute()
})

test('the second of two officers is told what stands, and nothing they typed is lost', async () => {
  const row = { affiliationId: people.leaves.affiliation }
  await save([{ ...row, answer: 'here' }])
  const late = await save([{ ...row, seen: 0, answer: 'left', day: '3/31' }])
  expect(late.statusCode).toBe(422)
  expect(late.body).toContain('ZZA立川 花子さんが')
  expect(late.body).toMatch(/value="3\/31"/)
  expect(late.body).toMatch(/rows.\d+.seen" value="1"/)
  expect((await save([{ ...row, seen: 1, answer: 'left', day: '3/31' }])).statusCode).toBe(303)
})

test('a page that saves by itself does not meet itself, and gets its small answer', async () => {
  const row = { affiliationId: people.leaves.affiliation, seen: 0 }
  await save([{ ...row, answer: 'here' }], { page: 'key' })
  expect((await save([{ ...row, answer: 'left', day: '3/31' }], { page: 'key' })).statusCode).toBe(303)
  const piece = await clerk.get(`/transfer-checks/${check}`, { 'HX-Request-Type': 'partial', 'HX-Target': 'section#transfer-checks-saved' })
  expect(piece.body).toContain('id="transfer-checks-saved"')
  expect(piece.body).not.toContain('transfer-row')
})

test('handing in what was changed meanwhile is refused', async () => {
  await save(usual())
  const seen = await version()
  await save([{ affiliationId: people.stays.affiliation, seen: 1, answer: 'left', day: '3/31' }])
  const answer = await clerk.post(`/transfer-checks/${check}/submission`, { version: seen })
  expect([answer.statusCode, answer.body.includes('下書きが変わりました')]).toEqual([409, true])
})

describe('a municipality that receives somebody', () => {
  const arrive = async () => {
    await save(usual())
    await submit()
    return (await db.selectFrom('transfer_arrival').select('id').executeTakeFirstOrThrow()).id
  }
  test('confirms them, with where they work', async () => {
    const id = await arrive()
    expect((await other.get('/transfer-arrivals')).body).toContain('ZZA移 動子')
    expect((await other.get(`/transfer-arrivals/${id}`)).body).toContain('令和8年度 地域ケア会議実践者養成研修')
    expect((await other.post(`/transfer-arrivals/${id}/confirmation`, { organization: '高齢支援課', category: 'adviser' })).statusCode).toBe(303)
    expect(await ofPerson(people.goes.person)).toMatchObject([{}, { organization: '高齢支援課', confirmedOn: '2026-04-15' }])
    const page = async (who: typeof other) => (await who.get(`/transfer-arrivals/${id}`)).body.replaceAll(/<[^>]*>/g, '')
    expect([/多摩市　高齢支援課/.test(await page(other)), /多摩市　高齢支援課/.test(await page(planner)), /多摩市　多摩市高齢課/.test(await page(clerk)), (await page(clerk)).includes('高齢支援課')]).toEqual([true, true, true, false])
    expect((await other.post(`/transfer-arrivals/${id}/refusal`, { reason: 'x' })).statusCode).toBe(409)
    const line = await db.selectFrom('transfer_line').select('id').where('answer', '=', 'away').executeTakeFirstOrThrow()
    expect((await clerk.post(`/transfer-lines/${line.id}/correction`, { answer: 'here', reason: '誤り' })).statusCode).toBe(409)
    expect(await lastLine('transfer.confirmed')).toMatchObject({ subject: `transfer_arrival:${id}` })
  })
  test('or says they did not come: they count at neither, and the first one corrects its line', async () => {
    const id = await arrive()
    expect((await other.post(`/transfer-arrivals/${id}/refusal`, {})).statusCode).toBe(422)
    expect((await other.post(`/transfer-arrivals/${id}/refusal`, { reason: '発令がありません' })).statusCode).toBe(303)
    expect(await told()).toContain(`${mailOf.tachikawa} 【訂正のお願い】異動確認　多摩市からの回答`)
    expect(await ofPerson(people.goes.person)).toMatchObject([{ toOn: '2026-03-31' }])
    expect((await own()).body).toContain('発令がありません')
    const line = await db.selectFrom('transfer_line').select('id').where('answer', '=', 'away').executeTakeFirstOrThrow()
    expect((await clerk.post(`/transfer-lines/${line.id}/correction`, { answer: 'left', day: '3/31', reason: '退職でした' })).statusCode).toBe(303)
    expect(await ofPerson(people.goes.person)).toMatchObject([{ toOn: '2026-03-31' }])
    expect(await lastLine('transfer_check.corrected')).toMatchObject({ detail: { answer: 'left', was: 'away' } })
    expect((await counted(db)).kept).toEqual((await counted(db)).recounted)
  })
  test('nobody else decides, and nobody else sees', async () => {
    const id = await arrive()
    expect((await clerk.post(`/transfer-arrivals/${id}/confirmation`, {})).statusCode).toBe(404)
    expect((await planner.post(`/transfer-arrivals/${id}/confirmation`, {})).statusCode).toBe(404)
    expect((await clerk.get(`/transfer-arrivals/${id}`)).statusCode).toBe(200)
    expect((await trainee.get(`/transfer-arrivals/${id}`)).statusCode).toBe(404)
  })
})

test('a correction is a line of its own with its reason, and brings everything back', async () => {
  await save(usual())
  await submit()
  const lines = await db.selectFrom('transfer_line').select(['id', 'answer']).orderBy('id').execute()
  const line = (answer: string) => lines.find((one) => one.answer === answer)!.id
  expect((await clerk.post(`/transfer-lines/${line('away')}/correction`, { answer: 'here' })).statusCode).toBe(422)
  expect((await clerk.post(`/transfer-lines/${line('away')}/correction`, { answer: 'here', reason: '取りやめになった' })).statusCode).toBe(303)
  expect(await ofPerson(people.goes.person)).toMatchObject([{ municipality: town.tachikawa, toOn: null }])
  expect(await db.selectFrom('transfer_arrival').select('state').executeTakeFirst()).toEqual({ state: 'taken_back' })
  expect(await db.selectFrom('person').select('municipality_id').where('id', '=', people.goes.person).executeTakeFirst()).toEqual({ municipality_id: town.tachikawa })
  expect((await clerk.post(`/transfer-lines/${line('within')}/correction`, { answer: 'within', day: '4/8', organization: '健康課', reason: '日の誤り' })).statusCode).toBe(303)
  expect(await ofPerson(people.within.person)).toMatchObject([{ toOn: '2026-04-07' }, { organization: '健康課', fromOn: '2026-04-08' }])
  expect((await clerk.post(`/transfer-lines/${line('within')}/correction`, { answer: 'here', reason: 'もう一度' })).statusCode).toBe(409)
  expect((await own()).body).toContain('取りやめになった')
  expect((await other.get(`/transfer-lines/${line('within')}/correction`)).statusCode).toBe(404)
  expect((await counted(db)).kept).toEqual((await counted(db)).recounted)
})

test('who is another municipality’s is nobody’s claim', async () => {
  expect((await save([{ affiliationId: people.ofTama.affiliation, answer: 'left', day: '3/31' }])).statusCode).toBe(404)
  expect(await ofPerson(people.ofTama.person)).toMatchObject([{ toOn: null }])
})

test('late answers are taken and say so; once closed only by leave', async () => {
  setClock('2026-05-02T10:00:00+09:00')
  await save(usual())
  await db.updateTable('transfer_check').set({ state: 'closed', closed_at: new Date('2026-05-02T09:00:00+09:00') }).execute()
  expect((await save([{ affiliationId: people.stays.affiliation, seen: 1, answer: 'left', day: '3/31' }])).body).toContain('この異動確認は終わりました')
  await db.insertInto('transfer_leave').values({ check_id: check, municipality_id: town.tachikawa, until_on: '2026-05-08', reason: '人事が遅れた', given_at: new Date('2026-05-01T09:00:00+09:00') }).execute()
  expect((await submit()).statusCode).toBe(303)
  expect(await db.selectFrom('transfer_sheet').select('late').executeTakeFirst()).toEqual({ late: false })
})

test('the prefecture sees progress in code order, reminds once a day those who have not finished, and closes', async () => {
  await save(usual())
  await submit()
  await told()
  const { body } = await planner.get(`/transfer-checks/${check}`)
  expect(body.indexOf('立川市')).toBeLessThan(body.indexOf('多摩市'))
  expect(body).toContain('提出済み')
  expect((await planner.get(`/transfer-checks/${check}/sheets/${town.tachikawa}`)).body).toContain('ZZA移 動子')
  expect((await planner.post(`/transfer-checks/${check}/reminders`, {})).statusCode).toBe(303)
  expect(await told()).toEqual([`${mailOf.tama} 【提出のお願い】異動確認　令和8年度`])
  expect((await planner.post(`/transfer-checks/${check}/reminders`, {})).statusCode).toBe(409)
  expect((await planner.post(`/transfer-checks/${check}/leaves`, { municipalityId: String(town.tachikawa), untilOn: '2026-05-20', reason: 'x' })).statusCode).toBe(409)
  expect((await planner.post(`/transfer-checks/${check}/leaves`, { municipalityId: String(town.tama), untilOn: '2026-05-20', reason: '議会' })).statusCode).toBe(303)
  expect(await told()).toEqual([`${mailOf.tama} 【期限の延長】異動確認　令和8年度`])
  expect((await planner.get(`/transfer-checks/${check}/progress-file?as=utf-8`)).body).toContain('立川市')
  expect((await planner.post(`/transfer-checks/${check}/closing`, {})).statusCode).toBe(303)
  for (const who of [clerk, contractor]) expect((await who.post(`/transfer-checks/${check}/closing`, {})).statusCode).toBe(404)
})

test('the paper for the sections is printed', async () => {
  const { statusCode, headers } = await clerk.get(`/transfer-checks/${check}/list.pdf`)
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/pdf'])
})

test('reminders go out before the day', async () => {
  setClock('2026-04-27T10:00:00+09:00')
  await house.crewHouse.database.deleteFrom('reminder').execute()
  await crew.remind!.work({ ...house.crewHouse, clock: () => new Date('2026-04-27T10:00:00+09:00') } as never, {} as never)
  expect(await told()).toContain(`${mailOf.tama} 【期限まであと3日】異動確認　令和8年度`)
})

void overhear
