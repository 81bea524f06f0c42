import { dayInWords } from '../../base/days.ts'
import type { Say, TextKey } from '../../base/texts.ts'
import type { ClassDay } from '../attendance/queries.ts'
import type { GroupPerson, KeptGrouping } from '../exercise-groups/queries.ts'

// What the papers of a class day show. They are Japanese, as everything that is handed out in the room.

const threeDigits = (number: number) => String(number).padStart(3, '0')
const titleOf = (day: ClassDay) => ({ training: day.title, cohort: day.cohort, day: dayInWords(day.heldOn, 'ja'), place: day.place })
const roleOf = (ja: Say, category: GroupPerson['category']) => ja(`trainings.categories.${category}` as TextKey)

/** Name cards by group and number (by number alone while there are no groups), then so many empty ones. */
export function nameCards(day: ClassDay, people: readonly GroupPerson[], blank: number, ja: Say) {
  const order = [...people].sort((one, other) => (one.group ?? Infinity) - (other.group ?? Infinity) || one.number - other.number)
  const cards = order.map((one) => ({
    number: threeDigits(one.number), name: one.name, kana: one.kana ?? '', affiliation: one.affiliation, profession: one.profession ?? '', category: roleOf(ja, one.category),
    group: one.group === null ? '' : `${one.group}班`,
  }))
  const empty = { number: '', name: '', kana: '', affiliation: '', profession: '', category: '', group: '' }
  return { ...titleOf(day), cards: [...cards, ...Array.from({ length: blank }, () => empty)] }
}

/** Every group is a table, in rows as the room has them; the front of the room is at the top. */
export function seatPlan(day: ClassDay, people: readonly GroupPerson[], grouping: KeptGrouping) {
  const tables = grouping.groups.map(({ number, facilitatorId }) => ({
    number: String(number),
    people: people.filter(({ group }) => group === number).sort((one, other) => Number(other.id === facilitatorId) - Number(one.id === facilitatorId))
      .map((one) => ({ number: threeDigits(one.number), name: one.name, leads: one.id === facilitatorId })),
  }))
  return { ...titleOf(day), columns: grouping.tableColumns, tables }
}

/** A row per person, group by group, the leader first. */
export function groupRows(people: readonly GroupPerson[], grouping: KeptGrouping, ja: Say): string[][] {
  return grouping.groups.flatMap(({ number, facilitatorId }) => people.filter(({ group }) => group === number)
    .sort((one, other) => Number(other.id === facilitatorId) - Number(one.id === facilitatorId))
    .map((one) => [String(number), threeDigits(one.number), one.name, one.kana ?? '', one.id === facilitatorId ? ja('groups.facilitator') : '',
      roleOf(ja, one.category), one.profession ?? '', one.municipality ?? '', one.affiliation]))
}

export const groupColumns = (ja: Say): { header: string; width: number; isText?: boolean }[] => [
  { header: ja('dayPapers.group'), width: 6 }, { header: ja('dayPapers.number'), width: 8, isText: true }, { header: ja('dayPapers.name'), width: 18 }, { header: ja('dayPapers.kana'), width: 20 },
  { header: ja('dayPapers.role'), width: 16 }, { header: ja('dayPapers.category'), width: 12 }, { header: ja('dayPapers.profession'), width: 18 },
  { header: ja('dayPapers.municipality'), width: 12 }, { header: ja('dayPapers.affiliation'), width: 30 },
]

export const groupTable = (day: ClassDay, people: readonly GroupPerson[], grouping: KeptGrouping, ja: Say) =>
  ({ ...titleOf(day), head: groupColumns(ja).map(({ header }) => header), rows: groupRows(people, grouping, ja) })

/** '名札_第1コース_2026-09-18.pdf' */
export const fileNameOf = (what: string, { cohort, heldOn }: ClassDay, kind = 'pdf'): string => `${what}_${cohort}_${heldOn}.${kind}`
