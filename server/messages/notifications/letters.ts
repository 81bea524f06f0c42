import type { Reason } from '../../base/errors.ts'
import { speaking, type Language, type TextKey } from '../../base/texts.ts'
import { texts } from '../../texts.ts'
import type { Item, Letter } from './rules.ts'

/** A letter in words: how a message is kept. `{address}` and `{link}` are filled when it is sent, and never stored. */
export interface Written { title: string; titleEn: string; body: string }

const say = { ja: speaking(texts, 'ja'), en: speaking(texts, 'en') }
const line = '─'.repeat(20)

/** The letter in Japanese, and below a line the same in English, as plain text. */
export function inWords(letter: Letter): Written {
  return {
    title: oneLine(say.ja(`letters.${letter.template}.title` as TextKey, dataOf(letter, 'ja'))),
    titleEn: oneLine(say.en(`letters.${letter.template}.title` as TextKey, dataOf(letter, 'en'))),
    body: `${block(letter, 'ja')}\n\n${line}\nEnglish\n\n${block(letter, 'en')}\n\n${line}\n${say.ja('letters.foot')}\n${say.en('letters.foot')}\n`,
  }
}

function block(letter: Letter, language: Language): string {
  const speak = say[language]
  const data = dataOf(letter, language)
  const linked = letter.template.startsWith('account_')
  return [
    speak(letter.municipalityId === null ? 'letters.toPerson' : 'letters.toBody', { name: language === 'ja' ? letter.name : letter.nameEn }),
    speak(`letters.${letter.template}.body` as TextKey, data),
    letter.list.map((item) => itemInWords(item, language)).join('\n'),
    linked ? `${speak('letters.link')}\n{link}` : letter.path === null ? '' : `${speak('letters.page')}\n{address}`,
    letter.contact.trim() === '' ? '' : `${speak('letters.contact')}\n${letter.contact.trim()}`,
  ].filter((part) => part !== '').join('\n\n')
}

/** What ends in `En` stands in for its Japanese twin; a reason for not being selected is said in words. */
function dataOf({ about, data }: Letter, language: Language): Record<string, string | number> {
  const own = language === 'ja' ? data : Object.fromEntries(Object.entries(data).map(([name, value]) => [name, data[`${name}En`] || value]))
  const why = data.why === undefined ? {} : { why: say[language](`letters.why.${data.why}` as TextKey) }
  const by = data.by === undefined ? {} : { by: say[language](`letters.by.${data.by || 'prefecture'}` as TextKey) }
  return { ...own, ...why, ...by, about: about[language] }
}

function itemInWords({ reason, category }: Item, language: Language): string {
  const named = category === undefined ? {} : { category: say[language](`calls.quotas.${category}` as TextKey) }
  return say[language](reason.key, { ...dataInLanguage(reason, language), ...named }).trimEnd()
}

const dataInLanguage = ({ data = {} }: Reason, language: Language) => language === 'ja' ? data
  : Object.fromEntries(Object.entries(data).map(([name, value]) => [name, data[`${name}En`] || value]))

/** A title is the subject of a mail: whatever was typed into a name, it stays one line. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
