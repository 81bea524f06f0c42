import type { FieldReason, Reason } from '../../base/errors.ts'

export const purposes = ['pre_assignment', 'report'] as const
export const fileKinds = ['pdf', 'docx', 'xlsx', 'jpg', 'png'] as const
export type FileKind = (typeof fileKinds)[number]
/** Whether words that tell who somebody is are looked for: not at all, said, or said and not taken. */
export const checks = ['off', 'warn', 'block'] as const
/** Who besides the writer and the office has the files: nobody, whoever teaches the cohort, or the cohort too once accepted. */
export const sharings = ['nobody', 'instructors', 'cohort'] as const

export interface Level { label: string; points: number; text: string }
export interface Criterion { title: string; levels: Level[] }

/** What is in a version of an assignment, as `lesson_version.content` keeps it. */
export interface Assignment {
  purpose: (typeof purposes)[number]
  instructions: string
  text: { min: number; max: number } | null
  files: { kinds: FileKind[]; min: number; max: number; megabytes: number } | null
  hasCaseSheet: boolean
  rubric: Criterion[]
  pointsNeeded: number | null
  markers: 1 | 2
  isAnonymous: boolean
  check: (typeof checks)[number]
  sharing: (typeof sharings)[number]
  lateAllowed: boolean
}

/** The case sheet (D7): made so that nobody can be told by it. `choices`: a band instead of a number, and no free words. */
export const ageBands = ['under65', '65', '70', '75', '80', '85', '90', '95'] as const
export const sexes = ['female', 'male', 'unsaid'] as const
export const careLevels = ['project', 'support1', 'support2', 'care1', 'care2', 'care3', 'care4', 'care5', 'applying', 'none'] as const
export const households = ['alone', 'couple', 'child', 'parent', 'other', 'facility'] as const
export const choicesOf = { ageBand: ageBands, sex: sexes, careLevel: careLevels, household: households } as const
export const wordFields = ['illness', 'lifeHistory', 'adl', 'iadl', 'services', 'goal', 'issue', 'question'] as const
export const sheetFields = ['ageBand', 'sex', 'careLevel', 'household', ...wordFields] as const
export type SheetField = (typeof sheetFields)[number]
export type CaseSheet = Partial<Record<SheetField, string>>

/** What a version keeps, or null while nothing was made yet. It was checked when it was saved. */
export const assignmentOf = (content: unknown): Assignment | null =>
  content !== null && typeof content === 'object' && 'purpose' in content ? content as Assignment : null

export const pointsMax = ({ rubric }: Pick<Assignment, 'rubric'>): number =>
  rubric.reduce((sum, { levels }) => sum + Math.max(...levels.map(({ points }) => points)), 0)

/** What keeps a draft from being published. */
export function problemsOfAssignment(content: unknown): Reason[] {
  const assignment = assignmentOf(content)
  if (assignment === null) return [{ key: 'assignments.nothingMade' }]
  return problemsOfContent(assignment).map(({ reason }) => reason)
}

/** The same, each at the box of the form that mends it. */
export function problemsOfContent(assignment: Assignment): FieldReason[] {
  const { instructions, text, files, hasCaseSheet, rubric, pointsNeeded } = assignment
  const wrong: FieldReason[] = []
  if (instructions.trim() === '') wrong.push({ field: 'instructions', reason: { key: 'assignments.instructionsMissing' } })
  if (text === null && files === null && !hasCaseSheet) wrong.push({ field: 'hasText', reason: { key: 'assignments.nothingAsked' } })
  if (text !== null && text.max < text.min) wrong.push({ field: 'textMax', reason: { key: 'assignments.maxBelowMin' } })
  if (files !== null && files.kinds.length === 0) wrong.push({ field: 'fileKinds', reason: { key: 'form.notChosen' } })
  if (files !== null && files.max < files.min) wrong.push({ field: 'filesMax', reason: { key: 'assignments.maxBelowMin' } })
  if (files !== null && text === null && !hasCaseSheet && files.min === 0) wrong.push({ field: 'filesMin', reason: { key: 'assignments.oneFileAtLeast' } })
  for (const [place, { title, levels }] of rubric.entries()) {
    if (title.trim() === '') wrong.push({ field: `rubric.${place}.title`, reason: { key: 'form.missing' } })
    if (levels.length < 2) wrong.push({ field: `rubric.${place}.levels.${levels.length}.label`, reason: { key: 'assignments.twoLevels' } })
  }
  if (pointsNeeded !== null && pointsNeeded > pointsMax(assignment)) wrong.push({ field: 'pointsNeeded', reason: { key: 'assignments.tooManyPoints', data: { max: pointsMax(assignment) } } })
  return wrong
}

interface Taken { type: string; starts: RegExp }
/** How the bytes of each kind of file begin. */
export const takenFiles: Record<FileKind, Taken> = {
  pdf: { type: 'application/pdf', starts: /^%PDF-/ },
  docx: { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', starts: /^PK\x03\x04/ },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', starts: /^PK\x03\x04/ },
  jpg: { type: 'image/jpeg', starts: /^\xff\xd8\xff/ },
  png: { type: 'image/png', starts: /^\x89PNG\r\n\x1a\n/ },
}

/** The kind of a file by the end of its name; null for any other. */
export function fileKindOf(name: string): FileKind | null {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase()
  return fileKinds.find((kind) => kind === (ending === 'jpeg' ? 'jpg' : ending)) ?? null
}

export const whyNotNamed = (name: string): Reason | null => fileKindOf(name) === null ? { key: 'assignments.wrongFile' } : null

/** A file begins as its name says; `head` holds its first bytes, each as one sign. */
export const whyNotBegun = (name: string, head: string): Reason | null =>
  takenFiles[fileKindOf(name)!].starts.test(head) ? null : { key: 'assignments.notWhatItSays' }
