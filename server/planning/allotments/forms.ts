import Type, { type Static } from 'typebox'
import { quotaCategories, shareParts } from './parameters.ts'
import type { measures } from './rules.ts'

const id = { minimum: 1, maximum: 2147483647 }
export const CallParams = Type.Object({ callId: Type.Integer(id) })

// What is typed for the formula is read leniently, so that a slip shows the page with its problem and not a missing one.
const Box = (title: `allotments.${typeof shareParts[number] | typeof measures[number]}`) => Type.Optional(Type.String({ title, maxLength: 12 }))
const parts = Type.Object({ total: Box('allotments.total'), base: Box('allotments.base'), least: Box('allotments.least'), most: Box('allotments.most') })
const mix = { equal: Box('allotments.equal'), demand: Box('allotments.demand'), centers: Box('allotments.centers'), gaps: Box('allotments.gaps') }

/** A preview is an address: whoever is sent it sees the same calculation. */
export const PreviewQuery = Type.Object({
  ...mix, ...Object.fromEntries(quotaCategories.flatMap((category) => shareParts.map((part) => [`${category}.${part}`, Box(`allotments.${part}`)]))),
})

const Places = Type.Integer({ title: 'allotments.result', minimum: 0, maximum: 999 })
const Row = Type.Object({
  municipalityId: Type.Integer(id), chair: Places, adviser: Places, case_presenter: Places, other: Places,
  reason: Type.Optional(Type.String({ title: 'allotments.reason', maxLength: 200 })),
})

export type AllotmentForm = Static<typeof AllotmentForm>
export const AllotmentForm = Type.Object({
  version: Type.Integer({ title: 'calls.version', minimum: 0, maximum: 2147483647 }),
  ...mix, chair: Type.Optional(parts), adviser: Type.Optional(parts), case_presenter: Type.Optional(parts), other: Type.Optional(parts),
  rows: Type.Array(Row, { maxItems: 400 }),
  note: Type.Optional(Type.String({ title: 'calls.revisionNote', as: 'textarea', description: 'calls.revisionNoteHint', maxLength: 1000 })),
})
