import fc from 'fast-check'
import { createHash, pbkdf2 } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openFiles } from '../../server/base/files.ts'
import { NoFile } from '../../server/base/storing.ts'

const root = mkdtempSync(path.join(tmpdir(), 'files-'))
const folder = path.join(root, 'files')
const files = openFiles(folder)
const bytes = new TextEncoder().encode('修了証書 第1号')

test('what is saved is read back, with its size and hash', async () => {
  const saved = await files.save(bytes, 'pdf')
  expect(saved).toEqual({
    key: expect.stringMatching(/^pdf\/[0-9a-f]{2}\/[0-9a-f]{32}$/), bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })
  expect(await files.read(saved.key)).toEqual(Buffer.from(bytes))
  expect(statSync(path.join(folder, saved.key)).mode & 0o777).toBe(0o600)
  expect(readdirSync(path.join(folder, 'arriving'))).toEqual([])
})

test('a span of a video is sent without the rest', async () => {
  const { key } = await files.save(new TextEncoder().encode('0123456789'), 'mp4')
  const video = await files.open(key)
  expect(video.bytes).toBe(10)
  expect(await text(video.stream({ start: 2, end: 4 }))).toBe('234')
  expect(await text(video.stream())).toBe('0123456789')
})

test('an upload refused at its first bytes leaves nothing behind, however busy the machine is', async () => {
  async function* refused() {
    yield bytes
    throw new Error('no film')
  }
  for (let round = 0; round < 250; round++) {
    for (const thread of ['a', 'b', 'c']) pbkdf2(thread, 'salt', 3000, 64, 'sha512', () => {})
    await expect(files.save(refused(), 'pdf')).rejects.toThrow('no film')
    await sleep(2)
  }
  await sleep(50)
  expect(readdirSync(path.join(folder, 'arriving'))).toEqual([])
})

test('an upload that breaks off leaves nothing behind', async () => {
  async function* breaking() {
    yield bytes
    throw new Error('the line went down')
  }
  const before = readdirSync(folder, { recursive: true }).length
  await expect(files.save(breaking(), 'pdf')).rejects.toThrow('the line went down')
  expect(readdirSync(folder, { recursive: true })).toHaveLength(before)
})

test('what was removed is gone, and removing it again is fine', async () => {
  const { key } = await files.save(bytes, 'pdf')
  await files.remove(key)
  await files.remove(key)
  await expect(files.read(key)).rejects.toThrow(NoFile)
  await expect(files.open(key)).rejects.toThrow(NoFile)
})

test('no key leads out of the folder', async () => {
  const outside = path.join(root, 'secret')
  writeFileSync(outside, 'secret')
  const tempting = ['../secret', 'pdf/../../secret', outside, 'pdf/00/..%2f..%2fsecret', `pdf/00/${'0'.repeat(32)}\n`, '', 'pdf']
  for (const key of tempting) {
    await expect(files.read(key)).rejects.toThrow(NoFile)
    await expect(files.open(key)).rejects.toThrow(NoFile)
    await expect(files.remove(key)).rejects.toThrow(NoFile)
  }
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), async (key) => {
    await expect(files.read(key)).rejects.toThrow(NoFile)
  }))
  await expect(files.save(bytes, '../pdf')).rejects.toThrow('short word')
  expect(existsSync(outside)).toBe(true)
})

test('a full disk is named as such', async () => {
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  async function* filling() {
    yield bytes
    throw full
  }
  await expect(files.save(filling(), 'pdf')).rejects.toMatchObject({ name: 'StorageFull', statusCode: 507, cause: full })
})
