import { sql, type Expression, type RawBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { searchKeyOf } from '../people/names.ts'
import { containing } from '../people/queries.ts'
import { evidences, proposedFrom, strongFrom, weightOf, type Conflicts, type Evidence } from './rules.ts'

export const pairsPerPage = 30
const usualUndoDays = 30
/** Entries that share one key and are more than this are an office's common address, not one person. */
const sharedByMax = 20

type Found = Record<Evidence, boolean> & { oneId: number; otherId: number; score: number }

/**
 * The pairs of people in the scope that may be one person, the surest first. Only who shares a key made of two things is
 * compared, so that it stays quick with tens of thousands: same name and one thing more, or two things other than the name.
 * `total` counts all pages.
 */
export async function pairsOfPage(db: Reader, scope: Scope, { q = '', strength, page }: { q?: string | undefined; strength?: string | undefined; page: number }) {
  const least = strength === 'strong' ? strongFrom : proposedFrom
  const key = searchKeyOf(q)
  const rows = await db.selectFrom(found(scope).as('d'))
    .innerJoin('person as a', 'a.id', 'd.oneId').innerJoin('person as b', 'b.id', 'd.otherId')
    .selectAll('d').select(['a.name as oneName', 'a.kana as oneKana', 'b.name as otherName', 'b.kana as otherKana'])
    .select((eb) => [placeOf(eb.ref('a.id')).as('place'), placeOf(eb.ref('b.id')).as('otherPlace'), townOf(eb.ref('a.municipality_id')).as('town'), townOf(eb.ref('b.municipality_id')).as('otherTown'),
      sql<number>`count(*) over ()`.as('total')])
    .where('d.score', '>=', least)
    .$if(key !== '', (query) => query.where((eb) => eb.or([eb('a.search_key', 'like', containing(key)), eb('b.search_key', 'like', containing(key))])))
    .orderBy('d.score', 'desc').orderBy('a.kana_key').orderBy('d.oneId').orderBy('d.otherId')
    .limit(pairsPerPage).offset((page - 1) * pairsPerPage).execute()
  return { rows: rows.map((row) => ({ ...row, evidence: evidences.filter((one) => row[one]) })), total: rows[0]?.total ?? 0 }
}

type Id = Expression<unknown>
const placeOf = (id: Id) => sql<string | null>`(select f.organization from affiliation f where f.person_id = ${id} and f.to_on is null order by f.from_on desc, f.id desc limit 1)`
const townOf = (id: Id) => sql<{ name: string; nameEn: string } | null>`(select jsonb_build_object('name', m.name, 'nameEn', m.name_en) from municipality m where m.id = ${id})`

/** The pairs with what speaks for them; who said that two are different is not asked again. */
function found(scope: Scope) {
  const reach = scope.of === 'municipality' ? sql`p.municipality_id = ${scope.municipalityId}` : scope.of === 'all' ? sql`true` : sql`false`
  return sql<Found>`(
    with who as materialized (select p.id, p.search_key, nullif(p.kana_key, '') as kana_key, nullif(lower(p.email), '') as email, p.birth_date,
        nullif(regexp_replace(coalesce(p.phone, ''), '[^0-9]', '', 'g'), '') as phone, f.place, h.profession_code
      from person p
      left join (select distinct on (person_id) person_id, nullif(lower(regexp_replace(organization, '[[:space:]]', '', 'g')), '') as place from affiliation where to_on is null order by person_id, from_on desc, id desc) f on f.person_id = p.id
      left join person_profession h on h.person_id = p.id and h.is_primary
      where p.merged_into_id is null and p.search_key <> '' and ${reach}),
    shared as (
      select id, 'nb ' || search_key || ' ' || birth_date::text as key from who where birth_date is not null
      union all select id, 'ne ' || search_key || ' ' || email from who where email is not null
      union all select id, 'np ' || search_key || ' ' || phone from who where phone is not null
      union all select id, 'na ' || search_key || ' ' || place from who where place is not null
      union all select id, 'kb ' || kana_key || ' ' || birth_date::text from who where kana_key is not null and birth_date is not null
      union all select id, 'eb ' || email || ' ' || birth_date::text from who where email is not null and birth_date is not null
      union all select id, 'ep ' || email || ' ' || phone from who where email is not null and phone is not null
      union all select id, 'bp ' || birth_date::text || ' ' || phone from who where birth_date is not null and phone is not null),
    few as (select key from shared group by key having count(*) between 2 and ${sharedByMax}),
    pair as (select distinct a.id as one_id, b.id as other_id from few join shared a using (key) join shared b using (key) where a.id < b.id),
    seen as (select one_id as "oneId", other_id as "otherId", a.search_key = b.search_key as name, coalesce(a.kana_key = b.kana_key, false) as kana,
        coalesce(a.birth_date = b.birth_date, false) as "birthDate", coalesce(a.email = b.email, false) as email, coalesce(a.phone = b.phone, false) as phone,
        coalesce(a.place = b.place, false) as affiliation, coalesce(a.profession_code = b.profession_code, false) as profession
      from pair join who a on a.id = one_id join who b on b.id = other_id
      where (a.birth_date is null or b.birth_date is null or a.birth_date = b.birth_date)
        and not exists (select from person_apart t where t.one_id = pair.one_id and t.other_id = pair.other_id))
    select *, ${scored} as score from seen)`
}

/** The weights of the rules, summed by the database, which orders by them. */
const scored = sql<number>`(${sql.join(evidences.map((one) => sql`case when ${sql.ref(one)} then ${weightOf[one]}::int else 0 end`), sql` + `)})`

/** What speaks for one pair, whether it is proposed or not; undefined when the scope does not reach both. */
export function evidenceOf(db: Reader, scope: Scope, oneId: number, otherId: number): Promise<(Record<Evidence, boolean> & { bornApart: boolean }) | undefined> {
  const [a, b] = ['a', 'b'] as const
  const place = (id: RawBuilder<unknown>) => sql`(select lower(regexp_replace(f.organization, '[[:space:]]', '', 'g')) from affiliation f where f.person_id = ${id} and f.to_on is null order by f.from_on desc, f.id desc limit 1)`
  const job = (id: RawBuilder<unknown>) => sql`(select h.profession_code from person_profession h where h.person_id = ${id} and h.is_primary)`
  const digits = (column: string) => sql`nullif(regexp_replace(coalesce(${sql.ref(column)}, ''), '[^0-9]', '', 'g'), '')`
  const agree = (one: RawBuilder<unknown>, other: RawBuilder<unknown>) => sql<boolean>`coalesce(${one} = ${other}, false)`
  return db.selectFrom('person as a').innerJoin('person as b', (join) => join.on('b.id', '=', otherId))
    .select([
      agree(sql`a.search_key`, sql`b.search_key`).as('name'), agree(sql`nullif(a.kana_key, '')`, sql`nullif(b.kana_key, '')`).as('kana'),
      agree(sql`a.birth_date`, sql`b.birth_date`).as('birthDate'), agree(sql`nullif(lower(a.email), '')`, sql`nullif(lower(b.email), '')`).as('email'),
      agree(digits(`${a}.phone`), digits(`${b}.phone`)).as('phone'), agree(place(sql`a.id`), place(sql`b.id`)).as('affiliation'),
      agree(job(sql`a.id`), job(sql`b.id`)).as('profession'), sql<boolean>`coalesce(a.birth_date <> b.birth_date, false)`.as('bornApart'),
    ])
    .where('a.id', '=', oneId)
    .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: ref('a.id') }))
    .where(({ ref }) => within(scope, { municipality: ref('b.municipality_id'), person: ref('b.id') })).executeTakeFirst()
}

