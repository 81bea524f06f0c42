import assert from 'node:assert/strict'
import type { Change } from '../../../base/change.ts'
import { addDays, dayInJapan, type Day } from '../../../base/days.ts'
import { found, mend, refuse } from '../../../base/errors.ts'
import { enter } from '../../../base/wall.ts'
import { searchKeyOf } from '../../people/names.ts'
import { holdSheet } from '../changes.ts'
import type { ArrivalForm, CorrectionForm, RefusalForm, SubmissionForm } from '../forms.ts'
import { municipalityNamed, organizationNamed } from '../places.ts'
import { findArrival, findLine, placesToChoose, type Line, type PlacesToChoose, type Row } from '../queries.ts'
import { fateOfPost, isLate, readLine, whyNotCorrect, whyNotDecide, type Move } from '../rules.ts'

interface Whom { municipalityId: number; personId: number; affiliationId: number; name: string; kana: string | null }

/**
 * Hands in a municipality's check: of everybody it says where they are, and all of it happens at once. Affiliations end and begin with
 * their days, whoever moves to another municipality counts there from that day and is told to it, accesses follow. What is submitted
 * is corrected only by a line of its own. Logs a line per person and 'transfer_check.submitted'. @throws Missing, Refusal, Unfit
 */
export async function submitSheet(change: Change, checkId: number, { version }: SubmissionForm): Promise<number> {
  const { tx, actor, now, log } = change
  const { check, sheet, rows } = await holdSheet(change, checkId)
  const today = dayInJapan(now)
  if (sheet.version !== version) refuse({ key: 'transferChecks.changedMeanwhile' })
  const places = await placesToChoose(tx, sheet.municipalityId)
  const read = rows.map((row) => ({ row, ...readLine(row.line?.typed ?? {}, { ...row, municipalityId: sheet.municipalityId }, municipalityNamed(places), today) }))
  const unfit = read.filter(({ move }) => move === null)
  refuse(unfit.length === 0 ? null : { key: 'transferChecks.notAll', data: { count: unfit.length, name: unfit[0]!.row.name } })

  // Whoever was typed about and is no longer on the list (ended, merged) has no part in what is submitted.
  await tx.deleteFrom('transfer_line').where('sheet_id', '=', sheet.id).where('corrects_id', 'is', null)
    .$if(rows.length > 0, (query) => query.where((eb) => eb.or([eb('affiliation_id', 'is', null), eb('affiliation_id', 'not in', rows.map(({ affiliationId }) => affiliationId))]))).execute()
  await tx.selectFrom('person').select('id').where('id', 'in', [0, ...rows.map(({ personId }) => personId)]).orderBy('id').forUpdate().execute()
  const made = new Map<number, Made>()
  const lineIds = await lineIdsOf(change, sheet.id)
  for (const { row, move } of read) {
    if (move!.answer === 'here') continue
    made.set(row.affiliationId, await carryOut(change, { ...row, municipalityId: sheet.municipalityId }, move!, places, lineIds.get(row.affiliationId)!))
  }
  const here = read.filter(({ move }) => move!.answer === 'here')
  if (here.length > 0) await tx.updateTable('affiliation').set({ confirmed_on: today }).where('id', 'in', here.map(({ row }) => row.affiliationId)).execute()
  for (const { row } of here) log('person.confirmed', `person:${row.personId}`, { affiliationId: row.affiliationId })
  for (const { row, move } of read) await tx.updateTable('transfer_line').set(valuesOf(row, move!, made.get(row.affiliationId), now)).where('id', '=', lineIds.get(row.affiliationId)!).execute()
  const ownPostStays = await passOn(change, sheet.municipalityId, read.flatMap(({ row, move }) => leaves(move!) ? [{ personId: row.personId, to: move!.toMunicipalityId }] : []))

  await tx.updateTable('transfer_sheet').set({
    state: 'submitted', submitted_at: now, submitted_by: actor?.personId ?? null, late: isLate(check, sheet.leave, today), receipt: `異動${check.fiscalYear}-${sheet.code}`, version: sheet.version + 1,
  }).where('id', '=', sheet.id).execute()
  const count = (answer: Move['answer']) => read.filter(({ move }) => move!.answer === answer).length
  log('transfer_check.submitted', `transfer_sheet:${sheet.id}`, { checkId, here: count('here'), within: count('within'), away: count('away'), left: count('left'), ...ownPostStays ? { ownPostStays } : {} })
  return sheet.id
}

