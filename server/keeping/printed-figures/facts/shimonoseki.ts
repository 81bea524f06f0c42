import { addedUp, reported, type Fact } from './shapes.ts'
import { areasOf, centersOf, typeFrequency } from './asks.ts'

const [code, paper] = ['352012', 'S2'] as const
const centers = { honcho: ['本庁', 'Honcho'], sanyo: ['山陽', 'Sanyo'], sanin: ['山陰', 'San’in'], toyoura: ['豊浦', 'Toyoura'], hohoku: ['豊北', 'Hohoku'] } as const
type Center = keyof typeof centers
const centerName = (center: Center) => `${centers[center][0]}地域包括支援センター`
const [training, practice] = ['下関市医療・介護ネットワーク研修会', '豊北地域包括支援センターの取組'] as const
const each = Object.keys(centers) as Center[]

/** 65歳以上人口と認定者数, by center on one day, with their sums. */
const onTheDay = (measure: 'population_65' | 'certified_persons', short: 'pop65' | 'certified', ja: string, en: string, says: Record<Center | 'total', number>): Fact[] => [
  ...each.map((center): Fact => ({
    id: `shimonoseki.${center}.${short}`, paper, ja: `${centers[center][0]}の${ja}`, en: `${en}, ${centers[center][1]}`, unit: 'person', says: says[center],
    ...reported({ code, measure, place: centerName(center), asOf: '2011-10-01', basis: 'actual' }),
  })),
  { id: `shimonoseki.total.${short}`, paper, ja: `${ja}の計`, en: `${en}, total`, unit: 'person', says: says.total, ...addedUp({ code, measure, asOf: '2011-10-01', basis: 'actual' }) },
]

const years = [[2010, 'actual'], [2011, 'actual'], [2012, 'plan'], [2013, 'plan'], [2014, 'plan']] as const
/** A series of five years: one that was counted, one that is not printed, three that were planned. */
const series = (id: string, measure: 'consultations' | 'needs_surveys' | 'general_consultations', place: string, ja: string, en: string, says: readonly (number | null)[], skip: readonly number[] = []): Fact[] =>
  years.flatMap(([fiscalYear, basis], at): Fact[] => skip.includes(fiscalYear) ? [] : [{
    id: `shimonoseki.${id}.${fiscalYear}`, paper, ja: `${ja}（平成${fiscalYear - 1988}年度${basis === 'plan' ? '計画' : '実績'}）`, en: `${en}, ${basis} of ${fiscalYear}`, unit: 'case', says: says[at] ?? null,
    ...reported({ code, measure, place, fiscalYear, basis }),
  }])

const consultations: Record<Center, readonly (number | null)[]> = {
  honcho: [18774, null, 21800, 23500, 25500], sanyo: [5949, null, 6900, 7500, 8100], sanin: [5639, null, 6600, 7100, 7600], toyoura: [5222, null, 3400, 3700, 3900], hohoku: [null, null, 2700, 2900, 3100],
}

const network = [[2010, 'actual', 7, 215], [2011, 'actual', 7, 175], [2012, 'actual', 13, 241], [2013, 'plan', 14, null]] as const
const trainings = network.flatMap(([fiscalYear, basis, bodies, attended]): Fact[] => [
  { id: `shimonoseki.network.${fiscalYear}.bodies`, paper, ja: `ネットワーク研修の参加団体（平成${fiscalYear - 1988}年度）`, en: `Bodies in the network training, ${fiscalYear}`, unit: 'body', says: bodies, ...reported({ code, measure: 'bodies', place: training, fiscalYear, basis }) },
  { id: `shimonoseki.network.${fiscalYear}.attended`, paper, ja: `ネットワーク研修の参加者（平成${fiscalYear - 1988}年度）`, en: `People in the network training, ${fiscalYear}`, unit: 'person', says: attended, ...reported({ code, measure: 'attended', place: training, fiscalYear, basis }) },
])

const shares = [
  ['population', 'population', '', '人口', 'Population', 'person', 278962], ['aging65', 'aging_rate_65', '', '高齢化率（65歳以上）', 'Aged 65 and over', 'percent', 29.98], ['aging75', 'aging_rate_75', '', '高齢化率（75歳以上）', 'Aged 75 and over', 'percent', 15.86],
  ['hohoku.population', 'population', centerName('hohoku'), '豊北の人口', 'Population of Hohoku', 'person', 16424], ['hohoku.aging65', 'aging_rate_65', centerName('hohoku'), '豊北の高齢化率（65歳以上）', 'Aged 65 and over, Hohoku', 'percent', 42.07], ['hohoku.aging75', 'aging_rate_75', centerName('hohoku'), '豊北の高齢化率（75歳以上）', 'Aged 75 and over, Hohoku', 'percent', 24.76],
] as const
const people = shares.map(([id, measure, place, ja, en, unit, says]): Fact => ({ id: `shimonoseki.${id}`, paper, ja: `${ja}（平成25年3月末）`, en: `${en}, end of March 2013`, unit, says, ...reported({ code, measure, place, asOf: '2013-03-31', basis: 'actual' }) }))

