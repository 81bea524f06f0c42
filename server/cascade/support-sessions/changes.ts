import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import { timeTyped } from '../../classroom/absence-notices/rules.ts'
import { moveSupport } from '../model-supports/changes.ts'
import { holdSupport } from '../model-supports/queries.ts'
import type { NewSessionForm, PersonBoxes, SessionForm, VisitForm } from './forms.ts'
import { findSession, holdSession, lastSession, type Session } from './queries.ts'
import { problemsOfSession, whyNotMeet, whyNotWrite } from './rules.ts'

function whenOf({ heldOn, startsAt, endsAt, mode, place = '', address = '', theme }: NewSessionForm) {
  return { heldOn, startsAt: timeTyped(startsAt), endsAt: timeTyped(endsAt), mode, place: place.trim(), address: mode === 'on_site' ? '' : address.trim(), theme: theme.trim() }
}
const columnsOf = ({ heldOn, startsAt, endsAt, ...same }: ReturnType<typeof whenOf>) => ({ held_on: heldOn, starts_at: startsAt!, ends_at: endsAt!, ...same })

/** Plans a session of a support; the municipality and its experts hear of it. Logs 'support_session.planned'. Returns it. @throws Missing, Refusal, Unfit */
export async function planSession({ tx, scope, actor, now, log }: Change, supportId: number, form: NewSessionForm): Promise<number> {
  const support = found(await holdSupport(tx, scope, supportId))
  refuse(whyNotMeet(support.state))
  const when = whenOf(form)
  mend(problemsOfSession({ ...when, state: 'planned' }, dayInJapan(now)))
  const { id } = await tx.insertInto('support_session').values({
    ...columnsOf(when), model_support_id: supportId, municipality_id: support.municipalityId, number: ((await lastSession(tx, supportId))?.number ?? 0) + 1,
    saved_by: actor?.personId ?? null, saved_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('support_session.planned', `support_session:${id}`, { heldOn: form.heldOn })
  return id
}

/**
 * Saves the record of a session: when and where, who was there, and what was advised. The first one that is held begins the support.
 * Logs 'support_session.saved', '.held', '.moved' (which is told) or '.canceled' (which is told).
 * @throws Missing, Refusal when somebody saved meanwhile (what was typed stays on the page), Unfit
 */
export async function saveSession(change: Change, id: number, { advice = '', state, people = [], version, ...form }: SessionForm): Promise<void> {
  const { tx, scope, actor, now, log } = change
  const session = found(await holdSession(tx, scope, id))
  refuse(whyNotWrite(session.state, session.supportState))
  refuse(session.version === version ? null : { key: 'form.stale' })
  const when = whenOf(form)
  mend([...problemsOfSession({ ...when, state }, dayInJapan(now)), ...problemsOfPeople(people)])
  await tx.updateTable('support_session').set({ ...columnsOf(when), advice: advice.trim(), state, version: version + 1, saved_by: actor?.personId ?? null, saved_at: now }).where('id', '=', id).execute()
  await tx.deleteFrom('support_attendance').where('session_id', '=', id).execute()
  const rows = people.flatMap((one) => rowOf(one, session) ?? []).map((row, n) => ({ ...row, session_id: id, position: n + 1 }))
  if (rows.length > 0) await tx.insertInto('support_attendance').values(rows).execute()
  if (state === 'held' && session.supportState === 'plan_agreed') await moveSupport(change, { id: session.supportId, state: session.supportState }, 'begin')
  const isMoved = session.heldOn !== when.heldOn || session.startsAt !== when.startsAt || session.place !== when.place
  const act = state !== session.state ? state === 'planned' ? 'saved' : state : state === 'planned' && isMoved ? 'moved' : 'saved'
  log(saidAs[act], `support_session:${id}`, { heldOn: when.heldOn, people: rows.length })
}

const saidAs = { saved: 'support_session.saved', held: 'support_session.held', moved: 'support_session.moved', canceled: 'support_session.canceled' } as const

/** Somebody with a name is of one side. */
const problemsOfPeople = (people: readonly PersonBoxes[]) => people.flatMap(({ side, appointmentId, name }, n) =>
  (name?.trim() ?? '') !== '' && appointmentId === undefined && side === undefined ? [{ field: `people.${n}.side`, reason: { key: 'form.notChosen' } as const }] : [])

/** A row of the form as it is kept; null for an empty one. An expert is one of the support's own, by name as the register has it. */
function rowOf({ side, appointmentId, name = '', affiliation = '', state = 'present' }: PersonBoxes, { experts }: Session) {
  if (appointmentId !== undefined) {
    const expert = found(experts.find(({ id }) => id === appointmentId))
    return { side: 'expert' as const, appointment_id: expert.id, name: expert.name, affiliation: expert.affiliation, state }
  }
  return name.trim() === '' ? null : { side: side!, appointment_id: null, name: name.trim(), affiliation: affiliation.trim(), state }
}

/** An expert reports what they saw and advised at a session they were appointed for. Logs 'visit_report.written'. @throws Missing for others, Refusal */
export async function writeVisitReport({ tx, scope, actor, now, log }: Change, id: number, { words, version }: VisitForm): Promise<void> {
  const own = ({ experts }: Session) => found(experts.find(({ personId, state }) => personId === actor?.personId && state === 'accepted'))
  found(await findSession(tx, scope, id))
  await tx.selectFrom('support_session').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  const session = found(await findSession(tx, scope, id))
  refuse(session.state === 'held' ? null : { key: 'supportSessions.reportAfter' })
  const expert = own(session)
  refuse((expert.version ?? 0) === version ? null : { key: 'form.stale' })
  const values = { words: words.trim(), version: version + 1, written_at: now }
  await tx.insertInto('visit_report').values({ session_id: id, appointment_id: expert.id, ...values }).onConflict((oc) => oc.columns(['session_id', 'appointment_id']).doUpdateSet(values)).execute()
  log('visit_report.written', `support_session:${id}`)
}
