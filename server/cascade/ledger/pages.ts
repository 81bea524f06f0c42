import type { FastifyRequest } from 'fastify'
import { dayInWords, fiscalYearInWords } from '../../base/days.ts'
import { refuse } from '../../base/errors.ts'
import { buildTable, type TableForm } from '../../base/table-files.ts'
import type { LedgerQuery } from './forms.ts'
import { municipalitiesToChoose } from '../../who/organizations/queries.ts'
import { branches, figures, instructorLines, municipalityLines, reachedPeople, trainingLines, yearLines, type Branch, type Page } from './queries.ts'
import { marks, tabs, type Tab } from './rules.ts'

const perPage: Record<Tab, number> = { overview: 1, tree: 20, trainings: 50, instructors: 50, municipalities: 200, reach: 50 }
const rowsMax = 20_000
/** So many names of a training are shown in the tree; all of them in its file, and on the page of the training. */
const namesShown = 40

/** A municipality reads names of those who taught there, whoever they belong to (queries.ts). */
const readerOf = (request: FastifyRequest) => request.scope.of === 'all' ? request.db : request.beyond

/** The rows of a tab; those that are of no year are asked for without. */
async function rowsOf(request: FastifyRequest, { tab = 'overview', span, mark, without, municipality }: LedgerQuery, page: Page, names = namesShown) {
  const { scope, today } = request
  const db = readerOf(request)
  const year = span === 'all' ? null : request.year
  switch (tab) {
    case 'overview': return { tab, rows: await yearLines(db, scope) } as const
    case 'tree': return { tab, rows: await branches(db, scope, year, page, names) } as const
    case 'trainings': return { tab, rows: await trainingLines(db, scope, { year, municipality }, page) } as const
    case 'instructors': return { tab, rows: await instructorLines(db, scope, { year, municipality }, mark, today, page) } as const
    case 'municipalities': return { tab, rows: await municipalityLines(db, scope, year, without !== undefined, today) } as const
    case 'reach': return { tab, rows: await reachedPeople(db, scope, request.year, page) } as const
  }
}

/** The ledger: figures first, each opening its rows. */
export async function ledgerPage(request: FastifyRequest, query: LedgerQuery) {
  const { scope, year, today, say } = request
  const { tab = 'overview', page = 1, span, mark, without, municipality, take, as } = query
  const byMunicipality = scope.of === 'all' && (tab === 'instructors' || tab === 'trainings')
  const [municipalities, numbers, { rows }] = await Promise.all([byMunicipality ? municipalitiesToChoose(request.db) : [], figures(readerOf(request), scope, today), rowsOf(request, query, { limit: perPage[tab], offset: (page - 1) * perPage[tab] })])
  const kept = new URLSearchParams(Object.entries({ year, tab, span, mark, without, municipality }).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]))
  const total = (rows as readonly { total?: number }[])[0]?.total ?? rows.length
  return {
    tab, namesShown, tabs: tabs.filter((one) => one !== 'municipalities' || scope.of === 'all'), rows, figures: numbers, isAll: scope.of === 'all', span, mark, without,
    ...tab === 'tree' ? { courses: [...Map.groupBy(rows as Branch[], ({ course, courseEn }) => request.language === 'ja' ? course : courseEn)] } : {},
    address: kept.toString(), begun: take === undefined ? null : `/ledger/file?${new URLSearchParams([...kept, ...as ? [['as', as] as [string, string]] : []])}`,
    filters: { action: '/ledger', keep: { year, tab }, fields: [
      { name: 'span', label: say('ledger.years'), value: span ?? '', always: true, options: [{ value: '', label: fiscalYearInWords(year, request.language) }, { value: 'all', label: say('ledger.allYears') }] },
      ...tab === 'instructors' ? [{ name: 'mark', label: say('instructors.standing'), value: mark ?? '', options: marks.map((value) => ({ value, label: say(`ledger.marks.${value}`) })) }] : [],
      ...byMunicipality ? [{ name: 'municipality', label: say('ledger.municipality'), value: String(municipality ?? ''), options: municipalities.map((one) => ({ value: String(one.id), label: request.language === 'ja' ? one.name : one.nameEn })) }] : [],
      ...tab === 'municipalities' ? [{ name: 'without', label: say('ledger.show'), value: without ?? '', options: [{ value: '1', label: say('ledger.onlyWithout') }] }] : [],
    ] },
    pager: { page, perPage: perPage[tab], total, pages: Math.max(1, Math.ceil(total / perPage[tab])), href: (to: number) => `/ledger?${new URLSearchParams([...kept, ['page', String(to)]])}` },
  }
}

