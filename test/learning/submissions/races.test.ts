import { describe, expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle } from '../../support/people.ts'
import { openDesk } from './desk.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-10T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const desk = await openDesk(house, town, [{}, { markers: 2 }])
  const markers = [await house.visitor(town.instructor)]
  for (const n of [1, 2, 3]) {
    const who = await givePost(db, await makePerson(db, `講師 ${n}`, 'こうし', null), 'instructor', null, `i${n}@house.test`)
    await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: who.person }).execute()
    markers.push(await house.visitor(who))
  }

  test('the first word, saved from many tabs in the same moment, makes one draft, and only one of them is it', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => desk.trainee.post(`${desk.at()}/draft`, { version: '0', text: `画面${n}で書きました。` })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, ...Array<number>(7).fill(409)])
    expect(await db.selectFrom('submission').select('draft_version').execute()).toEqual([{ draft_version: 1 }])
  })

  test('handed in ten times in the same moment, it is handed in once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => desk.trainee.post(`${desk.at()}/rounds`, { version: '1' })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, ...Array<number>(9).fill(409)])
    expect(await db.selectFrom('submission_round').select('number').execute()).toEqual([{ number: 1 }])
  })

  test('marked by four in the same moment, it is settled once and told once', async () => {
    const { id } = (await desk.work())!
    const answers = await Promise.all(markers.map((door) => door.post(`/submissions/${id}/markings`, { verdict: 'accepted' })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409, 409, 409])
    expect((await desk.lines('submission.accepted'))).toHaveLength(1)
  })

  test('of two asked for, four come at once: two are taken, neither is lost', async () => {
    await desk.write({ text: '二人が見る文章です。' }, 1)
    await desk.handIn(1)
    const { id } = (await desk.work(1))!
    const answers = await Promise.all([...markers.map((door) => door.post(`/submissions/${id}/markings`, { verdict: 'accepted' })), desk.trainee.post(`${desk.at(1)}/recall`)])
    const taken = answers.slice(0, 4).filter(({ statusCode }) => statusCode === 303).length
    const isRecalled = answers[4]!.statusCode === 303
    expect([taken, (await desk.work(1))!.state]).toEqual(isRecalled ? [0, 'draft'] : [2, 'accepted'])
    expect(answers.every(({ statusCode }) => statusCode === 303 || statusCode === 409)).toBe(true)
  })
})
