import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { parseCsv } from '../../base/csv.ts'
import { found, refuse } from '../../base/errors.ts'
import { speaking } from '../../base/texts.ts'
import { compare } from '../../office/table-imports/comparing.ts'
import type { Compared } from '../../office/table-imports/kinds.ts'
import { readRows } from '../../office/table-imports/reading.ts'
import { texts as trainingTexts } from '../../planning/trainings/texts.ts'
import { keysOf, inPortions } from '../../who/people/changes.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { texts as targetTexts } from '../targets/texts.ts'
import { resultColumns, type Course, type Ground } from './columns.ts'
import type { MatchForm } from './forms.ts'
import { hangingOn, namesakesOf, standingResults } from './queries.ts'
import { keyOfResult, likeliest, whyNotTakeBack, type CompleterRow, type ModelRow, type Of, type ResultRow } from './rules.ts'
import { texts } from './texts.ts'

type Kind = 'earlier_results' | 'earlier_completers' | 'earlier_models'

/** One file that is taken in; what it brings names it, so that it can go whole. */
const begin = async ({ tx, actor, now }: Change, kind: Kind, rows: number): Promise<number> => (await tx.insertInto('earlier_import')
  .values({ kind, taken_at: now, taken_by: actor?.personId ?? null, rows }).returning('id').executeTakeFirstOrThrow()).id

const newOnes = <Row>(compared: readonly Compared<Row>[]) => compared.filter(({ mark }) => mark === 'new').map(({ value }) => value)

/** Takes sums as they were printed. A figure that stands already is left alone. Logs 'earlier_results.loaded'. Returns how many rows were new. */
export async function takeResults(change: Change, programId: number, compared: readonly Compared<ResultRow>[]): Promise<number> {
  const rows = newOnes(compared)
  const import_id = rows.length === 0 ? null : await begin(change, 'earlier_results', rows.length)
  const courseOf = (of: Of) => of.startsWith('course:') ? { about: 'training' as const, course_id: Number(of.slice(7)) } : { about: of as 'model_support', course_id: null }
  const values = rows.flatMap(({ from, to, of, measure, value, municipalities, source, printed, fact, month, mode }) => {
    const shared = { program_id: programId, ...courseOf(of), from_fiscal_year: from, to_fiscal_year: to, source, printed, month, mode, import_id }
    return [{ ...shared, measure, value, fact: fact === '' ? null : fact }, ...municipalities === null ? [] : [{ ...shared, measure: 'municipalities' as const, value: municipalities, fact: null }]]
  })
  const made = values.length === 0 ? [] : await change.tx.insertInto('earlier_result').values(values).onConflict((oc) => oc.column('fact').doNothing()).returning('id').execute()
  change.log('earlier_results.loaded', `program:${programId}`, { figures: made.length })
  return made.length
}

/** What Tokyo printed about the years before this system, in the form's own columns. */
const printedByTokyo = () => readFileSync(new URL('../../keeping/printed-figures/data/tokyo-earlier.csv', import.meta.url), 'utf8').replace(/^\uFEFF/, '')

/** Takes in the printed figures that come with the product, through the change of the import; asked twice it takes them once. Returns how many were new. */
export async function loadEarlierResults(change: Change, programId: number, courses: { practitioner_training: number; instructor_training: number }): Promise<number> {
  const both = { ...texts, ...targetTexts, ...trainingTexts }
  const say = speaking(both, 'ja')
  const known: Course[] = (['practitioner_training', 'instructor_training'] as const).map((kind) => ({ id: courses[kind], kind, name: '', nameEn: '' }))
  const ground: Ground = { municipalityId: null, subjectId: null, about: '', crumbs: [], back: '', whyNot: null, courses: known, municipalities: [], professions: [] }
  const reading = readRows({ rows: parseCsv(printedByTokyo()).rows, said: [], unsure: [], merged: [] } as never, resultColumns, ground, { say: say as never, language: 'ja', texts: both })
  if ('refused' in reading || reading.problems.length > 0) throw new Error(`tokyo-earlier.csv cannot be read: ${JSON.stringify('refused' in reading ? reading.refused : reading.problems[0])}`)
  return takeResults(change, programId, compare({ columns: resultColumns, keyOf: keyOfResult }, await standingResults(change.tx), reading.rows, ground, say as never))
}

