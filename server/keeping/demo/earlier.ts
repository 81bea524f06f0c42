import type { CompleterRow } from '../../answers/earlier-results/rules.ts'
import { categories } from '../../entry/nominations/rules.ts'
import { storedKana } from '../../who/people/names.ts'
import { dice as throwing } from './dice.ts'
import { inventedName } from './names.ts'
import type { Tray } from './tray.ts'

const towns = ['新宿区', '世田谷区', '八王子市', '立川市', '多摩市', '町田市', '調布市', '青梅市']
const places = ['地域包括支援センター', '高齢福祉課', '居宅介護支援事業所', '訪問看護ステーション']
const trades = { chair: ['public_health_nurse', 'chief_care_manager'], adviser: ['physical_therapist', 'occupational_therapist', 'registered_dietitian'], case_presenter: ['chief_care_manager'], other: ['care_worker', 'social_worker'] }
const yearOf = [2023, 2024]

/** Two years before the demo begins, taken in by name as an office would: some still work there, some are like people known today. */
export function earlierCompleters(tray: Tray, courseId: number): CompleterRow[] {
  const dice = throwing(20231124)
  const codes = new Set(tray.rows('profession').map(({ code }) => code))
  const bodies = tray.rows('municipality').filter(({ name }) => towns.includes(name))
  const known = bodies.flatMap(({ id }) => tray.rows('person').filter((one) => one.municipality_id === id && one.kana).slice(4, 5))
  const invented = yearOf.flatMap((fiscalYear) => Array.from({ length: 45 }, (_, n): CompleterRow => {
    const body = bodies[n % bodies.length]!
    const category = categories[dice.between(0, 9) % 4]!
    const { name, kana } = inventedName(2_400 + (fiscalYear - 2023) * 60 + n)
    const trade = dice.pick(trades[category])
    return {
      name, kana: storedKana(kana)!, municipalityId: body.id!, affiliation: `${body.name}${dice.pick(places)}`, professionCode: codes.has(trade) ? trade : null, category, courseId, fiscalYear,
      completedOn: `${fiscalYear + 1}-02-0${dice.between(1, 9)}`, certificateNumber: `第 R${fiscalYear - 2018}－実践－${String(n + 1).padStart(4, '0')} 号`, inPost: dice.happens(0.55),
    }
  }))
  return [...invented, ...known.map(({ name, kana, municipality_id }, n): CompleterRow => ({
    name, kana: kana!, municipalityId: municipality_id!, affiliation: '', professionCode: null, category: 'case_presenter', courseId, fiscalYear: 2023, completedOn: null, certificateNumber: `第 R5－実践－${String(901 + n).padStart(4, '0')} 号`, inPost: true,
  }))]
}
