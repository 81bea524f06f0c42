import { expect } from 'vitest'
import type { Story } from './line.ts'
import { trainee } from './nominating.ts'
import { station, type Walker } from './steps.ts'

export const password = '川辺を歩く 七月の朝に 三人で'

/** A trainee on a telephone and an instructor in the classroom. */
export function teaching(story: Story): void {
  const { door, world } = story

  station('the trainee comes in by the link of the invitation and chooses a password', async () => {
    door.setClock('2026-08-01T20:00:00+09:00')
    const invitation = story.invitations.find(({ to, text }) => to === trainee.email && text.includes('/links/'))
    const walker = story.trainee = await door.enters(null, 390)
    await walker.opens(new URL(/https:\S+/.exec(invitation!.text)![0]).pathname)
    await walker.reads(trainee.name)
    await walker.findsNothingWrong()
    await walker.fills({ password, repeated: password })
    await walker.presses('entrance.setPassword')
    await walker.isTold('entrance.passwordSet')
    await walker.findsNothingWrong()
    await signsIn(walker)
    expect((await door.lines('password.set')).length).toBe(1)
  })

  station('the trainee checks the name and consents', async () => {
    const { trainee: walker } = story
    await walker.findsNothingWrong()
    await walker.opens('/my-name')
    await walker.reads(trainee.name)
    await walker.fills({ consent: 'yes' })
    await walker.findsNothingWrong()
    await walker.presses('names.confirm')
    await walker.isTold('names.confirmed')
    expect((await door.lines('name.checked')).length).toBe(1)
  })

  station('the trainee reads the lesson to its end', async () => {
    const { trainee: walker } = story
    await walker.opens('/learn')
    await walker.findsNothingWrong()
    await walker.follows('lessons.start')
    await walker.reads('会議は五つの役割で進みます。')
    await walker.findsNothingWrong()
    await walker.presses('lessons.iRead')
    await walker.isTold('lessons.readingTaken')
    await walker.reads(door.say('lessons.allDone'))
    await walker.opens('/my-days')
    await walker.reads('立川ホール')
    await walker.findsNothingWrong()
    expect((await door.lines('lesson.completed')).length).toBe(1)
  })

  station('the instructor marks the roll of both slots on the day', async () => {
    door.setClock('2026-09-17T09:40:00+09:00')
    const walker = story.instructor = await door.enters(world.instructor)
    await walker.opens('/class-days?year=2026')
    await walker.findsNothingWrong()
    await walker.page.locator('main a[href^="/class-days/"]').first().click()
    await walker.findsNothingWrong()
    const group = walker.page.getByRole('group', { name: door.say('attendance.marksOf', { name: trainee.name }) })
    await group.getByRole('button', { name: door.say('attendance.states.present'), exact: true }).click()
    await group.locator('[aria-pressed="true"]').waitFor()
    await walker.page.locator('.waits').waitFor({ state: 'detached' }) // shown at once, and a moment later the house has it
    await walker.findsNothingWrong()
    expect((await door.lines('roll.marked')).length).toBe(1)

    await walker.page.getByRole('navigation', { name: door.say('attendance.slotsOfDay') }).getByRole('link').nth(1).click()
    await walker.follows('attendance.wholeLink')
    await walker.findsNothingWrong()
    await walker.presses('form.save')
    await walker.isTold('attendance.wholeSaved')
    expect(await door.db.selectFrom('attendance').select('state').execute()).toEqual(Array(4).fill({ state: 'present' }))
  })
}

/** With the mail address and the password, as everybody does. */
export async function signsIn(walker: Walker): Promise<void> {
  await walker.fills({ email: trainee.email, password })
  await walker.presses('entrance.enter')
  await walker.page.locator('details.me').waitFor()
}
