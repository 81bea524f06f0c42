import Type, { type Static } from 'typebox'
import { MailBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const AskingParams = Type.Object({ asking: Id })
export const CourseParams = Type.Object({ course: Id })
export const TokenParams = Type.Object({ token: Type.String({ pattern: '^[\\w-]{20,60}$' }) })

const answer = {
  practiced: Type.Enum(['yes', 'no'], { title: 'practice.practiced', as: 'radio' }),
  times: Type.Optional(Type.Integer({ title: 'practice.times', description: 'practice.timesHint', minimum: 1, maximum: 999 })),
  role: Type.Optional(Type.Enum(['chair', 'adviser', 'case_presenter', 'other'], { title: 'practice.role', as: 'radio' })),
  cases: Type.Optional(Type.Integer({ title: 'practice.cases', description: 'practice.casesHint', minimum: 0, maximum: 999 })),
  changed: Type.Optional(Type.String({ title: 'practice.changed', description: 'practice.changedHint', maxLength: 400, as: 'textarea' })),
  checked: Type.Optional(Type.Literal('true', { title: 'practice.checked', as: 'checkbox' })),
  managerKind: Type.Optional(Type.Enum(['named', 'office', 'none'], { title: 'practice.managerKind', as: 'radio' })),
  managerName: Type.Optional(Type.String({ title: 'practice.managerName', maxLength: 60 })),
  managerEmail: Type.Optional(MailBox('practice.managerEmail', 'practice.managerEmailHint')),
}

/** Four questions, and who can say that it is so. What goes with what is for the rules. */
export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object(answer)

/** The same as it came on paper or by telephone. */
export type RecordForm = Static<typeof RecordForm>
export const RecordForm = Type.Object({
  via: Type.Enum(['paper', 'phone'], { title: 'practice.via', as: 'radio' }),
  reason: Type.String({ title: 'practice.reason', description: 'practice.reasonHint', minLength: 1, maxLength: 400 }),
  ...answer,
})

export type VerdictForm = Static<typeof VerdictForm>
export const VerdictForm = Type.Object({
  verdict: Type.Enum(['confirmed', 'disagreed'], { title: 'practice.verdict', as: 'radio' }),
  words: Type.Optional(Type.String({ title: 'practice.words', description: 'practice.wordsHint', maxLength: 400, as: 'textarea' })),
  checked: Type.Optional(Type.Literal('true', { title: 'practice.checked', as: 'checkbox' })),
})

export type StopForm = Static<typeof StopForm>
export const StopForm = Type.Object({ why: Type.String({ title: 'practice.stopReason', minLength: 1, maxLength: 400 }) })

export type RuleForm = Static<typeof RuleForm>
export const RuleForm = Type.Object({
  isOn: Type.Optional(Type.Literal('true', { title: 'practice.isOn', as: 'checkbox' })),
  months: Type.String({ title: 'practice.months', description: 'practice.monthsHint', minLength: 1, maxLength: 30 }),
  openDays: Type.Integer({ title: 'practice.openDays', minimum: 7, maximum: 90 }),
  reminderDays: Type.Optional(Type.String({ title: 'practice.reminderDays', description: 'practice.reminderDaysHint', maxLength: 30 })),
  version: Type.Integer({ title: 'trainings.version', minimum: 0, maximum: 2147483647 }),
})
