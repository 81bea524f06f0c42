import { instantInJapan, type Day } from '../../base/days.ts'
import { acceptanceLetter, requestLetter } from '../../cascade/instructor-requests/paper.ts'
import type { Town } from './bodies.ts'
import type { Enrolled } from './entering.ts'
import type { Stage } from './year.ts'

interface Listed { id: number; personId: number; name: string; kana: string; town: Town; employer: string }
interface Taken { id: number; town: Town; days: { id: number; heldOn: Day; startsAt: string; endsAt: string; place: string; deliveryMode: 'on_site' }[]; title: string; purpose: string; seats: number }

const at = (day: Day, time = '10:00') => instantInJapan(day, time)

/**
 * What comes after the course: a register of instructors of three years (one of them walked in as, one idle since they began, some due for refresh), local
 * trainings that some of them taught, one planned with a request that was accepted, and one whose request waits for an answer.
 */
export function putCascade(stage: Stage, earlier: readonly Enrolled[]): void {
  const { towns } = stage
  const townOf = (name: string) => towns.find((town) => town.name === name)!
  const register = putRegister(stage, earlier)
  const yoshida = register.find(({ personId }) => personId === stage.staff.instructor)!
  const [tachikawa, tama] = [townOf('立川市'), townOf('多摩市')]
  for (const [place, one] of register.filter(({ personId }) => personId !== stage.staff.instructor).entries()) {
    if (place % 3 === 2) continue // every third has not taught yet
    heldBy(stage, one, place % 2 === 0 ? ['2026-06-18'] : ['2025-11-13', '2025-11-20'])
  }
  const basics = planned(stage, tachikawa, '地域ケア会議 助言者研修（基礎）', ['2026-10-02', '2026-10-09'])
  ask(stage, basics, yoshida, 'accepted', '8立高介第31号', '2026-08-20')
  hold(stage, basics, 14, { reportedOn: '2026-10-16' })
  const cases = planned(stage, tachikawa, '地域ケア会議 事例のまとめ方研修', ['2027-01-20'])
  ask(stage, cases, yoshida, 'accepted', '8立高介第52号', '2026-11-12')
  putPeople(stage, cases, 9)
  const forum = planned(stage, tama, '多摩市 地域ケア会議 司会者研修', ['2027-02-03'])
  ask(stage, forum, yoshida, 'sent', '8多高支第77号', '2026-11-20')
}

