import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Tables } from '../../base/tables.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import type { Drawn } from './paper.ts'
import { numberAsTyped, numberText, type CertificateState, type HandoverWay } from './rules.ts'

type C = Tables & { c: Tables['certificate'] }
type Narrowed = (eb: ExpressionBuilder<C, 'c'>) => Expression<SqlBool>

/** The register, narrowed. `year` null means every year. */
export interface RegisterFilter {
  year: number | null; trainingId?: number | undefined; municipalityId?: number | undefined
  state?: CertificateState | undefined; words?: string | undefined
}

export const certificatesPerPage = 50
/** Beyond so many the register is not counted out: nobody pages that far, they narrow. */
export const countedMax = 10_000

const theirs = (scope: Scope): Narrowed => ({ ref }) => within(scope, { municipality: ref('c.municipality_id'), person: ref('c.person_id') })

const met = (kind: 'issued' | 'reissued' | 'revoked'): Narrowed => (eb) => eb.exists(eb.selectFrom('certificate_event as m')
  .select('m.id').whereRef('m.certificate_id', '=', 'c.id').where('m.kind', '=', kind))

const inState: Record<CertificateState, Narrowed> = {
  // Found first and only then put in order: there are few, and walking a million rows in order to meet them is slow.
  prepared: (eb) => eb('c.id', 'in', eb.selectFrom((qb) => qb.selectFrom('certificate as n')
    .leftJoin('certificate_event as i', (join) => join.onRef('i.certificate_id', '=', 'n.id').on('i.kind', '=', 'issued'))
    .select('n.id').where('i.id', 'is', null).limit(recipientsMax).as('found')).select('found.id')),
  issued: (eb) => eb.and([met('issued')(eb), eb.not(met('reissued')(eb)), eb.not(met('revoked')(eb))]),
  reissued: (eb) => eb.and([met('reissued')(eb), eb.not(met('revoked')(eb))]),
  revoked: met('revoked'),
}

/** Words are a number as printed, or the beginning of a name or its kana, in any spelling. */
function saying(words: string): Narrowed {
  const number = numberAsTyped(words)
  if (number !== null) return (eb) => eb('c.number_text', '=', numberText(number))
  const bare = /^\s*(\d{1,9})\s*$/.exec(words.normalize('NFKC'))
  if (bare !== null) return (eb) => eb('c.number', '=', Number(bare[1]))
  const begins = `${searchKeyOf(words).replace(/[\\%_]/g, '\\$&')}%`
  return (eb) => eb.or([eb('c.name_key', 'like', begins), eb('c.kana_key', 'like', begins)])
}

/** As a list made first: otherwise a year without certificates, as every year is before February, walks the whole register. */
const inYear = (year: number): Narrowed => ({ ref }) => sql<SqlBool>`${ref('c.training_id')} = any(array(select id from training where fiscal_year = ${year}))`

function narrowing(scope: Scope, { year, trainingId, municipalityId, state, words }: RegisterFilter): Narrowed {
  return (eb) => eb.and([
    theirs(scope)(eb),
    ...year === null || trainingId !== undefined ? [] : [inYear(year)(eb)],
    ...trainingId === undefined ? [] : [eb('c.training_id', '=', trainingId)],
    ...municipalityId === undefined ? [] : [eb('c.municipality_id', '=', municipalityId)],
    ...state === undefined ? [] : [inState[state](eb)],
    ...words === undefined || words.trim() === '' ? [] : [saying(words)(eb)],
  ])
}

const eventsOf = (eb: ExpressionBuilder<C, 'c'>) => jsonArrayFrom(eb.selectFrom('certificate_event as h')
  .select(['h.id', 'h.kind', 'h.name']).whereRef('h.certificate_id', '=', 'c.id').orderBy('h.id')).as('events')

/** One page of the register: the latest training first, in it by number. */
export const registerPage = (db: Reader, scope: Scope, filter: RegisterFilter, page: number) => db.selectFrom('certificate as c')
  .innerJoin('training as t', 't.id', 'c.training_id').leftJoin('municipality as m', 'm.id', 'c.municipality_id')
  .where(narrowing(scope, filter) as never)
  .select((eb) => [
    'c.id', 'c.number_text as numberText', 'c.name', 'c.kana', 'c.completed_on as completedOn', 'c.issued_on as issuedOn',
    't.id as trainingId', 't.title', 't.title_en as titleEn', 'm.name as municipality', 'm.name_en as municipalityEn',
    eventsOf(eb as never),
  ])
  .orderBy('c.training_id', 'desc').orderBy('c.number')
  .limit(certificatesPerPage).offset((page - 1) * certificatesPerPage).execute()

