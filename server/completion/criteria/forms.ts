import Type, { type Static } from 'typebox'
import type { TextKey } from '../../base/texts.ts'
import { tasks } from '../evidence/rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const IdParams = Type.Object({ id: Id })
/** A scheme to start from. */
export const PageQuery = Type.Object({ preset: Type.Optional(Type.Enum(['usual', 'strict'])) })

const Tick = (title: TextKey, description?: TextKey) => Type.Optional(Type.Literal('true', { title, as: 'checkbox', ...description ? { description } : {} }))
const Minutes = (title: TextKey, description: TextKey) => Type.Optional(Type.Integer({ title, description, minimum: 0, maximum: 600 }))

export const groupsMax = 8
export const itemsMax = 12

export type CriteriaForm = Static<typeof CriteriaForm>
export const CriteriaForm = Type.Object({
  lessons: Type.Enum(['all', 'none'], { title: 'judgments.lessons', as: 'radio' }),
  attendance: Type.Enum(['all', 'percent', 'none'], { title: 'judgments.attendance', as: 'radio' }),
  percent: Type.Optional(Type.Integer({ title: 'judgments.percent', description: 'judgments.percentHint', minimum: 1, maximum: 100 })),
  lateLimitMinutes: Type.Integer({ title: 'judgments.lateLimit', description: 'judgments.lateLimitHint', minimum: 0, maximum: 600 }),
  leftEarlyLimitMinutes: Minutes('criteria.leftEarly', 'criteria.ownLimitHint'),
  disconnectedLimitMinutes: Minutes('criteria.disconnected', 'criteria.ownLimitHint'),
  exerciseModules: Type.Optional(Type.Array(Id, { title: 'criteria.exerciseModules', description: 'criteria.exerciseModulesHint', maxItems: 99 })),
  exerciseLimitMinutes: Minutes('criteria.exerciseLimit', 'criteria.exerciseLimitHint'),
  lateNeedsNotice: Tick('criteria.lateNeedsNotice', 'criteria.lateNeedsNoticeHint'),
  signsBeforeStart: Tick('criteria.signsBeforeStart', 'criteria.signsBeforeStartHint'),
  presenceChecks: Tick('criteria.presenceChecks', 'criteria.presenceChecksHint'),
  testNeedsPresence: Tick('criteria.testNeedsPresence', 'criteria.testNeedsPresenceHint'),
  madeUpCounts: Type.Enum(['yes', 'no'], { title: 'judgments.madeUp', as: 'radio' }),
  makeUpWays: Type.Optional(Type.Array(Type.Enum(['otherCohort', 'videoReport']), { title: 'criteria.makeUpWays', description: 'criteria.makeUpWaysHint', maxItems: 2 })),
  modulesMax: Type.Optional(Type.Integer({ title: 'criteria.modulesMax', description: 'criteria.modulesMaxHint', minimum: 1, maximum: 99 })),
  modulesPercentMax: Type.Optional(Type.Integer({ title: 'criteria.modulesPercent', description: 'criteria.modulesPercentHint', minimum: 1, maximum: 100 })),
  carriesOver: Tick('criteria.carriesOver', 'criteria.carriesOverHint'),
  groups: Type.Optional(Type.Array(Type.Object({
    way: Type.Enum(['all', 'any'], { title: 'criteria.way' }),
    items: Type.Optional(Type.Array(Type.Object({
      what: Type.Optional(Type.String({
        title: 'criteria.what', maxLength: 40, pattern: `^(attendance|(lesson|module|attendance)\\.[1-9]\\d{0,8}|task\\.(${tasks.join('|')}))$`,
      })),
      number: Type.Optional(Type.Integer({ title: 'criteria.number', minimum: 1, maximum: 100 })),
    }), { maxItems: itemsMax })),
  }), { maxItems: groupsMax })),
  /** A button that changes the form or looks ahead, and saves nothing: 'preview', 'group', 'item-0', 'drop-0'. */
  act: Type.Optional(Type.String({ maxLength: 20 })),
})
