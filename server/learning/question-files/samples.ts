import type { Made } from '../questions/fitness.ts'

const choices = (...texts: string[]) => texts.map((text, n) => ({ id: String.fromCharCode(97 + n), text }))
const of = (code: string, stem: string, body: Made['body'], feedback = ''): Made & { code: string } => ({ code, stem, body, points: 1, feedback, tags: ['見本'] })

/** One question of each kind, to show how a table is written. */
export const samples: readonly (Made & { code: string })[] = [
  of('見本-1', '地域ケア会議を設けるのはどこですか。', { kind: 'single', choices: choices('区市町村', '病院', '学校'), right: 'a', isShuffled: true }, '介護保険法に定められています。'),
  of('見本-2', '会議の前に事例提供者が準備するものをすべて選んでください。', { kind: 'multiple', choices: choices('本人の望み', '支援の経過', '参加者の昼食', '困っていること'), right: ['a', 'b', 'd'], isShuffled: true, partial: true }),
  of('見本-3', '会議で知った個人の情報は、会議のあとも外に話してはいけない。', { kind: 'true_false', right: true }),
  of('見本-4', '会議の進め方を正しい順に並べてください。', { kind: 'ordering', choices: choices('目的を確かめる', '事例を聞く', '助言を出し合う', '次にすることを決める'), partial: true }),
  of('見本-5', '役割とすることを組み合わせてください。', { kind: 'matching', choices: choices('司会者', '助言者', '事例提供者'), targets: choices('話し合いを進める', '専門の立場から話す', '本人のようすを伝える'), right: { a: 'a', b: 'b', c: 'c' }, partial: true }),
  of('見本-6', '日常生活動作を表すアルファベット3文字の略語は何ですか。', { kind: 'short_answer', right: ['ADL'], isCaseSensitive: false }),
  of('見本-7', '1人の事例に30分かけるとき、2時間の会議で話し合える事例は何件までですか。', { kind: 'numeric', right: 4, tolerance: 0, unit: '件' }),
  of('見本-8', '自分の区市町村の会議で、最初に見直したいことと、その理由を書いてください。', { kind: 'free_text', charactersMax: 400, guide: '見直すことと理由の両方が書かれているか。' }),
]
