import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { conferenceCounts } from '../../../server/practice/conferences/queries.ts'
import { leavesOf } from '../../../server/practice/conference-statistics/queries.ts'
import { statisticOf, sumOfParts, type Asked } from '../../../server/practice/statistics/queries.ts'
import { thresholdOf } from '../../../server/practice/care-plan-reviews/queries.ts'
import { openHouse } from '../../support/app.ts'
import { idOf, settle } from '../../support/people.ts'
import { sendTable } from '../../support/uploads.ts'
import { putMeasures } from '../reported.ts'

/** L3, L6: what the documents of three cities print, through the table that everybody sends, comes back to the digit. */
const house = await openHouse({ now: '2026-11-24T10:00:00+09:00' })
const { db, app } = house
const town = await settle(db)
await putMeasures(db)
const city = (code: string, name: string, name_en: string) => idOf(db.insertInto('municipality').values({ code, name, name_en, kana: name_en, kind: 'city' }).returning('id'))
const [kitakyushu, shimonoseki, matsudo] = [await city('401005', '北九州市', 'Kitakyushu City'), await city('352012', '下関市', 'Shimonoseki City'), await city('122076', '松戸市', 'Matsudo City')]
const planner = await house.visitor(town.planner)
const folder = 'server/keeping/printed-figures/data'
const all = { of: 'all' } as const

async function take(name: string) {
  const sent = await sendTable(app, planner, '/statistics/files', readFileSync(`${folder}/${name}`), name)
  const result = await planner.get(String(sent.headers.location))
  expect(result.body).not.toContain('tableFiles.')
  const seen = /name="seen" value="([^"]+)"/.exec(result.body)?.[1]
  expect(seen, `${name}: ${result.body.replace(/<[^>]*>|\s+/g, ' ').slice(-1500)}`).toBeDefined()
  expect((await planner.post(`${sent.headers.location}/taking`, { seen: seen! })).statusCode).toBe(303)
}

