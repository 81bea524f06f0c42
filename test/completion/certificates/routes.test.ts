import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { certificateJobs } from '../../../server/completion/certificates/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { namesInZip, wordsOf as words } from '../../support/reading.ts'
import { dated, graduate } from './graduates.ts'

const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await graduate(db, town, ['ZZB佐藤 三郎', 'ZZB鈴木 一'], { municipality: town.tama, from: 1 })
const [kobayashi] = await graduate(db, town, ['小林 直子', '葛󠄅西 花子'], { from: 20 })
await graduate(db, town, ['ZZA研 修子'], { from: 30, person: town.trainee.person, checked: false })
const [planner, clerk, other, trainee, contractor] = await Promise.all(
  [town.planner, town.clerkOfTachikawa, town.clerkOfTama, town.trainee, town.contractor].map((who) => house.visitor(who)))
const issue = `/trainings/${town.training}/certificates`
const events = (id: number) => db.selectFrom('certificate_event').selectAll().where('certificate_id', '=', id).orderBy('id').execute()
const certificate = (name: string) => db.selectFrom('certificate').selectAll().where('name', '=', name).executeTakeFirstOrThrow()
const actions = async (subject: string) => (await db.selectFrom('audit_line').select('action').where('subject', '=', subject).orderBy('id').execute()).map(({ action }) => action)
const fileOf = (id: number, event: number) => `/certificates/${id}/events/${event}/file`
const pathOf = (number: string, code: string) => `/verify/${encodeURIComponent(number)}?code=${code}`

test('before issuing one sees whom, what, and what keeps somebody from it', async () => {
  const { body, statusCode } = await planner!.get(issue)
  expect(statusCode).toBe(200)
  expect(body).toContain('4人に発行する')
  expect(body).toContain('葛󠄅西 花子')
  expect(body).toMatch(/書体にない文字があります（葛󠄅）/)
  expect(body).toContain('氏名を確かめていない方')
  for (const visitor of [clerk, other, trainee, contractor]) expect((await visitor!.get(issue)).statusCode).toBe(404)
})

test('the sample bears the first name, says that it is one, and takes no number', async () => {
  const sample = await planner!.get(`${issue}/sample`)
  expect([sample.statusCode, sample.headers['content-type'], sample.headers['cache-control']]).toEqual([200, 'application/pdf', 'no-store'])
  expect(await words(sample.rawPayload)).toContain('見本')
  expect((await db.selectFrom('training').select('certificates_given').where('id', '=', town.training).executeTakeFirstOrThrow()).certificates_given).toBe(0)
}, 60_000) // the first print opens the press, which reads every font

test('a day that is none comes back as typed, a day before completion is refused', async () => {
  const poor = await planner!.post(issue, { ...dated('2027', '13', '40') })
  expect(poor.statusCode).toBe(422)
  expect(poor.body).toContain('value="40"')
  const early = await planner!.post(issue, dated('2027', '2', '1'))
  expect(early.statusCode).toBe(409)
  expect(early.body).toContain('発行日が修了日より前です')
  expect(await db.selectFrom('certificate').select('id').execute()).toEqual([])
})

test('numbers go by municipality code and enrollment number, and twice sent is once done', async () => {
  const form = { ...dated(), onceKey: 'issue-00000001' }
  const [first, second] = [await planner!.post(issue, form), await planner!.post(issue, form)]
  expect([first.statusCode, first.headers.location, second.headers.location]).toEqual([303, '/works/1', '/works/1'])
  const rows = await db.selectFrom('certificate').select(['number_text', 'name']).orderBy('number').execute()
  expect(rows).toEqual([
    { number_text: '第 R8－実践－0001 号', name: '小林 直子' }, { number_text: '第 R8－実践－0002 号', name: 'ZZA研 修子' },
    { number_text: '第 R8－実践－0003 号', name: 'ZZB佐藤 三郎' }, { number_text: '第 R8－実践－0004 号', name: 'ZZB鈴木 一' },
  ])
  const { body } = await house.stranger().get(pathOf('R8－実践－0001', (await certificate('小林 直子')).code))
  expect(body, 'nothing is known of it before it is printed').toContain('一致しません')
})

