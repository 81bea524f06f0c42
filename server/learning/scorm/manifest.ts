import { readXml } from '../../base/xml.ts'
import type { Course, Edition, Finding, FindingCode, Item } from './course.ts'
import { childOf, childrenOf, markedOf, type Marked } from './marked.ts'
import { itemsIn, readPrerequisites } from './prerequisites.ts'

export interface Examined { course: Course | null; findings: Finding[] }

type Found = (level: Finding['level'], code: FindingCode, where?: Omit<Finding, 'level' | 'code'>) => null
const file = 'imsmanifest.xml'
const [itemsMax, findingsMax] = [1_000, 200]

/**
 * What a manifest says, and everything that is wrong with it, each with its line. Pure: `files` are the names in the package.
 * The course is null when something keeps the package out.
 */
export function readManifest(bytes: Uint8Array, files: readonly string[]): Examined {
  const findings: Finding[] = []
  const found: Found = (level, code, where = {}) => {
    if (level === 'refused' || findings.length < findingsMax) findings.push({ level, code, file, ...where })
    return null
  }
  const course = courseOf(bytes, files, found)
  return { course: findings.some(({ level }) => level === 'refused') ? null : course, findings }
}

function courseOf(bytes: Uint8Array, files: readonly string[], found: Found): Course | null {
  if (bytes.every((byte) => byte <= 0x20)) return found('refused', 'emptyManifest')
  const read = readXml(bytes)
  if ('problem' in read) {
    const code = ({ tooLarge: 'xmlTooLarge', unreadable: 'xmlUnreadable', doctype: 'xmlDoctype', tooDeep: 'xmlTooDeep', broken: 'xmlBroken' } as const)[read.problem]
    found('refused', code, { line: read.line })
    return null
  }
  const root = markedOf(read.root)
  if (root.name !== 'manifest') return found('refused', 'notManifest', { line: root.line, data: { name: root.name.slice(0, 60) } })
  const resources = childOf(root, 'resources')
  const organizations = childOf(root, 'organizations')
  if ((resources?.children.length ?? 0) === 0 && (organizations?.children.length ?? 0) === 0) return found('refused', 'emptyManifest', { line: root.line })
  const edition = editionOf(root, found)
  if (edition === null) return null
  if (root.children.some(({ name }) => name === 'manifest')) found('warning', 'subManifest', { line: childOf(root, 'manifest')!.line })
  const organization = organizationOf(organizations, found)
  if (organization === null) return null
  takeCollected(root, childOf(root, 'sequencingCollection'))
  const title = childOf(organization, 'title')?.text || (childOf(root, 'metadata') && deepText(childOf(root, 'metadata')!)) || ''
  const control = controlOf(organization, edition.edition)
  const items = itemsOf(organization, { edition: edition.edition, resources: resourcesOf(root, resources), files: namesOf(files), found })
  if (items.length === 0) found('refused', 'noItems', { line: organization.line })
  else if (items.every(({ launch }) => launch === null)) found('refused', 'noItems', { line: organization.line })
  else if (!items.some(({ isSco }) => isSco)) found('warning', 'noSco', { line: organization.line })
  checkPrerequisites(items, found)
  return { ...edition, title: title.slice(0, 200) || items[0]?.title || '', ...control, items }
}

/** The title in the description of a package (LOM), however deep its words lie. */
function deepText(metadata: Marked): string {
  const title = [metadata, ...metadata.children, ...metadata.children.flatMap(({ children }) => children)].flatMap((one) => childrenOf(one, 'title'))[0]
  const words = (one: Marked): string => one.text || one.children.map(words).find((text) => text !== '') || ''
  return title === undefined ? '' : words(title)
}

/** What a package calls itself; where it does not, the names it uses tell. */
function editionOf(root: Marked, found: Found): { edition: Edition; version: string } | null {
  const metadata = childOf(root, 'metadata')
  const said = (metadata && childOf(metadata, 'schemaversion')?.text) ?? ''
  const schema = (metadata && childOf(metadata, 'schema')?.text) ?? ''
  if (/cartridge/i.test(schema)) return found('refused', 'commonCartridge', { line: metadata!.line })
  if (/^1\.2$/.test(said)) return { edition: '1.2', version: said }
  if (/^(CAM )?1\.3|^2004/i.test(said)) return { edition: '2004', version: said }
  const spaces = Object.values(root.attributes).join(' ')
  const guessed: Edition | null = /adlcp_rootv1p2/i.test(spaces) ? '1.2' : /adlcp_v1p3|adlseq|imsss/i.test(spaces) ? '2004' : null
  if (guessed === null) return found('refused', 'unknownEdition', { line: metadata?.line ?? root.line, data: { version: `${schema} ${said}`.trim().slice(0, 60) } })
  found('warning', 'editionGuessed', { line: metadata?.line ?? root.line, data: { version: guessed } })
  return { edition: guessed, version: guessed }
}