test('each file is taken whole, and once more changes nothing', async () => {
  const names = ['kitakyushu-r4.csv', 'matsudo.csv', 'shimonoseki.csv']
  for (const name of names) await take(name)
  const rows = names.reduce((sum, name) => sum + readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n').length - 1, 0)
  expect(await db.selectFrom('statistic').select('id').execute()).toHaveLength(rows)
  expect(await db.selectFrom('statistic_correction').select('id').execute()).toEqual([])
  const again = await sendTable(app, planner, '/statistics/files', readFileSync(`${folder}/${names[0]}`), names[0]!)
  expect((await planner.get(String(again.headers.location))).body).toContain('いまの内容と同じです')
})

const of = (asked: Omit<Asked, 'basis'> & { basis?: Asked['basis'] }) => statisticOf(db, all, { basis: 'actual', ...asked }).then((told) => told === undefined ? 'unanswered' : told.value ?? told.missing)
const individual = { municipalityId: kitakyushu, place: '地域ケア個別会議', fiscalYear: 2022 }
const consultations = (place: string, fiscalYear: number) => of({ municipalityId: shimonoseki, measure: 'consultations', place: `${place}地域包括支援センター`, fiscalYear, basis: fiscalYear === 2010 ? 'actual' : 'plan' })

test('Kitakyushu: 611 = 557 + 54, fifteen kinds, 2,897 and 5,893; reasons and functions overlap', async () => {
  expect([await of({ ...individual, measure: 'meetings_held' }), await of({ ...individual, measure: 'meetings_held', dimension: 'regular' }), await of({ ...individual, measure: 'meetings_held', dimension: 'as_needed' })]).toEqual([611, 557, 54])
  const attendees = { ...individual, measure: 'attendees_extended', basis: 'actual' } as const
  expect([await of({ ...attendees, dimension: 'subtotal' }), await sumOfParts(db, all, { ...attendees, dimension: 'subtotal' })]).toEqual([2897, { sum: 2897, parts: 15, overlaps: false }])
  expect([await of({ ...attendees, dimension: 'total' }), await sumOfParts(db, all, attendees)]).toEqual([5893, { sum: 5893, parts: 3, overlaps: false }])
  expect([await of({ ...attendees, dimension: '理学療法士または作業療法士' }), await of({ ...attendees, dimension: 'life_support_coordinator' })]).toEqual([475, 333])
  expect(await sumOfParts(db, all, { ...individual, measure: 'cases_discussed', basis: 'actual' })).toMatchObject({ sum: 611, parts: 2 })
  expect(await sumOfParts(db, all, { ...individual, measure: 'cases_by_function', basis: 'actual' })).toEqual({ sum: null, parts: 0, overlaps: true })
  expect(await Promise.all(['requiring', 'support_level_certified', 'perceived_difficulty', 'community_issue'].slice(1).map((dimension) => of({ ...individual, measure: 'cases_by_selection_reason', dimension })))).toEqual([391, 241, 38])
  expect([await of({ municipalityId: kitakyushu, measure: 'care_plan_reviews', dimension: 'frequent_home_help', fiscalYear: 2022 }), await of({ municipalityId: kitakyushu, measure: 'care_plan_reviews', dimension: 'frequent_home_help', place: '包括ケア会議', fiscalYear: 2022 })]).toEqual([6, 0])
  expect(await sumOfParts(db, all, { municipalityId: kitakyushu, measure: 'life_support_coordinators', fiscalYear: 2023, basis: 'structure' })).toEqual({ sum: 16, parts: 7, overlaps: false })
  const coordinators = { municipalityId: kitakyushu, place: '地域支援コーディネーター', fiscalYear: 2022, basis: 'actual' } as const
  expect([await sumOfParts(db, all, { ...coordinators, measure: 'meetings_attended' }), await of({ ...coordinators, measure: 'people_met_extended', dimension: 'total' })]).toEqual([{ sum: 2534, parts: 5, overlaps: false }, 51330])
  expect(await of({ municipalityId: kitakyushu, measure: 'small_area_plans_made', asOf: '2023-03-31' })).toBe(95)
})

test('Shimonoseki: centers add up to 80,307 and 16,393, series keep their gaps, and — is not nought', async () => {
  const day = { municipalityId: shimonoseki, asOf: '2011-10-01', basis: 'actual' } as const
  expect([await of({ ...day, measure: 'population_65' }), await sumOfParts(db, all, { ...day, measure: 'population_65' }), await sumOfParts(db, all, { ...day, measure: 'certified_persons' })]).toEqual([80307, { sum: 80307, parts: 5, overlaps: false }, { sum: 16393, parts: 5, overlaps: false }])
  expect(await Promise.all([2010, 2011, 2012, 2013, 2014].map((year) => consultations('本庁', year)))).toEqual([18774, 'unanswered', 21800, 23500, 25500])
  expect(await Promise.all([2010, 2012].map((year) => consultations('豊北', year)))).toEqual(['not_applicable', 2700])
  expect(await of({ municipalityId: shimonoseki, measure: 'aging_rate_65', asOf: '2013-03-31' })).toBe(29.98)
  expect(await of({ municipalityId: shimonoseki, measure: 'subsidy', place: '下関市医療・介護ネットワーク研修会', fiscalYear: 2012 })).toBe(390867)
  const users = { municipalityId: shimonoseki, measure: 'main_users', place: '豊北地域包括支援センターの取組', fiscalYear: 2013 }
  expect([await of({ ...users, dimension: '介護保険サービス管理者' }), await of({ ...users, dimension: '在宅介護支援センター' })]).toEqual([35, 2])
  expect(await of({ municipalityId: shimonoseki, measure: 'member_bodies', place: '下関市医療・介護ネットワーク研修会', basis: 'structure' })).toBe(14)
  const page = await planner.get(`/statistics/${shimonoseki}/measures/consultations?year=2012`)
  expect(page.body).toMatch(/<figure class="chart">[\s\S]*?本庁地域包括支援センター/)
  expect(page.body).toMatch(/豊北地域包括支援センター[\s\S]*?<td class="num">－<\/td>/)
})

test('Matsudo: 63 and 18 cases of the window from June to November, beside 54 = 17 + 31 + 6 as printed', async () => {
  const window = { municipalityId: matsudo, from: '2021-06-01', to: '2021-11-30', basis: 'actual' } as const
  expect(await Promise.all(['地域個別ケア会議', '自立支援型個別ケア会議'].map((place) => of({ ...window, measure: 'cases_discussed', place })))).toEqual([63, 18])
  expect([await of({ ...window, measure: 'meetings_held' }), await sumOfParts(db, all, { ...window, measure: 'meetings_held' })]).toEqual([54, { sum: 54, parts: 3, overlaps: false }])
})

test('thresholds hold from their days', async () => {
  expect(await Promise.all(([1, 2, 3, 4, 5] as const).map((n) => thresholdOf(db, { rule: 'home_help_visits_per_month', careLevel: `care_${n}`, on: '2018-10-01' })))).toEqual([27, 34, 43, 38, 31])
  expect([await thresholdOf(db, { rule: 'limit_use_ratio_min', on: '2021-10-01' }), await thresholdOf(db, { rule: 'home_help_ratio_min', on: '2021-10-01' }), await thresholdOf(db, { rule: 'limit_use_ratio_min', on: '2021-09-30' })]).toEqual([70, 60, undefined])
})

test('the page of the printed layout shows them all, by conference', async () => {
  const { body } = await planner.get(`/conference-statistics/${kitakyushu}?year=2022&about=${encodeURIComponent('地域ケア個別会議')}`)
  for (const words of ['611', '557', '2,897', '2,010', '986', '5,893', '299', '312', '391', '600']) expect(body).toContain(`>${words}</a>`)
  expect(body).toContain('（重複あり）')
  expect((await planner.get(`/conference-statistics/${kitakyushu}/pdf?year=2022`)).headers['content-type']).toBe('application/pdf')
  expect(leavesOf(await conferenceCounts(db, all, { municipalityId: kitakyushu, fiscalYear: 2022 })).size).toBe(0)
})

test('every such fact of the seeds has its figure', async () => {
  let facts: { id: string; value: unknown; measure: string; basis: Asked['basis']; printed?: string; entity: { type: string; name: string; code?: string; municipality_code?: string }; period: { since?: string; fiscal_year?: number; as_of?: string; from?: string; to?: string } | null; dimension?: Record<string, string> }[]
  try { facts = JSON.parse(readFileSync(process.env.SEED_FACTS ?? '', 'utf8')).facts } catch { return }
  const towns: Record<string, number> = { 401005: kitakyushu, 352012: shimonoseki, 122076: matsudo }
  const lost: string[] = []
  for (const { id, value, measure, basis, entity, period, dimension, printed } of facts) {
    if (!/^(kitakyushu|shimonoseki)\.|^matsudo\..*window\.(cases|meetings)|^matsudo\.(elder|tier2)/.test(id) || /matrix|threshold|office_rule|hohoku\.users/.test(id)) continue
    const isTown = entity.type === 'municipality' || /^matsudo\.all/.test(id)
    const place = isTown ? '' : entity.type === 'coordinators' ? '地域支援コーディネーター' : entity.name.replace('（22）', '').replace('の担当地域', '')
    const asked = {
      municipalityId: towns[entity.municipality_code ?? entity.code!]!, measure, basis, place, ...dimension === undefined ? {} : { dimension: Object.entries(dimension).find(([kind]) => kind !== 'label')![1] },
      ...period?.fiscal_year ? { fiscalYear: period.fiscal_year } : period?.as_of ? { asOf: period.as_of.length === 7 ? `${period.as_of}-01` : period.as_of } : period?.from ? { from: period.from, to: period.to! } : period?.since ? { asOf: `${period.since}-01` } : {},
    }
    // What is not printed is what its parts add up to.
    const found = await of(asked)
    const told = found === 'unanswered' && printed === undefined && value !== null ? (await sumOfParts(db, all, asked)).sum : found
    if (value === null ? typeof told === 'number' : told !== value) lost.push(`${id}: ${JSON.stringify(value)}, here ${JSON.stringify(told)}`)
  }
  expect(lost).toEqual([])
})
