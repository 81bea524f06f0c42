import { beforeAll, describe, expect } from 'vitest'
import { openPasswords } from '../../server/base/passwords.ts'
import { settle } from '../support/people.ts'
import { openDoor, station, type Walker } from './steps.ts'

const door = await openDoor({ javaScript: true, language: 'ja' }, '2026-06-15T10:00:00+09:00')
const town = await settle(door.db)
const sheet = `/calls/${town.call}/sheet`
const words = { email: 'hanako@tachikawa.test', password: '朝顔の鉢を数える 三つ目まで' }

beforeAll(async () => {
  const password_hash = await openPasswords({ memoryKiB: 8, passes: 1 }).hash(words.password)
  await door.db.updateTable('account').set({ email: words.email, password_hash }).where('id', '=', town.clerkOfTachikawa.account).execute()
  await door.db.updateTable('call').set({ quota_chair: 1, quota_adviser: 1, quota_case_presenter: 0, quota_other: 0 }).execute()
})

station('after signing out, going back shows nothing of what was there', async () => {
  const clerk = await door.enters(town.clerkOfTachikawa)
  await clerk.opens('/people')
  await clerk.reads('ZZA研 修子')
  await clerk.page.locator('details.me summary').click()
  await clerk.presses('frame.signOut')
  await clerk.isTold('entrance.out')
  await clerk.page.goBack()
  await clerk.page.waitForLoadState()
  expect(await clerk.page.content()).not.toContain('ZZA')
  await clerk.findsNothingWrong()
})

station('the name of the product and the doors of a trainee stand beside each other, in both languages', async () => {
  const trainee = await door.enters(town.trainee)
  const { page } = trainee
  for (const language of ['ja', 'en']) {
    await page.context().addCookies([{ name: 'language', value: language, url: door.at }])
    await trainee.opens('/my-days')
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    const [brand, doors] = await Promise.all(['.brand', '.bottom'].map(async (place) => (await page.locator(place).boundingBox())!))
    expect(brand!.x + brand!.width, language).toBeLessThanOrEqual(doors!.x)
  }
  await trainee.findsNothingWrong()
})

station('the keyboard alone goes from the sign-in to the receipt of a sheet', async () => {
  const clerk = await door.enters(null)
  const { keyboard } = clerk.page
  await clerk.opens(`/sign-in?to=${encodeURIComponent(sheet)}`)
  await tabsTo(clerk, '#email')
  await keyboard.type(words.email)
  await tabsTo(clerk, '#password')
  await keyboard.type(words.password)
  await keyboard.press('Enter')
  await clerk.page.waitForURL(`**${sheet}`)

  await tabsTo(clerk, '[name="nil.chair"]')
  await keyboard.press('Space')
  await clerk.page.locator('[name="nilReason.chair"]').waitFor()
  await tabsTo(clerk, '[name="nilReason.chair"]')
  await keyboard.type('職員が異動したため')
  for (const [name, typed] of [['name', '山田 太郎'], ['kana', 'やまだ たろう'], ['affiliation', '立川中央病院']] as const) {
    await tabsTo(clerk, `#adviser-1-${name}`)
    await keyboard.type(typed)
  }
  await tabsTo(clerk, '#adviser-1-experience')
  await keyboard.press('ArrowDown')
  await tabsTo(clerk, 'button[value="check"]')
  await keyboard.press('Enter')
  await clerk.reads(door.say('nominations.checkLead'), '山田 太郎')
  await tabsTo(clerk, '.confirm button')
  await keyboard.press('Enter')
  await clerk.isTold('nominations.submitted')
  await clerk.findsNothingWrong()
})

