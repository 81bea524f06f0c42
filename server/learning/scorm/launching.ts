import type { Edition, Finding, FindingCode, Item } from './course.ts'
import { childrenOf, type Marked } from './marked.ts'

/** Something was found; it answers null, so that whoever asks can leave with it. */
export type Found = (level: Finding['level'], code: FindingCode, where?: Omit<Finding, 'level' | 'code'>) => null

export interface Resource { element: Marked; base: string }

export function resourcesOf(root: Marked, resources: Marked | undefined): Map<string, Resource> {
  const base = [root, resources].map((one) => one?.attributes.base ?? '').join('')
  return new Map(childrenOf(resources ?? root, 'resource').map((element) => [element.attributes.identifier ?? '', { element, base: base + (element.attributes.base ?? '') }]))
}

/** The files of a package by their names in small letters, as Windows finds them. */
export const namesOf = (files: readonly string[]) => new Map(files.map((name) => [keyOf(name), name]))
const keyOf = (name: string): string => name.normalize('NFC').toLowerCase()

/** Where what an item opens is looked for. */
export interface Places { edition: Edition; resources: Map<string, Resource>; files: Map<string, string>; found: Found }

/** What an item opens: found in the package, and nowhere else. */
export function launchOf(element: Marked, id: string, { edition, resources, files, found }: Places): Pick<Item, 'launch' | 'isSco'> {
  const ref = element.attributes.identifierref?.trim()
  const none = { launch: null, isSco: false }
  if (ref === undefined || ref === '') return none
  const where = { line: element.line, item: id }
  const resource = resources.get(ref)
  if (resource === undefined) return found('warning', 'resourceMissing', { ...where, data: { name: ref.slice(0, 100) } }) ?? none
  const at = { line: resource.element.line, item: id }
  const href = (resource.element.attributes.href ?? '').trim()
  if (href === '') return found('warning', 'hrefMissing', { ...at, data: { name: ref.slice(0, 100) } }) ?? none
  if (isElsewhere(resource.base + href) || isElsewhere(href)) return found('refused', 'externalLaunch', { ...at, data: { address: href.slice(0, 200) } }) ?? none
  const [path, rest] = splitAddress(href)
  // Some write the signs of a file's name by number in the address, some in the name itself.
  const [inside, asWritten] = [inPackage(resource.base, path), inPackage(resource.base, path, (part) => part)]
  if (inside === null || asWritten === null) return found('refused', 'launchOutside', { ...at, data: { address: href.slice(0, 200) } }) ?? none
  const stored = files.get(keyOf(inside)) ?? files.get(keyOf(asWritten))
  if (stored === undefined) return found('refused', 'launchMissing', { ...at, file: inside.slice(0, 200) }) ?? none
  if (![inside, asWritten].some((name) => name.normalize('NFC') === stored.normalize('NFC'))) found('warning', 'otherCase', { ...at, file: stored, data: { address: inside.slice(0, 200) } })
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
    return href !== '' && (inside === null || !files.has(keyOf(inside)) && !files.has(keyOf(href)))
  })
  if (missing.length > 0) found('warning', 'fileMissing', { item, line: missing[0]!.line, file: missing[0]!.href.slice(0, 200), data: { count: missing.length } })
}

const isElsewhere = (address: string): boolean => /^([a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(address.trim())

export function splitAddress(href: string): [path: string, rest: string] {
  const at = href.search(/[?#]/)
  return at === -1 ? [href, ''] : [href.slice(0, at), href.slice(at)]
}

/** The path in the package, with `.` and `..` walked; null when it leads out of it. */
export function inPackage(base: string, path: string, read = decoded): string | null {
  const parts: string[] = []
  for (const part of `${base}${path}`.replaceAll('\\', '/').split('/').map(read)) {
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
  const [[query, fragment], [more, place]] = [fragmentOf(rest), fragmentOf(added)]
  return `${query}${more === '' ? '' : `${query === '' ? '?' : '&'}${more}`}${fragment || place}`
}

const fragmentOf = (address: string): [before: string, fragment: string] =>
  (address.includes('#') ? [address.slice(0, address.indexOf('#')), address.slice(address.indexOf('#'))] : [address, ''])
