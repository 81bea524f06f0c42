import type { Reader } from '../../base/database.ts'

/** The second factor of an account and how many codes on paper are left; undefined while it has none. */
export const factorOf = (db: Reader, accountId: number) => db.selectFrom('second_factor as f')
  .select((eb) => ['f.secret', 'f.since', eb.selectFrom('recovery_code as c').select(({ fn }) => fn.countAll<number>().as('n'))
    .whereRef('c.account_id', '=', 'f.account_id').where('c.used_at', 'is', null).as('codesLeft')])
  .where('f.account_id', '=', accountId).executeTakeFirst()

/** Whose sign-in waits for its code, and where it wanted to go; undefined once it is over. */
export const stepOf = (db: Reader, hash: string, now: Date) => db.selectFrom('sign_in_step as s').innerJoin('account as a', 'a.id', 's.account_id')
  .innerJoin('second_factor as f', 'f.account_id', 'a.id')
  .select(['s.account_id as accountId', 's.to_path as to', 'a.email', 'f.secret'])
  .where('s.hash', '=', hash).where('s.expires_at', '>', now).where('a.disabled_at', 'is', null).executeTakeFirst()
