import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/** One sign of a check code in Crockford's 32, out of a byte that is wholly random. */
const sign = (byte: number) => `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + get_byte(uuid_send(gen_random_uuid()), ${byte}) % 32, 1)`
const four = [0, 1, 2, 3].map(sign).join(' || ')

/**
 * A partial certificate is verified like any other: each bears a check code. Its paper is drawn from its row whenever it is asked
 * for, so that those of before get one, too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    alter table partial_certificate add column code text;
    alter table partial_certificate disable trigger partial_certificate_append_only;
    update partial_certificate set code = ${four} || '-' || ${four} || '-' || ${four};
    alter table partial_certificate enable trigger partial_certificate_append_only;
    alter table partial_certificate alter column code set not null;
    alter table partial_certificate add constraint partial_certificate_code_once unique (code);
  `)
}
