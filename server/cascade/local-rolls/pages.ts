import type { FastifyRequest } from 'fastify'
import { dayInJapan, dayInWords } from '../../base/days.ts'
import { found, refuse } from '../../base/errors.ts'
import { formOf, nothingSent } from '../../base/forms.ts'
import { buildTable, type TableForm } from '../../base/table-files.ts'
import { countRoll, pileOf, revisionOf, whyNotCounted } from '../../classroom/attendance/rules.ts'
import { knownPeople } from '../../who/people/queries.ts'
import { findLocalTraining } from '../local-trainings/queries.ts'
import { AddForm, PasteForm, TapForm, type PeopleQuery } from './forms.ts'
import { localMarksOf, localRollOf, participantsOf } from './queries.ts'
import { whyNotRemove, whyNotTakeRoll } from './rules.ts'

const foundMax = 30

/** The people of a training with their days, who has completed, and the ways to add more. */
export async function peoplePage(request: FastifyRequest, id: number, { q = '', completed, take, as }: PeopleQuery, sent?: 'add' | 'paste') {
  const { db, scope, today } = request
  const [known, people, matches] = await Promise.all([findLocalTraining(db, scope, id, today), participantsOf(db, scope, id), scope.of === 'municipality' ? knownPeople(db, scope, q, foundMax) : []])
  const training = found(known)
  const there = new Set(people.map(({ personId }) => personId))
  const of = (which: typeof sent) => sent === which ? request : nothingSent(request)
  return {
    training, q, completedOnly: completed === 'yes', total: people.length, completers: people.filter((one) => one.completed).length,
    people: people.filter((one) => completed === undefined || one.completed).map((one) => ({ ...one, whyNotRemove: whyNotRemove({ marks: one.marks.length, state: training.state }) })),
    matches: matches.map((one) => ({ ...one, isThere: there.has(one.id) })), more: (matches[0]?.total ?? 0) > matches.length, whyNot: whyNotTakeRoll(training.state),
    addForm: formOf(AddForm, of('add')), pasteForm: formOf(PasteForm, of('paste')),
    begun: take === undefined ? null : `/local-trainings/${id}/completers/${take}${as === undefined ? '' : `?as=${as}`}`,
  }
}

/** How long one's own last tap is offered to be taken back. */
const undoMinutes = 60

export interface Looked { day?: number | undefined; row?: number | undefined; open?: number | undefined; refused?: number | undefined }

/** The roll of one day; a day of another training is not there. `open` shows all marks of a row, and everything that is rarely needed. */
export async function rollPage(request: FastifyRequest, id: number, { day: dayId, row: rowId, open, refused }: Looked) {
  const { db, scope, actor, today, server } = request
  const training = found(await findLocalTraining(db, scope, id, today))
  // The day that is asked for, else today's, else the one to come, else the last.
  const day = found(dayId === undefined ? training.days.find((one) => one.heldOn >= today) ?? training.days.at(-1) : training.days.find((one) => one.id === dayId))
  const since = new Date(server.clock().getTime() - undoMinutes * 60_000)
  const [rows, kept] = await Promise.all([localRollOf(db, scope, id, day.id, { me: actor?.personId ?? 0, since }), open === undefined ? [] : localMarksOf(db, day.id, open)])
  const roll = rows.map((one) => {
    const mark = one.state === null ? null : { state: one.state, minutes: one.minutes }
    return {
      ...one, mark, revision: revisionOf(mark === null ? null : { ...mark, evidence: one.evidence!, markedAt: one.markedAt! }), markedDay: one.markedAt === null ? null : dayInJapan(one.markedAt),
      whyNot: mark === null ? null : whyNotCounted(mark, { lateLimitMinutes: training.lateLimitMinutes, madeUpCounts: true }),
    }
  })
  return {
    training, planned: day, roll, row: rowId === undefined ? undefined : found(roll.find((one) => one.id === rowId)), open, refused: refused ?? null, kept, standsId: pileOf(kept).at(-1)?.id,
    counts: countRoll(roll.map(({ mark }) => mark)), undo: roll.find(({ undoId }) => undoId !== null) ?? null, whyNotTake: whyNotTakeRoll(training.state), form: formOf(TapForm, request),
  }
}

const heads = ['番号', '氏名', 'ふりがな', '職種', '所属', '出席した日数'] as const

/** Those who attended enough by the rule of the plan, for a file or paper: always in Japanese, as it goes to an office. */
async function completersOf(request: FastifyRequest, id: number) {
  const { db, scope, today } = request
  const training = found(await findLocalTraining(db, scope, id, today))
  const people = (await participantsOf(db, scope, id)).filter((one) => one.completed)
  refuse(people.length === 0 ? { key: 'localRolls.noCompleters' } : null)
  const attended = (one: typeof people[number]) => one.marks.filter((mark) => whyNotCounted(mark, { lateLimitMinutes: training.lateLimitMinutes, madeUpCounts: true }) === null).length
  const rule = training.daysNeeded === null ? `全${training.days.length}日に出席` : `${training.days.length}日のうち${training.daysNeeded}日以上に出席`
  return {
    title: `修了者名簿　${training.title}`, note: `${training.municipality}　${training.days.map(({ heldOn }) => dayInWords(heldOn, 'ja', 'era')).join('、')}　${rule}`,
    rows: people.map((one) => [String(one.number), one.name, one.kana, one.profession ?? '', one.affiliation, String(attended(one))]),
  }
}

export async function completersFile(request: FastifyRequest, id: number, as: TableForm) {
  const { title, note, rows } = await completersOf(request, id)
  const columns = heads.map((header, place) => ({ header, width: [8, 16, 18, 18, 30, 12][place]!, isText: true }))
  return buildTable({ fileName: title.replaceAll('　', ' '), sheet: '修了者名簿', title, above: [[title], [note]], columns, rows }, as, request.server.clock())
}

export async function completersPaper(request: FastifyRequest, id: number) {
  const { title, note, rows } = await completersOf(request, id)
  const pdf = await request.server.outside.paper.print('register', { title, printedOn: dayInWords(request.today, 'ja', 'era'), note, columns: [...heads], rows })
  return { pdf, name: `${title.replaceAll('　', ' ')}.pdf` }
}
