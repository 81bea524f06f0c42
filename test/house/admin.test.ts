import path from 'node:path'
import { expect, test } from 'vitest'
import { readAsked } from '../../server/admin-words.ts'
import { openEmbedded, startEmbedded, type Database } from '../../server/base/database.ts'
import { runAdmin } from '../support/admin.ts'
import { readyFolder } from '../support/folder.ts'

const folder = readyFolder('admin')

const admin = (...words: string[]) => adminWith({}, ...words)
const adminWith = (settings: Record<string, string>, ...words: string[]) => runAdmin({ DATA_DIR: folder, ...settings }, ...words)
const taro = ['--email', 'taro@example.jp', '--name', '山田　太郎', '--kana', 'ヤマダ　タロウ']

/** Work on the database in the folder, between two runs of the command. */
async function inFolder<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = openEmbedded(startEmbedded({ dataDir: path.join(folder, 'db') }))
  try {
    return await work(database)
  } finally {
    await database.destroy()
  }
}

test.each<[string, string[], string]>([
  ['nothing', [], 'Write create, link or second-factor-off'], ['another command', ['drop'], 'Write create, link or second-factor-off'],
  ['no name', ['create', '--email', 'a@example.jp'], '--name'], ['no address', ['create', ...taro.slice(2)], '--email'],
  ['an address that is none', ['create', '--email', 'taro', ...taro.slice(2)], 'not a mail address'],
  ['a name without quotes', ['create', ...taro, 'too', 'many'], 'quotes'], ['a role for the pages', ['create', ...taro, '--kind', 'trainee'], 'administrator, prefecture, contractor'],
  ['an unknown option', ['create', '--mail', 'x'], 'not known'], ['a link for nobody', ['link'], 'one mail address'],
  ['a key without its number', ['badge-key-withdraw'], 'the number of one key'], ['a new key with words behind it', ['badge-key-new', '1'], 'nothing after badge-key-new'],
  ['a second factor of nobody', ['second-factor-off'], 'After second-factor-off, write one mail address'],
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

test('the first account is made, its address is said once, and a lost way in is given again', async () => {
  const first = await admin('create', ...taro)
  expect([first.code, first.said]).toEqual([0, expect.stringMatching(/^http:\/\/localhost:4321\/links\/[\w-]{43}\n.*72時間/s)])
  const again = await admin('create', ...taro)
  expect([again.code, again.said]).toEqual([1, expect.stringContaining('このメールアドレスはほかの利用者が使っています')])
  const link = await admin('link', 'TARO@example.jp')
  expect([link.code, link.said]).toEqual([0, expect.stringMatching(/\/links\/[\w-]{43}\n/)])

  const [accounts, links] = await inFolder(async (database) => [
    await database.selectFrom('account').innerJoin('post', 'post.account_id', 'account.id').select(['email', 'kind']).execute(),
    await database.selectFrom('one_time_link').select('id').execute(),
  ] as const)
  expect(accounts).toEqual([{ email: 'taro@example.jp', kind: 'administrator' }])
  expect(links.map(({ id }) => id.length)).toEqual([64, 64])
  expect(links.some(({ id }) => first.said.includes(id))).toBe(false)
}, 300_000)

test('who lost the device and the codes on paper, with nobody else to remove it, comes in by the password again', async () => {
  const nobody = await admin('second-factor-off', 'nobody@example.jp')
  expect([nobody.code, nobody.said]).toEqual([1, expect.stringContaining('There is no account with this mail address')])
  await admin('create', '--email', 'hanako@example.jp', ...taro.slice(2))
  const without = await admin('second-factor-off', 'hanako@example.jp')
  expect([without.code, without.said]).toEqual([1, expect.stringContaining('2段階認証は設定されていません')])

  await inFolder(async (database) => {
    const { id } = await database.selectFrom('account').select('id').where('email', '=', 'hanako@example.jp').executeTakeFirstOrThrow()
    await database.insertInto('second_factor').values({ account_id: id, secret: 'A'.repeat(32), last_counter: 1, since: new Date() }).execute()
    await database.insertInto('recovery_code').values({ account_id: id, hash: 'a'.repeat(64) }).execute()
  })
  const done = await admin('second-factor-off', 'HANAKO@example.jp')
  expect([done.code, done.said]).toEqual([0, expect.stringMatching(/2段階認証を外しました.*the password is enough/s)])
  const left = await inFolder(async (database) => ({
    factors: await database.selectFrom('second_factor').select('account_id').execute(), codes: await database.selectFrom('recovery_code').select('hash').execute(),
    trail: await database.selectFrom('audit_line').select(['person_id', 'action']).where('action', 'like', 'second_factor.%').execute(),
  }))
  expect(left).toEqual({ factors: [], codes: [], trail: [{ person_id: null, action: 'second_factor.removed' }] })
}, 300_000)
