import type { FastifyRequest } from 'fastify'
import { valueOfCell } from './typed.ts'
import { proposalFor } from './proposals.ts'
import type { IndicatorWords, Papers } from './queries.ts'
import { boxesOf, problemsOfCells, warningsOf, type Box, type Cells, type Remarks } from './rules.ts'
import { boxInWords, choicesOf, inLanguage, inWords, missingsOf, rowInWords, type Speaker } from './words.ts'
import type { Question, Section } from '../survey-definitions/rules.ts'
import type { TextKey } from '../../base/texts.ts'

/** A box as the page of a section draws it. `standing`: what somebody else saved there meanwhile. */
export interface ShownBox {
  cell: string; isPlan: boolean; row: number | null; label: string; value: string | string[]; missing: string; problem: string | null
  last: string | null; standing: string | null; proposal: { words: string; value: string } | null
}
export interface ShownQuestion {
  number: number; kind: Question['kind']; label: string; help: string; required: boolean; unit: string; withPlan: boolean; withTotal: boolean
  choices: { value: string; label: string }[]; missings: { value: string; label: string }[]; rows: { key: number; label: string; boxes: ShownBox[] }[]; boxes: ShownBox[]
  warnings: string[]; remark: string; remarkStanding: string | null; indicator: IndicatorWords | null
}

export interface Filled { cells: Cells; remarks: Remarks }
/** What the questions of a section look like, filled in. `conflicts`: what somebody else saved, where both changed it. */
export function shownQuestions(speaker: Speaker & Pick<FastifyRequest, 'unfit'>, section: Section, { cells, remarks }: Filled, papers: Pick<Papers, 'before' | 'known' | 'indicators'>, conflicts: { standing: Filled; names: ReadonlySet<string> } | null = null): ShownQuestion[] {
  const { say } = speaker
  const problems = new Map([...problemsOfCells(section.questions, cells), ...speaker.unfit].map(({ field, reason }) => [field, say(reason.key, reason.data)]))
  const warnings = Map.groupBy(warningsOf(section.questions, cells, papers.before), ({ question }) => question)
  return section.questions.map((question) => {
    const shown = (box: Box): ShownBox => {
      const proposal = proposalFor(question, box, papers.known)
      const standing = conflicts?.names.has(box.cell) ? inWords(speaker, question, conflicts.standing.cells[box.cell]) ?? say('surveyAnswers.blank') : null
      return {
        cell: box.cell, isPlan: box.isPlan, row: box.row, label: boxInWords(speaker, question, box), ...valueOfCell(cells[box.cell]), problem: problems.get(`cells.${box.cell}`) ?? null,
        last: inWords(speaker, question, papers.before?.[box.cell]), standing,
        proposal: proposal === null ? null : { words: say(`surveyAnswers.proposal.${proposal.source}` as TextKey, { count: proposal.value }), value: String(proposal.value) },
      }
    }
    const boxes = boxesOf(question).map(shown)
    const keys = [...new Set(boxes.flatMap(({ row }) => (row === null ? [] : [row])))]
    return {
      number: question.number, kind: question.kind, label: inLanguage(speaker, question.label), help: inLanguage(speaker, question.help), required: question.required, unit: inLanguage(speaker, question.unit),
      withPlan: question.withPlan, withTotal: question.withTotal, choices: choicesOf(speaker, question), missings: missingsOf(speaker, question), boxes: boxes.filter(({ row }) => row === null),
      rows: keys.map((key) => ({ key, label: rowInWords(speaker, question, key), boxes: boxes.filter(({ row }) => row === key) })),
      warnings: (warnings.get(question.number) ?? []).map(({ cell, reason }) => {
        const where = boxInWords(speaker, question, boxesOf(question).find((box) => box.cell === cell)!)
        return `${where === '' ? '' : `${where}${speaker.language === 'ja' ? '：' : ': '}`}${say(reason.key, reason.data)}`
      }),
      remark: remarks[question.number] ?? '', remarkStanding: conflicts?.names.has(`remark.${question.number}`) ? conflicts.standing.remarks[question.number] ?? say('surveyAnswers.blank') : null,
      indicator: question.indicatorId === null ? null : papers.indicators[question.indicatorId] ?? null,
    }
  })
}