/** Who is in the register: 𠮷田 誠, completers of the year before, and some of three years ago whose entries end in spring. One is invited, one has withdrawn. */
function putRegister(stage: Stage, earlier: readonly Enrolled[]): Listed[] {
  const { tray, offer, staff, cast, towns } = stage
  const person = (id: number) => tray.rows('person').find((one) => one.id === id)!
  const enter = (personId: number, town: Town, employer: string, year: number, more: object = {}): Listed => {
    const completed_on = `${year + 1}-02-20`
    const id = tray.put('instructor', {
      person_id: personId, municipality_id: town.id, course_id: offer.instructor, fiscal_year: year, completed_on, valid_until: `${year + 4}-02-19`, state: 'active', invited_at: at(`${year + 1}-02-21`), consented_at: at(`${year + 1}-02-25`),
      willing: 'own', themes: '', ...more,
    })
    for (const module of offer.modules.practitioner.filter((_, place) => (place + id) % 3 !== 0)) tray.put('instructor_topic', { instructor_id: id, module_id: module.id })
    const { name, kana } = person(personId)
    return { id, personId, name, kana: kana ?? '', town, employer }
  }
  const areas = (one: Listed, names: readonly string[]) => { for (const town of towns.filter(({ name }) => names.includes(name))) tray.put('instructor_area', { instructor_id: one.id, area_id: town.id }) }
  const fuchu = towns.find(({ name }) => name === '府中市')!
  const yoshida = enter(staff.instructor, fuchu, '府中市立しみずがおか高齢者在宅サービスセンター', 2024, { willing: 'chosen', weekdays: '1235', themes: '口腔と栄養', availability: '午後のみ。オンラインなら夜も可' })
  areas(yoshida, ['立川市', '多摩市', '調布市'])
  tray.put('affiliation', { person_id: staff.instructor, municipality_id: fuchu.id, organization: yoshida.employer, category: 'adviser', from_on: '2015-04-01', to_on: null })
  tray.put('person_profession', { person_id: staff.instructor, profession_code: 'occupational_therapist', is_primary: true })
  tray.put('instructor_away', { instructor_id: yoshida.id, from_on: '2026-12-28', to_on: '2027-01-08', note: '年末年始' })
  const wards = towns.filter(({ kind, name }) => kind === 'ward' || ['立川市', '八王子市', '三鷹市', '町田市', '小金井市'].includes(name))
  const recent = wards.filter((_, place) => place % 2 === 0).flatMap((town) => earlier.filter((one) => one.town === town).slice(0, 1))
    .map(({ who, town }, place) => enter(who.id, town, who.affiliation.name, 2025, place % 4 === 0 ? { willing: 'all' } : {}))
  const older = wards.filter((_, place) => place % 3 === 1).map((town) => { const who = cast.practitioner(town, 'chair'); return enter(who.id, town, who.affiliation.name, 2023) })
  enter(staff.otherCity, towns.find(({ name }) => name === '多摩市')!, '多摩市 高齢支援課', 2025, { state: 'invited', consented_at: null, invited_at: at('2026-11-20') })
  const gone = older.at(-1)!
  tray.mend('instructor', gone.id, { state: 'withdrawn', ended_at: at('2026-09-30'), ended_reason: '異動のため' })
  const prolonged = older[0]!
  tray.put('instructor_refresh', { instructor_id: prolonged.id, before_on: '2027-02-19', until_on: '2028-02-19', reason: '都の研修で演習の講師を務めたため', made_by: staff.prefecture, made_at: at('2026-10-05') })
  tray.mend('instructor', prolonged.id, { valid_until: '2028-02-19' })
  return [yoshida, ...recent, ...older.filter((one) => one !== gone)]
}

function planned({ tray, offer, staff }: Stage, town: Town, title: string, days: readonly Day[]): Taken {
  const [purpose, seats] = ['地域ケア会議に参加する専門職が、自立支援と介護予防の視点から助言できるようになる。', 24]
  const year = Number(days[0]!.slice(0, 4)) - (days[0]!.slice(5, 7) < '04' ? 1 : 0)
  const id = tray.put('local_training', {
    municipality_id: town.id, fiscal_year: year, first_on: days[0]!, last_on: days.at(-1)!, title, purpose, seats, days_needed: days.length > 1 ? days.length : null, made_by: staff.officers.get(town.id) ?? null, made_at: at(`${days[0]!.slice(0, 4)}-01-15`),
  })
  for (const module of offer.modules.practitioner.slice(2, 4)) tray.put('local_training_module', { local_training_id: id, module_id: module.id })
  return { id, town, title, purpose, seats, days: days.map((heldOn) => {
    const day = { heldOn, startsAt: '13:30', endsAt: '16:30', place: `${town.name}役所 会議室`, deliveryMode: 'on_site' as const }
    return { ...day, id: tray.put('local_training_day', { local_training_id: id, municipality_id: town.id, held_on: heldOn, starts_at: day.startsAt, ends_at: day.endsAt, place: day.place }) }
  }) }
}

function ask({ tray, staff }: Stage, training: Taken, one: Listed, state: 'sent' | 'accepted', documentNumber: string, issuedOn: Day): void {
  const { town, days, title, purpose, seats } = training
  const answerBy = days[0]!.heldOn > '2026-12-15' ? '2026-12-11' : days[0]!.heldOn
  const asked = {
    municipality: town.name, training: title, purpose, seats, name: one.name, employer: `${one.employer}　所属長`, documentNumber, issuedOn, sender: `${town.name}高齢福祉課長`, sealOmitted: true, theme: '会議での助言のしかた\n演習の進行',
    message: '', honorariumYen: 30_000, travelYen: 1_200, materialDueOn: null, answerBy, contact: `${town.name}高齢福祉課\n電話 000-000-0000`, days: days as never,
  }
  const said = { answeredOn: issuedOn, jobTitle: one.employer, photo: true, recording: false, remark: '' }
  const id = tray.put('instructor_request', {
    municipality_id: town.id, local_training_id: training.id, instructor_id: one.id, person_id: one.personId, name: one.name, kana: one.kana, state, employer: asked.employer, document_number: documentNumber, issued_on: issuedOn,
    sender: asked.sender, theme: asked.theme, honorarium_yen: asked.honorariumYen, travel_yen: asked.travelYen, answer_by: answerBy, contact: asked.contact, letter: JSON.stringify(requestLetter(asked)), sent_at: at(issuedOn),
    made_by: staff.officers.get(town.id) ?? null, made_at: at(issuedOn),
    ...state === 'accepted' ? { answered_at: at(issuedOn, '19:20'), job_title: said.jobTitle, photo_consent: true, recording_consent: false, acceptance: JSON.stringify(acceptanceLetter(asked, said)) } : {},
  })
  for (const day of days) tray.put('instructor_request_day', { instructor_request_id: id, local_training_day_id: day.id })
}

