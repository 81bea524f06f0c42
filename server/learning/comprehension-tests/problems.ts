import type { Reader } from '../../base/database.ts'
import type { Reason } from '../../base/errors.ts'
import { testOf } from './content.ts'
import { bankNames, drawablesOf } from './queries.ts'
import { problemsOfTest } from './rules.ts'

/** What a draft of a test is missing before it can be published. */
export async function problemsOfDraft(db: Reader, draft: { content: unknown }): Promise<Reason[]> {
  const test = testOf(draft.content)
  const [questions, banks] = [await drawablesOf(db, test), await bankNames(db, test.sections.flatMap(({ draws }) => draws.map(({ bankId }) => bankId)))]
  return problemsOfTest(test, questions, (bankId) => banks.find(({ id }) => id === bankId)?.name ?? '')
}
