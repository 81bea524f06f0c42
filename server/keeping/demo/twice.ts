import { kanaKeyOf, searchKeyOf } from '../../who/people/names.ts'
import type { Enrolled } from './entering.ts'
import type { Stage } from './year.ts'

/** How a colleague typed the same name: 髙 for 高, or with an old form; where neither occurs, without the blank between the names. */
const otherwise = (name: string): string => {
  const typed = [['高', '髙'], ['渡辺', '渡邉'], ['斎', '齋'], ['浜', '濱'], ['沢', '澤']].reduce((text, [one, other]) => text.replace(one!, other!), name)
  return typed === name ? name.replace(/[\s　]/g, '') : typed
}

/** Three people entered once more by somebody else, as it happens when a sheet is typed in a hurry. */
export function enteredTwice({ tray }: Stage, enrolled: readonly Enrolled[]): void {
  const own = enrolled.filter(({ town }) => town.name === '立川市').slice(1, 3)
  const elsewhere = enrolled.filter(({ who, town }) => town.name !== '立川市' && /[高斎浜沢]|渡辺/.test(who.name) && who.email !== null).slice(0, 1)
  for (const [at, { who, town }] of [...own, ...elsewhere].entries()) {
    const name = otherwise(who.name)
    const id = tray.put('person', {
      name, kana: who.kana, municipality_id: town.id, kana_key: kanaKeyOf(who.kana), search_key: searchKeyOf(name, who.kana), email: at === 1 ? null : who.email,
      phone: at === 1 ? '042-000-1234' : null, roster_consent: null, created_at: new Date('2026-06-18T09:00:00+09:00'),
    })
    tray.put('person_profession', { person_id: id, profession_code: who.professionCode, is_primary: true })
    tray.put('affiliation', {
      person_id: id, municipality_id: town.id, organization_id: null, organization: at === 2 ? 'みなと総合病院' : who.affiliation.name, category: who.category, from_on: '2026-04-01', to_on: null,
    })
  }
}
