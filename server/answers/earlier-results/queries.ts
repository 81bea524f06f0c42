import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import { exactly } from '../../who/people/queries.ts'
import { referencesToPeople } from '../../who/duplicates/references.ts'
import type { CompleterRow, ModelRow, Of, ResultRow } from './rules.ts'

/** What the columns of the three forms are read by. */
export const choicesOf = (db: Reader) => db.selectNoFrom((eb) => [
  jsonArrayFrom(eb.selectFrom('course').select(['id', 'kind', 'name', 'name_en as nameEn']).orderBy('id').limit(200)).as('courses'),
  jsonArrayFrom(eb.selectFrom('municipality').select(['id', 'code', 'name', 'name_en as nameEn']).orderBy('valid_to', (order) => order.desc().nullsFirst()).orderBy('code').limit(2_000)).as('municipalities'),
  jsonArrayFrom(eb.selectFrom('profession').select(['code', 'name', 'name_en as nameEn']).orderBy('position').limit(200)).as('professions'),
]).executeTakeFirstOrThrow()

/** The sums that stand, as rows of their form: how many municipalities a figure was from stands in the row of the figure when it was printed with it. */
export async function standingResults(db: Reader): Promise<ResultRow[]> {
  const all = await db.selectFrom('earlier_result').select(['from_fiscal_year as from', 'to_fiscal_year as to', 'course_id as courseId', 'about', 'measure', 'value', 'source', 'printed', 'fact', 'month', 'mode'])
    .orderBy('from_fiscal_year').orderBy('to_fiscal_year').orderBy('id').limit(2_000).execute()
  const bodies = (row: typeof all[number]) => row.measure === 'municipalities' ? undefined : all.find((one) => one.measure === 'municipalities' && one.fact === null && one.from === row.from && one.to === row.to
    && one.courseId === row.courseId && one.source === row.source && one.printed === row.printed)
  const folded = new Set(all.map(bodies))
  return all.filter((row) => !folded.has(row)).map(({ courseId, about, fact, ...row }) => ({ ...row, fact: fact ?? '', of: (about === 'training' ? `course:${courseId}` : about) as Of, municipalities: bodies({ courseId, about, fact, ...row })?.value ?? null }))
}

export const standingMax = 50_000
/** The completers that stand, as rows of their form. */
export const standingCompleters = (db: Reader): Promise<CompleterRow[]> => db.selectFrom('earlier_completer as c')
  .select(['c.name', 'c.kana', 'c.municipality_id as municipalityId', 'c.affiliation', 'c.profession_code as professionCode', 'c.category', 'c.course_id as courseId', 'c.fiscal_year as fiscalYear',
    'c.completed_on as completedOn', 'c.certificate_number as certificateNumber', 'c.in_post as inPost'])
  .orderBy('c.fiscal_year').orderBy('c.municipality_id').orderBy('c.name_key').orderBy('c.id').limit(standingMax).execute()

export const standingModels = (db: Reader): Promise<ModelRow[]> => db.selectFrom('earlier_model as e').innerJoin('municipality as m', 'm.id', 'e.municipality_id')
  .select(['e.fiscal_year as fiscalYear', 'e.municipality_id as municipalityId', 'e.meetings', 'e.source', 'e.printed']).orderBy('e.fiscal_year').orderBy('m.code').limit(5_000).execute()

/** People who are known under these keys of name and kana in these municipalities, with where they work now. */
export const namesakesOf = (db: Reader, keys: readonly string[], municipalities: readonly number[]) => db.selectFrom('person as p')
  .select(['p.id', 'p.municipality_id as municipalityId', 'p.search_key as key', sql<string | null>`(select a.organization from affiliation a where a.person_id = p.id and a.to_on is null order by a.from_on desc, a.id desc limit 1)`.as('affiliation')])
  .where('p.merged_into_id', 'is', null).where(sql<boolean>`${exactly('p.search_key')} = any(${[...new Set(keys)]}::text[])`).where(sql<boolean>`p.municipality_id = any(${[...new Set(municipalities)]}::int[])`)
  .orderBy('p.id').limit(20_000).execute()

/** Years and courses that the registers count themselves. */
export const yearsInRegisters = async (db: Reader) => new Set((await db.selectFrom('training').select(['course_id', 'fiscal_year']).distinct().limit(5_000).execute()).map((one) => `${one.course_id} ${one.fiscal_year}`))

export const figuresOf = (db: Reader) => db.selectFrom('earlier_result as e').leftJoin('course as c', 'c.id', 'e.course_id')
  .select(['e.id', 'e.from_fiscal_year as from', 'e.to_fiscal_year as to', 'e.about', 'e.measure', 'e.value', 'e.source', 'e.printed', 'c.name as courseName', 'c.name_en as courseNameEn'])
  .orderBy('e.from_fiscal_year').orderBy('e.to_fiscal_year').orderBy('e.id').limit(500).execute()

