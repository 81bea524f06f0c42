import type { Kysely } from 'kysely'
import { afterStatement, signed } from './statement-triggers.ts'
import { run } from './statements.ts'
import { behindTheWall, ours } from './walls.ts'

/**
 * Municipality by profession, the one pair of dimensions that no sum of 0079 holds: a table of it read every row of `result_count`.
 * Kept like those: what changes goes on as a difference, and at night rows of one key are folded into one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(db, `
    create table result_by_profession (
      fiscal_year      integer not null,
      course_id        integer not null references course,
      municipality_id  integer references municipality,
      profession_code  text references profession,
      ${shown.map((name) => `${name} integer not null default 0`).join(', ')}
    );
    create index result_by_profession_of_town on result_by_profession (municipality_id, fiscal_year);
    create index result_by_profession_of_profession on result_by_profession (profession_code, fiscal_year);
    create index result_by_town_of_town on result_by_town (municipality_id, fiscal_year);
    create index result_count_of_profession on result_count (profession_code, category);
    insert into result_by_profession (${columns})
      select t.fiscal_year, t.course_id, c.municipality_id, c.profession_code, ${sums('c.')}
      from result_count c join training t on t.id = c.training_id where t.state <> 'canceled' group by 1, 2, 3, 4;
  `)
  await behindTheWall(db, 'result_by_profession', ours)
  await keep(db)
}

const shown = ['nominated', 'selected', 'attended', 'completed'] as const
const columns = `fiscal_year, course_id, municipality_id, profession_code, ${shown.join()}`
const sums = (prefix: string) => shown.map((name) => `sum(${prefix}${name})`).join(', ')
const any = shown.map((name) => `sum(d.${name}) <> 0`).join(' or ')

async function keep(db: Kysely<unknown>): Promise<void> {
  const moved = (sign: string, table: string) => `select training_id, municipality_id, profession_code, ${signed(shown, sign)} from ${table}`
  const pass = (rows: string) => `insert into result_by_profession (${columns})
    select t.fiscal_year, t.course_id, d.municipality_id, d.profession_code, ${sums('d.')} from (${rows}) d join training t on t.id = d.training_id
    where t.state <> 'canceled' group by 1, 2, 3, 4 having ${any};`
  await counted(db, 'result_count', 'insert', pass(moved('', 'added')))
  await counted(db, 'result_count', 'delete', pass(moved('-', 'gone')))
  await counted(db, 'result_count', 'update', pass(`${moved('', 'added')} union all ${moved('-', 'gone')}`))

  // The trigger of 0079 comes first by its name and has taken the rows of the trainings already.
  const changed = `select a.id from added a join gone g on g.id = a.id where (a.fiscal_year, a.course_id, a.state = 'canceled') <> (g.fiscal_year, g.course_id, g.state = 'canceled')`
  const ofTrainings = (sign: string, table: string) => `select t.fiscal_year, t.course_id, c.municipality_id, c.profession_code, ${signed(shown, sign, 'c.')}
    from ${table} t join result_count c on c.training_id = t.id where t.state <> 'canceled' and t.id in (${changed})`
  await counted(db, 'training', 'update', `insert into result_by_profession (${columns})
    select fiscal_year, course_id, municipality_id, profession_code, ${sums('d.')} from (${ofTrainings('', 'added')} union all ${ofTrainings('-', 'gone')}) d group by 1, 2, 3, 4 having ${any};`)
}

const counted = (db: Kysely<unknown>, table: string, act: 'insert' | 'update' | 'delete', body: string) => afterStatement(db, `${table}_then_results_by_profession_at_${act}`, table, act, body)