/** 下関市: what the two extracts print, once each. */
export const shimonosekiFacts: readonly Fact[] = [
  ...trainings,
  { id: 'shimonoseki.network.members.slide', paper, ja: 'ネットワークの構成団体（スライド）', en: 'Member bodies of the network (slide)', unit: 'body', says: 14, ...reported({ code, measure: 'member_bodies', place: training, basis: 'structure' }) },
  { id: 'shimonoseki.network.members.form', paper, ja: 'ネットワークの構成団体（様式、平成25年4月）', en: 'Member bodies of the network (form, April 2013)', unit: 'body', says: 11, ...reported({ code, measure: 'member_bodies', place: training, asOf: '2013-04-01', basis: 'structure' }) },
  { id: 'shimonoseki.network.2012.subsidy', paper, ja: '山口県の助成金（平成24年度）', en: 'Subsidy of Yamaguchi, 2012', unit: 'yen', says: 390867, ...reported({ code, measure: 'subsidy', place: training, fiscalYear: 2012, basis: 'actual' }) },
  ...people,
  { id: 'shimonoseki.support_centers', paper, ja: '地域包括支援センター（平成23年10月1日）', en: 'Support centers, 1 October 2011', unit: 'center', says: 5, ...centersOf(code, 'support_center') },
  { id: 'shimonoseki.daily_living_areas', paper, ja: '日常生活圏域', en: 'Daily-living areas', unit: 'area', says: 8, ...areasOf(code) },
  { id: 'shimonoseki.home_care_support_centers', paper, ja: '在宅介護支援センター', en: 'Home-care support centers', unit: 'center', says: 22, ...centersOf(code, 'home_care_support_center') },
  ...onTheDay('population_65', 'pop65', '65歳以上人口', 'Population aged 65 and over', { honcho: 31524, sanyo: 14969, sanin: 18547, toyoura: 8512, hohoku: 6755, total: 80307 }),
  ...onTheDay('certified_persons', 'certified', '認定者数', 'People certified', { honcho: 7081, sanyo: 2862, sanin: 3563, toyoura: 1544, hohoku: 1343, total: 16393 }),
  ...each.flatMap((center) => series(`${center}.consultations`, 'consultations', centerName(center), `${centers[center][0]}の相談件数`, `Consultations, ${centers[center][1]}`, consultations[center])),
  ...series('home_care.needs_surveys', 'needs_surveys', '在宅介護支援センター', '実態把握件数', 'Needs surveys', [3296, null, 3400, 3500, 3600], [2011]),
  ...series('home_care.general_consultations', 'general_consultations', '在宅介護支援センター', '総合相談支援件数', 'General consultations', [11356, null, 12200, 12500, 12800], [2011]),
  { id: 'shimonoseki.hohoku.core_meeting.frequency', paper, ja: '地域コア会議の間隔', en: 'Interval of the core meeting', unit: 'month', says: 1, ...typeFrequency(code, '地域コア会議', 'center', 'everyMonths') },
  { id: 'shimonoseki.hohoku.liaison.frequency', paper, ja: '地域ケア連絡会議の間隔', en: 'Interval of the liaison meeting', unit: 'month', says: 2, ...typeFrequency(code, '地域ケア連絡会議', 'center', 'everyMonths') },
  { id: 'shimonoseki.hohoku.areas', paper, ja: '豊北の日常生活圏域', en: 'Daily-living areas of Hohoku', unit: 'area', says: 2, ...areasOf(code, '豊北') },
  { id: 'shimonoseki.network.started', paper, ja: 'ネットワーク研修を始めた年度', en: 'Start of the network training', unit: 'fiscal_year', says: 2010, ...reported({ code, measure: 'started_fiscal_year', place: training, fiscalYear: 2010, basis: 'structure' }) },
  { id: 'shimonoseki.hohoku.started', paper, ja: '豊北の取組を始めた年度', en: 'Start of the practice of Hohoku', unit: 'fiscal_year', says: 2013, ...reported({ code, measure: 'started_fiscal_year', place: practice, fiscalYear: 2013, basis: 'structure' }) },
  { id: 'shimonoseki.hohoku.users.managers', paper, ja: '豊北の主な利用者：介護保険サービス管理者', en: 'Main users in Hohoku: managers of care services', unit: 'person', says: 35, ...reported({ code, measure: 'main_users', place: practice, dimension: '介護保険サービス管理者', fiscalYear: 2013, basis: 'actual' }) },
  { id: 'shimonoseki.hohoku.users.home_care', paper, ja: '豊北の主な利用者：在宅介護支援センター', en: 'Main users in Hohoku: home-care support centers', unit: 'person', says: 2, ...reported({ code, measure: 'main_users', place: practice, dimension: '在宅介護支援センター', fiscalYear: 2013, basis: 'actual' }) },
]
