import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { makePerson, settle } from '../../support/people.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const planner = await house.visitor(town.planner)
const day = (name: string, on: string) => Object.fromEntries(on.split('-').map((part, n) => [`${name}.${['year', 'month', 'day'][n]}`, part]))
const shinko = {
  name: '髙﨑 神子', kana: 'タカサキ シンコ', professionCode: 'public_health_nurse', professions: 'chief_care_manager', email: 'shinko@house.test',
  organization: 'みずべ包括', category: 'chair', ...day('fromOn', '2026-04-01'),
}
const actions = async () => (await db.selectFrom('audit_line').select('action').where('action', 'like', 'person.%').orderBy('id').execute()).map(({ action }) => action)
let at = ''

test('somebody is added as typed, once, with professions and the first affiliation', async () => {
  const sent = [await clerk.post('/people', { ...shinko, onceKey: 'add-once-only' }), await clerk.post('/people', { ...shinko, onceKey: 'add-once-only' })]
  expect(sent.map(({ statusCode }) => statusCode)).toEqual([303, 303])
  at = String(sent[0]!.headers.location)
  const { body } = await clerk.get(at)
  for (const words of ['髙﨑 神子', 'たかさき　しんこ', '保健師', '主任介護支援専門員', 'みずべ包括', '令和8年4月1日から']) expect(body).toContain(words)
  expect(await actions()).toEqual(['person.added'])
})

test('a namesake is asked about first', async () => {
  const asked = await clerk.post('/people', { ...shinko, name: '高崎　神子' })
  expect([asked.statusCode, asked.body.includes('同じ氏名・ふりがなの方がすでにいます')]).toEqual([422, true])
  expect((await clerk.post('/people', { ...shinko, name: '高崎　神子', sure: 'true' })).statusCode).toBe(303)
})

test('what is wrong is said at its box and comes back as typed', async () => {
  const { statusCode, body } = await clerk.post('/people', { ...shinko, name: 'x\u0007', kana: '漢字', email: 'nowhere' })
  expect(statusCode).toBe(422)
  for (const words of ['保存できない文字', 'かな以外の文字', 'メールアドレスの形ではありません', 'value="漢字"']) expect(body).toContain(words)
  expect((await clerk.post('/people', { name: '' })).statusCode).toBe(422)
})

test.each(['高崎', 'たかさき', 'ﾀｶｻｷ', '髙﨑'])('the list finds by %s', async (q) => {
  expect((await clerk.get(`/people?q=${encodeURIComponent(q)}`)).body).toContain('髙﨑 神子')
})

test('the list is narrowed by profession, category and municipality', async () => {
  const has = async (who: typeof clerk, query: string) => (await who.get(`/people?${query}`)).body.includes('髙﨑 神子')
  expect([await has(clerk, 'profession=chief_care_manager'), await has(clerk, 'profession=physical_therapist')]).toEqual([true, false])
  expect([await has(clerk, 'category=chair'), await has(clerk, 'category=adviser')]).toEqual([true, false])
  expect([await has(planner, 'municipality=132021'), await has(planner, 'municipality=132241')]).toEqual([true, false])
})

test('a new affiliation ends the old one the day before, and the old one stays', async () => {
  expect((await clerk.post(`${at}/affiliations`, { organization: '多摩川病院', ...day('fromOn', '2026-04-01') })).statusCode).toBe(422)
  expect((await clerk.post(`${at}/affiliations`, { organization: '多摩川病院', ...day('fromOn', '2026-07-01') })).statusCode).toBe(303)
  const kept = await db.selectFrom('affiliation').select(['organization', 'from_on', 'to_on']).where('person_id', '=', Number(at.split('/')[2])).orderBy('id').execute()
  expect(kept).toEqual([{ organization: 'みずべ包括', from_on: '2026-04-01', to_on: '2026-06-30' }, { organization: '多摩川病院', from_on: '2026-07-01', to_on: null }])
})

test('an affiliation ends once, and not before it began', async () => {
  const { id } = await db.selectFrom('affiliation').select('id').where('organization', '=', '多摩川病院').executeTakeFirstOrThrow()
  const end = `${at}/affiliations/${id}/end`
  expect((await clerk.post(end, day('toOn', '2026-06-01'))).statusCode).toBe(422)
  expect((await clerk.post(end, day('toOn', '2026-08-31'))).statusCode).toBe(303)
  expect((await clerk.post(end, day('toOn', '2026-09-30'))).statusCode).toBe(422)
})

test('particulars are mended, and the line names the boxes but not what they hold', async () => {
  expect((await clerk.get(`${at}/edit`)).body).toContain('value="髙﨑 神子"')
  const { organization: _, category: __, ...particulars } = shinko
  expect((await clerk.post(at, { ...particulars, name: '髙﨑 神\u{FA19}', phone: '０３－１２３４－５６７８', rosterConsent: 'yes' })).statusCode).toBe(303)
  const { body } = await clerk.get(at)
  expect([body.includes('神\u{FA19}'), body.includes('03-1234-5678'), body.includes('同意あり')]).toEqual([true, true, true])
  const { detail } = await db.selectFrom('audit_line').select('detail').where('action', '=', 'person.changed').executeTakeFirstOrThrow()
  expect(detail).toEqual({ changed: ['name', 'phone', 'roster_consent'] })
})

test('people of another municipality are not there, for reading and for every act', async () => {
  const theirs = `/people/${town.traineeOfTama.person}`
  const nowhere = (await clerk.get('/people/99999')).body
  expect((await clerk.get(theirs)).body).toBe(nowhere)
  const answers = [await clerk.get(`${theirs}/edit`), await clerk.post(theirs, shinko), await clerk.post(`${theirs}/affiliations`, { organization: 'x', ...day('fromOn', '2026-07-01') })]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404])
  expect((await clerk.get('/people')).body).not.toContain('ZZB')
  expect((await (await house.visitor(town.administrator)).get('/people')).statusCode).toBe(404)
  const trainee = await house.visitor(town.trainee)
  expect([(await trainee.get(`/people/${town.trainee.person}`)).statusCode, (await trainee.get(at)).statusCode]).toEqual([200, 404])
})

test('search leads straight to the only answer, and lists several by kind within the scope', async () => {
  const alone = await clerk.get(`/search?q=${encodeURIComponent('けん しゅう')}`)
  expect([alone.statusCode, alone.headers.location]).toEqual([303, `/people/${town.trainee.person}`])
  expect((await clerk.get('/search?q=132021')).headers.location).toBe(`/municipalities/${town.tachikawa}`)
  expect((await clerk.get('/search?q=ZZB')).body).toContain('見つかりませんでした')
  const { body } = await planner.get(`/search?q=${encodeURIComponent('ZZ')}`)
  expect([body.includes('ZZA研 修子'), body.includes('ZZB学 習太')]).toEqual([true, true])
  expect((await (await house.visitor(town.administrator)).get('/search?q=ZZA')).body).not.toContain('修子')
})

test('fifty on a page, in the order of the kana', async () => {
  for (let n = 0; n < 51; n += 1) await makePerson(db, `阿部 ${n}`, 'あべ', town.tachikawa)
  const { body } = await clerk.get('/people?q=あべ'.replace('あべ', encodeURIComponent('あべ')))
  expect(body).toContain('51件中 1～50件目')
  expect((await clerk.get(`/people?q=${encodeURIComponent('あべ')}&page=2`)).body).toContain('51件中 51～51件目')
})
