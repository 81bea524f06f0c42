import { sql } from 'kysely'
import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse, type Reason } from '../../base/errors.ts'
import type { Table } from '../../base/sheets.ts'
import { advanceWork, endWork, startWork, type HeldBack } from '../../keeping/works/changes.ts'
import { putInPlace, type FileNow } from '../../office/table-imports/changes.ts'
import { callWithHoldings, findCall, holdCall } from '../../planning/calls/queries.ts'
import { inPortions, peopleFor } from '../../who/people/changes.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import type { Line } from '../nominations/lines.ts'
import { checkBundle, type Bundle, type Call, type Part } from './checking.ts'
import { whyNotEnter, whyNotTake, type BundleState } from './rules.ts'

export const bundleJob = 'bundle'

/** Keeps a file that was sent. Earlier ones that nobody confirmed are given up: their keys come back. Logs 'bundleFile.sent'. */
export async function keepBundle(change: Change, callId: number, file: FileNow): Promise<{ id: number; unneeded: string[] }> {
  const { tx, scope, now, log } = change
  assert(scope.of === 'all')
  const call = found(await findCall(tx, scope, callId))
  refuse(whyNotEnter(call, dayInJapan(now)))
  const kept = await putInPlace(change, 'bundle_file', { call_id: callId }, file)
  log('bundleFile.sent', `bundleFile:${kept.id}`, { callId, bytes: file.bytes, sha256: file.sha256 })
  return kept
}

/**
 * Begins the work that takes a file in, once: whoever comes second is told that it is under way. Why the office enters for
 * others is kept with the file. Returns the id of the work. Logs 'bundleFile.confirmed'.
 */
export async function confirmBundle(change: Change, id: number, reason: string, people: number): Promise<number> {
  const { tx, scope, log } = change
  assert(scope.of === 'all')
  const file = found(await tx.selectFrom('bundle_file').select(['state', 'call_id as callId']).where('id', '=', id).forUpdate().executeTakeFirst())
  refuse(whyNotTake(file.state as BundleState))
  mend(reason.trim() === '' ? [{ field: 'reason', reason: { key: 'bundleFiles.whyMissing' } }] : [])
  const workId = await startWork(change, { name: bundleJob, subject: `call:${file.callId}`, total: people, backTo: `/bundle-files/${id}`, payload: { fileId: id } })
  await tx.updateTable('bundle_file').set({ state: 'queued', reason, work_id: workId }).where('id', '=', id).execute()
  log('bundleFile.confirmed', `bundleFile:${id}`, { callId: file.callId, people })
  return workId
}

/** The file says something that cannot be taken in now. Thrown inside the change, so that nothing of it stays. */
export class NotTaken extends Error {
  override name = 'NotTaken'
  readonly heldBack: HeldBack[]
  constructor(heldBack: HeldBack[]) { super('not taken in'); this.heldBack = heldBack }
}

/**
 * All of a file or nothing of it, in one transaction: the sheets are held, the rules are asked anew, and every sheet of the
 * file is handed in for its municipality, some municipalities at a time; `advance` hears how many people are in. Begun again
 * after it was done, it only says so. Throws NotTaken.
 * Logs 'sheet.submitted' and 'people.added' per sheet, and 'bundleFile.taken'.
 */
export async function takeBundle(change: Change, workId: number, id: number, table: Table, advance: (people: number) => Promise<void>): Promise<void> {
  const { tx, scope, now, log } = change
  const today = dayInJapan(now)
  const { callId } = found(await tx.selectFrom('bundle_file').select('call_id as callId').where('id', '=', id).executeTakeFirst())
  // Whoever takes in another file of this call waits here, and then finds its sheets handed in.
  found(await holdCall(tx, scope, callId))
  const { state } = await tx.selectFrom('bundle_file').select('state').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  if (state === 'taken') return void await endWork(change, workId)
  const sheets = await heldSheets(change, callId)
  const call = found(await callWithHoldings(tx, scope, callId, today))
  const shut = whyNotEnter(call, today)
  if (shut !== null) throw new NotTaken([{ what: '', reason: shut }])
  const bundle = await checkBundle(tx, call, table, today, 'ja')
  if ('refused' in bundle) throw new NotTaken([{ what: '', reason: bundle.refused }])
  if (bundle.errors > 0) throw new NotTaken(heldBackOf(bundle))
  const { people } = bundle
  const linked = new Set(bundle.parts.flatMap(({ lines }) => lines.flatMap(({ personId }) => personId ?? [])))
  let written = 0
  for (const parts of inGroups(bundle.parts)) {
    await writeSheets(change, call, parts, sheets, linked, id)
    written += parts.reduce((sum, { lines }) => sum + lines.length, 0)
    await advance(written)
  }
  await tx.updateTable('bundle_file').set({ state: 'taken', taken_at: now, sheets: bundle.parts.length, people }).where('id', '=', id).execute()
  await advanceWork(change, workId, people)
  await endWork(change, workId)
  log('bundleFile.taken', `bundleFile:${id}`, { callId, sheets: bundle.parts.length, people })
}

