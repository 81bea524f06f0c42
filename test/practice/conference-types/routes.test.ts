import { beforeAll, describe, expect, test } from 'vitest'
import { openHouse, type VisitorOf } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { conferring, heldConference } from '../world.ts'

const house = await openHouse({ now: '2026-06-15T10:00:00+09:00' })
const { db } = house
const town = await settle(db)
const here = await conferring(db, town.tachikawa, 'ZZA')
const there = await conferring(db, town.tama, 'ZZB')
let clerk: VisitorOf, clerkOfTama: VisitorOf, planner: VisitorOf, contractor: VisitorOf, trainee: VisitorOf
beforeAll(async () => {
  [clerk, clerkOfTama, planner, contractor, trainee] = await Promise.all([town.clerkOfTachikawa, town.clerkOfTama, town.planner, town.contractor, town.trainee].map((who) => house.visitor(who))) as [VisitorOf, VisitorOf, VisitorOf, VisitorOf, VisitorOf]
})
const lastLine = () => db.selectFrom('audit_line').select(['action', 'subject']).where('action', '<>', 'seen').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
/** Matsudo's own: 12 a year in the whole city, 1 to 2 at each center. */
const type = (more: Record<string, string> = {}) => ({
  name: 'ZZA自立支援型個別ケア会議', level: 'individual', subtype: 'self_reliance', 'functions.0': 'case_resolution', 'functions.1': 'network_building', organizer: '市', fromFiscalYear: '2021', startedFiscalYear: '2017',
  'frequencies.0.scope': 'municipality', 'frequencies.0.timesMin': '12', 'frequencies.0.timesMax': '12', 'frequencies.0.per': 'year', 'frequencies.1.scope': 'center', 'frequencies.1.timesMin': '1', 'frequencies.1.timesMax': '2', 'frequencies.1.source': '資料1',
  'areas.0': String(here.centers[0]), ...more,
})
const made = async (more: Record<string, string> = {}) => {
  await clerk.post('/conference-types', type(more))
  return (await db.selectFrom('conference_type').select(['id', 'version', 'position']).where('municipality_id', '=', town.tachikawa).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow())
}

