import type { Made } from '../../learning/questions/fitness.ts'
import type { Choice, QuestionBody } from '../../learning/questions/rules.ts'
import type { Offer } from './offer.ts'
import type { Tray } from './tray.ts'

const named = (texts: readonly string[]): Choice[] => texts.map((text, n) => ({ id: String.fromCharCode(97 + n), text }))
/** Choices of which those that begin with ◎ are right. */
const rightOf = (texts: readonly string[]) => ({
  choices: named(texts.map((text) => text.replace(/^◎/, ''))), right: texts.flatMap((text, n) => (text.startsWith('◎') ? [String.fromCharCode(97 + n)] : [])),
})
const single = (...texts: string[]): QuestionBody => { const { choices, right } = rightOf(texts); return { kind: 'single', choices, right: right[0]!, isShuffled: true } }
const multiple = (...texts: string[]): QuestionBody => ({ kind: 'multiple', ...rightOf(texts), isShuffled: true, partial: true })
const isTrue = (right: boolean): QuestionBody => ({ kind: 'true_false', right })
const ordering = (...texts: string[]): QuestionBody => ({ kind: 'ordering', choices: named(texts), partial: true })
const short = (...right: string[]): QuestionBody => ({ kind: 'short_answer', right, isCaseSensitive: false })
const numeric = (right: number, unit: string, tolerance = 0): QuestionBody => ({ kind: 'numeric', right, tolerance, unit })
const free = (charactersMax: number, guide: string): QuestionBody => ({ kind: 'free_text', charactersMax, guide })
function matching(pairs: readonly [left: string, right: string][], ...others: string[]): QuestionBody {
  const targets = named([...new Set([...pairs.map(([, right]) => right), ...others])])
  const choices = named(pairs.map(([left]) => left))
  return { kind: 'matching', choices, targets, partial: true, right: Object.fromEntries(pairs.map(([, right], n) => [choices[n]!.id, targets.find(({ text }) => text === right)!.id])) }
}

type Question = [tags: string[], points: number, stem: string, body: QuestionBody, feedback: string]

