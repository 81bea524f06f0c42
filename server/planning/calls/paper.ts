import { dayInJapan, dayInWords, type Day } from '../../base/days.ts'
import { eligibilityRules } from './eligibility.ts'
import { texts } from './texts.ts'
import type { Revisions, Schedule, WholeCall } from './queries.ts'
import type { Changed, QuotaCategory } from './rules.ts'

/** The printed notice is a Japanese document, whatever language its reader's pages are in. */
const era = (day: Day) => dayInWords(day, 'ja')
const lines = (text: string) => text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')
const modes = { on_site: '集合研修', live_online: 'オンライン研修', on_demand: '動画配信' } as const

interface Item { heading: string; lines: string[]; table?: { head: string[]; rows: string[][] } }

/** What views/paper/call-notice.typ prints: the notice of a call as it stands. The same call gives the same bytes. */
export function noticeOf(call: WholeCall, schedule: Schedule, revisions: Revisions) {
  return {
    title: `${call.trainingTitle}の受講者の推薦について（依頼）`,
    documentNumber: call.documentNumber ?? '（文書番号）',
    issuedOn: call.issuedOn === null ? '（日付）' : dayInWords(call.issuedOn, 'ja', 'era'),
    addressee: call.addressee, sender: call.signedBy ?? '（発信者）', sealOmitted: call.sealOmitted,
    opening: [
      '日頃から、高齢者福祉施策の推進に御協力いただき、ありがとうございます。',
      '標記の研修について、下記のとおり受講者を募集します。貴管内の事業所等に御周知の上、受講者を御推薦くださるようお願いします。',
    ],
    items: itemsOf(call, schedule).filter((item) => item.lines.length > 0 || (item.table?.rows.length ?? 0) > 0),
    attachments: [...call.files.map(({ title }) => title), ...lines(call.attachments), ...call.allotted.length > 0 ? ['別紙　区市町村別推薦枠一覧'] : []],
    contact: lines(call.contact),
    corrections: revisions.filter(({ revision }) => revision > 0)
      .map(({ revision, madeAt, note, changed }) => ({
        revision, on: dayInWords(dayInJapan(madeAt), 'ja', 'era'), text: note, rows: correctionsOf(changed as Changed),
      })),
    addressees: call.addressees,
    allotment: allotmentOf(call),
  }
}

function itemsOf(call: WholeCall, schedule: Schedule): Item[] {
  const { chair, adviser, case_presenter, other } = call.quotas
  return [
    { heading: '目的', lines: lines(call.purpose) },
    { heading: '日程及び会場', lines: [], table: { head: ['コース', '研修日', '時間', '会場・方法', '定員'], rows: rowsOf(schedule) } },
    { heading: '募集人数', lines: [`${call.capacity}人`] },
    { heading: '受講要件', lines: [...lines(call.eligibility), ...demandedLines(call)] },
    { heading: '推薦枠', lines: [
      call.allotted.length > 0 ? '区市町村ごとの推薦枠は、別紙のとおりです。'
        : `１区市町村当たり　①司会者 ${chair}人、②助言者 ${adviser}人、③事例提供者 ${case_presenter}人、④その他 ${other}人まで`,
      ...call.professions.length > 0 ? [`職種ごとの人数（全体）　${call.professions.map(({ name, places }) => `${name} ${places}人`).join('、')}まで`] : [],
      ...call.poolOn === null ? [] : [`使われていない枠は${era(call.poolOn)}に全体の枠にもどし、同日から、どの区市町村も提出の早い順に使えます。`],
    ] },
    { heading: '推薦の方法', lines: [...call.route === 'municipality' ? [] : [routeWords[call.route]], ...lines(call.howTo)] },
    { heading: '提出の期限', lines: [
      `①　事業所等から区市町村へ　${era(call.officeClosesOn)}必着`, `②　区市町村から事務局へ　${era(call.closesOn)}必着`,
    ] },
    { heading: '受講の決定', lines: [`${era(call.decisionOn)}までに決定し、各区市町村及び御本人に通知します。`] },
    { heading: '費用', lines: lines(call.cost) },
    { heading: '修了の要件', lines: lines(call.completion) },
    { heading: '個人情報の取扱い', lines: lines(call.personalData) },
  ]
}

/** What the call demands of everybody, in the words of its page. */
const demandedLines = ({ strictness, prerequisiteId, prerequisiteName }: WholeCall): string[] => {
  const demanded = eligibilityRules.filter((rule) => strictness[rule] === 'refuse' && rule !== 'experience' && (rule !== 'prerequisite' || prerequisiteId !== null))
  return demanded.length === 0 ? [] : [`推薦の条件　${demanded.map((rule) => rule === 'prerequisite' ? `「${prerequisiteName}」を修了している` : texts[`calls.rule.${rule}`].ja).join('、')}こと。`]
}

const routeWords = {
  municipality: '区市町村が事業所等からの申込みを取りまとめて推薦します。',
  employer: '事業所が受講させたい職員を順位を付けて申し込み、区市町村が確かめて推薦します。',
  self: '受講したい方が自分で申し込み、区市町村が確かめて推薦します。',
  prefecture_bundle: '職能団体等の名簿は都がまとめて受け付けます。区市町村は、自らの推薦を推薦書で提出します。',
} as const

