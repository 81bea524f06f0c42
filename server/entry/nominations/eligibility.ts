import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import { eligibilityRules, usualStrictness, type EligibilityRule, type Strictness } from '../../planning/calls/eligibility.ts'
import type { Field, RowProblem } from './lines/rules.ts'
import type { Category } from './rules.ts'

/** What a line says that makes somebody eligible. */
export interface Claim {
  category: Category; affiliation: string; professionCode: string | null
  experience: 'experienced' | 'planned' | null; reason: string
}

/** What the registers say about the person of a line. What is not known is null, false or empty, and then no rule speaks. */
export interface Register {
  /** The fiscal year in which this course was completed before. */
  completedIn: number | null
  /** Another municipality's submitted sheet names this person, and the prefecture has not decided yet. Which one is not ours to say. */
  namedElsewhere: boolean
  /** What kind of place the affiliation is, when the municipality's register of places has it. */
  placeKind: string | null
  /** False: the course that comes first was not completed, as far as the register knows. */
  prerequisiteMet: boolean
  /** Days on which another training of the year holds a class of this person at the same time. */
  busyOn: readonly Day[]
  /** The day on which the last affiliation on record ended. */
  leftOn: Day | null
  consented: boolean
}

/** What a call demands, and what it is about. `places`: by profession, empty where any is welcome. */
export interface Demand {
  rules: Record<EligibilityRule, Strictness>
  prerequisite: { name: string } | null
  followUp: { title: string } | null
  places: Readonly<Record<string, number>>
}

export const unknownPerson: Register = {
  completedIn: null, namedElsewhere: false, placeKind: null, prerequisiteMet: true, busyOn: [], leftOn: null, consented: true,
}

/** A call that says nothing of its own. */
export const usualDemand: Demand = { rules: usualStrictness, prerequisite: null, followUp: null, places: {} }

type Speaks = (claim: Claim, register: Register, demand: Demand) => Reason | null

/**
 * Every rule by its name: when it speaks, it gives one reason and one next action. The four categories are those of the
 * call of 2020 (seed 001): ① chairs from municipalities and support centers, ② advising professions, ③ chief care managers
 * and the like, ④ whomever the municipality urges to attend. Each of them says "など", so by themselves they only ask.
 */
const spoken: Record<EligibilityRule, { field: Field; speaks: Speaks }> = {
  chair_place: { field: 'affiliation', speaks: ({ category, affiliation }, { placeKind }) =>
    category !== 'chair' ? null : isOtherPlace(affiliation, placeKind) ? { key: 'eligibility.chairPlace' }
      : placeKind === null && isCorporation(affiliation) ? { key: 'eligibility.chairCorporation' } : null },
  adviser_profession: { field: 'profession', speaks: ({ category, professionCode }) =>
    category === 'adviser' && !advising.has(professionCode ?? '') ? { key: 'eligibility.adviserProfession' } : null },
  case_profession: { field: 'profession', speaks: ({ category, professionCode }) =>
    category === 'case_presenter' && !presenting.has(professionCode ?? '') ? { key: 'nominations.unusualProfession' } : null },
  other_reason: { field: 'reason', speaks: ({ category, reason }) =>
    category === 'other' && reason.trim() === '' ? { key: 'eligibility.otherReason' } : null },
  experience: { field: 'experience', speaks: ({ experience }) => experience === null ? { key: 'nominations.experienceMissing' } : null },
  // A profession that is not named has no limit of its own, here as in the selection.
  profession_places: { field: 'profession', speaks: ({ professionCode }, _, { places }) =>
    professionCode !== null && places[professionCode] === 0 ? { key: 'eligibility.professionPlaces' } : null },
  completed_before: { field: 'name', speaks: (_, { completedIn }, { followUp }) => completedIn === null ? null
    : followUp === null ? { key: 'nominations.completedBefore', data: { year: completedIn } }
      : { key: 'eligibility.completedFollowUp', data: { year: completedIn, title: followUp.title } } },
  named_elsewhere: { field: 'name', speaks: (_, { namedElsewhere }) => namedElsewhere ? { key: 'nominations.elsewhere' } : null },
  prerequisite: { field: 'name', speaks: (_, { prerequisiteMet }, { prerequisite }) =>
    prerequisite === null || prerequisiteMet ? null : { key: 'eligibility.prerequisite', data: { course: prerequisite.name } } },
  overlap: { field: 'name', speaks: (_, { busyOn }) => busyOn.length === 0 ? null
    : busyOn.length === 1 ? { key: 'eligibility.overlap', data: { first: busyOn[0]! } }
      : { key: 'eligibility.overlaps', data: { first: busyOn[0]!, count: busyOn.length } } },
  left: { field: 'affiliation', speaks: (_, { leftOn }) => leftOn === null ? null : { key: 'eligibility.left', data: { leftOn } } },
  consent: { field: 'name', speaks: (_, { consented }) => consented ? null : { key: 'eligibility.consent' } },
}

/** What the rules of a call say of one line, in the order of the rules; a rule that is off says nothing. */
export function problemsOfEligibility(claim: Claim, register: Register = unknownPerson, demand: Demand): RowProblem[] {
  return eligibilityRules.flatMap((rule) => {
    const strictness = demand.rules[rule]
    const { field, speaks } = spoken[rule]
    const reason = strictness === 'off' ? null : speaks(claim, register, demand)
    return reason === null ? [] : [{ field, level: strictness === 'refuse' ? 'error' as const : 'warning' as const, reason }]
  })
}

/**
 * What speaks against selecting somebody: the first demand that is not met. Named by two municipalities is one wherever
 * the call asks about it at all, because only one of the two lines can become a seat. A box left blank on a sheet that was
 * accepted is nobody's reason to be declined.
 */
export function whyNotSelect(claim: Claim, register: Register, demand: Demand): Reason | null {
  const { named_elsewhere } = demand.rules
  const rules = { ...demand.rules, experience: 'off', other_reason: 'off', named_elsewhere: named_elsewhere === 'off' ? 'off' : 'refuse' } as const
  return problemsOfEligibility(claim, register, { ...demand, rules }).find(({ level }) => level === 'error')?.reason ?? null
}

const chairing = new Set(['municipal_office', 'core_support_center', 'support_center'])

/** By the register of places when it has the name, else by words that only another kind of place has in its name. */
function isOtherPlace(affiliation: string, kind: string | null): boolean {
  if (kind !== null) return !chairing.has(kind)
  if (/包括|役所|役場|市庁|区庁|[市区町村].*[課係室]$/.test(affiliation)) return false
  return /病院|医院|クリニック|診療所|薬局|歯科|訪問看護|訪問介護|デイサービス|通所|居宅介護支援|老人保健施設|老人ホーム/.test(affiliation)
}

/** A center that a city has contracted out is run by a corporation, but the roster names the center. */
const isCorporation = (affiliation: string): boolean => /(株式|有限|合同)会社|法人|[㈱㈲㈳㈶]|[(（][株有福医社][)）]/.test(affiliation) && !/包括/.test(affiliation)

const presenting = new Set(['chief_care_manager', 'care_manager'])
const advising = new Set([
  'physical_therapist', 'occupational_therapist', 'speech_therapist', 'registered_dietitian', 'dietitian', 'dental_hygienist', 'orthoptist',
  'prosthetist', 'doctor', 'dentist', 'pharmacist', 'public_health_nurse', 'midwife', 'nurse', 'assistant_nurse', 'social_worker',
  'mental_health_social_worker',
])
