import assert from 'node:assert/strict'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { beyond } from '../../base/wall.ts'
import { findCall, holdCall } from '../../planning/calls/queries.ts'
import { personFor } from '../../who/people/changes.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { findPerson } from '../../who/people/queries.ts'
import { afterAct, freeRank, wishesOf, type Act, type Line, type Typed } from './lines.ts'
import { checked, withOwnPlaces } from './checks.ts'
import { withTheirs, writtenIn } from './differing.ts'
import { sheetOf, type Desk } from './queries.ts'
import { whyNotEdit, whyNotRecall, whyNotSubmit, whyNotUnapproved } from './rules.ts'

/**
 * Keeps the sheet as typed, right or wrong, after a button moved, removed or added a line. Somebody else's save since the
 * page was opened is a 409 'form.stale'; saves of one page may overtake each other. One that brings nothing new counts no
 * version: the browser may still be saving by itself while the next page, with the version of before, is on its way.
 * Logs 'sheet.saved'.
 */
export async function saveSheet(change: Change, callId: number, given: Typed, act: Act | null): Promise<void> {
  const { tx, now, log } = change
  mend(unreadableIn(given.lines))
  const municipalityId = ownOf(change)
  const call = found(await findCall(tx, change.scope, callId))
  const sheet = await holdSheet(change, callId, municipalityId)
  refuse(whyNotEdit(sheet, call, dayInJapan(now)))
  const samePage = given.page !== null && given.page === sheet.editKey && given.version >= (sheet.editFrom ?? Infinity)
  if (given.version !== sheet.version && (!samePage || given.theirs)) refuse({ key: 'form.stale' })

  const desk = found(await sheetOf(tx, change.scope, callId, municipalityId))
  // Chosen from what stood beside it on the page, which is what stands here: the version says so.
  const typed = withTheirs(given, writtenIn(desk), given.theirs ?? [])
  const lines = await linked(change, desk, await withKnown(change, afterAct(typed.lines, act), act))
  if (samePage && isKept(desk, typed, lines)) return log('sheet.saved', `sheet:${sheet.id}`, { version: sheet.version })
  await tx.deleteFrom('nomination').where('sheet_id', '=', sheet.id).where('withdrawn_at', 'is', null).execute()
  await tx.deleteFrom('nil_return').where('sheet_id', '=', sheet.id).execute()
  if (lines.length > 0) await tx.insertInto('nomination').values(lines.map((line) => rowOf(line, sheet.id, callId, municipalityId))).execute()
  const nils = Object.entries(typed.nils)
  if (nils.length > 0) await tx.insertInto('nil_return')
    .values(nils.map(([category, reason]) => ({ sheet_id: sheet.id, category: category as Line['category'], reason }))).execute()
  await tx.updateTable('nomination_sheet').set({
    version: sheet.version + 1, saved_at: now, saved_by: change.actor?.personId ?? null, contact_name: typed.contactName, contact_phone: typed.contactPhone, contact_email: typed.contactEmail,
    edit_key: typed.page, edit_from: samePage ? sheet.editFrom : sheet.version,
  }).where('id', '=', sheet.id).execute()
  log('sheet.saved', `sheet:${sheet.id}`, { version: sheet.version + 1 })
}

/** What stands in a number box and is no number: nothing of the sheet is kept before it is one. */
const unreadableIn = (lines: readonly Line[]) => lines.flatMap(({ category, rank, unreadable = {} }) =>
  Object.keys(unreadable).map((box) => ({ field: `${category}.${rank - 1}.${box}`, reason: { key: 'nominations.countWrong' as const } })))

/** Whether what is typed is what is kept already. */
function isKept(desk: Desk, typed: Typed, lines: readonly Line[]): boolean {
  const whole = (one: Pick<Typed, 'contactName' | 'contactPhone' | 'contactEmail'>, rows: readonly Line[], nils: [string, string][]) =>
    JSON.stringify([one.contactName, one.contactPhone, one.contactEmail, rows.map((line) => rowOf(line, 0, 0, 0)), nils.sort()])
  return whole(typed, lines, Object.entries(typed.nils)) === whole(desk, desk.lines, desk.nilReturns.map(({ category, reason }) => [category, reason]))
}

/**
 * Hands the sheet in as it is saved: every line becomes a person, a receipt is given. Where the municipality approves its
 * sheets, only the last approver's change does this, `for` the person who asked. Logs 'sheet.submitted'.
 */
