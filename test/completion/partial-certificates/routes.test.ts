import { expect, test } from 'vitest'
import { validUntil, whyNotCertify, whyNotDated } from '../../../server/completion/partial-certificates/rules.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { wordsOf as words } from '../../support/reading.ts'
import { dated, graduate } from '../certificates/graduates.ts'
import { halfDone } from '../rooms.ts'

const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await halfDone(house, town, [
  { someone: town.trainee, name: 'ZZA研 修子', municipality: town.tachikawa, number: 11 }, { name: 'ZZB途中 太郎', municipality: town.tama, number: 12 },
  { name: '葛\u{e0105}西 花子', municipality: town.tachikawa, number: 13 },
])
await graduate(db, town, ['修了 全子'], { from: 20 })
const [planner, clerk, other, trainee, contractor] = await Promise.all(
  [town.planner, town.clerkOfTachikawa, town.clerkOfTama, town.trainee, town.contractor].map((who) => house.visitor(who)))
const base = `/trainings/${town.training}/partial-certificates`
const rows = () => db.selectFrom('partial_certificate').select(['id', 'code', 'number_text as numberText', 'name', 'valid_until as validUntil']).orderBy('number').execute()
const one = [{ title: '会議の役割', titleEn: 'Roles', completedOn: '2027-02-26' }]

test.each<[Parameters<typeof whyNotCertify>[0], string | null]>([
  [{ state: 'not_completed', modules: one, name: '甲' }, null], [{ state: 'completed', modules: one, name: '甲' }, 'partialCertificates.isCompleted'],
  [{ state: 'in_progress', modules: one, name: '甲' }, 'partialCertificates.notJudged'], [{ state: 'not_completed', modules: [], name: '甲' }, 'partialCertificates.nothingDone'],
  [{ state: 'not_completed', modules: one, name: ' ' }, 'certificates.nameMissing'],
])('%j: %s', (about, key) => { expect(whyNotCertify(about)?.key ?? null).toBe(key) })

test('it counts until the end of the following fiscal year, and bears a day that can be', () => {
  expect([2026, 2018].map(validUntil)).toEqual(['2028-03-31', '2020-03-31'])
  expect(['2027-02-25', '2027-02-26', '2028-03-12', '2028-03-13'].map((day) => whyNotDated(day, '2027-02-26', '2027-03-12')?.key ?? null))
    .toEqual(['partialCertificates.datedTooEarly', null, null, 'certificates.datedTooLate'])
})

test('before issuing one sees who did which modules; who completed is not among them', async () => {
  const { body } = await planner!.get(base)
  for (const word of ['ZZA研 修子', 'ZZB途中 太郎', '会議の役割', '演習', '2人に発行する', '書体にない文字']) expect(body).toContain(word)
  expect(body).not.toContain('修了 全子')
  for (const visitor of [clerk, trainee, contractor]) expect((await visitor!.get(base)).statusCode).toBe(404)
  expect((await planner!.post(base, dated('2027', '2', '1'))).statusCode).toBe(409)
  expect((await planner!.post(base, dated('2027', '2', '40'))).statusCode).toBe(422)
})

test('numbers are their own, without a gap, and twice sent is once done', async () => {
  for (const _ of [1, 2]) expect((await planner!.post(base, { ...dated(), onceKey: 'partial-00001' })).headers.location).toBe(base)
  expect((await rows()).map(({ id: _, code, ...row }) => { expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/); return row })).toEqual([
    { numberText: '第 R8－実践・一部－0001 号', name: 'ZZA研 修子', validUntil: '2028-03-31' }, { numberText: '第 R8－実践・一部－0002 号', name: 'ZZB途中 太郎', validUntil: '2028-03-31' },
  ])
  const lines = await db.selectFrom('audit_line').select('detail').where('action', '=', 'partial_certificates.issued').execute()
  expect(lines.map(({ detail }) => detail)).toEqual([{ from: 1, to: 2 }])
  expect((await planner!.post(base, dated())).statusCode, 'whose name cannot be printed keeps waiting').toBe(409)
  const training = await db.selectFrom('training').select(['certificates_given', 'partial_certificates_given']).where('id', '=', town.training).executeTakeFirstOrThrow()
  expect(training).toEqual({ certificates_given: 0, partial_certificates_given: 2 })
})

