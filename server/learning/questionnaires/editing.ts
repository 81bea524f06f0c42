// In a file of its own, since whoever else asks (a meeting) has the same editor.

import Type, { type Static } from 'typebox'
import { groupings, itemKinds, itemsMax, optionsMax } from './rules.ts'

const ItemRow = Type.Object({
  id: Type.Optional(Type.String({ title: 'questionnaires.item', pattern: '^q[0-9a-f]{8}$' })),
  kind: Type.Enum([...itemKinds], { title: 'questionnaires.kind', as: 'select' }),
  label: Type.Optional(Type.String({ title: 'questionnaires.label', maxLength: 200 })),
  labelEn: Type.Optional(Type.String({ title: 'questionnaires.labelEn', maxLength: 300 })),
  options: Type.Optional(Type.String({ title: 'questionnaires.options', description: 'questionnaires.optionsHint', maxLength: optionsMax * 120, as: 'textarea' })),
  required: Type.Optional(Type.Literal('true', { title: 'questionnaires.required', as: 'checkbox' })),
})

/** The whole editor at once: `act` says which button was pressed, and everything typed is kept with it. */
export type EditForm = Static<typeof EditForm>
export const EditForm = Type.Object({
  intro: Type.Optional(Type.String({ title: 'questionnaires.intro', maxLength: 1_000, as: 'textarea' })),
  introEn: Type.Optional(Type.String({ title: 'questionnaires.introEn', maxLength: 2_000, as: 'textarea' })),
  grouping: Type.Enum([...groupings], { title: 'questionnaires.grouping', description: 'questionnaires.groupingHint', as: 'radio' }),
  within: Type.Optional(Type.Enum([...groupings], { title: 'questionnaires.within', description: 'questionnaires.withinHint', as: 'radio' })),
  items: Type.Optional(Type.Array(ItemRow, { title: 'questionnaires.items', maxItems: itemsMax })),
  act: Type.Optional(Type.String({ title: 'questionnaires.item', maxLength: 20 })),
  version: Type.Integer({ title: 'lessons.form.title', minimum: 1, maximum: 2147483647 }),
})
