import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Files } from '../../../server/base/files.ts'
import { drain } from '../../../server/base/jobs.ts'
import { openS3Files, placeOfS3 } from '../../../server/base/s3.ts'
import { crew } from '../../../server/crew.ts'
import { paperJobs } from '../../../server/keeping/stored-papers/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { openS3 } from '../../support/s3.ts'
import { graduate } from '../../completion/certificates/graduates.ts'

/** Stored papers at night: a byte that changed on the disk is found, told, given to nobody, and stays until it is put right. */
const house = await openHouse({ now: '2027-03-13T02:00:00+09:00' })
const { db } = house
const town = await settle(db)
const people = await graduate(db, town, ['一 子', '二 子', '三 子'], { from: 1 })
const [planner, administrator, clerk, trainee] = await Promise.all([town.planner, town.administrator, town.clerkOfTachikawa, town.trainee].map((who) => house.visitor(who)))

/** A certificate with its stored paper, as the printing leaves it. */
async function paper(place: number, files: Files = house.files) {
  const saved = await files.save(Buffer.from(`%PDF paper ${place}`), 'certificate')
  const file = await db.insertInto('file').values({ ...saved, name: `修了証書 R8－実践－000${place}.pdf`, type: 'application/pdf', municipality_id: town.tachikawa, made_at: new Date() }).returning('id').executeTakeFirstOrThrow()
  const { id } = await db.insertInto('certificate').values({
    training_id: town.training, number: place, number_text: `第 R8－実践－000${place} 号`, enrollment_id: people[place - 1]!.enrollment, person_id: people[place - 1]!.person,
    municipality_id: town.tachikawa, name: `${place} 子`, completed_on: '2027-02-26', issued_on: '2027-03-12', code: `0000-1111-000${place}`,
  }).returning('id').executeTakeFirstOrThrow()
  const event = await db.insertInto('certificate_event').values({ certificate_id: id, kind: 'issued', at: new Date('2027-03-12T10:00:00+09:00'), name: `${place} 子`, file_id: file.id }).returning('id').executeTakeFirstOrThrow()
  return { file: file.id, key: saved.key, path: path.join(house.folder, saved.key), address: `/certificates/${id}/events/${event.id}/file` }
}
const [one, two, three] = [await paper(1), await paper(2), await paper(3)]
const look = (at: string, files = house.files) => { house.setClock(at); return paperJobs['papers.look']!.work({ ...house.crewHouse, files }, {} as never) }
const rounds = () => db.selectFrom('paper_round').select(['night', 'looked_at as lookedAt', 'ended_at as endedAt']).orderBy('id').execute()
const damages = () => db.selectFrom('paper_damage').select(['id', 'file_id as file', 'kind', 'settlement']).orderBy('id').execute()
const told = async () => (await db.selectFrom('message').select('title').where('title', 'like', '%PDF%').execute()).length

test('by day nobody looks; at night all are looked at, once, however often the job comes', async () => {
  await look('2027-03-13T12:00:00+09:00')
  expect(await rounds()).toEqual([])
  await Promise.all([look('2027-03-13T02:00:00+09:00'), look('2027-03-13T02:00:00+09:00')])
  await look('2027-03-13T02:05:00+09:00')
  expect(await rounds()).toEqual([{ night: '2027-03-13', lookedAt: 3, endedAt: expect.any(Date) }])
  expect(await damages()).toEqual([])
  expect((await planner!.get('/stored-papers')).body).toContain('変わったところはありません')
})

const whole = await readFile(two.path)
test('one byte that changed and a file that went are found the next night, told, and handed out to nobody', async () => {
  await writeFile(two.path, Buffer.concat([whole.subarray(0, 5), Buffer.from([whole[5]! ^ 1]), whole.subarray(6)]))
  await rm(three.path)
  const taken = await planner!.get(two.address)
  expect([taken.statusCode, taken.body.includes('このファイルはお渡しできません'), taken.body.includes('paper 2')]).toEqual([500, true, false])
  expect((await planner!.get(one.address)).statusCode).toBe(200)
  await look('2027-03-14T01:00:00+09:00')
  expect(await damages()).toMatchObject([{ file: two.file, kind: 'changed', settlement: null }, { file: three.file, kind: 'missing', settlement: null }])
  await drain(house.crewHouse, { tell: crew.tell! })
  const readers = await db.selectFrom('message as m').innerJoin('person as p', 'p.id', 'm.person_id').select('p.id').where('m.title', 'like', '%PDF%').orderBy('p.id').execute()
  const officers = await db.selectFrom('post as o').innerJoin('account as a', 'a.id', 'o.account_id').select('a.person_id').distinct().where('o.kind', 'in', ['prefecture', 'administrator']).where('o.ended_at', 'is', null).execute()
  expect(readers.map(({ id }) => id).sort()).toEqual(officers.map(({ person_id }) => person_id).sort())
  const before = await told()
  await look('2027-03-15T01:00:00+09:00')
  await drain(house.crewHouse, { tell: crew.tell! })
  expect([(await damages()).length, await told()], 'it stays, and is told once').toEqual([2, before])
})

