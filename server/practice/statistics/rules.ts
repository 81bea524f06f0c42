import { daysBetween, fiscalYearOf, type Day } from '../../base/days.ts'
import type { FieldReason, Reason } from '../../base/errors.ts'
import { halfWidth } from '../../base/numbers.ts'

export const units = ['person', 'case', 'meeting', 'visit', 'center', 'area', 'body', 'council', 'municipality', 'yen', 'thousand_yen', 'percent', 'month', 'fiscal_year'] as const
export type Unit = (typeof units)[number]
export const bases = ['plan', 'actual', 'structure', 'rule', 'target'] as const
export type Basis = (typeof bases)[number]
export const missings = ['not_applicable', 'not_printed', 'inseparable'] as const
export type Missing = (typeof missings)[number]

/** A figure as it stands: a number, a word for why there is none, or neither, which is unanswered and never nought. */
export interface Figure { value: number | null; missing: Missing | null }
/** What somebody typed into a cell; a number may bring its unit along. */
export type Typed = { of: 'blank' } | { of: 'value'; value: number; unit: Unit | null } | { of: 'missing'; missing: Missing } | { of: 'wrong'; reason: Reason }

const words: Record<string, Unit> = {
  人: 'person', 名: 'person', 件: 'case', 事例: 'case', 回: 'meeting', か所: 'center', カ所: 'center', ヶ所: 'center', センター: 'center', 圏域: 'area', 地区: 'area', 団体: 'body',
  '校(地)区': 'council', 組織: 'council', 自治体: 'municipality', 区市町村: 'municipality', 円: 'yen', 千円: 'thousand_yen', '%': 'percent', パーセント: 'percent', か月: 'month', ヶ月: 'month', カ月: 'month', 年度: 'fiscal_year',
}
/** 回 is the word for a meeting and for a visit, so that either is right where the other stands. */
const same: Partial<Record<Unit, Unit>> = { visit: 'meeting' }
const kin = (unit: Unit): Unit => same[unit] ?? unit

/** The unit that a word names ('人', '名', '％', 'person'); null for what is none. */
export function unitTyped(text: string): Unit | null {
  const word = halfWidth(text).trim()
  return units.find((one) => one === word) ?? (Object.hasOwn(words, word) ? words[word]! : null)
}

/** Whether a number in one unit may stand where another is asked for; money may come in 千円 and stays so. */
export const isUnitOf = (unit: Unit, asked: Unit): boolean => kin(unit) === kin(asked) || [unit, asked].every((one) => one === 'yen' || one === 'thousand_yen')

const dash = /^[-‐‑‒–—―−ー－ｰ]+$/
const inseparable = new Set(['区分できない', '区分不可', '区分不能', 'inseparable'])
const notPrinted = new Set(['記載なし', '記載無し', '印刷なし', 'not printed'])
const notApplicable = new Set(['該当なし', '対象外', 'n/a', 'not applicable'])
export const valueMax = 999_999_999_999

/**
 * A cell as people type it: '1,234', '１，２３４人', '29.98%', '—' for what does not apply, 区分できない for what cannot be told apart.
 * A blank is no answer. Grouping by threes or none; at most two decimals, and only where percent is asked.
 */
export function readFigure(text: string, asked: Unit): Typed {
  const plain = text.replace(/[\s\u3000]+/g, ' ').trim()
  if (plain === '') return { of: 'blank' }
  const low = plain.toLowerCase()
  if (dash.test(plain) || notApplicable.has(low)) return { of: 'missing', missing: 'not_applicable' }
  if (inseparable.has(low)) return { of: 'missing', missing: 'inseparable' }
  if (notPrinted.has(low)) return { of: 'missing', missing: 'not_printed' }
  const typed = halfWidth(plain).replace(/[、，](?=\s?\d)/g, ',').replace(/,\s(?=\d{3}(\D|$))/g, ',')
  const [, digits, , decimals = '', rest = ''] = /^((\d{1,3}(?:,\d{3})+|\d+))(\.\d+)?\s?([^\d\s,.].*)?$/.exec(typed) ?? []
  if (digits === undefined) return { of: 'wrong', reason: { key: 'statistics.noFigure' } }
  const unit = rest === '' ? null : unitTyped(rest)
  if (rest !== '' && unit === null) return { of: 'wrong', reason: { key: 'statistics.noFigure' } }
  if (unit !== null && !isUnitOf(unit, asked)) return { of: 'wrong', reason: { key: 'statistics.otherUnit' } }
  if (decimals !== '' && (asked !== 'percent' || decimals.length > 3)) return { of: 'wrong', reason: { key: asked === 'percent' ? 'statistics.twoDecimals' : 'statistics.wholeOnly' } }
  const value = Number(digits.replaceAll(',', '') + decimals)
  if (value > valueMax) return { of: 'wrong', reason: { key: 'statistics.tooLarge' } }
  return { of: 'value', value, unit: unit === null || kin(unit) === kin(asked) ? null : unit }
}

