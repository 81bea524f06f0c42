import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** How many pages are read, how long, and by how much the house may grow meanwhile; how many signs are kept. */
export interface ReadingLimits { pagesMax: number; wordsMax: number; milliseconds: number; megabytes: number }
export type Reading = Pick<ReadingLimits, 'pagesMax' | 'wordsMax'> & { bytes: Uint8Array }

const usual: ReadingLimits = { pagesMax: 300, wordsMax: 200_000, milliseconds: 15_000, megabytes: 160 }
let last: Promise<unknown> = Promise.resolve()

/**
 * The words of a PDF; null where none can be read: it is only pictures, is locked or broken, or took too long. Each is read in a
 * thread of its own that ends with it, one at a time, so that none can take the house with it.
 */
export function wordsOfPdf(bytes: Uint8Array, limits: Partial<ReadingLimits> = {}): Promise<string | null> {
  const turn = last.then(() => read(bytes, { ...usual, ...limits }))
  last = turn.catch(() => {})
  return turn
}

async function read(bytes: Uint8Array, { milliseconds, megabytes, ...limits }: ReadingLimits): Promise<string | null> {
  const own = Uint8Array.from(bytes) // handed over for good
  const reader = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    workerData: { bytes: own, ...limits } satisfies Reading, transferList: [own.buffer], resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 32 }, stdout: true, stderr: true,
  })
  const over = new AbortController()
  const clock = setTimeout(() => over.abort(), milliseconds)
  // A limit of the thread holds its heap alone, and a stream that unfolds is outside of it.
  const before = process.memoryUsage.rss()
  const scales = setInterval(() => { if (process.memoryUsage.rss() - before > 2 * megabytes * 1_048_576) over.abort() }, 20)
  try {
    const [words] = await Promise.race([once(reader, 'message', { signal: over.signal }), once(reader, 'exit', { signal: over.signal }).then(() => [null])]) as [string | null]
    return words === null || words.trim() === '' ? null : words
  } catch {
    return null // broken, locked, too large or too slow: what cannot be read is said to be so, and taken
  } finally {
    clearTimeout(clock)
    clearInterval(scales)
    over.abort()
    await reader.terminate()
  }
}