function organizationOf(organizations: Marked | undefined, found: Found): Marked | null {
  const all = organizations === undefined ? [] : childrenOf(organizations, 'organization')
  if (all.length === 0) return found('refused', 'noOrganization', organizations ? { line: organizations.line } : {})
  const wanted = organizations!.attributes.default
  const chosen = all.find(({ attributes }) => attributes.identifier === wanted) ?? all[0]!
  if (wanted !== undefined && chosen.attributes.identifier !== wanted) found('warning', 'organizationUnknown', { line: organizations!.line, data: { name: wanted.slice(0, 60) } })
  if (all.length > 1) found('warning', 'severalOrganizations', { line: organizations!.line, data: { count: all.length } })
  return chosen
}

interface Resource { element: Marked; base: string }

function resourcesOf(root: Marked, resources: Marked | undefined): Map<string, Resource> {
  const base = [root, resources].map((one) => one?.attributes.base ?? '').join('')
  return new Map(childrenOf(resources ?? root, 'resource').map((element) => [element.attributes.identifier ?? '', { element, base: base + (element.attributes.base ?? '') }]))
}

/** The files of a package by their names in small letters, as Windows finds them. */
const namesOf = (files: readonly string[]) => new Map(files.map((name) => [name.normalize('NFC').toLowerCase(), name]))

interface Reading { edition: Edition; resources: Map<string, Resource>; files: Map<string, string>; found: Found }

