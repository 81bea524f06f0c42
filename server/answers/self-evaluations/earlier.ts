import type { Measure } from '../targets/rules.ts'

/**
 * The sheet of seed 004 as the prefecture printed it (第8期, 令和3年度 frozen), in its own words. Its figures are not here: they are targets and
 * results on record. The order of the annex's parts is read from a text whose columns are mixed.
 */
export const earlierPeriod = { number: 8, name: '第8期 高齢者保健福祉計画', nameEn: 'Eighth plan for the health and welfare of older people', from: 2021, to: 2023, fixedOn: '2021-03-31' } as const

export const earlierSheet = {
  number: '７', name: '地域ケア会議の推進', nameEn: 'Promotion of care conferences',
  situation: '○　要支援者等が、地域で可能な限り自立した日常生活を送るためには、自身の生活機能の低下に早期に気付き、状態の改善とその維持に取り組むことが重要\n○　このため、区市町村において、多職種が連携し、要支援者等の自立支援・介護予防に向けた地域ケア会議の推進に取り組むことが求められている。',
  vision: '②安心して暮らし続けられる\n　【②－３】地域で支え合える',
  outcome: '・高齢者の自立支援・介護予防に向け、多職種が連携し、地域課題の抽出と課題解決に取り組む体制ができている',
} as const

export interface EarlierItem { effort: string; related: string; reference: string; measure: Measure; course: 'instructor_training' | null; evaluation: string; outlook: string }
export const earlierItems: readonly EarlierItem[] = [
  {
    effort: '　自立支援・介護予防に向けた地域ケア会議の実践者養成研修の講師を育成するための研修を実施', related: '・自立支援・介護予防に向けた地域ケア会議推進事業', reference: '別紙\n7-12', measure: 'attended', course: 'instructor_training',
    evaluation: '・講師養成研修を３コース実施し、合計で144人が受講した。\n・研修はオンラインで実施し、コロナ禍においても受講できる機会を確保した。',
    outlook: '・引き続き研修を実施し、各区市町村が地域ケア会議を有効に活用できるよう支援する。',
  },
  {
    effort: '　自立支援・介護予防に向けた地域ケア会議に取り組む区市町村の連携強化・課題解決支援のため、実務者連絡会議を開催', related: '・自立支援・介護予防に向けた地域ケア会議推進事業', reference: '別紙\n7-12', measure: 'meetings', course: null,
    evaluation: '・地域ケア会議の実務者を対象に実務者連絡会議を11月に実施し、85名が参加した。',
    outlook: '・引き続き連絡会を実施し、自立支援・介護予防に向けた地域ケア会議に取り組む区市町村の連携強化・課題解決を支援する。',
  },
]

export const earlierAnnex = {
  number: '別紙7-12', title: '自立支援・介護予防に向けた地域ケア会議推進事業', goal: '区市町村における自立支援・介護予防に向けた地域ケア会議の推進', budgetYear: 2022,
  purpose: '〇 地域づくり・資源開発、政策形成につながりやすい地域ケア会議の実現のため、地域や組織の実情に合った独自の研修を行えるよう講師養成研修を実施する。\n〇 各区市町村内の地域ケア会議関係者の連携強化を支援するとともに、他自治体との情報の共有化等を通じ、各自治体における課題解決を支援する。',
  results: '〇 地域ケア会議の主要な参加者である地域包括支援センター職員、区市町村職員、専門職等を対象に自立支援・介護予防に向けた地域ケア会議実践者養成研修を実施し、「個々の高齢者に合った適切な支援方法について提案・助言できる人材」を養成した。\n・ 平成３０年度～令和２年度の受講修了者数は、{受講修了者数}名\n〇 介護予防から地域づくり・資源開発、政策形成につながる地域ケア会議の構築について、毎年モデル自治体を選定し、有識者会議を組織し、その場で地域ケア会議の運営等助言を有識者から得ることで、モデル自治体の実情に応じた地域ケア会議の構築を支援した。\n・ 平成２９年度～令和２年度のモデル自治体数は、{モデル自治体数}自治体\n〇 さらに、モデル事業の成果を区市町村へ還元するため、報告書を配布し、区市町村の報告書の活用を促進し、地域ケア会議の実践を支援した。',
  challenges: '〇 地域ケア会議の構成員について、組織内での人事異動等人材の入れ替えがあることや、実践を踏まえたフォローアップが必要であるため、定期的な研修の実施が求められる。\n〇 都が実施した自立支援・介護予防に向けた地域ケア個別会議の現状を把握するための調査によると、資源開発・政策形成につながる地域ケア会議の構築ができていないことがわかった。\n〇 自治体のレベルによって、地域ケア会議の取組状況・質が異なるため、報告書の活用から浮き彫りになった課題に対して対応することが困難な自治体があるため、定期的なフォローアップが求められる。',
  efforts: '〇 区市町村における軽度者を対象とした自立支援・介護予防に向けた地域ケア個別会議の開催推進に向けて、会議の主催となることが多い地域包括支援センター職員を講師として養成するなど、各区市町村における人材育成を支援・促進する。\n〇 区市町村が抱える課題への解決に向けて、区市町村の地域ケア会議実務者を対象とする連絡会議を開催し、有識者による講演、先進自治体の成果・事例紹介等の報告や報告書の活用方法の指導等、区市町村の意見交換会等双方向・横展開を支援する。',
  pillars: [
    { heading: '人材育成', name: '①地域ケア会議実践のための講師養成研修', words: '地域や組織の実情に合った区市町村独自の地域ケア会議実践者を養成する研修を行えるよう講師を育成し、地域づくり・資源開発、政策形成につながりやすい地域ケア会議の実現を支援する。' },
    { heading: '情報共有', name: '②区市町村実務者連絡会議', words: '地域ケア会議・報告書の活用を通じて浮き彫りになった課題について、区市町村による情報の共有化を図り、課題解決を支援・推進する。' },
  ],
  figures: [
    { name: '受講修了者数', measure: 'completed', course: 'practitioner_training', from: 2018, to: 2020 },
    { name: 'モデル自治体数', measure: 'model_municipalities', course: null, from: 2017, to: 2020 },
  ],
} as const
