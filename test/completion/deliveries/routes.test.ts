import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { deliveryJobs } from '../../../server/completion/deliveries/jobs.ts'
import { isWithoutGap, whyNotHandedOn } from '../../../server/completion/deliveries/rules.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { namesInZip, wordsOf as words } from '../../support/reading.ts'
import { certified } from '../rooms.ts'

const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const { mine, all } = await certified(house, town, { tachikawa: ['髙橋 彩'], tama: ['ZZB佐藤 三郎', 'ZZB鈴木 一'] })
const [planner, clerk, other, trainee, contractor] = await Promise.all(
  [town.planner, town.clerkOfTachikawa, town.clerkOfTama, town.trainee, town.contractor].map((who) => house.visitor(who)))
const base = `/trainings/${town.training}/certificates`
const handed = { way: 'by_hand', 'handedOn.year': '2027', 'handedOn.month': '3', 'handedOn.day': '12' }
const handovers = () => db.selectFrom('certificate_handover').select(['certificate_id as id', 'way']).orderBy('certificate_handover.id').execute()
const lines = async (action: string) => (await db.selectFrom('audit_line').select('detail').where('action', '=', action).orderBy('id').execute()).map(({ detail }) => detail)

test.each<[string, string, string | null]>([
  ['2027-03-12', '2027-03-12', null], ['2027-03-11', '2027-03-12', 'deliveries.beforeIssue'], ['2027-03-13', '2027-03-12', 'deliveries.dayToCome'],
])('handed over on %s what bears %s: %s', (handedOn, issuedOn, key) => { expect(whyNotHandedOn(handedOn, issuedOn, '2027-03-12')?.key ?? null).toBe(key) })

test.each([
  [{ count: 3, last: 3, given: 3, missing: [] }, true], [{ count: 2, last: 3, given: 3, missing: [2] }, false], [{ count: 0, last: null, given: 0, missing: [] }, true],
  [{ count: 4, last: 4, given: 3, missing: [] }, false], [{ count: 2, last: 2, given: 3, missing: [3] }, false],
])('numbers %j are without a gap: %s', (sequence, isWhole) => { expect(isWithoutGap(sequence)).toBe(isWhole) })

test('the page counts papers by municipality and has checked the numbers itself', async () => {
  const { body } = await planner!.get(`${base}/delivery`)
  expect(body).toContain('1～4 欠番なし（4件を確かめました）')
  expect(body).toContain('立川市')
  expect(body).toContain('多摩市')
  const own = await clerk!.get(`${base}/delivery`)
  expect(own.body).not.toContain('多摩市')
  expect(own.body).not.toContain('欠番')
  expect((await trainee!.get(`${base}/delivery`)).statusCode).toBe(404)
})

test('a number that is not there is named', async () => {
  await db.updateTable('training').set({ certificates_given: 6 }).where('id', '=', town.training).execute()
  expect((await planner!.get(`${base}/delivery`)).body).toContain('番号が続いていません。ないもの：5、6')
  await db.updateTable('training').set({ certificates_given: 4 }).where('id', '=', town.training).execute()
})

test('a ZIP has a folder per municipality for the office, and only the own papers for a municipality', async () => {
  const whole = await planner!.get(`${base}/papers`)
  expect(namesInZip(whole.rawPayload)).toEqual(['132021 立川市/R8－実践－0001.pdf', '132021 立川市/R8－実践－0002.pdf', '132241 多摩市/R8－実践－0003.pdf', '132241 多摩市/R8－実践－0004.pdf'])
  expect(namesInZip((await planner!.get(`${base}/papers?municipality=${town.tama}`)).rawPayload)).toEqual(['R8－実践－0003.pdf', 'R8－実践－0004.pdf'])
  const own = await clerk!.get(`${base}/papers`)
  expect(namesInZip(own.rawPayload)).toEqual(['R8－実践－0001.pdf', 'R8－実践－0002.pdf'])
  expect(own.headers['content-disposition']).toContain(encodeURIComponent('立川市'))
  expect((await clerk!.get(`${base}/papers?municipality=${town.tama}`)).statusCode, 'another municipality').toBe(404)
  for (const visitor of [trainee, contractor]) expect((await visitor!.get(`${base}/papers`)).statusCode).toBe(404)
})

test('one PDF for the printer has every paper by number, as names stand now', async () => {
  const { headers: { location } } = await planner!.post(`${base}/sheets`)
  await drain(house.crewHouse, deliveryJobs)
  const pdf = await planner!.get(`${location}/file`)
  expect(pdf.headers['content-type']).toBe('application/pdf')
  expect(await words(pdf.rawPayload)).toMatch(/R8－実践－0001.*ZZA研修子.*R8－実践－0002.*髙橋彩.*R8－実践－0003.*R8－実践－0004/)
  expect((await clerk!.post(`${base}/sheets`)).statusCode).toBe(404)
}, 60_000)

