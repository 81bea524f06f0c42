import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { decisionMax, textMax } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
export const RevisionParams = Type.Object({ id: Id, version: Version })
export const RevisionQuery = Type.Object({ beside: Type.Optional(Version) })
export const EditionParams = Type.Object({ id: Id, number: Type.Integer({ minimum: 0, maximum: 999 }) })
export const PageQuery = Type.Object({ page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }) })
/** The version a saving has just made: what stands may have gone on since. */
export const NoteQuery = Type.Object({ saved: Type.Optional(Version) })

/** What is noted of one item, with what the page knew when it was opened and, where two texts stood side by side, of the other one. */
export type NoteForm = Static<typeof NoteForm>
export const NoteForm = Type.Object({
  text: Type.Optional(Type.String({ title: 'minutes.text', description: 'minutes.textHint', as: 'textarea', maxLength: textMax })),
  decision: Type.Optional(Type.String({ title: 'minutes.decision', description: 'minutes.decisionHint', as: 'textarea', maxLength: decisionMax })),
  version: Version,
  page: Type.Optional(Type.String({ maxLength: 64 })),
  seen: Type.Optional(Version),
  act: Type.Optional(Type.Enum(['mine', 'merge'])),
})

export type OpeningForm = Static<typeof OpeningForm>
export const OpeningForm = Type.Object({ dueOn: DayBox('minutes.dueOn', 'minutes.dueOnHint'), version: Version })

export const FinishForm = Type.Object({ version: Version })

export type CorrectionForm = Static<typeof CorrectionForm>
export const CorrectionForm = Type.Object({
  reason: Type.String({ title: 'minutes.reason', description: 'minutes.reasonHint', as: 'textarea', minLength: 1, maxLength: 400 }), version: Version,
})
