import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { template } from './template.ts'

/**
 * A data folder for commands that are run as people do. Its embedded database is migrated already where the suite has
 * one at hand: making one takes a minute on a busy machine, and `start.test.ts` tries that.
 */
export function readyFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `chiiki-${name}-`))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  if (existsSync(template)) {
    mkdirSync(path.join(folder, 'db'), { mode: 0o700 })
    execFileSync('tar', ['-xzf', path.resolve(template), '-C', path.join(folder, 'db')], { stdio: 'ignore' })
  }
  return folder
}
