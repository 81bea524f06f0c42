import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { within } from '../../base/within.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { exactly } from '../../who/people/queries.ts'
import type { Line } from './lines.ts'
import type { Category, SheetState } from './rules.ts'

/** A sheet with everything its page shows and offers; `id` is null while the municipality has not begun. */
export type Desk = Awaited<ReturnType<typeof withDefaults>>

/** The sheet by its own id, within the scope. */
export async function findSheet(db: Reader, scope: Scope, id: number) {
  const row = await desks(db, scope).where('s.id', '=', id).executeTakeFirst()
  return row && withDefaults(row)
}

/** The sheet of a municipality for a call, within the scope: an empty one before its first save. */
export async function sheetOf(db: Reader, scope: Scope, callId: number, municipalityId: number) {
  const row = await desks(db, scope).where('c.id', '=', callId).where('m.id', '=', municipalityId).executeTakeFirst()
  return row && withDefaults(row)
}

type Row = Awaited<ReturnType<ReturnType<typeof desks>['executeTakeFirstOrThrow']>>

function withDefaults({ version, state, contactName, contactPhone, contactEmail, ...row }: Row) {
  return {
    ...row, state: state ?? 'draft' as SheetState, version: version ?? 0,
    contactName: contactName ?? '', contactPhone: contactPhone ?? '', contactEmail: contactEmail ?? '',
  }
}

/** One statement: the municipality, its sheet with lines and nil returns, and what a line may choose from. */
function desks(db: Reader, scope: Scope) {
  return db.selectFrom('municipality as m')
    .innerJoin('call as c', (join) => join.onTrue())
    .leftJoin('nomination_sheet as s', (join) => join.onRef('s.call_id', '=', 'c.id').onRef('s.municipality_id', '=', 'm.id'))
    .leftJoin('person as p', 'p.id', 's.submitted_by')
    .select(['s.id', 'c.id as callId', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn',
      'm.code as municipalityCode', 's.state', 's.version', 's.contact_name as contactName', 's.contact_phone as contactPhone',
      's.contact_email as contactEmail', 's.receipt', 's.submitted_at as submittedAt', 'p.name as submittedBy', 's.saved_at as savedAt',
      's.return_reason as returnReason', 's.returned_at as returnedAt', 's.due_on as dueOn'])
    .select((eb) => [
      jsonArrayFrom(eb.selectFrom('nomination as n').whereRef('n.sheet_id', '=', 's.id').where('n.withdrawn_at', 'is', null)
        .select(['n.category', 'n.rank', 'n.person_id as personId', 'n.name', 'n.kana', 'n.affiliation', 'n.profession_code as professionCode',
          'n.experience', 'n.wished_cohort_id as wishedCohortId', 'n.team', 'n.email', 'n.reason'])
        .orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`).orderBy('n.rank').limit(400)).as('lines'),
      jsonArrayFrom(eb.selectFrom('nil_return as r').whereRef('r.sheet_id', '=', 's.id').select(['r.category', 'r.reason']).orderBy('r.category').limit(4)).as('nilReturns'),
      jsonArrayFrom(eb.selectFrom('profession as f').select(['f.code', 'f.name', 'f.name_en as nameEn']).orderBy('f.position').orderBy('f.code').limit(100)).as('professions'),
      jsonArrayFrom(eb.selectFrom('cohort as h').select(['h.id', 'h.name', 'h.name_en as nameEn']).whereRef('h.training_id', '=', 'c.training_id')
        .where('h.state', 'in', ['planned', 'postponed']).orderBy('h.position').limit(50)).as('cohorts'),
    ])
    .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null` }))
}

export interface Facts { completed: boolean; nominatedElsewhere: boolean }

/**
 * What the registers say about the people of some lines, in their order: completed this course before, or named by another
 * municipality's submitted sheet. One question for all lines. A line is a person when it is linked to one of the municipality's
 * own (a link comes from a form and is a claim), or when name and kana agree; elsewhere the mail address or the affiliation
 * has to agree as well, because namesakes are common.
 */
