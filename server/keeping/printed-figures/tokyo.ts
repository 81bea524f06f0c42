import type { Change } from '../../base/change.ts'
import { loadEarlierResults } from '../../answers/earlier-results/changes.ts'
import { firstProgram } from '../../answers/targets/queries.ts'
import { setTargets } from '../../answers/targets/changes.ts'
import { makeCourse } from '../../planning/courses/changes.ts'
import { makeProgram, openYear, saveBudgetLine, savePillar, saveStep } from '../../planning/programs/changes.ts'
import { coursesByKind } from './queries.ts'
import { addItem, moveItem } from '../../practice/shelf-items/changes.ts'

/**
 * What the papers of 東京都 print: the program with its budget, the call of 令和2年度, the targets of the eighth plan, the
 * figures of earlier years, and what stands on the shelf. Everything by the changes that an officer's forms go through.
 */
export async function loadPapersOfTokyo(change: Change): Promise<void> {
  const program = (await firstProgram(change.tx))?.id ?? await makeProgram(change, { name: '自立支援・介護予防に向けた地域ケア会議推進事業', nameEn: 'Promotion of community care conferences' })
  await savePillar(change, program, null, { name: '人づくり', nameEn: 'People', from: 'H30', to: 'R2' })
  await savePillar(change, program, null, { name: '体制づくり', nameEn: 'Structures', from: 'H30', to: 'R2' })
  for (const year of ['R2', 'R4']) await openYear(change, program, year)
  for (const [year, label, amount] of [[2020, '実践者養成研修', '17,134'], [2020, '体制構築支援モデル事業', '2,614'], [2022, '推進事業（人材育成・情報共有）', '15,640']] as const)
    await saveBudgetLine(change, program, year, null, { label, amount, unit: 'thousand_yen' })
  await saveStep(change, program, 2020, null, { label: '実践者養成研修の募集', labelEn: 'Call for the practitioner training', fromOn: '2020-06-01' })

  const courses = await coursesByKind(change.tx)
  const practitioner = courses.get('practitioner_training') ?? await makeCourse(change, { kind: 'practitioner_training', name: '実践者養成研修', nameEn: 'Practitioner training', mark: '実' })
  const instructor = courses.get('instructor_training') ?? await makeCourse(change, { kind: 'instructor_training', name: '講師養成研修', nameEn: 'Instructor training', mark: '講' })
  const each = { span: 'each', years: 3, fiscalYear: 'R3' } as const
  await setTargets(change, { ...each, courseId: instructor, measure: 'attended', value: 153, label: '講師養成研修の受講者', labelEn: 'People in the instructor training', unit: '人' })
  await setTargets(change, { ...each, measure: 'meetings', value: 1, label: '実務者連絡会議の開催', labelEn: 'Liaison meetings', unit: '回' })
  await setTargets(change, { span: 'each', years: 1, fiscalYear: 'R2', courseId: practitioner, measure: 'capacity', value: 540, label: '実践者養成研修の募集人数', labelEn: 'Places of the practitioner training', unit: '名' })
  await setTargets(change, { span: 'each', years: 1, fiscalYear: 'R2', measure: 'model_municipalities', value: 1, label: 'モデル自治体', labelEn: 'Model municipalities', unit: '自治体' })
  await setTargets(change, { span: 'each', years: 1, fiscalYear: 'R2', measure: 'meetings', value: 2, label: '実務者連絡会議の開催（予定）', labelEn: 'Liaison meetings planned', unit: '回' })
  await loadEarlierResults(change, program, { practitioner_training: practitioner, instructor_training: instructor })

  const shared = { kind: 'report', publisher: '東京都', audience: 'public' } as const
  for (const item of [
    { ...shared, title: '東京都地域ケア会議推進部会のまとめ', publishedYear: 2014, publishedMonth: 3 },
    { ...shared, title: '自立支援・介護予防に向けた地域ケア会議推進事業報告書（仮称）', plannedYear: 'R2' },
  ]) await moveItem(change, await addItem(change, item), { act: 'show', version: 1 })
}
