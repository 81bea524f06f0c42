import type { Database } from '../../../server/base/database.ts'
import { idOf } from '../../support/people.ts'

/** A municipality's own conferences: an individual one with two cases, one of its area and one of the whole, all held before June 2026. */
export async function conferring(db: Database, municipality_id: number, mark: string) {
  const type = (name: string, level: 'individual' | 'area' | 'municipality', position: number) => idOf(db.insertInto('conference_type').values({ municipality_id, name: `${mark}${name}`, name_en: `${mark} ${level}`, level, from_fiscal_year: 2020, position }).returning('id'))
  const held = (type_id: number, held_on: string) => idOf(db.insertInto('conference').values({ municipality_id, type_id, fiscal_year: 2026, held_on, state: 'held' }).returning('id'))
  const individual = await held(await type('個別会議', 'individual', 1), '2026-05-11')
  const area = await held(await type('推進会議', 'area', 2), '2026-05-25')
  const whole = await held(await type('地域ケア会議', 'municipality', 3), '2026-06-01')
  const cases = []
  for (const number of [1, 2]) cases.push(await idOf(db.insertInto('care_case').values({ municipality_id, conference_id: individual, number, managed_by: 'support_center', care_level: 'support_1', age_band: '75_84', summary: `${mark}要約${number}` }).returning('id')))
  const center = await idOf(db.insertInto('organization').values({ municipality_id, kind: 'support_center', name: `${mark}包括`, name_key: mark.toLowerCase() }).returning('id'))
  return { individual, area, whole, cases: cases as [number, number], center }
}

/** Two themes, the second ended before today. */
export async function themed(db: Database) {
  const theme = (label: string, position: number, until_on: string | null) => idOf(db.insertInto('issue_theme').values({ label, label_en: `EN ${label}`, position, from_on: '2025-04-01', until_on }).returning('id'))
  return { transport: await theme('移動手段', 10, null), shopping: await theme('買い物', 20, null), past: await theme('昔のテーマ', 30, '2026-03-31') }
}

export const dayBoxes = (name: string, day: string) => { const [year, month, date] = day.split('-'); return { [`${name}.year`]: year!, [`${name}.month`]: month!, [`${name}.day`]: date! } }
