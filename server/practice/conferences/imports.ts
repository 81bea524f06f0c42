import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { fiscalYearInWords, fiscalYearOf, type Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { findPersonalData } from '../../learning/personal-data/rules.ts'
import { oneOf, oneOfOrBlank, text, wholeOrBlank } from '../../office/table-imports/cells.ts'
import type { Column, RowProblem, Standing, TableKind } from '../../office/table-imports/kinds.ts'
import { readCell } from '../conference-plans/rules.ts'
import { centerNamed, typeNamed } from '../conference-types/names.ts'
import { isOfYear, type ConferenceState, type MeetingKind, type Mode } from '../conference-types/rules.ts'
import { texts as shared } from '../conference-types/texts.ts'
import { texts } from './texts.ts'
import { takeRecordRows } from './changes.ts'
import { caseColumns, kindCodes, type CaseColumn, type KindCode } from './columns.ts'
import { recordGround, recordsOfYear, type RecordGround as Known, type RecordStanding } from './queries.ts'

export type RecordRow = { heldOn: Day; typeId: number; organizationId: number | null; meetingKind: MeetingKind; state: ConferenceState | null; mode: Mode | null; people: number | null; cases: number | null; remark: string }
  & { [Code in KindCode as `k_${Code}`]: number | null } & { [Code in CaseColumn]: number | null }
export interface RecordGround extends Standing { year: number; today: Day; known: Known; standing: RecordStanding[] }

export const recordParams = Type.Object({ year: Type.Integer({ minimum: 1950, maximum: 2999 }) })

const figure = (header: Column<number | null, RecordGround>['header']): Column<number | null, RecordGround> => ({ header, optional: true, width: 10, ...wholeOrBlank({ max: 9999 }) })
const kindColumns = Object.fromEntries(kindCodes.map((code) => [`k_${code}`, figure(`conferences.head.${code}`)])) as { [Code in KindCode as `k_${Code}`]: Column<number | null, RecordGround> }
const countColumns = Object.fromEntries(caseColumns.map(({ name }) => [name, figure(`conferences.head.${name}`)])) as { [Code in CaseColumn]: Column<number | null, RecordGround> }

export const keyOf = ({ typeId, organizationId, heldOn, meetingKind }: Pick<RecordRow, 'typeId' | 'organizationId' | 'heldOn' | 'meetingKind'>): string => `${typeId}-${organizationId ?? 0}-${heldOn}-${meetingKind}`

/** 会議の記録 as a table: a row for each meeting, with attendees by kind and cases by number. */
export const recordTable: TableKind<RecordRow, RecordGround> = {
  kind: 'conferences', path: '/conference-records/:year', params: recordParams, access: 'conferences.keep',
  title: 'conferences.tableTitle', howTo: 'conferences.tableHowTo', fileName: 'conferences.tableName', taken: 'conferences.tableTaken', rowsMax: 5_000,
  columns: {
    heldOn: {
      header: 'conferences.heldOn', also: ['date', '日付'],
      read: (cell, ground) => {
        const read = readCell(cell, ground.year)
        return 'reason' in read ? read : read.cell === null ? { reason: { key: 'tableImports.blankCell' } } : { value: read.cell.day }
      }, write: (day) => day,
    },
    typeId: {
      header: 'conferences.type', also: ['meeting_type', '会議', '種類'], width: 28, choices: ({ known }) => known.types.map(({ name }) => name),
      read: (cell, ground) => cell.trim() === '' ? { reason: { key: 'tableImports.blankCell' } } : typeNamed(cell, ground.known.types), write: (id, ground) => ground.known.types.find((one) => one.id === id)?.name ?? '',
    },
    organizationId: {
      header: 'conferences.center', also: ['center'], width: 28, optional: true, choices: ({ known }) => known.centers.map(({ name }) => name),
      read: (cell, ground) => cell.trim() === '' ? { value: null } : centerNamed(cell, ground.known.centers), write: (id, ground) => ground.known.centers.find((one) => one.id === id)?.name ?? '',
    },
    meetingKind: { header: 'conferences.meetingKind', also: ['meeting_kind', '区分'], ...oneOf({ texts, words: { regular: 'conferences.meetingKinds.regular', as_needed: 'conferences.meetingKinds.as_needed' }, also: { regular: ['定例開催'], as_needed: ['随時開催'] } }) },
    state: { header: 'conferences.state', also: ['status'], optional: true, ...oneOfOrBlank({ texts: shared, words: { planned: 'conferences.states.planned', held: 'conferences.states.held', canceled: 'conferences.states.canceled' }, also: { held: ['実施', '済'] } }) },
    mode: { header: 'conferences.mode', also: ['mode'], optional: true, ...oneOfOrBlank({ texts: shared, words: { on_site: 'conferences.modes.on_site', partly_online: 'conferences.modes.partly_online', online: 'conferences.modes.online' }, also: { partly_online: ['一部'], online: ['オンライン'] } }) },
    ...kindColumns, people: figure('conferences.different'), cases: figure('conferences.cases'), ...countColumns,
    remark: { header: 'conferences.remark', optional: true, width: 40, ...text({ max: 1000 }) },
  },
  ground: async (request: FastifyRequest) => {
    const { db, scope, today, language, say } = request
    const { year } = request.params as { year: number }
    const municipalityId = scope.of === 'municipality' ? scope.municipalityId : 0
    const [known, standing] = await Promise.all([recordGround(db, scope, municipalityId), recordsOfYear(db, scope, municipalityId, year)])
    const ground = found(known)
    return {
      municipalityId, subjectId: year, year, today, known: ground, standing, about: `${language === 'ja' ? ground.municipality : ground.municipalityEn}　${fiscalYearInWords(year, language)}`, back: `/conferences?year=${year}`,
      crumbs: [{ href: `/conferences?year=${year}`, label: say('conferences.title') }], whyNot: ground.types.length === 0 ? { key: 'conferences.noTypesText' } : null,
    }
  },
  standing: async (_, { standing }) => standing.map(rowOf),
  settle: (rows, { standing, today }) => {
    const known = new Map(standing.map((one) => [keyOf(one), one]))
    return rows.map((row) => {
      const before = known.get(keyOf(row))
      return { ...row, mode: row.mode ?? before?.mode ?? 'on_site', state: row.state ?? (before?.state === 'held' || row.heldOn <= today ? 'held' : before?.state ?? 'planned') }
    })
  },
  keyOf, problems: (rows, ground) => rows.flatMap((row, place) => problemsOf(row, ground).map((one) => ({ place, level: 'error' as const, ...one }))),
  take: (change, compared, ground) => takeRecordRows(change, ground.year, compared.map(({ value }) => value)),
}

function rowOf(one: RecordStanding): RecordRow {
  return {
    heldOn: one.heldOn, typeId: one.typeId, organizationId: one.organizationId, meetingKind: one.meetingKind, state: one.state, mode: one.mode, people: one.people, cases: one.cases, remark: one.remark,
    ...Object.fromEntries(kindCodes.map((code) => [`k_${code}`, one.attendance[code] ?? null])), ...Object.fromEntries(caseColumns.map(({ name, dimension, code }) => [name, one.counts[`${dimension}.${code}`] ?? null])),
  } as RecordRow
}

function problemsOf(row: RecordRow, { known, year, today, standing }: RecordGround): Omit<RowProblem<RecordRow>, 'place' | 'level'>[] {
  const type = known.types.find((one) => one.id === row.typeId)!
  const before = standing.find((one) => keyOf(one) === keyOf(row))
  const problems: Omit<RowProblem<RecordRow>, 'place' | 'level'>[] = []
  const at = (field: keyof RecordRow & string, reason: RowProblem<RecordRow>['reason']) => problems.push({ field, reason })
  if (fiscalYearOf(row.heldOn) !== year || !isOfYear(type, year)) at('typeId', { key: 'conferences.typeNotOfYear' })
  if (type.level === 'municipality' && row.organizationId !== null) at('organizationId', { key: 'conferences.ofNoCenter' })
  if (type.level !== 'municipality' && row.organizationId === null && known.centers.length > 0) at('organizationId', { key: 'tableImports.blankCell' })
  const attended = kindCodes.reduce((sum, code) => sum + (row[`k_${code}`] ?? 0), 0)
  if (row.state === 'held' && row.heldOn > today) at('heldOn', { key: 'conferences.heldLater' })
  if (row.state !== 'held' && attended > 0) at('state', { key: 'conferences.butAttended', data: { people: attended } })
  if (row.state !== 'held' && (row.cases !== null || row.people !== null)) at('state', { key: 'conferences.butCases' })
  if (row.state !== 'held' && before !== undefined && before.state === 'held') at('state', { key: 'conferencePlans.wasHeld' })
  if (row.people !== null && attended > 0 && row.people > attended) at('people', { key: 'conferences.moreThanAttended', data: { people: attended } })
  if (row.cases !== null && before !== undefined && row.cases < before.rows) at('cases', { key: 'conferences.fewerThanRows', data: { cases: before.rows } })
  const free = (row.cases ?? 0) - (before?.rows ?? 0)
  const managed = caseColumns.filter(({ dimension }) => dimension === 'managed_by').reduce((sum, { name }) => sum + (row[name] ?? 0), 0)
  for (const { name, dimension } of caseColumns) {
    const told = row[name] ?? 0
    if (told > 0 && (dimension === 'managed_by' ? managed : told) > Math.max(0, free)) at(name, { key: 'conferences.moreThanCases', data: { cases: Math.max(0, free) } })
  }
  if (findPersonalData(row.remark).length > 0) at('remark', { key: 'conferences.tellsInFile' })
  return problems
}
