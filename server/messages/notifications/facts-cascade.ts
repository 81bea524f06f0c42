import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { dayInWords, fiscalYearInWords } from '../../base/days.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { body } from './about.ts'
import type { Facts } from './shapes.ts'
import type { ToldAction } from './told.ts'

// What letters about model municipalities, their experts and good practices need to know.

const programOf = (year: number, contact = '') => ({
  title: `${fiscalYearInWords(year, 'ja')}体制構築支援モデル事業`, titleEn: `the model support of ${fiscalYearInWords(year, 'en')}`, contact,
})
const supportAbout = (year: number, municipality: string, municipalityEn: string, contact = '') => ({
  title: `${municipality}の体制構築支援モデル事業（${fiscalYearInWords(year, 'ja')}）`, titleEn: `the model support of ${municipalityEn} (${fiscalYearInWords(year, 'en')})`, contact,
})

/** All municipalities are told of a call. */
export async function recruitmentFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('support_recruitment').select(['fiscal_year as fiscalYear', 'closes_on as closesOn', 'words', 'contact']).where('id', '=', id).executeTakeFirst()
  return row && { of: 'cascade', about: programOf(row.fiscalYear, row.contact), bodies: await municipalitiesToChoose(db), people: [], data: { closesOn: row.closesOn, message: row.words }, path: `/support-recruitments/${id}` }
}

/** A municipality about its own support; all of them about a report that is shared. What it agreed to itself it is not told. */
export async function supportFacts(db: Reader, id: number, action: ToldAction, { side, heldOn }: Record<string, unknown>): Promise<Facts | undefined> {
  const row = await db.selectFrom('model_support as s').innerJoin('municipality as m', 'm.id', 's.municipality_id').innerJoin('support_recruitment as r', 'r.id', 's.recruitment_id')
    .leftJoin('support_report as q', 'q.model_support_id', 's.id')
    .select(['s.fiscal_year as fiscalYear', 's.receipt', 's.outcome_reason as reason', 'm.id', 'm.name', 'm.name_en as nameEn', 'r.contact', 'q.id as reportId']).where('s.id', '=', id).executeTakeFirst()
  if (row === undefined || (action === 'support_plan.proposed' && side === 'municipality')) return undefined
  const isShared = action === 'support_report.shared'
  const path = isShared ? `/support-reports/${row.reportId}` : action.startsWith('support_plan.') ? `/model-supports/${id}/plan` : action === 'model_support.applied' ? `/model-supports/${id}/application` : `/model-supports/${id}`
  return {
    of: 'cascade', about: action === 'model_support.applied' ? programOf(row.fiscalYear, row.contact) : supportAbout(row.fiscalYear, row.name, row.nameEn, row.contact), people: [], path,
    bodies: isShared ? await municipalitiesToChoose(db) : [body(row.id, row.name, row.nameEn)], data: { receipt: row.receipt ?? '', reason: row.reason, heldOn: String(heldOn ?? '') },
  }
}

/** The municipality of a session, and the experts who accepted to advise it. */
export async function sessionFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('support_session as e').innerJoin('model_support as s', 's.id', 'e.model_support_id').innerJoin('municipality as m', 'm.id', 's.municipality_id')
    .select(['e.held_on as heldOn', 'e.starts_at as startsAt', 'e.ends_at as endsAt', 'e.place', 'e.address', 'e.theme', 's.id as supportId', 's.fiscal_year as fiscalYear', 'm.id', 'm.name', 'm.name_en as nameEn']).where('e.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const people = await db.selectFrom('expert_appointment as x').innerJoin('person as p', 'p.id', 'x.person_id').select(['p.id as personId', 'p.name'])
    .where('x.model_support_id', '=', row.supportId).where('x.state', '=', 'accepted').orderBy('x.id').limit(20).execute()
  const when = (language: 'ja' | 'en') => `${dayInWords(row.heldOn, language)}${language === 'ja' ? '　' : ', '}${row.startsAt}～${row.endsAt}`
  return {
    of: 'cascade', about: supportAbout(row.fiscalYear, row.name, row.nameEn), bodies: [body(row.id, row.name, row.nameEn)], people, path: `/support-sessions/${id}`,
    data: { heldOn: when('ja'), heldOnEn: when('en'), venue: [row.place, row.address].filter(Boolean).join('　'), theme: row.theme },
  }
}

/** An expert who is asked; whoever asked, once there is an answer. */
export async function expertRequestFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
  const row = await db.selectFrom('expert_appointment as x').innerJoin('model_support as s', 's.id', 'x.model_support_id').innerJoin('municipality as m', 'm.id', 's.municipality_id')
    .innerJoin('person as p', 'p.id', 'x.person_id').leftJoin('person as a', 'a.id', 'x.asked_by')
    .select(['s.fiscal_year as fiscalYear', 'm.name as municipality', 'm.name_en as municipalityEn', 'p.id as personId', 'p.name', 'a.id as askerId', sql<string>`coalesce(a.name, '')`.as('asker')]).where('x.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const people = action === 'expert_request.made' ? [{ personId: row.personId, name: row.name }] : row.askerId === null ? [] : [{ personId: row.askerId, name: row.asker }]
  return { of: 'cascade', about: programOf(row.fiscalYear), bodies: [], people, data: { name: row.name, municipality: row.municipality, municipalityEn: row.municipalityEn }, path: `/expert-requests/${id}` }
}

/** The municipality whose practice it is; what another prefecture published is nobody's here. */
export async function goodPracticeFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('good_practice as g').innerJoin('municipality as m', 'm.id', 'g.municipality_id').select(['g.title', 'g.note', 'm.id', 'm.name', 'm.name_en as nameEn']).where('g.id', '=', id).executeTakeFirst()
  return row && { of: 'cascade', about: { title: row.title, titleEn: row.title, contact: '' }, bodies: [body(row.id, row.name, row.nameEn)], people: [], data: { note: row.note ?? '' }, path: `/practices/${id}` }
}
