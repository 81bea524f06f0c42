import type { Unit } from '../../practice/statistics/rules.ts'
import { referenceMeasures } from '../../../migrations/measures.ts'
import type { Town } from './bodies.ts'
import type { Stage } from './year.ts'

const measureId = (code: string): number => referenceMeasures.findIndex((one) => one.code === code) + 1
const unitOf = (code: string) => referenceMeasures[measureId(code) - 1]!.unit

type Line = [measure: string, dimension: string, value: number | null, missing?: 'not_applicable' | 'inseparable']

/**
 * What municipalities reported: four of five for the year before, some with what cannot be told apart; 立川市 for two years with the plan of
 * this one, by center, with a total that was printed wrong and a figure that was corrected. Care plans that were filed there.
 */
export function putReported({ tray, staff, towns }: Stage): void {
  const put = (town: Town, year: number, basis: 'plan' | 'actual', [code, dimension, value, missing]: Line, more: { place?: string; organization?: number; total?: boolean; printed?: string; source?: string } = {}) => tray.put('statistic', {
    municipality_id: town.id, measure_id: measureId(code), organization_id: more.organization ?? null, place: more.place ?? '', dimension, period: `FY${year}`, fiscal_year: year, shown_year: year, basis, value, missing: missing ?? null, unit: unitOf(code) as Unit,
    is_total: more.total ?? false, source: more.source ?? '', printed: more.printed ?? '', entered_by: staff.officers.get(town.id)!, entered_at: new Date(`${year + 1}-05-${basis === 'plan' ? 20 : 18}T11:00:00+09:00`),
  })
  for (const [at, town] of towns.entries()) {
    if (at % 5 === 4 || town.name === '立川市') continue
    const meetings = 12 * town.size + at % 7
    const lines: Line[] = at % 9 === 2 ? [['meetings_held', 'regular', null, 'inseparable'], ['meetings_held', 'as_needed', null, 'inseparable'], ['meetings_held', '', meetings]]
      : [['meetings_held', 'regular', meetings - at % 4], ['meetings_held', 'as_needed', at % 4], ['meetings_held', '', meetings]]
    lines.push(at % 11 === 3 ? ['cases_discussed', '', null, 'not_applicable'] : ['cases_discussed', '', meetings * 2 + at % 5])
    for (const line of lines) put(town, 2025, 'actual', line, { total: line[1] === '' })
    put(town, 2026, 'plan', ['meetings_held', '', meetings + 2], { total: true })
  }
  putOwn(towns.find(({ name }) => name === '立川市')!, put, { tray, staff })
}

