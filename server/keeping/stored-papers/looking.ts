import { NotAsKept, readAsKept, type Kept } from '../../base/as-kept.ts'
import type { Files } from '../../base/files.ts'
import { NoFile } from '../../base/storing.ts'
import type { DamageKind } from './rules.ts'

/**
 * Compares a stored paper with the hash it had when it was kept, as it passes, so that none is held whole. Null: as it was.
 * @throws what the store throws when it is away: then nothing is said about the paper
 */
export async function lookAt(files: Files, kept: Kept): Promise<DamageKind | null> {
  try {
    await readAsKept((await files.open(kept.key, { ours: true })).stream(), kept)
    return null
  } catch (error) {
    if (error instanceof NotAsKept) return 'changed'
    if (error instanceof NoFile || (error as { code?: string }).code === 'ENOENT') return 'missing'
    throw error
  }
}
