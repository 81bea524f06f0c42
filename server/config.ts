import { BlockList, isIP } from 'node:net'
import path from 'node:path'
import { CannotStart } from './base/cannot-start.ts'
import type { Kind } from './base/policy.ts'

/** Everything the house is told from outside. Only the commands see it; the rest is handed what it needs. */
export interface Config {
  production: boolean
  /** No database named and not production: the demo year is seeded and its people can be walked in as. */
  demo: boolean
  databaseUrl: string | null
  connectionsMax: number
  /** Statements are prepared by name; switched off behind a proxy that pools transactions and cannot keep them. */
  prepares: boolean
  /** The folder this process owns: the embedded database in `db`, stored files in `files`. */
  dataDir: string
  databaseDir: string
  filesDir: string
  /** An S3-compatible store for files ('s3://key:secret@host/bucket?region=ap-northeast-1'); null when they lie in `filesDir`. */
  filesUrl: string | null
  host: string
  port: number
  /** 'https://manabi.example.jp', as people reach us; null when not set. */
  publicOrigin: string | null
  /** 'https://content.example.jp', where uploaded packages run; null: on a port of their own. */
  contentOrigin: string | null
  /** That port; null: the one after `port`, or any that is free. */
  contentPort: number | null
  /** Addresses of the proxies whose X-Forwarded-* is believed, as CIDR. */
  trustProxy: readonly string[]
  smtpUrl: string | null
  /** The virus scanner clamd that uploads pass ('clamd://127.0.0.1:3310'); null when there is none. */
  clamdUrl: string | null
  mailFrom: string
  /** The kinds of post that need a second factor. */
  secondFactorFor: readonly Kind[]
  /** How many bytes the files of lessons may take together. */
  lessonSpace: number
  /** Seals the private keys that sign open badges; null: they are stored as they are. */
  badgeKey: string | null
  /** Jobs run in a process of their own (`npm run worker`). */
  workerApart: boolean
  /** A second door for measurements, never the public one; null when not set. */
  metricsPort: number | null
  metricsHost: string
  logLevel: string
}

type Environment = Record<string, string | undefined>

/** Reads and checks the settings. @throws CannotStart naming the setting and what it may be */
export function readConfig(env: Environment = process.env): Config {
  const given = (name: string) => env[name]?.trim() || null
  const production = env.NODE_ENV === 'production'
  const databaseUrl = urlOf('DATABASE_URL', given('DATABASE_URL'), ['postgres:', 'postgresql:'], 'postgres://user@host/name')
  if (production && databaseUrl === null) embeddedInProduction(yesNo('EMBEDDED_IN_PRODUCTION', given, false))
  const dataDir = path.resolve(given('DATA_DIR') ?? 'data')
  const publicOrigin = originOf('PUBLIC_ORIGIN', given, 'https://manabi.example.jp')
  const contentOrigin = originOf('CONTENT_ORIGIN', given, 'https://content.example.jp')
  apart(publicOrigin, contentOrigin)
  return Object.freeze({
    production, databaseUrl, dataDir, publicOrigin, contentOrigin,
    contentPort: given('CONTENT_PORT') === null ? null : numberOf('CONTENT_PORT', given, 0, 0, 65_535),
    demo: !production && databaseUrl === null && yesNo('DEMO', given, true),
    prepares: yesNo('DATABASE_PREPARES', given, true),
    connectionsMax: numberOf('DATABASE_CONNECTIONS', given, 10, 2, 200),
    databaseDir: path.join(dataDir, 'db'),
    filesDir: path.resolve(given('FILES_DIR') ?? path.join(dataDir, 'files')),
    filesUrl: s3Of(given),
    host: given('HOST') ?? 'localhost',
    port: numberOf('PORT', given, 3000, 0, 65_535),
    trustProxy: Object.freeze(proxiesOf(given('TRUST_PROXY'))),
    smtpUrl: urlOf('SMTP_URL', given('SMTP_URL'), ['smtp:', 'smtps:'], 'smtp://relay.example.jp:25'),
    clamdUrl: urlOf('CLAMD_URL', given('CLAMD_URL'), ['clamd:'], 'clamd://127.0.0.1:3310'),
    mailFrom: given('MAIL_FROM') ?? `no-reply@${publicOrigin === null ? 'localhost' : new URL(publicOrigin).hostname}`,
    secondFactorFor: Object.freeze(kindsOf(given('SECOND_FACTOR_FOR'))),
    lessonSpace: numberOf('LESSON_SPACE_GB', given, 200, 1, 1_000_000) * 1024 ** 3,
    badgeKey: secretOf('BADGE_KEY', given('BADGE_KEY')),
    workerApart: oneOf('WORKER', given, ['inside', 'separate']) === 'separate',
    metricsPort: given('METRICS_PORT') === null ? null : numberOf('METRICS_PORT', given, 0, 0, 65_535),
    metricsHost: given('METRICS_HOST') ?? '127.0.0.1',
    // Somebody trying it out wants to read the address, not a line per request.
    logLevel: oneOf('LOG_LEVEL', given, [production ? 'info' : 'warn', 'silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']),
  })
}

