import { expect } from 'vitest'
import { axe } from '../support/browser.ts'
import { settle } from '../support/people.ts'
import { openDoor, station, type Walker } from './steps.ts'

/** D4 at a desk: an office puts its staff forward in order, the municipality gives the list back once, and takes people onto its sheet. */
const door = await openDoor({ javaScript: true, language: 'ja' }, '2026-06-15T10:00:00+09:00')
const town = await settle(door.db)
await door.db.updateTable('call').set({ route: 'employer' }).execute()
const email = 'midori@office.test'
let office: Walker
let clerk: Walker
let link: string

const boxes = (n: number, name: string, kana: string, category: string, more: Record<string, string | boolean> = {}) => Object.fromEntries(Object.entries({
  name, kana, affiliation: 'ZZみどり包括', professionCode: 'public_health_nurse', category, experience: 'planned', purposeConsent: true, ...more,
}).map(([field, value]) => [`rows.${n}.${field}`, value]))
const people = () => door.db.selectFrom('applicant').select('name').orderBy('rank').execute().then((rows) => rows.map(({ name }) => name))
const nominated = () => door.db.selectFrom('nomination').select(['category', 'rank', 'name']).orderBy('category').orderBy('rank').execute()
const looks = async (walker: Walker) => { await walker.findsNothingWrong(); await axe(walker.page) }

station('an office asks for the form of a call, and has its link by mail', async () => {
  office = await door.enters(null)
  await office.opens(`/apply/${town.call}`)
  await looks(office)
  await office.fills({ municipalityId: String(town.tachikawa), officeName: 'ZZみどり包括', email })
  await office.presses('applications.beginSend')
  await office.reads(door.say('applications.sentText'))
  await looks(office)
  link = /\/my-application\/[\w-]+/.exec((await door.mails())[0]!.text)![0]
})

station('it lists three people, moves the last up, and takes one away again', async () => {
  await office.opens(link)
  await looks(office)
  await office.fills({ contactName: '包 括子', contactPhone: '042-000-0000', ...boxes(0, '青木 花', 'あおき はな', 'adviser') })
  await office.presses('applications.more')
  await office.fills(boxes(1, '井上 葉', 'いのうえ よう', 'chair'))
  await office.presses('applications.more')
  await office.fills(boxes(2, '上田 実', 'うえだ みのる', 'adviser'))
  await office.presses('applications.upOf', { n: 3, name: door.say('applications.newPerson') })
  await expect.poll(people).toEqual(['青木 花', '上田 実', '井上 葉'])
  await looks(office)
  await office.presses('applications.upOf', { n: 2, name: '上田 実' })
  await expect.poll(people).toEqual(['上田 実', '青木 花', '井上 葉'])
  await office.presses('applications.removeOf', { n: 3, name: '井上 葉' })
  await expect.poll(people).toEqual(['上田 実', '青木 花'])
})

station('checked once more, it is handed in, and a receipt comes by mail', async () => {
  await office.opens(link)
  await office.presses('applications.toCheck')
  await office.page.waitForURL('**/check')
  await office.reads('上田 実', '青木 花', '包 括子')
  await looks(office)
  await office.presses('applications.submit')
  await office.isTold('applications.submitted')
  await looks(office)
  const { receipt, id } = await door.db.selectFrom('application').select(['receipt', 'id']).executeTakeFirstOrThrow()
  await office.reads(receipt!)
  expect(await door.lines('application.submitted')).toEqual([`application:${id}`])
  expect((await door.mails()).map(({ to, text }) => [to, text.includes(receipt!)])).toEqual(expect.arrayContaining([[email, true]]))
})

station('the municipality finds it on its first page, and gives it back with a reason and a day', async () => {
  clerk = await door.enters(town.clerkOfTachikawa)
  await clerk.opens('/')
  await clerk.findsNothingWrong()
  await clerk.page.locator(`main a[href*="/calls/${town.call}/applications"]`).first().click()
  await clerk.page.waitForURL('**/applications')
  await clerk.reads('ZZみどり包括')
  await looks(clerk)
  await clerk.page.getByRole('link', { name: door.say('applications.openOf', { name: 'ZZみどり包括' }) }).click()
  await clerk.reads('上田 実', '青木 花')
  await looks(clerk)
  await clerk.page.locator('summary', { hasText: door.say('applications.return') }).click()
  await clerk.page.locator('#reason').fill('上田さんの職種を確かめてください。')
  await clerk.fills({ dueOn: '2026-06-30' })
  await clerk.presses('applications.return')
  await clerk.isTold('applications.returned')
  await looks(clerk)
  expect((await door.mails()).find(({ to }) => to === email)!.text).toContain('上田さんの職種を確かめてください。')
})

station('the office mends it on a telephone by the same link, and hands it in again', async () => {
  office = await door.enters(null, 390)
  await office.opens(link)
  await office.reads('上田さんの職種を確かめてください。')
  await looks(office)
  await office.fills({ 'rows.0.professionCode': 'physical_therapist' })
  await office.presses('applications.toCheck')
  await office.page.waitForURL('**/check')
  await office.presses('applications.submit')
  await office.isTold('applications.submitted')
  await looks(office)
})

station('the municipality takes one onto its sheet and declines the other with a reason', async () => {
  await clerk.opens(`/calls/${town.call}/applications`)
  await clerk.page.getByRole('link', { name: door.say('applications.openOf', { name: 'ZZみどり包括' }) }).click()
  await clerk.page.getByRole('checkbox', { name: door.say('applications.pick', { name: '上田 実' }) }).check()
  await clerk.presses('applications.take')
  await clerk.isTold('applications.taken')
  await looks(clerk)
  await clerk.page.getByRole('checkbox', { name: door.say('applications.pick', { name: '青木 花' }) }).check()
  await clerk.presses('applications.decline')
  await clerk.reads(door.say('applications.reasonMissing'))
  expect(await clerk.page.getByRole('checkbox', { name: door.say('applications.pick', { name: '青木 花' }) }).isChecked()).toBe(true)
  await clerk.page.locator('#decline-reason').fill('今年度の枠を超えるため')
  await clerk.presses('applications.decline')
  await clerk.isTold('applications.declined')
  await looks(clerk)
  expect(await nominated()).toEqual([{ category: 'adviser', rank: 1, name: '上田 実' }])
})

station('on the sheet the line says from where it came, and the office reads what became of each', async () => {
  const { receipt } = await door.db.selectFrom('application').select('receipt').executeTakeFirstOrThrow()
  await clerk.follows('applications.toSheet')
  expect(await clerk.page.locator('#adviser-1-name').inputValue()).toBe('上田 実')
  await clerk.reads(receipt!)
  await looks(clerk)
  await office.opens(link)
  await office.reads('上田 実', '今年度の枠を超えるため')
  await looks(office)
  expect((await door.mails()).filter(({ to }) => to === email).at(-1)!.text).toContain('今年度の枠を超えるため')
})

station('the prefecture is shown figures and no names', async () => {
  const officer = await door.enters(town.planner)
  await officer.opens(`/calls/${town.call}/applications`)
  await officer.reads('立川市')
  expect(await officer.page.content()).not.toMatch(/上田|青木|みどり包括/)
  await looks(officer)
})