const fieldWords: Record<string, string> = {
  opens_on: '受付の始まり', office_closes_on: '事業所等の期限', closes_on: '区市町村の期限', decision_on: '受講の決定', pool_on: '枠をもどす日',
  quota_chair: '推薦枠 ①司会者', quota_adviser: '推薦枠 ②助言者', quota_case_presenter: '推薦枠 ③事例提供者', quota_other: '推薦枠 ④その他',
  profession_quotas: '職種ごとの人数', route: '推薦の経路', allotment: '別紙 推薦枠', files: '様式・添付資料', addressee: '宛先', sender: '発信者', sender_label: '発信者（登録名）', seal_omitted: '公印の省略',
  purpose: '目的', eligibility: '受講要件', how_to: '推薦の方法', cost: '費用', completion: '修了の要件', personal_data: '個人情報の取扱い',
  attachments: '添付書類', contact: '担当',
}

/** A 正誤表 in the order of the notice: where, what it said, what it says. The database keeps the names in an order of its own. */
export const correctionsOf = (changed: Changed): string[][] =>
  Object.entries(changed).toSorted(([one], [other]) => placeOf(one) - placeOf(other)).map(([name, { from, to }]) => [fieldWords[name] ?? name, asPrinted(name, from), asPrinted(name, to)])

const placeOf = (name: string): number => Object.keys(fieldWords).indexOf(name)

function asPrinted(name: string, value: unknown): string {
  if (name === 'route') return routeWords[value as keyof typeof routeWords]
  if (typeof value === 'boolean') return value ? '省略する' : '省略しない'
  if (typeof value === 'number') return `${value}人`
  const text = String(value ?? '')
  return text === '' ? '（なし）' : /^\d{4}-\d{2}-\d{2}$/.test(text) ? era(text) : text
}

const printed: QuotaCategory[] = ['chair', 'adviser', 'case_presenter', 'other']

/** The annex: every municipality in official order with its places, and their sum; null while nothing was shared out. */
function allotmentOf({ allotted, quotas }: WholeCall) {
  if (allotted.length === 0) return null
  const rows = allotted.map(({ name, places }) => ({ name, places: printed.map((category) => places[category] ?? quotas[category]) }))
  const sums = printed.map((_, at) => rows.reduce((sum, { places }) => sum + places[at]!, 0))
  const inWords = (name: string, places: number[]) => [name, ...places.map(String), String(places.reduce((a, b) => a + b, 0))]
  return { head: ['区市町村', '①司会者', '②助言者', '③事例提供者', '④その他', '計'], rows: [...rows.map(({ name, places }) => inWords(name, places)), inWords('合計', sums)] }
}

/** One row per class day; the name and the seats of a cohort stand at its first one. */
const rowsOf = (schedule: Schedule) => schedule.map(({ cohortId, name, capacity, deliveryMode, heldOn, place, startsAt, endsAt, oneOf }, at) => {
  const first = schedule[at - 1]?.cohortId !== cohortId
  return [
    first ? name : '', heldOn === null ? '別途お知らせします' : era(heldOn),
    startsAt === null || endsAt === null ? '' : `${startsAt}～${endsAt}`, [place || modes[deliveryMode], ...oneOf === null ? [] : [`${oneOf}（いずれか１日）`]].join('　'), first ? `${capacity}人` : '',
  ]
})

/** How the stored notice is called when somebody takes it. */
export const nameOfNotice = ({ trainingTitle }: Pick<WholeCall, 'trainingTitle'>, revision: number): string =>
  `募集要項_${trainingTitle}${revision === 0 ? '' : `_第${revision}版`}.pdf`

/** What a first call of a course says until somebody writes it better. Each line may be changed on the form. */
export const startingTexts = ({ description, requirements, courseName, issuerTitle }: {
  description: string; requirements: string; courseName: string; issuerTitle: string
}) => ({
  addressee: '各区市町村　地域ケア会議主管課長　殿',
  sender: issuerTitle || '東京都福祉局高齢者施策推進部介護保険課長',
  sealOmitted: true,
  purpose: description || `自立支援・介護予防に向けた地域ケア会議を推進するため、会議を支える人材を養成する「${courseName}」を実施します。`,
  eligibility: requirements || [
    '①　司会者　地域ケア会議で司会を務めている方、又は務める予定の方',
    '②　助言者　地域ケア会議で助言者を務めている方、又は務める予定の専門職の方',
    '③　事例提供者　地域ケア会議に事例を提供している方、又は提供する予定の介護支援専門員等の方',
    '④　その他　地域ケア会議の運営に携わる区市町村及び地域包括支援センターの職員の方',
  ].join('\n'),
  cost: '受講料は無料です。交通費は受講者の負担となります。',
  howTo: [
    '区市町村は、事業所等からの申込みを取りまとめ、受講区分ごとに推薦順位を付けて、「地域まなび」の推薦書から提出してください。',
    '推薦する方がいない場合も、該当者なしとして提出してください。',
  ].join('\n'),
  completion: '全ての研修日に出席し、動画の視聴と事前課題を終えた方を修了とし、修了証書を交付します。',
  personalData: '提出された個人情報は、受講者の決定、研修の運営及び修了者名簿の作成のためにだけ使用します。',
  attachments: '',
  contact: '（部署名）\n電話　\nメール　',
  quotaChair: 3, quotaAdviser: 3, quotaCasePresenter: 3, quotaOther: 2,
})