/** How many there are, counted up to `countedMax` + 1. */
export async function countRegister(db: Reader, scope: Scope, filter: RegisterFilter): Promise<number> {
  const { count } = await db.selectFrom((eb) => eb.selectFrom('certificate as c').select('c.id')
    .where(narrowing(scope, filter)).limit(countedMax + 1).as('found'))
    .select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return count
}

/** How a certificate of the row at hand was decided to look when it was issued; null for the design of the house. In plain SQL, for the types' sake. */
const designOf = sql<Drawn | null>`(select json_build_object('title', d.title, 'titleEn', d.title_en, 'issuerEn', d.issuer_en, 'withEnglish', d.with_english,
  'withBirthDate', d.with_birth_date, 'seal', d.seal, 'orientation', d.orientation, 'border', d.border) from certificate_template d where d.id = c.template_id)`
/** Who issued it, as it was then. */
const issuerOf = { title: sql<string>`coalesce(c.issuer_title, t.issuer_title)`, name: sql<string>`coalesce(c.issuer_name, t.issuer_name)` }

/** When paper of it was handed over, the first first. */
const handoversOf = sql<{ eventId: number; way: HandoverWay; handedOn: Day }[]>`(select coalesce(json_agg(json_build_object('eventId', o.event_id, 'way', o.way,
  'handedOn', o.handed_on) order by o.id), '[]') from certificate_handover o where o.certificate_id = c.id)`

const whole = (db: Reader) => db.selectFrom('certificate as c')
  .innerJoin('training as t', 't.id', 'c.training_id').leftJoin('municipality as m', 'm.id', 'c.municipality_id')
  .select((eb) => [
    'c.id', 'c.training_id as trainingId', 'c.number', 'c.number_text as numberText', 'c.enrollment_id as enrollmentId',
    'c.person_id as personId', 'c.municipality_id as municipalityId', 'c.name as nameIssued', 'c.kana', 'c.code',
    'c.completed_on as completedOn', 'c.issued_on as issuedOn', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear',
    issuerOf.title.as('issuerTitle'), issuerOf.name.as('issuerName'), 'm.name as municipality', 'm.name_en as municipalityEn',
    'c.birth_date as birthDate', 'c.deed', 'c.deed_en as deedEn', designOf.as('design'), 'c.name_registered as nameRegistered', 'c.spelling_note as spellingNote',
    handoversOf.as('handovers'),
    jsonArrayFrom(eb.selectFrom('certificate_event as h').leftJoin('person as p', 'p.id', 'h.acted_by')
      .select(['h.id', 'h.kind', 'h.name', 'h.reason', 'h.code', 'h.file_id as fileId', 'p.name as actedBy',
        sql<number>`extract(epoch from h.at)::float8`.as('atSeconds')])
      .whereRef('h.certificate_id', '=', 'c.id').orderBy('h.id')).as('events'),
  ])

/** Certificates a scope reaches: of one person, one enrollment or one training, the latest first. */
export const certificatesOf = (db: Reader, scope: Scope, about: { personId?: number; enrollmentId?: number; trainingId?: number } = {}) => whole(db)
  .where(theirs(scope) as never)
  .$if(about.personId !== undefined, (q) => q.where('c.person_id', '=', about.personId!))
  .$if(about.enrollmentId !== undefined, (q) => q.where('c.enrollment_id', '=', about.enrollmentId!))
  .$if(about.trainingId !== undefined, (q) => q.where('c.training_id', '=', about.trainingId!))
  .orderBy('c.issued_on', 'desc').orderBy('c.id', 'desc').limit(about.trainingId === undefined ? 100 : recipientsMax).execute()

/** One certificate with all its events, oldest first, and those of the same enrollment before and after it, when the scope reaches it. */
export const findCertificate = (db: Reader, scope: Scope, id: number) => whole(db)
  .select((eb) => jsonArrayFrom(eb.selectFrom('certificate as o').select(['o.id', 'o.number_text as numberText'])
    .whereRef('o.enrollment_id', '=', 'c.enrollment_id').whereRef('o.id', '<>', 'c.id').orderBy('o.id').limit(20)).as('others'))
  .where('c.id', '=', id).where(theirs(scope) as never).executeTakeFirst()
export type FoundCertificate = NonNullable<Awaited<ReturnType<typeof findCertificate>>>

/** The stored paper of one event; an event of another certificate is not found here. */
export const fileOfEvent = (db: Reader, certificateId: number, eventId: number) => db.selectFrom('certificate_event as h')
  .innerJoin('file as f', 'f.id', 'h.file_id').where('h.id', '=', eventId).where('h.certificate_id', '=', certificateId)
  .select(['f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256']).executeTakeFirst()

