import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { lostOf } from '../../base/table-files.ts'
import { makeUpsIn } from '../make-ups/queries.ts'
import { missedShown } from '../make-ups/pages.ts'
import { isFull } from '../make-ups/rules.ts'
import type { ForecastQuery } from './forms.ts'
import { forecastsOf, ownForecasts, type Forecasted } from './queries.ts'
import { tableOf } from './table.ts'

const perPage = 50

/** The trainee's own page: how each training stands, what was missed, and what was brought along. */
export async function minePage({ db, beyond, scope, today, actor }: FastifyRequest) {
  const { trainings, seats } = await ownForecasts({ db, beyond, today }, scope, actor!.personId)
  return {
    trainings: trainings.map((training) => {
      const makeUps = makeUpsIn(training.missed)
      const needed = new Set(training.forecast.makeUps.map(({ slotId }) => slotId))
      return { ...training, slots: training.missed.map((slot) => ({ ...missedShown(slot, { seats, makeUps, today }), isNeeded: needed.has(slot.slotId) })) }
    }),
  }
}

type Outlook = NonNullable<ForecastQuery['outlook']>
const stands = ({ forecast }: Forecasted, outlook: Outlook): boolean => outlook === 'at_risk' ? forecast.isAtRisk : forecast.outlook === outlook

/** How everybody in a training stands, as far as the scope reaches: the at-risk first, then those who cannot, each by number. */
export async function listPage(request: FastifyRequest, trainingId: number, { outlook, municipality, page, take, as = 'xlsx' }: ForecastQuery) {
  const { db, beyond, scope, today } = request
  const all = found(await forecastsOf({ db, beyond, today }, scope, trainingId))
  const { training, people, seats } = all
  const counts = Object.fromEntries((['at_risk', 'can', 'cannot', 'done'] as const).map((one) => [one, people.filter((person) => stands(person, one)).length]))
  const fits = people.filter((person) => (outlook === undefined || stands(person, outlook)) && (municipality === undefined || person.municipalityId === municipality)).toSorted(byNeed)
  const href = (to: number) => `/trainings/${trainingId}/forecast?${new URLSearchParams({ ...outlook && { outlook }, ...municipality && { municipality: String(municipality) }, page: String(to) })}`
  const shown = fits.slice((page - 1) * perPage, page * perPage)
  const municipalities = [...new Map(people.flatMap((one) => one.municipalityId === null ? [] : [[one.municipalityId, { id: one.municipalityId, name: one.municipality!, nameEn: one.municipalityEn! }]])).values()]
  return {
    training, counts, total: people.length, filters: { outlook: outlook ?? '', municipality: municipality ?? '' }, municipalities: scope.of === 'municipality' ? [] : municipalities,
    rows: shown.map((person) => ({ ...person, helps: helpsOf(person, seats, today) })), hasCriteria: training.rule !== null,
    pager: { page, perPage, total: fits.length, pages: Math.max(1, Math.ceil(fits.length / perPage)), href },
    begun: take === 'file' ? `/trainings/${trainingId}/forecast-file?as=${as}` : null, lost: lostOf({ ...tableOf(request, all), above: [] }),
  }
}

const urgency = ({ forecast: { isAtRisk, outlook } }: Forecasted): number => isAtRisk ? 0 : outlook === 'cannot' ? 1 : outlook === 'can' ? 2 : 3
const byNeed = (a: Forecasted, b: Forecasted): number => urgency(a) - urgency(b) || a.number - b.number

/** The make-ups that somebody needs, each with the seats that are free and whether a report would do. */
export function helpsOf({ forecast, missed }: Forecasted, seats: Parameters<typeof missedShown>[1]['seats'], today: string) {
  const makeUps = makeUpsIn(missed)
  return forecast.makeUps.flatMap(({ slotId }) => {
    const slot = missed.find((one) => one.slotId === slotId)
    if (slot === undefined) return []
    const { ways } = missedShown(slot, { seats, makeUps, today })
    return [{ ...slot, ways: { ...ways, seats: seats.filter((seat) => ways.seats.some((one) => one.slotId === seat.slotId) && !isFull(seat)) } }]
  })
}
