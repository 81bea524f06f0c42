import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import { findJudgment } from './queries.ts'
import { whyNotStep, type Course, type JudgmentAct } from './rules.ts'

/** The judgment, held until the change is done. @throws Missing; Refusal when the act is not one of its state */
export async function hold({ tx, scope }: Change, judgmentId: number, act: JudgmentAct) {
  const judgment = found(await findJudgment(tx, scope, judgmentId).forUpdate('j').executeTakeFirst())
  refuse(whyNotStep(judgment.state, act))
  return judgment
}

export type Held = Awaited<ReturnType<typeof hold>>
export const courseOf = ({ trainingState, state, kind, cohortId }: Held): Course =>
  ({ training: trainingState, judgment: state, isCorrection: kind === 'correction', isEarly: cohortId !== null })
