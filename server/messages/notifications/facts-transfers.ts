import type { Reader } from '../../base/database.ts'
import { fiscalYearInWords } from '../../base/days.ts'
import { body } from './about.ts'
import type { Facts } from './shapes.ts'
import type { ToldAction } from './told.ts'

/** All are told that a transfer check is open; of a reminder those who have not finished, of a later day the one that was given it. */
export async function transferCheckFacts(db: Reader, id: number, action: ToldAction, detail: Record<string, unknown>): Promise<Facts | undefined> {
  const only = action === 'transfer_check.leave_given' ? Number(detail.municipalityId) : null
  const check = await db.selectFrom('transfer_check as k').leftJoin('transfer_leave as l', (join) => join.onRef('l.check_id', '=', 'k.id').on('l.municipality_id', '=', only ?? 0))
    .select(['k.fiscal_year as year', 'k.due_on as dueOn', 'k.message', 'k.contact', 'l.until_on as untilOn', 'l.reason']).where('k.id', '=', id).executeTakeFirst()
  if (check === undefined) return undefined
  const bodies = await db.selectFrom('municipality as m').select(['m.id', 'm.name', 'm.name_en as nameEn']).where('m.valid_to', 'is', null)
    .$if(only !== null, (qb) => qb.where('m.id', '=', only!))
    .$if(action === 'transfer_check.reminded', (qb) => qb.where(({ not, exists, selectFrom }) => not(exists(selectFrom('transfer_sheet as s').select('s.id')
      .whereRef('s.municipality_id', '=', 'm.id').where('s.check_id', '=', id).where('s.state', '=', 'submitted')))))
    .orderBy('m.code').limit(2_000).execute()
  return {
    of: 'cascade', bodies, people: [], path: `/transfer-checks/${id}`, data: { dueOn: check.untilOn ?? check.dueOn, message: check.message, reason: check.reason ?? '' },
    about: { title: fiscalYearInWords(check.year, 'ja'), titleEn: fiscalYearInWords(check.year, 'en'), contact: check.contact },
  }
}

/** Somebody trained came: the municipality they went to is asked. They did not come: the one that sent them is told. */
export async function arrivalFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
  const row = await db.selectFrom('transfer_arrival as v').innerJoin('municipality as f', 'f.id', 'v.from_municipality_id').innerJoin('municipality as m', 'm.id', 'v.municipality_id')
    .select(['v.name', 'v.came_on as cameOn', 'v.reason', 'v.state', 'v.line_id as lineId', 'f.id as fromId', 'f.name as from', 'f.name_en as fromEn', 'm.id as toId', 'm.name as to', 'm.name_en as toEn']).where('v.id', '=', id).executeTakeFirst()
  const isTold = action === 'transfer.arrived' ? row?.state === 'waiting' : row !== undefined
  if (row === undefined || !isTold) return undefined
  const { name, cameOn, reason, from, fromEn, to, toEn } = row
  const arrived = action === 'transfer.arrived'
  return {
    of: 'cascade', people: [], bodies: [arrived ? body(row.toId, to, toEn) : body(row.fromId, from, fromEn)], path: arrived ? `/transfer-arrivals/${id}` : `/transfer-lines/${row.lineId}/correction`,
    data: { name, cameOn, reason, from, fromEn, to, toEn }, about: { title: name, titleEn: name, contact: '' },
  }
}
