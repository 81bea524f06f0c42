import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })

export const TrainingParams = Type.Object({ id: Id })

const Opening = Type.Object({
  lessonId: Id,
  opened: Type.Optional(Type.Literal('true', { title: 'lessons.form.opened', as: 'checkbox' })),
  opensOn: Type.Optional(DayBox('lessons.form.opensOn', 'lessons.form.opensOnHint')),
  dueOn: Type.Optional(DayBox('lessons.form.dueOn', 'lessons.form.dueOnHint')),
})
export type OpeningsForm = Static<typeof OpeningsForm>
export const OpeningsForm = Type.Object({
  rows: Type.Array(Opening, { title: 'lessons.form.opened', maxItems: 500 }),
  /** Days for every lesson that is used: `spread` writes them into the rows, and saves nothing. */
  allOpensOn: Type.Optional(DayBox('lessons.form.opensOn', 'lessons.form.opensOnHint')),
  allDueOn: Type.Optional(DayBox('lessons.form.dueOn', 'lessons.form.dueOnHint')),
  spread: Type.Optional(Type.Literal('true', { title: 'lessons.spread' })),
})
