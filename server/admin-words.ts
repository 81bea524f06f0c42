import { parseArgs } from 'node:util'
import { CannotStart } from './base/cannot-start.ts'
import type { Kind } from './base/policy.ts'

const usage = `使いかた / Usage:
  npm run admin -- create --email taro@example.jp --name '山田　太郎' --kana 'やまだ　たろう' [--kind administrator]
  npm run admin -- link taro@example.jp
  npm run admin -- second-factor-off taro@example.jp
  npm run admin -- badge-key-new
  npm run admin -- badge-key-withdraw 1`
const kindsByHand: readonly Kind[] = ['administrator', 'prefecture', 'contractor']

const byAddress = ['link', 'second-factor-off'] as const

/** What the command is asked to do. */
export type Asked = { command: 'create'; email: string; name: string; kana: string; kind: Kind } | { command: (typeof byAddress)[number]; email: string }
  | { command: 'badge-key-new' } | { command: 'badge-key-withdraw'; keyId: number }

/** @throws CannotStart that says what is wrong with the words after the command, and how it is used */
export function readAsked(words: string[]): Asked {
  const { values, positionals: [command, ...rest] } = parsed(words)
  const toAddress = byAddress.find((one) => one === command)
  if (toAddress !== undefined) {
    const [email, ...more] = rest
    if (email === undefined || more.length > 0 || Object.keys(values).length > 0) {
      throw wrong(`${toAddress} のあとに、メールアドレスを一つだけ書いてください。`, `After ${toAddress}, write one mail address and nothing else.`)
    }
    return { command: toAddress, email }
  }
  if (command === 'badge-key-new' || command === 'badge-key-withdraw') return keyAsked(command, rest)
  if (command !== 'create') throw wrong('create、link、second-factor-off、badge-key-new、badge-key-withdraw のどれかを書いてください。', 'Write create, link or second-factor-off, badge-key-new or badge-key-withdraw.')
  const { email, name, kana, kind = 'administrator' } = values
  if (rest.length > 0) throw wrong('create のあとの言葉が余っています。空白のある値は引用符で囲んでください。', 'There are words too many after create. Put values with blanks in quotes.')
  if (!email || !name || !kana) throw wrong('--email、--name、--kana がすべて必要です。', '--email, --name and --kana are all needed.')
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 254) throw wrong('--email がメールアドレスの形ではありません。', '--email is not a mail address.')
  const known = kindsByHand.find((one) => one === kind)
  if (known === undefined) throw wrong(`--kind は次のどれかです：${kindsByHand.join('、')}。ほかの役割は、サインインしてから画面で与えます。`,
    `--kind is one of ${kindsByHand.join(', ')}. Other roles are given on the pages, after signing in.`)
  return { command, email, name, kana, kind: known }
}

function keyAsked(command: 'badge-key-new' | 'badge-key-withdraw', rest: string[]): Asked {
  if (command === 'badge-key-new' && rest.length === 0) return { command }
  const [id, ...more] = rest
  if (command === 'badge-key-withdraw' && more.length === 0 && /^[1-9]\d{0,8}$/.test(id ?? '')) return { command, keyId: Number(id) }
  throw command === 'badge-key-new' ? wrong('badge-key-new のあとには何も書かないでください。', 'Write nothing after badge-key-new.')
    : wrong('badge-key-withdraw のあとに、鍵の番号を一つだけ書いてください。', 'After badge-key-withdraw, write the number of one key.')
}

function parsed(words: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args: words, allowPositionals: true, options: { email: text, name: text, kana: text, kind: text } })
  } catch (error) {
    throw wrong('知らない書きかたがあります。', `Something here is not known: ${(error as Error).message}`)
  }
}

const wrong = (ja: string, en: string) => new CannotStart(ja, `${en}\n\n${usage}`)