const on = (day: string | null) => day === null ? '' : dayInWords(day, 'ja', 'number')

/** A tab as a table: always in Japanese, as it goes to an office. The first page is taken as its years. */
async function tableOf(request: FastifyRequest, query: LedgerQuery): Promise<{ name: string; heads: string[]; widths: number[]; cells: (string | number)[][] }> {
  const found = await rowsOf(request, query, { limit: rowsMax, offset: 0 }, 300)
  switch (found.tab) {
    case 'tree': return { name: '講師と教えた人', heads: ['講師養成研修', '年度', '講師', '区市町村', '研修', '実施した区市町村', '開催日', '受講者', '修了', '修了者'], widths: [28, 10, 16, 12, 36, 14, 12, 8, 8, 60],
      cells: found.rows.flatMap((one) => one.trainings.length === 0 ? [[one.course, one.fiscalYear, one.name, one.municipality ?? '', '', '', '', '', '', '']]
        : one.trainings.map((t) => [one.course, one.fiscalYear, one.name, one.municipality ?? '', t.title, t.municipality, on(t.firstOn), t.people, t.completed, t.names.join('、')])) }
    case 'trainings': return { name: '独自研修', heads: ['区市町村', '研修', '開催日', '講師', '受講者', '修了', '報告'], widths: [14, 40, 12, 24, 8, 8, 8], cells: found.rows.map((one) => [one.municipality, one.title, on(one.firstOn), one.instructors.join('、'), one.people, one.completed, one.reported ? '済み' : '']) }
    case 'instructors': return { name: '講師の活動', heads: ['区市町村', '氏名', 'ふりがな', '所属', '修了年度', '有効期限', '最後に教えた日', '教えた研修', '修了した人（実人数）', '動いていない', '更新の時期'], widths: [14, 16, 18, 30, 10, 12, 14, 10, 16, 12, 12],
      cells: found.rows.map((one) => [one.municipality ?? '', one.name, one.kana ?? '', one.affiliation ?? '', one.fiscalYear, on(one.validUntil), on(one.lastOn), one.trainings, one.reach, one.idle ? '○' : '', one.due ? '○' : '']) }
    case 'municipalities': return { name: '区市町村別', heads: ['コード', '区市町村', '有効な講師', '動いていない講師', '独自研修', '受講者（延べ）', '修了（延べ）', '修了（実人数）'], widths: [10, 14, 12, 16, 10, 14, 12, 14], cells: found.rows.map((one) => [one.code, one.name, one.active, one.idle, one.trainings, one.participants, one.completed, one.reach]) }
    case 'reach': return { name: '講師が育てた人', heads: ['区市町村', '氏名', 'ふりがな', '所属', '修了した研修の数', '最後に修了した研修', '日', '講師'], widths: [14, 16, 18, 30, 14, 40, 12, 30], cells: found.rows.map((one) => [one.municipality, one.name, one.kana, one.affiliation, one.trainings, one.latest, on(one.latestOn), one.instructors.join('、')]) }
    case 'overview': return { name: '年度別', heads: ['年度', '講師名簿に載った人', 'うち教えた人', '講師が育てた人（実人数）', '独自研修', '受講者（延べ）', '修了（延べ）'], widths: [14, 18, 14, 22, 10, 14, 12],
      cells: found.rows.map((one) => [fiscalYearInWords(one.fiscalYear, 'ja'), one.instructors, one.taught, one.reach, one.trainings, one.participants, one.completed]) }
  }
}

export async function ledgerFile(request: FastifyRequest, query: LedgerQuery, as: TableForm) {
  const { name, heads, widths, cells } = await tableOf(request, query)
  refuse(cells.length === 0 ? { key: 'ledger.nothingToTake' } : null)
  const title = `講師の台帳　${name}${query.tab === 'overview' || query.span === 'all' ? '' : `　${fiscalYearInWords(request.year, 'ja')}`}`
  return buildTable({ fileName: title.replaceAll('　', ' '), sheet: name, title, above: [[title], [`${dayInWords(request.today, 'ja', 'era')}現在`]], columns: heads.map((header, place) => ({ header, width: widths[place]! })), rows: cells }, as, request.server.clock())
}
