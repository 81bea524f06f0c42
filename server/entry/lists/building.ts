import type { FastifyRequest } from 'fastify'
import type { Column } from '../../base/sheets.ts'
import type { TableFile } from '../../base/table-files.ts'
import type { findTrainingPage } from '../../planning/trainings/queries.ts'
import { enrollmentsOf } from '../enrollments/queries.ts'
import { withStandings } from '../selection/outcomes.ts'
import { outcomesOf } from '../selection/queries.ts'
import { listedMax, nominatedFor } from './queries.ts'

export const lists = ['nominated', 'outcomes', 'enrolled'] as const
export type List = (typeof lists)[number]
type Training = NonNullable<Awaited<ReturnType<typeof findTrainingPage>>>

/**
 * One list of a training as a table, as far as whoever asks reaches; null while it is not theirs to see. `forFile`: with
 * what stands of each outcome since; a page that only counts people and lost characters does without.
 */
export async function listOf(request: FastifyRequest, training: Training, list: List, forFile: boolean): Promise<(TableFile & { isDraft: boolean }) | null> {
  const filled = await rowsOf[list](request, training, forFile)
  if (filled === null) return null
  const { say, language } = request
  const title = say(`lists.titleOf.${list}`, { title: language === 'ja' ? training.title : training.titleEn })
  return { fileName: filled.isDraft ? say('lists.draftName', { name: title }) : title, sheet: say(`lists.${list}`), title, above: [[title]], isDraft: false, ...filled }
}

interface Filled { columns: Column[]; rows: (string | number | null)[][]; isDraft?: boolean }

const rowsOf: Record<List, (request: FastifyRequest, training: Training, forFile: boolean) => Promise<Filled | null>> = { nominated, outcomes, enrolled }

/** Who it is, in the same columns in every list. */
const who = ({ say }: FastifyRequest): Column[] => [
  { header: say('nominationFiles.code'), width: 14, isText: true }, { header: say('selection.municipality'), width: 14 }, { header: say('nominationFiles.category'), width: 12 },
]
const person = ({ say }: FastifyRequest): Column[] => [
  { header: say('nominations.field.name'), width: 18, isText: true }, { header: say('nominations.field.kana'), width: 20, isText: true },
  { header: say('nominations.field.affiliation'), width: 30, isText: true }, { header: say('nominations.field.profession'), width: 22 },
]
/** What something is called in the language of the page. */
const naming = ({ language }: FastifyRequest) => (ja: string | null, en: string | null): string => (language === 'ja' ? ja : en ?? ja) ?? ''

async function nominated(request: FastifyRequest, { id }: Training): Promise<Filled> {
  const { say } = request
  const of = naming(request)
  const rows = await nominatedFor(request.db, request.scope, id)
  const columns: Column[] = [...who(request), { header: say('nominations.field.rank'), width: 7 }, ...person(request), { header: say('nominations.field.experience'), width: 12 },
    { header: say('nominations.field.experienceCount'), width: 10 }, { header: say('nominations.field.years'), width: 10 },
    ...(['cohort', 'cohort2', 'cohort3'] as const).map((wish) => ({ header: say(`nominations.${wish}`), width: 14 })), { header: say('nominations.field.team'), width: 9 }, { header: say('nominations.field.email'), width: 28, isText: true },
    { header: say('nominations.field.reason'), width: 44, isText: true }]
  return { columns, rows: rows.map((row) => [row.code, of(row.municipality, row.municipalityEn), say(`nominations.short.${row.category}`), row.rank, row.name, row.kana, row.affiliation,
    of(row.profession, row.professionEn), row.experience === null ? '' : say(`nominations.experiences.${row.experience}`), row.experienceCount, row.years, of(row.cohort, row.cohortEn),
    of(row.cohort2, row.cohort2En), of(row.cohort3, row.cohort3En), row.team, row.email, row.reason]) }
}

/** Before it is announced only those who decide have it, and its name says that it is a draft. */
async function outcomes(request: FastifyRequest, { id, announcedAt: announced }: Training, forFile: boolean): Promise<Filled | null> {
  const { say, db, scope } = request
  const of = naming(request)
  if (announced === null && scope.of !== 'all') return null
  const rows = await outcomesOf(db, scope, id, { limit: listedMax, offset: 0 })
  if (announced === null && rows.length === 0) return null
  const columns: Column[] = [...who(request), { header: say('nominations.field.rank'), width: 7 }, ...person(request), { header: say('selection.outcome'), width: 22 },
    { header: say('selection.cohort'), width: 14 }, { header: say('selection.numberOf'), width: 10 }]
  return { columns, isDraft: announced === null, rows: (forFile ? await withStandings(request, id, rows) : rows.map((row) => ({ ...row, status: { label: '' } }))).map((row) => [row.code, of(row.municipality, row.municipalityEn), say(`nominations.short.${row.category}`),
    row.rank, row.name, row.kana, row.affiliation, of(row.profession, row.professionEn), row.status.label, of(row.cohort, row.cohortEn), row.number]) }
}

async function enrolled(request: FastifyRequest, { id }: Training): Promise<Filled> {
  const { say } = request
  const of = naming(request)
  const rows = await enrollmentsOf(request.db, request.scope, id, {}, { limit: listedMax, offset: 0 })
  const columns: Column[] = [{ header: say('enrollments.number'), width: 10 }, ...who(request), ...person(request), { header: say('selection.cohort'), width: 14 },
    { header: say('enrollments.state'), width: 14 }, { header: say('enrollments.attended'), width: 9 }]
  return { columns, rows: rows.map((row) => [row.number, row.code, of(row.municipality, row.municipalityEn), say(`nominations.short.${row.category}`), row.name, row.kana, row.affiliation,
    of(row.profession, row.professionEn), of(row.cohort, row.cohortEn), say(`enrollments.states.${row.state}`), row.attended ? say('enrollments.attendedYes') : '']) }
}
