import type { Reader } from '../../base/database.ts'
import type { Reason } from '../../base/errors.ts'
import type { TextKey } from '../../base/texts.ts'
import type { StaffLesson } from './queries.ts'
import type { LessonKind } from './rules.ts'

/**
 * What each kind with a room of its own finds missing in a draft, the most important first; none: it may be published. The rooms
 * stand below the lessons, so they hand this in (`server/kinds.ts`).
 */
export type ProblemsOfKinds = Partial<Record<LessonKind, (db: Reader, draft: StaffLesson) => Promise<Reason[]>>>

/** One thing that staff want to know of a lesson at a glance: what it is called, and what it says; several values are an array. */
export interface Fact { label: TextKey; value: Reason | Reason[] }

/** What each kind with a room of its own says of a version, read from its content alone. */
export type FactsOfKinds = Partial<Record<LessonKind, (content: unknown) => Fact[]>>

/** Which lessons have to be done for one of this kind to be done: a training that uses it uses them, too. */
export type AlongOfKinds = Partial<Record<LessonKind, (content: unknown) => number[]>>
