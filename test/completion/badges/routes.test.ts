import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inChange } from '../../../server/base/change.ts'
import { drain } from '../../../server/base/jobs.ts'
import { openSigner } from '../../../server/base/signing.ts'
import { readAs } from '../../../server/base/wall.ts'
import { retireKey, withdrawKey } from '../../../server/completion/badges/changes.ts'
import { certificateJobs } from '../../../server/completion/certificates/jobs.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { dated, graduate } from '../certificates/graduates.ts'
import { extractFrom, verifyBadge } from './verifier.ts'

/** Badges, checked over HTTP by a verifier that knows only the standards. */
const house = await openHouse({ now: '2027-03-12T10:00:00+09:00' })
const { db, app } = house
const town = await settle(db)
await graduate(db, town, ['(the trainee)'], { from: 30, person: town.trainee.person })
const [other] = await graduate(db, town, ['別 人子'], { from: 31 })
await app.listen({ port: 0, host: '127.0.0.1' })
const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
const [planner, trainee, clerk] = await Promise.all([town.planner, town.trainee, town.clerkOfTachikawa].map((who) => house.visitor(who)))
const here = { host: new URL(origin).host, origin }
const get = (url: string, who = trainee!) => who.get(url, here)
const post = (url: string, form: Record<string, string>, who = trainee!) => who.post(url, form, here)
const stranger = house.stranger()

const rule = { lessons: 'all', attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true } }
await db.updateTable('completion_criteria').set({ rule: JSON.stringify(rule) }).execute()
await planner!.post(`/trainings/${town.training}/certificates`, dated())
await drain(house.crewHouse, certificateJobs)
const own = await db.selectFrom('certificate').selectAll().where('person_id', '=', town.trainee.person).executeTakeFirstOrThrow()
const theirs = await db.selectFrom('certificate').selectAll().where('person_id', '=', other!.person).executeTakeFirstOrThrow()
const badges = () => db.selectFrom('badge').selectAll().orderBy('id').execute()
const lines = async (action: string) => (await db.selectFrom('audit_line').select(['subject', 'detail']).where('action', '=', action).orderBy('id').execute())

/** What the house publishes, as far as these tests look into it. */
interface Published { keys: { kid: string }[]; revokedCredential: { id: string; revoked?: boolean; revocationReason: string }[]; '@context': string[]; image: { id: string } }
const fetched = async (url: string): Promise<Published> => {
  const answer = await fetch(url)
  return answer.ok ? answer.json() as Promise<Published> : null as never
}
const verdict = async (token: string, now = '2027-03-12T10:00:01+09:00') => (await verifyBadge(token, fetched, new Date(now))).errors
const make = (content: 'nameless' | 'named') => post(`/my-certificates/${own.id}/badge`, { content })
const takeToken = async (id: number) => (await get(`/my-badges/${id}/token`)).body
const check = (badge: string, language = 'ja') => stranger.post('/verify/badge', { badge }, here, { language })

test('a trainee is told what a badge is and says before they make one, in both languages', async () => {
  expect((await get('/my-certificates')).body).toContain(`/my-certificates/${own.id}/badge`)
  const page = await get(`/my-certificates/${own.id}/badge`)
  expect(page.body).toMatch(/書かれないこと[\s\S]*氏名、生年月日、メールアドレス/)
  expect(page.body).toMatch(/value="nameless"\s+checked/)
  expect((await trainee!.get(`/my-certificates/${own.id}/badge`, here, { language: 'en' })).body).toContain('Make the credential')
  expect((await get(`/my-certificates/${theirs.id}/badge`)).statusCode).toBe(404)
  expect((await post(`/my-certificates/${theirs.id}/badge`, { content: 'nameless' })).statusCode).toBe(404)
  for (const who of [planner, clerk]) expect((await get(`/my-certificates/${own.id}/badge`, who)).statusCode).toBe(404)
  expect((await post(`/my-certificates/${own.id}/badge`, { content: 'x' })).statusCode).toBe(422)
  expect(await badges()).toEqual([])
})

