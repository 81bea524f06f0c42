import Type, { type Static } from 'typebox'
import { tableForms } from '../../base/table-files.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
const seconds = { minimum: 0, maximum: 86_400 }

export const OwnLessonParams = Type.Object({ enrollment: Id, lesson: Id })

/** A file beside the program that shows a PDF: a plain name, so that it leads nowhere else. */
export const ReaderFileParams = Type.Object({ name: Type.String({ maxLength: 60, pattern: '^[A-Za-z0-9_-]+(\\.[a-z0-9]+)?$' }) })

/**
 * What a player reports: who it is, the stretches it played (seconds of the film, or pages), and where it stands. `presses`:
 * somebody has just pressed play. `hidden`: it played behind another window. `seconds`: how long a document was on the screen.
 */
export type BeatForm = Static<typeof BeatForm>
export const BeatForm = Type.Object({
  player: Type.Optional(Id),
  presses: Type.Optional(Type.Literal('true')),
  stretches: Type.Optional(Type.Array(Type.Object({
    from: Type.Number(seconds), to: Type.Number(seconds), hidden: Type.Optional(Type.Literal('true')),
  }), { maxItems: 40 })),
  position: Type.Optional(Type.Number(seconds)),
  seconds: Type.Optional(Type.Number(seconds)),
})

export const TrainingParams = Type.Object({ trainingId: Id })
export const EnrollmentParams = Type.Object({ enrollmentId: Id })
export const OwnParams = Type.Object({ enrollment: Id })
export const RecordParams = Type.Object({ enrollmentId: Id, lessonId: Id })
/** `take`: the file that begins as the page opens, for whoever had to sign in once more on the way to it. */
export const RecordQuery = Type.Object({
  lesson: Type.Optional(Id), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  take: Type.Optional(Type.Literal('file')), as: Type.Optional(Type.Enum([...tableForms])),
})
export const RecordFileQuery = Type.Object({ as: Type.Optional(Type.Enum([...tableForms])) })
export type CancellationForm = Static<typeof CancellationForm>
export const CancellationForm = Type.Object({
  reason: Type.String({ title: 'viewings.reason', description: 'viewings.reasonHint', maxLength: 400, as: 'textarea' }),
})
