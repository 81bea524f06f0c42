import type { FieldReason, Reason } from '../../base/errors.ts'
import type { Day } from '../../base/days.ts'
import type { Course, Edition, Item } from './course.ts'
import { isMet, readPrerequisites } from './prerequisites.ts'

export type Status12 = 'passed' | 'completed' | 'failed' | 'incomplete' | 'browsed' | 'not attempted'

/** What a package told of one item, element by element, and how its last sitting ended. */
export interface Told {
  elements: Record<string, string>
  /** It was opened at all. */
  isOpened: boolean
  /** Its last sitting was ended by the package itself, not by a closed window. */
  isEnded: boolean
}

/** Where somebody stands with one item. Completion and success are two answers; `score` is of a hundred. */
export interface Standing { completion: 'not_attempted' | 'incomplete' | 'completed'; success: 'unknown' | 'passed' | 'failed'; score: number | null }

export const untouched: Standing = { completion: 'not_attempted', success: 'unknown', score: null }

/** What the server makes of what was told. A mastery score decides between passed and failed; it never finishes what is unfinished. */
export function standingOf(edition: Edition, item: Item, told: Told): Standing {
  if (!told.isOpened) return untouched
  if (!item.isSco) return { ...untouched, completion: 'completed' }
  return edition === '1.2' ? standing12(item, told) : standing2004(item, told)
}

function standing12(item: Item, { elements, isEnded }: Told): Standing {
  const raw = numberOf(elements['cmi.core.score.raw'])
  // Who left without a word about the status has completed it: so the standard says.
  const said = (elements['cmi.core.lesson_status'] ?? (isEnded ? 'completed' : 'incomplete')) as Status12
  const isFinished = said === 'completed' || said === 'passed' || said === 'failed'
  const byMastery = isFinished && item.masteryScore !== null && raw !== null
  const status = byMastery ? (raw >= item.masteryScore! ? 'passed' : 'failed') : said
  return {
    completion: status === 'completed' || status === 'passed' || status === 'failed' ? 'completed' : 'incomplete',
    success: status === 'passed' || status === 'failed' ? status : 'unknown',
    score: scoreOf(raw, numberOf(elements['cmi.core.score.min']), numberOf(elements['cmi.core.score.max'])),
  }
}

function standing2004(item: Item, { elements, isEnded }: Told): Standing {
  const scaled = numberOf(elements['cmi.score.scaled'])
  const measure = numberOf(elements['cmi.progress_measure'])
  const said = elements['cmi.completion_status']
  const isSuspended = elements['cmi.exit'] === 'suspend'
  const isCompleted = item.completionThreshold !== null && measure !== null ? measure >= item.completionThreshold
    : said !== undefined && said !== 'unknown' ? said === 'completed' : isEnded && !isSuspended && !item.saysCompletion && item.completionThreshold === null
  const success = item.passingMeasure === null ? elements['cmi.success_status'] as Standing['success'] | undefined ?? 'unknown'
    : scaled === null ? 'unknown' : scaled >= item.passingMeasure ? 'passed' : 'failed'
  return {
    completion: isCompleted ? 'completed' : 'incomplete', success,
    score: scaled === null ? scoreOf(numberOf(elements['cmi.score.raw']), numberOf(elements['cmi.score.min']), numberOf(elements['cmi.score.max'])) : hundredth(scaled * 100),
  }
}

const numberOf = (text: string | undefined): number | null => (text === undefined || text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text))
const hundredth = (number: number): number => Math.round(number * 100) / 100

/** Points as a hundredth of what could be had, where a package says how many there are. */
function scoreOf(raw: number | null, min: number | null, max: number | null): number | null {
  if (raw === null) return null
  const of = max !== null && max > (min ?? 0) ? ((raw - (min ?? 0)) / (max - (min ?? 0))) * 100 : raw
  return hundredth(Math.min(100, Math.max(-100, of)))
}

/** One word for an item, as the prerequisites of 1.2 ask for it. */
export function status12Of({ completion, success }: Standing): Status12 {
  if (success !== 'unknown') return success
  return completion === 'not_attempted' ? 'not attempted' : completion
}

/** What staff decide of a package: what counts, how often it is tried, what is shown. */
export interface Content {
  packageId: number | null
  /** The items that count, all of them in one attempt. */
  required: string[]
  /** `completed`: finished, or passed where it says so; `passed`: passed, and no less. */
  need: 'completed' | 'passed'
  /** Of a hundred, on average over what counts; null: points decide nothing. */
  scoreMin: number | null
  /** Null: as often as one likes. */
  attemptsMax: number | null
  keep: 'best' | 'last'
  /** What is done may be looked at again. */
  review: boolean
  /** The package is told the person's name. Its number is never a real one. */
  showsName: boolean
  /** After its due date: nothing more is taken, or it is taken late. */
  late: 'refuse' | 'take'
}

export const usual: Content = { packageId: null, required: [], need: 'completed', scoreMin: null, attemptsMax: null, keep: 'best', review: true, showsName: false, late: 'refuse' }

export const contentOf = (content: unknown): Content => ({ ...usual, ...(content ?? {}) as Partial<Content> })

