import type { CareLevel } from '../../../practice/care-plan-reviews/rules.ts'
import type { ConferenceFunction } from '../../../practice/conference-types/rules.ts'
import { performs, threshold, typeFrequency } from './asks.ts'
import { addedUp, reported, type Fact } from './shapes.ts'

const [code, paper, year] = ['401005', 'S3', { fiscalYear: 2022, basis: 'actual' }] as const
const [conference, coordinator] = ['地域ケア個別会議', '地域支援コーディネーター'] as const
const of = (measure: string, dimension: string, place: string = conference) => reported({ code, measure, dimension, place, ...year })
const sum = (measure: string, dimension = '', place: string = conference) => addedUp({ code, measure, dimension, place, ...year })

const attendees = [
  ['person_concerned', '本人', 'Person concerned', 36], ['family', '家族', 'Family', 8], ['resident', '地域住民（民生委員含む）', 'Residents', 14], ['care_manager', '介護支援専門員', 'Care managers', 312],
  ['day_service_staff', '通所系サービスの担当者', 'Day services', 181], ['home_visit_service_staff', '訪問系サービスの担当者', 'Home-visit services', 131], ['welfare_equipment_provider', '福祉用具事業者', 'Welfare equipment', 121],
  ['medical_staff', '医療関係者', 'Medical staff', 52], ['physical_or_occupational_therapist', '理学療法士または作業療法士', 'Physical or occupational therapists', 475], ['registered_dietitian', '管理栄養士', 'Registered dietitians', 312],
  ['area_public_health_nurse', '地域担当保健師', 'Public health nurses', 3], ['life_support_coordinator', '地域支援コーディネーター', 'Life-support coordinators', 333], ['core_support_center_adviser', '統括支援センター（アドバイザー）', 'Core support center', 306],
  ['public_assistance_caseworker', '保護課ケースワーカー', 'Public assistance caseworkers', 13], ['other', 'その他', 'Others', 600], ['organizer', '主催者（地域包括支援センター）', 'Organizer', 2010], ['observer', 'オブザーバー', 'Observers', 986],
] as const

const id = (rest: string) => `kitakyushu.individual.2022.${rest}`
const conferences: Fact[] = [
  { id: id('meetings'), paper, ja: '地域ケア個別会議の開催（計）', en: 'Individual conferences, total', unit: 'meeting', says: 611, ...sum('meetings_held') },
  { id: id('meetings.regular'), paper, ja: '定例開催', en: 'Regular', unit: 'meeting', says: 557, ...of('meetings_held', 'regular') },
  { id: id('meetings.as_needed'), paper, ja: '随時開催', en: 'As needed', unit: 'meeting', says: 54, ...of('meetings_held', 'as_needed') },
  { id: 'kitakyushu.individual.monthly_since', paper, ja: '個別会議の間隔（令和元年9月から）', en: 'Interval of individual conferences since September 2019', unit: 'month', says: 1, ...typeFrequency(code, conference, 'center', 'everyMonths') },
  ...attendees.map(([kind, ja, en, says]): Fact => ({ id: id(`attendees.${kind}`), paper, ja: `出席者：${ja}`, en: `Attendees: ${en}`, unit: 'person', says, ...of('attendees_extended', ja) })),
  { id: id('attendees.subtotal'), paper, ja: '出席者：小計', en: 'Attendees: subtotal', unit: 'person', says: 2897, ...sum('attendees_extended', 'subtotal') },
  { id: id('attendees.total'), paper, ja: '出席者：合計', en: 'Attendees: total', unit: 'person', says: 5893, ...sum('attendees_extended') },
  { id: id('cases.center'), paper, ja: '検討した事例：地域包括支援センターが担当', en: 'Cases managed by a support center', unit: 'case', says: 299, ...of('cases_discussed', 'support_center') },
  { id: id('cases.office'), paper, ja: '検討した事例：居宅介護支援事業所が担当', en: 'Cases managed by a care manager’s office', unit: 'case', says: 312, ...of('cases_discussed', 'care_manager_office') },
  { id: id('cases.total'), paper, ja: '検討した事例：計', en: 'Cases, total', unit: 'case', says: 611, ...sum('cases_discussed') },
  ...([['support_level_certified', '要支援認定者', 'Certified as needing support', 391], ['perceived_difficulty', '困難を感じている事例', 'Perceived as difficult', 241], ['community_issue', '地域課題', 'Community issue', 38]] as const)
    .map(([reason, ja, en, says]): Fact => ({ id: id(`reason.${reason}`), paper, ja: `選定理由：${ja}（複数回答）`, en: `Selected because: ${en}`, unit: 'case', says, ...of('cases_by_selection_reason', reason) })),
  ...([['case_resolution', '個別課題解決', 'Case resolution', 600], ['network_building', 'ネットワークの構築', 'Network building', 61], ['issue_discovery', '地域課題発見', 'Issue discovery', 52], ['resource_development', '地域づくり資源開発', 'Resource development', 11]] as const)
    .map(([name, ja, en, says]): Fact => ({ id: id(`function.${name}`), paper, ja: `機能：${ja}（複数回答）`, en: `Function: ${en}`, unit: 'case', says, ...of('cases_by_function', name) })),
]

