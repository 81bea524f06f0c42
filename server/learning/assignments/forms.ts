import Type, { type Static } from 'typebox'
import { checks, fileKinds, purposes, sharings, type Assignment } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const AssignmentParams = Type.Object({ id: Id })

const Ticked = (title: 'assignments.form.hasText' | 'assignments.form.hasFiles' | 'assignments.form.hasCaseSheet' | 'assignments.form.isAnonymous' | 'assignments.form.lateAllowed') =>
  Type.Optional(Type.Literal('true', { title, as: 'checkbox' }))
const Version = Type.Integer({ title: 'assignments.form.version', minimum: 1, maximum: 2147483647 })

export const rubricMax = 8
export const levelsMax = 4

export type AssignmentForm = Static<typeof AssignmentForm>
export const AssignmentForm = Type.Object({
  purpose: Type.Enum([...purposes], { title: 'assignments.form.purpose', as: 'radio' }),
  instructions: Type.String({ title: 'assignments.form.instructions', description: 'assignments.form.instructionsHint', maxLength: 10_000, as: 'textarea' }),
  hasText: Ticked('assignments.form.hasText'),
  textMin: Type.Optional(Type.Integer({ title: 'assignments.form.textMin', minimum: 0, maximum: 20_000 })),
  textMax: Type.Optional(Type.Integer({ title: 'assignments.form.textMax', description: 'assignments.form.textMaxHint', minimum: 10, maximum: 20_000 })),
  hasCaseSheet: Ticked('assignments.form.hasCaseSheet'),
  hasFiles: Ticked('assignments.form.hasFiles'),
  fileKinds: Type.Optional(Type.Array(Type.Enum([...fileKinds]), { title: 'assignments.form.fileKinds', maxItems: 5 })),
  filesMin: Type.Optional(Type.Integer({ title: 'assignments.form.filesMin', minimum: 0, maximum: 10 })),
  filesMax: Type.Optional(Type.Integer({ title: 'assignments.form.filesMax', minimum: 1, maximum: 10 })),
  megabytes: Type.Optional(Type.Integer({ title: 'assignments.form.megabytes', minimum: 1, maximum: 20 })),
  check: Type.Enum([...checks], { title: 'assignments.form.check', description: 'assignments.form.checkHint', as: 'radio' }),
  lateAllowed: Ticked('assignments.form.lateAllowed'),
  sharing: Type.Enum([...sharings], { title: 'assignments.form.sharing', as: 'radio' }),
  markers: Type.Enum(['1', '2'], { title: 'assignments.form.markers', as: 'radio' }),
  isAnonymous: Ticked('assignments.form.isAnonymous'),
  pointsNeeded: Type.Optional(Type.Integer({ title: 'assignments.form.pointsNeeded', description: 'assignments.form.pointsNeededHint', minimum: 1, maximum: 1000 })),
  rubric: Type.Optional(Type.Array(Type.Object({
    title: Type.Optional(Type.String({ title: 'assignments.form.criterion', maxLength: 80 })),
    levels: Type.Optional(Type.Array(Type.Object({
      label: Type.Optional(Type.String({ title: 'assignments.form.level', maxLength: 20 })),
      points: Type.Optional(Type.Integer({ title: 'assignments.form.points', minimum: 0, maximum: 100 })),
      text: Type.Optional(Type.String({ title: 'assignments.form.levelText', maxLength: 200 })),
    }), { title: 'assignments.form.level', maxItems: levelsMax })),
  }), { title: 'assignments.form.rubric', maxItems: rubricMax })),
  version: Version,
})

export type TemplateForm = Static<typeof TemplateForm>
export const TemplateForm = Type.Object({
  version: Version, file: Type.String({ title: 'assignments.form.template', description: 'assignments.form.templateHint', as: 'file', maxLength: 64 }),
})
export const DropForm = Type.Object({ version: Version })

/** What was typed, as it is kept; rows of the rubric that are blank are none. */
export function contentOf(form: AssignmentForm): Assignment {
  const rubric = (form.rubric ?? []).map(({ title = '', levels = [] }) => ({
    title, levels: levels.filter(({ label }) => (label ?? '').trim() !== '').map(({ label, points = 0, text = '' }) => ({ label: label!, points, text })),
  })).filter(({ title, levels }) => title.trim() !== '' || levels.length > 0)
  return {
    purpose: form.purpose, instructions: form.instructions, check: form.check, sharing: form.sharing, rubric,
    text: form.hasText === 'true' ? { min: form.textMin ?? 0, max: form.textMax ?? 4_000 } : null,
    files: form.hasFiles === 'true' ? { kinds: form.fileKinds ?? [], min: form.filesMin ?? 0, max: form.filesMax ?? 3, megabytes: form.megabytes ?? 10 } : null,
    hasCaseSheet: form.hasCaseSheet === 'true', pointsNeeded: form.pointsNeeded ?? null,
    markers: form.markers === '2' ? 2 : 1, isAnonymous: form.isAnonymous === 'true', lateAllowed: form.lateAllowed === 'true',
  }
}

/** What the form starts with: what is kept, or for a new assignment what most need. */
export function startingOf(assignment: Assignment | null, version: number): object {
  if (assignment === null) return { purpose: 'report', hasText: 'true', textMin: 400, textMax: 2_000, fileKinds: ['pdf', 'docx'], filesMin: 0, filesMax: 3, megabytes: 10, check: 'warn', lateAllowed: 'true', sharing: 'instructors', markers: '1', version }
  const { text, files, hasCaseSheet, isAnonymous, lateAllowed, markers, pointsNeeded, ...same } = assignment
  return {
    ...same, version, markers: String(markers), hasText: text === null ? '' : 'true', textMin: text?.min ?? '', textMax: text?.max ?? '', hasFiles: files === null ? '' : 'true',
    fileKinds: files?.kinds ?? ['pdf', 'docx'], filesMin: files?.min ?? 0, filesMax: files?.max ?? 3, megabytes: files?.megabytes ?? 10, pointsNeeded: pointsNeeded ?? '',
    hasCaseSheet: hasCaseSheet ? 'true' : '', isAnonymous: isAnonymous ? 'true' : '', lateAllowed: lateAllowed ? 'true' : '',
  }
}
