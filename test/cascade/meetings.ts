import type { Database } from '../../server/base/database.ts'
import { idOf } from '../support/people.ts'

interface Planned { series?: number; title?: string; heldOn?: string; state?: 'planned' | 'announced' | 'registration'; mode?: 'venue' | 'online' | 'both' }

/** A meeting of 令和8年度 with two items, on 18 November from 14:00 to 16:00; told of, it has its door. */
export async function putMeeting(db: Database, { series, title = '第2回連絡会議', heldOn = '2026-11-18', state = 'registration', mode = 'both' }: Planned = {}) {
  const at = series ?? await idOf(db.insertInto('meeting_series').values({ fiscal_year: 2026, name: `連絡会議${title}`, times: 2 }).returning('id'))
  const { number } = await db.selectFrom('meeting').select(({ fn }) => fn.countAll<number>().as('number')).where('series_id', '=', at).executeTakeFirstOrThrow()
  const id = await idOf(db.insertInto('meeting').values({
    series_id: at, number: number + 1, title, state, held_on: heldOn, starts_at: '14:00', ends_at: '16:00', mode, place: '都庁会議室', url: 'https://meet.example/1', replies_due_on: heldOn < '2026-11-06' ? heldOn : '2026-11-06', contact: '介護保険課',
    ...state === 'planned' ? {} : { round: 1, announced_at: new Date('2026-10-01T10:00:00+09:00') },
  }).returning('id'))
  const item = (position: number, itemTitle: string, minutes: number) =>
    idOf(db.insertInto('meeting_item').values({ meeting_id: id, position, kind: 'report', title: itemTitle, owner: '都', minutes }).returning('id'))
  const items = [await item(1, '今年度の取組', 30), await item(2, '意見交換', 60)] as const
  if (state !== 'planned') await db.insertInto('meeting_door').values({
    meeting_id: id, secret: 'c2VjcmV0LW9mLXRoaXMtZG9vci1pbi10ZXN0cy0wMDE', opens_at: new Date(`${heldOn}T13:30:00+09:00`), closes_at: new Date(`${heldOn}T16:00:00+09:00`),
  }).execute()
  return { series: at, id, items, page: `/liaison-meetings/${id}` }
}
