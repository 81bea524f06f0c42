import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import { heldMeetings } from '../../cascade/liaison-meetings/queries.ts'
import { behind, headCountsOf, type HeadCount } from '../../planning/trainings/counts.ts'
import { supportedIn } from '../targets/queries.ts'
import { actualOf, aboutOf, type Measure } from '../targets/rules.ts'
import type { Ground } from './content.ts'

const everything: Scope = { of: 'all' }
export interface Asked { courseId: number | null; programId: number | null; measure: Measure; span: 'each' | 'cumulative'; fiscalYear: number }

/** What the registers and the printed figures say now about years. Two statements, however much is asked. */
export async function registersOf(db: Reader, { from, to }: { from: number | null; to: number }) {
  const [counted, other] = await Promise.all([
    headCountsOf(db, everything, { ...from === null ? {} : { sinceYear: from }, untilYear: to }),
    db.selectNoFrom([
      jsonArrayFrom(db.selectFrom('earlier_result as e').select(['e.id', 'e.program_id as programId', 'e.course_id as courseId', 'e.about', 'e.measure', 'e.from_fiscal_year as from', 'e.to_fiscal_year as to', 'e.value', 'e.source', 'e.printed'])
        .where('e.to_fiscal_year', '<=', to).orderBy('e.from_fiscal_year').orderBy('e.id').limit(1000)).as('earlier'),
      jsonArrayFrom(heldMeetings(db)).as('meetings'),
      jsonArrayFrom(supportedTowns(db)).as('supports'), jsonArrayFrom(selectedTowns(db, from, to)).as('selected'),
    ]).executeTakeFirstOrThrow(),
  ])
  const known = counted.filter(({ state }) => state !== 'canceled').map((one) => ({ ...one, begun: ['running', 'judging', 'closed'].includes(one.state) }))
  return { known, ...other }
}
export type Registers = Awaited<ReturnType<typeof registersOf>>

/** Model municipalities by year: of supports that were designated and not given up. */
const supportedTowns = (db: Reader) => supportedIn(db).select(['s.fiscal_year as fiscalYear', 's.municipality_id as municipalityId']).orderBy('s.fiscal_year').orderBy('s.id').limit(1000)

/** Municipalities of which people were selected, by course and year. */
const selectedTowns = (db: Reader, from: number | null, to: number) => db.selectFrom('result_by_town as r').select(['r.course_id as courseId', 'r.fiscal_year as fiscalYear', 'r.municipality_id as municipalityId'])
  .where('r.municipality_id', 'is not', null).where('r.fiscal_year', '<=', to).$if(from !== null, (q) => q.where('r.fiscal_year', '>=', from!))
  .groupBy(['r.course_id', 'r.fiscal_year', 'r.municipality_id']).having(({ fn }) => fn.sum('r.selected'), '>', 0).limit(200_000)

/** A figure over the years `from` to `to`, out of what is known. Null: nothing is on record, which is not nought. */
export function figureOver({ known, earlier, meetings, supports, selected }: Registers, asked: Omit<Asked, 'span' | 'fiscalYear'>, { from, to }: { from: number; to: number }) {
  const own = { ...asked, span: from === to ? 'each' as const : 'cumulative' as const, fiscalYear: to }
  const printed = earlier.filter((one) => (asked.programId === null || one.programId === asked.programId) && one.from >= from && one.to <= to)
  const inside = <T extends { fiscalYear: number }>(rows: readonly T[]) => rows.filter(({ fiscalYear }) => fiscalYear >= from && fiscalYear <= to)
  const seen = new Set(inside(selected).filter(({ courseId }) => asked.courseId === null || courseId === asked.courseId).map(({ municipalityId }) => municipalityId))
  const actual = actualOf(own, inside(known), printed, { meetings: inside(meetings), towns: seen.size })
  const standing = printed.filter(({ id }) => actual.earlier.includes(id))
  // What was printed over several years stands whole, so towns of the registers count only in years that it does not reach.
  const towns = asked.measure !== 'model_municipalities' ? 0 : new Set(inside(supports).filter(({ fiscalYear }) => !standing.some((one) => one.from <= fiscalYear && fiscalYear <= one.to)).map(({ municipalityId }) => municipalityId)).size
  return { value: towns > 0 ? towns + (actual.value ?? 0) : actual.value, registers: actual.registers || towns > 0, earlier: standing }
}

