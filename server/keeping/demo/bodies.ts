import { tokyoMunicipalities } from '../../who/organizations/tokyo.ts'
import type { Municipality } from '../../who/organizations/codes.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { professions } from '../../who/people/professions.ts'
import type { Dice } from './dice.ts'
import type { Tray } from './tray.ts'

/** One municipality of the demo with its bodies, and how large it is: 3 a ward, 2 a city, 1 a town or village. */
export interface Town extends Municipality { id: number; size: number; office: Body; centers: Body[]; offices: Body[] }
export interface Body { id: number; name: string }

const sections = { ward: '高齢福祉課', city: '高齢福祉課', town: '福祉課', village: '住民課' }
const areas = ['中央', '北部', '南部', '東部', '西部', '駅前', '緑町', '栄町']

/** The 62 municipalities, each with its office, support centers and care-manager offices, and the list of professions. */
export function settleBodies(tray: Tray, dice: Dice): Town[] {
  for (const [at, { code, name, nameEn }] of professions.entries()) {
    tray.put('profession', { code, name, name_en: nameEn, position: at + 1 })
  }
  return tokyoMunicipalities.map((one) => settle(tray, dice, one))
}

function settle(tray: Tray, dice: Dice, one: Municipality): Town {
  const { code, name, nameEn, kana, kind, island } = one
  const section = sections[kind]
  const id = tray.put('municipality', { code, name, name_en: nameEn, kana, kind, island, section })
  const size = kind === 'ward' ? 3 : kind === 'city' ? 2 : 1
  const body = (kind: 'municipal_office' | 'support_center' | 'care_manager_office', title: string, operation: 'direct' | 'commissioned' | null): Body =>
    ({ id: tray.put('organization', { municipality_id: id, kind, name: title, kana: null, name_key: searchKeyOf(title), operation }), name: title })
  return {
    ...one, id, size,
    office: body('municipal_office', `${name} ${section}`, null),
    centers: areas.slice(0, size * 2 - 1).map((area, at) =>
      body('support_center', `${name}${area}地域包括支援センター`, at === 0 && dice.happens(0.4) ? 'direct' : 'commissioned')),
    offices: areas.slice(3, 3 + size).map((area) => body('care_manager_office', `${area}ケアプラン${name.slice(0, -1)}`, null)),
  }
}
