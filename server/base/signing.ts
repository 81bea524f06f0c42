import { CompactEncrypt, CompactSign, compactDecrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { createHash } from 'node:crypto'
import type { Database } from './database.ts'

/** A pair of keys on its way into the database: what is published, and what only the signer reads. */
export interface NewKey { publicJwk: JWK; privatePart: string }

/** Signs in the name of the house. Its private keys lie in the database, readable by the owner of the tables alone. */
export interface Signer {
  /** A new pair, not kept yet. Takes about a second of a processor, beside the event loop. */
  make(): Promise<NewKey>
  /** These bytes signed as a compact JWS (RFC 7515). Not inside a transaction: it looks on a connection of its own. @throws Error without such a key */
  sign(keyId: number, kid: string, payload: object): Promise<string>
}

/** RS256 is what every verifier of open badges must know; 3,072 bits last beyond 2030 (NIST SP 800-57). */
export const algorithm = 'RS256'
const bits = 3_072

/** @param secret seals private keys before they are stored, so that a copy of the database alone signs nothing; null stores them as they are */
export function openSigner(database: Database, secret: string | null): Signer {
  const opened = new Map<number, ReturnType<typeof importJWK>>()

  async function open(keyId: number) {
    const { private_part } = await database.selectFrom('signing_key').select('private_part').where('id', '=', keyId).executeTakeFirstOrThrow()
    return importJWK(JSON.parse(await unsealed(private_part, secret)) as JWK, algorithm)
  }

  return {
    async make() {
      const { publicKey, privateKey } = await generateKeyPair(algorithm, { modulusLength: bits, extractable: true })
      const { kty, n, e } = await exportJWK(publicKey)
      return { publicJwk: { kty: kty!, n: n!, e: e!, alg: algorithm, use: 'sig' } as JWK, privatePart: await sealed(JSON.stringify(await exportJWK(privateKey)), secret) }
    },
    async sign(keyId, kid, payload) {
      const key = opened.get(keyId) ?? open(keyId)
      opened.set(keyId, key)
      key.catch(() => opened.delete(keyId)) // the database may have been away; the next one asks again
      return new CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader({ alg: algorithm, typ: 'JWT', kid }).sign(await key)
    },
  }
}

const keyOf = (secret: string) => createHash('sha256').update(`signing keys\n${secret}`).digest()

const sealed = async (text: string, secret: string | null): Promise<string> => secret === null ? text
  : new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(keyOf(secret))

/** What was stored before a secret was set is read as it is. */
async function unsealed(stored: string, secret: string | null): Promise<string> {
  if (stored.startsWith('{')) return stored
  if (secret === null) throw new Error('this signing key was sealed: set BADGE_KEY as it was')
  const { plaintext } = await compactDecrypt(stored, keyOf(secret)).catch((error: unknown) => {
    throw new Error('this signing key was sealed with another BADGE_KEY', { cause: error })
  })
  return new TextDecoder().decode(plaintext)
}
