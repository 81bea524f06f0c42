import { randomBytes } from 'node:crypto'
import { readAsked, type Asked } from './admin-words.ts'
import { CannotStart, orSayWhy } from './base/cannot-start.ts'
import { inChange, type Change } from './base/change.ts'
import type { Database } from './base/database.ts'
import { Refusal } from './base/errors.ts'
import { openSigner } from './base/signing.ts'
import { speaking } from './base/texts.ts'
import { readConfig, type Config } from './config.ts'
import { openGround } from './ground.ts'
import { retireKey, withdrawKey } from './completion/badges/changes.ts'
import { findKey } from './completion/badges/queries.ts'
import { texts } from './texts.ts'
import { makeLink, openAccount } from './who/accounts/changes.ts'
import { accountToEnter } from './who/accounts/queries.ts'
import { removeFactor } from './who/second-factors/changes.ts'

/** The first account, and a way in for who is locked out; done at the machine, because nobody is in yet. */
await orSayWhy(async () => {
  const asked = readAsked(process.argv.slice(2))
  const config = readConfig()
  const ground = await openGround(config)
  try {
    if (asked.command === 'second-factor-off') {
      await secondFactorOff(ground.database, asked.email)
      console.log('2段階認証を外しました。次からは、パスワードだけで入れます。\nTwo-step sign-in is removed. From now on the password is enough.')
      return
    }
    if (asked.command === 'badge-key-new' || asked.command === 'badge-key-withdraw') return console.log(await changeKeys(ground.database, asked, config.badgeKey))
    const { token, minutes } = asked.command === 'create' ? await create(ground.database, asked) : await link(ground.database, asked.email)
    const ends = minutes === 60 ? ['60分', '60 minutes'] : ['72時間', '72 hours']
    console.log(`${originOf(config)}/links/${token}`)
    console.log(`このアドレスは一度だけ、${ends[0]}のあいだ使えます。本人だけに渡してください。\nThis address works once, for ${ends[1]}. Give it to that person alone.`)
  } finally {
    await ground.close()
  }
})

async function create(database: Database, { email, name, kana, kind }: Asked & { command: 'create' }) {
  return byHand(database, async (change) => {
    const accountId = await openAccount(change, { email, name, kana, kind })
    return { token: await makeLink(change.tx, { ...change, accountId, purpose: 'invitation' }), minutes: 72 * 60 }
  })
}

async function link(database: Database, email: string) {
  const account = await accountAt(database, email)
  if (account.disabledAt !== null) throw new CannotStart('この利用は止められています。', 'This account is stopped.')
  const invited = account.passwordHash === null
  return byHand(database, async (change) => {
    change.log('account.link_made', `account:${account.id}`)
    const token = await makeLink(change.tx, { ...change, accountId: account.id, purpose: invited ? 'invitation' : 'reset' })
    return { token, minutes: invited ? 72 * 60 : 60 }
  })
}

/** For who lost the device and the codes on paper, with no other administrator to remove it on the pages. */
async function secondFactorOff(database: Database, email: string) {
  const account = await accountAt(database, email)
  await byHand(database, (change) => removeFactor(change, account.id))
}

/** Keys that sign open badges: another one from now on, or one that others may have taken out of use. Returns what to say. */
async function changeKeys(database: Database, asked: Extract<Asked, { command: `badge-key-${string}` }>, secret: string | null): Promise<string> {
  if (asked.command === 'badge-key-new') {
    const made = await openSigner(database, secret).make()
    const id = await byHand(database, (change) => retireKey(change, made))
    return `これからは鍵 ${id} で署名します。前の鍵で署名したものは、そのまま有効です。\nFrom now on key ${id} signs. What was signed before stays valid.`
  }
  const key = await findKey(database, asked.keyId)
  if (key === undefined || key.withdrawnAt !== null) throw new CannotStart('その番号の鍵はないか、すでに無効です。', 'There is no such key, or it is withdrawn already.')
  const count = await byHand(database, (change) => withdrawKey(change, asked.keyId))
  return `鍵 ${asked.keyId} を無効にしました。署名した${count}件のデジタル証明も無効です。本人はいつでも作り直せます。\nKey ${asked.keyId} is withdrawn, and with it ${count} badges. Their holders can make them anew.`
}

/** @throws CannotStart when nobody has the address */
async function accountAt(database: Database, email: string) {
  const account = await accountToEnter(database, email)
  if (account === undefined) throw new CannotStart('このメールアドレスの利用者はいません。', 'There is no account with this mail address.')
  return account
}

/** A change by nobody who is signed in. What a rule refuses is said in both languages. */
async function byHand<T>(database: Database, work: (change: Change) => Promise<T>): Promise<T> {
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
  try {
    return await inChange(database, { actor: null, scope: { of: 'all' }, now: new Date(), random }, work)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { key, data } = error.reason
    throw new CannotStart(speaking(texts, 'ja')(key, data), speaking(texts, 'en')(key, data))
  }
}

function originOf({ publicOrigin, host, port }: Config): string {
  return publicOrigin ?? `http://${host}:${port}`
}
