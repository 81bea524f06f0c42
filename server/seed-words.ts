import { parseArgs } from 'node:util'
import { CannotStart } from './base/cannot-start.ts'

const usage = `使いかた / Usage:
  npm run seed -- reference
    東京都の62区市町村と職種の一覧を入れます。何度実行しても同じで、いまある行は変わりません。本番でも使います。
    Puts in Tokyo's 62 municipalities and the list of professions. Safe to repeat: rows that are there stay as they are.
  npm run seed -- demo [--yes-invented]
    架空の一年分の見本を、空のデータベースに入れます。DATABASE_URL があるときは --yes-invented が要ります。本番では使えません。
    Puts an invented year into an empty database. With DATABASE_URL it asks for --yes-invented; never in production.`

/** What the command is asked to put in. */
export type Asked = { what: 'reference' } | { what: 'demo'; yesInvented: boolean }

/** @throws CannotStart that says what is wrong with the words after the command, and how it is used */
export function readAsked(words: string[]): Asked {
  const { values, positionals: [what, ...rest] } = parsed(words)
  const yesInvented = values['yes-invented'] ?? false
  if (rest.length > 0) throw wrong('言葉が余っています。', 'There are words too many.')
  if (what === 'reference' && !yesInvented) return { what }
  if (what === 'demo') return { what, yesInvented }
  throw wrong('reference か demo のどちらかを書いてください。', 'Write either reference or demo.')
}

/**
 * Invented people must never stand among real ones.
 * @throws CannotStart in production, or on a server unless it is said twice that they are invented
 */
export function mayInvent({ production, databaseUrl }: { production: boolean; databaseUrl: string | null }, yesInvented: boolean): void {
  if (production) throw new CannotStart('本番（NODE_ENV=production）には、架空の見本を入れられません。', 'The invented year is never put into production.')
  if (databaseUrl !== null && !yesInvented) throw new CannotStart(
    'DATABASE_URL のデータベースに架空の人を入れます。よければ --yes-invented を付けてください。',
    'This puts invented people into the database of DATABASE_URL. If you mean it, add --yes-invented.',
  )
}

function parsed(words: string[]) {
  try {
    return parseArgs({ args: words, allowPositionals: true, options: { 'yes-invented': { type: 'boolean' } } })
  } catch (error) {
    throw wrong('知らない書きかたがあります。', `Something here is not known: ${(error as Error).message}`)
  }
}

const wrong = (ja: string, en: string) => new CannotStart(ja, `${en}\n\n${usage}`)