/** The file waits for another confirmation, and the page of the work says why. Logs 'bundleFile.refused'. */
export async function refuseBundle(change: Change, workId: number, id: number, heldBack: HeldBack[]): Promise<void> {
  await change.tx.updateTable('bundle_file').set({ state: 'open' }).where('id', '=', id).where('state', '=', 'queued').execute()
  await endWork(change, workId, { heldBack: heldBack.map((one) => ({ ...one, href: `/bundle-files/${id}` })) })
  change.log('bundleFile.refused', `bundleFile:${id}`, { count: heldBack.length })
}

const heldBackOf = ({ problems }: Bundle): HeldBack[] => problems.filter(({ level }) => level === 'error').slice(0, 200)
  .map(({ address, value, reason }): { what: string; reason: Reason } => ({ what: `${address} ${value.slice(0, 40)}`.trim(), reason }))

interface HeldSheet { id: number; municipalityId: number; version: number }

/**
 * The sheets of a call that are begun, held until the change ends, in the order of their ids, so that two who want several
 * do not wait for each other. One that is begun meanwhile makes the change fail, and its job tries again.
 */
async function heldSheets({ tx }: Change, callId: number): Promise<Map<number, HeldSheet>> {
  const rows = await tx.selectFrom('nomination_sheet').select(['id', 'municipality_id as municipalityId', 'version'])
    .where('call_id', '=', callId).orderBy('id').forUpdate().execute()
  return new Map(rows.map((row) => [row.municipalityId, row]))
}

/** So many people are written at a time, in whole municipalities: what a statement carries, and how often the page moves. */
const peoplePerGroup = 1_000

function* inGroups(parts: readonly Part[]): Generator<Part[]> {
  let [group, people]: [Part[], number] = [[], 0]
  for (const part of parts) {
    group.push(part)
    people += part.lines.length
    if (people < peoplePerGroup) continue
    yield group
    ;[group, people] = [[], 0]
  }
  if (group.length > 0) yield group
}

/**
 * Writes the sheets of some municipalities of a checked file in a fixed number of statements. `linked` are the people whom
 * lines anywhere in the file are linked to; a person is looked for in the own municipality only, so groups do not meet.
 */
async function writeSheets(
  change: Change, call: Call, parts: readonly Part[], held: ReadonlyMap<number, HeldSheet>, linked: ReadonlySet<number>, fileId: number,
): Promise<void> {
  const sheets = await begun(change, call.id, parts, held)
  await cleared(change, [...sheets.values()].map(({ id }) => id))
  const named = parts.flatMap(({ body, lines }) => lines.map((line) => ({ line, municipalityId: body.id, sheetId: sheets.get(body.id)!.id })))
  const organizations = await organizationsOf(change, named)
  const organizationOf = ({ line, municipalityId }: (typeof named)[number]) => organizations.get(`${municipalityId} ${searchKeyOf(line.affiliation)}`) ?? null
  const unknown = named.filter(({ line }) => line.personId === null)
  const { ids, added } = await peopleFor(change, unknown.map((one) => ({ ...one.line, municipalityId: one.municipalityId, organizationId: organizationOf(one), email: one.line.email.trim() })), linked)
  const idOf = new Map(unknown.map(({ line }, place) => [line, ids[place]!]))
  await insertLines(change, call.id, named.map((one) => ({ ...one, personId: one.line.personId ?? idOf.get(one.line)!, organizationId: organizationOf(one) })))
  await insertNils(change, parts, sheets)
  await handIn(change, call, parts, sheets)
  for (const { body, lines } of parts) {
    const { id } = sheets.get(body.id)!
    change.log('sheet.submitted', `sheet:${id}`, { callId: call.id, bundleFile: fileId, people: lines.length })
    const fresh = lines.flatMap((line) => { const person = idOf.get(line); return person !== undefined && added.has(person) ? [person] : [] })
    if (fresh.length > 0) change.log('people.added', `sheet:${id}`, { people: fresh })
  }
}

