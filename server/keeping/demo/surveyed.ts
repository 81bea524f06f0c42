import type { Day } from '../../base/days.ts'
import { boxesOf, receiptOf, type Cells, type Value } from '../../practice/survey-answers/rules.ts'
import { questionsOf, type Definition, type Question } from '../../practice/survey-definitions/rules.ts'
import { standardDefinition, standardIndicators } from '../../practice/survey-definitions/standard.ts'
import type { Town } from './bodies.ts'
import { dice as throwing, type Dice } from './dice.ts'
import type { Stage } from './year.ts'

const at = (day: Day, time: string) => new Date(`${day}T${time}:00+09:00`)
const contact = '介護保険課 地域包括ケア担当　電話 03-0000-0000　chiikicare@example.jp'
/** What a union of small municipalities is called, and for whom it answers. */
const union = { leader: '檜原村', covered: ['奥多摩町'], name: '西多摩広域連合', nameEn: 'Nishitama Wide-Area Union' }

/**
 * 実施状況調査: last year's is published with 58 of 62 municipalities answered for, this year's is open with about 40, and the city of the
 * demo is half-way through. Its chance is its own, so nothing else moves.
 */
export function putSurveyed({ tray, staff, towns }: Stage): void {
  const ids = standardIndicators.map((one) => ({ code: one.code, id: tray.put('subsidy_indicator', { ...one, source: '保険者機能強化推進交付金等の評価指標' }) }))
  const definition = standardDefinition(Object.fromEntries(ids.map(({ code, id }) => [code, id])))
  const survey = (year: number, dueOn: Day, title: string, titleEn: string, more: object) => tray.put('status_survey', {
    fiscal_year: year, title, title_en: titleEn, message: '前年度の実績と今年度の計画をお答えください。数を分けられないときは「区分できない」を選んでください。', contact, due_on: dueOn,
    draft: JSON.stringify(definition), edition: 1, made_by: staff.prefecture, made_at: at(`${year}-10-01`, '09:30'), opened_at: at(`${year}-10-20`, '10:00'), ...more,
  })
  const last = survey(2025, '2025-11-28', '令和7年度 地域ケア会議の実施状況調査', 'Status survey of care conferences, FY2025', { state: 'published', closed_at: at('2025-12-05', '17:30'), published_at: at('2026-01-20', '10:00') })
  const open = survey(2026, '2026-12-04', '令和8年度 地域ケア会議の実施状況調査', 'Status survey of care conferences, FY2026', { state: 'open', reminded_at: at('2026-11-20', '10:00') })
  for (const [survey_id, on] of [[last, '2025-10-20'], [open, '2026-10-20']] as const) tray.put('status_survey_edition', { survey_id, number: 1, content: JSON.stringify(definition), note: '', published_at: at(on, '10:00'), published_by: staff.prefecture })
  const idOf = (name: string) => towns.find((town) => town.name === name)!.id
  for (const survey_id of [last, open]) for (const name of union.covered) tray.put('status_survey_cover', {
    survey_id, municipality_id: idOf(name), leader_id: idOf(union.leader), body_name: union.name, body_name_en: union.nameEn, added_by: staff.prefecture, added_at: at('2025-10-15', '11:00'),
  })
  const known = new Map<number, Cells>()
  for (const [n, town] of towns.entries()) {
    if (union.covered.includes(town.name)) continue
    const dice = throwing(20261120 + n * 104_729)
    const before = answersOf(definition, town, dice, null)
    if (!['利島村', '御蔵島村', '青ヶ島村', '日の出町'].includes(town.name)) {
      known.set(town.id, before)
      putAnswer(tray, staff.officers.get(town.id)!, { survey: last, year: 2025, town, cells: before, on: `2025-11-${10 + n % 18}`, late: false })
    }
    const now = answersOf(definition, town, dice, known.get(town.id) ?? null)
    if (town.name === '立川市') putHalf(tray, staff.officers.get(town.id)!, open, town, definition, now)
    else if (n % 3 !== 2 || n > 56) putAnswer(tray, staff.officers.get(town.id)!, { survey: open, year: 2026, town, cells: now, on: `2026-11-${10 + n % 13}`, late: false })
  }
  putRest(tray, staff, towns, last, open)
}

