import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

export const SenderParams = Type.Object({ senderId: Type.Integer({ minimum: 1, maximum: 2147483647 }) })

const boxes = {
  label: Type.String({ title: 'senders.label', description: 'senders.labelHint', maxLength: 60 }),
  organization: Type.Optional(Type.String({ title: 'senders.organization', description: 'senders.organizationHint', maxLength: 100 })),
  title: Type.String({ title: 'senders.titleBox', description: 'senders.titleHint', maxLength: 60 }),
  name: Type.Optional(Type.String({ title: 'senders.name', description: 'senders.nameHint', maxLength: 60 })),
  validFrom: DayBox('senders.validFrom'),
  validTo: Type.Optional(DayBox('senders.validTo', 'senders.validToHint')),
}
export type SenderForm = Static<typeof SenderForm>
export const SenderForm = Type.Object({ ...boxes, version: Type.Optional(Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 })) })
