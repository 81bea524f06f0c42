import { describe, expect, test } from 'vitest'
import { inChange, type Change } from '../../../server/base/change.ts'
import { beginLesson } from '../../../server/learning/lessons/doing/changes.ts'
import { openLessons } from '../../../server/learning/lesson-openings/changes.ts'
import { openHouse } from '../../support/app.ts'
import { publishedOf } from '../../support/lessons.ts'
import { settle } from '../../support/people.ts'
import { openScreen } from '../viewings/screens.ts'
import { fillShelf } from './shelf.ts'

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('on PostgreSQL (TEST_DATABASE_URL)', async () => {
  const house = await openHouse({ now: '2026-09-01T10:00:00+09:00' })
  const { db } = house
  const town = await settle(db)
  const shelf = await fillShelf(db, town, house.files)
  const [planner, trainee] = [await house.visitor(town.planner), await house.visitor(town.trainee)]
  const openings = `/trainings/${town.training}/lessons`
  const shut = (lesson: number) => ({ 'rows.0.lessonId': String(lesson) })
  const isOpened = async (lesson: number) => (await db.selectFrom('training_lesson').select('lesson_id').where('lesson_id', '=', lesson).execute()).length === 1
  const hasBegun = async (lesson: number) => (await db.selectFrom('progress').select('lesson_id').where('lesson_id', '=', lesson).execute()).length === 1

  /** Does the work and keeps its transaction open until it is told to end. */
  async function halfway(work: (change: Change) => Promise<unknown>) {
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const done = inChange(db, { actor: null, scope: { of: 'all' }, now: house.crewHouse.clock(), random: house.crewHouse.random }, async (change) => {
      await work(change)
      reached.resolve()
      await released.promise
    })
    await reached.promise
    return () => { released.resolve(); return done }
  }
  const aMoment = () => new Promise((resolve) => { setTimeout(resolve, 1_500) })

  test('a lesson that somebody is beginning in this moment is not shut behind them', async () => {
    const lesson = { enrollmentId: shelf.own, id: shelf.video, versionId: await publishedOf(db, shelf.video) }
    const end = await halfway((change) => beginLesson(change, lesson))
    const shutting = planner.post(openings, shut(shelf.video))
    await aMoment()
    await end()
    const answer = await shutting
    expect([answer.statusCode, answer.body.includes('会議での助言のしかた')]).toEqual([409, true])
    expect([await isOpened(shelf.video), await hasBegun(shelf.video)]).toEqual([true, true])
  })

  test.each([['a page', 'page'], ['a document', 'document']] as const)('%s that is being shut in this moment is not begun any more', async (_, which) => {
    const screen = which === 'document' ? await openScreen(trainee, `/learn/${shelf.own}/lessons/${shelf.document}`) : null
    const end = await halfway((change) => openLessons(change, town.training, { rows: [{ lessonId: shelf[which] }] }, {}))
    const doing = screen ? screen.say({ stretches: [[0, 1]], seconds: 2 }) : trainee.post(`/learn/${shelf.own}/lessons/${shelf.page}/readings`)
    await aMoment()
    await end()
    expect((await doing).statusCode).toBe(404)
    expect([await isOpened(shelf[which]), await hasBegun(shelf[which])]).toEqual([false, false])
  })
})
