import { sql, type Expression, type SqlBool } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { parents } from './parents.ts'
import type { ActionState } from './rules.ts'

/** Actions that a scope reaches: of its municipality, or of the supports somebody advises. */
const reached = (db: Reader, scope: Scope) => db.selectFrom('action_item as a')
  .leftJoin('support_session as s', 's.id', 'a.support_session_id').leftJoin('municipality as m', 'm.id', 'a.municipality_id')
  .select(['a.id', 'a.what', 'a.owner', 'a.due_on as dueOn', 'a.state', 'a.settled_on as settledOn', 'a.remark', 'a.version',
    'a.support_session_id as supportSessionId', 's.number as sessionNumber', 's.held_on as heldOn', 's.model_support_id as modelSupportId',
    'm.name as municipality', 'm.name_en as municipalityEn'])
  .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: sql<null>`null::int`, support: ref('s.model_support_id') }))
export type ActionShown = NonNullable<Awaited<ReturnType<typeof findAction>>>

/** What is still to be done first, the nearest day first; then what is settled, the latest first. */
const inOrder = (rows: ReturnType<typeof reached>) => rows.orderBy(sql`a.state <> 'open'`).orderBy('a.settled_on', 'desc')
  .orderBy(sql`a.due_on nulls last`).orderBy('a.id')

export const findAction = (db: Reader, scope: Scope, id: number) => reached(db, scope).where('a.id', '=', id).executeTakeFirst()

export interface ActionFilter { state?: ActionState | 'late' | undefined; today: Day }

/** One page of all actions a scope reaches, with the number of all of them in each row. */
export const actionsPage = (db: Reader, scope: Scope, { state, today }: ActionFilter, { limit, offset }: { limit: number; offset: number }) =>
  inOrder(reached(db, scope)).select(sql<number>`count(*) over ()`.as('total'))
    .$if(state !== undefined && state !== 'late', (rows) => rows.where('a.state', '=', state as ActionState))
    .$if(state === 'late', (rows) => rows.where('a.state', '=', 'open').where('a.due_on', '<', today))
    .limit(limit).offset(offset).execute()

/** What of a support is open or was settled; `where` may narrow it to what was there before a session. Not awaited, so that a page asks it with others. */
export const actionsOfSupport = (db: Reader, scope: Scope, modelSupportId: number, where: Expression<SqlBool> = sql<boolean>`true`) =>
  inOrder(reached(db, scope)).where('s.model_support_id', '=', modelSupportId).where(where).limit(200)

/** Where an action was settled upon; its own page when at nothing. */
export const placeOf = ({ id, supportSessionId }: Pick<ActionShown, 'id' | 'supportSessionId'>): string =>
  supportSessionId === null ? `/actions/${id}` : parents.supportSessionId.path(supportSessionId)
