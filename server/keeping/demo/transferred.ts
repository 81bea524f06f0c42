import { searchKeyOf } from '../../who/people/names.ts'
import type { Stage } from './year.ts'

const handedInOn = '2026-05-11'
const at = (day: string, time: string) => new Date(`${day}T${time}:00+09:00`)

/**
 * The transfer check of April: most municipalities have handed it in, a few never did, and 立川市 was given a later day and is at it;
 * somebody trained came to it, whom it has not confirmed yet. Many municipalities have said which center looks after which area.
 */
export function putTransferred({ tray, staff, towns }: Stage): void {
  const city = towns.find(({ name }) => name === '立川市')!
  const check_id = tray.put('transfer_check', {
    fiscal_year: 2026, due_on: '2026-05-15', message: '4月1日付けの異動を含めて、修了した方の在職を御確認ください。', contact: '介護保険課 人材育成担当　電話 03-0000-0000', state: 'open',
    opened_by: staff.prefecture, opened_at: at('2026-04-06', '10:00'), reminded_at: at('2026-05-08', '09:30'),
  })
  tray.put('transfer_leave', { check_id, municipality_id: city.id, until_on: '2026-12-11', reason: '組織改正で所属が決まるのを待つため', given_by: staff.prefecture, given_at: at('2026-11-16', '11:00') })

  const trained = new Set(tray.rows('enrollment').filter(({ state, completed_on }) => state === 'completed' && String(completed_on) < handedInOn).map(({ person_id }) => person_id))
  const affiliations = Map.groupBy(tray.rows('affiliation').filter((one) => trained.has(one.person_id) && (one.to_on == null || one.to_on >= '2026-03-01')), ({ municipality_id }) => municipality_id)
  const people = tray.rows('person')
  for (const [n, town] of towns.entries()) {
    const isCity = town === city
    if (!isCity && n % 17 === 5) continue // never handed in: their people are marked
    const officer = staff.officers.get(town.id)!
    const sheet_id = tray.put('transfer_sheet', {
      check_id, municipality_id: town.id, version: 2, ...isCity ? { state: 'draft' } : { state: 'submitted', receipt: `異動2026-${town.code}`, submitted_at: at(handedInOn, `1${n % 7}:2${n % 10}`), submitted_by: officer },
    })
    for (const [place, one] of (affiliations.get(town.id) ?? []).entries()) {
      if (isCity && (place % 2 === 1 || one.to_on != null)) continue
      const who = people[one.person_id - 1]!
      const left = one.to_on != null
      const typed = left ? { answer: 'left' as const, day: '2026/3/31' } : isCity && place === 2 ? { answer: 'within' as const, day: 'R8.4.1', organization: city.centers[0]!.name } : { answer: 'here' as const }
      tray.put('transfer_line', {
        sheet_id, municipality_id: town.id, affiliation_id: one.id!, person_id: one.person_id, answer: typed.answer, typed: JSON.stringify(typed), name: who.name, kana: who.kana ?? null, from_organization: one.organization,
        saved_by: officer, saved_at: isCity ? at('2026-11-20', '16:10') : at(handedInOn, '09:40'),
        ...isCity ? {} : { applied_at: at(handedInOn, '10:20'), moved_on: left ? one.to_on! : null, organization: one.organization, category: one.category ?? null },
      })
      if (!isCity) tray.mend('affiliation', one.id!, { confirmed_on: handedInOn })
    }
  }
  putArrival(tray, city, [...affiliations.values()].flat().map(({ id }) => id!))
  putAreas(tray, towns)
}

/** One of those who left elsewhere went to 立川市. */
function putArrival(tray: Stage['tray'], city: Stage['towns'][number], affiliations: readonly number[]): void {
  const line = tray.rows('transfer_line').find(({ answer, municipality_id, affiliation_id }) => answer === 'left' && municipality_id !== city.id && affiliations.includes(affiliation_id!))
  if (line === undefined) return
  const [center, before] = [city.centers[1] ?? city.centers[0]!, tray.rows('affiliation')[line.affiliation_id! - 1]!]
  const made = tray.put('affiliation', { person_id: line.person_id, municipality_id: city.id, organization_id: center.id, organization: center.name, category: before.category ?? 'chair', from_on: '2026-04-01', to_on: null })
  tray.mend('transfer_line', line.id!, { answer: 'away', typed: JSON.stringify({ answer: 'away', day: '2026/4/1', municipality: city.name, organization: center.name }), moved_on: '2026-04-01', organization: center.name, to_municipality_id: city.id, made_affiliation_id: made })
  tray.mend('person', line.person_id, { municipality_id: city.id })
  tray.put('transfer_arrival', { line_id: line.id!, person_id: line.person_id, from_municipality_id: line.municipality_id, municipality_id: city.id, affiliation_id: made, came_on: '2026-04-01', name: line.name, kana: line.kana ?? null, organization: center.name })
}

/** Every second municipality has said which areas its centers look after; the first center of a city has two. */
function putAreas(tray: Stage['tray'], towns: Stage['towns']): void {
  for (const [n, town] of towns.entries()) {
    if (town.name !== '立川市' && n % 2 === 1) continue
    const names = town.centers.map(({ name, id }) => ({ id, name: `${name.slice(town.name.length).replace('地域包括支援センター', '')}圏域` }))
    const second = town.size >= 2 ? [{ id: town.centers[0]!.id, name: '川沿い圏域' }] : []
    for (const [place, { id, name }] of [...names.slice(0, 1), ...second, ...names.slice(1)].entries()) {
      const area_id = tray.put('daily_living_area', { municipality_id: town.id, name, name_key: searchKeyOf(name), position: place + 1, first_year: 2024 })
      tray.put('center_area', { municipality_id: town.id, area_id, organization_id: id })
    }
  }
}
