import { sql } from 'kysely'
import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { addDays, dayInJapan } from '../../base/days.ts'
import { found, mend } from '../../base/errors.ts'
import { halfWidth } from '../../base/numbers.ts'
import type { Tables } from '../../base/tables.ts'
import type { AffiliationForm, EndForm, NewPersonForm, PersonForm } from './forms.ts'
import { acceptableName, kanaKeyOf, partsOf, searchKeyOf, storedKana } from './names.ts'
import { professions } from './professions.ts'
import { choicesFor, exactly, findPerson } from './queries.ts'
import { likenessOf, problemsOfPerson, whyNotAffiliateFrom, whyNotEnd } from './rules.ts'

/** A person as a sheet or a form names them. Name and affiliation are kept as typed, the kana as hiragana. */
export interface Named {
  municipalityId: number; name: string; kana: string
  professionCode: string | null; affiliation: string
  organizationId?: number | null; email?: string | null
  category?: Tables['affiliation']['category']
  /** People this cannot be: another line of the same sheet is they. */
  except?: readonly number[]
}

/**
 * The id of the person of that municipality with this name and kana, added when there is none. Of several namesakes the
 * one with the same affiliation is taken; when they all work elsewhere it is somebody new. What is known is never
 * overwritten, only what was blank is filled in. Logs 'person.added' only when somebody is added.
 */
export async function personFor(change: Change, named: Named): Promise<number> {
  assert(acceptableName(named.name), 'a name is checked before it becomes a person')
  const id = await knownAs(change, named) ?? await addNamed(change, named)
  await fillIn(change, id, named)
  return id
}

/** Adds the professions of the forms that are not there yet, in their order. Returns how many. Logs 'professions.loaded'. */
export async function loadProfessions({ tx, log }: Change): Promise<number> {
  const added = await tx.insertInto('profession')
    .values(professions.map(({ code, name, nameEn }, at) => ({ code, name, name_en: nameEn, position: at + 1 })))
    .onConflict((oc) => oc.column('code').doNothing()).returning('code').execute()
  log('professions.loaded', 'professions', { added: added.length })
  return added.length
}

/** Folded columns of a person, from the name and the kana as they are stored. */
export const keysOf = (name: string, kana: string | null) =>
  ({ kana_key: kanaKeyOf(kana ?? ''), search_key: searchKeyOf(name, kana ?? '') })

async function knownAs({ tx }: Change, { municipalityId, name, kana, affiliation, except = [] }: Named): Promise<number | null> {
  const namesakes = await tx.selectFrom('person as p').select(['p.id', presentPlace.as('affiliation')])
    .where('p.municipality_id', '=', municipalityId).where('p.merged_into_id', 'is', null).where(exactly('p.search_key'), '=', keysOf(name, storedKana(kana) ?? kana).search_key)
    .orderBy('p.id').limit(50).execute()
  return whoOf(namesakes, affiliation, (id) => except.includes(id))
}

/** Where the person `p` works now. */
const presentPlace = sql<string | null>`(select a.organization from affiliation a where a.person_id = p.id and a.to_on is null
  order by a.from_on desc, a.id desc limit 1)`

/** Which of the namesakes, in the order of their ids, a typed line means; null when it is somebody new. */
function whoOf(namesakes: readonly { id: number; affiliation: string | null }[], affiliation: string, isTaken: (id: number) => boolean): number | null {
  const free = namesakes.filter(({ id }) => !isTaken(id))
  const same = free.find((one) => one.affiliation !== null && searchKeyOf(one.affiliation) === searchKeyOf(affiliation))
  return same?.id ?? (namesakes.length === 1 ? free[0]?.id : free.find((one) => one.affiliation === null)?.id) ?? null
}

async function addNamed({ tx, now, log }: Change, { municipalityId, name, kana, email }: Named): Promise<number> {
  const stored = storedKana(kana) ?? kana
  const { id } = await tx.insertInto('person').values({
    municipality_id: municipalityId, name, kana: stored, email: email || null, created_at: now, ...keysOf(name, stored),
  }).returning('id').executeTakeFirstOrThrow()
  log('person.added', `person:${id}`)
  return id
}

