import Type, { type Static } from 'typebox'
import { fields, type MergedField } from './rules.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const PairParams = Type.Object({ id: Type.Integer(id), otherId: Type.Integer(id) })
export const MergeParams = Type.Object({ mergeId: Type.Integer(id) })
const page = Type.Integer({ minimum: 1, maximum: 100000, default: 1 })

export type DuplicatesQuery = Static<typeof DuplicatesQuery>
export const DuplicatesQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 60 })), strength: Type.Optional(Type.String({ maxLength: 10 })), page })
export const MergesQuery = Type.Object({ page })

const reason = (title: string, description: string) => Type.String({ title, description, as: 'textarea', minLength: 1, maxLength: 400 })
const Choice = (field: MergedField | 'keep') => Type.Enum(['one', 'other'], { title: `duplicates.field.${field}`, as: 'radio' })

/** Which entry stays, and of each box which of the two values; 'one' is the person named first in the address. */
export type MergeForm = Static<typeof MergeForm>
export const MergeForm = Type.Object({
  keep: Choice('keep'),
  ...Object.fromEntries(fields.map((field) => [field, Type.Optional(Choice(field))])) as Record<MergedField, Type.TOptional<ReturnType<typeof Choice>>>,
  reason: reason('duplicates.reason', 'duplicates.reasonHint'),
})

export type ApartForm = Static<typeof ApartForm>
export const ApartForm = Type.Object({ apartReason: reason('duplicates.apartReason', 'duplicates.apartReasonHint') })

export type UndoForm = Static<typeof UndoForm>
export const UndoForm = Type.Object({ reason: reason('duplicates.undoReason', 'duplicates.undoReasonHint') })

export type RuleForm = Static<typeof RuleForm>
export const RuleForm = Type.Object({ undoDays: Type.Integer({ title: 'duplicates.undoDays', minimum: 1, maximum: 365 }) })