/** Invented questions about care conferences, of every kind. */
const ofPractice: Question[] = [
  [['制度'], 1, '地域ケア会議を設けるのはどこですか。', single('◎区市町村', '都道府県だけ', '介護サービス事業所', '地域の病院'), '区市町村が設け、地域包括支援センターと一緒に開くことが多くあります。'],
  [['制度'], 1, '地域ケア会議の働きとして**当てはまらないもの**を選んでください。', single('個別の課題を解決する', '地域の課題を見つける', '支える人のつながりを作る', '◎介護サービスの料金を決める'), '会議は話し合いの場で、料金を決める場ではありません。'],
  [['制度', '自立支援'], 1, '介護予防は、介護が必要になった人には関係がない。', isTrue(false), '必要になってからも、今以上に重くならないようにすることが含まれます。'],
  [['自立支援'], 2, '本人の暮らしをよくする助言として、ふさわしいものを**すべて**選んでください。', multiple('◎本人の望みを確かめてから話す', '◎できていることを見つけて伝える', 'すぐにサービスを増やすよう求める', '◎本人が試せる小さな一歩を示す'), 'サービスを増やすことが、いつも本人の望みに合うとは限りません。'],
  [['自立支援'], 1, '本人の「したいこと」を聞くとき、最初にするとよいことはどれですか。', single('◎ふだんの一日をたずねる', '病名を一つずつ確かめる', '家族の希望だけを聞く', '使えるサービスを説明する'), '暮らしの中に、望みの手がかりがあります。'],
  [['自立支援', '用語'], 1, '食事・着がえ・入浴など、毎日の基本の動作を表すアルファベット3文字の略語は何ですか。', short('ADL'), 'ADL（日常生活動作）。買い物や料理などはIADLといいます。'],
  [['会議の進め方'], 2, '1つの事例を話し合うときの進め方を、正しい順に並べてください。', ordering('会議の目的を確かめる', '事例提供者が説明する', '質問して様子をつかむ', '助言を出し合う', '次にすることを決める'), '質問で様子をそろえてから助言に入ると、的を射た話し合いになります。'],
  [['会議の進め方', '役割'], 2, '会議での役割と、することを組み合わせてください。', matching([['司会者', '話し合いの流れを作る'], ['助言者', '専門の立場から考えを述べる'], ['事例提供者', '本人の様子と困りごとを伝える']], '参加者の出欠を決める'), ''],
  [['会議の進め方', '役割'], 1, '司会者は、自分の意見で話し合いの結論を決めてよい。', isTrue(false), '司会者は、参加者の意見を引き出し、まとめる役割です。'],
  [['会議の進め方'], 1, '1つの事例に25分をかけ、続けて3つの事例を話し合います。間に5分の休みを2回とると、全部で何分かかりますか。', numeric(85, '分'), '25分×3＋5分×2＝85分です。'],
  [['会議の進め方'], 1, '発言が一部の人にかたよったとき、司会者がするとよいことはどれですか。', single('◎まだ話していない人に、短い質問で声をかける', '話している人を急いで止める', '会議を終わりにする', 'そのまま見守り続ける'), ''],
  [['助言'], 2, '助言のしかたとして、よいものを**すべて**選んでください。', multiple('◎事例提供者のしてきたことを認める', 'できていない点を並べて責める', '◎理由をそえて具体的に話す', '◎「明日からできること」を示す'), '責められたと感じると、次の事例が出てこなくなります。'],
  [['助言', '用語'], 2, '職種と、その職種ならではの視点を組み合わせてください。', matching([['管理栄養士', '食事と体重の変化'], ['理学療法士', '立つ・歩くなどの動き'], ['薬剤師', '薬の飲み方と影響'], ['歯科衛生士', '口の中とかむ力']]), '視点がそろうと、本人の暮らしが立体的に見えてきます。'],
  [['助言'], 1, '助言は、その場で思いついた順に、できるだけ多く出すのがよい。', isTrue(false), '本人にとって大切なものから、しぼって伝えます。'],
  [['事例', '個人情報'], 2, '会議の資料から消す、またはぼかすものを**すべて**選んでください。', multiple('◎氏名', '◎くわしい住所', '年代', '◎電話番号'), '話し合いに要らない、本人がわかるものを外します。'],
  [['事例', '個人情報'], 1, '会議で知った本人の情報を、あとで職場の雑談で話してもよい。', isTrue(false), '会議に出た人には、知ったことを守る決まりがあります。'],
  [['事例'], 2, '事例をまとめる手順を、正しい順に並べてください。', ordering('本人と家族に、会議で話し合うことを説明する', '望みと困りごとを聞き取る', '様式にまとめる', '名前などを外して確かめる'), ''],
  [['事例'], 1, '体重60kgの人の体重が半年で3kg減りました。減ったのは、もとの体重の何％ですか。', numeric(5, '％', 0.1), '3÷60＝0.05。半年で5％の減少は、栄養の面から気をつけたい変化です。'],
  [['地域づくり'], 1, '同じ困りごとがいくつもの事例に出てきたとき、会議の次の一歩としてよいものはどれですか。', single('◎地域の課題としてまとめ、話し合う場に上げる', '事例ごとに別々に終わらせる', '記録を残さない', '担当者だけで解決する'), '個別の事例から地域の課題を見つけることも、会議の働きです。'],
  [['地域づくり', '用語'], 1, '住民の集まりや通いの場、見守りの仕組みなど、地域にある支えをまとめて地域の何といいますか（漢字2文字）。', short('資源', '社会資源', 'しげん'), '地域の資源、社会資源ともいいます。'],
  [['地域づくり'], 5, '自分の区市町村の地域ケア会議で、これから**1つだけ**変えるとしたら何を変えますか。理由とともに書いてください。', free(400, '次の2つがそろっているか。\n\n- 変えることが具体的である（2点）\n- 理由が、会議の目的や本人の暮らしと結びついている（3点）'), ''],
  [['自立支援', 'ことば'], 1, '｜自立支援《じりつしえん》の会議で大切にする考えはどれですか。', single('◎本人の力と望みから考える', '専門職の考えを優先する', '費用がいちばん少ない方法を選ぶ'), ''],
]
const ofAnyCourse: Question[] = [
  [['受講のしかた'], 1, '動画の教材は、途中で止めても続きから見られる。', isTrue(true), ''],
  [['受講のしかた'], 1, '研修日に出られなくなったとき、最初にすることはどれですか。', single('◎区市町村の担当者に知らせる', '何もしないで当日を待つ', 'ほかの受講者に代わりを頼む'), ''],
]

/** A bank of the practitioner course and one for any course. @returns the bank of the practitioner course */
export function putQuestions(tray: Tray, { practitioner }: Offer): number {
  const bank = tray.put('question_bank', { course_id: practitioner, name: '地域ケア会議の基本', name_en: 'Basics of care conferences' })
  putAll(tray, bank, 'Q', ofPractice)
  putAll(tray, tray.put('question_bank', { course_id: null, name: '受講のしかた（どの研修でも）', name_en: 'How to take part (any course)' }), 'A', ofAnyCourse)
  return bank
}

function putAll(tray: Tray, bank_id: number, letter: string, questions: readonly Question[]): void {
  const made_at = new Date('2026-07-06T09:00:00+09:00')
  for (const [n, [tags, points, stem, body, feedback]] of questions.entries()) {
    const made: Made = { stem, body, points, feedback, tags }
    const question_id = tray.put('question', { bank_id, code: `${letter}${String(n + 1).padStart(3, '0')}`, kind: body.kind, tags: [...made.tags] })
    tray.put('question_version', { question_id, number: 1, stem, body: JSON.stringify(body), points, feedback, made_at })
  }
}

/** What the demo asks, to be looked over by its test. */
export const demoQuestions: readonly Made[] = [...ofPractice, ...ofAnyCourse].map(([tags, points, stem, body, feedback]) => ({ tags, points, stem, body, feedback }))
