import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { within } from '../../base/within.ts'
import { signedBy } from '../../office/senders/queries.ts'
import type { Category } from '../nominations/rules.ts'
import { decidedBy } from '../selection/queries.ts'
import type { Outcome } from '../selection/rules.ts'
import type { NoticeKind } from './rules.ts'
import { beginsAt, choiceOf, endsAt } from '../../planning/trainings/class-days.ts'

/** Somebody a letter is about, as it names them: where they stand today, and which letter they had last. */
export interface Recipient {
  nominationId: number | null; personId: number; name: string; kana: string; affiliation: string; profession: string | null
  category: Category; rank: number | null
  municipalityId: number; municipalityCode: string; municipality: string
  outcome: Outcome; rule: string | null; waitlistPosition: number | null; cohortId: number | null; cohort: string | null; number: number | null
}

/** More people than were ever nominated for one training. */
const recipientsMax = 20_000

/**
 * Everybody of an announced selection whose last letter does not say what is true today, in official order: at first all,
 * later those who moved up from the waitlist or came as a substitute. People who left are not among them.
 */
export const pendingRecipients = (db: Reader, trainingId: number, kind?: Outcome, limit = recipientsMax): Promise<Recipient[]> =>
  pending(db, trainingId, kind).selectAll('r').orderBy('r.municipalityCode')
    .orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], r.category)`)
    .orderBy(sql`r.rank nulls last`).orderBy('r.personId').limit(limit).execute()

/** How many wait for which letter, and from how many municipalities they come. */
export async function pendingCounts(db: Reader, trainingId: number) {
  const rows = await pending(db, trainingId).select(({ fn }) => ['r.outcome', 'r.municipalityId', fn.countAll<number>().as('people')])
    .groupBy(['r.outcome', 'r.municipalityId']).limit(20_000).execute()
  const counts: Partial<Record<Outcome, number>> = {}
  for (const { outcome, people } of rows) counts[outcome] = (counts[outcome] ?? 0) + people
  return { counts, people: rows.reduce((sum, { people }) => sum + people, 0), municipalities: new Set(rows.map(({ municipalityId }) => municipalityId)).size }
}

const pending = (db: Reader, trainingId: number, kind?: Outcome) => db.selectFrom(standing(trainingId).as('r'))
  .where(({ eb, selectFrom, fn }) => eb(fn.coalesce(selectFrom('notice as n').select('n.kind').whereRef('n.person_id', '=', 'r.personId')
    .where('n.training_id', '=', trainingId).orderBy('n.id', 'desc').limit(1), sql<string>`''`), '<>', sql<'list'>`r.outcome`))
  .$if(kind !== undefined, (found) => found.where('r.outcome', '=', kind!))

/**
 * Where each person of an announced selection stands today: a seat wins over what was decided first, whoever left has no
 * letter to come. Substitutes were never on the board: they come by their enrollment.
 */
const standing = (trainingId: number) => sql<Recipient>`(
  select n.id as "nominationId", n.person_id as "personId", p.name, coalesce(p.kana, n.kana) as kana, n.affiliation,
    f.name as profession, n.category, n.rank, m.id as "municipalityId", m.code as "municipalityCode", m.name as municipality,
    case when e.id is null then l.outcome else 'selected' end as outcome, ${decidedBy} as rule, case when e.id is null then l.waitlist_position end as "waitlistPosition",
    e.cohort_id as "cohortId", c.name as cohort, e.number
  from selection s join selection_line l on l.selection_id = s.id join nomination n on n.id = l.nomination_id
    join municipality m on m.id = n.municipality_id join person p on p.id = n.person_id left join profession f on f.code = n.profession_code
    left join lateral (select x.id, x.cohort_id, x.number, x.state from enrollment x where x.nomination_id = n.id order by x.state = 'withdrawn', x.id desc limit 1) e on true
    left join cohort c on c.id = e.cohort_id
  where s.training_id = ${trainingId} and s.state = 'announced' and n.withdrawn_at is null and e.state is distinct from 'withdrawn'
    and (e.id is not null or l.outcome <> 'selected')
  union all
  select e.nomination_id, e.person_id, p.name, coalesce(p.kana, ''), e.affiliation, f.name, e.category, null, m.id, m.code, m.name,
    'selected', null, null, e.cohort_id, c.name, e.number
  from enrollment e join person p on p.id = e.person_id join municipality m on m.id = e.municipality_id join cohort c on c.id = e.cohort_id
    left join profession f on f.code = e.profession_code join selection s on s.training_id = e.training_id and s.state = 'announced'
  where e.training_id = ${trainingId} and e.replaces_id is not null and e.state <> 'withdrawn'
    and not exists (select from selection_line l where l.selection_id = s.id and l.nomination_id = e.nomination_id)
)`

/** A class day as a letter gives it. */
export interface LetterDay { cohortId: number; heldOn: Day; place: string; startsAt: string | null; endsAt: string | null; oneOf: string | null }

/** The class days of a training by cohort, in their order. */
export const letterDays = (db: Reader, trainingId: number): Promise<LetterDay[]> => db.selectFrom('class_day as d').innerJoin('cohort as h', 'h.id', 'd.cohort_id')
  .select(['h.id as cohortId', 'd.held_on as heldOn', 'd.place', choiceOf('d', 'title').as('oneOf'),
    beginsAt('d').as('startsAt'),
    endsAt('d').as('endsAt')])
  .where('h.training_id', '=', trainingId).orderBy('d.held_on').limit(1_000).execute()

const batchColumns = [
  'b.id', 'b.training_id as trainingId', 'b.state', 'b.document_number as documentNumber', 'b.issued_on as issuedOn', 'b.sender', 'b.seal_omitted as sealOmitted',
  'b.office', 'b.openings', 'b.next_steps as nextSteps', 'b.withdraw_by as withdrawBy', 'b.contact', 'b.made_at as madeAt', 'b.work_id as workId', 'b.version',
] as const

/** The batch of a training that is being written or printed, if there is one. */
export const openBatch = (db: Reader, trainingId: number) => db.selectFrom('notice_batch as b').select(batchColumns)
  .where('b.training_id', '=', trainingId).where('b.state', '<>', 'done').executeTakeFirst()
export type Batch = NonNullable<Awaited<ReturnType<typeof openBatch>>>

/** The same, held until the change is done. */
export const holdBatch = (db: Reader, trainingId: number) => db.selectFrom('notice_batch as b').select(batchColumns)
  .where('b.training_id', '=', trainingId).where('b.state', '<>', 'done').forUpdate().executeTakeFirst()

export const findBatch = (db: Reader, batchId: number) => db.selectFrom('notice_batch as b').select(batchColumns).where('b.id', '=', batchId).executeTakeFirst()

/** All batches of a training, the latest first, with how many letters of each kind were printed. */
export const batchesOf = (db: Reader, trainingId: number) => db.selectFrom('notice_batch as b').innerJoin('person as p', 'p.id', 'b.made_by')
  .select(['b.id', 'b.state', 'b.version', 'b.document_number as documentNumber', 'b.issued_on as issuedOn', 'b.made_at as madeAt', 'b.work_id as workId', 'p.name as madeBy'])
  .select((eb) => eb.selectFrom((from) => from.selectFrom('notice as n').select(({ fn }) => ['n.kind', fn.countAll<number>().as('count')])
    .whereRef('n.batch_id', '=', 'b.id').groupBy('n.kind').as('k'))
    .select(sql<Partial<Record<NoticeKind, number>> | null>`json_object_agg(k.kind, k.count)`.as('counts')).as('counts'))
  .where('b.training_id', '=', trainingId).orderBy('b.id', 'desc').limit(50).execute()

/** Of which kinds and municipalities a batch has a letter already; asked again after a crash. */
export const printedIn = (db: Reader, batchId: number) => db.selectFrom('notice').select(['municipality_id as municipalityId', 'person_id as personId'])
  .where('batch_id', '=', batchId).limit(recipientsMax).execute()

/** What a training is called and what its call says of sender and contact: what a first batch begins with. */
export const letterGround = (db: Reader, trainingId: number, today?: Day) => grounds(db, trainingId, today).executeTakeFirst()
export type LetterGround = NonNullable<Awaited<ReturnType<typeof letterGround>>>

/** The same with the municipalities that have letters, in official order: what the office narrows the list and the file to. */
export const officeGround = (db: Reader, trainingId: number) => grounds(db, trainingId).select((eb) => jsonArrayFrom(eb.selectFrom('municipality as m')
  .select(['m.id', 'm.name', 'm.name_en as nameEn']).where((of) => of.exists(of.selectFrom('notice as n').innerJoin('notice_batch as b', 'b.id', 'n.batch_id').select('n.id')
    .whereRef('n.municipality_id', '=', 'm.id').where('n.training_id', '=', trainingId).where('b.state', '=', 'done')))
  .orderBy('m.code').limit(2000)).as('municipalities')).executeTakeFirst()

const grounds = (db: Reader, trainingId: number, today?: Day) => db.selectFrom('training as t').leftJoin('call as c', 'c.training_id', 't.id')
  .leftJoin('selection as s', 's.training_id', 't.id')
  .select(['t.id', 't.title', 't.title_en as titleEn', 'c.id as callId', 'c.contact', 'c.addressee', 'c.seal_omitted as sealOmitted', 's.state as selectionState', 't.issuer_title as issuerTitle',
    // The office of the call signs, by whoever is in it when the letter is written.
    sql<string | null>`case when c.sender_label is null then nullif(c.sender, '') else ${signedBy(sql.ref('c.sender_label'), sql`coalesce(${today ?? null}::date, c.issued_on)`)} end`.as('sender')])
  .where('t.id', '=', trainingId)

/** What the latest finished batch of a training said, to begin the next one with. */
export const lastBatch = (db: Reader, trainingId: number) => db.selectFrom('notice_batch as b').select(batchColumns)
  .where('b.training_id', '=', trainingId).where('b.state', '=', 'done').orderBy('b.id', 'desc').limit(1).executeTakeFirst()

const owned = (db: Reader, scope: Scope) => db.selectFrom('notice as n').innerJoin('notice_batch as b', 'b.id', 'n.batch_id')
  .where('b.state', '=', 'done').where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: ref('n.person_id') }))

export interface NoticeFilter { municipalityId?: number | undefined; kind?: NoticeKind | undefined }

/** One page of the letters of a training that a scope reaches, in official order with the list of each municipality first. */
export const noticesOf = (db: Reader, scope: Scope, trainingId: number, { municipalityId, kind }: NoticeFilter, { limit, offset }: { limit: number; offset: number }) =>
  owned(db, scope).innerJoin('municipality as m', 'm.id', 'n.municipality_id').innerJoin('file as f', 'f.id', 'n.file_id')
    .select(({ fn }) => ['n.id', 'n.kind', 'n.name', 'n.person_id as personId', 'm.name as municipality', 'm.name_en as municipalityEn', 'b.document_number as documentNumber',
      'b.issued_on as issuedOn', 'f.bytes', fn.countAll<number>().over().as('total')])
    .where('n.training_id', '=', trainingId)
    .$if(municipalityId !== undefined, (rows) => rows.where('n.municipality_id', '=', municipalityId!))
    .$if(kind !== undefined, (rows) => rows.where('n.kind', '=', kind!))
    .orderBy('m.code').orderBy('n.batch_id', 'desc').orderBy(sql`n.kind = 'list'`, 'desc').orderBy('n.id').limit(limit).offset(offset).execute()

/** The stored paper of a letter that a scope reaches. */
export const fileOfNotice = (db: Reader, scope: Scope, noticeId: number) => owned(db, scope).innerJoin('file as f', 'f.id', 'n.file_id')
  .select(['f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256']).where('n.id', '=', noticeId).executeTakeFirst()

/** Every paper of a training that a scope reaches, of all batches or one, of all municipalities or one, with the municipality whose folder it goes into. */
export const papersOf = (db: Reader, scope: Scope, trainingId: number, { batchId, municipalityId }: { batchId?: number; municipalityId?: number | undefined } = {}) =>
  db.selectFrom('notice as n').innerJoin('municipality as m', 'm.id', 'n.municipality_id').innerJoin('file as f', 'f.id', 'n.file_id')
    .innerJoin('notice_batch as b', 'b.id', 'n.batch_id')
    .select(['m.code', 'm.name as municipality', 'f.name', 'f.key', 'f.sha256'])
    .where('n.training_id', '=', trainingId).where(({ ref }) => within(scope, { municipality: ref('n.municipality_id'), person: ref('n.person_id') }))
    .$if(municipalityId !== undefined, (rows) => rows.where('n.municipality_id', '=', municipalityId!))
    .$if(batchId === undefined, (rows) => rows.where('b.state', '=', 'done')).$if(batchId !== undefined, (rows) => rows.where('b.id', '=', batchId!))
    .orderBy('m.code').orderBy(sql`n.kind = 'list'`, 'desc').orderBy('n.id').limit(recipientsMax).execute()

/** A trainee's own letters, the latest first. */
export const ownNotices = (db: Reader, scope: Scope) => owned(db, scope).innerJoin('training as t', 't.id', 'n.training_id')
  .select(['n.id', 'n.kind', 'b.document_number as documentNumber', 'b.issued_on as issuedOn', 't.title', 't.title_en as titleEn'])
  .where('n.person_id', 'is not', null).orderBy('n.id', 'desc').limit(50).execute()
