import { sql } from 'kysely'
import type { Change } from '../../base/change.ts'
import { found, mend, refuse } from '../../base/errors.ts'
import type { SenderForm } from './forms.ts'
import { findSender, sendersInOrder } from './queries.ts'
import { problemsOfTerm } from './rules.ts'

/** Adds who signs for an office from a day on. Logs 'sender.added'. @throws Unfit when two would sign on one day */
export async function addSender(change: Change, form: SenderForm): Promise<number> {
  await whole(change, form)
  const { id } = await change.tx.insertInto('sender').values(columnsOf(form)).returning('id').executeTakeFirstOrThrow()
  change.log('sender.added', `sender:${id}`, { label: form.label.trim() })
  return id
}

/** Changes a sender or ends their term; what was printed stays as it is. Logs 'sender.changed'. @throws Missing, Refusal when somebody else wrote meanwhile, Unfit */
export async function changeSender(change: Change, id: number, form: SenderForm): Promise<void> {
  await whole(change, form, id)
  const { version } = found(await findSender(change.tx, id))
  if (form.version !== version) refuse({ key: 'form.stale' })
  await change.tx.updateTable('sender').set({ ...columnsOf(form), version: version + 1 }).where('id', '=', id).execute()
  change.log('sender.changed', `sender:${id}`, { label: form.label.trim() })
}

const columnsOf = ({ label, organization = '', title, name = '', validFrom, validTo = null as never }: SenderForm) => ({
  label: label.trim(), organization: organization.trim(), title: title.trim(), name: name.trim(), valid_from: validFrom, valid_to: validTo,
})

/** The form against all who sign for the same office. Two who write at once write one after the other: a term that is not there yet holds no row. */
async function whole({ tx }: Change, { label, title, validFrom, validTo }: SenderForm, id?: number): Promise<void> {
  await sql`lock table sender in share row exclusive mode`.execute(tx)
  const others = (await sendersInOrder(tx)).filter((one) => one.label === label.trim() && one.id !== id)
  mend([
    ...(['label', 'title'] as const).filter((name) => ({ label, title })[name].trim() === '').map((field) => ({ field, reason: { key: 'form.missing' as const } })),
    ...problemsOfTerm({ validFrom, validTo: validTo ?? null }, others),
  ])
}
