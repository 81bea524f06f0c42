import Type, { type Static } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })

export const OwnLessonParams = Type.Object({ enrollment: Id, lesson: Id })

const seconds = { minimum: 0, maximum: 86_400 }
/** What the player reports: the stretches it played, in seconds of the video, and where it stands. */
export type BeatForm = Static<typeof BeatForm>
export const BeatForm = Type.Object({
  stretches: Type.Optional(Type.Array(Type.Object({ from: Type.Number(seconds), to: Type.Number(seconds) }), { maxItems: 40 })),
  position: Type.Optional(Type.Number(seconds)),
})