export async function submitSheet(change: Change, callId: number, version: number, approved?: { for: number }): Promise<number> {
  const { tx, now, log, actor } = change
  const municipalityId = ownOf(change)
  const call = found(await findCall(tx, change.scope, callId))
  // Out of a pool two municipalities could take the same last place: whoever comes second waits, and counts the first.
  if (call.poolOn !== null) await holdCall(tx, change.scope, callId)
  const { id } = await holdSheet(change, callId, municipalityId)
  const sheet = found(await sheetOf(tx, change.scope, callId, municipalityId))
  if (version !== sheet.version) refuse({ key: 'form.stale' })
  const { answer, places } = await beyond(change, (db) => checked(db, call, sheet, municipalityId, dayInJapan(now)))
  refuse(whyNotSubmit(answer, withOwnPlaces(call, places), dayInJapan(now)) ?? (approved === undefined ? whyNotUnapproved(sheet) : null))

  await namePeople(change, municipalityId, id, sheet.lines)
  const receipt = `${call.fiscalYear}-${callId}-${sheet.municipalityCode}-${sheet.version}`
  await tx.updateTable('nomination_sheet').set({
    state: 'submitted', receipt, submitted_at: now, submitted_by: approved?.for ?? actor?.personId ?? null, edit_key: null, edit_from: null,
  }).where('id', '=', id).execute()
  log('sheet.submitted', `sheet:${id}`, { callId, receipt })
  return id
}

/**
 * Takes the sheet out of the hands of those who type, for the municipality's own approvers, or gives it back to them.
 * What is handed over has no errors, as if it were submitted now. The caller logs what was asked or answered.
 */
export async function handToApprovers(change: Change, callId: number, version: number) {
  const { tx, scope, now } = change
  const municipalityId = ownOf(change)
  const call = found(await findCall(tx, scope, callId))
  const { id } = await holdSheet(change, callId, municipalityId)
  const sheet = found(await sheetOf(tx, scope, callId, municipalityId))
  if (version !== sheet.version) refuse({ key: 'form.stale' })
  const { answer, places } = await beyond(change, (db) => checked(db, call, sheet, municipalityId, dayInJapan(now)))
  refuse(whyNotSubmit(answer, withOwnPlaces(call, places), dayInJapan(now)))
  await tx.updateTable('nomination_sheet').set({ in_approval: true, edit_key: null, edit_from: null }).where('id', '=', id).execute()
  return { ...sheet, id, municipalityId }
}

/** What is wrong with the first line of a sheet when it stands among the others; for somebody who takes another's place. */
export const problemsInPlace = async (change: Change, call: Parameters<typeof checked>[1], sheet: Parameters<typeof checked>[2], municipalityId: number) =>
  (await beyond(change, (db) => checked(db, call, sheet, municipalityId, dayInJapan(change.now)))).problems[0]!

/** Back from the approvers. With `mend`, pages opened before are stale, because what they show was not approved. */
export const backFromApprovers = ({ tx }: Change, sheetId: number, { mend }: { mend: boolean }) =>
  tx.updateTable('nomination_sheet').set((eb) => ({ in_approval: false, ...mend ? { version: eb('version', '+', 1) } : {} })).where('id', '=', sheetId).execute()

/** The municipality takes its sheet back before the last day. Logs 'sheet.recalled'. */
export async function recallSheet(change: Change, callId: number): Promise<void> {
  const { tx, now, log } = change
  const municipalityId = ownOf(change)
  const call = found(await findCall(tx, change.scope, callId))
  const sheet = await holdSheet(change, callId, municipalityId)
  refuse(whyNotRecall(sheet, call, dayInJapan(now)))
  await unlock(change, sheet.id, { state: 'draft' })
  log('sheet.recalled', `sheet:${sheet.id}`, { callId })
}

const ownOf = ({ scope }: Change): number => {
  assert(scope.of === 'municipality', 'only a municipality types in a sheet')
  return scope.municipalityId
}

/** The sheet, begun when there is none, with its row held, so that two officers save one after the other. */
export async function holdSheet({ tx, now }: Change, call_id: number, municipality_id: number) {
  await tx.insertInto('nomination_sheet').values({ call_id, municipality_id, version: 0, saved_at: now })
    .onConflict((oc) => oc.columns(['call_id', 'municipality_id']).doNothing()).execute()
  return tx.selectFrom('nomination_sheet').select(['id', 'state', 'version', 'due_on as dueOn', 'in_approval as inApproval', 'edit_key as editKey', 'edit_from as editFrom'])
    .where('call_id', '=', call_id).where('municipality_id', '=', municipality_id).forUpdate().executeTakeFirstOrThrow()
}

/** Back in the hands of the municipality: no longer counted as submitted, and older pages are stale. */
export async function unlock({ tx }: Change, id: number, values: { state: 'draft' | 'returned'; return_reason?: string; returned_at?: Date; due_on?: string; due_reason?: null }) {
  await tx.updateTable('nomination').set({ submitted: false }).where('sheet_id', '=', id).where('withdrawn_at', 'is', null).execute()
  await tx.updateTable('nomination_sheet').set((eb) => ({ ...values, version: eb('version', '+', 1), edit_key: null, edit_from: null })).where('id', '=', id).execute()
}

/**
 * With the known person that a button asked for: in the row it stands in, whose other boxes stay as typed, or on the first
 * free place of the category. The row that is meant is there still, or the person is put nowhere.
 */
