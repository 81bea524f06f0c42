import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Kind } from '../../base/policy.ts'
import { within } from '../../base/within.ts'
import { searchKeyOf } from '../people/names.ts'
import type { AccountState, Failures } from './rules.ts'
import { hashOfToken } from './sessions.ts'

/** The account behind a typed address, with the post it is entered by. Undefined when nobody has this address. */
export function accountToEnter(db: Reader, email: string) {
  return db.selectFrom('account as a').innerJoin('person as p', 'p.id', 'a.person_id')
    .leftJoinLateral((eb) => eb.selectFrom('post').select(['post.id', 'post.kind', 'post.municipality_id'])
      .whereRef('post.account_id', '=', 'a.id').where('post.ended_at', 'is', null).orderBy('post.id').limit(1).as('t'),
    (join) => join.onTrue())
    .select(['a.id', 'a.person_id as personId', 'a.password_hash as passwordHash', 'a.disabled_at as disabledAt',
      'p.name', 'p.kana', 'a.email', 't.id as postId', 't.kind', 't.municipality_id as municipalityId'])
    .where(sql<string>`lower(a.email)`, '=', email.trim().toLowerCase()).executeTakeFirst()
}

/** The names of some people, by the addresses of their accounts. */
export const namesByAddress = async (db: Reader, emails: string[]) => new Map((await db.selectFrom('account as a')
  .innerJoin('person as p', 'p.id', 'a.person_id').select(['a.email', 'p.name']).where('a.email', 'in', emails).execute())
  .map(({ email, name }) => [email, name]))

/** Wrong passwords of the last hour from this address. The typed address of the account is only kept folded and hashed. */
export async function recentFailures(db: Reader, pair: { email: string; address: string }, now: Date): Promise<Failures> {
  const key = failureKeyOf(pair.email)
  const row = await db.selectFrom('sign_in_failure').select((eb) => [
    eb.fn.countAll<number>().as('ofAddress'), eb.fn.max('at').as('lastOfAddress'),
    eb.fn.countAll<number>().filterWhere('email', '=', key).as('ofPair'),
    eb.fn.max('at').filterWhere('email', '=', key).as('lastOfPair'),
  ]).where('address', '=', pair.address).where('at', '>', new Date(now.getTime() - 3_600_000)).executeTakeFirstOrThrow()
  return row
}

export const failureKeyOf = (email: string): string => hashOfToken(email.trim().toLowerCase())

/** A one-time link that can still be used, and whose it is. */
export function openLink(db: Reader, token: string, now: Date) {
  return db.selectFrom('one_time_link as l').innerJoin('account as a', 'a.id', 'l.account_id').innerJoin('person as p', 'p.id', 'a.person_id')
    .select(['l.id', 'l.purpose', 'a.id as accountId', 'a.email', 'p.name', 'p.kana'])
    .where('l.id', '=', hashOfToken(token)).where('l.used_at', 'is', null).where('l.expires_at', '>', now)
    .where('a.disabled_at', 'is', null).executeTakeFirst()
}

/** How many reset mails an account was promised in the last hour. */
export async function recentResets(db: Reader, accountId: number, now: Date): Promise<number> {
  const { count } = await db.selectFrom('audit_line').select((eb) => eb.fn.countAll<number>().as('count'))
    .where('subject', '=', `account:${accountId}`).where('action', '=', 'account.reset_asked')
    .where('at', '>', new Date(now.getTime() - 3_600_000)).executeTakeFirstOrThrow()
  return count
}

export interface AccountFilter { words: string; kind: Kind | null; municipalityId: number | null; state: AccountState | null }
export const accountsPerPage = 50

const stateOf = sql<AccountState>`case when a.disabled_at is not null then 'disabled'
  when a.password_hash is null then 'invited' else 'active' end`
const postsOf = sql<{ kind: Kind; title: string; municipality: string | null; municipalityEn: string | null }[] | null>`(
  select json_agg(json_build_object('kind', t.kind, 'title', t.title, 'municipality', m.name, 'municipalityEn', m.name_en) order by t.id)
  from post t left join municipality m on m.id = t.municipality_id where t.account_id = a.id and t.ended_at is null)`

