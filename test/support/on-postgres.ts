import { spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'

// The whole suite on a PostgreSQL server: each worker makes its own database chiiki_test_<worker> there.
const server = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://127.0.0.1:5432/test')
server.username ||= process.env.PGUSER ?? userInfo().username

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--root', '.', '--config', 'test/vitest.config.ts']
const { status } = spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], {
  stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: server.href },
})
process.exitCode = status ?? 1
