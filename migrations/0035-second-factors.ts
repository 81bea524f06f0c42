import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * A second factor of an account: codes of an app on a telephone, and codes on paper for the day it is lost. `last_counter` is
 * the period of the last code that was used, so that none is used twice. A sign-in whose password was right waits in
 * `sign_in_step` for its code. Of codes on paper and of waiting sign-ins only hashes are kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table second_factor (
      account_id    integer primary key references account on delete cascade,
      secret        text not null check (secret ~ '^[A-Z2-7]{32}$'),
      last_counter  bigint not null,
      since         timestamptz not null
    );
    create table recovery_code (
      hash        text primary key check (hash ~ '^[0-9a-f]{64}$'),
      account_id  integer not null references second_factor on delete cascade,
      used_at     timestamptz
    );
    create index recovery_code_of_account on recovery_code (account_id);
    create table sign_in_step (
      hash        text primary key check (hash ~ '^[0-9a-f]{64}$'),
      account_id  integer not null references account on delete cascade,
      to_path     text not null,
      expires_at  timestamptz not null
    );
    create index sign_in_step_of_account on sign_in_step (account_id);
  `)
}
