import type { Reader } from '../../base/database.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'

/** Everybody a meeting is announced to, by name and in official order: they stand on the invitation. */
export const addresseesOf = async (db: Reader): Promise<string[]> =>
  (await municipalitiesToChoose(db)).map(({ name }) => name)
