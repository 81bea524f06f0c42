import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CannotStart } from './cannot-start.ts'

/** Who holds a folder, as written in its lock file. `place`: machine, its boot and its set of process numbers. */
interface Holder { host: string; place: string; pid: number; began: string; since: string }
interface Found { file: string; holder: Holder | null }

export interface LockTerms {
  /** How often a holder shows that it lives, and how long one whose process we cannot see may keep still. */
  beatMs?: number
  stillMsMax?: number
  /** Called when another has taken the folder although we live (this process was suspended for long). */
  onLost?: () => void
}

/** The folder is another process's. */
export class FolderTaken extends CannotStart {
  override name = 'FolderTaken'
  readonly pid: number | null
  constructor(folder: string, holder: Holder | null) {
    super(
      `フォルダー ${folder} は別のプロセス${holder ? `（pid ${holder.pid}、${holder.host}、${holder.since} 開始）` : ''}が使用中です。そのプロセスを終了するか、DATA_DIR に別のフォルダーを指定してください。`,
      `The folder ${folder} is in use by another process${holder ? ` (pid ${holder.pid} on ${holder.host}, since ${holder.since})` : ''}. Stop that process, or set DATA_DIR to another folder.`,
    )
    this.pid = holder?.pid ?? null
  }
}

/**
 * Makes the folder ours alone until released: two processes on one embedded database lose each other's work silently.
 * Each comer first puts up its own file and then looks around, so of two at once at least one sees the other.
 * @throws FolderTaken naming the holder's pid
 */
export async function lockFolder(folder: string, terms: LockTerms = {}): Promise<{ release(): Promise<void> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700) // the embedded database writes files that anyone may read
  for (let attempt = 1; ; attempt++) {
    const dead = await theDead(folder, terms)
    const own = await putUp(folder)
    const others = (await lookAround(folder)).filter(({ file }) => file !== own && !dead.includes(file))
    if (others.length === 0) {
      for (const file of dead) await rm(file, { force: true })
      return keepUp(own, terms)
    }
    await rm(own, { force: true })
    if (attempt === 5) throw new FolderTaken(folder, others[0]!.holder)
    await sleep(50 + Math.random() * 250) // both stepped back: one of us will be first the next time
  }
}

const ending = '.lock'

async function lookAround(folder: string): Promise<Found[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(ending)).map((name) => path.join(folder, name))
  return Promise.all(files.map(async (file) => ({ file, holder: await readFile(file, 'utf8').then(parse, () => null) })))
}

function parse(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return null
  }
}

/** The files left behind by processes that are no more. Anyone alive ends the search. */
async function theDead(folder: string, terms: LockTerms): Promise<string[]> {
  const found = await lookAround(folder)
  for (const one of found) if (await lives(one, terms)) throw new FolderTaken(folder, one.holder)
  return found.map(({ file }) => file)
}

/** In our own place the process list is proof. From elsewhere (another container) only the beat of its file is. */
async function lives({ file, holder }: Found, { stillMsMax = 12_000 }: LockTerms): Promise<boolean> {
  if (holder !== null && holder.place === await ourPlace()) {
    if (!isRunning(holder.pid)) return false
    if (holder.began !== '') return await beganAt(holder.pid) === holder.began
  }
  const beat = () => stat(file).then(({ mtimeMs }) => mtimeMs, () => null)
  const first = await beat()
  for (const until = Date.now() + stillMsMax; Date.now() < until; await sleep(Math.min(500, stillMsMax / 4))) {
    const now = await beat()
    if (now === null) return false
    if (now !== first) return true
  }
  return false
}

async function putUp(folder: string): Promise<string> {
  const file = path.join(folder, `${process.pid}-${randomBytes(8).toString('hex')}`)
  const holder: Holder = {
    host: hostname(), place: await ourPlace(), pid: process.pid, began: await beganAt(process.pid),
    since: new Date().toISOString(),
  }
  await writeFile(file, JSON.stringify(holder), { mode: 0o600 })
  await rename(file, file + ending) // so it is never seen half written
  return file + ending
}

function keepUp(file: string, { beatMs = 3_000, onLost = leaveAtOnce }: LockTerms) {
  const timer = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') onLost() })
  }, beatMs).unref()
  return {
    async release() {
      clearInterval(timer)
      await rm(file, { force: true })
    },
  }
}

/** Another process writes to the folder by now: whatever we still wrote would damage it. */
function leaveAtOnce(): never {
  console.error('データフォルダーが別のプロセスに引き継がれたため終了します。\nAnother process has taken the data folder; leaving.')
  process.exit(1)
}

/** Machine, boot and process-number space: what makes a pid mean the same process to both of us. */
async function ourPlace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const space = await readlink('/proc/self/ns/pid').catch(() => '')
  return [hostname(), boot.trim(), space].join(' ')
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * When a process began, in ticks since the boot, so that a pid given out again is not taken for its former owner.
 * Empty for one that has ended but still stands in the list, and where the system does not tell.
 */
async function beganAt(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? '' : fields[19] ?? ''
}