test('the paper names the modules with their days; the same row prints the same bytes', async () => {
  const { id, code } = (await rows())[0]!
  const pdf = await planner!.get(`/partial-certificates/${id}/file`)
  const text = await words(pdf.rawPayload)
  for (const word of ['一部科目修了証明書', '第R8－実践・一部－0001号', 'ZZA研修子', '会議の役割', '演習', '令和9年2月26日', '令和10年3月31日', '森川和彦', code]) expect(text).toContain(word)
  await db.updateTable('module').set({ title: 'あとで変えた名' }).where('id', '=', town.module).execute()
  expect((await trainee!.get(`/my-partial-certificates/${id}/file`)).rawPayload.equals(pdf.rawPayload)).toBe(true)
}, 60_000)

test('a stranger with number and code learns which modules of whose masked name, and when it ends; with less nothing at all', async () => {
  const { code } = (await rows())[0]!
  const ask = (number: string, code: string, language = 'ja') => house.stranger().get(`/verify/${encodeURIComponent(number)}?code=${code}`, {}, { language })
  const valid = await ask('R8-実践・一部-0001', code)
  expect([valid.statusCode, valid.headers['cache-control'], valid.headers['x-robots-tag']]).toEqual([200, 'no-store', 'noindex, nofollow'])
  for (const word of ['有効な一部科目修了証明書です', 'Z○○○ ○○', '会議の役割', '令和9年2月26日', '令和10年3月31日まで有効', '研修の全体を修了したことは証明しません']) expect(valid.body).toContain(word)
  expect(valid.body).not.toContain('研 修子')
  expect((await ask('Ｒ８－実践･一部－０００１', code.toLowerCase(), 'en')).body).toContain('This partial certificate is valid')
  const [wrong, unknown] = [await ask('R8-実践・一部-0001', '0000-0000-0000'), await ask('R8-実践・一部-9999', code)]
  expect([wrong.statusCode, unknown.statusCode]).toEqual([404, 404])
  for (const { body } of [wrong, unknown]) expect(body).not.toMatch(/会議の役割|Z○/)
  expect((await db.selectFrom('verification_miss').select('misses').execute()).map(({ misses }) => misses), 'a guess counts as for any certificate').toEqual([1, 1])
  house.setClock('2028-03-31T23:00:00+09:00')
  expect((await ask('R8-実践・一部-0001', code)).body, 'the last day counts').toContain('有効な一部科目修了証明書です')
  house.setClock('2028-04-01T00:10:00+09:00')
  expect((await ask('R8-実践・一部-0001', code)).body).toMatch(/有効期限の過ぎた一部科目修了証明書です[\s\S]*会議の役割/)
  house.setClock('2027-03-12T10:00:00+09:00')
})

test('each sees their own', async () => {
  const [mine, theirs] = await rows()
  expect((await trainee!.get('/my-certificates')).body).toMatch(new RegExp(`${mine!.code}[\\s\\S]*/my-partial-certificates/${mine!.id}/file`))
  expect((await trainee!.get(`/my-partial-certificates/${theirs!.id}/file`)).statusCode).toBe(404)
  expect((await clerk!.get(`/partial-certificates/${theirs!.id}/file`)).statusCode).toBe(404)
  expect((await other!.get('/partial-certificates?year=2026')).body).toContain('ZZB途中 太郎')
  expect((await clerk!.get('/partial-certificates?year=2026')).body).not.toContain('ZZB')
  expect(await words((await planner!.get(`${base}/register`)).rawPayload)).toMatch(/R8－実践・一部－0001.*会議の役割（2027\/02\/26）/)
})

test('the register is only ever added to', async () => {
  const ends = await Promise.allSettled([db.updateTable('partial_certificate').set({ name: 'x' }).execute(), db.deleteFrom('partial_certificate').execute()])
  for (const end of ends) expect(String((end as PromiseRejectedResult).reason)).toContain('only ever added to')
})

test.each(['ja', 'en'])('the pages render in %s', async (language) => {
  for (const [visitor, path] of [[planner, '/partial-certificates?year=2026'], [planner, base], [clerk, '/partial-certificates?year=2026'], [trainee, '/my-certificates']] as const) {
    const { statusCode, body } = await visitor!.get(path, {}, { language })
    expect([path, statusCode]).toEqual([path, 200])
    expect(body).not.toMatch(/undefined|\[object|\{\w+\}/)
  }
})
