import { sql, type Expression, type RawBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { EligibilityRule, Strictness } from '../../planning/calls/eligibility.ts'
import { isOwnDay } from '../../planning/trainings/class-days.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { exactly } from '../../who/people/queries.ts'
import { unknownPerson, whyNotSelect, type Demand, type Register } from './eligibility.ts'
import { wishesOf, type Line } from './lines.ts'
import type { Category } from './rules.ts'

/** What `findCall` says of a call, as far as the rules of eligibility ask. */
export interface CallAsked {
  id: number; trainingId: number; courseId: number; fiscalYear: number
  strictness: Record<EligibilityRule, Strictness>; professionQuotas: Record<string, number>
  prerequisiteId: number | null; prerequisiteName: string | null; followUpTitle: string | null
}

export const demandOf = (call: CallAsked): Demand => ({
  rules: call.strictness, places: call.professionQuotas,
  prerequisite: call.prerequisiteName === null ? null : { name: call.prerequisiteName },
  followUp: call.followUpTitle === null ? null : { title: call.followUpTitle },
})

/**
 * What the registers say about the people of some lines, in their order. A line is a person when it is linked to one of the
 * municipality's own (a link comes from a form and is a claim), or when name and kana agree; elsewhere the mail address or
 * the affiliation has to agree as well, because namesakes are common.
 */
export const registersOf = async (db: Reader, call: CallAsked, municipalityId: number, lines: readonly Line[]): Promise<Register[]> =>
  (await registersOfSheets(db, call, [{ municipalityId, lines }]))[0]!

/** The same for the sheets of many municipalities, in their order; one question for all lines of all of them. */
export async function registersOfSheets(db: Reader, call: CallAsked, sheets: readonly { municipalityId: number; lines: readonly Line[] }[]): Promise<Register[][]> {
  const all = sheets.flatMap(({ lines }) => lines)
  if (all.length === 0) return sheets.map(() => [])
  const keysOf = (lines: readonly Line[]) => lines.map(({ name, kana }) => searchKeyOf(name, kana))
  const ids = all.flatMap(({ personId }) => personId ?? [])
  const places = [...new Set(all.map(({ affiliation }) => searchKeyOf(affiliation)))]
  const bodies = sheets.map(({ municipalityId }) => municipalityId)
  // Who it may be is found by id and by name first, each by its own index; only then is it asked what they did.
  const { known, offices } = await db.with('who', (one) => one.selectFrom('person as p').select(columnsOfWho).where(sql<boolean>`p.id = any(${ids}::int[])`).where(sql<boolean>`p.municipality_id = any(${bodies}::int[])`)
    .union(one.selectFrom('person as p').select(columnsOfWho).where(sql<boolean>`${exactly('p.search_key')} = any(${[...new Set(keysOf(all))]}::text[])`).where('p.merged_into_id', 'is', null)))
    .selectNoFrom((eb) => [
      jsonArrayFrom(eb.selectFrom('who').select(['who.id', 'who.key', 'who.municipalityId'])
        .select([...factsOf(sql.ref('who.id'), call), namedBy(sql.ref('who.id'), call).as('named')]).limit(Math.max(2_000, all.length * 4))).as('known'),
      jsonArrayFrom(eb.selectFrom('organization as o').select(['o.name_key as key', 'o.kind', 'o.municipality_id as municipalityId']).where(sql<boolean>`o.municipality_id = any(${bodies}::int[])`)
        .where(sql<boolean>`o.name_key = any(${places}::text[])`).where('o.valid_to', 'is', null).orderBy('o.id').limit(Math.max(500, all.length))).as('offices'),
    ]).executeTakeFirstOrThrow()
  const byKey = Map.groupBy(known, ({ key }) => key)
  const byId = new Map(known.map((one) => [one.id, one]))
  const kindOf = new Map(offices.toReversed().map(({ municipalityId, key, kind }) => [`${municipalityId} ${key}`, kind]))

  const registerOf = (line: Line, municipalityId: number): Register => {
    const linkedTo = line.personId === null ? undefined : byId.get(line.personId)
    const namesakes = byKey.get(searchKeyOf(line.name, line.kana)) ?? []
    const theirs = linkedTo === undefined || namesakes.includes(linkedTo) ? namesakes : [linkedTo, ...namesakes]
    const own = theirs.filter((one) => one.municipalityId === municipalityId)
    const linked = own.find(({ id }) => id === line.personId) ?? (own.length === 1 ? own[0] : undefined)
    return {
      completedIn: own.map(({ completedIn }) => completedIn).find((year) => year !== null) ?? null,
      namedElsewhere: theirs.some((one) => one.named.some((other) => other.municipalityId !== municipalityId
        && ((one.id === line.personId && one.municipalityId === municipalityId) || isSameAs(other, line)))),
      placeKind: kindOf.get(`${municipalityId} ${searchKeyOf(line.affiliation)}`) ?? null,
      prerequisiteMet: call.prerequisiteId === null || own.some(({ prerequisiteMet }) => prerequisiteMet),
      busyOn: busyAt(linked?.busy ?? [], wishesOf(line)),
      leftOn: linked?.leftOn ?? null,
      consented: linked?.consented ?? false,
    }
  }
  return sheets.map(({ municipalityId, lines }) => lines.map((line) => registerOf(line, municipalityId)))
}

const columnsOfWho = ['p.id', 'p.search_key as key', 'p.municipality_id as municipalityId'] as const

interface Busy { cohortId: number; heldOn: Day; cohorts: number }

/**
 * Each as a column about the person with this id. `busy`: class days of the call's cohorts on which they sit in another class;
 * one of several days to choose from is none, since another one can be chosen.
 */
const factsOf = (id: RawBuilder<unknown> | Expression<unknown>, call: CallAsked) => [
  sql<number | null>`(select max(t.fiscal_year) from enrollment e join training t on t.id = e.training_id
    where e.person_id = ${id} and e.state = 'completed' and t.course_id = ${call.courseId})`.as('completedIn'),
  sql<boolean>`(${call.prerequisiteId}::int is null or exists (select from enrollment e join training t on t.id = e.training_id
    where e.person_id = ${id} and e.state = 'completed' and t.course_id = ${call.prerequisiteId}::int))`.as('prerequisiteMet'),
  sql<Busy[]>`coalesce((select jsonb_agg(distinct jsonb_build_object('cohortId', h.id, 'heldOn', d.held_on, 'cohorts', (select count(*) from cohort c where c.training_id = ${call.trainingId} and c.state in ('planned', 'postponed'))))
    from enrollment e join training t on t.id = e.training_id and t.fiscal_year = ${call.fiscalYear} and t.id <> ${call.trainingId} and t.state not in ('closed', 'canceled')
    join class_day od on od.cohort_id = e.cohort_id join class_day d on d.held_on = od.held_on join cohort h on h.id = d.cohort_id and h.training_id = ${call.trainingId} and h.state in ('planned', 'postponed')
    where e.person_id = ${id} and e.state in ('enrolled', 'in_progress', 'pending_judgment') and ${isOwnDay('e', 'od')} and d.day_choice_id is null
      and (not exists (select from slot s where s.class_day_id = od.id) or not exists (select from slot s where s.class_day_id = d.id)
        or exists (select from slot a join slot b on a.starts_at < b.ends_at and b.starts_at < a.ends_at where a.class_day_id = od.id and b.class_day_id = d.id))), '[]')`.as('busy'),
  sql<Day | null>`(select max(a.to_on) from affiliation a where a.person_id = ${id} having count(*) > 0 and count(*) filter (where a.to_on is null) = 0)`.as('leftOn'),
  sql<boolean>`coalesce((select p.roster_consent from person p where p.id = ${id}), false)`.as('consented'),
]

/** The lines of submitted sheets that name this person and on which the prefecture has not decided. */
const namedBy = (id: RawBuilder<unknown>, call: CallAsked) =>
  sql<{ municipalityId: number; email: string; affiliation: string }[]>`coalesce((select jsonb_agg(jsonb_build_object('municipalityId', n.municipality_id, 'email', n.email, 'affiliation', n.affiliation)) from nomination n
    where n.person_id = ${id} and n.call_id = ${call.id} and n.submitted and n.withdrawn_at is null
      and not exists (select from double_decision d where d.one_id = n.id or d.other_id = n.id)), '[]')`

/** The days of every cohort that is wished for. Without a wish somebody can still come while one cohort meets on other days. */
function busyAt(busy: readonly Busy[], wishes: readonly number[]): Day[] {
  const met = wishes.length === 0 ? busy : busy.filter(({ cohortId }) => wishes.includes(cohortId))
  if (wishes.length === 0 && new Set(met.map(({ cohortId }) => cohortId)).size < (met[0]?.cohorts ?? 0)) return []
  return [...new Set(met.map(({ heldOn }) => heldOn))].sort()
}

interface Who { email: string; affiliation: string }
/** Of namesakes in two municipalities: the same person when the address or the place of work agrees. */
export const isSameAs = (one: Who, other: Who): boolean =>
  (other.email !== '' && one.email.toLowerCase() === other.email.toLowerCase())
  || (other.affiliation !== '' && searchKeyOf(one.affiliation) === searchKeyOf(other.affiliation))

/** Two submitted lines of one call that name the same person from two municipalities. */
export interface Double { oneId: number; otherId: number }

/** All pairs of a call on which nobody has decided, by name, in one statement. Names are compared once for the whole call. */
export async function openDoubles(db: Reader, callId: number): Promise<Double[]> {
  const rows = await db.selectFrom('nomination as n').innerJoin('person as p', 'p.id', 'n.person_id')
    .select(['n.id', 'n.municipality_id as municipalityId', 'n.person_id as personId', 'n.email', 'n.affiliation', 'p.search_key as key'])
    .select((eb) => jsonArrayFrom(eb.selectFrom('double_decision as d').select(['d.one_id as oneId', 'd.other_id as otherId'])
      .where(({ or, eb: is, ref }) => or([is('d.one_id', '=', ref('n.id')), is('d.other_id', '=', ref('n.id'))])).limit(100)).as('decided'))
    .where('n.call_id', '=', callId).where('n.submitted', '=', true).where('n.withdrawn_at', 'is', null)
    .where('p.search_key', 'in', (eb) => eb.selectFrom('nomination as o').innerJoin('person as q', 'q.id', 'o.person_id').select('q.search_key')
      .where('o.call_id', '=', callId).where('o.submitted', '=', true).where('o.withdrawn_at', 'is', null)
      .groupBy('q.search_key').having(sql<boolean>`count(distinct o.municipality_id) > 1`))
    .orderBy('p.kana_key').orderBy('n.id').limit(2000).execute()
  const settled = new Set(rows.flatMap(({ decided }) => decided).map(({ oneId, otherId }) => `${oneId} ${otherId}`))
  const byKey = Map.groupBy(rows, ({ key }) => key)
  return [...byKey.values()].flatMap((group) => group.flatMap((one, at) => group.slice(at + 1)
    .filter((other) => other.municipalityId !== one.municipalityId && (other.personId === one.personId || isSameAs(one, other)))
    .map((other) => ({ oneId: Math.min(one.id, other.id), otherId: Math.max(one.id, other.id) }))))
    .filter(({ oneId, otherId }) => !settled.has(`${oneId} ${otherId}`))
}

/** Somebody named on an accepted sheet, as the selection weighs them; `problem` is what speaks against selecting them. */
export interface Nominee {
  id: number; municipalityId: number; municipalityCode: string; category: Category; rank: number
  professionCode: string | null; wishedCohortIds: readonly number[]; problem: Reason | null
  /** Those of one number on one municipality's sheet are accepted or wait together; null without a team. */
  team: number | null
  /** Last year's selection put them off to this year. */
  guaranteed: boolean
  name: string; kana: string; affiliation: string
}

/**
 * Everybody named on accepted sheets of the call who has not withdrawn, in official order and by rank, with what speaks
 * against selecting them: the same rules by which their line was checked while it was typed.
 */
export async function nomineesOf(db: Reader, call: CallAsked): Promise<Nominee[]> {
  const doubles = new Set((await openDoubles(db, call.id)).flatMap(({ oneId, otherId }) => [oneId, otherId]))
  const rows = await db.selectFrom('nomination as n').innerJoin('nomination_sheet as s', 's.id', 'n.sheet_id')
    .innerJoin('municipality as m', 'm.id', 'n.municipality_id').leftJoin('organization as o', 'o.id', 'n.organization_id')
    .select(['n.id', 'n.municipality_id as municipalityId', 'm.code as municipalityCode', 'n.category', 'n.rank', 'n.profession_code as professionCode',
      'n.wished_cohort_id as wishedCohortId', 'n.second_cohort_id as secondCohortId', 'n.third_cohort_id as thirdCohortId', 'n.name', 'n.kana', 'n.affiliation', 'n.experience', 'n.reason', 'n.team', 'o.kind as placeKind'])
    .select(factsOf(sql.ref('n.person_id'), call))
    .select((eb) => eb.exists(eb.selectFrom('selection_line as l').innerJoin('selection as y', 'y.id', 'l.selection_id').innerJoin('training as b', 'b.id', 'y.training_id')
      .innerJoin('nomination as f', 'f.id', 'l.nomination_id').select('l.selection_id').whereRef('f.person_id', '=', 'n.person_id')
      .where('b.course_id', '=', call.courseId).where('b.fiscal_year', '=', call.fiscalYear - 1)
      .where('y.state', '=', 'announced').where('l.outcome', '=', 'next_year')).as('promised'))
    .where('n.call_id', '=', call.id).where('s.state', '=', 'accepted').where('n.withdrawn_at', 'is', null)
    .orderBy('m.code').orderBy(sql`array_position(array['chair', 'adviser', 'case_presenter', 'other'], n.category)`).orderBy('n.rank').orderBy('n.id')
    .limit(20_000).execute()
  const demand = demandOf(call)
  return rows.map(({ wishedCohortId, secondCohortId, thirdCohortId, affiliation, experience, reason, placeKind, completedIn, prerequisiteMet, busy, leftOn, consented, promised, ...row }) => ({
    ...row, affiliation, guaranteed: Boolean(promised), wishedCohortIds: wishesOf({ wishedCohortId, secondCohortId, thirdCohortId }),
    problem: whyNotSelect({ category: row.category, affiliation, professionCode: row.professionCode, experience, reason }, {
      ...unknownPerson, completedIn, prerequisiteMet, leftOn, consented, placeKind, busyOn: busyAt(busy, wishesOf({ wishedCohortId, secondCohortId, thirdCohortId })), namedElsewhere: doubles.has(row.id),
    }, demand),
  }))
}
