import { createHash } from 'node:crypto'
import { dayInJapan, dayInWords, type Day } from '../../base/days.ts'
import { count } from '../../base/numbers.ts'
import { speaking } from '../../base/texts.ts'
import { seatLimit } from '../enrollments/rules.ts'
import { categories, type Category } from '../nominations/rules.ts'
import { texts as nominations } from '../nominations/texts.ts'
import { openCohorts, ruleInWords, stillOpen, type Outcome, type Rule, type RuleData } from '../selection/rules.ts'
import { texts as selection } from '../selection/texts.ts'
import type { Ground } from './queries.ts'

const say = speaking({ ...selection, ...nominations }, 'ja')
const inWords = (number: number): string => count(number, 'ja')
const outcomes = ['selected', 'waitlisted', 'next_year', 'declined'] as const satisfies readonly Outcome[]
type Line = Ground['lines'][number]

/**
 * 決裁資料 for views/paper/dossier.typ: what is to be decided, by which rules, what was changed by hand and why, the figures
 * by category, cohort and municipality, and every name. The same selection gives the same bytes, so the hash of what is
 * shown stands on it.
 */
export function dossierPaper({ board, lines, asked }: Ground & { asked: NonNullable<Ground['asked']> }) {
  const { selection: chosen } = board
  const data = {
    title: `${board.title}の受講者の決定について`, askedBy: asked.name, askedOn: dayInWords(dayInJapan(asked.at), 'ja', 'era'), version: chosen.version,
    capacity: inWords(board.capacity), summary: summaryOf(lines), byCategory: categories.map((category) => categoryRow(lines, category, chosen[category])),
    byCohort: board.cohorts.map(({ id, name, capacity }) => [name, String(capacity), String(lines.filter((line) => line.outcome === 'selected' && line.cohortId === id).length)]),
    rules: [...rulesOf(board), ...stillOpenInWords(board, dayInJapan(asked.at))], byHand: lines.filter(({ changedBy }) => changedBy !== null).map(handRow),
    byMunicipality: municipalityRows(board, lines), people: lines.map((line) => personRow(line, board)),
  }
  return { ...data, hash: hashOf(data) }
}

/** What the paper shows, hashed: two papers with the same mark say the same. */
export const hashOf = (data: object): string => createHash('sha256').update(JSON.stringify(data)).digest('hex')

const countOf = (lines: readonly Line[], outcome: Outcome) => lines.filter((line) => line.outcome === outcome).length
const summaryOf = (lines: readonly Line[]) => [
  ['推薦', `${inWords(lines.length)}人`], ...outcomes.map((outcome) => [say(`selection.outcomes.${outcome}`), `${inWords(countOf(lines, outcome))}人`]),
]

function categoryRow(lines: readonly Line[], category: Category, quota: number | null): string[] {
  const own = lines.filter((line) => line.category === category)
  return [say(`nominations.category.${category}`), quota === null ? '―' : String(quota), String(own.length), ...outcomes.map((outcome) => String(countOf(own, outcome)))]
}

function rulesOf({ capacity, cohorts, professions, selection }: Ground['board']): string[] {
  const { overPercent, waitlistMax, guaranteeMax, hardQuota, hardProfessionQuota, professionQuotas, seed } = selection
  const places = professions.flatMap(({ code, name }) => (professionQuotas as Record<string, number>)[code] === undefined ? [] : [`${name}${(professionQuotas as Record<string, number>)[code]}人`])
  return [
    `定員${inWords(capacity)}人の${overPercent}％、${inWords(seatLimit({ capacity, overPercent, cohorts: openCohorts(cohorts) }))}人までを決定する。補欠は${waitlistMax}人まで${guaranteeMax > 0 ? `、次年度優先は${guaranteeMax}人まで` : ''}。`,
    hardQuota ? '区分ごとの枠は超えない。' : '区分ごとの枠を先に満たし、空きがあれば枠を超えて決定する。',
    ...places.length === 0 ? [] : [`職種の枠は、${places.join('、')}。${hardProfessionQuota ? '枠は超えない。' : '空きがあれば枠を超えて決定する。'}`],
    '昨年度に次年度優先とした方を先に決定する。次に、受講要件を満たす方のうち、各区市町村・各区分の推薦順位１の方から順に決定し、同じ順位の方が空きより多いときは、少ない職種を先にし、次に抽選による。チームで推薦された方は、そろって決定する。',
    'コースは、希望の順に、空きのあるコースとする。希望のない方は、区分と区市町村の釣り合いがとれるコースとする。',
    `抽選の種　${seed}（同じ種からは、いつも同じ結果になる。）`,
  ]
}

/** Who may still hand in when this is decided: what they name is not in it. */
function stillOpenInWords({ prolonged }: Ground['board'], on: Day): string[] {
  const open = stillOpen(prolonged, on)
  return open.length === 0 ? [] : [`推薦書の提出を待たずに決定する区市町村　${open.map(({ name, dueOn }) => `${name}（提出期限　${dayInWords(dueOn, 'ja', 'era')}）`).join('、')}`]
}

const handRow = (line: Line): string[] => [
  line.name, line.municipality, `${say(`selection.outcomes.${line.simulatedOutcome}`)}→${say(`selection.outcomes.${line.outcome}`)}`, line.changeReason ?? '', line.changedByName ?? '',
]

/** In official order; a municipality that named nobody stands there with zeros, because it is asked about. */
function municipalityRows({ municipalities }: Ground['board'], lines: readonly Line[]): string[][] {
  const own = Map.groupBy(lines, ({ municipality }) => municipality)
  return municipalities.map(({ name }) => {
    const theirs = own.get(name) ?? []
    return [name, String(theirs.length), ...outcomes.map((outcome) => String(countOf(theirs, outcome)))]
  })
}

function personRow(line: Line, { cohorts }: Ground['board']): string[] {
  const cohort = cohorts.find(({ id }) => id === line.cohortId)?.name ?? ''
  const outcome = say(`selection.outcomes.${line.outcome}`)
  return [
    line.municipality, `${say(`nominations.short.${line.category}`)}${line.rank}`, line.name, line.affiliation, line.profession ?? '',
    line.waitlistPosition === null ? outcome : `${outcome}${line.waitlistPosition}`, cohort, whyOf(line),
  ]
}

function whyOf({ rule, ruleData, profession, changedBy, changeReason }: Line): string {
  if (changedBy !== null) return say('selection.rule.by_hand', { reason: changeReason ?? '' })
  const { key, data } = ruleInWords({ rule: rule as Rule, ruleData: ruleData as RuleData })
  return say(key, { ...data, profession: profession ?? '' })
}

export const nameOfDossier = (title: string, version: number): string => `決裁資料_${title}_第${version}版.pdf`
