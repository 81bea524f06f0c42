import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect } from 'vitest'
import { openPasswords } from '../../server/base/passwords.ts'
import { settle } from '../support/people.ts'
import { nominate, sixPeople } from '../entry/selection/world.ts'
import { openDoor, station } from './steps.ts'

/** Files with many people in them are taken by who gave the password within the hour; whoever is asked for it is not left standing at the door. */
const door = await openDoor({ javaScript: true, language: 'ja' }, '2026-07-20T10:00:00+09:00')
const town = await settle(door.db)
const lists = `/trainings/${town.training}/lists`
const words = { email: 'taro@house.test', password: '朝顔の鉢を数える 三つ目まで' }

beforeAll(async () => {
  const password_hash = await openPasswords({ memoryKiB: 8, passes: 1 }).hash(words.password)
  await door.db.updateTable('account').set({ email: words.email, password_hash }).where('id', '=', town.planner.account).execute()
  const people = sixPeople(town)
  people[1]!.name = 'ZZA𠮷野 一郎'
  await nominate(door.db, town, people)
  await (await door.visitor(town.planner)).post(`/trainings/${town.training}/selection`, { overPercent: '100', waitlistMax: '1', version: '0' })
})

describe.each([true, false])('with scripts: %s', (javaScript) => {
  station('after signing in once more the list begins by itself, on the page it was asked for', async () => {
    door.way.javaScript = javaScript
    door.setClock('2026-07-20T10:00:00+09:00')
    const officer = await door.enters(null, javaScript ? 1280 : 390)
    await officer.opens(`/sign-in?to=${encodeURIComponent(lists)}`)
    await officer.fills(words)
    await officer.presses('entrance.enter')
    await officer.page.waitForURL(`**${lists}`)
    await officer.findsNothingWrong()

    door.setClock('2026-07-20T11:30:00+09:00')
    await officer.follows('tableFiles.asUtf8')
    await officer.page.waitForURL('**/sign-in**')
    await officer.fills(words)
    const [download] = await Promise.all([officer.page.waitForEvent('download'), officer.presses('entrance.enter')])
    expect(readFileSync(await download.path(), 'utf8')).toContain('ZZA𠮷野 一郎')
    expect(new URL(officer.page.url()).pathname).toBe(lists)
    await officer.reads(door.say('downloads.begun'), door.say('lists.nominated'))
    await officer.findsNothingWrong()
    const [again] = await Promise.all([officer.page.waitForEvent('download'), officer.follows('downloads.again')])
    expect(again.suggestedFilename()).toBe(download.suggestedFilename())
  })
})

station('what Shift_JIS cannot hold is said once for all lists of the page', async () => {
  const officer = await door.enters(town.planner)
  await officer.opens(lists)
  expect(await officer.page.getByText('𠮷（U+20BB7）').count()).toBe(1)
})
