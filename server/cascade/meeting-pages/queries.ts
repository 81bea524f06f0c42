import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import { counted } from '../meeting-check-ins/queries.ts'
import { questions, standing } from '../meeting-replies/queries.ts'

/**
 * What a meeting looks like from afar, in one statement: how everybody replied and who is there as bare figures, the questions, and its door.
 * Municipalities and experts may know these figures and what was shared with all, which are looked at past the wall.
 */
export const figuresOf = (db: Reader, meetingId: number, only: 'all' | 'shared') => db.selectNoFrom([
  jsonArrayFrom(standing(db, meetingId)).as('standings'), jsonArrayFrom(counted(db, meetingId)).as('counted'),
  jsonArrayFrom(questions(db).where('q.meeting_id', '=', meetingId).$if(only === 'shared', (rows) => rows.where('q.shared_at', 'is not', null))).as('questions'),
  jsonObjectFrom(db.selectFrom('meeting_door').select(['secret']).where('meeting_id', '=', meetingId)).as('door'),
]).executeTakeFirstOrThrow()
