import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'

/** A round with the sheet it is about and each of its steps, those passed and those to come; one statement. */
const rounds = (db: Reader, scope: Scope) => db.selectFrom('sheet_approval as r')
  .innerJoin('nomination_sheet as s', 's.id', 'r.sheet_id').innerJoin('call as c', 'c.id', 's.call_id').innerJoin('training as t', 't.id', 'c.training_id')
  .innerJoin('person as p', 'p.id', 'r.asked_by')
  .select((eb) => [
    'r.id', 'r.state', 'r.version', 'r.message', 'r.sheet_id as sheetId', 'r.asked_by as askedBy', 'p.name as askedByName', 'r.asked_at as askedAt', 'r.ended_at as endedAt',
    's.call_id as callId', 's.due_on as dueOn', 'c.closes_on as closesOn', 't.title as trainingTitle', 't.title_en as trainingTitleEn',
    eb.exists(eb.selectFrom('post as o').innerJoin('account as k', 'k.id', 'o.account_id').select('o.id').whereRef('k.person_id', '=', 'r.asked_by')
      .whereRef('o.municipality_id', '=', 'r.municipality_id').where('o.kind', '=', 'municipality').where('o.ended_at', 'is', null).where('k.disabled_at', 'is', null))
      .$castTo<boolean>().as('askerStands'),
    jsonArrayFrom(eb.selectFrom('sheet_approval_mark as b')
      .innerJoin('post as o', 'o.id', 'b.post_id').innerJoin('account as k', 'k.id', 'o.account_id').innerJoin('person as h', 'h.id', 'k.person_id')
      .leftJoin('post as v', 'v.id', 'b.deputy_post_id').leftJoin('account as a', 'a.id', 'v.account_id').leftJoin('person as d', 'd.id', 'a.person_id')
      .leftJoin('person as w', 'w.id', 'b.decided_by')
      .select(['b.position', 'b.title', 'h.id as holder', 'h.name as holderName', 'd.id as deputy', 'd.name as deputyName', 'b.decision', 'b.decided_by as decidedBy',
        'w.name as decidedByName', 'b.decided_at as decidedAt', 'b.as_deputy as asDeputy', 'b.note'])
      .whereRef('b.sheet_approval_id', '=', 'r.id').orderBy('b.position').limit(3)).as('marks'),
  ])
  .where(({ ref }) => within(scope, { municipality: ref('r.municipality_id'), person: sql<null>`null` }))
export type RoundShown = Awaited<ReturnType<typeof findRound>> & object

/** One round within the scope. */
export const findRound = (db: Reader, scope: Scope, id: number) => rounds(db, scope).where('r.id', '=', id).executeTakeFirst()

/** What waits for an approver of the municipality, the longest first. */
export const waitingRounds = (db: Reader, scope: Scope) => rounds(db, scope).where('r.state', '=', 'requested').orderBy('r.id').limit(100).execute()

/** What was approved, returned or taken back, the latest first, with the number of all of them in each row. */
export const endedRounds = (db: Reader, scope: Scope, { limit, offset }: { limit: number; offset: number }) =>
  rounds(db, scope).select(({ fn }) => fn.countAll<number>().over().as('total')).where('r.state', '<>', 'requested')
    .orderBy('r.id', 'desc').limit(limit).offset(offset).execute()

/** The officers of a municipality who can sign in, one row a post. */
export const officersOf = (db: Reader, municipalityId: number) => db.selectFrom('post as o')
  .innerJoin('account as k', 'k.id', 'o.account_id').innerJoin('person as p', 'p.id', 'k.person_id')
  .select(['o.id as postId', 'p.id as personId', 'p.name', 'o.title'])
  .where('o.municipality_id', '=', municipalityId).where('o.kind', '=', 'municipality').where('o.ended_at', 'is', null).where('k.disabled_at', 'is', null)
  .orderBy('p.kana').orderBy('o.id').limit(200).execute()

/** Who approves in a municipality, in order. */
export const stepsOf = (db: Reader, municipalityId: number) => db.selectFrom('sheet_approval_step')
  .select(['position', 'title', 'post_id as postId', 'deputy_post_id as deputyPostId'])
  .where('municipality_id', '=', municipalityId).orderBy('position').limit(3).execute()