type Tray = Stage['tray']
interface Given { survey: number; year: number; town: Town; cells: Cells; on: Day; late: boolean }

function putAnswer(tray: Tray, officer: number, { survey, year, town, cells, on }: Given): number {
  const moment = at(on, `1${town.id % 8}:2${town.id % 10}`)
  return tray.put('status_survey_answer', {
    survey_id: survey, municipality_id: town.id, edition: 1, state: 'submitted', contact_name: String(tray.rows('person')[officer - 1]!.name), contact_phone: '042-000-0000', contact_email: `city-${town.code}@example.jp`,
    times: 1, receipt: receiptOf(year, town.code, 1), sent: JSON.stringify(cells), submitted_at: moment, submitted_by: officer, version: 2,
  })
}

/** The city of the demo: three sections are saved, the last of them with a figure to be looked at. */
function putHalf(tray: Tray, officer: number, survey: number, town: Town, definition: Definition, cells: Cells): void {
  const answer_id = tray.put('status_survey_answer', { survey_id: survey, municipality_id: town.id, edition: 1, state: 'draft' })
  for (const [n, section] of definition.sections.slice(0, 3).entries()) {
    const names = section.questions.flatMap((question) => boxesOf(question).map(({ cell }) => cell)).filter((cell) => cells[cell] !== undefined)
    const own = Object.fromEntries((n < 2 ? names : names.slice(0, 5)).map((cell) => [cell, cells[cell]!]))
    const row = { municipality_id: town.id, section: section.number, cells: JSON.stringify(own), remarks: '{}', version: 1, saved_at: at('2026-11-19', `14:${10 + n * 12}`), saved_by: officer }
    tray.put('status_survey_section', { answer_id, ...row })
    tray.put('status_survey_revision', { answer_id, ...row })
  }
}

/** One given back, one with more time, and one value of last year that was corrected. */
function putRest(tray: Tray, staff: Stage['staff'], towns: readonly Town[], last: number, open: number): void {
  const town = (name: string) => towns.find((one) => one.name === name)!.id
  const answers = tray.rows('status_survey_answer')
  const back = answers.find((one) => one.survey_id === open && one.state === 'submitted')!
  tray.mend('status_survey_answer', back.id!, { state: 'returned', return_reason: '開催回数の合計が、種類ごとの回数の計より少なくなっています。どちらが正しいかを確かめて、もう一度お送りください。', returned_at: at('2026-11-20', '15:00'), returned_by: staff.prefecture })
  for (const section of sectionsFor(tray, back)) tray.put('status_survey_section', section)
  for (const section of sectionsFor(tray, back)) tray.put('status_survey_revision', section)
  tray.put('status_survey_leave', { survey_id: open, municipality_id: town('八丈町'), until_on: '2026-12-18', reason: '台風の被害への対応のため', given_by: staff.prefecture, given_at: at('2026-11-18', '11:00') })
  const corrected = answers.find((one) => one.survey_id === last && one.municipality_id === town('多摩市'))!
  const sent = JSON.parse(String(corrected.sent)) as Cells
  const cell = Object.keys(sent).find((name) => /^q\d+r1$/.test(name) && typeof sent[name] === 'number')!
  tray.put('status_survey_correction', { answer_id: corrected.id!, municipality_id: town('多摩市'), cell, was: JSON.stringify(Number(sent[cell]) + 8), becomes: JSON.stringify(sent[cell]), reason: '推進会議の回数が含まれていたため', corrected_by: staff.prefecture, corrected_at: at('2025-12-12', '10:30') })
}

