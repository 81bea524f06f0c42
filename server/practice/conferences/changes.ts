import type { Change } from '../../base/change.ts'
import { dayInJapan, fiscalYearOf, type Day } from '../../base/days.ts'
import { found, mend, Missing, refuse, type FieldReason } from '../../base/errors.ts'
import { findPersonalData } from '../../learning/personal-data/rules.ts'
import { findPeople } from '../../who/people/queries.ts'
import { planMoved } from '../conference-plans/changes.ts'
import { holdPlan } from '../conference-plans/queries.ts'
import { ownMunicipality } from '../conference-types/changes.ts'
import { caseColumns as tableCases, kindCodes } from './columns.ts'
import type { CaseForm, NewCaseForm, NewRecordForm, PersonForm, PersonRemovalForm, RecordForm } from './forms.ts'
import type { RecordRow } from './imports.ts'
import { attendeeKinds, choicesOf, conferenceOfCase, findConference, holdConference, recordsOfYear, type Conference } from './queries.ts'
import { attendanceTyped, casesAfter, kindsOf, problemsOfCase, problemsOfRecord, whyNotCase, whyNotPerson, whyNotRemove, whyNotRemoveCase, type RecordKept } from './rules.ts'

const ref = (id: number) => `conference:${id}`

/** A conference of one's own municipality, held. @throws Missing */
export async function heldConference(change: Change, id: number): Promise<Conference> {
  const { tx, scope } = change
  ownMunicipality(change)
  found(await holdConference(tx, scope, id))
  return found(await findConference(tx, scope, id))
}

interface Looked { columns: { type_id: number; organization_id: number | null; fiscal_year: number; held_on: Day; state: NewRecordForm['state']; state_reason: string; meeting_kind: NewRecordForm['meetingKind']; mode: NewRecordForm['mode']; cases_discussed: number | null; people: number | null; remark: string }; attendance: { kind: string; people: number }[] }

/** What a form says, checked against the municipality's own types, centers and kinds. @throws Unfit, Missing for what is not its own */
async function looked({ tx, scope, now }: Change, municipalityId: number, form: NewRecordForm, kept: RecordKept, known?: Conference): Promise<Looked> {
  const [{ types, centers }, kinds] = [await choicesOf(tx, scope, municipalityId), await attendeeKinds(tx)]
  const type = found(types.find((one) => one.id === form.typeId))
  const organizationId = form.organizationId ?? null
  if (organizationId !== null && organizationId !== known?.organizationId) found(centers.find((one) => one.id === organizationId))
  const heldOn = form.heldOn ?? null
  const year = heldOn === null ? known?.fiscalYear ?? 0 : fiscalYearOf(heldOn)
  const { attendance, problems } = attendanceTyped(form.people ?? {}, kindsOf(kinds, year, known?.attendance.map(({ kind }) => kind)))
  const [remark, casesDiscussed, people] = [form.remark?.trim() ?? '', form.casesDiscussed ?? null, form.differentPeople ?? null]
  const tells: FieldReason[] = form.checked === 'true' ? [] : [...findPersonalData(remark)].slice(0, 1).map(() => ({ field: 'remark', reason: { key: 'conferences.tells', data: { count: findPersonalData(remark).length } } }))
  mend([...problemsOfRecord({
    state: form.state, heldOn, stateReason: form.stateReason ?? '', casesDiscussed, people, attended: attendance.reduce((sum, one) => sum + one.people, 0), level: type.level, organizationId,
    hasCenters: centers.some(({ validTo }) => validTo === null || validTo >= (heldOn ?? validTo)), type,
  }, kept, dayInJapan(now)), ...problems, ...tells])
  return {
    columns: {
      type_id: type.id, organization_id: organizationId, fiscal_year: year, held_on: heldOn!, state: form.state, state_reason: form.state === 'canceled' ? form.stateReason?.trim() ?? '' : '', meeting_kind: form.meetingKind, mode: form.mode,
      cases_discussed: form.state === 'held' ? casesDiscussed ?? (kept.cases > 0 ? kept.cases : null) : null, people: form.state === 'held' ? people : null, remark,
    }, attendance: form.state === 'held' ? attendance : [],
  }
}

/** The next free place in the grid for a regular meeting; as needed stands outside it. */
async function placeFor({ tx }: Change, municipality_id: number, { type_id, organization_id, fiscal_year, meeting_kind }: Looked['columns']): Promise<number | null> {
  if (meeting_kind === 'as_needed') return null
  const taken = new Set((await tx.selectFrom('conference').select('position').where('municipality_id', '=', municipality_id).where('fiscal_year', '=', fiscal_year).where('type_id', '=', type_id)
    .where('organization_id', 'is not distinct from', organization_id).where('position', 'is not', null).execute()).map(({ position }) => position))
  return Array.from({ length: 99 }, (_, n) => n + 1).find((one) => !taken.has(one)) ?? null
}

