import type { Change } from '../../base/change.ts'
import { refuse, Refusal } from '../../base/errors.ts'
import { hashOfToken } from '../accounts/sessions.ts'
import { newSecret } from './codes.ts'
import { newRecoveryCodes, plainCode, stepMinutes } from './rules.ts'

/** A secret for a second factor that is being set up; it counts for nothing before its code was typed. Logs 'second_factor.begun'. @throws Refusal when there is one */
export async function beginFactor({ tx, random, log }: Change, accountId: number): Promise<string> {
  const factor = await tx.selectFrom('second_factor').select('account_id').where('account_id', '=', accountId).executeTakeFirst()
  refuse(factor === undefined ? null : { key: 'secondFactors.isSet' })
  log('second_factor.begun', `account:${accountId}`)
  return newSecret(random)
}

/**
 * Sets up a second factor of one's own, with its codes for paper, which nobody can read again. `counter` is the period of
 * the code that proved it. Logs 'second_factor.set'. @throws Refusal when there is one already
 */
export async function setFactor(change: Change, accountId: number, { secret, counter }: { secret: string; counter: number }): Promise<string[]> {
  const { tx, now, log } = change
  const made = await tx.insertInto('second_factor').values({ account_id: accountId, secret, last_counter: counter, since: now })
    .onConflict((oc) => oc.column('account_id').doNothing()).returning('account_id').executeTakeFirst()
  refuse(made === undefined ? { key: 'secondFactors.isSet' } : null)
  log('second_factor.set', `account:${accountId}`)
  return writeCodes(change, accountId)
}

/** New codes for paper; the earlier ones are void. Logs 'second_factor.codes_made'. @throws Refusal without a second factor */
export async function renewCodes(change: Change, accountId: number): Promise<string[]> {
  const factor = await change.tx.selectFrom('second_factor').select('account_id').where('account_id', '=', accountId).forUpdate().executeTakeFirst()
  refuse(factor === undefined ? { key: 'secondFactors.isNotSet' } : null)
  await change.tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  change.log('second_factor.codes_made', `account:${accountId}`)
  return writeCodes(change, accountId)
}

async function writeCodes({ tx, random }: Change, account_id: number): Promise<string[]> {
  const codes = newRecoveryCodes(random)
  await tx.insertInto('recovery_code').values(codes.map((code) => ({ account_id, hash: hashOfRecovery(account_id, code) }))).execute()
  return codes
}

/** A code counts for its own account alone. */
const hashOfRecovery = (accountId: number, code: string) => hashOfToken(`${accountId} ${plainCode(code)}`)

/** From now on the password is enough again. Logs 'second_factor.removed'. @throws Refusal when there is none */
export async function removeFactor({ tx, log }: Change, accountId: number): Promise<void> {
  const gone = await tx.deleteFrom('second_factor').where('account_id', '=', accountId).returning('account_id').executeTakeFirst()
  refuse(gone === undefined ? { key: 'secondFactors.isNotSet' } : null)
  log('second_factor.removed', `account:${accountId}`)
}

/** The password was right: the sign-in waits for its code, and an earlier one of the account is over. Returns the token for the browser. */
export async function beginStep({ tx, now, random, log }: Change, accountId: number, to: string): Promise<string> {
  const token = Buffer.from(random(32)).toString('base64url')
  await tx.deleteFrom('sign_in_step').where((eb) => eb.or([eb('account_id', '=', accountId), eb('expires_at', '<=', now)])).execute()
  await tx.insertInto('sign_in_step').values({ hash: hashOfToken(token), account_id: accountId, to_path: to, expires_at: new Date(now.getTime() + stepMinutes * 60_000) }).execute()
  log('session.half_open', `account:${accountId}`)
  return token
}

/** Uses a code of the app up: none counts twice, nor one before the last. @throws Refusal */
export async function useCounter({ tx }: Change, accountId: number, counter: number): Promise<void> {
  const used = await tx.updateTable('second_factor').set({ last_counter: counter }).where('account_id', '=', accountId).where('last_counter', '<', counter)
    .returning('account_id').executeTakeFirst()
  if (used === undefined) throw new Refusal({ key: 'secondFactors.usedUp' })
}

/** Uses a code on paper up. Logs 'second_factor.recovered'. @throws Refusal when there is none like it, or it was used */
export async function useRecoveryCode({ tx, now, log }: Change, accountId: number, code: string): Promise<void> {
  const used = await tx.updateTable('recovery_code').set({ used_at: now }).where('hash', '=', hashOfRecovery(accountId, code)).where('account_id', '=', accountId)
    .where('used_at', 'is', null).returning('hash').executeTakeFirst()
  if (used === undefined) throw new Refusal({ key: 'secondFactors.wrong' })
  log('second_factor.recovered', `account:${accountId}`)
}

/** The waiting sign-in is over. @throws Refusal when another request used it */
export async function endStep({ tx }: Change, token: string): Promise<void> {
  const ended = await tx.deleteFrom('sign_in_step').where('hash', '=', hashOfToken(token)).returning('hash').executeTakeFirst()
  if (ended === undefined) throw new Refusal({ key: 'secondFactors.usedUp' })
}
