import { expect } from 'vitest'
import type { Story } from './line.ts'
import { trainee } from './nominating.ts'
import { station } from './steps.ts'

/** From the closed call to the announcement. */
export function selecting(story: Story): void {
  const { door } = story
  const board = () => `/trainings/${story.training}/selection`

  station('the selection is simulated: three places for four people', async () => {
    const { officer } = story
    door.setClock('2026-07-20T09:00:00+09:00')
    await officer.opens('/selections?year=2026')
    await officer.findsNothingWrong()
    await officer.opens(board())
    await officer.findsNothingWrong()
    await officer.follows('selection.need.simulate')
    await officer.findsNothingWrong()
    await officer.presses('selection.simulate')
    await officer.isTold('selection.simulated')
    await officer.findsNothingWrong()
    expect(await outcomes(story)).toEqual({ selected: 3, waitlisted: 1 })
  })

  station('one line is changed by hand, and the reason stands beside it', async () => {
    const { officer } = story
    await officer.opens(`${board()}?show=waitlisted`)
    await officer.page.locator('#selection-lines tbody .tools a').click()
    await officer.fills({ outcome: 'next_year', reason: '本人が来年度を希望している。' })
    await officer.findsNothingWrong()
    await officer.page.locator('.editing button[value="change"]').click()
    await officer.isTold('selection.changed')
    await officer.opens(`${board()}?show=changed`)
    await officer.reads('本人が来年度を希望している。')
    expect(await outcomes(story)).toEqual({ selected: 3, next_year: 1 })
    expect((await door.lines('selection.line_changed')).length).toBe(1)
  })

  station('a second officer confirms it, and it is announced', async () => {
    const { officer, second } = story
    await officer.opens(board())
    await officer.presses('selection.ask')
    await officer.isTold('selection.asked')
    await second.opens(board())
    await second.findsNothingWrong()
    await second.presses('selection.approve')
    await second.isTold('selection.confirmed')

    door.setClock('2026-07-31T09:00:00+09:00')
    await second.opens(board())
    await second.follows('selection.toAnnounce')
    await second.findsNothingWrong()
    await second.presses('selection.announce')
    await second.isTold('selection.announced')
    await second.findsNothingWrong()
    expect(await door.lines('selection.announced')).toEqual([`training:${story.training}`])
    expect(await door.db.selectFrom('enrollment').select(['number', 'state']).orderBy('number').execute())
      .toEqual([1, 2, 3].map((number) => ({ number, state: 'enrolled' })))
  })

  station('who is selected gets the decision and an invitation, and the municipalities their lists', async () => {
    const mails = story.invitations = await door.mails()
    const own = mails.filter(({ to }) => to === trainee.email)
    expect(own.map(({ text }) => /\/links\//.test(text)).sort()).toEqual([false, true])
    expect(own.some(({ text }) => text.includes('2026') && text.includes('立川ホール'))).toBe(true)
    expect(['hanako@tachikawa.test', 'jiro@tama.test'].map((one) => mails.filter(({ to }) => to === one).length)).toEqual([1, 1])
    await story.clerk.opens(`/trainings/${story.training}/outcome`)
    await story.clerk.reads(trainee.name)
    await story.clerk.findsNothingWrong()
  })
}

async function outcomes({ door }: Story): Promise<Record<string, number>> {
  const rows = await door.db.selectFrom('selection_line').select('outcome').execute()
  return Object.fromEntries(Object.entries(Object.groupBy(rows, ({ outcome }) => outcome)).map(([outcome, some]) => [outcome, some!.length]))
}
