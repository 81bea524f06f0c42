import { wordsOf } from '../personal-data/documents.ts'
import type { Reason } from '../../base/errors.ts'
import type { FileAsked } from '../../base/sent.ts'
import { fileKindOf, whyNotBegun, whyNotNamed } from './rules.ts'

export const megabytesMax = 20

/** What every file of an assignment has to be: one of a few kinds, by its name and by its bytes, and one that opens. */
export async function whyNotThese(bytes: Uint8Array, name: string): Promise<Reason | null> {
  const begun = whyNotBegun(name, Buffer.from(bytes.subarray(0, 16)).toString('latin1'))
  if (begun !== null) return begun
  const read = await wordsOf(bytes, fileKindOf(name)!)
  return 'problem' in read ? { key: read.problem === 'locked' ? 'assignments.lockedFile' : 'assignments.brokenFile' } : null
}

const asked = { megabytesMax, fieldsMax: 8, fieldBytesMax: 1_000, tooLarge: { key: 'assignments.fileTooLarge' as const, data: { megabytes: megabytesMax } }, missing: { key: 'assignments.fileMissing' as const }, whyNotNamed, whyNotThese }

export const templateAsked: FileAsked = { ...asked, kind: 'template' }
export const submissionAsked: FileAsked = { ...asked, kind: 'submission' }