async function withKnown({ tx, scope }: Change, lines: Line[], act: Act | null): Promise<Line[]> {
  if (act === null || act.category === null || (act.verb !== 'known' && act.verb !== 'take')) return lines
  const person = found(await findPerson(tx, scope, act.personId ?? act.n))
  if (act.verb === 'take') return lines.map((line) => line.category !== act.category || line.rank !== act.n ? line : {
    ...line, personId: person.id, name: person.name, kana: person.kana ?? '', affiliation: person.affiliation ?? line.affiliation,
    professionCode: person.professionCode ?? line.professionCode, email: person.email ?? line.email,
  })
  return [...lines, {
    category: act.category, rank: freeRank(lines, act.category), personId: person.id, name: person.name, kana: person.kana ?? '',
    affiliation: person.affiliation ?? '', professionCode: person.professionCode, experience: null, wishedCohortId: null, team: null,
    email: person.email ?? '', reason: '',
  }]
}

/**
 * Lines whose choices exist and are theirs to choose: own people, cohorts of this training, known professions; else 404.
 * A line whose name was typed over is no longer the known person, and a second line of the same person is only a name.
 */
async function linked({ tx }: Change, { callId, professions, cohorts, municipalityId }: Desk, lines: Line[]): Promise<Line[]> {
  const ids = [...new Set(lines.flatMap(({ personId }) => personId ?? []))]
  const people = ids.length === 0 ? [] : await tx.selectFrom('person').select(['id', 'name']).where('id', 'in', ids)
    .where('municipality_id', '=', municipalityId).execute()
  const applicantIds = [...new Set(lines.flatMap(({ applicantId }) => applicantId ?? []))]
  const applicants = applicantIds.length === 0 ? [] : await tx.selectFrom('applicant as r').innerJoin('application as a', 'a.id', 'r.application_id').select(['r.id', 'r.name'])
    .where('r.id', 'in', applicantIds).where('r.municipality_id', '=', municipalityId).where('a.call_id', '=', callId).where('r.verdict', '=', 'taken').execute()
  const [seen, applied] = [new Set<number>(), new Set<number>()]
  return lines.map((typed) => {
    const applicantId = fromApplicant(typed, applicants)
    const line = { ...typed, applicantId: applicantId === null || applied.has(applicantId) ? null : applicantId }
    if (applicantId !== null) applied.add(applicantId)
    if (line.professionCode !== null) found(professions.find(({ code }) => code === line.professionCode))
    for (const wish of wishesOf(line)) found(cohorts.find(({ id }) => id === wish))
    if (line.personId === null) return line
    const known = found(people.find(({ id }) => id === line.personId))
    const same = searchKeyOf(known.name) === searchKeyOf(line.name) && !seen.has(known.id)
    if (same) seen.add(known.id)
    return { ...line, personId: same ? known.id : null }
  })
}

/** The application a line came from, as long as the line bears the name that stands there: a claim of the form like any other. */
function fromApplicant({ applicantId = null, name }: Line, applicants: readonly { id: number; name: string }[]): number | null {
  if (applicantId === null) return null
  return searchKeyOf(found(applicants.find(({ id }) => id === applicantId)).name) === searchKeyOf(name) ? applicantId : null
}

const rowOf = (line: Line, sheet_id: number, call_id: number, municipality_id: number) => ({
  sheet_id, call_id, municipality_id, person_id: line.personId, category: line.category, rank: line.rank, name: line.name, kana: line.kana,
  affiliation: line.affiliation, profession_code: line.professionCode, experience: line.experience, experience_count: line.experienceCount ?? null, experience_years: line.years ?? null, wished_cohort_id: line.wishedCohortId, second_cohort_id: line.secondCohortId ?? null, third_cohort_id: line.thirdCohortId ?? null,
  team: line.team, email: line.email, reason: line.reason, applicant_id: line.applicantId ?? null,
})

/** Every line of the sheet becomes a person of the municipality, and its affiliation an organization where one has that name. */
async function namePeople(change: Change, municipalityId: number, sheetId: number, lines: readonly Line[]): Promise<void> {
  const { tx } = change
  const organizations = await tx.selectFrom('organization').select(['id', 'name_key']).where('municipality_id', '=', municipalityId)
    .where('name_key', 'in', ['', ...lines.map(({ affiliation }) => searchKeyOf(affiliation))]).where('valid_to', 'is', null).limit(500).execute()
  const named = lines.flatMap(({ personId }) => personId ?? [])
  for (const line of lines) {
    const organizationId = organizations.find(({ name_key }) => name_key === searchKeyOf(line.affiliation))?.id ?? null
    const personId = line.personId ?? await personFor(change, { ...line, municipalityId, organizationId, email: line.email.trim(), except: named })
    named.push(personId)
    await tx.updateTable('nomination').set({ person_id: personId, organization_id: organizationId, submitted: true })
      .where('sheet_id', '=', sheetId).where('category', '=', line.category).where('rank', '=', line.rank).where('withdrawn_at', 'is', null).execute()
  }
}