test('the badge passes a verifier that knows only the standard, and names nobody', async () => {
  const form = { content: 'nameless', onceKey: 'badge-00000001' }
  expect([(await post(`/my-certificates/${own.id}/badge`, form)).statusCode, (await post(`/my-certificates/${own.id}/badge`, form)).statusCode]).toEqual([303, 303])
  expect(await badges(), 'sent twice is made once').toHaveLength(1)
  const [badge] = await badges()
  const token = await takeToken(badge!.id)
  const { errors, credential, header } = await verifyBadge(token, fetched, new Date('2027-03-12T10:00:01+09:00'))
  expect(errors).toEqual([])
  expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: `${origin}/badges/keys/1` })
  expect(credential).toMatchObject({ validFrom: '2027-03-11T15:00:00Z', awardedDate: '2027-02-25T15:00:00Z', credentialSubject: { achievement: { achievementType: 'CertificateOfCompletion' } } })
  const said = JSON.stringify(credential)
  const account = await db.selectFrom('account').select('email').where('person_id', '=', town.trainee.person).executeTakeFirstOrThrow()
  for (const word of [own.name, '修子', own.number_text, 'R8－実践', own.code, account.email]) expect(said).not.toContain(word)
  expect(credential!.credentialSubject!.id).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
  expect(credential!.credentialSubject!.identifier).toBeUndefined()
  expect(await lines('badge.made')).toEqual([{ subject: `badge:${badge!.id}`, detail: { certificateId: own.id, withName: false } }])
  expect(await lines('signing_key.made')).toHaveLength(1)
})

test('the picture carries the same token, and the achievement in it is the one that is published', async () => {
  const [badge] = await badges()
  const picture = await get(`/my-badges/${badge!.id}/picture`)
  expect(picture.headers['content-type']).toMatch(/^image\/svg\+xml/)
  expect(picture.body.match(/<openbadges:credential/g)).toHaveLength(1)
  expect(picture.body).toMatch(/<svg [^>]*xmlns:openbadges="https:\/\/purl\.imsglobal\.org\/ob\/v3p0"[^>]*><openbadges:credential /)
  expect(extractFrom(picture.body)).toBe(badge!.token)
  const { credential } = await verifyBadge(badge!.token, fetched, new Date())
  const { '@context': contexts, ...published } = await fetched(credential!.credentialSubject!.achievement!.id!)
  expect(published).toEqual(credential!.credentialSubject!.achievement)
  expect(contexts[0]).toBe('https://www.w3.org/ns/credentials/v2')
  const image = await fetch(published.image.id)
  expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  expect(await image.text()).not.toContain('openbadges:credential')
})

test('what is published may be read from anywhere and kept for a while, and holds no private part', async () => {
  for (const path of ['/.well-known/jwks.json', '/badges/keys/1', '/badges/issuer', `/badges/achievements/${town.training}/versions/1`, `/badges/revocations/${town.training}`]) {
    const answer = await fetch(origin + path)
    expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, 200, '*'])
    expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=(300|3600)$/)
    expect(await answer.text()).not.toMatch(/"(d|p|q|dp|dq|qi)":|修子/)
  }
  expect((await fetched(`${origin}/.well-known/jwks.json`)).keys).toEqual([await fetched(`${origin}/badges/keys/1`)])
  for (const path of ['/badges/keys/9', '/badges/achievements/99/versions/1', `/badges/achievements/${town.training}/versions/7`, '/badges/revocations/99']) expect((await fetch(origin + path)).status).toBe(404)
})

test('our own page says the same of it, whether it is pasted, broken over lines or sent as a picture', async () => {
  const [badge] = await badges()
  const picture = (await get(`/my-badges/${badge!.id}/picture`)).body
  for (const [sent, language] of [[badge!.token, 'ja'], [badge!.token.replace(/(.{60})/g, '$1\n'), 'ja'], [picture, 'ja'], [badge!.token, 'en']] as const) {
    const { statusCode, body } = await check(sent, language)
    expect([statusCode, body.includes(language === 'ja' ? '有効なデジタル証明です' : 'This credential is valid')]).toEqual([200, true])
    expect(body).not.toContain('修子')
  }
  const file = new FormData()
  file.set('file', new Blob([picture], { type: 'image/svg+xml' }), 'badge.svg')
  const sent = await fetch(`${origin}/verify/badge`, { method: 'POST', body: file, headers: { origin } })
  expect([sent.status, (await sent.text()).includes('有効なデジタル証明です')]).toEqual([200, true])
  const page = await stranger.get(`/badges/${badge!.uuid}`, here)
  expect(page.body).toMatch(/有効なデジタル証明です[\s\S]*だれの証明かは分かりません/)
  expect([page.headers['cache-control'], page.headers['x-robots-tag']]).toEqual(['no-store', 'noindex, nofollow'])
  expect((await stranger.get('/badges/00000000-0000-4000-8000-000000000000', here)).statusCode).toBe(404)
})

