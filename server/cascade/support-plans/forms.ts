import Type, { type Static } from 'typebox'
import { checkOutcomes } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })
export const SupportParams = Type.Object({ id: Id })
export const PlanQuery = Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) })
export const CheckQuery = Type.Object({ kind: Type.Enum(['half_year', 'end'], { default: 'half_year' }) })

const goal = Type.Object({
  goal: Type.Optional(Type.String({ title: 'supportPlans.goal', as: 'textarea', maxLength: 300 })),
  evidence: Type.Optional(Type.String({ title: 'supportPlans.evidence', description: 'supportPlans.evidenceHint', as: 'textarea', maxLength: 300 })),
})
export type PlanForm = Static<typeof PlanForm>
export const PlanForm = Type.Object({
  aim: Type.Optional(Type.String({ title: 'supportPlans.aim', description: 'supportPlans.aimHint', as: 'textarea', maxLength: 1000 })),
  goals: Type.Optional(Type.Array(goal, { maxItems: 5 })),
  number: Version,
  version: Version,
})

/** To which words one says yes. */
export type AgreementForm = Static<typeof AgreementForm>
export const AgreementForm = Type.Object({ version: Version })

const check = Type.Object({
  goalId: Id,
  outcome: Type.Optional(Type.Enum([...checkOutcomes], { title: 'supportPlans.outcome', as: 'radio' })),
  words: Type.Optional(Type.String({ title: 'supportPlans.words', description: 'supportPlans.wordsHint', as: 'textarea', maxLength: 800 })),
})
export type ChecksForm = Static<typeof ChecksForm>
export const ChecksForm = Type.Object({ kind: Type.Enum(['half_year', 'end']), rows: Type.Optional(Type.Array(check, { maxItems: 5 })), version: Version })