const functionNames: Record<ConferenceFunction, readonly [string, string]> = {
  case_resolution: ['個別課題解決', 'case resolution'], network_building: ['ネットワーク構築', 'network building'], issue_discovery: ['地域課題発見', 'issue discovery'],
  resource_development: ['地域づくり・資源開発', 'resource development'], policy_formation: ['政策形成', 'policy formation'],
}
const matrix = ([['individual', '地域ケア個別会議', 'Individual conference', [1, 1, 1, 1, 0]], ['ward', '包括ケア会議', 'Ward conference', [1, 1, 1, 1, 0]], ['city', '高齢者支援と介護の質の向上推進会議', 'City conference', [0, 1, 1, 1, 1]]] as const)
  .flatMap(([tier, name, nameEn, marks]) => (Object.keys(functionNames) as ConferenceFunction[]).map((one, at): Fact => ({
    id: `kitakyushu.matrix.${tier}.${one}`, paper, ja: `${name}は${functionNames[one][0]}機能を持つか`, en: `${nameEn}: ${functionNames[one][1]}`, unit: 'boolean', says: marks[at] === 1, ...performs(code, name, one),
  })))

const reviews: Fact[] = [
  { id: 'kitakyushu.ward.frequency', paper, ja: '包括ケア会議の間隔', en: 'Interval of the ward conference', unit: 'month', says: 2, ...typeFrequency(code, '包括ケア会議', 'center', 'everyMonths') },
  ...[27, 34, 43, 38, 31].map((says, at): Fact => ({ id: `kitakyushu.home_help_threshold.care${at + 1}`, paper, ja: `訪問介護の基準回数：要介護${at + 1}`, en: `Home-help threshold: care ${at + 1}`, unit: 'visit', says, ...threshold('home_help_visits_per_month', `care_${at + 1}` as CareLevel) })),
  { id: 'kitakyushu.plan_review.frequent.2022', paper, ja: '訪問介護の回数が多いケアプランの検証', en: 'Reviews of plans with frequent home help', unit: 'case', says: 6, ...of('care_plan_reviews', 'frequent_home_help', '') },
  { id: 'kitakyushu.plan_review.frequent.2022.ward', paper, ja: 'うち包括ケア会議での検証', en: 'Of those, in the ward conference', unit: 'case', says: 0, ...reported({ code, measure: 'care_plan_reviews', place: '包括ケア会議', dimension: 'frequent_home_help', ...year }) },
  { id: 'kitakyushu.plan_review.office.2022.reports', paper, ja: '事業所単位の届出', en: 'Plans reported by office', unit: 'case', says: 4, ...of('care_plan_reports', 'by_office', '') },
  { id: 'kitakyushu.plan_review.office.2022.ward', paper, ja: '事業所単位の検証（包括ケア会議）', en: 'Reviews by office in the ward conference', unit: 'case', says: 4, ...reported({ code, measure: 'care_plan_reviews', place: '包括ケア会議', dimension: 'by_office', ...year }) },
  { id: 'kitakyushu.office_rule.limit_ratio', paper, ja: '事業所単位：区分支給限度基準額に占める割合', en: 'By office: share of the limit', unit: 'percent', says: 70, ...threshold('limit_use_ratio_min') },
  { id: 'kitakyushu.office_rule.home_help_ratio', paper, ja: '事業所単位：訪問介護の割合', en: 'By office: share of home help', unit: 'percent', says: 60, ...threshold('home_help_ratio_min') },
]

