import type { Files } from '../../base/files.ts'
import { NotUnpacked, openPackage, type PackedFile, type Unpacked } from '../../base/unpacking.ts'
import type { Course, Finding, FindingCode } from './course.ts'
import { readManifest } from './manifest.ts'

/** A package may unpack to so much: a gigabyte of films and pictures, packed at most so densely, in so many files. */
export const packageLimits = { bytesMax: 1024 * 1024 * 1024, ratioMax: 100, entriesMax: 10_000 }
const manifestBytesMax = 2 * 1024 * 1024
const manifestName = 'imsmanifest.xml'

/** What came of looking through a package: `folder` holds its files when nothing keeps it out. */
export type Examined = { course: Course; folder: string; findings: Finding[] } | { course: null; folder: null; findings: Finding[] }

/**
 * Looks through a package that is stored as it was sent, and unpacks it into a folder of its own when it is one. Whatever is
 * wrong is found before a file is written, or takes the folder away again.
 */
export async function examinePackage(files: Files, key: string, limits = packageLimits): Promise<Examined> {
  const none = (findings: Finding[]) => ({ course: null, folder: null, findings })
  try {
    const { files: packed, close } = await openPackage(await files.open(key, { ours: true }), limits)
    try {
      const { course, findings } = await readPacked(packed)
      if (course === null) return none(findings)
      return { course, findings, folder: await files.saveFolder('content', async (put) => { for (const { name, read } of packed) await put(name, read()) }) }
    } finally {
      close()
    }
  } catch (error) {
    if (!(error instanceof NotUnpacked)) throw error
    return none([findingOf(error.why)])
  }
}

const findingOf = ({ problem, name }: Unpacked): Finding =>
  ({ level: 'refused', code: (problem === 'nested' || problem === 'doctype' ? 'broken' : problem) satisfies FindingCode, ...name === '' ? {} : { file: shownName(name) } })

/** A name as it may stand on a page: without signs nobody sees. */
const shownName = (name: string): string => name.replace(/\p{C}/gu, '�').slice(0, 200)

async function readPacked(packed: readonly PackedFile[]) {
  const refused = (code: FindingCode, more: Partial<Finding> = {}) => ({ course: null, findings: [{ level: 'refused' as const, code, ...more }] })
  const manifest = packed.find(({ name }) => name.toLowerCase() === manifestName)
  if (manifest === undefined) return refused(...withoutManifest(packed.map(({ name }) => name)))
  if (manifest.bytes > manifestBytesMax) return refused('xmlTooLarge', { file: manifestName })
  const pieces: Buffer[] = []
  for await (const piece of manifest.read()) pieces.push(piece)
  return readManifest(Buffer.concat(pieces), packed.map(({ name }) => name))
}

/** What it is instead: a package put into a folder once more, one of another standard, or none at all. */
function withoutManifest(names: readonly string[]): [FindingCode, Partial<Finding>?] {
  const top = names.map((name) => name.toLowerCase())
  const inside = names.find((name) => name.toLowerCase().endsWith(`/${manifestName}`))
  if (top.some((name) => /(^|\/)cmi5\.xml$/.test(name))) return ['cmi5']
  if (top.some((name) => /(^|\/)tincan\.xml$/.test(name))) return ['tincan']
  if (top.some((name) => name.endsWith('.au')) && top.some((name) => name.endsWith('.crs'))) return ['aicc']
  if (inside !== undefined) return ['manifestInFolder', { file: shownName(inside) }]
  return ['noManifest']
}
