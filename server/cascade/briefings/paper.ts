import { dayInWords, fiscalYearInWords, type Day } from '../../base/days.ts'
import { speaking, type Say, type TextKey } from '../../base/texts.ts'
import { texts as coverageTexts } from '../../answers/coverage/texts.ts'
import { categories } from '../../entry/nominations/rules.ts'
import { texts as trainingTexts } from '../../planning/trainings/texts.ts'
import { gapsOf, isLate, totalOf, type Briefing, type Gap } from './rules.ts'
import { texts } from './texts.ts'

const ja = speaking({ ...texts, ...coverageTexts, ...trainingTexts }, 'ja')

/** A gap in words, with its category called as the reader's language calls it. */
export const gapInWords = ({ key, data: { category, ...data } }: Gap, say: Say): string =>
  say(key, { ...data, ...category === undefined ? {} : { category: say(`coverage.short.${category}` as TextKey) } })

/** The sheets of municipalities, in Japanese as all paper, one after the other. `on`: the day they are of. */
export function briefingPaper(briefings: readonly Briefing[], fiscalYear: number, on: Day) {
  return {
    title: briefings.length === 1 ? ja('briefings.titleOf', { name: briefings[0]!.name }) : ja('briefings.title'),
    program: ja('briefings.program'), asOf: ja('briefings.asOf', { day: dayInWords(on, 'ja', 'era') }), care: ja('briefings.care'),
    words: {
      inPost: ja('briefings.people'), nobody: ja('briefings.nobody'), gaps: ja('briefings.gaps'), actions: ja('briefings.actions'), noAction: ja('briefings.noAction'),
      trainings: `${ja('briefings.trainings')}（${fiscalYearInWords(fiscalYear, 'ja')}）`, noTraining: ja('briefings.noTraining'),
    },
    peopleHead: [ja('briefings.category'), ja('briefings.name'), ja('briefings.affiliation'), ja('briefings.profession')],
    trainingsHead: [ja('briefings.training'), ...(['nominated', 'selected', 'attended', 'completed'] as const).map((count) => ja(`trainings.counts.${count}`))],
    actionsHead: [ja('briefings.what'), ja('briefings.owner'), ja('briefings.dueOn')],
    sheets: briefings.map((briefing) => sheetOf(briefing, on)),
  }
}

function sheetOf(briefing: Briefing, on: Day) {
  const [total, gaps] = [totalOf(briefing), gapsOf(briefing, on)]
  const more = (shown: number, all: number, key: 'briefings.more' | 'briefings.moreActions') => all > shown ? ja(key, { count: all - shown }) : ''
  return {
    name: briefing.name,
    figures: [...categories.map((category) => ({ label: ja(`coverage.short.${category}`), value: String(briefing.inPost[category]) })), { label: ja('coverage.sum'), value: String(total) }],
    gaps: gaps.length === 0 ? [ja('briefings.noGap')] : gaps.map((gap) => gapInWords(gap, ja)), hasGaps: gaps.length > 0,
    people: briefing.people.map(({ category, name, organization, profession }) => [ja(`coverage.short.${category}`), name, organization, profession ?? '']),
    morePeople: more(briefing.people.length, total, 'briefings.more'),
    trainings: briefing.trainings.map(({ title, nominated, selected, attended, completed }) => [title, ...[nominated, selected, attended, completed].map(String)]),
    actions: briefing.actions.map((action) => [action.what, action.owner, action.dueOn === null ? '' : `${dayInWords(action.dueOn, 'ja', 'number')}${isLate(action, on) ? '★' : ''}`]),
    hasLate: briefing.actions.some((action) => isLate(action, on)),
    moreActions: more(briefing.actions.length, briefing.openActions, 'briefings.moreActions'),
  }
}

/** '132021_立川市_概況_2026-11-24.pdf' */
export const nameOfSheet = ({ code, name }: Pick<Briefing, 'code' | 'name'>, on: Day): string => `${code}_${name}_概況_${on}.pdf`
