import { connect, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What a virus scanner says of a file; 'unknown' when it did not answer, or not in words we know. */
export type Verdict = 'clean' | 'found' | 'unknown'

export interface Scanner {
  /** Never throws: a scanner that is away makes a file unknown, not a page broken. */
  scan(bytes: Readable): Promise<Verdict>
}

/**
 * The scanner clamd at `host:port`, asked by its INSTREAM command (clamd(8)): the file goes over the line in pieces,
 * each after its length in four bytes, and a length of zero ends it. `secondsMax`: how long the line may be silent.
 */
export function openScanner({ host, port, secondsMax = 20 }: { host: string; port: number; secondsMax?: number }): Scanner {
  return {
    async scan(bytes) {
      const line = connect({ host, port })
      try {
        return verdictOf(await answerTo(line, bytes, secondsMax))
      } catch {
        return 'unknown'
      } finally {
        line.destroy()
        bytes.destroy()
      }
    },
  }
}

/** 'stream: OK', 'stream: Win.Test.EICAR_HDB-1 FOUND', or why it could not look ('… ERROR'). */
function verdictOf(answer: string): Verdict {
  if (/: OK\0?$/.test(answer)) return 'clean'
  return / FOUND\0?$/.test(answer) ? 'found' : 'unknown'
}

function answerTo(line: Socket, bytes: Readable, secondsMax: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    line.setEncoding('utf8').on('data', (part) => { text += part }).on('end', () => resolve(text)).on('error', reject).on('close', reject)
    line.setTimeout(secondsMax * 1000, () => reject(new Error('silent')))
    // It may answer and hang up in the middle of a large file; a file that cannot be read closes the line, which is no answer.
    pipeline(bytes, inPieces, line, { end: false }).catch(() => {})
  })
}

async function* inPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer | string> {
  yield 'zINSTREAM\0'
  for await (const piece of bytes) {
    yield lengthOf(piece.byteLength)
    yield piece
  }
  yield lengthOf(0)
}

function lengthOf(count: number): Buffer {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(count)
  return four
}
