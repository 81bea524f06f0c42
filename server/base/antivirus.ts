import { connect, type Socket } from 'node:net'
import type { Readable } from 'node:stream'

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

async function answerTo(line: Socket, bytes: Readable, secondsMax: number): Promise<string> {
  const answer = new Promise<string>((resolve, reject) => {
    let text = ''
    line.setEncoding('utf8').on('data', (part) => { text += part }).on('end', () => resolve(text)).on('error', reject)
    line.setTimeout(secondsMax * 1000, () => reject(new Error('silent')))
  })
  // It may hang up in the middle of a large file; then whoever waits below is told, and nobody else needs to be.
  answer.catch(() => {})
  await Promise.race([answer, sendAll(line, bytes)])
  return answer
}

async function sendAll(line: Socket, bytes: Readable): Promise<void> {
  line.write('zINSTREAM\0')
  for await (const part of bytes as AsyncIterable<Buffer>) {
    line.write(lengthOf(part.byteLength))
    if (!line.write(part)) await Promise.race([once(line, 'drain'), once(line, 'close')])
    if (line.destroyed) return
  }
  line.write(lengthOf(0))
}

const once = (line: Socket, event: 'drain' | 'close') => new Promise<void>((resolve) => { line.once(event, () => resolve()) })

function lengthOf(count: number): Buffer {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(count)
  return four
}
