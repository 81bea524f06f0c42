import { expect, test } from 'vitest'
import { shippedWording } from '../../../server/messages/notifications/letters.ts'
import { templates } from '../../../server/messages/notifications/told.ts'
import { placeholdersOf, problemsOfWords, requiredOf } from '../../../server/messages/templates/rules.ts'
import { texts } from '../../../server/texts.ts'

const shipped = { title: '件名 {about}', titleEn: 'Subject {about}', body: '締切は{closesOn}、番号は{number}。', bodyEn: 'By {closesOn}, number {number}.' }
const problems = (words: Partial<typeof shipped>) => problemsOfWords({ ...shipped, ...words }, shipped).map(({ field, reason }) => [field, reason.key, reason.data])

test.each<[string, Partial<typeof shipped>, unknown[]]>([
  ['the shipped words', {}, []],
  ['other words around the same placeholders', { body: '{number}\n{closesOn}まで\n{about}', title: 'お知らせ' }, []],
  ['an unknown placeholder, with its line', { body: '一行目\n{closesOn}{number}\n{password}' }, [['body', 'templates.unknownGap', { gap: '｛password｝', line: 3 }]]],
  ['one of another template', { title: '{receipt}' }, [['title', 'templates.unknownGap', { gap: '｛receipt｝', line: 1 }]]],
  ['a placeholder without a name', { titleEn: 'x {}' }, [['titleEn', 'templates.unknownGap', { gap: '｛｝', line: 1 }]]],
  ['a required one left out in one language', { bodyEn: 'By {closesOn}.' }, [['bodyEn', 'templates.missingGap', { gaps: '｛number｝' }]]],
  ['a brace left open', { body: '{closesOn}\n{number}\n{about' }, [['body', 'templates.strayBracket', { line: 3 }]]],
  ['the secret of a link', { body: '{closesOn}{number}{link}{address}' }, [['body', 'templates.unknownGap', { gap: '｛link｝', line: 1 }]]],
  ['a subject of two lines', { title: '件名\r\nBcc: thief@example.jp' }, [['title', 'templates.titleOneLine', undefined]]],
])('words are judged: %s', (_, words, expected) => { expect(problems(words)).toEqual(expected) })

test('every shipped text passes its own rule, tells the same in both languages, and each placeholder is explained', () => {
  for (const template of templates) {
    const words = shippedWording(template)
    expect(problemsOfWords(words, words), template).toEqual([])
    expect(requiredOf(words, 'en').sort(), template).toEqual(requiredOf(words, 'ja').sort())
    for (const name of placeholdersOf(words)) expect(Object.keys(texts)).toContain(`templates.gap.${name}`)
  }
})
