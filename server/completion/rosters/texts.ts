import type { Texts } from '../../base/texts.ts'

export const texts = {
  'rosters.title':       { ja: '修了者名簿', en: 'Roster of completers' },
  'rosters.lead':        { ja: '掲載に同意した修了者です。会議の助言者などをお願いするときに使います。同意が取り消されると、ここからも消えます。', en: 'Completers who agreed to be listed, to be asked as advisers and the like. Whoever takes that back is no longer here.' },
  'rosters.listed':      { ja: '掲載', en: 'Listed' },
  'rosters.leftOut':     { ja: '同意していない修了者', en: 'Not agreed' },
  'rosters.unit':        { ja: '人', en: ' people' },
  'rosters.xlsx':        { ja: 'Excelで受け取る', en: 'Download for Excel' },
  'rosters.pdf':         { ja: 'PDFで受け取る', en: 'Download PDF' },
  'rosters.profession':  { ja: '職種', en: 'Profession' },
  'rosters.affiliation': { ja: '所属', en: 'Affiliation' },
  'rosters.none':        { ja: '掲載できる修了者がいません', en: 'Nobody to list' },
  'rosters.noneText':    { ja: '修了証書が発行され、本人が掲載に同意すると、ここに出ます。年度や研修を変えてみてください。', en: 'People appear here once their certificate is issued and they have agreed. Try another year or training.' },
  'rosters.begun':       { ja: 'ファイルの受け取りが始まります。', en: 'Your file is being downloaded.' },
  'rosters.mine':        { ja: '修了者名簿への掲載', en: 'Your name on the roster' },
  'rosters.mineText':    { ja: '同意すると、氏名・所属・職種・修了した研修を載せた名簿を区市町村へ渡します。いつでも変えられ、変えたあとの名簿に反映されます。', en: 'If you agree, your municipality gets a roster with your name, affiliation, profession and training. You can change this at any time; rosters made afterwards follow it.' },
  'rosters.isYes':       { ja: '同意しています', en: 'You agreed' },
  'rosters.isNo':        { ja: '同意していません', en: 'You did not agree' },
  'rosters.sayYes':      { ja: '掲載に同意する', en: 'Agree' },
  'rosters.sayNo':       { ja: '同意を取り消す', en: 'Take it back' },
  'rosters.consentSaid': { ja: '名簿への掲載について記録しました。', en: 'Your choice about the roster is recorded.' },
} as const satisfies Texts