/** What both entries hold, what hangs on each, and whether somebody said that they are two people. */
export async function heldByBoth(db: Reader, oneId: number, otherId: number) {
  const both = sql`(${oneId}::int, ${otherId}::int)`
  const [low, high] = [Math.min(oneId, otherId), Math.max(oneId, otherId)]
  const row = await db.selectNoFrom((eb) => [
    sql<string[]>`(select coalesce(jsonb_agg(t.title order by t.id), '[]') from training t where (select count(distinct e.person_id) from enrollment e
      where e.training_id = t.id and e.person_id in ${both} and e.state <> 'withdrawn') = 2)`.as('trainings'),
    sql<number>`(select count(*) from (select sheet_id from nomination where person_id in ${both} and withdrawn_at is null group by sheet_id having count(*) = 2) s)`.as('sheets'),
    sql<number>`(select case when count(*) = 2 then 1 else 0 end from name_correction where person_id in ${both} and answered_at is null)`.as('corrections'),
    sql<number>`(select count(*) from approval where requested_by in ${both} and decided_by in ${both})`.as('decided'),
    sql<number>`(select count(*) from (select model_support_id from expert_appointment where person_id in ${both} and state in ('asked', 'accepted') group by model_support_id having count(*) = 2) a)`.as('appointments'),
    eb.selectFrom('duplicate_rule').select('undo_days').as('undoDays'),
    jsonArrayFrom(eb.selectFrom('nomination as n').innerJoin('call as c', 'c.id', 'n.call_id').innerJoin('training as t', 't.id', 'c.training_id')
      .select(['n.person_id as personId', 't.title', 't.title_en as titleEn', 'n.withdrawn_at as withdrawnAt']).where('n.person_id', 'in', [oneId, otherId]).orderBy('n.id', 'desc').limit(60)).as('nominations'),
    jsonArrayFrom(eb.selectFrom('account as u').select(['u.person_id as personId', 'u.email', sql<boolean>`u.disabled_at is not null`.as('disabled')])
      .select((inner) => sql<string[]>`(select coalesce(jsonb_agg(o.kind), '[]') from post o where o.account_id = ${inner.ref('u.id')} and o.ended_at is null)`.as('kinds')).where('u.person_id', 'in', [oneId, otherId]).limit(2)).as('accounts'),
    jsonArrayFrom(eb.selectFrom('message as g').select(['g.person_id as personId', sql<number>`count(*)`.as('count')]).where('g.person_id', 'in', [oneId, otherId]).groupBy('g.person_id').limit(2)).as('messages'),
    jsonArrayFrom(eb.selectFrom('person_apart as x').leftJoin('person as s', 's.id', 'x.said_by').select(['x.reason', 's.name as saidBy', 'x.said_at as saidAt'])
      .where('x.one_id', '=', low).where('x.other_id', '=', high).limit(1)).as('apart'),
  ]).executeTakeFirstOrThrow()
  const { trainings, sheets, corrections, decided, appointments, undoDays, ...held } = row
  return { conflicts: { trainings, sheets: Number(sheets), corrections: Number(corrections), decided: Number(decided), appointments: Number(appointments) } satisfies Conflicts, undoDays: undoDays ?? usualUndoDays, ...held }
}