/** People of the municipality, as many as there are. */
function putPeople({ tray, staff }: Stage, { id, town, days }: Taken, count: number): number[] {
  const known = new Map(tray.rows('affiliation').filter((one) => one.municipality_id === town.id && one.to_on == null).map((one) => [one.person_id as number, one]))
  return [...known.values()].slice(0, count).map((affiliation, place) => {
    const who = tray.rows('person').find((one) => one.id === affiliation.person_id)!
    const profession = tray.rows('person_profession').find((one) => one.person_id === who.id && one.is_primary)
    return tray.put('local_participant', {
      local_training_id: id, municipality_id: town.id, person_id: who.id!, number: place + 1, name: who.name, kana: who.kana ?? '', affiliation: affiliation.organization, profession_code: profession?.profession_code ?? null,
      added_by: staff.officers.get(town.id) ?? null, added_at: at(`${days[0]!.heldOn.slice(0, 7)}-01`),
    })
  })
}

/** It took place: nearly all came on all days, one was late, one missed the last day; and it was reported. */
function hold(stage: Stage, training: Taken, count: number, { reportedOn }: { reportedOn: Day }): void {
  const { tray, staff } = stage
  const people = putPeople(stage, training, count)
  const officer = staff.officers.get(training.town.id) ?? null
  for (const [place, participant] of people.entries()) {
    for (const day of training.days) {
      const missed = place === people.length - 1 && day === training.days.at(-1)
      const late = place === 2 && day === training.days[0]
      const mark = {
        local_training_day_id: day.id, participant_id: participant, municipality_id: training.town.id, state: missed ? 'absent_notified' as const : late ? 'late' as const : 'present' as const, minutes: late ? 8 : null, evidence: 'staff' as const,
        reason: missed ? '担当する方の急な対応のため' : null, marked_by: officer, marked_at: at(day.heldOn, '13:35'),
      }
      tray.put('local_attendance', mark)
      tray.put('local_attendance_mark', mark)
    }
    if (place < people.length - 1) tray.mend('local_participant', participant, { completed: true })
  }
  tray.mend('local_training', training.id, {
    state: 'reported', was_held: true, participants: people.length, attended: training.days.length > 1 ? people.length : people.length - 1, completed: people.length - 1, reported_at: at(reportedOn, '15:40'), reported_by: officer,
    went_well: '演習で、職種のちがう人どうしが助言のしかたを見せ合えた。', issues: '居宅介護支援事業所からの参加が少なかった。', next_steps: '次の回は、事業所の連絡会で早めに呼びかける。',
    ...reportedOn < '2026-10-01' ? { received_at: at(reportedOn, '17:00'), received_by: staff.prefecture } : {},
  })
}

function heldBy(stage: Stage, one: Listed, days: readonly Day[]): void {
  const training = planned(stage, one.town, `${one.town.name} 地域ケア会議 実践者研修`, days)
  ask(stage, training, one, 'accepted', `${one.town.code.slice(2, 5)}高第${one.id}号`, days[0]!.startsWith('2026') ? '2026-05-11' : '2025-10-06')
  hold(stage, training, 6 + one.id % 7, { reportedOn: days[0]!.startsWith('2026') ? '2026-07-01' : '2025-12-10' })
}
