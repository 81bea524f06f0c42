import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import type { Writer } from '../../base/database.ts'
import { found, refuse, Refusal } from '../../base/errors.ts'
import type { Kind } from '../../base/policy.ts'
import { within } from '../../base/within.ts'
import { keysOf } from '../people/changes.ts'
import { acceptableName, storedKana } from '../people/names.ts'
import type { AccountForm, PostForm } from './forms.ts'
import { personToInvite } from './queries.ts'
import { linkMinutes, whyNotDisable, whyNotEndPost, whyNotGrant, whyNotNamed, whyNotPlaced, type LinkPurpose } from './rules.ts'
import { hashOfToken } from './sessions.ts'

/** A person's account and the post it is given. `municipalityId` is that of the post. */
export interface AccountGift {
  personId: number; email: string; kind: Kind; municipalityId: number | null; title?: string
}

/**
 * Gives a person an account with a post, or the post to the account they have. The invitation follows from the log.
 * @returns the account's id
 * @throws Refusal when the giver may not give this post, the person holds it already, or the address is another's
 */
export async function giveAccount(change: Change, gift: AccountGift): Promise<number> {
  const { tx, actor, now, log } = change
  refuse(whyNotGrant(actor?.kind ?? null, gift.kind) ?? whyNotPlaced(gift.kind, gift.municipalityId))
  const made = await tx.insertInto('account')
    .values({ person_id: gift.personId, email: gift.email.trim(), created_at: now })
    .onConflict((oc) => oc.doNothing()).returning('id').executeTakeFirst()
  const account = made ?? await tx.selectFrom('account').select('id').where('person_id', '=', gift.personId).forUpdate().executeTakeFirst()
  if (account === undefined) throw new Refusal({ key: 'accounts.addressTaken' })
  await addPost(change, account.id, gift)
  if (made) log('account.invited', `account:${account.id}`, { kind: gift.kind })
  return account.id
}

/** Adds a post to an account. @throws Refusal when it holds the same one already */
async function addPost({ tx, now, log }: Change, accountId: number, { kind, municipalityId, title = '' }: AccountGift): Promise<number> {
  const held = await tx.selectFrom('post').select('id').where('account_id', '=', accountId).where('kind', '=', kind)
    .where('municipality_id', 'is not distinct from', municipalityId).where('ended_at', 'is', null).executeTakeFirst()
  if (held) throw new Refusal({ key: 'accounts.postTwice' })
  const { id } = await tx.insertInto('post')
    .values({ account_id: accountId, kind, municipality_id: municipalityId, title: title.trim(), granted_at: now })
    .returning('id').executeTakeFirstOrThrow()
  log('post.granted', `account:${accountId}`, { postId: id, kind })
  return id
}

/**
 * Sees to it that each of these people can sign in as a trainee: who has no account is given one and invited, who has
 * one is given the post. A few statements, however many people.
 * @returns how many accounts are new, and the people who have no address of their own to be invited at
 */
export async function giveTraineeAccounts(change: Change, personIds: readonly number[]): Promise<{ given: number; withoutAddress: number[] }> {
  if (personIds.length === 0) return { given: 0, withoutAddress: [] }
  const { tx, now, log } = change
  const made = await tx.insertInto('account').columns(['person_id', 'email', 'created_at'])
    .expression((eb) => eb.selectFrom('person as p')
      .select((e) => ['p.id', e.fn<string>('btrim', ['p.email']).as('email'), sql<Date>`${now}::timestamptz`.as('created_at')])
      .where('p.id', 'in', [...personIds]).where('p.email', 'is not', null)
      .where((e) => e.not(e.exists(e.selectFrom('account as a').select('a.id').whereRef('a.person_id', '=', 'p.id'))))
      .orderBy('p.id'))
    .onConflict((oc) => oc.doNothing()).returning('id').execute()
  const posts = await giveTraineePosts(change, personIds)
  const invited = new Set(made.map(({ id }) => id))
  for (const { account_id: id } of posts) log(invited.has(id) ? 'account.invited' : 'post.granted', `account:${id}`, { kind: 'trainee' })
  const reached = await tx.selectFrom('account').select('person_id').where('person_id', 'in', [...personIds]).execute()
  const withAccount = new Set(reached.map(({ person_id }) => person_id))
  return { given: made.length, withoutAddress: personIds.filter((id) => !withAccount.has(id)) }
}

const giveTraineePosts = ({ tx, now }: Change, personIds: readonly number[]) =>
  tx.insertInto('post').columns(['account_id', 'kind', 'municipality_id', 'granted_at'])
    .expression((eb) => eb.selectFrom('account as a').innerJoin('person as p', 'p.id', 'a.person_id')
      .select(['a.id', sql<Kind>`'trainee'`.as('kind'), 'p.municipality_id', sql<Date>`${now}::timestamptz`.as('granted_at')])
      .where('a.person_id', 'in', [...personIds])
      .where((e) => e.not(e.exists(e.selectFrom('post as t').select('t.id').whereRef('t.account_id', '=', 'a.id')
        .where('t.kind', '=', 'trainee').where('t.ended_at', 'is', null))))
      .orderBy('a.id'))
    .returning('account_id').execute()