test('whoever takes the paper has it: twice taken is once, and from then on it is no longer corrected', async () => {
  expect((await trainee!.get(`/my-certificates/${mine}/file`)).headers.location).toBe('/my-certificates')
  for (const onceKey of ['take-0000001', 'take-0000002']) expect((await trainee!.post(`/my-certificates/${mine}/receipt`, { onceKey })).headers.location).toBe(`/my-certificates?take=${mine}`)
  expect(await handovers()).toEqual([{ id: mine, way: 'taken' }])
  expect(await lines('certificate.handed_over')).toEqual([{ way: 'taken', again: false }, { way: 'taken', again: true }])
  const page = await trainee!.get(`/my-certificates?take=${mine}`)
  expect(page.headers.refresh).toBe(`0; url=/my-certificates/${mine}/file`)
  expect((await trainee!.get(`/my-certificates/${mine}/file`)).headers['content-type']).toBe('application/pdf')
  const refused = await planner!.post(`/certificates/${mine}/correction`, { name: 'ZZA研 秀子', reason: '字の誤り' })
  expect([refused.statusCode, refused.body.includes('もう本人に渡っています')]).toEqual([409, true])
  expect((await planner!.get(`/certificates/${mine}`)).body).not.toContain(`/certificates/${mine}/correction`)
  const theirs = all.find(({ name }) => name.startsWith('ZZB'))!.id
  expect((await trainee!.post(`/my-certificates/${theirs}/receipt`)).statusCode).toBe(404)
})

test('a municipality records what it gave to its own people, and nothing of others', async () => {
  const theirs = all.find(({ name }) => name === 'ZZB鈴木 一')!.id
  expect((await clerk!.post(`/certificates/${theirs}/handover`, handed)).statusCode).toBe(404)
  const early = await other!.post(`/certificates/${theirs}/handover`, { ...handed, 'handedOn.day': '1' })
  expect([early.statusCode, early.body.includes('発行日（2027/03/12）より前')]).toEqual([409, true])
  expect((await other!.post(`/certificates/${theirs}/handover`, { ...handed, way: 'by_post' })).statusCode).toBe(303)
  expect((await other!.post(`/certificates/${theirs}/handover`, handed)).statusCode).toBe(409)
  const poor = await clerk!.post(`${base}/handovers`, { way: 'by_hand', 'handedOn.year': '2027', 'handedOn.month': '13', 'handedOn.day': '1' })
  expect([poor.statusCode, poor.body.includes('value="13"')]).toEqual([422, true])
  expect((await clerk!.post(`${base}/handovers`, handed)).statusCode).toBe(303)
  expect(await lines('certificates.handed_over')).toEqual([{ count: 1, way: 'by_hand' }])
  expect((await handovers()).map(({ way }) => way)).toEqual(['taken', 'by_post', 'by_hand'])
  expect((await clerk!.post(`${base}/handovers`, handed)).statusCode, 'nobody is left').toBe(409)
})

test('a reissued paper is a new one to be handed over, and a revoked one is given to nobody', async () => {
  await planner!.post(`/certificates/${mine}/reissue`, { name: 'ZZA研 修子', reason: '紛失の届出があったため' })
  expect((await trainee!.get(`/my-certificates/${mine}/file`)).headers.location, 'the new paper is not taken yet').toBe('/my-certificates')
  const revoked = all.find(({ name }) => name === 'ZZB佐藤 三郎')!.id
  await planner!.post(`/certificates/${revoked}/revocation`, { reason: '虚偽の申込み' })
  expect((await planner!.post(`/certificates/${revoked}/handover`, handed)).statusCode).toBe(409)
  expect(namesInZip((await other!.get(`${base}/papers`)).rawPayload)).toEqual(['R8－実践－0004.pdf'])
}, 60_000)

test('the register as a workbook has the rows of the scope', async () => {
  const file = await planner!.get(`${base}/register-file`)
  expect(file.headers['content-disposition']).toContain(encodeURIComponent('発行台帳'))
  expect((await planner!.get(`${base}/register-file?as=utf-8`)).body).toMatch(/R8－実践－0001,ZZA研 修子[\s\S]*紛失の届出があったため[\s\S]*虚偽の申込み/)
  expect((await clerk!.get(`${base}/register-file?as=utf-8`)).body).not.toContain('ZZB')
})

test('what was handed over is a fact that nobody changes', async () => {
  const ends = await Promise.allSettled([db.updateTable('certificate_handover').set({ way: 'by_post' }).execute(), db.deleteFrom('certificate_handover').execute()])
  for (const end of ends) expect(String((end as PromiseRejectedResult).reason)).toContain('only ever added to')
})

test.each(['ja', 'en'])('the pages render in %s', async (language) => {
  for (const [visitor, path] of [[planner, `${base}/delivery`], [clerk, `${base}/delivery`], [planner, `/certificates/${mine}`], [trainee, '/my-certificates']] as const) {
    const { statusCode, body } = await visitor!.get(path, {}, { language })
    expect([path, statusCode]).toEqual([path, 200])
    expect(body).not.toMatch(/undefined|\[object|\{\w+\}/)
  }
})
