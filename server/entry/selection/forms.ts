import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const Version = Type.Integer({ title: 'selection.version', minimum: 0, maximum: 2147483647 })
const Words = Type.Optional(Type.String({ maxLength: 60 }))
const Ticked = Type.Optional(Type.Literal('true', { title: 'selection.hardQuota', description: 'selection.hardQuotaHint', as: 'checkbox' }))
const Seats = (title: string) => Type.Optional(Type.Integer({ title, minimum: 0, maximum: 9999 }))

export const TrainingParams = Type.Object({ trainingId: Id })
export const LineParams = Type.Object({ trainingId: Id, nominationId: Id })

/** Which of the two thousand lines are looked at: a tab, and what narrows it. `line` is the one being changed. */
export type BoardQuery = Static<typeof BoardQuery>
export const BoardQuery = Type.Object({
  show: Type.Optional(Type.String({ maxLength: 20 })), municipality: Words, category: Words, rule: Words, q: Words,
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })), line: Type.Optional(Id),
  /** Where on the waitlist the open line was dragged to. */
  to: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
/** The conditions of up to three variants, read one by one: see variants.ts. */
export const WhatIfQuery = Type.Record(Type.String({ maxLength: 80 }), Type.Unknown(), { maxProperties: 400 })
export const PageQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })

const Professions = {
  professions: Type.Optional(Type.Array(Type.Object({
    code: Type.String({ title: 'selection.profession', maxLength: 60 }), places: Seats('selection.professionPlaces'),
  }), { maxItems: 100 })),
  hardProfessionQuota: Type.Optional(Type.Literal('true', { title: 'selection.hardProfessionQuota', as: 'checkbox' })),
}

/** How many may come in: the soft limit in percent of the capacity, the waitlist, and the places of each category and profession. */
export type SimulationForm = Static<typeof SimulationForm>
export const SimulationForm = Type.Object({
  overPercent: Type.Number({ title: 'selection.overPercent', description: 'selection.overPercentHint', minimum: 100, maximum: 200 }),
  waitlistMax: Type.Integer({ title: 'selection.waitlistMax', description: 'selection.waitlistMaxHint', minimum: 0, maximum: 9999 }),
  chair: Seats('nominations.category.chair'), adviser: Seats('nominations.category.adviser'),
  case_presenter: Seats('nominations.category.case_presenter'), other: Seats('nominations.category.other'),
  hardQuota: Ticked, ...Professions, guaranteeMax: Type.Integer({ title: 'selection.guaranteeMax', description: 'selection.guaranteeMaxHint', minimum: 0, maximum: 9999, default: 0 }),
  version: Version,
  /** Why nobody waits for a municipality that may still hand in. */
  early: Type.Optional(Type.String({ title: 'selection.early', description: 'selection.earlyHint', as: 'textarea', maxLength: 300 })),
  /** How many changes by hand one has said may be lost. */
  losing: Type.Optional(Type.Integer({ title: 'selection.losing', minimum: 0, maximum: 100_000 })),
})

export const outcomes = ['selected', 'waitlisted', 'next_year', 'declined'] as const
export const lineActs = ['change', 'restore', 'up', 'down', 'place'] as const

/** One line by hand. Which act it is, is said by the button that was pressed; each of them says why. */
export type LineForm = Static<typeof LineForm>
export const LineForm = Type.Object({
  act: Type.Union(lineActs.map((act) => Type.Literal(act)), { title: 'selection.act' }),
  outcome: Type.Union(outcomes.map((outcome) => Type.Literal(outcome)), { title: 'selection.outcome', as: 'radio' }),
  cohortId: Type.Optional(Type.Integer({ ...Id, title: 'selection.cohort' })),
  /** The place on the waitlist that 'place' moves to. */
  to: Type.Optional(Type.Integer({ title: 'selection.toPlace', minimum: 1, maximum: 100_000 })),
  reason: Type.String({ title: 'selection.reason', description: 'selection.reasonHint', as: 'textarea', minLength: 1, maxLength: 300 }),
  version: Version,
})

/** The ticked lines of the board, each as `n<id>` in the address: a form sends them without a script. */
export const PickQuery = Type.Record(Type.String({ maxLength: 20 }), Type.Unknown(), { maxProperties: 100 })

/** One outcome and one reason for many lines. `agreed` is how many changes one has read of and said yes to. */
export type LinesForm = Static<typeof LinesForm>
export const LinesForm = Type.Object({
  ids: Type.String({ title: 'selection.lines', maxLength: 1000, pattern: '^\\d{1,9}( \\d{1,9}){0,99}$' }),
  outcome: Type.Union(outcomes.map((outcome) => Type.Literal(outcome)), { title: 'selection.outcome', as: 'radio' }),
  cohortId: Type.Optional(Type.Integer({ ...Id, title: 'selection.cohort', description: 'selection.bulkCohortHint' })),
  reason: Type.String({ title: 'selection.reason', description: 'selection.reasonHint', as: 'textarea', minLength: 1, maxLength: 300 }),
  version: Version,
  agreed: Type.Optional(Type.Integer({ title: 'selection.losing', minimum: 0, maximum: 100 })),
})

export const decisions = ['ask', 'approve', 'return', 'recall', 'reopen'] as const
export type ApprovalForm = Static<typeof ApprovalForm>
export const ApprovalForm = Type.Object({
  decision: Type.Union(decisions.map((decision) => Type.Literal(decision)), { title: 'selection.decision' }),
  note: Type.Optional(Type.String({ title: 'selection.note', as: 'textarea', maxLength: 1000 })),
})
/** The version that was looked at, in the address, because the box of the approval belongs to all features. */
export const VersionQuery = Type.Object({ version: Type.Optional(Type.Integer({ minimum: 0, maximum: 2147483647 })) })

export const AnnouncementForm = Type.Object({ version: Version })
