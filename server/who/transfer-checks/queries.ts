import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader, Writer } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import type { Answer, Category, Typed } from './rules.ts'

const nobody = sql<null>`null`
const own = (scope: Scope): number => scope.of === 'municipality' ? scope.municipalityId : 0

const checks = (db: Reader) => db.selectFrom('transfer_check as k').select(['k.id', 'k.fiscal_year as fiscalYear', 'k.due_on as dueOn', 'k.message', 'k.contact', 'k.state',
  'k.opened_at as openedAt', 'k.closed_at as closedAt', 'k.reminded_at as remindedAt', 'k.version'])

export const findCheck = (db: Reader, id: number) => checks(db).where('k.id', '=', id).executeTakeFirst()
export type Check = NonNullable<Awaited<ReturnType<typeof findCheck>>>
export const holdCheck = (tx: Writer, id: number) => tx.selectFrom('transfer_check').select(['id', 'fiscal_year as fiscalYear', 'state', 'due_on as dueOn', 'reminded_at as remindedAt', 'version'])
  .where('id', '=', id).forUpdate().executeTakeFirst()

/** All checks, the latest first, each with how many have finished; a municipality finds how far it is itself. */
export const checksFor = (db: Reader, scope: Scope) => checks(db).select([
  sql<number>`(select count(*)::int from transfer_sheet s where s.check_id = k.id and s.state = 'submitted')`.as('finished'),
  sql<number>`(select count(*)::int from municipality m where m.valid_to is null)`.as('asked'),
  sql<Day | null>`(select l.until_on from transfer_leave l where l.check_id = k.id and l.municipality_id = ${own(scope)})`.as('leave'),
  sql<Date | null>`(select s.submitted_at from transfer_sheet s where s.check_id = k.id and s.municipality_id = ${own(scope)})`.as('submittedAt'),
]).orderBy('k.fiscal_year', 'desc').limit(50).execute()

const sheetColumns = ['m.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', 's.id', 's.state', 's.version', 's.receipt', 's.submitted_at as submittedAt', 's.late',
  'w.name as submittedBy', 'l.until_on as leave', 'l.reason as leaveReason'] as const

/** A trained person in post whose row is on the sheet of `municipalityId`: who came from elsewhere and waits to be confirmed is not. */
const onTheSheet = (municipalityId: number) => sql<boolean>`a.municipality_id = ${municipalityId} and a.trained and a.to_on is null
  and not exists (select from transfer_arrival v where v.affiliation_id = a.id and v.state = 'waiting')`

/** How far one municipality is with a check, and the later day it was given. */
export const sheetOf = (db: Reader, checkId: number, municipalityId: number) => sheets(db, checkId, municipalityId).executeTakeFirst()
export type Sheet = NonNullable<Awaited<ReturnType<typeof sheetOf>>>

const sheets = (db: Reader, checkId: number, municipalityId: number) => db.selectFrom('transfer_check as k').innerJoin('municipality as m', (join) => join.on('m.id', '=', municipalityId))
  .leftJoin('transfer_sheet as s', (join) => join.onRef('s.municipality_id', '=', 'm.id').onRef('s.check_id', '=', 'k.id'))
  .leftJoin('transfer_leave as l', (join) => join.onRef('l.municipality_id', '=', 'm.id').onRef('l.check_id', '=', 'k.id'))
  .leftJoin('person as w', 'w.id', 's.submitted_by')
  .select(sheetColumns).where('k.id', '=', checkId)

/** How many people came from elsewhere and wait for a municipality's word. */
export const arrivalsWaiting = (municipalityId: number) => sql<number>`(select count(*)::int from transfer_arrival v where v.municipality_id = ${municipalityId} and v.state = 'waiting')`

/** A sheet as its page shows it: with how many of the people have an answer, and how many arrivals wait. */
export type SheetShown = Sheet & { progress: { all: number; answered: number }; waiting: number }
/** The check together with the sheet of one municipality, in one statement. */
export async function findSheet(db: Reader, checkId: number, municipalityId: number): Promise<{ check: Check; sheet: SheetShown } | undefined> {
  const row = await sheets(db, checkId, municipalityId).select([
    sql<SheetShown['progress']>`(select json_build_object('all', count(*)::int, 'answered', count(t.answer)::int) from affiliation a
      left join transfer_line t on t.affiliation_id = a.id and t.sheet_id = s.id and t.corrects_id is null where ${onTheSheet(municipalityId)})`.as('progress'), arrivalsWaiting(municipalityId).as('waiting'),
  ]).select(['k.fiscal_year as fiscalYear', 'k.due_on as dueOn', 'k.message', 'k.contact', 'k.state as checkState',
    'k.opened_at as openedAt', 'k.closed_at as closedAt', 'k.reminded_at as remindedAt', 'k.version as checkVersion']).executeTakeFirst()
  if (row === undefined) return undefined
  const { fiscalYear, dueOn, message, contact, checkState: state, openedAt, closedAt, remindedAt, checkVersion: version, ...sheet } = row
  return { check: { id: checkId, fiscalYear, dueOn, message, contact, state, openedAt, closedAt, remindedAt, version }, sheet }
}

