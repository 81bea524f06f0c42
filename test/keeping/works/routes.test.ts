import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { inChange, type Change } from '../../../server/base/change.ts'
import { disposition } from '../../../server/base/downloads.ts'
import { advanceWork, endWork, failWork, startWork } from '../../../server/keeping/works/changes.ts'
import { runWork, triesOfWork } from '../../../server/keeping/works/jobs.ts'
import { drain, type Crew, type CrewHouse } from '../../../server/base/jobs.ts'
import { htmx, openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'

const house = await openHouse()
const town = await settle(house.db)
const planner = await house.visitor(town.planner)
const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
const actor = { accountId: town.planner.account, personId: town.planner.person, postId: town.planner.post, kind: 'prefecture', municipalityId: null } as const
const change = <T>(work: (change: Change) => Promise<T>) =>
  inChange(house.db, { actor, scope: { of: 'all' }, now: house.crewHouse.clock(), random }, work)
const begin = (total = 3) => change((now) => startWork(now, { name: 'try-work', subject: 'training:1', total, backTo: '/trainings/1', payload: { to: 7 } }))
const stateOf = (id: number) => house.db.selectFrom('work').select(['state', 'done', 'tries']).where('id', '=', id).executeTakeFirstOrThrow()

test('a work is seen by the person who asked for it, and by nobody else', async () => {
  const id = await begin()
  expect((await planner.get(`/works/${id}`)).body).toContain('3件のうち0件')
  expect((await planner.get('/works')).body).toContain(`href="/works/${id}"`)
  for (const who of [town.approver, town.clerkOfTachikawa, town.trainee]) {
    const other = await house.visitor(who)
    const [theirs, never] = [await other.get(`/works/${id}`), await other.get('/works/999999')]
    expect([theirs.statusCode, theirs.body]).toEqual([404, never.body])
    expect((await other.get(`/works/${id}/file`)).statusCode).toBe(404)
    expect((await other.post(`/works/${id}/restart`)).statusCode).toBe(404)
  }
})

test('a page under way asks for its piece by itself, and a finished one no longer does', async () => {
  const id = await begin()
  await change(async (now) => { await advanceWork(now, id, 2); now.log('tried', `work:${id}`) })
  const piece = await planner.get(`/works/${id}`, htmx('div#works-progress'))
  expect(piece.body).toMatch(/^\s*<div id="works-progress"/)
  expect(piece.body).toContain('every 2s')
  expect(piece.body).toContain('3件のうち2件')
  const { key, sha256, bytes } = await house.files.save(Buffer.from('a list'), 'zip')
  const file_id = await idOf(house.db.insertInto('file').values({
    key, sha256, bytes, name: '修了証書"\r\n一覧.zip', type: 'application/zip', made_at: new Date(),
  }).returning('id'))
  await change((now) => endWork(now, id, { fileId: file_id, heldBack: [{ what: '山田 太郎', reason: { key: 'works.rightsLost' } }] }))
  const done = await planner.get(`/works/${id}`)
  expect(done.body).not.toContain('every 2s')
  expect(done.body).toContain('3件のうち3件')
  expect(done.body).toContain('山田 太郎')
  expect([(await planner.get(`/works/${id}?take=file`)).headers.refresh, (await planner.get(`/works/${id}`)).headers.refresh]).toEqual([`0; url=/works/${id}/file`, undefined])
  const taken = await planner.get(`/works/${id}/file`)
  expect([taken.statusCode, taken.body, taken.headers['content-type'], taken.headers['cache-control']])
    .toEqual([200, 'a list', 'application/zip', 'no-store'])
  expect(taken.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('修了証書-一覧.zip')}`)
})

test('a file whose bytes have changed is not handed out', async () => {
  const id = await begin()
  const { key, bytes } = await house.files.save(Buffer.from('another'), 'zip')
  const file_id = await idOf(house.db.insertInto('file').values({
    key, sha256: '0'.repeat(64), bytes, name: 'x.zip', type: 'application/zip', made_at: new Date(),
  }).returning('id'))
  await change((now) => endWork(now, id, { fileId: file_id }))
  const answer = await planner.get(`/works/${id}/file`)
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('another')
})

test('a failed work says what to do and is begun again once', async () => {
  const id = await begin()
  await change((now) => failWork(now, id))
  expect((await planner.get(`/works/${id}`)).body).toContain('作業を終えられませんでした')
  const sent = await planner.post(`/works/${id}/restart`, { onceKey: 'restart-0001' })
  expect([sent.statusCode, sent.headers.location]).toEqual([303, `/works/${id}`])
  expect((await planner.post(`/works/${id}/restart`, { onceKey: 'restart-0001' })).statusCode).toBe(303)
  expect((await planner.post(`/works/${id}/restart`, { onceKey: 'restart-0002' })).statusCode).toBe(409)
  const lines = await house.db.selectFrom('audit_line').select('action').where('subject', '=', `work:${id}`).orderBy('id').execute()
  expect(lines.map(({ action }) => action)).toEqual(['work.started', 'work.failed', 'work.restarted'])
})

test('a work that stands still for more than ten minutes says that it stopped', async () => {
  house.setClock('2026-06-15T10:00:00+09:00')
  const id = await begin()
  house.setClock('2026-06-15T10:10:01+09:00')
  expect((await planner.get(`/works/${id}`)).body).toContain('10分以上進んでいません')
  house.setClock('2026-06-15T10:00:00+09:00')
})

test('a job that breaks at every try leaves a failed work, and a second beginning carries on', async () => {
  const id = await begin()
  const seen: unknown[] = []
  let broken = true
  const work = async (crewHouse: CrewHouse, { workId, to }: { workId: number; to: number }) => {
    if (workId !== id) return // those begun by the tests above
    await runWork(crewHouse, workId, 'certificates.issue', async (bench) => {
      seen.push([to, bench.actor.personId])
      if (broken) throw new Error('the disk is full')
      await bench.change((now) => endWork(now, workId))
    })
  }
  const crew: Crew = { 'try-work': { tries: triesOfWork, work } }
  await expect(drain(house.crewHouse, crew)).rejects.toThrow('the disk is full')
  expect(await stateOf(id)).toMatchObject({ state: 'failed', tries: triesOfWork })
  broken = false
  await planner.post(`/works/${id}/restart`)
  await drain(house.crewHouse, crew)
  expect(await stateOf(id)).toMatchObject({ state: 'done', done: 3 })
  expect(seen).toHaveLength(triesOfWork + 1)
  expect(seen.at(-1)).toEqual([7, town.planner.person])
})

test('a person who lost the right is not served by the job they asked for', async () => {
  const id = await begin()
  await house.db.updateTable('post').set({ ended_at: new Date() }).where('id', '=', town.planner.post).execute()
  await runWork(house.crewHouse, id, 'certificates.issue', async () => { throw new Error('never') })
  expect(await stateOf(id)).toMatchObject({ state: 'failed' })
  await house.db.updateTable('post').set({ ended_at: null }).where('id', '=', town.planner.post).execute()
  expect((await planner.get(`/works/${id}`)).body).toContain('権限がなくなった')
})

test.each([
  ['修了証.pdf', `attachment; filename="___.pdf"; filename*=UTF-8''%E4%BF%AE%E4%BA%86%E8%A8%BC.pdf`],
  ['a\r\nSet-Cookie: x=1', `attachment; filename="aSet-Cookie- x=1"; filename*=UTF-8''aSet-Cookie-%20x%3D1`],
  ['../../etc/passwd', `attachment; filename="..-..-etc-passwd"; filename*=UTF-8''..-..-etc-passwd`],
])('the name %j cannot end the header or lead out of a folder', (name, header) => {
  expect(disposition(name)).toBe(header)
})
