import { compactVerify, importJWK, type JWK } from 'jose'
import type { FastifyRequest } from 'fastify'
import type { Reason } from '../../base/errors.ts'
import { algorithm } from '../../base/signing.ts'
import { originOf } from '../certificates/printing.ts'
import { authorityOf, keyAt } from './credential.ts'
import { findKey, publishedBadge } from './queries.ts'
import { partOf, stateOfBadge, tokenIn, type BadgeState } from './rules.ts'

export interface Checked {
  state: BadgeState; title: string; authority: string; completedOn: string; issuedOn: string
  /** As the badge itself says it, when its holder chose so. */
  name: string | null
}

/** What is wrong with a badge that somebody sent, or what it says and how it stands today. */
export async function checkBadge(request: FastifyRequest, text: string): Promise<{ why: Reason } | { found: Checked }> {
  const token = tokenIn(text)
  const [header, payload] = token === null ? [null, null] : [partOf(token, 'header'), partOf(token, 'payload')]
  if (token === null || header === null || payload === null) return { why: { key: 'badges.not.badge' } }
  const keyId = Number(/\/badges\/keys\/(\d{1,9})$/.exec(String(header.kid))?.[1] ?? 0)
  if (header.kid !== keyAt(originOf(request), keyId)) return { why: { key: 'badges.not.ours' } }
  const key = await findKey(request.db, keyId)
  if (key === undefined) return { why: { key: 'badges.not.ours' } }
  if (key.withdrawnAt !== null) return { why: { key: 'badges.not.key' } }
  const isSigned = await compactVerify(token, await importJWK(key.publicJwk as unknown as JWK, algorithm), { algorithms: [algorithm] }).then(() => true, () => false)
  if (!isSigned) return { why: { key: 'badges.not.signed' } }
  const found = await foundBadge(request, String(payload.jti).replace('urn:uuid:', ''))
  // Signed by us and not on record: the database is an older copy than the badge.
  return found === null || found.token !== token ? { why: { key: 'badges.not.known' } } : { found: { ...found.checked, name: nameIn(payload) } }
}

function nameIn({ credentialSubject }: Record<string, unknown>): string | null {
  const { identifier } = credentialSubject as { identifier?: { identityType: string; identityHash: string }[] }
  return identifier?.find(({ identityType }) => identityType === 'name')?.identityHash ?? null
}

/** The public side of a badge by its number; null when there is none. */
export async function foundBadge(request: FastifyRequest, uuid: string) {
  // Past the wall: whoever has the badge knows its number, which nobody guesses, and learns nothing of whose it is.
  const row = await publishedBadge(request.beyond, uuid)
  if (row === undefined) return null
  const checked: Omit<Checked, 'name'> = {
    state: stateOfBadge(row, request.server.clock()), title: request.language === 'en' && row.titleEn ? row.titleEn : row.title,
    authority: authorityOf(row.issuerTitle), completedOn: row.completedOn, issuedOn: row.issuedOn,
  }
  return { token: row.token, checked }
}
