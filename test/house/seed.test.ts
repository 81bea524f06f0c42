import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { mayInvent, readAsked } from '../../server/seed-words.ts'
import { seedReference } from '../../server/seed.ts'
import { emptyDatabase } from '../support/database.ts'
import { readyFolder } from '../support/folder.ts'

const folder = readyFolder('seed')

/** The command as a person runs it, with its exit and all it said. */
const seed = (words: string[], settings: Record<string, string> = {}) => new Promise<{ code: number; said: string }>((resolve) => {
  execFile(process.execPath, ['--import', './server/compiled.ts', 'server/seed.ts', ...words], { env: { PATH: process.env.PATH!, DATA_DIR: folder, ...settings } },
    (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }))
})

function saidTo(...words: string[]): string {
  try {
    return JSON.stringify(readAsked(words))
  } catch (error) {
    return (error as Error).message
  }
}

test.each<[string, string[], string]>([
  ['nothing', [], 'reference or demo'], ['another word', ['everything'], 'reference or demo'], ['a word too many', ['demo', 'now'], 'too many'],
  ['an unknown option', ['demo', '--yes'], 'not known'], ['the option of another command', ['reference', '--yes-invented'], 'reference or demo'],
])('%s is answered with how it is used, in both languages', (_, words, en) => {
  expect(saidTo(...words)).toContain(en)
  expect(saidTo(...words)).toMatch(/[ぁ-ん]/)
  expect(saidTo(...words)).toContain('npm run seed -- reference')
})

test('each of the two is understood', () => {
  expect(readAsked(['reference'])).toEqual({ what: 'reference' })
  expect(readAsked(['demo'])).toEqual({ what: 'demo', yesInvented: false })
  expect(readAsked(['demo', '--yes-invented'])).toEqual({ what: 'demo', yesInvented: true })
})

test('invented people come into production never, and onto a server only when it is said twice', () => {
  const server = { production: false, databaseUrl: 'postgres://127.0.0.1/real' }
  expect(() => mayInvent({ production: true, databaseUrl: null }, true)).toThrow('never put into production')
  expect(() => mayInvent({ ...server, production: true }, true)).toThrow('never put into production')
  expect(() => mayInvent(server, false)).toThrow('--yes-invented')
  expect(() => mayInvent(server, true)).not.toThrow()
  expect(() => mayInvent({ production: false, databaseUrl: null }, false)).not.toThrow()
})

test('without a word it explains itself and fails, and touches nothing', async () => {
  const { code, said } = await seed([])
  expect([code, said]).toEqual([1, expect.stringContaining('reference か demo')])
  expect(said).not.toMatch(/\bat .*:\d+:\d+/)
}, 60_000)

test('the reference comes in once, and mends nothing that somebody changed', async () => {
  const db = await emptyDatabase()
  expect(await seedReference(db)).toEqual({ municipalities: 62, professions: 24, themes: 15 })
  await db.updateTable('profession').set({ name: '助言者' }).where('code', '=', 'other').execute()
  await db.deleteFrom('municipality').where('code', '=', '132021').execute()
  expect(await seedReference(db)).toEqual({ municipalities: 1, professions: 0, themes: 0 })
  const towns = await db.selectFrom('municipality').select('code').execute()
  const { name } = await db.selectFrom('profession').select('name').where('code', '=', 'other').executeTakeFirstOrThrow()
  const lines = await db.selectFrom('audit_line').select('action').orderBy('id').execute()
  expect([towns.length, new Set(towns.map(({ code }) => code)).size, name]).toEqual([62, 62, '助言者'])
  expect(lines.map(({ action }) => action)).toEqual(['municipalities.loaded', 'professions.loaded', 'issue_themes.loaded', 'municipalities.loaded', 'professions.loaded', 'issue_themes.loaded'])
})

test('in production the reference is put in, and then the demo year is refused, there and where something is', async () => {
  const first = await seed(['reference'], { NODE_ENV: 'production', EMBEDDED_IN_PRODUCTION: 'yes' })
  expect([first.code, first.said]).toEqual([0, expect.stringContaining('区市町村を62件、職種を24件')])
  const never = await seed(['demo'], { NODE_ENV: 'production', EMBEDDED_IN_PRODUCTION: 'yes' })
  expect([never.code, never.said]).toEqual([1, expect.stringContaining('never put into production')])
  const full = await seed(['demo'])
  expect([full.code, full.said]).toEqual([1, expect.stringContaining('すでに内容がある')])
}, 180_000)