async function putAttendance({ tx }: Change, conference_id: number, municipality_id: number, attendance: readonly { kind: string; people: number }[]): Promise<void> {
  await tx.deleteFrom('conference_attendance').where('conference_id', '=', conference_id).execute()
  if (attendance.length > 0) await tx.insertInto('conference_attendance').values(attendance.map((one) => ({ conference_id, municipality_id, ...one }))).execute()
}

const recordedBy = ({ actor, now }: Change, state: NewRecordForm['state']) => state === 'planned' ? { recorded_by: null, recorded_at: null } : { recorded_by: actor?.personId ?? null, recorded_at: now }

/** A conference that no plan has. Logs 'conference.recorded'. @throws Missing, Unfit */
export async function makeConference(change: Change, form: NewRecordForm): Promise<number> {
  const { tx, log } = change
  const municipality_id = ownMunicipality(change)
  await holdPlan(tx, municipality_id)
  const { columns, attendance } = await looked(change, municipality_id, form, { cases: 0, persons: 0 })
  const position = await placeFor(change, municipality_id, columns)
  const { id } = await tx.insertInto('conference').values({ ...columns, municipality_id, position, ...recordedBy(change, form.state) }).returning('id').executeTakeFirstOrThrow()
  await putAttendance(change, id, municipality_id, attendance)
  if (position !== null) await planMoved(change, municipality_id, columns.fiscal_year)
  log('conference.recorded', ref(id), { state: form.state, on: columns.held_on })
  return id
}

/** What came of a conference. Where its date, its way or its place moves, the plan moves on. Logs 'conference.recorded'. @throws Missing, Unfit, Refusal on a stale page */
export async function recordConference(change: Change, id: number, form: RecordForm): Promise<void> {
  const { tx, log } = change
  await holdPlan(tx, ownMunicipality(change))
  const known = await heldConference(change, id)
  refuse(known.version === form.version ? null : { key: 'form.stale' })
  const { columns, attendance } = await looked(change, known.municipalityId, form, { cases: known.cases.length, persons: known.persons.length }, known)
  const isElsewhere = columns.type_id !== known.typeId || columns.organization_id !== known.organizationId || columns.fiscal_year !== known.fiscalYear
  const position = isElsewhere || (columns.meeting_kind === 'as_needed') !== (known.position === null) ? await placeFor(change, known.municipalityId, columns) : known.position
  await tx.updateTable('conference').set({ ...columns, position, ...recordedBy(change, form.state), version: known.version + 1 }).where('id', '=', id).execute()
  await putAttendance(change, id, known.municipalityId, attendance)
  if (columns.held_on !== known.heldOn || columns.state !== known.state || columns.mode !== known.mode || position !== known.position || isElsewhere) {
    for (const year of new Set([columns.fiscal_year, known.fiscalYear])) await planMoved(change, known.municipalityId, year)
  }
  log('conference.recorded', ref(id), { state: form.state, on: columns.held_on })
}

/** Takes a planned meeting away. Logs 'conference.removed'. @throws Missing, Refusal for what was held, called off or named by a community issue */
export async function removeConference(change: Change, id: number): Promise<void> {
  await holdPlan(change.tx, ownMunicipality(change))
  const known = await heldConference(change, id)
  refuse(whyNotRemove(known))
  await change.tx.deleteFrom('conference').where('id', '=', id).execute()
  await planMoved(change, known.municipalityId, known.fiscalYear)
  change.log('conference.removed', ref(id), { on: known.heldOn })
}

/** Known people of the municipality who took part, each once; whoever is there already gets the role anew. Logs 'conference.people_added'. @throws Missing, Refusal */
export async function addConferencePeople(change: Change, id: number, { people, role }: PersonForm): Promise<void> {
  const { tx, scope, log } = change
  const known = await heldConference(change, id)
  refuse(whyNotPerson(known))
  const reached = new Set((await findPeople(tx, scope, people)).map((one) => one.id))
  const wanted = [...new Set(people)]
  if (wanted.some((one) => !reached.has(one))) throw new Missing()
  await tx.insertInto('conference_person').values(wanted.map((person_id) => ({ conference_id: id, municipality_id: known.municipalityId, person_id, role })))
    .onConflict((oc) => oc.columns(['conference_id', 'person_id']).doUpdateSet({ role })).execute()
  log('conference.people_added', ref(id), { people: wanted.length })
}

