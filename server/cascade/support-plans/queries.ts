import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'

/** The versions of a support's plan with their goals, the newest first. The support itself was found within a scope before. */
export const plansOf = (db: Reader, modelSupportId: number) => db.selectFrom('support_plan as l')
  .leftJoin('person as a', 'a.id', 'l.municipality_agreed_by').leftJoin('person as b', 'b.id', 'l.prefecture_agreed_by')
  .select((eb) => ['l.id', 'l.number', 'l.state', 'l.aim', 'l.version', 'l.municipality_agreed_at as municipalityAgreedAt', 'l.prefecture_agreed_at as prefectureAgreedAt',
    'a.name as municipalityAgreedBy', 'b.name as prefectureAgreedBy',
    jsonArrayFrom(eb.selectFrom('support_goal as g').select(['g.id', 'g.position', 'g.goal', 'g.evidence']).whereRef('g.plan_id', '=', 'l.id').orderBy('g.position').limit(5)).as('goals')])
  .where('l.model_support_id', '=', modelSupportId).orderBy('l.number', 'desc').limit(50).execute()
export type Plan = Awaited<ReturnType<typeof plansOf>>[number]

/** The goals of the plan that both agreed to, with what was said of each at the half-year and at the end. */
export const checkedGoals = (db: Reader, modelSupportId: number) => db.selectFrom('support_goal as g').innerJoin('support_plan as l', 'l.id', 'g.plan_id')
  .leftJoin('goal_check as h', (join) => join.onRef('h.goal_id', '=', 'g.id').on('h.kind', '=', 'half_year'))
  .leftJoin('goal_check as z', (join) => join.onRef('z.goal_id', '=', 'g.id').on('z.kind', '=', 'end'))
  .select(['g.id', 'g.position', 'g.goal', 'g.evidence', 'h.outcome as halfYear', 'h.words as halfYearWords', 'h.version as halfYearVersion', sql<Date | null>`h.checked_at`.as('halfYearAt'),
    'z.outcome as atEnd', 'z.words as atEndWords', 'z.version as atEndVersion', sql<Date | null>`z.checked_at`.as('atEndAt')])
  .where('l.model_support_id', '=', modelSupportId).where('l.state', '=', 'agreed').orderBy('g.position').limit(5).execute()
