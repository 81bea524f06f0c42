import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

const house = await openHouse({ now: '2026-08-03T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const own = await enroll(db, town, town.trainee.person, 1)
const [trainee, newcomer, clerk, clerkOfTama, planner] = await Promise.all(
  [town.trainee, town.traineeOfTama, town.clerkOfTachikawa, town.clerkOfTama, town.planner].map(house.visitor))
const person = () => db.selectFrom('person').select('roster_consent').where('id', '=', town.trainee.person).executeTakeFirstOrThrow()
const checkedAt = async () => (await db.selectFrom('enrollment').select('name_checked_at').where('id', '=', own).executeTakeFirstOrThrow()).name_checked_at
const lines = () => db.selectFrom('audit_line').select(['action', 'subject', 'detail']).where('action', 'like', 'name.%').orderBy('id').execute()
const subject = `person:${town.trainee.person}`

test('a trainee sees the name as it will be printed, and what a consent means', async () => {
  const { body } = await trainee!.get('/my-name')
  for (const words of ['ZZA研 修子', 'けん しゅうこ', 'まだ確かめていません', '区市町村へ渡します', '受講と修了に影響はありません']) expect(body).toContain(words)
  expect(body).not.toContain('書体にありません')
  expect((await trainee!.get('/my-name', {}, { language: 'en' })).body).toContain('This is my name')
})

test('a sign no typeface has is pointed out', async () => {
  const set = (name: string) => db.updateTable('person').set({ name }).where('id', '=', town.trainee.person).execute()
  await set('ZZA葛\u{E0105}飾')
  expect((await trainee!.get('/my-name')).body).toContain('修了証書の書体にありません：葛\u{E0105}')
  await set('ZZA研 修子')
})

test('without an answer about the roster the form comes back', async () => {
  const { statusCode, body } = await trainee!.post('/my-name/confirmation', {})
  expect([statusCode, body.includes('：選んでください'), body.includes('href="#consent"')]).toEqual([422, true, true])
  expect((await trainee!.post('/my-name/confirmation', { consent: 'maybe' })).statusCode).toBe(422)
  expect(await checkedAt()).toBeNull()
})

test('confirmed once: the moment, the consent, one line without a name', async () => {
  for (const _ of [1, 2]) {
    const { statusCode, headers } = await trainee!.post('/my-name/confirmation', { consent: 'no', onceKey: 'key-of-the-name' })
    expect([statusCode, headers.location]).toEqual([303, '/my-name'])
  }
  expect([await checkedAt(), await person()]).toEqual([new Date('2026-08-03T01:00:00Z'), { roster_consent: false }])
  expect(await lines()).toEqual([{ action: 'name.checked', subject, detail: { consent: 'no' } }])
  expect((await trainee!.get('/my-name')).body).toContain('8月3日（月）に確かめました')
})

test('a correction is asked in words, opens the check again, and reaches those who may correct', async () => {
  const blank = await trainee!.post('/my-name/corrections', { words: '　' })
  expect([blank.statusCode, (await lines()).length]).toEqual([422, 1])
  const asked = await trainee!.post('/my-name/corrections', { words: '<b>はしごだか</b>の髙です' })
  expect(asked.statusCode).toBe(303)
  expect(await checkedAt()).toBeNull()
  expect((await lines()).at(-1)).toEqual({ action: 'name.correction_asked', subject, detail: {} })
  expect((await trainee!.get('/my-name')).body).toContain('&lt;b&gt;はしごだか')

  for (const visitor of [clerk, planner]) expect((await visitor!.get('/name-corrections')).body).toContain('&lt;b&gt;はしごだか')
  expect((await clerkOfTama!.get('/name-corrections')).body).toContain('待っているお願いはありません')
  expect((await trainee!.get('/name-corrections')).statusCode).toBe(404)
})

test('asked again before it is answered, the words change', async () => {
  await trainee!.post('/my-name/corrections', { words: 'やはり高です' })
  expect(await db.selectFrom('name_correction').select(['words', 'answered_at']).execute()).toEqual([{ words: 'やはり高です', answered_at: null }])
})

test('only those of the municipality answer it, and only once', async () => {
  const { id } = await db.selectFrom('name_correction').select('id').executeTakeFirstOrThrow()
  expect((await clerkOfTama!.post(`/name-corrections/${id}/answer`)).statusCode).toBe(404)
  expect((await clerk!.post(`/name-corrections/${id}/answer`)).statusCode).toBe(303)
  expect((await clerk!.post(`/name-corrections/${id}/answer`)).statusCode).toBe(404)
  expect((await lines()).at(-1)).toEqual({ action: 'name.correction_answered', subject, detail: {} })
})

test('confirming answers what was asked', async () => {
  await trainee!.post('/my-name/corrections', { words: '直してください' })
  await trainee!.post('/my-name/confirmation', { consent: 'yes' })
  expect(await db.selectFrom('name_correction').select('id').where('answered_at', 'is', null).execute()).toEqual([])
  expect((await person()).roster_consent).toBe(true)
})

test('somebody in no training has nothing to confirm, and is told so', async () => {
  expect((await newcomer!.get('/my-name')).body).toContain('いま受けている研修はありません')
  const { statusCode, body } = await newcomer!.post('/my-name/confirmation', { consent: 'yes' })
  expect([statusCode, body.includes('確かめる氏名がありません')]).toEqual([409, true])
  expect((await planner!.get('/my-name')).statusCode).toBe(404)
})
