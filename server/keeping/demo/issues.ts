import { addDays, fiscalYearOf, type Day } from '../../base/days.ts'
import { beforeCarried, counted, stateAfter, type Act, type IssueState, type Moved } from '../../practice/community-issues/rules.ts'
import { usualThemes } from '../../practice/issue-themes/rules.ts'
import type { Town } from './bodies.ts'
import { generals, seenTogether, toldIssues, type Told, type ToldIssue } from './issues-words.ts'
import type { Stage } from './year.ts'

const at = (day: Day, time = '15:00') => new Date(`${day}T${time}:00+09:00`)
type Met = { id: number; municipality_id: number; type_id: number; held_on: Day | null; state?: string }

/** 30 community issues of six municipalities in every state there is, two of them made of several; and two groups of the prefecture. */
export function putIssues(stage: Stage): void {
  const { tray, staff, towns } = stage
  const themes = new Map(usualThemes.map(([code, label, label_en], n) => [code as string, tray.put('issue_theme', { code, label, label_en, position: (n + 1) * 10, from_on: '2025-04-01' })]))
  tray.put('issue_setting', { stuck_months: 6 })
  const named = (name: string) => towns.find((town) => town.name === name)!
  for (const name of new Set(toldIssues.map(({ town }) => town))) meetWhereNobodyMet(stage, named(name))
  const general = new Map(generals.map((one) => [one.title, putGeneral(stage, named(one.town), one, themes)]))
  for (const told of toldIssues) putIssue(stage, named(told.town), told, themes, told.within === undefined ? null : general.get(told.within)!)
  for (const { title, titleEn, theme, words } of seenTogether) {
    const theme_id = themes.get(theme)!
    const group = tray.put('issue_group', { title, title_en: titleEn, theme_id, words, made_by: staff.prefecture, made_at: at('2026-10-20') })
    const of = new Set(tray.rows('community_issue_theme').filter((one) => one.theme_id === theme_id).map((one) => one.issue_id))
    for (const issue of tray.rows('community_issue')) if (of.has(issue.id!) && (issue.parent_id ?? null) === null) tray.put('issue_group_member', { group_id: group, issue_id: issue.id!, added_by: staff.prefecture, added_at: at('2026-10-20') })
  }
}

/** A conference of a level that was held on that day or shortly before it. */
function metOn({ tray }: Stage, town: Town, level: 'individual' | 'area' | 'municipality', day: Day): number | null {
  const types = new Set(tray.rows('conference_type').filter((one) => one.municipality_id === town.id && one.level === level).map(({ id }) => id!))
  return (tray.rows('conference') as unknown as Met[]).filter((one) => one.municipality_id === town.id && types.has(one.type_id) && one.state === 'held' && one.held_on !== null && one.held_on <= day && one.held_on >= addDays(day, -45))
    .toSorted((a, b) => (a.held_on! < b.held_on! ? 1 : -1))[0]?.id ?? null
}

/** A few conferences and cases for a municipality of which nothing is told elsewhere. */
function meetWhereNobodyMet({ tray }: Stage, town: Town): void {
  if (tray.rows('conference').some(({ municipality_id }) => municipality_id === town.id)) return
  const type = (name: string, name_en: string, level: 'individual' | 'area' | 'municipality', position: number) => tray.put('conference_type', { municipality_id: town.id, name, name_en, level, from_fiscal_year: 2020, position })
  const [individual, area, whole] = [type('地域ケア個別会議', 'Individual conference', 'individual', 1), type('地域ケア推進会議', 'Area conference', 'area', 2), type(`${town.kind === 'ward' ? '区' : town.kind === 'town' ? '町' : '市'}地域ケア会議`, 'Municipal conference', 'municipality', 3)]
  const held = (type_id: number, held_on: Day, more: object = {}) => tray.put('conference', { municipality_id: town.id, type_id, fiscal_year: fiscalYearOf(held_on), held_on, state: 'held', ...more })
  for (const day of ['2025-07-15', '2025-10-07', '2026-02-03', '2026-06-09', '2026-09-01']) held(area, day)
  for (const day of ['2026-01-20', '2026-10-06']) held(whole, day)
  tray.put('conference', { municipality_id: town.id, type_id: area, fiscal_year: 2026, held_on: '2026-12-08', state: 'planned' })
  tray.put('conference', { municipality_id: town.id, type_id: whole, fiscal_year: 2026, held_on: '2027-01-19', state: 'planned' })
  for (const [n, day] of (['2025-05-21', '2026-04-08', '2026-05-13', '2026-10-14'] as const).entries()) {
    const conference_id = held(individual, day, { organization_id: town.centers[n % town.centers.length]!.id, cases_discussed: 2 })
    for (const number of [1, 2]) tray.put('care_case', { conference_id, municipality_id: town.id, number, managed_by: number === 1 ? 'support_center' : 'care_manager_office', care_level: (['support_1', 'support_2', 'care_1', 'care_2'] as const)[(n + number) % 4]!, age_band: number === 1 ? '75_84' : '85_94', follow_up_on: addDays(day, 180) })
  }
}

/** The moves of an issue as their rows, each from where the one before led; and what it is after them. */
function moving(begin: { act: 'raise' | 'group'; day: Day; next?: Day | undefined }, told: readonly Told[]) {
  const first: Moved = { act: begin.act, from: null, to: begin.act === 'raise' ? 'raised' : 'grouped', onDay: begin.day, response: null, outcome: null, carriedTo: null, nextOn: begin.next ?? null, undone: false }
  const moves: (Moved & { words: string })[] = [{ ...first, words: '' }]
  for (const [act, onDay, words, more = {}] of told) {
    const from: IssueState = moves.at(-1)!.to
    const to = stateAfter(from, act, beforeCarried(moves))
    if (to === null) throw new Error(`the demo takes an issue from ${from} by ${act}`)
    moves.push({ act, from, to, onDay, words, response: act === 'respond' ? more.response ?? null : null, outcome: act === 'settle' ? more.outcome ?? null : act === 'respond' && more.response === 'policy' ? 'proposed' : null, carriedTo: act === 'carry' ? more.carriedTo ?? null : null, nextOn: more.next ?? null, undone: false })
  }
  return { moves, is: counted(moves) }
}

