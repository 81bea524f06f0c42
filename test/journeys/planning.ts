import { expect } from 'vitest'
import type { Story } from './line.ts'
import { station } from './steps.ts'

/** From an empty year to a published call. */
export function planning(story: Story): void {
  const { door, world } = story

  station('the officer plans a training with its cohort, its teacher and a day of two slots', async () => {
    const officer = story.officer = await door.enters(world.officer)
    await officer.opens('/trainings?year=2026')
    await officer.findsNothingWrong()
    await officer.follows('trainings.new')
    await officer.fills({
      courseId: String(world.course), fiscalYear: '2026', title: story.title.ja, titleEn: story.title.en, capacity: '3', cohorts: '1', overPercent: '100',
      lateLimitMinutes: '15', issuerTitle: '東京都知事', issuerName: '都知 事子',
    })
    await officer.findsNothingWrong()
    await officer.presses('trainings.new')
    await officer.isTold('trainings.created')
    story.training = Number(new URL(officer.page.url()).pathname.split('/').at(-1))

    await officer.follows('trainings.cohortEdit')
    await officer.page.getByLabel('講 師郎').check()
    await officer.findsNothingWrong()
    await officer.presses('form.save')
    await officer.isTold('form.saved')

    await officer.follows('trainings.dayNew')
    await officer.fills({ heldOn: '2026-09-17', opensAt: '09:00', place: '立川ホール' })
    for (const [n, [startsAt, endsAt, title]] of [['09:30', '12:00', '講義'], ['13:00', '16:30', '演習']].entries()) {
      await officer.fills({ [`slots.${n}.startsAt`]: startsAt!, [`slots.${n}.endsAt`]: endsAt!, [`slots.${n}.title`]: title! })
    }
    await officer.findsNothingWrong()
    await officer.presses('form.save')
    await officer.isTold('form.saved')
    await officer.reads('立川ホール', '講義', '演習', '講 師郎')
    await officer.findsNothingWrong()
    expect(await door.lines('training.made')).toEqual([`training:${story.training}`])
  })

  station('what completes it is written down, and its lesson is opened until a week before the day', async () => {
    const { officer, training } = story
    await officer.opens(`/trainings/${training}/criteria`)
    await officer.fills({ lessons: 'all', attendance: 'all', lateLimitMinutes: '15', madeUpCounts: 'yes' })
    await officer.findsNothingWrong()
    await officer.presses('form.save')
    await officer.isTold('judgments.criteriaSaved')

    await officer.opens(`/trainings/${training}/lessons`)
    await officer.fills({ 'rows.0.opened': true, 'rows.0.dueOn': '2026-09-10' })
    await officer.findsNothingWrong()
    await officer.presses('form.save')
    await officer.isTold('form.saved')
    expect(await door.lines('criteria.saved')).toEqual([`training:${training}`])
    expect(await door.db.selectFrom('training_lesson').select('training_id').execute()).toEqual([{ training_id: training }])
  })

  station('the call is written and a second person is asked', async () => {
    const { officer, training } = story
    await officer.opens(`/trainings/${training}`)
    await officer.follows('trainings.next.makeCall')
    await officer.fills({
      opensOn: '2026-06-01', officeClosesOn: '2026-06-26', closesOn: '2026-07-10', decisionOn: '2026-07-31',
      quotaChair: '1', quotaAdviser: '2', quotaCasePresenter: '1', quotaOther: '1', purpose: '会議を進める方を育てます。', contact: '高齢者支援課',
    })
    await officer.findsNothingWrong()
    await officer.presses('calls.saveDraft')
    await officer.isTold('calls.drafted')
    story.call = Number(new URL(officer.page.url()).pathname.split('/').at(-1))
    await officer.presses('calls.ask')
    await officer.isTold('calls.asked')
    await officer.findsNothingWrong()
    expect(await officer.page.getByRole('button', { name: door.say('approvals.approve'), exact: true }).count()).toBe(0)
  })

  station('the second officer finds it among what waits, approves and publishes, and the municipalities are written to', async () => {
    const second = story.second = await door.enters(world.second)
    await second.opens('/approvals')
    await second.findsNothingWrong()
    await second.follows('approvals.look')
    await second.fills({ documentNumber: '8福祉高介第218号', issuedOn: '2026-05-25' })
    await second.findsNothingWrong()
    await second.presses('approvals.approve')
    await second.page.locator('#notice .notice').waitFor()
    await second.findsNothingWrong()
    await second.reads(door.say('calls.states.published'))
    expect(await door.lines('call.published')).toEqual([`call:${story.call}`])
    expect((await door.mails()).map(({ to, subject }) => [to, subject.includes(story.title.ja)]))
      .toEqual([['hanako@tachikawa.test', true], ['jiro@tama.test', true]])
  })
}
