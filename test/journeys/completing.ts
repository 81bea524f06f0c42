import { readFileSync } from 'node:fs'
import { extractText, getDocumentProxy } from 'unpdf'
import { expect } from 'vitest'
import type { Story } from './line.ts'
import { trainee } from './nominating.ts'
import { station, type Walker } from './steps.ts'
import { signsIn } from './teaching.ts'

/** From the class day to the certificate, and to what strangers may know of it. */
export function completing(story: Story): void {
  const { door } = story
  const judgment = () => `/trainings/${story.training}/judgment`

  station('the officer begins to judge: who read and came is proposed, who did not read is not', async () => {
    const { officer } = story
    door.setClock('2026-09-24T09:00:00+09:00')
    await officer.opens('/judgments?year=2026')
    await officer.findsNothingWrong()
    await officer.opens(judgment())
    await officer.fills({ completedOn: '2026-09-17' })
    await officer.findsNothingWrong()
    await officer.presses('judgments.start')
    await officer.isTold('judgments.started')
    await officer.findsNothingWrong()
    expect(await door.db.selectFrom('judgment_line').select('proposal').orderBy('proposal').execute())
      .toEqual(['completed', 'not_completed', 'not_completed'].map((proposal) => ({ proposal })))
    await officer.presses('judgments.ask')
    await officer.isTold('judgments.asked')
  })

  station('a second officer confirms the judgment, and everybody is told', async () => {
    const { second } = story
    await second.opens(judgment())
    await second.presses('judgments.approve')
    await second.isTold('judgments.wasConfirmed')
    await second.findsNothingWrong()
    expect(await door.lines('judgment.confirmed')).toEqual([`training:${story.training}`])
    expect((await door.mails()).map(({ to }) => to)).toEqual(['hanako@tachikawa.test', 'jiro@tama.test', 'megumi@people.test', 'sato@people.test', 'tanaka@people.test'])
  })

  station('the certificate is issued by a job of its own', async () => {
    const { officer } = story
    door.setClock('2026-10-01T09:00:00+09:00')
    await officer.opens('/certificates/waiting?year=2026')
    await officer.findsNothingWrong()
    await officer.page.locator(`main a[href="/trainings/${story.training}/certificates"]`).click()
    await officer.fills({ issuedOn: '2026-10-01' })
    await officer.findsNothingWrong()
    await officer.presses('certificates.issueAll', { count: 1 })
    await officer.isTold('certificates.started')
    await officer.findsNothingWrong()
    const work = officer.page.url()
    expect((await door.mails()).map(({ to }) => to)).toEqual(['hanako@tachikawa.test', trainee.email])
    await officer.opens(work)
    await officer.reads(door.say('works.doneText'))
    await officer.findsNothingWrong()
    expect(await door.lines('certificates.issued')).toEqual([`training:${story.training}`])
  })

  station('the trainee signs in again and takes the certificate, which has the name on it', async () => {
    const { trainee: walker } = story
    await walker.opens('/my-certificates')
    await signsIn(walker)
    await walker.opens('/my-certificates')
    await walker.findsNothingWrong()
    const [download] = await Promise.all([walker.page.waitForEvent('download'), walker.presses('certificates.take')])
    const pdf = await getDocumentProxy(new Uint8Array(readFileSync(await download.path())))
    const { text } = await extractText(pdf, { mergePages: true })
    expect(text.replaceAll(/\s/g, '')).toContain('髙橋恵様')
  })

  station('a stranger finds it valid, with the name masked', async () => {
    const address = await story.trainee.page.locator('a[href^="/verify/"], a[href*="/verify/"]').first().getAttribute('href')
    const stranger = story.stranger = await door.enters(null, 390)
    await stranger.opens(new URL(address!, door.at).pathname + new URL(address!, door.at).search)
    await stranger.reads(door.say('certificates.public.valid'), '髙○ ○')
    expect(await stranger.page.content()).not.toContain('恵')
    await stranger.findsNothingWrong()
  })

  station('revoked with a reason, it is a revoked certificate to strangers too', async () => {
    const { second, stranger } = story
    await second.opens('/certificates?year=2026')
    await second.findsNothingWrong()
    await second.page.locator('#certificates-list tbody a').first().click()
    await second.findsNothingWrong()
    await second.follows('certificates.act.revocation')
    await second.fills({ reason: '別の方に発行した。' })
    await second.findsNothingWrong()
    await second.presses('certificates.do.revocation')
    await second.isTold('certificates.revoked')
    await stranger.page.reload()
    await stranger.reads(door.say('certificates.public.revoked'))
    expect(await stranger.page.content()).not.toContain('別の方')
    expect((await door.lines('certificate.revoked')).length).toBe(1)
    expect((await door.mails()).map(({ to }) => to)).toEqual([trainee.email])
  })

  station('the target bar counts who completed, and opens the person behind the figure', async () => {
    const { officer } = story
    await officer.opens('/targets?year=2026')
    await officer.findsNothingWrong()
    await countsOne(officer)
    await officer.page.locator('.target .figures a[href^="/targets/"]').first().click()
    await officer.reads(trainee.name)
    await officer.findsNothingWrong()
    await officer.opens('/')
    await officer.findsNothingWrong()
  })
}

const countsOne = async (officer: Walker) => {
  const figures = await officer.page.locator('.target .figures').first().innerText()
  expect(figures.replaceAll(/\s+/g, ' ')).toMatch(/2 ?人?.* 1 ?人?.* 50/)
}
