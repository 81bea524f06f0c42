import { createServer, type AddressInfo } from 'node:net'

/**
 * A virus scanner as clamd speaks (INSTREAM): 'looking' finds the word of the EICAR test and passes the rest, 'silent'
 * takes all and never answers, 'full' says that the file is too large for it and hangs up, 'cut' hangs up without a word.
 */
export type Mood = 'looking' | 'silent' | 'full' | 'cut'

export async function fakeClamd() {
  let mood: Mood = 'looking'
  const seen: number[] = []
  const server = createServer((line) => {
    const got: Buffer[] = []
    line.on('error', () => {})
    line.on('data', (part) => {
      if (mood === 'cut') return void line.destroy()
      if (mood === 'full') return void line.end('INSTREAM size limit exceeded. ERROR\0')
      got.push(part)
      const file = mood === 'silent' || part.at(-1) !== 0 ? null : fileIn(Buffer.concat(got))
      if (file === null) return
      seen.push(file.byteLength)
      line.end(file.includes('EICAR-STANDARD-ANTIVIRUS-TEST-FILE') ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0')
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    host: '127.0.0.1', port: (server.address() as AddressInfo).port,
    /** How many bytes each file had that it looked at. */
    seen,
    set: (next: Mood) => { mood = next },
    close: () => new Promise<void>((resolve) => { server.close(() => resolve()) }),
  }
}

/** The file of a whole INSTREAM command; null while its end has not come. */
function fileIn(got: Buffer): Buffer | null {
  const parts: Buffer[] = []
  let at = got.indexOf(0) + 1
  while (at > 0 && at + 4 <= got.byteLength) {
    const length = got.readUInt32BE(at)
    if (length === 0) return Buffer.concat(parts)
    parts.push(got.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return null
}
