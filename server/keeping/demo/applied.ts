import { searchKeyOf } from '../../who/people/names.ts'
import type { Category } from '../../entry/nominations/rules.ts'
import type { Body, Town } from './bodies.ts'
import type { Enrolled, Nominated } from './entering.ts'
import { inventedName } from './names.ts'
import type { Somebody } from './people.ts'
import type { DemoTraining } from './trainings.ts'
import type { Stage } from './year.ts'

const at = (text: string) => new Date(`${text}:00+09:00`)

interface Person { name: string; kana: string; affiliation: string; professionCode: string; category: Category; email: string | null; motivation?: string; supportNeeds?: string }
interface Verdict { verdict: 'taken' | 'declined'; reason?: string }
type State = 'draft' | 'submitted' | 'returned' | 'reviewed'

/** Offices put their staff forward for the open call: some wait for 立川市, some it has decided on, one it gave back. */
export function officesApply(stage: Stage, { call }: DemoTraining, earlier: readonly Enrolled[]): void {
  const { tray, staff, towns } = stage
  tray.mend('call', call, { route: 'employer', how_to: '事業所等は、区市町村に申込みを出してください。区市町村は、推薦書へ入力し、期限までに提出してください。' })
  const home = towns.find(({ name }) => name === '立川市')!
  const clerk = staff.officers.get(home.id)!
  const onSheet = linesOf(stage, call, home)
  const known = earlier.find(({ who, town, category }) => town === home && category === 'adviser' && onSheet.every(({ person_id }) => person_id !== who.id))!.who
  const [near, far] = [home.centers[1]!, home.centers[2]!]
  const [first, second] = [home.offices[0]!, home.offices[1]!]
  const motivation = '担当する地域の会議で、助言の役を引き受けることになったため。'
  put(stage, call, home, near, 'submitted', '2026-11-20T14:05', [
    { ...personOf(known), affiliation: near.name, motivation }, { ...invented(1, near, 'public_health_nurse', 'chair'), supportNeeds: '車いすを使っています。' },
  ])
  put(stage, call, home, first, 'submitted', '2026-11-24T09:30', [invented(2, first, 'chief_care_manager', 'case_presenter')])
  put(stage, call, home, second, 'returned', '2026-11-19T17:20', [{ ...invented(3, second, 'care_manager', 'adviser'), motivation }], {
    return_reason: '②助言者は、リハビリテーション専門職や管理栄養士などの方が対象です。区分を確かめてください。', due_on: '2026-12-02', returned_at: at('2026-11-20T10:15'),
  })
  const [taken] = put(stage, call, home, far, 'reviewed', '2026-11-18T11:40', [
    personOfLine(onSheet.find(({ category }) => category === 'adviser')!), invented(4, far, 'dental_hygienist', 'adviser'),
  ], { reviewed_at: at('2026-11-19T16:00') }, [{ verdict: 'taken' }, { verdict: 'declined', reason: '助言者の推薦枠を超えるため。来年度の募集でご検討ください。' }], clerk)
  tray.mend('nomination', onSheet.find(({ category }) => category === 'adviser')!.id!, { applicant_id: taken! })
  put(stage, call, home, { id: 0, name: '立川リハビリテーション病院' }, 'draft', '2026-11-24T08:50', [])
  for (const [n, town] of towns.filter(({ kind }) => kind === 'ward').entries()) elsewhere(stage, call, town, n)
}

/** What the prefecture counts: municipalities that have looked at what came in, and some that have not. */
function elsewhere(stage: Stage, call: number, town: Town, n: number): void {
  const line = linesOf(stage, call, town).find(({ category }) => category === 'adviser')
  if (line !== undefined) {
    const [taken] = put(stage, call, town, town.centers[0]!, 'reviewed', `2026-11-1${1 + n % 5}T10:0${n % 10}`, [personOfLine(line)], { reviewed_at: at('2026-11-17T09:00') },
      [{ verdict: 'taken' }], stage.staff.officers.get(town.id)!)
    stage.tray.mend('nomination', line.id!, { applicant_id: taken! })
  } else if (n % 2 === 0) put(stage, call, town, town.offices[0]!, 'submitted', `2026-11-2${n % 4}T13:1${n % 10}`, [invented(20 + n, town.offices[0]!, 'chief_care_manager', 'case_presenter')])
}

