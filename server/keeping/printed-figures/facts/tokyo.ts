import { budget, earlier, kindsOfConference, shelf, stepMonth, traineeCategories, target, targetActual } from './asks.ts'
import type { Fact } from './shapes.ts'

const fact = (id: string, paper: 'S1' | 'S4', ja: string, en: string, unit: string, says: Fact['says'], ask: Pick<Fact, 'ask' | 'rows'>): Fact => ({ id: `tokyo.${id}`, paper, ja, en, unit, says, ...ask })
const [practitioner, instructor] = ['practitioner_training', 'instructor_training'] as const

/** 東京都: the plan of 令和2年度, and the sheet of the eighth plan with its annex. */
export const tokyoFacts: readonly Fact[] = [
  fact('practitioner.2020.budget', 'S1', '実践者養成研修の予算（令和2年度）', 'Budget of the practitioner training, 2020', 'thousand_yen', 17134, budget(2020, '実践者養成研修')),
  fact('practitioner.2020.capacity', 'S1', '実践者養成研修の募集人数（令和2年度）', 'Capacity of the practitioner training, 2020', 'person', 540, target('capacity', 2020)),
  fact('practitioner.2020.call_month', 'S1', '募集の月（令和2年度）', 'Month of the call, 2020', 'month', 6, stepMonth(2020, '募集')),
  fact('practitioner.2019.capacity', 'S1', '募集人数（令和元年度実績）', 'Capacity, 2019', 'person', 450, earlier('training', 'capacity', 2019, 2019, practitioner)),
  fact('practitioner.2019.selected', 'S1', '受講決定者数（令和元年度実績）', 'Selected, 2019', 'person', 488, earlier('training', 'selected', 2019, 2019, practitioner)),
  fact('practitioner.2019.municipalities', 'S1', '受講決定者のいた区市町村（令和元年度実績）', 'Municipalities with people selected, 2019', 'municipality', 50, earlier('training', 'municipalities', 2019, 2019, practitioner)),
  fact('model.2020.budget', 'S1', 'モデル事業の予算（令和2年度）', 'Budget of the model support, 2020', 'thousand_yen', 2614, budget(2020, 'モデル')),
  fact('model.2020.municipalities', 'S1', 'モデル自治体（令和2年度予定）', 'Model municipalities planned, 2020', 'municipality', 1, target('model_municipalities', 2020)),
  fact('model.2019.municipalities', 'S1', 'モデル自治体（令和元年度実績）', 'Model municipalities, 2019', 'municipality', 2, earlier('model_support', 'model_municipalities', 2019, 2019)),
  fact('model.2019.meetings', 'S1', 'モデル事業の会議（令和元年度実績）', 'Meetings of the model support, 2019', 'meeting', 4, earlier('model_support', 'meetings', 2019, 2019)),
  fact('liaison.2020.meetings', 'S1', '実務者連絡会議（令和2年度予定）', 'Liaison meetings planned, 2020', 'meeting', 2, target('meetings', 2020)),
  fact('report.2020', 'S1', '推進事業報告書（仮称）の公表（令和2年度予定）', 'Report to be published, 2020', 'report', 1, shelf({ kind: 'report', planned: 2020 })),
  fact('basis_report', 'S1', '地域ケア会議推進部会のまとめ（平成26年3月）', 'Report of the working group, March 2014', 'report', 1, shelf({ kind: 'report', year: 2014, month: 3 })),
  fact('trainee_categories', 'S1', '受講区分', 'Categories of trainees', 'category', 4, traineeCategories),
  fact('conference_types', 'S1', '地域ケア会議の種類', 'Kinds of care conferences', 'type', 3, kindsOfConference),
  fact('kpi1.target', 'S4', '事項1の指標（各年度）', 'Item 1: target of each year', 'person', 153, target('attended', [2021, 2022, 2023])),
  fact('kpi1.actual.2021', 'S4', '事項1の実績（令和3年度）', 'Item 1: actual of 2021', 'person', 144, targetActual('attended', 2021)),
  fact('instructor.2021.cohorts', 'S4', '講師養成研修のコース（令和3年度）', 'Cohorts of the instructor training, 2021', 'cohort', 3, earlier('training', 'cohorts', 2021, 2021, instructor)),
  fact('instructor.2021.delivery', 'S4', '講師養成研修の実施方法（令和3年度）', 'How the instructor training was held, 2021', 'code', 'live_online', earlier('training', 'attended', 2021, 2021, instructor, 'mode')),
  fact('kpi2.target', 'S4', '事項2の指標（各年度）', 'Item 2: target of each year', 'meeting', 1, target('meetings', [2021, 2022, 2023])),
  fact('kpi2.actual.2021', 'S4', '事項2の実績（令和3年度）', 'Item 2: actual of 2021', 'meeting', 1, targetActual('meetings', 2021)),
  fact('liaison.2021.month', 'S4', '実務者連絡会議の月（令和3年度）', 'Month of the liaison meeting, 2021', 'month', 11, earlier('liaison_meeting', 'meetings', 2021, 2021, null, 'month')),
  fact('liaison.2021.attended', 'S4', '実務者連絡会議の参加者（令和3年度）', 'People at the liaison meeting, 2021', 'person', 85, earlier('liaison_meeting', 'attended', 2021, 2021)),
  fact('program.2022.budget', 'S4', '推進事業の予算（令和4年度）', 'Budget of the program, 2022', 'thousand_yen', 15640, budget(2022, '')),
  fact('practitioner.2018_2020.completed', 'S4', '受講修了者数（平成30～令和2年度）', 'Completed, 2018 to 2020', 'person', 1199, earlier('training', 'completed', 2018, 2020, practitioner)),
  fact('model.2017_2020.municipalities', 'S4', 'モデル自治体（平成29～令和2年度）', 'Model municipalities, 2017 to 2020', 'municipality', 7, earlier('model_support', 'model_municipalities', 2017, 2020)),
]
