import type { FastifyRequest } from 'fastify'
import { dayInWords, fiscalYearInWords, fiscalYearOf } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { buildTable, type TableForm } from '../../base/table-files.ts'
import { knownTrainings } from '../../planning/trainings/queries.ts'
import { plainOf } from '../certificates/paper.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import type { RosterQuery } from './forms.ts'
import { rosterCounts, rosterMax, rosterRows, type RosterFilter } from './queries.ts'

const perPage = 50
const firstYear = 2017 // as the list of years in the frame

const filterOf = ({ year }: FastifyRequest, query: RosterQuery): RosterFilter =>
  ({ year: query.year === 'all' ? null : year, trainingId: query.year === 'all' ? undefined : query.training, municipalityId: query.municipality })
const inLanguage = ({ language }: FastifyRequest, ja: string | null, en: string | null) => (language === 'en' && en ? en : ja) ?? ''

type Row = Awaited<ReturnType<typeof rosterRows>>[number]
const shown = (request: FastifyRequest, row: Row) => ({
  ...row, number: plainOf(row.numberText), training: inLanguage(request, row.title, row.titleEn), municipality: inLanguage(request, row.municipality, row.municipalityEn),
  profession: inLanguage(request, row.profession, row.professionEn),
})

/** What of the address a file needs to be the same list. */
const kept = ({ year, training, municipality }: RosterQuery) =>
  new URLSearchParams(Object.entries({ year, training, municipality }).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]))

/** 修了者名簿: those who agreed, as far as the scope reaches; the others are counted and not named. */
export async function rosterPage(request: FastifyRequest, query: RosterQuery) {
  const { db, scope, say, language, today } = request
  const filter = filterOf(request, query)
  const page = query.page ?? 1
  const [trainings, municipalities, counts, rows] = await Promise.all([
    filter.year === null ? [] : knownTrainings(db, scope, filter.year), scope.of === 'all' ? municipalitiesToChoose(db) : [],
    rosterCounts(db, scope, filter), rosterRows(db, scope, filter, { limit: perPage, offset: (page - 1) * perPage }),
  ])
  const address = kept(query)
  const years = Array.from({ length: fiscalYearOf(today) - firstYear + 1 }, (_, n) => fiscalYearOf(today) - n)
  return {
    rows: rows.map((row) => shown(request, row)), counts, isAll: scope.of === 'all', files: address.size === 0 ? '' : `&${address}`, paper: address.size === 0 ? '' : `?${address}`,
    begun: query.take === undefined ? null : `/rosters/${query.take}?${new URLSearchParams([...address, ...query.as ? [['as', query.as] as [string, string]] : []])}`,
    filters: { action: '/rosters', fields: [
      { name: 'year', label: say('certificates.year'), value: filter.year === null ? 'all' : String(filter.year), always: true, options: [{ value: 'all', label: say('certificates.allYears') }, ...years.map((year) => ({ value: String(year), label: fiscalYearInWords(year, language) }))] },
      ...trainings.length === 0 ? [] : [{ name: 'training', label: say('certificates.training'), value: String(query.training ?? ''), options: trainings.map(({ id, title, titleEn }) => ({ value: String(id), label: inLanguage(request, title, titleEn) })) }],
      ...municipalities.length === 0 ? [] : [{ name: 'municipality', label: say('certificates.municipality'), value: String(query.municipality ?? ''), options: municipalities.map(({ id, name, nameEn }) => ({ value: String(id), label: inLanguage(request, name, nameEn) })) }],
    ] },
    pager: { page, pages: Math.max(1, Math.ceil(counts.listed / perPage)), total: counts.listed, perPage, href: (next: number) => `/rosters?${new URLSearchParams([...address, ['page', String(next)]])}` },
  }
}

/** The whole list with its title, for a file or for paper: always in Japanese, as it goes to an office. */
async function wholeRoster(request: FastifyRequest, query: RosterQuery) {
  const filter = filterOf(request, query)
  const { db, scope } = request
  const [rows, counts] = await Promise.all([rosterRows(db, scope, filter, { limit: rosterMax, offset: 0 }), rosterCounts(db, scope, filter)])
  refuse(rows.length === 0 ? { key: 'rosters.none' } : null)
  const isOfOne = scope.of === 'municipality' || filter.municipalityId !== undefined
  const what = filter.trainingId === undefined ? filter.year === null ? '' : `　${fiscalYearInWords(filter.year, 'ja')}` : `　${found(rows[0]).title}`
  const whose = isOfOne ? `　${rows[0]!.municipality ?? ''}` : ''
  return { title: `修了者名簿${what}${whose}`, rows, counts, isOfOne }
}

const heads = ['修了証番号', '氏名', 'ふりがな', '職種', '所属', '研修', '修了日'] as const
const cellsOf = (row: Row, isOfOne: boolean) => [plainOf(row.numberText), row.name, row.kana ?? '', row.profession ?? '', row.affiliation, row.title, dayInWords(row.completedOn, 'ja', 'number'), ...isOfOne ? [] : [row.municipality ?? '']]
const leftOutNote = (leftOut: number) => leftOut === 0 ? '' : `掲載に同意していない修了者 ${leftOut}人は含みません。`

export async function rosterFile(request: FastifyRequest, query: RosterQuery, as: TableForm) {
  const { title, rows, counts, isOfOne } = await wholeRoster(request, query)
  const columns = [...heads, ...isOfOne ? [] : ['区市町村']].map((header, place) => ({ header, width: [18, 16, 18, 18, 28, 40, 12, 14][place]!, isText: true }))
  return buildTable({
    fileName: title.replaceAll('　', ' '), sheet: '修了者名簿', title, above: [[title], [leftOutNote(counts.leftOut)]], columns, rows: rows.map((row) => cellsOf(row, isOfOne)),
  }, as, request.server.clock())
}

export async function rosterPaper(request: FastifyRequest, query: RosterQuery) {
  const { title, rows, counts, isOfOne } = await wholeRoster(request, query)
  const pdf = await request.server.outside.paper.print('register', {
    title, printedOn: dayInWords(request.today, 'ja', 'era'), note: leftOutNote(counts.leftOut), columns: [...heads, ...isOfOne ? [] : ['区市町村']], rows: rows.map((row) => cellsOf(row, isOfOne)),
  })
  return { pdf, name: `${title.replaceAll('　', ' ')}.pdf` }
}
