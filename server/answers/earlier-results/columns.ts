import { plain } from '../../base/headings.ts'
import type { TextKey } from '../../base/texts.ts'
import { dayOrBlank, fiscalYear, flag, oneNamed, oneNamedOrBlank, oneOf, oneOfOrBlank, text, whole, wholeOrBlank } from '../../office/table-imports/cells.ts'
import type { Columns, Read, Standing } from '../../office/table-imports/kinds.ts'
import type { Category } from '../../entry/nominations/rules.ts'
import { texts as trainingTexts } from '../../planning/trainings/texts.ts'
import { texts as courseTexts } from '../../planning/courses/texts.ts'
import { storedKana } from '../../who/people/names.ts'
import { texts as targetTexts } from '../targets/texts.ts'
import { measures, type CompleterRow, type DeliveryMode, type EarlierMeasure, type ModelRow, type Of, type ResultRow } from './rules.ts'

export interface Course { id: number; kind: 'practitioner_training' | 'instructor_training' | 'follow_up_training'; name: string; nameEn: string }
export interface Ground extends Standing {
  courses: readonly Course[]; municipalities: readonly { id: number; code: string; name: string; nameEn: string }[]; professions: readonly { code: string; name: string; nameEn: string }[]
}

const unknown = (key: TextKey) => ({ reason: { key } })

/** A course by its name, or by what its kind is called where only one is of that kind. */
export function courseNamed(cell: string, courses: readonly Course[]): Course | undefined {
  const asked = plain(cell)
  const named = courses.filter(({ name, nameEn }) => plain(name) === asked || plain(nameEn) === asked)
  const ofKind = courses.filter(({ kind }) => [courseTexts[`courses.kinds.${kind}`].ja, courseTexts[`courses.kinds.${kind}`].en].some((word) => plain(word) === asked.replace(/(研修|training)$/, '')))
  return named[0] ?? (ofKind.length === 1 ? ofKind[0] : undefined)
}

const course = {
  read: (cell: string, { courses }: Ground): Read<number> => { const one = courseNamed(cell, courses); return one === undefined ? unknown('earlierResults.noCourse') : { value: one.id } },
  write: (id: number, { courses }: Ground) => courses.find((one) => one.id === id)?.name ?? '',
  choices: ({ courses }: Ground) => courses.map(({ name }) => name),
}
const others = ['model_support', 'liaison_meeting'] as const
const undertaking = {
  read: (cell: string, ground: Ground): Read<Of> => {
    const other = others.find((one) => [targetTexts[`targets.abouts.${one}`].ja, targetTexts[`targets.abouts.${one}`].en].some((word) => plain(word) === plain(cell)))
    if (other !== undefined) return { value: other }
    const one = courseNamed(cell, ground.courses)
    return one === undefined ? unknown('earlierResults.noUndertaking') : { value: `course:${one.id}` }
  },
  write: (of: Of, { courses }: Ground) => of === 'model_support' || of === 'liaison_meeting' ? targetTexts[`targets.abouts.${of}`].ja : courses.find(({ id }) => of === `course:${id}`)?.name ?? '',
  choices: ({ courses }: Ground) => [...courses.map(({ name }) => name), ...others.map((one) => targetTexts[`targets.abouts.${one}`].ja)],
}
/** By its code or its name: names alone are not unique in the country, but they are in a prefecture. */
const municipality = oneNamed(({ municipalities }: Ground) => municipalities, ({ id }) => id, 'earlierResults.noMunicipality')
const profession = {
  ...oneNamedOrBlank(({ professions }: Ground) => professions, ({ code }) => code, 'earlierResults.noProfession'),
  choices: ({ professions }: Ground) => professions.map(({ name }) => name),
}
const kana = {
  read: (cell: string): Read<string> => {
    if (cell.trim() === '') return unknown('tableImports.blankCell')
    const value = storedKana(cell)
    return value === null || value.length > 80 ? unknown('earlierResults.noKana') : { value }
  },
  write: (value: string) => value,
}

export const resultColumns: Columns<ResultRow, Ground> = {
  from: { header: 'earlierResults.from', width: 10, ...fiscalYear() },
  to: { header: 'earlierResults.to', width: 10, ...fiscalYear() },
  of: { header: 'earlierResults.of', width: 34, ...undertaking },
  measure: { header: 'earlierResults.measure', width: 24, ...oneOf<EarlierMeasure>({ texts: targetTexts, words: Object.fromEntries(measures.map((one) => [one, `targets.measures.${one}`])) as Record<EarlierMeasure, TextKey> }) },
  value: { header: 'earlierResults.value', width: 10, ...whole({ max: 10_000_000 }) },
  municipalities: { header: 'earlierResults.municipalities', width: 12, optional: true, ...wholeOrBlank({ max: 2_000 }) },
  source: { header: 'earlierResults.source', width: 50, ...text({ max: 200, required: true }) },
  printed: { header: 'earlierResults.printed', width: 30, optional: true, ...text({ max: 200 }) },
  month: { header: 'earlierResults.month', width: 8, optional: true, ...wholeOrBlank({ min: 1, max: 12 }) },
  mode: { header: 'earlierResults.mode', width: 12, optional: true, ...oneOfOrBlank<DeliveryMode>({ texts: trainingTexts, words: { on_site: 'trainings.modes.on_site', live_online: 'trainings.modes.live_online', on_demand: 'trainings.modes.on_demand' } }) },
  fact: { header: 'earlierResults.fact', width: 34, optional: true, ...text({ max: 80 }) },
}

export const completerColumns: Columns<CompleterRow, Ground> = {
  name: { header: 'earlierResults.name', width: 18, ...text({ max: 60, required: true }) },
  kana: { header: 'earlierResults.kana', width: 20, ...kana },
  municipalityId: { header: 'earlierResults.municipality', width: 14, ...municipality },
  affiliation: { header: 'earlierResults.affiliation', width: 34, optional: true, ...text({ max: 120 }) },
  professionCode: { header: 'earlierResults.profession', width: 20, optional: true, ...profession },
  category: { header: 'earlierResults.category', width: 14, ...oneOf<Category>({
    texts: trainingTexts, words: { chair: 'trainings.categories.chair', adviser: 'trainings.categories.adviser', case_presenter: 'trainings.categories.case_presenter', other: 'trainings.categories.other' },
    also: { chair: ['司会者', '司会', '①'], adviser: ['助言者', '助言', '②'], case_presenter: ['事例提供者', '事例', '③'], other: ['その他', '④'] },
  }) },
  courseId: { header: 'earlierResults.course', width: 34, ...course },
  fiscalYear: { header: 'earlierResults.fiscalYear', width: 10, ...fiscalYear() },
  completedOn: { header: 'earlierResults.completedOn', width: 14, optional: true, ...dayOrBlank() },
  certificateNumber: { header: 'earlierResults.certificate', width: 22, optional: true, ...text({ max: 60 }) },
  inPost: { header: 'earlierResults.inPost', width: 12, ...flag() },
}

export const modelColumns: Columns<ModelRow, Ground> = {
  fiscalYear: { header: 'earlierResults.fiscalYear', width: 10, ...fiscalYear() },
  municipalityId: { header: 'earlierResults.municipality', width: 14, ...municipality },
  meetings: { header: 'earlierResults.meetings', width: 12, optional: true, ...wholeOrBlank({ max: 1_000 }) },
  source: { header: 'earlierResults.source', width: 50, ...text({ max: 200, required: true }) },
  printed: { header: 'earlierResults.printed', width: 30, optional: true, ...text({ max: 200 }) },
}