/**
 * Takes people who completed before this system, in a fixed number of statements however many they are. Who is like somebody known by
 * name, kana and municipality waits until an officer says whether it is the same person; everybody else is added. Lines of the same
 * person (affiliation included) are one person; a namesake elsewhere in the file waits like one of the register. Logs 'earlier_completers.loaded'.
 */
export async function takeCompleters(change: Change, compared: readonly Compared<CompleterRow>[]): Promise<number> {
  const { tx, log } = change
  const rows = newOnes(compared)
  const importId = await begin(change, 'earlier_completers', rows.length)
  const lines = rows.map((row) => ({ ...row, ...keysOf(row.name, row.kana) }))
  const bodyAndKey = ({ municipalityId, search_key }: { municipalityId: number; search_key: string }) => `${municipalityId} ${search_key}`
  const known = Map.groupBy(await namesakesOf(tx, lines.map(({ search_key }) => search_key), lines.map(({ municipalityId }) => municipalityId)), ({ municipalityId, key }) => `${municipalityId} ${key}`)
  const placeOf = (line: typeof lines[number]) => `${bodyAndKey(line)} ${searchKeyOf(line.affiliation)}`
  const firsts = new Map<string, { place: string; n: number }>()
  const fresh: typeof lines = []
  const decided = lines.map((line): { made: number } | { likely: number } | { likelyMade: number } => {
    const theirs = known.get(bodyAndKey(line))
    if (theirs !== undefined) return { likely: likeliest(theirs, (affiliation) => searchKeyOf(affiliation) === searchKeyOf(line.affiliation))!.id }
    const first = firsts.get(bodyAndKey(line))
    if (first !== undefined) return first.place === placeOf(line) ? { made: first.n } : { likelyMade: first.n }
    firsts.set(bodyAndKey(line), { place: placeOf(line), n: fresh.length })
    fresh.push(line)
    return { made: fresh.length - 1 }
  })
  const made = await addPeople(change, importId, fresh)
  const latest = new Map<number, typeof lines[number]>()
  lines.forEach((line, n) => { const one = decided[n]!; if ('made' in one && line.inPost && line.fiscalYear >= (latest.get(one.made)?.fiscalYear ?? 0)) latest.set(one.made, line) })
  await addAffiliations(change, importId, [...latest].map(([n, line]) => ({ ...line, personId: made[n]! })))
  for (const part of inPortions(lines.map((line, n) => ({ line, one: decided[n]! })))) await insertCompleters(change, importId, part.map(({ line, one }) => ({
    ...line, personId: 'made' in one ? made[one.made]! : null, likelyId: 'likely' in one ? one.likely : 'likelyMade' in one ? made[one.likelyMade]! : null, madePerson: 'made' in one,
  })))
  const changed = await correctCompleters(change, compared)
  log('earlier_completers.loaded', `earlier_import:${importId}`, { count: rows.length, people: made.length, waiting: decided.filter((one) => !('made' in one)).length, changed })
  return rows.length + changed
}

type Line = CompleterRow & { kana_key: string; search_key: string }

async function addPeople({ tx, now }: Change, importId: number, lines: readonly Line[]): Promise<number[]> {
  const ids: number[] = []
  for (const part of inPortions(lines)) {
    const rows = part.map(({ municipalityId, name, kana, kana_key, search_key }, n) => ({ n, municipality_id: municipalityId, name, kana, kana_key, search_key }))
    const { rows: made } = await sql<{ id: number }>`insert into person (municipality_id, name, kana, created_at, kana_key, search_key, earlier_import_id)
      select municipality_id, name, kana, ${now}::timestamptz, kana_key, search_key, ${importId}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (n int, municipality_id int, name text, kana text, kana_key text, search_key text) order by n returning id`.execute(tx)
    ids.push(...made.map(({ id }) => id).sort((a, b) => a - b))
  }
  for (const part of inPortions(lines.map(({ professionCode }, n) => ({ id: ids[n]!, code: professionCode })).filter(({ code }) => code !== null)))
    await sql`insert into person_profession (person_id, profession_code, is_primary) select id, code, true from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as r (id int, code text)`.execute(tx)
  return ids
}