const levelOf: Partial<Record<Act | 'raise', 'area' | 'municipality'>> = { discuss: 'area', respond: 'area', escalate: 'municipality', settle: 'municipality' }

function putMoves(stage: Stage, town: Town, issue_id: number, moves: ReturnType<typeof moving>['moves'], officer: number | null): void {
  for (const { act, from, to, onDay, words, response, outcome, carriedTo, nextOn } of moves) {
    const level = levelOf[act]
    stage.tray.put('community_issue_move', { issue_id, municipality_id: town.id, act, from_state: from, to_state: to, on_day: onDay, words, response, outcome, carried_to: carriedTo, next_on: nextOn, conference_id: level === undefined ? null : metOn(stage, town, level, onDay), made_by: officer, made_at: at(onDay), undone_at: null })
  }
}

function putGeneral(stage: Stage, town: Town, { title, situation, on, moves: told }: (typeof generals)[number], themes: ReadonlyMap<string, number>): number {
  const { tray, staff } = stage
  const officer = staff.officers.get(town.id) ?? null
  const children = toldIssues.filter((one) => one.within === title)
  const known = children.flatMap(({ cases }) => cases === null ? [] : [cases])
  const centers = new Set(children.map(({ center }) => center))
  const { moves, is } = moving({ act: 'group', day: on }, told)
  const id = tray.put('community_issue', {
    municipality_id: town.id, fiscal_year: fiscalYearOf(on), raised_on: on, title, situation, function: children[0]!.fn, organization_id: centers.size === 1 ? town.centers[children[0]!.center ?? 0]?.id ?? null : null, area: '', evidence_cases: known.reduce((sum, n) => sum + n, 0), evidence: '', other_theme: '',
    is_general: true, parent_id: null, ...columnsOf(is), conference_id: null, made_by: officer, made_at: at(on), version: moves.length,
  })
  for (const code of new Set(children.flatMap((one) => one.themes))) tray.put('community_issue_theme', { issue_id: id, municipality_id: town.id, theme_id: themes.get(code)! })
  putMoves(stage, town, id, moves.map((move, n) => n === 0 ? { ...move, words: title } : move), officer)
  return id
}

const columnsOf = ({ state, response, outcome, carriedTo, nextOn, closedOn }: ReturnType<typeof counted>) => ({ state, response, outcome, carried_to: carriedTo, next_on: nextOn, closed_on: closedOn })

function putIssue(stage: Stage, town: Town, told: ToldIssue, themes: ReadonlyMap<string, number>, parent: number | null): void {
  const { tray, staff } = stage
  const officer = staff.officers.get(town.id) ?? null
  const { moves, is } = moving({ act: 'raise', day: told.raised, next: told.next }, told.moves ?? [])
  const general = parent === null ? null : tray.rows('community_issue').find((one) => one.id === parent)!
  const grouped = parent === null ? null : generals.find(({ title }) => title === told.within)!
  const id = tray.put('community_issue', {
    municipality_id: town.id, fiscal_year: fiscalYearOf(told.raised), raised_on: told.raised, title: told.title, situation: told.situation, function: told.fn, organization_id: told.center === null ? null : town.centers[told.center % town.centers.length]!.id, area: told.area ?? '', evidence_cases: told.cases,
    evidence: told.evidence ?? '', other_theme: told.other ?? '', is_general: false, parent_id: parent, conference_id: metOn(stage, town, 'individual', told.raised), made_by: officer, made_at: at(told.raised), version: moves.length,
    ...general === null ? columnsOf(is) : { state: general.state ?? 'grouped', response: general.response ?? null, outcome: general.outcome ?? null, carried_to: general.carried_to ?? null, closed_on: general.closed_on ?? null, next_on: null },
  })
  for (const code of told.themes) tray.put('community_issue_theme', { issue_id: id, municipality_id: town.id, theme_id: themes.get(code)! })
  putMoves(stage, town, id, grouped === null ? moves : [...moves, { ...moves[0]!, act: 'group', from: 'raised', to: 'grouped', onDay: grouped.on, words: grouped.title, nextOn: null }], officer)
  const answered = moves.find(({ act }) => act === 'respond')
  const toldAll = moves.find(({ act }) => act === 'feed_back')
  for (const [n, { id: case_id }] of casesBefore(stage, town, told.raised, told.linked ?? 0).entries()) {
    const on = toldAll?.onDay ?? (answered !== undefined && n === 0 ? addDays(answered.onDay, 14) : null)
    tray.put('community_issue_case', { issue_id: id, municipality_id: town.id, case_id, ...on === null ? { heard: null, heard_on: null, heard_words: '' } : { heard: 'told', heard_on: on, heard_words: '使ってみたいとのことだった。' } })
  }
}

/** As many of the latest cases of a municipality that were discussed before a day. */
function casesBefore({ tray }: Stage, town: Town, day: Day, many: number): { id: number }[] {
  const heldOn = new Map((tray.rows('conference') as unknown as Met[]).map(({ id, held_on }) => [id, held_on]))
  return tray.rows('care_case').filter((one) => one.municipality_id === town.id && (heldOn.get(one.conference_id) ?? '9999-12-31') <= day).slice(many === 0 ? Infinity : -many).map(({ id }) => ({ id: id! }))
}
