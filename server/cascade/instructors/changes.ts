import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { AwayForm, EntryForm, LeaveForm, RefreshForm, SettingForm } from './forms.ts'
import { choicesOf, holdEntry, settings, toInvite, toRefresh } from './queries.ts'
import { problemsOfAway, problemsOfEntry, problemsOfRefresh, validUntilOf, whyNotLeave } from './rules.ts'

/** One's own entry, held. @throws Missing for who was never invited */
const holdOwn = async ({ tx, scope }: Change) => found(scope.of === 'person' ? await holdEntry(tx, { personId: scope.personId }) : undefined)

/**
 * Somebody agrees to be listed, or changes what they said. Consent is given each time with what will be shown. Logs 'instructor.consented' or
 * 'instructor.changed'. @throws Missing, Refusal on a stale page, Unfit
 */
export async function saveEntry(change: Change, { topics = [], areas = [], weekdays = [], themes = '', availability = '', willing, version }: EntryForm): Promise<void> {
  const { tx, now, log } = change
  const entry = await holdOwn(change)
  refuse(entry.version === version ? null : { key: 'form.stale' })
  const chosen = willing === 'chosen' ? areas : []
  mend(problemsOfEntry({ willing, areas: chosen }))
  const known = await choicesOf(tx)
  for (const id of topics) found(known.topics.find((one) => one.id === id))
  for (const id of chosen) found(known.municipalities.find((one) => one.id === id))
  await tx.updateTable('instructor').set({
    state: 'active', willing, weekdays: [...new Set(weekdays)].toSorted().join(''), themes: themes.trim(), availability: availability.trim(), version: version + 1,
    ...entry.state === 'active' ? {} : { consented_at: now, ended_at: null, ended_reason: null },
  }).where('id', '=', entry.id).execute()
  for (const table of ['instructor_topic', 'instructor_area'] as const) await tx.deleteFrom(table).where('instructor_id', '=', entry.id).execute()
  if (topics.length > 0) await tx.insertInto('instructor_topic').values([...new Set(topics)].map((module_id) => ({ instructor_id: entry.id, module_id }))).execute()
  if (chosen.length > 0) await tx.insertInto('instructor_area').values([...new Set(chosen)].map((area_id) => ({ instructor_id: entry.id, area_id }))).execute()
  log(entry.state === 'active' ? 'instructor.changed' : 'instructor.consented', `instructor:${entry.id}`, { willing })
}

/** An invitation is declined, or consent is withdrawn: from then on nobody finds the entry. Logs 'instructor.declined' or 'instructor.withdrawn'. @throws Missing, Refusal */
export async function leaveRegister(change: Change, { reason = '' }: LeaveForm): Promise<void> {
  const { tx, now, log } = change
  const entry = await holdOwn(change)
  refuse(whyNotLeave(entry.state))
  const state = entry.state === 'invited' ? 'declined' as const : 'withdrawn' as const
  await tx.updateTable('instructor').set({ state, ended_at: now, ended_reason: reason.trim() || null, version: entry.version + 1 }).where('id', '=', entry.id).execute()
  log(`instructor.${state}`, `instructor:${entry.id}`)
}

/** Days on which somebody cannot come. Logs 'instructor.away_added'. @throws Missing, Unfit */
export async function addAway(change: Change, form: AwayForm): Promise<void> {
  const { tx, now, log } = change
  const entry = await holdOwn(change)
  mend(problemsOfAway(form, dayInJapan(now)))
  const { count } = await tx.selectFrom('instructor_away').select(({ fn }) => fn.countAll<number>().as('count')).where('instructor_id', '=', entry.id).where('to_on', '>=', dayInJapan(now)).executeTakeFirstOrThrow()
  refuse(count < 50 ? null : { key: 'instructors.awayTooMany' })
  await tx.insertInto('instructor_away').values({ instructor_id: entry.id, from_on: form.fromOn, to_on: form.toOn, note: form.note?.trim() ?? '' }).execute()
  log('instructor.away_added', `instructor:${entry.id}`, { fromOn: form.fromOn, toOn: form.toOn })
}

/** Takes such days away again. Logs 'instructor.away_removed'. @throws Missing */
export async function removeAway(change: Change, awayId: number): Promise<void> {
  const { tx, log } = change
  const entry = await holdOwn(change)
  found(await tx.deleteFrom('instructor_away').where('id', '=', awayId).where('instructor_id', '=', entry.id).returning('id').executeTakeFirst())
  log('instructor.away_removed', `instructor:${entry.id}`)
}

