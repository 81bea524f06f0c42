/** What the prefecture printed about the years before this system: one record per figure, never split, never summed up. */
export interface EarlierFigure {
  /** The key of the fact, so that loading twice loads once. */
  fact: string
  about: 'training' | 'model_support' | 'liaison_meeting'
  course: 'practitioner_training' | 'instructor_training' | null
  from: number; to: number
  measure: 'capacity' | 'selected' | 'attended' | 'completed' | 'municipalities' | 'model_municipalities' | 'cohorts' | 'meetings'
  value: number
  source: string
  /** The characters as they stand in the source. */
  printed: string
}

const plan = '東京都 自立支援・介護予防に向けた地域ケア会議推進事業（令和2年度）'
const sheet = '東京都 取組と目標に対する自己評価 7 地域ケア会議の推進、別紙7-12'
const practitioner = { about: 'training', course: 'practitioner_training' } as const
const instructor = { about: 'training', course: 'instructor_training', from: 2021, to: 2021, source: sheet } as const
const model = { about: 'model_support', course: null } as const
const liaison = { about: 'liaison_meeting', course: null, from: 2021, to: 2021, source: sheet } as const

export const earlierFigures: readonly EarlierFigure[] = [
  { fact: 'tokyo.practitioner.2019.capacity', ...practitioner, from: 2019, to: 2019, measure: 'capacity', value: 450, source: plan, printed: '募集人数 450名' },
  { fact: 'tokyo.practitioner.2019.selected', ...practitioner, from: 2019, to: 2019, measure: 'selected', value: 488, source: plan, printed: '受講決定者数 488名' },
  { fact: 'tokyo.practitioner.2019.municipalities', ...practitioner, from: 2019, to: 2019, measure: 'municipalities', value: 50, source: plan, printed: '(50区市町村)' },
  { fact: 'tokyo.practitioner.2018_2020.completed', ...practitioner, from: 2018, to: 2020, measure: 'completed', value: 1199, source: sheet, printed: '１，１９９名' },
  { fact: 'tokyo.model.2017_2020.municipalities', ...model, from: 2017, to: 2020, measure: 'model_municipalities', value: 7, source: sheet, printed: '７自治体' },
  { fact: 'tokyo.model.2019.municipalities', ...model, from: 2019, to: 2019, measure: 'model_municipalities', value: 2, source: plan, printed: '2自治体 (立川市、多摩市)' },
  { fact: 'tokyo.model.2019.meetings', ...model, from: 2019, to: 2019, measure: 'meetings', value: 4, source: plan, printed: '・会議実施回数\t4回' },
  { fact: 'tokyo.kpi1.actual.2021', ...instructor, measure: 'attended', value: 144, printed: '合計で144人が受講した' },
  { fact: 'tokyo.instructor.2021.cohorts', ...instructor, measure: 'cohorts', value: 3, printed: '講師養成研修を３コース実施' },
  { fact: 'tokyo.kpi2.actual.2021', ...liaison, measure: 'meetings', value: 1, printed: '1回' },
  { fact: 'tokyo.liaison.2021.attended', ...liaison, measure: 'attended', value: 85, printed: '85名' },
]
