import type { Day } from '../../base/days.ts'
import type { Kind } from '../../base/policy.ts'
import type { Category } from '../../entry/nominations/rules.ts'
import { kanaKeyOf, searchKeyOf } from '../../who/people/names.ts'
import type { Body, Town } from './bodies.ts'
import type { Dice } from './dice.ts'
import { inventedName } from './names.ts'
import type { Tray } from './tray.ts'

export interface Somebody {
  id: number; name: string; kana: string; email: string | null; town: Town | null
  category: Category; professionCode: string; affiliation: Body
}

const since = (day: Day) => new Date(`${day}T09:00:00+09:00`)

/** Professions that come forward for each category, the usual ones more often. */
const usual: Record<Category, string[]> = {
  chair: ['public_health_nurse', 'public_health_nurse', 'social_worker', 'social_worker', 'chief_care_manager', 'clerk'],
  adviser: ['physical_therapist', 'physical_therapist', 'physical_therapist', 'occupational_therapist', 'occupational_therapist',
    'speech_therapist', 'registered_dietitian', 'registered_dietitian', 'dental_hygienist', 'dental_hygienist', 'pharmacist'],
  case_presenter: ['chief_care_manager', 'chief_care_manager', 'chief_care_manager', 'care_manager'],
  other: ['nurse', 'care_worker', 'life_support_coordinator', 'dementia_coordinator', 'clerk'],
}

const firstHire = 1996

/** Makes people one after the other, no two with the same name before all names are used. */
export function casting(tray: Tray, dice: Dice) {
  let met = 0

  function person(town: Town | null, more: { name?: string; kana?: string; email?: string | null; consent?: boolean } = {}) {
    const { name, kana } = { ...inventedName(met * 37 + 11), ...more }
    met += 1
    const email = more.email === undefined ? (dice.happens(0.97) ? `p${String(met).padStart(4, '0')}@example.jp` : null) : more.email
    const id = tray.put('person', {
      name, kana, municipality_id: town?.id ?? null, kana_key: kanaKeyOf(kana), search_key: searchKeyOf(name, kana), email,
      phone: null, roster_consent: more.consent ?? dice.happens(0.9), created_at: since('2025-04-01'),
    })
    return { id, name, kana, email }
  }

  /** Somebody who may be nominated, at work in the municipality. `leftOn`: the day of a transfer. */
  function practitioner(town: Town, category: Category, leftOn: Day | null = null): Somebody {
    const made = person(town)
    const professionCode = dice.pick(usual[category])
    const affiliation = category === 'case_presenter' ? dice.pick(town.offices)
      : category === 'chair' && dice.happens(0.4) ? town.office : dice.pick(town.centers)
    tray.put('person_profession', { person_id: made.id, profession_code: professionCode, is_primary: true })
    tray.put('affiliation', {
      person_id: made.id, municipality_id: town.id, organization_id: affiliation.id, organization: affiliation.name, category,
      from_on: `${dice.between(firstHire, 2024)}-04-01`, to_on: leftOn,
    })
    return { ...made, town, category, professionCode, affiliation }
  }

  /** An account of a person, with one post. The demo walks in by buttons, so nobody has a password. */
  function account(personId: number, email: string, posts: { kind: Kind; municipalityId?: number; title?: string }[]): number {
    const id = tray.put('account', { person_id: personId, email, created_at: since('2026-04-01') })
    for (const { kind, municipalityId = null, title = '' } of posts) {
      tray.put('post', { account_id: id, kind, municipality_id: municipalityId, title, granted_at: since('2026-04-01') })
    }
    return id
  }

  return { person, practitioner, account }
}
export type Casting = ReturnType<typeof casting>

/** Those who are walked in as, and those who do an office's work beside them. Ids of persons. */
export interface Staff {
  prefecture: number; approver: number; city: number; otherCity: number
  instructor: number; instructors: number[]; expert: number; administrator: number
  officers: Map<number, number>
}

/** The offices: the prefecture's, one or two officers in every municipality, instructors and an expert. */
export function settleStaff({ person, account }: Casting, tray: Tray, towns: readonly Town[]): Staff {
  const invented = (name: string, kana: string, email: string, posts: Parameters<Casting['account']>[2], town: Town | null = null) => {
    const { id } = person(town, { name, kana, email })
    account(id, email, posts)
    return id
  }
  const townOf = (name: string) => towns.find((town) => town.name === name)!
  const [tachikawa, tama] = [townOf('立川市'), townOf('多摩市')]
  const prefecture = invented('佐藤 健一', 'さとう　けんいち', 'prefecture@demo.example', [{ kind: 'prefecture', title: '都・事務局（人材育成担当）' }])
  const officers = new Map<number, number>()
  for (const town of towns) {
    if (town === tachikawa || town === tama) continue
    const { id, email } = person(town, { email: `city-${town.code}@example.jp` })
    account(id, email!, [{ kind: 'municipality', municipalityId: town.id }])
    officers.set(town.id, id)
  }
  const staff = {
    prefecture,
    approver: invented('髙橋 恵子', 'たかはし　けいこ', 'approver@demo.example', [{ kind: 'prefecture', title: '都・事務局（課長）' }]),
    city: invented('山﨑 直樹', 'やまざき　なおき', 'city@demo.example', [{ kind: 'municipality', municipalityId: tachikawa.id }], tachikawa),
    otherCity: invented('濵田 文子', 'はまだ　ふみこ', 'other-city@demo.example', [{ kind: 'municipality', municipalityId: tama.id }], tama),
    instructor: invented('𠮷田 誠', 'よしだ　まこと', 'instructor@demo.example',
      [{ kind: 'instructor' }, { kind: 'municipality', municipalityId: townOf('府中市').id }], townOf('府中市')),
    expert: invented('渡邉 明', 'わたなべ　あきら', 'expert@demo.example', [{ kind: 'expert', title: '有識者' }]),
    administrator: invented('伊藤 修', 'いとう　おさむ', 'administrator@demo.example', [{ kind: 'administrator' }]),
    instructors: ['第一', '第二', '第三', '第四', '第五'].map((_, at) => {
      const { id } = person(null, { email: `instructor-${at + 2}@example.jp` })
      account(id, `instructor-${at + 2}@example.jp`, [{ kind: 'instructor' }])
      return id
    }),
    officers,
  }
  const contractor = invented('小川 彩', 'おがわ　あや', 'contractor@example.jp', [{ kind: 'contractor', title: '事務局（受託者）' }])
  tray.put('person_profession', { person_id: contractor, profession_code: 'clerk', is_primary: true })
  officers.set(tachikawa.id, staff.city).set(tama.id, staff.otherCity)
  return staff
}
