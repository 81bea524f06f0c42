import type { Asked, Item, Words } from './rules.ts'

const agree: Words[] = [{ ja: 'そう思わない', en: 'Disagree' }, { ja: 'そう思う', en: 'Agree' }]
const scale = (label: string, labelEn: string, options = agree): Omit<Item, 'id'> => ({ kind: 'scale5', label, labelEn, required: true, options })

/** What most trainings want to know, to begin with: asked the same way every year, it can be compared. */
export const standardItems: readonly Omit<Item, 'id'>[] = [
  scale('講義の満足度', 'How satisfied are you with the lectures?', [{ ja: '不満', en: 'Dissatisfied' }, { ja: '満足', en: 'Satisfied' }]),
  scale('講義の内容は分かりやすかった', 'The lectures were easy to follow.'),
  scale('演習は自分の仕事に近い内容だった', 'The exercises were close to my own work.'),
  scale('学んだことを職場で使えそうだ', 'I can use what I learned at work.'),
  { kind: 'choice', label: '研修の長さ', labelEn: 'Length of the training', required: true,
    options: [{ ja: '長い', en: 'Too long' }, { ja: 'ちょうどよい', en: 'About right' }, { ja: '短い', en: 'Too short' }] },
  { kind: 'choices', label: 'これから学びたいこと（いくつでも）', labelEn: 'What would you like to learn next? (any number)', required: false,
    options: [{ ja: '会議の進め方', en: 'Running a conference' }, { ja: '助言のしかた', en: 'Giving advice' }, { ja: '事例のまとめ方', en: 'Preparing a case' },
      { ja: '地域課題の見つけ方', en: 'Finding issues of the community' }, { ja: '個人情報の扱い', en: 'Handling personal data' }] },
  { kind: 'text', label: '良かった点、直してほしい点', labelEn: 'What was good, what should be better?', required: false, options: [] },
]

export const standardIntro: Pick<Asked, 'intro' | 'introEn'> = {
  intro: '次の研修をよりよくするために、感じたままをお答えください。',
  introEn: 'Please answer as you feel: it makes the next training better.',
}
