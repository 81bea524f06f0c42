import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { beginsAt, choiceOf, endsAt, isOwnDay, isUnchosenDay } from '../../planning/trainings/class-days.ts'
import { aboutColumns, aboutTraining, body } from './about.ts'
import { enrollmentNumber } from '../../entry/enrollments/rules.ts'
import type { ClassDay, Facts, Scheduled } from './shapes.ts'
import type { ToldAction } from './told.ts'

// What letters about days need to know: a cohort that was moved or put off, somebody who goes to another cohort or day.

type ScheduleFacts = Extract<Facts, { of: 'schedule' }>

/** A cohort got new days, or is put off until they are known; a class day changed, and those who come on it were to be told. */
export async function cohortFacts(db: Reader, trainingId: number, action: ToldAction, detail: Record<string, unknown>): Promise<ScheduleFacts | undefined> {
  if (action === 'class_day.saved' && detail.told !== true) return undefined
  const about = await aboutTraining(db, trainingId)
  const cohort = await peopleOf(db, 'e.cohort_id', Number(detail.cohortId))
  const own = action === 'class_day.saved' ? cohort.filter(({ dayIds }) => dayIds.includes(Number(detail.dayId))) : cohort
  const guests = await guestsOf(db, Number(detail.cohortId), action === 'class_day.saved' ? Number(detail.dayId) : null)
  const people = [...own, ...guests.filter(({ enrollmentId }) => !own.some((one) => one.enrollmentId === enrollmentId))]
  const teachers = await teachersOf(db, Number(detail.cohortId))
  if (about === undefined || people.length + teachers.length === 0 || detail.to === 'canceled') return undefined
  const reason = typeof detail.reason === 'string' ? { ja: detail.reason, en: detail.reason } : { ja: '研修日の日時や会場を改めたため', en: 'The time or the venue of a class day changed' }
  return { of: 'schedule', trainingId, about, change: detail.to === 'postponed' ? 'postponed' : 'changed', reason, from: null, people, teachers }
}

/** Somebody whom the office put into another cohort, or on one of several days. */
export async function ownScheduleFacts(db: Reader, enrollmentId: number, action: ToldAction, detail: Record<string, unknown>): Promise<ScheduleFacts | undefined> {
  const [one] = await peopleOf(db, 'e.id', enrollmentId)
  const about = one && await aboutTraining(db, one.trainingId)
  if (one === undefined || about === undefined) return undefined
  const was = action !== 'enrollment.transferred' ? undefined
    : await db.selectFrom('cohort').select(['name', 'name_en as nameEn']).where('id', '=', Number(detail.from)).executeTakeFirst()
  const reason = String(detail.reason ?? '')
  return {
    of: 'schedule', trainingId: one.trainingId, about, change: was === undefined ? 'given' : 'transferred', reason: { ja: reason, en: reason },
    from: was === undefined ? null : { ja: was.name, en: was.nameEn }, people: [one], teachers: [],
  }
}

