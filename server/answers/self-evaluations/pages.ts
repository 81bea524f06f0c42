import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent, type Option } from '../../base/forms.ts'
import { sideBySide } from '../../cascade/minutes/differing.ts'
import { formsInOrder } from '../evaluation-forms/queries.ts'
import { gradeOf, scaleFor } from '../evaluation-forms/rules.ts'
import { emptyCell, missingIn, targetOf, type Ground } from './content.ts'
import { actualNow, proposalOf, registersOf, type Asked } from './counting.ts'
import { ActualForm, EntryForm, FixForm, GradeForm, HeadForm, ItemForm, NewSheetForm, PeriodForm, TargetChangeForm } from './forms.ts'
import { contentOf, findEntry, findPeriod, frozenCell, periodsInOrder, programsToChoose, publishedEditions, revisionOf, revisionsOf, targetsToChoose, wholeSheet, writtenCell, type Entry, type WholeSheet, type WholeYear } from './queries.ts'
import { targetLines } from './printed.ts'
import { cellOf, linesIn, seriesOf, whyNotFix, whyNotWrite } from './rules.ts'

const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id
const perPage = 30

/** The office finds every plan with its sheets; whoever else asks, what was published. */
export async function indexPage(request: FastifyRequest, page: number) {
  if (request.scope.of === 'all') return { isOffice: true, periods: await periodsInOrder(request.db), rows: [], pager: null }
  const rows = await publishedEditions(request.db, { limit: perPage, offset: (page - 1) * perPage })
  const total = rows[0]?.total ?? 0
  return { isOffice: false, periods: [], rows, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/self-evaluations?page=${to}` } }
}

export const newPeriodPage = async (request: FastifyRequest) => ({ form: formOf(PeriodForm, request, { years: 3 }) })
export async function fixPage(request: FastifyRequest) {
  const period = found(await findPeriod(request.db, idOf(request)))
  return { period, whyNot: whyNotFix({ fixedOn: period.fixedOn, items: period.items ?? 0, targets: period.targets ?? 0, years: period.to - period.from + 1 }), form: formOf(FixForm, request, { fixedOn: request.today }) }
}

const named = (language: string, { name, nameEn }: { name: string; nameEn: string }) => language === 'ja' || nameEn === '' ? name : nameEn
async function headOptions(request: FastifyRequest) {
  const [forms, programs] = [await formsInOrder(request.db), await programsToChoose(request.db)]
  const option = (one: { id: number; name: string; nameEn: string }): Option => ({ value: String(one.id), label: named(request.language, one) })
  return { forms: forms.map(option), programs: programs.map(option) }
}
export async function newSheetPage(request: FastifyRequest, period: number | undefined) {
  const options = await headOptions(request)
  const periods = await periodsInOrder(request.db)
  return { ...options, periods: periods.map((one) => ({ value: String(one.id), label: named(request.language, one) })), form: formOf(NewSheetForm, request, { periodId: period ?? periods[0]?.id, formId: options.forms[0]?.value, programId: options.programs[0]?.value }) }
}
export async function headPage(request: FastifyRequest) {
  const whole = found(await wholeSheet(request.db, idOf(request)))
  return { whole, ...await headOptions(request), form: formOf(HeadForm, request, { ...whole, programId: whole.programId ?? '' }) }
}

/** An item with the rows of targets it can be linked with. */
export async function itemPage(request: FastifyRequest, sheetId: number, itemId: number | null) {
  const whole = found(await wholeSheet(request.db, sheetId))
  const item = itemId === null ? null : found(whole.items.find(({ id }) => id === itemId))
  const targets = await targetsToChoose(request.db, whole)
  const series = [...new Map(targets.map((one) => [seriesOf(one), one])).entries()].map(([value, one]) => {
    const own = targets.filter((other) => seriesOf(other) === value)
    return { value, label: `${request.language === 'ja' ? one.label : one.labelEn}：${own.map((other) => `${other.fiscalYear} ${other.value}${other.unit}`).join('、')}` }
  })
  const first = item?.targets[0]
  const kept = item === null ? { related: whole.programName === null ? '' : `・${whole.programName}` } : { ...item, series: first?.programId == null ? '' : seriesOf({ ...first, programId: first.programId }) }
  return { whole, item, series, form: formOf(ItemForm, request, kept) }
}

export async function targetChangePage(request: FastifyRequest, sheetOf: number) {
  const whole = found(await wholeSheet(request.db, sheetOf))
  const item = found(whole.items.find(({ id }) => id === idOf(request)))
  return { whole, item, changes: changesDue(whole, item), form: formOf(TargetChangeForm, request, { decidedOn: request.today }) }
}
/** The years of an item whose target is another one than the copy of the plan, and that are still open. */
const changesDue = (whole: WholeSheet, item: WholeSheet['items'][number]) => whole.fixedOn === null ? [] : item.targets.filter(({ standing, value, fiscalYear }) =>
  standing !== null && standing !== value && whole.years.find((year) => year.fiscalYear === fiscalYear)?.state === 'draft')

/** The sheet as it prints, with boxes where somebody may write. `column`: the year that is in front on a narrow screen and in the notes. */
export async function sheetPage(request: FastifyRequest, column: number | undefined) {
  const { db, today } = request
  const whole = found(await wholeSheet(db, idOf(request)))
  const isCumulative = whole.items.some((item) => item.targets.some(({ span }) => span === 'cumulative'))
  const registers = await registersOf(db, { from: isCumulative ? null : whole.from, to: whole.to })
  const years = whole.years.map((year) => ({ ...year, whyNot: whyNotWrite(year, today), isOpen: whyNotWrite(year, today) === null, isLast: year.fiscalYear === whole.to }))
  const current = years.find(({ fiscalYear }) => fiscalYear === column) ?? years.find(({ state }) => state === 'correcting' || state === 'in_approval') ?? years.find(({ isOpen }) => isOpen) ?? years.findLast(({ editions }) => editions.length > 0) ?? years[0]!
  const scale = (year: number) => scaleFor(whole.scales, year)?.grades ?? []
  const rows = whole.items.map((item) => ({
    ...item, due: changesDue(whole, item), printed: targetLines(item),
    cells: years.map((year) => {
      const target = targetOf(item, year.fiscalYear)
      const asked = item.targets.find((one) => one.fiscalYear === year.fiscalYear)
      const now = asked === undefined ? null : actualNow(registers, asked)
      const [kind, cell] = year.state === 'frozen' ? ['frozen', frozenCell(whole, item.id, year.fiscalYear)] as const : year.isOpen || year.state === 'in_approval' ? [year.isOpen ? 'open' : 'asked', writtenCell(year, item.id, year.fiscalYear)] as const : ['later', emptyCell(year.fiscalYear)] as const
      const entry = year.entries.find(({ itemId }) => itemId === item.id)
      const before = year.editions.length > 0 && year.state !== 'frozen' ? frozenCell(whole, item.id, year.fiscalYear) : null
      return { kind, cell, year, target, targetId: asked?.targetId ?? null, now, entry: entry && entryShown(entry, whole.items.length), before, proposedGrade: gradeOf(scale(year.fiscalYear), cell.actual, target?.value ?? null) }
    }),
  }))
  const content = contentOf(whole, current.fiscalYear, null)
  return {
    whole, years, current, rows, canWrite: request.actor?.kind === 'prefecture', missing: current.isOpen ? missingIn(content) : [], differences: years.flatMap((year) => differencesOf(year, whole, registers)),
    before: years.find(({ fiscalYear }) => fiscalYear === current.fiscalYear - 1) ?? null,
  }
}

const entryShown = (entry: WholeYear['entries'][number], items: number) => ({ ...entry, savedAt: entry.savedAt === null ? null : new Date(entry.savedAt), length: lengthOf(entry, items) })
/** How much of its printed cell a text fills, in lines, headings included. */
export function lengthOf({ evaluation, outlook }: { evaluation: string; outlook: string }, items: number) {
  const { width, lines } = cellOf(items)
  const used = linesIn(evaluation, width) + linesIn(outlook, width) + 2
  return { used, lines, isOver: used > lines }
}

/** Where a frozen year differs from what the registers say now. */
function differencesOf(year: WholeYear, whole: WholeSheet, registers: Parameters<typeof actualNow>[0]) {
  const grounds = (year.grounds ?? {}) as unknown as Record<string, Ground>
  return whole.items.flatMap(({ id, position }) => {
    const ground = grounds[id]
    if (ground === undefined) return []
    const now = actualNow(registers, ground.asked as Asked).value
    const unit = whole.items.find((one) => one.id === id)?.targets.find(({ fiscalYear }) => fiscalYear === year.fiscalYear)?.unit ?? ''
    return now === ground.counted ? [] : [{ editionId: year.editions[0]!.id, itemId: id, position, fiscalYear: year.fiscalYear, frozen: ground.counted, now, unit }]
  })
}

/** One entry by itself: where it is written without scripts, and where two texts stand side by side. */
export async function entryPage(request: FastifyRequest) {
  const { db, today } = request
  const entry = found(await findEntry(db, idOf(request)))
  const whole = found(await wholeSheet(db, entry.sheetId))
  const { saved } = request.query as { saved?: number }
  const last = whole.years.find(({ fiscalYear }) => fiscalYear === entry.fiscalYear - 1)?.entries.find(({ itemId }) => itemId === entry.itemId) ?? null
  return { entry: { ...entry, version: saved ?? entry.version, length: lengthOf(entry, whole.items.length) }, whole, last, isLast: entry.fiscalYear === entry.to, whyNot: whyNotWrite(entry, today), form: formOf(EntryForm, request), ...conflictOf(request, entry) }
}

/** What somebody else saved meanwhile, line by line beside what was typed, which stays in its boxes. */
function conflictOf(request: FastifyRequest, stands: Entry) {
  const typed = typedIn(request)
  if (request.refusal?.key !== 'selfEvaluations.stale') return { conflict: null, typed }
  return { typed, conflict: {
    version: stands.version, savedAt: stands.savedAt, savedBy: stands.savedBy,
    evaluation: typed!.evaluation === stands.evaluation ? null : sideBySide(typed!.evaluation, stands.evaluation), outlook: typed!.outlook === stands.outlook ? null : sideBySide(typed!.outlook, stands.outlook),
  } }
}
function typedIn({ method, body }: FastifyRequest): { evaluation: string; outlook: string; version: number } | null {
  if (method !== 'POST' || body === null || typeof body !== 'object') return null
  const { text, outlook, version } = body as Record<string, unknown>
  const words = (value: unknown) => typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
  return { evaluation: words(text), outlook: words(outlook), version: Number.isSafeInteger(Number(version)) ? Number(version) : 0 }
}

export async function historyPage(request: FastifyRequest, page: number) {
  const entry = found(await findEntry(request.db, idOf(request)))
  const rows = await revisionsOf(request.db, entry.id, { limit: perPage, offset: (page - 1) * perPage })
  const total = rows[0]?.total ?? 0
  return { entry, rows, pager: { page, perPage, total, pages: Math.max(1, Math.ceil(total / perPage)), href: (to: number) => `/evaluation-entries/${entry.id}/revisions?page=${to}` } }
}
/** One saving beside the one before it. */
export async function revisionPage(request: FastifyRequest, version: number) {
  const entry = found(await findEntry(request.db, idOf(request)))
  const revision = found(await revisionOf(request.db, entry.id, version))
  const before = await revisionOf(request.db, entry.id, version - 1) ?? { version: 0, evaluation: '', outlook: '' }
  return { entry, revision, before, evaluation: sideBySide(revision.evaluation, before.evaluation), outlook: sideBySide(revision.outlook, before.outlook) }
}

/** The figure of an entry: what is proposed, by what, and what stands. */
export async function actualPage(request: FastifyRequest) {
  const { db, today } = request
  const entry = found(await findEntry(db, idOf(request)))
  const proposal = await proposalOf(db, entry)
  return { entry, ...proposal, whyNot: whyNotWrite(entry, today), form: formOf(ActualForm, request.refusal?.key === 'selfEvaluations.proposalMoved' ? nothingSent(request) : request, { actual: entry.actual ?? proposal.proposed ?? '', reason: entry.differsReason }) }
}
export async function gradePage(request: FastifyRequest) {
  const { db, today } = request
  const entry = found(await findEntry(db, idOf(request)))
  const whole = found(await wholeSheet(db, entry.sheetId))
  const scale = scaleFor(whole.scales, entry.fiscalYear)
  const target = whole.items.find(({ id }) => id === entry.itemId)?.targets.find(({ fiscalYear }) => fiscalYear === entry.fiscalYear) ?? null
  const proposed = gradeOf(scale?.grades ?? [], entry.actual, target?.value ?? null)
  return { entry, whole, scale: scale ?? null, target, proposed, isLast: entry.fiscalYear === entry.to, whyNot: whyNotWrite(entry, today), form: formOf(GradeForm, request, { grade: entry.grade ?? proposed ?? '', reason: entry.gradeReason }) }
}
