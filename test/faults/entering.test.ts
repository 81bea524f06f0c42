import { expect, test } from 'vitest'
import { runAdmin } from '../support/admin.ts'

const server = process.env.TEST_DATABASE_URL

test.skipIf(server === undefined).each(['pathname', 'username'] as const)('a database that does not let the command in by its %s is named, without a stack (PostgreSQL)', async (part) => {
  const wrong = new URL(server!)
  wrong[part] = 'nowhere_at_all'
  const { code, said } = await runAdmin({ DATABASE_URL: wrong.href }, 'create', '--email', 'taro@example.jp', '--name', '山田　太郎', '--kana', 'ヤマダ　タロウ')
  expect([code, said]).toEqual([1, expect.stringMatching(/接続を受け付けません.*does not let us in.*DATABASE_URL/s)])
  expect(said).not.toMatch(/\bat .*:\d+:\d+/)
}, 60_000)
