import type { Change } from '../../base/change.ts'
import { found, mend, refuse, Refusal } from '../../base/errors.ts'
import { flawsOf, type Made } from './fitness.ts'
import type { BankForm, NewQuestionForm, QuestionForm } from './forms.ts'
import { differing, inPlace, madeOf, problemsOf } from './making.ts'
import { coursesFor, findBank, findQuestion } from './queries.ts'
import type { QuestionKind } from './rules.ts'

/** A new bank: of a course one reaches, or of none for who reaches all. @throws Missing for another course, Unfit */
export async function makeBank(change: Change, form: BankForm): Promise<number> {
  const { tx, log } = change
  const { id } = await tx.insertInto('question_bank').values(await columnsOf(change, form)).returning('id').executeTakeFirstOrThrow()
  log('questionBank.made', `questionBank:${id}`, { name: form.name })
  return id
}

/** A bank is named anew or given to another course. @throws Missing, Unfit, Refusal when somebody else was first */
export async function editBank(change: Change, id: number, form: BankForm): Promise<void> {
  const { tx, log, scope } = change
  found(await findBank(tx, scope, id))
  const version = form.version ?? 0
  const changed = await tx.updateTable('question_bank').set({ ...await columnsOf(change, form), version: version + 1 })
    .where('id', '=', id).where('version', '=', version).returning('id').executeTakeFirst()
  if (changed === undefined) throw new Refusal({ key: 'form.stale' })
  log('questionBank.edited', `questionBank:${id}`, { name: form.name })
}

async function columnsOf({ tx, scope }: Change, { name, nameEn = '', courseId }: BankForm) {
  if (courseId === undefined && scope.of !== 'all') mend([{ field: 'courseId', reason: { key: 'form.notChosen' } }])
  if (courseId !== undefined) found((await coursesFor(tx, scope)).find(({ id }) => id === courseId))
  return { name, name_en: nameEn, course_id: courseId ?? null }
}

/** Holds a bank one reaches, so that no two of its questions get one code. @throws Missing */
export async function holdBank({ tx, scope }: Change, id: number) {
  const bank = found(await findBank(tx, scope, id))
  await tx.selectFrom('question_bank').select('id').where('id', '=', id).forUpdate().execute()
  return bank
}

/** A new question in its first version. @throws Missing for a bank out of reach, Unfit with each problem at its box */
export async function makeQuestion(change: Change, bankId: number, form: NewQuestionForm): Promise<number> {
  await holdBank(change, bankId)
  const made = checked(form.kind, form)
  const code = form.code ?? await nextCode(change, bankId)
  mend(await isTaken(change, bankId, code) ? [codeTaken] : [])
  return putQuestion(change, bankId, code, made)
}

const codeTaken = { field: 'code', reason: { key: 'questions.wrong.codeTaken' } } as const

function checked(kind: QuestionKind, form: QuestionForm | NewQuestionForm): Made {
  const typed = madeOf(kind, form)
  const flaws = flawsOf(typed.made)
  if (typed.isChosenBlank) flaws.push({ part: 'right', reason: { key: 'questions.wrong.rightBlank' } })
  mend(problemsOf(kind, flaws, typed, form))
  return typed.made
}

/** A question is written down; its bank is held. Logs 'question.made'. */
export async function putQuestion(change: Change, bankId: number, code: string, made: Made): Promise<number> {
  const { tx, log } = change
  const { id } = await tx.insertInto('question').values({ bank_id: bankId, code, kind: made.body.kind, tags: [...made.tags] }).returning('id').executeTakeFirstOrThrow()
  await putVersion(change, id, 1, made)
  log('question.made', `question:${id}`, { code, kind: made.body.kind })
  return id
}

async function putVersion({ tx, now }: Change, question_id: number, number: number, { stem, body, points, feedback }: Made): Promise<void> {
  await tx.insertInto('question_version').values({ question_id, number, stem, body: JSON.stringify(body), points, feedback, made_at: now }).execute()
}

