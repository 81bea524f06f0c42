import { createPublicKey, createVerify, type JsonWebKey } from 'node:crypto'

/**
 * A verifier of open badges as a stranger would write it from the standards alone: Open Badges 3.0, sections 8.2.4 (VC-JWT) and
 * 8.4 (keys), the required properties of its JSON schemas, and 1EdTech Revocation List 1.0. It knows nothing of the house but
 * what it is handed and what it fetches over HTTP, and shares no code with it.
 */
export interface Verdict { errors: string[]; credential: Claims | null; header: Header | null }

/** What a stranger may take for granted of something that came as JSON: nothing but that it has members. */
type Json = Record<string, unknown>
export interface Header extends Json { alg?: string; kid?: string; jwk?: JsonWebKey; typ?: string }
interface Profile extends Json { id?: string; type?: string | string[]; name?: string }
interface Achievement extends Json { id?: string; name?: string; description?: string; criteria?: { id?: string; narrative?: string } }
interface Subject extends Json { id?: string; type?: string | string[]; achievement?: Achievement; identifier?: unknown }
export interface Claims extends Json {
  iss?: string; sub?: string; nbf?: number; jti?: string; exp?: number
  '@context'?: string[]; id?: string; type?: string | string[]; name?: string; validFrom?: string; validUntil?: string; awardedDate?: string
  issuer?: Profile; credentialSubject?: Subject; credentialStatus?: { id?: string; type?: string }
}
interface Revocations { issuer?: string; revokedCredential?: { id?: string; revoked?: boolean; revocationReason?: string }[] }
type Fetched = (url: string) => Promise<unknown>

const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
const dateTimeZ = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/
const list = (value: unknown): unknown[] => Array.isArray(value) ? value : value === undefined ? [] : [value]

/** @param fetched gives what a GET to that address gives, or null where nothing is @param now the verifier's own clock */
export async function verifyBadge(token: string, fetched: Fetched, now: Date): Promise<Verdict> {
  const parts = token.split('.')
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) return { errors: ['not a compact JWS'], credential: null, header: null }
  const header = json(parts[0]!) as Header
  const errors: string[] = [...wrongInHeader(header)]
  const key = (header.kid === undefined ? header.jwk : await fetched(header.kid)) as JsonWebKey | null | undefined
  if (!key) return { errors: [...errors, 'the key cannot be dereferenced'], credential: null, header }
  if ('d' in key) errors.push('the key is a private one')
  const isSigned = createVerify('RSA-SHA256').update(`${parts[0]}.${parts[1]}`).verify(createPublicKey({ key, format: 'jwk' }), Buffer.from(parts[2]!, 'base64url'))
  if (!isSigned) return { errors: [...errors, 'the signature does not match'], credential: null, header }
  const credential = json(parts[1]!) as Claims
  errors.push(...wrongInClaims(credential, now), ...wrongInShape(credential))
  // The key has to be the issuer's: both live at one origin.
  const issuer = credential.iss ?? ''
  if (header.kid && new URL(header.kid).origin !== (URL.canParse(issuer) ? new URL(issuer).origin : null)) errors.push('the key is not of the issuer')
  const profile = await fetched(issuer) as Profile | null
  if (profile?.id !== issuer || !list(profile?.type).includes('Profile')) errors.push('the issuer has no profile at its id')
  errors.push(...await wrongInStatus(credential, fetched))
  return { errors, credential, header }
}

function* wrongInHeader(header: Header) {
  if (header.alg !== 'RS256') yield 'alg is not RS256'
  if (header.kid === undefined && header.jwk === undefined) yield 'neither kid nor jwk'
  if (header.typ !== undefined && header.typ !== 'JWT') yield 'typ is not JWT'
  if (Object.keys(header).some((name) => !['alg', 'kid', 'jwk', 'typ'].includes(name))) yield 'other JOSE headers'
}

