/** The words of the demo's handbook, set by the template of letters. */
export const handout = {
  documentNumber: '', issuedOn: '令和8年8月3日', addressee: ['受講者のみなさま'], sender: '地域ケア会議推進事業 事務局', sealOmitted: false,
  title: '地域ケア会議実践者養成研修\n研修の手引き',
  body: ['研修は、教材の受講と集合研修（グループ演習）からなります。集合研修の前日までに、すべての教材を終えてください。'],
  items: [
    { label: '受講の進め方', lines: ['ホームの「次にすること」から、順に進めてください。'] },
    { label: '集合研修', lines: ['受付は午前9時からです。受講番号をお伝えください。', '遅刻は10分までを出席とします。'] },
    { label: '修了の要件', lines: ['すべての教材を終え、研修日のすべてのコマに出席すること。'] },
    { label: '欠席するとき', lines: ['わかった時点で、区市町村の担当者と事務局へご連絡ください。'] },
  ],
  contact: ['地域ケア会議推進事業 事務局', '電話 03-0000-0000', 'jinzai@example.jp'],
}
