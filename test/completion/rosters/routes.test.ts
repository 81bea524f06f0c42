import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { wordsOf as words } from '../../support/reading.ts'
import { certified } from '../rooms.ts'

const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { all } = await certified(house, town, { tachikawa: ['同意 しない子'], tama: ['ZZB同意 太郎'] })
const agree = (name: string, consent: boolean | null) => db.updateTable('person').set({ roster_consent: consent }).where('name', '=', name).execute()
await agree('ZZB同意 太郎', true)
await agree('同意 しない子', false)
await db.updateTable('enrollment').set({ affiliation: '立川北包括', profession_code: 'public_health_nurse' }).where('person_id', '=', town.trainee.person).execute()
const [planner, clerk, other, trainee, contractor] = await Promise.all(
  [town.planner, town.clerkOfTachikawa, town.clerkOfTama, town.trainee, town.contractor].map((who) => house.visitor(who)))
const csv = async (visitor: typeof planner, query = '') => (await visitor!.get(`/rosters/file?as=utf-8&year=2026${query}`))

test('nobody stands on it before agreeing: they are counted, and not named', async () => {
  const { body } = await clerk!.get('/rosters?year=2026')
  expect(body).not.toContain('ZZA研 修子')
  expect(body).not.toContain('しない子')
  expect(body).toMatch(/同意していない修了者<\/dt><dd>2/)
  expect((await csv(clerk)).statusCode, 'an empty list is no file').toBe(409)
})

test('whoever agrees is on it with profession, affiliation, training and day; for their municipality and the office only', async () => {
  expect((await trainee!.post('/my-roster-consent', { consent: 'yes' })).headers.location).toBe('/my-certificates')
  const own = await clerk!.get('/rosters?year=2026')
  for (const word of ['ZZA研 修子', 'R8－実践－0001', '保健師', '立川北包括', '2027/02/26']) expect(own.body).toContain(word)
  expect(own.body).not.toContain('ZZB')
  expect((await other!.get('/rosters?year=2026')).body).not.toContain('ZZA')
  expect((await other!.get(`/rosters?year=2026&municipality=${town.tachikawa}`)).body).not.toContain('ZZA')
  const whole = (await csv(planner)).body
  expect(whole).toMatch(/R8－実践－0001,ZZA研 修子.*立川市[\s\S]*R8－実践－0003,ZZB同意 太郎.*多摩市/)
  expect((await csv(planner, `&municipality=${town.tama}`)).body).not.toContain('ZZA')
  for (const visitor of [trainee, contractor]) expect((await visitor!.get('/rosters')).statusCode).toBe(404)
  const lines = await db.selectFrom('audit_line').select('detail').where('action', '=', 'roster.consent_said').execute()
  expect(lines.map(({ detail }) => detail)).toEqual([{ consent: 'yes' }])
})

test('on paper it says how many are left out, and not who', async () => {
  const text = await words((await clerk!.get('/rosters/paper?year=2026')).rawPayload)
  for (const word of ['修了者名簿', 'ZZA研修子', '同意していない修了者1人は含みません']) expect(text).toContain(word)
  expect(text).not.toContain('しない子')
}, 60_000)

test('taken back, it takes effect at once; a revoked certificate is on none either', async () => {
  const { id } = all.find(({ name }) => name === 'ZZB同意 太郎')!
  await planner!.post(`/certificates/${id}/revocation`, { reason: '虚偽の申込み' })
  expect((await csv(planner)).body).not.toContain('ZZB')
  await trainee!.post('/my-roster-consent', { consent: 'no' })
  expect((await clerk!.get('/rosters?year=2026')).body).not.toContain('ZZA研')
  expect((await csv(clerk)).statusCode).toBe(409)
  expect((await trainee!.post('/my-roster-consent', { consent: 'perhaps' })).statusCode).toBe(404)
})

test.each(['ja', 'en'])('the pages render in %s', async (language) => {
  for (const [visitor, path] of [[planner, '/rosters?year=all'], [clerk, '/rosters'], [trainee, '/my-certificates']] as const) {
    const { statusCode, body } = await visitor!.get(path, {}, { language })
    expect([path, statusCode]).toEqual([path, 200])
    expect(body).not.toMatch(/undefined|\[object|\{\w+\}/)
  }
})
