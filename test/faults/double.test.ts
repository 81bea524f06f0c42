import { afterAll, expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../support/app.ts'
import { enroll, settle } from '../support/people.ts'
import { dated, graduate } from '../completion/certificates/graduates.ts'

// The embedded database gives everyone turns, so only on PostgreSQL do these twenty really meet.
const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const planner = await house.visitor(town.planner)
afterAll(() => house.setClock('2026-06-15T10:00:00+09:00'))

/** The same form twenty times, as by a hand that trembles and two tabs. Whoever is told to come again does so once more. */
async function twenty(visitor: VisitorOf, at: string, form: Record<string, string>) {
  const press = async (): Promise<string> => {
    const { statusCode, headers } = await visitor.post(at, form)
    return statusCode === 503 ? press() : `${statusCode} ${String(headers.location)}`
  }
  return new Set(await Promise.all(Array.from({ length: 20 }, press)))
}
const acts = async (action: string) => (await db.selectFrom('audit_line').select('id').where('action', '=', action).execute()).length

test('a program is made once, and all twenty land on its page', async () => {
  const before = (await db.selectFrom('program').select('id').execute()).length
  const landed = await twenty(planner, '/programs', { onceKey: 'twenty-programs', name: '二十回の事業', nameEn: 'Twenty' })
  const [{ id }] = await db.selectFrom('program').select('id').where('name', '=', '二十回の事業').execute() as [{ id: number }]
  expect(landed).toEqual(new Set([`303 /programs/${id}`]))
  expect(await db.selectFrom('program').select('id').execute()).toHaveLength(before + 1)
})

test('going back after success and sending the same again makes no second one, and says so', async () => {
  let minute = 0
  const post = (url: string, form: Record<string, string>) => {
    house.setClock(`2026-06-15T10:0${minute += 1}:00+09:00`)
    return planner.post(url, form)
  }
  const send = (n: number, name = 'もどった事業') => post('/programs', { onceKey: `back-to-form-${n}`, name, nameEn: 'Back' })
  const made = async () => (await db.selectFrom('program').select('id').where('name', 'like', 'もどった%').execute()).length
  const first = await send(1)
  const again = await send(2)
  expect([again.headers.location, await made()]).toEqual([first.headers.location, 1])
  expect(String(again.headers['set-cookie'])).toContain('notice=form.madeBefore')
  expect((await send(2)).headers.location).toBe(first.headers.location)
  await send(3, 'もどった別の事業')
  expect(await made()).toBe(2)
  await send(4)
  expect(await made()).toBe(3)
})

test('a sheet is handed in once, and all twenty land on it', async () => {
  const sheet = `/calls/${town.call}/sheet`
  await clerk.post(`${sheet}/draft`, {
    version: '0', 'chair.0.name': '田中 美咲', 'chair.0.kana': 'たなか みさき', 'chair.0.affiliation': 'みずべ包括', 'chair.0.experience': 'planned',
    'chair.0.wishedCohortId': String(town.cohorts[1]),
    ...Object.fromEntries(['adviser', 'case_presenter', 'other'].flatMap((one) => [[`nil.${one}`, 'true'], [`nilReason.${one}`, '異動のため']])),
  })
  const { version } = await db.selectFrom('nomination_sheet').select('version').executeTakeFirstOrThrow()
  const landed = await twenty(clerk, `${sheet}/submission`, { onceKey: 'twenty-sheets', version: String(version) })
  expect([...landed]).toEqual([expect.stringMatching(/^303 /)])
  expect(await acts('sheet.submitted')).toBe(1)
  expect(await db.selectFrom('nomination_sheet').select('state').execute()).toEqual([{ state: 'submitted' }])
})

test('one mark is left by twenty taps on a name', async () => {
  house.setClock('2026-09-17T09:44:00+09:00')
  const enrollment = await enroll(db, town, town.trainee.person, 1)
  const landed = await twenty(planner, `/slots/${town.slots[0]}/roll`, { 'rows.0.enrollmentId': String(enrollment), 'rows.0.state': 'present' })
  expect([...landed]).toEqual([expect.stringMatching(/^303 /)])
  expect(await db.selectFrom('attendance_mark').select('state').execute()).toEqual([{ state: 'present' }])
})

test('certificates are issued once: each one number, one work, one page', async () => {
  house.setClock('2027-03-12T10:00:00+09:00')
  await graduate(db, town, ['修了 一子', '修了 二子', '修了 三子'], { from: 2 })
  const landed = await twenty(planner, `/trainings/${town.training}/certificates`, { ...dated(), onceKey: 'twenty-certificates' })
  expect([...landed]).toEqual([expect.stringMatching(/^303 \/works\/\d+$/)])
  expect(await db.selectFrom('certificate').select('number').orderBy('number').execute()).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }])
  expect(await db.selectFrom('work').select('total').execute()).toEqual([{ total: 3 }])
})