/** A seat, or a name on its way to one, that somebody holds right now. */
export interface Seat { kind: 'enrollment' | 'nomination'; id: number; title: string; titleEn: string }
export interface Row {
  affiliationId: number; personId: number; name: string; kana: string | null; organization: string; position: string | null; category: Category | null; fromOn: Day; confirmedOn: Day | null
  profession: string | null; professionEn: string | null; total: number; trainings: { title: string; titleEn: string }[]
  line: { version: number; editKey: string | null; typed: Typed; savedBy: string | null; savedAt: string } | null
  /** Standing affiliations of the same person: others here, and elsewhere. */
  others: { organization: string; here: boolean }[]
  seats: Seat[]; isInstructor: boolean; isExpert: boolean; isOfficer: boolean
}

export const rowsPerPage = 100

/**
 * The trained people in post of a municipality, by kana, each with what has been typed of them so far. Who came from elsewhere and
 * waits to be confirmed is not among them. `total` counts all; `open` leaves those without an answer.
 */
export function rowsOf(db: Reader, municipalityId: number, sheetId: number | null, { page = 1, open = false, perPage = rowsPerPage }: { page?: number; open?: boolean; perPage?: number } = {}): Promise<Row[]> {
  return db.selectFrom('affiliation as a').innerJoin('person as p', 'p.id', 'a.person_id')
    .leftJoin('person_profession as pp', (join) => join.onRef('pp.person_id', '=', 'p.id').on('pp.is_primary', '=', true))
    .leftJoin('profession as f', 'f.code', 'pp.profession_code')
    .leftJoin('transfer_line as t', (join) => join.onRef('t.affiliation_id', '=', 'a.id').on('t.sheet_id', '=', sheetId ?? 0).on('t.corrects_id', 'is', null))
    .leftJoin('person as w', 'w.id', 't.saved_by')
    .select((eb) => ['a.id as affiliationId', 'p.id as personId', 'p.name', 'p.kana', 'a.organization', 'a.position', 'a.category', 'a.from_on as fromOn', 'a.confirmed_on as confirmedOn',
      'f.name as profession', 'f.name_en as professionEn', eb.fn.countAll<number>().over().as('total'),
      sql<Row['trainings']>`(select coalesce(json_agg(json_build_object('title', g.title, 'titleEn', g.title_en) order by g.fiscal_year, g.id), '[]')
        from enrollment e join training g on g.id = e.training_id where e.person_id = p.id and e.state = 'completed')`.as('trainings'),
      sql<Row['line']>`case when t.id is null then null else json_build_object('version', t.version, 'editKey', t.edit_key, 'typed', t.typed, 'savedBy', w.name, 'savedAt', t.saved_at) end`.as('line'),
      sql<Row['others']>`(select coalesce(json_agg(json_build_object('organization', b.organization, 'here', b.municipality_id = a.municipality_id) order by b.id), '[]')
        from affiliation b where b.person_id = p.id and b.id <> a.id and b.to_on is null)`.as('others'),
      sql<Row['seats']>`(select coalesce(json_agg(s), '[]') from (
        select 'enrollment' as kind, e.id, g.title, g.title_en as "titleEn" from enrollment e join training g on g.id = e.training_id where e.person_id = p.id and e.state in ('enrolled', 'in_progress') and e.municipality_id = a.municipality_id
        union all select 'nomination', n.id, g.title, g.title_en from nomination n join call c on c.id = n.call_id join training g on g.id = c.training_id
          where n.person_id = p.id and n.municipality_id = a.municipality_id and n.withdrawn_at is null and c.state <> 'finished'
            and not exists (select from enrollment e where e.nomination_id = n.id)) s)`.as('seats'),
      sql<boolean>`exists (select from instructor i where i.person_id = p.id and i.state = 'active')`.as('isInstructor'),
      sql<boolean>`exists (select from expert x where x.person_id = p.id and x.ended_on is null)`.as('isExpert'),
      sql<boolean>`exists (select from post o join account c on c.id = o.account_id where c.person_id = p.id and o.kind = 'municipality' and o.municipality_id = a.municipality_id and o.ended_at is null)`.as('isOfficer'),
    ])
    .where(onTheSheet(municipalityId))
    .$if(open, (query) => query.where(sql<boolean>`(t.id is null or t.answer is null)`))
    .orderBy('p.kana_key').orderBy('p.id').orderBy('a.id').limit(perPage).offset((page - 1) * perPage).execute() as Promise<Row[]>
}

