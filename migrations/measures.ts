/** A part of a measure: `total` is what it adds to ('' the whole, a code another part, null nothing). */
export interface PartRow { code: string; label: string; label_en: string; total: string | null }
export interface MeasureRow {
  code: string; label: string; label_en: string; unit: string; dimension: string; is_additive: boolean; by_place: boolean; from_year: number; parts: PartRow[]
}

type More = Partial<Pick<MeasureRow, 'dimension' | 'is_additive' | 'by_place' | 'from_year' | 'parts'>>
const measure = (code: string, unit: string, label: string, label_en: string, more: More = {}): MeasureRow =>
  ({ code, label, label_en, unit, dimension: '', is_additive: true, by_place: false, from_year: 2000, parts: [], ...more })
const part = (code: string, label: string, label_en: string, total: string | null = ''): PartRow => ({ code, label, label_en, total })
const apart = { is_additive: false } as const
const places = { by_place: true } as const

/** The measures that printed tables of municipalities use, in the order in which they are asked. An id is the place in this list. */
export const referenceMeasures: readonly MeasureRow[] = [
  measure('meetings_held', 'meeting', '会議の開催回数', 'Meetings held', { dimension: 'meeting_kind', parts: [part('regular', '定例開催', 'Regular'), part('as_needed', '随時開催', 'As needed')] }),
  measure('attendees_extended', 'person', '会議の出席者（延べ人数）', 'Attendees (extended count)', { dimension: 'attendee_kind', parts: [
    part('person', '本人', 'Person concerned', 'subtotal'), part('family', '家族', 'Family', 'subtotal'), part('resident', '地域住民（民生委員含む）', 'Residents, welfare commissioners included', 'subtotal'),
    part('care_manager', '介護支援専門員', 'Care managers', 'subtotal'), part('day_service', '通所系サービスの担当者', 'Staff of day services', 'subtotal'), part('home_visit_service', '訪問系サービスの担当者', 'Staff of home-visit services', 'subtotal'),
    part('welfare_equipment', '福祉用具事業者', 'Providers of welfare equipment', 'subtotal'), part('medical', '医療関係者', 'Medical staff', 'subtotal'), part('pt_ot', '理学療法士または作業療法士', 'Physical or occupational therapists', 'subtotal'),
    part('dietitian', '管理栄養士', 'Registered dietitians', 'subtotal'), part('public_health_nurse', '地域担当保健師', 'Public health nurses of the area', 'subtotal'), part('community_coordinator', '地域支援コーディネーター', 'Life-support coordinators', 'subtotal'),
    part('supervising_center', '統括支援センター（アドバイザー）', 'Core support center (adviser)', 'subtotal'), part('public_assistance', '保護課ケースワーカー', 'Public assistance caseworkers', 'subtotal'), part('other', 'その他', 'Others', 'subtotal'),
    part('subtotal', '小計', 'Subtotal'), part('organizer', '主催者（地域包括支援センター）', 'Organizer (support center)'), part('observer', 'オブザーバー', 'Observers'),
  ] }),
  measure('attendees_distinct', 'person', '会議の出席者（実人数）', 'Attendees (distinct people)'),
  measure('cases_discussed', 'case', '検討した事例', 'Cases discussed', { dimension: 'managed_by', parts: [part('support_center', '地域包括支援センターが担当', 'Managed by a support center'), part('care_manager_office', '居宅介護支援事業者が担当', 'Managed by a care-manager office'), part('other', 'その他が担当', 'Managed by others')] }),
  measure('cases_by_selection_reason', 'case', '事例の選定理由（複数回答）', 'Cases by selection reason (multiple answers)', { ...apart, dimension: 'selection_reason', parts: [part('support_level_certified', '要支援認定者', 'Certified as needing support', null), part('perceived_difficulty', '困難を感じている事例', 'Perceived difficulty', null), part('community_issue', '地域課題', 'Community issue', null), part('care_plan_review', 'ケアプランの検証', 'Review of a care plan', null), part('other', 'その他', 'Other', null)] }),
  measure('cases_by_function', 'case', '会議の機能（複数回答）', 'Cases by function (multiple answers)', { ...apart, dimension: 'function', parts: [part('case_resolution', '個別課題解決', 'Resolving the case', null), part('network_building', 'ネットワークの構築', 'Building networks', null), part('issue_discovery', '地域課題発見', 'Discovering community issues', null), part('resource_development', '地域づくり資源開発', 'Developing resources', null), part('policy_formation', '政策形成', 'Forming policy', null)] }),
  measure('care_plan_reports', 'case', 'ケアプランの届出', 'Care plans reported', { ...apart, dimension: 'review_kind', parts: [part('frequent_home_help', '訪問介護の回数が多いケアプラン', 'Frequent home help', null), part('by_office', '居宅介護支援事業所単位', 'By office', null)] }),
  measure('care_plan_reviews', 'case', 'ケアプランの検証', 'Care plans reviewed', { ...apart, dimension: 'review_kind', parts: [part('frequent_home_help', '訪問介護の回数が多いケアプラン', 'Frequent home help', null), part('by_office', '居宅介護支援事業所単位', 'By office', null)] }),
  measure('consultations', 'case', '相談件数', 'Consultations', places),
  measure('general_consultations', 'case', '総合相談支援件数', 'General consultations', places),
  measure('needs_surveys', 'case', '実態把握件数', 'Needs surveys', places),
  measure('population', 'person', '人口', 'Population', apart),
  measure('population_65', 'person', '65歳以上人口', 'Population aged 65 and over', places),
  measure('aging_rate_65', 'percent', '高齢化率（65歳以上）', 'Share aged 65 and over', apart),
  measure('aging_rate_75', 'percent', '高齢化率（75歳以上）', 'Share aged 75 and over', apart),
  measure('certified_persons', 'person', '要介護・要支援認定者数', 'People certified as needing care or support', places),
  measure('support_centers', 'center', '地域包括支援センターの数', 'Support centers'),
  measure('daily_living_areas', 'area', '日常生活圏域の数', 'Daily-living areas', places),
  measure('home_care_support_centers', 'center', '在宅介護支援センターの数', 'Home-care support centers'),
  measure('life_support_coordinators', 'person', '地域支援コーディネーターの配置', 'Life-support coordinators placed', places),
  measure('meetings_attended', 'meeting', '地域支援コーディネーターの会議参加（回数）', 'Meetings attended by coordinators', { dimension: 'meeting_kind', parts: [
    part('school_district_welfare_council', '校(地)区社協', 'School-district welfare councils'), part('welfare_commissioner_council', '民児協', 'Welfare commissioner councils'), part('neighborhood_federation', '自治連合会', 'Neighborhood federations'), part('salon', 'サロン', 'Salons'), part('other', 'その他', 'Others')] }),
  measure('people_met_extended', 'person', '地域支援コーディネーターの会議参加（延べ人数）', 'People met by coordinators (extended count)', { dimension: 'meeting_kind', parts: [
    part('school_district_welfare_council', '校(地)区社協', 'School-district welfare councils'), part('welfare_commissioner_council', '民児協', 'Welfare commissioner councils'), part('neighborhood_federation', '自治連合会', 'Neighborhood federations'), part('salon', 'サロン', 'Salons'), part('other', 'その他', 'Others')] }),
  measure('school_district_welfare_councils', 'council', '校(地)区社会福祉協議会の数', 'School-district welfare councils'),
  measure('ward_welfare_councils', 'council', '区社会福祉協議会の数', 'Ward welfare councils'),
  measure('small_area_plans_made', 'council', '小地域福祉活動計画を策定した校(地)区', 'Districts with a small-area plan'),
  measure('small_area_plans_planned', 'council', '小地域福祉活動計画を策定する予定の校(地)区', 'Districts planning a small-area plan', apart),
  measure('bodies', 'body', '研修に参加した団体', 'Bodies taking part in a training', apart),
  measure('attended', 'person', '研修の参加者', 'People attending a training'),
  measure('member_bodies', 'body', '構成する団体', 'Member bodies', apart),
  measure('subsidy', 'yen', '助成金', 'Subsidy'),
  measure('main_users', 'person', '主な利用者', 'Main users', { dimension: 'user_kind', parts: [part('care_service_managers', '介護保険サービス管理者', 'Managers of care services'), part('home_care_support_centers', '在宅介護支援センター', 'Home-care support centers')] }),
  measure('started_fiscal_year', 'fiscal_year', '始めた年度', 'Fiscal year of the start', apart),
  measure('areas', 'area', '開催する地区・圏域', 'Areas where it is held'),
  measure('interval_months', 'month', '開催の間隔（か月に1回）', 'Interval in months', apart),
  measure('meetings_per_month', 'meeting', '月あたりの開催回数', 'Meetings a month', apart),
]

/** Thresholds of care plans as the Minister sets them; a new one is a row of its own, and the earlier stays. */
export const referenceThresholds = [
  ...[27, 34, 43, 38, 31].map((value, at) => ({ rule: 'home_help_visits_per_month', care_level: `care_${at + 1}`, value, valid_from: '2018-10-01', source: '厚生労働省告示第218号（厚生労働大臣が定める回数及び訪問介護）' })),
  ...([['limit_use_ratio_min', 70], ['home_help_ratio_min', 60]] as const).map(([rule, value]) => ({ rule, care_level: 'any', value, valid_from: '2021-10-01', source: '指定居宅介護支援等の事業の人員及び運営に関する基準第13条第18号の3（老発0914第1号 令和3年9月14日）' })),
]
