import { categories, type Category } from '../../entry/nominations/rules.ts'
import type { DemoTraining } from './trainings.ts'
import type { Stage } from './year.ts'

const at = (time: string) => new Date(`2026-11-${time}:00+09:00`)

/**
 * What municipalities do with their sheets besides typing: 多摩市 waits for its 係長, one ward names a team, has somebody
 * withdraw and replaces another; 立川市 asks to replace a trainee. It comes last, so that nobody else of the year changes.
 */
export function insideMunicipalities(stage: Stage, followUp: DemoTraining, practitioner: DemoTraining): void {
  const { towns, tray } = stage
  const named = (name: string) => towns.find((town) => town.name === name)!.id
  waitsForApproval(stage, followUp, named('多摩市'))
  const [draft, sent] = [sheetOf(stage, followUp, named('立川市')), tray.rows('nomination_sheet').find(({ call_id, state }) => call_id === followUp.call && state === 'submitted')!]
  putTeam(stage, draft.id!)
  putTeam(stage, sent.id!)
  changesAfterwards(stage, followUp, sent)
  asksToReplaceTrainee(stage, practitioner, named('立川市'))
}

const sheetOf = ({ tray }: Stage, { call }: DemoTraining, municipalityId: number) =>
  tray.rows('nomination_sheet').find((sheet) => sheet.call_id === call && sheet.municipality_id === municipalityId)!
const linesOf = ({ tray }: Stage, sheetId: number) => tray.rows('nomination').filter(({ sheet_id }) => sheet_id === sheetId)

/** 担当 has put the sheet together, 係長 (who can be walked in as) looks at it, 課長 after that. */
function waitsForApproval(stage: Stage, training: DemoTraining, municipality_id: number): void {
  const { tray, cast, staff, towns } = stage
  const town = towns.find(({ id }) => id === municipality_id)!
  const officer = (name: string, kana: string, email: string, title: string) => {
    const { id } = cast.person(town, { name, kana, email })
    return { person: id, account: cast.account(id, email, [{ kind: 'municipality', municipalityId: municipality_id, title }]) }
  }
  const clerk = officer('田島 亮', 'たじま　りょう', 'tama-1@example.jp', '高齢支援課')
  const chief = officer('三宅 由紀', 'みやけ　ゆき', 'tama-2@example.jp', '高齢支援課長')
  const postOf = (personId: number) => {
    const account = tray.rows('account').find(({ person_id }) => person_id === personId)!
    return tray.rows('post').find(({ account_id }) => account_id === account.id)!.id!
  }
  const posts = [[1, '係長', postOf(staff.otherCity)], [2, '課長', postOf(chief.person)]] as const
  for (const [position, title, post_id] of posts) tray.put('sheet_approval_step', { municipality_id, position, title, post_id })
  const sheet = sheetOf(stage, training, municipality_id)
  tray.mend('nomination_sheet', sheet.id!, {
    state: 'draft', in_approval: true, receipt: null, submitted_at: null, submitted_by: null, saved_at: at('20T16:05'), saved_by: clerk.person, contact_name: '田島 亮',
  })
  for (const { id } of linesOf(stage, sheet.id!)) tray.mend('nomination', id!, { submitted: false })
  const sheet_approval_id = tray.put('sheet_approval', {
    sheet_id: sheet.id!, municipality_id, version: Number(sheet.version), message: '12月4日までに御確認をお願いします。', asked_by: clerk.person, asked_at: at('20T16:10'),
  })
  for (const [position, title, post_id] of posts) tray.put('sheet_approval_mark', { sheet_approval_id, position, municipality_id, title, post_id })
}

/** The first two of a sheet come together: they are of different categories. */
function putTeam(stage: Stage, sheetId: number): void {
  const [first, ...others] = linesOf(stage, sheetId)
  const second = others.find(({ category }) => category !== first?.category)
  for (const line of second === undefined ? [] : [first!, second]) stage.tray.mend('nomination', line.id!, { team: 1 })
}

/** After it was handed in, one of those without a team withdraws and another is replaced. */
function changesAfterwards(stage: Stage, training: DemoTraining, sheet: { id?: number; municipality_id: number }): void {
  const { tray, cast, staff, towns } = stage
  const town = towns.find(({ id }) => id === sheet.municipality_id)!
  const [leaver, replaced] = linesOf(stage, sheet.id!).filter(({ team }) => team == null).toReversed()
  if (leaver !== undefined) tray.mend('nomination', leaver.id!, { withdrawn_at: at('21T09:40'), withdrawn_on: '2026-11-20', withdrawn_by: 'employer', withdrawn_reason: '勤務の都合がつかなくなったため' })
  if (replaced === undefined) return
  const who = cast.practitioner(town, replaced.category as Category)
  tray.mend('nomination', replaced.id!, { withdrawn_at: at('21T10:15'), withdrawn_on: '2026-11-21', withdrawn_by: 'municipality', withdrawn_reason: '異動のため' })
  const newcomer = { name: who.name, kana: who.kana, affiliation: who.affiliation.name, profession_code: who.professionCode, experience: 'planned' as const, experience_count: 0, experience_years: 6, email: who.email ?? '' }
  const nomination = tray.put('nomination', {
    ...newcomer, sheet_id: sheet.id!, call_id: training.call, municipality_id: town.id, person_id: who.id, category: replaced.category, rank: replaced.rank, organization_id: who.affiliation.id,
    reason: '', submitted: true, replaces_id: replaced.id!,
  })
  tray.put('substitution', {
    ...newcomer, training_id: training.id, municipality_id: town.id, nomination_id: replaced.id!, state: 'done', category: replaced.category, person_id: who.id, reason: '異動のため',
    asked_by: staff.officers.get(town.id)!, asked_at: at('21T10:15'), decided_at: at('21T10:15'), new_nomination_id: nomination,
  })
}

/** A trainee of the last cohort cannot come; the municipality names another and the prefecture is to agree. */
function asksToReplaceTrainee(stage: Stage, training: DemoTraining, municipality_id: number): void {
  const { tray, cast, staff, towns } = stage
  const town = towns.find(({ id }) => id === municipality_id)!
  const last = training.cohorts.at(-1)!.id
  const leaver = tray.rows('enrollment').findLast((one) => one.training_id === training.id && one.municipality_id === municipality_id && one.cohort_id === last
    && (one.state === 'enrolled' || one.state === 'in_progress'))
  if (leaver === undefined) return
  const who = cast.practitioner(town, categories.find((one) => one === leaver.category)!)
  tray.put('substitution', {
    training_id: training.id, municipality_id, enrollment_id: leaver.id!, state: 'requested', category: leaver.category, name: who.name, kana: who.kana, affiliation: who.affiliation.name,
    profession_code: who.professionCode, experience: 'experienced', experience_count: 4, experience_years: 9, email: who.email ?? '', reason: '業務の都合のため',
    asked_by: staff.city, asked_at: at('24T08:50'),
  })
}