type Given = (name: string) => string | null

function embeddedInProduction(meant: boolean): void {
  if (!meant) throw new CannotStart(
    '本番（NODE_ENV=production）では DATABASE_URL に PostgreSQL を指定してください。内蔵データベースは停電でデータを失うことがあります。承知の上で使うときは EMBEDDED_IN_PRODUCTION=yes を指定します。',
    'In production set DATABASE_URL to a PostgreSQL server: the embedded database can lose data in a power cut. If you mean it all the same, set EMBEDDED_IN_PRODUCTION=yes.',
  )
}

/** A wrong value is named but never repeated: an address may hold a password. */
const wrong = (name: string, ja: string, en: string) =>
  new CannotStart(`設定 ${name} が正しくありません。${ja}`, `The setting ${name} is not right. ${en}`)

const kinds = ['trainee', 'instructor', 'expert', 'municipality', 'contractor', 'prefecture', 'administrator'] as const satisfies readonly Kind[]

function kindsOf(text: string | null): Kind[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '').map((word) => {
    const kind = kinds.find((one) => one === word)
    if (kind === undefined) throw wrong('SECOND_FACTOR_FOR', `次の言葉をコンマで区切ってください：${kinds.join('、')}`, `Use these words with commas between them: ${kinds.join(', ')}.`)
    return kind
  })
}

/** Long enough that nobody tries them all. */
function secretOf(name: string, text: string | null): string | null {
  if (text === null || text.length >= 32) return text
  throw wrong(name, '32文字以上の、推測できない文字にしてください。', 'Use 32 characters or more that nobody can guess.')
}

function numberOf(name: string, given: Given, usual: number, min: number, max: number): number {
  const text = given(name)
  if (text === null) return usual
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (number >= min && number <= max) return number
  throw wrong(name, `${min}から${max}までの整数にしてください。`, `Use a whole number from ${min} to ${max}.`)
}

function oneOf(name: string, given: Given, words: readonly [string, ...string[]]): string {
  const word = given(name) ?? words[0]
  if (words.includes(word)) return word
  throw wrong(name, `次のどれかにしてください：${words.join('、')}。`, `Use one of: ${words.join(', ')}.`)
}

const yesNo = (name: string, given: Given, usual: boolean) =>
  oneOf(name, given, usual ? ['yes', 'no'] : ['no', 'yes']) === 'yes'

function urlOf(name: string, text: string | null, protocols: string[], like: string): string | null {
  if (text === null) return null
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text
  throw wrong(name, `${like} の形にしてください。`, `Write it like ${like}.`)
}

function s3Of(given: Given): string | null {
  const like = 's3://key:secret@host/bucket?region=ap-northeast-1'
  const url = urlOf('FILES_URL', given('FILES_URL'), ['s3:'], like)
  if (url === null) return null
  const { username, password, host, pathname } = new URL(url)
  if ([username, password, host].every((part) => part !== '') && /^\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/?$/.test(pathname)) return url
  throw wrong('FILES_URL', `${like} の形にしてください。`, `Write it like ${like}.`)
}

function originOf(name: string, given: Given, like: string): string | null {
  const origin = urlOf(name, given(name), ['http:', 'https:'], like)
  if (origin === null || [new URL(origin).origin, `${new URL(origin).origin}/`].includes(origin)) return origin && new URL(origin).origin
  throw wrong(name, `${like} のように、ホスト名までを書いてください。`, `Write it up to the host name, like ${like}.`)
}

/** Packages run scripts of their own. On a name of their own no cookie of the pages goes along, so two ports of one name are not enough. */
function apart(pages: string | null, content: string | null): void {
  if (content === null) return
  if (pages === null) throw wrong('CONTENT_ORIGIN', 'PUBLIC_ORIGIN もあわせて指定してください。', 'Set PUBLIC_ORIGIN with it.')
  if (new URL(pages).hostname === new URL(content).hostname) throw wrong('CONTENT_ORIGIN', 'PUBLIC_ORIGIN とは別のホスト名にしてください。', 'Use another host name than that of PUBLIC_ORIGIN.')
}

/** Never `true` or a count: then anyone could say who they are, or everyone would share one address. */
function proxiesOf(text: string | null): string[] {
  const proxies = (text ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '')
  if (proxies.every(isNetwork)) return proxies
  throw wrong('TRUST_PROXY', '代理サーバーのアドレスを 10.0.0.0/8 の形でコンマ区切りにしてください（true や台数は使えません）。',
    'List the addresses of your proxies like 10.0.0.0/8, separated by commas; true or a count is not accepted.')
}

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more !== undefined) return false
  if (bits === undefined) return true
  if (!/^\d{1,3}$/.test(bits) || Number(bits) === 0) return false // /0 would be everyone
  try {
    new BlockList().addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
    return true
  } catch {
    return false
  }
}
