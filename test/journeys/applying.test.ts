import { expect } from 'vitest'
import { settle } from '../support/people.ts'
import { openDoor, station, type Walker } from './steps.ts'

/** D4 on a telephone and without scripts: somebody applies by a link in a mail, the municipality takes them onto its sheet. */
const door = await openDoor({ javaScript: false, language: 'en' }, '2026-06-15T10:00:00+09:00')
const town = await settle(door.db)
await door.db.updateTable('call').set({ route: 'self' }).execute()
const email = 'hana@home.test'
let person: Walker
let link: string

station('a person asks for the form, and has its link by mail', async () => {
  person = await door.enters(null, 390)
  await person.opens(`/apply/${town.call}`)
  await person.findsNothingWrong()
  await person.fills({ municipalityId: String(town.tachikawa), officeName: '青木 花', email })
  await person.presses('applications.beginSend')
  await person.findsNothingWrong()
  const [mail] = await door.mails()
  expect(mail!.to).toBe(email)
  link = /\/my-application\/[\w-]+/.exec(mail!.text)![0]
})

station('what is missing is said at its place, and nothing typed is lost', async () => {
  await person.opens(link)
  await person.findsNothingWrong()
  await person.fills({ 'rows.0.name': '青木 花', 'rows.0.kana': '漢字', 'rows.0.affiliation': 'ZZ訪問看護' })
  await person.presses('applications.toCheck')
  await person.page.waitForLoadState()
  await person.reads(door.say('applications.kanaWrong'))
  await person.opens(link)
  expect(await person.page.locator('[name="rows.0.affiliation"]').inputValue()).toBe('ZZ訪問看護')
})

station('put right and checked, it is handed in', async () => {
  await person.fills({ 'rows.0.kana': 'あおき はな', 'rows.0.professionCode': 'public_health_nurse', 'rows.0.category': 'adviser', 'rows.0.experience': 'planned', 'rows.0.purposeConsent': true })
  await person.presses('applications.toCheck')
  await person.page.waitForURL('**/check')
  await person.reads('青木 花', 'ZZ訪問看護')
  await person.findsNothingWrong()
  await person.presses('applications.submit')
  await person.page.waitForLoadState()
  await person.findsNothingWrong()
  expect(await door.lines('application.submitted')).toHaveLength(1)
})

station('the municipality takes the person onto its sheet', async () => {
  const clerk = await door.enters(town.clerkOfTachikawa)
  await clerk.opens(`/calls/${town.call}/applications`)
  await clerk.findsNothingWrong()
  await clerk.reads('青木 花')
  await clerk.follows('applications.openOf', { name: '青木 花' })
  await clerk.reads('ZZ訪問看護')
  await clerk.findsNothingWrong()
  await clerk.presses('applications.take')
  await clerk.page.waitForLoadState()
  await clerk.opens(`/calls/${town.call}/sheet`)
  await clerk.findsNothingWrong()
  expect(await clerk.page.locator('#adviser-1-name').inputValue()).toBe('青木 花')
  expect(await door.db.selectFrom('nomination').select(['name', 'kana', 'category']).execute()).toEqual([{ name: '青木 花', kana: 'あおき はな', category: 'adviser' }])
})
