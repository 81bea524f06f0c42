import { dayInWords, instantInJapan, type Day } from '../../base/days.ts'
import { speaking } from '../../base/texts.ts'
import { prefectures } from '../../who/organizations/prefectures.ts'
import { texts } from '../../texts.ts'
import { plainOf } from '../certificates/paper.ts'
import { criteriaInWords } from '../criteria/rules.ts'
import type { Criteria } from '../evidence/rules.ts'

/**
 * What we publish and sign, in the words of Open Badges 3.0 (1EdTech) over Verifiable Credentials 2.0 (W3C). Dates are
 * instants without fractions, because a token counts whole seconds and both must be equal (section 8.2.4 of the standard).
 */

const contexts = ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json', 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json']
const schema = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'

export const issuerAt = (origin: string): string => `${origin}/badges/issuer`
export const keyAt = (origin: string, keyId: number): string => `${origin}/badges/keys/${keyId}`
export const badgeAt = (origin: string, uuid: string): string => `${origin}/badges/${uuid}`
export const revocationsAt = (origin: string, trainingId: number): string => `${origin}/badges/revocations/${trainingId}`
export const achievementAt = (origin: string, { trainingId, version }: { trainingId: number; version: number }): string => `${origin}/badges/achievements/${trainingId}/versions/${version}`

/** Whole seconds of an instant, as the standard writes it. */
export const instantInWords = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`

/** The authority in whose name a title signs: '東京都' of '東京都福祉局 高齢者施策推進部長'. A body that is none signs by its title. */
export const authorityOf = (issuerTitle: string) => {
  const prefecture = prefectures.find(({ name }) => issuerTitle.startsWith(name))
  return prefecture === undefined ? issuerTitle : `${prefecture.name} / ${prefecture.nameEn}`
}

/** The issuer, as it stands in a credential. */
export const issuerOf = (origin: string, issuerTitle: string) =>
  ({ id: issuerAt(origin), type: ['Profile'], name: authorityOf(issuerTitle) || '地域まなび', url: origin })

/** The issuer on its own, at its own address. */
export const profileOf = (origin: string, issuerTitle: string) => ({ '@context': contexts, ...issuerOf(origin, issuerTitle) })

/** A training with one version of its criteria: what completing it means. `version` 0 where no criteria are on record. */
export interface Achieved {
  trainingId: number; version: number; title: string; titleEn: string | null; courseName: string; description: string; rule: Criteria | null
}

/** In both languages, because whoever reads a badge may read either and the standard has one text. */
export function achievementOf(origin: string, achieved: Achieved) {
  const { title, titleEn, courseName, description } = achieved
  const at = achievementAt(origin, achieved)
  return {
    id: at, type: ['Achievement'], achievementType: 'CertificateOfCompletion', inLanguage: 'ja', version: String(achieved.version),
    name: inBoth(title, titleEn), description: [description.trim() || speaking(texts, 'ja')('badges.described', { course: courseName }), titleEn ? speaking(texts, 'en')('badges.described', { course: titleEn }) : ''].filter(Boolean).join('\n\n'),
    criteria: { narrative: narrativeOf(achieved) }, image: { id: `${at}/image.svg`, type: 'Image' },
  }
}

/** The achievement on its own, at its own address. */
export const achievementDocument = (origin: string, achieved: Achieved) => ({ '@context': contexts, ...achievementOf(origin, achieved) })

const inBoth = (ja: string, en: string | null) => en && en !== ja ? `${ja} / ${en}` : ja

function narrativeOf({ rule }: Achieved): string {
  return (['ja', 'en'] as const).map((language) => {
    const say = speaking(texts, language)
    const asked = rule === null ? [] : criteriaInWords(rule).map(({ key, data }) => `- ${say(key, data)}`)
    return [say('badges.narrative'), ...asked].join('\n')
  }).join('\n\n')
}

export interface OnBadge {
  uuid: string; subject: string; achieved: Achieved; issuerTitle: string; validFrom: Date; completedOn: Day
  /** Only by the trainee's own choice. */
  named: { name: string; numberText: string } | null
}

/**
 * The credential. Its subject is a name made for this badge alone, so that two badges of one person cannot be laid side by
 * side, and nothing in it (name, mail address, number of the certificate) leads to who it is unless they chose so.
 */
export function credentialOf(origin: string, { uuid, subject, achieved, issuerTitle, validFrom, completedOn, named }: OnBadge) {
  return {
    '@context': contexts, id: `urn:uuid:${uuid}`, type: ['VerifiableCredential', 'OpenBadgeCredential'], name: inBoth(achieved.title, achieved.titleEn),
    issuer: issuerOf(origin, issuerTitle), validFrom: instantInWords(validFrom), awardedDate: instantInWords(instantInJapan(completedOn, '00:00')),
    credentialSubject: {
      id: `urn:uuid:${subject}`, type: ['AchievementSubject'], achievement: achievementOf(origin, achieved),
      ...named === null ? {} : {
        identifier: [{ type: 'IdentityObject', hashed: false, identityHash: named.name, identityType: 'name' }], licenseNumber: plainOf(named.numberText),
      },
    },
    evidence: [{
      id: badgeAt(origin, uuid), type: ['Evidence'], name: '修了証書発行台帳 / Register of certificates',
      description: `修了日 ${dayInWords(completedOn, 'ja', 'era')} / Completed ${dayInWords(completedOn, 'en', 'era')}`,
    }],
    credentialStatus: { id: revocationsAt(origin, achieved.trainingId), type: '1EdTechRevocationList' },
    credentialSchema: [{ id: schema, type: '1EdTechJsonSchemaValidator2019' }],
  }
}

/** The credential with the claims of a token, each of which repeats one of its properties (section 8.2.4). */
export function payloadOf(origin: string, on: OnBadge) {
  const credential = credentialOf(origin, on)
  return { ...credential, iss: credential.issuer.id, jti: credential.id, nbf: Math.floor(on.validFrom.getTime() / 1_000), sub: credential.credentialSubject.id }
}

/** 1EdTech Revocation List 1.0: what is on it counts no more. Why is said in a word, and never whose it is. */
export const revocationList = (origin: string, trainingId: number, revoked: readonly { uuid: string; state: 'revoked' | 'replaced' | 'withdrawn' }[]) => ({
  id: revocationsAt(origin, trainingId), issuer: issuerAt(origin),
  revokedCredential: revoked.map(({ uuid, state }) => ({ id: `urn:uuid:${uuid}`, revoked: true, revocationReason: state })),
})
