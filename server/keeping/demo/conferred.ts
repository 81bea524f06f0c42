import { addDays, fiscalYearOf, weekdayNumber, type Day } from '../../base/days.ts'
import { kindCodes, type KindCode } from '../../practice/conferences/columns.ts'
import { texts } from '../../practice/conferences/texts.ts'
import { functions, type CareLevel, type CaseReason, type ConferenceFunction } from '../../practice/conference-types/rules.ts'
import type { Town } from './bodies.ts'
import { dice as throwing, type Dice } from './dice.ts'
import type { Stage } from './year.ts'

/** Whose conferences the demo knows of, and how busy each of them is; the first is the one whose clerk one can be. */
const conferring: [name: string, busy: number][] = [['立川市', 1], ['多摩市', 1], ['八王子市', 1.2], ['武蔵野市', 0.9], ['三鷹市', 1], ['府中市', 1], ['調布市', 0.8], ['町田市', 1.1], ['小平市', 0.7], ['日野市', 0.8]]
const years = [2024, 2025, 2026] as const

interface Kind { name: string; nameEn: string; code: string; level: 'individual' | 'area' | 'municipality'; subtype?: 'self_reliance' | 'difficult_case'; organizer: string; council?: 'tier1' | 'tier2'; role: string; members: string; started: number; functions: readonly ConferenceFunction[]; often: { scope: 'municipality' | 'center'; least: number; most: number }[]; months: readonly number[]; week: number; weekday: number }

const kindsOf = (town: string): Kind[] => [
  {
    name: '地域ケア個別会議', nameEn: 'Individual care conference', code: 'individual', level: 'individual', subtype: 'difficult_case', organizer: '地域包括支援センター', started: 2013, role: '支援が難しい事例の課題を解決し、専門職の力を高める', members: '事例に関わる専門職、民生委員、リハビリテーション専門職など',
    functions: functions.slice(0, 4), often: [{ scope: 'center', least: 4, most: 6 }], months: [5, 7, 9, 11, 1, 3], week: 3, weekday: 4,
  },
  {
    name: '自立支援型地域ケア個別会議', nameEn: 'Self-reliance conference', code: 'self_reliance', level: 'individual', subtype: 'self_reliance', organizer: `${town}高齢福祉課`, started: 2019, role: '自立支援に資するケアマネジメントを検討する', members: '地域包括支援センター、リハビリテーション専門職、管理栄養士、歯科衛生士など',
    functions: functions.slice(0, 3), often: [{ scope: 'municipality', least: 12, most: 12 }, { scope: 'center', least: 1, most: 2 }], months: [6, 12], week: 2, weekday: 2,
  },
  {
    name: '地域包括ケア推進会議', nameEn: 'Area promotion conference', code: 'promotion', level: 'area', organizer: '地域包括支援センター', council: 'tier2', started: 2015, role: '個別の検討から見えた地域の課題を話し合う', members: '町会・自治会、民生委員、地区の専門職など',
    functions: functions.slice(1, 4), often: [{ scope: 'center', least: 2, most: 2 }], months: [6, 11], week: 3, weekday: 3,
  },
  {
    name: `${town}地域ケア会議`, nameEn: 'Conference of the city', code: 'whole', level: 'municipality', organizer: `${town}高齢福祉課`, council: 'tier1', started: 2012, role: '地域では解決できない課題と、市全体で取り組む課題を話し合う', members: '関係団体・機関の代表、学識経験者',
    functions: functions.slice(1), often: [{ scope: 'municipality', least: 2, most: 2 }], months: [7, 1], week: 4, weekday: 4,
  },
]

const summaries = [
  '80代の方。ひとり暮らし。買い物の足がなく、外出の機会が減っている。移動販売と通いの場につなぐ。', '70代の方。退院のあと動く量が減り、家事が続かない。短期集中の訓練と、近所の見守りを組み合わせる。',
  '80代の方。もの忘れが進み、服薬が続かない。薬剤師の訪問と、声かけの分担を決める。', '90代の方。介護する家族に疲れが見える。休める日をつくり、家族の集まりを案内する。', '70代の方。歯の具合が悪く、食べる量が減っている。歯科衛生士の訪問と、配食の見直しを行う。',
]
const followUps = ['通いの場に週1回通っている。', '家事を再開し、買い物にも出かけている。', '']
const levels: CareLevel[] = ['support_1', 'support_2', 'care_1', 'care_2', 'care_3']

