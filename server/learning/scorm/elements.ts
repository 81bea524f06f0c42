import type { Edition } from './course.ts'

/** Why an element that a browser sent is not taken. */
export type Wrong = 'unknown' | 'readOnly' | 'tooLong' | 'type' | 'vocabulary' | 'range' | 'unreadable'

/** What is kept of an element, or `null` where the value is right. */
type Check = (value: string) => Wrong | null
interface Known { name: RegExp; check: Check }

export const suspendDataMax = 64_000
/** How many interactions, objectives or comments one of them may tell of; the standards ask for 250 at least. */
const countMax = 1_000

const text = (max: number): Check => (value) => (value.length > max ? 'tooLong' : null)
const words = (...all: string[]): Check => (value) => (all.includes(value) ? null : 'vocabulary')
const number = (min = -Infinity, max = Infinity): Check => (value) => {
  if (!/^[+-]?(\d{1,15}(\.\d{0,12})?|\.\d{1,12})(e[+-]?\d{1,2})?$/i.test(value)) return 'type'
  return Number(value) >= min && Number(value) <= max ? null : 'range'
}
const whole = (min: number, max: number): Check => (value) => (/^[+-]?\d{1,6}$/.test(value) ? (Number(value) >= min && Number(value) <= max ? null : 'range') : 'type')
const shaped = (shape: RegExp): Check => (value) => (shape.test(value) ? null : 'type')
const either = (...checks: Check[]): Check => (value) => (checks.some((check) => check(value) === null) ? null : checks.at(-1)!(value))
const blank: Check = (value) => (value === '' ? null : 'type')
const readOnly: Check = () => 'readOnly'

const clock12 = shaped(/^([01]?\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/)
const span12 = shaped(/^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/)
const span2004 = shaped(/^P(?=.)(\d{1,4}Y)?(\d{1,5}M)?(\d{1,6}D)?(T(?=.)(\d{1,7}H)?(\d{1,9}M)?(\d{1,11}(\.\d{1,2})?S)?)?$/)
const moment2004 = shaped(/^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}(\.\d{1,2})?)?)?(Z|[+-]\d{2}(:\d{2})?)?)?)?)?$/)
const language = shaped(/^([a-zA-Z]{2,3}|[ix])?(-[a-zA-Z0-9]{1,8}){0,6}$/)
const score12 = either(blank, number(0, 100))
const identifier12: Check = (value) => (value === '' ? 'type' : text(255)(value))

const status12 = ['passed', 'completed', 'failed', 'incomplete', 'browsed']
const kinds12 = ['true-false', 'choice', 'fill-in', 'matching', 'performance', 'sequencing', 'likert', 'numeric']
const kinds2004 = ['true-false', 'choice', 'fill-in', 'long-fill-in', 'matching', 'performance', 'sequencing', 'likert', 'numeric', 'other']

type Row = [name: string, check: Check]
const N = '(\\d{1,4})'

const rows12: Row[] = [
  ...['student_id', 'student_name', 'credit', 'entry', 'total_time', 'lesson_mode', '_children', 'score._children'].map((name): Row => [`cmi.core.${name}`, readOnly]),
  ['cmi.core.lesson_location', text(255)], ['cmi.core.lesson_status', words(...status12)], ['cmi.core.exit', words('time-out', 'suspend', 'logout', '')],
  ['cmi.core.session_time', span12],
  ...['raw', 'min', 'max'].map((name): Row => [`cmi.core.score.${name}`, score12]),
  ['cmi.suspend_data', text(suspendDataMax)], ['cmi.launch_data', readOnly], ['cmi.comments', text(4_096)], ['cmi.comments_from_lms', readOnly],
  ['cmi._version', readOnly],
  [`cmi.objectives.${N}.id`, identifier12], ...['raw', 'min', 'max'].map((name): Row => [`cmi.objectives.${N}.score.${name}`, score12]),
  [`cmi.objectives.${N}.status`, words(...status12, 'not attempted')],
  ...['mastery_score', 'max_time_allowed', 'time_limit_action', '_children'].map((name): Row => [`cmi.student_data.${name}`, readOnly]),
  ['cmi.student_preference.audio', whole(-1, 100)], ['cmi.student_preference.language', text(255)],
  ['cmi.student_preference.speed', whole(-100, 100)], ['cmi.student_preference.text', whole(-1, 1)],
  [`cmi.interactions.${N}.id`, identifier12], [`cmi.interactions.${N}.objectives.${N}.id`, identifier12], [`cmi.interactions.${N}.time`, clock12],
  [`cmi.interactions.${N}.type`, words(...kinds12)], [`cmi.interactions.${N}.correct_responses.${N}.pattern`, text(4_000)],
  [`cmi.interactions.${N}.weighting`, number()], [`cmi.interactions.${N}.student_response`, text(4_000)],
  [`cmi.interactions.${N}.result`, either(number(), words('correct', 'wrong', 'unanticipated', 'neutral'))], [`cmi.interactions.${N}.latency`, span12],
  ['nav.event', words('continue', 'previous', '')],
]

