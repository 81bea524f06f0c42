import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { htmx, openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { findCall } from '../../../server/planning/calls/queries.ts'
import { sheetsWaiting } from '../../../server/entry/nominations/queries.ts'
import { nomineesOf } from '../../../server/entry/nominations/register.ts'

const house = await openHouse()
const { db } = house
const town = await settle(db)
const clerk = await house.visitor(town.clerkOfTachikawa)
const planner = await house.visitor(town.planner)
const [sheet, draft] = [`/calls/${town.call}/sheet`, `/calls/${town.call}/sheet/draft`]
const version = async () => String((await db.selectFrom('nomination_sheet').select('version').executeTakeFirst())?.version ?? 0)

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
const read = (html: string) => html.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!)
const boxOf = (body: string, name: string) => read(body.match(new RegExp(`name="${name}"[^>]*? value="([^"]*)"`))?.[1] ?? 'not there')
const areaOf = (body: string, name: string) => read(body.match(new RegExp(`name="${name}"[^>]*>\n([^<]*)</textarea>`))?.[1] ?? 'not there')

// A zero byte and half a character are refused before they reach a form (hostile.test.ts); a browser sends line ends as \r\n.
const typed = (max: number) => fc.string({ unit: 'binary', minLength: 1, maxLength: max })
  .filter((text) => !text.includes('\0') && text.isWellFormed()).map((text) => text.replaceAll('\r', ' '))
const name = fc.oneof(typed(60), fc.constantFrom('神\u{FA19}子', '葛\u{E0100}城 𠮷男', 'O\'Brien & <b>"x"', '　', '髙﨑\u3000ﾀﾛｳ', '－１'))

test('whatever is typed into the sheet comes back exactly as typed', async () => {
  await fc.assert(fc.asyncProperty(name, name, name, typed(80), async (name, kana, affiliation, reason) => {
    const boxes = { 'adviser.0.name': name, 'adviser.0.kana': kana, 'adviser.0.affiliation': affiliation, 'adviser.0.reason': reason }
    const { statusCode } = await clerk.post(draft, { version: await version(), page: 'one-and-the-same', ...boxes })
    expect(statusCode).toBe(303)
    const { body } = await clerk.get(sheet)
    expect([boxOf(body, 'adviser.0.name'), boxOf(body, 'adviser.0.kana'), boxOf(body, 'adviser.0.affiliation'), areaOf(body, 'adviser.0.reason')])
      .toEqual([name, kana, affiliation, reason])
  }), { numRuns: 20, endOnFailure: true })
}, 60_000)

const whole = (name: string) => ({
  'chair.0.name': name, 'chair.0.kana': 'たなか みさき', 'chair.0.affiliation': 'みずべ包括', 'chair.0.experience': 'planned', 'chair.0.wishedCohortId': String(town.cohorts[1]),
  ...Object.fromEntries(['adviser', 'case_presenter', 'other'].flatMap((one) => [[`nil.${one}`, 'true'], [`nilReason.${one}`, '異動のため']])),
})

test('a team typed on the sheet is shown where it is checked and read, and handed to the selection', async () => {
  const two = {
    ...whole('田中 美咲'), 'nil.adviser': '', 'chair.0.team': '2',
    'adviser.0.name': '小林 直樹', 'adviser.0.kana': 'こばやし なおき', 'adviser.0.affiliation': '中央病院', 'adviser.0.experience': 'planned',
  }
  await clerk.post(draft, { version: await version(), page: 'teams', ...two })
  expect((await clerk.get(sheet)).body).toContain('チーム：チーム2はお一人だけです')
  await clerk.post(draft, { version: await version(), page: 'teams', ...two, 'adviser.0.team': '2' })
  const { body } = await clerk.get(`${sheet}/check`)
  expect(body.match(/チーム2</g)).toHaveLength(2)
  await db.updateTable('nomination_sheet').set({ state: 'accepted', receipt: 'T-1' }).execute()
  expect((await nomineesOf(db, (await findCall(db, { of: 'all' }, town.call))!)).map(({ category, team }) => ({ category, team }))).toEqual([{ category: 'chair', team: 2 }, { category: 'adviser', team: 2 }])
  expect((await planner.get('/sheets/1')).body.match(/チーム2</g)).toHaveLength(2)
  await db.updateTable('nomination_sheet').set({ state: 'draft', receipt: null }).execute()
})

