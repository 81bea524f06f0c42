import { lookThrough } from './archives.ts'
import { problemOfOfficeFile } from './office-files.ts'

/** What is wrong with the bytes of an office file: an archive is looked through without opening it; what cannot be is no file of its name. */
export async function lookedAt(bytes: Uint8Array, name: string): Promise<'wrongFile' | 'hasProgram' | null> {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  const seen = head.startsWith('PK') ? await lookThrough(bytes) : { problem: 'broken' }
  return problemOfOfficeFile(name, head, 'names' in seen ? seen.names : null)
}
