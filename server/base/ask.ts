import type { RawBuilder } from 'kysely'
import type { Reader } from './database.ts'

/**
 * The rows of a question that is written in SQL itself. A Reader shows only how to build questions, since those cannot change
 * anything; here, and nowhere else, one that was written by hand is asked through it. The wall it stands behind is the same.
 */
export const ask = async <Row>(db: Reader, question: RawBuilder<Row>): Promise<Row[]> => (await question.execute(db as never)).rows
