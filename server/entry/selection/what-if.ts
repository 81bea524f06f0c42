import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { findCall } from '../../planning/calls/queries.ts'
import { nomineesOf } from '../nominations/register.ts'
import { categories } from '../nominations/rules.ts'
import { findBoard, type Board } from './queries.ts'
import { openCohorts, placesByCategory } from './rules.ts'
import type { Nominee, SimulationInput } from './simulation/input.ts'
import { simulate, type Simulation } from './simulation.ts'
import { isAsked, standingIn, variantNumbers, variantOf, type Variant } from './variants.ts'

export const changesMax = 50

/**
 * Up to three other sets of conditions beside the standing ones, each simulated anew with the same seed and kept nowhere: the
 * conditions are in the address. What stands is simulated as well, so that the people of today are compared
 * with the people of today; changes by hand are not part of it.
 */
export async function whatIfPage(request: FastifyRequest, trainingId: number) {
  const { db, scope } = request
  const board = found(await findBoard(db, trainingId))
  const selection = found(board.selection)
  const query = request.query as Record<string, string>
  const nominations = board.callId === null ? [] : await nomineesOf(db, found(await findCall(db, scope, board.callId)))
  const codes = board.professions.map(({ code }) => code)
  const standing = standingIn(selection)
  const before = tried(board, nominations, standing)
  const variants = variantNumbers.map((number) => {
    const variant = isAsked(query, number) ? variantOf(query, number, codes, standing) : null
    if (variant === null) return { number, variant, result: null, changed: [] }
    const result = tried(board, nominations, variant)
    return { number, variant, result: figuresOf(result, nominations), changed: changedBetween(before, result) }
  })
  const opened = variants.find(({ number }) => String(number) === query.changes)
  const shown = opened === undefined ? [] : opened.changed.slice(0, changesMax)
  const byId = new Map(nominations.map((one) => [one.id, one]))
  const [towns, professions] = [new Map(board.municipalities.map((one) => [one.id, one])), new Map(board.professions.map((one) => [one.code, one]))]
  const rowOf = (id: number) => {
    const one = byId.get(id)!
    const [town, profession] = [towns.get(one.municipalityId), professions.get(one.professionCode ?? '')]
    // A municipality that has ended has no name on the board any more; its code still says which it was.
    return {
      ...one, municipality: town?.name ?? one.municipalityCode, municipalityEn: town?.nameEn ?? one.municipalityCode,
      profession: profession?.name ?? null, professionEn: profession?.nameEn ?? null,
    }
  }
  return {
    board, selection, query, standing, professions: board.professions, variants, before: figuresOf(before, nominations), opened: opened?.number ?? null,
    moves: shown.map((move) => ({ ...move, row: rowOf(move.id) })),
    moved: opened?.changed.length ?? 0, categories: categories.filter((category) => nominations.some((one) => one.category === category)),
  }
}

function tried(board: Board, nominations: readonly Nominee[], { hardQuota, hardProfessionQuota, professionQuotas, ...variant }: Variant): Simulation {
  const input: SimulationInput = {
    nominations, cohorts: openCohorts(board.cohorts), capacity: board.capacity, seed: board.selection!.seed, overPercent: variant.overPercent,
    waitlistMax: variant.waitlistMax, guaranteeMax: variant.guaranteeMax, quotas: placesByCategory(variant), hardQuota, professionQuotas, hardProfessionQuota,
  }
  return simulate(input)
}

/** The figures of a simulation and the municipalities that named somebody and got nobody in. */
function figuresOf({ lines, summary }: Simulation, nominations: readonly Nominee[]) {
  const selected = new Set(lines.filter(({ outcome }) => outcome === 'selected').map(({ nominationId }) => nominationId))
  const inside = new Set(nominations.filter(({ id }) => selected.has(id)).map(({ municipalityId }) => municipalityId))
  return { ...summary, empty: new Set(nominations.filter(({ municipalityId }) => !inside.has(municipalityId)).map(({ municipalityId }) => municipalityId)).size }
}

/** Whose outcome would be another one, in the order of what stands. */
function changedBetween(before: Simulation, after: Simulation) {
  const to = new Map(after.lines.map((line) => [line.nominationId, line]))
  return before.lines.flatMap((line) => {
    const now = to.get(line.nominationId)!
    return now.outcome === line.outcome ? [] : [{ id: line.nominationId, from: line.outcome, to: now.outcome }]
  })
}
