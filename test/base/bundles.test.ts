import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { NotAsKept } from '../../server/base/as-kept.ts'
import { bundleOf } from '../../server/base/bundles.ts'
import { openFiles } from '../../server/base/files.ts'

const folder = path.join(mkdtempSync(path.join(tmpdir(), 'bundles-')), 'files')
const files = openFiles(folder)
const papers = await Promise.all(['第1号', '第2号', '第3号'].map(async (words) => ({ name: `${words}.pdf`, ...await files.save(new TextEncoder().encode(words.repeat(9_000)), 'certificate') })))
const whole = () => buffer(Readable.from(bundleOf(files, papers)))

test('the same files give the same bytes', async () => {
  const first = await whole()
  expect(first.subarray(0, 2).toString()).toBe('PK')
  expect(first.includes('第2号第2号')).toBe(true)
  expect((await whole()).equals(first)).toBe(true)
})

test('a file that is not what was kept ends the bundle: it is in none that is whole', async () => {
  writeFileSync(path.join(folder, papers[1]!.key), '第9号'.repeat(9_000))
  await expect(whole()).rejects.toThrow(NotAsKept)
})
