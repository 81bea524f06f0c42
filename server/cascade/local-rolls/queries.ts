import { sql } from 'kysely'
import { ask } from '../../base/ask.ts'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { AttendanceState, Evidence } from '../../classroom/attendance/rules.ts'
import { reaches } from '../local-trainings/queries.ts'
import { participantsMax } from './rules.ts'

export interface Participant {
  id: number; personId: number; number: number; name: string; kana: string; affiliation: string; profession: string | null; professionEn: string | null; completed: boolean
  marks: { dayId: number; state: AttendanceState; minutes: number | null }[]
}

/** The people of a local training within the scope, by number, with the marks of their days. Names are those of today. */
export const participantsOf = (db: Reader, scope: Scope, trainingId: number): Promise<Participant[]> => ask(db, sql<Participant>`
  select o.id, o.person_id as "personId", o.number, coalesce(p.name, o.name) as name, coalesce(p.kana, o.kana) as kana, o.affiliation, f.name as profession, f.name_en as "professionEn", o.completed,
    (select coalesce(json_agg(json_build_object('dayId', a.local_training_day_id, 'state', a.state, 'minutes', a.minutes)), '[]') from local_attendance a where a.participant_id = o.id) as marks
  from local_training t join local_participant o on o.local_training_id = t.id left join person p on p.id = o.person_id left join profession f on f.code = o.profession_code
  where t.id = ${trainingId} and ${reaches(scope)} order by o.number, o.id limit ${participantsMax}`)

export interface LocalRollRow {
  id: number; number: number; name: string; kana: string; affiliation: string; profession: string | null; professionEn: string | null
  state: AttendanceState | null; minutes: number | null; evidence: Evidence | null; reason: string | null; markedAt: Date | null; undoId: number | null
}

/** The roll of a day, by number. `undoId` is the mark that `by`, who looks at it, made last since a moment and may take back; at most one row has it. */
export const localRollOf = (db: Reader, scope: Scope, trainingId: number, dayId: number, by: { me: number; since: Date }): Promise<LocalRollRow[]> => ask(db, sql<LocalRollRow>`
  with last as (select k.id, k.participant_id from local_attendance_mark k where k.local_training_day_id = ${dayId} and k.marked_by = ${by.me} and k.undoes is null and k.marked_at > ${by.since}
    and not exists (select from local_attendance_mark u where u.undoes = k.id)
    and not exists (select from local_attendance_mark l where l.local_training_day_id = k.local_training_day_id and l.participant_id = k.participant_id and l.id > k.id and l.undoes is null
      and not exists (select from local_attendance_mark u where u.undoes = l.id)) order by k.id desc limit 1)
  select o.id, o.number, coalesce(p.name, o.name) as name, coalesce(p.kana, o.kana) as kana, o.affiliation, f.name as profession, f.name_en as "professionEn",
    a.state, a.minutes, a.evidence, a.reason, a.marked_at as "markedAt", last.id as "undoId"
  from local_training t join local_participant o on o.local_training_id = t.id left join person p on p.id = o.person_id left join profession f on f.code = o.profession_code
    left join local_attendance a on a.participant_id = o.id and a.local_training_day_id = ${dayId} left join last on last.participant_id = o.id
  where t.id = ${trainingId} and ${reaches(scope)} order by o.number, o.id limit ${participantsMax}`)

/** Every mark somebody was given on a day, the oldest first. */
export const localMarksOf = (db: Reader, dayId: number, participantId: number) => db.selectFrom('local_attendance_mark as k').leftJoin('person as m', 'm.id', 'k.marked_by')
  .select(['k.id', 'k.state', 'k.minutes', 'k.evidence', 'k.reason', 'k.marked_at as markedAt', 'm.name as markedBy', 'k.marked_by as by', 'k.undoes', sql<boolean>`true`.as('stood')])
  .where('k.local_training_day_id', '=', dayId).where('k.participant_id', '=', participantId).orderBy('k.id').limit(500).execute()

/** The mark that stands, with who made it. */
export const localMarkOf = (db: Reader, dayId: number, participantId: number) => db.selectFrom('local_attendance as a').leftJoin('person as m', 'm.id', 'a.marked_by')
  .select(['a.state', 'a.minutes', 'a.evidence', 'a.marked_at as markedAt', 'a.marked_by as by', 'm.name as byName'])
  .where('a.local_training_day_id', '=', dayId).where('a.participant_id', '=', participantId).executeTakeFirst()

export interface KnownByName { id: number; name: string; affiliation: string | null }

/** People of a municipality whose key begins with a name, as a pasted line has it: the name itself is compared by the caller. */
export const peopleNamed = async (db: Reader, municipalityId: number, keys: readonly string[]): Promise<KnownByName[]> => keys.length === 0 ? [] : await ask(db, sql<KnownByName>`
  select p.id, p.name, (select a.organization from affiliation a where a.person_id = p.id and a.to_on is null order by a.from_on desc, a.id desc limit 1) as affiliation
  from person p where p.municipality_id = ${municipalityId} and p.merged_into_id is null and p.search_key like any(${keys.map((key) => `${key.replace(/[\\%_]/g, '\\$&')}%`)}::text[]) order by p.id limit 2000`)