async function begun({ tx, now }: Change, call_id: number, parts: readonly Part[], held: ReadonlyMap<number, HeldSheet>): Promise<Map<number, HeldSheet>> {
  const missing = parts.filter(({ body }) => !held.has(body.id))
  const made = missing.length === 0 ? [] : await tx.insertInto('nomination_sheet').values(missing.map(({ body }) => ({ call_id, municipality_id: body.id, version: 0, saved_at: now })))
    .returning(['id', 'municipality_id as municipalityId', 'version']).execute()
  const own = new Set(parts.map(({ body }) => body.id))
  return new Map([...[...held.values()].filter(({ municipalityId }) => own.has(municipalityId)), ...made].map((row) => [row.municipalityId, row]))
}

async function cleared({ tx }: Change, sheetIds: number[]): Promise<void> {
  await tx.deleteFrom('nomination').where(sql<boolean>`sheet_id = any(${sheetIds}::int[])`).where('withdrawn_at', 'is', null).execute()
  await tx.deleteFrom('nil_return').where(sql<boolean>`sheet_id = any(${sheetIds}::int[])`).execute()
}

async function organizationsOf({ tx }: Change, named: readonly { line: Line; municipalityId: number }[]): Promise<Map<string, number>> {
  const keys = [...new Set(named.map(({ line }) => searchKeyOf(line.affiliation)))]
  const bodies = [...new Set(named.map(({ municipalityId }) => municipalityId))]
  const rows = await tx.selectFrom('organization').select(['id', 'name_key', 'municipality_id'])
    .where(sql<boolean>`municipality_id = any(${bodies}::int[])`).where(sql<boolean>`name_key = any(${keys}::text[])`).where('valid_to', 'is', null)
    .orderBy('id', 'desc').limit(keys.length * bodies.length + 1).execute()
  return new Map(rows.map(({ id, name_key, municipality_id }) => [`${municipality_id} ${name_key}`, id]))
}

type Row = { line: Line; municipalityId: number; sheetId: number; personId: number; organizationId: number | null }

async function insertLines({ tx }: Change, callId: number, all: readonly Row[]): Promise<void> {
  for (const part of inPortions(all)) {
    const rows = part.map(({ line, municipalityId, sheetId, personId, organizationId }, n) => ({
      n, sheet_id: sheetId, municipality_id: municipalityId, person_id: personId, organization_id: organizationId, category: line.category, rank: line.rank, name: line.name, kana: line.kana,
      affiliation: line.affiliation, profession_code: line.professionCode, experience: line.experience, experience_count: line.experienceCount ?? null, experience_years: line.years ?? null, wished_cohort_id: line.wishedCohortId, second_cohort_id: line.secondCohortId ?? null, third_cohort_id: line.thirdCohortId ?? null, team: line.team, email: line.email, reason: line.reason,
    }))
    await sql`insert into nomination (sheet_id, call_id, municipality_id, person_id, organization_id, category, rank, name, kana, affiliation, profession_code, experience, experience_count, experience_years,
        wished_cohort_id, second_cohort_id, third_cohort_id, team, email, reason, submitted)
      select sheet_id, ${callId}::int, municipality_id, person_id, organization_id, category, rank, name, kana, affiliation, profession_code, experience, experience_count, experience_years, wished_cohort_id, second_cohort_id, third_cohort_id, team, email, reason, true
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (n int, sheet_id int, municipality_id int, person_id int, organization_id int, category text, rank int, name text,
        kana text, affiliation text, profession_code text, experience text, experience_count int, experience_years int, wished_cohort_id int, second_cohort_id int, third_cohort_id int, team int, email text, reason text) order by n`.execute(tx)
  }
}

async function insertNils({ tx }: Change, parts: readonly Part[], sheets: ReadonlyMap<number, HeldSheet>): Promise<void> {
  const rows = parts.flatMap(({ body, nils }) => nils.map(({ category, reason }) => ({ sheet_id: sheets.get(body.id)!.id, category, reason })))
  for (const part of inPortions(rows)) await tx.insertInto('nil_return').values([...part]).execute()
}

/** Older pages are stale, and the receipt says which state was handed in. Whoever entered is named as who submitted. */
async function handIn({ tx, now, actor }: Change, call: Call, parts: readonly Part[], sheets: ReadonlyMap<number, HeldSheet>): Promise<void> {
  const rows = parts.map(({ body }) => {
    const { id, version } = sheets.get(body.id)!
    return { id, version: version + 1, receipt: `${call.fiscalYear}-${call.id}-${body.code}-${version + 1}` }
  })
  const by = actor?.personId ?? null
  await sql`update nomination_sheet s set state = 'submitted', version = r.version, receipt = r.receipt, saved_at = ${now}::timestamptz, saved_by = ${by}::int,
      submitted_at = ${now}::timestamptz, submitted_by = ${by}::int, edit_key = null, edit_from = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id int, version int, receipt text) where s.id = r.id`.execute(tx)
}
