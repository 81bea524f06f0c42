import type { Texts } from '../../base/texts.ts'

export const texts = {
  'dossiers.title':     { ja: '決裁資料', en: 'Papers for the decision' },
  'dossiers.lead':      { ja: '承認を頼んだときの案を、そのまま印刷したものです。あとから案を直しても変わりません。', en: 'The selection as it stood when approval was asked for. Later changes do not touch it.' },
  'dossiers.none':      { ja: '決裁資料はまだありません', en: 'No papers yet' },
  'dossiers.noneText':  { ja: '受講者の決定の承認を頼むと、その時の案から作られます。数十秒かかることがあります。', en: 'They are made from the selection when approval is asked for. That may take some seconds.' },
  'dossiers.making':    { ja: 'いま承認待ちの案の資料を作っています。少し待って、この画面を読み込みなおしてください。', en: 'The papers for the selection that waits are being made. Please load this page again in a moment.' },
  'dossiers.versionOf': { ja: '第{version}版', en: 'Version {version}' },
  'dossiers.asked':     { ja: '起案', en: 'Asked' },
  'dossiers.decided':   { ja: '決裁', en: 'Decided' },
  'dossiers.waiting':   { ja: '承認待ち', en: 'Waiting' },
  'dossiers.states.requested': { ja: '承認待ち', en: 'Waiting' },
  'dossiers.states.approved':  { ja: '承認', en: 'Approved' },
  'dossiers.states.returned':  { ja: '差戻し', en: 'Returned' },
  'dossiers.states.recalled':  { ja: '取下げ', en: 'Taken back' },
  'dossiers.hash':      { ja: 'ファイルの照合値（SHA-256）', en: 'Hash of the file (SHA-256)' },
  'dossiers.hashText':  { ja: '照合値は受け取るたびに確かめます。ファイルが変わっていれば、お渡ししません。', en: 'The hash is checked at each download. A file that has changed is not handed out.' },
  'dossiers.content':   { ja: '内容の照合値', en: 'Hash of what it says' },
  'dossiers.take':      { ja: '受け取る（PDF）', en: 'Take (PDF)' },
  'dossiers.toBoard':   { ja: '受講者の決定にもどる', en: 'Back to the selection' },
} as const satisfies Texts
