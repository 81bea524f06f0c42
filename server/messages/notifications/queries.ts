import { sql, type ExpressionBuilder } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Tables } from '../../base/tables.ts'
import { within } from '../../base/within.ts'
import { sharedReasons, type HeldReason, type MessageState } from './sending/rules.ts'

interface Paged { limit: number; offset: number }

const messages = (db: Reader) => db.selectFrom('message as m')
  .leftJoin('person as p', 'p.id', 'm.person_id').leftJoin('municipality as b', 'b.id', 'm.municipality_id')
  .select([
    'm.id', 'm.template', 'm.subject_ref as subjectRef', 'm.title', 'm.title_en as titleEn', 'm.path', 'm.state', 'm.held_reason as heldReason',
    'm.tries', 'm.template_version as templateVersion', 'm.sent_to as sentTo', 'm.made_at as madeAt', 'm.sent_at as sentAt', 'm.read_at as readAt',
    'p.name as person', 'b.name as municipality', 'b.name_en as municipalityEn',
  ])

/** Messages to oneself, and for an officer those to their municipality. */
const mine = (db: Reader, scope: Scope, personId: number) => messages(db).where((eb) => eb.or([
  eb('m.person_id', '=', personId), within(scope, { municipality: eb.ref('m.municipality_id'), person: eb.ref('m.person_id') }),
]))

/** The latest first, with the number of all of them and of those not yet read in each row. */
export const ownMessages = (db: Reader, scope: Scope, personId: number, { limit, offset }: Paged) => mine(db, scope, personId)
  .select([sql<number>`count(*) over ()`.as('total'), sql<number>`count(*) filter (where m.read_at is null) over ()`.as('unread')])
  .orderBy('m.id', 'desc').limit(limit).offset(offset).execute()

export const findMessage = (db: Reader, scope: Scope, personId: number, id: number) =>
  mine(db, scope, personId).select('m.body').where('m.id', '=', id).executeTakeFirst()

export interface OutboxFilter { state?: MessageState | undefined; template?: string; reason?: HeldReason | undefined; person?: number; municipality?: number; q?: string }

type Narrowing = ExpressionBuilder<Tables & { m: Tables['message']; p: Tables['person']; b: Tables['municipality'] }, 'm' | 'p' | 'b'>

/** What a filter leaves of the outbox. A person stands for what they were told themselves, a municipality for what went to it. */
const kept = ({ state, template, reason, person, municipality, q }: OutboxFilter) => (eb: Narrowing) => eb.and([
  ...state === undefined ? [] : [eb('m.state', '=', state)],
  ...template === undefined ? [] : [eb('m.template', '=', template)],
  ...reason === undefined ? [] : [sql<boolean>`split_part(m.held_reason, ':', 1) = ${reason}`],
  ...person === undefined ? [] : [eb('m.person_id', '=', person)],
  ...municipality === undefined ? [] : [eb('m.municipality_id', '=', municipality)],
  ...q === undefined ? [] : [eb.or((['m.title', 'p.name', 'b.name'] as const).map((column) => eb(column, 'like', `%${escaped(q)}%`)))],
])

/** Everything that was written to anybody, the latest first; for those who answer for the post. */
export const outbox = (db: Reader, filter: OutboxFilter, { limit, offset }: Paged) => messages(db)
  .select(sql<number>`count(*) over ()`.as('total'))
  .where((eb) => kept(filter)(eb as unknown as Narrowing))
  .orderBy('m.id', 'desc').limit(limit).offset(offset).execute()

/** At most so many are sent again at once; the rest is offered again. */
export const againMax = 5_000

/** Those of a filter that did not arrive and can be sent again together, the eldest first. */
export async function idsToSendAgain(db: Reader, filter: OutboxFilter): Promise<number[]> {
  const rows = await db.selectFrom('message as m').leftJoin('person as p', 'p.id', 'm.person_id').leftJoin('municipality as b', 'b.id', 'm.municipality_id')
    .select('m.id').where((eb) => kept(filter)(eb as unknown as Narrowing)).where('m.state', 'in', ['held', 'failed'])
    .where(sql<boolean>`split_part(m.held_reason, ':', 1) in (${sql.join([...sharedReasons])})`)
    .orderBy('m.id').limit(againMax).execute()
  return rows.map(({ id }) => id)
}

/** The name of whom an outbox is narrowed to. */
export const nameInOutbox = (db: Reader, { person, municipality }: OutboxFilter) => person !== undefined
  ? db.selectFrom('person').select(['name', 'name as nameEn']).where('id', '=', person).executeTakeFirst()
  : db.selectFrom('municipality').select(['name', 'name_en as nameEn']).where('id', '=', municipality!).executeTakeFirst()

const escaped = (words: string) => words.replace(/[\\%_]/g, (sign) => `\\${sign}`)

/** How many messages of a filter are in each state. */
export const countsByState = (db: Reader, filter: OutboxFilter) => db.selectFrom('message as m')
  .leftJoin('person as p', 'p.id', 'm.person_id').leftJoin('municipality as b', 'b.id', 'm.municipality_id')
  .select(({ fn }) => ['m.state', fn.countAll<number>().as('count')])
  .where((eb) => kept({ ...filter, state: undefined, reason: undefined })(eb as unknown as Narrowing)).groupBy('m.state').execute()