/** People who applied by themselves, taken onto the sheets of their municipalities before its last day. */
export function peopleApplied(stage: Stage, call: number, nominated: readonly Nominated[]): void {
  stage.tray.mend('call', call, { route: 'self' })
  for (const { nomination, who, town } of nominated) {
    const [taken] = put(stage, call, town, { id: 0, name: who.name }, 'reviewed', '2026-10-09T20:15', [{ ...personOf(who), motivation: '助言の経験を広げたいため。' }],
      { reviewed_at: at('2026-10-12T10:00') }, [{ verdict: 'taken' }], stage.staff.officers.get(town.id)!)
    stage.tray.mend('nomination', nomination, { applicant_id: taken! })
  }
}

const linesOf = ({ tray }: Stage, call: number, town: Town) => tray.rows('nomination').filter(({ call_id, municipality_id }) => call_id === call && municipality_id === town.id)

const personOf = ({ name, kana, affiliation, professionCode, category, email }: Somebody): Person => ({ name, kana, affiliation: affiliation.name, professionCode, category, email })
const personOfLine = ({ name, kana, affiliation, profession_code, category, email }: ReturnType<typeof linesOf>[number]): Person =>
  ({ name: name!, kana: kana!, affiliation: affiliation!, professionCode: profession_code!, category, email: email! })
const invented = (n: number, { name: affiliation }: Body, professionCode: string, category: Category): Person =>
  ({ ...inventedName(2_900 + n * 13), affiliation, professionCode, category, email: `oubo${n}@example.jp` })

/** One application with its people in order. @returns the ids of its people */
function put(
  { tray }: Stage, call_id: number, town: Town, office: Body, state: State, moment: string, people: readonly Person[], more: object = {}, verdicts: readonly Verdict[] = [], by: number | null = null,
): number[] {
  const route = tray.rows('call')[call_id - 1]!.route === 'self' ? 'self' as const : 'employer' as const
  const number = tray.rows('application').length + 1
  const sent = state !== 'draft'
  const application_id = tray.put('application', {
    call_id, municipality_id: town.id, route, office_name: office.name, contact_name: route === 'self' ? '' : inventedName(3_300 + number).name, contact_phone: route === 'self' ? '' : '042-000-0000',
    email: route === 'self' ? people[0]!.email ?? `moushikomi${number}@example.jp` : `jimu${number}@example.jp`, language: 'ja', state, receipt: sent ? `A2026-${call_id}-${town.code}-${number}` : null,
    version: sent ? 3 : 1, begun_at: new Date(at(moment).getTime() - 3_600_000), saved_at: at(moment), submitted_at: sent ? at(moment) : null, return_reason: null, due_on: null, returned_at: null, reviewed_at: null, ...more,
  })
  return people.map(({ name, kana, affiliation, professionCode, category, email, motivation = '', supportNeeds = '' }, place) => tray.put('applicant', {
    application_id, municipality_id: town.id, rank: place + 1, name, kana, search_key: searchKeyOf(name), affiliation, profession_code: professionCode, position: '', category,
    experience: (number + place) % 2 === 0 ? 'experienced' : 'planned', experience_count: (number + place) % 2 === 0 ? 3 + number % 9 : null, years: 2 + number % 15, wished_cohort_id: null,
    email: email ?? '', support_needs: supportNeeds, motivation, purpose_consent: true, roster_consent: number % 4 !== 0,
    verdict: verdicts[place]?.verdict ?? null, verdict_reason: verdicts[place]?.reason ?? '', verdict_by: verdicts[place] ? by : null,
    verdict_at: verdicts[place] ? (more as { reviewed_at: Date }).reviewed_at : null, person_id: null,
  }))
}
