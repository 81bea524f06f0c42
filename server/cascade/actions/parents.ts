import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

/** What an action was settled at: which column names it, where its page is, and whose it is for whoever may reach it. */
interface Parent {
  column: 'support_session_id'
  path: (id: number) => string
  find: (db: Reader, scope: Scope, id: number) => Promise<{ municipalityId: number | null } | undefined>
}

/** By the name of its box in the form. Another kind of meeting adds its line. */
export const parents: Record<'supportSessionId', Parent> = {
  supportSessionId: {
    column: 'support_session_id', path: (id) => `/support-sessions/${id}`,
    find: (db, scope, id) => db.selectFrom('support_session as s').select('s.municipality_id as municipalityId').where('s.id', '=', id)
      .where('s.state', '<>', 'canceled')
      .where(({ ref }) => within(scope, { municipality: ref('s.municipality_id'), person: sql<null>`null::int`, support: ref('s.model_support_id') })).executeTakeFirst(),
  },
}
export type ParentName = keyof typeof parents
export const parentNames = Object.keys(parents) as ParentName[]

/** The parent a form or an address names; null when it names none. */
export function parentIn(boxes: Partial<Record<ParentName, number | undefined>>): { name: ParentName; id: number } | null {
  const name = parentNames.find((one) => boxes[one] !== undefined)
  return name === undefined ? null : { name, id: boxes[name]! }
}
