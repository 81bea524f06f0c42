import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, Refusal, refuse } from '../../base/errors.ts'
import { yearTyped } from '../../planning/programs/years.ts'
import type { EditForm, NewSeriesForm, PlanForm, SeriesForm } from './forms.ts'
import { findSeries, holdMeeting, type Meeting } from './queries.ts'
import { doorWindow, isNews, problemsOfPlan, whyNotHold, whyNotStep, type MeetingStep } from './rules.ts'

const subjectOf = (id: number) => `meeting:${id}`

/** Begins a series of meetings in a fiscal year. Logs 'meeting_series.made'. @throws Refusal when there is one of that name */
export async function makeSeries({ tx, log }: Change, form: NewSeriesForm): Promise<{ id: number; fiscalYear: number }> {
  const fiscalYear = yearTyped(form.fiscalYear)
  const row = await tx.insertInto('meeting_series').values({ fiscal_year: fiscalYear, ...seriesRow(form) })
    .onConflict((oc) => oc.constraint('meeting_series_once_a_year').doNothing()).returning('id').executeTakeFirst()
  if (row === undefined) throw new Refusal({ key: 'liaisonMeetings.seriesExists' })
  log('meeting_series.made', `meeting_series:${row.id}`, { fiscalYear, title: form.name.trim() })
  return { id: row.id, fiscalYear }
}

/** Renames a series, or says how often it meets. Logs 'meeting_series.edited'. @throws Missing, Refusal */
export async function editSeries({ tx, log }: Change, id: number, { version, ...form }: SeriesForm): Promise<number> {
  const series = found(await findSeries(tx, id))
  const other = await tx.selectFrom('meeting_series').select('id').where('fiscal_year', '=', series.fiscalYear).where('name', '=', form.name.trim()).where('id', '<>', id).executeTakeFirst()
  refuse(other === undefined ? null : { key: 'liaisonMeetings.seriesExists' })
  const saved = await tx.updateTable('meeting_series').set({ ...seriesRow(form), version: version + 1 }).where('id', '=', id).where('version', '=', version).returning('id').executeTakeFirst()
  if (saved === undefined) refuse({ key: 'form.stale' })
  log('meeting_series.edited', `meeting_series:${id}`, { title: form.name.trim() })
  return series.fiscalYear
}

const seriesRow = ({ name, nameEn = '', purpose = '', times }: Omit<SeriesForm, 'version'>) =>
  ({ name: name.trim(), name_en: nameEn.trim(), purpose: purpose.trim(), times })

/** Plans a meeting of a series; nobody is told yet. Logs 'meeting.planned'. @throws Missing, Unfit */
export async function planMeeting({ tx, now, log }: Change, seriesId: number, form: PlanForm): Promise<number> {
  found(await tx.selectFrom('meeting_series').select('id').where('id', '=', seriesId).forUpdate().executeTakeFirst())
  mend([...problemsOfPlan(planOf(form)), ...inThePast(form, dayInJapan(now))])
  const { last } = await tx.selectFrom('meeting').select(({ fn }) => fn.max('number').as('last')).where('series_id', '=', seriesId).executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('meeting').values({ series_id: seriesId, number: (last ?? 0) + 1, ...meetingRow(form) }).returning('id').executeTakeFirstOrThrow()
  log('meeting.planned', subjectOf(id), { title: form.title.trim(), heldOn: form.heldOn })
  return id
}

const inThePast = ({ heldOn }: PlanForm, today: string) => heldOn < today ? [{ field: 'heldOn', reason: { key: 'liaisonMeetings.inThePast' as const } }] : []

/**
 * Changes a plan; the door goes along with the hours. Of a meeting that municipalities know of, another day, time or place is told to all who may come. Logs 'meeting.edited', or
 * 'meeting.moved' when it is news. @throws Missing, Refusal, Unfit
 */
export async function editMeeting(change: Change, id: number, { version, ...form }: EditForm): Promise<void> {
  const { tx, now, log } = change
  const meeting = await stepping(change, id, 'edit')
  if (meeting.version !== version) refuse({ key: 'form.stale' })
  mend([...problemsOfPlan(planOf(form)), ...form.heldOn === meeting.heldOn ? [] : inThePast(form, dayInJapan(now))])
  await tx.updateTable('meeting').set({ ...meetingRow(form), version: version + 1 }).where('id', '=', id).execute()
  // A door that was opened for other hours would turn everybody away.
  if (form.heldOn !== meeting.heldOn || form.startsAt !== meeting.startsAt || form.endsAt !== meeting.endsAt) await tx.updateTable('meeting_door').set(doorWindow(form)).where('meeting_id', '=', id).execute()
  const isTold = meeting.round > 0 && meeting.state !== 'planned' && isNews(meeting, planOf(form))
  log(isTold ? 'meeting.moved' : 'meeting.edited', subjectOf(id), { title: form.title.trim(), heldOn: form.heldOn, round: meeting.round })
}

const planOf = ({ place = '', url = '', ...form }: PlanForm) => ({ ...form, place: place.trim(), url: url.trim() })

