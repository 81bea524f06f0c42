import type { Reader } from '../../base/database.ts'
import { firstProgram } from '../../answers/targets/queries.ts'
import { outsideBodies } from './bodies.ts'
import type { Ground } from './facts/shapes.ts'
import { bodiesByCode, coursesByKind } from './queries.ts'

/** Where facts are looked for: the bodies of the papers, the prefecture's program and courses. */
export async function groundOf(db: Reader): Promise<Ground> {
  const [bodies, courses, program] = [await bodiesByCode(db, outsideBodies.map(({ code }) => code)), await coursesByKind(db), await firstProgram(db)]
  return { db, bodies, courses, programId: program?.id ?? 0 }
}
