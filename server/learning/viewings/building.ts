import type { FastifyRequest } from 'fastify'
import { dayInJapan, timeInJapan } from '../../base/days.ts'
import type { Column } from '../../base/sheets.ts'
import type { TableFile } from '../../base/table-files.ts'
import { percentOf } from '../lessons/rules.ts'
import type { findViewedTraining, recordOfTraining } from './queries.ts'

type Training = NonNullable<Awaited<ReturnType<typeof findViewedTraining>>>
type Line = Awaited<ReturnType<typeof recordOfTraining>>[number]

/** The record of a training as a table: a line for each person and lesson, times in minutes. */
export function tableOf({ say, language }: FastifyRequest, training: Training, lines: readonly Line[]): TableFile {
  const of = (ja: string | null, en: string | null): string => (language === 'ja' ? ja : en ?? ja) ?? ''
  const moment = (at: Date | string | null | undefined) => at ? `${dayInJapan(new Date(at))} ${timeInJapan(new Date(at))}` : ''
  const minutes = (seconds: number | undefined) => seconds === undefined ? 0 : Math.round(seconds / 6) / 10
  const columns: Column[] = [
    { header: say('enrollments.number'), width: 8 }, { header: say('nominationFiles.code'), width: 12, isText: true }, { header: say('selection.municipality'), width: 14 },
    { header: say('nominations.field.name'), width: 18, isText: true }, { header: say('nominations.field.kana'), width: 20, isText: true }, { header: say('nominations.field.affiliation'), width: 30, isText: true },
    { header: say('selection.cohort'), width: 14 }, { header: say('viewings.column.module'), width: 24 }, { header: say('viewings.column.lesson'), width: 30 }, { header: say('viewings.column.kind'), width: 14 },
    { header: say('viewings.column.state'), width: 10 }, { header: say('viewings.column.percent'), width: 10 }, { header: say('viewings.column.played'), width: 12 }, { header: say('viewings.column.open'), width: 14 },
    { header: say('viewings.column.sittings'), width: 8 }, { header: say('viewings.column.first'), width: 18 }, { header: say('viewings.column.last'), width: 18 }, { header: say('viewings.column.completed'), width: 18 },
    { header: say('viewings.column.cancellations'), width: 8 },
  ]
  const title = say('viewings.fileTitle', { title: of(training.title, training.titleEn) })
  return {
    fileName: title, sheet: say('viewings.record'), title, above: [[title]], columns,
    rows: lines.map((one) => [
      one.number, one.code ?? '', of(one.municipality, one.municipalityEn), one.name, one.kana, one.affiliation, of(one.cohort, one.cohortEn), of(one.moduleTitle, one.moduleTitleEn), of(one.title, one.titleEn),
      say(`lessons.kind.${one.kind}`), say(`lessons.viewing.${one.state === 'completed' ? 'confirmed' : one.state ?? 'not_started'}`), one.state === null ? 0 : percentOf(one, one.ranges ?? []),
      minutes(one.sums?.played), minutes(one.sums?.open), one.sums?.sittings ?? 0, moment(one.sums?.first), moment(one.sums?.last), moment(one.completedAt), one.cancellations ?? 0,
    ]),
  }
}
