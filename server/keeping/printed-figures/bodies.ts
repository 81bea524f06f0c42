import type { makeConferenceType } from '../../practice/conference-types/changes.ts'
import type { Municipality } from '../../who/organizations/codes.ts'

/** Bodies outside the prefecture that papers are about, with what the papers print of how they are made up. */
export interface Body extends Municipality {
  centers: readonly string[]
  branches: readonly string[]
  /** 日常生活圏域, each with the center that covers it. */
  areas: readonly (readonly [area: string, center: string])[]
  types: readonly (Omit<Parameters<typeof makeConferenceType>[1], 'areas'> & { areaNames?: readonly string[] | 'all' })[]
}

const year = { fromFiscalYear: 2010 } as const
const matsudoCenters = ['明第1', '明第2西', '明第2東', '本庁', '矢切', '東部', '常盤平', '常盤平団地', '五香松飛台', '六実六高台', '小金', '小金原', '新松戸', '馬橋西', '馬橋'] as const

const matsudo: Body = {
  code: '122076', name: '松戸市', kana: 'まつどし', nameEn: 'Matsudo', kind: 'city', island: false, centers: matsudoCenters, branches: [], areas: matsudoCenters.map((name) => [name, name] as const),
  types: [
    { name: '市地域ケア会議', level: 'municipality', council: 'tier1', organizer: '松戸市（基幹型包括支援センター）', role: '市レベルの課題の解決', members: '関係団体・機関の代表等', functions: ['resource_development', 'policy_formation'], ...year,
      frequencies: [{ scope: 'municipality', timesMin: 2, timesMax: 2, per: 'year', source: '年2回程度' }] },
    { name: '地域包括ケア推進会議', level: 'area', council: 'tier2', organizer: '地域包括支援センター', role: '地域レベルの課題の解決', members: '地域の専門職・関係者', functions: ['network_building', 'issue_discovery', 'resource_development'], areaNames: 'all', ...year,
      frequencies: [{ scope: 'center', timesMin: 2, timesMax: 2, per: 'year', source: '年2回程度' }] },
    { name: '地域個別ケア会議', level: 'individual', subtype: 'difficult_case', organizer: '地域包括支援センター', role: '個別事例の課題の解決、専門職のOJT', members: '個別事例に関係する幅広い地域の専門職等', functions: ['case_resolution', 'network_building', 'issue_discovery'], areaNames: 'all', ...year,
      frequencies: [{ scope: 'center', timesMin: 4, timesMax: 6, per: 'year', source: '年4～6回程度' }] },
    { name: '自立支援型個別ケア会議', level: 'individual', subtype: 'self_reliance', organizer: '地域包括支援センター', role: '自立支援に資するケアマネジメントの検討', members: '地域包括支援センター、指定介護予防支援事業所、リハビリ専門職、管理栄養士、歯科衛生士、NPOなど', functions: ['case_resolution', 'network_building', 'issue_discovery'], areaNames: 'all', ...year,
      frequencies: [{ scope: 'municipality', timesMin: 12, timesMax: 12, per: 'year', source: '年12回程度（1枚目）' }, { scope: 'center', timesMin: 1, timesMax: 2, per: 'year', source: '年1～2回程度（2枚目）' }] },
    { name: '高齢者支援連絡会', level: 'area', organizer: '包括又は地区社協など', role: '地域住民のネットワークの強化、見守り活動', members: '町会・自治会、民生委員、地区社協、一般住民', functions: ['network_building'], startedFiscalYear: 2003, ...year,
      areaNames: ['明第2西', '東部', '常盤平', '常盤平団地', '五香松飛台', '六実六高台', '小金', '小金原', '新松戸'], frequencies: [{ scope: 'center', timesMin: 1, per: 'month', source: '概ね月1回以上' }] },
    { name: '2層ワーキング', level: 'area', organizer: 'まつどNPO協議会', role: '地域ニーズと地域資源の把握、資源開発や担い手の養成', members: '生活支援コーディネーター（第2層）、市職員、地縁団体など', functions: ['resource_development'], startedFiscalYear: 2019, areaNames: 'all', ...year },
  ],
}

const kitakyushu: Body = {
  code: '401005', name: '北九州市', kana: 'きたきゅうしゅうし', nameEn: 'Kitakyushu', kind: 'city', island: false, centers: [], branches: [], areas: [],
  types: [
    { name: '地域ケア個別会議', level: 'individual', organizer: '地域包括支援センター', functions: ['case_resolution', 'network_building', 'issue_discovery', 'resource_development'], ...year,
      frequencies: [{ scope: 'center', everyMonths: 1, since: '2019-09-01', source: '令和元年9月より毎月' }] },
    { name: '包括ケア会議', level: 'area', organizer: '区役所', functions: ['case_resolution', 'network_building', 'issue_discovery', 'resource_development'], ...year, frequencies: [{ scope: 'center', everyMonths: 2, source: '2ヶ月に1回' }] },
    { name: '高齢者支援と介護の質の向上推進会議', level: 'municipality', organizer: '北九州市', functions: ['network_building', 'issue_discovery', 'resource_development', 'policy_formation'], ...year },
  ],
}

const shimonoseki: Body = {
  code: '352012', name: '下関市', kana: 'しものせきし', nameEn: 'Shimonoseki', kind: 'city', island: false,
  centers: ['本庁地域包括支援センター', '山陽地域包括支援センター', '山陰地域包括支援センター', '豊浦地域包括支援センター', '豊北地域包括支援センター'],
  branches: [
    '青海荘在宅介護支援センター', 'あゆみ在宅介護支援センター', '桜山在宅介護支援センター', '下関市社協在宅介護支援センター', '豊前田在宅介護支援センター', '彦島アイユウの苑在宅介護支援センター', '彦島在宅介護支援センター', '員光園在宅介護支援センター', '王喜苑在宅介護支援センター',
    'アイユウ長府在宅介護支援センター', 'みどり園在宅介護支援センター', 'コスモス在宅介護支援センター', '慈公園在宅介護支援センター', 'はまゆう苑あやらぎ在宅介護支援センター', 'フェニックス在宅介護支援センター', '勝山在宅介護支援センター', 'きくがわ苑在宅介護支援センター', 'とよた在宅介護支援センター',
    '下関市豊浦地域ケアセンター', '豊寿苑在宅介護支援センター', '豊北町在宅介護支援センター白滝荘', '豊北町在宅介護支援センター',
  ],
  areas: [
    ['本庁', '本庁地域包括支援センター'], ['彦島', '本庁地域包括支援センター'], ['山陽', '山陽地域包括支援センター'], ['山陰', '山陰地域包括支援センター'],
    ['菊川', '豊浦地域包括支援センター'], ['豊浦', '豊浦地域包括支援センター'], ['豊田', '豊北地域包括支援センター'], ['豊北', '豊北地域包括支援センター'],
  ],
  types: [
    { name: '地域コア会議', level: 'area', organizer: '豊北地域包括支援センター', functions: ['network_building', 'issue_discovery'], ...year, frequencies: [{ scope: 'center', everyMonths: 1, source: '毎月' }] },
    { name: '地域ケア連絡会議', level: 'area', organizer: '豊北地域包括支援センター', functions: ['network_building', 'issue_discovery'], ...year, frequencies: [{ scope: 'center', everyMonths: 2, source: '2か月に1回' }] },
  ],
}

export const outsideBodies: readonly Body[] = [matsudo, kitakyushu, shimonoseki]
