import type { Grade, Labels } from './rules.ts'

export interface StandardForm { name: string; nameEn: string; labels: Labels; source: string; grades: Grade[] }

const annex = { annexPurpose: '事業目的', annexResults: 'これまでの事業成果', annexChallenges: '今後の課題', annexEfforts: '取組内容', annexBudget: '予算額' }
const marks = (worst: string): Grade[] => [
  { mark: '◎', label: '達成', atLeastTenths: 1000 }, { mark: '○', label: 'おおむね達成', atLeastTenths: 900 },
  { mark: '△', label: '一部達成', atLeastTenths: 500 }, { mark: worst, label: '未達成', atLeastTenths: 0 },
]

/** The two forms to begin with: the prefecture's sheet (seed 004), and the words and marks of the ministry's guide. Both are edited like any other. */
export const standardForms: readonly StandardForm[] = [
  {
    name: '東京都の様式', nameEn: 'Form of the prefecture', source: '達成率による評定（他自治体の例）', grades: marks('▲'),
    labels: {
      title: '取組と目標に対する自己評価シート', number: '番号・名称', situation: '目標設定するに至った現状と課題', vision: 'ビジョン・目標', outcome: '参考指標（アウトカム指標）',
      item: '事項', effort: '目標に向けた取組', related: '（関連する取組）', indicator: '指標（プロセス指標）', actual: '実績', evaluation: '自己評価と今後の課題・対応策', grade: '評定', points: '自己評価と評定のポイント',
      reference: '参考資料', partEvaluation: '＜自己評価＞', partOutlook: '＜今後の取組方針＞', partPoints: '＜評定のポイント＞', ...annex,
    },
  },
  {
    name: '国の手引きの様式', nameEn: 'Form of the ministry’s guide', source: '介護保険事業（支援）計画の進捗管理の手引き', grades: marks('×'),
    labels: {
      title: '取組と目標に対する自己評価シート', number: '区分', situation: '現状と課題', vision: '計画における目標', outcome: '目標の評価方法',
      item: '取組', effort: '計画における具体的な取組', related: '（関連する事業）', indicator: '目標（事業内容、指標等）', actual: '実施内容', evaluation: '自己評価結果、課題と対応策', grade: '自己評価結果', points: '課題と対応策',
      reference: '備考', partEvaluation: '＜自己評価結果＞', partOutlook: '＜課題と対応策＞', partPoints: '＜評価の理由＞', ...annex,
    },
  },
]