const leaves = ({ answer }: Pick<Move, 'answer'>) => answer === 'away' || answer === 'left'

/** Everybody has a line before anything moves: whoever was never drafted has one now. */
async function lineIdsOf({ tx }: Change, sheetId: number): Promise<Map<number, number>> {
  const rows = await tx.selectFrom('transfer_line').select(['id', 'affiliation_id']).where('sheet_id', '=', sheetId).where('corrects_id', 'is', null).execute()
  return new Map(rows.map(({ id, affiliation_id }) => [affiliation_id!, id]))
}

const valuesOf = (row: Pick<Row, 'name' | 'kana' | 'organization'>, move: Move, made: Made | undefined, now: Date) => ({
  answer: move.answer, moved_on: move.movedOn, organization: move.organization, position: move.position, category: move.category, to_municipality_id: move.toMunicipalityId, note: move.note,
  name: row.name, kana: row.kana, from_organization: row.organization, applied_at: now, made_affiliation_id: made?.affiliationId ?? null,
})

interface Made { affiliationId: number | null }

/** One person's move: the affiliation ends, another one begins where they are; history stays. Logs one line for the person. */
async function carryOut(change: Change, whom: Whom, move: Move, places: PlacesToChoose, lineId: number): Promise<Made> {
  const { tx, scope, now, log } = change
  const today = dayInJapan(now)
  const [on, subject] = [move.movedOn!, `person:${whom.personId}`]
  await tx.updateTable('affiliation').set({ to_on: move.answer === 'left' ? on : addDays(on, -1), confirmed_on: today }).where('id', '=', whom.affiliationId).execute()
  if (move.answer === 'left') {
    log('person.left', subject, { affiliationId: whom.affiliationId, toOn: on })
    return { affiliationId: null }
  }
  const begins = { person_id: whom.personId, position: move.position || null, category: move.category, from_on: on }
  if (move.answer === 'within') {
    const { id } = await tx.insertInto('affiliation').values({
      ...begins, municipality_id: whom.municipalityId, organization_id: organizationNamed(places, move.organization), organization: move.organization, confirmed_on: today,
    }).returning('id').executeTakeFirstOrThrow()
    log('person.affiliated', subject, { affiliationId: id, fromOn: on })
    return { affiliationId: id }
  }
  await enter(tx, { of: 'all' })
  const affiliationId = await beginElsewhere(change, whom, move, begins, lineId)
  await enter(tx, scope)
  return { affiliationId }
}

/** Where they went it is the same person: they count there from that day on, and the municipality is asked whether they came. */
async function beginElsewhere({ tx, log }: Change, whom: Whom, { toMunicipalityId, organization, movedOn }: Move, begins: { person_id: number; position: string | null; category: Move['category']; from_on: Day }, lineId: number): Promise<number | null> {
  assert(toMunicipalityId !== null && movedOn !== null)
  const there = await tx.selectFrom('affiliation').select(['id', 'organization']).where('person_id', '=', whom.personId).where('municipality_id', '=', toMunicipalityId).where('to_on', 'is', null).execute()
  const known = there.find((one) => organization === '' || searchKeyOf(one.organization) === searchKeyOf(organization))
  log('person.transferred', `person:${whom.personId}`, { affiliationId: whom.affiliationId, toMunicipalityId, fromOn: movedOn })
  if (known !== undefined) return null
  const { name: municipality } = await tx.selectFrom('municipality').select('name').where('id', '=', toMunicipalityId).executeTakeFirstOrThrow()
  const linked = organization === '' ? undefined : await tx.selectFrom('organization').select('id').where('municipality_id', '=', toMunicipalityId).where('name_key', '=', searchKeyOf(organization)).where('valid_to', 'is', null).orderBy('id').executeTakeFirst()
  const { id } = await tx.insertInto('affiliation').values({
    ...begins, municipality_id: toMunicipalityId, organization_id: linked?.id ?? null, organization: organization || municipality,
  }).returning('id').executeTakeFirstOrThrow()
  const arrival = await tx.insertInto('transfer_arrival').values({
    line_id: lineId, person_id: whom.personId, from_municipality_id: whom.municipalityId, municipality_id: toMunicipalityId, affiliation_id: id, came_on: movedOn, name: whom.name, kana: whom.kana, organization,
  }).returning('id').executeTakeFirstOrThrow()
  log('transfer.arrived', `transfer_arrival:${arrival.id}`, { municipalityId: toMunicipalityId })
  return id
}

