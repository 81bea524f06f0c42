import { expect } from 'vitest'
import { enroll, givePost, makePerson, settle } from '../support/people.ts'
import { openDoor, station, type Walker } from './steps.ts'

/**
 * C2 on a telephone and without scripts: the office lets trainees choose one of two days, one does, the office places the other,
 * and when a day moves everybody reads of it.
 */
const door = await openDoor({ javaScript: false, language: 'en' }, '2026-09-01T10:00:00+09:00')
const { db } = door
const town = await settle(db)
await db.insertInto('class_day').values({ cohort_id: town.cohorts[0], held_on: '2026-09-24', place: '立川ホール' }).execute()
const other = await givePost(db, await makePerson(db, '別 人子', 'べつ ひとこ', town.tachikawa), 'trainee', null)
await enroll(db, town, town.trainee.person, 1, { municipality: town.tachikawa })
await enroll(db, town, other.person, 2, { municipality: town.tachikawa })
await db.updateTable('enrollment').set({ name_checked_at: new Date('2026-08-03T10:00:00+09:00') }).execute()
let [planner, trainee] = [] as unknown as [Walker, Walker]
const chosen = async () => (await db.selectFrom('chosen_day as x').innerJoin('class_day as d', 'd.id', 'x.class_day_id').select(['x.enrollment_id as who', 'd.held_on as day'])
  .where('x.is_chosen', '=', true).orderBy('x.enrollment_id').execute()).map(({ day }) => day)

station('the office makes two days of a cohort ones to choose from', async () => {
  planner = await door.enters(town.planner)
  await planner.opens(`/trainings/${town.training}`)
  await planner.follows('dayChoices.new')
  await planner.findsNothingWrong()
  await planner.fills({ 'title': '演習', 'titleEn': 'Practice', 'closesOn.year': '2026', 'closesOn.month': '9', 'closesOn.day': '10', 'days.0.isIn': true, 'days.0.seats': '1' })
  await planner.presses('form.save')
  await planner.page.waitForLoadState()
  await planner.reads(door.say('dayChoices.twoAtLeast'))
  expect(await planner.page.locator('[name="days.0.seats"]').inputValue()).toBe('1')
  await planner.fills({ 'days.1.isIn': true, 'days.1.seats': '2' })
  await planner.presses('form.save')
  await planner.page.waitForURL(`**/trainings/${town.training}`)
  await planner.reads('Practice, one of several days')
  await planner.findsNothingWrong()
})

station('a trainee reads on the home what is to be done first, and chooses on a telephone', async () => {
  trainee = await door.enters(town.trainee, 390)
  await trainee.opens('/')
  await trainee.findsNothingWrong()
  await trainee.follows('home.step.choiceDo')
  await trainee.reads('Seats left: 1', 'Seats left: 2')
  await trainee.findsNothingWrong()
  await trainee.page.locator('input[type=radio]').first().check()
  await trainee.presses('dayChoices.save')
  await trainee.page.waitForURL('**/my-days')
  await trainee.reads(door.say('dayChoices.chosen'))
  await trainee.findsNothingWrong()
  expect([await chosen(), (await door.lines('day.chosen')).length]).toEqual([['2026-09-17'], 1])
})

station('the office sees who has not chosen, and gives them a day', async () => {
  await planner.opens(`/trainings/${town.training}`)
  await planner.follows('dayChoices.showTitle', { choice: 'Practice' })
  await planner.reads('別 人子', door.say('dayChoices.unchosen'))
  await planner.findsNothingWrong()
  await planner.follows('dayChoices.rest')
  await planner.findsNothingWrong()
  await planner.presses('dayChoices.rest')
  await planner.page.waitForURL('**/day-choices/*')
  await planner.reads(door.say('dayChoices.divided'))
  expect(await chosen()).toEqual(['2026-09-17', '2026-09-24'])
  const mails = await door.mails()
  expect(mails.map(({ to, subject }) => [to, subject.slice(0, 8)])).toEqual([[`p${other.person}@house.test`, '【研修日の決定】']])
})

station('a day that moves is told to whoever comes on it and to their municipality', async () => {
  await planner.opens(`/trainings/${town.training}`)
  await planner.page.locator(`a[href$="/days/${town.days[0]}/edit"]`).click()
  await planner.findsNothingWrong()
  await planner.fills({ place: '多摩会館', told: true })
  await planner.presses('form.save')
  await planner.page.waitForURL(`**/trainings/${town.training}`)
  const letters = (await door.mails()).filter(({ subject }) => subject.startsWith('【日程の変更】'))
  expect(letters.map(({ to, text }) => [to, text.includes('多摩会館'), text.includes('9月24日')])).toEqual([
    [`p${town.clerkOfTachikawa.person}@house.test`, false, false], [`p${town.trainee.person}@house.test`, true, false],
  ])
  await trainee.opens('/my-days')
  await trainee.reads('多摩会館')
})
