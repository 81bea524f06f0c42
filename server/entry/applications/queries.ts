import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { addDays, type Day } from '../../base/days.ts'
import type { Tables } from '../../base/tables.ts'
import { within } from '../../base/within.ts'
import { nameOfCohort } from '../../planning/trainings/queries.ts'
import { hashOfToken } from '../../who/accounts/sessions.ts'
import { linkDaysAfterDecision } from './rules.ts'

/** What strangers may see of a call that takes applications, and the municipalities that exist on a day. */
export const publicCall = (db: Reader, callId: number, today: Day) => db.selectFrom('call as c').innerJoin('training as t', 't.id', 'c.training_id')
  .select((eb) => [
    'c.id', 'c.state', 'c.route', 'c.opens_on as opensOn', 'c.office_closes_on as officeClosesOn', 'c.decision_on as decisionOn',
    't.title', 't.title_en as titleEn', 'c.eligibility', 'c.contact',
    jsonArrayFrom(eb.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn'])
      .where((of) => of.or([of('m.valid_to', 'is', null), of('m.valid_to', '>=', today)])).orderBy('m.code').limit(200)).as('municipalities'),
  ]).where('c.id', '=', callId).executeTakeFirst()

const wishes = [['cohort', 'wished_cohort_id'], ['cohort2', 'second_cohort_id'], ['cohort3', 'third_cohort_id']] as const

/** The people of the application `a` in their order, each with the standing line of a sheet it became. */
const applicantsOf = (eb: ExpressionBuilder<Tables & { a: Tables['application'] }, 'a'>) => jsonArrayFrom(
  eb.selectFrom('applicant as r').leftJoin('nomination as n', (join) => join.onRef('n.applicant_id', '=', 'r.id').on('n.withdrawn_at', 'is', null))
    .leftJoin('profession as f', 'f.code', 'r.profession_code').leftJoin('person as v', 'v.id', 'r.verdict_by')
    .whereRef('r.application_id', '=', 'a.id')
    .select(['r.id', 'r.rank', 'r.name', 'r.kana', 'r.affiliation', 'r.profession_code as professionCode', 'f.name as profession', 'f.name_en as professionEn',
      'r.position', 'r.category', 'r.experience', 'r.experience_count as experienceCount', 'r.years', 'r.wished_cohort_id as wishedCohortId', 'r.second_cohort_id as secondCohortId', 'r.third_cohort_id as thirdCohortId',
      'r.email', 'r.support_needs as supportNeeds', 'r.motivation', 'r.purpose_consent as purposeConsent',
      'r.roster_consent as rosterConsent', 'r.verdict', 'r.verdict_reason as verdictReason', 'v.name as verdictBy', 'r.verdict_at as verdictAt', 'r.person_id as personId',
      'n.category as lineCategory', 'n.rank as lineRank'])
    .select((of) => [
      sql<boolean>`n.id is not null`.as('onSheet'),
      ...wishes.flatMap(([named, column]) => [nameOfCohort('name', `r.${column}`).as(named), nameOfCohort('name_en', `r.${column}`).as(`${named}En`)]),
      of.selectFrom('selection_line as l').innerJoin('selection as s', 's.id', 'l.selection_id').whereRef('l.nomination_id', '=', 'n.id')
        .where('s.state', '=', 'announced').select('l.outcome').limit(1).as('announced'),
    ]).orderBy('r.rank').limit(20))

/** An application with its people, its call, and the state of its municipality's sheet. */
const applications = (db: Reader) => db.selectFrom('application as a')
  .innerJoin('municipality as m', 'm.id', 'a.municipality_id').innerJoin('call as c', 'c.id', 'a.call_id').innerJoin('training as t', 't.id', 'c.training_id')
  .leftJoin('nomination_sheet as w', (join) => join.onRef('w.call_id', '=', 'a.call_id').onRef('w.municipality_id', '=', 'a.municipality_id'))
  .select(['a.id', 'a.call_id as callId', 'a.municipality_id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'm.code as municipalityCode',
    'a.route', 'a.office_name as officeName', 'a.contact_name as contactName', 'a.contact_phone as contactPhone', 'a.email', 'a.language', 'a.state', 'a.receipt',
    'a.return_reason as returnReason', 'a.due_on as dueOn', 'a.version', 'a.submitted_at as submittedAt', 'a.reviewed_at as reviewedAt', 'w.state as sheetState',
    't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 'c.opens_on as opensOn', 'c.office_closes_on as officeClosesOn', 'c.closes_on as closesOn',
    'c.decision_on as decisionOn', 'c.state as callState', 'c.personal_data as personalData', 'c.contact'])
  .select((eb) => applicantsOf(eb as never).as('applicants'))

export type Application = NonNullable<Awaited<ReturnType<typeof applicationOfLink>>>
export type ApplicantShown = Application['applicants'][number]

/** The application a link leads to, with what its boxes choose from; undefined once the link is over. The token is the key. */
export const applicationOfLink = (db: Reader, token: string, today: Day) => applications(db).innerJoin('application_link as k', 'k.application_id', 'a.id')
  .select((eb) => [
    jsonArrayFrom(eb.selectFrom('profession as f').select(['f.code', 'f.name', 'f.name_en as nameEn']).orderBy('f.position').orderBy('f.code').limit(100)).as('professions'),
    jsonArrayFrom(eb.selectFrom('cohort as h').select(['h.id', 'h.name', 'h.name_en as nameEn']).whereRef('h.training_id', '=', 'c.training_id')
      .where('h.state', 'in', ['planned', 'postponed']).orderBy('h.position').limit(50)).as('cohorts'),
  ])
  .where('k.hash', '=', hashOfToken(token)).where('c.decision_on', '>=', addDays(today, -linkDaysAfterDecision)).executeTakeFirst()

