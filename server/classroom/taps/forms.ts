import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const SlotParams = Type.Object({ id: Id })
export const DayParams = Type.Object({ id: Id })

/** `once`: what stands now, and the answer is over. */
export const LiveQuery = Type.Object({ once: Type.Optional(Type.Literal('1')) })

/** Rows of a roll that somebody else's mark has changed: enrollments, '12,15,40'. */
export const RowsQuery = Type.Object({ slot: Id, ids: Type.String({ pattern: '^\\d{1,9}(,\\d{1,9}){0,299}$' }) })

/** What a door may say with one finger; what needs a reason is said on the row. */
const states = ['present', 'late', 'left_early', 'disconnected', 'absent_notified', 'absent_unnotified', 'unset'] as const

/**
 * Taps in the order they were made, as many as waited for the line. `key` is the browser's own, `at` the moment in milliseconds by
 * the clock of this house as the browser reckons it, `seen` the revision of the mark that the row showed.
 */
export type TapsForm = Static<typeof TapsForm>
export const TapsForm = Type.Object({
  taps: Type.Array(Type.Object({
    key: Type.String({ pattern: '^[\\w-]{8,64}$' }),
    enrollmentId: Id,
    state: Type.Enum([...states]),
    minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 600 })),
    at: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000 }),
    seen: Type.Optional(Type.String({ maxLength: 60 })),
  }), { minItems: 1, maxItems: 100 }),
})
export type SentTap = TapsForm['taps'][number]
