import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

/** D4: people who apply themselves, told in order: by link, given back, handed in again, taken over or declined; and drafts left lying. */
const house = await openHouse()
const { db, post } = house
const town = await settle(db)
await db.updateTable('call').set({ route: 'self' }).execute()
const stranger = house.stranger()
const [clerk, other] = await Promise.all([town.clerkOfTachikawa, town.clerkOfTama].map((one) => house.visitor(one)))
const apply = `/apply/${town.call}`
const english = { language: 'en' }
const work = () => drain(house.crewHouse, crew)
const begin = async (officeName: string, email: string, cookies = {}) => {
  expect((await stranger.post(apply, { municipalityId: String(town.tachikawa), officeName, email }, {}, cookies)).statusCode).toBe(200)
  await work()
  return /\/my-application\/[\w-]+/.exec(post.mails.findLast(({ to }) => to === email)!.text)![0]
}
const person = (name: string, kana: string, more = {}) => Object.fromEntries(Object.entries({
  name, kana, affiliation: '個人', professionCode: 'public_health_nurse', category: 'adviser', experience: 'planned', email: 'hana@home.test', purposeConsent: 'true', ...more,
}).map(([field, value]) => [`rows.0.${field}`, value]))
const rowOf = (email: string) => db.selectFrom('application').selectAll().where('email', '=', email).executeTakeFirstOrThrow()
const applicantOf = async (email: string) => (await db.selectFrom('applicant').select('id').where('application_id', '=', (await rowOf(email)).id).execute()).map(({ id }) => id)
let [hana, ken] = ['', '']

test('the page speaks to a person, in either language, and the form has one person and no office', async () => {
  const [ja, en] = [await stranger.get(apply), await stranger.get(apply, {}, english)]
  expect([ja.body.includes('氏名'), en.body.includes('Your name'), en.body.includes('Apply for training')]).toEqual([true, true, true])
  hana = await begin('ZZA青木 花', 'hana@home.test')
  ken = await begin('ZZA Ken Inoue', 'ken@home.test', english)
  expect(post.mails.at(-1)!.text).toContain('keep this link to yourself')
  const { body } = await stranger.get(hana)
  expect([body.includes('rows.0.name'), body.includes('rows.1.name'), body.includes('contactName'), body.includes('推薦順位'), body.includes('締切から30日後に消えます')]).toEqual([true, false, false, false, true])
  expect((await stranger.get(ken, {}, english)).body).toContain('removed 30 days after the call has closed')
})

test('a second person slipped into the form is nobody’s', async () => {
  const second = { 'rows.1.name': 'だれか', 'rows.1.kana': 'だれか', 'rows.1.affiliation': '個人', 'rows.1.category': 'chair' }
  await stranger.post(hana, { version: '0', ...person('ZZA青木 花', 'あおき はな'), ...second, act: 'save' })
  expect((await applicantOf('hana@home.test')).length).toBe(1)
})

test('each hands in, and the own municipality alone sees them', async () => {
  for (const [link, name, kana, email] of [[hana, 'ZZA青木 花', 'あおき はな', 'hana@home.test'], [ken, 'ZZA井上 健', 'いのうえ けん', 'ken@home.test']] as const) {
    const { version } = await rowOf(email)
    expect((await stranger.post(link, { version: String(version), ...person(name, kana), act: 'check' })).headers.location).toBe(`${link}/check`)
    const check = await stranger.get(`${link}/check`)
    expect([check.body.includes(name), check.body.includes('disabled')]).toEqual([true, false])
    expect((await stranger.post(`${link}/submission`, { version: String(version + 1) })).statusCode).toBe(303)
  }
  const list = `/calls/${town.call}/applications`
  for (const words of ['ZZA青木 花', 'ZZA Ken Inoue', '確認待ち']) expect((await clerk!.get(list)).body).toContain(words)
  expect((await other!.get(list)).body).not.toContain('ZZA')
  expect((await other!.get(`/applications/${(await rowOf('hana@home.test')).id}`)).statusCode).toBe(404)
})

test('asked back they put it right; taken over they stand on the sheet; declined they hear why, in the language they began in', async () => {
  const [one, two] = [await rowOf('hana@home.test'), await rowOf('ken@home.test')]
  expect((await clerk!.post(`/applications/${one.id}/return`, { reason: '所属を確かめてください', 'dueOn.year': '2026', 'dueOn.month': '7', 'dueOn.day': '1' })).statusCode).toBe(303)
  await work()
  expect(post.mails.at(-1)!.text).toContain('所属を確かめてください')
  await stranger.post(hana, { version: String((await rowOf('hana@home.test')).version), ...person('ZZA青木 花', 'あおき はな', { affiliation: 'ZZA訪問看護' }), act: 'check' })
  expect((await stranger.post(`${hana}/submission`, { version: String((await rowOf('hana@home.test')).version) })).statusCode).toBe(303)

  expect((await clerk!.post(`/applications/${one.id}/verdicts`, { verdict: 'taken', applicantIds: String((await applicantOf('hana@home.test'))[0]) })).statusCode).toBe(303)
  expect((await clerk!.post(`/applications/${two.id}/verdicts`, { verdict: 'declined', reason: '受講要件に当たらないため', applicantIds: String((await applicantOf('ken@home.test'))[0]) })).statusCode).toBe(303)
  await work()
  const sheet = (await clerk!.get(`/calls/${town.call}/sheet`)).body
  expect([sheet.includes('ZZA青木 花'), sheet.includes('ZZA訪問看護'), sheet.includes(`申込 ${(await rowOf('hana@home.test')).receipt} から`), sheet.includes('井上 健')]).toEqual([true, true, true, false])
  const toKen = post.mails.findLast(({ to }) => to === 'ken@home.test')!
  expect([toKen.text.includes('受講要件に当たらないため'), /[a-z]{4}/.test(toKen.subject)]).toEqual([true, true])
  expect((await stranger.get(ken, {}, english)).body).toContain('受講要件に当たらないため')
  expect((await stranger.post(`${ken}/submission`, { version: String((await rowOf('ken@home.test')).version) })).statusCode).toBe(409)
})

test('a draft nobody handed in goes 30 days after the call has closed, with all that was typed; what was handed in stays', async () => {
  const draft = await begin('ZZA置き去り', 'left@home.test')
  await stranger.post(draft, { version: '0', ...person('ZZA置き去り', 'おきざり'), act: 'save' })
  const people = async () => (await db.selectFrom('applicant').select('name').orderBy('application_id').execute()).map(({ name }) => name)
  const night = async (at: string) => { house.setClock(at); await crew['remove-drafts']!.work(house.crewHouse, {} as never) }
  const lines = () => db.selectFrom('audit_line').select('detail').where('action', '=', 'applications.drafts_removed').execute()
  await night('2026-08-09T03:00:00+09:00')
  expect([(await people()).includes('ZZA置き去り'), await lines()]).toEqual([true, []])
  await night('2026-08-10T03:00:00+09:00')
  expect([await people(), await lines()]).toEqual([['ZZA青木 花', 'ZZA井上 健'], [{ detail: { count: 1 } }]])
  expect((await stranger.get(draft)).statusCode).toBe(404)
  await night('2026-08-11T03:00:00+09:00')
  expect(await lines()).toHaveLength(1)
})
