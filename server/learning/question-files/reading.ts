import { unpack } from '../../base/unpacking.ts'
import type { Reason } from '../../base/errors.ts'
import { childrenOf, readXml, within, wordsIn, type Element } from '../../base/xml.ts'
import type { Incoming } from './incoming.ts'
import { readItem } from './items.ts'
import type { Reading } from './tables.ts'

const archiveLimits = { bytesMax: 40 * 1024 * 1024, ratioMax: 200, entriesMax: 2_000 }
export const itemsMax = 500

/** A package of QTI as questions, one for each item that its manifest names; or why the whole package is not read. */
export async function readPackage(bytes: Uint8Array): Promise<Reading | { refused: Reason }> {
  if (Buffer.from(bytes.subarray(0, 2)).toString('latin1') !== 'PK') return { refused: { key: 'questionFiles.noZip' } }
  const read = await unpack(bytes, archiveLimits, (name) => /\.xml$/i.test(name))
  if ('problem' in read) return { refused: { key: `questionFiles.archive.${read.problem}` } }
  const manifestName = read.names.filter((name) => /(^|\/)imsmanifest\.xml$/.test(name)).sort((a, b) => a.length - b.length)[0]
  if (manifestName === undefined) return { refused: { key: 'questionFiles.noManifest' } }
  const manifest = readXml(read.files.get(manifestName)!)
  if ('problem' in manifest) return { refused: { key: `questionFiles.xml.${manifest.problem}` } }
  const folder = manifestName.slice(0, -'imsmanifest.xml'.length)
  const resources = [...within(manifest.root, (name) => name === 'resource')]
  const items = resources.filter(({ attributes }) => /^imsqti_item_xmlv/.test(attributes.type ?? ''))
  if (items.length === 0) return { refused: { key: 'questionFiles.noItems' } }
  if (items.length > itemsMax) return { refused: { key: 'questionFiles.manyItems', data: { limit: itemsMax } } }
  const others = [...new Set(resources.filter((one) => !items.includes(one)).map(({ attributes }) => attributes.type ?? '').filter((type) => /test|section|assessment/i.test(type)))]
  return {
    incoming: items.map((resource) => itemIn(read.files, folder, resource)),
    problems: [], codeColumn: 0, said: others.length === 0 ? [] : [{ key: 'questionFiles.testIgnored' }],
  }
}

function itemIn(files: ReadonlyMap<string, Uint8Array>, folder: string, resource: Element): Incoming {
  const href = resource.attributes.href ?? ''
  const bytes = files.get(folder + decodeHref(href))
  const place = href.slice(0, 120)
  if (bytes === undefined) return { place, code: null, title: '', kind: null, made: null, said: [], refused: [{ key: 'questionFiles.noFile', data: { name: place || '―' } }] }
  return readItem(bytes, place, keywordsOf(resource))
}

function decodeHref(href: string): string {
  try { return decodeURI(href).replace(/^\.\//, '') } catch { return href }
}

const keywordsOf = (resource: Element): string[] => childrenOf(resource, 'metadata').flatMap((one) => [...within(one, (name) => name === 'keyword')])
  .map((keyword) => wordsIn(keyword).trim()).filter((word) => word !== '')
