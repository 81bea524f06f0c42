import { allot, type Mix, type Share } from '../../planning/allotments/rules.ts'
import { quotaCategories } from '../../planning/allotments/parameters.ts'
import type { Stage } from './year.ts'

const office = '介護保険課長'
const mix: Mix = { equal: 60, demand: 0, centers: 40, gaps: 0 }
const shares: Record<typeof quotaCategories[number], Share> = {
  chair: { total: 62, base: 1, least: 1, most: 2 }, adviser: { total: 93, base: 1, least: 1, most: 3 },
  case_presenter: { total: 62, base: 1, least: 1, most: 2 }, other: { total: 62, base: 1, least: 1, most: 2 },
}

/**
 * What stands around the open call: who signs it, its places shared out by the formula, as many as the training may take,
 * one of them by hand with its reason, the day on which unused ones return, and a paper to be taken.
 */
export function shareOut({ tray, staff, towns }: Stage, call_id: number): void {
  const organization = '東京都福祉局高齢者施策推進部'
  tray.put('sender', { label: office, organization, title: office, name: '', valid_from: '2024-04-01', valid_to: '2026-03-31' })
  tray.put('sender', { label: office, organization, title: office, name: '多摩川 学', valid_from: '2026-04-01' })
  tray.mend('call', call_id, { sender_label: office, pool_on: '2026-12-07' })

  const saved = { saved_by: staff.prefecture, saved_at: new Date('2026-11-06T15:20:00+09:00') }
  tray.put('allotment_plan', { call_id, parameters: JSON.stringify({ mix, shares }), ...saved })
  const centers = (id: number) => tray.rows('organization').filter(({ municipality_id, kind, valid_to }) =>
    municipality_id === id && (kind === 'core_support_center' || kind === 'support_center') && !valid_to).length
  const bodies = towns.map(({ id, code }) => ({ id, code, weights: { equal: 1, demand: 0, centers: centers(id), gaps: 0 } }))
  const tachikawa = towns.find(({ name }) => name === '立川市')!.id
  for (const category of quotaCategories) {
    const computed = allot(bodies, mix, shares[category])
    for (const { id } of towns) tray.put('allotment', { call_id, municipality_id: id, category, places: computed.get(id)! + (id === tachikawa && category === 'chair' ? 1 : 0) })
    if (category === 'chair') tray.put('allotment_change', {
      call_id, municipality_id: tachikawa, category, computed: computed.get(tachikawa)!, reason: '会場地として運営に加わるため',
      changed_by: staff.prefecture, changed_at: saved.saved_at,
    })
  }
  const paper = tray.rows('lesson_version').find(({ pages }) => pages)?.file_id
  if (paper) tray.put('call_file', { call_id, kind: 'attachment', title: '研修の手引き', file_id: paper, added_by: staff.prefecture, added_at: saved.saved_at })
}