/** Those who come to a cohort, or one of them, each with the days they have; of days nobody chose yet all of them. */
async function peopleOf(db: Reader, of: 'e.cohort_id' | 'e.id', id: number): Promise<(Scheduled & { trainingId: number; dayIds: number[] })[]> {
  const rows = await db.selectFrom('enrollment as e').innerJoin('person as p', 'p.id', 'e.person_id').innerJoin('cohort as h', 'h.id', 'e.cohort_id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .leftJoin('class_day as d', (join) => join.onRef('d.cohort_id', '=', 'h.id').on((eb) => eb.or([isOwnDay('e', 'd'), isUnchosenDay('e', 'd')])))
    .select(['e.id as enrollmentId', 'e.training_id as trainingId', 'e.number', 'p.id as personId', 'p.name', 'h.name as cohort', 'h.name_en as cohortEn',
      'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn', 'd.id as dayId', 'd.held_on as heldOn', 'd.place',
      beginsAt('d').as('startsAt'), endsAt('d').as('endsAt')])
    .select([sql<string | null>`case when ${isUnchosenDay('e', 'd')} then ${choiceOf('d', 'title')} end`.as('oneOf'), sql<string | null>`case when ${isUnchosenDay('e', 'd')} then ${choiceOf('d', 'title_en')} end`.as('oneOfEn'), sql<string | null>`case when ${isUnchosenDay('e', 'd')} then ${choiceOf('d', 'closes_on')} end`.as('chooseBy')])
    .where(of, '=', id).where('e.state', 'in', ['enrolled', 'in_progress']).orderBy('m.code').orderBy('e.number').orderBy('d.held_on').limit(20_000).execute()
  return [...Map.groupBy(rows, ({ enrollmentId }) => enrollmentId).values()].map((own) => {
    const [{ enrollmentId, trainingId, number, personId, name, cohort, cohortEn, municipalityId, municipality, municipalityEn }] = own as [typeof own[number]]
    return {
      enrollmentId, trainingId, personId, name, number: enrollmentNumber(number), cohort: { ja: cohort, en: cohortEn },
      municipality: municipalityId === null ? null : body(municipalityId, municipality!, municipalityEn!),
      dayIds: own.flatMap(({ dayId }) => dayId ?? []),
      days: daysOf(own),
    }
  })
}

/** Those of other cohorts or days who have a seat in a cohort to make up something, each with the slots they come to. */
async function guestsOf(db: Reader, cohortId: number, dayId: number | null): Promise<Scheduled[]> {
  const rows = await db.selectFrom('make_up as g').innerJoin('enrollment as e', 'e.id', 'g.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
    .innerJoin('slot as s', 's.id', 'g.seat_slot_id').innerJoin('class_day as d', 'd.id', 's.class_day_id').innerJoin('cohort as h', 'h.id', 'd.cohort_id')
    .leftJoin('municipality as m', 'm.id', 'e.municipality_id')
    .select(['e.id as enrollmentId', 'e.number', 'p.id as personId', 'p.name', 'h.name as cohort', 'h.name_en as cohortEn', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn',
      'd.held_on as heldOn', 'd.place', 's.starts_at as startsAt', 's.ends_at as endsAt'])
    .where('h.id', '=', cohortId).$if(dayId !== null, (qb) => qb.where('d.id', '=', dayId!)).where('g.state', '=', 'booked').where('e.state', 'in', ['enrolled', 'in_progress'])
    .orderBy('m.code').orderBy('e.number').orderBy('d.held_on').orderBy('s.position').limit(2_000).execute()
  return [...Map.groupBy(rows, ({ enrollmentId }) => enrollmentId).values()].map((own) => {
    const [{ enrollmentId, number, personId, name, cohort, cohortEn, municipalityId, municipality, municipalityEn }] = own as [typeof own[number]]
    return {
      enrollmentId, personId, name, number: enrollmentNumber(number), cohort: { ja: cohort, en: cohortEn },
      municipality: municipalityId === null ? null : body(municipalityId, municipality!, municipalityEn!), days: daysOf(own),
    }
  })
}

/** Whoever teaches a cohort, with all its days: those to choose from are taught all the same. */
async function teachersOf(db: Reader, cohortId: number): Promise<Scheduled[]> {
  const rows = await db.selectFrom('cohort_instructor as i').innerJoin('person as p', 'p.id', 'i.person_id').innerJoin('cohort as h', 'h.id', 'i.cohort_id')
    .leftJoin('class_day as d', 'd.cohort_id', 'h.id')
    .select(['p.id as personId', 'p.name', 'h.name as cohort', 'h.name_en as cohortEn', 'd.held_on as heldOn', 'd.place', beginsAt('d').as('startsAt'), endsAt('d').as('endsAt')])
    .where('h.id', '=', cohortId).orderBy('p.id').orderBy('d.held_on').limit(2_000).execute()
  return [...Map.groupBy(rows, ({ personId }) => personId).values()].map((own) => {
    const [{ personId, name, cohort, cohortEn }] = own as [typeof own[number]]
    return { enrollmentId: 0, personId, name, number: '', cohort: { ja: cohort, en: cohortEn }, municipality: null, days: daysOf(own) }
  })
}

/** A left join of no day is one row of nulls. */
const daysOf = (rows: readonly (Omit<ClassDay, 'heldOn' | 'place'> & { heldOn: ClassDay['heldOn'] | null; place: string | null })[]): ClassDay[] =>
  rows.flatMap(({ heldOn, place, startsAt, endsAt, oneOf = null, oneOfEn = null, chooseBy = null }) => heldOn === null ? [] : [{ heldOn, place: place!, startsAt, endsAt, oneOf, oneOfEn, chooseBy }])

/** Groups of a day that are shown, and whoever has a seat in them and was not told yet: shown again, nobody hears of them twice. */
export async function groupsFacts(db: Reader, dayId: number): Promise<Facts | undefined> {
  const rows = await db.selectFrom('exercise_grouping as g').innerJoin('class_day as d', 'd.id', 'g.class_day_id').innerJoin('cohort as h', 'h.id', 'd.cohort_id')
    .innerJoin('training as t', 't.id', 'h.training_id').leftJoin('call as k', 'k.training_id', 't.id')
    .innerJoin('exercise_group_seat as s', 's.class_day_id', 'g.class_day_id').innerJoin('enrollment as e', 'e.id', 's.enrollment_id').innerJoin('person as p', 'p.id', 'e.person_id')
    .select([...aboutColumns, 'k.contact', 'd.held_on as heldOn', 'p.id as personId', 'p.name'])
    .where('g.class_day_id', '=', dayId).where('g.published_at', 'is not', null).where('e.state', 'not in', ['withdrawn', 'carried_over'])
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('message as m').select('m.id').whereRef('m.person_id', '=', 'p.id')
      .where('m.template', '=', 'groups_published').where('m.subject_ref', '=', `class_day:${dayId}`))))
    .orderBy('e.number').limit(1_000).execute()
  return rows[0] && {
    of: 'groups', about: { ...rows[0], contact: rows[0].contact ?? '' }, heldOn: rows[0].heldOn, path: `/my-days/${dayId}/group`,
    people: rows.map(({ personId, name }) => ({ personId, name })),
  }
}
