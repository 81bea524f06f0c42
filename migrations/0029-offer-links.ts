import type { Kysely } from 'kysely'
import { run } from './statements.ts'

/**
 * The code that opens an offered seat is no longer kept: only its hash, as of every other link. Codes that are out in letters
 * stay good. A letter says the address of the offer; the code is made for each mail as it is sent.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table seat_offer_link (
      hash      text primary key,
      offer_id  integer not null references seat_offer on delete cascade,
      made_at   timestamptz not null
    );
    create index seat_offer_link_of_offer on seat_offer_link (offer_id);
    insert into seat_offer_link (hash, offer_id, made_at) select encode(sha256(convert_to(code, 'UTF8')), 'hex'), id, made_at from seat_offer;
    update message m set path = '/seat-offers/' || o.id from seat_offer o where m.path = '/offered-seats/' || o.code;
    update once_key set location = null where location like '/offered-seats/%';
    alter table seat_offer drop column code;
  `)
}
