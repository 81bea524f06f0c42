import type { Change } from '../../base/change.ts'
import { found } from '../../base/errors.ts'
import { failureKeyOf } from '../accounts/queries.ts'
import { resetsPerHourMax } from '../accounts/rules.ts'
import { endSessions } from '../accounts/changes.ts'
import { hashOfToken } from '../accounts/sessions.ts'

type Entering = { accountId: number; postId: number }

/**
 * Begins a sign-in under a name that never was before (trust.md C44), and ends the one it takes the place of.
 * @returns the token for the browser; only its hash is kept
 */
export async function beginSession({ tx, now, random, log }: Change, { accountId, postId }: Entering, before: string | null, idleMinutes: number) {
  if (before !== null) await tx.deleteFrom('session').where('id', '=', hashOfToken(before)).execute()
  const token = Buffer.from(random(32)).toString('base64url')
  await tx.insertInto('session').values({
    id: hashOfToken(token), account_id: accountId, post_id: postId, created_at: now, expires_at: new Date(now.getTime() + idleMinutes * 60_000),
  }).execute()
  log('session.begun', `account:${accountId}`, { postId })
  return token
}

/** Another post of the same account, in a sign-in of its own that is no younger than the one it replaces. */
export async function usePost({ tx, actor, now, random, log }: Change, postId: number, before: string): Promise<string> {
  const { accountId } = found(actor)
  found(await tx.selectFrom('post').select('id').where('id', '=', postId).where('account_id', '=', accountId)
    .where('ended_at', 'is', null).executeTakeFirst())
  const old = found(await tx.deleteFrom('session').where('id', '=', hashOfToken(before)).returning(['created_at', 'expires_at']).executeTakeFirst())
  const token = Buffer.from(random(32)).toString('base64url')
  await tx.insertInto('session').values({ id: hashOfToken(token), account_id: accountId, post_id: postId, ...old }).execute()
  log('post.used', `account:${accountId}`, { postId, at: now.toISOString() })
  return token
}

export async function endSession({ tx, actor, log }: Change, token: string): Promise<void> {
  await tx.deleteFrom('session').where('id', '=', hashOfToken(token)).execute()
  log('session.ended', `account:${found(actor).accountId}`)
}

/** A wrong password is remembered for the pair of typed address and machine, and told to the audit trail without either. */
export async function noteFailure({ tx, now, log }: Change, failed: { email: string; address: string; accountId: number | null }): Promise<void> {
  const { email, address, accountId } = failed
  await tx.deleteFrom('sign_in_failure').where('address', '=', address).where('at', '<', new Date(now.getTime() - 86_400_000)).execute()
  await tx.insertInto('sign_in_failure').values({ email: failureKeyOf(email), address, at: now }).execute()
  log('session.refused', accountId === null ? 'account:unknown' : `account:${accountId}`)
}

/** That a mail was asked for from this machine: who asks too often waits. */
export async function noteAsked({ tx, now }: Change, { email, address }: { email: string; address: string }): Promise<void> {
  await tx.insertInto('sign_in_failure').values({ email: failureKeyOf(email), address, at: now }).execute()
}

export async function forgetFailures({ tx }: Change, { email, address }: { email: string; address: string }): Promise<void> {
  await tx.deleteFrom('sign_in_failure').where('address', '=', address).where('email', '=', failureKeyOf(email)).execute()
}

/** The same password, hashed as strongly as is usual today (trust.md C39). */
export async function strengthen({ tx, log }: Change, accountId: number, passwordHash: string): Promise<void> {
  await tx.updateTable('account').set({ password_hash: passwordHash }).where('id', '=', accountId).execute()
  log('password.strengthened', `account:${accountId}`)
}

/** Uses a link up and sets the password it was for. Every sign-in of the account ends. @throws Missing when it was used meanwhile */
export async function setPasswordByLink(change: Change, { linkId, accountId }: { linkId: string; accountId: number }, passwordHash: string): Promise<void> {
  const { tx, now, log } = change
  found(await tx.updateTable('one_time_link').set({ used_at: now }).where('id', '=', linkId).where('used_at', 'is', null)
    .where('expires_at', '>', now).returning('id').executeTakeFirst())
  await tx.updateTable('one_time_link').set({ used_at: now }).where('account_id', '=', accountId).where('used_at', 'is', null).execute()
  const { password_hash: before } = await tx.selectFrom('account').select('password_hash').where('id', '=', accountId).executeTakeFirstOrThrow()
  await tx.updateTable('account').set({ password_hash: passwordHash }).where('id', '=', accountId).execute()
  await endSessions(change, accountId)
  log('password.set', `account:${accountId}`, before === null ? { first: true } : {})
}

/** Changes one's own password and ends every sign-in of the account. The caller begins a new one for this browser. */
export async function changePassword(change: Change, accountId: number, passwordHash: string): Promise<void> {
  await change.tx.updateTable('account').set({ password_hash: passwordHash }).where('id', '=', accountId).execute()
  await endSessions(change, accountId)
  change.log('password.changed', `account:${accountId}`)
}

/** Promises a mail with a new link, unless enough of them were promised. Nobody can tell from outside which it was. */
export async function askReset({ log }: Change, asked: { accountId: number; earlier: number } | null): Promise<void> {
  if (asked !== null && asked.earlier < resetsPerHourMax) log('account.reset_asked', `account:${asked.accountId}`)
  else log('account.reset_ignored', asked === null ? 'account:unknown' : `account:${asked.accountId}`)
}

export async function chooseLanguage({ tx, actor, log }: Change, language: 'ja' | 'en'): Promise<void> {
  const { accountId } = found(actor)
  await tx.updateTable('account').set({ language }).where('id', '=', accountId).execute()
  log('account.language', `account:${accountId}`, { language })
}
