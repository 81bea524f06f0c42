import type { Change } from '../../base/change.ts'
import { found, mend, refuse, type Reason } from '../../base/errors.ts'
import type { BounceForm, NoticeForm } from './forms.ts'
import { addressesOf, isMarked, latestSentTo, sentMessage } from './queries.ts'
import { bounceIn, cleaned, isBounce, whyNotMark, type ReadLine } from './rules.ts'
import type { NoticeFile } from './uploads.ts'

/** Marks one of the addresses of a message as not working, in a person's own words. @throws Missing, Refusal */
export async function markBounce(change: Change, messageId: number, { address, reason }: BounceForm): Promise<void> {
  const { sentTo } = found(await sentMessage(change.tx, messageId))
  refuse(whyNotMark(sentTo, address.toLowerCase()))
  await keepBounce(change, messageId, { address: address.toLowerCase(), status: null, words: cleaned(reason) })
}

/** The same from the source of a notice of failed delivery. Returns the message it is about. @throws Unfit when it tells of none */
export async function readNotice(change: Change, { source }: NoticeForm): Promise<number> {
  const messageId = await takeNotice(change, source)
  mend(typeof messageId === 'number' ? [] : [{ field: 'source', reason: messageId }])
  return messageId as number
}

/**
 * The same from many notices as files. Each stands for itself: those that tell of a failure are marked, of the others it
 * is kept why not, for the page of the result. Returns its number.
 */
export async function readNotices(change: Change, files: readonly NoticeFile[]): Promise<number> {
  mend(files.length === 0 ? [{ field: 'files', reason: { key: 'bounces.noFile' } }] : [])
  const lines: ReadLine[] = []
  const seen = new Set<string>()
  for (const { name, source } of files) {
    // A notice that names no message would mark another one each time it is read.
    const isAgain = typeof source === 'string' && seen.has(source)
    if (typeof source === 'string') seen.add(source)
    const read = isAgain ? { key: 'bounces.already' as const } : typeof source === 'string' ? await takeNotice(change, source) : source
    lines.push(typeof read === 'number' ? { name, messageId: read } : { name, reason: read })
  }
  const { id } = await change.tx.insertInto('bounce_reading').values({ lines: JSON.stringify(lines), read_by: change.actor!.personId, read_at: change.now })
    .returning('id').executeTakeFirstOrThrow()
  const marked = lines.filter(({ reason }) => reason === undefined).length
  change.log('mail.notices_read', `bounce_reading:${id}`, { count: files.length, marked })
  return id
}

/** Marks what a notice tells of, or says why there is nothing to mark. */
async function takeNotice(change: Change, notice: string): Promise<number | Reason> {
  const read = bounceIn(notice)
  if (!isBounce(read)) return read
  const named = read.messageId === null ? undefined : await sentMessage(change.tx, read.messageId)
  const message = named && whyNotMark(named.sentTo, read.address) === null ? named : await latestSentTo(change.tx, read.address)
  if (message !== undefined) {
    await keepBounce(change, message.id, read)
    return message.id
  }
  return { key: await isMarked(change.tx, read.address) ? 'bounces.already' : 'bounces.notOurs' }
}

/** The message did not arrive there after all: the address is taken off it, so that it can be sent again to another one. */
async function keepBounce({ tx, actor, now, log }: Change, messageId: number, { address, status, words }: { address: string; status: string | null; words: string }): Promise<void> {
  await tx.insertInto('mail_bounce').values({ address, message_id: messageId, reason: words, status, marked_by: actor!.personId, marked_at: now })
    .onConflict((oc) => oc.column('address').where('cleared_at', 'is', null).doUpdateSet({ message_id: messageId, reason: words, status, marked_by: actor!.personId, marked_at: now })).execute()
  const { sent_to } = await tx.selectFrom('message').select('sent_to').where('id', '=', messageId).forUpdate().executeTakeFirstOrThrow()
  const reached = addressesOf(sent_to).filter((one) => one.toLowerCase() !== address)
  await tx.updateTable('message').set({ sent_to: reached.join(', '), state: 'failed', held_reason: `bounced: ${[words, status].filter(Boolean).join(' ')}` })
    .where('id', '=', messageId).execute()
  log('mail.bounced', `message:${messageId}`, { ...status && { status } })
}

/** The address works again, or was marked by mistake. @throws Missing */
export async function clearBounce({ tx, actor, now, log }: Change, id: number): Promise<void> {
  const row = found(await tx.updateTable('mail_bounce').set({ cleared_by: actor!.personId, cleared_at: now }).where('id', '=', id).where('cleared_at', 'is', null)
    .returning(['id', 'message_id']).executeTakeFirst())
  log('mail.bounce_cleared', `message:${row.message_id}`)
}
