import type { Texts } from '../../base/texts.ts'

export const texts = {
  'lists.title':             { ja: '名簿をExcel・CSVで受け取る', en: 'Lists as Excel or CSV' },
  'lists.short':             { ja: '名簿（Excel・CSV）', en: 'Lists (Excel, CSV)' },
  'lists.leadOwn':           { ja: '自分の区市町村の方だけが入っています。', en: 'They hold the people of your municipality only.' },
  'lists.leadAll':           { ja: 'すべての区市町村の方が入っています。', en: 'They hold the people of all municipalities.' },
  'lists.care':              { ja: '個人情報です。受け取ったことは記録に残ります。', en: 'These are personal data. Who takes them is written down.' },
  'lists.nominated':         { ja: '推薦者名簿', en: 'Nominated' },
  'lists.outcomes':          { ja: '決定者一覧', en: 'Outcome' },
  'lists.enrolled':          { ja: '受講者名簿', en: 'Enrolled' },
  'lists.nominatedText':     { ja: '提出された推薦書の方です。推薦を取り下げた方は入りません。', en: 'Everybody on sheets that were submitted. Those withdrawn are left out.' },
  'lists.outcomesText':      { ja: '決定・補欠・次年度優先・不決定と、補欠の方のいまの順番です。', en: 'Selected, waitlisted, next year or not selected, with today’s place on the waitlist.' },
  'lists.enrolledText':      { ja: '受講番号、コース、いまの状態です。辞退した方も入ります。', en: 'Number, cohort and present state. Those who withdrew are included.' },
  'lists.people':            { ja: '{count}人', en: 'People: {count}' },
  'lists.nobody':            { ja: 'まだどなたもいません。', en: 'Nobody yet.' },
  'lists.notYet':            { ja: '結果の発表後に受け取れます。', en: 'It can be taken once the outcome is announced.' },
  'lists.isDraft':           { ja: '発表前の案です。区市町村にはまだ知らせていません。', en: 'This is a draft: it has not been announced.' },
  'lists.titleOf.nominated': { ja: '{title}　推薦者名簿', en: '{title}, nominated' },
  'lists.titleOf.outcomes':  { ja: '{title}　決定者一覧', en: '{title}, outcome' },
  'lists.titleOf.enrolled':  { ja: '{title}　受講者名簿', en: '{title}, enrolled' },
  'lists.draftName':         { ja: '{name}（案）', en: '{name} (draft)' },
} as const satisfies Texts
