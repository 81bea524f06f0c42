import { createHash } from 'node:crypto'
import type { Actor } from '../../base/access.ts'
import type { Change } from '../../base/change.ts'
import { dayInJapan } from '../../base/days.ts'
import { found, mend, Missing, refuse, Refusal } from '../../base/errors.ts'
import { enter } from '../../base/wall.ts'
import { beginLesson, completeLesson, openLesson, saveContent, type Doing } from '../lessons/changes.ts'
import { findLesson, type OwnLesson, type Which } from '../lessons/queries.ts'
import { usuallyRequired, type Course, type Item } from './course.ts'
import { isOfOneSitting, suspendDataMax, whyNotElement, type Wrong } from './elements.ts'
import type { Examined } from './examining.ts'
import type { CommitForm, RuleForm } from './forms.ts'
import { attemptsToJudge, findLaunch, findPackage, holdAttemptOf, holdAttempts, holdAttemptsToJudge, packagesWithoutUse, standingsWithTold, statesOf, type Attempt, type Launch, type State } from './queries.ts'
import { contentOf, isTooLate, judge, modeOf, problemsOfRule, secondsBetween, secondsOf, standingOf, whyNotAgain, whyNotCommit, whyNotLaunch, type Closed, type Content, type Standing } from './rules.ts'

const [hoursToPlay, hoursToPreview] = [12, 2]
/** All that one item of one attempt may keep, in signs. */
const elementsMax = 1_500_000

/** Only this is known to the database; who has the token itself may play. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/**
 * A package that was looked through becomes what the draft of its lesson plays. What was sent before and is played by no
 * version goes: `unneeded` are folders to be removed once this is done.
 */
export async function keepPackage(
  change: Change, lessonId: number, version: number, file: { key: string; name: string; bytes: number; sha256: string }, examined: Extract<Examined, { folder: string }>,
): Promise<{ id: number; unneeded: string[] }> {
  const { tx, now, actor, log } = change
  const lesson = await lessonOfPackage(change, lessonId)
  const { id: fileId } = await tx.insertInto('file').values({ ...file, type: 'application/zip', made_at: now }).returning('id').executeTakeFirstOrThrow()
  const { id } = await tx.insertInto('scorm_package').values({
    lesson_id: lessonId, file_id: fileId, folder: examined.folder, course: JSON.stringify(examined.course), findings: JSON.stringify(examined.findings.slice(0, 200)),
    made_by: actor?.personId ?? null, made_at: now,
  }).returning('id').executeTakeFirstOrThrow()
  const before = contentOf(lesson.content)
  const leaves = new Set(examined.course.items.map((item) => item.id))
  const kept = before.required.filter((item) => leaves.has(item))
  const isSame = before.packageId !== null && kept.length === before.required.length && kept.length > 0
  const content: Content = { ...before, packageId: id, required: isSame ? kept : usuallyRequired(examined.course), ...isSame ? {} : { scoreMin: before.packageId === null ? null : before.scoreMin } }
  await saveContent(change, { id: lessonId, kind: 'scorm', version }, content, fileId)
  const unneeded = await packagesWithoutUse(tx, lessonId)
  if (unneeded.length > 0) await tx.deleteFrom('scorm_package').where('id', 'in', unneeded.map((one) => one.id)).execute()
  log('scorm.packageSent', `lesson:${lessonId}`, { name: file.name, version: examined.course.version, items: examined.course.items.length, sha256: file.sha256 })
  return { id: lessonId, unneeded: unneeded.map(({ folder }) => folder) }
}

async function lessonOfPackage({ tx }: Change, lessonId: number, which: Which = 'newest') {
  const lesson = found(await findLesson(tx, lessonId, which))
  if (lesson.kind !== 'scorm') throw new Missing()
  return lesson
}

