import { beforeEach, expect, test } from 'vitest'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openDesk } from '../../learning/submissions/desk.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

/** N2: whoever marks hears once a day of what came in; whose work came back, of its new day; nobody of what is out of their hands. */
const house = await openHouse({ now: '2026-09-07T10:00:00+09:00' })
const { db, post, setClock } = house
const town = await settle(db)
const desk = await openDesk(house, town, [{}, { markers: 2 }])
const { handIn, write, trainee } = desk
const tama = await house.visitor(town.traineeOfTama)
const instructor = await house.visitor(town.instructor)
const [first, second] = ['課題1', '課題2']
await db.insertInto('reminder_rule').values(['name', 'day', 'sheet', 'choice', 'measurement'].map((kind) => ({ kind, days: '7', is_on: false, rests: false }))).execute()
await drain(house.crewHouse, crew)

/** The round of an hour on a day of September, and who is written to: address, subject, and the lessons named. */
async function round(day: string, time = '08:10') {
  setClock(`2026-09-${day}T${time}:00+09:00`)
  post.mails.length = 0
  await crew.remind!.work(house.crewHouse, {} as never)
  await drain(house.crewHouse, crew)
  return post.mails.map(({ to, subject, text }) => `${to.split('@')[0]} ${/【(.*?)】/.exec(subject)![1]}${[...text.matchAll(/^・(.*)$/gm)].map(([, title]) => ` ${title}`).join('')}`)
}
const asked = (who: { person: number }, ...titles: string[]) => `p${who.person} 採点のお願い ${titles.join(' ')}`
const idOf = async (place: number, enrollment = desk.own) => (await db.selectFrom('submission').select('id').where('lesson_id', '=', desk.lessons[place]!).where('enrollment_id', '=', enrollment).executeTakeFirstOrThrow()).id

beforeEach(() => { post.mails.length = 0 })

test('what came in on a day is one letter to who teaches the cohort, the next only with something new or a week later', async () => {
  await write({ text: '学んだことを書く。' })
  await write({ text: '学んだことを書く。' }, 1)
  await handIn(0)
  await handIn(1)
  // 7 days before the lessons are due: who handed in has nothing to do.
  expect(await round('08')).toEqual([`p${town.traineeOfTama.person} お願い ${first} ${second}`, asked(town.instructor, first!, second!)])
  expect(post.mails.find(({ subject }) => subject.includes('採点'))!.text).toContain('https://house.test/submissions')
  expect(await round('08', '15:10')).toEqual([])
  expect(await round('09')).toEqual([])
  setClock('2026-09-09T21:00:00+09:00')
  await write({ text: '多摩の学びを書く。' }, 0, tama, desk.other)
  await handIn(0, {}, tama, desk.other)
  expect(await round('10')).toEqual(expect.arrayContaining([asked(town.instructor, first!)]))
  expect((await round('15')).filter((line) => line.includes('採点'))).toEqual([asked(town.instructor, second!)])
})

test('who has marked waits for nobody; where two differ the office is told; taken off the cohort, nobody is', async () => {
  await instructor.post(`/submissions/${await idOf(1)}/markings`, { verdict: 'accepted', comment: 'よい' })
  setClock('2026-09-24T09:00:00+09:00')
  expect((await round('24')).filter((line) => line.includes('採点'))).toEqual([asked(town.instructor, first!)])
  await db.insertInto('marking').values({ round_id: (await db.selectFrom('submission_round as r').innerJoin('submission as s', 's.id', 'r.submission_id').select('r.id').where('s.id', '=', await idOf(1)).executeTakeFirstOrThrow()).id, marked_by: town.expert.person, verdict: 'returned', levels: '[]', comment: 'x', remarks: '[]', due_on: '2026-10-01', in_at: house.app.clock() }).execute()
  expect((await round('25')).filter((line) => line.includes('採点')).sort()).toEqual([asked(town.approver, second!), asked(town.planner, second!)].sort())
  await db.deleteFrom('cohort_instructor').execute()
  expect((await round('25', '12:10')).filter((line) => line.includes('採点')).sort()).toEqual([asked(town.approver, first!), asked(town.planner, first!)].sort())
})

test('returned work is reminded of before its new day, and no longer as a lesson; handed in it is with its markers', async () => {
  await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0]!, person_id: town.instructor.person }).execute()
  await db.updateTable('training_lesson').set({ due_on: '2026-10-09' }).where('lesson_id', '=', desk.lessons[0]!).execute()
  setClock('2026-09-28T10:00:00+09:00')
  const answer = await instructor.post(`/submissions/${await idOf(0)}/markings`, { verdict: 'returned', comment: '足してください', 'dueOn.year': '2026', 'dueOn.month': '10', 'dueOn.day': '2' })
  expect(answer.statusCode).toBe(303)
  await drain(house.crewHouse, crew)
  expect(post.mails.map(({ subject }) => subject).join()).toContain('課題の差し戻し')
  expect((await round('29')).filter((line) => line.startsWith(`p${town.trainee.person} `))).toEqual([`p${town.trainee.person} 再提出まであと3日 ${first}`])
  expect(post.mails.map(({ text }) => text).join()).toContain('令和8年10月2日')
  await trainee.post(`${desk.at(0)}/draft`, { version: '1', text: '足して書きました。' })
  await handIn(0)
  setClock('2026-10-01T08:10:00+09:00')
  post.mails.length = 0
  await crew.remind!.work(house.crewHouse, {} as never)
  await drain(house.crewHouse, crew)
  expect(post.mails.filter(({ to }) => to.startsWith(`p${town.trainee.person}@`))).toEqual([])
})
