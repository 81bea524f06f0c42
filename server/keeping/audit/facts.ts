import type { Say, TextKey } from '../../base/texts.ts'
import { texts } from '../../texts.ts'

/** Where the word for a value is found, by the name of its fact: each feature has its own words already. */
const families: Record<string, readonly string[]> = {
  readers: ['documents.readersOf'],
  kind: ['kind', 'lessons.kind', 'courses.kinds'],
  state: ['trainings.states', 'enrollments.states', 'nominations.states', 'accounts.state', 'certificates.states', 'notifications.states'],
  from: ['trainings.states', 'trainings.cohortStates', 'selection.outcomes'],
  to: ['trainings.states', 'trainings.cohortStates', 'selection.outcomes'],
  outcome: ['selection.outcomes'], decision: ['judgments.decisions'], measure: ['targets.measures'], count: ['targets.measures'],
  span: ['targets.spanOf'], category: ['organizations.categories'], by: ['enrollments.by'], consent: ['people.consents'],
  way: ['deliveries.ways'], reason: ['reissueRequests.reasons'], name: ['works.name'], unit: ['programs.units', 'targets.units'], tab: ['selection.tab'],
}
const acts = 'audit.action'
const has = (key: string): key is TextKey => Object.hasOwn(texts, key)

/** An act in words when it is known, else as it is written down. */
export const actInWords = (say: Say, action: string) => (has(`${acts}.${action}`) ? say(`${acts}.${action}` as TextKey) : action)

/** 'training:7' as '研修 7', 'page:/people/:id' as '画面「人」': nobody who reads the trail knows the addresses by heart. */
export function nounInWords(say: Say, subject: string): string {
  const [noun = '', which = ''] = subject.split(/:(.*)/s)
  const key = `audit.subject.${noun}`
  if (!has(key)) return subject
  if (noun !== 'page') return /^\d+$/.test(which) ? `${say(key)} ${which}` : say(key)
  const page = which.split('/').findLast((part) => has(`audit.page.${part}`))
  return page === undefined ? say(key) : say('audit.pageNamed', { page: say(`audit.page.${page}` as TextKey) })
}

/** At most six facts of a line, in words. What nobody has named yet is left to the trail itself, so that no page shows a code. */
export function factsInWords(say: Say, detail: Record<string, unknown>): string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    const key = `audit.detail.${name}`
    const words = has(key) ? valueInWords(say, name, value) : ''
    return words === '' ? [] : [say('audit.fact', { name: say(key as TextKey), value: words }).slice(0, 120)]
  }).slice(0, 6)
}

function valueInWords(say: Say, name: string, value: unknown): string {
  if (Array.isArray(value)) return listInWords(say, name, value)
  if (value === null || typeof value === 'object') return ''
  const plain = String(value)
  if (name === 'of') return has(`${acts}.${plain}`) ? actInWords(say, plain) : nounInWords(say, plain)
  if (name === 'subject') return nounInWords(say, plain)
  if (name === 'action') return actInWords(say, plain)
  const key = [...(families[name] ?? []).map((family) => `${family}.${plain}`), `audit.value.${plain}`].find(has)
  return key === undefined ? plain : say(key)
}

/** A few things one after the other; of many, or of the names of columns, how many they are. */
function listInWords(say: Say, name: string, values: readonly unknown[]): string {
  if (name === 'changed' || name === 'files') return say('audit.many', { count: values.length })
  const words = values.map((value) => valueInWords(say, name, value)).filter((word) => word !== '')
  return words.length > 5 ? say('audit.many', { count: words.length }) : words.join(say('audit.comma'))
}