export interface Judged {
  /** All that counts is there: the lesson is done. */
  isDone: boolean
  /** Nothing that counts can still change by going on: a new attempt is needed to try again. */
  isOver: boolean
  score: number | null
}

/** Judges one attempt by the rule of its lesson. An item that is not there counts as not begun. */
export function judge(rule: Pick<Content, 'required' | 'need' | 'scoreMin'>, standings: ReadonlyMap<string, Standing>): Judged {
  const counted = rule.required.map((id) => standings.get(id) ?? untouched)
  const scores = counted.map(({ score }) => score).filter((score) => score !== null)
  const score = scores.length === 0 ? null : hundredth(scores.reduce((sum, one) => sum + one, 0) / scores.length)
  const isFinished = counted.length > 0 && counted.every((one) => one.completion === 'completed' || one.success !== 'unknown')
  const isEnough = counted.length > 0 && counted.every((one) => isGood(one, rule.need))
  return { score, isOver: isFinished, isDone: isEnough && (rule.scoreMin === null || score !== null && score >= rule.scoreMin) }
}

/** Passed is always enough; failed never is, whatever else a package says. */
const isGood = ({ completion, success }: Standing, need: Content['need']): boolean =>
  success === 'passed' || need === 'completed' && completion === 'completed' && success !== 'failed'

/** The score of a person over their attempts, as the lesson keeps it. */
export function keptScore(keep: Content['keep'], scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null)
  return keep === 'last' ? known.at(-1) ?? null : known.length === 0 ? null : Math.max(...known)
}

/** Nothing is saved that could never be done. */
export function problemsOfRule(rule: Pick<Content, 'required' | 'scoreMin'>, course: Course): FieldReason[] {
  const leaves = new Set(course.items.filter(({ launch }) => launch !== null).map(({ id }) => id))
  if (rule.required.length === 0) return [{ field: 'required', reason: { key: 'scorm.nothingRequired' } }]
  if (rule.required.some((id) => !leaves.has(id))) return [{ field: 'required', reason: { key: 'scorm.unknownItem' } }]
  const speaks = rule.required.some((id) => course.items.find((item) => item.id === id)!.isSco)
  return rule.scoreMin !== null && !speaks ? [{ field: 'scoreMin', reason: { key: 'scorm.noScoreToHave' } }] : []
}

export interface MenuLine { item: Item; standing: Standing; /** Why it cannot be opened by choosing it; null when it can. */ whyNot: Reason | null }

/** The outline with what can be opened. A heading that forbids choosing forbids it for all beneath it. */
export function menuOf(course: Course, standings: ReadonlyMap<string, Standing>): MenuLine[] {
  const byId = new Map(course.items.map((item) => [item.id, item]))
  const statusOf = (id: string) => statusUnder(course, standings, id)
  return course.items.map((item) => ({ item, standing: standings.get(item.id) ?? untouched, whyNot: item.launch === null ? null : whyNotChoose(course, item, byId, statusOf) }))
}

function whyNotChoose(course: Course, item: Item, byId: ReadonlyMap<string, Item>, statusOf: (id: string) => Status12): Reason | null {
  const over = ancestorsOf(item, byId)
  if (!course.choice || over.some(({ choice }) => !choice)) return { key: 'scorm.notChosen' }
  return whyNotYet([item, ...over], byId, statusOf)
}

/** Prerequisites of an item and of the headings above it. */
function whyNotYet(items: readonly Item[], byId: ReadonlyMap<string, Item>, statusOf: (id: string) => Status12): Reason | null {
  for (const { prerequisites } of items) {
    const needed = prerequisites === null ? null : readPrerequisites(prerequisites)
    if (needed !== null && !isMet(needed, statusOf)) return { key: 'scorm.needsFirst', data: { titles: titlesIn(prerequisites!, byId) } }
  }
  return null
}