async function fillIn({ tx, now }: Change, id: number, named: Named): Promise<void> {
  if (named.email) await tx.updateTable('person').set({ email: named.email }).where('id', '=', id).where('email', 'is', null).execute()
  if (named.professionCode !== null) {
    const primary = await tx.selectFrom('person_profession').select('person_id').where('person_id', '=', id).where('is_primary', '=', true).executeTakeFirst()
    await tx.insertInto('person_profession').values({ person_id: id, profession_code: named.professionCode, is_primary: primary === undefined })
      .onConflict((oc) => oc.columns(['person_id', 'profession_code']).doNothing()).execute()
  }
  const standing = await tx.selectFrom('affiliation').select('id').where('person_id', '=', id).where('to_on', 'is', null).executeTakeFirst()
  if (standing === undefined && named.affiliation.trim() !== '') await tx.insertInto('affiliation').values({
    person_id: id, municipality_id: named.municipalityId, organization_id: named.organizationId ?? null,
    organization: named.affiliation, category: named.category ?? null, from_on: dayInJapan(now),
  }).execute()
}

interface Namesake { id: number; affiliation: string | null }
type ManyNamed = Omit<Named, 'category' | 'except'>

/** A statement carries so many rows: what it is sent as stays a few megabytes. */
const portion = 2_500

/**
 * `personFor` for thousands at once, by the same rule (`whoOf`) and in a fixed number of statements: the ids in the order of
 * `named`, those added included. Nobody is named twice in it: of two lines of one municipality with the same name the second
 * is somebody else. `taken` are people whom other lines are linked to already. Logs nothing; the caller says who was added.
 */
export async function peopleFor(change: Change, named: readonly ManyNamed[], taken: ReadonlySet<number>): Promise<{ ids: number[]; added: Set<number> }> {
  assert(named.every(({ name }) => acceptableName(name)), 'a name is checked before it becomes a person')
  const lines = named.map((one) => { const kana = storedKana(one.kana) ?? one.kana; return { ...one, kana, ...keysOf(one.name, kana) } })
  const namesakes = await namesakesOf(change, lines)
  const used = new Set(taken)
  const fresh: number[] = []
  const ids = lines.map((line, place) => {
    const theirs = namesakes.get(bodyAndKey(line.municipalityId, line.search_key)) ?? []
    const id = whoOf(theirs, line.affiliation, (one) => used.has(one)) ?? -1 - place
    used.add(id)
    if (id < 0) {
      fresh.push(place)
      namesakes.set(bodyAndKey(line.municipalityId, line.search_key), [...theirs, { id, affiliation: line.affiliation }])
    }
    return id
  })
  const made = await addMany(change, fresh.map((place) => lines[place]!))
  fresh.forEach((place, n) => { ids[place] = made[n]! })
  await fillInMany(change, lines.map((line, place) => ({ ...line, id: ids[place]! })))
  return { ids, added: new Set(made) }
}

const bodyAndKey = (municipalityId: number, key: string) => `${municipalityId} ${key}`

async function namesakesOf({ tx }: Change, lines: readonly { municipalityId: number; search_key: string }[]) {
  const keys = [...new Set(lines.map(({ search_key }) => search_key))]
  const bodies = [...new Set(lines.map(({ municipalityId }) => municipalityId))]
  const rows = await tx.selectFrom('person as p').select(['p.id', 'p.municipality_id as municipalityId', 'p.search_key as key', presentPlace.as('affiliation')])
    .where('p.merged_into_id', 'is', null).where(sql<boolean>`${exactly('p.search_key')} = any(${keys}::text[])`).where(sql<boolean>`p.municipality_id = any(${bodies}::int[])`)
    .orderBy('p.id').limit(keys.length * 50 + 1).execute()
  return new Map<string, Namesake[]>(Map.groupBy(rows, ({ municipalityId, key }) => bodyAndKey(municipalityId!, key)))
}