/** The next free number of a bank: Q001, Q002, … */
async function nextCode({ tx }: Change, bankId: number): Promise<string> {
  const rows = await tx.selectFrom('question').select('code').where('bank_id', '=', bankId).where('code', '~', '^Q[0-9]{1,6}$').limit(100_000).execute()
  return codeOf(Math.max(0, ...rows.map(({ code }) => Number(code.slice(1)))) + 1)
}
const codeOf = (number: number): string => `Q${String(number).padStart(3, '0')}`

const isTaken = async ({ tx }: Change, bankId: number, code: string, except = 0) => await tx.selectFrom('question').select('id')
  .where('bank_id', '=', bankId).where('code', '=', code).where('id', '<>', except).executeTakeFirst() !== undefined

/**
 * A question is made anew: what is asked or right becomes a new version, and where nothing of that differs, none is made.
 * @throws Missing, Unfit, Refusal when somebody else was first
 */
export async function editQuestion(change: Change, id: number, form: QuestionForm): Promise<void> {
  const question = found(await findQuestion(change.tx, change.scope, id))
  await holdBank(change, question.bankId)
  const typed = checked(question.kind, form)
  const made = { ...typed, body: inPlace(question.body, typed.body) }
  const code = form.code ?? question.code
  mend(await isTaken(change, question.bankId, code, id) ? [codeTaken] : [])
  await remakeQuestion(change, { ...question, version: form.version }, code, made)
}

type Before = Made & { questionId: number; code: string; number: number; version: number }

/** Writes what differs of a question whose bank is held. Logs 'question.edited'. @throws Refusal when it is no longer as `before` */
export async function remakeQuestion(change: Change, before: Before, code: string, made: Made): Promise<void> {
  const { tx, log } = change
  const parts = differing(before, made)
  const fields = before.code === code ? parts : ['code', ...parts]
  const changed = await tx.updateTable('question').set({ code, tags: [...made.tags], version: before.version + (fields.length > 0 ? 1 : 0) })
    .where('id', '=', before.questionId).where('version', '=', before.version).returning('id').executeTakeFirst()
  if (changed === undefined) throw new Refusal({ key: 'form.stale' })
  const isNew = parts.some((part) => part !== 'tags')
  if (isNew) await putVersion(change, before.questionId, before.number + 1, made)
  log('question.edited', `question:${before.questionId}`, { code, fields, ...isNew && { versionNumber: before.number + 1 } })
}

/** A question is asked no more, or asked again. Who was asked it keeps it. @throws Missing, Refusal */
export async function setState(change: Change, id: number, version: number, state: 'active' | 'retired'): Promise<void> {
  const { tx, log, scope } = change
  const question = found(await findQuestion(tx, scope, id))
  refuse(question.state === state ? { key: state === 'retired' ? 'questions.isRetired' : 'questions.isActive' } : null)
  const changed = await tx.updateTable('question').set({ state, version: version + 1 }).where('id', '=', id).where('version', '=', version).returning('id').executeTakeFirst()
  if (changed === undefined) throw new Refusal({ key: 'form.stale' })
  log(state === 'retired' ? 'question.retired' : 'question.broughtBack', `question:${id}`, { code: question.code })
}

/** Another question that begins as this one stands, in the same bank under a number of its own. @throws Missing */
export async function copyQuestion(change: Change, id: number): Promise<number> {
  const question = found(await findQuestion(change.tx, change.scope, id))
  await holdBank(change, question.bankId)
  return putQuestion(change, question.bankId, await nextCode(change, question.bankId), question)
}

/** Free numbers for those of a file that come without one; what the others are called is not given out. */
export async function codesFor(change: Change, bankId: number, written: readonly { before: object | null; one: { code: string | null } }[]): Promise<string[]> {
  const brought = new Set(written.map(({ one }) => one.code))
  let next = Number((await nextCode(change, bankId)).slice(1))
  return written.filter(({ before, one }) => before === null && one.code === null).map(() => {
    while (brought.has(codeOf(next))) next += 1
    return codeOf(next++)
  })
}