/** Logs 'conference.person_removed'. @throws Missing */
export async function removeConferencePerson(change: Change, id: number, { person }: PersonRemovalForm): Promise<void> {
  const known = await heldConference(change, id)
  found(known.persons.find((one) => one.personId === person))
  await change.tx.deleteFrom('conference_person').where('conference_id', '=', id).where('person_id', '=', person).execute()
  change.log('conference.person_removed', ref(id), { personId: person })
}

const caseColumns = (form: NewCaseForm) => ({
  managed_by: form.managedBy, care_level: form.careLevel ?? null, age_band: form.ageBand ?? null, is_again: form.isAgain === 'true', summary: form.summary?.trim() ?? '', summary_checked: form.checked === 'true',
  follow_up_on: form.followUpOn ?? null, followed_up_on: form.followedUpOn ?? null, follow_up_note: form.followUpNote?.trim() ?? '',
})

function lookedCase({ now }: Change, known: Conference, form: NewCaseForm): void {
  const words = [form.summary, form.followUpNote].map((text) => findPersonalData(text ?? '', known.persons.map(({ name }) => name)).length)
  mend(problemsOfCase({ followUpOn: form.followUpOn ?? null, followedUpOn: form.followedUpOn ?? null, heldOn: known.heldOn!, findings: words[0]! + words[1]!, isChecked: form.checked === 'true' }, dayInJapan(now)))
}

async function putCaseParts({ tx }: Change, case_id: number, municipality_id: number, form: NewCaseForm): Promise<void> {
  await tx.deleteFrom('care_case_reason').where('case_id', '=', case_id).execute()
  await tx.deleteFrom('care_case_function').where('case_id', '=', case_id).execute()
  const [reasons, functions] = [[...new Set(form.reasons ?? [])], [...new Set(form.functions ?? [])]]
  if (reasons.length > 0) await tx.insertInto('care_case_reason').values(reasons.map((reason) => ({ case_id, municipality_id, reason }))).execute()
  if (functions.length > 0) await tx.insertInto('care_case_function').values(functions.map((one) => ({ case_id, municipality_id, function: one }))).execute()
}

/** How many cases there were follows the rows, and the version moves on, so that an open form of the record is known to be stale. */
async function settleCases({ tx }: Change, known: Conference, after: number): Promise<void> {
  await tx.updateTable('conference').set({ cases_discussed: casesAfter(known.casesDiscussed, known.cases.length, after), version: known.version + 1 }).where('id', '=', known.id).execute()
}

/** A case that was discussed, without a name. Logs 'care_case.made'. @throws Missing, Refusal, Unfit when words may tell who it is */
export async function addCase(change: Change, conferenceId: number, form: NewCaseForm): Promise<number> {
  const { tx, log } = change
  const known = await heldConference(change, conferenceId)
  refuse(whyNotCase({ state: known.state, cases: known.cases.length }))
  lookedCase(change, known, form)
  const { id } = await tx.insertInto('care_case').values({ ...caseColumns(form), conference_id: conferenceId, municipality_id: known.municipalityId, number: Math.max(0, ...known.cases.map(({ number }) => number)) + 1 }).returning('id').executeTakeFirstOrThrow()
  await putCaseParts(change, id, known.municipalityId, form)
  await settleCases(change, known, known.cases.length + 1)
  log('care_case.made', `care_case:${id}`)
  return id
}

/** A case with its conference, both held before they are read: an issue that is being raised out of the case is seen or waits. @throws Missing */
async function heldCase(change: Change, id: number) {
  const { tx, scope } = change
  ownMunicipality(change)
  const conference = found(await conferenceOfCase(tx, scope, id)).id
  found(await holdConference(tx, scope, conference))
  await tx.selectFrom('care_case').select('id').where('id', '=', id).forUpdate().execute()
  const known = found(await findConference(tx, scope, conference))
  return { known, one: found(known.cases.find((row) => row.id === id)) }
}

/** Logs 'care_case.changed'. @throws Missing, Unfit, Refusal on a stale page. @returns the conference */
export async function changeCase(change: Change, id: number, form: CaseForm): Promise<number> {
  const { known, one } = await heldCase(change, id)
  refuse(one.version === form.version ? null : { key: 'form.stale' })
  lookedCase(change, known, form)
  await change.tx.updateTable('care_case').set({ ...caseColumns(form), version: one.version + 1 }).where('id', '=', id).execute()
  await putCaseParts(change, id, known.municipalityId, form)
  change.log('care_case.changed', `care_case:${id}`)
  return known.id
}

