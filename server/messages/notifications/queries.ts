import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { MessageState } from './rules.ts'

interface Paged { limit: number; offset: number }

const messages = (db: Reader) => db.selectFrom('message as m')
  .leftJoin('person as p', 'p.id', 'm.person_id').leftJoin('municipality as b', 'b.id', 'm.municipality_id')
  .select([
    'm.id', 'm.template', 'm.subject_ref as subjectRef', 'm.title', 'm.title_en as titleEn', 'm.path', 'm.state', 'm.held_reason as heldReason',
    'm.tries', 'm.sent_to as sentTo', 'm.made_at as madeAt', 'm.sent_at as sentAt', 'm.read_at as readAt',
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

export interface OutboxFilter { state?: MessageState; template?: string; q?: string }

/** Everything that was written to anybody, the latest first; for those who answer for the post. */
export const outbox = (db: Reader, { state, template, q }: OutboxFilter, { limit, offset }: Paged) => messages(db)
  .select(sql<number>`count(*) over ()`.as('total'))
  .$if(state !== undefined, (qb) => qb.where('m.state', '=', state!))
  .$if(template !== undefined, (qb) => qb.where('m.template', '=', template!))
  .$if(q !== undefined, (qb) => qb.where((eb) => eb.or((['m.title', 'p.name', 'b.name'] as const).map((column) => eb(column, 'like', `%${escaped(q!)}%`)))))
  .orderBy('m.id', 'desc').limit(limit).offset(offset).execute()

const escaped = (words: string) => words.replace(/[\\%_]/g, (sign) => `\\${sign}`)

/** How many messages are in each state. */
export const countsByState = (db: Reader) => db.selectFrom('message').select(({ fn }) => ['state', fn.countAll<number>().as('count')]).groupBy('state').execute()

export const messageOfOutbox = (db: Reader, id: number) => messages(db).select('m.body').where('m.id', '=', id).executeTakeFirst()

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
      'm.path', 'm.tries', 'm.sent_to as sentTo', 'p.email', 'a.id as account', 'a.email as accountEmail', 'a.disabled_at as disabledAt',
      sql<Box[]>`coalesce((select json_agg(json_build_object('account', o.account_id, 'address', c.email) order by o.account_id) from
        (select distinct post.account_id from post where post.kind = 'municipality' and post.municipality_id = m.municipality_id and post.ended_at is null) o
        join account c on c.id = o.account_id where c.disabled_at is null), '[]'::json)`.as('officers'),
      sql<string | null>`(select s.contact_email from nomination_sheet s where s.municipality_id = m.municipality_id and s.contact_email <> ''
        and not exists (select 1 from account k where lower(k.email) = lower(trim(s.contact_email))) order by s.id desc limit 1)`.as('contactEmail'),
      sql<boolean>`exists (select 1 from post t where t.account_id = a.id and t.ended_at is null)`.as('hasPost'),
      sql<boolean>`(m.template in ('selected', 'completed', 'not_completed', 'certificate_issued') and m.subject_ref like 'training:%'
        and not exists (select 1 from enrollment e where e.person_id = m.person_id
          and 'training:' || e.training_id = m.subject_ref and e.state <> 'withdrawn'))`.as('noLonger'),
    ])
    .where('m.id', 'in', [...ids]).where('m.state', '=', 'waiting').orderBy('m.id').limit(1_000).execute()
  return rows.map(({ email, account, accountEmail, disabledAt, hasPost, officers, contactEmail, ...row }) =>
    ({ ...row, boxes: row.municipalityId === null ? ownBox({ email, account, accountEmail, isOpen: disabledAt === null && hasPost }) : boxesOf(officers, contactEmail) }))
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
