import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Reason } from './errors.ts'

/** First and last byte, both included, as HTTP counts them. */
export interface Span { start: number; end: number }

/** Nothing is kept under this key, or it is no key of ours. */
export class NoFile extends Error {
  override name = 'NoFile'
  readonly statusCode = 404
}
/** The disk is full; nothing was kept. */
export class StorageFull extends Error {
  override name = 'StorageFull'
  readonly statusCode = 507
  readonly reason: Reason = { key: 'error.full' }
}

export const codeOf = (error: unknown) => (error as { code?: string }).code
export const isFull = (error: unknown): boolean => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'

/** What lies in a folder under its name since before a moment; when it was written does not count: it may have been moved in. */
export async function* lyingIn(folder: string, before: Date): AsyncGenerator<string> {
  for (const name of await readdir(folder).catch(() => [])) {
    const { ctime } = await stat(path.join(folder, name)).catch(() => ({ ctime: null }))
    if (ctime !== null && ctime < before) yield name
  }
}