type NamedLine = ManyNamed & { kana_key: string; search_key: string }

/** New people with their ids in the order given: numbers are drawn in the order of an ordered select. */
async function addMany({ tx, now }: Change, lines: readonly NamedLine[]): Promise<number[]> {
  const ids: number[] = []
  for (const part of inPortions(lines)) {
    const rows = part.map(({ municipalityId, name, kana, email, kana_key, search_key }, n) => ({ n, municipality_id: municipalityId, name, kana, email: email || null, kana_key, search_key }))
    const { rows: made } = await sql<{ id: number }>`insert into person (municipality_id, name, kana, email, created_at, kana_key, search_key)
      select municipality_id, name, kana, email, ${now}::timestamptz, kana_key, search_key
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (n int, municipality_id int, name text, kana text, email text, kana_key text, search_key text)
      order by n returning id`.execute(tx)
    ids.push(...made.map(({ id }) => id).sort((a, b) => a - b))
  }
  return ids
}

/** What was blank is filled in, what is known is never overwritten. */
async function fillInMany({ tx, now }: Change, lines: readonly (NamedLine & { id: number })[]): Promise<void> {
  for (const part of inPortions(lines)) {
    const rows = JSON.stringify(part.map(({ id, municipalityId, organizationId, affiliation, professionCode, email }) =>
      ({ id, municipality_id: municipalityId, organization_id: organizationId ?? null, organization: affiliation, profession_code: professionCode, email: email || null })))
    const given = sql`jsonb_to_recordset(${rows}::jsonb) as r (id int, municipality_id int, organization_id int, organization text, profession_code text, email text)`
    await sql`update person p set email = r.email from ${given} where p.id = r.id and p.email is null and r.email is not null`.execute(tx)
    await sql`insert into person_profession (person_id, profession_code, is_primary)
      select r.id, r.profession_code, not exists (select from person_profession f where f.person_id = r.id and f.is_primary)
      from ${given} where r.profession_code is not null on conflict (person_id, profession_code) do nothing`.execute(tx)
    await sql`insert into affiliation (person_id, municipality_id, organization_id, organization, from_on)
      select r.id, r.municipality_id, r.organization_id, r.organization, ${dayInJapan(now)}::date from ${given}
      where btrim(r.organization) <> '' and not exists (select from affiliation a where a.person_id = r.id and a.to_on is null)`.execute(tx)
  }
}

/** The rows in the portions in which they are sent to the database. */
export function* inPortions<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += portion) yield all.slice(from, from + portion)
}

/** A person with professions and a first affiliation; namesakes of the municipality are asked about once. Logs 'person.added'. */
export async function addPerson(change: Change, form: NewPersonForm): Promise<number> {
  const { tx, scope, now, log } = change
  const municipality_id = await municipalityOf(change, form.municipalityId)
  const values = await valuesOf(change, form)
  const namesake = await tx.selectFrom('person').select('id').where('municipality_id', 'is not distinct from', municipality_id)
    .where('merged_into_id', 'is', null).where(exactly('search_key'), '=', values.search_key).executeTakeFirst()
  mend(namesake !== undefined && form.sure !== true ? [{ field: 'sure', reason: { key: 'people.namesake' } }] : [])
  const { id } = await tx.insertInto('person').values({ ...values, municipality_id, created_at: now }).returning('id').executeTakeFirstOrThrow()
  await setProfessions(change, id, form)
  await tx.insertInto('affiliation').values({ ...await placeOf(change, municipality_id, form), person_id: id }).execute()
  log('person.added', `person:${id}`, { by: scope.of })
  return id
}

