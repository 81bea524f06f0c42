import type { FastifyRequest } from 'fastify'
import { fiscalYearOf } from '../../base/days.ts'
import { found, Missing } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { categories } from '../../entry/nominations/rules.ts'
import { municipalitiesBehind, peopleBehind } from '../../planning/trainings/counts.ts'
import { NewTargetForm } from './forms.ts'
import { groupTargets } from './grouping.ts'
import { extentOf, meetingsBehind, peopleBefore, peoplePerPage, supportsBehind, trainingsBehind } from './behind.ts'
import { progressWithTowns, ratesFor, withProjections } from './progress.ts'
import { coursesOfTargets, groupsPerPage, ownTargetsFrom, ownTargetsOf, partsOfYear, targetsWithActuals, targetWithActual, townsOfTargets, type TargetWithActual } from './queries.ts'
import { aboutOf, isPeople } from './rules.ts'

/** The targets of a year: of everybody, then of categories, then of municipalities, those that count the same together. */
export async function indexPage({ db, year, today }: FastifyRequest, page: number) {
  const [whole, { categories, towns, townHeads, earlier, ...progress }] = await Promise.all([targetsWithActuals(db, year), partsOfYear(db, year, today, page)])
  if (page > 1 && towns.rows.length === 0) throw new Missing()
  const pager = { page, pages: Math.max(1, Math.ceil(towns.groups / groupsPerPage)), total: towns.groups, perPage: groupsPerPage, href: (to: number) => `/targets?year=${year}&page=${to}#towns` }
  return {
    year, own: false, targets: withProjections([...whole, ...categories], progress, today), groups: groupTargets(withProjections(towns.rows, progress, today, townHeads)), pager, earlier,
  }
}

/** What a municipality sees of a year: the targets about itself. By the rate of all municipalities together it is projected what they will come to. */
export async function ownPage({ db, beyond, year, today }: FastifyRequest, municipalityId: number) {
  const { targets, towns } = ownTargetsOf(db, municipalityId, year, today)
  const [asked, { rates }] = await Promise.all([
    db.selectNoFrom([targets.as('targets'), towns.as('towns')]).executeTakeFirstOrThrow(), beyond.selectNoFrom(ratesFor(beyond, municipalityId, year, today).as('rates')).executeTakeFirstOrThrow(),
  ])
  return { year, own: true, targets: ownTargetsFrom(asked, rates, today), groups: [], pager: null, earlier: [] }
}

/** A target with the rows its actual is made of: people, municipalities or trainings from the registers, and printed figures as printed. */
export async function rowsPage(request: FastifyRequest, id: number, { page = 1, before = 1 }: { page?: number; before?: number }) {
  const { db, beyond, scope, today } = request
  const counted = found(await targetWithActual(db, scope, id))
  const { townHeads, ...progress } = await progressWithTowns(scope.of === 'all' ? db : beyond, scope, counted.fiscalYear, today)
  const [target] = withProjections([counted], progress, today, townHeads)
  const behind = counted.registers ? await behindTarget(request, counted, page) : nothing
  if (page > 1 && [behind.people, behind.trainings, behind.meetings, behind.supports].every((list) => list === null || list.rows.length === 0)) throw new Missing()
  return { target: target!, isWhole: scope.of === 'all', about: aboutOf(counted.measure), isPast: counted.fiscalYear < fiscalYearOf(today), ...behind, earlier: counted.before > 0 ? await earlierPage(request, counted, before) : null }
}

const nothing = { people: null, municipalities: null, trainings: null, meetings: null, supports: null }

async function behindTarget({ db, scope }: FastifyRequest, target: TargetWithActual, page: number) {
  if (isPeople(target.measure)) return { ...nothing, people: await peopleBehind(db, scope, target.measure, extentOf(target), page) }
  if (target.measure === 'municipalities') return { ...nothing, municipalities: await municipalitiesBehind(db, scope, 'selected', extentOf(target)) }
  if (target.measure === 'model_municipalities') return { ...nothing, supports: await supportsBehind(db, target, page) }
  if (target.measure === 'meetings') return { ...nothing, meetings: await meetingsBehind(db, target, page) }
  return { ...nothing, trainings: await trainingsBehind(db, target, page) }
}

/** A page of those on record from before this system who are in the actual. */
async function earlierPage({ db, scope }: FastifyRequest, target: TargetWithActual, page: number) {
  const rows = await peopleBefore(db, scope, target, page)
  return { rows, pager: { page, pages: Math.max(1, Math.ceil(target.before / peoplePerPage)), total: target.before, perPage: peoplePerPage, href: (to: number) => `/targets/${target.id}/rows?year=${target.fiscalYear}&before=${to}#before` } }
}

export async function newPage(request: FastifyRequest) {
  const starting = { fiscalYear: String(request.year), years: 1, span: 'each', unit: '人' }
  const [courses, towns] = await Promise.all([coursesOfTargets(request.db), townsOfTargets(request.db)])
  return { courses, towns, categories, form: formOf(NewTargetForm, request, starting) }
}
