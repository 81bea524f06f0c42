import type { FastifyRequest } from 'fastify'
import { enrollmentNumber } from '../../entry/enrollments/rules.ts'
import type { TableFile } from '../../base/table-files.ts'
import type { forecastsOf } from './queries.ts'

/** Everybody in a training and how they stand, as a table in the language of the page. No answer of a test is in it. */
export function tableOf({ say, language }: Pick<FastifyRequest, 'say' | 'language'>, { training, people }: NonNullable<Awaited<ReturnType<typeof forecastsOf>>>): TableFile {
  const own = (ja: string | null, en: string | null): string => (language === 'ja' ? ja : en ?? ja) ?? ''
  const title = say('forecasts.fileTitle', { title: own(training.title, training.titleEn) })
  return {
    fileName: title, sheet: say('forecasts.title'), title, above: [[title]],
    columns: [{ header: say('makeUps.number'), width: 8, isText: true }, { header: say('forecasts.name'), width: 18, isText: true }, { header: say('forecasts.kana'), width: 20, isText: true },
      { header: say('forecasts.municipality'), width: 14 }, { header: say('makeUps.cohort'), width: 14 }, { header: say('forecasts.outlook'), width: 22 },
      { header: say('forecasts.toMakeUp'), width: 44, isText: true }, { header: say('forecasts.lastOn'), width: 14 }, { header: say('forecasts.lost'), width: 44, isText: true }],
    rows: people.map(({ forecast, missed, ...person }) => [enrollmentNumber(person.number), person.name, person.kana, own(person.municipality, person.municipalityEn), own(person.cohort, person.cohortEn),
      say(forecast.isAtRisk ? 'forecasts.outlooks.at_risk' : `forecasts.outlooks.${forecast.outlook}`),
      forecast.makeUps.flatMap(({ slotId }) => missed.filter((slot) => slot.slotId === slotId).map((slot) => `${own(slot.slot, slot.slotEn)} ${slot.heldOn}`)).join(say('forecasts.comma')),
      forecast.lastOn ?? '', forecast.lost.map(({ key, data }) => say(key, data)).join(say('forecasts.comma'))]),
  }
}
