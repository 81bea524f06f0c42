import type { FastifyRequest } from 'fastify'
import { found } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { sideBySide } from '../../cascade/minutes/differing.ts'
import { annexContent, annexOfYear, reachOf } from '../evaluation-annexes/queries.ts'
import { filled, linesOf, missingIn, type AnnexContent, type Ground } from '../self-evaluations/content.ts'
import { actualNow, registersOf, type Asked } from '../self-evaluations/counting.ts'
import { targetLines } from '../self-evaluations/printed.ts'
import { contentOf, sheetOfYear } from '../self-evaluations/queries.ts'
import { whyNotAsk, whyNotCorrect } from '../self-evaluations/rules.ts'
import { movedOf, reachOfYear } from './changes.ts'
import { CorrectionForm, DecisionForm, PublicationForm, ReportForm } from './forms.ts'
import { hashOf } from './hashing.ts'
import { budgetWords } from './paper.ts'
import { besideOf, findEdition, movedMeetings, movedPeople } from './queries.ts'
import { differenceOf, whyNotPublish } from './rules.ts'

const idOf = ({ params }: FastifyRequest) => (params as { id: number }).id

/** How a sheet reads what paper prints. */
const reading = { printed: targetLines, filled: (annex: AnnexContent) => filled(annex.results, annex.figures), budget: budgetWords }

/** A year as it would be frozen now, with what is missing, what has moved, and the request about it. */
export async function checkPage(request: FastifyRequest, yearId: number) {
  const { db, today } = request
  const whole = found(await sheetOfYear(db, yearId))
  const year = whole.years.find(({ id }) => id === yearId)!
  const annex = await annexOfYear(db, yearId)
  const registers = await registersOf(db, reachOfYear(whole, year.fiscalYear, annex && reachOf(annex)))
  const content = contentOf(whole, year.fiscalYear, annexContent(registers, annex))
  const missing = missingIn(content)
  return {
    ...reading, whole, year, content, missing, moved: movedOf(whole, year.fiscalYear, registers), whyNot: whyNotAsk(year, { isFixed: whole.fixedOn !== null, missing: missing.length }, today),
    approval: year.approval, isCorrection: year.editions.length > 0, form: formOf(DecisionForm, request.routeOptions.url?.endsWith('/approval') ? request : nothingSent(request)),
  }
}

export async function correctionPage(request: FastifyRequest) {
  const whole = found(await sheetOfYear(request.db, idOf(request)))
  const year = whole.years.find(({ id }) => id === idOf(request))!
  return { whole, year, whyNot: whyNotCorrect(year.state), form: formOf(CorrectionForm, request) }
}

/** What was frozen, with whether it still has its hash, and for the office where the registers say something else by now. */
export async function editionPage(request: FastifyRequest) {
  const { db, scope, today } = request
  const edition = found(await findEdition(db, scope, idOf(request)))
  const isOffice = scope.of === 'all'
  const posted = request.routeOptions.url ?? ''
  const last = edition.editions[0]!
  return {
    ...reading, edition, content: edition.content, isOffice, isRight: hashOf(edition.content, edition.grounds) === edition.sha256, last, differences: isOffice ? await differencesOf(request, edition) : [],
    whyNotPublish: whyNotPublish(edition, last.number), whyNotCorrect: whyNotCorrect(edition.state),
    reportForm: formOf(ReportForm, posted.endsWith('/report') ? request : nothingSent(request), { reportedOn: edition.reportedOn ?? today, reportedTo: edition.reportedTo || '厚生労働省老健局介護保険計画課' }),
    publicationForm: formOf(PublicationForm, posted.endsWith('/publication') ? request : nothingSent(request), { publishedOn: edition.publishedOn ?? today, address: edition.address }),
  }
}

const askedOf = ({ asked }: Ground) => asked as Asked

/** The items of an edition of which the registers say another figure than when it was frozen. */
async function differencesOf({ db }: FastifyRequest, { content, grounds, fiscalYear }: { content: { items: { id: number; position: number }[] }; grounds: Record<string, Ground>; fiscalYear: number }) {
  const asked = Object.values(grounds).map(askedOf)
  if (asked.length === 0) return []
  const registers = await registersOf(db, { from: asked.some(({ span }) => span === 'cumulative') ? null : fiscalYear, to: fiscalYear })
  return content.items.flatMap(({ id, position }) => {
    const ground = grounds[id]
    const differs = ground === undefined ? null : differenceOf(ground.counted, actualNow(registers, askedOf(ground)).value)
    return differs === null ? [] : [{ itemId: id, position, ...differs }]
  })
}

/** One figure of an edition: what it was made of, what is counted now, and who or which meeting makes the difference, since when. */
export async function figurePage(request: FastifyRequest, itemId: number) {
  const { db, scope } = request
  const edition = found(await findEdition(db, scope, idOf(request)))
  const item = found(edition.content.items.find(({ id }) => id === itemId))
  const ground = found(edition.grounds[itemId])
  const asked = askedOf(ground)
  const now = actualNow(await registersOf(db, { from: asked.span === 'cumulative' ? null : asked.fiscalYear, to: asked.fiscalYear }), asked)
  const isMeetings = asked.measure === 'meetings'
  const people = isMeetings ? [] : ground.people.length > 0 || now.registers ? await movedPeople(db, asked, ground.people, edition.madeAt) : []
  const meetings = isMeetings ? await movedMeetings(db, asked, ground.meetings, edition.madeAt) : []
  const moments = [...people, ...meetings].flatMap(({ movedAt }) => movedAt === null ? [] : [new Date(movedAt)])
  const cell = item.cells.find(({ fiscalYear }) => fiscalYear === edition.fiscalYear)!
  return { edition, item, cell, ground, now, people, meetings, since: moments.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null, differs: differenceOf(ground.counted, now.value) }
}

/** Two editions of a sheet, place by place, line by line: only what differs. */
export async function differencesPage(request: FastifyRequest, beside: number | undefined) {
  const { db, scope } = request
  const edition = found(await findEdition(db, scope, idOf(request)))
  const others = edition.editions.filter(({ id }) => id !== edition.id)
  const otherId = beside ?? others.find(({ number }) => number < edition.number)?.id ?? others[0]?.id
  if (otherId === undefined) return { edition, others, other: null, places: [] }
  const other = found((await besideOf(db, scope, edition.id, otherId)).find(({ id }) => id === otherId && id !== edition.id))
  if (other.sheetId !== edition.sheetId) found(null)
  const [own, theirs] = [linesOf(edition.content), linesOf(other.content)]
  const names = [...new Set([...own, ...theirs].map(({ place }) => place))]
  const textAt = (lines: typeof own, name: string) => lines.find(({ place }) => place === name)?.text ?? ''
  const places = names.filter((name) => textAt(own, name) !== textAt(theirs, name)).map((name) => ({ name, lines: sideBySide(textAt(own, name), textAt(theirs, name)) }))
  return { edition, others, other, places }
}
