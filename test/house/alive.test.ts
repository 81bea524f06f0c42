import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { extractText, getDocumentProxy } from 'unpdf'
import { openHouse } from '../support/app.ts'
import { openBrowser } from '../support/browser.ts'
import { writeEverywhere } from '../support/hostile.ts'
import { putLesson } from '../support/lessons.ts'
import { enroll, settle, type Someone } from '../support/people.ts'
import { rowsOfTama } from '../support/rows.ts'
import type { Kind } from '../../server/base/policy.ts'
import { openTo, waysOf } from '../support/ways.ts'

/** C14, C16: what people type stays text, in the browser and on paper, whatever it looks like. */
const house = await openHouse({ demo: true, now: '2026-09-17T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
await rowsOfTama(db, town)
await db.updateTable('message').set({ template: 'selected' }).execute()
await enroll(db, town, town.trainee.person, 7)
const lesson = await putLesson(db, { module_id: town.module, position: 1, kind: 'page', title: 'x', title_en: 'x' }, { body: 'x' })
await db.insertInto('training_lesson').values({ training_id: town.training, lesson_id: lesson }).execute()
await db.insertInto('cohort_instructor').values({ cohort_id: town.cohorts[0], person_id: town.instructor.person }).execute()
await house.app.listen({ port: 0, host: '127.0.0.1' })
const at = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`

const living = [
  '<img class="injected" src=x onerror=alert(1)>', '<script class="injected">alert(2)</script>', '<b class="injected" hx-get="/injected" hx-trigger="load">b</b>',
  '<i class="injected" data-hx-get="/injected" data-hx-trigger="load" hx-on:load="alert(3)">i</i>', '</textarea></title></select><svg class="injected" onload=alert(4)>',
  '" autofocus onfocus="alert(5)" class="injected', `' hx-get='/injected' hx-trigger='load`, '[x](javascript:alert(6))',
].join(' ')

/** What of it became part of the page, and whether it stands there as text: one question for a page, without laying it out. */
const look = `({
  alive: document.querySelectorAll('.injected, a[href^="javascript"], [onfocus], [onerror], main script:not([src^="/static/"])').length,
  isShown: document.body.textContent.includes('class="injected"'),
})`

test('in a browser nothing of it runs, loads, sends or becomes part of the page', async () => {
  expect(await writeEverywhere(db, living)).toBeGreaterThan(20)
  const browser = await openBrowser()
  const ways = waysOf(house.app).filter(({ method, url }) => method === 'GET' && !/^\/(static|styleguide|health)\b|pdf$|file$|ics$|captions$|sample$|register$/.test(url))
  let shown = 0
  for (const [kind, who] of [['prefecture', town.planner], ['municipality', town.clerkOfTachikawa], ['trainee', town.trainee], ['instructor', town.instructor]] as [Kind, Someone][]) {
    const visit = await browser.visit({ at })
    const known = await house.visitor(who)
    await visit.page.context().addCookies([{ name: 'sid', value: known.sid!, url: at }])
    const sent: string[] = []
    visit.page.on('request', (request) => { if (/injected|\/x$/.test(request.url())) sent.push(`${request.url()} from ${visit.page.url()}`) })
    for (const { at: to } of openTo(ways, kind)) {
      // What is no page of theirs, or says nothing of it in whatever form, is not drawn: asking costs a hundredth of drawing.
      const asked = await known.get(to())
      if (asked.statusCode !== 200 || !String(asked.headers['content-type']).startsWith('text/html') || !asked.body.includes('injected')) continue
      if ((await visit.page.goto(to(), { waitUntil: 'load' }))!.status() !== 200) continue
      const { alive, isShown } = await visit.page.evaluate<{ alive: number; isShown: boolean }>(look)
      expect([to(), alive]).toEqual([to(), 0])
      if (isShown) shown += 1
    }
    expect([visit.problems(), sent]).toEqual([[], []])
    await visit.close()
  }
  expect(shown, 'pages that show it as text').toBeGreaterThan(10)
}, 480_000)

test('where staff write at length htmx does not look, even if markup came through', async () => {
  const visit = await (await openBrowser()).visit({ at })
  await visit.page.context().addCookies([{ name: 'sid', value: (await house.visitor(town.planner)).sid!, url: at }])
  const sent: string[] = []
  visit.page.on('request', (request) => { if (/\/(injected|control)/.test(request.url())) sent.push(new URL(request.url()).pathname) })
  await visit.page.goto(`/lessons/${lesson}`)
  // The one inside is asked first: when the other has been sent, it would have been as well.
  const control = visit.page.waitForRequest(/\/control$/)
  await visit.page.evaluate(`for (const [place, name] of [['[hx-ignore]', 'injected'], ['main', 'control']]) {
    const link = document.createElement('b')
    link.setAttribute('hx-get', '/' + name)
    link.setAttribute('hx-trigger', 'load')
    document.querySelector(place).append(link)
    htmx.process(link)
  }`)
  await control
  expect(sent, 'outside it htmx does, so the test can tell').toEqual(['/control'])
  await visit.close()
}, 60_000)

test('on paper it stands as it was typed, and is no command', async () => {
  const typed = '#panic("x") $1/0$ *b* _i_ @x <y> `z` #{1+1} \\#'
  await writeEverywhere(db, typed)
  const planner = await house.visitor(town.planner)
  for (const paper of [`/class-days/${town.days[0]}/sheet.pdf`, `/calls/${town.call}/pdf`, `/trainings/${town.training}/certificates/register`]) {
    const { statusCode, rawPayload } = await planner.get(paper)
    expect([paper, statusCode]).toEqual([paper, 200])
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(rawPayload)), { mergePages: true })
    expect(text.replaceAll(/\s/g, '')).toContain('#panic("x")$1/0$*b*_i_@x<y>`z`#{1+1}')
  }
}, 120_000)