/** What counts, and how often it is tried. @throws Missing, Unfit for a rule that could never be met, Refusal when somebody was first */
export async function saveRule(change: Change, lessonId: number, form: RuleForm): Promise<void> {
  const lesson = await lessonOfPackage(change, lessonId)
  const before = contentOf(lesson.content)
  if (before.packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  const { course } = found(await findPackage(change.tx, before.packageId))
  const content: Content = {
    packageId: before.packageId, required: form.required ?? [], need: form.need, scoreMin: form.scoreMin ?? null, attemptsMax: form.attemptsMax ?? null,
    keep: form.keep, review: form.review === 'true', showsName: form.showsName === 'true', late: form.late,
  }
  mend(problemsOfRule(content, course))
  await saveContent(change, { id: lessonId, kind: 'scorm', version: form.version }, content)
}

interface Own { lesson: OwnLesson; content: Content; course: Course; packageId: number; attempts: Attempt[]; last: Attempt | null; late: boolean }

async function ownPackage(change: Change, enrollmentId: number, lessonId: number): Promise<Own> {
  const { tx, now } = change
  const lesson = await openLesson(change, enrollmentId, lessonId)
  if (lesson.kind !== 'scorm') throw new Missing()
  // Two windows of one person take turns here: an attempt begins once. Rows that only point at the enrollment do not wait for it.
  await tx.selectFrom('enrollment').select('id').where('id', '=', enrollmentId).forNoKeyUpdate().execute()
  const content = contentOf(lesson.content)
  const attempts = await holdAttempts(tx, enrollmentId, lessonId)
  const last = attempts.at(-1) ?? null
  const packageId = last?.packageId ?? content.packageId
  if (packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  const { course } = found(await findPackage(tx, packageId))
  return { lesson, content, course, packageId, attempts, last, late: isTooLate(content, lesson.dueOn, dayInJapan(now)) }
}

/**
 * An item is opened: a token for it is made, and an earlier opening of it ends. The first opening begins the first attempt.
 * @returns the token, which is told this once @throws Missing, Refusal when it cannot be opened now
 */
export async function launchItem(change: Change, enrollmentId: number, lessonId: number, itemId: string): Promise<string> {
  const own = await ownPackage(change, enrollmentId, lessonId)
  const mode = modeOf(own.content, own.last, own.late)
  if (typeof mode === 'object') throw new Refusal(mode)
  if (own.last === null && mode !== 'normal') throw new Refusal({ key: 'scorm.tooLate' })
  const item = own.course.items.find(({ id }) => id === itemId)
  const states = own.last === null ? [] : await statesOf(change.tx, own.last.id)
  refuse(whyNotLaunch(own.course, standingsOf(states), itemId))
  const attempt = own.last ?? await beginAttempt(change, own)
  if (mode === 'normal') await openState(change, attempt.id, item!)
  const token = await putLaunch(change, { packageId: own.packageId, attemptId: attempt.id, item: itemId, mode, hours: hoursToPlay })
  if (mode === 'normal' && !item!.isSco) await settle(change, own, await statesOf(change.tx, attempt.id), { isDone: false, isOver: false, score: null, ...attempt })
  change.log('scorm.opened', `enrollment:${enrollmentId}`, { lessonId, item: item!.title, attempt: attempt.number })
  return token
}

export const standingsOf = (states: readonly Pick<State, 'item' | 'completion' | 'success' | 'score'>[]): Map<string, Standing> =>
  new Map(states.map(({ item, completion, success, score }) => [item, { completion, success, score }]))

async function beginAttempt(change: Change, { lesson, packageId, attempts }: Own): Promise<Pick<Attempt, 'id' | 'number'>> {
  const { tx, now, random } = change
  await beginLesson(change, lesson)
  return tx.insertInto('scorm_attempt').values({
    enrollment_id: lesson.enrollmentId, lesson_id: lesson.id, lesson_version_id: lesson.versionId, package_id: packageId, number: attempts.length + 1,
    // A number that says nothing of whose it is, and stays the same over all attempts.
    learner: attempts[0]?.learner ?? `m${Buffer.from(random(10)).toString('hex')}`, began_at: now,
  }).returning(['id', 'number']).executeTakeFirstOrThrow()
}

async function openState({ tx, now }: Change, attemptId: number, { id, isSco }: Item): Promise<void> {
  await tx.insertInto('scorm_state')
    .values({ attempt_id: attemptId, item: id, completion: isSco ? 'incomplete' : 'completed', success: 'unknown', sittings: 1, opened_at: now, seen_at: now })
    .onConflict((oc) => oc.columns(['attempt_id', 'item']).doUpdateSet(({ ref, lit, eb }) => ({ sittings: eb(ref('scorm_state.sittings'), '+', lit(1)), is_suspended: lit(true), seen_at: now })))
    .execute()
}

async function putLaunch(
  { tx, now, random, actor }: Change, { packageId, attemptId, item, mode, hours }: { packageId: number; attemptId: number | null; item: string; mode: 'normal' | 'review' | 'browse'; hours: number },
): Promise<string> {
  if (attemptId !== null) await tx.updateTable('scorm_launch').set({ ended_at: now }).where('attempt_id', '=', attemptId).where('item', '=', item).where('ended_at', 'is', null).execute()
  const token = Buffer.from(random(16)).toString('base64url')
  await tx.insertInto('scorm_launch').values({
    token_hash: hashOf(token), package_id: packageId, attempt_id: attemptId, item, mode, account_id: found(actor).accountId, post_id: found(actor).postId,
    made_at: now, seen_at: now, expires_at: new Date(now.getTime() + hours * 3_600_000),
  }).execute()
  return token
}

/** The next attempt begins; the one before is closed and stays as it is. @throws Missing, Refusal when none is left or the last still goes on */
export async function beginAgain(change: Change, enrollmentId: number, lessonId: number): Promise<void> {
  const own = await ownPackage(change, enrollmentId, lessonId)
  refuse(whyNotAgain(own.content, own.attempts.length, own.last, own.late))
  if (own.last !== null) await change.tx.updateTable('scorm_attempt').set({ closed_at: change.now }).where('id', '=', own.last.id).execute()
  const { number } = await beginAttempt(change, own)
  change.log('scorm.begunAgain', `enrollment:${enrollmentId}`, { lessonId, attempt: number })
}

/** Staff look at an item as trainees will; nothing of it is kept. */
export async function previewItem(change: Change, lessonId: number, itemId: string): Promise<string> {
  const lesson = await lessonOfPackage(change, lessonId)
  const { packageId } = contentOf(lesson.content)
  if (packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  const { course } = found(await findPackage(change.tx, packageId))
  const item = course.items.find(({ id, launch }) => id === itemId && launch !== null)
  if (item === undefined) throw new Refusal({ key: 'scorm.unknownItem' })
  change.log('scorm.previewed', `lesson:${lessonId}`, { item: item.title })
  return putLaunch(change, { packageId, attemptId: null, item: itemId, mode: 'browse', hours: hoursToPreview })
}

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

/** Judges an attempt that is held anew by the rule of its lesson; what is done is done for good. */
async function settle(
  change: Change, { lesson, content }: { lesson: Doing; content: Content }, states: Parameters<typeof standingsOf>[0], before: Pick<Attempt, 'id' | 'number' | 'isDone' | 'isOver' | 'score'>,
): Promise<boolean> {
  const { tx, now, log } = change
  const judged = judge(content, standingsOf(states))
  const isDone = before.isDone || judged.isDone
  if (isDone === before.isDone && judged.isOver === before.isOver && judged.score === before.score) return isDone
  await tx.updateTable('scorm_attempt').set({ is_over: judged.isOver, is_done: isDone, score: judged.score, ...isDone && !before.isDone ? { done_at: now } : {} }).where('id', '=', before.id).execute()
  if (isDone && !before.isDone) {
    log('scorm.attemptDone', `enrollment:${lesson.enrollmentId}`, { lessonId: lesson.id, attempt: before.number, score: judged.score, claimed: true })
    await completeLesson(change, lesson)
  }
  return isDone
}

/**
 * A rule that was published anew is asked of attempts that began under an older one and are not done. What it completes is
 * completed; what was done stays done. @returns how many it completed
 */
export async function recalculate(change: Change, lessonId: number): Promise<number> {
  const { tx, now, log } = change
  const lesson = await lessonOfPackage(change, lessonId, 'published')
  const content = contentOf(lesson.content)
  if (content.packageId === null) throw new Refusal({ key: 'scorm.noPackage' })
  // Held before their items are read: what a package says meanwhile is in what is judged, or judges after it.
  await holdAttemptsToJudge(tx, lessonId, content.packageId)
  const rows = await attemptsToJudge(tx, lessonId, content.packageId)
  let completed = 0
  const byAttempt = [...Map.groupBy(rows, ({ id }) => id)]
  for (const [attemptId, states] of byAttempt) {
    const { isDone, score } = judge(content, standingsOf(states))
    if (!isDone) continue
    const { enrollmentId, versionId } = states[0]!
    await tx.updateTable('scorm_attempt').set({ is_done: true, done_at: now, score }).where('id', '=', attemptId).execute()
    await completeLesson(change, { id: lessonId, enrollmentId, versionId })
    completed += 1
  }
  log('scorm.recalculated', `lesson:${lessonId}`, { version: lesson.versionNumber, attempts: byAttempt.length, completed })
  return completed
}