function itemsOf(organization: Marked, reading: Reading): Item[] {
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

function itemOf(element: Marked, id: string, parent: Item | null, reading: Reading): Item {
  const { edition, found } = reading
  const where = { line: element.line, item: id }
  const text = (name: string) => childOf(element, name)?.text ?? ''
  const title = text('title').slice(0, 300)
  if (title === '') found('warning', 'titleMissing', where)
  const opened = launchOf(element, id, reading)
  const completion = childOf(element, 'completionThreshold')
  const sequencing = childOf(element, 'sequencing')
  if (sequencing?.children.some(({ name }) => ['sequencingRules', 'rollupRules', 'randomizationControls'].includes(name)))
    found('warning', 'rulesNotRun', { ...where, line: sequencing.line })
  return {
    id, title: title || id, parent: parent?.id ?? null, depth: parent === null ? 0 : parent.depth + 1, ...opened,
    isVisible: element.attributes.isvisible !== 'false',
    prerequisites: text('prerequisites').slice(0, 2_000) || null,
    masteryScore: edition === '1.2' ? numberIn(text('masteryscore'), 0, 100, () => found('warning', 'masteryUnread', where)) : null,
    passingMeasure: sequencing === undefined ? null : measureOf(sequencing),
    completionThreshold: thresholdOf(completion),
    timeMax: timeOf(edition === '1.2' ? text('maxtimeallowed') : limitOf(sequencing), edition, () => found('warning', 'timeUnread', where)),
    timeLimitAction: /^(exit|continue),(message|no message)$/.exec(text(edition === '1.2' ? 'timelimitaction' : 'timeLimitAction').toLowerCase())?.[0] ?? null,
    launchData: (text('datafromlms') || text('dataFromLMS')).slice(0, 4_096),
    hides: hiddenIn(element), ...controlOf(element, edition),
    saysCompletion: (sequencing && childOf(sequencing, 'deliveryControls'))?.attributes.completionsetbycontent === 'true',
  }
}

/** 2004: rules that several items share stand once in a collection; where an item points there, they are put into it. */
function takeCollected(element: Marked, collection: Marked | undefined): void {
  if (collection === undefined) return
  for (const child of element.children) {
    const shared: Marked | undefined = child.name === 'sequencing' && child !== collection ? collection.children.find(({ attributes }) => attributes.id === child.attributes.idref) : undefined
    if (shared !== undefined && shared !== child) child.children.push(...shared.children.filter(({ name }) => childOf(child, name) === undefined))
    if (child !== collection) takeCollected(child, collection)
  }
}

/** A package may leave 1.2 items to be chosen as one likes; 2004 says for each heading whether one may choose or go on. */
function controlOf(element: Marked, edition: Edition): { choice: boolean; flow: boolean; forwardOnly: boolean } {
  if (edition === '1.2') return { choice: true, flow: true, forwardOnly: false }
  const sequencing = childOf(element, 'sequencing')
  const mode = sequencing && childOf(sequencing, 'controlMode')
  return { choice: mode?.attributes.choice !== 'false', flow: mode?.attributes.flow === 'true', forwardOnly: mode?.attributes.forwardonly === 'true' }
}

function measureOf(sequencing: Marked): number | null {
  const objectives = childOf(sequencing, 'objectives')
  const primary = objectives && childOf(objectives, 'primaryObjective')
  if (primary?.attributes.satisfiedbymeasure !== 'true') return null
  return numberIn(childOf(primary, 'minNormalizedMeasure')?.text ?? '1', -1, 1, () => {})
}

function thresholdOf(element: Marked | undefined): number | null {
  if (element === undefined) return null
  const { completedbymeasure, minprogressmeasure } = element.attributes
  if (completedbymeasure === undefined) return numberIn(element.text, 0, 1, () => {})
  return completedbymeasure === 'true' ? numberIn(minprogressmeasure ?? '1', 0, 1, () => {}) : null
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

/** What an item opens: found in the package, and nowhere else. */
function launchOf(element: Marked, id: string, { edition, resources, files, found }: Reading): Pick<Item, 'launch' | 'isSco'> {
  const ref = element.attributes.identifierref
  const none = { launch: null, isSco: false }
  if (ref === undefined || ref === '') return none
  const where = { line: element.line, item: id }
  const resource = resources.get(ref)
  if (resource === undefined) return found('refused', 'resourceMissing', { ...where, data: { name: ref.slice(0, 100) } }) ?? none
  const at = { line: resource.element.line, item: id }
  const href = (resource.element.attributes.href ?? '').trim()
  if (href === '') return found('refused', 'hrefMissing', { ...at, data: { name: ref.slice(0, 100) } }) ?? none
  if (isElsewhere(resource.base + href) || isElsewhere(href)) return found('refused', 'externalLaunch', { ...at, data: { address: href.slice(0, 200) } }) ?? none
  const [path, rest] = splitAddress(href)
  const inside = inPackage(resource.base, path)
  if (inside === null) return found('refused', 'launchOutside', { ...at, data: { address: href.slice(0, 200) } }) ?? none
  const stored = files.get(inside.normalize('NFC').toLowerCase())
  if (stored === undefined) return found('refused', 'launchMissing', { ...at, file: inside.slice(0, 200) }) ?? none
  if (stored.normalize('NFC') !== inside.normalize('NFC')) found('warning', 'otherCase', { ...at, file: stored, data: { address: inside.slice(0, 200) } })
  if (/\.(php|jsp|asp|aspx|cgi|cfm)$/i.test(stored)) found('warning', 'needsServer', { ...at, file: stored })
  if (/\.swf$/i.test(stored)) found('warning', 'flash', { ...at, file: stored })
  checkFiles(resource, id, files, found)
  const type = (resource.element.attributes.scormtype ?? '').toLowerCase()
  return { launch: { path: stored, rest: withParameters(rest, element.attributes.parameters ?? '') }, isSco: type === 'sco' || type === '' && edition === '1.2' }
}

/** Files that a resource lists and that are not there: said once for each resource, since packages are often careless here. */
function checkFiles({ element, base }: Resource, item: string, files: Map<string, string>, found: Found): void {
  const missing = childrenOf(element, 'file').map(({ attributes, line }) => ({ href: attributes.href ?? '', line })).filter(({ href }) => {
    const inside = isElsewhere(href) ? href : inPackage(base, splitAddress(href)[0])
    return href !== '' && (inside === null || !files.has(inside.normalize('NFC').toLowerCase()))
  })
  if (missing.length > 0) found('warning', 'fileMissing', { item, line: missing[0]!.line, file: missing[0]!.href.slice(0, 200), data: { count: missing.length } })
}

const isElsewhere = (address: string): boolean => /^([a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(address.trim())

function splitAddress(href: string): [path: string, rest: string] {
  const at = href.search(/[?#]/)
  return at === -1 ? [href, ''] : [href.slice(0, at), href.slice(at)]
}

/** The path in the package, with `.` and `..` walked; null when it leads out of it. */
function inPackage(base: string, path: string): string | null {
  const parts: string[] = []
  for (const part of `${base}${path}`.replaceAll('\\', '/').split('/').map(decoded)) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.some((part) => /[\0/\\]/.test(part)) ? null : parts.join('/')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** What an item adds to the address of its resource, by the rules of both editions. */
function withParameters(rest: string, parameters: string): string {
  const added = parameters.trim().replace(/^[?&]+/, '')
  if (added === '') return rest
  const [query, fragment] = rest.includes('#') ? [rest.slice(0, rest.indexOf('#')), rest.slice(rest.indexOf('#'))] : [rest, '']
  if (added.startsWith('#')) return fragment === '' ? `${query}${added}` : rest
  return `${query}${query === '' ? '?' : '&'}${added}${fragment}`
}

function checkPrerequisites(items: readonly Item[], found: Found): void {
  const ids = new Set(items.map(({ id }) => id))
  for (const item of items.filter(({ prerequisites }) => prerequisites !== null)) {
    const needed = readPrerequisites(item.prerequisites!)
    const unknown = needed === null ? [] : itemsIn(needed).filter((id) => !ids.has(id))
    if (needed === null) found('warning', 'prerequisiteUnread', { item: item.id, data: { script: item.prerequisites!.slice(0, 100) } })
    else if (unknown.length > 0) found('warning', 'prerequisiteUnknown', { item: item.id, data: { name: unknown[0]!.slice(0, 100) } })
    // What cannot be understood locks nobody out.
    if (needed === null || unknown.length > 0) item.prerequisites = null
  }
}
