import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const id = { minimum: 1, maximum: 2_147_483_647 }
export const IdParams = Type.Object({ id: Type.Integer(id) })

/** What stands on the invitation, and whether replies are taken at once. */
export type NoticeForm = Static<typeof NoticeForm>
export const NoticeForm = Type.Object({
  documentNumber: Type.String({ title: 'meetingNotices.documentNumber', description: 'meetingNotices.documentNumberHint', minLength: 1, maxLength: 60 }),
  issuedOn: DayBox('meetingNotices.issuedOn'),
  addressee: Type.String({ title: 'meetingNotices.addressee', minLength: 1, maxLength: 100 }),
  sender: Type.String({ title: 'meetingNotices.sender', minLength: 1, maxLength: 100 }),
  sealOmitted: Type.Optional(Type.Boolean({ title: 'meetingNotices.sealOmitted' })),
  opensNow: Type.Optional(Type.Boolean({ title: 'meetingNotices.opensNow', description: 'meetingNotices.opensNowHint' })),
  act: Type.Optional(Type.Enum(['save', 'announce'])),
  version: Type.Integer({ title: 'calls.version', ...id }),
})