test('whatever is changed in it fails, there and here', async () => {
  const [badge] = await badges()
  const [header, payload, signature] = badge!.token.split('.') as [string, string, string]
  const changed = (part: string, change: (object: Record<string, unknown>) => object) => Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(part, 'base64url').toString())))).toString('base64url')
  const forged = [header, changed(payload, (c) => ({ ...c, name: '別の研修' })), signature].join('.')
  expect(await verdict(forged)).toEqual(['the signature does not match'])
  expect(await verdict([header, payload, `${signature.slice(0, -6)}AAAAAA`].join('.'))).toEqual(['the signature does not match'])
  for (const [sent, words] of [
    [forged, '署名が合いません'], ['こんにちは', '読み取れませんでした'], [`${header}.${payload}`, '読み取れませんでした'], ['', '読み取れませんでした'],
    [[changed(header, (h) => ({ ...h, kid: 'https://elsewhere.example/badges/keys/1' })), payload, signature].join('.'), 'このサイトが発行したデジタル証明ではありません'],
    [[changed(header, (h) => ({ ...h, kid: `${origin}/badges/keys/7` })), payload, signature].join('.'), 'このサイトが発行したデジタル証明ではありません'],
    [[changed(header, (h) => ({ ...h, alg: 'none' })), payload, signature].join('.'), '署名が合いません'],
    [[changed(header, (h) => ({ ...h, alg: 'HS256' })), payload, signature].join('.'), '署名が合いません'],
  ] as const) {
    const answer = await check(sent)
    expect([answer.statusCode, answer.body.includes(words)], words).toEqual([422, true])
  }
  expect(await verdict(badge!.token, '2027-03-11T23:59:59+09:00'), 'before its day').toEqual(['not valid yet'])
})

test('with the name only by one’s own choice, beside the other, and it can be made invalid', async () => {
  expect((await make('named')).statusCode).toBe(303)
  expect((await make('named')).statusCode, 'one of each kind').toBe(409)
  const named = (await badges()).at(-1)!
  const { credential, errors } = await verifyBadge(named.token, fetched, new Date('2027-03-13T10:00:00+09:00'))
  expect(errors).toEqual([])
  expect(credential!.credentialSubject).toMatchObject({ identifier: [{ hashed: false, identityHash: own.name, identityType: 'name' }], licenseNumber: 'R8－実践－0001' })
  const first = JSON.parse(Buffer.from((await badges())[0]!.token.split('.')[1]!, 'base64url').toString())
  expect(credential!.credentialSubject!.id, 'the two cannot be laid side by side').not.toBe(first.credentialSubject.id)
  expect((await check(named.token)).body).toContain(own.name)
  expect((await stranger.get(`/badges/${named.uuid}`, here)).body, 'its number alone tells no name').not.toContain('修子')
  expect((await get(`/my-badges/${named.id}/withdrawal`)).body).toContain('元にはもどせません')
  expect((await post(`/my-badges/${named.id}/withdrawal`, {})).headers.location).toBe(`/my-certificates/${own.id}/badge`)
  expect((await post(`/my-badges/${named.id}/withdrawal`, {})).statusCode).toBe(409)
  expect(await verdict(named.token)).toEqual(['revoked: withdrawn'])
  expect((await check(named.token)).body).toContain('無効になったデジタル証明です')
  expect((await get(`/my-badges/${named.id}/token`)).statusCode).toBe(404)
  expect(await verdict((await badges())[0]!.token), 'the other one').toEqual([])
  expect((await make('named')).statusCode, 'and one can be made anew').toBe(303)
})

