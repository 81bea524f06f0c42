import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { FolderTaken, lockFolder } from '../../server/base/lock.ts'

const newFolder = () => path.join(mkdtempSync(path.join(tmpdir(), 'lock-')), 'data')
const filesIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.lock'))
const children: ReturnType<typeof spawn>[] = []
afterAll(() => { for (const child of children) child.kill('SIGKILL') })

const holding = `
  import { lockFolder } from './server/base/lock.ts'
  await lockFolder(process.argv[1])
  console.log('held')
  setInterval(() => {}, 1000)`

/** Another process that takes the folder and keeps it. */
async function anotherHolds(folder: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holding, folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const said = await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
  return { child, said: String(said[0]) }
}

test('a folder is made for us alone to read', async () => {
  const folder = newFolder()
  const lock = await lockFolder(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(JSON.parse(readFileSync(path.join(folder, filesIn(folder)[0]!), 'utf8'))).toMatchObject({ pid: process.pid })
  await lock.release()
  expect(filesIn(folder)).toEqual([])
})

test('a second taker is refused in plain words that name the pid, also within one process', async () => {
  const folder = newFolder()
  const lock = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toThrow(new RegExp(`pid ${process.pid}.*[\\s\\S]*in use by another process`))
  await lock.release()
  await (await lockFolder(folder)).release()
})

test('after kill -9 the next process on the same machine takes the folder at once', async () => {
  const folder = newFolder()
  const { child, said } = await anotherHolds(folder)
  expect(said).toBe('held\n')
  await expect(lockFolder(folder)).rejects.toMatchObject({ name: 'FolderTaken', pid: child.pid })

  child.kill('SIGKILL')
  await once(child, 'exit')
  const began = Date.now()
  const lock = await lockFolder(folder)
  expect(Date.now() - began).toBeLessThan(1_000)
  expect(filesIn(folder)).toHaveLength(1)
  await lock.release()
})

test('of several at once exactly one gets the folder', async () => {
  const folder = newFolder()
  const locks = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)))
  const held = locks.flatMap((lock) => lock.status === 'fulfilled' ? [lock.value] : [])
  expect(held).toHaveLength(1)
  expect(filesIn(folder)).toHaveLength(1)
  for (const lock of locks) if (lock.status === 'rejected') expect(lock.reason).toBeInstanceOf(FolderTaken)
  await held[0]!.release()
})

const stranger = { host: 'elsewhere', place: 'elsewhere', pid: process.pid, began: '1', since: '2026-06-01T00:00:00Z' }

test('a holder we cannot see keeps the folder while its file shows that it lives', async () => {
  const folder = newFolder()
  await (await lockFolder(folder)).release()
  const file = path.join(folder, 'stranger.lock')
  writeFileSync(file, JSON.stringify(stranger))
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), 50)
  await expect(lockFolder(folder, { stillMsMax: 500 })).rejects.toThrow('elsewhere')
  clearInterval(beat)
  await (await lockFolder(folder, { stillMsMax: 300 })).release()
  expect(existsSync(file)).toBe(false)
})

test('a pid given out again to another process does not keep the folder', async () => {
  const folder = newFolder()
  const lock = await lockFolder(folder)
  const mine = JSON.parse(readFileSync(path.join(folder, filesIn(folder)[0]!), 'utf8')) as typeof stranger
  await lock.release()
  writeFileSync(path.join(folder, 'earlier.lock'), JSON.stringify({ ...mine, began: '1' }))
  await (await lockFolder(folder)).release()
})

test('whoever was suspended so long that another took over is told to stop', async () => {
  const folder = newFolder()
  let lost = 0
  const lock = await lockFolder(folder, { beatMs: 20, onLost: () => { lost++ } })
  const [file] = filesIn(folder)
  rmSync(path.join(folder, file!))
  await sleep(100)
  expect(lost).toBeGreaterThan(0)
  await lock.release()
})
