import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { dayInJapan, fiscalYearInWords, momentInWords } from '../../base/days.ts'
import { lastDayOfRow } from '../../entry/substitutions/queries.ts'
import { linkMinutes } from '../../who/accounts/rules.ts'
import { dayItem, type Certified, type ClassDay, type Facts, type Item, type Judged, type Reminded, type Result, type Template, type ToldAction } from './rules.ts'

/** A line of the audit trail that somebody is told about. */
export interface Line { id: number; action: ToldAction; subject: string; detail: Record<string, unknown> }

export const lineOf = (db: Reader, id: number) => db.selectFrom('audit_line').select(['id', 'action', 'subject', 'detail']).where('id', '=', id).executeTakeFirst()

/** What the letters of a line need to know, read in a few statements however many readers there are; undefined: nobody is to be told. */
export async function factsFor(db: Reader, { action, subject, detail }: Line): Promise<Facts | undefined> {
  const [kind, text] = subject.split(':')
  const id = Number(text)
  if (!Number.isSafeInteger(id)) return undefined
  if (action === 'reminders.given') return reminderFacts(db, detail)
  if (action === 'selection.announced') return selectionFacts(db, id)
  if (action === 'judgment.confirmed') return judgmentFacts(db, id)
  if (action === 'certificates.issued') return certificatesFacts(db, id, Number(detail.from), Number(detail.to))
  switch (kind) {
    case 'call': return callFacts(db, id, action, detail)
    case 'sheet': return sheetFacts(db, id, action)
    case 'application': return applicationFacts(db, id)
    case 'demand_survey': return demandFacts(db, id, action, detail)
    case 'offer': return offerFacts(db, id)
    case 'enrollment': return action === 'enrollment.replaced' ? replacementFacts(db, id, Number(detail.replaces)) : withdrawalFacts(db, id)
    case 'nomination': return action === 'nomination.double_decided' ? doubleFacts(db, id, detail) : nominationFacts(db, id, action)
    case 'substitution': return substitutionFacts(db, id)
    case 'certificate': return certificateFacts(db, id)
    case 'account': return accountFacts(db, id, action)
    case 'approval': return approvalFacts(db, id)
    case 'sheet_approval': return sheetApprovalFacts(db, id)
    default: return undefined
  }
}

const aboutColumns = ['t.title', 't.title_en as titleEn'] as const
const body = (id: number, name: string, nameEn: string) => ({ id, name, nameEn })

async function callFacts(db: Reader, id: number, action: ToldAction, detail: Record<string, unknown>): Promise<Facts | undefined> {
  const call = await db.selectFrom('call as c').innerJoin('training as t', 't.id', 'c.training_id')
    .leftJoin('call_revision as r', (join) => join.onRef('r.call_id', '=', 'c.id').on('r.revision', '=', Number(detail.revision ?? 0)))
    .select([...aboutColumns, 'c.contact', 'c.document_number as number', 'c.office_closes_on as officeClosesOn', 'c.closes_on as closesOn', 'c.decision_on as decisionOn', 'r.note', 'c.state', 'c.reopened_reason as reopened'])
    .where('c.id', '=', id).executeTakeFirst()
  if (call === undefined || call.state === 'draft' || call.state === 'in_approval') return undefined
  const municipalities = await db.selectFrom('municipality as m')
    .select((eb) => ['m.id', 'm.name', 'm.name_en as nameEn', eb.exists(eb.selectFrom('nomination_sheet as s').select('s.id')
      .whereRef('s.municipality_id', '=', 'm.id').where('s.call_id', '=', id).where('s.state', 'in', ['submitted', 'accepted'])).as('handedIn')])
    .where('m.valid_to', 'is', null).orderBy('m.code').limit(2_000).execute()
  return {
    of: 'call', callId: id, about: call, number: call.number ?? '', note: (action === 'call.reopened' ? call.reopened : call.note) ?? '',
    days: { officeClosesOn: call.officeClosesOn, closesOn: call.closesOn, decisionOn: call.decisionOn },
    municipalities: municipalities.map((one) => ({ ...one, handedIn: Boolean(one.handedIn) })),
  }
}