/** What was sent, as the sections it was written in. */
function sectionsFor(tray: Tray, answer: { id?: number; municipality_id: number; sent?: unknown; survey_id: number; submitted_by?: number | null | undefined }) {
  const definition = JSON.parse(String(tray.rows('status_survey')[answer.survey_id - 1]!.draft)) as Definition
  const cells = JSON.parse(String(answer.sent)) as Cells
  return definition.sections.map((section) => ({
    answer_id: answer.id!, municipality_id: answer.municipality_id, section: section.number, remarks: '{}', version: 1, saved_at: at('2026-11-12', '10:00'), saved_by: answer.submitted_by ?? null,
    cells: JSON.stringify(Object.fromEntries(section.questions.flatMap((question) => boxesOf(question).flatMap(({ cell }) => (cells[cell] === undefined ? [] : [[cell, cells[cell]]]))))),
  }))
}

/** What a municipality of that size might say; a year later much like the year before. */
function answersOf(definition: Definition, town: Town, dice: Dice, before: Cells | null): Cells {
  const cells: Cells = {}
  for (const question of questionsOf(definition)) {
    const boxes = boxesOf(question)
    // A small village cannot tell its kinds of conferences apart.
    const isApart = question.mayBeInseparable && boxes.length > 1 && town.size === 1 && dice.happens(0.3)
    for (const box of boxes) {
      const value = isApart && box.row !== 0 ? { missing: 'inseparable' as const } : valueFor(question, box.row, box.isPlan, town, dice, before?.[box.isPlan ? `${box.cell}p` : box.cell] ?? before?.[box.cell])
      if (value !== null) cells[box.cell] = value
    }
    if (question.withTotal && question.entries.length > 0) for (const plan of question.withPlan ? ['', 'p'] : ['']) {
      const parts = question.entries.map(({ key }) => cells[`q${question.number}r${key}${plan}`]).filter((one) => typeof one === 'number')
      if (parts.length > 0) cells[`q${question.number}r0${plan}`] = parts.reduce((sum, one) => sum + one, 0)
      else if (!isApart) delete cells[`q${question.number}r0${plan}`]
    }
  }
  return cells
}

const troubles = ['事例の選び方が担当者によって違い、地域の課題にまとめるところまで進んでいません。', '専門職の日程の調整に時間がかかります。', '会議で出た課題を、計画や予算につなげる手順が決まっていません。', '']
function valueFor(question: Question, row: number | null, isPlan: boolean, town: Town, dice: Dice, last: Value | undefined): Value | null {
  if (question.kind === 'text') return question.required ? '―' : dice.pick(troubles) || null
  if (!question.required && dice.happens(0.08)) return null
  if (question.kind === 'yesno') return dice.happens(0.6)
  if (question.kind === 'scale') return [1, 2, 2, 2, 3, 3, 4, 5][dice.between(0, 7)]!
  if (question.kind === 'single') return typeof last === 'number' && dice.happens(0.8) ? last : question.entries[dice.between(0, question.entries.length - 1)]!.key
  if (question.kind === 'multiple') return question.entries.filter(() => dice.happens(0.5)).map(({ key }) => key).concat(question.entries[0]!.key).filter((one, at, all) => all.indexOf(one) === at).sort((a, b) => a - b)
  if (question.mayBeNone && row !== null && row !== 0 && dice.happens(0.06)) return { missing: 'none' }
  const unit = question.unit.ja
  if (typeof last === 'number') return Math.max(0, Math.round(last * (0.85 + dice.between(0, 35) / 100)) + (isPlan ? 1 : 0))
  if (question.decimal) return dice.between(60, 160) / 10
  return unit === 'か所' ? town.size * 2 - (dice.happens(0.2) ? 1 : 0) : unit === '人' ? dice.between(0, 14) * town.size : unit === '件' ? dice.between(1, 12) * town.size : dice.between(1, 6) * town.size
}
