import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import type { Round } from './rules.ts'

const rounds = (db: Reader) => db.selectFrom('paper_round').select(['id', 'night', 'after_id as afterId', 'looked_at as lookedAt', 'ended_at as endedAt']).orderBy('id', 'desc')

export const lastRound = (db: Reader): Promise<Round | undefined> => rounds(db).limit(1).executeTakeFirst()
/** The last nights, the latest first. */
export const lastRounds = (db: Reader) => rounds(db).limit(7).execute()

/** Every stored paper of a register lies under this kind of key (see the jobs that print). */
export const papers = sql<boolean>`file.key like 'certificate/%'`

/** Papers behind a place in the order of keeping. Those that were given up are not looked at again. */
export const papersAfter = (db: Reader, afterId: number, limit: number) => db.selectFrom('file').select(['file.id', 'file.key', 'file.sha256'])
  .where('file.id', '>', afterId).where(papers)
  .where(({ not, exists, selectFrom }) => not(exists(selectFrom('paper_damage as d').select('d.id').whereRef('d.file_id', '=', 'file.id').where('d.settlement', '=', 'given_up'))))
  .orderBy('file.id').limit(limit).execute()

/** Damages among these papers that nobody has put right. @param fileIds at most 10,000 */
export const openAmong = async (db: Reader, fileIds: readonly number[]): Promise<Set<number>> => new Set((await db.selectFrom('paper_damage')
  .select('file_id').where('settled_at', 'is', null).where('file_id', 'in', [...fileIds, 0]).limit(10_000).execute()).map(({ file_id }) => file_id))

const damages = (db: Reader) => db.selectFrom('paper_damage as d').innerJoin('file as f', 'f.id', 'd.file_id')
  .leftJoin('certificate_event as h', 'h.file_id', 'f.id').leftJoin('person as p', 'p.id', 'd.settled_by')
  .select(['d.id', 'd.kind', 'd.found_at as foundAt', 'd.settled_at as settledAt', 'd.settlement', 'd.note', 'p.name as settledBy',
    'f.id as fileId', 'f.key', 'f.sha256', 'f.name as fileName', 'f.made_at as madeAt', 'h.certificate_id as certificateId'])

/** What waits first, then what was settled, each the latest first. */
export const damagesInOrder = (db: Reader) => damages(db).orderBy(sql`d.settled_at is not null`).orderBy('d.id', 'desc').limit(200).execute()

export const findDamage = (db: Reader, id: number) => damages(db).where('d.id', '=', id).executeTakeFirst()

/** How many wait. */
export const openDamages = async (db: Reader): Promise<number> => (await db.selectFrom('paper_damage').select(({ fn }) => fn.countAll<number>().as('n')).where('settled_at', 'is', null).executeTakeFirstOrThrow()).n

/** How many papers there are to look at. */
export const countPapers = async (db: Reader): Promise<number> => (await db.selectFrom('file').select(({ fn }) => fn.countAll<number>().as('n')).where(papers).executeTakeFirstOrThrow()).n
