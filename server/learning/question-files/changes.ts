import type { Change } from '../../base/change.ts'
import { found, refuse } from '../../base/errors.ts'
import { putInPlace, type FileNow } from '../../office/table-imports/changes.ts'
import { whyNotOpen } from '../../office/table-imports/rules.ts'
import { codesFor, holdBank, putQuestion, remakeQuestion } from '../questions/changes.ts'
import { wholeBank } from '../questions/queries.ts'
import { compare, stampOf, type Compared, type Incoming } from './incoming.ts'
import type { TakeForm } from './forms.ts'

/** Keeps a file that was sent. Earlier ones that were not taken in are given up: their keys come back. Logs 'questionFile.sent'. */
export async function keepFile(change: Change, bankId: number, file: FileNow): Promise<{ id: number; unneeded: string[] }> {
  await holdBank(change, bankId)
  const kept = await putInPlace(change, 'question_file', { bank_id: bankId }, file, { kind: /\.zip$/i.test(file.name) ? 'package' : 'table' })
  change.log('questionFile.sent', `questionFile:${kept.id}`, { bankId, bytes: file.bytes, sha256: file.sha256 })
  return kept
}

/**
 * Takes what was chosen of a file into its bank, all or nothing: one that cannot be taken, chosen all the same, refuses the
 * whole; so does a bank that changed since it was looked at. Logs each question and 'questionFile.taken'.
 */
export async function takeQuestions(change: Change, id: number, bankId: number, incoming: readonly Incoming[], { take, seen }: { take: ReadonlySet<number>; seen: TakeForm['seen'] }): Promise<void> {
  const { tx, now, scope, log } = change
  await holdBank(change, bankId)
  const { state } = found(await tx.selectFrom('question_file').select('state').where('id', '=', id).where('bank_id', '=', bankId).forUpdate().executeTakeFirst())
  refuse(whyNotOpen(state))
  const bank = await wholeBank(tx, scope, bankId)
  refuse(stampOf(bank) === seen ? null : { key: 'form.stale' })
  const chosen = compare(bank, incoming).filter((_, place) => take.has(place))
  refuse(chosen.some(({ mark }) => mark === 'refused') ? { key: 'questionFiles.hasRefused' } : null)
  const written = chosen.filter(({ mark }) => mark === 'new' || mark === 'changed')
  refuse(written.length === 0 ? { key: 'questionFiles.nothingNew' } : null)
  await write(change, bankId, written)
  await tx.updateTable('question_file').set({ state: 'taken', taken_at: now, questions: written.length }).where('id', '=', id).execute()
  log('questionFile.taken', `questionFile:${id}`, { bankId, questions: written.length })
}

async function write(change: Change, bankId: number, written: readonly Compared[]): Promise<void> {
  const free = await codesFor(change, bankId, written)
  for (const { before, made, one } of written) {
    if (before === null) await putQuestion(change, bankId, one.code ?? free.shift()!, made!)
    else await remakeQuestion(change, before, before.code, made!)
  }
}