describe('two editors of one sheet', () => {
  const line = (name: string, affiliation: string, reason = '') => ({ 'chair.0.name': name, 'chair.0.kana': 'たなか みさき', 'chair.0.affiliation': affiliation, 'chair.0.reason': reason })
  const stored = () => db.selectFrom('nomination').select(['rank', 'name', 'affiliation', 'reason']).where('category', '=', 'chair').orderBy('rank').execute()
  const second = { 'chair.1.name': '佐藤 二子', 'chair.1.affiliation': '南包括' }
  let mine: Record<string, string>

  test('see the cells that differ side by side; where nothing was typed, what is saved is chosen already', async () => {
    const from = await version()
    await clerk.post(draft, { version: from, page: 'theirs', ...line('田中 美咲', '北包括', '来年度に担当'), ...second, contactPhone: '042-1' })
    mine = { version: from, page: 'mine', ...line('田中 美咲', '中央包括'), contactPhone: '042-2' }
    const { statusCode, body } = await clerk.post(draft, mine)
    expect(statusCode).toBe(409)
    for (const words of ['違うところは4か所です', '北包括', '中央包括', '（空欄）', '（行なし）', '佐藤 二子']) expect(body).toContain(words)
    const ticked = [...body.matchAll(/name="theirs" value="([^"]+)"( checked)?/g)].map(([, key, checked]) => [key, checked !== undefined])
    expect(ticked).toEqual([['chair.1.affiliation', false], ['chair.1.reason', true], ['chair.2', true], ['contactPhone', false]])
    expect(body.match(/class="cell differs"/g)!.length).toBeGreaterThan(2)
    expect(boxOf(body, 'chair.0.affiliation')).toBe('中央包括')
    // What is typed here is in nobody's draft yet.
    expect([body.includes('まだ保存していません'), body.includes('class="saved"')]).toEqual([true, false])
  })

  test('save nothing by themselves while they choose, and keep their ticks', async () => {
    const before = await stored()
    const { statusCode, body } = await clerk.post(draft, { ...mine, version: await version(), choosing: 'true', theirs: 'chair.1.affiliation' }, htmx('form#nominations-sheet'))
    expect(statusCode).toBe(409)
    expect(body).toContain('value="chair.1.affiliation" checked')
    expect(body).not.toContain('value="chair.2" checked')
    expect(await stored()).toEqual(before)
  })

  test('save their own cells with those they took from the other', async () => {
    const send = new URLSearchParams({ ...mine, version: await version(), choosing: 'true' })
    for (const key of ['chair.1.reason', 'chair.2', 'nowhere', 'chair.99.name']) send.append('theirs', key)
    const stale = new URLSearchParams(send)
    stale.set('version', String(Number(await version()) - 1))
    const post = (form: URLSearchParams) => house.app.inject({ method: 'POST', url: draft, payload: form.toString(), cookies: { sid: clerk.sid! }, headers: { host: 'house.test', origin: 'http://house.test', 'content-type': 'application/x-www-form-urlencoded' } })
    expect((await post(stale)).statusCode).toBe(409)
    expect((await post(send)).statusCode).toBe(303)
    expect(await stored()).toEqual([{ rank: 1, name: '田中 美咲', affiliation: '中央包括', reason: '来年度に担当' }, { rank: 2, name: '佐藤 二子', affiliation: '南包括', reason: '' }])
    expect(await db.selectFrom('nomination_sheet').select('contact_phone').executeTakeFirstOrThrow()).toEqual({ contact_phone: '042-2' })
  })
})

// The embedded database serves one at a time; only a PostgreSQL server makes these races.
describe('at once', () => {
  test('of eight officers who save together one is kept, and seven are told', async () => {
    const from = await version()
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) =>
      clerk.post(draft, { version: from, page: `page-number-${n}`, ...whole(`田中 ${n}`) })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, ...Array(7).fill(409)])
    const kept = answers.findIndex(({ statusCode }) => statusCode === 303)
    expect(await db.selectFrom('nomination').select('name').execute()).toEqual([{ name: `田中 ${kept}` }])
  })

  test('a sheet handed in eight times together is handed in once', async () => {
    const from = await version()
    const answers = await Promise.all(Array.from({ length: 8 }, () => clerk.post(`${sheet}/submission`, { version: from })))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, ...Array(7).fill(409)])
    expect(await db.selectFrom('audit_line').select('id').where('action', '=', 'sheet.submitted').execute()).toHaveLength(1)
    expect(await db.selectFrom('person').select('id').where('name', 'like', '田中%').execute()).toHaveLength(1)
  })

  test('accepting and taking back together leaves one of the two', async () => {
    const [accepted, recalled] = await Promise.all([planner.post('/sheets/1/acceptance'), clerk.post(`${sheet}/recall`)])
    expect([accepted.statusCode, recalled.statusCode].sort()).toEqual([303, 409])
    if (recalled.statusCode === 303) {
      await clerk.post(`${sheet}/submission`, { version: await version() })
      await planner.post('/sheets/1/acceptance')
    }
  })
})

test('nominees are those of accepted sheets who did not withdraw, with what speaks against them', async () => {
  const [nominee, ...others] = await nomineesOf(db, (await findCall(db, { of: 'all' }, town.call))!)
  expect(others).toEqual([])
  expect(nominee).toMatchObject({
    municipalityId: town.tachikawa, municipalityCode: '132021', category: 'chair', rank: 1, professionCode: null, wishedCohortIds: [town.cohorts[1]], problem: null,
  })
  expect(await sheetsWaiting(db, town.call)).toBe(0)
  await db.updateTable('nomination').set({ withdrawn_at: new Date('2026-07-20T00:00:00Z') }).execute()
  expect(await nomineesOf(db, (await findCall(db, { of: 'all' }, town.call))!)).toEqual([])
})
