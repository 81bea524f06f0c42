import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'
import { tableForms } from '../../base/table-files.ts'
import { functions, reaches, states } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })

/** A list of issues. `each`: as they were raised, those of a group by themselves; else a group stands for what is in it. */
const narrowing = {
  state: Type.Optional(Type.Enum([...states])), theme: Type.Optional(Type.Union([Id, Type.Literal('other')])), municipality: Type.Optional(Id), function: Type.Optional(Type.Enum([...functions])),
  show: Type.Optional(Type.Enum(['open', 'due', 'stuck', 'untold'])), reach: Type.Optional(Type.Enum([...reaches])), each: Type.Optional(Type.Enum(['yes'])), case: Type.Optional(Id),
}
export type ListQuery = Static<typeof ListQuery>
export const ListQuery = Type.Object({ ...narrowing, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), take: Type.Optional(Type.Enum(['file'])), as: Type.Optional(Type.Enum([...tableForms])) })
export type FileQuery = Static<typeof FileQuery>
export const FileQuery = Type.Object({ ...narrowing, as: Type.Optional(Type.Enum([...tableForms])) })
export const NewQuery = Type.Object({ case: Type.Optional(Id), conference: Type.Optional(Id) })

const Long = (title: 'communityIssues.situation' | 'communityIssues.evidence', description: 'communityIssues.situationHint' | 'communityIssues.evidenceHint') => ({ title, description, as: 'textarea', maxLength: 2000 } as const)
export type IssueForm = Static<typeof IssueForm>
export const IssueForm = Type.Object({
  title: Type.String({ title: 'communityIssues.name', description: 'communityIssues.nameHint', minLength: 1, maxLength: 120 }),
  situation: Type.String({ ...Long('communityIssues.situation', 'communityIssues.situationHint'), minLength: 1 }),
  themes: Type.Optional(Type.Array(Id, { title: 'communityIssues.themes', description: 'communityIssues.themesHint', as: 'checkbox', maxItems: 40 })),
  otherTheme: Type.Optional(Type.String({ title: 'communityIssues.otherTheme', maxLength: 60 })),
  function: Type.Enum([...functions], { title: 'communityIssues.function', description: 'communityIssues.functionHint', as: 'select' }),
  organizationId: Type.Optional(Type.Integer({ title: 'communityIssues.center', description: 'communityIssues.centerHint', as: 'select', minimum: 1, maximum: 2_147_483_647 })),
  area: Type.Optional(Type.String({ title: 'communityIssues.area', description: 'communityIssues.areaHint', maxLength: 60 })),
  cases: Type.Optional(Type.Array(Id, { title: 'communityIssues.cases', description: 'communityIssues.casesHint', as: 'checkbox', maxItems: 60 })),
  evidenceCases: Type.Optional(Type.Integer({ title: 'communityIssues.evidenceCases', description: 'communityIssues.evidenceCasesHint', minimum: 0, maximum: 9999 })),
  evidence: Type.Optional(Type.String(Long('communityIssues.evidence', 'communityIssues.evidenceHint'))),
  conferenceId: Type.Optional(Type.Integer({ title: 'communityIssues.conference', description: 'communityIssues.conferenceHint', as: 'select', minimum: 1, maximum: 2_147_483_647 })),
  raisedOn: DayBox('communityIssues.raisedOn'),
  nextOn: Type.Optional(DayBox('communityIssues.nextOn', 'communityIssues.nextOnHint')),
  checked: Type.Optional(Type.Literal('true', { title: 'communityIssues.checked', as: 'checkbox' })),
})
export type IssueEditForm = Static<typeof IssueEditForm>
export const IssueEditForm = Type.Object({ ...IssueForm.properties, version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
export const VersionForm = Type.Object({ version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) })