/**
 * Of those who have no post left in the municipality: an officer's access ends, what is one's own (learning, certificates, teaching)
 * follows them, and so does their entry. Whoever submits does not end their own way in. Returns whether that was so.
 */
async function passOn(change: Change, from: number, gone: readonly { personId: number; to: number | null }[]): Promise<boolean> {
  if (gone.length === 0) return false
  const { tx, scope, actor, now, log } = change
  await enter(tx, { of: 'all' })
  const ids = [...new Set(gone.map(({ personId }) => personId))]
  const staying = new Set((await tx.selectFrom('affiliation').select('person_id').where('person_id', 'in', ids).where('municipality_id', '=', from).where('to_on', 'is', null).execute()).map(({ person_id }) => person_id))
  const moved = new Map(gone.filter(({ personId }) => !staying.has(personId)).map(({ personId, to }) => [personId, to]))
  const posts = moved.size === 0 ? [] : await tx.selectFrom('post as o').innerJoin('account as c', 'c.id', 'o.account_id').select(['o.id', 'o.kind', 'o.title', 'o.account_id as accountId', 'c.person_id as personId'])
    .where('c.person_id', 'in', [...moved.keys()]).where('o.municipality_id', '=', from).where('o.ended_at', 'is', null).orderBy('o.id').forUpdate('o').execute()
  let ownStays = false
  for (const post of posts) {
    const fate = fateOfPost(post, actor?.personId ?? null)
    if (fate === 'stays') { ownStays = true; continue }
    await tx.updateTable('post').set({ ended_at: now }).where('id', '=', post.id).execute()
    if (fate === 'follows') await followPost(change, post, moved.get(post.personId) ?? null)
    await tx.deleteFrom('session').where('post_id', '=', post.id).execute()
    log('post.ended', `account:${post.accountId}`, { postId: post.id, kind: post.kind })
  }
  for (const [personId, to] of moved) {
    if (to === null) continue
    await tx.updateTable('person').set({ municipality_id: to }).where('id', '=', personId).where('municipality_id', '=', from).execute()
    const entry = await tx.updateTable('instructor').set({ municipality_id: to }).where('person_id', '=', personId).where('municipality_id', '=', from).returning('id').executeTakeFirst()
    if (entry !== undefined) log('instructor.moved', `instructor:${entry.id}`)
  }
  await enter(tx, scope)
  return ownStays
}

/** Whoever is signed in by that post stays signed in: the same post begins where they went, or without a municipality. */
async function followPost({ tx, now, log }: Change, post: { id: number; kind: 'trainee' | 'instructor' | 'expert' | 'municipality' | 'contractor' | 'prefecture' | 'administrator'; title: string; accountId: number }, to: number | null): Promise<void> {
  const { id } = await tx.insertInto('post').values({ account_id: post.accountId, kind: post.kind, municipality_id: to, title: post.title, granted_at: now }).returning('id').executeTakeFirstOrThrow()
  await tx.updateTable('session').set({ post_id: id }).where('post_id', '=', post.id).execute()
  log('post.granted', `account:${post.accountId}`, { postId: id, kind: post.kind })
}

/**
 * What was submitted was wrong: it is taken back as far as nobody built upon it, and what is right is carried out, by a line of its own
 * with the reason. An officer's access that ended does not come back by itself. Logs 'transfer_check.corrected'. @throws Missing, Refusal, Unfit
 */