async function sheetFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
  const row = await db.selectFrom('nomination_sheet as s').innerJoin('municipality as m', 'm.id', 's.municipality_id')
    .innerJoin('call as c', 'c.id', 's.call_id').innerJoin('training as t', 't.id', 'c.training_id')
    .select([...aboutColumns, 'c.id as callId', 'c.contact', 'm.id', 'm.name', 'm.name_en as nameEn', 's.receipt', 's.return_reason as returnReason', 's.due_reason as dueReason', 's.due_on as dueOn', 'c.closes_on as closesOn', 'c.decision_on as decisionOn', 's.submitted_at as submittedAt'])
    .where('s.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const dueOn = lastDayOfRow(row)
  return {
    of: 'sheet', callId: row.callId, about: row, municipality: body(row.id, row.name, row.nameEn), receipt: row.receipt ?? '',
    reason: (action === 'sheet.prolonged' ? row.dueReason : row.returnReason) ?? '', dueOn, decisionOn: row.decisionOn,
    isLate: row.submittedAt !== null && dayInJapan(row.submittedAt) > dueOn,
  }
}

async function applicationFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('application as a').innerJoin('municipality as m', 'm.id', 'a.municipality_id')
    .innerJoin('call as c', 'c.id', 'a.call_id').innerJoin('training as t', 't.id', 'c.training_id')
    .select((eb) => [...aboutColumns, 'm.id', 'm.name', 'm.name_en as nameEn', 'a.office_name as office', 'a.receipt',
      eb.selectFrom('applicant as r').select(({ fn }) => fn.countAll<number>().as('n')).whereRef('r.application_id', '=', 'a.id').as('people')])
    .where('a.id', '=', id).executeTakeFirst()
  return row && {
    of: 'application', applicationId: id, about: { ...row, contact: '' }, municipality: body(row.id, row.name, row.nameEn), office: row.office, receipt: row.receipt ?? '', people: row.people ?? 0,
  }
}

/** All are told that a survey is open; of a reminder those without an answer, of a later day the one that was given it. */
async function demandFacts(db: Reader, id: number, action: ToldAction, detail: Record<string, unknown>): Promise<Facts | undefined> {
  const only = action === 'demand.leave_given' ? Number(detail.municipalityId) : null
  const survey = await db.selectFrom('demand_survey as s').innerJoin('course as k', 'k.id', 's.course_id')
    .leftJoin('demand_leave as l', (join) => join.onRef('l.survey_id', '=', 's.id').on('l.municipality_id', '=', only ?? 0))
    .select(['k.name', 'k.name_en as nameEn', 's.fiscal_year as year', 's.contact', 's.message', 's.due_on as dueOn', 'l.until_on as untilOn', 'l.reason'])
    .where('s.id', '=', id).executeTakeFirst()
  if (survey === undefined) return undefined
  const { name, nameEn, year, contact, message, dueOn, untilOn, reason } = survey
  const municipalities = await db.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn']).where('m.valid_to', 'is', null)
    .$if(only !== null, (qb) => qb.where('m.id', '=', only!))
    .$if(action === 'demand.reminded', (qb) => qb.where(({ not, exists, selectFrom }) => not(exists(selectFrom('demand_answer as a').select('a.survey_id')
      .whereRef('a.municipality_id', '=', 'm.id').where('a.survey_id', '=', id)))))
    .orderBy('m.code').limit(2_000).execute()
  return {
    of: 'demand', surveyId: id, dueOn: untilOn ?? dueOn, message, reason: reason ?? '', municipalities,
    about: { title: `${fiscalYearInWords(year, 'ja')} ${name}`, titleEn: `${nameEn}, ${fiscalYearInWords(year, 'en')}`, contact },
  }
}

/** What became of a municipality's own line; of the other one it is told nothing. */
async function doubleFacts(db: Reader, id: number, { outcome }: Record<string, unknown>): Promise<Facts | undefined> {
  const said = (['kept', 'dropped', 'different'] as const).find((one) => one === outcome)
  const row = await db.selectFrom('nomination as n').innerJoin('municipality as m', 'm.id', 'n.municipality_id').innerJoin('call as c', 'c.id', 'n.call_id')
    .innerJoin('training as t', 't.id', 'c.training_id')
    .innerJoin('double_decision as d', (join) => join.on((eb) => eb.or([eb('d.one_id', '=', eb.ref('n.id')), eb('d.other_id', '=', eb.ref('n.id'))])))
    .select([...aboutColumns, 'c.id as callId', 'c.contact', 'm.id', 'm.name as municipality', 'm.name_en as nameEn', 'n.name', 'd.reason'])
    .where('n.id', '=', id).orderBy('d.id', 'desc').limit(1).executeTakeFirst()
  return row === undefined || said === undefined ? undefined
    : { of: 'double', callId: row.callId, about: row, municipality: body(row.id, row.municipality, row.nameEn), outcome: said, name: row.name, reason: row.reason }
}

