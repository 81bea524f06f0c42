import { createHash } from 'node:crypto'
import type { Files } from '../../base/files.ts'
import { NoFile } from '../../base/storing.ts'
import type { DamageKind } from './rules.ts'

/**
 * Compares a stored paper with the hash it had when it was kept, as it passes, so that none is held whole. Null: as it was.
 * @throws what the store throws when it is away: then nothing is said about the paper
 */
export async function lookAt(files: Files, { key, sha256 }: { key: string; sha256: string }): Promise<DamageKind | null> {
  const hash = createHash('sha256')
  try {
    const stored = await files.open(key, { ours: true })
    for await (const part of stored.stream()) hash.update(part as Uint8Array)
  } catch (error) {
    if (error instanceof NoFile || (error as { code?: string }).code === 'ENOENT') return 'missing'
    throw error
  }
  return hash.digest('hex') === sha256 ? null : 'changed'
}
