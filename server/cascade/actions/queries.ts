import { sql, type Expression, type SqlBool } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { pageOfMeeting, pageOfSession } from './parents.ts'
import type { ActionState } from './rules.ts'

const actions = (db: Reader, scope: Scope) => db.selectFrom('action_item as a')
  .leftJoin('support_session as s', 's.id', 'a.support_session_id').leftJoin('municipality as m', 'm.id', 'a.municipality_id')
  .leftJoin('meeting_item as i', 'i.id', 'a.meeting_item_id').leftJoin('meeting as k', 'k.id', 'i.meeting_id')
  .select(['a.id', 'a.what', 'a.owner', 'a.due_on as dueOn', 'a.state', 'a.settled_on as settledOn', 'a.remark', 'a.version', 'a.for_all as forAll',
    'a.support_session_id as supportSessionId', 's.number as sessionNumber', 's.held_on as heldOn', 's.model_support_id as modelSupportId',
    'a.meeting_item_id as meetingItemId', 'i.title as item', 'k.id as meetingId', 'k.title as meeting', 'k.title_en as meetingEn', 'k.held_on as metOn', 'm.name as municipality', 'm.name_en as municipalityEn'])
  .select(({ ref }) => sql<boolean>`${kept(scope, ref)}`.as('isKept'))

/** Whose action it is to settle: of their own municipality, or of the supports somebody advises. */
const kept = (scope: Scope, ref: (column: 'a.municipality_id' | 's.model_support_id') => Expression<number | null>) =>
  within(scope, { municipality: ref('a.municipality_id'), person: sql<null>`null::int`, support: ref('s.model_support_id') })

/** Actions that a scope reaches: those it settles, and for a municipality what all of them are to do. */
const reached = (db: Reader, scope: Scope) => actions(db, scope)
  .where(({ or, ref, eb }) => scope.of === 'municipality' ? or([sql<boolean>`${kept(scope, ref)}`, eb('a.for_all', '=', true)]) : sql<boolean>`${kept(scope, ref)}`)
export type ActionShown = NonNullable<Awaited<ReturnType<typeof findAction>>>

/** What is still to be done first, the nearest day first; then what is settled, the latest first. */
const inOrder = (rows: ReturnType<typeof actions>) => rows.orderBy(sql`a.state <> 'open'`).orderBy('a.settled_on', 'desc')
  .orderBy(sql`a.due_on nulls last`).orderBy('a.id')

/** One action, for whoever may settle it. */
export const findAction = (db: Reader, scope: Scope, id: number) =>
  actions(db, scope).where(({ ref }) => sql<boolean>`${kept(scope, ref)}`).where('a.id', '=', id).executeTakeFirst()

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

/** What was settled at a meeting. Whether the meeting may be known is asked by the caller; then all of it may be read. */
export const actionsOfMeeting = (db: Reader, scope: Scope, meetingId: number) => inOrder(actions(db, scope)).where('k.id', '=', meetingId).limit(200)

/**
 * What earlier meetings of series of the same name had settled and was still open when this one began: it is looked at first there. The
 * series of another year has the same name.
 */
export const carriedTo = (db: Reader, scope: Scope, { series, heldOn }: { series: string; heldOn: Day }) => inOrder(actions(db, scope))
  .innerJoin('meeting_series as g', 'g.id', 'k.series_id').where('g.name', '=', series).where('k.held_on', '<', heldOn)
  .where((eb) => eb.or([eb('a.state', '=', 'open'), eb('a.settled_on', '>=', heldOn)])).limit(200)

/** What a municipality has open of its own and with all others, the nearest day first, with how many there are; for its home. */
export const openActionsOf = (db: Reader, municipalityId: number, limit: number) => inOrder(reached(db, { of: 'municipality', municipalityId }))
  .select(sql<number>`count(*) over ()`.as('total')).where('a.state', '=', 'open').limit(limit)

/** Where an action was settled upon; its own page when at nothing. */
export const placeOf = ({ id, supportSessionId, meetingId }: Pick<ActionShown, 'id' | 'supportSessionId' | 'meetingId'>): string =>
  supportSessionId !== null ? pageOfSession(supportSessionId) : meetingId !== null ? pageOfMeeting(meetingId) : `/actions/${id}`
