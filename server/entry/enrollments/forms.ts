import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const Words = Type.Optional(Type.String({ maxLength: 60 }))

export const EnrollmentParams = Type.Object({ enrollmentId: Id })

/** Which enrollments are looked at: of one training, and what narrows them. */
export type ListQuery = Static<typeof ListQuery>
export const ListQuery = Type.Object({
  training: Type.Optional(Id), cohort: Words, municipality: Words, category: Words, state: Words, q: Words,
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})

const reason = { as: 'textarea', minLength: 1, maxLength: 300 } as const

export type WithdrawalForm = Static<typeof WithdrawalForm>
export const WithdrawalForm = Type.Object({
  /** Who asked for it; left open it is whoever reports it. */
  by: Type.Optional(Type.Union([Type.Literal('trainee'), Type.Literal('employer'), Type.Literal('municipality')], { title: 'enrollments.withdrawnBy', as: 'radio' })),
  reason: Type.String({ ...reason, title: 'enrollments.withdrawalReason', description: 'enrollments.withdrawalReasonHint' }),
  /** Said on the page before the last one: what will happen, and to whom. */
  sure: Type.Optional(Type.Literal('true', { title: 'enrollments.sure' })),
})

export type TransferForm = Static<typeof TransferForm>
export const TransferForm = Type.Object({
  cohortId: Type.Integer({ ...Id, title: 'enrollments.transferTo', as: 'select' }),
  reason: Type.String({ ...reason, title: 'enrollments.transferReason', description: 'enrollments.transferReasonHint' }),
})
