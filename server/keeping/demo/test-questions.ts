import type { QuestionBody } from '../../learning/questions/rules.ts'

const list = (...texts: string[]) => texts.map((text, at) => ({ id: 'abcdefgh'[at]!, text }))
interface Question { stem: string; body: QuestionBody; points: number; tags: string[]; feedback: string }

/** The questions of the demo's test, invented and in our own words, about what its lessons teach. */
export const questionsOfTest: Question[] = [
  { stem: '地域ケア個別会議で、最初に確かめることはどれですか。', points: 1, tags: ['役割'], feedback: '話し合いは、本人がどう暮らしたいかから始めます。制度や費用は、そのあとの手段です。',
    body: { kind: 'single', isShuffled: true, right: 'a', choices: list('本人がどう暮らしたいか', '使えるサービスの一覧', '前の年の予算', '参加者の役職') } },
  { stem: '個別の会議を重ねて見えてくるものとして、当てはまるものをすべて選んでください。', points: 2, tags: ['役割'], feedback: '個別の課題が重なると、地域に足りない資源や仕組みが見えてきます。',
    body: { kind: 'multiple', isShuffled: true, partial: true, right: ['a', 'b'], choices: list('地域に共通する課題', '足りない資源', '参加者の成績', '職員の評価') } },
  { stem: '地域ケア会議は、専門職だけで開くと決まっている。', points: 1, tags: ['役割'], feedback: '住民、民生委員、本人や家族が加わることもあります。だれが要るかは事例によります。', body: { kind: 'true_false', right: false } },
  { stem: '会議で見つかった地域の課題を、政策につなげる場はどれですか。', points: 1, tags: ['役割'], feedback: '個別の会議で見つかった課題は、推進の会議で地域全体の取組みに変えていきます。',
    body: { kind: 'single', isShuffled: true, right: 'b', choices: list('個別の会議', '推進の会議', '苦情の窓口', '職員の朝礼') } },
  { stem: '個人の情報を会議で扱うときに要る、本人からの承諾を何といいますか。漢字2文字で答えてください。', points: 1, tags: ['役割'], feedback: '何のために、だれと情報を分け合うかを説明し、同意を得ます。',
    body: { kind: 'short_answer', right: ['同意', '承諾'], isCaseSensitive: false } },
  { stem: '助言者の役割として、最も合うものはどれですか。', points: 1, tags: ['役割'], feedback: '助言者は答えを決める人ではなく、専門の立場から見立ての手がかりを出す人です。',
    body: { kind: 'single', isShuffled: true, right: 'c', choices: list('結論を一人で決める', '記録だけをとる', '専門の立場から手がかりを出す', '参加者を評価する') } },
  { stem: '個別の会議の進め方を、正しい順に並べてください。', points: 2, tags: ['進め方'], feedback: '事例を分け合い、分からないことを確かめてから、助言と支援の方針に進みます。',
    body: { kind: 'ordering', partial: true, choices: list('事例の説明を聞く', '分からないことを質問する', '専門職が助言する', '支援の方針を確かめる') } },
  { stem: '役割と、その人が会議ですることを組み合わせてください。', points: 3, tags: ['進め方'], feedback: '司会は流れを、事例提供者は本人の姿を、助言者は見立てを受け持ちます。',
    body: { kind: 'matching', partial: true, choices: list('司会', '事例提供者', '助言者'), targets: list('話し合いの流れをつくる', '本人の様子を伝える', '専門の立場から見立てを出す', '会場の予算を決める'), right: { a: 'a', b: 'b', c: 'c' } } },
  { stem: '1つの事例に30分を使う会議で、2時間の間に扱える事例は最大で何件ですか。休憩はないものとします。', points: 1, tags: ['進め方'], feedback: '120分÷30分で4件です。実際には、まとめの時間も見ておきます。',
    body: { kind: 'numeric', right: 4, tolerance: 0, unit: '件' } },
  { stem: 'あなたが司会なら、参加者の意見が分かれたときに、話し合いをどう進めますか。大切にしたいことを書いてください。', points: 4, tags: ['進め方'], feedback: '意見の違いは、見ている場面の違いであることがよくあります。本人の望みに立ち返ると、共通の足場が見つかります。',
    body: { kind: 'free_text', charactersMax: 400, guide: '本人の望みに立ち返ることに触れていれば3点。だれの意見も受けとめる進め方に触れていれば1点を足す。' } },
]
