import type { Edition, Item } from '../course.ts'

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
export interface Standing { completion: 'not_attempted' | 'incomplete' | 'completed'; success: 'unknown' | 'passed' | 'failed'; score: number | null; /** Its package ended it and did not leave it to be resumed. */ isEnded?: boolean }

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
export const hundredth = (number: number): number => Math.round(number * 100) / 100

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

/** Rows of the items of an attempt, by item. */
export const standingsOf = (states: readonly ({ item: string } & Standing)[]): Map<string, Standing> =>
  new Map(states.map(({ item, completion, success, score, isEnded }) => [item, { completion, success, score, ...isEnded === undefined ? {} : { isEnded } }]))
