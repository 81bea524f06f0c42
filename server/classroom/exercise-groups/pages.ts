import type { FastifyRequest } from 'fastify'
import { found, type Reason } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import type { TextKey } from '../../base/texts.ts'
import { findClassDay } from '../attendance/queries.ts'
import { experiencedValue, totalOf, type Finding } from './balance/faults.ts'
import { startingWeights, type Pair } from './balance/input.ts'
import { ArrangeForm, SettingsForm, type MoveForm } from './forms.ts'
import { pairsInText } from './pairs.ts'
import { groupingOf, peopleOf, type GroupPerson, type KeptGrouping } from './queries.ts'
import { eveningOf, memberOf, rated, wordOf } from './rules.ts'

async function dayAndGroups({ db, scope }: FastifyRequest, dayId: number) {
  const classDay = found(await findClassDay(db, scope, dayId))
  const [grouping, people] = await Promise.all([groupingOf(db, dayId), peopleOf(db, classDay)])
  return { classDay, grouping, people, coming: people.filter(({ comes }) => comes), apart: pairsOf(grouping) }
}

const pairsOf = (grouping: KeptGrouping | undefined): Pair[] => grouping?.apart.map(({ oneId, otherId }) => [oneId, otherId] as const) ?? []

/** All groups of a day with what is held against them; `open` is the seat that offers moving and locking. */
export async function groupsPage(request: FastifyRequest, dayId: number, open: number | null) {
  const { classDay, grouping, people, coming, apart } = await dayAndGroups(request, dayId)
  const numbers = grouping?.groups.map(({ number }) => number) ?? []
  const score = rated(people, numbers, grouping?.weights ?? startingWeights, apart)
  const leads = new Map(grouping?.groups.map(({ number, facilitatorId }) => [number, facilitatorId]))
  const groups = score.groups.map((group) => ({
    ...group, comes: group.members.filter(({ comes }) => comes).length, whys: group.findings.map((finding) => inWords(request, finding, people)),
    members: group.members.map((person) => ({ ...person, leads: leads.get(group.number) === person.id })).sort((one, other) => Number(other.leads) - Number(one.leads)),
  }))
  const unseated = coming.filter(({ group }) => group === null)
  const sizes = groups.map(({ comes }) => comes)
  const seat = open === null ? null : found(people.find(({ id }) => id === open))
  return {
    classDay, grouping, groups, coming, unseated, open, score,
    seat: seat === null ? null : { ...seat, leads: leads.get(seat.group ?? 0) === seat.id },
    uneven: { gone: people.filter(({ comes, group }) => !comes && group !== null).length, came: unseated.length, bySize: Math.max(...sizes, 0) - Math.min(...sizes) > 1 },
    form: formOf(ArrangeForm, request, { size: grouping?.size ?? 6 }),
  }
}

/** What is held against a group, with the names of what it is about as people know them. `people` of the whole day: a group may lack a profession that others have. */
function inWords({ language, say }: FastifyRequest, finding: Finding, people: readonly GroupPerson[]): Reason & { points: number } {
  const { fault, value, count, from, to, points } = finding
  const ja = language === 'ja'
  const of = (test: (person: GroupPerson) => boolean) => people.find(test)
  const names: Record<Finding['fault'], () => string> = {
    apart: () => '', noChair: () => '',
    sameOffice: () => of(({ office }) => office === value)?.affiliation ?? '',
    sameMunicipality: () => { const one = of(({ municipalityId }) => String(municipalityId) === value); return (ja ? one?.municipality : one?.municipalityEn) ?? '' },
    category: () => say(`trainings.categories.${value}` as TextKey),
    profession: () => { const one = of(({ professionCode }) => professionCode === value); return (ja ? one?.profession : one?.professionEn) ?? '' },
    experience: () => value === experiencedValue ? say('groups.experienced') : '',
  }
  const isShare = fault === 'category' || fault === 'profession' || fault === 'experience'
  const key: TextKey = isShare ? (count > to ? 'groups.found.over' : 'groups.found.under') : `groups.found.${fault}`
  return { key, data: { value: names[fault](), count, from, to }, points }
}

/** What evening out would change, by name, and what it does to the points. */
export async function eveningPage(request: FastifyRequest, dayId: number) {
  const { classDay, grouping: made, people, apart } = await dayAndGroups(request, dayId)
  const grouping = found(made)
  const numbers = grouping.groups.map(({ number }) => number)
  const evening = eveningOf(people, numbers, grouping.weights, apart)
  const byId = new Map(people.map((person) => [person.id, person]))
  const to = new Map(evening.moves.map((move) => [move.id, move.to]))
  const cost = (groupOf: (person: GroupPerson) => number | null) => totalOf(
    numbers.map((number) => people.filter((person) => person.comes && groupOf(person) === number).map(memberOf)), grouping.weights, apart)
  const moves = evening.moves.map((move) => ({ ...byId.get(move.id)!, from: move.from, to: move.to }))
  return {
    classDay, grouping, plan: wordOf(evening), gone: evening.gone.map((id) => byId.get(id)!),
    came: moves.filter(({ from }) => from === null), moved: moves.filter(({ from }) => from !== null),
    before: cost(({ group }) => group), after: cost(({ id, group }) => to.get(id) ?? group),
  }
}

export async function settingsPage(request: FastifyRequest, dayId: number) {
  const { classDay, grouping } = await dayAndGroups(request, dayId)
  const starting = {
    version: grouping?.version ?? 0, size: grouping?.size ?? 6, seed: grouping?.seed ?? 1, tableColumns: grouping?.tableColumns ?? 5,
    weights: grouping?.weights ?? startingWeights, apart: pairsInText(grouping?.apart ?? []),
  }
  return { classDay, grouping, version: starting.version, form: formOf(SettingsForm, request, starting) }
}

/** The seat a refused or poor form was about, so that it comes back open; null for what is no number of a seat. */
export function seatTyped({ body }: FastifyRequest): number | null {
  const { enrollmentId } = (body ?? {}) as Partial<MoveForm>
  return Number.isInteger(enrollmentId) && enrollmentId! > 0 && enrollmentId! <= 2_147_483_647 ? enrollmentId! : null
}
