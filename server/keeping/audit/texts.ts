import type { Texts } from '../../base/texts.ts'
import { answering } from './words/answering.ts'
import { cascade } from './words/cascade.ts'
import { classroom } from './words/classroom.ts'
import { completion } from './words/completion.ts'
import { details } from './words/details.ts'
import { entry } from './words/entry.ts'
import { conferring } from './words/conferring.ts'
import { instructing } from './words/instructing.ts'
import { issues } from './words/issues.ts'
import { keeping } from './words/keeping.ts'
import { learning } from './words/learning.ts'
import { nouns } from './words/nouns.ts'
import { planning } from './words/planning.ts'
import { surveying } from './words/surveying.ts'
import { practicing } from './words/practicing.ts'
import { reporting } from './words/reporting.ts'
import { who } from './words/who.ts'

/** The page of the trail, and the words for all that is written down in it. */
export const texts = {
  'audit.title':       { ja: '記録', en: 'Audit trail' },
  'audit.lead':        { ja: 'だれが、いつ、どの役割で、何をしたか。書き足されるだけで、消したり直したりはできません。対象を押すと、その記録だけを見られます。', en: 'Who did what, when, and in which role. Entries are never changed or removed. Press a subject to see only its entries.' },
  'audit.person':      { ja: 'した人', en: 'Who' },
  'audit.words':       { ja: 'した人の氏名・ふりがな', en: 'Name or kana of who did it' },
  'audit.act':         { ja: 'したこと', en: 'What' },
  'audit.subject':     { ja: '対象', en: 'Subject' },
  'audit.from':        { ja: 'この日から', en: 'From' },
  'audit.to':          { ja: 'この日まで', en: 'Until' },
  'audit.moment':      { ja: '日時', en: 'When' },
  'audit.municipality': { ja: '区市町村', en: 'Municipality' },
  'audit.house':       { ja: '（システム）', en: '(the system)' },
  'audit.none':        { ja: '条件に合う記録はありません', en: 'No entries match' },
  'audit.noneText':    { ja: '日の範囲を広げるか、条件を消してください。', en: 'Widen the dates, or remove some filters.' },
  'audit.older':       { ja: '前の50件', en: '50 older' },
  'audit.newest':      { ja: '最新にもどる', en: 'Back to the newest' },
  'audit.pageNamed':   { ja: '画面「{page}」', en: 'Page “{page}”' },
  'audit.fact':        { ja: '{name}：{value}', en: '{name}: {value}' },
  'audit.comma':       { ja: '、', en: ', ' },
  'audit.many':        { ja: '{count}件', en: '{count} of them' },
  'audit.count':       { ja: '新しい順に{count}件', en: '{count} entries, newest first' },

  ...nouns, ...details,
  ...answering, ...cascade, ...classroom, ...completion, ...conferring, ...entry, ...instructing, ...issues, ...keeping, ...learning, ...planning, ...practicing, ...reporting, ...surveying, ...who,
} as const satisfies Texts