/**
 * Makes a one-time link. Only the hash of its token is kept, so this answer is the only time it can be said.
 * @returns the token; its address is `/links/<token>`
 */
export async function makeLink(tx: Writer, link: {
  accountId: number; purpose: LinkPurpose; now: Date; random: (bytes: number) => Uint8Array
}): Promise<string> {
  const { accountId, purpose, now, random } = link
  const token = Buffer.from(random(32)).toString('base64url')
  await tx.insertInto('one_time_link').values({
    id: hashOfToken(token), account_id: accountId, purpose, made_at: now,
    expires_at: new Date(now.getTime() + linkMinutes[purpose] * 60_000),
  }).execute()
  return token
}

/** Ends every sign-in of an account, on whatever machine. Returns how many there were. */
export async function endSessions({ tx, log }: Change, accountId: number): Promise<number> {
  const ended = await tx.deleteFrom('session').where('account_id', '=', accountId).returning('id').execute()
  log('sessions.ended', `account:${accountId}`, { count: ended.length })
  return ended.length
}

/** A new account for a known person, or for one who is added with it. Returns the account's id. */
export async function openAccount(change: Change, form: AccountForm): Promise<number> {
  const { kind, municipalityId = null, title = '', email } = form
  refuse(whyNotGrant(change.actor?.kind ?? null, kind) ?? whyNotPlaced(kind, municipalityId))
  const personId = form.personId === undefined ? await addPerson(change, form, municipalityId)
    : found(await personToInvite(change.tx, change.scope, form.personId)).id
  return giveAccount(change, { personId, email, kind, municipalityId, title })
}

async function addPerson({ tx, now, log }: Change, { name = '', kana = '', email }: AccountForm, municipalityId: number | null): Promise<number> {
  refuse(whyNotNamed(acceptableName(name), storedKana(kana)))
  const stored = storedKana(kana)
  const { id } = await tx.insertInto('person').values({
    name, kana: stored, ...keysOf(name, stored), email: email.trim(), municipality_id: municipalityId, created_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  log('person.added', `person:${id}`)
  return id
}

/** Gives one more post to an account. */
export async function grantPost(change: Change, accountId: number, form: PostForm): Promise<void> {
  const { kind, municipalityId = null, title = '' } = form
  const account = await holdAccount(change, accountId)
  await giveAccount(change, { personId: account.person_id, email: account.email, kind, municipalityId, title })
}

/** Ends a post: whoever is signed in by it is out with the next click. Returns the account's id. */
export async function endPost({ tx, actor, now, scope, log }: Change, postId: number): Promise<number> {
  const post = found(await tx.selectFrom('post').innerJoin('account as a', 'a.id', 'post.account_id').innerJoin('person as p', 'p.id', 'a.person_id')
    .select(['post.id', 'post.kind', 'post.account_id as accountId', 'post.ended_at as endedAt'])
    .where('post.id', '=', postId).where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') }))
    .forUpdate('post').executeTakeFirst())
  refuse(whyNotEndPost(actor, post) ?? (post.endedAt === null ? null : { key: 'accounts.postEnded' }))
  await tx.updateTable('post').set({ ended_at: now }).where('id', '=', postId).execute()
  await tx.deleteFrom('session').where('post_id', '=', postId).execute()
  log('post.ended', `account:${post.accountId}`, { postId, kind: post.kind })
  return post.accountId
}

/** Stops an account, with everything it has open, or lets it in again. */
export async function setAccountState(change: Change, accountId: number, state: 'active' | 'disabled'): Promise<void> {
  const { tx, actor, now, log } = change
  await holdAccount(change, accountId)
  const posts = await tx.selectFrom('post').select('kind').where('account_id', '=', accountId).where('ended_at', 'is', null).limit(50).execute()
  refuse(whyNotDisable(actor, { id: accountId, kinds: posts.map(({ kind }) => kind) }))
  await tx.updateTable('account').set({ disabled_at: state === 'disabled' ? now : null }).where('id', '=', accountId).execute()
  if (state === 'disabled') await endSessions(change, accountId)
  log(state === 'disabled' ? 'account.disabled' : 'account.enabled', `account:${accountId}`)
}

/** The invitation once more, for who has not used it. The letter follows from the log. */
export async function inviteAgain(change: Change, accountId: number): Promise<void> {
  const account = await holdAccount(change, accountId)
  refuse(account.password_hash !== null ? { key: 'accounts.alreadyIn' } : account.disabled_at !== null ? { key: 'accounts.isDisabled' } : null)
  change.log('account.invited', `account:${accountId}`)
}

/** Ends every sign-in of somebody else's account, say when a telephone was lost. */
export async function signOutEverywhere(change: Change, accountId: number): Promise<void> {
  await holdAccount(change, accountId)
  await endSessions(change, accountId)
}

const holdAccount = async ({ tx, scope }: Change, id: number) => found(await tx.selectFrom('account')
  .innerJoin('person as p', 'p.id', 'account.person_id')
  .select(['account.id', 'account.person_id', 'account.email', 'account.password_hash', 'account.disabled_at'])
  .where('account.id', '=', id).where((eb) => within(scope, { municipality: eb.ref('p.municipality_id'), person: eb.ref('p.id') }))
  .forUpdate('account').executeTakeFirst())