station('a double click submits once', async () => {
  const clerk = await door.enters(town.clerkOfTama)
  await clerk.opens(sheet)
  await clerk.fills({ 'nil.chair': true, 'nil.adviser': true })
  await clerk.presses('nominations.save')
  await clerk.isTold('form.saved')
  for (const one of ['chair', 'adviser']) await clerk.page.locator(`[name="nilReason.${one}"]`).fill('職員が異動したため')
  await clerk.presses('nominations.toCheck')
  await clerk.page.locator('.confirm button').dblclick()
  await clerk.isTold('nominations.submitted')
  await clerk.findsNothingWrong()
  const { id } = await door.db.selectFrom('nomination_sheet').select('id').where('municipality_id', '=', town.tama).executeTakeFirstOrThrow()
  expect((await door.lines('sheet.submitted')).filter((subject) => subject === `sheet:${id}`)).toHaveLength(1)
  await clerk.opens(sheet)
  await clerk.presses('nominations.recall')
})

describe.each([1280, 390] as const)('at a width of %i', (width) => {
  station('a press that begins before an autosave is answered, and ends after it, is not lost', async () => {
    await door.db.deleteFrom('nil_return').execute()
    await door.db.deleteFrom('nomination').where('municipality_id', '=', town.tama).execute()
    const clerk = await door.enters(town.clerkOfTama, width)
    const { page } = clerk
    await clerk.opens(sheet)
    let answer = () => {}
    const asked = new Promise<void>((arrived) => void page.route('**/sheet/draft', async (route) => {
      if (route.request().headers()['hx-request'] === undefined) return route.continue()
      arrived()
      await new Promise<void>((resolve) => { answer = resolve })
      await route.continue()
    }))
    // Without reading and affiliation, so that the answer puts lines of problems into the sheet.
    await page.locator('[name="adviser.0.name"]').fill('山田 花子')
    await page.locator('[name="adviser.0.name"]').blur()
    await asked
    await page.locator('button[value="check"]').scrollIntoViewIfNeeded()
    const box = (await page.locator('button[value="check"]').boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    answer()
    await page.locator('.beside').first().waitFor()
    await page.mouse.up()
    await clerk.reads(door.say('nominations.cannot'), '山田 花子')
    await clerk.findsNothingWrong()
  })
})

describe.each([true, false])('with scripts: %s', (javaScript) => {
  station('a sign-in that ends in the middle of the sheet loses nothing that was typed', async () => {
    door.way.javaScript = javaScript
    door.setClock('2026-06-15T10:00:00+09:00')
    const clerk = await door.enters(null)
    await door.db.deleteFrom('nomination').where('municipality_id', '=', town.tachikawa).execute()
    await door.db.updateTable('nomination_sheet').set({ state: 'draft' }).where('municipality_id', '=', town.tachikawa).execute()
    await clerk.opens(`/sign-in?to=${encodeURIComponent(sheet)}`)
    await signsIn(clerk)
    await clerk.page.waitForURL(`**${sheet}`)

    door.setClock('2026-06-15T13:00:00+09:00')
    await clerk.fills({ 'adviser.0.name': '山田 花子', 'adviser.0.affiliation': '立川東病院' })
    if (javaScript) await clerk.isTold('frame.expiredHere')
    expect(await clerk.page.inputValue('#adviser-1-name')).toBe('山田 花子')
    await clerk.presses('nominations.save')
    await clerk.reads(door.say('frame.expired'))
    await clerk.findsNothingWrong()

    const other = clerk.page.context().waitForEvent('page')
    await clerk.follows('frame.expiredFirst')
    const beside = await other
    await beside.locator('#email').fill(words.email)
    await beside.locator('#password').fill(words.password)
    await beside.locator('main button.wide').click()
    await beside.locator('details.me').waitFor()
    await clerk.presses('frame.expiredSend')
    await clerk.isTold('form.saved')
    expect(await clerk.page.inputValue('#adviser-1-name')).toBe('山田 花子')
    expect(await clerk.page.inputValue('#adviser-1-affiliation')).toBe('立川東病院')
    await clerk.findsNothingWrong()
  })
})

async function signsIn(clerk: Walker): Promise<void> {
  await clerk.fills(words)
  await clerk.presses('entrance.enter')
}

/** Tab, and only Tab, until that box has the focus; who cannot be reached so is not reachable for many people. */
async function tabsTo({ page }: Walker, place: string): Promise<void> {
  for (let press = 0; press < 120; press++) {
    if (await page.locator(`${place}:focus`).count() > 0) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${place}`)
}
