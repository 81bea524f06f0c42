import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { eligibilityRules, strictnesses, type EligibilityRule } from './eligibility.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const CallParams = Type.Object({ callId: Id })
export const NewCallQuery = Type.Object({ training: Id })
export const PdfQuery = Type.Object({ revision: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })) })
export const CallsQuery = Type.Object({ year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2099 })) })

const Long = (title: string, maxLength: number, description?: string) =>
  Type.String({ title, as: 'textarea', maxLength, ...(description ? { description } : {}) })
export const routes = ['municipality', 'employer', 'self', 'prefecture_bundle'] as const
/** A profession with places of its own; a row with nothing in it is none. */
const ProfessionQuota = Type.Object({
  code: Type.Optional(Type.String({ title: 'calls.profession', maxLength: 60 })),
  places: Type.Optional(Type.Integer({ title: 'calls.professionPlaces', minimum: 0, maximum: 9999 })),
})
const Places = (title: string) => Type.Integer({ title, minimum: 0, maximum: 99 })

const boxes = {
  opensOn: DayBox('calls.opensOn'),
  officeClosesOn: DayBox('calls.officeClosesOn', 'calls.officeClosesOnHint'),
  closesOn: DayBox('calls.closesOn', 'calls.closesOnHint'),
  decisionOn: DayBox('calls.decisionOn', 'calls.decisionOnHint'),
  quotaChair: Places('calls.quotas.chair'),
  quotaAdviser: Places('calls.quotas.adviser'),
  quotaCasePresenter: Places('calls.quotas.case_presenter'),
  quotaOther: Places('calls.quotas.other'),
  route: Type.Optional(Type.Enum([...routes], { title: 'calls.route', as: 'radio', description: 'calls.routeHint' })),
  poolOn: Type.Optional(DayBox('calls.poolOn', 'calls.poolOnHint')),
  professionQuotas: Type.Optional(Type.Array(ProfessionQuota, { maxItems: 20 })),
  addressee: Type.String({ title: 'calls.addressee', maxLength: 100 }),
  senderLabel: Type.Optional(Type.String({ title: 'calls.senderLabel', description: 'calls.senderLabelHint', maxLength: 60 })),
  sender: Type.Optional(Type.String({ title: 'calls.sender', description: 'calls.senderHint', maxLength: 100 })),
  sealOmitted: Type.Optional(Type.Boolean({ title: 'calls.sealOmitted' })),
  purpose: Long('calls.purpose', 1000),
  eligibility: Long('calls.eligibility', 2000, 'calls.eligibilityHint'),
  howTo: Long('calls.howTo', 1000, 'calls.howToHint'),
  cost: Type.String({ title: 'calls.cost', maxLength: 200 }),
  completion: Type.Optional(Long('calls.completion', 1000)),
  personalData: Type.Optional(Long('calls.personalData', 1000)),
  attachments: Type.Optional(Long('calls.attachments', 1000, 'calls.attachmentsHint')),
  contact: Long('calls.contact', 500, 'calls.contactHint'),
}

/** The notice of a call as it is written: its days, its places and its texts. */
export type CallForm = Static<typeof CallForm>
export const CallForm = Type.Object({ ...boxes, version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2_147_483_647 }) })

export type NewCallForm = Static<typeof NewCallForm>
export const NewCallForm = Type.Object({ ...boxes, files: Type.Optional(Type.Array(Id, { title: 'callFiles.earlier', description: 'callFiles.earlierHint', maxItems: 100 })), training: Type.Integer({ title: 'calls.training', minimum: 1, maximum: 2_147_483_647 }) })

/** A published call is only changed with a note of what was wrong. */
export type RevisionForm = Static<typeof RevisionForm>
export const RevisionForm = Type.Object({
  note: Long('calls.revisionNote', 1000, 'calls.revisionNoteHint'),
  ...boxes, version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2_147_483_647 }),
})

const numbered = {
  documentNumber: Type.Optional(Type.String({ title: 'calls.documentNumber', maxLength: 40, description: 'calls.documentNumberHint' })),
  issuedOn: Type.Optional(DayBox('calls.issuedOn')),
}

export type DecisionForm = Static<typeof DecisionForm>
export const DecisionForm = Type.Object({
  decision: Type.Enum(['approve', 'return', 'recall'], { title: 'calls.decision' }),
  note: Type.Optional(Type.String({ title: 'approvals.note', maxLength: 1000 })),
  ...numbered,
})

export type PublicationForm = Static<typeof PublicationForm>
export const PublicationForm = Type.Object(numbered)

export type ReopeningForm = Static<typeof ReopeningForm>
export const ReopeningForm = Type.Object({
  until: DayBox('calls.reopenUntil'),
  reason: Long('calls.reopenReason', 500, 'calls.reopenReasonHint'),
})

const Rule = (rule: EligibilityRule) => Type.Enum([...strictnesses], { title: `calls.rule.${rule}` })

/** How strictly each rule of eligibility is asked, and the version of the call it was read from. */
export type RulesForm = Static<typeof RulesForm>
export const RulesForm = Type.Object({
  ...Object.fromEntries(eligibilityRules.map((rule) => [rule, Rule(rule)])) as Record<EligibilityRule, ReturnType<typeof Rule>>,
  version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2_147_483_647 }),
})