/** Mends the particulars of a person; a corrected name shows on every line not finished, certificates keep theirs. Logs 'person.changed' with the names of the boxes. */
export async function editPerson(change: Change, id: number, form: PersonForm): Promise<void> {
  const { tx, scope, log } = change
  found(await findPerson(tx, scope, id))
  const sheets = await holdSheetsNaming(change, id)
  const before = await tx.selectFrom('person').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const values = await valuesOf(change, form)
  const isOther = sheets.length > 0 && likenessOf(inParts(before), inParts(values)) === 'other'
  mend(isOther ? [{ field: 'name', reason: { key: 'people.otherPerson' } }] : [])
  await tx.updateTable('person').set(values).where('id', '=', id).execute()
  await setProfessions(change, id, form)
  if (values.name !== before.name || (values.kana !== null && values.kana !== before.kana)) await followName(change, id, sheets, values)
  const changed = (Object.keys(values) as (keyof typeof values)[]).filter((name) => !name.endsWith('_key') && before[name] !== values[name])
  log('person.changed', `person:${id}`, { changed })
}

/** A name and kana in the parts by which two writings of it are compared. */
export const inParts = ({ name, kana }: { name: string; kana: string | null }) => ({ name: partsOf(name), kana: partsOf(kana ?? '') })

/** The corrected name and kana of a person, here and on every line not finished; the caller looked the person up through the scope, asks the rules and logs why. */
export async function correctName(change: Change, id: number, { name, kana }: { name: string; kana: string }): Promise<void> {
  const sheets = await holdSheetsNaming(change, id)
  await change.tx.updateTable('person').set({ name, kana, ...keysOf(name, kana) }).where('id', '=', id).execute()
  await followName(change, id, sheets, { name, kana })
}

/**
 * The lines on which a person is named bear the corrected name, too, while the call is not finished: whatever is printed
 * from now on has it, what was issued stays as it was printed. A sheet being typed in is stale for who has it open, because
 * their next save would bring the wrong name back. Logs 'nomination.name_corrected' for each line.
 */
async function followName({ tx, log }: Change, personId: number, sheets: readonly number[], { name, kana }: { name: string; kana: string | null }): Promise<void> {
  if (sheets.length === 0) return
  const lines = await tx.updateTable('nomination').set({ name, ...kana === null ? {} : { kana } })
    .where('person_id', '=', personId).where('sheet_id', 'in', [...sheets]).where('withdrawn_at', 'is', null).returning(['id', 'sheet_id']).execute()
  for (const { id } of lines) log('nomination.name_corrected', `nomination:${id}`, { personId })
  if (lines.length > 0) await tx.updateTable('nomination_sheet').set((eb) => ({ version: eb('version', '+', 1), edit_key: null, edit_from: null }))
    .where('id', 'in', lines.map(({ sheet_id }) => sheet_id)).where('state', 'in', ['draft', 'returned']).where('in_approval', '=', false).execute()
}

/** The sheets of calls not finished on which a person stands, held before the person, as whoever submits a sheet holds them. */
async function holdSheetsNaming({ tx }: Change, personId: number): Promise<number[]> {
  const sheets = await tx.selectFrom('nomination_sheet as s').innerJoin('call as c', 'c.id', 's.call_id').select('s.id').where('c.state', '<>', 'finished')
    .where((eb) => eb.exists(eb.selectFrom('nomination as n').select('n.id').whereRef('n.sheet_id', '=', 's.id').where('n.person_id', '=', personId).where('n.withdrawn_at', 'is', null)))
    .orderBy('s.id').forUpdate('s').execute()
  return sheets.map(({ id }) => id)
}

