import type { Day } from '../../base/days.ts'
import type { Category } from '../../entry/nominations/rules.ts'
import type { Town } from './bodies.ts'
import { dice as throwing, type Dice } from './dice.ts'
import type { Stage } from './year.ts'

/** The first training of many municipalities: what they did the year before and in the years since can be compared. */
const firstYear = 2022
/** From here on the conferences of a year are planned and recorded in their own room. */
const lastYear = 2025

/**
 * Years ago: people who completed in 令和4年度 and have left since, and the conferences of their municipalities in the years around it;
 * of some municipalities without anybody trained, too. Some years are missing, and some meetings do not say how many cases they had.
 */
export function putYearsAgo({ tray, cast, offer, towns }: Stage): void {
  const dice = throwing(20221124)
  const training = tray.put('training', {
    course_id: offer.practitioner, fiscal_year: firstYear, title: '令和4年度 地域ケア会議実践者養成研修', title_en: `Care conference practitioner training, FY${firstYear}`, capacity: 80, state: 'closed',
    issuer_title: '東京都知事', issuer_name: '東京 太郎',
  })
  const cohort = tray.put('cohort', { training_id: training, position: 1, name: '第1コース', name_en: 'Cohort 1', capacity: 80, state: 'finished' })
  const sending = [...towns.filter(({ kind }) => kind === 'ward').slice(0, 12), ...towns.filter(({ kind, name }) => kind === 'city' && !['稲城市', '羽村市'].includes(name)).slice(0, 16)]
  let number = 0
  for (const town of sending) for (const category of ['chair', ...dice.happens(0.6) ? ['adviser' as const] : []] as Category[]) {
    const who = cast.practitioner(town, category, dice.pick<Day>(['2024-03-31', '2025-03-31', '2026-03-31']))
    tray.put('enrollment', {
      training_id: training, cohort_id: cohort, person_id: who.id, number: number += 1, category, municipality_id: town.id, affiliation: who.affiliation.name, profession_code: who.professionCode,
      state: 'completed', attended: true, completed_on: '2023-02-10', enrolled_at: new Date('2022-07-29T10:00:00+09:00'),
    })
  }
  tray.mend('training', training, { enrollments_given: number })
  const without = towns.filter(({ name, kind }) => ['稲城市', '羽村市', '檜原村', '大島町', '八丈町', '新島村', '三宅村'].includes(name) && kind !== 'ward')
  for (const [at, town] of [...sending, ...without].entries()) putConferences(tray, dice, town, at % 9 === 6, at < sending.length)
}

/** The conferences of one municipality: a few more each year, with or without anybody trained. */
function putConferences(tray: Stage['tray'], dice: Dice, town: Town, hasGap: boolean, isLarge: boolean): void {
  const known = new Set(tray.rows('conference').filter(({ municipality_id }) => municipality_id === town.id).map(({ fiscal_year }) => fiscal_year))
  const type_id = tray.put('conference_type', {
    municipality_id: town.id, name: '個別ケア会議（旧）', name_en: 'Case conference (former)', level: 'individual', organizer: '地域包括支援センター', started_fiscal_year: 2016, from_fiscal_year: 2016, to_fiscal_year: lastYear, position: 90,
  })
  const base = isLarge ? dice.between(5, 11) : dice.between(2, 5)
  for (let year = firstYear - 1; year <= lastYear; year += 1) {
    if (known.has(year) || (hasGap && year === firstYear - 1)) continue
    const isSilent = dice.happens(0.06)
    const times = Math.max(1, base + dice.between(-1, 2) + (year - firstYear) * (isLarge && dice.happens(0.6) ? 1 : 0))
    for (let n = 0; n < times; n += 1) {
      const month = 4 + Math.floor(n * 12 / times)
      const held_on = `${month > 12 ? year + 1 : year}-${String(month > 12 ? month - 12 : month).padStart(2, '0')}-${String(dice.between(8, 26)).padStart(2, '0')}`
      const isHeld = !dice.happens(0.04)
      tray.put('conference', {
        municipality_id: town.id, type_id, organization_id: dice.pick(town.centers).id, fiscal_year: year, held_on, state: isHeld ? 'held' : 'canceled',
        cases_discussed: !isHeld || (isSilent && n === 0) ? null : dice.between(1, 3),
      })
    }
  }
}
