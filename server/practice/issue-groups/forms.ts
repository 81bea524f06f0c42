import Type, { type Static } from 'typebox'

const id = { minimum: 1, maximum: 2_147_483_647 }
const Id = Type.Integer(id)
export const IdParams = Type.Object({ id: Id })
export const GroupQuery = Type.Object({ theme: Type.Optional(Id), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })

const group = {
  title: Type.String({ title: 'issueGroups.name', description: 'issueGroups.nameHint', minLength: 1, maxLength: 80 }),
  titleEn: Type.Optional(Type.String({ title: 'issueGroups.nameEn', maxLength: 120 })),
  themeId: Type.Optional(Type.Integer({ title: 'communityIssues.theme', description: 'issueGroups.themeHint', as: 'select', ...id })),
  words: Type.Optional(Type.String({ title: 'issueGroups.words', description: 'issueGroups.wordsHint', as: 'textarea', maxLength: 2000 })),
}
export type GroupForm = Static<typeof GroupForm>
export const GroupForm = Type.Object(group)
export type GroupEditForm = Static<typeof GroupEditForm>
export const GroupEditForm = Type.Object({ ...group, version: Id })
export const VersionForm = Type.Object({ version: Id })

export type MembersForm = Static<typeof MembersForm>
export const MembersForm = Type.Object({ issues: Type.Array(Id, { title: 'issueGroups.which', as: 'checkbox', minItems: 1, maxItems: 200 }) })
export const MemberForm = Type.Object({ issueId: Id })
export type AgendaForm = Static<typeof AgendaForm>
export const AgendaForm = Type.Object({
  meetingId: Type.Integer({ title: 'issueGroups.meeting', as: 'select', ...id }),
  minutes: Type.Integer({ title: 'issueGroups.minutes', minimum: 1, maximum: 600 }),
})