/** The day of a month that is the n-th of its weekday. */
function nthOf(year: number, month: number, weekday: number, n: number): Day {
  const first = `${month < 4 ? year + 1 : year}-${String(month).padStart(2, '0')}-01`
  return addDays(first, (weekday - weekdayNumber(first) + 7) % 7 + (n - 1) * 7)
}

/** Types, plans and records of ten municipalities over three fiscal years; cases with words for the first of them, counted for the others. */
export function putConferences(stage: Stage, today: Day): void {
  const { tray, towns } = stage
  const dice = throwing(20260401)
  for (const [n, code] of kindCodes.entries()) {
    const { ja: label, en: label_en } = texts[`conferences.head.${code}`]
    tray.put('attendee_kind', { code, label, label_en, part: code === 'organizer' || code === 'observer' ? code : 'participant', position: n + 1 })
  }
  for (const [name, busy] of conferring) putTown(stage, dice, towns.find((one) => one.name === name)!, busy, today)
}

function putTown({ tray, staff }: Stage, dice: Dice, town: Town, busy: number, today: Day): void {
  const officer = staff.officers.get(town.id) ?? null
  const isOurs = town.name === conferring[0]![0]
  const people = isOurs ? tray.rows('enrollment').filter((one) => one.municipality_id === town.id && one.state === 'completed').slice(0, 12).map((one) => one.person_id) : []
  const types = kindsOf(town.name).map((kind, n) => {
    const id = tray.put('conference_type', {
      municipality_id: town.id, code: kind.code, name: kind.name, name_en: kind.nameEn, level: kind.level, subtype: kind.subtype ?? null, organizer: kind.organizer, role: kind.role, members: kind.members, council: kind.council ?? null,
      started_fiscal_year: kind.started, from_fiscal_year: kind.started, position: n + 1,
    })
    for (const one of kind.functions) tray.put('conference_type_function', { type_id: id, municipality_id: town.id, function: one })
    for (const { scope, least, most } of kind.often) tray.put('conference_frequency', { type_id: id, municipality_id: town.id, scope, times_min: least, times_max: most, per: 'year', source: '地域ケア会議実施要綱' })
    return { ...kind, id }
  })
  for (const year of years) {
    tray.put('conference_plan', { municipality_id: town.id, fiscal_year: year, saved_by: officer, saved_at: new Date(`${year}-04-15T10:00:00+09:00`), ...isOurs && year === 2026 ? { marked_from: '2026-06-01', marked_to: '2026-11-30' } : {} })
    for (const type of types) {
      const places = type.level === 'municipality' ? [null] : town.centers
      for (const [at, center] of places.entries()) {
        // More months come to be used with the years.
        const months = type.months.slice(0, Math.max(1, Math.round(type.months.length * Math.min(1, busy * (0.7 + 0.15 * (year - 2024))))))
        for (const [n, month] of months.entries()) {
          const heldOn = addDays(nthOf(year, month, type.weekday, type.week), type.level === 'municipality' ? 0 : at * 7 % 14 - 7)
          if (fiscalYearOf(heldOn) === year) putOne({ tray, dice, town, type, center: center?.id ?? null, heldOn, position: n + 1, year, today, officer, isOurs, people })
        }
      }
    }
    // Somebody had to be talked about at once.
    for (const center of town.centers) if (dice.happens(0.5 * busy)) {
      const heldOn = nthOf(year, dice.between(4, 10), 5, dice.between(1, 4))
      if (heldOn <= today) putOne({ tray, dice, town, type: types[0]!, center: center.id, heldOn, position: null, year, today, officer, isOurs, people })
    }
  }
}

interface One { tray: Stage['tray']; dice: Dice; town: Town; type: Kind & { id: number }; center: number | null; heldOn: Day; position: number | null; year: number; today: Day; officer: number | null; isOurs: boolean; people: readonly number[] }

