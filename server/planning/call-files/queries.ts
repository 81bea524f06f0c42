import type { Reader } from '../../base/database.ts'
import { filesOfEarlierCall, type Successor } from '../calls/queries.ts'

/** A file of a call with what sending it on needs. Whether the call may be known is asked by the caller. */
export const findCallFile = (db: Reader, callId: number, id: number) => db.selectFrom('call_file as f').innerJoin('file as k', 'k.id', 'f.file_id')
  .select(['f.id', 'f.kind', 'f.title', 'k.key', 'k.name', 'k.type', 'k.bytes', 'k.sha256'])
  .where('f.call_id', '=', callId).where('f.id', '=', id).where('f.removed_at', 'is', null).executeTakeFirst()

/** What of the earlier call a draft does not have yet. */
export async function earlierFilesFor(db: Reader, call: Successor & { id: number }) {
  const [own, earlier] = [await filesOfCall(db, call.id), await filesOfEarlierCall(db, call, call.id).execute()]
  return earlier.filter(({ fileId }) => !own.some((one) => one.fileId === fileId))
}

/** The files of a call in their order, held by whoever holds the call. */
export const filesOfCall = (db: Reader, callId: number) => db.selectFrom('call_file as f').innerJoin('file as k', 'k.id', 'f.file_id')
  .select(['f.id', 'f.title', 'f.position', 'f.file_id as fileId', 'k.key'])
  .where('f.call_id', '=', callId).where('f.removed_at', 'is', null).orderBy('f.position').orderBy('f.id').limit(100).execute()
