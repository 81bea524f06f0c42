import { expect, test } from 'vitest'
import { openHouse } from '../../support/app.ts'
import { givePost, makePerson, settle, type Someone } from '../../support/people.ts'
import { plainPaper } from '../../support/plain-paper.ts'
import { openTo, waysOf } from '../../support/ways.ts'
import { nominate, sixPeople } from './world.ts'

/** C10: what is not announced is invisible outside by any way there is, whatever was decided inside. */
const house = await openHouse({ paper: plainPaper, now: '2026-07-20T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const ids = await nominate(db, town, sixPeople(town))
const board = `/trainings/${town.training}/selection`
const planner = await house.visitor(town.planner)
const approver = await house.visitor(town.approver)
const person = (await db.selectFrom('nomination').select('person_id').where('id', '=', ids[0]!).executeTakeFirstOrThrow()).person_id!
const nominee: Someone = await givePost(db, person, 'trainee', town.tachikawa)
const outsiders = await Promise.all(([['municipality', town.clerkOfTachikawa], ['municipality', town.clerkOfTama], ['trainee', nominee]] as const).map(async ([kind, who]) => ({ kind, guest: await house.visitor(who) })))
await house.app.ready()
const ways = waysOf(house.app).filter(({ method, url }) => method === 'GET' && !/^\/(static|styleguide|ready|health|help)\b/.test(url))
const version = async () => String((await db.selectFrom('selection').select('version').executeTakeFirstOrThrow()).version)

/** Everything outsiders are shown, by page, one-time keys left out: they differ each time. */
async function outside(): Promise<Map<string, string>> {
  const seen = new Map<string, string>()
  for (const [n, { kind, guest }] of outsiders.entries()) {
    for (const { at, url } of openTo(ways, kind)) {
      const { statusCode, body } = await guest.get(at())
      seen.set(`${n} ${url}`, `${statusCode} ${body.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|req-\w+/g, '…')}`)
    }
  }
  return seen
}

test('what is simulated, changed by hand and confirmed changes no byte of what is shown outside', async () => {
  await planner.post(board, { overPercent: '100', waitlistMax: '1', version: '0' })
  const before = await outside()
  expect(before.size).toBeGreaterThan(100)
  const chosen = await db.selectFrom('selection_line').select(['nomination_id as id', 'outcome']).where('outcome', '=', 'selected').execute()
  for (const { id } of chosen.slice(0, 2)) {
    expect((await planner.post(`${board}/lines/${id}`, { act: 'change', outcome: 'declined', reason: 'ZZ秘密の理由', version: await version() })).statusCode).toBe(303)
  }
  await planner.post(`${board}/approval?version=${await version()}`, { decision: 'ask' })
  expect((await approver.post(`${board}/approval?version=${await version()}`, { decision: 'approve' })).statusCode).toBe(303)

  const after = await outside()
  expect([...after].filter(([page, text]) => before.get(page) !== text).map(([page]) => page)).toEqual([])
  const told = [...after].filter(([, text]) => /ZZ秘密の理由|抽選\d+番|受け入れの上限4人に達した/.test(text)).map(([page]) => page)
  expect(told).toEqual([])
}, 240_000)

test('no page of the board, of a comparison or of the waitlist is there for anybody outside, and nothing is done by asking', async () => {
  const others = await Promise.all((['expert', 'instructor'] as const).map(async (kind) => house.visitor(await givePost(db, await makePerson(db, `ZZ ${kind}`, 'そと', town.tama), kind, kind === 'expert' ? town.tama : null))))
  const list = `/trainings/${town.training}/waitlist`
  const pages = ['', '/simulation', '/what-if', '/what-if?over1=150&changes=1', '/lines', `/lines?n${ids[0]}=on`, '/announcement', '?show=waitlisted&line=1&to=2'].map((end) => `${board}${end}`)
  const before = await db.selectFrom('selection_line').selectAll().orderBy('nomination_id').execute()
  for (const guest of [...outsiders.map(({ guest }) => guest), ...others]) {
    for (const page of [...pages, list, `${list}?line=1&to=1`, `/trainings/${town.training}/dossiers`]) expect((await guest.get(page)).statusCode, page).toBe(404)
    const form = { act: 'place', to: '1', outcome: 'waitlisted', reason: '外から', version: await version(), entryId: '1', cohortId: String(town.cohorts[0]), next: '1-1', decision: 'reopen', ids: String(ids[0]), offerHours: '1', offersBy: 'house', overPercent: '100', waitlistMax: '1' }
    for (const way of [board, `${board}/lines`, `${board}/lines/${ids[0]}`, `${board}/approval`, `${board}/announcement`, `${list}/order`, `${list}/turn`, `${list}/offers`, `${list}/rules`]) expect((await guest.post(way, form)).statusCode, way).toBe(404)
  }
  expect(await db.selectFrom('selection_line').selectAll().orderBy('nomination_id').execute()).toEqual(before)
  expect((await house.stranger().get(`${board}/what-if`)).statusCode).toBe(303)
})

test('nobody has been written to, enrolled or given an account', async () => {
  expect(await db.selectFrom('message').select('id').where('template', 'like', 'selection%').execute()).toEqual([])
  expect(await db.selectFrom('enrollment').select('id').execute()).toEqual([])
  expect(house.post.mails).toEqual([])
})

test('once announced, the page of the outcome changes for those it is about', async () => {
  const guest = await house.visitor(town.clerkOfTachikawa)
  const before = await guest.get(`/trainings/${town.training}/outcome`)
  expect((await planner.post(`${board}/announcement`, { version: await version() })).statusCode).toBe(303)
  const after = await guest.get(`/trainings/${town.training}/outcome`)
  expect([before.body.includes('ZZA助言 一郎'), after.body.includes('ZZA助言 一郎'), after.body.includes('ZZ秘密の理由')]).toEqual([false, true, false])
})
