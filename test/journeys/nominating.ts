import { expect } from 'vitest'
import type { Story } from './line.ts'
import { station, type Walker } from './steps.ts'

interface Nominee { category: string; name: string; kana: string; affiliation: string; profession: string; email: string }
const chair: Nominee = { category: 'chair', name: '佐藤 一郎', kana: 'さとう いちろう', affiliation: '立川市', profession: 'public_health_nurse', email: 'sato@people.test' }
export const trainee: Nominee = { category: 'adviser', name: '髙橋 恵', kana: 'たかはし めぐみ', affiliation: '立川中央病院', profession: 'physical_therapist', email: 'megumi@people.test' }
const adviser: Nominee = { category: 'adviser', name: '鈴木 花', kana: 'すずき はな', affiliation: '立川東病院', profession: 'physical_therapist', email: 'suzuki@people.test' }
const ofTama: Nominee = { category: 'adviser', name: '田中 実', kana: 'たなか みのる', affiliation: '多摩南病院', profession: 'public_health_nurse', email: 'tanaka@people.test' }

/** The sheets of two municipalities on their way to the closed call. */
export function nominating(story: Story): void {
  const { door, world } = story
  const sheet = () => `/calls/${story.call}/sheet`

  station('立川市 fills in its sheet, is shown what is wrong at the cell, and mends it', async () => {
    door.setClock('2026-06-02T10:00:00+09:00')
    const clerk = story.clerk = await door.enters(world.clerk)
    await clerk.opens('/calls')
    await clerk.findsNothingWrong()
    await clerk.opens(`/calls/${story.call}`)
    await clerk.findsNothingWrong()
    await clerk.follows('calls.toSheet')
    await enters(clerk, 0, { ...chair, kana: '佐藤' })
    await enters(clerk, 0, trainee)
    await clerk.presses('nominations.addRowOf', { category: door.say('nominations.short.adviser') })
    await enters(clerk, 1, adviser)
    await hasNobody(clerk, { case_presenter: '該当する職員が異動したため', other: '対象となる方がいないため' })
    await clerk.fills({ contactName: '立川 花子', contactPhone: '042-000-0000', contactEmail: 'hanako@tachikawa.test' })
    await clerk.presses('nominations.save')
    await clerk.page.locator('#chair-1-kana[aria-invalid="true"]').waitFor()
    await clerk.reads(door.say('nominations.kanaWrong'))
    await clerk.findsNothingWrong()

    await clerk.fills({ 'chair.0.kana': chair.kana })
    await clerk.presses('nominations.toCheck')
    await clerk.reads(door.say('nominations.checkLead'), '髙橋 恵', '鈴木 花', '該当する職員が異動したため')
    await clerk.findsNothingWrong()
  })

  station('it is submitted and has a receipt', async () => {
    const { clerk } = story
    await clerk.presses('nominations.submit')
    await clerk.isTold('nominations.submitted')
    await clerk.findsNothingWrong()
    const { receipt, id } = await door.db.selectFrom('nomination_sheet').select(['receipt', 'id']).executeTakeFirstOrThrow()
    await clerk.reads(receipt!)
    expect(await door.lines('sheet.submitted')).toEqual([`sheet:${id}`])
    expect(await told(story)).toEqual(['hanako@tachikawa.test'])
    await clerk.follows('nominations.seeSheet')
    await clerk.findsNothingWrong()
  })

  station('多摩市 submits, takes its sheet back, and submits again', async () => {
    const clerk = story.clerkOfTama = await door.enters(world.clerkOfTama)
    await clerk.opens(sheet())
    await enters(clerk, 0, ofTama)
    await hasNobody(clerk, { chair: '職員が異動したため', case_presenter: '職員が異動したため', other: '対象となる方がいないため' })
    await submits(clerk)
    await clerk.follows('nominations.seeSheet')
    await clerk.presses('nominations.recall')
    await clerk.isTold('nominations.recalled')
    await clerk.fills({ 'adviser.0.affiliation': '多摩北病院' })
    await submits(clerk)
    expect((await door.lines('sheet.submitted')).length).toBe(3)
    expect((await door.lines('sheet.recalled')).length).toBe(1)
    expect(await told(story)).toEqual(Array(3).fill('jiro@tama.test'))
  })

  station('the officer returns the sheet of 立川市 with a reason, and it is sent again', async () => {
    const { officer, clerk } = story
    await officer.opens(`/calls/${story.call}/sheets`)
    await officer.findsNothingWrong()
    await officer.page.getByRole('link', { name: place(story), exact: true }).click()
    await officer.fills({ reason: '司会者の所属を課の名前まで書いてください。' })
    await officer.findsNothingWrong()
    await officer.presses('nominations.return')
    await officer.isTold('nominations.returned')
    expect(await told(story)).toEqual(['hanako@tachikawa.test'])

    await clerk.opens(sheet())
    await clerk.reads('司会者の所属を課の名前まで書いてください。')
    await clerk.fills({ 'chair.0.affiliation': '立川市高齢福祉課' })
    await submits(clerk)
    expect(await told(story)).toEqual(['hanako@tachikawa.test'])
    expect((await door.db.selectFrom('nomination_sheet').select('state').execute()).map(({ state }) => state)).toEqual(['submitted', 'submitted'])
  })

  station('after the last day the call is closed and all sheets are accepted', async () => {
    const { officer } = story
    door.setClock('2026-07-11T09:00:00+09:00')
    await officer.opens(`/calls/${story.call}`)
    await officer.presses('calls.close')
    await officer.isTold('calls.closed')
    await officer.findsNothingWrong()
    await officer.follows('calls.toSheets')
    await officer.presses('nominations.acceptAll', { count: 2 })
    await officer.isTold('nominations.acceptedAll')
    expect(await door.lines('call.closed')).toEqual([`call:${story.call}`])
    expect((await door.lines('sheet.accepted')).length).toBe(2)
    expect(await told(story)).toEqual(['hanako@tachikawa.test', 'jiro@tama.test'])
  })
}

const place = ({ door }: Story) => door.way.language === 'ja' ? '立川市' : 'Tachikawa City'

async function enters(clerk: Walker, row: number, { category, profession, ...words }: Nominee): Promise<void> {
  const boxes = { ...words, professionCode: profession, experience: 'experienced', reason: '会議の担い手として期待している。' }
  await clerk.fills(Object.fromEntries(Object.entries(boxes).map(([name, value]) => [`${category}.${row}.${name}`, value])))
}

/** The reason has a box once 該当者なし is saved. */
async function hasNobody(clerk: Walker, reasons: Record<string, string>): Promise<void> {
  for (const category of Object.keys(reasons)) await clerk.fills({ [`nil.${category}`]: true })
  await clerk.presses('nominations.save')
  for (const [category, reason] of Object.entries(reasons)) {
    await clerk.page.locator(`[name="nilReason.${category}"]`).waitFor()
    await clerk.fills({ [`nilReason.${category}`]: reason })
  }
}

async function submits(clerk: Walker): Promise<void> {
  await clerk.presses('nominations.toCheck')
  await clerk.presses('nominations.submit')
  await clerk.isTold('nominations.submitted')
}

/** To whom mail went since it was last asked. */
const told = async ({ door }: Story) => (await door.mails()).map(({ to }) => to)
