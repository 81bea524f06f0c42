import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { momentInWords } from '../../base/days.ts'
import { aboutColumns, aboutTraining, body } from './about.ts'
import type { ClassDay, Facts, Result } from './shapes.ts'
import { beginsAt, choiceOf, endsAt } from '../../planning/trainings/class-days.ts'
import { enrollmentNumber } from '../../entry/enrollments/rules.ts'
import { decidedBy } from '../../entry/selection/queries.ts'

// What letters about places need to know: who has one, who is offered one, who gives one back.

/** Nothing of a selection is known here before it was announced, whatever line asks. */
export async function selectionFacts(db: Reader, trainingId: number): Promise<Facts | undefined> {
  const about = await aboutTraining(db, trainingId)
  if (about === undefined) return undefined
  const rows = await db.selectFrom('selection as s').innerJoin('selection_line as l', 'l.selection_id', 's.id')
    .innerJoin('nomination as n', 'n.id', 'l.nomination_id').innerJoin('person as p', 'p.id', 'n.person_id')
    .innerJoin('municipality as m', 'm.id', 'n.municipality_id')
    .leftJoin('enrollment as e', (join) => join.onRef('e.nomination_id', '=', 'n.id').on('e.state', '<>', 'withdrawn'))
    .leftJoin('cohort as h', 'h.id', 'e.cohort_id')
    .select(['p.id as personId', 'p.name', 'l.outcome', decidedBy.as('rule'), 'l.waitlist_position as waitlistPosition', 'n.category', 'e.number', 'h.id as cohortId',
      'h.name as cohort', 'h.name_en as cohortEn', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('s.training_id', '=', trainingId).where('s.state', '=', 'announced').where('n.withdrawn_at', 'is', null)
    .orderBy('m.code').orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`).orderBy('n.rank').orderBy('n.id').limit(10_000).execute()
  const days = await daysByCohort(db, trainingId)
  return {
    of: 'selection', trainingId, callId: about.callId, about,
    results: rows.map(({ municipalityId, municipality, municipalityEn, cohortId, cohort, cohortEn, number, ...row }): Result => ({
      ...row, number: number === null ? null : enrollmentNumber(number), municipality: body(municipalityId, municipality, municipalityEn),
      cohort: cohort === null ? null : { ja: cohort, en: cohortEn! }, days: days.get(cohortId ?? 0) ?? [],
    })),
  }
}

async function daysByCohort(db: Reader, trainingId: number): Promise<Map<number, ClassDay[]>> {
  const rows = await db.selectFrom('class_day as d').innerJoin('cohort as h', 'h.id', 'd.cohort_id')
    .select(['h.id as cohortId', 'd.held_on as heldOn', 'd.place', choiceOf('d', 'title').as('oneOf'), choiceOf('d', 'title_en').as('oneOfEn'), choiceOf('d', 'closes_on').as('chooseBy'),
      beginsAt('d').as('startsAt'), endsAt('d').as('endsAt')])
    .where('h.training_id', '=', trainingId).orderBy('d.held_on').limit(1_000).execute()
  const days = new Map<number, ClassDay[]>()
  for (const { cohortId, ...day } of rows) days.set(cohortId, [...days.get(cohortId) ?? [], day])
  return days
}

export async function offerFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('seat_offer as o').innerJoin('person as p', 'p.id', 'o.person_id').innerJoin('training as t', 't.id', 'o.training_id')
    .innerJoin('cohort as h', 'h.id', 'o.cohort_id').innerJoin('municipality as m', 'm.id', 'o.municipality_id')
    .leftJoin('enrollment as e', 'e.id', 'o.enrollment_id').leftJoin('call as c', 'c.training_id', 't.id')
    .select([...aboutColumns, 'c.contact', 'p.id as personId', 'p.name', 'o.due_at as dueAt', 'o.enrollment_id as enrollmentId', 'e.number',
      'h.id as cohortId', 'h.name as cohort', 'h.name_en as cohortEn', 't.id as trainingId', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('o.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const days = await daysByCohort(db, row.trainingId)
  return {
    of: 'offer', offerId: id, about: { ...row, contact: row.contact ?? '' }, person: row, municipality: body(row.municipalityId, row.municipality, row.municipalityEn),
    cohort: { ja: row.cohort, en: row.cohortEn }, dueAt: { ja: momentInWords(row.dueAt, 'ja'), en: momentInWords(row.dueAt, 'en') }, enrollmentId: row.enrollmentId,
    number: row.number === null ? '' : enrollmentNumber(row.number), days: days.get(row.cohortId) ?? [],
  }
}

export async function withdrawalFacts(db: Reader, id: number): Promise<Extract<Facts, { of: 'withdrawal' }> | undefined> {
  const row = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id')
    .innerJoin('training as t', 't.id', 'e.training_id').leftJoin('call as c', 'c.training_id', 't.id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select([...aboutColumns, 'c.contact', 'p.id as personId', 'p.name', 'e.number', 'e.withdrawn_by as by', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('e.id', '=', id).where('e.state', '=', 'withdrawn').executeTakeFirst()
  return row && {
    of: 'withdrawal', enrollmentId: id, about: { ...row, contact: row.contact ?? '' }, person: row, number: enrollmentNumber(row.number), by: row.by ?? '',
    municipality: row.municipalityId === null ? null : body(row.municipalityId, row.municipality!, row.municipalityEn!),
  }
}

/** One leaves and hears of it like anybody who withdraws; one comes and hears of it like anybody who is selected. */
export async function replacementFacts(db: Reader, id: number, replaces: number): Promise<Facts | undefined> {
  const out = await withdrawalFacts(db, replaces)
  const row = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('cohort as h', 'h.id', 'e.cohort_id')
    .innerJoin('training as t', 't.id', 'e.training_id').leftJoin('call as c', 'c.training_id', 't.id').innerJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select([...aboutColumns, 'c.id as callId', 'c.contact', 't.id as trainingId', 'p.id as personId', 'p.name', 'e.category', 'e.number', 'h.id as cohortId', 'h.name as cohort',
      'h.name_en as cohortEn', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn'])
    .where('e.id', '=', id).executeTakeFirst()
  if (out === undefined || row === undefined) return undefined
  const days = await daysByCohort(db, row.trainingId)
  return { of: 'replacement', out, in: { of: 'selection', trainingId: row.trainingId, callId: row.callId, about: { ...row, contact: row.contact ?? '' }, results: [{
    personId: row.personId, name: row.name, outcome: 'selected', rule: 'by_hand', waitlistPosition: null, category: row.category, number: enrollmentNumber(row.number),
    municipality: body(row.municipalityId, row.municipality, row.municipalityEn), cohort: { ja: row.cohort, en: row.cohortEn }, days: days.get(row.cohortId) ?? [],
  }] } }
}