/** Logs 'care_case.removed'. @throws Missing, Refusal for one that community issues came from. @returns the conference */
export async function removeCase(change: Change, id: number): Promise<number> {
  const { known } = await heldCase(change, id)
  refuse(whyNotRemoveCase(id, known.issues))
  await change.tx.deleteFrom('care_case').where('id', '=', id).execute()
  await settleCases(change, known, known.cases.length - 1)
  change.log('care_case.removed', `care_case:${id}`)
  return known.id
}

const keyOfRow = ({ typeId, organizationId, heldOn, meetingKind }: Pick<RecordRow, 'typeId' | 'organizationId' | 'heldOn' | 'meetingKind'>) => `${typeId}-${organizationId ?? 0}-${heldOn}-${meetingKind}`
const placeOfRow = ({ typeId, organizationId }: Pick<RecordRow, 'typeId' | 'organizationId'>) => `${typeId}-${organizationId ?? 0}`

/**
 * Records out of a file. A meeting that stands is known by its type, its center, its day and its kind; others are new, and regular ones go to the next free place of the grid.
 * Attendees and counted cases are as the file says; people and cases with rows stay. Logs 'conferences.taken'. @returns how many rows
 */
export async function takeRecordRows(change: Change, fiscal_year: number, rows: readonly RecordRow[]): Promise<number> {
  const { tx, scope, log } = change
  const municipality_id = ownMunicipality(change)
  await holdPlan(tx, municipality_id)
  const standing = await recordsOfYear(tx, scope, municipality_id, fiscal_year)
  const known = new Map(standing.map((one) => [keyOfRow(one), one]))
  const taken = new Map<string, Set<number>>()
  for (const one of standing) if (one.position !== null) taken.set(placeOfRow(one), (taken.get(placeOfRow(one)) ?? new Set<number>()).add(one.position))
  const nextPlace = (row: RecordRow): number | null => {
    if (row.meetingKind === 'as_needed') return null
    const places = taken.get(placeOfRow(row)) ?? new Set<number>()
    const free = Array.from({ length: 99 }, (_, n) => n + 1).find((one) => !places.has(one)) ?? null
    if (free !== null) taken.set(placeOfRow(row), places.add(free))
    return free
  }
  const said = (row: RecordRow) => ({
    state: row.state ?? 'held' as const, mode: row.mode ?? 'on_site' as const, cases_discussed: row.state === 'held' ? row.cases : null, people: row.state === 'held' ? row.people : null, remark: row.remark, ...recordedBy(change, row.state ?? 'held'),
  })
  const [fresh, changed] = [rows.filter((row) => !known.has(keyOfRow(row))), rows.filter((row) => known.has(keyOfRow(row)))]
  const ids = new Map<RecordRow, number>()
  for (let at = 0; at < fresh.length; at += 1_000) {
    const part = fresh.slice(at, at + 1_000)
    const made = await tx.insertInto('conference').values(part.map((row) => ({ municipality_id, fiscal_year, type_id: row.typeId, organization_id: row.organizationId, meeting_kind: row.meetingKind, held_on: row.heldOn, position: nextPlace(row), ...said(row) }))).returning('id').execute()
    for (const [n, row] of part.entries()) ids.set(row, made[n]!.id)
  }
  for (const row of changed) {
    const { id, rows: withRows, version } = known.get(keyOfRow(row))!
    const said_ = said(row)
    await tx.updateTable('conference').set({ ...said_, cases_discussed: said_.cases_discussed ?? (withRows > 0 ? withRows : null), version: version + 1 }).where('id', '=', id).execute()
    ids.set(row, id)
  }
  if (changed.length > 0) {
    const all = changed.map((row) => ids.get(row)!)
    await tx.deleteFrom('conference_attendance').where('conference_id', 'in', all).execute()
    await tx.deleteFrom('conference_case_count').where('conference_id', 'in', all).execute()
  }
  const attendance = rows.flatMap((row) => kindCodes.flatMap((kind) => row[`k_${kind}`] === null ? [] : [{ conference_id: ids.get(row)!, municipality_id, kind, people: row[`k_${kind}`]! }]))
  const counts = rows.flatMap((row) => tableCases.flatMap(({ name, dimension, code }) => row[name] === null ? [] : [{ conference_id: ids.get(row)!, municipality_id, dimension, code, cases: row[name]! }]))
  for (let at = 0; at < attendance.length; at += 5_000) await tx.insertInto('conference_attendance').values(attendance.slice(at, at + 5_000)).execute()
  for (let at = 0; at < counts.length; at += 5_000) await tx.insertInto('conference_case_count').values(counts.slice(at, at + 5_000)).execute()
  await planMoved(change, municipality_id, fiscal_year)
  log('conferences.taken', `conference_plan:${fiscal_year}`, { year: fiscal_year, rows: rows.length })
  return rows.length
}