export const figureOf = (typed: Exclude<Typed, { of: 'wrong' }>): Figure =>
  ({ value: typed.of === 'value' ? typed.value : null, missing: typed.of === 'missing' ? typed.missing : null })

export const isSame = (one: Figure, other: Figure): boolean => one.value === other.value && one.missing === other.missing
export const isUnanswered = ({ value, missing }: Figure): boolean => value === null && missing === null

/** The period a figure is of, with the key by which it is told from others: a fiscal year, a day, a span, or none. */
export type Period = { of: 'year'; fiscalYear: number } | { of: 'day'; asOf: Day } | { of: 'span'; from: Day; to: Day } | { of: 'none' }

export interface PeriodColumns { period: string; fiscal_year: number | null; as_of: Day | null; from_on: Day | null; to_on: Day | null; shown_year: number | null }
export function periodColumns(period: Period): PeriodColumns {
  const none = { period: '', fiscal_year: null, as_of: null, from_on: null, to_on: null, shown_year: null }
  switch (period.of) {
    case 'year': return { ...none, period: `FY${period.fiscalYear}`, fiscal_year: period.fiscalYear, shown_year: period.fiscalYear }
    case 'day': return { ...none, period: period.asOf, as_of: period.asOf, shown_year: fiscalYearOf(period.asOf) }
    case 'span': return { ...none, period: `${period.from}/${period.to}`, from_on: period.from, to_on: period.to, shown_year: fiscalYearOf(period.from) }
    case 'none': return none
  }
}

/** What of a period is wrong: a span that ends before it begins, or one longer than ten years. */
export const whyNotPeriod = (period: Period): Reason | null =>
  period.of === 'span' && (period.to < period.from || daysBetween(period.from, period.to) > 3_660) ? { key: 'statistics.spanBackwards' } : null

export interface Part { code: string; label: string; labelEn: string; total: string | null }
export interface Line extends Figure { place: string; dimension: string; unit: string; isTotal: boolean }

/**
 * How a printed total stands to its parts. `sum` is what the parts with a number add up to; `open` how many of them have none that is known
 * (区分できない, not printed, unanswered), so that nothing can be said. Parts that overlap (multiple answers) are never added.
 */
export interface Check { printed: number | null; sum: number | null; parts: number; open: number; says: 'agrees' | 'differs' | 'incomplete' | 'overlaps' | 'none' }

interface Additive { isAdditive: boolean; parts: readonly Part[] }

/**
 * The parts of a total among lines of one measure, period and basis: first what its definition says adds to it, at the same place; for the
 * whole municipality, where there are none of those, the same line of each place. Never both.
 */
export function partsOf<T extends Line>(lines: readonly T[], { parts }: Pick<Additive, 'parts'>, total: { place: string; dimension: string }): T[] {
  const codes = new Set(parts.filter((one) => one.total === total.dimension).map(({ code }) => code))
  const own = codes.size === 0 ? [] : lines.filter((line) => line.place === total.place && codes.has(line.dimension))
  if (own.length > 0 || total.place !== '') return own
  return lines.filter((line) => line.place !== '' && line.dimension === total.dimension && !line.isTotal)
}