const titlesIn = (script: string, byId: ReadonlyMap<string, Item>): string =>
  [...byId.values()].filter(({ id }) => script.split(/[\s&|~=(){},<>"*]+/).includes(id)).map(({ title }) => `「${title}」`).join('')

function ancestorsOf(item: Item, byId: ReadonlyMap<string, Item>): Item[] {
  const above: Item[] = []
  for (let at = item.parent; at !== null; at = byId.get(at)!.parent) above.push(byId.get(at)!)
  return above
}

/** The status of an item; of a heading, what all beneath it come to. */
function statusUnder(course: Course, standings: ReadonlyMap<string, Standing>, id: string): Status12 {
  const children = course.items.filter(({ parent }) => parent === id)
  if (children.length === 0) return status12Of(standings.get(id) ?? untouched)
  const all = children.map((child) => statusUnder(course, standings, child.id))
  if (all.every((one) => one === 'passed')) return 'passed'
  if (all.every((one) => one === 'passed' || one === 'completed')) return 'completed'
  return all.every((one) => one === 'not attempted') ? 'not attempted' : 'incomplete'
}

/** The item before or after, where their common heading lets one go on; null at the ends and where nothing leads there. */
export function besides(course: Course, standings: ReadonlyMap<string, Standing>, id: string, way: 'next' | 'previous'): Item | null {
  const byId = new Map(course.items.map((item) => [item.id, item]))
  const leaves = course.items.filter(({ launch }) => launch !== null)
  const here = leaves.findIndex((item) => item.id === id)
  const there = here === -1 ? undefined : leaves[way === 'next' ? here + 1 : here - 1]
  if (there === undefined) return null
  const above = new Set(ancestorsOf(leaves[here]!, byId).map((one) => one.id))
  const common = ancestorsOf(there, byId).find((one) => above.has(one.id)) ?? course
  if (!common.flow || way === 'previous' && common.forwardOnly) return null
  return whyNotYet([there, ...ancestorsOf(there, byId)], byId, (one) => statusUnder(course, standings, one)) === null ? there : null
}

/** Whether an item may be opened now: chosen, gone on to from one that was opened, or the first where nothing can be chosen. */
export function whyNotLaunch(course: Course, standings: ReadonlyMap<string, Standing>, id: string): Reason | null {
  const line = menuOf(course, standings).find(({ item }) => item.id === id)
  if (line === undefined || line.item.launch === null) return { key: 'scorm.unknownItem' }
  if (line.whyNot?.key !== 'scorm.notChosen') return line.whyNot
  return reachableByFlow(course, standings).has(id) ? null : line.whyNot
}

/** Where choosing is not allowed: the first item, whatever was opened before, and what follows those. */
export function reachableByFlow(course: Course, standings: ReadonlyMap<string, Standing>): Set<string> {
  const leaves = course.items.filter(({ launch }) => launch !== null)
  const opened = leaves.filter(({ id }) => (standings.get(id) ?? untouched).completion !== 'not_attempted')
  const next = opened.flatMap(({ id }) => [besides(course, standings, id, 'next'), besides(course, standings, id, 'previous')]).filter((one) => one !== null)
  return new Set([leaves[0], ...opened, ...next].flatMap((one) => (one === undefined ? [] : [one.id])))
}

export interface Standings { attempts: number; isOver: boolean; isDone: boolean }

/** After its due date nothing more is taken, where staff want it so. */
export const isTooLate = (content: Pick<Content, 'late'>, dueOn: Day | null, today: Day): boolean => content.late === 'refuse' && dueOn !== null && today > dueOn

export type Mode = 'normal' | 'review' | 'browse'

/** How an item opens: what is written down, or only looked at. */
export function modeOf(content: Content, attempt: { isOver: boolean; isDone: boolean } | null, late: boolean): Mode | Reason {
  const isShut = late || attempt !== null && (attempt.isOver || attempt.isDone)
  if (!isShut) return 'normal'
  if (content.review) return 'review'
  return { key: late ? 'scorm.tooLate' : 'scorm.noReview' }
}

/** A new attempt begins when the last one is over and another is allowed. */
export function whyNotAgain(content: Content, attempts: number, last: { isOver: boolean; isDone: boolean } | null, late: boolean): Reason | null {
  if (late) return { key: 'scorm.tooLate' }
  if (last === null) return null
  if (content.attemptsMax !== null && attempts >= content.attemptsMax) return { key: 'scorm.noAttemptLeft', data: { count: content.attemptsMax } }
  return last.isOver || last.isDone ? null : { key: 'scorm.stillGoing' }
}

/** Why what a browser sends is not taken at all; the page in it says what to do. */
export type Closed = 'expired' | 'elsewhere' | 'closed' | 'late' | 'nothing_kept'

export function whyNotCommit(launch: { mode: Mode; expiresAt: Date; endedAt: Date | null; attemptClosedAt: Date | null; isWithdrawn: boolean; isLate: boolean }, now: Date): Closed | null {
  if (launch.mode !== 'normal') return 'nothing_kept'
  if (launch.expiresAt <= now) return 'expired'
  if (launch.endedAt !== null) return 'elsewhere'
  if (launch.attemptClosedAt !== null || launch.isWithdrawn) return 'closed'
  return launch.isLate ? 'late' : null
}

/** By our own clock, whatever a package says of its time: silence of more than two minutes was no work. */
export const secondsBetween = (last: Date, now: Date): number => Math.max(0, Math.min(120, Math.round((now.getTime() - last.getTime()) / 1000)))

const two = (number: number) => String(number).padStart(2, '0')
/** Seconds as each standard writes a length of time. */
export const spanIn = (edition: Edition, seconds: number): string =>
  edition === '1.2' ? `${String(Math.floor(seconds / 3600)).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}` : `PT${Math.floor(seconds / 3600)}H${Math.floor(seconds / 60) % 60}M${seconds % 60}S`

/** A length of time as a package says it, in seconds; null when it is none. */
export function secondsOf(span: string | undefined): number | null {
  const [, hours, minutes, seconds] = /^(\d{2,4}):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(span ?? '') ?? []
  if (hours !== undefined) return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(span ?? '')
  if (parts === null) return null
  const [years = 0, months = 0, days = 0, h = 0, m = 0, s = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  return Math.min(2_000_000_000, (((years * 365 + months * 30 + days) * 24 + h) * 60 + m) * 60 + s)
}
