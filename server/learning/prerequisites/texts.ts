import type { Texts } from '../../base/texts.ts'

export const texts = {
  'prerequisites.title':      { ja: '「{title}」の前に済ませる教材', en: 'What comes before “{title}”' },
  'prerequisites.lead':       { ja: '選んだ教材をすべて済ませると、この教材が開きます。研修で使わない教材は待ちません。', en: 'This lesson opens once all chosen lessons are done. Lessons that a training does not use are not waited for.' },
  'prerequisites.needs':      { ja: '先に済ませる教材', en: 'Lessons to finish first' },
  'prerequisites.needsHint':  { ja: '選ばなければ、順番を待たずに開きます。保存するとすぐに効きます。', en: 'Choose none to open it without waiting. It counts as soon as it is saved.' },
  'prerequisites.circle':     { ja: '「{circle}」と一回りして、どれも開かなくなります。どれかを外してください。', en: 'These lessons would wait for each other in a circle: {circle}. Please take one out.' },
  'prerequisites.set':        { ja: '先に済ませる教材を決めました', en: 'What comes first was set' },
  'prerequisites.none':       { ja: 'この研修の内容には、ほかの教材がまだありません', en: 'This course has no other lesson yet' },
  'prerequisites.noneText':   { ja: '教材を加えると、先に済ませるものを選べます。', en: 'Add lessons, and choose here which come first.' },
} as const satisfies Texts