export async function correctLine(change: Change, lineId: number, { reason, ...typed }: CorrectionForm): Promise<{ checkId: number }> {
  const { tx, scope, actor, now, log } = change
  await tx.selectFrom('transfer_line').select('id').where('id', '=', lineId).forUpdate().execute()
  const line = found(await findLine(tx, scope, lineId))
  await tx.selectFrom('person').select('id').where('id', '=', line.personId).forUpdate().execute()
  await enter(tx, { of: 'all' })
  const made = found(await findLine(tx, scope, lineId))
  await enter(tx, scope)
  refuse(whyNotCorrect(correctableOf(made)))
  const places = await placesToChoose(tx, line.municipalityId)
  const standing = { municipalityId: line.municipalityId, fromOn: line.fromOn!, organization: line.fromOrganization, position: line.standingPosition, category: line.standingCategory }
  const { move, problems } = readLine(typed, standing, municipalityNamed(places), dayInJapan(now))
  mend(problems)
  assert(move !== null)
  mend(isNothingNew(line, move) ? [{ field: 'answer', reason: { key: 'transferChecks.nothingNew' } }] : [])

  await takeBack(change, line)
  const { id } = await tx.insertInto('transfer_line').values({
    sheet_id: line.sheetId, municipality_id: line.municipalityId, affiliation_id: line.affiliationId, person_id: line.personId, answer: move.answer, typed: JSON.stringify(typed), name: line.name, kana: line.kana,
    from_organization: line.fromOrganization, saved_by: actor?.personId ?? null, saved_at: now, corrects_id: lineId, reason: reason.trim(),
  }).returning('id').executeTakeFirstOrThrow()
  const whom = { municipalityId: line.municipalityId, personId: line.personId, affiliationId: line.affiliationId!, name: line.name, kana: line.kana }
  const done = move.answer === 'here' ? undefined : await carryOut(change, whom, move, places, id)
  if (move.answer === 'here') await tx.updateTable('affiliation').set({ confirmed_on: dayInJapan(now) }).where('id', '=', line.affiliationId!).execute()
  await tx.updateTable('transfer_line').set(valuesOf({ name: line.name, kana: line.kana, organization: line.fromOrganization }, move, done, now)).where('id', '=', id).execute()
  if (leaves(move)) await passOn(change, line.municipalityId, [{ personId: line.personId, to: move.toMunicipalityId }])
  log('transfer_check.corrected', `person:${line.personId}`, { sheetId: line.sheetId, lineId: id, answer: move.answer, was: line.answer })
  return { checkId: line.checkId }
}

export const correctableOf = (line: Line) => ({
  appliedAt: line.appliedAt, correctedBy: line.correctedBy, answer: line.answer, affiliation: line.affiliationId === null || line.fromOn === null ? null : { toOn: line.toOn },
  made: line.made, movedOn: line.movedOn, followed: line.followed, arrival: line.arrival,
})

const isNothingNew = (line: Line, move: Move): boolean => line.arrival !== 'refused' && line.answer === move.answer
  && (move.answer === 'here' || (line.movedOn === move.movedOn && line.organization === move.organization && line.position === move.position && line.category === move.category && line.toMunicipalityId === move.toMunicipalityId))

/** The affiliation stands again as it did; what the line had made goes, and so does the question to another municipality. */
async function takeBack(change: Change, line: Line): Promise<void> {
  const { tx, scope, actor, now } = change
  await enter(tx, { of: 'all' })
  if (line.arrivalId !== null && line.arrival === 'waiting') {
    await tx.updateTable('transfer_arrival').set({ state: 'taken_back', decided_by: actor?.personId ?? null, decided_at: now }).where('id', '=', line.arrivalId).execute()
  }
  if (line.madeAffiliationId !== null) await tx.deleteFrom('affiliation').where('id', '=', line.madeAffiliationId).execute()
  await tx.updateTable('affiliation').set({ to_on: null }).where('id', '=', line.affiliationId!).execute()
  if (line.answer !== null && leaves({ answer: line.answer })) await bringBack(change, line.personId, line.toMunicipalityId, line.municipalityId)
  await enter(tx, scope)
}