test('the job prints each once, ends with one ZIP, and says who was held back', async () => {
  await drain(house.crewHouse, certificateJobs)
  const page = await planner!.get('/works/1')
  expect(page.body).toContain('4件のうち4件')
  expect(page.body).toContain('葛󠄅西 花子')
  const zip = await planner!.get('/works/1/file')
  expect(namesInZip(zip.rawPayload)).toEqual(['R8－実践－0001.pdf', 'R8－実践－0002.pdf', 'R8－実践－0003.pdf', 'R8－実践－0004.pdf'])
  expect((await db.selectFrom('certificate_event').select('kind').execute()).map(({ kind }) => kind)).toEqual(Array(4).fill('issued'))
  expect(await actions(`training:${town.training}`)).toEqual(['certificates.numbered', 'certificates.issued'])
})

test('the stored PDF says what the register says, and its hash is the one of the row', async () => {
  const { id, code } = await certificate('小林 直子')
  const [issued] = await events(id)
  const pdf = await planner!.get(fileOf(id, issued!.id))
  const file = await db.selectFrom('file').selectAll().where('id', '=', issued!.file_id!).executeTakeFirstOrThrow()
  expect(createHash('sha256').update(pdf.rawPayload).digest('hex')).toBe(file.sha256)
  const text = await words(pdf.rawPayload)
  for (const word of ['第R8－実践－0001号', '修了証書', '小林直子', '令和九年三月十二日', '東京都福祉局', '森川和彦', code, 'house.test/verify']) expect(text).toContain(word)
  expect(text).not.toContain('再発行')
  expect(pdf.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('修了証書 R8－実践－0001.pdf')}`)
})

test('a municipality sees its own people, and another one a page that is not there', async () => {
  const mine = await clerk!.get('/certificates?year=2026')
  expect(mine.body).toContain('小林 直子')
  expect(mine.body).not.toContain('ZZB')
  const { id } = await certificate('小林 直子')
  const [issued] = await events(id)
  expect((await clerk!.get(fileOf(id, issued!.id))).statusCode).toBe(200)
  expect((await clerk!.get(`/certificates/${id}`)).body).not.toContain(`/certificates/${id}/revocation`)
  const never = await other!.get('/certificates/99999')
  for (const path of [`/certificates/${id}`, fileOf(id, issued!.id)]) {
    const answer = await other!.get(path)
    expect([answer.statusCode, answer.body]).toEqual([404, never.body])
  }
  expect((await clerk!.post(`/certificates/${id}/reissue`, { name: 'x', reason: 'y' })).statusCode).toBe(404)
  const { id: another } = await certificate('ZZB佐藤 三郎')
  expect((await planner!.get(fileOf(another, issued!.id))).statusCode, 'an event of another certificate').toBe(404)
})

test('a trainee finds their own certificate and nobody else’s', async () => {
  const { id } = await certificate('ZZA研 修子')
  expect((await trainee!.get('/my-certificates')).body).toContain('R8－実践－0002')
  expect((await trainee!.get(`/my-certificates/${id}/file`)).headers.location, 'not before it is taken').toBe('/my-certificates')
  expect((await trainee!.post(`/my-certificates/${id}/receipt`)).headers.location).toBe(`/my-certificates?take=${id}`)
  expect((await trainee!.get(`/my-certificates?take=${id}`)).headers.refresh).toBe(`0; url=/my-certificates/${id}/file`)
  expect((await trainee!.get(`/my-certificates/${id}/file`)).headers['content-type']).toBe('application/pdf')
  const theirs = await certificate('小林 直子')
  expect((await trainee!.get(`/my-certificates/${theirs.id}/file`)).statusCode).toBe(404)
  expect((await trainee!.get('/certificates')).statusCode).toBe(404)
})

test.each([
  ['q=こばやし', 0], ['q=小林', 1], ['q=R8-実践-3', 1], ['q=4', 1], ['q=佐藤', 0], ['state=issued', 4], ['state=revoked', 0], ['state=prepared', 0], ['q=%25', 0], ['training=1', 4], ['training=99', 0],
])('the register narrowed by %s shows %i', async (query, count) => {
  const { body } = await planner!.get(`/certificates?year=2026&${query}`)
  expect(body.match(/<th scope="row">/g)?.length ?? 0).toBe(count)
})

test('before hand-over a wrong character is put right under the same number, and the old paper stays as it was', async () => {
  const { id } = await certificate('小林 直子')
  const [issued] = await events(id)
  const before = await planner!.get(fileOf(id, issued!.id))
  const poor = await planner!.post(`/certificates/${id}/correction`, { name: '小林 直子' })
  expect(poor.statusCode).toBe(422)
  const tofu = await planner!.post(`/certificates/${id}/correction`, { name: '葛󠄅林 直子', reason: '字の誤り' })
  expect([tofu.statusCode, tofu.body.includes('字の誤り')]).toEqual([409, true])
  expect((await planner!.post(`/certificates/${id}/correction`, { name: '小林 尚子', reason: '名の1字の誤り' })).headers.location).toBe(`/certificates/${id}`)
  const [, corrected] = await events(id)
  expect(corrected).toMatchObject({ kind: 'corrected', name: '小林 尚子', reason: '名の1字の誤り' })
  expect(await words((await planner!.get(fileOf(id, corrected!.id))).rawPayload)).toMatch(/第R8－実践－0001号.*小林尚子/)
  expect((await planner!.get(fileOf(id, issued!.id))).rawPayload.equals(before.rawPayload)).toBe(true)
  expect((await planner!.get('/certificates?year=2026')).body).toContain('小林 尚子')
})

test('a reissue bears the same number and the mark 再発行; strangers are told', async () => {
  const { id, code } = await certificate('小林 直子')
  const form = { name: '小林 尚子', reason: '紛失の届出があったため', onceKey: 'reissue-000001' }
  for (const _ of [1, 2]) expect((await planner!.post(`/certificates/${id}/reissue`, form)).statusCode).toBe(303)
  const all = await events(id)
  expect(all.map(({ kind }) => kind)).toEqual(['issued', 'corrected', 'reissued'])
  const text = await words((await planner!.get(fileOf(id, all[2]!.id))).rawPayload)
  expect(text).toContain('第R8－実践－0001号')
  expect(text).toContain('再発行')
  const codes = all.map((event) => event.code ?? code)
  expect(new Set(codes).size, 'each paper has a code of its own').toBe(3)
  expect(text).toContain(codes[2])
  const shown = await Promise.all(codes.map(async (one) => (await house.stranger().get(pathOf('R8-実践-0001', one))).body))
  for (const old of shown.slice(0, 2)) expect(old).toMatch(/差し替えられています[\s\S]*令和9年3月12日に、同じ番号で新しい証書が発行されました/)
  expect(shown[2]).toMatch(/再発行された、有効な修了証書です[\s\S]*「再発行」の印があること/)
  expect((await planner!.get(`/certificates/${id}`)).body, 'who looks it up in the office is shown the code of the paper that counts').toContain(codes[2])
  const sheet = (await planner!.get(`/certificates/${id}`, {}, { language: 'en' })).body.match(/<article id="certificates-sheet"[\s\S]*<\/article>/)![0]
  expect(sheet, 'the picture of a paper reads as the paper, in either language').toContain(`確認番号　${codes[2]}`)
  expect(sheet).toContain('再発行')
  expect(sheet).not.toMatch(/Check code|Reissued/)
  expect((await planner!.post(`/certificates/${id}/correction`, { name: '小林 直子', reason: 'x' })).statusCode).toBe(409)
  expect(await actions(`certificate:${id}`)).toEqual(['certificate.corrected', 'certificate.reissued'])
})

test('revoking is final: the register and the check page say so, and the paper stays stored', async () => {
  const { id, code } = await certificate('ZZB佐藤 三郎')
  const [issued] = await events(id)
  expect((await planner!.get(`/certificates/${id}/revocation`)).body).toContain('元にもどせません')
  expect((await planner!.post(`/certificates/${id}/revocation`, {})).statusCode).toBe(422)
  expect((await planner!.post(`/certificates/${id}/revocation`, { reason: '虚偽の申込み' })).statusCode).toBe(303)
  expect((await planner!.post(`/certificates/${id}/revocation`, { reason: '虚偽の申込み' })).statusCode).toBe(409)
  expect((await planner!.post(`/certificates/${id}/reissue`, { name: 'ZZB佐藤 三郎', reason: 'x' })).statusCode).toBe(409)
  expect((await planner!.get('/certificates?year=2026&state=revoked')).body).toContain('ZZB佐藤 三郎')
  expect((await planner!.get(fileOf(id, issued!.id))).statusCode).toBe(200)
  expect((await other!.get(fileOf(id, issued!.id))).statusCode).toBe(409)
  const { body } = await house.stranger().get(pathOf('R8-実践-0003', code))
  expect(body).toContain('取り消された修了証書です')
  expect(body).not.toContain('佐藤')
})

test('a stranger with number and code learns a masked name, and with less nothing at all', async () => {
  const { code } = await certificate('ZZB鈴木 一')
  const genuine = await house.stranger().get(pathOf('Ｒ８－実践－０００４', code.toLowerCase()))
  expect(genuine.statusCode).toBe(200)
  expect(genuine.body).toContain('有効な修了証書です')
  expect(genuine.body).toContain('Z○○○○ ○')
  expect(genuine.body).not.toContain('鈴木')
  expect([genuine.headers['cache-control'], genuine.headers['x-robots-tag']]).toEqual(['no-store', 'noindex, nofollow'])
  const wrong = await house.stranger().get(pathOf('R8-実践-0004', '0000-0000-0000'))
  const unknown = await house.stranger().get(pathOf('R8-実践-9999', '0000-0000-0000'))
  expect([wrong.statusCode, unknown.statusCode]).toEqual([404, 404])
  const same = (body: string) => body.replace(/0004|9999/g, 'N').replace(/name="onceKey" value="[^"]*"/g, '')
  expect(same(wrong.body)).toBe(same(unknown.body))
  expect(wrong.body).toContain('一致しません')
  const asked = await house.stranger().get('/verify/R8-%E5%AE%9F%E8%B7%B5-0004')
  expect(asked.body).not.toMatch(/鈴木|Z○|地域ケア会議実践者養成研修/)
})

test('guessing is slowed per client, in plain words', async () => {
  const ask = (remoteAddress: string) => house.app.inject({ url: pathOf('R8-実践-0004', '1111-1111-1111'), remoteAddress })
  const answers: Awaited<ReturnType<typeof ask>>[] = []
  for (let n = 0; n < 31; n++) answers.push(await ask('203.0.113.7'))
  expect(answers.slice(0, 30).map(({ statusCode }) => statusCode)).toEqual(Array(30).fill(404))
  const last = answers.at(-1)!
  expect(last.statusCode).toBe(429)
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
  expect(last.body).toContain('短い時間に何度も送られました')
  expect((await ask('203.0.113.8')).statusCode).toBe(404)
})

test('guessing one number from many addresses is slowed, too, whether there is such a number or not', async () => {
  const ask = (number: string, code: string, n: number, language = 'ja') => house.app.inject({ url: pathOf(number, code), remoteAddress: `198.51.100.${n % 200}`, cookies: { language } })
  const { code } = await certificate('ZZB鈴木 一')
  await db.deleteFrom('verification_miss').execute()
  for (const number of ['R8-実践-8888', 'R8-実践-0004']) {
    for (let n = 0; n < 60; n++) expect((await ask(number, '2222-2222-2222', n)).statusCode).toBe(404)
    const stopped = await ask(number, number.endsWith('4') ? code : '2222-2222-2222', 61)
    expect([stopped.statusCode, stopped.headers['retry-after']]).toEqual([429, '3600'])
    expect(stopped.body).toMatch(/まちがった確認番号が続いたため[\s\S]*value="R8－実践－/)
    expect((await ask(number, code, 62, 'en')).body).toContain('Too many wrong check codes')
  }
  expect((await ask('R8-実践-0002', '2222-2222-2222', 63)).statusCode, 'another number').toBe(404)
  expect((await ask('R8-実践-0002', 'no code', 64)).statusCode, 'what is no code is no guess').toBe(404)
  expect((await db.selectFrom('verification_miss').select('misses').orderBy('misses').execute()).map(({ misses }) => misses)).toEqual([1, 60, 60])
  house.setClock('2027-03-12T11:00:01+09:00')
  expect((await ask('R8-実践-0004', code, 65)).statusCode, 'an hour later').toBe(200)
  house.setClock('2027-03-12T10:00:00+09:00')
})

test('the register is only ever added to, whoever asks the database', async () => {
  const { id } = await certificate('小林 直子')
  const [issued] = await events(id)
  const writes = [
    db.updateTable('certificate').set({ name: 'x' }).where('id', '=', id).execute(),
    db.deleteFrom('certificate').where('id', '=', id).execute(),
    db.updateTable('certificate_event').set({ name: 'x' }).where('id', '=', issued!.id).execute(),
    db.updateTable('certificate_event').set({ file_id: null }).where('id', '=', issued!.id).execute(),
    db.updateTable('certificate_event').set({ file_id: issued!.file_id! + 1 }).where('id', '=', issued!.id).execute(),
    db.deleteFrom('certificate_event').where('id', '=', issued!.id).execute(),
  ]
  for (const end of await Promise.allSettled(writes)) expect(String((end as PromiseRejectedResult).reason)).toContain('only ever added to')
})

test('a name that cannot be printed is issued in the spelling agreed on, alone if need be', async () => {
  const { id: enrollment } = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').select('e.id')
    .where('p.name', '=', '葛󠄅西 花子').executeTakeFirstOrThrow()
  const refused = await planner!.post(issue, { ...dated(), only: String(enrollment) })
  expect(refused.statusCode).toBe(409)
  const sent = await planner!.post(issue, { ...dated(), 'names.0.enrollmentId': String(enrollment), 'names.0.name': '葛西 花子' })
  expect(sent.statusCode).toBe(303)
  await drain(house.crewHouse, certificateJobs)
  expect(await certificate('葛西 花子')).toMatchObject({ number: 5, enrollment_id: enrollment })
  const paper = await planner!.get(`${sent.headers.location}/file`)
  expect(paper.headers['content-type']).toBe('application/pdf')
  expect((await planner!.get(issue)).body).toContain('発行を待つ方はいません')
  expect((await planner!.post(issue, dated())).statusCode).toBe(409)
})

test('the register of a training is a PDF for those who may see its rows', async () => {
  const whole = await words((await planner!.get(`${issue}/register`)).rawPayload)
  for (const word of ['発行台帳', 'R8－実践－0001', '小林尚子', '紛失の届出があったため', '虚偽の申込み']) expect(whole).toContain(word)
  const theirs = await words((await clerk!.get(`${issue}/register`)).rawPayload)
  expect(theirs).toContain('小林尚子')
  expect(theirs).not.toContain('ZZB')
})

test('who is issued to anew after a revocation gets the next number; the old one stays revoked, and nobody is issued to by the way', async () => {
  const old = await certificate('ZZB佐藤 三郎')
  const before = (await db.selectFrom('training').select('certificates_given as given').where('id', '=', town.training).executeTakeFirstOrThrow()).given
  expect((await planner!.post(issue, dated())).statusCode, 'all who wait: not whose certificate was revoked').toBe(409)
  const page = (await planner!.get(issue)).body
  expect(page).toMatch(/修了証書を取り消した方[\s\S]*ZZB佐藤 三郎[\s\S]*R8－実践－0003/)
  const alone = (await planner!.get(`${issue}?only=${old.enrollment_id}`)).body
  for (const word of ['新しい番号で発行します', '1人に発行する', `name="only" value="${old.enrollment_id}"`]) expect(alone).toContain(word)
  expect((await planner!.get(`${issue}?only=999999`)).statusCode).toBe(404)
  expect(await words((await planner!.get(`${issue}/sample?only=${old.enrollment_id}`)).rawPayload)).toContain('ZZB佐藤三郎')
  const form = { ...dated(), only: String(old.enrollment_id), onceKey: 'anew-000000001' }
  for (const _ of [1, 2]) expect((await planner!.post(issue, form)).statusCode).toBe(303)
  await drain(house.crewHouse, certificateJobs)
  const rows = await db.selectFrom('certificate').selectAll().where('enrollment_id', '=', old.enrollment_id).orderBy('id').execute()
  expect(rows.map(({ number, in_force }) => [number, in_force])).toEqual([[3, false], [before + 1, true]])
  expect((await events(rows[0]!.id)).map(({ kind }) => kind)).toEqual(['issued', 'revoked'])
  expect((await planner!.post(issue, { ...form, onceKey: 'anew-000000002' })).statusCode, 'one in force at a time').toBe(409)
  const numbered = await db.selectFrom('audit_line').select('detail').where('action', '=', 'certificates.numbered').orderBy('id', 'desc').executeTakeFirstOrThrow()
  expect(numbered.detail).toEqual({ from: before + 1, to: before + 1, afterRevoked: '第 R8－実践－0003 号' })

  const told = await house.stranger().get(pathOf('R8-実践-0003', old.code))
  expect(told.body).toContain('取り消された修了証書です')
  expect(told.body).not.toContain(rows[1]!.number_text.replace(/^第 | 号$/g, ''))
  expect((await house.stranger().get(pathOf(rows[1]!.number_text, rows[1]!.code))).body).toContain('有効な修了証書です')
  expect((await planner!.get(`/certificates/${rows[0]!.id}`)).body).toMatch(/あとで発行した修了証書[\s\S]*R8－実践－/)
  expect((await planner!.get(`/certificates/${rows[1]!.id}`)).body).toContain('前に取り消した修了証書')
  expect((await planner!.get('/certificates/waiting?year=2026')).body).not.toContain('<b>1</b>')
  await planner!.post(`/certificates/${rows[1]!.id}/revocation`, { reason: '入力の誤り' })
  expect((await planner!.post(issue, { ...form, onceKey: 'anew-000000003' })).statusCode, 'and once more').toBe(303)
})

test('the database keeps one certificate in force for each enrollment, and nothing but a revocation ends it', async () => {
  const { id, ...row } = await certificate('小林 直子')
  const again = db.insertInto('certificate').values({ ...row, number: 900, number_text: '第 R8－実践－0900 号', code: 'AAAA-AAAA-AAAA' }).execute()
  await expect(again).rejects.toThrow('certificate_in_force_once')
  await expect(db.updateTable('certificate').set({ in_force: false }).where('id', '=', id).execute()).rejects.toThrow('only ever added to')
  const revoked = await certificate('ZZB佐藤 三郎')
  await expect(db.updateTable('certificate').set({ in_force: true }).where('id', '=', revoked.id).execute()).rejects.toThrow()
})

test('a holder asks for the paper of a certificate that has none, and it is printed once, however often it is asked for', async () => {
  const row = await db.insertInto('certificate').values({
    training_id: town.training, number: 90, number_text: '第 R8－実践－0090 号', enrollment_id: (await graduate(db, town, ['ZZA研 次子'], { from: 70 }))[0]!.enrollment, person_id: town.trainee.person,
    municipality_id: town.tachikawa, name: 'ZZA研 修子', completed_on: '2027-02-26', issued_on: '2027-03-12', code: '0000-1111-3333',
  }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('certificate_event').values({ certificate_id: row.id, kind: 'issued', at: new Date(), name: 'ZZA研 修子' }).execute()
  const ask = () => trainee!.post(`/my-certificates/${row.id}/paper`)
  const [first, again] = [await ask(), await ask()]
  expect([first.statusCode, first.headers.location, again.statusCode]).toEqual([303, '/my-certificates', 303])
  expect(await actions(`certificate:${row.id}`)).toContain('certificate.paperAsked')
  await drain(house.crewHouse, certificateJobs)
  const files = (await events(row.id)).map(({ file_id }) => file_id)
  expect(files).toEqual([expect.any(Number)])
  await drain(house.crewHouse, certificateJobs)
  expect((await events(row.id)).map(({ file_id }) => file_id)).toEqual(files)
  expect((await ask()).statusCode).toBe(409)
  expect((await clerk!.post(`/my-certificates/${row.id}/paper`)).statusCode).toBe(404)
  expect((await trainee!.post(`/my-certificates/${(await certificate('小林 直子')).id}/paper`)).statusCode).toBe(404)
})

test('a certificate issued before papers were stored here gets its paper once', async () => {
  const { id, name } = await certificate('ZZB鈴木 一')
  const [issued] = await events(id)
  expect((await planner!.post(`/certificates/${id}/paper`)).statusCode).toBe(409)
  const another = await graduate(db, town, ['山田 太郎'], { from: 60 })
  const row = await db.insertInto('certificate').values({
    training_id: town.training, number: 70, number_text: '第 R8－実践－0070 号', enrollment_id: another[0]!.enrollment, person_id: another[0]!.person,
    municipality_id: town.tachikawa, name: '山田 太郎', completed_on: '2027-02-26', issued_on: '2027-03-12', code: '0000-1111-2222',
  }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('certificate_event').values({ certificate_id: row.id, kind: 'issued', at: new Date(), name: '山田 太郎' }).execute()
  expect((await planner!.post(`/certificates/${row.id}/paper`)).statusCode).toBe(303)
  expect((await planner!.post(`/certificates/${row.id}/paper`)).statusCode).toBe(409)
  expect((await events(row.id)).map(({ kind, file_id }) => [kind, file_id !== null])).toEqual([['issued', true]])
  expect([name, issued!.kind, kobayashi!.person > 0]).toEqual(['ZZB鈴木 一', 'issued', true])
})

test.each(['ja', 'en'])('every page of the certificates renders in %s', async (language) => {
  const { id } = await certificate('ZZB鈴木 一')
  for (const path of ['/certificates', '/certificates/waiting?year=2026', issue, `/certificates/${id}`, `/certificates/${id}/correction`, `/certificates/${id}/reissue`, `/certificates/${id}/revocation`, '/works', '/works/1', '/verify']) {
    const { statusCode, body } = await planner!.get(path, {}, { language })
    expect([path, statusCode]).toEqual([path, 200])
    expect(body).toContain(`<html lang="${language}">`)
    expect(body).not.toMatch(/undefined|\[object|\{\w+\}/)
  }
})

test('who is judged completed once more after a revocation waits like anybody', async () => {
  const [one] = await graduate(db, town, ['再判定 花子'], { from: 80 })
  const all = () => db.selectFrom('certificate').select(['id', 'in_force']).where('enrollment_id', '=', one!.enrollment).orderBy('id').execute()
  await planner!.post(issue, { ...dated(), only: String(one!.enrollment) })
  await drain(house.crewHouse, certificateJobs)
  await planner!.post(`/certificates/${(await all())[0]!.id}/revocation`, { reason: '受講の誤り' })
  expect((await planner!.post(issue, dated())).statusCode, 'not by the way').toBe(409)
  const { id: criteria_id } = await db.selectFrom('completion_criteria').select('id').executeTakeFirstOrThrow()
  const judgment = await db.insertInto('judgment').values({
    training_id: town.training, criteria_id, state: 'confirmed', kind: 'correction', reason: '出席簿の確認', prepared_by: town.planner.person, prepared_at: new Date('2027-03-12T10:30:00+09:00'),
    confirmed_at: new Date('2027-03-12T11:00:00+09:00'), completed_on: '2027-03-12',
  }).returning('id').executeTakeFirstOrThrow()
  await db.insertInto('judgment_line').values({ judgment_id: judgment.id, enrollment_id: one!.enrollment, proposal: 'completed', decision: 'completed', evidence: '[]' }).execute()
  expect((await planner!.get('/certificates/waiting?year=2026')).body).toContain('<b>1</b>')
  expect((await planner!.get(issue)).body).toContain('1人に発行する')
  expect((await planner!.post(issue, dated())).statusCode).toBe(303)
  expect((await all()).map(({ in_force }) => in_force)).toEqual([false, true])
})
