import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { actionStates } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const ActionParams = Type.Object({ id: Id })
export const ActionsQuery = Type.Object({
  state: Type.Optional(Type.Enum([...actionStates, 'late'])),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
})
/** What the new action belongs to. Another kind of meeting adds its own box. */
export const NewActionQuery = Type.Object({ supportSessionId: Type.Optional(Id), meetingItemId: Type.Optional(Id) })

const words = {
  what: Type.String({ title: 'actions.what', description: 'actions.whatHint', minLength: 1, maxLength: 300 }),
  owner: Type.Optional(Type.String({ title: 'actions.owner', description: 'actions.ownerHint', maxLength: 80 })),
  dueOn: Type.Optional(DayBox('actions.dueOn')),
}
/** At a meeting of many: the office, all municipalities, or one of them by its number. */
const Whose = Type.String({ title: 'actions.whose', pattern: '^(prefecture|all|[1-9][0-9]{0,8})$', as: 'select' })

/** The page one came from, so that a tap on a meeting's page leads back to it. */
const Back = Type.String({ pattern: '^/(support-sessions|model-supports|liaison-meetings)/[0-9]{1,10}(/minutes)?$', maxLength: 60 })

export type NewActionForm = Static<typeof NewActionForm>
export const NewActionForm = Type.Object({
  ...words, whose: Type.Optional(Whose), supportSessionId: Type.Optional(Id), meetingItemId: Type.Optional(Type.Integer({ title: 'actions.item', minimum: 1, maximum: 2_147_483_647, as: 'select' })), back: Type.Optional(Back),
})

export type ActionForm = Static<typeof ActionForm>
export const ActionForm = Type.Object({ ...words, version: Version })

export type SettlementForm = Static<typeof SettlementForm>
export const SettlementForm = Type.Object({
  state: Type.Enum([...actionStates], { title: 'actions.state', as: 'radio' }),
  remark: Type.Optional(Type.String({ title: 'actions.remark', description: 'actions.remarkHint', as: 'textarea', maxLength: 500 })),
  version: Version,
  back: Type.Optional(Back),
})