/** Nothing of a selection is known here before it was announced, whatever line asks. */
async function selectionFacts(db: Reader, trainingId: number): Promise<Facts | undefined> {
  const about = await aboutTraining(db, trainingId)
  if (about === undefined) return undefined
  const rows = await db.selectFrom('selection as s').innerJoin('selection_line as l', 'l.selection_id', 's.id')
    .innerJoin('nomination as n', 'n.id', 'l.nomination_id').innerJoin('person as p', 'p.id', 'n.person_id')
    .innerJoin('municipality as m', 'm.id', 'n.municipality_id')
    .leftJoin('enrollment as e', (join) => join.onRef('e.nomination_id', '=', 'n.id').on('e.state', '<>', 'withdrawn'))
    .leftJoin('cohort as h', 'h.id', 'e.cohort_id')
    .select(['p.id as personId', 'p.name', 'l.outcome', 'l.rule', 'l.waitlist_position as waitlistPosition', 'n.category', 'e.number', 'h.id as cohortId',
      'h.name as cohort', 'h.name_en as cohortEn', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('s.training_id', '=', trainingId).where('s.state', '=', 'announced').where('n.withdrawn_at', 'is', null)
    .orderBy('m.code').orderBy('n.category').orderBy('n.rank').orderBy('n.id').limit(10_000).execute()
  const days = await daysByCohort(db, trainingId)
  return {
    of: 'selection', trainingId, callId: about.callId, about,
    results: rows.map(({ municipalityId, municipality, municipalityEn, cohortId, cohort, cohortEn, number, ...row }): Result => ({
      ...row, number: number === null ? null : numberInWords(number), municipality: body(municipalityId, municipality, municipalityEn),
      cohort: cohort === null ? null : { ja: cohort, en: cohortEn! }, days: days.get(cohortId ?? 0) ?? [],
    })),
  }
}

/** 0107: enrollment numbers have four figures wherever people read them. */
const numberInWords = (number: number) => String(number).padStart(4, '0')

async function aboutTraining(db: Reader, id: number) {
  const row = await db.selectFrom('training as t').leftJoin('call as c', 'c.training_id', 't.id')
    .select([...aboutColumns, 'c.id as callId', 'c.contact']).where('t.id', '=', id).executeTakeFirst()
  return row && { ...row, contact: row.contact ?? '' }
}

async function daysByCohort(db: Reader, trainingId: number): Promise<Map<number, ClassDay[]>> {
  const rows = await db.selectFrom('class_day as d').innerJoin('cohort as h', 'h.id', 'd.cohort_id')
    .select(['h.id as cohortId', 'd.held_on as heldOn', 'd.place',
      sql<string | null>`(select min(s.starts_at) from slot s where s.class_day_id = d.id)`.as('startsAt'),
      sql<string | null>`(select max(s.ends_at) from slot s where s.class_day_id = d.id)`.as('endsAt')])
    .where('h.training_id', '=', trainingId).orderBy('d.held_on').limit(1_000).execute()
  const days = new Map<number, ClassDay[]>()
  for (const { cohortId, ...day } of rows) days.set(cohortId, [...days.get(cohortId) ?? [], day])
  return days
}

async function offerFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('seat_offer as o').innerJoin('person as p', 'p.id', 'o.person_id').innerJoin('training as t', 't.id', 'o.training_id')
    .innerJoin('cohort as h', 'h.id', 'o.cohort_id').innerJoin('municipality as m', 'm.id', 'o.municipality_id')
    .leftJoin('enrollment as e', 'e.id', 'o.enrollment_id').leftJoin('call as c', 'c.training_id', 't.id')
    .select([...aboutColumns, 'c.contact', 'p.id as personId', 'p.name', 'o.due_at as dueAt', 'o.enrollment_id as enrollmentId', 'e.number',
      'h.id as cohortId', 'h.name as cohort', 'h.name_en as cohortEn', 't.id as trainingId', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('o.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const days = await daysByCohort(db, row.trainingId)
  return {
    of: 'offer', offerId: id, about: { ...row, contact: row.contact ?? '' }, person: row, municipality: body(row.municipalityId, row.municipality, row.municipalityEn),
    cohort: { ja: row.cohort, en: row.cohortEn }, dueAt: { ja: momentInWords(row.dueAt, 'ja'), en: momentInWords(row.dueAt, 'en') }, enrollmentId: row.enrollmentId,
    number: row.number === null ? '' : numberInWords(row.number), days: days.get(row.cohortId) ?? [],
  }
}

async function withdrawalFacts(db: Reader, id: number): Promise<Extract<Facts, { of: 'withdrawal' }> | undefined> {
  const row = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id')
    .innerJoin('training as t', 't.id', 'e.training_id').leftJoin('call as c', 'c.training_id', 't.id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select([...aboutColumns, 'c.contact', 'p.id as personId', 'p.name', 'e.number', 'e.withdrawn_by as by', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('e.id', '=', id).where('e.state', '=', 'withdrawn').executeTakeFirst()
  return row && {
    of: 'withdrawal', enrollmentId: id, about: { ...row, contact: row.contact ?? '' }, person: row, number: numberInWords(row.number), by: row.by ?? '',
    municipality: row.municipalityId === null ? null : body(row.municipalityId, row.municipality!, row.municipalityEn!),
  }
}

async function judgmentFacts(db: Reader, trainingId: number): Promise<Facts | undefined> {
  const about = await aboutTraining(db, trainingId)
  if (about === undefined) return undefined
  const rows = await db.selectFrom('judgment as j').innerJoin('judgment_line as l', 'l.judgment_id', 'j.id')
    .innerJoin('enrollment as e', 'e.id', 'l.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select(['p.id as personId', 'p.name', 'l.decision', 'e.number', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('j.id', '=', (eb) => eb.selectFrom('judgment').select(({ fn }) => fn.max('id').as('id')).where('training_id', '=', trainingId).where('state', '=', 'confirmed'))
    .where('l.decision', 'in', ['completed', 'not_completed']).where('e.state', '<>', 'withdrawn')
    .orderBy('m.code').orderBy('e.number').limit(10_000).execute()
  return {
    of: 'judgment', trainingId, about,
    results: rows.map(({ personId, name, decision, number, ...m }): Judged => ({
      personId, name, decision: decision === 'completed' ? 'completed' : 'not_completed', number: numberInWords(number),
      municipality: m.municipalityId === null ? null : body(m.municipalityId, m.municipality!, m.municipalityEn!),
    })),
  }
}

const certificates = (db: Reader) => db.selectFrom('certificate as k').innerJoin('training as t', 't.id', 'k.training_id')
  .leftJoin('call as c', 'c.training_id', 't.id').leftJoin('municipality as m', 'm.id', 'k.municipality_id')
  .select([...aboutColumns, 'c.contact', 'k.id', 'k.person_id as personId', 'k.name', 'k.number_text as numberText', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
type CertificateRow = Awaited<ReturnType<ReturnType<typeof certificates>['execute']>>[number]
const certified = ({ id, personId, name, numberText, ...m }: CertificateRow): Certified =>
  ({ id, personId, name, numberText, municipality: m.municipalityId === null ? null : body(m.municipalityId, m.municipality!, m.municipalityEn!) })

async function certificatesFacts(db: Reader, trainingId: number, from: number, to: number): Promise<Facts | undefined> {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return undefined
  const rows = await certificates(db).where('k.training_id', '=', trainingId).where('k.number', '>=', from).where('k.number', '<=', to)
    .orderBy('m.code').orderBy('k.number').limit(10_000).execute()
  return rows[0] && { of: 'certificates', about: { ...rows[0], contact: rows[0].contact ?? '' }, results: rows.map(certified) }
}

async function certificateFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await certificates(db)
    .select(sql<string | null>`(select v.reason from certificate_event v where v.certificate_id = k.id order by v.id desc limit 1)`.as('reason'))
    .where('k.id', '=', id).executeTakeFirst()
  return row && { of: 'certificate', about: { ...row, contact: row.contact ?? '' }, certificate: certified(row), reason: row.reason ?? '' }
}

async function accountFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
  const row = await db.selectFrom('account as a').innerJoin('person as p', 'p.id', 'a.person_id').select(['p.id as personId', 'p.name'])
    .where('a.id', '=', id).where('a.disabled_at', 'is', null).executeTakeFirst()
  return row && { of: 'account', accountId: id, person: row, hours: linkMinutes[action === 'account.invited' ? 'invitation' : 'reset'] / 60 }
}

async function approvalFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('approval as a').innerJoin('person as p', 'p.id', 'a.requested_by').leftJoin('person as d', 'd.id', 'a.decided_by')
    .select(['a.title', 'a.title_en as titleEn', 'a.path', 'a.note', 'a.state', 'p.id as personId', 'p.name', 'd.name as decider']).where('a.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const officers = row.state !== 'requested' ? [] : await prefectureOfficers(db)
  return { of: 'approval', about: row, path: row.path, asker: row, decider: row.decider ?? '', note: row.note ?? '', officers }
}

/** A sheet on its way through its own municipality: whose turn it is, holder and deputy, and who said no when somebody did. */
async function sheetApprovalFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('sheet_approval as r').innerJoin('nomination_sheet as s', 's.id', 'r.sheet_id').innerJoin('call as c', 'c.id', 's.call_id')
    .innerJoin('training as t', 't.id', 'c.training_id').innerJoin('person as p', 'p.id', 'r.asked_by')
    .select([...aboutColumns, 'r.state', 'p.id as personId', 'p.name']).where('r.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const marks = await db.selectFrom('sheet_approval_mark as b').innerJoin('post as o', (join) => join.on((eb) => eb.or([eb('o.id', '=', eb.ref('b.post_id')), eb('o.id', '=', eb.ref('b.deputy_post_id'))])))
    .innerJoin('account as k', 'k.id', 'o.account_id').innerJoin('person as p', 'p.id', 'k.person_id').leftJoin('person as d', 'd.id', 'b.decided_by')
    .select(['b.position', 'b.decision', 'b.note', 'd.name as decider', 'p.id as personId', 'p.name'])
    .where('b.sheet_approval_id', '=', id).orderBy('b.position').orderBy('p.id').limit(6).execute()
  const turn = marks.find(({ decision }) => decision === null)?.position
  const last = marks.findLast(({ decision }) => decision !== null)
  return {
    of: 'approval', about: { title: `推薦書　${row.title}`, titleEn: `Nomination sheet: ${row.titleEn}` }, path: `/sheet-approvals/${id}`, asker: row,
    decider: last?.decider ?? '', note: last?.note ?? '', byMail: true,
    officers: row.state !== 'requested' ? [] : marks.filter(({ position, decision }) => decision === null && position === turn),
  }
}

/** Those reminded together: one letter each, with all that is still to be done in that matter by that day. */
async function reminderFacts(db: Reader, { batch, days }: Record<string, unknown>): Promise<Facts | undefined> {
  const rows = await db.selectFrom('reminder as r').leftJoin('person as p', 'p.id', 'r.person_id').leftJoin('municipality as m', 'm.id', 'r.municipality_id')
    .leftJoin('call as c', (join) => join.on(sql<boolean>`r.subject_ref = 'call:' || c.id`))
    .leftJoin('training as t', (join) => join.on(sql<boolean>`(r.subject_ref = 'training:' || t.id or t.id = c.training_id)`))
    .leftJoin('demand_survey as s', (join) => join.on(sql<boolean>`r.subject_ref = 'demand_survey:' || s.id`)).leftJoin('course as u', 'u.id', 's.course_id')
    .leftJoin('call as k', 'k.training_id', 't.id')
    .leftJoin('lesson as l', (join) => join.on(sql<boolean>`r.item = 'lesson:' || l.id`))
    .leftJoin('calendar_entry as e', (join) => join.on(sql<boolean>`r.item = 'class_day:' || e.class_day_id`))
    .select([sql<string>`coalesce(t.title, u.name, '')`.as('title'), sql<string>`coalesce(t.title_en, u.name_en, '')`.as('titleEn'), 'r.kind', 'r.due_on as dueOn', 'c.id as callId',
      's.id as surveyId', sql<string | null>`coalesce(k.contact, s.contact)`.as('contact'), 'p.id as personId', 'p.name', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn',
      'l.title as lesson', 'l.title_en as lessonEn', 'e.held_on as heldOn', 'e.place', 'e.starts_at as startsAt', 'e.ends_at as endsAt'])
    .where('r.batch', '=', String(batch)).orderBy('r.id').limit(20_000).execute()
  const byReader = Map.groupBy(rows, ({ personId, municipalityId }) => `${personId}.${municipalityId}`)
  const results = [...byReader.values()].map((own): Reminded => {
    const [{ kind, dueOn, callId, surveyId, contact, personId, name, municipalityId, municipality, municipalityEn, ...about }] = own as [typeof own[number]]
    return {
      template: `reminder_${kind}` as Template, about: { ...about, contact: contact ?? '' }, dueOn, days: Number(days),
      person: personId === null ? null : { personId, name: name! }, municipality: municipalityId === null ? null : body(municipalityId, municipality!, municipalityEn!),
      path: kind === 'sheet' ? `/calls/${callId}/sheet` : kind === 'demand' ? `/demand-surveys/${surveyId}` : kind === 'name' ? '/my-name' : kind === 'lessons' ? '/learn' : '/my-days',
      items: own.flatMap(({ lesson, lessonEn, heldOn, place, startsAt, endsAt }): Item[] => lesson !== null
        ? [{ reason: { key: 'letters.line.lesson', data: { title: lesson, titleEn: lessonEn! } } }] : heldOn !== null ? [dayItem({ heldOn, place: place!, startsAt, endsAt })] : []),
    }
  })
  return results.length === 0 ? undefined : { of: 'reminder', results }
}

/** Who left a sheet: the person of the line itself, or of the line it replaces. */
async function nominationFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
  const line = await db.selectFrom('nomination').select(['replaces_id as replaces', 'name']).where('id', '=', id).executeTakeFirst()
  const replaced = action === 'nomination.replaced' && line !== undefined && line.replaces !== null
  const row = await db.selectFrom('nomination as n').innerJoin('person as p', 'p.id', 'n.person_id').innerJoin('municipality as m', 'm.id', 'n.municipality_id')
    .innerJoin('call as c', 'c.id', 'n.call_id').innerJoin('training as t', 't.id', 'c.training_id')
    .select([...aboutColumns, 'c.contact', 'c.id as callId', 'p.id as personId', 'p.name', 'm.id', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('n.id', '=', replaced ? line.replaces! : id).executeTakeFirst()
  return row && {
    of: 'nomination', sheetPath: `/calls/${row.callId}/sheet`, about: row, person: row, municipality: body(row.id, row.municipality, row.municipalityEn),
    newcomer: replaced ? line.name : '',
  }
}

/** One leaves and hears of it like anybody who withdraws; one comes and hears of it like anybody who is selected. */
async function replacementFacts(db: Reader, id: number, replaces: number): Promise<Facts | undefined> {
  const out = await withdrawalFacts(db, replaces)
  const row = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('cohort as h', 'h.id', 'e.cohort_id')
    .innerJoin('training as t', 't.id', 'e.training_id').leftJoin('call as c', 'c.training_id', 't.id').innerJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select([...aboutColumns, 'c.id as callId', 'c.contact', 't.id as trainingId', 'p.id as personId', 'p.name', 'e.category', 'e.number', 'h.id as cohortId', 'h.name as cohort',
      'h.name_en as cohortEn', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('e.id', '=', id).executeTakeFirst()
  if (out === undefined || row === undefined) return undefined
  const days = await daysByCohort(db, row.trainingId)
  return { of: 'replacement', out, in: { of: 'selection', trainingId: row.trainingId, callId: row.callId, about: { ...row, contact: row.contact ?? '' }, results: [{
    personId: row.personId, name: row.name, outcome: 'selected', rule: 'by_hand', waitlistPosition: null, category: row.category, number: numberInWords(row.number),
    municipality: body(row.municipalityId, row.municipality, row.municipalityEn), cohort: { ja: row.cohort, en: row.cohortEn }, days: days.get(row.cohortId) ?? [],
  }] } }
}

/** What waits for the prefecture, or what it said no to. */
async function substitutionFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('substitution as s').innerJoin('training as t', 't.id', 's.training_id').innerJoin('person as p', 'p.id', 's.asked_by')
    .leftJoin('person as d', 'd.id', 's.decided_by').select([...aboutColumns, 's.state', 's.decline_reason as note', 'p.id as personId', 'p.name', 'd.name as decider']).where('s.id', '=', id).executeTakeFirst()
  return row && {
    of: 'approval', about: { title: `差替え　${row.title}`, titleEn: `Substitution: ${row.titleEn}` }, path: `/substitutions/${id}`, asker: row, decider: row.decider ?? '',
    note: row.note ?? '', officers: row.state === 'requested' ? await prefectureOfficers(db) : [],
  }
}

const prefectureOfficers = (db: Reader) => db.selectFrom('post as o').innerJoin('account as a', 'a.id', 'o.account_id')
  .innerJoin('person as p', 'p.id', 'a.person_id').select(['p.id as personId', 'p.name']).distinct()
  .where('o.kind', '=', 'prefecture').where('o.ended_at', 'is', null).where('a.disabled_at', 'is', null).orderBy('p.id').limit(500).execute()
