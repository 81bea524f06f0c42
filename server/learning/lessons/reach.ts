import fp from 'fastify-plugin'
import { expressionBuilder, sql, type Expression, type ExpressionWrapper, type SqlBool } from 'kysely'
import { scopeFor, type Actor, type Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { Missing } from '../../base/errors.ts'
import type { Tables } from '../../base/tables.ts'
import { within } from '../../base/within.ts'

/**
 * Whose lessons somebody makes. An officer makes all; an instructor those of the courses they teach: where a training of the
 * course has a cohort they are assigned to. Everybody else makes none.
 */
export function reachesCourse(scope: Scope, course: Expression<number>): ExpressionWrapper<Tables, never, SqlBool> {
  const nobody = sql<number | null>`null::int`
  const eb = expressionBuilder<Tables, never>()
  if (scope.of === 'all') return eb.and([])
  return eb.exists(eb.selectFrom('training as rt').innerJoin('cohort as rc', 'rc.training_id', 'rt.id').select('rc.id')
    .where('rt.course_id', '=', course).where(({ ref }) => within(scope, { municipality: nobody, person: nobody, cohort: ref('rc.id') })))
}

/** How far somebody makes lessons, on a page that others may look at, too. */
export const editScopeOf = (actor: Actor | null): Scope => (actor && scopeFor(actor, 'lessons.edit')) ?? { of: 'public' }

/** Whether this lesson is of a course whose lessons one makes. */
const isWithinReach = (db: Reader, scope: Scope, lessonId: number) => db.selectFrom('lesson as l').innerJoin('module as m', 'm.id', 'l.module_id')
  .select('l.id').where('l.id', '=', lessonId).where(({ ref }) => reachesCourse(scope, ref('m.course_id'))).executeTakeFirst()

/**
 * One wall before every room in which a lesson is made: for an instructor, another course's lesson is one that never was.
 * The changes ask again for themselves.
 */
export default fp(async function reach(app) {
  app.addHook('preValidation', async ({ routeOptions: { config, url = '' }, params, scope, db }) => {
    if (config.access !== 'lessons.edit' || scope.of === 'all' || !url.startsWith('/lessons/:id')) return
    const { id } = params as { id: string }
    // What is no number is turned away by the address itself.
    if (/^[1-9]\d{0,8}$/.test(id) && await isWithinReach(db, scope, Number(id)) === undefined) throw new Missing()
  })
})