/** Where somebody works who is still in post: since when is not known, so it is said from the day they completed. */
async function addAffiliations({ tx }: Change, importId: number, lines: readonly (CompleterRow & { personId: number })[]): Promise<void> {
  for (const part of inPortions(lines)) {
    const rows = part.map(({ personId, municipalityId, affiliation, category, fiscalYear, completedOn }) =>
      ({ person_id: personId, municipality_id: municipalityId, organization: affiliation, category, from_on: completedOn ?? `${fiscalYear + 1}-03-31` }))
    await sql`insert into affiliation (person_id, municipality_id, organization, category, from_on, earlier_import_id)
      select person_id, municipality_id, organization, category, from_on, ${importId} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (person_id int, municipality_id int, organization text, category text, from_on date)`.execute(tx)
  }
}

async function insertCompleters({ tx }: Change, importId: number, lines: readonly (Line & { personId: number | null; likelyId: number | null; madePerson: boolean })[]): Promise<void> {
  const rows = lines.map((line) => ({
    person_id: line.personId, likely_id: line.likelyId, made_person: line.madePerson, municipality_id: line.municipalityId, name: line.name, kana: line.kana, name_key: line.kana_key, affiliation: line.affiliation, profession_code: line.professionCode,
    category: line.category, course_id: line.courseId, fiscal_year: line.fiscalYear, completed_on: line.completedOn, certificate_number: line.certificateNumber, in_post: line.inPost,
  }))
  await sql`insert into earlier_completer (import_id, person_id, likely_id, made_person, municipality_id, name, kana, name_key, affiliation, profession_code, category, course_id, fiscal_year, completed_on, certificate_number, in_post)
    select ${importId}, person_id, likely_id, made_person, municipality_id, name, kana, name_key, affiliation, profession_code, category, course_id, fiscal_year, completed_on, certificate_number, in_post
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (person_id int, likely_id int, made_person boolean, municipality_id int, name text, kana text, name_key text, affiliation text, profession_code text,
      category text, course_id int, fiscal_year int, completed_on date, certificate_number text, in_post boolean)`.execute(tx)
}

/** A line that stands and differs: the record is corrected; the person's own page is not touched by it. */
async function correctCompleters({ tx }: Change, compared: readonly Compared<CompleterRow>[]): Promise<number> {
  const changed = compared.filter(({ mark }) => mark === 'changed').map(({ value }) => value)
  for (const part of inPortions(changed)) {
    const rows = part.map(({ name, kana, municipalityId, affiliation, professionCode, category, courseId, fiscalYear, completedOn, certificateNumber, inPost }) =>
      ({ name, kana, municipality_id: municipalityId, affiliation, profession_code: professionCode, category, course_id: courseId, fiscal_year: fiscalYear, completed_on: completedOn, certificate_number: certificateNumber, in_post: inPost }))
    await sql`update earlier_completer c set affiliation = r.affiliation, profession_code = r.profession_code, category = r.category, completed_on = r.completed_on, in_post = r.in_post, version = c.version + 1
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (name text, kana text, municipality_id int, affiliation text, profession_code text, category text, course_id int, fiscal_year int, completed_on date, certificate_number text, in_post boolean)
      where (c.course_id, c.fiscal_year, c.municipality_id, c.name, c.kana, c.certificate_number) = (r.course_id, r.fiscal_year, r.municipality_id, r.name, r.kana, r.certificate_number)`.execute(tx)
  }
  return changed.length
}

export async function takeModels(change: Change, compared: readonly Compared<ModelRow>[]): Promise<number> {
  const { tx, log } = change
  const rows = newOnes(compared)
  const importId = await begin(change, 'earlier_models', rows.length)
  if (rows.length > 0) await tx.insertInto('earlier_model').values(rows.map(({ fiscalYear, municipalityId, ...rest }) => ({ ...rest, import_id: importId, fiscal_year: fiscalYear, municipality_id: municipalityId }))).execute()
  const changed = compared.filter(({ mark }) => mark === 'changed')
  for (const { value: { fiscalYear, municipalityId, ...rest } } of changed) await tx.updateTable('earlier_model').set(rest).where('fiscal_year', '=', fiscalYear).where('municipality_id', '=', municipalityId).execute()
  log('earlier_models.loaded', `earlier_import:${importId}`, { count: rows.length, changed: changed.length })
  return rows.length + changed.length
}

