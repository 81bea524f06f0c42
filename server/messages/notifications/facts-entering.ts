import type { Reader } from '../../base/database.ts'
import { dayInJapan, fiscalYearInWords } from '../../base/days.ts'
import { lastDayFor } from '../../planning/calls/rules.ts'
import { aboutColumns, body } from './about.ts'
import type { Facts } from './shapes.ts'
import type { ToldAction } from './told.ts'

// What letters about names on their way to the prefecture need to know: calls, sheets, applications and the demand.

export async function callFacts(db: Reader, id: number, action: ToldAction, detail: Record<string, unknown>): Promise<Facts | undefined> {
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

export async function sheetFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
  const row = await db.selectFrom('nomination_sheet as s').innerJoin('municipality as m', 'm.id', 's.municipality_id')
    .innerJoin('call as c', 'c.id', 's.call_id').innerJoin('training as t', 't.id', 'c.training_id')
    .select([...aboutColumns, 'c.id as callId', 'c.contact', 'm.id', 'm.name', 'm.name_en as nameEn', 's.receipt', 's.return_reason as returnReason', 's.due_reason as dueReason', 's.due_on as dueOn', 'c.closes_on as closesOn', 'c.decision_on as decisionOn', 's.submitted_at as submittedAt'])
    .where('s.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const dueOn = lastDayFor(row, row.dueOn)
  return {
    of: 'sheet', callId: row.callId, about: row, municipality: body(row.id, row.name, row.nameEn), receipt: row.receipt ?? '',
    reason: (action === 'sheet.prolonged' ? row.dueReason : row.returnReason) ?? '', dueOn, decisionOn: row.decisionOn,
    isLate: row.submittedAt !== null && dayInJapan(row.submittedAt) > dueOn,
  }
}

export async function applicationFacts(db: Reader, id: number): Promise<Facts | undefined> {
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
export async function demandFacts(db: Reader, id: number, action: ToldAction, detail: Record<string, unknown>): Promise<Facts | undefined> {
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
export async function doubleFacts(db: Reader, id: number, { outcome }: Record<string, unknown>): Promise<Facts | undefined> {
  const said = (['kept', 'dropped', 'different'] as const).find((one) => one === outcome)
  const row = await db.selectFrom('nomination as n').innerJoin('municipality as m', 'm.id', 'n.municipality_id').innerJoin('call as c', 'c.id', 'n.call_id')
    .innerJoin('training as t', 't.id', 'c.training_id')
    .innerJoin('double_decision as d', (join) => join.on((eb) => eb.or([eb('d.one_id', '=', eb.ref('n.id')), eb('d.other_id', '=', eb.ref('n.id'))])))
    .select([...aboutColumns, 'c.id as callId', 'c.contact', 'm.id', 'm.name as municipality', 'm.name_en as nameEn', 'n.name', 'd.reason'])
    .where('n.id', '=', id).orderBy('d.id', 'desc').limit(1).executeTakeFirst()
  return row === undefined || said === undefined ? undefined
    : { of: 'double', callId: row.callId, about: row, municipality: body(row.id, row.municipality, row.nameEn), outcome: said, name: row.name, reason: row.reason }
}

/** Who left a sheet: the person of the line itself, or of the line it replaces. */
export async function nominationFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
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