const wards = [['401013', '門司区', 2], ['401064', '小倉北区', 3], ['401072', '小倉南区', 3], ['401030', '若松区', 2], ['401081', '八幡東区', 2], ['401099', '八幡西区', 3], ['401056', '戸畑区', 1]] as const
const coordinatorYear = { fiscalYear: 2023, basis: 'structure' } as const
const meetings = [
  ['school_district_welfare_council', '校(地)区社協', 'School-district welfare councils', 962, 18775], ['welfare_commissioner_council', '民児協', 'Welfare commissioner councils', 540, 9299],
  ['neighborhood_federation', '自治連合会', 'Neighborhood federations', 31, 838], ['salon', 'サロン', 'Salons', 348, 7681], ['other', 'その他', 'Others', 653, 14737],
] as const
const coordinators: Fact[] = [
  ...wards.map(([ward, name, says]): Fact => ({ id: `kitakyushu.coordinators.${ward}`, paper, ja: `地域支援コーディネーター：${name}`, en: `Coordinators: ${name}`, unit: 'person', says, ...reported({ code, measure: 'life_support_coordinators', place: name, ...coordinatorYear }) })),
  { id: 'kitakyushu.coordinators.total', paper, ja: '地域支援コーディネーター：計', en: 'Coordinators, total', unit: 'person', says: 16, ...addedUp({ code, measure: 'life_support_coordinators', ...coordinatorYear }) },
  ...meetings.flatMap(([kind, ja, en, times, people]): Fact[] => [
    { id: `kitakyushu.coordinator_meetings.2022.${kind}.meetings`, paper, ja: `会議参加：${ja}（回数）`, en: `Meetings attended: ${en}`, unit: 'meeting', says: times, ...of('meetings_attended', kind, coordinator) },
    { id: `kitakyushu.coordinator_meetings.2022.${kind}.people`, paper, ja: `会議参加：${ja}（延べ人数）`, en: `People met: ${en}`, unit: 'person', says: people, ...of('people_met_extended', kind, coordinator) },
  ]),
  { id: 'kitakyushu.coordinator_meetings.2022.total.meetings', paper, ja: '会議参加：計（回数）', en: 'Meetings attended, total', unit: 'meeting', says: 2534, ...sum('meetings_attended', '', coordinator) },
  { id: 'kitakyushu.coordinator_meetings.2022.total.people', paper, ja: '会議参加：計（延べ人数）', en: 'People met, total', unit: 'person', says: 51330, ...sum('people_met_extended', '', coordinator) },
  { id: 'kitakyushu.welfare_councils.school_district', paper, ja: '校(地)区社会福祉協議会', en: 'School-district welfare councils', unit: 'council', says: 155, ...reported({ code, measure: 'school_district_welfare_councils', ...coordinatorYear }) },
  { id: 'kitakyushu.welfare_councils.ward', paper, ja: '区社会福祉協議会', en: 'Ward welfare councils', unit: 'council', says: 7, ...reported({ code, measure: 'ward_welfare_councils', ...coordinatorYear }) },
  { id: 'kitakyushu.small_area_plans.2022', paper, ja: '小地域福祉活動計画を策定（令和4年度末）', en: 'Small-area plans made, end of 2022', unit: 'council', says: 95, ...reported({ code, measure: 'small_area_plans_made', asOf: '2023-03-31', basis: 'actual' }) },
  { id: 'kitakyushu.small_area_plans.2023', paper, ja: '小地域福祉活動計画を策定予定（令和5年度）', en: 'Small-area plans planned, 2023', unit: 'council', says: 39, ...reported({ code, measure: 'small_area_plans_planned', fiscalYear: 2023, basis: 'plan' }) },
]

/** 北九州市, 令和4年度 unless said otherwise. */
export const kitakyushuFacts: readonly Fact[] = [...conferences, ...matrix, ...reviews, ...coordinators]
