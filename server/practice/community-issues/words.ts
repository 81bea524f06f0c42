import type { FastifyRequest } from 'fastify'
import { dayInWords } from '../../base/days.ts'
import type { CaseToChoose, IssueListed, Met, Named } from './queries.ts'

type Asking = Pick<FastifyRequest, 'say' | 'language'>

export const inOwn = ({ language }: Asking, { label, labelEn }: Pick<Named, 'label' | 'labelEn'>): string => language === 'en' && labelEn ? labelEn : label

/** '2026/06/10　地域ケア推進会議（本庁）'. */
export function metInWords({ language }: Asking, { type, typeEn, center, heldOn }: Met): string {
  const name = language === 'en' && typeEn ? typeEn : type
  const where = center === null ? name : language === 'en' ? `${name} (${center})` : `${name}（${center}）`
  return heldOn === null ? where : `${dayInWords(heldOn, language, 'number')}${language === 'en' ? ' ' : '　'}${where}`
}

/** A case as it is told apart from others: where, which, how old, how much care. */
export function caseInWords(request: Asking, one: Omit<CaseToChoose, 'caseId'>): string {
  const { say, language } = request
  const facts = [one.ageBand === null ? '' : say(`conferences.ageBands.${one.ageBand}` as 'conferences.ageBands.65_74'), one.careLevel === null ? '' : say(`conferences.careLevels.${one.careLevel}` as 'conferences.careLevels.care_1')].filter(Boolean)
  return `${metInWords(request, { ...one, id: 0, level: 'individual' })}${language === 'en' ? ', ' : '　'}${say('communityIssues.caseNumber', { number: one.number })}${facts.length === 0 ? '' : language === 'en' ? ` (${facts.join(', ')})` : `（${facts.join('、')}）`}`
}

/** Themes of an issue in one line, what it wrote itself last. */
export const themesInWords = (request: Asking, { themes, otherTheme }: Pick<IssueListed, 'themes' | 'otherTheme'>): string =>
  [...themes.map((one) => inOwn(request, one)), ...otherTheme === '' ? [] : [otherTheme]].join(request.language === 'en' ? ', ' : '、')

/** Where an issue is at home: its center, and the words for its area. */
export const placeInWords = (request: Asking, { center, area }: { center: string | null; area: string }): string => [center ?? '', area].filter((part) => part !== '').join(request.language === 'en' ? ', ' : '　') || request.say('communityIssues.wholeTown')
