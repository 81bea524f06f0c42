import type { Texts } from '../../base/texts.ts'

export const texts = {
  'livingAreas.title':     { ja: '日常生活圏域', en: 'Daily living areas' },
  'livingAreas.none':      { ja: '日常生活圏域はまだ登録されていません', en: 'No daily living area on record yet' },
  'livingAreas.add':       { ja: '日常生活圏域を加える', en: 'Add a daily living area' },
  'livingAreas.edit':      { ja: '直す', en: 'Edit' },
  'livingAreas.editOf':    { ja: '{name}を直す', en: 'Edit {name}' },
  'livingAreas.name':      { ja: '名称', en: 'Name' },
  'livingAreas.position':  { ja: '並び順', en: 'Order' },
  'livingAreas.positionHint': { ja: '小さい数から並びます。', en: 'Smaller numbers come first.' },
  'livingAreas.firstYear': { ja: 'いつの年度から', en: 'From fiscal year' },
  'livingAreas.lastYear':  { ja: 'いつの年度まで', en: 'Until fiscal year' },
  'livingAreas.yearHint':  { ja: '例：R6、2024。わからなければ空けておきます。', en: 'E.g. 2024. Leave it blank if unknown.' },
  'livingAreas.centers':   { ja: '担当する地域包括支援センター', en: 'Support centers' },
  'livingAreas.centersHint': { ja: '1つのセンターが複数の圏域を担当することもあります。', en: 'One center may look after several areas.' },
  'livingAreas.noCenters': { ja: '未登録', en: 'Unknown' },
  'livingAreas.years':     { ja: '年度', en: 'Fiscal years' },
  'livingAreas.span':      { ja: '{from}～{to}', en: '{from} – {to}' },
  'livingAreas.saved':     { ja: '日常生活圏域を保存しました', en: 'The daily living area was saved' },
  'livingAreas.twice':     { ja: '同じ名称の圏域がすでにあります。', en: 'There is an area of this name already.' },
  'livingAreas.endsBeforeItBegan': { ja: '始まりの年度より前です。', en: 'This is before the first year.' },
} as const satisfies Texts
