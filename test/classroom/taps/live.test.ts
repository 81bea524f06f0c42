import { get, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { openWatch } from '../../../server/classroom/taps/listeners.ts'
import { openHouse } from '../../support/app.ts'
import { enroll, settle } from '../../support/people.ts'

/** The stream of a roll as a browser hears it: over a real port, with the compression every browser asks for. */
const house = await openHouse({ now: '2026-09-17T09:50:00+09:00' })
const { db, app } = house
const town = await settle(db)
const [slot, afternoon] = town.slots
const fumiko = await enroll(db, town, town.trainee.person, 1)
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
const [staff, instructor, clerk, contractor] = await Promise.all([town.planner, town.instructor, town.clerkOfTachikawa, town.contractor].map((who) => house.visitor(who)))
const mark = (state: 'present' | 'late', minutes: number | null = null) => ({ slot_id: slot, enrollment_id: fumiko, state, minutes, evidence: 'staff' as const, marked_at: new Date('2026-09-17T09:44:00+09:00') })

let port = 0
beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})

interface Told { name: string; data: { all?: true; marks?: Record<string, string> } }

/** Listens until the stream ends; `next` waits for one more telling of marks, however many beats come between on a slow machine. */
async function listen(sid: string | null, path = `/slots/${slot}/live`) {
  const request = get({ port, host: '127.0.0.1', path, headers: { accept: 'text/event-stream', 'accept-encoding': 'br, gzip', ...sid && { cookie: `sid=${sid}` } } })
  const [answer] = await once(request, 'response') as [IncomingMessage]
  const told: Told[] = []
  let text = ''
  answer.setEncoding('utf8').on('data', (part: string) => {
    text += part
    const whole = text.split('\n\n')
    text = whole.pop()!
    for (const event of whole) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? []
      if (name !== undefined) told.push({ name, data: JSON.parse(data!) })
    }
    answer.emit('told')
  })
  const ended = new Promise<void>((end) => { answer.on('error', () => {}).once('close', end) })
  const marks = () => told.filter(({ name }) => name === 'marks')
  const next = async (n: number) => { while (marks().length < n) await once(answer, 'told'); return marks()[n - 1]! }
  return { answer, told, next, ended, close: () => request.destroy() }
}

test('a watch has begun when it has looked: a mark made before that is read, one made after it is told, and none is neither', async () => {
  const standing: { enrollmentId: number }[] = []
  const opened = Promise.withResolvers<void>()
  const told: object[] = []
  const watch = openWatch({
    count: async () => [{ slotId: 1, count: standing.length, latest: String(standing.length) }] as never,
    look: async () => { await opened.promise; return standing.map(({ enrollmentId }) => ({ slotId: 1, enrollmentId, state: 'present', minutes: null, evidence: 'staff', markedAt: new Date(0) })) as never },
    onBlind: (error) => { throw error },
  }, 1)
  const { begun, stop } = watch.listen(1, (changed) => told.push(changed))
  let hasBegun = false
  void begun.then(() => { hasBegun = true })
  standing.push({ enrollmentId: 7 })
  await new Promise(setImmediate)
  expect(hasBegun, 'a slow database: who read the roll now would miss what the first look takes in').toBe(false)
  opened.resolve()
  await begun
  standing.push({ enrollmentId: 8 })
  await expect.poll(() => told.flatMap((changed) => Object.keys(changed))).toEqual(['8'])
  stop()
  expect(watch.watched()).toBe(0)
})

describe('whoever looks at a roll', () => {
  test('hears at once what stands, and within seconds what another process marks and takes away', async () => {
    const [front, back] = await Promise.all([listen(staff!.sid), listen(instructor!.sid)])
    expect([front.answer.statusCode, front.answer.headers['content-type'], front.answer.headers['content-encoding'], front.answer.headers['cache-control']])
      .toEqual([200, 'text/event-stream; charset=utf-8', undefined, 'no-store, no-transform'])
    expect(await front.next(1)).toMatchObject({ name: 'marks', data: { all: true, marks: {} } })
    await back.next(1)
    // Not by our own routes: as another process would.
    await db.insertInto('attendance').values(mark('late', 14)).execute()
    await db.insertInto('attendance_mark').values(mark('late', 14)).execute()
    for (const door of [front, back]) expect((await door.next(2)).data.marks![fumiko]).toMatch(/^late\.14\.staff\./)
    await db.deleteFrom('attendance').execute()
    await db.insertInto('attendance_mark').values({ ...mark('late'), state: null, minutes: null }).execute()
    expect((await front.next(3)).data.marks).toEqual({ [fumiko]: 'unset' })
    for (const door of [front, back]) door.close()
  })
  test('hears nothing of another slot, nor of a mark that changed nothing', async () => {
    const [morning, later] = await Promise.all([listen(staff!.sid), listen(staff!.sid, `/slots/${afternoon}/live`)])
    await Promise.all([morning.next(1), later.next(1)])
    await db.insertInto('attendance_mark').values({ ...mark('present'), stood: false }).execute()
    await db.insertInto('attendance').values({ ...mark('present'), slot_id: afternoon }).execute()
    await db.insertInto('attendance_mark').values({ ...mark('present'), slot_id: afternoon }).execute()
    await later.next(2)
    expect(morning.told.filter(({ name }) => name === 'marks')).toHaveLength(1)
    for (const door of [morning, later]) door.close()
  })
  test('may ask once instead, where no stream comes through', async () => {
    const asked = await listen(staff!.sid, `/slots/${slot}/live?once=1`)
    await asked.ended
    expect(asked.told).toMatchObject([{ name: 'marks', data: { all: true } }])
  })
  test('is asked at each beginning who they are: a stranger, a municipality, an instructor who was taken off', async () => {
    const statusOf = async (sid: string | null) => { const { answer, close } = await listen(sid); close(); return answer.statusCode }
    expect([await statusOf(null), await statusOf(clerk!.sid), await statusOf(instructor!.sid)]).toEqual([303, 404, 200])
    await db.deleteFrom('cohort_instructor').execute()
    expect(await statusOf(instructor!.sid)).toBe(404)
    expect((await staff!.get(`/slots/${slot}/live`)).headers.location, 'an address that was typed in leads to the page').toBe(`/class-days/${town.days[0]}?slot=${slot}`)
  })
  test('with nine pages open has eight streams; the ninth is told to ask by itself', async () => {
    const open = await Promise.all(Array.from({ length: 8 }, () => listen(contractor!.sid)))
    expect(open.map(({ answer }) => answer.statusCode)).toEqual(Array(8).fill(200))
    const ninth = await listen(contractor!.sid)
    expect([ninth.answer.statusCode, ninth.answer.headers['retry-after']]).toEqual([429, '60'])
    for (const { close } of [...open, ninth]) close()
    await expect.poll(async () => { const again = await listen(contractor!.sid); again.close(); return again.answer.statusCode }).toBe(200)
  })
})

test('a house that closes ends its streams, and does not wait for them', async () => {
  const open = await Promise.all(Array.from({ length: 3 }, () => listen(staff!.sid)))
  await Promise.all(open.map(({ next }) => next(1)))
  const began = performance.now()
  await app.close()
  await Promise.all(open.map(({ ended }) => ended))
  expect(performance.now() - began).toBeLessThan(5_000)
})
