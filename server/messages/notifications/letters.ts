import type { Reason } from '../../base/errors.ts'
import { filledIn, speaking, type Language, type TextKey } from '../../base/texts.ts'
import { texts } from '../../texts.ts'
import { letterTexts } from './letter-texts.ts'
import type { Item, Letter, Wording } from './shapes.ts'
import { isSigned, type Template } from './told.ts'

/** A letter in words: how a message is kept. `{address}` and `{link}` are filled when it is sent, and never stored. */
export interface Written { title: string; titleEn: string; body: string; templateVersion: number }

const say = { ja: speaking(texts, 'ja'), en: speaking(texts, 'en') }
const line = '─'.repeat(20)

/** The words as they were shipped: version 0 of a template, read from the texts and written down nowhere else. */
export const shippedWording = (template: Template): Wording => {
  const [title, body] = [letterTexts[`letters.${template}.title`], letterTexts[`letters.${template}.body`]]
  return { version: 0, title: title.ja, titleEn: title.en, body: body.ja, bodyEn: body.en }
}

/** The letter in Japanese, and below a line the same in English, as plain text; in its shipped words unless others are given. */
export function inWords(letter: Letter, wording: Wording = shippedWording(letter.template)): Written {
  return {
    title: oneLine(filledIn(wording.title, dataOf(letter, 'ja'), 'ja')), titleEn: oneLine(filledIn(wording.titleEn, dataOf(letter, 'en'), 'en')),
    body: `${block(letter, wording.body, 'ja')}\n\n${line}\nEnglish\n\n${block(letter, wording.bodyEn, 'en')}\n\n${line}\n${say.ja('letters.foot')}\n${say.en('letters.foot')}\n`,
    templateVersion: wording.version,
  }
}

function block(letter: Letter, body: string, language: Language): string {
  const speak = say[language]
  const linked = letter.template.startsWith('account_')
  return [
    speak(letter.municipalityId === null ? 'letters.toPerson' : 'letters.toBody', { name: language === 'ja' ? letter.name : letter.nameEn }),
    letter.sender && isSigned(letter.template) && !body.includes('{sender}') ? speak('letters.sender', { sender: letter.sender }) : '',
    filledIn(body, dataOf(letter, language), language),
    letter.list.map((item) => itemInWords(item, language)).join('\n'),
    calendarTemplates.includes(letter.template) ? `${speak('letters.calendar')}\n{calendar}` : '',
    linked ? `${speak('letters.link')}\n{link}` : letter.path === null ? '' : `${speak('letters.page')}\n{address}`,
    letter.contact.trim() === '' ? '' : `${speak('letters.contact')}\n${letter.contact.trim()}`,
  ].filter((part) => part !== '').join('\n\n')
}

/** Letters that tell of class days lead to the page where these are taken over into a calendar. */
const calendarTemplates: readonly Template[] = ['selected', 'schedule_changed', 'transferred', 'day_given', 'reminder_day']

/** What ends in `En` stands in for its Japanese twin; a reason for not being selected is said in words. */
function dataOf({ about, data, sender }: Letter, language: Language): Record<string, string | number> {
  const own = language === 'ja' ? data : Object.fromEntries(Object.entries(data).map(([name, value]) => [name, data[`${name}En`] || value]))
  const why = data.why === undefined ? {} : { why: said(language, 'why', String(data.why)) }
  const by = data.by === undefined ? {} : { by: said(language, 'by', String(data.by || 'prefecture')) }
  const what = data.what === undefined ? {} : { what: said(language, 'what', String(data.what)) }
  return { ...own, ...why, ...by, ...what, about: about[language], sender: sender || say[language]('letters.office') }
}

/** What a letter names by a key is said in the reader's language; an example in a preview says itself. */
const said = (language: Language, of: 'by' | 'why' | 'what', value: string): string =>
  Object.hasOwn(letterTexts, `letters.${of}.${value}`) ? say[language](`letters.${of}.${value}` as TextKey) : value

function itemInWords({ reason, category }: Item, language: Language): string {
  const named = category === undefined ? {} : { category: say[language](`calls.quotas.${category}` as TextKey) }
  return say[language](reason.key, { ...dataInLanguage(reason, language), ...named }).trimEnd()
}

const dataInLanguage = ({ data = {} }: Reason, language: Language) => language === 'ja' ? data
  : Object.fromEntries(Object.entries(data).map(([name, value]) => [name, data[`${name}En`] || value]))

/** A title is the subject of a mail: whatever was typed into a name, it stays one line. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
