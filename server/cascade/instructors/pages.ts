import type { FastifyRequest } from 'fastify'
import { dayInWords } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { buildTable, type TableForm } from '../../base/table-files.ts'
import { AwayForm, EntryForm, LeaveForm, RefreshForm, SettingForm, type RegisterQuery } from './forms.ts'
import { choicesOf, findEntry, mayBeCalled, ownEntry, registerCounts, registerRows, settings, teachingOf, viewerOf, type Listed } from './queries.ts'
import { isDueForRefresh, isIdle, standingOf, standings, validUntilOf } from './rules.ts'

const perPage = 50
const registerMax = 5_000

/** A municipality looks for people of others, too: those who agreed to be found by it (queries.ts, shownTo). */
const readerOf = (request: FastifyRequest) => request.scope.of === 'all' ? request.db : request.beyond

const kept = ({ q, topic, area, standing }: RegisterQuery) =>
  new URLSearchParams(Object.entries({ q, topic, area, standing }).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]))

/** 講師名簿: as far as the viewer may see it, narrowed. */
export async function registerPage(request: FastifyRequest, query: RegisterQuery) {
  const { scope, say, language, today } = request
  const [db, viewer] = [readerOf(request), viewerOf(scope)]
  const page = query.page ?? 1
  const [rows, counts, choices, setting] = await Promise.all([
    registerRows(db, viewer, query, today, { limit: perPage, offset: (page - 1) * perPage }), registerCounts(db, viewer, query, today), choicesOf(db), settings(db),
  ])
  const total = query.standing === undefined ? Object.values(counts).reduce((sum, n) => sum + n, 0) : counts[query.standing] ?? 0
  const own = (one: { name?: string; nameEn?: string; title?: string; titleEn?: string }) => language === 'ja' ? one.name ?? one.title ?? '' : one.nameEn ?? one.titleEn ?? ''
  const address = kept(query)
  const isAll = scope.of === 'all'
  return {
    rows: rows.map((row) => withMarks(row, setting, request)), counts, isAll, address: address.toString(),
    begun: query.take === undefined ? null : `/instructors/${query.take}?${new URLSearchParams([...address, ...query.as ? [['as', query.as] as [string, string]] : []])}`,
    settingForm: formOf(SettingForm, request, setting), setting,
    filters: { action: '/instructors', fields: [
      { name: 'q', label: say('instructors.person'), value: query.q ?? '' },
      { name: 'topic', label: say('instructors.topics'), value: String(query.topic ?? ''), options: choices.topics.map((one) => ({ value: String(one.id), label: own(one) })) },
      ...isAll ? [
        { name: 'area', label: say('instructors.comesTo'), value: String(query.area ?? ''), options: choices.municipalities.map((one) => ({ value: String(one.id), label: own(one) })) },
        { name: 'standing', label: say('instructors.standing'), value: query.standing ?? '', options: standings.map((value) => ({ value, label: say(`instructors.standings.${value}`) })) },
      ] : [],
    ] },
    pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/instructors?${new URLSearchParams([...address, ['page', String(to)]])}` },
  }
}

const withMarks = (row: Listed, { idleMonths, refreshMonths }: { idleMonths: number; refreshMonths: number }, { today }: { today: string }) => ({
  ...row, isDue: isDueForRefresh(row, refreshMonths, today), isIdle: isIdle(row, idleMonths, today),
})

/** One instructor with what they taught; how to reach them only for who needs it. */
export async function entryPage(request: FastifyRequest, id: number) {
  const { scope, today } = request
  const [db, viewer] = [readerOf(request), viewerOf(scope)]
  const [known, teaching, setting, called] = await Promise.all([findEntry(db, viewer, id, today), teachingOf(db, id, today), settings(db), mayBeCalled(request.db, scope, id)])
  const entry = found(known)
  const isMine = (one: { municipalityId: number | null }) => scope.of === 'all' || (scope.of === 'municipality' && one.municipalityId === scope.municipalityId)
  return {
    entry: { ...withMarks(entry, setting, request), email: called ? entry.email : null, phone: called ? entry.phone : null }, called, isAll: scope.of === 'all',
    teaching: teaching.filter((one) => one.kind === 'class_day' || isMine(one)), elsewhere: teaching.filter((one) => one.kind === 'local' && !isMine(one)).length,
    form: formOf(RefreshForm, request, { until: validUntilOf(today, entry.years) }), last: validUntilOf(today, entry.years),
  }
}

/** One's own entry: the invitation, what one said, and the way out. */
export async function ownPage(request: FastifyRequest, sent?: 'entry' | 'leave' | 'away') {
  const { db, scope, today } = request
  const [entry, choices, setting] = await Promise.all([ownEntry(db, scope, today), choicesOf(db), settings(db)])
  if (entry === undefined) return { entry: null }
  // How many came to what one taught, as numbers: whose they are is not one's own.
  const teaching = await teachingOf(request.beyond, entry.id, today)
  const of = (which: typeof sent) => sent === which ? request : nothingSent(request)
  const starting = {
    topics: entry.topics.map(({ id }) => id), themes: entry.themes, willing: entry.willing, areas: entry.areas.map(({ id }) => id), weekdays: [...entry.weekdays],
    availability: entry.availability, version: entry.version, ...entry.state === 'active' ? { consent: 'true' } : {},
  }
  return {
    entry: { ...withMarks(entry, setting, request), standing: standingOf(entry, today) }, choices, teaching,
    form: formOf(EntryForm, of('entry'), starting), leaveForm: formOf(LeaveForm, of('leave')), awayForm: formOf(AwayForm, of('away')),
  }
}

const heads = ['区市町村', '氏名', 'ふりがな', '職種', '所属', '教えられる科目', 'そのほかのテーマ', '行ける地域', '曜日', '都合', '有効期限', '教えた日数', '最後に教えた日'] as const
const dayNames = ['日', '月', '火', '水', '木', '金', '土']
const standingNames = { active: '有効', expired: '期限切れ', invited: '登録前', declined: '辞退', withdrawn: '取下げ' } as const

const cellsOf = (row: Listed) => [
  row.municipality ?? '', row.name, row.kana ?? '', row.profession ?? '', row.affiliation ?? '', row.topics.map(({ title }) => title).join('、'), row.themes.replaceAll('\n', ' '),
  row.willing === 'all' ? 'どこへでも' : row.willing === 'own' ? '自分の区市町村' : [row.municipality, ...row.areas.map(({ name }) => name)].filter(Boolean).join('、'),
  [...row.weekdays].map((one) => dayNames[Number(one)]).join('・'), row.availability.replaceAll('\n', ' '), dayInWords(row.validUntil, 'ja', 'number'), String(row.taught),
  row.lastTaughtOn === null ? '' : dayInWords(row.lastTaughtOn, 'ja', 'number'),
]

/** The whole list for a file or paper: always in Japanese, as it goes to an office. The prefecture's says how each entry stands. */
async function wholeRegister(request: FastifyRequest, query: RegisterQuery) {
  const { scope, today } = request
  const isAll = scope.of === 'all'
  const rows = await registerRows(readerOf(request), viewerOf(scope), query, today, { limit: registerMax, offset: 0 })
  refuse(rows.length === 0 ? { key: 'instructors.noneToTake' } : null)
  return { title: `講師名簿　${dayInWords(today, 'ja', 'era')}現在`, columns: [...heads, ...isAll ? ['状態'] : []], cells: rows.map((row) => [...cellsOf(row), ...isAll ? [standingNames[row.standing]] : []]) }
}

export async function registerFile(request: FastifyRequest, query: RegisterQuery, as: TableForm) {
  const { title, columns, cells } = await wholeRegister(request, query)
  const widths = [12, 16, 18, 18, 28, 40, 30, 30, 12, 30, 12, 10, 12, 10]
  return buildTable({ fileName: '講師名簿', sheet: '講師名簿', title, above: [[title]], columns: columns.map((header, place) => ({ header, width: widths[place]!, isText: true })), rows: cells }, as, request.server.clock())
}

export async function registerPaper(request: FastifyRequest, query: RegisterQuery) {
  const { title, columns, cells } = await wholeRegister(request, query)
  return request.server.outside.paper.print('register', { title, printedOn: dayInWords(request.today, 'ja', 'era'), note: '掲載に同意した講師', columns, rows: cells })
}
