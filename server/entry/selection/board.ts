import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import type { Say, TextKey } from '../../base/texts.ts'
import { approvalOf } from '../../office/approvals/queries.ts'
import { sheetsWaiting } from '../nominations/queries.ts'
import { wishesOf } from '../nominations/lines.ts'
import { categories, type Category } from '../nominations/rules.ts'
import { texts as reasons } from '../nominations/texts.ts'
import type { BoardQuery } from './forms.ts'
import { boardLines, findBoard, linesInBrief, type Board, type BoardLine, type BriefLine, type LineFilter } from './queries.ts'
import { openCohorts, placesByCategory, ruleInWords, stillOpen, whyNotAsk, whyNotSimulate, type Rule, type RuleData } from './rules.ts'
import { passedOver, summaryOf, type Summary } from './simulation/figures.ts'
import type { Nominee } from './simulation/input.ts'

/** Everything the board shows, in at most four statements: the training, all lines in brief, fifty of them in full, the approval. */
export async function boardPage(request: FastifyRequest, trainingId: number) {
  const { db, say, language } = request
  const board = found(await findBoard(db, trainingId))
  const { selection } = board
  if (selection === null) return { board, selection, needs: await needsOf(request, board) }

  const brief = await linesInBrief(db, selection.id)
  const { summary, passed, input } = figuresOf(board, brief)
  const query = request.query as BoardQuery
  const show = tabs.find((tab) => tab === query.show) ?? 'all'
  const passedIds = passed.map(({ nominationId }) => nominationId)
  const filter = filterOf(query, show, passedIds)
  const page = query.page ?? 1
  const lines = show === 'none' ? [] : await boardLines(db, selection.id, filter, { limit: perPage, offset: (page - 1) * perPage })
  const approval = await approvalOf(db, `selection:${selection.id}`)
  const places = new Map([...brief].filter(({ simulatedOutcome }) => simulatedOutcome === 'waitlisted').map(({ nominationId }, index) => [nominationId, index + 1]))
  const nominating = new Set(brief.map(({ municipalityId }) => municipalityId))
  return {
    board, selection, summary, approval, show, query, needs: null,
    rows: lines.map((line) => ({
      ...line, passed: passedIds.includes(line.id), simulatedPlace: places.get(line.id) ?? null, ...wordsOf(line, say, language),
    })),
    total: lines[0]?.total ?? 0, page, perPage, counts: countsOf(brief, passedIds.length, board, nominating),
    withoutNames: board.municipalities.filter(({ id }) => !nominating.has(id)),
    nominating: board.municipalities.filter(({ id }) => nominating.has(id)),
    rules: rules.filter((rule) => rule === 'by_hand' || brief.some((line) => line.rule === rule)),
    whyNotAsk: whyNotAsk(selection.state, summary, brief.flatMap(({ waitlistPosition }) => waitlistPosition ?? [])),
    prolonged: stillOpen(board.prolonged, request.today),
    quotas: input.quotas ?? {}, openCohorts: openCohorts(board.cohorts),
  }
}

export const perPage = 50
const tabs = ['all', 'changed', 'selected', 'waitlisted', 'next_year', 'declined', 'passed', 'none'] as const
export const rules = [
  'guaranteed', 'first_rank', 'next_rank', 'moved_up', 'team', 'scarce_profession', 'draw', 'spare_seat', 'spare_profession',
  'over_quota', 'over_profession', 'team_waits', 'over_capacity', 'ineligible', 'by_hand',
] as const satisfies readonly Rule[]

/** The figures of a selection as it stands, by the same rules that simulated it. */
function figuresOf(board: Board, brief: readonly BriefLine[]): { summary: Summary; passed: ReturnType<typeof passedOver>; input: Parameters<typeof summaryOf>[1] } {
  const selection = board.selection!
  const nominations = brief.map((line): Nominee => ({
    id: line.nominationId, municipalityId: line.municipalityId, municipalityCode: line.municipalityCode, category: line.category, rank: line.rank,
    professionCode: line.professionCode, wishedCohortIds: wishesOf(line),
    team: line.team,
    problem: line.rule === 'ineligible' ? { key: 'selection.rule.ineligible' } : null,
  }))
  const { capacity, cohorts } = board
  const { overPercent, waitlistMax, hardQuota, seed } = selection
  const input = { nominations, cohorts: openCohorts(cohorts), capacity, overPercent, waitlistMax, hardQuota, seed, quotas: placesByCategory(selection) }
  return { summary: summaryOf(brief, input), passed: passedOver(brief, nominations), input }
}

function countsOf(brief: readonly BriefLine[], passed: number, { municipalities }: Board, nominating: ReadonlySet<number>) {
  const having = (test: (line: BriefLine) => boolean) => brief.filter(test).length
  return {
    all: brief.length, passed, changed: having(({ changed }) => changed === true), selected: having(({ outcome }) => outcome === 'selected'),
    waitlisted: having(({ outcome }) => outcome === 'waitlisted'), next_year: having(({ outcome }) => outcome === 'next_year'), declined: having(({ outcome }) => outcome === 'declined'),
    none: municipalities.filter(({ id }) => !nominating.has(id)).length,
  }
}

function filterOf({ municipality, category, rule, q, line }: BoardQuery, show: string, passed: readonly number[]): LineFilter {
  const id = /^\d{1,9}$/.test(municipality ?? '') ? Number(municipality) : null
  const isCategory = (categories as readonly string[]).includes(category ?? '')
  return {
    municipality: id, category: isCategory ? category as Category : null, rule: rules.some((known) => known === rule) ? rule! : null, q: q ?? '',
    ...(line === undefined ? {} : { line }),
    ...(show === 'changed' ? { changed: true } : {}), ...(show === 'passed' ? { ids: passed } : {}),
    ...(show === 'selected' || show === 'waitlisted' || show === 'next_year' || show === 'declined' ? { outcomes: [show] } : {}),
  }
}

/** The rule that placed a line, with the name of the profession instead of its code; the change by hand stands beside it. */
function wordsOf({ rule, ruleData, profession, professionEn }: BoardLine, say: Say, language: string) {
  const data = ruleData as RuleData
  const { key, data: holes } = ruleInWords({ rule: rule as Rule, ruleData: data })
  const name = language === 'ja' ? profession : professionEn
  const problem = String(data.problem ?? '')
  return {
    ruleText: say(key, { ...holes, profession: name ?? '' }),
    ruleNote: Object.hasOwn(reasons, problem) ? say(problem as TextKey, data) : null,
  }
}

/** What is missing before the first simulation; null for `reason` when nothing is. */
export async function needsOf({ db, today }: FastifyRequest, board: Board) {
  const waiting = board.callId === null ? 0 : await sheetsWaiting(db, board.callId)
  const cohorts = openCohorts(board.cohorts).length
  return { waiting, cohorts, prolonged: stillOpen(board.prolonged, today), reason: whyNotSimulate(board.selection, board.callState ?? 'draft', waiting, cohorts) }
}