describe('a type', () => {
  test('is a municipality\'s own, with how often and of what that is counted', async () => {
    const { id } = await made()
    expect(await lastLine()).toEqual({ action: 'conference_type.made', subject: `conference_type:${id}` })
    const page = (await clerk.get('/conference-types')).body
    for (const words of ['ZZA自立支援型個別ケア会議', '区市町村全体で年12回', 'センターごとに年1～2回', '資料1', '平成29年度']) expect(page).toContain(words)
    expect((await planner.get(`/conference-types?municipality=${town.tachikawa}`)).body).toContain('センターごとに年1～2回')
    expect((await planner.get('/conference-types')).body).toContain('立川市')
    expect((await clerkOfTama.get('/conference-types')).body).not.toContain('ZZA')
    expect((await clerkOfTama.get(`/conference-types?municipality=${town.tachikawa}`)).body).not.toContain('ZZA')
    for (const who of [clerkOfTama, planner, contractor, trainee]) {
      expect((await who.get(`/conference-types/${id}`)).statusCode).toBe(404)
      for (const at of ['', '/closing', '/removal', '/place']) expect((await who.post(`/conference-types/${id}${at}`, { ...type(), version: '1', toFiscalYear: '2026', to: 'up' })).statusCode, at).toBe(404)
    }
    for (const who of [planner, contractor, trainee]) expect((await who.post('/conference-types', type())).statusCode).toBe(404)
  })
  test.each([
    ['no name', { name: '' }, '会議の名前'], ['times and months', { 'frequencies.0.everyMonths': '2' }, 'どちらか一方'], ['most is less', { 'frequencies.1.timesMax': '0' }, '以上の回数'], ['no scope', { 'frequencies.0.scope': '' }, '選んで'],
    ['a kind of cases for an area', { level: 'area' }, '段階が「個別」のときだけ'], ['ends before it begins', { toFiscalYear: '2020' }, '始まりの年度より前'], ['a council of cases', { council: 'tier1' }, '協議体を兼ねる'], ['no function', { 'functions.0': '', 'functions.1': '' }, '担う機能'],
  ])('comes back as typed: %s', async (_, more, words) => {
    const answer = await clerk.post('/conference-types', type(more as never))
    expect([answer.statusCode, answer.body.includes(words), answer.body.includes('value="資料1"')]).toEqual([422, true, true])
  })
  test('is changed by who saw it last; a center of somebody else is none', async () => {
    const { id } = await made()
    expect((await clerk.post(`/conference-types/${id}`, type({ version: '1', 'areas.0': String(there.centers[0]) }))).statusCode).toBe(404)
    expect((await clerk.post(`/conference-types/${id}`, type({ version: '1', name: 'ZZA改めた会議', 'frequencies.1.scope': '', 'frequencies.1.timesMin': '', 'frequencies.1.timesMax': '', 'frequencies.1.source': '' }))).statusCode).toBe(303)
    expect((await clerk.post(`/conference-types/${id}`, type({ version: '1' }))).statusCode).toBe(409)
    expect(await db.selectFrom('conference_frequency').select('scope').where('type_id', '=', id).execute()).toEqual([{ scope: 'municipality' }])
    expect((await clerk.get(`/conference-types/${id}`)).body).toContain('ZZA改めた会議')
  })
  test('with conferences is closed and never removed; one without is removed', async () => {
    const { id } = await made()
    await heldConference(db, { municipality_id: town.tachikawa, type_id: id, organization_id: here.centers[0]!, held_on: '2026-05-20', position: 1 })
    expect((await clerk.post(`/conference-types/${id}/removal`)).statusCode).toBe(409)
    expect((await clerk.post(`/conference-types/${id}/closing`, { toFiscalYear: '2025' })).statusCode).toBe(422)
    expect((await clerk.post(`/conference-types/${id}`, type({ version: '1', level: 'municipality', subtype: '' }))).statusCode).toBe(409)
    expect((await clerk.post(`/conference-types/${id}/closing`, { toFiscalYear: '2026' })).statusCode).toBe(303)
    expect((await clerk.get('/conference-types?year=2027')).body).toContain('この年度にはない種類')
    const other = await made({ name: 'ZZA空の会議' })
    expect((await clerk.post(`/conference-types/${other.id}/removal`)).statusCode).toBe(303)
    expect(await lastLine()).toEqual({ action: 'conference_type.removed', subject: `conference_type:${other.id}` })
  })
  test('moves up and down in its list', async () => {
    const order = async () => (await db.selectFrom('conference_type').select('id').where('municipality_id', '=', town.tama).orderBy('position').execute()).map(({ id }) => id)
    expect(await order()).toEqual([there.individual, there.area, there.whole])
    await clerkOfTama.post(`/conference-types/${there.whole}/place`, { to: 'up' })
    expect(await order()).toEqual([there.individual, there.whole, there.area])
    await clerkOfTama.post(`/conference-types/${there.individual}/place`, { to: 'up' })
    expect(await order()).toEqual([there.individual, there.whole, there.area])
  })
})

test('the functions of Kitakyushu stand as a matrix of ○ and －', async () => {
  await db.deleteFrom('conference').execute()
  await db.deleteFrom('conference_type').where('municipality_id', '=', town.tama).execute()
  const five = ['case_resolution', 'network_building', 'issue_discovery', 'resource_development', 'policy_formation']
  for (const [name, level, has] of [['地域ケア個別会議', 'individual', five.slice(0, 4)], ['包括ケア会議', 'area', five.slice(0, 4)], ['高齢者支援と介護の質の向上推進会議', 'municipality', five.slice(1)]] as const) {
    expect((await clerkOfTama.post('/conference-types', { name, level, fromFiscalYear: '2020', ...Object.fromEntries(has.map((one, n) => [`functions.${n}`, one])) })).statusCode).toBe(303)
  }
  const body = (await planner.get(`/conference-types?municipality=${town.tama}`)).body
  const matrix = body.slice(body.indexOf('function-matrix'), body.indexOf('</table>', body.indexOf('function-matrix')))
  expect([...matrix.matchAll(/aria-hidden="true">([○－])</g)].map(([, sign]) => sign).join('')).toBe('○○○○－○○○○－－○○○○')
})
