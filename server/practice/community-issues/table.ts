import type { FastifyRequest } from 'fastify'
import type { Change } from '../../base/change.ts'
import { dayInJapan, fiscalYearInWords, fiscalYearOf, type Day } from '../../base/days.ts'
import { found, Missing, type Reason } from '../../base/errors.ts'
import { plain } from '../../base/headings.ts'
import type { TextKey } from '../../base/texts.ts'
import { findPersonalData } from '../../learning/personal-data/rules.ts'
import { day, dayOrBlank, oneOf, text, wholeOrBlank } from '../../office/table-imports/cells.ts'
import type { Compared, RowProblem, Standing, TableKind } from '../../office/table-imports/kinds.ts'
import { texts as functionTexts } from '../conference-types/texts.ts'
import { changeIssue, raiseIssue } from './changes.ts'
import type { IssueForm } from './forms.ts'
import { findIssue, issuesForTable, tableGround } from './queries.ts'
import { problemsOfIssue, type IssueFunction } from './rules.ts'

/** An issue as a row of a form: what is said of it when it is raised. `number` is blank for a new one. */
export interface IssueRow { number: number | null; raisedOn: Day; title: string; situation: string; themes: string; otherTheme: string; function: IssueFunction; center: string; area: string; evidenceCases: number | null; evidence: string; nextOn: Day | null }
export interface IssueGround extends Standing {
  themes: { id: number; label: string; labelEn: string; fromOn: Day; untilOn: Day | null }[]; centers: { id: number; name: string }[]; standing: IssueRow[]; year: number; yearInWords: string; today: Day
  /** By number: with how many cases an issue is linked, and the day of what followed first. */
  known: ReadonlyMap<number, { cases: number; followedOn: Day | null }>
}

const wordsFor = { case_resolution: 'conferenceTypes.function.case_resolution', network_building: 'conferenceTypes.function.network_building', issue_discovery: 'conferenceTypes.function.issue_discovery', resource_development: 'conferenceTypes.function.resource_development', policy_formation: 'conferenceTypes.function.policy_formation' } as const satisfies Record<IssueFunction, TextKey>

/** Themes of a cell, in their order; null where one of them is no theme. */
function themesIn(cell: string, ground: IssueGround): IssueGround['themes'] | null {
  const named = cell.split(/[、,，;；\n]+/).map((one) => one.trim()).filter((one) => one !== '')
  const some = named.map((one) => ground.themes.find(({ label, labelEn }) => plain(label) === plain(one) || (labelEn !== '' && plain(labelEn) === plain(one))))
  return some.includes(undefined) ? null : ground.themes.filter((one) => some.includes(one))
}

/** Names of centers may differ in what stands in brackets alone. */
const sameName = (one: string, other: string) => one.normalize('NFKC').replaceAll(/\s/g, '') === other.normalize('NFKC').replaceAll(/\s/g, '')
const centerOf = (cell: string, { centers }: IssueGround) => centers.find(({ name }) => sameName(name, cell))

/** 地域課題の表: issues of one municipality go out, come back, are looked at and taken. What an issue has been through is not in it. */
export const issueTable: TableKind<IssueRow, IssueGround> = {
  kind: 'community_issues', path: '/community-issues', access: 'community_issues.keep', title: 'communityIssues.tableTitle', howTo: 'communityIssues.tableHowTo', fileName: 'communityIssues.tableFile', taken: 'communityIssues.tableTaken', rowsMax: 500, blankRows: 30,
  columns: {
    number: { header: 'communityIssues.number', width: 8, ...wholeOrBlank({ min: 1 }) },
    raisedOn: { header: 'communityIssues.raisedOn', width: 14, ...day() },
    title: { header: 'communityIssues.name', width: 40, ...text({ max: 120, required: true }) },
    situation: { header: 'communityIssues.situation', width: 50, ...text({ max: 2000, required: true }) },
    themes: {
      header: 'communityIssues.themes', width: 30,
      read: (cell, ground) => {
        const some = themesIn(cell, ground)
        return some === null ? { reason: { key: 'communityIssues.noSuchTheme', data: { themes: ground.themes.map(({ label }) => label).join('、') } } } : { value: some.map(({ label }) => label).join('、') }
      },
      write: (value) => value,
    },
    otherTheme: { header: 'communityIssues.otherTheme', width: 20, ...text({ max: 60 }) },
    function: { header: 'communityIssues.function', width: 24, ...oneOf({ texts: functionTexts, words: wordsFor }) },
    center: {
      header: 'communityIssues.center', width: 24, choices: ({ centers }) => centers.map(({ name }) => name),
      read: (cell, ground) => {
        if (cell.trim() === '') return { value: '' }
        const one = centerOf(cell, ground)
        return one === undefined ? { reason: { key: 'communityIssues.noSuchCenter' } } : { value: one.name }
      },
      write: (value) => value,
    },
    area: { header: 'communityIssues.area', width: 24, ...text({ max: 60 }) },
    evidenceCases: { header: 'communityIssues.evidenceCases', width: 12, ...wholeOrBlank({ max: 9999 }) },
    evidence: { header: 'communityIssues.evidence', width: 40, ...text({ max: 2000 }) },
    nextOn: { header: 'communityIssues.nextOn', width: 14, ...dayOrBlank() },
  },
  ground: async (request) => groundOf(request),
  standing: async (_, { standing }) => standing,
  keyOf: ({ number, raisedOn, title }) => number === null ? `${raisedOn} ${title}` : `#${number}`,
  problems: (rows, ground) => rows.flatMap((row, place) => problemsOfRow(row, place, ground)),
  take: async (change, compared, ground) => takeRows(change, compared, ground),
}

