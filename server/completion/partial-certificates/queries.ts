import { sql } from 'kysely'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { within } from '../../base/within.ts'
import type { DoneModule } from './rules.ts'

/** Who did modules of a training without completing it and has no paper of that yet: by municipality, then by enrollment number. */
export const waitingForPartial = (db: Reader, trainingId: number) => db.selectFrom('enrollment as e')
  .innerJoin('person as p', 'p.id', 'e.person_id').leftJoin('municipality as m', 'm.id', 'e.municipality_id')
  .select(['e.id', 'e.person_id as personId', 'e.municipality_id as municipalityId', 'e.number', 'e.state', 'p.name', 'p.kana', 'm.name as municipality', 'm.name_en as municipalityEn',
    sql<DoneModule[]>`(select json_agg(json_build_object('title', o.title, 'titleEn', o.title_en, 'completedOn', d.completed_on) order by o.position, o.id)
      from completed_module d join module o on o.id = d.module_id where d.enrollment_id = e.id)`.as('modules')])
  .where('e.training_id', '=', trainingId).where('e.state', '=', 'not_completed')
  .where(({ exists, selectFrom }) => exists(selectFrom('completed_module as d').select('d.module_id').whereRef('d.enrollment_id', '=', 'e.id')))
  .where(({ exists, not, selectFrom }) => not(exists(selectFrom('partial_certificate as k').select('k.id').whereRef('k.enrollment_id', '=', 'e.id'))))
  .orderBy(sql`m.code nulls last`).orderBy('e.number').limit(3_000).execute()
export type Waiting = Awaited<ReturnType<typeof waitingForPartial>>[number]

const register = (db: Reader, scope: Scope) => db.selectFrom('partial_certificate as k').innerJoin('training as t', 't.id', 'k.training_id')
  .leftJoin('municipality as m', 'm.id', 'k.municipality_id').leftJoin('person as b', 'b.id', 'k.issued_by')
  .select(['k.id', 'k.training_id as trainingId', 'k.number', 'k.number_text as numberText', 'k.name', 'k.kana', 'k.code', 'k.issued_on as issuedOn', 'k.valid_until as validUntil',
    'k.issuer_title as issuerTitle', 'k.issuer_name as issuerName', 't.title', 't.title_en as titleEn', 't.fiscal_year as fiscalYear', 'm.name as municipality', 'm.name_en as municipalityEn',
    'b.name as issuedBy', sql<DoneModule[]>`k.modules`.as('modules')])
  .where(({ ref }) => within(scope, { municipality: ref('k.municipality_id'), person: ref('k.person_id') }))

/** The register of a year: the latest training first, in it by number. */
export const partialsOfYear = (db: Reader, scope: Scope, fiscalYear: number) => register(db, scope).where('t.fiscal_year', '=', fiscalYear)
  .orderBy('k.training_id', 'desc').orderBy('k.number').limit(1_000).execute()

export const partialsOfTraining = (db: Reader, scope: Scope, trainingId: number) => register(db, scope).where('k.training_id', '=', trainingId).orderBy('k.number').limit(3_000).execute()

export const findPartial = (db: Reader, scope: Scope, id: number) => register(db, scope).where('k.id', '=', id).executeTakeFirst()
export type Partial = NonNullable<Awaited<ReturnType<typeof findPartial>>>

/** Trainings of a year in which somebody waits, or has one. */
export const trainingsWithPartials = (db: Reader, fiscalYear: number) => db.selectFrom('training as t')
  .select(['t.id', 't.title', 't.title_en as titleEn', 't.partial_certificates_given as given',
    sql<number>`(select count(*)::int from enrollment e where e.training_id = t.id and e.state = 'not_completed' and exists (select from completed_module d where d.enrollment_id = e.id)
      and not exists (select from partial_certificate k where k.enrollment_id = e.id))`.as('waiting')])
  .where('t.fiscal_year', '=', fiscalYear).where('t.state', 'in', ['judging', 'closed']).orderBy('t.id').limit(100).execute()
