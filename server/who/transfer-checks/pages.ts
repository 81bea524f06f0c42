import type { FastifyRequest } from 'fastify'
import { dayInJapan, fiscalYearInWords, momentInWords, timeInJapan, type Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { formOf } from '../../base/forms.ts'
import { buildTable, type TableForm } from '../../base/table-files.ts'
import { CorrectionForm } from './forms.ts'
import { correctableOf } from './moves/changes.ts'
import { municipalityNamed } from './places.ts'
import { findLine, findSheet, placesToChoose, progressList, rowsOf, rowsPerPage, submittedLines, type Check, type Row } from './queries.ts'
import { answers, boxes, categories, fateOfPost, lastDayFor, readLine, whyNotAnswer, whyNotCorrect, type Box, type Typed } from './rules.ts'

type Problems = Partial<Record<Box, string>>
/** A row as the page draws it: what stands, what is in its boxes, what is wrong, and what somebody else saved meanwhile. */
export interface Drawn extends Row { n: number; typed: Typed; seen: number; problems: Problems; theirs: Typed | null }

const ownIn = (request: FastifyRequest): number => found(request.scope.of === 'municipality' ? request.scope.municipalityId : null)

/** The one screen of a municipality: everybody with what was typed, or, once it was handed in, what was said. */
export async function ownPage(request: FastifyRequest, checkId: number) {
  const { db, today, query } = request
  const municipalityId = ownIn(request)
  const { check, sheet } = found(await findSheet(db, checkId, municipalityId))
  const { page = 1, show } = query as { page?: number; show?: 'open' }
  const lastDay = lastDayFor(check, sheet.leave)
  if (sheet.submittedAt !== null) return { check, sheet, lastDay, submitted: await saidPage(request, sheet.id!, page), rows: null }
  const [rows, places] = [await rowsOf(request.beyond, municipalityId, sheet.id, { page, open: show === 'open' }), await placesToChoose(db, municipalityId)]
  const total = rows[0]?.total ?? 0
  return {
    check, sheet, lastDay, submitted: null, places, progress: sheet.progress, waiting: sheet.waiting, answers, categories, show: show ?? null,
    whyNot: whyNotAnswer(check, { submittedOn: null }, sheet.leave, today), ...drawn(request, rows),
    pager: { page, pages: Math.max(1, Math.ceil(total / rowsPerPage)), total, perPage: rowsPerPage },
  }
}

/** Rows with what came back from a form laid over what is kept. */
function drawn(request: FastifyRequest, rows: readonly Row[]): { rows: Drawn[]; problems: { name: string; label: string; problem: string }[] } {
  const isBack = request.method === 'POST' && (request.validationError !== undefined && request.validationError !== null || request.unfit.length > 0 || request.refusal !== null)
  const sent = isBack ? listOf((request.typed as { rows?: unknown } | undefined)?.rows) : []
  const placeOf = new Map(sent.map((row, n) => [Number(row.affiliationId), { row, n }]))
  const list = rows.map((row, n): Drawn => {
    const back = placeOf.get(row.affiliationId)
    const wrong = request.unfit.filter(({ field }) => back !== undefined && field.startsWith(`rows.${back.n}.`))
    const kept = row.line?.typed ?? {}
    const isTheirs = wrong.some(({ reason }) => reason.key === 'transferChecks.savedByOther')
    return {
      ...row, n, typed: back === undefined ? kept : back.row, seen: isTheirs || back === undefined ? row.line?.version ?? 0 : Number(back.row.seen) || 0, theirs: isTheirs ? kept : null,
      problems: Object.fromEntries(wrong.map(({ field, reason }) => [field.split('.')[2]!, request.say(reason.key, reason.data)])),
    }
  })
  const problems = list.flatMap((row) => Object.entries(row.problems).map(([box, problem]) => ({ name: `rows.${row.n}.${box}`, label: row.name, problem })))
  // What is too long is told by the schema, row by row.
  for (const { instancePath } of request.validationError?.validation ?? []) {
    const [, n, box] = /^\/rows\/(\d+)\/(\w+)/.exec(instancePath) ?? []
    const row = list.find((one) => n !== undefined && one.affiliationId === Number(sent[Number(n)]?.affiliationId))
    if (row === undefined || !boxes.includes(box as Box)) continue
    row.problems[box as Box] = request.say('form.wrong')
    problems.push({ name: `rows.${row.n}.${box}`, label: row.name, problem: request.say('form.wrong') })
  }
  return { rows: list, problems }
}

type Sent = Typed & { affiliationId?: unknown; seen?: unknown }
const listOf = (rows: unknown): Sent[] => Array.isArray(rows) ? rows as Sent[] : []

/** What one is shown after a draft was saved, alone when the page asked for it. */
export async function savedPiece(request: FastifyRequest, checkId: number) {
  const { check, sheet } = found(await findSheet(request.db, checkId, ownIn(request)))
  return { check, sheet, progress: sheet.progress, savedAt: timeInJapan(request.server.clock()) }
}

/** Before it is handed in: what it will do, to whom, and what is still missing. */
export async function lookPage(request: FastifyRequest, checkId: number) {
  const { db, today, actor } = request
  const municipalityId = ownIn(request)
  const { check, sheet } = found(await findSheet(db, checkId, municipalityId))
  const rows = await rowsOf(request.beyond, municipalityId, sheet.id, { perPage: 5_000 })
  const places = await placesToChoose(db, municipalityId)
  const read = rows.map((row) => ({ row, ...readLine(row.line?.typed ?? {}, { ...row, municipalityId }, municipalityNamed(places), today) }))
  const nameOf = new Map(places.municipalities.map((one) => [one.id, one]))
  const moving = read.flatMap(({ row, move }) => move === null || move.answer === 'here' ? [] : [{
    ...row, move, to: move.toMunicipalityId === null ? null : nameOf.get(move.toMunicipalityId)!,
    isLinked: move.answer !== 'within' || places.organizations.some(({ name }) => name === move.organization),
    ownPost: row.isOfficer && (move.answer === 'away' || move.answer === 'left') ? fateOfPost({ kind: 'municipality', personId: row.personId }, actor?.personId ?? null) : null,
    staysHere: rows.some((one) => one.personId === row.personId && one.affiliationId !== row.affiliationId && ['here', 'within'].includes(read.find(({ row }) => row === one)?.move?.answer ?? '')),
  }])
  const unfit = read.filter(({ move }) => move === null).map(({ row, problems }) => ({ name: row.name, problem: request.say(problems[0]!.reason.key, problems[0]!.reason.data), answered: row.line?.typed.answer !== undefined }))
  return {
    check, sheet, lastDay: lastDayFor(check, sheet.leave), whyNot: whyNotAnswer(check, { submittedOn: sheet.submittedAt && dayInJapan(sheet.submittedAt) }, sheet.leave, today), moving, unfit,
    counts: Object.fromEntries(answers.map((answer) => [answer, read.filter(({ move }) => move?.answer === answer).length])) as Record<typeof answers[number], number>, total: rows.length,
  }
}

const saidPerPage = 200

/** What a municipality handed in. */
export async function saidPage(request: FastifyRequest, sheetId: number, page: number) {
  const lines = await submittedLines(request.db, request.scope, sheetId, { page, perPage: saidPerPage })
  const total = lines[0]?.total ?? 0
  return { lines, pager: { page, pages: Math.max(1, Math.ceil(total / saidPerPage)), total, perPage: saidPerPage } }
}

/** One municipality's check, for the prefecture. */
export async function sheetPage(request: FastifyRequest, checkId: number, municipalityId: number, page: number) {
  const { check, sheet } = found(await findSheet(request.db, checkId, municipalityId))
  return { check, sheet, lastDay: lastDayFor(check, sheet.leave), submitted: sheet.id === null || sheet.submittedAt === null ? null : await saidPage(request, sheet.id, page) }
}

export type Standing = 'finished' | 'late' | 'begun' | 'overdue' | 'open'
/** How far one municipality is. */
export const standingOf = (check: Pick<Check, 'dueOn'>, one: { state: 'draft' | 'submitted' | null; late: boolean | null; leave: Day | null; counts: object | null }, today: Day): Standing =>
  one.state === 'submitted' ? (one.late ? 'late' : 'finished') : today > lastDayFor(check, one.leave) ? 'overdue' : one.counts === null ? 'open' : 'begun'

/** Everybody's progress in code order, and what it adds up to. */
export async function progressPage(request: FastifyRequest, check: Check) {
  const rows = (await progressList(request.db, check.id)).map((one) => ({ ...one, standing: standingOf(check, one, request.today), lastDay: lastDayFor(check, one.leave) }))
  const count = (...standings: Standing[]) => rows.filter(({ standing }) => standings.includes(standing)).length
  const sum = (answer: typeof answers[number]) => rows.reduce((all, { state, counts }) => all + (state === 'submitted' ? counts?.[answer] ?? 0 : 0), 0)
  return { check, rows, answers, tally: { finished: count('finished', 'late'), begun: count('begun'), overdue: count('overdue'), open: count('open'), ...Object.fromEntries(answers.map((one) => [one, sum(one)])) as Record<typeof answers[number], number> } }
}

/** The same as a table. */
export async function progressFile(request: FastifyRequest, check: Check, as: TableForm) {
  const { say, language } = request
  const { rows } = await progressPage(request, check)
  const title = say('transferChecks.titleOf', { year: fiscalYearInWords(check.fiscalYear, language) })
  const columns = [
    { header: say('organizations.code'), width: 10, isText: true }, { header: say('transferChecks.municipality'), width: 16 }, { header: say('transferChecks.state'), width: 14 }, { header: say('transferChecks.people'), width: 10 },
    ...answers.map((answer) => ({ header: say(`transferChecks.answers.${answer}`), width: 12 })), { header: say('transferChecks.lastDay'), width: 16 }, { header: say('transferChecks.submittedAt'), width: 24 },
  ]
  return buildTable({ fileName: title, sheet: say('transferChecks.title'), title, above: [[title]], columns, rows: rows.map((one) => [
    one.code, language === 'ja' ? one.name : one.nameEn, say(`transferChecks.standings.${one.standing}`), one.people, ...answers.map((answer) => one.state === 'submitted' ? one.counts?.[answer] ?? 0 : null), one.lastDay,
    one.submittedAt === null ? '' : momentInWords(one.submittedAt, language),
  ]) }, as, request.server.clock())
}

/** The paper that goes round the sections: everybody with four boxes to tick. */
export async function paperOf(request: FastifyRequest, checkId: number) {
  const { db } = request
  const municipalityId = ownIn(request)
  const { check, sheet } = found(await findSheet(db, checkId, municipalityId))
  const rows = await rowsOf(request.beyond, municipalityId, sheet.id, { perPage: 5_000 })
  const year = fiscalYearInWords(check.fiscalYear, 'ja')
  return { check, data: {
    title: `${year}　異動確認票`, municipality: sheet.name, dueOn: lastDayFor(check, sheet.leave), contact: check.contact,
    rows: rows.map((row, n) => ({ number: String(n + 1), name: row.name, kana: row.kana ?? '', organization: row.organization, profession: row.profession ?? '', category: row.category ?? '', answer: row.line?.typed.answer ?? '' })),
  } }
}

/** Something said wrong is said anew, with its reason. */
export async function correctionPage(request: FastifyRequest, lineId: number) {
  const line = found(await findLine(request.beyond, request.scope, lineId))
  const places = await placesToChoose(request.db, line.municipalityId)
  return {
    line, places, answers, categories, whyNot: whyNotCorrect(correctableOf(line)),
    form: formOf(CorrectionForm, request, { answer: '', day: '', organization: '', position: line.standingPosition ?? '', category: line.standingCategory ?? '', municipality: '', note: '' }),
  }
}
