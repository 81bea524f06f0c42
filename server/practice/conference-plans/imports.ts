import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { fiscalYearInWords, fiscalYearOf, type Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { oneOf, oneOfOrBlank, whole } from '../../office/table-imports/cells.ts'
import type { RowProblem, Standing, TableKind } from '../../office/table-imports/kinds.ts'
import { centerNamed, typeNamed } from '../conference-types/names.ts'
import type { ConferenceState, Mode } from '../conference-types/rules.ts'
import { texts } from '../conference-types/texts.ts'
import { takePlanRows } from './changes.ts'
import { findPlan, type Plan } from './queries.ts'
import { readCell } from './rules.ts'
import { settlePositions } from './running.ts'

export interface PlanRow { organizationId: number | null; typeId: number; position: number; heldOn: Day; mode: Mode; state: ConferenceState | null }
export interface PlanGround extends Standing { year: number; plan: Plan; today: Day }

const year = Type.Integer({ minimum: 1950, maximum: 2999 })
export const planParams = Type.Object({ year })
const yearIn = ({ params }: FastifyRequest) => (params as { year: number }).year
const nameOf = (ground: PlanGround, id: number | null) => ground.plan.centers.find((one) => one.id === id)?.name ?? ''

/** 年間計画 as a table: a row for each date. */
export const planTable: TableKind<PlanRow, PlanGround> = {
  kind: 'conference_plan', path: '/conference-plans/:year', params: planParams, access: 'conferences.keep',
  title: 'conferencePlans.tableTitle', howTo: 'conferencePlans.tableHowTo', fileName: 'conferencePlans.tableName', taken: 'conferencePlans.tableTaken', rowsMax: 3_000,
  columns: {
    organizationId: {
      header: 'conferencePlans.center', also: ['center'], width: 28, choices: ({ plan }) => plan.centers.map(({ name }) => name),
      read: (cell, ground) => cell.trim() === '' || ['全体', '市全体', '区市町村全体', 'whole'].includes(cell.trim()) ? { value: null } : centerNamed(cell, ground.plan.centers), write: (id, ground) => nameOf(ground, id),
    },
    typeId: {
      header: 'conferencePlans.type', also: ['meeting_type', '会議の種類', '種類'], width: 28, choices: ({ plan }) => plan.types.map(({ name }) => name),
      read: (cell, ground) => cell.trim() === '' ? { reason: { key: 'tableImports.blankCell' } } : typeNamed(cell, ground.plan.types), write: (id, ground) => ground.plan.types.find((one) => one.id === id)?.name ?? '',
    },
    position: { header: 'conferencePlans.position', also: ['seq_column', '回数', '列'], width: 8, ...whole({ min: 1, max: 99 }) },
    heldOn: {
      header: 'conferencePlans.heldOn', also: ['date', '日付', '日程'],
      read: (cell, ground) => {
        const read = readCell(cell, ground.year)
        return 'reason' in read ? read : read.cell === null ? { reason: { key: 'tableImports.blankCell' } } : { value: read.cell.day }
      }, write: (day) => day,
    },
    mode: {
      header: 'conferences.mode', also: ['underlined_in_source', 'オンライン', '一部オンライン'], optional: true,
      ...modeCell(),
    },
    state: { header: 'conferences.state', also: ['status'], optional: true, ...oneOfOrBlank({ texts, words: { planned: 'conferences.states.planned', held: 'conferences.states.held', canceled: 'conferences.states.canceled' }, also: { held: ['実施', '済'] } }) },
  },
  ground: async (request) => {
    const { db, scope, language, today } = request
    const at = yearIn(request)
    const plan = found(scope.of === 'municipality' ? await findPlan(db, scope, scope.municipalityId, at) : undefined)
    const about = `${language === 'ja' ? plan.municipality : plan.municipalityEn}　${fiscalYearInWords(at, language)}`
    return {
      municipalityId: plan.municipalityId, subjectId: at, about, year: at, plan, today, back: `/conference-plans?year=${at}`, crumbs: [{ href: `/conference-plans?year=${at}`, label: request.say('conferencePlans.title') }],
      whyNot: plan.types.length === 0 ? { key: 'conferences.noTypesText' } : null,
    }
  },
  standing: async (_, { plan }) => plan.standing.filter((one) => one.heldOn !== null).map((one): PlanRow => ({ organizationId: one.organizationId, typeId: one.typeId, position: one.position, heldOn: one.heldOn!, mode: one.mode, state: one.state })),
  settle: (rows, { plan }) => settlePositions(rows).map((row) => ({ ...row, state: row.state ?? plan.standing.find((one) => keyOf({ ...one, heldOn: '', state: null }) === keyOf(row))?.state ?? 'planned' })),
  keyOf,
  problems: (rows, ground) => rows.flatMap((row, place) => problemsOf(row, place, rows, ground)),
  take: (change, compared, ground) => takePlanRows(change, ground.year, compared.map(({ value }) => value)),
}

function keyOf({ organizationId, typeId, position }: Pick<PlanRow, 'organizationId' | 'typeId' | 'position'> & Partial<PlanRow>): string {
  return `${typeId}-${organizationId ?? 0}-${position}`
}

/** On site where nothing is said; a mark alone (1, ○) is partly online, as an underlined date is. */
function modeCell() {
  const listed = oneOf({ texts, words: { on_site: 'conferences.modes.on_site', partly_online: 'conferences.modes.partly_online', online: 'conferences.modes.online' }, also: { on_site: ['0', 'なし', '会場', '×', '-', '―'], partly_online: ['1', '○', '一部'], online: ['オンライン', '全部'] } })
  return { ...listed, read: (cell: string, ground: unknown, say: Parameters<typeof listed.read>[2]) => cell.trim() === '' ? { value: 'on_site' as const } : listed.read(cell, ground, say) }
}

function problemsOf(row: PlanRow, place: number, rows: readonly PlanRow[], { plan, year: at, today }: PlanGround): RowProblem<PlanRow>[] {
  const type = plan.types.find((one) => one.id === row.typeId)!
  const standing = plan.standing.find((one) => keyOf({ ...one, heldOn: '', state: null }) === keyOf(row))
  const found: RowProblem<PlanRow>[] = []
  const at2 = (field: keyof PlanRow & string, key: 'conferences.ofNoCenter' | 'conferences.typeNotOfYear' | 'conferencePlans.twice' | 'conferencePlans.wasHeld' | 'conferencePlans.heldLater' | 'conferences.heldLater' | 'form.notChosen') => found.push({ place, field, level: 'error', reason: { key } })
  if (type.level === 'municipality' && row.organizationId !== null) at2('organizationId', 'conferences.ofNoCenter')
  if (type.level !== 'municipality' && row.organizationId === null && plan.centers.length > 0) at2('organizationId', 'form.notChosen')
  if (type.fromFiscalYear > at || (type.toFiscalYear !== null && type.toFiscalYear < at)) at2('typeId', 'conferences.typeNotOfYear')
  if (rows.some((other, n) => n < place && other.typeId === row.typeId && other.organizationId === row.organizationId && other.heldOn === row.heldOn)) at2('heldOn', 'conferencePlans.twice')
  if (standing?.state === 'held' && row.state !== 'held') at2('state', 'conferencePlans.wasHeld')
  if (row.state === 'held' && row.heldOn > today) at2('heldOn', 'conferences.heldLater')
  if (fiscalYearOf(row.heldOn) !== at) at2('heldOn', 'conferences.typeNotOfYear')
  return found
}
