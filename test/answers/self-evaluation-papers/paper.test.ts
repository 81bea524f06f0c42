import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { printJob } from '../../../server/answers/self-evaluation-papers/changes.ts'
import { drain } from '../../../server/base/jobs.ts'
import { crew } from '../../../server/crew.ts'
import { openHouse } from '../../support/app.ts'
import { settle } from '../../support/people.ts'
import { wordsOf } from '../../support/reading.ts'
import { putEarlierSheet } from '../self-evaluations/world.ts'

/** The sheet of seed 004 comes out with its own words and figures: on paper, as a workbook, on the page. */
const house = await openHouse()
const { db } = house
const town = await settle(db)
const world = await putEarlierSheet(db, town)
await drain(house.crewHouse, crew)
const planner = await house.visitor(town.planner)
const { id } = await db.selectFrom('evaluation_edition').select('id').executeTakeFirstOrThrow()

/** What the seed prints, spaces and line breaks left out. */
const printed = [
  '７地域ケア会議の推進', '②安心して暮らし続けられる', '【②－３】地域で支え合える', 'ビジョン・目標',
  '○要支援者等が、地域で可能な限り自立した日常生活を送るためには、自身の生活機能の低下に早期に気付き、状態の改善とその維持に取り組むことが重要',
  '○このため、区市町村において、多職種が連携し、要支援者等の自立支援・介護予防に向けた地域ケア会議の推進に取り組むことが求められている。',
  '・高齢者の自立支援・介護予防に向け、多職種が連携し、地域課題の抽出と課題解決に取り組む体制ができている',
  '令和３年度', '令和４年度', '令和５年度', '目標に向けた取組', '評定', '事項１', '事項２',
  '自立支援・介護予防に向けた地域ケア会議の実践者養成研修の講師を育成するための研修を実施', '（関連する取組）・自立支援・介護予防に向けた地域ケア会議推進事業', '153人（各年度）', '144人', '１回（各年度）', '1回', '別紙7-12',
  '＜自己評価＞・講師養成研修を３コース実施し、合計で144人が受講した。・研修はオンラインで実施し、コロナ禍においても受講できる機会を確保した。',
  '＜今後の取組方針＞・引き続き研修を実施し、各区市町村が地域ケア会議を有効に活用できるよう支援する。',
  '・地域ケア会議の実務者を対象に実務者連絡会議を11月に実施し、85名が参加した。', '・引き続き連絡会を実施し、自立支援・介護予防に向けた地域ケア会議に取り組む区市町村の連携強化・課題解決を支援する。',
]
/** Heads that break in a narrow column: their characters in order. */
const heads = ['目標設定するに至った現状と課題', '参考指標（アウトカム指標）', '指標（プロセス指標）', '自己評価と今後の課題・対応策', '自己評価と評定のポイント', '参考資料']
const annex = [
  '事業目的', 'これまでの事業成果', '今後の課題', '取組内容', '平成３０年度～令和２年度の受講修了者数は、１，１９９名', '平成２９年度～令和２年度のモデル自治体数は、７自治体', '（R4予算額15,640千円）',
  '人材育成', '情報共有', '①地域ケア会議実践のための講師養成研修', '②区市町村実務者連絡会議', '区市町村における自立支援・介護予防に向けた地域ケア会議の推進', '定期的なフォローアップが求められる。', '双方向・横展開を支援する。',
]

test('the PDF says what the seed says, the annex with its figures', async () => {
  const answer = await planner.get(`/evaluation-editions/${id}/paper`)
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf'])
  const words = await wordsOf(answer.rawPayload)
  expect([...printed, ...heads, ...annex].filter((part) => !words.includes(part))).toEqual([])
})

test('the workbook has the cells of the paper, figures as numbers', async () => {
  const answer = await planner.get(`/evaluation-editions/${id}/table`)
  expect(answer.statusCode).toBe(200)
  const { sheets: [sheet, second] } = await readXlsx(answer.rawPayload)
  const words = sheet!.rows.flat().filter((cell) => cell !== null).map(String).join('\n').replace(/\s+/g, '')
  expect([...printed, ...heads].filter((part) => !['144人', '1回'].includes(part) && !words.includes(part))).toEqual([])
  const row = sheet!.rows.findIndex((cells) => cells.includes('令和３年度'))
  const filled = (n: number) => sheet!.rows[n]!.filter((cell) => cell !== null).map((cell) => String(cell).trim()).filter((cell) => cell !== '')
  expect([filled(row), filled(row + 1)]).toEqual([
    ['目標に向けた取組', '指標（プロセス指標）', '令和３年度', '令和４年度', '令和５年度', '参考資料'],
    ['実績', '自己評価と今後の課題・対応策', '実績', '自己評価と今後の課題・対応策', '実績', '評定', '自己評価と評定のポイント'],
  ])
  expect([sheet!.rows[row + 2]![3], sheet!.rows[row + 3]![3]]).toEqual([144, 1])
  expect(second!.rows.flat().filter((cell) => cell !== null).map(String).join('').replace(/\s+/g, '')).toContain('受講修了者数は、１，１９９名')
  expect(second!.name).toBe('別紙7-12')
})

test('the same edition prints the same bytes, and the sheet is taken in once', async () => {
  const kept = await db.selectFrom('evaluation_edition as d').innerJoin('file as f', 'f.id', 'd.pdf_file_id').select('f.sha256').executeTakeFirstOrThrow()
  await db.updateTable('evaluation_edition').set({ pdf_file_id: null, xlsx_file_id: null }).execute()
  await (crew[printJob] as unknown as { work: (at: object, payload: object) => Promise<void> }).work(house.crewHouse, { editionId: id })
  const again = await db.selectFrom('evaluation_edition as d').innerJoin('file as f', 'f.id', 'd.pdf_file_id').select('f.sha256').executeTakeFirstOrThrow()
  expect(again.sha256).toBe(kept.sha256)
  expect(await world.load()).toBeNull()
})

test('the page reads the same, with 94.1 % beside 144 of 153', async () => {
  const { body } = await planner.get(`/self-evaluations/${world.sheet}?column=2021`)
  for (const words of ['144人', '94.1%', '153人', '（各年度）', '合計で144人が受講した', '令和3年度（確定）']) expect(body, words).toContain(words)
  const edition = await planner.get(`/evaluation-editions/${id}`)
  for (const words of ['固定したときの内容のままです', '１，１９９名', '15,640千円', '94.1%', '100.0%']) expect(edition.body, words).toContain(words)
})