const scores2004 = (at: string): Row[] => [[`${at}.scaled`, number(-1, 1)], ...['raw', 'min', 'max'].map((name): Row => [`${at}.${name}`, number()])]
const completion: Check = words('completed', 'incomplete', 'not attempted', 'unknown')
const success: Check = words('passed', 'failed', 'unknown')
const identifier2004: Check = (value) => (value === '' || /\s/.test(value) ? 'type' : text(4_000)(value))

const rows2004: Row[] = [
  ...['learner_id', 'learner_name', 'credit', 'entry', 'total_time', 'mode', 'launch_data', 'completion_threshold', 'scaled_passing_score', 'max_time_allowed', 'time_limit_action', '_version']
    .map((name): Row => [`cmi.${name}`, readOnly]),
  [`cmi.comments_from_lms.${N}.(comment|location|timestamp)`, readOnly],
  ['cmi.completion_status', completion], ['cmi.success_status', success], ['cmi.exit', words('time-out', 'suspend', 'logout', 'normal', '')],
  ['cmi.location', text(1_000)], ['cmi.suspend_data', text(suspendDataMax)], ['cmi.progress_measure', number(0, 1)], ['cmi.session_time', span2004],
  ...scores2004('cmi.score'),
  [`cmi.comments_from_learner.${N}.comment`, text(4_300)], [`cmi.comments_from_learner.${N}.location`, text(250)], [`cmi.comments_from_learner.${N}.timestamp`, moment2004],
  ['cmi.learner_preference.audio_level', number(0)], ['cmi.learner_preference.language', either(blank, language)],
  ['cmi.learner_preference.delivery_speed', number(0)], ['cmi.learner_preference.audio_captioning', words('-1', '0', '1')],
  [`cmi.objectives.${N}.id`, identifier2004], ...scores2004(`cmi.objectives.${N}.score`), [`cmi.objectives.${N}.success_status`, success],
  [`cmi.objectives.${N}.completion_status`, completion], [`cmi.objectives.${N}.progress_measure`, number(0, 1)], [`cmi.objectives.${N}.description`, text(300)],
  [`cmi.interactions.${N}.id`, identifier2004], [`cmi.interactions.${N}.type`, words(...kinds2004)], [`cmi.interactions.${N}.objectives.${N}.id`, identifier2004],
  [`cmi.interactions.${N}.timestamp`, moment2004], [`cmi.interactions.${N}.correct_responses.${N}.pattern`, text(8_000)], [`cmi.interactions.${N}.weighting`, number()],
  [`cmi.interactions.${N}.learner_response`, text(8_000)], [`cmi.interactions.${N}.result`, either(number(), words('correct', 'incorrect', 'unanticipated', 'neutral'))],
  [`cmi.interactions.${N}.latency`, span2004], [`cmi.interactions.${N}.description`, text(300)],
  ['adl.nav.request', either(words('continue', 'previous', 'exit', 'exitAll', 'abandon', 'abandonAll', 'suspendAll', '_none_'), shaped(/^\{target=[^{}]{1,200}\}(choice|jump)$/))],
]

const known: Record<Edition, Known[]> = { '1.2': knownOf(rows12), '2004': knownOf(rows2004) }

function knownOf(rows: readonly Row[]): Known[] {
  return rows.map(([name, check]) => ({ name: new RegExp(`^${name.replaceAll('.', '\\.')}$`), check }))
}

/** Null when an element may be set to this value; else why not. Believed of no browser: each is asked here. */
export function whyNotElement(edition: Edition, name: string, value: string): Wrong | null {
  if (name.length > 120) return 'unknown'
  const row = known[edition].find((one) => one.name.test(name))
  if (row === undefined) return /(\._count|\._children)$/.test(name) ? 'readOnly' : 'unknown'
  if (name.split('.').some((part) => /^\d+$/.test(part) && Number(part) >= countMax)) return 'range'
  // Packages pack what they keep in signs that are no text; it alone is kept as it is.
  if (name !== 'cmi.suspend_data' && (value.includes('\0') || !value.isWellFormed())) return 'unreadable'
  return row.check(value)
}

/** What a package is asked to tell of once and not at its next opening. */
export const isOfOneSitting = (name: string): boolean => /^(cmi\.core\.exit|cmi\.exit|cmi\.core\.session_time|cmi\.session_time|adl\.nav\.request|nav\.event)$/.test(name)
