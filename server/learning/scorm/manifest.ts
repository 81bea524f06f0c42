import { readXml } from '../../base/xml.ts'
import type { Course, Edition, Finding, Item } from './course.ts'
import { controlOf, itemsOf } from './items.ts'
import { namesOf, resourcesOf, type Found } from './launching.ts'
import { childOf, childrenOf, markedOf, type Marked } from './marked.ts'
import { itemsIn, readPrerequisites } from './prerequisites.ts'
import { readSequencing, sequencingIn } from './sequencing/reading.ts'

export interface Examined { course: Course | null; findings: Finding[] }

const file = 'imsmanifest.xml'

const findingsMax = 200

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
  // What one item points to and nobody sent is lived with while others open; where nothing opens it is the reason.
  if (course?.items.every(({ launch }) => launch === null)) for (const one of findings) if (one.code === 'resourceMissing' || one.code === 'hrefMissing') one.level = 'refused'
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
  noteOrder(organization, edition.edition, found)
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
  const words = `${schema} ${said} ${spaces}`
  // Where neither words nor names tell, what says which of its files speak is of the older standard, as other systems take it.
  const guessed: Edition | null = /adlcp_v1p3|adlseq|imsss|2004|1\.3/i.test(words) ? '2004' : /adlcp_rootv1p2|scorm/i.test(words) || saysScorm(root) ? '1.2' : null
  if (guessed === null) return found('refused', 'unknownEdition', { line: metadata?.line ?? root.line, data: { version: `${schema} ${said}`.trim().slice(0, 60) } })
  found('warning', 'editionGuessed', { line: metadata?.line ?? root.line, data: { version: guessed } })
  return { edition: guessed, version: guessed }
}

/** Rules that stand at the outline as a whole are not run; its way of going through it is. */
function noteOrder(organization: Marked, edition: Edition, found: Found): void {
  const sequencing = sequencingIn(organization)
  if (sequencing === undefined || edition === '1.2') return
  const { sequencing: { rules }, notRun } = readSequencing(sequencing, new Map())
  const names = [...rules.length > 0 ? ['preConditionRule'] : [], ...notRun]
  if (names.length > 0) found('warning', 'rulesNotRun', { line: sequencing.line, data: { names: names.join(', ') } })
}

const saysScorm = ({ attributes, children }: Marked): boolean => attributes.scormtype !== undefined || children.some(saysScorm)

function organizationOf(organizations: Marked | undefined, found: Found): Marked | null {
  const all = organizations === undefined ? [] : childrenOf(organizations, 'organization')
  if (all.length === 0) return found('refused', 'noOrganization', organizations ? { line: organizations.line } : {})
  const wanted = organizations!.attributes.default
  const chosen = all.find(({ attributes }) => attributes.identifier === wanted) ?? all[0]!
  if (wanted !== undefined && chosen.attributes.identifier !== wanted) found('warning', 'organizationUnknown', { line: organizations!.line, data: { name: wanted.slice(0, 60) } })
  if (all.length > 1) found('warning', 'severalOrganizations', { line: organizations!.line, data: { count: all.length } })
  return chosen
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
