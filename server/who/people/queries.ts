import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { halfWidth } from '../../base/numbers.ts'
import { within } from '../../base/within.ts'
import { searchKeyOf, storedKana } from './names.ts'

/** One person as other features show them: 氏名, ふりがな, 所属, 職種 in this order. */
export interface KnownPerson {
  id: number; municipalityId: number | null; name: string; kana: string | null; email: string | null
  affiliation: string | null; organizationId: number | null; category: string | null
  professionCode: string | null; profession: string | null; professionEn: string | null
}

/** The person, when the scope reaches them; undefined otherwise. */
export function findPerson(db: Reader, scope: Scope, id: number): Promise<KnownPerson | undefined> {
  return people(db, scope).where('p.id', '=', id).executeTakeFirst()
}

/** The same of many at once; who is out of reach is not among them. */
export const findPeople = (db: Reader, scope: Scope, ids: readonly number[]): Promise<KnownPerson[]> =>
  ids.length === 0 ? Promise.resolve([]) : people(db, scope).where('p.id', 'in', [...ids]).execute()

/**
 * People the scope reaches whose name or kana holds the words (kanji, kana, half width, variants alike), by kana.
 * Words of nothing but spaces find nobody: a list of everybody is a page of its own. `total` counts beyond the limit.
 */
export async function knownPeople(db: Reader, scope: Scope, words: string, limit: number): Promise<(KnownPerson & { total: number })[]> {
  const key = searchKeyOf(words)
  if (key === '') return []
  return people(db, scope).where('p.search_key', 'like', containing(key)).orderBy('p.kana_key').orderBy('p.id').limit(limit)
    .select(sql<number>`count(*) over ()`.as('total')).execute()
}

/** A pattern for `like` that finds the text anywhere; its own signs are no wildcards. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** A person's whole key, in the order of bytes that its index has: `exactly('p.search_key') = …` finds namesakes. */
export const exactly = (column: 'p.search_key' | 'search_key') => sql<string>`${sql.ref(column)} collate "C"`

/** With the affiliation that stands and the primary profession; a person without either has nulls. */
function people(db: Reader, scope: Scope) {
  return db.selectFrom('person as p')
    .leftJoinLateral((eb) => eb.selectFrom('affiliation as a').whereRef('a.person_id', '=', 'p.id').where('a.to_on', 'is', null)
      .select(['a.organization', 'a.organization_id', 'a.category']).orderBy('a.from_on', 'desc').orderBy('a.id', 'desc').limit(1).as('a'), (join) => join.onTrue())
    .leftJoin('person_profession as pp', (join) => join.onRef('pp.person_id', '=', 'p.id').on('pp.is_primary', '=', true))
    .leftJoin('profession as f', 'f.code', 'pp.profession_code')
    .select(['p.id', 'p.municipality_id as municipalityId', 'p.name', 'p.kana', 'p.email', 'a.organization as affiliation',
      'a.organization_id as organizationId', 'a.category', 'f.code as professionCode', 'f.name as profession', 'f.name_en as professionEn'])
    .where('p.merged_into_id', 'is', null)
    .where(({ ref }) => within(scope, { municipality: ref('p.municipality_id'), person: ref('p.id') }))
}

export const peoplePerPage = 50
export interface Narrowed { q?: string | undefined; municipality?: string | undefined; profession?: string | undefined; category?: string | undefined; page: number }

/** The people of a scope, narrowed; what a page of them and their number share. */
function narrowed(db: Reader, scope: Scope, { q = '', municipality, profession, category }: Omit<Narrowed, 'page'>) {
  const key = searchKeyOf(q)
  const wanted = categories.find((one) => one === category)
  return db.selectFrom('person as p').where('p.merged_into_id', 'is', null)
    .where(({ ref }) => within(scope, { municipality: ref('p.municipality_id'), person: ref('p.id') }))
    .$if(key !== '', (query) => query.where('p.search_key', 'like', containing(key)))
    .$if(municipality !== undefined, (query) => query.where((eb) => eb('p.municipality_id', '=', eb.selectFrom('municipality').select('id').where('code', '=', municipality!))))
    .$if(profession !== undefined, (query) => query.where((eb) => eb.exists(eb.selectFrom('person_profession as h').select('h.person_id')
      .whereRef('h.person_id', '=', 'p.id').where('h.profession_code', '=', profession!))))
    .$if(wanted !== undefined, (query) => query.where((eb) => eb.or([
      eb.exists(eb.selectFrom('affiliation as h').select('h.id').whereRef('h.person_id', '=', 'p.id').where('h.to_on', 'is', null).where('h.category', '=', wanted!)),
      eb.exists(eb.selectFrom('enrollment as h').select('h.id').whereRef('h.person_id', '=', 'p.id').where('h.category', '=', wanted!).where('h.state', '<>', 'withdrawn')),
    ])))
}

