import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { signerOfRest } from '../../office/senders/queries.ts'

interface Paged { limit: number; offset: number }

const pool = (db: Reader) => db.selectFrom('expert as k').innerJoin('person as p', 'p.id', 'k.person_id')
  .select(['p.id', 'p.name', 'p.kana', 'k.affiliation', 'k.themes', 'k.days', 'k.note', 'k.ended_on as endedOn', 'k.version'])

/** The pool, those who are in it first, then by kana; narrowed by words of name, affiliation or themes. */
export const expertsPage = (db: Reader, words: string | undefined, today: Day, { limit, offset }: Paged) => pool(db)
  .select([sql<number>`count(*) over ()`.as('total'),
    sql<number>`(select count(*)::int from expert_appointment x where x.person_id = k.person_id and x.state = 'accepted')`.as('standing'),
    sql<number>`(select count(*)::int from expert_appointment x where x.person_id = k.person_id and x.state in ('accepted', 'ended') and x.answered_at is not null)`.as('ever')])
  .$if(words !== undefined, (rows) => rows.where(sql<boolean>`strpos(lower(p.name || ' ' || coalesce(p.kana, '') || ' ' || k.affiliation || ' ' || k.themes), lower(${words ?? ''})) > 0`))
  .orderBy(sql`coalesce(k.ended_on <= ${today}::date, false)`).orderBy('p.kana_key').orderBy('p.id').limit(limit).offset(offset).execute()

export const findExpert = (db: Reader, personId: number) => pool(db).select((eb) => jsonArrayFrom(
  eb.selectFrom('expert_appointment as x').innerJoin('model_support as s', 's.id', 'x.model_support_id').innerJoin('municipality as m', 'm.id', 's.municipality_id')
    .select(['x.id', 'x.state', 'x.from_on as fromOn', 'x.to_on as toOn', 's.fiscal_year as fiscalYear', 'm.name as municipality', 'm.name_en as municipalityEn',
      sql<number>`(select count(*)::int from support_attendance a where a.appointment_id = x.id and a.state <> 'absent')`.as('visits')])
    .whereRef('x.person_id', '=', 'k.person_id').orderBy('x.from_on', 'desc').orderBy('x.id').limit(100)).as('appointments'))
  .where('k.person_id', '=', personId).executeTakeFirst()

/** Who has the post of an expert and is not in the pool yet: whoever shall advise signs in. */
export const peopleForPool = (db: Reader) => db.selectFrom('person as p').innerJoin('account as a', 'a.person_id', 'p.id').innerJoin('post as o', 'o.account_id', 'a.id')
  .select(['p.id', 'p.name', 'p.kana_key']).distinct().where('o.kind', '=', 'expert').where('o.ended_at', 'is', null)
  .where(({ not, exists, selectFrom }) => not(exists(selectFrom('expert as k').select('k.person_id').whereRef('k.person_id', '=', 'p.id')))).orderBy('p.kana_key').limit(500).execute()

/** Who may be asked for a support: in the pool today, and neither asked nor appointed there already. */
export const expertsToAsk = (db: Reader, modelSupportId: number, today: Day) => pool(db)
  .where((eb) => eb.or([eb('k.ended_on', 'is', null), eb('k.ended_on', '>', today)]))
  .where(({ not, exists, selectFrom }) => not(exists(selectFrom('expert_appointment as x').select('x.id').whereRef('x.person_id', '=', 'k.person_id')
    .where('x.model_support_id', '=', modelSupportId).where('x.state', 'in', ['asked', 'accepted'])))).orderBy('p.kana_key').limit(500).execute()

/** Requests that a scope reaches: all for the office, one's own for an expert, whether answered or not. */
const requests = (db: Reader, scope: Scope) => db.selectFrom('expert_appointment as x').innerJoin('model_support as s', 's.id', 'x.model_support_id')
  .innerJoin('municipality as m', 'm.id', 's.municipality_id').innerJoin('person as p', 'p.id', 'x.person_id').innerJoin('expert as k', 'k.person_id', 'x.person_id')
  .select(['x.id', 'x.state', 'x.from_on as fromOn', 'x.to_on as toOn', 'x.words', 'x.document_number as documentNumber', 'x.answer', 'x.asked_at as askedAt', 'x.answered_at as answeredAt',
    's.id as supportId', 's.state as supportState', 's.fiscal_year as fiscalYear', 'm.name as municipality', 'm.name_en as municipalityEn', 'p.id as personId', 'p.name', 'p.kana', 'k.affiliation'])
  .where((eb) => scope.of === 'all' ? eb.lit(true) : scope.of === 'assigned' ? eb('x.person_id', '=', scope.personId) : eb.lit(false))

export const findRequest = (db: Reader, scope: Scope, id: number) => requests(db, scope).where('x.id', '=', id).executeTakeFirst()
export type ExpertRequest = NonNullable<Awaited<ReturnType<typeof findRequest>>>

/** With who signs for the office on the day it was asked, as the letter says. */
export const requestToPrint = (db: Reader, scope: Scope, id: number) => requests(db, scope)
  .select(signerOfRest(sql`(x.asked_at at time zone 'Asia/Tokyo')::date`).as('sender')).where('x.id', '=', id).executeTakeFirst()

/** One page of them, those that wait for an answer first. */
export const requestsPage = (db: Reader, scope: Scope, { limit, offset }: Paged) => requests(db, scope).select(sql<number>`count(*) over ()`.as('total'))
  .orderBy(sql`x.state <> 'asked'`).orderBy('x.from_on', 'desc').orderBy('x.id').limit(limit).offset(offset).execute()
