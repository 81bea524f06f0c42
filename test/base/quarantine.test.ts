import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openScanner } from '../../server/base/antivirus.ts'
import { openFiles } from '../../server/base/files.ts'
import { NoFile } from '../../server/base/storing.ts'
import { Infected, StillWaiting, withScanner } from '../../server/base/quarantine.ts'
import { fakeClamd } from '../support/clamd.ts'

/** C56: what comes from outside passes a virus scanner; a scanner that fails keeps the file back and loses nothing. */
const folder = mkdtempSync(path.join(tmpdir(), 'quarantine-'))
const clamd = await fakeClamd()
const plain = openFiles(folder)
const waiting = (secondsMax: number) => withScanner(plain, folder, openScanner({ ...clamd, secondsMax }))
const [watched, hasty] = [waiting(10), waiting(0.1)]
const bytes = (words: string) => new TextEncoder().encode(words)
// The test file of EICAR, which every scanner finds and nothing suffers from.
const virus = bytes(String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)
const kept = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length

beforeEach(() => clamd.set('looking'))
afterAll(async () => {
  await clamd.close()
  rmSync(folder, { recursive: true })
})

test('a clean file is handed out as it came, however large', async () => {
  const large = new Uint8Array(9_000_000).fill(7)
  const { key } = await watched.receive(large, 'mp4')
  expect(clamd.seen.at(-1)).toBe(9_000_000)
  expect((await (await watched.open(key)).stream().toArray()).reduce((sum, part: Buffer) => sum + part.length, 0)).toBe(9_000_000)
  await watched.remove(key)
})

test('a file with a virus is refused and nothing of it stays', async () => {
  const before = kept()
  await expect(watched.receive(virus, 'pdf')).rejects.toThrow(Infected)
  expect(kept()).toBe(before)
})

test('what the house makes itself is not looked at', async () => {
  const looks = clamd.seen.length
  await watched.remove((await watched.save(bytes('修了証書'), 'pdf')).key)
  expect(clamd.seen).toHaveLength(looks)
})

test.each(['silent', 'full', 'cut'] as const)('a scanner that is %s: the file is kept, read by the house, handed to nobody, and freed at a later look', async (mood) => {
  clamd.set(mood)
  const { key } = await hasty.receive(bytes('様式1'), 'table')
  await expect(watched.open(key)).rejects.toThrow(StillWaiting)
  expect(Buffer.from(await watched.read(key)).toString()).toBe('様式1')
  await hasty.lookAgain()
  await expect(watched.open(key)).rejects.toThrow(StillWaiting)
  clamd.set('looking')
  await watched.lookAgain()
  expect(await text((await watched.open(key)).stream())).toBe('様式1')
  await watched.remove(key)
})

test('a virus found at a later look: the file is gone, and whoever asks is told why', async () => {
  clamd.set('silent')
  const { key } = await hasty.receive(virus, 'pdf')
  clamd.set('looking')
  await watched.lookAgain()
  await expect(watched.open(key)).rejects.toThrow(Infected)
  await expect(plain.open(key)).rejects.toThrow(NoFile)
  await watched.remove(key)
})

test('a scanner that is not there at all loses nothing, and another process sees the same', async () => {
  const dead = await fakeClamd()
  await dead.close()
  const { key } = await withScanner(plain, folder, openScanner(dead)).receive(bytes('要項'), 'pdf')
  await expect(watched.open(key)).rejects.toThrow(StillWaiting)
  await watched.lookAgain()
  expect(await text((await watched.open(key)).stream())).toBe('要項')
})