/** Judged completed by a confirmed judgment, of which kind and when ever. */
const judgedCompleted = sql`from judgment_line l join judgment j on j.id = l.judgment_id where l.enrollment_id = e.id and j.state = 'confirmed' and l.decision = 'completed'`
/** The certificate of the enrollment `e` that was revoked, unless a judgment found it completed once more since then. */
const revokedOf = sql`from certificate c join certificate_event v on v.certificate_id = c.id and v.kind = 'revoked' where c.enrollment_id = e.id
  and not exists (select ${judgedCompleted} and j.confirmed_at > v.at)`
/** Whether the enrollment `e` of a statement has neither a certificate in force nor one that was revoked and not followed by another judgment. */
export const waitsForCertificate = sql<SqlBool>`(not exists (select from certificate c where c.enrollment_id = e.id and c.in_force) and not exists (select ${revokedOf}))`

/**
 * Who completed a training by a confirmed judgment and has no certificate in force: by municipality, then by enrollment number.
 * `revoked` is the number of one that was taken from them and stands against them until somebody says otherwise.
 */
export const recipientsOf = (db: Reader, trainingId: number) => db.selectFrom('enrollment as e')
  .innerJoin('person as p', 'p.id', 'e.person_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .select((eb) => [
    'e.id', 'e.person_id as personId', 'e.municipality_id as municipalityId', 'e.number', 'e.state', 'e.name_checked_at as nameCheckedAt',
    'p.name', 'p.kana', 'p.birth_date as birthDate', 'm.name as municipality', 'm.name_en as municipalityEn',
    eb.fn.coalesce('e.completed_on', eb.selectFrom('judgment as j').innerJoin('judgment_line as l', 'l.judgment_id', 'j.id')
      .whereRef('l.enrollment_id', '=', 'e.id').where('j.state', '=', 'confirmed').where('l.decision', '=', 'completed')
      .select(({ fn }) => fn.max('j.completed_on').as('on'))).as('completedOn'),
    sql<string | null>`(select c.number_text ${revokedOf} order by c.id desc limit 1)`.as('revoked'),
  ])
  .where('e.training_id', '=', trainingId).where('e.state', '=', 'completed')
  .where(({ exists, not, selectFrom }) => not(exists(selectFrom('certificate as c').select('c.id').whereRef('c.enrollment_id', '=', 'e.id').where('c.in_force', '=', true))))
  .where(({ exists, selectFrom }) => exists(selectFrom('judgment_line as l').innerJoin('judgment as j', 'j.id', 'l.judgment_id')
    .select('l.enrollment_id').whereRef('l.enrollment_id', '=', 'e.id').where('j.state', '=', 'confirmed').where('l.decision', '=', 'completed')))
  .orderBy(sql`m.code nulls last`).orderBy('e.number').limit(recipientsMax).execute()
export type Recipient = Awaited<ReturnType<typeof recipientsOf>>[number]

/** The largest training on record has 540; more than this is issued in two goes. */
export const recipientsMax = 3_000

/** Trainings that have certificates or people who wait for one, with how many. */
export const trainingsToIssue = (db: Reader, fiscalYear: number) => db.selectFrom('training as t')
  .innerJoin('course as k', 'k.id', 't.course_id')
  .select((eb) => [
    't.id', 't.title', 't.title_en as titleEn', 't.certificates_given as given', 't.issuer_name as issuerName',
    eb.selectFrom('enrollment as e').whereRef('e.training_id', '=', 't.id').where('e.state', '=', 'completed')
      .select(({ fn }) => fn.countAll<number>().as('n')).as('completed'),
    eb.selectFrom('enrollment as e').whereRef('e.training_id', '=', 't.id').where('e.state', '=', 'completed').where(waitsForCertificate)
      .select(({ fn }) => fn.countAll<number>().as('n')).$asScalar().$notNull().as('waiting'),
    eb.selectFrom('certificate as c').whereRef('c.training_id', '=', 't.id')
      .where(({ exists, not, selectFrom }) => not(exists(selectFrom('certificate_event as h').select('h.id').whereRef('h.certificate_id', '=', 'c.id'))))
      .select(({ fn }) => fn.countAll<number>().as('n')).as('unprinted'),
  ])
  .where('t.fiscal_year', '=', fiscalYear).where('t.state', 'in', ['judging', 'closed'])
  .orderBy('k.id').orderBy('t.id').limit(100).execute()

/** Numbers of a training from one to another, both included. */
export interface NumberRange { trainingId: number; from: number; to: number }

const inRange = ({ trainingId, from, to }: NumberRange): Narrowed => (eb) =>
  eb.and([eb('c.training_id', '=', trainingId), eb.between('c.number', from, to)])

