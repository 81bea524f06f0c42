import { clockOf } from '../../learning/lessons/rules.ts'

/** The lessons of the demo's practitioner course: invented teaching texts, short and plain. `module` counts from 1. */
export interface DemoLesson {
  module: number; kind: 'page' | 'document' | 'video'; title: string; titleEn: string; body: string; transcript: string
}

const page = (module: number, title: string, titleEn: string, body: string): DemoLesson =>
  ({ module, kind: 'page', title, titleEn, body, transcript: '' })

/** What is said in the film, also as its captions (`film.vtt`). */
export const filmWords = [
  '地域ケア会議では、さまざまな職種が一つの事例を囲みます。',
  '助言するときは、まず本人の望む暮らしを確かめます。',
  '次に、できていることと、できそうなことを分けて考えます。',
  '助言は三つまでにしぼり、明日から試せる言葉で伝えます。',
  '専門用語は、言いかえるか、短い説明をそえます。',
  '最後に、だれが、いつまでに、何をするかを確かめて終わります。',
]

/** A line of the film stays for as long as its caption does. */
const secondsOfLine = 15

/** What the drawing of the first lesson shows, for who cannot see it. */
export const pictureWords = '事例を持ち寄り、多職種で話し合い、明日からの支援を決める。話し合いを重ねて地域の課題とし、政策へつなげる。'

/** A page that its maker has not finished. */
export const lessonInWriting = `## 当日までに

- 事例の要約を読み、本人の望みを｜推察《すいさつ》しておきます。
- 自分の職種から見た問いを三つ用意します。

| 時間 | すること |
| --: | --- |
| 20分 | 事例の紹介 |
| 40分 | 話し合い |
`

export const pagesOfLessons: readonly DemoLesson[] = [
  page(1, '地域ケア会議とは', 'What is a care conference?', `## 一人の暮らしから、地域をよくする

地域ケア会議は、介護保険法に根拠をもつ会議です。区市町村と地域包括支援センターが開き、
医療、介護、福祉の専門職や地域の人が集まって、**一人の事例** を話し合います。

### 5つの機能

1. 個別課題を解決する
2. ネットワークを作る
3. 地域課題を見つける
4. 地域づくりと資源の開発につなげる
5. 政策を形にする

![${pictureWords}](picture:1)

個別の会議で終わらせず、同じような困りごとが重なったら、地域の課題として次の会議へ渡します。

### 会議のあとで

- 決めたことは、担当と期限を付けて書き残します。
- 次の会議の初めに、どうなったかを確かめます。
- 地域の課題は、推進会議へ渡したかどうかを一覧にします。
`),
  { module: 1, kind: 'document', title: '研修の手引き', titleEn: 'Handbook of the training', body: '', transcript: '' },
  page(2, '自立支援と介護予防', 'Self-reliance and prevention', `## 「してもらう」から「またできる」へ

自立支援とは、何でも一人でする、という意味ではありません。**本人が望む暮らしに近づく** ために、
できることを増やし、足りないところを周りが支えることです。

| 見るところ | 問いの例 |
| --- | --- |
| 本人の望み | 何ができるようになりたいですか |
| 心身の状態 | いつから、何が難しくなりましたか |
| 環境 | 道具や住まいを変えると、できますか |

介護予防は、弱ってからではなく、変化の兆しに気づいたときに始めます。
`),
  page(3, '会議の進め方', 'How to run a conference', `## 司会の三つの仕事

1. **目的を言う**：きょう決めることを、初めに一文で伝えます。
2. **時間を守る**：1事例30分なら、説明10分、質問5分、助言10分、まとめ5分。
3. **全員の声を出す**：話していない人に、順に短く聞きます。

### 避けたいこと

- 事例を出した人を責める言い方
- 司会が答えを言ってしまうこと
- 決めないまま終わること
`),
  { module: 4, kind: 'video', title: '会議での助言のしかた', titleEn: 'How to give advice at a conference', body: '', transcript: filmWords.map((words, n) => `${clockOf(n * secondsOfLine)} ${words}`).join('\n') },
  page(5, '事例のまとめ方と個人情報', 'Preparing a case and personal data', `## 名前がなくても、暮らしは伝わる

事例シートには、氏名、住所、生年月日、電話番号を書きません。年代、世帯のかたち、要介護度で伝えます。

- 「80代後半、女性、一人暮らし」のように書きます。
- 町名や施設名など、たどれる言葉は言いかえます。
- 資料は会議のあとで回収し、決められた方法で処分します。

会議で知ったことを、外で話してはいけません。これは参加者全員の約束です。
`),
]