/** A new place of work from a day on: the one that stands ends the day before, and stays on record. Logs 'person.affiliated'. */
export async function changeAffiliation(change: Change, id: number, form: AffiliationForm): Promise<void> {
  const { tx, scope, now, log } = change
  const person = found(await findPerson(tx, scope, id))
  await tx.selectFrom('person').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const municipality_id = scope.of === 'all' && form.municipalityId === undefined ? person.municipalityId : await municipalityOf(change, form.municipalityId)
  const standing = await tx.selectFrom('affiliation').select(['id', 'from_on as fromOn']).where('person_id', '=', id).where('to_on', 'is', null)
    .orderBy('from_on', 'desc').executeTakeFirst() ?? null
  const problem = whyNotAffiliateFrom(form.fromOn, standing, dayInJapan(now))
  mend(problem === null ? [] : [{ field: 'fromOn', reason: problem }])
  await tx.updateTable('affiliation').set({ to_on: addDays(form.fromOn, -1) }).where('person_id', '=', id).where('to_on', 'is', null).execute()
  const { id: affiliationId } = await tx.insertInto('affiliation').values({ ...await placeOf(change, municipality_id, form), person_id: id }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('person').set({ municipality_id }).where('id', '=', id).execute()
  log('person.affiliated', `person:${id}`, { affiliationId, fromOn: form.fromOn })
}

/** Somebody left. Logs 'person.left'. */
export async function endAffiliation(change: Change, id: number, affiliationId: number, { toOn }: EndForm): Promise<void> {
  const { tx, scope, log } = change
  found(await findPerson(tx, scope, id))
  const affiliation = found(await tx.selectFrom('affiliation').select(['from_on as fromOn', 'to_on as toOn']).where('id', '=', affiliationId)
    .where('person_id', '=', id).forUpdate().executeTakeFirst())
  const problem = whyNotEnd(affiliation, toOn)
  mend(problem === null ? [] : [{ field: 'toOn', reason: problem }])
  await tx.updateTable('affiliation').set({ to_on: toOn }).where('id', '=', affiliationId).execute()
  log('person.left', `person:${id}`, { affiliationId, toOn })
}

/** The municipality a form names, within the scope: one's own, or one that is there; else 404. */
async function municipalityOf({ tx, scope }: Change, asked: number | undefined): Promise<number | null> {
  if (scope.of === 'municipality') return scope.municipalityId
  if (asked === undefined) return null
  return found(await tx.selectFrom('municipality').select('id').where('id', '=', asked).executeTakeFirst()).id
}

async function valuesOf({ now }: Change, form: PersonForm) {
  const kana = storedKana(form.kana)
  mend(problemsOfPerson(form, { storable: acceptableName(form.name) && [...form.name].length <= 60, readable: kana !== null }, dayInJapan(now)))
  return {
    name: form.name, kana, ...keysOf(form.name, kana), email: form.email ?? null, phone: form.phone === undefined ? null : halfWidth(form.phone),
    birth_date: form.birthDate ?? null, roster_consent: form.rosterConsent === undefined ? null : form.rosterConsent === 'yes',
  }
}

/** All professions anew; the primary one is always among them. An unknown one is a 404. */
async function setProfessions({ tx, scope }: Change, person_id: number, { professionCode, professions = [] }: PersonForm): Promise<void> {
  const codes = [...new Set([...(professionCode === undefined ? [] : [professionCode]), ...professions])]
  const known = new Set((await choicesFor(tx, scope)).professions.map(({ code }) => code))
  found(codes.every((code) => known.has(code)) || null)
  await tx.deleteFrom('person_profession').where('person_id', '=', person_id).execute()
  if (codes.length > 0) await tx.insertInto('person_profession')
    .values(codes.map((profession_code) => ({ person_id, profession_code, is_primary: profession_code === professionCode }))).execute()
}

/** A row of affiliation; it is linked to an organization of the municipality that has exactly this name. */
async function placeOf({ tx }: Change, municipality_id: number | null, { organization, position, category, fromOn }: Omit<AffiliationForm, 'municipalityId'>) {
  const known = municipality_id === null ? undefined : await tx.selectFrom('organization').select('id').where('municipality_id', '=', municipality_id)
    .where('name_key', '=', searchKeyOf(organization)).where('valid_to', 'is', null).orderBy('id').executeTakeFirst()
  return { municipality_id, organization_id: known?.id ?? null, organization, position: position ?? null, category: category ?? null, from_on: fromOn }
}