const meetingRow = (form: PlanForm) => ({
  title: form.title.trim(), title_en: form.titleEn?.trim() ?? '', held_on: form.heldOn, starts_at: form.startsAt, ends_at: form.endsAt, mode: form.mode, place: form.place?.trim() ?? '',
  directions: form.directions?.trim() ?? '', url: form.url?.trim() ?? '', replies_due_on: form.repliesDueOn, message: form.message?.trim() ?? '', contact: form.contact.trim(),
})

/** Municipalities may reply from now on. Logs 'meeting.registration_opened'. @throws Missing, Refusal */
export const openRegistration = (change: Change, id: number) => step(change, id, 'open', { state: 'registration' }, 'meeting.registration_opened')

/** A meeting does not take place. Logs 'meeting.cancelled', which is told to whoever knew of it. @throws Missing, Refusal */
export const cancelMeeting = (change: Change, id: number, reason: string) => step(change, id, 'cancel', { state: 'cancelled', state_reason: reason.trim() }, 'meeting.cancelled', reason)

/** A meeting takes place at another time, which is not known yet. Logs 'meeting.postponed', which is told like a cancellation. @throws Missing, Refusal */
export const postponeMeeting = (change: Change, id: number, reason: string) => step(change, id, 'postpone', { state: 'postponed', state_reason: reason.trim() }, 'meeting.postponed', reason)

/**
 * A meeting that was put off has a day again. It is announced anew, and every municipality is asked anew: what was replied before stays in the
 * history and no longer counts. Logs 'meeting.resumed'. @throws Missing, Refusal, Unfit
 */
export async function resumeMeeting(change: Change, id: number, { version, ...form }: EditForm): Promise<void> {
  const { tx, now, log } = change
  const meeting = await stepping(change, id, 'resume')
  if (meeting.version !== version) refuse({ key: 'form.stale' })
  mend([...problemsOfPlan(planOf(form)), ...inThePast(form, dayInJapan(now))])
  await tx.deleteFrom('meeting_reply').where('meeting_id', '=', id).execute()
  await tx.deleteFrom('meeting_person').where('meeting_id', '=', id).where('origin', '=', 'reply').execute()
  await tx.deleteFrom('meeting_door').where('meeting_id', '=', id).execute()
  await tx.updateTable('meeting').set({ ...meetingRow(form), state: 'planned', state_reason: '', version: version + 1 }).where('id', '=', id).execute()
  log('meeting.resumed', subjectOf(id), { heldOn: form.heldOn })
}

/**
 * The meeting was held: who was there is counted from the rows, people and municipalities, and stays so. Logs 'meeting.held'.
 * @throws Missing · Refusal before its day
 */
export async function holdTheMeeting({ tx, scope, now, log }: Change, id: number): Promise<void> {
  const meeting = found(await holdMeeting(tx, scope, id))
  refuse(whyNotHold(meeting, dayInJapan(now)))
  const { people, municipalities } = await tx.selectFrom('meeting_person')
    .select(({ fn }) => [fn.countAll<number>().as('people'), fn.count<number>('municipality_id').distinct().as('municipalities')])
    .where('meeting_id', '=', id).where('here_at', 'is not', null).executeTakeFirstOrThrow()
  await tx.updateTable('meeting').set({ state: 'held', held_at: now, people_here: people, municipalities_here: municipalities, version: meeting.version + 1 }).where('id', '=', id).execute()
  log('meeting.held', subjectOf(id), { people, municipalities })
}

/** Who was there is corrected: the figures are given up until it is counted again. Logs 'meeting.reopened' with the reason. @throws Missing, Refusal */
export const reopenMeeting = (change: Change, id: number, reason: string) =>
  step(change, id, 'reopen', { state: 'registration', people_here: null, municipalities_here: null, held_at: null }, 'meeting.reopened', reason)

/** The minutes are out, with all materials, for who came and for who could not. Logs 'meeting.shared', which is told to all. @throws Missing, Refusal */
export const shareMinutes = (change: Change, id: number) => step(change, id, 'share', { state: 'minutes_shared' }, 'meeting.shared')

type Row = Partial<{ state: Meeting['state']; state_reason: string; people_here: number | null; municipalities_here: number | null; held_at: Date | null }>

async function step(change: Change, id: number, which: MeetingStep, row: Row, action: string, reason?: string): Promise<void> {
  const meeting = await stepping(change, id, which)
  await change.tx.updateTable('meeting').set({ ...row, version: meeting.version + 1 }).where('id', '=', id).execute()
  change.log(action, subjectOf(id), { title: meeting.title, round: meeting.round, from: meeting.state, ...reason === undefined ? {} : { reason: reason.trim() } })
}

/** A meeting, held, from which this step may be taken. @throws Missing, Refusal */
export async function stepping({ tx, scope }: Change, id: number, which: MeetingStep): Promise<Meeting> {
  const meeting = found(await holdMeeting(tx, scope, id))
  refuse(whyNotStep(meeting.state, which))
  return meeting
}