/**
 * Says of people who wait whether they are the likely person or somebody else; who is somebody else is added. What was said meanwhile by
 * another is left as it is. Logs 'earlier_completer.matched' of each. Returns how many.
 */
export async function matchCompleters(change: Change, { rows }: MatchForm): Promise<number> {
  const { tx, now, actor, log } = change
  const asked = rows.filter(({ choice }) => choice !== undefined)
  const held = asked.length === 0 ? [] : await tx.selectFrom('earlier_completer').selectAll().where('id', 'in', asked.map(({ id }) => id)).orderBy('id').forUpdate().execute()
  const open = held.filter((one) => one.person_id === null && asked.some(({ id, version }) => id === one.id && version === one.version))
  refuse(asked.length === 0 ? { key: 'earlierResults.nothingChosen' } : open.length < asked.length ? { key: 'form.stale' } : null)
  for (const one of open) {
    const line = { name: one.name, kana: one.kana, municipalityId: one.municipality_id, affiliation: one.affiliation, professionCode: one.profession_code, category: one.category, courseId: one.course_id, fiscalYear: one.fiscal_year,
      completedOn: one.completed_on, certificateNumber: one.certificate_number, inPost: one.in_post, ...keysOf(one.name, one.kana) }
    const isSame = asked.find(({ id }) => id === one.id)!.choice === 'same'
    const personId = isSame ? one.likely_id! : (await addPeople(change, one.import_id, [line]))[0]!
    await tx.updateTable('earlier_completer').set({ person_id: personId, made_person: !isSame, matched_at: now, matched_by: actor?.personId ?? null, version: one.version + 1 }).where('id', '=', one.id).execute()
    const standing = await tx.selectFrom('affiliation').select('id').where('person_id', '=', personId).where('to_on', 'is', null).executeTakeFirst()
    if (one.in_post && standing === undefined) await addAffiliations(change, one.import_id, [{ ...line, personId }])
    log('earlier_completer.matched', `earlier_completer:${one.id}`, { personId, choice: isSame ? 'same' : 'other' })
  }
  return open.length
}

/**
 * Takes a wrong import back whole: its rows, the people it added, and where they were said to work. Refused while anything hangs on one
 * of those people. Logs 'earlier_import.taken_back'. @throws Missing, Refusal
 */
export async function takeBack(change: Change, importId: number, reason: string): Promise<void> {
  const { tx, actor, now, log } = change
  const one = found(await tx.selectFrom('earlier_import').select(['kind', 'taken_back_at as takenBackAt', 'rows']).where('id', '=', importId).forUpdate().executeTakeFirst())
  refuse(whyNotTakeBack({ takenBackAt: one.takenBackAt, hanging: [] }))
  const people = (await tx.selectFrom('person').select('id').where('earlier_import_id', '=', importId).orderBy('id').forUpdate().execute()).map(({ id }) => id)
  refuse(whyNotTakeBack({ takenBackAt: one.takenBackAt, hanging: await hangingOn(tx, importId) }))
  await tx.deleteFrom('earlier_result').where('import_id', '=', importId).execute()
  await tx.deleteFrom('earlier_model').where('import_id', '=', importId).execute()
  await tx.deleteFrom('earlier_completer').where('import_id', '=', importId).execute()
  await tx.deleteFrom('affiliation').where('earlier_import_id', '=', importId).execute()
  await tx.deleteFrom('person_profession').where('person_id', 'in', tx.selectFrom('person').select('id').where('earlier_import_id', '=', importId)).execute()
  // The database looks each of them up in a hundred tables: some at a time, so that no statement comes near its limit.
  for (let from = 0; from < people.length; from += 200) await tx.deleteFrom('person').where('id', 'in', people.slice(from, from + 200)).execute()
  await tx.updateTable('earlier_import').set({ taken_back_at: now, taken_back_by: actor?.personId ?? null, reason: reason.trim() }).where('id', '=', importId).execute()
  log('earlier_import.taken_back', `earlier_import:${importId}`, { kind: one.kind, count: one.rows, people: people.length, reason: reason.trim() })
}
