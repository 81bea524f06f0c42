import type { Kysely } from 'kysely'
import { afterStatement, signed } from './statement-triggers.ts'
import { run } from './statements.ts'

/**
 * The people of each training by category, without municipality: what a year will come to is reckoned from these on every home, and
 * `head_count` (0011) has a row for nearly every enrollment once there are many municipalities. A list of differences like those of
 * 0079: whoever changes `head_count` adds a row and waits for nobody, and at night rows of one key are folded into one.
 */
const figures = ['enrolled', 'attended', 'completed', 'active', 'expected'] as const

export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table training_heads (
      training_id  integer not null references training on delete cascade,
      category     text not null check (category in ('chair', 'adviser', 'case_presenter', 'other')),
      ${figures.map((name) => `${name} integer not null default 0`).join(', ')}
    );
    create index training_heads_key on training_heads (training_id, category);
    insert into training_heads (training_id, category, ${figures.join()})
      select training_id, category, ${figures.map((name) => `sum(${name})`).join()} from head_count group by 1, 2;
  `)
  const moved = (sign: string, table: string) => `select training_id, category, ${signed(figures, sign)} from ${table}`
  const pass = (rows: string) => `insert into training_heads (training_id, category, ${figures.join()})
    select training_id, category, ${figures.map((name) => `sum(${name})`).join()} from (${rows}) d
    where exists (select from training t where t.id = d.training_id) group by 1, 2 having ${figures.map((name) => `sum(${name}) <> 0`).join(' or ')};`
  await passedOn(db, 'insert', pass(moved('', 'added')))
  await passedOn(db, 'delete', pass(moved('-', 'gone')))
  await passedOn(db, 'update', pass(`${moved('', 'added')} union all ${moved('-', 'gone')}`))
}

const passedOn = (db: Kysely<unknown>, act: 'insert' | 'update' | 'delete', body: string) => afterStatement(db, `head_count_is_passed_on_at_${act}`, 'head_count', act, body)
