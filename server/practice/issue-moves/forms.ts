import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { outcomes, responses } from '../community-issues/rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

/** What is done by hand; grouping has forms of its own. */
export const handActs = ['discuss', 'escalate', 'respond', 'settle', 'feed_back', 'close', 'resume', 'carry', 'note'] as const

export type MoveForm = Static<typeof MoveForm>
export const MoveForm = Type.Object({
  act: Type.Enum([...handActs], { title: 'issueMoves.act', as: 'radio' }),
  onDay: DayBox('issueMoves.onDay'),
  conferenceId: Type.Optional(Type.Integer({ title: 'issueMoves.conference', description: 'issueMoves.conferenceHint', as: 'select', minimum: 1, maximum: 2_147_483_647 })),
  words: Type.String({ title: 'issueMoves.words', description: 'issueMoves.wordsHint', as: 'textarea', minLength: 1, maxLength: 2000 }),
  response: Type.Optional(Type.Enum([...responses], { title: 'issueMoves.response', description: 'issueMoves.responseHint', as: 'radio' })),
  outcome: Type.Optional(Type.Enum([...outcomes], { title: 'issueMoves.outcome', description: 'issueMoves.outcomeHint', as: 'select' })),
  carriedTo: Type.Optional(Type.Integer({ title: 'issueMoves.carriedTo', as: 'select', minimum: 2000, maximum: 2999 })),
  nextOn: Type.Optional(DayBox('communityIssues.nextOn', 'communityIssues.nextOnHint')),
  checked: Type.Optional(Type.Literal('true', { title: 'communityIssues.checked', as: 'checkbox' })),
  version: Version,
})
export type UndoForm = Static<typeof UndoForm>
export const UndoForm = Type.Object({ version: Version })

/** One case has heard of the answer, or cannot any more. */
export type HearingForm = Static<typeof HearingForm>
export const HearingForm = Type.Object({
  caseId: Id,
  heard: Type.Enum(['told', 'not_possible'], { title: 'issueMoves.heard', as: 'radio' }),
  heardOn: DayBox('issueMoves.heardOn'),
  heardWords: Type.Optional(Type.String({ title: 'issueMoves.heardWords', description: 'issueMoves.heardWordsHint', as: 'textarea', maxLength: 500 })),
  checked: Type.Optional(Type.Literal('true', { title: 'communityIssues.checked', as: 'checkbox' })),
})

export const GroupQuery = Type.Object({ theme: Type.Optional(Id) })
/** Several issues become one. */
export type GroupForm = Static<typeof GroupForm>
export const GroupForm = Type.Object({
  issues: Type.Array(Id, { title: 'issueMoves.groupWhich', as: 'checkbox', minItems: 2, maxItems: 50 }),
  title: Type.String({ title: 'issueMoves.groupTitle', description: 'issueMoves.groupTitleHint', minLength: 1, maxLength: 120 }),
  situation: Type.String({ title: 'issueMoves.groupSituation', description: 'communityIssues.situationHint', as: 'textarea', minLength: 1, maxLength: 2000 }),
  onDay: DayBox('issueMoves.onDay'),
  conferenceId: MoveForm.properties.conferenceId,
  checked: MoveForm.properties.checked,
})