export async function factsOf(db: Reader, call: { id: number; trainingId: number }, municipalityId: number, lines: readonly Line[]): Promise<Facts[]> {
  if (lines.length === 0) return []
  const keys = lines.map(({ name, kana }) => searchKeyOf(name, kana))
  const ids = lines.flatMap(({ personId }) => personId ?? [])
  const [someId, someKey] = [sql<boolean>`= any(${ids}::int[])`, sql<boolean>`= any(${keys}::text[])`]
  // Who it may be is found by id and by name first, each by its own index; only then is it asked what they did.
  const found = await db.with('who', (one) => one.selectFrom('person as p').select(['p.id', 'p.search_key as key', 'p.municipality_id as municipalityId']).where(sql<boolean>`p.id ${someId}`).where('p.municipality_id', '=', municipalityId)
    .union(one.selectFrom('person as p').select(['p.id', 'p.search_key as key', 'p.municipality_id as municipalityId']).where(sql<boolean>`${exactly('p.search_key')} ${someKey}`)))
    .selectFrom('who').innerJoin('enrollment as e', (join) => join.onRef('e.person_id', '=', 'who.id').on('e.state', '=', 'completed'))
    .innerJoin('training as t', 't.id', 'e.training_id')
    .select([sql<'completed' | 'elsewhere'>`'completed'`.as('fact'), 'who.id', 'who.key', 'who.municipalityId', sql<string>`''`.as('email'), sql<string>`''`.as('affiliation')])
    .where((eb) => eb('t.course_id', '=', eb.selectFrom('training as this').select('this.course_id').where('this.id', '=', call.trainingId)))
    .where('who.municipalityId', '=', municipalityId)
    .unionAll((eb) => eb.selectFrom('who').innerJoin('nomination as n', 'n.person_id', 'who.id')
      .select([sql<'completed' | 'elsewhere'>`'elsewhere'`.as('fact'), 'who.id', 'who.key', 'who.municipalityId', 'n.email', 'n.affiliation'])
      .where('n.call_id', '=', call.id).where('n.municipality_id', '<>', municipalityId).where('n.submitted', '=', true)
      .where('n.withdrawn_at', 'is', null))
    .limit(2000).execute()
  return lines.map((line, place) => {
    const theirs = found.filter(({ id, key }) => id === line.personId || key === keys[place])
    return {
      completed: theirs.some(({ fact }) => fact === 'completed'),
      nominatedElsewhere: theirs.some((one) => one.fact === 'elsewhere' && ((one.id === line.personId && one.municipalityId === municipalityId) || isSame(one, line))),
    }
  })
}

const isSame = (one: { email: string; affiliation: string }, line: Line): boolean =>
  (line.email !== '' && one.email.toLowerCase() === line.email.toLowerCase())
  || (line.affiliation !== '' && searchKeyOf(one.affiliation) === searchKeyOf(line.affiliation))

/** All municipalities that exist on a day, in official order, each with its sheet for the call and what it names. */
export function sheetsOfCall(db: Reader, callId: number, today: Day) {
  const named = (category: Category) => sql<number>`count(*) filter (where n.category = ${category} and n.withdrawn_at is null)`
  return db.selectFrom('municipality as m')
    .leftJoin('nomination_sheet as s', (join) => join.onRef('s.municipality_id', '=', 'm.id').on('s.call_id', '=', callId))
    .leftJoin('nomination as n', 'n.sheet_id', 's.id')
    .select(['m.id as municipalityId', 'm.name', 'm.name_en as nameEn', 'm.code', 's.id', 's.state', 's.receipt', 's.submitted_at as submittedAt', 's.due_on as dueOn'])
    .select([named('chair').as('chair'), named('adviser').as('adviser'), named('case_presenter').as('case_presenter'), named('other').as('other')])
    .select((eb) => eb.selectFrom('nil_return as r').whereRef('r.sheet_id', '=', 's.id').select(sql<string | null>`string_agg(r.category, ',')`.as('nils')).as('nils'))
    .where((eb) => eb.or([eb('m.valid_to', 'is', null), eb('m.valid_to', '>=', today)]))
    .groupBy(['m.id', 's.id']).orderBy('m.code').limit(200)
    .$narrowType<{ state: SheetState | null }>().execute()
}

