import type { Actor } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { HeldBack } from './changes.ts'

/** Works belong to the person who asked, in the post they asked from: another post of theirs does not reach its result. */
const ownWorks = (db: Reader, { personId, postId }: Pick<Actor, 'personId' | 'postId'>) => db.selectFrom('work as w')
  .where('w.asked_by', '=', personId)
  .where((eb) => eb.or([eb('w.post_id', '=', postId), eb('w.post_id', 'is', null)]))

const columns = [
  'w.id', 'w.name', 'w.subject', 'w.state', 'w.done', 'w.total', 'w.held_back as heldBackJson', 'w.back_to as backTo',
  'w.asked_at as askedAt', 'w.moved_at as movedAt', 'w.ended_at as endedAt', 'w.file_id as fileId',
] as const

const read = <Row extends { heldBackJson: unknown }>({ heldBackJson, ...row }: Row) =>
  ({ ...row, heldBack: heldBackJson as HeldBack[] })

export const worksPerPage = 50

/** Own works, the latest first, one page of them. */
export async function ownWorksPage(db: Reader, actor: Actor, page: number) {
  const rows = await ownWorks(db, actor).select(columns).orderBy('w.id', 'desc')
    .limit(worksPerPage).offset((page - 1) * worksPerPage).execute()
  return rows.map(read)
}

export const countOwnWorks = async (db: Reader, actor: Actor) =>
  (await ownWorks(db, actor).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count

/** One own work with the file it made, or nothing. */
export async function findOwnWork(db: Reader, actor: Actor, workId: number) {
  const row = await ownWorks(db, actor).leftJoin('file as f', 'f.id', 'w.file_id')
    .select([...columns, 'f.name as fileName', 'f.bytes as fileBytes']).where('w.id', '=', workId).executeTakeFirst()
  return row && read(row)
}
export type OwnWork = NonNullable<Awaited<ReturnType<typeof findOwnWork>>>

/** The stored result of an own work. */
export const fileOfWork = (db: Reader, actor: Actor, workId: number) => ownWorks(db, actor)
  .innerJoin('file as f', 'f.id', 'w.file_id').where('w.id', '=', workId)
  .select(['f.key', 'f.name', 'f.type', 'f.bytes', 'f.sha256']).executeTakeFirst()

/** Who asked for a work, with the post they asked from if they still hold it: a job asks for rights anew. */
export async function askerOf(db: Reader, workId: number): Promise<Actor | null> {
  const row = await db.selectFrom('work as w').innerJoin('post as p', 'p.id', 'w.post_id')
    .innerJoin('account as a', 'a.id', 'p.account_id')
    .select(['a.id as accountId', 'a.person_id as personId', 'p.id as postId', 'p.kind', 'p.municipality_id as municipalityId'])
    .where('w.id', '=', workId).where('p.ended_at', 'is', null).where('a.disabled_at', 'is', null).executeTakeFirst()
  return row ?? null
}
