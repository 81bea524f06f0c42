import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'
import { marks, tabs } from './rules.ts'

const filters = { tab: Type.Optional(Type.Enum([...tabs])), span: Type.Optional(Type.Enum(['all'])), mark: Type.Optional(Type.Enum([...marks])), without: Type.Optional(Type.Enum(['1'])), municipality: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })) }
/** `span=all`: whatever year it is. `take` and `as`: a file that begins once somebody has said again who they are. */
export type LedgerQuery = Static<typeof LedgerQuery>
export const LedgerQuery = Type.Object({
  ...filters, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), take: Type.Optional(Type.Enum(['file'])), as: Type.Optional(Type.Enum([...tableForms])),
})
export const FileQuery = Type.Object({ ...filters, as: Type.Optional(Type.Enum([...tableForms])) })