/** What the boxes of destinations offer: the municipality's own organizations, and every municipality. */
export const placesToChoose = (db: Reader, municipalityId: number) => db.selectNoFrom((eb) => [
  jsonArrayFrom(eb.selectFrom('organization as o').select(['o.id', 'o.name', 'o.name_key as key']).where('o.municipality_id', '=', municipalityId).where('o.valid_to', 'is', null).orderBy('o.name_key').orderBy('o.id').limit(500)).as('organizations'),
  jsonArrayFrom(eb.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn', 'm.code', 'm.kana']).where('m.valid_to', 'is', null).orderBy('m.code').limit(2_000)).as('municipalities'),
]).executeTakeFirstOrThrow()
export type PlacesToChoose = Awaited<ReturnType<typeof placesToChoose>>

/** Every municipality in code order: its people, how many have an answer, and when it finished. One statement. */
export const progressList = (db: Reader, checkId: number) => db.selectFrom('municipality as m')
  .leftJoin('transfer_sheet as s', (join) => join.onRef('s.municipality_id', '=', 'm.id').on('s.check_id', '=', checkId))
  .leftJoin('transfer_leave as l', (join) => join.onRef('l.municipality_id', '=', 'm.id').on('l.check_id', '=', checkId))
  .select(['m.id as municipalityId', 'm.code', 'm.name', 'm.name_en as nameEn', 's.state', 's.receipt', 's.submitted_at as submittedAt', 's.late', 'l.until_on as leave',
    sql<number>`coalesce((select sum(c.people)::int from coverage_count c where c.municipality_id = m.id), 0)`.as('people'),
    sql<Partial<Record<Answer, number>> | null>`(select json_object_agg(t.answer, t.n) from (select answer, count(*)::int as n from transfer_line t where t.sheet_id = s.id and t.answer is not null
      and not exists (select from transfer_line c where c.corrects_id = t.id) group by 1) t)`.as('counts')])
  .where('m.valid_to', 'is', null).orderBy('m.code').limit(2_000).execute()
export type Progress = Awaited<ReturnType<typeof progressList>>

export async function unfinishedOf(db: Reader, checkId: number): Promise<number> {
  const { count } = await db.selectFrom('municipality as m').select(({ fn }) => fn.countAll<number>().as('count')).where('m.valid_to', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('transfer_sheet as s').select('s.id').whereRef('s.municipality_id', '=', 'm.id').where('s.check_id', '=', checkId).where('s.state', '=', 'submitted'))))
    .executeTakeFirstOrThrow()
  return count
}

const lines = (db: Reader) => db.selectFrom('transfer_line as t').innerJoin('transfer_sheet as s', 's.id', 't.sheet_id')
  .leftJoin('municipality as d', 'd.id', 't.to_municipality_id').leftJoin('transfer_arrival as v', 'v.line_id', 't.id').leftJoin('affiliation as a', 'a.id', 't.affiliation_id')
  .leftJoin('transfer_line as c', 'c.corrects_id', 't.id').leftJoin('person as w', 'w.id', 't.saved_by')
  .select(['t.id', 't.sheet_id as sheetId', 's.check_id as checkId', 't.municipality_id as municipalityId', 't.person_id as personId', 't.affiliation_id as affiliationId', 't.name', 't.kana', 't.from_organization as fromOrganization',
    't.answer', 't.moved_on as movedOn', 't.organization', 't.position', 't.category', 't.to_municipality_id as toMunicipalityId', 't.note', 't.applied_at as appliedAt', 't.corrects_id as correctsId', 't.reason', 't.made_affiliation_id as madeAffiliationId',
    'd.name as toMunicipality', 'd.name_en as toMunicipalityEn', 'v.id as arrivalId', 'v.state as arrival', 'v.reason as arrivalReason', 'c.id as correctedBy', 'w.name as savedBy', 't.saved_at as savedAt',
    'a.from_on as fromOn', 'a.to_on as toOn', 'a.category as standingCategory', 'a.position as standingPosition'])