/** Certificates of the range without paper, by number: not printed yet, or issued before papers were stored here. */
export const unprinted = (db: Reader, range: NumberRange, limit: number) => db.selectFrom('certificate as c')
  .innerJoin('training as t', 't.id', 'c.training_id')
  .leftJoin('certificate_event as h', (join) => join.onRef('h.certificate_id', '=', 'c.id').on('h.kind', '=', 'issued'))
  .select(['c.id', 'c.number', 'c.number_text as numberText', 'c.name', 'c.code', 'c.municipality_id as municipalityId',
    'c.issued_on as issuedOn', 't.title as trainingTitle', issuerOf.title.as('issuerTitle'), issuerOf.name.as('issuerName'),
    'c.birth_date as birthDate', 'c.deed', 'c.deed_en as deedEn', designOf.as('design')])
  .where(inRange(range) as never).where('h.file_id', 'is', null)
  .orderBy('c.number').limit(limit).execute()
export type Unprinted = Awaited<ReturnType<typeof unprinted>>[number]

/** The first papers of the range, by number. */
export const papersOf = (db: Reader, range: NumberRange) => db.selectFrom('certificate as c')
  .innerJoin('certificate_event as h', (join) => join.onRef('h.certificate_id', '=', 'c.id').on('h.kind', '=', 'issued'))
  .innerJoin('file as f', 'f.id', 'h.file_id')
  .select(['c.number_text as numberText', 'f.id as fileId', 'f.key', 'f.sha256'])
  .where(inRange(range) as never).orderBy('c.number').limit(recipientsMax).execute()

/** The whole register of one training, by number, for the printed 発行台帳. */
export const registerOfTraining = (db: Reader, scope: Scope, trainingId: number) => db.selectFrom('certificate as c')
  .leftJoin('municipality as m', 'm.id', 'c.municipality_id')
  .select((eb) => [
    'c.number_text as numberText', 'c.name', 'c.kana', 'c.birth_date as birthDate', 'c.completed_on as completedOn',
    'c.issued_on as issuedOn', 'm.name as municipality',
    jsonArrayFrom(eb.selectFrom('certificate_event as h').leftJoin('person as p', 'p.id', 'h.acted_by')
      .select(['h.kind', 'h.name', 'h.reason', 'p.name as actedBy', sql<number>`extract(epoch from h.at)::float8`.as('atSeconds')])
      .whereRef('h.certificate_id', '=', 'c.id').orderBy('h.id')).as('events'),
  ])
  .where('c.training_id', '=', trainingId).where(theirs(scope) as never).orderBy('c.number').limit(recipientsMax).execute()

/**
 * What is published of a certificate: exactly these columns, and no other table or row is reached. The codes of its papers are
 * compared by the caller, in the same time whether the number exists or not.
 */
export const publishedCertificate = (db: Reader, number: string) => db.selectFrom('certificate as c')
  .innerJoin('training as t', 't.id', 'c.training_id')
  .select((eb) => [
    'c.code', 'c.number_text as numberText', 'c.completed_on as completedOn', 'c.issued_on as issuedOn', 't.title', 't.title_en as titleEn',
    jsonArrayFrom(eb.selectFrom('certificate_event as h').select(['h.kind', 'h.name', 'h.code', sql<number>`extract(epoch from h.at)::float8`.as('atSeconds')])
      .whereRef('h.certificate_id', '=', 'c.id').orderBy('h.id')).as('events'),
  ])
  .where('c.number_text', '=', number).executeTakeFirst()

/** The same of a partial certificate: what its paper says. */
export const publishedPartial = (db: Reader, number: string) => db.selectFrom('partial_certificate as k').innerJoin('training as t', 't.id', 'k.training_id')
  .select(['k.code', 'k.number_text as numberText', 'k.name', 'k.issued_on as issuedOn', 'k.valid_until as validUntil', 't.title', 't.title_en as titleEn',
    sql<{ title: string; titleEn: string; completedOn: Day }[]>`k.modules`.as('modules')])
  .where('k.number_text', '=', number).executeTakeFirst()

/** What a trainee has beside certificates: papers of single modules, and whether they agreed to stand on the roster. */
export const besidesOf = (db: Reader, personId: number) => db.selectFrom('person as p').where('p.id', '=', personId).select((eb) => [
  'p.roster_consent as rosterConsent',
  jsonArrayFrom(eb.selectFrom('partial_certificate as k').innerJoin('training as t', 't.id', 'k.training_id')
    .select(['k.id', 'k.number_text as numberText', 'k.issued_on as issuedOn', 'k.valid_until as validUntil', 'k.code', 't.title', 't.title_en as titleEn',
      sql<{ title: string; titleEn: string; completedOn: Day }[]>`k.modules`.as('modules')])
    .whereRef('k.person_id', '=', 'p.id').orderBy('k.id', 'desc').limit(20)).as('partials'),
]).executeTakeFirst()

/** How often in this hour somebody gave a wrong code with a number of this bucket. */
export const missesOf = async (db: Reader, bucket: number, since: Date): Promise<number> => (await db.selectFrom('verification_miss')
  .select('misses').where('bucket', '=', bucket).where('since', '>', since).executeTakeFirst())?.misses ?? 0
