import type { Texts } from '../../base/texts.ts'

export const texts = {
  'copies.title':       { ja: '「{title}」を写す', en: 'Copy “{title}”' },
  'copies.lead':        { ja: 'コース、研修日、コマ、講師、修了の基準を写します。受講者は写しません。募集は、このあと前の募集の文面、様式、添付資料を引き継いで作れます。', en: 'Cohorts, class days, slots, instructors and completion criteria are copied; trainees are not. Its call is written next, beginning with the words, forms and papers of the last one.' },
  'copies.days':        { ja: '研修日（{count}日）', en: 'Class days ({count})' },
  'copies.daysHelp':    { ja: '{from}の日を、{to}の同じ曜日の平日にずらしました。ちがう日にするときは直してください。', en: 'The days of {from} were shifted to the same weekday in {to}. Change any that should differ.' },
  'copies.none':        { ja: '写す研修日はありません。', en: 'There are no class days to copy.' },
  'copies.was':         { ja: '{year}の日', en: 'Day in {year}' },
  'copies.is':          { ja: '新しい日', en: 'New day' },
  'copies.note':        { ja: '確かめること', en: 'To check' },
  'copies.kept':        { ja: '同じ曜日です', en: 'Same weekday' },
  'copies.shift':       { ja: 'この年度で出しなおす', en: 'Shift to this year' },
  'copies.to':          { ja: '写す先の年度', en: 'Copy to fiscal year' },
  'copies.save':        { ja: 'この日程で研修を作る', en: 'Create the training' },
  'copies.done':        { ja: '研修を写しました。日程を確かめて、募集を作ってください。', en: 'The training was copied. Check the dates and prepare its call.' },
} as const satisfies Texts
