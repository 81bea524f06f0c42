import type { Texts } from '../../base/texts.ts'

export const texts = {
  'personalData.kind.name':    { ja: '人の名前', en: 'A name' },
  'personalData.kind.known':   { ja: 'この研修の人の名前', en: 'A name of somebody in this training' },
  'personalData.kind.address': { ja: '住所', en: 'An address' },
  'personalData.kind.birth':   { ja: '生年月日', en: 'A date of birth' },
  'personalData.kind.phone':   { ja: '電話番号', en: 'A telephone number' },
  'personalData.kind.mail':    { ja: 'メールアドレス', en: 'A mail address' },
  'personalData.kind.number':  { ja: '被保険者番号などの番号', en: 'An insurance or other personal number' },
  'personalData.instead.name':    { ja: '「A氏」「Bさん」のように、記号にしてください。', en: 'Use a letter instead: “Ms A”, “Mr B”.' },
  'personalData.instead.known':   { ja: '事例の人でなければ「担当」「同僚」のように、役割で書いてください。', en: 'Write the role instead: “the person in charge”, “a colleague”.' },
  'personalData.instead.address': { ja: '「市内の団地」「駅から徒歩20分」のように、場所が決まらない書き方にしてください。', en: 'Write it so that no place can be told: “a housing estate in the city”.' },
  'personalData.instead.birth':   { ja: '「80代前半」のように、年代で書いてください。', en: 'Write the age band: “in the early eighties”.' },
  'personalData.instead.phone':   { ja: '消してください。連絡の手段は「電話」とだけ書けば足ります。', en: 'Take it out; “by telephone” is enough.' },
  'personalData.instead.mail':    { ja: '消してください。連絡の手段は「メール」とだけ書けば足ります。', en: 'Take it out; “by mail” is enough.' },
  'personalData.instead.number':  { ja: '消してください。番号は事例の検討に要りません。', en: 'Take it out; no number is needed to discuss a case.' },
  'personalData.notLooked':       { ja: '写真、スキャンしたPDF、文書に貼られた画像の中の文字は読み取れません。ご自分でお確かめください。', en: 'Words inside photos, scanned PDFs and pictures pasted into documents cannot be read. Please check them yourself.' },
  'personalData.notAll':          { ja: '機械が見つけられるものには限りがあります。見つからなくても、個人がわかる書き方になっていないか、もう一度お読みください。', en: 'A machine cannot find everything. Please read once more whether anybody could be recognized.' },
} as const satisfies Texts
