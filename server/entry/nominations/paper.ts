import { dayInJapan, dayInWords } from '../../base/days.ts'
import { wishesOf } from './lines.ts'
import type { Desk, NoticeGround } from './queries.ts'
import { categories, type Category } from './rules.ts'

/** Papers are Japanese, whatever language their makers' pages are in. */
export const categoryNames: Record<Category, string> = { chair: '司会者', adviser: '助言者', case_presenter: '事例提供者', other: 'その他' }
const named = (category: Category): string => `${'①②③④'[categories.indexOf(category)]}${categoryNames[category]}`
export const experienceNames = { experienced: '経験あり', planned: '予定' } as const

/** 推薦書（様式2）as handed in, with the list of nominees on a sheet of its own, for views/paper/outcome-list.typ. */
export function sheetPaper(ground: NoticeGround, desk: Desk) {
  const { trainingTitle, contact } = ground
  const teams = teamsOf(desk)
  return {
    title: `${trainingTitle}の受講者の推薦について（回答）`, documentNumber: desk.receipt!, issuedOn: dayInWords(dayInJapan(desk.submittedAt!), 'ja', 'era'),
    addressee: addresseeOf(ground), sender: desk.municipality, sealOmitted: true,
    body: [`${askedBy(ground)}標記の研修について、下記のとおり推薦します。`],
    items: [
      { label: '人数', lines: categories.map((category) => countLine(category, desk)).filter((line) => line !== '') },
      ...teams.length === 0 ? [] : [{ label: 'チーム', lines: ['番号が同じ方は、一緒に受講します。', ...teams] }],
      { label: '別紙', lines: ['推薦者名簿'] },
    ],
    contact,
    list: {
      title: '推薦者名簿', of: `${desk.municipality}　${trainingTitle}`,
      columns: ['区分', '推薦順位', '氏名', 'ふりがな', '所属', '職種', '経験', '希望コース', 'チーム', '推薦理由'],
      rows: desk.lines.map((line) => [
        named(line.category), String(line.rank), line.name, line.kana, line.affiliation, desk.professions.find(({ code }) => code === line.professionCode)?.name ?? '',
        [line.experience === null ? '' : experienceNames[line.experience], ...countsInWords(line)].filter((part) => part !== '').join('　'), wishesOf(line).map((wish) => desk.cohorts.find(({ id }) => id === wish)?.name).join('→'), line.team === null ? '' : String(line.team), line.reason,
      ]),
    },
  }
}

/** Whoever made the call, as the papers that answer it address them. */
export const addresseeOf = ({ sender }: NoticeGround): string[] => sender.trim() === '' ? ['事務局　御中'] : [`${sender.trim()}　殿`]
/** By which document it was asked for, at the beginning of a sentence; nothing while the call has no number. */
export const askedBy = ({ documentNumber, issuedOn }: NoticeGround): string =>
  documentNumber === null || issuedOn === null ? '' : `${dayInWords(issuedOn, 'ja', 'era')}付け${documentNumber}で依頼のありました`

function countLine(category: Category, { lines, nilReturns }: Desk): string {
  const nil = nilReturns.find((one) => one.category === category)
  const count = lines.filter((line) => line.category === category).length
  return nil === undefined ? count === 0 ? '' : `${named(category)}　${count}人` : `${named(category)}　該当者なし（${nil.reason}）`
}

/** '12回' and '3年', each only where it was said. */
export const countsInWords = ({ experienceCount = null, years = null }: { experienceCount?: number | null; years?: number | null }): string[] =>
  [...experienceCount === null ? [] : [`${experienceCount}回`], ...years === null ? [] : [`${years}年`]]

/** Who comes together: '1　田中 美咲（①司会者）、佐藤 二子（②助言者）'. */
function teamsOf({ lines }: Desk): string[] {
  const byTeam = Map.groupBy(lines.filter(({ team }) => team !== null), ({ team }) => team!)
  return [...byTeam].sort(([a], [b]) => a - b).map(([team, members]) => `${team}　${members.map(({ name, category }) => `${name}（${named(category)}）`).join('、')}`)
}

/** How it is called when somebody takes it. */
export const nameOfSheet = ({ municipality, receipt }: Desk): string => `推薦書_${municipality}_${receipt}.pdf`
