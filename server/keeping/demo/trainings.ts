import type { Day } from '../../base/days.ts'
import { fiscalYearInWords } from '../../base/days.ts'
import type { Category } from '../../entry/nominations/rules.ts'
import type { TrainingState } from '../../planning/trainings/rules.ts'
import type { Offer } from './offer.ts'
import type { Staff } from './people.ts'
import type { Tray } from './tray.ts'

export interface DemoCohort { id: number; capacity: number; days: { id: number; heldOn: Day; slots: number[] }[] }
export interface DemoTraining {
  id: number; call: number; course: 'practitioner' | 'instructor' | 'followUp'
  capacity: number; overPercent: number; quotas: Record<Category, number>
  cohorts: DemoCohort[]; decidedOn: Day; closesOn: Day; opensOn: Day
}

export interface Plan {
  course: 'practitioner' | 'instructor' | 'followUp'; year: number; capacity: number; overPercent?: number; state: TrainingState
  cohorts: { days: Day[]; mode?: 'on_site' | 'live_online'; place: string }[]
  call: {
    state: 'draft' | 'in_approval' | 'published' | 'closed' | 'finished'; number: string | null; issuedOn: Day | null
    opensOn: Day; officeClosesOn: Day; closesOn: Day; decisionOn: Day; quotas: Record<Category, number>
  }
  title?: { ja: string; en: string }
}

const titles = {
  practitioner: { ja: '地域ケア会議実践者養成研修', en: 'Care conference practitioner training' },
  instructor: { ja: '地域ケア会議講師養成研修', en: 'Care conference instructor training' },
  followUp: { ja: '地域ケア会議フォローアップ研修', en: 'Care conference follow-up training' },
}

const times = [['09:30', '11:00'], ['11:10', '12:10'], ['13:10', '16:30']] as const
const sender = '東京都福祉局高齢者施策推進部介護保険課長'

/** A training with its cohorts, days, slots, criteria and call, as a prefecture would have planned it. */
export function planTraining(tray: Tray, offer: Offer, staff: Staff, plan: Plan): DemoTraining {
  const { course, year, capacity, overPercent = 100, state } = plan
  const title = { ja: `${fiscalYearInWords(year, 'ja')} ${plan.title?.ja ?? titles[course].ja}`, en: `${plan.title?.en ?? titles[course].en}, FY${year}` }
  const id = tray.put('training', {
    course_id: offer[course], fiscal_year: year, title: title.ja, title_en: title.en, capacity, over_percent: overPercent, state,
    hold_minimum: Math.ceil(capacity / 4), issuer_title: '東京都知事', issuer_name: '東京 太郎',
  })
  const share = Math.floor(capacity / plan.cohorts.length)
  const cohorts = plan.cohorts.map((one, at) => putCohort(tray, offer, staff, id, share, course, one, at))
  tray.put('completion_criteria', {
    training_id: id, version: 1, made_by: staff.prefecture, made_at: new Date(`${year}-05-11T10:00:00+09:00`),
    rule: JSON.stringify({ lessons: course === 'practitioner' ? 'all' : 'none', attendance: { required: 'all', lateLimitMinutes: 10, madeUpCounts: true } }),
  })
  if (course === 'practitioner') openLessons(tray, offer, id, year)
  return {
    id, call: putCall(tray, staff, id, course, plan), course, capacity, overPercent, quotas: plan.call.quotas, cohorts,
    decidedOn: plan.call.decisionOn, closesOn: plan.call.closesOn, opensOn: plan.call.opensOn,
  }
}

function putCohort(
  tray: Tray, offer: Offer, staff: Staff, training_id: number, capacity: number, course: DemoTraining['course'],
  { days, mode = 'on_site', place }: Plan['cohorts'][number], at: number,
): DemoCohort {
  const id = tray.put('cohort', {
    training_id, position: at + 1, name: `第${at + 1}コース`, name_en: `Cohort ${at + 1}`, capacity, delivery_mode: mode, state: 'planned',
  })
  for (const person_id of [at === 0 ? staff.instructors[0]! : staff.instructor, staff.instructors[at + 1]!]) {
    tray.put('cohort_instructor', { cohort_id: id, person_id })
  }
  const modules = offer.modules[course]
  return { id, capacity, days: days.map((held_on) => {
    const day = tray.put('class_day', {
      cohort_id: id, held_on, place, opens_at: '09:00',
      directions: mode === 'on_site' ? '最寄り駅の北口から歩いて7分です。1階の受付で受講番号をお伝えください。' : '前日までに届く案内のとおり、ご自分の端末で参加してください。',
    })
    const slots = times.map(([starts_at, ends_at], slot) => {
      const module = modules[Math.max(0, modules.length - times.length + slot)] ?? modules.at(-1)!
      const title = slot === 2 ? modules.at(-1)!.title : module.title
      return tray.put('slot', {
        class_day_id: day, module_id: slot === 2 ? modules.at(-1)!.id : module.id, position: slot + 1, title, starts_at, ends_at, delivery_mode: mode,
      })
    })
    return { id: day, heldOn: held_on, slots }
  }) }
}

function openLessons(tray: Tray, offer: Offer, training_id: number, year: number): void {
  for (const { id } of offer.lessons) {
    tray.put('training_lesson', { training_id, lesson_id: id, opens_on: `${year}-08-03`, due_on: `${year}-12-18` })
  }
  if (offer.package !== null && year === 2026) tray.put('training_lesson', { training_id, lesson_id: offer.package, opens_on: '2026-11-02', due_on: '2026-12-18' })
}

function putCall(tray: Tray, staff: Staff, training_id: number, course: DemoTraining['course'], { call }: Plan): number {
  const { state, number, issuedOn, opensOn, officeClosesOn, closesOn, decisionOn, quotas } = call
  const out = issuedOn === null ? null : new Date(`${issuedOn}T10:00:00+09:00`)
  return tray.put('call', {
    training_id, state, document_number: number, issued_on: issuedOn, opens_on: opensOn, office_closes_on: officeClosesOn,
    closes_on: closesOn, decision_on: decisionOn, addressee: '各区市町村　主管課長　殿', sender,
    purpose: `${titles[course].ja}を行い、地域ケア会議を担う人を育てます。`,
    eligibility: '区市町村の推薦を受けた方で、次のいずれかにあたる方\n①司会を担う（予定を含む）区市町村・地域包括支援センターの職員\n②助言者\n③事例提供者\n④区市町村が受講を勧める方',
    cost: '受講料は無料です。交通費は受講者の負担です。', how_to: '区市町村ごとに推薦書へ入力し、期限までに提出してください。',
    contact: '介護保険課 人材育成担当　電話 03-0000-0000　jinzai@example.jp',
    quota_chair: quotas.chair, quota_adviser: quotas.adviser, quota_case_presenter: quotas.case_presenter, quota_other: quotas.other,
    prepared_by: staff.prefecture, published_at: state === 'draft' || state === 'in_approval' ? null : out,
    closed_at: state === 'closed' || state === 'finished' ? new Date(`${closesOn}T23:59:59+09:00`) : null,
  })
}