/** One application by its id, for the mail about it. */
export const applicationById = (db: Reader, id: number) => applications(db).where('a.id', '=', id).executeTakeFirst()

/** One application that was handed in, within the scope, with the municipality's own people who bear the names of its people. */
export const findApplication = (db: Reader, scope: Scope, id: number) => applications(db)
  .select((eb) => jsonArrayFrom(eb.selectFrom('applicant as r').innerJoin('person as p', (join) => join.onRef('p.municipality_id', '=', 'r.municipality_id')
    .on((on) => on(sql`starts_with(p.search_key, r.search_key)`, '=', sql`true`)).on('p.merged_into_id', 'is', null))
    .leftJoinLateral((of) => of.selectFrom('affiliation as f').whereRef('f.person_id', '=', 'p.id').where('f.to_on', 'is', null)
      .select('f.organization').orderBy('f.from_on', 'desc').orderBy('f.id', 'desc').limit(1).as('f'), (join) => join.onTrue())
    .leftJoin('person_profession as pp', (join) => join.onRef('pp.person_id', '=', 'p.id').on('pp.is_primary', '=', true))
    .whereRef('r.application_id', '=', 'a.id').where('r.search_key', '<>', '')
    .select(['r.id as applicantId', 'p.id', 'p.name', 'p.kana', 'p.email', 'f.organization as affiliation', 'pp.profession_code as professionCode'])
    .select((of) => of.selectFrom('enrollment as e').whereRef('e.person_id', '=', 'p.id').where('e.state', '=', 'completed').select(({ fn }) => fn.countAll<number>().as('n')).as('completed'))
    .orderBy('p.id').limit(100)).as('namesakes'))
  .where('a.id', '=', id).where('a.state', '<>', 'draft')
  .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: sql<null>`null` })).executeTakeFirst()

export const perPage = 30

/** What was handed in to a municipality for a call, those waiting first; `total` counts all pages. */
export const applicationsOf = (db: Reader, scope: Scope, callId: number, page: number) => db.selectFrom('application as a')
  .select(['a.id', 'a.office_name as officeName', 'a.state', 'a.receipt', 'a.submitted_at as submittedAt', 'a.due_on as dueOn'])
  .select((eb) => [
    sql<number>`count(*) over ()`.as('total'),
    jsonArrayFrom(eb.selectFrom('applicant as r').whereRef('r.application_id', '=', 'a.id').select(['r.rank', 'r.name', 'r.category', 'r.verdict'])
      .select(sql<boolean>`r.person_id is null and not exists (select from person p where p.municipality_id = r.municipality_id and starts_with(p.search_key, r.search_key) and r.search_key <> '')`.as('isNew'))
      .orderBy('r.rank').limit(20)).as('people'),
  ])
  .where('a.call_id', '=', callId).where('a.state', '<>', 'draft')
  .where(({ ref }) => within(scope, { municipality: ref('a.municipality_id'), person: sql<null>`null` }))
  .orderBy(sql`case a.state when 'submitted' then 0 when 'returned' then 1 else 2 end`).orderBy('a.submitted_at').orderBy('a.id')
  .limit(perPage).offset((page - 1) * perPage).execute()

/** How many people each municipality received, took, declined and has waiting: figures only, nobody's name. */
export const countsOf = (db: Reader, callId: number) => db.selectFrom('municipality as m')
  .innerJoin('application as a', (join) => join.onRef('a.municipality_id', '=', 'm.id').on('a.call_id', '=', callId).on('a.state', 'in', ['submitted', 'reviewed']))
  .innerJoin('applicant as r', 'r.application_id', 'a.id')
  .select(['m.id', 'm.name', 'm.name_en as nameEn'])
  .select(({ fn }) => [
    fn.count<number>('a.id').distinct().as('offices'), fn.countAll<number>().as('received'),
    fn.countAll<number>().filterWhere('r.verdict', '=', 'taken').as('taken'), fn.countAll<number>().filterWhere('r.verdict', '=', 'declined').as('declined'),
    fn.countAll<number>().filterWhere('r.verdict', 'is', null).as('waiting'),
  ])
  .groupBy('m.id').orderBy('m.code').limit(200).execute()

/** How often a link to this application was mailed within the last hour. */
export const recentLinks = async (db: Reader, applicationId: number, now: Date): Promise<number> =>
  (await db.selectFrom('application_link').select(({ fn }) => fn.countAll<number>().as('count'))
    .where('application_id', '=', applicationId).where('made_at', '>', new Date(now.getTime() - 3_600_000)).executeTakeFirstOrThrow()).count

/** Drafts of calls whose last day was before that one: nobody will hand them in. At most so many a night. */
export const abandonedDrafts = (db: Reader, closedBefore: Day) => db.selectFrom('application as a').innerJoin('call as c', 'c.id', 'a.call_id')
  .select('a.id').where('a.state', '=', 'draft').where('c.closes_on', '<', closedBefore).orderBy('a.id').limit(5_000).execute()
