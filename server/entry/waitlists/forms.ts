import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const Reason = Type.String({ title: 'waitlists.reason', description: 'waitlists.reasonHint', as: 'textarea', minLength: 1, maxLength: 300 })

export const TrainingParams = Type.Object({ trainingId: Id })
export const OfferParams = Type.Object({ offerId: Id })
export const CodeParams = Type.Object({ code: Type.String({ minLength: 20, maxLength: 64, pattern: '^[\\w-]+$' }) })
export const WaitlistQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), line: Type.Optional(Id), to: Type.Optional(Type.Integer({ minimum: 1, maximum: 9999 })) })

/** How long an offer holds its seat, and who makes the next one. */
export type RulesForm = Static<typeof RulesForm>
export const RulesForm = Type.Object({
  offerHours: Type.Integer({ title: 'waitlists.offerHours', description: 'waitlists.offerHoursHint', minimum: 1, maximum: 720 }),
  offersBy: Type.Union([Type.Literal('officer'), Type.Literal('house')], { title: 'waitlists.offersBy', as: 'radio' }),
})

/** Another place on the list. */
export type OrderForm = Static<typeof OrderForm>
export const OrderForm = Type.Object({
  entryId: Type.Integer({ ...Id, title: 'waitlists.entry' }),
  to: Type.Integer({ title: 'waitlists.to', minimum: 1, maximum: 9999 }),
  reason: Reason,
})

/** One offer out of turn, by hand. */
export type HandOfferForm = Static<typeof HandOfferForm>
export const HandOfferForm = Type.Object({
  entryId: Type.Integer({ ...Id, title: 'waitlists.entry' }),
  cohortId: Type.Integer({ ...Id, title: 'waitlists.cohort', as: 'select' }),
  reason: Reason,
})

/** Those whose turn it was when the page was shown: the offers go out only if they are still the next. */
export type TurnForm = Static<typeof TurnForm>
export const TurnForm = Type.Object({ next: Type.String({ title: 'waitlists.next', maxLength: 20_000, pattern: '^\\d+-\\d+( \\d+-\\d+)*$' }) })

export type DueForm = Static<typeof DueForm>
export const DueForm = Type.Object({ hours: Type.Integer({ title: 'waitlists.hoursMore', minimum: 1, maximum: 720 }), reason: Reason })
export type WithdrawalForm = Static<typeof WithdrawalForm>
export const WithdrawalForm = Type.Object({ reason: Reason })

/** Yes or no to a seat; a no says why in a few words. */
export type AnswerForm = Static<typeof AnswerForm>
export const AnswerForm = Type.Object({
  answer: Type.Union([Type.Literal('accept'), Type.Literal('decline')], { title: 'waitlists.answer' }),
  reason: Type.Optional(Type.String({ title: 'waitlists.declineReason', description: 'waitlists.declineReasonHint', as: 'textarea', maxLength: 300 })),
})
