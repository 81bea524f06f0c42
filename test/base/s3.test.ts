import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { withScanner } from '../../server/base/quarantine.ts'
import { openS3Files, placeOfS3 } from '../../server/base/s3.ts'
import { NoFile } from '../../server/base/storing.ts'
import { readConfig } from '../../server/config.ts'
import { openS3 } from '../support/s3.ts'

/** Files in an S3-compatible store are the same files as in a folder: whole or not at all, in spans, under names nobody guesses. */
const store = await openS3()
const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-s3-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const files = openS3Files(placeOfS3(store.url), folder)
const bytesOf = async (stream: Readable) => Buffer.concat(await stream.toArray() as Buffer[])
const never = 'pdf/00/00000000000000000000000000000000'

test('a file is kept, read, opened in spans and removed', async () => {
  const saved = await files.save(new TextEncoder().encode('手引き'), 'pdf')
  expect(saved).toMatchObject({ bytes: 9, sha256: createHash('sha256').update('手引き').digest('hex'), key: expect.stringMatching(/^pdf\/[0-9a-f]{2}\/[0-9a-f]{32}$/) })
  expect([...store.objects.keys()]).toEqual([saved.key])
  expect(Buffer.from(await files.read(saved.key)).toString()).toBe('手引き')
  const { bytes, stream } = await files.open(saved.key)
  expect([bytes, String(await bytesOf(stream())), String(await bytesOf(stream({ start: 3, end: 5 })))]).toEqual([9, '手引き', '引'])
  await files.remove(saved.key)
  await files.remove(saved.key)
  expect(store.objects.size).toBe(0)
})

test('a large one goes there in parts, and its bytes are the same', async () => {
  store.asked.length = 0
  const large = Buffer.from(Uint8Array.from({ length: 20_000_000 }, (_, n) => n % 251))
  async function* arriving() { for (let at = 0; at < large.byteLength; at += 65_537) yield large.subarray(at, at + 65_537) }
  const saved = await files.receive(arriving(), 'mp4')
  expect(store.asked).toEqual(['POST begin', 'PUT part 1', 'PUT part 2', 'PUT part 3', 'POST end'])
  expect([saved.bytes, saved.sha256]).toEqual([large.byteLength, createHash('sha256').update(large).digest('hex')])
  expect(store.objects.get(saved.key)!.equals(large)).toBe(true)
})

test('a film that came in pieces goes there whole, and its pieces stay until they are dropped', async () => {
  const name = await files.pieces.begin()
  await files.pieces.add(name, 0, Readable.from([Buffer.from('pieces')]), 100)
  const { key } = await files.receivePieces(name, 'mp4')
  expect(String(store.objects.get(key))).toBe('pieces')
  expect(readdirSync(path.join(folder, 'pieces'))).toEqual([name])
})

test('half a file is never seen: what breaks off leaves nothing', async () => {
  const before = store.objects.size
  async function* broken() { yield new Uint8Array(9_000_000); throw new Error('the line broke') }
  await expect(files.save(broken(), 'mp4')).rejects.toThrow('the line broke')
  expect([store.objects.size, store.uploads.size, store.asked.at(-1)]).toEqual([before, 0, 'DELETE end'])
})

test('what is not there, and what is no name of ours, is not found', async () => {
  for (const key of [never, '../secret', 'pdf/00/x', '']) {
    await expect(files.read(key)).rejects.toThrow(NoFile)
    await expect(files.open(key)).rejects.toThrow(NoFile)
  }
})

test.each([[507, 'StorageFull'], [500, 'StorageAway']])('when the store answers %i it is told as %s, without our secret', async (status, name) => {
  store.trouble.status = status
  const told = await files.save(new Uint8Array(3), 'pdf').catch((error: unknown) => error as Error)
  store.trouble.status = null
  expect(told).toMatchObject({ name, statusCode: status === 507 ? 507 : 503 })
  expect(JSON.stringify(told) + String((told as Error).cause)).not.toContain('se/cret')
})

test('with another secret nothing is taken', async () => {
  const other = openS3Files({ ...placeOfS3(store.url), accessKeyId: 'AKIDOTHER' }, folder)
  await expect(other.save(new Uint8Array(3), 'pdf')).rejects.toMatchObject({ name: 'StorageAway' })
})

test('the virus scanner looks at what goes there, too', async () => {
  const guarded = withScanner(files, folder, { scan: async () => 'found' })
  const before = store.objects.size
  const name = await files.pieces.begin()
  await files.pieces.add(name, 0, Readable.from([Buffer.from('virus')]), 100)
  await expect(guarded.receivePieces(name, 'mp4')).rejects.toMatchObject({ name: 'Infected' })
  expect(store.objects.size).toBe(before)
})

test('the setting says where; a wrong one is named without being repeated', () => {
  expect(readConfig({ FILES_URL: 's3://k:s@store.example.jp/manabi?region=ap-northeast-1' }).filesUrl).toBe('s3://k:s@store.example.jp/manabi?region=ap-northeast-1')
  expect(placeOfS3('s3://k:s%2F%2B@store.example.jp/manabi?region=ap-northeast-1')).toEqual({ endpoint: 'https://store.example.jp/manabi', region: 'ap-northeast-1', accessKeyId: 'k', secretAccessKey: 's/+' })
  expect(readConfig({}).filesUrl).toBeNull()
  for (const wrong of ['https://k:hidden@host/bucket', 's3://host/bucket', 's3://k:hidden@host', 's3://k:hidden@host/a/b', 's3://k:hidden@host/B']) {
    expect(() => readConfig({ FILES_URL: wrong })).toThrow('FILES_URL')
    try { readConfig({ FILES_URL: wrong }) } catch (error) { expect(String((error as Error).message)).not.toContain('hidden') }
  }
})
