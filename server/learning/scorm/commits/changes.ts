import type { Actor } from '../../../base/access.ts'
import type { Change } from '../../../base/change.ts'
import { dayInJapan } from '../../../base/days.ts'
import { found } from '../../../base/errors.ts'
import { enter } from '../../../base/wall.ts'
import type { Course } from '../course.ts'
import { isOfOneSitting, suspendDataMax, whyNotElement, type Wrong } from '../elements.ts'
import type { CommitForm } from '../forms.ts'
import { hashOf } from '../playing/changes.ts'
import { findLaunch, holdAttemptOf, standingsWithTold, type Launch, type State } from '../queries.ts'
import { contentOf, isTooLate, secondsBetween, secondsOf, whyNotCommit, type Closed } from '../rules.ts'
import { settle } from '../settling/changes.ts'
import { standingOf } from '../standings/rules.ts'

/** All that one item of one attempt may keep, in signs. */
const elementsMax = 1_500_000

export type Taken = { closed: Closed } | { taken: number; refused: Record<string, Wrong>; isDone: boolean }

/**
 * What the browser of a trainee tells of an item. Whose it is and of which item is said by the token alone. Each element is asked
 * whether it may be; what may not is left out and told. Sent twice is taken once. @throws Missing for a token that is none
 */
export async function takeCommit(change: Change, token: string, form: CommitForm): Promise<Taken> {
  const { tx, now } = change
  const hash = hashOf(token)
  await holdAttemptOf(tx, hash)
  const launch = found(await findLaunch(tx, hash))
  const own = ownerOf(launch)
  if (own === null) return { closed: 'nothing_kept' }
  change.actor = own
  await enter(tx, { of: 'person', personId: own.personId })
  if (form.number <= launch.lastNumber) return { taken: launch.lastNumber, refused: {}, isDone: launch.isDone ?? false }
  const content = contentOf(launch.content)
  const closed = whyNotCommit({
    mode: launch.mode, expiresAt: launch.expiresAt, endedAt: launch.endedAt, attemptClosedAt: launch.attemptClosedAt,
    isWithdrawn: launch.enrollmentState === 'withdrawn', isLate: isTooLate(content, launch.dueOn, dayInJapan(now)),
  }, now)
  if (closed !== null) return { closed }
  const states = await standingsWithTold(tx, launch.attemptId!, launch.item)
  const { isEnded, elements } = found(states.find(({ item }) => item === launch.item))
  const told = { isEnded, elements: elements! }
  const sorted = sort(launch.course, form.elements, told)
  const standing = await keepState(change, launch, form, { told, ...sorted })
  const isDone = await settle(change, { lesson: { enrollmentId: launch.enrollmentId!, id: launch.lessonId, versionId: launch.versionId! }, content },
    [...states.filter(({ item }) => item !== launch.item), { item: launch.item, ...standing }],
    { id: launch.attemptId!, number: launch.attemptNumber!, isDone: launch.isDone!, isOver: launch.isOver!, score: launch.attemptScore })
  return { taken: form.number, refused: sorted.refused, isDone }
}

/** Whose opening it is; null for one of staff, of which nothing is kept. */
function ownerOf({ personId, accountId, postId, municipalityId }: Launch): Actor | null {
  return personId === null ? null : { accountId, personId, postId, kind: 'trainee', municipalityId }
}

/** What of a message may be, what may not and why. The two things that are packed in any signs are kept apart. */
function sort({ edition }: Course, sent: CommitForm['elements'], told: { elements: Record<string, string> }) {
  const elements: Record<string, string> = {}
  const refused: Record<string, Wrong> = {}
  let suspendData: string | null = null
  let left = elementsMax - JSON.stringify(told.elements).length
  for (const [name, value] of Object.entries(sent)) {
    const wrong = whyNotElement(edition, name, value) ?? (left - name.length - value.length < 0 ? 'tooLong' : null)
    if (wrong !== null) refused[name.toWellFormed().replaceAll('\0', '').slice(0, 120)] = wrong
    else if (name === 'cmi.suspend_data') suspendData = value.slice(0, suspendDataMax)
    else {
      elements[name] = value
      left -= name.length + value.length
    }
  }
  return { elements, suspendData, refused }
}

/** What came in is kept as it came, and what it makes of its item, in one statement. @returns where the item stands now */
async function keepState(
  { tx, now }: Change, launch: Launch, { number, isEnd = false }: CommitForm,
  { told, elements, suspendData, refused }: { told: { elements: Record<string, string>; isEnded: boolean } } & ReturnType<typeof sort>,
): Promise<Pick<State, 'completion' | 'success' | 'score'>> {
  const item = launch.course.items.find(({ id }) => id === launch.item)!
  const all = { ...told.elements, ...elements }
  const isSuspended = (all['cmi.core.exit'] ?? all['cmi.exit']) === 'suspend'
  const isEnded = told.isEnded || isEnd && !isSuspended
  const { completion: said, success, score } = standingOf(launch.course.edition, item, { elements: all, isOpened: true, isEnded })
  const completion = said === 'completed' ? 'completed' as const : 'incomplete' as const
  const claimed = secondsOf(elements['cmi.core.session_time'] ?? elements['cmi.session_time']) ?? launch.claimedSeconds
  // What belongs to this sitting alone is told and not kept for the next.
  const kept = isEnd ? Object.fromEntries(Object.entries(all).filter(([name]) => !isOfOneSitting(name))) : all
  const hasNews = Object.keys(elements).length + Object.keys(refused).length > 0 || suspendData !== null
  await tx.with('state', (db) => db.updateTable('scorm_state').set(({ eb, ref, val }) => ({
    ...Object.keys(elements).length > 0 || isEnd ? { elements: JSON.stringify(kept) } : {},
    ...suspendData === null ? {} : { suspend_data: JSON.stringify(suspendData) },
    is_ended: isEnded, is_suspended: isEnd ? isSuspended : true, completion, success, score, seen_at: now,
    seconds: eb(ref('seconds'), '+', val(secondsBetween(launch.seenAt, now))),
    claimed_seconds: eb(ref('claimed_seconds'), '+', val(claimed - launch.claimedSeconds)),
  })).where('attempt_id', '=', launch.attemptId).where('item', '=', launch.item))
    .with('said', (db) => (hasNews ? db.insertInto('scorm_commit').values({
      launch_id: launch.id, number, at: now, elements: JSON.stringify(elements), suspend_data: suspendData === null ? null : JSON.stringify(suspendData),
      refused: Object.keys(refused).length === 0 ? null : JSON.stringify(refused),
    }) : db.selectNoFrom(({ lit }) => lit(0).as('none'))))
    .updateTable('scorm_launch').set({ seen_at: now, last_number: number, claimed_seconds: claimed, ...isEnd ? { ended_at: now } : {} }).where('id', '=', launch.id).execute()
  return { completion, success, score }
}
