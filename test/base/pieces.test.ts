import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { openPieces } from '../../server/base/pieces.ts'
import { NoFile } from '../../server/base/storing.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-pieces-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const pieces = openPieces(folder)
const words = (text: string) => Readable.from([Buffer.from(text)])
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8')

test('bytes are put behind each other, and only behind those that are there', async () => {
  const name = await pieces.begin()
  expect(await pieces.add(name, 0, words('はじめ'), 100)).toBe(9)
  await expect(pieces.add(name, 0, words('x'), 100)).rejects.toMatchObject({ statusCode: 409 })
  expect(await pieces.add(name, 9, words('と終わり'), 100)).toBe(21)
  expect(read(name)).toBe('はじめと終わり')
  expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600)
})

test('two at once: one goes through, the other is told that it is not the next', async () => {
  const name = await pieces.begin()
  async function* slowly() { yield Buffer.from('a'); await new Promise((go) => setTimeout(go, 30)); yield Buffer.from('b') }
  const [one, two] = await Promise.allSettled([pieces.add(name, 0, slowly(), 100), new Promise((go) => setTimeout(go, 10)).then(() => pieces.add(name, 0, words('zz'), 100))])
  expect([one.status, two.status, read(name)]).toEqual(['fulfilled', 'rejected', 'ab'])
})

test('a broken connection loses what did not come, and nothing else', async () => {
  const name = await pieces.begin()
  async function* broken() { yield Buffer.from('came'); throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' }) }
  await expect(pieces.add(name, 0, broken(), 100)).rejects.toThrow('aborted')
  expect(await pieces.bytes(name)).toBe(4)
  expect(await pieces.add(name, 4, words(' on'), 100)).toBe(7)
})

test('it stops at the limit', async () => {
  const name = await pieces.begin()
  await expect(pieces.add(name, 0, words('0123456789'), 9)).rejects.toMatchObject({ statusCode: 413 })
  expect(await pieces.bytes(name)).toBeLessThanOrEqual(9)
})

test('a full disk is told as one, and what was written stays', async () => {
  const name = await pieces.begin()
  async function* full() { yield Buffer.from('came'); throw Object.assign(new Error('no space'), { code: 'ENOSPC' }) }
  await expect(pieces.add(name, 0, full(), 100)).rejects.toMatchObject({ name: 'StorageFull', statusCode: 507 })
  expect(await pieces.bytes(name)).toBe(4)
})

test.each(['../../etc/passwd', '', 'a', '0'.repeat(31), `${'0'.repeat(31)}/`])('%s is no name of pieces', async (name) => {
  await expect(pieces.bytes(name)).rejects.toThrow(NoFile)
  expect(() => pieces.placeOf(name)).toThrow(NoFile)
})

test('dropping twice is dropping once', async () => {
  const name = await pieces.begin()
  await pieces.drop(name)
  await pieces.drop(name)
  await expect(pieces.bytes(name)).rejects.toThrow(NoFile)
})