export function checkTotal(lines: readonly Line[], measure: Additive, total: { place: string; dimension: string }): Check {
  const stands = lines.find((line) => line.place === total.place && line.dimension === total.dimension)
  const printed = stands?.value ?? null
  const parts = partsOf(lines, measure, total).filter((part) => part !== stands)
  if (!measure.isAdditive) return { printed, sum: null, parts: parts.length, open: 0, says: parts.length > 1 ? 'overlaps' : 'none' }
  const counted = parts.filter(({ value }) => value !== null)
  const unit = stands?.unit ?? counted[0]?.unit
  const open = parts.filter((part) => part.value === null ? part.missing !== 'not_applicable' : part.unit !== unit).length
  const sum = counted.length === 0 ? null : addUp(counted.filter((part) => part.unit === unit).map(({ value }) => value!))
  if (parts.length === 0 || (printed === null && sum === null)) return { printed, sum, parts: parts.length, open, says: 'none' }
  if (open > 0 || sum === null) return { printed, sum, parts: parts.length, open, says: 'incomplete' }
  if (printed === null) return { printed, sum, parts: parts.length, open, says: 'none' }
  return { printed, sum, parts: parts.length, open, says: printed === sum ? 'agrees' : 'differs' }
}

/** Adds numbers of two decimals without the dust of binary fractions. */
export const addUp = (values: readonly number[]): number => Math.round(values.reduce((sum, value) => sum + Math.round(value * 100), 0)) / 100

/** Codes that printed tables of other towns have for what stands here under another name. */
const otherNames: Record<string, string> = {
  all: '', total: '', person_concerned: 'person', day_service_staff: 'day_service', home_visit_service_staff: 'home_visit_service', welfare_equipment_provider: 'welfare_equipment', medical_staff: 'medical',
  physical_or_occupational_therapist: 'pt_ot', registered_dietitian: 'dietitian', area_public_health_nurse: 'public_health_nurse', life_support_coordinator: 'community_coordinator',
  core_support_center_adviser: 'supervising_center', public_assistance_caseworker: 'public_assistance',
}
const whole = new Set(['', '計', '合計', '総数', '全体'])
/** Whether words mean the whole of a measure, and none of its parts. */
export const isWhole = (text: string): boolean => whole.has(folded(text))
const folded = (text: string) => text.normalize('NFKC').replace(/\s/g, '')

/** The part of a measure that a code or its label names; '' is the whole, undefined is none. */
export function partNamed(parts: readonly Part[], text: string): string | undefined {
  const name = folded(text)
  const known = parts.find(({ code, label, labelEn }) => code === name || folded(label) === name || folded(labelEn).toLowerCase() === name.toLowerCase())
  if (known !== undefined) return known.code
  if (whole.has(name)) return ''
  const other = Object.hasOwn(otherNames, name) ? otherNames[name]! : undefined
  return other === '' || parts.some(({ code }) => code === other) ? other : undefined
}

/** A change is a correction, which is kept beside what stood and says why, unless the same person typed the figure on the same day. */
export const isCorrection = (stood: Figure & { enteredBy: number | null; enteredOn: Day }, who: number | null, today: Day): boolean =>
  !isUnanswered(stood) && !(stood.enteredBy === who && stood.enteredOn === today)

/** What the boxes of a table became: figures to put in or change, and what is wrong with them, each at its box. */
export interface Cell { field: string; text: string; version: number; stands: (Figure & { version: number; enteredBy: number | null; enteredOn: Day }) | null; isTotal: boolean }
export interface Kept<T> { cell: T; figure: Figure; unit: Unit | null; corrects: boolean }

export function weigh<T extends Cell>(cells: readonly T[], unit: Unit, reason: string, who: number | null, today: Day): { kept: Kept<T>[]; problems: FieldReason[] } {
  const kept: Kept<T>[] = []
  const problems: FieldReason[] = []
  for (const cell of cells) {
    const typed = readFigure(cell.text, unit)
    if (typed.of === 'wrong') { problems.push({ field: cell.field, reason: typed.reason }); continue }
    const figure = figureOf(typed)
    if (cell.stands === null ? isUnanswered(figure) : isSame(figure, cell.stands)) continue
    if ((cell.stands?.version ?? 0) !== cell.version) { problems.push({ field: cell.field, reason: { key: 'statistics.changedMeanwhile' } }); continue }
    kept.push({ cell, figure, unit: typed.of === 'value' ? typed.unit : null, corrects: cell.stands !== null && isCorrection(cell.stands, who, today) })
  }
  if (reason.trim() === '' && kept.some(({ corrects }) => corrects)) problems.push({ field: 'reason', reason: { key: 'statistics.reasonMissing' } })
  return { kept, problems }
}