/** The actual of a target by what the registers say now. A cumulative one counts from the first year on record. */
export const actualNow = (registers: Registers, { span, fiscalYear, ...asked }: Asked) => figureOver(registers, asked, { from: span === 'each' ? fiscalYear : 2000, to: fiscalYear })

const people = ['nominated', 'selected', 'attended', 'completed'] as const satisfies HeadCount[]
const countOf = (measure: Measure): HeadCount | null => (people as readonly string[]).includes(measure) ? measure as HeadCount : measure === 'municipalities' ? 'selected' : null
const extentOf = ({ courseId, span, fiscalYear }: Asked) => ({ ...courseId === null ? {} : { courseId }, ...span === 'each' ? { fiscalYear } : { untilYear: fiscalYear } })

/** Everybody behind a head-count, by training and person: what a frozen figure is compared with later. */
export async function peopleOf(db: Reader, asked: Asked): Promise<[number, number][]> {
  const count = countOf(asked.measure)
  if (count === null) return []
  const rows = await db.selectFrom(behind(db, everything, count, extentOf(asked)).as('b')).select(['b.trainingId', 'b.personId']).where('b.personId', 'is not', null)
    .orderBy('b.trainingId').orderBy('b.personId').limit(50_000).execute()
  return rows.map(({ trainingId, personId }) => [trainingId, personId!])
}

/** The meetings behind a number of them. */
export const meetingsOf = async (db: Reader, asked: Asked): Promise<number[]> => asked.measure !== 'meetings' ? [] : (await db.selectFrom('meeting as m').innerJoin('meeting_series as s', 's.id', 'm.series_id').select('m.id')
  .where('m.state', 'in', ['held', 'minutes_shared']).where('s.fiscal_year', asked.span === 'each' ? '=' : '<=', asked.fiscalYear).orderBy('m.id').limit(1000).execute()).map(({ id }) => id)

/** What a figure is made of at this moment, to be frozen with it. */
export async function groundOf(db: Reader, registers: Registers, asked: Asked): Promise<Ground> {
  const now = actualNow(registers, asked)
  const own = registers.known.filter((one) => (asked.courseId === null || one.courseId === asked.courseId) && (asked.span === 'each' ? one.fiscalYear === asked.fiscalYear : one.fiscalYear <= asked.fiscalYear))
  const isTraining = now.registers && aboutOf(asked.measure) === 'training'
  return {
    asked, counted: now.value, registers: now.registers,
    people: isTraining ? await peopleOf(db, asked) : [], meetings: now.registers ? await meetingsOf(db, asked) : [],
    trainings: isTraining ? own.map((one) => [one.trainingId, figureIn(one, asked.measure)]) : [],
    earlier: now.earlier.map(({ id, value, source, printed }) => ({ id, value, source, printed })),
  }
}

function figureIn(one: Registers['known'][number], measure: Measure): number {
  if (measure === 'municipalities') return one.selectedMunicipalities
  if (measure === 'cohorts') return one.begun ? one.cohorts : 0
  return measure === 'meetings' || measure === 'model_municipalities' ? 0 : one[measure]
}

/** What the registers propose for an entry at this moment, and the target beside it. */
export async function proposalOf(db: Reader, entry: { itemId: number; fiscalYear: number }) {
  const target = await db.selectFrom('evaluation_target').select(['course_id as courseId', 'program_id as programId', 'measure', 'span', 'value', 'unit', 'fiscal_year as fiscalYear', 'target_id as targetId']).where('item_id', '=', entry.itemId).where('fiscal_year', '=', entry.fiscalYear).executeTakeFirst()
  if (target === undefined) return { target: null, proposed: null, sources: [] }
  const registers = await registersOf(db, { from: target.span === 'each' ? entry.fiscalYear : null, to: entry.fiscalYear })
  const now = actualNow(registers, target)
  return { target, proposed: now.value, sources: now.earlier }
}