/** How many sheets wait for an answer of the prefecture. */
export async function sheetsWaiting(db: Reader, callId: number): Promise<number> {
  const { count } = await db.selectFrom('nomination_sheet').select((eb) => eb.fn.countAll<number>().as('count'))
    .where('call_id', '=', callId).where('state', '=', 'submitted').executeTakeFirstOrThrow()
  return count
}

/** Somebody named on an accepted sheet, as the selection weighs them; `problem` is what speaks against selecting them. */
export interface Nominee {
  id: number; municipalityId: number; municipalityCode: string; category: Category; rank: number
  professionCode: string | null; wishedCohortIds: readonly number[]; problem: Reason | null
  /** 1..99 within the municipality's sheet: people of the same number are accepted or wait together. */
  team: number | null
}

// Whom two municipalities name is looked up once for the whole call: asked per line, 10,000 names would be 100 million looks.
const namedTwice = (callId: number) => sql`from nomination o where o.call_id = ${callId} and o.submitted and o.withdrawn_at is null`
const byTwo = sql`having count(distinct o.municipality_id) > 1`

/**
 * Everybody named on accepted sheets of the call who has not withdrawn, in official order and by rank, with what speaks
 * against selecting them.
 */
export async function nomineesOf(db: Reader, callId: number): Promise<Nominee[]> {
  const rows = await db.selectFrom('nomination as n').innerJoin('nomination_sheet as s', 's.id', 'n.sheet_id')
    .innerJoin('municipality as m', 'm.id', 'n.municipality_id').innerJoin('call as c', 'c.id', 'n.call_id').innerJoin('training as t', 't.id', 'c.training_id')
    .select(['n.id', 'n.municipality_id as municipalityId', 'm.code as municipalityCode', 'n.category', 'n.rank', 'n.team', 'n.profession_code as professionCode', 'n.wished_cohort_id as wished'])
    .select((eb) => [
      eb.exists(eb.selectFrom('enrollment as e').innerJoin('training as b', 'b.id', 'e.training_id').select('e.id')
        .whereRef('e.person_id', '=', 'n.person_id').whereRef('b.course_id', '=', 't.course_id').whereRef('b.id', '<>', 't.id').where('e.state', '=', 'completed')).as('completed'),
      sql<boolean>`(n.person_id in (select o.person_id ${namedTwice(callId)} and o.person_id is not null group by o.person_id ${byTwo})
        or (n.email <> '' and (n.name, n.email) in (select o.name, o.email ${namedTwice(callId)} group by o.name, o.email ${byTwo})))`.as('elsewhere'),
      eb.exists(eb.selectFrom('selection_line as l').innerJoin('selection as y', 'y.id', 'l.selection_id').innerJoin('training as b', 'b.id', 'y.training_id')
        .innerJoin('nomination as f', 'f.id', 'l.nomination_id').select('l.selection_id').whereRef('f.person_id', '=', 'n.person_id')
        .whereRef('b.course_id', '=', 't.course_id').where(sql<boolean>`b.fiscal_year = t.fiscal_year - 1`)
        .where('y.state', '=', 'announced').where('l.outcome', '=', 'next_year')).as('promised'),
    ])
    .where('n.call_id', '=', callId).where('s.state', '=', 'accepted').where('n.withdrawn_at', 'is', null)
    .orderBy('m.code').orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`).orderBy('n.rank').orderBy('n.id')
    .limit(20_000).execute()
  return rows.map(({ wished, completed, elsewhere, promised, ...row }) => ({
    ...row, guaranteed: Boolean(promised), wishedCohortIds: wished === null ? [] : [wished],
    problem: completed ? { key: 'nominations.completedBefore' } : elsewhere ? { key: 'nominations.elsewhere' } : null,
  }))
}