/** A person who did not go, or did not arrive: their own posts and entry come back to where they were. */
async function bringBack(change: Change, personId: number, from: number | null, to: number): Promise<void> {
  const { tx, now, log } = change
  if (from !== null) await tx.updateTable('person').set({ municipality_id: to }).where('id', '=', personId).where('municipality_id', '=', from).execute()
  const posts = await tx.selectFrom('post as o').innerJoin('account as c', 'c.id', 'o.account_id').select(['o.id', 'o.kind', 'o.title', 'o.account_id as accountId'])
    .where('c.person_id', '=', personId).where('o.municipality_id', 'is not distinct from', from).where('o.kind', 'in', ['trainee', 'instructor']).where('o.ended_at', 'is', null).orderBy('o.id').forUpdate('o').execute()
  for (const post of posts) {
    await tx.updateTable('post').set({ ended_at: now }).where('id', '=', post.id).execute()
    await followPost(change, post, to)
    log('post.ended', `account:${post.accountId}`, { postId: post.id, kind: post.kind })
  }
  if (from === null) return
  const entry = await tx.updateTable('instructor').set({ municipality_id: to }).where('person_id', '=', personId).where('municipality_id', '=', from).returning('id').executeTakeFirst()
  if (entry !== undefined) log('instructor.moved', `instructor:${entry.id}`)
}

/** They came: the affiliation is confirmed, with where they work if that is known now. Logs 'transfer.confirmed'. @throws Missing, Refusal */
export async function confirmArrival(change: Change, id: number, { organization = '', category }: ArrivalForm): Promise<void> {
  const { tx, actor, now, log } = change
  const arrival = await holdArrival(change, id)
  const places = await placesToChoose(tx, arrival.municipalityId)
  await tx.updateTable('affiliation').set({
    confirmed_on: dayInJapan(now), ...organization.trim() === '' ? {} : { organization: organization.trim(), organization_id: organizationNamed(places, organization) }, ...category === undefined ? {} : { category },
  }).where('id', '=', arrival.affiliationId!).execute()
  await tx.updateTable('transfer_arrival').set(({ eb }) => ({ state: 'confirmed', decided_by: actor?.personId ?? null, decided_at: now, version: eb('version', '+', 1) })).where('id', '=', id).execute()
  log('transfer.confirmed', `transfer_arrival:${id}`, { personId: arrival.personId })
}

/** They did not come: nothing of it stands here, and who sent them is told and corrects its line. Logs 'transfer.refused'. @throws Missing, Refusal */
export async function refuseArrival(change: Change, id: number, { reason }: RefusalForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const arrival = await holdArrival(change, id)
  await tx.updateTable('transfer_arrival').set(({ eb }) => ({ state: 'refused', reason: reason.trim(), decided_by: actor?.personId ?? null, decided_at: now, version: eb('version', '+', 1) })).where('id', '=', id).execute()
  await enter(tx, { of: 'all' })
  if (arrival.affiliationId !== null) await tx.deleteFrom('affiliation').where('id', '=', arrival.affiliationId).execute()
  await bringBack(change, arrival.personId, arrival.municipalityId, arrival.fromMunicipalityId)
  await enter(tx, scope)
  log('transfer.refused', `transfer_arrival:${id}`, { personId: arrival.personId })
}

/** An arrival at one's own municipality, held; who sent it cannot decide it. @throws Missing, Refusal */
async function holdArrival({ tx, scope }: Change, id: number) {
  const arrival = found(await findArrival(tx, scope, id))
  found(scope.of === 'municipality' && scope.municipalityId === arrival.municipalityId ? arrival : null)
  await tx.selectFrom('transfer_arrival').select('id').where('id', '=', id).forUpdate().execute()
  const held = found(await findArrival(tx, scope, id))
  refuse(whyNotDecide(held))
  refuse(held.affiliationId === null ? { key: 'transferChecks.changedSince' } : null)
  return held
}