function putOne({ tray, dice, town, type, center, heldOn, position, year, today, officer, isOurs, people }: One): void {
  const isHeld = heldOn <= today
  const isOff = isHeld && position !== null && dice.happens(0.03)
  const isCases = type.level === 'individual'
  const cases = isHeld && !isOff && isCases ? dice.between(1, type.subtype === 'self_reliance' ? 4 : 3) : null
  const municipality_id = town.id
  const id = tray.put('conference', {
    municipality_id, type_id: type.id, organization_id: center, fiscal_year: year, position, held_on: heldOn, state: isOff ? 'canceled' : isHeld ? 'held' : 'planned', state_reason: isOff ? '感染症が広がったため' : '', meeting_kind: position === null ? 'as_needed' : 'regular',
    mode: dice.happens(0.25) ? 'partly_online' : dice.happens(0.1) ? 'online' : 'on_site', cases_discussed: cases, people: null, remark: '', recorded_by: isHeld ? officer : null, recorded_at: isHeld ? new Date(`${addDays(heldOn, 2)}T15:00:00+09:00`) : null,
  })
  if (!isHeld || isOff) return
  for (const [kind, least, most] of attending(type)) {
    const came = dice.between(least, most)
    if (came > 0) tray.put('conference_attendance', { conference_id: id, municipality_id, kind, people: came })
  }
  if (cases === null) return
  if (!isOurs) {
    putCounts({ tray, dice }, id, municipality_id, cases)
    return
  }
  for (let number = 1; number <= cases; number += 1) putCase({ tray, dice }, { id, municipality_id, number, heldOn, today, isHard: type.subtype !== 'self_reliance' })
  if (people.length > 0 && dice.happens(0.6)) tray.put('conference_person', { conference_id: id, municipality_id, person_id: dice.pick(people), role: dice.happens(0.3) ? 'chair' : 'adviser' })
}

const attending = ({ level }: Kind): [KindCode, number, number][] => level === 'individual'
  ? [['care_manager', 1, 3], ['day_service', 0, 2], ['home_visit_service', 0, 2], ['pt_ot', 1, 2], ['dietitian', 0, 1], ['public_health_nurse', 0, 1], ['community_coordinator', 0, 1], ['medical', 0, 1], ['organizer', 2, 4], ['observer', 0, 3]]
  : [['resident', 4, 12], ['care_manager', 1, 4], ['medical', 1, 3], ['community_coordinator', 1, 2], ['other', 1, 5], ['organizer', 2, 5], ['observer', 0, 3]]

function putCounts({ tray, dice }: Pick<Stage, 'tray' | 'dice'>, conference_id: number, municipality_id: number, cases: number): void {
  const put = (dimension: 'managed_by' | 'reason' | 'function', code: string, count: number) => { if (count > 0) tray.put('conference_case_count', { conference_id, municipality_id, dimension, code, cases: count }) }
  const ofCenter = dice.between(0, cases)
  put('managed_by', 'support_center', ofCenter)
  put('managed_by', 'care_manager_office', cases - ofCenter)
  put('reason', 'support_level_certified', dice.between(0, cases))
  put('reason', 'perceived_difficulty', dice.between(0, cases))
  put('function', 'case_resolution', cases)
  put('function', 'issue_discovery', dice.between(0, 1))
}

function putCase({ tray, dice }: Pick<Stage, 'tray' | 'dice'>, { id: conference_id, municipality_id, number, heldOn, today, isHard }: { id: number; municipality_id: number; number: number; heldOn: Day; today: Day; isHard: boolean }): void {
  const follow_up_on = dice.happens(0.6) ? addDays(heldOn, 90) : null
  const isFollowed = follow_up_on !== null && follow_up_on < today && dice.happens(0.7)
  const id = tray.put('care_case', {
    conference_id, municipality_id, number, managed_by: dice.happens(0.5) ? 'support_center' : 'care_manager_office', care_level: levels[isHard ? dice.between(1, 4) : dice.between(0, 2)]!, age_band: dice.happens(0.5) ? '75_84' : dice.happens(0.6) ? '85_94' : '65_74',
    is_again: dice.happens(0.15), summary: summaries[dice.between(0, summaries.length - 1)]!, follow_up_on, followed_up_on: isFollowed ? addDays(follow_up_on!, 3) : null, follow_up_note: isFollowed ? followUps[dice.between(0, 2)]! : '',
  })
  const reasons: CaseReason[] = [isHard ? 'perceived_difficulty' : 'support_level_certified', ...dice.happens(0.2) ? ['community_issue' as const] : []]
  for (const reason of reasons) tray.put('care_case_reason', { case_id: id, municipality_id, reason })
  const served: ConferenceFunction[] = ['case_resolution', ...dice.happens(0.2) ? ['network_building' as const] : [], ...dice.happens(0.15) ? ['issue_discovery' as const] : []]
  for (const one of served) tray.put('care_case_function', { case_id: id, municipality_id, function: one })
}
