import Type, { type Static } from 'typebox'
import { DayBox } from '../../base/forms.ts'

export const CopyParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) })
export const CopyQuery = Type.Object({ to: Type.Optional(Type.String({ maxLength: 12 })), year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2099 })) })

/** A class day of the old training and the day it is held on in the new year. */
export type CopyForm = Static<typeof CopyForm>
export const CopyForm = Type.Object({
  fiscalYear: Type.String({ title: 'trainings.fiscalYear', description: 'programs.yearHint', minLength: 1, maxLength: 12 }),
  title: Type.String({ title: 'trainings.titleJa', minLength: 1, maxLength: 120 }),
  titleEn: Type.String({ title: 'trainings.titleEn', minLength: 1, maxLength: 160 }),
  capacity: Type.Integer({ title: 'trainings.capacity', minimum: 1, maximum: 100000 }),
  days: Type.Optional(Type.Array(Type.Object({
    id: Type.Integer({ title: 'trainings.heldOn', minimum: 1, maximum: 2147483647 }), heldOn: DayBox('trainings.newDay'),
  }), { maxItems: 300 })),
})
