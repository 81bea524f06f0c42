import { centersOf, cityDate, dates, onlineDates, centersWithout, typeAreas, typeFrequency, typeStart } from './asks.ts'
import { reported, type Fact } from './shapes.ts'

const [code, paper] = ['122076', 'S0'] as const
const window = { from: '2021-06-01', to: '2021-11-30' } as const
const year = { fiscalYear: 2021 } as const
const [promotion, individual, selfReliance, city] = ['地域包括ケア推進会議', '地域個別ケア会議', '自立支援型個別ケア会議', '市地域ケア会議'] as const
const three = [promotion, individual, selfReliance] as const

const counted = (id: string, ja: string, en: string, says: number, ask: Pick<Fact, 'ask' | 'rows'>, unit = 'meeting'): Fact => ({ id: `matsudo.${id}`, paper, ja, en, unit, says, ...ask })
const cases = (place: string) => reported({ code, measure: 'cases_discussed', place, ...window, basis: 'actual' })

/** 松戸市, 令和3年度: dates from the schedule, counted row by row. */
export const matsudoFacts: readonly Fact[] = [
  counted('centers', '地域包括支援センター', 'Support centers', 15, centersOf(code, 'support_center'), 'center'),
  { id: 'matsudo.city.2021.date1', paper, ja: '市地域ケア会議（1回目）', en: 'City conference, first', unit: 'date', says: '2021-07-29', ...cityDate(code, city, 1) },
  { id: 'matsudo.city.2021.date2', paper, ja: '市地域ケア会議（2回目）', en: 'City conference, second', unit: 'date', says: '2022-01-27', ...cityDate(code, city, 2) },
  counted('promotion.2021.dates', '推進会議の日程', 'Dates of promotion conferences', 29, dates(code, [promotion], year)),
  counted('individual.2021.dates', '個別会議の日程', 'Dates of individual conferences', 61, dates(code, [individual], year)),
  counted('self_reliance.2021.dates', '自立支援型の日程', 'Dates of the self-reliance type', 12, dates(code, [selfReliance], year)),
  counted('all.2021.dates', '日程の計', 'All dates', 102, dates(code, three, year)),
  counted('all.window.meetings', '6月～11月の開催：計', 'June to November: all', 54, dates(code, three, window)),
  counted('promotion.window.meetings', '6月～11月：推進会議', 'June to November: promotion', 17, dates(code, [promotion], window)),
  counted('individual.window.meetings', '6月～11月：個別会議', 'June to November: individual', 31, dates(code, [individual], window)),
  counted('individual.window.cases', '6月～11月：個別会議の事例', 'June to November: cases of individual conferences', 63, cases(individual), 'case'),
  counted('self_reliance.window.meetings', '6月～11月：自立支援型', 'June to November: self-reliance type', 6, dates(code, [selfReliance], window)),
  counted('self_reliance.window.cases', '6月～11月：自立支援型の事例', 'June to November: cases of the self-reliance type', 18, cases(selfReliance), 'case'),
  { id: 'matsudo.individual.frequency', paper, ja: '個別会議の回数（年）', en: 'Individual conferences a year', unit: 'meeting', says: [4, 6], ...typeFrequency(code, individual, 'center', 'times') },
  { id: 'matsudo.promotion.frequency', paper, ja: '推進会議の回数（年）', en: 'Promotion conferences a year', unit: 'meeting', says: 2, ...typeFrequency(code, promotion, 'center', 'times') },
  { id: 'matsudo.city.frequency', paper, ja: '市地域ケア会議の回数（年）', en: 'City conferences a year', unit: 'meeting', says: 2, ...typeFrequency(code, city, 'municipality', 'times') },
  { id: 'matsudo.self_reliance.frequency.city', paper, ja: '自立支援型の回数（年、市全体）', en: 'Self-reliance type a year, whole city', unit: 'meeting', says: 12, ...typeFrequency(code, selfReliance, 'municipality', 'times') },
  { id: 'matsudo.self_reliance.frequency.center', paper, ja: '自立支援型の回数（年、センターごと）', en: 'Self-reliance type a year, each center', unit: 'meeting', says: [1, 2], ...typeFrequency(code, selfReliance, 'center', 'times') },
  counted('online.underlined.all', '一部オンラインの日程', 'Dates partly online', 31, onlineDates(code, three, year)),
  counted('online.underlined.window', '一部オンラインの日程（6月～11月）', 'Dates partly online, June to November', 28, onlineDates(code, three, window)),
  { id: 'matsudo.kogane.promotion1', paper, ja: '小金の推進会議（1回目、空欄）', en: 'Promotion conference of Kogane, first (blank)', unit: 'date', says: null, ...cityDate(code, promotion, 1, '小金') },
  counted('self_reliance.centers_without_date', '自立支援型の日程がないセンター', 'Centers without a date of the self-reliance type', 3, centersWithout(code, selfReliance, 2021), 'center'),
  { id: 'matsudo.elder_liaison.since', paper, ja: '高齢者支援連絡会の開始', en: 'Start of the elder support liaison', unit: 'fiscal_year', says: 2003, ...typeStart(code, '高齢者支援連絡会') },
  counted('elder_liaison.areas', '高齢者支援連絡会の地区', 'Areas of the elder support liaison', 9, typeAreas(code, '高齢者支援連絡会'), 'area'),
  { id: 'matsudo.elder_liaison.frequency', paper, ja: '高齢者支援連絡会の回数（月、以上）', en: 'Elder support liaison a month, at least', unit: 'meeting', says: 1, ...typeFrequency(code, '高齢者支援連絡会', 'center', 'least') },
  { id: 'matsudo.tier2_working.since', paper, ja: '2層ワーキングの開始', en: 'Start of the tier-2 working group', unit: 'fiscal_year', says: 2019, ...typeStart(code, '2層ワーキング') },
  counted('tier2_working.areas', '2層ワーキングの圏域', 'Areas of the tier-2 working group', 15, typeAreas(code, '2層ワーキング'), 'area'),
]