/** Whether anything that hangs on these people lies in another municipality. It tells only that it does, so it may look past the wall. */
export async function hangsElsewhere(db: Reader, municipalityId: number, ids: readonly [number, number]): Promise<boolean> {
  const tables = ['enrollment', 'nomination', 'affiliation', 'certificate', 'local_participant', 'meeting_person', 'instructor_request'] as const
  const { elsewhere } = await db.selectNoFrom(sql<boolean>`(${sql.join(tables.map((table) =>
    sql`exists (select from ${sql.table(table)} where person_id in (${ids[0]}::int, ${ids[1]}::int) and municipality_id <> ${municipalityId})`), sql` or `)})`.as('elsewhere')).executeTakeFirstOrThrow()
  return elsewhere
}

/** The two entries as they are kept, whoever may be shown them; held by a change, in the order of their ids. */
export const entries = (db: Reader, scope: Scope, ids: readonly number[]) => db.selectFrom('person as p')
  .select(['p.id', 'p.municipality_id', 'p.name', 'p.kana', 'p.email', 'p.phone', 'p.birth_date', 'p.roster_consent', 'p.merged_into_id'])
  .select((eb) => eb.exists(eb.selectFrom('account as u').innerJoin('post as o', 'o.account_id', 'u.id').select('o.id').whereRef('u.person_id', '=', 'p.id')
    .where('o.ended_at', 'is', null).where('o.kind', '<>', 'trainee')).as('hasPost'))
  .where('p.id', 'in', [...ids]).where(({ ref }) => within(scope, { municipality: ref('p.municipality_id'), person: ref('p.id') })).orderBy('p.id')

const merges = (db: Reader, scope: Scope) => db.selectFrom('person_merge as m')
  .innerJoin('person as k', 'k.id', 'm.kept_id').leftJoin('person as b', 'b.id', 'm.merged_by').leftJoin('person as u', 'u.id', 'm.undone_by')
  .select(['m.id', 'm.kept_id as keptId', 'm.merged_id as mergedId', 'k.name as keptName', 'k.kana as keptKana', 'm.reason', 'm.merged_at as mergedAt', 'b.name as mergedBy',
    'm.undo_until as undoUntil', 'm.undone_at as undoneAt', 'u.name as undoneBy', 'm.undo_reason as undoReason', 'm.evidence'])
  .select(sql<Kept>`m.kept_before`.as('keptBefore')).select(sql<Kept>`m.kept_after`.as('keptAfter')).select(sql<Kept>`m.merged_before`.as('mergedBefore'))
  .where(({ ref }) => within(scope, { municipality: ref('m.municipality_id'), person: sql<null>`null` }))

/** The particulars of an entry at the moment of a merge. */
export interface Kept { name: string; kana: string | null; email: string | null; phone: string | null; birth_date: Day | null; roster_consent: boolean | null }

export const findMerge = (db: Reader, scope: Scope, id: number) => merges(db, scope)
  .select((eb) => jsonArrayFrom(eb.selectFrom('person_merge_move as v').select(['v.table_name as table', sql<number>`count(*)`.as('count')]).whereRef('v.merge_id', '=', 'm.id')
    .groupBy('v.table_name').orderBy('v.table_name').limit(100)).as('moved')).where('m.id', '=', id).executeTakeFirst()
export type FoundMerge = NonNullable<Awaited<ReturnType<typeof findMerge>>>

export const mergesPerPage = 50
/** What was merged, the latest first. */
export const mergesOfPage = (db: Reader, scope: Scope, page: number) => merges(db, scope).select(sql<number>`count(*) over ()`.as('total'))
  .orderBy('m.id', 'desc').limit(mergesPerPage).offset((page - 1) * mergesPerPage).execute()

/** For how many days a merge can be taken back. */
export async function undoDays(db: Reader): Promise<number> {
  return (await db.selectFrom('duplicate_rule').select('undo_days').executeTakeFirst())?.undo_days ?? usualUndoDays
}
