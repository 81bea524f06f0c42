import type { Texts } from '../../base/texts.ts'

export const texts = {
  'lessonCopies.title':      { ja: '「{title}」を写す', en: 'Copy “{title}”' },
  'lessonCopies.lead':       { ja: '選んだ科目の終わりに、下書きとして写します。元の教材は変わりません。ファイルと写真は同じものを使います。', en: 'A draft is made at the end of the module you choose. The original stays as it is; files and pictures are the same.' },
  'lessonCopies.what':       { ja: '写す教材（{count}本）', en: 'What is copied ({count})' },
  'lessonCopies.module':     { ja: '写す先の科目', en: 'Copy to' },
  'lessonCopies.moduleHint': { ja: '先に済ませる教材の決まりは、一緒に写すもの同士の分だけ引き継ぎます。', en: 'What comes first is kept among lessons that are copied together.' },
  'lessonCopies.option':     { ja: '{course}　科目{position}　{title}', en: '{course}, module {position}: {title}' },
  'lessonCopies.do':         { ja: '下書きとして写す', en: 'Copy as a draft' },
  'lessonCopies.made':       { ja: '教材を下書きとして写しました。確かめてから公開してください。', en: 'Copied as a draft. Please look through it and publish it.' },
  'lessonCopies.nothing':    { ja: 'この科目には写す教材がありません。', en: 'This module has no lesson to copy.' },
} as const satisfies Texts
