import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { noticeKinds } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const TrainingParams = Type.Object({ trainingId: Id })
export const NoticeParams = Type.Object({ noticeId: Id })
export const PreviewQuery = Type.Object({ kind: Type.Enum([...noticeKinds]) })
export type NoticesQuery = Static<typeof NoticesQuery>
export const NoticesQuery = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })), municipality: Type.Optional(Id), kind: Type.Optional(Type.Enum([...noticeKinds])),
})

export const BundleQuery = Type.Object({ municipality: Type.Optional(Id) })

const Long = (title: string, maxLength: number, description?: string) =>
  Type.String({ title, as: 'textarea', maxLength, ...(description ? { description } : {}) })

/** What the letters of one batch say. Openings may hold {区市町村} and {理由}. */
export type BatchForm = Static<typeof BatchForm>
export const BatchForm = Type.Object({
  version: Type.Integer({ title: 'notices.version', minimum: 0, maximum: 2_147_483_647 }),
  documentNumber: Type.String({ title: 'notices.documentNumber', maxLength: 40, description: 'notices.documentNumberHint' }),
  issuedOn: DayBox('notices.issuedOn'),
  sender: Type.String({ title: 'notices.sender', maxLength: 100 }),
  sealOmitted: Type.Optional(Type.Boolean({ title: 'notices.sealOmitted' })),
  office: Type.String({ title: 'notices.office', maxLength: 60, description: 'notices.officeHint' }),
  selected: Long('notices.opening.selected', 1000, 'notices.openingHint'),
  waitlisted: Long('notices.opening.waitlisted', 1000),
  next_year: Long('notices.opening.next_year', 1000),
  declined: Long('notices.opening.declined', 1000),
  list: Long('notices.opening.list', 1000),
  nextSteps: Type.Optional(Long('notices.nextSteps', 1000, 'notices.nextStepsHint')),
  withdrawBy: Type.Optional(DayBox('notices.withdrawBy', 'notices.withdrawByHint')),
  contact: Long('notices.contact', 500, 'notices.contactHint'),
})

export const PrintForm = Type.Object({ version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
