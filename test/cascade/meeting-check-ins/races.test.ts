import { describe, expect, test } from 'vitest'
import { linkOf } from '../../../server/classroom/check-ins/codes.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { putMeeting } from '../meetings.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-11-18T13:50:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const m = await putMeeting(db)
  const [one, two, stranger, clerk] = await Promise.all([house.visitor(town.planner), house.visitor(town.contractor), house.stranger(), house.visitor(town.clerkOfTachikawa)])
  const { secret } = await db.selectFrom('meeting_door').select('secret').executeTakeFirstOrThrow()
  const somebody = (name: string) => idOf(db.insertInto('meeting_person').values({ meeting_id: m.id, municipality_id: town.tachikawa, name, mode: 'venue', origin: 'reply', added_at: new Date() }).returning('id'))
  const marks = (id: number) => db.selectFrom('meeting_mark').select(['here', 'mode']).where('meeting_person_id', '=', id).orderBy('id').execute()

  test('two doors and a link mark the same person in one moment: there is one mark, and nobody is told of an error', async () => {
    for (let n = 0; n < 8; n += 1) {
      const id = await somebody(`同時 ${n}`)
      const link = `/meeting-links/${m.id}/p${id}.${linkOf({ secret, door: `m${m.id}` }, `p${id}`)}`
      const answers = await Promise.all([
        one.post(`/meeting-people/${id}/presence`, { where: 'venue' }), two.post(`/meeting-people/${id}/presence`, { where: 'online' }),
        stranger.post(link, { personId: String(id), where: 'online' }), one.post(`/meeting-people/${id}/presence`, { where: 'venue' }),
      ])
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([303, 303, 303, 303])
      expect(await marks(id)).toHaveLength(1)
    }
  })
  test('who is marked while the meeting is counted is counted, or is told that it was', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => somebody(`締め ${n}`)))
    const answers = await Promise.all(ids.flatMap((id, n) => [two.post(`/meeting-people/${id}/presence`, { where: 'venue' }), ...n === 5 ? [one.post(`${m.page}/holding`)] : []]))
    expect(answers.filter(({ statusCode }) => statusCode !== 303 && statusCode !== 409)).toEqual([])
    const { people_here } = await db.selectFrom('meeting').select('people_here').where('id', '=', m.id).executeTakeFirstOrThrow()
    expect((await db.selectFrom('meeting_person').select('id').where('here_at', 'is not', null).execute()).length).toBe(people_here)
  })
  test('two officers of one municipality send in one moment: one reply stands, and the other is told', async () => {
    const next = await putMeeting(db, { series: m.series, title: '次の会議' })
    await clerk.post(`${next.page}/reply`, { answer: 'coming', 'people.0.name': '甲', 'people.0.mode': 'venue', contactName: '甲' })
    const answers = await Promise.all([1, 2, 3].map(() => clerk.post(`${next.page}/reply/submission`, { version: '0' })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409, 409])
    expect(await db.selectFrom('meeting_person').select('name').where('meeting_id', '=', next.id).execute()).toEqual([{ name: '甲' }])
  })
})