/** The prefecture gives an entry more time, with a reason. Logs 'instructor.refreshed', which tells the person. @throws Missing, Refusal unless it is listed, Unfit */
export async function refreshByHand(change: Change, id: number, form: RefreshForm): Promise<void> {
  const { tx, actor, now, log } = change
  const entry = found(await holdEntry(tx, { id }))
  refuse(entry.state === 'active' ? null : { key: 'instructors.notListed' })
  mend(problemsOfRefresh(form, entry, dayInJapan(now)))
  await tx.insertInto('instructor_refresh').values({ instructor_id: id, before_on: entry.validUntil, until_on: form.until, reason: form.reason.trim(), made_by: actor?.personId ?? null, made_at: now }).execute()
  await tx.updateTable('instructor').set({ valid_until: form.until, version: entry.version + 1 }).where('id', '=', id).execute()
  log('instructor.refreshed', `instructor:${id}`, { until: form.until })
}

/** What counts as idle and as due for refresh. Logs 'cascade.set'. @throws Refusal on a stale page */
export async function saveSettings({ tx, log }: Change, { idleMonths, refreshMonths, version }: SettingForm): Promise<void> {
  await sql`lock table cascade_setting in share row exclusive mode`.execute(tx)
  refuse((await settings(tx)).version === version ? null : { key: 'form.stale' })
  const values = { idle_months: idleMonths, refresh_months: refreshMonths, version: version + 1 }
  await tx.insertInto('cascade_setting').values(values).onConflict((oc) => oc.column('id').doUpdateSet(values)).execute()
  log('cascade.set', 'cascade_setting:1', { idleMonths, refreshMonths })
}

/**
 * What happened in the registers since the last round: completers of instructor courses are invited, a completed follow-up
 * training gives more time, and an entry follows its person to another municipality. May run twice. @returns how many rows it changed
 */
export async function keepRegister(change: Change): Promise<number> {
  return await invite(change) + await refreshByTraining(change) + await follow(change)
}

async function invite({ tx, now, log }: Change): Promise<number> {
  const people = await toInvite(tx)
  if (people.length === 0) return 0
  const rows = await tx.insertInto('instructor').values(people.map(({ personId, municipalityId, courseId, trainingId, fiscalYear, completedOn, years }) => ({
    person_id: personId, municipality_id: municipalityId, course_id: courseId, training_id: trainingId, fiscal_year: fiscalYear, completed_on: completedOn, valid_until: validUntilOf(completedOn, years), invited_at: now,
  }))).onConflict((oc) => oc.column('person_id').doNothing()).returning('id').execute()
  for (const { id } of rows) log('instructor.invited', `instructor:${id}`)
  return rows.length
}

async function refreshByTraining({ tx, now, log }: Change): Promise<number> {
  const due = await toRefresh(tx)
  for (const { instructorId, enrollmentId, title, completedOn, validUntil, years } of due) {
    const until = validUntilOf(completedOn, years)
    const kept = await tx.insertInto('instructor_refresh').values({ instructor_id: instructorId, before_on: validUntil, until_on: until, enrollment_id: enrollmentId, reason: title, made_at: now })
      .onConflict((oc) => oc.column('enrollment_id').where(sql<boolean>`enrollment_id is not null`).doNothing()).returning('id').executeTakeFirst()
    if (kept === undefined) continue
    await tx.updateTable('instructor').set(({ eb, fn, ref, val }) => ({ valid_until: fn<string>('greatest', [ref('valid_until'), sql`${val(until)}::date`]), version: eb('version', '+', 1) })).where('id', '=', instructorId).execute()
    log('instructor.refreshed', `instructor:${instructorId}`, { until, enrollmentId })
  }
  return due.length
}

/** Whoever moved on goes to another municipality with their entry. */
async function follow({ tx, log }: Change): Promise<number> {
  const { rows } = await sql<{ id: number }>`update instructor i set municipality_id = p.municipality_id from person p
    where p.id = i.person_id and i.municipality_id is distinct from p.municipality_id returning i.id`.execute(tx)
  for (const { id } of rows) log('instructor.moved', `instructor:${id}`)
  return rows.length
}