test('keys are changed: what the old one signed stays valid, what a lost one signed does not', async () => {
  const byHand = <T>(work: Parameters<typeof inChange<T>>[2]) => inChange(db, { actor: null, scope: { of: 'all' }, now: house.crewHouse.clock(), random: house.crewHouse.random }, work)
  const [first] = await badges()
  const next = await app.outside.signer.make()
  expect(await byHand((change) => retireKey(change, next))).toBe(2)
  expect(await verdict(first!.token)).toEqual([])
  expect((await fetched(`${origin}/.well-known/jwks.json`)).keys).toHaveLength(2)
  await post(`/my-badges/${first!.id}/withdrawal`, {})
  expect((await make('nameless')).statusCode).toBe(303)
  const second = (await badges()).at(-1)!
  expect([second.key_id, await verdict(second.token)]).toEqual([2, []])
  await byHand((change) => withdrawKey(change, 2))
  expect(await verdict(second.token)).toEqual(['the key cannot be dereferenced'])
  expect((await check(second.token)).body).toContain('署名に使われた鍵は、今は使われていません')
  expect((await fetched(`${origin}/.well-known/jwks.json`)).keys.map(({ kid }) => kid)).toEqual([`${origin}/badges/keys/1`])
  expect((await make('nameless')).statusCode, 'at the next need there is another key').toBe(303)
  expect([(await badges()).at(-1)!.key_id, await verdict((await badges()).at(-1)!.token)]).toEqual([3, []])
})

test('a reissue replaces badges like papers, and a revocation ends them all', async () => {
  const old = (await badges()).at(-1)!
  house.setClock('2027-03-20T10:00:00+09:00')
  await planner!.post(`/certificates/${own.id}/reissue`, { name: own.name, reason: '紛失' })
  expect(await verdict(old.token, '2027-03-20T10:00:00+09:00')).toEqual(['revoked: replaced'])
  expect((await check(old.token)).body).toContain('差し替えられたデジタル証明です')
  const page = await get(`/my-certificates/${own.id}/badge`)
  expect(page.body).toContain('差替え済み')
  expect((await make('nameless')).statusCode).toBe(303)
  const fresh = (await badges()).at(-1)!
  const { errors, credential } = await verifyBadge(fresh.token, fetched, new Date('2027-03-20T10:05:00+09:00'))
  expect([errors, credential!.validFrom]).toEqual([[], '2027-03-20T01:00:00Z'])
  await planner!.post(`/certificates/${own.id}/revocation`, { reason: '虚偽の申込み' })
  expect(await verdict(fresh.token, '2027-03-20T11:00:00+09:00')).toEqual(['revoked: revoked'])
  expect(await verdict(old.token, '2027-03-20T11:00:00+09:00')).toEqual(['revoked: revoked'])
  expect((await make('nameless')).statusCode).toBe(409)
  expect((await get(`/my-certificates/${own.id}/badge`)).body).toContain('取り消されているため')
  const { revokedCredential } = await fetched(`${origin}/badges/revocations/${town.training}`)
  expect(revokedCredential).toHaveLength((await badges()).length)
})

test('a badge is its holder’s alone, in the database too, and no request reads a private key', async () => {
  const asPerson = readAs(db, { of: 'person', personId: other!.person }).db
  expect(await asPerson.selectFrom('badge').select('id').execute()).toEqual([])
  const asTown = readAs(db, { of: 'municipality', municipalityId: town.tachikawa }).db
  expect(await asTown.selectFrom('badge').select('id').execute()).toEqual([])
  for (const scope of [{ of: 'all' }, { of: 'person', personId: town.trainee.person }, { of: 'public' }] as const) {
    await expect(readAs(db, scope).db.selectFrom('signing_key').select('private_part').execute()).rejects.toMatchObject({ code: '42501' })
  }
  await expect(sql`update signing_key set public_jwk = '{"d": "x"}'`.execute(db)).rejects.toThrow()
})

test('with a secret set, the database alone signs nothing', async () => {
  const [sealing, plain] = [openSigner(db, 'a-secret-of-at-least-32-characters'), openSigner(db, null)]
  const made = await sealing.make()
  expect(made.privatePart).not.toMatch(/"d"|"kty"/)
  const { id } = await db.insertInto('signing_key').values({ public_jwk: JSON.stringify(made.publicJwk), private_part: made.privatePart, made_at: new Date(), retired_at: new Date() }).returning('id').executeTakeFirstOrThrow()
  expect((await sealing.sign(id, `${origin}/badges/keys/${id}`, { hello: 1 })).split('.')).toHaveLength(3)
  await expect(plain.sign(id, 'x', {})).rejects.toThrow('set BADGE_KEY')
  await expect(openSigner(db, 'another-secret-of-at-least-32-characters').sign(id, 'x', {})).rejects.toThrow('another BADGE_KEY')
  expect((await openSigner(db, 'set-later-set-later-set-later-set-later').sign(1, 'x', {})).length, 'what was stored before is still read').toBeGreaterThan(300)
})