export const messageOfOutbox = (db: Reader, id: number) => messages(db).select(['m.body', 'm.person_id as personId', 'm.municipality_id as municipalityId']).where('m.id', '=', id).executeTakeFirst()

/** A mail box that a message is for, as things stand now; `account` tells two boxes of one municipality apart. */
export interface Box { account: number; address: string }

/**
 * Messages that wait to be sent, with the boxes they are for now and not when they were written: whoever left, moved or
 * was withdrawn meanwhile gets no mail any more. One statement, however many messages.
 */
export async function waitingMessages(db: Reader, ids: readonly number[]) {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('message as m')
    .leftJoin('person as p', 'p.id', 'm.person_id').leftJoin('account as a', 'a.person_id', 'm.person_id')
    .select([
      'm.id', 'm.template', 'm.subject_ref as subjectRef', 'm.person_id as personId', 'm.municipality_id as municipalityId', 'm.title', 'm.body',
      'm.path', 'm.tries', 'm.sent_to as sentTo', 'm.held_reason as heldReason', 'p.email', 'a.id as account', 'a.email as accountEmail', 'a.disabled_at as disabledAt',
      sql<Box[]>`coalesce((select json_agg(json_build_object('account', o.account_id, 'address', c.email) order by o.account_id) from
        (select distinct post.account_id from post where post.kind = 'municipality' and post.municipality_id = m.municipality_id and post.ended_at is null) o
        join account c on c.id = o.account_id where c.disabled_at is null), '[]'::json)`.as('officers'),
      sql<string | null>`(select s.contact_email from nomination_sheet s where s.municipality_id = m.municipality_id and s.contact_email <> ''
        and not exists (select 1 from account k where lower(k.email) = lower(trim(s.contact_email))) order by s.id desc limit 1)`.as('contactEmail'),
      sql<boolean>`exists (select 1 from post t where t.account_id = a.id and t.ended_at is null)`.as('hasPost'),
      sql<boolean>`((m.template in ('submission_accepted', 'submission_returned', 'submission_redacted', 'test_marked')
        and exists (select 1 from enrollment e where 'enrollment:' || e.id = m.subject_ref and e.state = 'withdrawn'))
        or (m.template in ('practice_asked', 'practice_reminded') and not exists (select 1 from practice_asking k join enrollment e on e.id = k.enrollment_id
          where 'practice_asking:' || k.id = m.subject_ref and e.state = 'completed' and not exists (select 1 from practice_answer r where r.asking_id = k.id) and not exists (select 1 from practice_stop s where s.enrollment_id = e.id))) or m.template in ('selected', 'completed', 'not_completed', 'certificate_issued', 'reminder_name', 'reminder_lessons', 'reminder_choice', 'reminder_day', 'reminder_measurement', 'schedule_changed', 'schedule_postponed') and m.subject_ref like 'training:%'
        and not exists (select 1 from enrollment e where e.person_id = m.person_id
          and 'training:' || e.training_id = m.subject_ref and e.state <> 'withdrawn')
        and not exists (select 1 from cohort_instructor i join cohort h on h.id = i.cohort_id where i.person_id = m.person_id and 'training:' || h.training_id = m.subject_ref))`.as('noLonger'),
    ])
    .where('m.id', 'in', [...ids]).where('m.state', '=', 'waiting').orderBy('m.id').limit(1_000).execute()
  const bounced = await bouncedAmong(db, rows)
  return rows.map(({ email, account, accountEmail, disabledAt, hasPost, officers, contactEmail, ...row }) =>
    ({ ...row, boxes: (row.municipalityId === null ? ownBox({ email, account, accountEmail, isOpen: disabledAt === null && hasPost }) : boxesOf(officers, contactEmail))
      .map((box) => ({ ...box, bounced: bounced.has(box.address.toLowerCase()) })) }))
}

/** Of all addresses these messages could go to, those from which mail came back. */
async function bouncedAmong(db: Reader, rows: { email: string | null; accountEmail: string | null; officers: Box[]; contactEmail: string | null }[]): Promise<Set<string>> {
  const addresses = rows.flatMap(({ email, accountEmail, officers, contactEmail }) => [email, accountEmail, contactEmail, ...officers.map(({ address }) => address)])
    .flatMap((address) => (address ? [address.trim().toLowerCase()] : []))
  if (addresses.length === 0) return new Set()
  const found = await db.selectFrom('mail_bounce').select('address').where('cleared_at', 'is', null)
    .where(sql<boolean>`address = any(${[...new Set(addresses)]}::text[])`).execute()
  return new Set(found.map(({ address }) => address))
}
export type Waiting = Awaited<ReturnType<typeof waitingMessages>>[number]

/** A closed account, or one without a role, means: no mail. Without an account the address on the person's own sheet is asked. */
function ownBox({ email, account, accountEmail, isOpen }: { email: string | null; account: number | null; accountEmail: string | null; isOpen: boolean }): Box[] {
  if (account !== null) return isOpen && accountEmail ? [{ account, address: accountEmail }] : []
  return email?.trim() ? [{ account: 0, address: email.trim() }] : []
}

/** Where no officer has an account the contact on the last sheet is asked, unless it is the address of one who was an officer. */
const boxesOf = (officers: Box[], contactEmail: string | null): Box[] =>
  officers.length > 0 ? officers : contactEmail === null ? [] : [{ account: 0, address: contactEmail.trim() }]
