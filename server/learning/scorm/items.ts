import type { Edition, Item } from './course.ts'
import { launchOf, type Places } from './launching.ts'
import { childOf, childrenOf, isFalse, isTrue, type Marked } from './marked.ts'
import { readSequencing, sequencingIn, writersOf, type Writers } from './sequencing/reading.ts'

const itemsMax = 1_000

/** The items of an outline in their order, each after its heading. */
export function itemsOf(organization: Marked, places: Places): Item[] {
  const reading = { ...places, writers: writersOf(within(organization).map((element) => ({ id: element.attributes.identifier?.trim() ?? '', element }))) }
  const items: Item[] = []
  const seen = new Set<string>()
  const walk = (elements: Marked[], parent: Item | null) => {
    for (const element of elements) {
      if (items.length >= itemsMax) return
      const id = element.attributes.identifier?.trim() ?? ''
      if (id === '') { reading.found('refused', 'itemWithoutId', { line: element.line }); continue }
      if (seen.has(id)) { reading.found('refused', 'doubleItem', { line: element.line, item: id }); continue }
      seen.add(id)
      const item = itemOf(element, id, parent, reading)
      items.push(item)
      walk(childrenOf(element, 'item'), item)
    }
  }
  walk(childrenOf(organization, 'item'), null)
  if (items.length >= itemsMax) reading.found('refused', 'tooManyItems', { line: organization.line, data: { max: itemsMax } })
  return items
}

const within = (element: Marked): Marked[] => childrenOf(element, 'item').flatMap((one) => [one, ...within(one)])

function itemOf(element: Marked, id: string, parent: Item | null, reading: Places & { writers: Writers }): Item {
  const { edition, found } = reading
  const where = { line: element.line, item: id }
  const text = (name: string) => childOf(element, name)?.text ?? ''
  const title = text('title').slice(0, 300)
  if (title === '') found('warning', 'titleMissing', where)
  const opened = launchOf(element, id, reading)
  const completion = childOf(element, 'completionThreshold')
  const sequencing = sequencingIn(element)
  const order = edition === '1.2' || sequencing === undefined ? null : readSequencing(sequencing, reading.writers)
  if (order !== null && order.notRun.length > 0) found('warning', 'rulesNotRun', { ...where, line: sequencing!.line, data: { names: order.notRun.join(', ') } })
  return {
    id, title: title || id, parent: parent?.id ?? null, depth: parent === null ? 0 : parent.depth + 1, ...opened,
    isVisible: !isFalse(element.attributes.isvisible),
    prerequisites: text('prerequisites').slice(0, 2_000) || null,
    masteryScore: edition === '1.2' ? numberIn(text('masteryscore'), 0, 100, () => found('warning', 'masteryUnread', where)) : null,
    passingMeasure: sequencing === undefined ? null : measureOf(sequencing),
    completionThreshold: thresholdOf(completion),
    timeMax: timeOf(edition === '1.2' ? text('maxtimeallowed') : limitOf(sequencing), edition, () => found('warning', 'timeUnread', where)),
    timeLimitAction: /^(exit|continue),(message|no message)$/.exec(text(edition === '1.2' ? 'timelimitaction' : 'timeLimitAction').toLowerCase())?.[0] ?? null,
    launchData: (text('datafromlms') || text('dataFromLMS')).slice(0, 4_096),
    hides: hiddenIn(element), ...controlOf(element, edition),
    saysCompletion: isTrue((sequencing && childOf(sequencing, 'deliveryControls'))?.attributes.completionsetbycontent), sequencing: order?.sequencing ?? null,
  }
}

/** A package may leave 1.2 items to be chosen as one likes; 2004 says for each heading whether one may choose or go on. */
export function controlOf(element: Marked, edition: Edition): { choice: boolean; flow: boolean; forwardOnly: boolean } {
  if (edition === '1.2') return { choice: true, flow: true, forwardOnly: false }
  const sequencing = sequencingIn(element)
  const mode = sequencing && childOf(sequencing, 'controlMode')
  return { choice: !isFalse(mode?.attributes.choice), flow: isTrue(mode?.attributes.flow), forwardOnly: isTrue(mode?.attributes.forwardonly) }
}

function measureOf(sequencing: Marked): number | null {
  const objectives = childOf(sequencing, 'objectives')
  const primary = objectives && childOf(objectives, 'primaryObjective')
  if (primary === undefined || !isTrue(primary.attributes.satisfiedbymeasure)) return null
  return numberIn(childOf(primary, 'minNormalizedMeasure')?.text ?? '1', -1, 1, () => {})
}

function thresholdOf(element: Marked | undefined): number | null {
  if (element === undefined) return null
  const { completedbymeasure, minprogressmeasure } = element.attributes
  if (completedbymeasure === undefined) return numberIn(element.text, 0, 1, () => {})
  return isTrue(completedbymeasure) ? numberIn(minprogressmeasure ?? '1', 0, 1, () => {}) : null
}

const limitOf = (sequencing: Marked | undefined): string =>
  (sequencing && childOf(sequencing, 'limitConditions'))?.attributes.attemptabsolutedurationlimit ?? ''

function numberIn(text: string, min: number, max: number, unread: () => void): number | null {
  if (text === '') return null
  const number = /^-?\d{1,6}(\.\d{1,7})?$/.test(text) ? Number(text) : NaN
  if (number >= min && number <= max) return number
  unread()
  return null
}

function timeOf(text: string, edition: Edition, unread: () => void): string | null {
  if (text === '') return null
  if (edition === '1.2' ? /^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/.test(text) : /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/.test(text)) return text
  unread()
  return null
}

function hiddenIn(element: Marked): string[] {
  const presentation = childOf(element, 'presentation')
  const face = presentation && childOf(presentation, 'navigationInterface')
  return face === undefined ? [] : childrenOf(face, 'hideLMSUI').map(({ text }) => text).filter((text) => /^[a-zA-Z]{1,20}$/.test(text))
}