function putOwn(town: Town, put: (town: Town, year: number, basis: 'plan' | 'actual', line: Line, more?: { place?: string; organization?: number; total?: boolean; printed?: string; source?: string }) => number, { tray, staff }: Pick<Stage, 'tray' | 'staff'>): void {
  const source = '令和8年度 第1回 地域ケア会議推進委員会 資料3'
  const attendees = { person: 21, family: 14, resident: 9, care_manager: 96, day_service: 41, home_visit_service: 38, welfare_equipment: 22, medical: 17, pt_ot: 88, dietitian: 61, public_health_nurse: 12, community_coordinator: 44, supervising_center: 52, public_assistance: 6, other: 73 }
  for (const [year, grows] of [[2024, 0], [2025, 1]] as const) {
    const kinds = Object.entries(attendees).map(([kind, people]) => [kind, people + grows * (kind.length % 5)] as const)
    const subtotal = kinds.reduce((sum, [, people]) => sum + people, 0)
    const [organizer, observer, meetings] = [188 + 6 * grows, 40 + 3 * grows, 96 + 8 * grows]
    for (const [kind, people] of kinds) put(town, year, 'actual', ['attendees_extended', kind, people], { source })
    put(town, year, 'actual', ['attendees_extended', 'subtotal', subtotal], { total: true, source })
    put(town, year, 'actual', ['attendees_extended', 'organizer', organizer], { source })
    put(town, year, 'actual', ['attendees_extended', 'observer', observer], { source })
    // The total of 2024 was printed with a slip of the pen: it is shown as it stands, beside what the parts add up to.
    put(town, year, 'actual', ['attendees_extended', '', subtotal + organizer + observer + (grows ? 0 : 10)], { total: true, source, printed: grows ? '' : `${subtotal + organizer + observer + 10}人` })
    put(town, year, 'actual', ['attendees_distinct', '', 214 + 9 * grows])
    for (const line of [['meetings_held', 'regular', meetings - 12], ['meetings_held', 'as_needed', 12], ['cases_discussed', 'support_center', 84 + 5 * grows], ['cases_discussed', 'care_manager_office', 102 + 7 * grows],
      ['cases_by_selection_reason', 'support_level_certified', 121], ['cases_by_selection_reason', 'perceived_difficulty', 83], ['cases_by_selection_reason', 'community_issue', 19], ['cases_by_selection_reason', 'care_plan_review', 4],
      ['cases_by_function', 'case_resolution', 180], ['cases_by_function', 'network_building', 47], ['cases_by_function', 'issue_discovery', 31], ['cases_by_function', 'resource_development', 9], ['cases_by_function', 'policy_formation', 2]] as Line[]) put(town, year, 'actual', line, { source })
    put(town, year, 'actual', ['meetings_held', '', meetings], { total: true, source })
    put(town, year, 'actual', ['cases_discussed', '', 186 + 12 * grows], { total: true, source })
    for (const [kind, reports, reviews] of [['frequent_home_help', 5 + grows, 4], ['by_office', 3, 2]] as const) { put(town, year, 'actual', ['care_plan_reports', kind, reports]); put(town, year, 'actual', ['care_plan_reviews', kind, reviews]) }
  }
  let first = 0
  for (const [at, center] of town.centers.entries()) {
    const consultations = 2_400 - at * 180
    for (const [year, basis, value] of [[2023, 'actual', at === 2 ? null : consultations], [2025, 'actual', consultations + 320 - at * 25], [2026, 'plan', consultations + 400], [2027, 'plan', consultations + 500]] as const) {
      const id = put(town, year, basis, value === null ? ['consultations', '', null, 'not_applicable'] : ['consultations', '', value], { place: center.name, organization: center.id })
      if (year === 2025 && at === 0) first = id
    }
  }
  const [before, after] = [Number(tray.rows('statistic')[first - 1]!.value), Number(tray.rows('statistic')[first - 1]!.value) + 27]
  tray.mend('statistic', first, { value: after, version: 2, entered_at: new Date('2026-07-03T10:20:00+09:00') })
  tray.put('statistic_correction', { statistic_id: first, municipality_id: town.id, value_before: before, missing_before: null, value_after: after, missing_after: null, reason: '3月分の電話相談が漏れていたため', corrected_by: staff.officers.get(town.id)!, corrected_at: new Date('2026-07-03T10:20:00+09:00') })
  const filing = (kind: 'frequent_home_help' | 'by_office', planned_on: string, filed_on: string, care_level: 'care_1' | 'care_2' | 'care_3' | 'care_4' | 'care_5', figures: [number] | [number, number], review?: [on: string, where: string, outcome: 'kept' | 'to_change']) => tray.put('care_plan_filing', {
    municipality_id: town.id, fiscal_year: 2026, kind, planned_on, filed_on, care_level, visits: kind === 'frequent_home_help' ? figures[0] : null, limit_percent: kind === 'by_office' ? figures[0] : null, home_help_percent: kind === 'by_office' ? figures[1]! : null,
    reviewed_on: review?.[0] ?? null, reviewed_in: review?.[1] ?? '', outcome: review?.[2] ?? null, filed_by: staff.officers.get(town.id)!,
  })
  filing('frequent_home_help', '2026-04-20', '2026-05-29', 'care_2', [36], ['2026-06-18', '地域ケア個別会議', 'kept'])
  filing('frequent_home_help', '2026-06-01', '2026-07-30', 'care_1', [31], ['2026-08-06', '事前協議', 'kept'])
  filing('frequent_home_help', '2026-09-10', '2026-10-28', 'care_3', [45])
  filing('by_office', '2026-05-11', '2026-06-30', 'care_4', [78, 66], ['2026-07-16', '地域ケア個別会議', 'to_change'])
}
