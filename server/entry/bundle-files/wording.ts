import type { Reason } from '../../base/errors.ts'
import type { Language } from '../../base/texts.ts'
import { categoriesOffered, type Category } from '../nominations/rules.ts'
import { texts } from '../nominations/texts.ts'
import type { Body } from './queries.ts'

/** What the sheet tells a municipality to ask the office about, told to the office: it changes the places itself. */
export function toOffice(reason: Reason, { name, nameEn }: Pick<Body, 'name' | 'nameEn'>, language: Language): Reason {
  const key = officeKeys[reason.key]
  return key === undefined ? reason : { key, data: { ...reason.data, municipality: language === 'ja' ? name : nameEn } }
}

const officeKeys: Partial<Record<Reason['key'], Reason['key']>> = {
  'nominations.overQuota': 'bundleFiles.overQuota', 'nominations.overPool': 'bundleFiles.overPool', 'eligibility.professionPlaces': 'bundleFiles.professionPlaces',
}

/** A file has no box to tick: which categories say nothing is told by name, and that they want a row. */
export function whyNotAnswered(named: ReadonlySet<Category>, quotas: Partial<Record<Category, number>>, language: Language): Reason | null {
  const open = categoriesOffered(quotas).filter((category) => !named.has(category))
  const categories = open.map((category) => texts[`nominations.short.${category}`][language]).join(language === 'ja' ? '、' : ', ')
  return open.length === 0 ? null : { key: 'bundleFiles.unanswered', data: { categories } }
}
