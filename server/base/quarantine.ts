import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Scanner } from './antivirus.ts'
import type { Reason } from './errors.ts'
import type { Files, SavedFile } from './files.ts'

/** A file that the virus scanner has not answered for yet: kept, but handed to nobody. */
export class StillWaiting extends Error {
  override name = 'StillWaiting'
  readonly statusCode = 503
  readonly reason: Reason = { key: 'error.unscanned' }
}
/** The virus scanner found something: the file is gone. */
export class Infected extends Error {
  override name = 'Infected'
  readonly statusCode = 422
  readonly reason: Reason = { key: 'error.infected' }
}

/**
 * What comes from outside passes the scanner before anyone can have it (`trust.md` C56). A scanner that is away or silent
 * loses nothing: the file stays, marked in a folder beside the files, so that every process sees it and a crash keeps it.
 * The house itself may `read` such a file, to check a table or count the pages; it is not sent on.
 */
export function withScanner(files: Files, folder: string, scanner: Scanner): Files {
  const marks = path.join(folder, 'quarantine')
  const markOf = (key: string) => path.join(marks, key.replaceAll('/', '_'))
  const markAs = async (key: string, state: 'waiting' | 'found') => {
    await mkdir(marks, { recursive: true, mode: 0o700 })
    await writeFile(markOf(key), state, { mode: 0o600 })
  }
  // A mark that is there and cannot be read keeps the file back.
  const stateOf = (key: string) => readFile(markOf(key), 'utf8')
    .catch((error: { code?: string }) => error.code === 'ENOENT' ? 'clean' : 'waiting')

  async function look(key: string): Promise<void> {
    const verdict = await scanner.scan((await files.open(key)).stream())
    if (verdict === 'clean') await rm(markOf(key), { force: true })
    if (verdict !== 'found') return
    await markAs(key, 'found')
    await files.remove(key)
  }

  async function lookedThrough(saved: SavedFile): Promise<SavedFile> {
    await markAs(saved.key, 'waiting')
    await look(saved.key)
    if (await stateOf(saved.key) !== 'found') return saved
    await rm(markOf(saved.key), { force: true }) // nobody was ever told its key
    throw new Infected()
  }

  return {
    ...files,
    receive: async (bytes, kind) => lookedThrough(await files.save(bytes, kind)),
    receivePieces: async (name, kind) => lookedThrough(await files.receivePieces(name, kind)),
    async open(key, { ours = false } = {}) {
      const state = await stateOf(key)
      if (state === 'found') throw new Infected()
      if (state === 'waiting' && !ours) throw new StillWaiting()
      return files.open(key)
    },
    async remove(key) {
      await files.remove(key)
      await rm(markOf(key), { force: true })
    },
    async lookAgain() {
      for (const mark of await readdir(marks).catch(() => [])) {
        const key = mark.replaceAll('_', '/')
        // Removed meanwhile by somebody else, or by us a moment ago: then there is nothing to look at.
        if (await stateOf(key) === 'waiting') await look(key).catch(() => {})
      }
    },
  }
}
