import Type, { type Static } from 'typebox'
import { fileKinds } from './rules.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const CallParams = Type.Object({ callId: Id })
export const FileParams = Type.Object({ callId: Id, fileId: Id })

const note = { note: Type.Optional(Type.String({ title: 'calls.revisionNote', as: 'textarea', description: 'calls.revisionNoteHint', maxLength: 1000 })) }


const named = {
  kind: Type.Enum([...fileKinds], { title: 'callFiles.kind', as: 'radio' }),
  title: Type.String({ title: 'callFiles.titleBox', description: 'callFiles.titleHint', maxLength: 100 }),
}
const file = { file: Type.String({ title: 'callFiles.file', description: 'callFiles.fileHint', as: 'file', maxLength: 64 }) }

/** A file of a call as it is added; on a published call with a note. */
export type AddForm = Static<typeof AddForm>
export const AddForm = Type.Object({ ...named, ...file, ...note })

/** What a file is called. */
export type TitleForm = Static<typeof TitleForm>
export const TitleForm = Type.Object(named)

/** Another file in the place of one. */
export const ReplacementForm = Type.Object(file)

/** Which files of the earlier call are taken over. */
export const EarlierForm = Type.Object({ files: Type.Optional(Type.Array(Id, { title: 'callFiles.earlier', description: 'callFiles.earlierHint', maxItems: 100 })) })

export type RemovalForm = Static<typeof RemovalForm>
export const RemovalForm = Type.Object(note)

export const MoveForm = Type.Object({ to: Type.Enum(['up', 'down']) })
