import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

/** What an action was settled at: which column names it, and, for whoever may settle there, whose it is and where its page is. */
interface Parent {
  column: 'support_session_id' | 'meeting_item_id'
  find: (db: Reader, scope: Scope, id: number) => Promise<{ municipalityId: number | null; page: string } | undefined>
}

export const pageOfSession = (id: number) => `/support-sessions/${id}`
export const pageOfMeeting = (id: number) => `/liaison-meetings/${id}`

/** By the name of its box in the form. Another kind of meeting adds its line. */
export const parents: Record<'supportSessionId' | 'meetingItemId', Parent> = {
  supportSessionId: {
    column: 'support_session_id',
    find: async (db, scope, id) => {
      const row = await db.selectFrom('support_session as s').select('s.municipality_id as municipalityId').where('s.id', '=', id).where('s.state', '<>', 'canceled')
        .where(({ ref }) => within(scope, { municipality: ref('s.municipality_id'), person: sql<null>`null::int`, support: ref('s.model_support_id') })).executeTakeFirst()
      return row && { ...row, page: pageOfSession(id) }
    },
  },
  // At a meeting of all municipalities only the office writes down what was settled, and says whose it is.
  meetingItemId: {
    column: 'meeting_item_id',
    find: async (db, scope, id) => {
      const row = scope.of !== 'all' ? undefined : await db.selectFrom('meeting_item').select('meeting_id as meetingId').where('id', '=', id).executeTakeFirst()
      return row && { municipalityId: null, page: pageOfMeeting(row.meetingId) }
    },
  },
}
export type ParentName = keyof typeof parents
export const parentNames = Object.keys(parents) as ParentName[]

/** The parent a form or an address names; null when it names none. */
export function parentIn(boxes: Partial<Record<ParentName, number | undefined>>): { name: ParentName; id: number } | null {
  const name = parentNames.find((one) => boxes[one] !== undefined)
  return name === undefined ? null : { name, id: boxes[name]! }
}