function accountsIn(db: Reader, scope: Scope, { words, kind, municipalityId, state }: AccountFilter) {
  const key = searchKeyOf(words)
  return db.selectFrom('account as a').innerJoin('person as p', 'p.id', 'a.person_id')
    .where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') }))
    .$if(key !== '', (qb) => qb.where((eb) => eb.or([
      eb('p.search_key', 'like', `%${forLike(key)}%`), eb(sql<string>`lower(a.email)`, 'like', `%${forLike(words.trim().toLowerCase())}%`),
    ])))
    .$if(kind !== null || municipalityId !== null, (qb) => qb.where((eb) => eb.exists(
      eb.selectFrom('post as t').select('t.id').whereRef('t.account_id', '=', 'a.id').where('t.ended_at', 'is', null)
        .$if(kind !== null, (q) => q.where('t.kind', '=', kind!))
        .$if(municipalityId !== null, (q) => q.where('t.municipality_id', '=', municipalityId)))))
    .$if(state !== null, (qb) => qb.where(stateOf, '=', state!))
}

const forLike = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`)

/** One page of the accounts, in the order of an index of names, and how many there are. */
export async function accountsPage(db: Reader, scope: Scope, filter: AccountFilter, page: number) {
  const rows = await accountsIn(db, scope, filter)
    .select(['a.id', 'a.email', 'p.name', 'p.kana', stateOf.as('state'), postsOf.as('posts')])
    .orderBy('p.kana_key').orderBy('a.id').limit(accountsPerPage).offset((page - 1) * accountsPerPage).execute()
  const { total } = await accountsIn(db, scope, filter).select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { rows, total }
}

/** One account with its posts, ended ones too, and how many sign-ins are open. */
export function findAccount(db: Reader, scope: Scope, id: number, now: Date) {
  return db.selectFrom('account as a').innerJoin('person as p', 'p.id', 'a.person_id')
    .select((eb) => ['a.id', 'a.email', 'a.person_id as personId', 'a.password_hash as passwordHash', 'a.language',
      'a.created_at as createdAt', 'a.disabled_at as disabledAt', 'p.name', 'p.kana', stateOf.as('state'),
      eb.selectFrom('session').select((e) => e.fn.countAll<number>().as('count')).whereRef('account_id', '=', 'a.id')
        .where('expires_at', '>', now).as('sessions'),
      eb.exists(eb.selectFrom('second_factor as f').select('f.account_id').whereRef('f.account_id', '=', 'a.id')).$castTo<boolean>().as('hasSecondFactor')])
    .where('a.id', '=', id).where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') }))
    .executeTakeFirst()
}

export function postsOfAccount(db: Reader, accountId: number) {
  return db.selectFrom('post as t').leftJoin('municipality as m', 'm.id', 't.municipality_id')
    .select(['t.id', 't.kind', 't.title', 't.granted_at as grantedAt', 't.ended_at as endedAt', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('t.account_id', '=', accountId).orderBy('t.ended_at', (ob) => ob.desc().nullsFirst()).orderBy('t.id').limit(50).execute()
}

/** One post with whose it is, before it ends. */
export const findPost = (db: Reader, scope: Scope, id: number) => db.selectFrom('post as t')
  .innerJoin('account as a', 'a.id', 't.account_id').innerJoin('person as p', 'p.id', 'a.person_id').leftJoin('municipality as m', 'm.id', 't.municipality_id')
  .select(['t.id', 't.kind', 't.title', 't.ended_at as endedAt', 'a.id as accountId', 'p.name', 'p.kana', 'm.name as municipality', 'm.name_en as municipalityEn'])
  .where('t.id', '=', id).where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') }))
  .executeTakeFirst()

/** A person who may be given an account, and the address known of them. */
export const personToInvite = (db: Reader, scope: Scope, id: number) => db.selectFrom('person as p')
  .select(['p.id', 'p.name', 'p.kana', 'p.email', 'p.municipality_id as municipalityId'])
  .where('p.id', '=', id).where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') }))
  .executeTakeFirst()

/** The sign-ins of an account that are open now, the latest first; `token` is the one that asks. */
export async function sessionsOf(db: Reader, accountId: number, now: Date, token: string | null) {
  const rows = await db.selectFrom('session').select(['id', 'created_at as createdAt']).where('account_id', '=', accountId).where('expires_at', '>', now)
    .orderBy('created_at', 'desc').orderBy('id').limit(20).execute()
  return rows.map(({ id, createdAt }) => ({ createdAt, isThis: token !== null && id === hashOfToken(token) }))
}
