import type { Database } from '../../server/base/database.ts'
import { idOf, type Town } from '../support/people.ts'

const participants = ['person', 'family', 'resident', 'care_manager', 'day_service', 'home_visit_service', 'welfare_equipment', 'medical', 'pt_ot', 'dietitian', 'public_health_nurse', 'community_coordinator', 'supervising_center', 'public_assistance', 'other']

/** The kinds of attendees that the migration puts in, in their order; a test begins without any row. */
export const putAttendeeKinds = (db: Database) => db.insertInto('attendee_kind').values([...participants, 'organizer', 'observer'].map((code, n) => ({
  code, label: code, label_en: code, part: code === 'organizer' || code === 'observer' ? code : 'participant' as const, position: n + 1,
}))).onConflict((oc) => oc.column('code').doNothing()).execute()

/** Support centers and types of a municipality, as its clerk would have made them. */
export async function conferring(db: Database, municipality_id: number, mark: string, centers: readonly string[] = ['中央', '北部']) {
  await putAttendeeKinds(db)
  const bodies: number[] = []
  for (const name of centers) bodies.push(await idOf(db.insertInto('organization').values({ municipality_id, kind: 'support_center', name: `${mark}${name}地域包括支援センター`, name_key: `${mark}${name}` }).returning('id')))
  const type = async (name: string, level: 'individual' | 'area' | 'municipality', position: number, functions: readonly ('case_resolution' | 'network_building' | 'issue_discovery')[], more: object = {}) => {
    const id = await idOf(db.insertInto('conference_type').values({ municipality_id, name: `${mark}${name}`, level, position, from_fiscal_year: 2020, ...more }).returning('id'))
    for (const one of functions) await db.insertInto('conference_type_function').values({ type_id: id, municipality_id, function: one }).execute()
    return id
  }
  const individual = await type('個別会議', 'individual', 1, ['case_resolution', 'network_building'], { code: 'individual' })
  const area = await type('推進会議', 'area', 2, ['network_building', 'issue_discovery'], { code: 'promotion' })
  const whole = await type('地域ケア会議', 'municipality', 3, ['issue_discovery'])
  return { centers: bodies, individual, area, whole }
}

export async function heldConference(db: Database, { municipality_id, type_id, organization_id, held_on, ...more }: { municipality_id: number; type_id: number; organization_id: number | null; held_on: string; position?: number | null; cases_discussed?: number | null; remark?: string; state?: 'planned' | 'held' }) {
  const [year, month] = held_on.split('-').map(Number)
  return idOf(db.insertInto('conference').values({ municipality_id, type_id, organization_id, held_on, fiscal_year: month! < 4 ? year! - 1 : year!, state: 'held', ...more }).returning('id'))
}

export const dayBoxes = (name: string, day: string): Record<string, string> => {
  const [year, month, date] = day.split('-')
  return { [`${name}.year`]: year!, [`${name}.month`]: month!, [`${name}.day`]: date! }
}
export type { Town }