/** A page of the people the scope reaches, by kana; `total` counts all pages. What is shown of each is looked up for the page alone. */
export async function peopleOfPage(db: Reader, scope: Scope, { page, ...filter }: Narrowed) {
  const [rows, { total }] = await Promise.all([
    people(db, scope).leftJoin('municipality as m', 'm.id', 'p.municipality_id')
      .select(['m.name as municipality', 'm.name_en as municipalityEn'])
      .select((eb) => eb.selectFrom('enrollment as e').select((eb) => eb.fn.countAll<number>().as('n')).whereRef('e.person_id', '=', 'p.id').where('e.state', '=', 'completed').as('completed'))
      .where('p.id', 'in', db.selectFrom(narrowed(db, scope, filter).select('p.id').orderBy('p.kana_key').orderBy('p.id')
        .limit(peoplePerPage).offset((page - 1) * peoplePerPage).as('shown')).select('shown.id'))
      .orderBy('p.kana_key').orderBy('p.id').execute(),
    narrowed(db, scope, filter).select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ])
  return { rows, total }
}
const categories = ['chair', 'adviser', 'case_presenter', 'other'] as const

/** What lists and forms choose from: the municipalities the scope reaches in official order, and the professions. */
export function choicesFor(db: Reader, scope: Scope) {
  return db.selectNoFrom((eb) => [
    jsonArrayFrom(eb.selectFrom('municipality as m').select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn'])
      .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null` })).where('m.valid_to', 'is', null).orderBy('m.code').limit(200)).as('municipalities'),
    jsonArrayFrom(eb.selectFrom('profession as f').select(['f.code', 'f.name', 'f.name_en as nameEn']).orderBy('f.position').orderBy('f.code').limit(100)).as('professions'),
  ]).executeTakeFirstOrThrow()
}

/** The person that an entry was merged into, however often that went on; undefined when it was not merged. */
export async function stayingFor(db: Reader, id: number): Promise<number | undefined> {
  const row = await db.withRecursive('chain', (eb) => eb.selectFrom('person as p').select(['p.id', 'p.merged_into_id as next', sql<number>`1`.as('step')]).where('p.id', '=', id)
    .unionAll((eb2) => eb2.selectFrom('chain as c').innerJoin('person as p', 'p.id', 'c.next').select(['p.id', 'p.merged_into_id as next', sql<number>`c.step + 1`.as('step')]).where('c.step', '<', 50)))
    .selectFrom('chain').select('id').where('next', 'is', null).where('step', '>', 1).executeTakeFirst()
  return row?.id
}

/** Everything about one person within the scope: particulars, professions, affiliations, trainings, certificates. */
export function wholePerson(db: Reader, scope: Scope, id: number) {
  return people(db, scope).where('p.id', '=', id)
    .leftJoin('municipality as m', 'm.id', 'p.municipality_id')
    .select(['m.name as municipality', 'm.name_en as municipalityEn', 'p.phone', 'p.birth_date as birthDate', 'p.roster_consent as rosterConsent', 'p.created_at as createdAt'])
    .select((eb) => [
      jsonArrayFrom(eb.selectFrom('person_profession as h').innerJoin('profession as g', 'g.code', 'h.profession_code').whereRef('h.person_id', '=', 'p.id')
        .select(['g.code', 'g.name', 'g.name_en as nameEn', 'h.is_primary as isPrimary']).orderBy('h.is_primary', 'desc').orderBy('g.position').limit(50)).as('professions'),
      jsonArrayFrom(eb.selectFrom('affiliation as h').leftJoin('municipality as hm', 'hm.id', 'h.municipality_id').whereRef('h.person_id', '=', 'p.id')
        .select(['h.id', 'h.organization', 'h.organization_id as organizationId', 'h.position', 'h.category', 'h.from_on as fromOn', 'h.to_on as toOn', 'hm.name as municipality', 'hm.name_en as municipalityEn'])
        .orderBy('h.from_on', 'desc').orderBy('h.id', 'desc').limit(100)).as('affiliations'),
      jsonArrayFrom(eb.selectFrom('enrollment as e').innerJoin('training as t', 't.id', 'e.training_id').whereRef('e.person_id', '=', 'p.id')
        .select(['e.id', 'e.training_id as trainingId', 't.title', 't.title_en as titleEn', 'e.number', 'e.category', 'e.state', 'e.completed_on as completedOn'])
        .orderBy('t.fiscal_year', 'desc').orderBy('e.id', 'desc').limit(100)).as('enrollments'),
      jsonArrayFrom(eb.selectFrom('earlier_completer as b').innerJoin('course as k', 'k.id', 'b.course_id').whereRef('b.person_id', '=', 'p.id')
        .select(['b.id', 'k.name as course', 'k.name_en as courseEn', 'b.fiscal_year as fiscalYear', 'b.category', 'b.affiliation', 'b.completed_on as completedOn', 'b.certificate_number as certificateNumber'])
        .orderBy('b.fiscal_year', 'desc').orderBy('b.id').limit(50)).as('earlier'),
      jsonArrayFrom(eb.selectFrom('instructor as i').whereRef('i.person_id', '=', 'p.id').select(['i.id', 'i.state', 'i.valid_until as validUntil'])).as('instructor'),
      jsonArrayFrom(eb.selectFrom('person_merge as g').whereRef('g.kept_id', '=', 'p.id').where('g.undone_at', 'is', null)
        .select(['g.id', 'g.merged_at as mergedAt']).orderBy('g.id', 'desc').limit(20)).as('merges'),
      jsonArrayFrom(eb.selectFrom('certificate as c').whereRef('c.person_id', '=', 'p.id')
        .select(['c.id', 'c.number_text as numberText', 'c.issued_on as issuedOn', 'c.in_force as inForce']).orderBy('c.issued_on', 'desc').orderBy('c.id', 'desc').limit(100)).as('certificates'),
    ]).executeTakeFirst()
}

export const foundMax = 20

/** Municipalities whose name, kana or code holds the words. */
export function municipalitiesNamed(db: Reader, scope: Scope, words: string) {
  return db.selectFrom('municipality as m').select(['m.id', 'm.code', 'm.name', 'm.name_en as nameEn', 'm.kana'])
    .where((eb) => eb.or([eb('m.name', 'like', containing(words)), eb('m.kana', 'like', containing(storedKana(words) ?? words)),
      eb('m.name_en', 'ilike', containing(words)), eb('m.code', 'like', `${containing(halfWidth(words)).slice(1)}`)]))
    .where(({ ref }) => within(scope, { municipality: ref('m.id'), person: sql<null>`null` }))
    .orderBy('m.code').limit(foundMax).execute()
}

/** Trainings whose title holds the words; a municipality sees those of published calls. */
export function trainingsNamed(db: Reader, scope: Scope, words: string) {
  return db.selectFrom('training as t').select(['t.id', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear'])
    .where((eb) => eb.or([eb('t.title', 'like', containing(words)), eb('t.title_en', 'ilike', containing(words))]))
    .where((eb) => (scope.of === 'all' ? eb.lit(true) : scope.of === 'municipality' ? eb('t.state', '<>', 'planned') : eb.lit(false)))
    .orderBy('t.fiscal_year', 'desc').orderBy('t.id').limit(foundMax).execute()
}

/** Certificates whose number holds the words: '第12号', '12'. */
export function certificatesNumbered(db: Reader, scope: Scope, words: string) {
  const digits = halfWidth(words).replace(/\D/g, '')
  return db.selectFrom('certificate as c').select(['c.id', 'c.number_text as numberText', 'c.name'])
    .where((eb) => eb.or([eb('c.number_text', 'like', containing(words)),
      ...(/^第?\s*\d{1,9}\s*号?$/.test(halfWidth(words)) ? [eb('c.number', '=', Number(digits))] : [])]))
    .where(({ ref }) => within(scope, { municipality: ref('c.municipality_id'), person: ref('c.person_id') }))
    .orderBy('c.id', 'desc').limit(foundMax).execute()
}