/** "Verify a Credential VC-JWT Signature", bullet by bullet. */
function* wrongInClaims({ iss, sub, nbf, jti, exp, ...c }: Claims, now: Date) {
  const [from, until] = [Date.parse(c.validFrom ?? ''), Date.parse(c.validUntil ?? '')]
  if (iss === undefined || iss !== c.issuer?.id) yield 'iss is not issuer.id'
  if (sub === undefined || sub !== c.credentialSubject?.id) yield 'sub is not credentialSubject.id'
  if (jti === undefined || jti !== c.id) yield 'jti is not id'
  if (nbf === undefined || !Number.isInteger(nbf) || nbf * 1_000 !== from) yield 'nbf is not validFrom'
  if (from > now.getTime()) yield 'not valid yet'
  if (c.validUntil !== undefined && (exp ?? Number.NaN) * 1_000 !== until) yield 'exp is not validUntil'
  if (exp !== undefined && exp * 1_000 < now.getTime()) yield 'expired'
}

/** What the JSON schema of AchievementCredential requires, level by level. */
function* wrongInShape(c: Claims) {
  const missing = (what: string, of: Json | undefined, names: string[]) => names.filter((name) => of?.[name] === undefined).map((name) => `${what} lacks ${name}`)
  yield* missing('the credential', c, ['@context', 'id', 'type', 'name', 'credentialSubject', 'issuer', 'validFrom'])
  if (c['@context']?.[0] !== 'https://www.w3.org/ns/credentials/v2' || !/^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context-3\.0\.\d\.json$/.test(c['@context'][1] ?? '')) yield 'the contexts are not those of Open Badges 3.0'
  for (const type of ['VerifiableCredential', 'OpenBadgeCredential']) if (!list(c.type).includes(type)) yield `type lacks ${type}`
  for (const at of ['validFrom', 'awardedDate'] as const) if (c[at] !== undefined && !dateTimeZ.test(c[at])) yield `${at} is no date with a zone`
  yield* missing('the issuer', c.issuer, ['id', 'type'])
  const subject = c.credentialSubject ?? {}
  yield* missing('the subject', subject, ['type', 'achievement'])
  if (subject.id === undefined && !list(subject.identifier).length) yield 'the subject has neither id nor identifier'
  if (!list(subject.type).includes('AchievementSubject')) yield 'the subject is none'
  const other = Object.keys(subject).filter((name) => !['id', 'type', 'activityEndDate', 'activityStartDate', 'creditsEarned', 'achievement', 'identifier', 'image', 'licenseNumber', 'narrative', 'result', 'role', 'source', 'term'].includes(name))
  if (other.length > 0) yield `the subject has ${other.join()}`
  for (const one of list(subject.identifier) as Json[]) yield* missing('an identifier', one, ['type', 'hashed', 'identityHash', 'identityType'])
  yield* missing('the achievement', subject.achievement, ['id', 'type', 'criteria', 'description', 'name'])
  if (!subject.achievement?.criteria?.narrative && !subject.achievement?.criteria?.id) yield 'the criteria say nothing'
  for (const one of list(c.evidence) as Json[]) yield* missing('evidence', one, ['type'])
  if (c.credentialStatus !== undefined) yield* missing('the status', c.credentialStatus, ['id', 'type'])
  for (const one of list(c.credentialSchema) as Json[]) yield* missing('a schema', one, ['id', 'type'])
}

/** On the issuer's list, and not said to be revoked no more: then it is revoked. A list that cannot be had says nothing good. */
async function wrongInStatus(c: Claims, fetched: Fetched): Promise<string[]> {
  if (c.credentialStatus === undefined) return []
  if (c.credentialStatus.type !== '1EdTechRevocationList') return ['the method of its status is not known']
  const revocations = await fetched(c.credentialStatus.id ?? '') as Revocations | null
  if (revocations === null) return ['its status cannot be had']
  if (revocations.issuer !== c.issuer?.id) return ['the list is of another issuer']
  const entry = revocations.revokedCredential?.find((one) => one.id === c.id)
  return entry && entry.revoked !== false ? [`revoked: ${entry.revocationReason}`] : []
}

/** "Extracting": the first such element of a picture, and what its attribute `verify` holds. */
export const extractFrom = (svg: string): string | undefined => /<openbadges:credential\b[^>]*\bverify="([^"]*)"/.exec(svg)?.[1]
