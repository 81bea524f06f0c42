import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'

const house = await openHouse()
const town = await settle(house.db)

test.each([['/help', '使いかた', 'Common questions'], ['/accessibility', 'まだ確かめていないこと', 'What is not checked yet'], ['/privacy', '使う目的', 'Who can see it']])(
  '%s is there for anyone, in both languages, and led to from every page', async (url, ja, en) => {
    const stranger = house.stranger()
    const [japanese, english] = [await stranger.get(url), await stranger.get(url, {}, { language: 'en' })]
    expect([japanese.statusCode, english.statusCode]).toEqual([200, 200])
    expect(japanese.body).toContain(ja)
    expect(english.body).toContain(en)
    expect((await stranger.get('/sign-in')).body).toContain(`href="${url}"`)
  })

test('the help begins with the role of whoever asks', async () => {
  const instructor = await (await house.visitor(town.instructor)).get('/help')
  expect(instructor.body).toMatch(/いまのあなたの役割/)
  expect(instructor.body.indexOf('id="instructor"')).toBeLessThan(instructor.body.indexOf('id="trainee"'))
  const stranger = await house.stranger().get('/help')
  expect(stranger.body).not.toContain('いまのあなたの役割')
})