test('the page lists it for the office and the administrator, and for nobody else', async () => {
  for (const who of [planner, administrator]) expect((await who!.get('/stored-papers')).body).toMatch(/直す必要があるもの[\s\S]*R8－実践－0003\.pdf[\s\S]*ファイルがない[\s\S]*R8－実践－0002\.pdf[\s\S]*中身がちがう/)
  for (const who of [clerk, trainee]) expect((await who!.get('/stored-papers')).statusCode).toBe(404)
  const [changed] = await damages()
  expect((await planner!.get(`/stored-papers/${changed!.id}`)).body).toContain(two.key)
  expect((await administrator!.get(`/stored-papers/${changed!.id}`)).body).not.toContain('修了証書を開く')
  expect((await clerk!.post(`/stored-papers/${changed!.id}/giving-up`, { note: 'x' })).statusCode).toBe(404)
})

test('brought back from a backup it is settled: at once by hand, or by the next night', async () => {
  const [changed] = await damages()
  const still = await planner!.post(`/stored-papers/${changed!.id}/look`, {})
  expect([still.statusCode, still.body.includes('まだ中身がちがいます')]).toEqual([409, true])
  await writeFile(two.path, whole)
  expect((await administrator!.post(`/stored-papers/${changed!.id}/look`, {})).headers.location).toBe('/stored-papers')
  expect((await planner!.post(`/stored-papers/${changed!.id}/look`, {})).statusCode).toBe(409)
  expect((await planner!.get(two.address)).statusCode).toBe(200)
  await writeFile(one.path, 'other')
  await look('2027-03-16T01:00:00+09:00')
  await writeFile(one.path, '%PDF paper 1')
  await look('2027-03-17T01:00:00+09:00')
  expect(await damages()).toMatchObject([{ file: two.file, settlement: 'restored' }, { file: three.file, settlement: null }, { file: one.file, settlement: 'restored' }])
})

test('what cannot be brought back is given up with a reason, and looked at no more', async () => {
  const [, missing] = await damages()
  expect((await planner!.post(`/stored-papers/${missing!.id}/giving-up`, { note: ' ' })).statusCode).toBe(422)
  expect((await planner!.post(`/stored-papers/${missing!.id}/giving-up`, { note: '控えがないため再発行した' })).statusCode).toBe(303)
  await look('2027-03-18T01:00:00+09:00')
  expect(await damages()).toHaveLength(3)
  expect((await rounds()).at(-1)!.lookedAt).toBe(2)
  expect((await planner!.get('/stored-papers')).body).toContain('控えがないため再発行した')
  const lines = (await db.selectFrom('audit_line').select('action').where('action', 'like', 'paper.%').orderBy('id').execute()).map(({ action }) => action)
  expect(lines).toEqual(['paper.damage_found', 'paper.damage_found', 'paper.restored', 'paper.damage_found', 'paper.restored', 'paper.given_up'])
})

test('a store that is away is no damage: nothing is said, and the round goes on when it is back', async () => {
  const store = await openS3()
  const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-s3-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const inStore = openS3Files(placeOfS3(store.url), folder)
  for (const [key, place] of [[one.key, 1], [two.key, 2]] as const) store.objects.set(key, Buffer.from(`%PDF paper ${place}`))
  store.trouble.status = 500
  await expect(look('2027-03-19T01:00:00+09:00', inStore)).rejects.toThrow()
  expect((await rounds()).at(-1)).toMatchObject({ night: '2027-03-19', lookedAt: 0, endedAt: null })
  store.trouble.status = null
  await look('2027-03-20T01:00:00+09:00', inStore)
  expect((await rounds()).at(-1)).toMatchObject({ night: '2027-03-19', lookedAt: 2, endedAt: expect.any(Date) })
  store.objects.delete(two.key)
  await look('2027-03-21T01:00:00+09:00', inStore)
  expect((await damages()).at(-1)).toMatchObject({ file: two.file, kind: 'missing' })
})