/** What a municipality submitted, corrections below what they correct; kept as it was said. */
export const submittedLines = (db: Reader, scope: Scope, sheetId: number, { page = 1, perPage = 200 } = {}) => lines(db).select(({ fn }) => fn.countAll<number>().over().as('total'))
  .where('t.sheet_id', '=', sheetId).where('t.applied_at', 'is not', null).where(({ ref }) => within(scope, { municipality: ref('t.municipality_id'), person: nobody }))
  .leftJoin('person as p', 'p.id', 't.person_id').orderBy(sql`case t.answer when 'here' then 1 else 0 end`).orderBy('p.kana_key').orderBy(sql`coalesce(t.corrects_id, t.id)`).orderBy('t.id')
  .limit(perPage).offset((page - 1) * perPage).execute()

/** One line within the scope, with what its correction has to know. */
export const findLine = (db: Reader, scope: Scope, id: number) => lines(db)
  .select((eb) => [
    jsonObjectFrom(eb.selectFrom('affiliation as m').select(['m.id', 'm.to_on as toOn', 'm.municipality_id as municipalityId']).whereRef('m.id', '=', 't.made_affiliation_id')).as('made'),
    sql<boolean>`exists (select from affiliation f where f.person_id = t.person_id and f.municipality_id = t.municipality_id and f.id <> t.affiliation_id and f.id is distinct from t.made_affiliation_id
      and f.from_on >= t.moved_on and not exists (select from transfer_line o where o.made_affiliation_id = f.id and o.sheet_id = t.sheet_id))`.as('followed'),
  ])
  .where('t.id', '=', id).where(({ ref }) => within(scope, { municipality: ref('t.municipality_id'), person: nobody })).executeTakeFirst()
export type Line = NonNullable<Awaited<ReturnType<typeof findLine>>>

const arrivals = (db: Reader) => db.selectFrom('transfer_arrival as v').innerJoin('municipality as f', 'f.id', 'v.from_municipality_id').innerJoin('municipality as m', 'm.id', 'v.municipality_id')
  .leftJoin('affiliation as a', 'a.id', 'v.affiliation_id').leftJoin('person as w', 'w.id', 'v.decided_by')
  .select(['v.id', 'v.line_id as lineId', 'v.person_id as personId', 'v.affiliation_id as affiliationId', 'v.from_municipality_id as fromMunicipalityId', 'v.municipality_id as municipalityId', 'v.came_on as cameOn', 'v.name', 'v.kana', 'v.organization',
    'v.state', 'v.reason', 'v.decided_at as decidedAt', 'f.name as from', 'f.name_en as fromEn', 'm.name as to', 'm.name_en as toEn', 'a.category', 'a.organization as worksAt', 'w.name as decidedBy',
    sql<{ title: string; titleEn: string }[]>`(select coalesce(json_agg(json_build_object('title', g.title, 'titleEn', g.title_en) order by g.fiscal_year, g.id), '[]')
      from enrollment e join training g on g.id = e.training_id where e.person_id = v.person_id and e.state = 'completed')`.as('trainings')])

/** Who came and who went, between municipalities: those that wait first. A municipality finds both its own sides. */
export const arrivalsFor = (db: Reader, scope: Scope, { limit, offset }: { limit: number; offset: number }) => arrivals(db).select(({ fn }) => fn.countAll<number>().over().as('total'))
  .where((eb) => eb.or([within(scope, { municipality: eb.ref('v.municipality_id'), person: nobody }), within(scope, { municipality: eb.ref('v.from_municipality_id'), person: nobody })]))
  .orderBy(sql`v.state <> 'waiting'`).orderBy('v.came_on', 'desc').orderBy('v.id', 'desc').limit(limit).offset(offset).execute()

/** One arrival; who receives decides, who sent reads. */
export const findArrival = (db: Reader, scope: Scope, id: number) => arrivals(db).where('v.id', '=', id)
  .where((eb) => eb.or([within(scope, { municipality: eb.ref('v.municipality_id'), person: nobody }), within(scope, { municipality: eb.ref('v.from_municipality_id'), person: nobody })])).executeTakeFirst()
export type Arrival = NonNullable<Awaited<ReturnType<typeof findArrival>>>