/** What there is of the years before, in one statement: completers by year and course, those who wait to be matched, model municipalities, imports. */
export const overviewOf = (db: Reader, scope: Scope) => db.selectNoFrom((eb) => [
  jsonArrayFrom(eb.selectFrom('earlier_count as n').innerJoin('course as c', 'c.id', 'n.course_id').select(({ fn }) => ['n.fiscal_year as fiscalYear', 'c.id as courseId', 'c.name as course', 'c.name_en as courseEn', fn.sum<number>('n.people').as('people')])
    .where(({ ref, lit }) => within(scope, { municipality: ref('n.municipality_id'), person: lit(null) })).groupBy(['n.fiscal_year', 'c.id']).having(({ fn }) => fn.sum('n.people'), '>', 0).orderBy('n.fiscal_year').orderBy('c.id').limit(500)).as('years'),
  eb.selectFrom('earlier_completer as w').select(({ fn }) => fn.countAll<number>().as('n')).where('w.person_id', 'is', null).where(({ ref, lit }) => within(scope, { municipality: ref('w.municipality_id'), person: lit(null) })).as('waiting'),
  jsonArrayFrom(eb.selectFrom('earlier_model as e').innerJoin('municipality as m', 'm.id', 'e.municipality_id').select(['e.fiscal_year as fiscalYear', 'm.id as municipalityId', 'm.name', 'm.name_en as nameEn', 'e.meetings', 'e.source', 'e.printed'])
    .where(({ ref, lit }) => within(scope, { municipality: ref('e.municipality_id'), person: lit(null) })).orderBy('e.fiscal_year').orderBy('m.code').limit(500)).as('models'),
  jsonArrayFrom(eb.selectFrom('earlier_import as i').leftJoin('person as p', 'p.id', 'i.taken_by').select(['i.id', 'i.kind', 'i.taken_at as takenAt', 'i.rows', 'i.taken_back_at as takenBackAt', 'i.reason', 'p.name as takenBy'])
    .where(({ val }) => val(scope.of === 'all')).orderBy('i.id', 'desc').limit(50)).as('imports'),
]).executeTakeFirstOrThrow()

export const perPage = 50
export interface CompleterFilters { from?: number | undefined; to?: number | undefined; course?: number | undefined; municipality?: string | undefined; category?: string | undefined; profession?: string | undefined; waiting?: '1' | undefined }

/** A page of completers of the years before, each with the person they are or may be. `total` counts all pages. */
export const completersOf = (db: Reader, scope: Scope, { from, to, course, municipality, category, profession, waiting }: CompleterFilters, page: number) => db.selectFrom('earlier_completer as c')
  .innerJoin('municipality as m', 'm.id', 'c.municipality_id').innerJoin('course as k', 'k.id', 'c.course_id').leftJoin('profession as f', 'f.code', 'c.profession_code')
  .leftJoin('person as p', (join) => join.on(sql<boolean>`p.id = coalesce(c.person_id, c.likely_id)`))
  .select(['c.id', 'c.version', 'c.person_id as personId', 'c.likely_id as likelyId', 'c.name', 'c.kana', 'c.affiliation', 'c.category', 'c.fiscal_year as fiscalYear', 'c.completed_on as completedOn', 'c.certificate_number as certificateNumber', 'c.in_post as inPost',
    'm.name as municipality', 'm.name_en as municipalityEn', 'k.name as course', 'k.name_en as courseEn', 'f.name as profession', 'f.name_en as professionEn', 'p.name as knownName', 'p.kana as knownKana'])
  .select(({ fn }) => [fn.countAll<number>().over().as('total'), sql<string | null>`(select a.organization from affiliation a where a.person_id = coalesce(c.person_id, c.likely_id) and a.to_on is null order by a.from_on desc, a.id desc limit 1)`.as('knownAffiliation'),
    sql<number>`(select count(*)::int from enrollment e where e.person_id = coalesce(c.person_id, c.likely_id))`.as('knownTrainings')])
  .where(({ ref }) => within(scope, { municipality: ref('c.municipality_id'), person: ref('c.person_id') }))
  .$if(from !== undefined, (q) => q.where('c.fiscal_year', '>=', from!)).$if(to !== undefined, (q) => q.where('c.fiscal_year', '<=', to!)).$if(course !== undefined, (q) => q.where('c.course_id', '=', course!))
  .$if(municipality !== undefined && municipality !== 'none', (q) => q.where('c.municipality_id', '=', Number(municipality))).$if(category !== undefined, (q) => q.where('c.category', '=', category as 'chair'))
  .$if(profession === 'none', (q) => q.where('c.profession_code', 'is', null)).$if(profession !== undefined && profession !== 'none', (q) => q.where('c.profession_code', '=', profession!))
  .$if(waiting === '1', (q) => q.where('c.person_id', 'is', null))
  .orderBy('c.fiscal_year').orderBy('m.code').orderBy('c.name_key').orderBy('c.id').limit(perPage).offset((page - 1) * perPage).execute()

export const findImport = (db: Reader, id: number) => db.selectFrom('earlier_import').select(['id', 'kind', 'taken_at as takenAt', 'rows', 'taken_back_at as takenBackAt', 'reason']).where('id', '=', id).executeTakeFirst()

/** What of our own names the people an import brought; all else that names them hangs on it. */
const ours = { earlier_completer: sql`r.import_id = p.earlier_import_id`, affiliation: sql`r.earlier_import_id = p.earlier_import_id`, person_profession: sql`true` }

/** The names of people whom an import brought and on whom something hangs by now: a nomination, an account, a merge. At most 50. */
export async function hangingOn(db: Reader, importId: number): Promise<string[]> {
  const references = (await referencesToPeople(db)).map(({ table, column }) => ({ table, column }))
  const also = [{ table: 'account', column: 'person_id' }, { table: 'person', column: 'merged_into_id' }, { table: 'person_merge', column: 'kept_id' }, { table: 'person_merge', column: 'merged_id' }, { table: 'person_apart', column: 'one_id' }, { table: 'person_apart', column: 'other_id' }]
  const hangs = [...references, ...also].map(({ table, column }) => sql`exists (select from ${sql.table(table)} r where ${sql.ref(`r.${column}`)} = p.id${table in ours ? sql` and not (${ours[table as keyof typeof ours]})` : sql``})`)
  const rows = await ask(db, sql<{ name: string }>`select p.name from person p where p.earlier_import_id = ${importId} and (p.merged_into_id is not null or ${sql.join(hangs, sql` or `)}) order by p.kana_key, p.id limit 50`)
  return rows.map(({ name }) => name)
}
