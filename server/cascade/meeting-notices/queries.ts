import type { Reader } from '../../base/database.ts'

/** Everybody a meeting is announced to, by name and in official order: they stand on the invitation. */
export const addresseesOf = async (db: Reader): Promise<string[]> =>
  (await db.selectFrom('municipality').select('name').where('valid_to', 'is', null).orderBy('code').limit(400).execute()).map(({ name }) => name)

/** A kept invitation, to be sent on. Whether its meeting may be known is asked by the caller. */
export const noticeFile = (db: Reader, fileId: number) => db.selectFrom('file').select(['key', 'name', 'type', 'bytes', 'sha256']).where('id', '=', fileId).executeTakeFirst()
