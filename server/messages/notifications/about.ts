import type { Reader } from '../../base/database.ts'

/** The columns by which a letter names its training. */
export const aboutColumns = ['t.title', 't.title_en as titleEn'] as const
/** A municipality as a letter addresses it. */
export const body = (id: number, name: string, nameEn: string) => ({ id, name, nameEn })

/** 0107: enrollment numbers have four figures wherever people read them. */

/** A training with its call, and whom to ask. */
export async function aboutTraining(db: Reader, id: number) {
  const row = await db.selectFrom('training as t').leftJoin('call as c', 'c.training_id', 't.id')
    .select([...aboutColumns, 'c.id as callId', 'c.contact']).where('t.id', '=', id).executeTakeFirst()
  return row && { ...row, contact: row.contact ?? '' }
}
