import type { Scope } from '../../base/access.ts'
import type { Reader } from '../../base/database.ts'
import type { Day } from '../../base/days.ts'
import { enrollmentNumber } from '../../entry/enrollments/rules.ts'
import type { Letter } from '../notifications/shapes.ts'
import { isSigned, isToBody, type Template } from '../notifications/told.ts'
import { signerFor } from '../../office/senders/signers.ts'
import { bodyToTell, personToTell } from './queries.ts'

/** A letter on trial, and which of its facts are the reader's own; the others are examples and marked as such. */
export interface Sample { letter: Letter; isReal: (name: string) => boolean }

/** A letter of that template to a real reader: their name, training, numbers and dates. Undefined when there is no such reader. */
export async function sampleFor({ db, scope, today }: { db: Reader; scope: Scope; today: Day }, template: Template, reader: number, placeholders: readonly string[], example: (name: string) => string): Promise<Sample | undefined> {
  const known = isToBody(template) ? await ofBody(db, reader) : await ofPerson(db, scope, reader, template)
  if (known === undefined) return undefined
  const { name, nameEn, about, contact, callId, facts } = known
  const sender = isSigned(template) ? await signerFor(db, callId === null || template.startsWith('account_') ? 'account' : `call:${callId}`, today) : ''
  const real = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined)) as Record<string, string | number>
  // By and why are named by a key in a letter; an example of each stands in as it is said.
  const data = { ...Object.fromEntries(placeholders.filter((one) => one !== 'about' && one !== 'sender').map((one) => [one, example(one)])), ...real }
  const letter: Letter = {
    template, personId: isToBody(template) ? null : reader, municipalityId: isToBody(template) ? reader : null,
    name, nameEn, about: about.ja === '' ? { ja: example('about'), en: example('about') } : about, data, list: [], path: '/', contact, sender: sender || (isSigned(template) ? example('sender') : ''), byMail: true,
  }
  return { letter, isReal: (one) => (one === 'about' ? about.ja !== '' : one === 'sender' ? sender !== '' : one in real) }
}

async function ofPerson(db: Reader, scope: Scope, id: number, template: Template) {
  const row = await personToTell(db, scope, id)
  return row && {
    name: row.name, nameEn: row.nameEn, about: { ja: row.title ?? '', en: row.titleEn ?? '' }, contact: row.contact ?? '', callId: row.callId,
    facts: {
      number: template.startsWith('certificate') || template === 'reissue_refused' ? row.certificate : row.number === null ? null : enrollmentNumber(row.number),
      municipality: row.municipality, municipalityEn: row.municipalityEn, cohort: row.cohort, cohortEn: row.cohortEn, dueOn: row.dueOn,
    },
  }
}

async function ofBody(db: Reader, id: number) {
  const row = await bodyToTell(db, id)
  return row && {
    name: row.name, nameEn: row.nameEn, about: { ja: row.title ?? '', en: row.titleEn ?? '' }, contact: row.contact ?? '', callId: row.callId,
    facts: {
      number: row.documentNumber, officeClosesOn: row.officeClosesOn, closesOn: row.closesOn, decisionOn: row.decisionOn,
      receipt: row.receipt, dueOn: row.dueOn ?? row.closesOn,
    },
  }
}
