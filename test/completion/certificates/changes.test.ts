import { expect, test } from 'vitest'
import { drain, type CrewHouse } from '../../../server/base/jobs.ts'
import { certificateJobs } from '../../../server/completion/certificates/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { dated, graduate } from './graduates.ts'

// The embedded database gives everyone turns, so only on PostgreSQL does the first test prove the lock.
const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const planner = await house.visitor(town.planner)
const issue = `/trainings/${town.training}/certificates`
const people = (count: number, from: number) => Array.from({ length: count }, (_, n) => `修了 ${from + n}子`)
const numbers = async () => (await db.selectFrom('certificate').select('number').orderBy('number').execute()).map(({ number }) => number)
const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)
const issuedOf = async () => (await db.selectFrom('certificate_event').select(['certificate_id as id', 'file_id as file']).where('kind', '=', 'issued').orderBy('certificate_id').execute())

/** Sends a form as people do: whoever is told that the house is busy sends the very same form once more. */
async function send(form: Record<string, string>, onceKey: string): Promise<number> {
  for (;;) {
    const { statusCode } = await planner.post(issue, { ...form, onceKey })
    if (statusCode !== 503) return statusCode
  }
}

/** A press that breaks at one sheet, as a process does that is killed. */
const breakingAt = (sheet: number): CrewHouse => {
  let printed = 0
  return { ...house.crewHouse, paper: { ...house.paper, print: (template, data) => {
    printed += 1
    if (printed === sheet) throw new Error('the process was killed')
    return house.paper.print(template, data)
  } } }
}

test('sixty officers issue to sixty people at once: sixty numbers, none twice, none left out', async () => {
  const graduates = await graduate(db, town, people(60, 1))
  const answers = await Promise.all(graduates.map(({ enrollment }) => send({ ...dated(), only: String(enrollment) }, `single-${enrollment}`)))
  expect(answers).toEqual(Array(60).fill(303))
  expect(await numbers()).toEqual(upTo(60))
  const training = await db.selectFrom('training').select('certificates_given').where('id', '=', town.training).executeTakeFirstOrThrow()
  expect(training.certificates_given).toBe(60)
}, 60_000)

test('two who issue the same person at once: one number', async () => {
  const [one] = await graduate(db, town, people(1, 61), { from: 61 })
  const answers = await Promise.all([1, 2, 3].map((n) => send({ ...dated(), only: String(one!.enrollment) }, `same-person-${n}`)))
  expect(answers.toSorted()).toEqual([303, 409, 409])
  expect(await numbers()).toEqual(upTo(61))
})

test('killed in the middle of printing, the work goes on where it was: no gap, nothing twice', async () => {
  await drain(house.crewHouse, certificateJobs)
  await graduate(db, town, people(45, 62), { from: 62 })
  const { headers: { location } } = await planner.post(issue, dated())
  const workId = Number(location!.split('/').at(-1))
  const order = { workId, trainingId: town.training, from: 62, to: 106, origin: 'http://house.test' }
  await expect(certificateJobs.certificates.work(breakingAt(30), order)).rejects.toThrow('killed')
  expect(await issuedOf(), 'one batch of twenty was kept').toHaveLength(61 + 20)
  expect((await planner.get(location!)).body).toContain('45件のうち20件')
  await Promise.all([drain(house.crewHouse, certificateJobs), certificateJobs.certificates.work(house.crewHouse, order)])
  expect(await numbers()).toEqual(upTo(106))
  const issued = await issuedOf()
  expect(issued).toHaveLength(106)
  expect(new Set(issued.map(({ file }) => file)).size).toBe(106)
  expect(await db.selectFrom('file').select('key').where('type', '=', 'application/pdf').execute(), 'no paper twice').toHaveLength(106)
  const letters = await db.selectFrom('audit_line').select('detail').where('action', '=', 'certificates.issued').execute()
  expect(letters.filter(({ detail }) => (detail as { from: number }).from === 62)).toHaveLength(1)
}, 120_000)

test('printing that was given up is taken up by anyone who may issue', async () => {
  await graduate(db, town, people(2, 107), { from: 107 })
  await planner.post(issue, dated())
  await db.deleteFrom('work').where('state', '=', 'queued').execute()
  const approver = await house.visitor(town.approver)
  expect((await approver.get('/certificates/waiting?year=2026')).body).toContain('残りのPDFを作る')
  const { headers: { location } } = await approver.post(`${issue}/prints`)
  await drain(house.crewHouse, certificateJobs)
  expect((await approver.get(location!)).body).toContain('2件のうち2件')
  expect(await issuedOf()).toHaveLength(108)
  expect((await approver.post(`${issue}/prints`)).statusCode).toBe(409)
}, 60_000)
