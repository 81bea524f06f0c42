import { execFile } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readAsked } from '../../server/admin-words.ts'
import { openEmbedded, startEmbedded } from '../../server/base/database.ts'
import { readyFolder } from '../support/folder.ts'

const folder = readyFolder('admin')

/** The command as a person runs it, with its exit and all it said. */
const admin = (...words: string[]) => adminWith({}, ...words)
const adminWith = (settings: Record<string, string>, ...words: string[]) => new Promise<{ code: number; said: string }>((resolve) => {
  const { DATABASE_URL: _, ...env } = process.env
  execFile('npm', ['run', '--silent', 'admin', '--', ...words], { env: { ...env, DATA_DIR: folder, PORT: '4321', ...settings } },
    (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }))
})
const taro = ['--email', 'taro@example.jp', '--name', '山田　太郎', '--kana', 'ヤマダ　タロウ']

test.each<[string, string[], string]>([
  ['nothing', [], 'Write either create or link'], ['another command', ['drop'], 'Write either create or link'],
  ['no name', ['create', '--email', 'a@example.jp'], '--name'], ['no address', ['create', ...taro.slice(2)], '--email'],
  ['an address that is none', ['create', '--email', 'taro', ...taro.slice(2)], 'not a mail address'],
  ['a name without quotes', ['create', ...taro, 'too', 'many'], 'quotes'], ['a role for the pages', ['create', ...taro, '--kind', 'trainee'], 'administrator, prefecture, contractor'],
  ['an unknown option', ['create', '--mail', 'x'], 'not known'], ['a link for nobody', ['link'], 'one mail address'],
])('%s is answered with how it is used, in both languages', (_, words, en) => {
  const said = (() => {
    try {
      return readAsked(words)
    } catch (error) {
      return (error as Error).message
    }
  })()
  expect(said).toContain(en)
  expect(said).toMatch(/[ぁ-ん]/)
  expect(said).toContain('npm run admin -- create')
})

test('what is wrong is said without where it happened, and the command fails', async () => {
  const { code, said } = await admin('create', '--email', 'taro')
  expect([code, said]).toEqual([1, expect.stringContaining('--kana')])
  expect(said).not.toMatch(/\bat .*:\d+:\d+/)
}, 60_000)

test('a folder that cannot be one is named, without a stack', async () => {
  const { code, said } = await adminWith({ DATA_DIR: path.resolve('package.json') }, 'create', ...taro)
  expect([code, said]).toEqual([1, expect.stringMatching(/package\.json.*に書き込めません.*cannot be written to/s)])
  expect(said).not.toMatch(/\bat .*:\d+:\d+/)
}, 60_000)

test.skipIf(process.env.TEST_DATABASE_URL === undefined)('a database that does not let us in is named, without a stack (PostgreSQL)', async () => {
  for (const part of ['pathname', 'username'] as const) {
    const wrong = new URL(process.env.TEST_DATABASE_URL!)
    wrong[part] = 'nowhere_at_all'
    const { code, said } = await adminWith({ DATABASE_URL: wrong.href }, 'create', ...taro)
    expect([code, said]).toEqual([1, expect.stringMatching(/接続を受け付けません.*does not let us in.*DATABASE_URL/s)])
    expect(said).not.toMatch(/\bat .*:\d+:\d+/)
  }
}, 60_000)

test('the first account is made, its address is said once, and a lost way in is given again', async () => {
  const first = await admin('create', ...taro)
  expect([first.code, first.said]).toEqual([0, expect.stringMatching(/^http:\/\/localhost:4321\/links\/[\w-]{43}\n.*72時間/s)])
  const again = await admin('create', ...taro)
  expect([again.code, again.said]).toEqual([1, expect.stringContaining('このメールアドレスはほかの利用者が使っています')])
  const link = await admin('link', 'TARO@example.jp')
  expect([link.code, link.said]).toEqual([0, expect.stringMatching(/\/links\/[\w-]{43}\n/)])

  const database = openEmbedded(startEmbedded({ dataDir: path.join(folder, 'db') }))
  const accounts = await database.selectFrom('account').innerJoin('post', 'post.account_id', 'account.id').select(['email', 'kind']).execute()
  const links = await database.selectFrom('one_time_link').select('id').execute()
  await database.destroy()
  expect(accounts).toEqual([{ email: 'taro@example.jp', kind: 'administrator' }])
  expect(links.map(({ id }) => id.length)).toEqual([64, 64])
  expect(links.some(({ id }) => first.said.includes(id))).toBe(false)
}, 300_000)