async function groundOf({ db, scope, year, language, say, today }: FastifyRequest): Promise<IssueGround> {
  if (scope.of !== 'municipality') throw new Missing()
  const { municipality, municipalityEn, themes, centers } = await tableGround(db, scope, scope.municipalityId)
  const rows = await issuesForTable(db, scope, year)
  return {
    municipalityId: scope.municipalityId, subjectId: null, about: `${language === 'en' ? municipalityEn : municipality}　${fiscalYearInWords(year, language)}`, back: '/community-issues', whyNot: null, themes, centers, today, year, yearInWords: fiscalYearInWords(year, language),
    crumbs: [{ href: '/', label: say('frame.home') }, { href: '/community-issues', label: say('communityIssues.title') }], standing: rows.map(({ cases: _, followedOn: __, ...row }) => row), known: new Map(rows.map(({ number, cases, followedOn }) => [number!, { cases, followedOn }])),
  }
}

/** What only the others tell: a number that is nobody's, the same once more, a day to come or of another year, a theme that was none then; and what may tell who somebody is, for whoever takes it to look at. */
function problemsOfRow(row: IssueRow, place: number, ground: IssueGround): RowProblem<IssueRow>[] {
  const at = (field: keyof IssueRow, reason: Reason, level: 'error' | 'warning' = 'error') => ({ place, field, level, reason })
  const same = ground.standing.find(({ raisedOn, title }) => raisedOn === row.raisedOn && title === row.title)
  const before = row.number === null ? undefined : ground.standing.find(({ number }) => number === row.number)
  const [themes, kept] = [themesIn(row.themes, ground) ?? [], themesIn(before?.themes ?? '', ground) ?? []]
  const isThen = (theme: IssueGround['themes'][number]) => kept.includes(theme) || (theme.fromOn <= row.raisedOn && (theme.untilOn === null || row.raisedOn <= theme.untilOn))
  const { cases = 0, followedOn = null } = ground.known.get(row.number ?? 0) ?? {}
  const rules = problemsOfIssue({ raisedOn: row.raisedOn, themes: themes.map(({ id }) => id), otherTheme: row.otherTheme, evidenceCases: row.evidenceCases ?? undefined, cases }, ground.today)
  return [
    ...row.number !== null && before === undefined ? [at('number', { key: 'communityIssues.noSuchNumber' })] : [], ...row.number === null && same !== undefined ? [at('title', { key: 'communityIssues.isThere', data: { number: same.number! } })] : [],
    ...fiscalYearOf(row.raisedOn) !== ground.year ? [at('raisedOn', { key: 'communityIssues.otherYear', data: { year: ground.yearInWords } })] : followedOn !== null && row.raisedOn > followedOn ? [at('raisedOn', { key: 'communityIssues.afterFirstMove' })] : [],
    ...themes.every(isThen) ? [] : [at('themes', { key: 'communityIssues.themeNotThen', data: { themes: themes.filter((theme) => !isThen(theme)).map(({ label }) => label).join('、') } })],
    ...rules.map(({ field, reason }) => at(field as keyof IssueRow, reason)), ...row.nextOn !== null && row.nextOn <= row.raisedOn ? [at('nextOn', { key: 'issueMoves.nextIsLater' })] : [],
    ...(['title', 'situation', 'otherTheme', 'area', 'evidence'] as const).filter((field) => findPersonalData(row[field]).length > 0).map((field) => at(field, { key: 'communityIssues.tellsInTable' }, 'warning')),
  ]
}

/** Each row as the form of one issue; whoever takes a file in has looked at what may tell who somebody is. */
async function takeRows(change: Change, compared: readonly Compared<IssueRow>[], ground: IssueGround): Promise<number> {
  const { tx, scope, now } = change
  for (const { mark, value } of compared) {
    const form: IssueForm = {
      title: value.title, situation: value.situation, themes: (themesIn(value.themes, ground) ?? []).map(({ id }) => id), otherTheme: value.otherTheme, function: value.function, area: value.area, evidence: value.evidence, raisedOn: value.raisedOn, checked: 'true',
      ...value.evidenceCases === null ? {} : { evidenceCases: value.evidenceCases }, ...value.nextOn === null ? {} : { nextOn: value.nextOn }, ...value.center === '' ? {} : { organizationId: centerOf(value.center, ground)!.id },
    }
    if (mark === 'new') { await raiseIssue(change, form); continue }
    const issue = found(await findIssue(tx, scope, value.number!, dayInJapan(now)))
    await changeIssue(change, issue.id, { ...form, cases: issue.cases.map(({ caseId }) => caseId), ...issue.conferenceId === null ? {} : { conferenceId: issue.conferenceId }, version: issue.version })
  }
  return compared.length
}
