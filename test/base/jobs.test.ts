import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { drain, enqueue, enqueueAll, jobCounts, jobsGivenUp, startJobs, type Crew, type CrewHouse } from '../../server/base/jobs.ts'
import { emptyDatabase } from '../support/database.ts'
import { postBox } from '../support/post-box.ts'

const database = await emptyDatabase()
const time = { now: new Date('2026-06-15T10:00:00+09:00') }
const nothing = {} as CrewHouse['files'] & CrewHouse['paper'] // these jobs neither store nor print
const house: CrewHouse = {
  database, clock: () => time.now, mail: postBox(), files: nothing, paper: nothing, publicOrigin: null,
  random: (bytes) => new Uint8Array(bytes),
}

const done: string[] = []
const crew: Crew = {
  note: { work: async (_, { text }: { text: string }) => { done.push(text) } },
  chain: {
    work: async ({ database }, { left }: { left: number }) => {
      done.push(`left ${left}`)
      if (left > 0) await database.transaction().execute((tx) => enqueue(tx, 'chain', { left: left - 1 }))
    },
  },
  fail: { tries: 3, work: async (_, { text }: { text: string }) => { done.push(text); throw new Error('the printer is on fire') } },
}
const promise = (name: string, payload: object, options = {}) =>
  database.transaction().execute((tx) => enqueue(tx, name, payload, options))

beforeEach(async () => {
  await sql`delete from pgboss.job`.execute(database)
  done.length = 0
})

test('a job is promised with the transaction that causes it, or not at all', async () => {
  await promise('note', { text: 'kept' })
  await database.transaction().execute(async (tx) => {
    await enqueue(tx, 'note', { text: 'taken back' })
    throw new Error('no')
  }).catch(() => {})
  expect(await drain(house, crew)).toBe(1)
  expect(done).toEqual(['kept'])
  expect(await drain(house, crew)).toBe(0)
})

test('the very first job of a name is kept, also when two transactions bring it at once', async () => {
  await sql`delete from pgboss.queue`.execute(database)
  await Promise.all(['a', 'b', 'c'].map((text) => promise('note', { text })))
  await drain(house, crew)
  expect(done.sort()).toEqual(['a', 'b', 'c'])
})

test('many payloads are put down in one statement', async () => {
  await database.transaction().execute((tx) => enqueueAll(tx, 'note', ['a', 'b', 'c'].map((text) => ({ text }))))
  expect(await drain(house, crew)).toBe(3)
  expect(done.sort()).toEqual(['a', 'b', 'c'])
})

test('jobs that jobs promise are done as well', async () => {
  await promise('chain', { left: 2 })
  expect(await drain(house, crew)).toBe(3)
  expect(done).toEqual(['left 2', 'left 1', 'left 0'])
})

test('a job with a key is not put down twice while it waits', async () => {
  await promise('note', { text: 'first' }, { key: 'training 7' })
  await promise('note', { text: 'second' }, { key: 'training 7' })
  await promise('note', { text: 'another' }, { key: 'training 8' })
  expect(await drain(house, crew)).toBe(2)
  await promise('note', { text: 'afterwards' }, { key: 'training 7' })
  await drain(house, crew)
  expect(done.sort()).toEqual(['afterwards', 'another', 'first'])
})

test('a job put off is not due before its time by the clock of the house', async () => {
  await promise('note', { text: 'on the 20th' }, { startAfter: new Date('2026-06-20T09:00:00+09:00') })
  expect(await drain(house, crew)).toBe(0)
  time.now = new Date('2026-06-20T09:00:00+09:00')
  expect(await drain(house, crew)).toBe(1)
})

test('a job that fails is tried as often as it says, then given up and shown with its reason', async () => {
  await promise('fail', { text: 'x' })
  await expect(drain(house, crew)).rejects.toThrow('the printer is on fire')
  expect(done).toEqual(['x', 'x', 'x'])
  expect(await drain(house, crew)).toBe(0)
  expect(await jobCounts(database)).toEqual([{ name: 'fail', state: 'failed', count: 1 }])
  expect(await jobsGivenUp(database)).toMatchObject([{ name: 'fail', at: time.now, output: { message: 'Error: the printer is on fire' } }])
})

test('a job nobody here does stays for whoever does', async () => {
  await promise('later', { text: 'x' })
  expect(await drain(house, crew)).toBe(0)
  expect(await jobCounts(database)).toEqual([{ name: 'later', state: 'created', count: 1 }])
})

test('a started crew does what comes, quickly one after the other, and says what it gave up', async () => {
  const said: unknown[] = []
  const { stop } = await startJobs(house, { ...crew, fail: { ...crew.fail!, tries: 1 } }, (...words) => said.push(words[0]))
  await promise('fail', { text: 'no' })
  await database.transaction().execute((tx) => enqueueAll(tx, 'note', Array.from({ length: 20 }, (_, n) => ({ text: String(n) }))))
  for (let waits = 0; done.length < 21 && waits < 100; waits++) await sleep(100)
  await stop()
  expect(done).toHaveLength(21)
  expect(said).toEqual(['job fail is given up'])
  expect(await jobsGivenUp(database)).toMatchObject([{ name: 'fail', output: { message: 'the printer is on fire' } }])
})

test('a stop lets a job that was begun finish', async () => {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const slow: Crew = { slow: { work: async () => { done.push('begun'); await finished; done.push('finished') } } }
  const { stop } = await startJobs(house, slow)
  await promise('slow', {})
  for (let waits = 0; done.length === 0 && waits < 100; waits++) await sleep(100)
  const stopped = stop()
  setTimeout(finish, 300)
  await stopped
  expect(done).toEqual(['begun', 'finished'])
  expect(await jobCounts(database)).toEqual([])
})
