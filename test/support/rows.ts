import type { Database } from '../../server/base/database.ts'
import { supported } from '../cascade/supported.ts'
import { enroll, idOf, type Town } from './people.ts'

/**
 * Rows of 多摩市, by the word that stands before their id in an address. Each test of the walls asks for them as the clerk
 * of 立川市. A slice that gives a new kind of row an address adds its line here: the test names the word it misses.
 */
export async function rowsOfTama(db: Database, town: Town): Promise<Record<string, number | string>> {
  const { tama, traineeOfTama: { person }, clerkOfTama } = town
  const at = new Date('2026-06-10T10:00:00+09:00')
  const sheet = await idOf(db.insertInto('nomination_sheet').values({
    call_id: town.call, municipality_id: tama, state: 'submitted', receipt: 'ZZB-1', saved_at: at, submitted_at: at,
  }).returning('id'))
  const nomination = await idOf(db.insertInto('nomination').values({
    sheet_id: sheet, call_id: town.call, municipality_id: tama, person_id: person, category: 'adviser', rank: 1, name: 'ZZB学 習太', submitted: true,
  }).returning('id'))
  const enrollment = await enroll(db, town, person, 1, { municipality: tama })
  const certificate = await idOf(db.insertInto('certificate').values({
    training_id: town.training, number: 1, number_text: 'ZZB-0001', enrollment_id: enrollment, person_id: person, municipality_id: tama,
    name: 'ZZB学 習太', completed_on: '2026-06-01', issued_on: '2026-06-01', code: 'zzb-code',
  }).returning('id'))
  const reissueRequest = await idOf(db.insertInto('reissue_request').values({
    certificate_id: certificate, person_id: person, municipality_id: tama, reason: 'lost', words: 'ZZB', id_check: 'passport', returns_old: false, address: 'ZZB市', asked_at: at,
  }).returning('id'))
  const partial = await idOf(db.insertInto('partial_certificate').values({
    training_id: town.training, number: 1, number_text: 'ZZB-P1', enrollment_id: enrollment, person_id: person, municipality_id: tama, name: 'ZZB学 習太', code: 'zzb-partial', modules: '[{"title":"ZZB","titleEn":"ZZB","completedOn":"2026-05-01"}]',
    issued_on: '2026-06-01', valid_until: '2028-03-31', issuer_title: 'ZZB', issuer_name: 'ZZB', issued_at: at,
  }).returning('id'))
  const event = await idOf(db.insertInto('certificate_event').values({ certificate_id: certificate, kind: 'issued', at, name: 'ZZB学 習太' }).returning('id'))
  const key = await idOf(db.insertInto('signing_key').values({ public_jwk: '{"kty":"RSA"}', private_part: '{}', made_at: at, retired_at: at }).returning('id'))
  const badge = await idOf(db.insertInto('badge').values({
    uuid: '00000000-0000-4000-8000-00000000000b', certificate_id: certificate, event_id: event, person_id: person, key_id: key, with_name: true, valid_from: at, token: 'ZZB', made_at: at,
  }).returning('id'))
  const application = await idOf(db.insertInto('application').values({
    call_id: town.call, municipality_id: tama, route: 'employer', office_name: 'ZZB包括', email: 'zzb@house.test', state: 'submitted', receipt: 'ZZB-A1', begun_at: at, submitted_at: at,
  }).returning('id'))
  await db.insertInto('applicant').values({ application_id: application, municipality_id: tama, rank: 1, name: 'ZZB申 込子', search_key: 'zzb申込子', category: 'adviser' }).execute()
  const entry = await idOf(db.insertInto('waitlist_entry').values({
    training_id: town.training, nomination_id: nomination, person_id: person, municipality_id: tama, position: 1, state: 'declined',
  }).returning('id'))
  const offer = await idOf(db.insertInto('seat_offer').values({
    entry_id: entry, training_id: town.training, cohort_id: town.cohorts[0], person_id: person, municipality_id: tama, state: 'declined', made_at: at, due_at: at, ended_at: at,
  }).returning('id'))
  const work = await idOf(db.insertInto('work').values({
    name: 'ZZB', subject: `training:${town.training}`, asked_by: clerkOfTama.person, municipality_id: tama, asked_at: at,
  }).returning('id'))
  const message = await idOf(db.insertInto('message').values({
    template: 'ZZB', subject_ref: `call:${town.call}`, municipality_id: tama, title: 'ZZB', body: 'ZZB', made_at: at,
  }).returning('id'))
  const round = await idOf(db.insertInto('sheet_approval').values({
    sheet_id: sheet, municipality_id: tama, version: 1, state: 'approved', message: 'ZZB伝言', asked_by: clerkOfTama.person, asked_at: at, ended_at: at,
  }).returning('id'))
  const substitution = await idOf(db.insertInto('substitution').values({
    training_id: town.training, municipality_id: tama, nomination_id: nomination, state: 'declined', category: 'adviser', name: 'ZZB代 理子', kana: 'だい りこ', affiliation: 'ZZB包括',
    experience: 'planned', reason: 'ZZB', asked_by: clerkOfTama.person, asked_at: at, decline_reason: 'ZZB',
  }).returning('id'))
  const organization = await idOf(db.insertInto('organization').values({
    municipality_id: tama, kind: 'support_center', name: 'ZZB包括', name_key: 'zzb',
  }).returning('id'))
  const affiliation = await idOf(db.insertInto('affiliation').values({
    person_id: person, municipality_id: tama, organization: 'ZZB包括', from_on: '2026-04-01',
  }).returning('id'))
  const nominationFile = await idOf(db.insertInto('nomination_file').values({
    call_id: town.call, municipality_id: tama, key: 'table/00/00000000000000000000000000000000', name: 'ZZB.csv', bytes: 1, sha256: 'zzb', sent_at: at,
  }).returning('id'))
  const news = await idOf(db.insertInto('news').values({
    audience: 'municipality', municipality_id: tama, title: 'ZZB掲示', body: 'ZZB', from_on: '2026-04-01', made_by: town.planner.person, made_at: at,
  }).returning('id'))
  const bundleFile = await idOf(db.insertInto('bundle_file').values({
    call_id: town.call, key: 'table/00/11111111111111111111111111111111', name: 'ZZB.csv', bytes: 1, sha256: 'zzb', sent_at: at,
  }).returning('id'))
  const batch = await idOf(db.insertInto('notice_batch').values({
    training_id: town.training, state: 'done', document_number: 'ZZB-1', issued_on: '2026-06-10', sender: 'ZZB', office: 'ZZB', openings: '{}', contact: 'ZZB',
    made_by: town.planner.person, made_at: at,
  }).returning('id'))
  const paper = await idOf(db.insertInto('file').values({ key: 'letter/00/zzb', sha256: '0', bytes: 1, name: 'ZZB.pdf', type: 'application/pdf', municipality_id: tama, made_at: at }).returning('id'))
  const notice = await idOf(db.insertInto('notice').values({
    batch_id: batch, training_id: town.training, municipality_id: tama, person_id: person, kind: 'selected', name: 'ZZB学 習太', file_id: paper,
  }).returning('id'))
  const assignment = await idOf(db.insertInto('lesson').values({ module_id: town.module, position: 90, kind: 'assignment', title: 'ZZB課題', title_en: 'ZZB' }).returning('id'))
  const assigned = await idOf(db.insertInto('lesson_version').values({ lesson_id: assignment, number: 1, content: '{}' }).returning('id'))
  const submission = await idOf(db.insertInto('submission').values({ enrollment_id: enrollment, lesson_id: assignment, lesson_version_id: assigned, draft: '{"text":"ZZB"}', draft_saved_at: at }).returning('id'))
  const submissionFile = await idOf(db.insertInto('submission_file').values({ submission_id: submission, key: 'submission/00/zzb', name: 'ZZB.pdf', type: 'application/pdf', bytes: 1, sha256: '0', from_round: 1 }).returning('id'))
  const particulars = JSON.stringify({ name: 'ZZB', kana: null, email: null, phone: null, birth_date: null, roster_consent: null })
  const merge = await idOf(db.insertInto('person_merge').values({
    kept_id: person, merged_id: clerkOfTama.person, municipality_id: tama, reason: 'ZZB', evidence: '[]', kept_before: particulars, kept_after: particulars,
    merged_before: particulars, merged_at: at, undo_until: '2026-12-31',
  }).returning('id'))
  const support = await supported(db, town, tama, 'ZZB', { expert: null })
  const action = await idOf(db.insertInto('action_item').values({ municipality_id: tama, support_session_id: support.session, what: 'ZZB行動', owner: 'ZZB', made_at: at }).returning('id'))
  const report = await idOf(db.insertInto('support_report').values({
    model_support_id: support.support, municipality_id: tama, state: 'submitted', opening: 'ZZB', receipt: 'ZZB-H1', content_hash: '0'.repeat(64), submitted_at: at,
    record: JSON.stringify({ municipality: 'ZZB', municipalityEn: 'ZZB', fiscalYear: 2026, reason: 'ZZB', situation: 'ZZB', plan: null, sessions: [], experts: [], goals: [], actions: [] }),
  }).returning('id'))
  const practice = await idOf(db.insertInto('good_practice').values({ municipality_id: tama, title: 'ZZB取組', name: 'ZZB', kind: 'city', made_at: at }).returning('id'))
  const instructor = await idOf(db.insertInto('instructor').values({
    person_id: person, municipality_id: tama, course_id: town.course, fiscal_year: 2025, completed_on: '2026-02-20', valid_until: '2029-02-19', state: 'active', invited_at: at, consented_at: at, themes: 'ZZBテーマ',
  }).returning('id'))
  const localTraining = await idOf(db.insertInto('local_training').values({ municipality_id: tama, fiscal_year: 2026, first_on: '2026-06-01', last_on: '2026-06-01', title: 'ZZB独自研修', seats: 10, made_at: at }).returning('id'))
  await db.insertInto('local_training_day').values({ local_training_id: localTraining, municipality_id: tama, held_on: '2026-06-01', starts_at: '13:00', ends_at: '16:00', place: 'ZZB会議室' }).execute()
  const participant = await idOf(db.insertInto('local_participant').values({ local_training_id: localTraining, municipality_id: tama, person_id: person, number: 1, name: 'ZZB学 習太', added_at: at }).returning('id'))
  const instructorRequest = await idOf(db.insertInto('instructor_request').values({
    municipality_id: tama, local_training_id: localTraining, instructor_id: instructor, person_id: person, name: 'ZZB学 習太', state: 'declined', employer: 'ZZB包括', document_number: 'ZZB-1', issued_on: '2026-06-01', sender: 'ZZB', theme: 'ZZB',
    honorarium_yen: 0, travel_yen: 0, answer_by: '2026-06-20', contact: 'ZZB', letter: '{}', sent_at: at, answered_at: at, answer_reason: 'ZZB', made_at: at,
  }).returning('id'))
  const asking = await idOf(db.insertInto('practice_asking').values({ enrollment_id: enrollment, months: 3, due_on: '2026-06-01', asked_on: '2026-06-01', closes_on: '2026-07-01', office_name: 'ZZB包括', office_email: 'zzb@house.test' }).returning('id'))
  await db.insertInto('practice_answer').values({ asking_id: asking, practiced: true, times: 1, role: 'other', cases: 0, changed: 'ZZBの変化', manager_kind: 'none', via: 'link', answered_at: at }).execute()
  const series = await idOf(db.insertInto('meeting_series').values({ fiscal_year: 2026, name: '連絡会議', times: 1 }).returning('id'))
  const meeting = await idOf(db.insertInto('meeting').values({
    series_id: series, number: 1, title: '連絡会議', state: 'registration', round: 1, announced_at: at, held_on: '2026-07-15', starts_at: '14:00', ends_at: '16:00', mode: 'both', place: '都庁', replies_due_on: '2026-07-01', contact: '担当',
  }).returning('id'))
  await db.insertInto('meeting_item').values({ meeting_id: meeting, position: 1, kind: 'report', title: '報告', minutes: 30 }).execute()
  await db.insertInto('meeting_reply').values({ meeting_id: meeting, municipality_id: tama, answer: 'coming', contact_name: 'ZZB', first_at: at, answered_at: at, answered_by: clerkOfTama.person, late: false }).execute()
  const attendee = await idOf(db.insertInto('meeting_person').values({ meeting_id: meeting, municipality_id: tama, name: 'ZZB出席', mode: 'venue', origin: 'reply', added_at: at }).returning('id'))
  const question = await idOf(db.insertInto('meeting_question').values({ meeting_id: meeting, municipality_id: tama, text: 'ZZB質問', asked_at: at, asked_by: clerkOfTama.person }).returning('id'))
  const communityIssue = await idOf(db.insertInto('community_issue').values({ municipality_id: tama, fiscal_year: 2026, raised_on: '2026-05-11', title: 'ZZB課題', situation: 'ZZB状況', function: 'issue_discovery', made_at: at }).returning('id'))
  await db.insertInto('community_issue_move').values({ issue_id: communityIssue, municipality_id: tama, act: 'raise', to_state: 'raised', on_day: '2026-05-11', made_at: at }).execute()
  const remark = await idOf(db.insertInto('minutes_comment').values({ meeting_id: meeting, municipality_id: tama, text: 'ZZB意見', made_at: at, made_by: clerkOfTama.person }).returning('id'))
  const measure = await idOf(db.insertInto('statistic_measure').values({ code: 'shared_measure', label: '件数', label_en: 'Number', unit: 'case', from_year: 2000, position: 1 }).returning('id'))
  const figure = await idOf(db.insertInto('statistic').values({ municipality_id: tama, measure_id: measure, period: 'FY2026', fiscal_year: 2026, shown_year: 2026, basis: 'actual', value: 7, unit: 'case', place: 'ZZB包括', entered_at: at }).returning('id'))
  const filing = await idOf(db.insertInto('care_plan_filing').values({ municipality_id: tama, fiscal_year: 2026, kind: 'frequent_home_help', planned_on: '2026-05-01', filed_on: '2026-06-01', care_level: 'care_2', visits: 40 }).returning('id'))
  const transferCheck = await idOf(db.insertInto('transfer_check').values({ fiscal_year: 2026, due_on: '2026-04-30', contact: '担当', opened_at: at }).returning('id'))
  const transferSheet = await idOf(db.insertInto('transfer_sheet').values({ check_id: transferCheck, municipality_id: tama, state: 'submitted', receipt: 'ZZB-T1', submitted_at: at }).returning('id'))
  const transferLine = await idOf(db.insertInto('transfer_line').values({ sheet_id: transferSheet, municipality_id: tama, affiliation_id: affiliation, person_id: person, answer: 'here', name: 'ZZB学 習太', from_organization: 'ZZB包括', saved_at: at, applied_at: at, note: 'ZZBメモ' }).returning('id'))
  const transferArrival = await idOf(db.insertInto('transfer_arrival').values({ line_id: transferLine, person_id: person, from_municipality_id: tama, municipality_id: tama, came_on: '2026-04-01', name: 'ZZB学 習太', organization: 'ZZB包括' }).returning('id'))
  const livingArea = await idOf(db.insertInto('daily_living_area').values({ municipality_id: tama, name: 'ZZB圏域', name_key: 'zzb圏域' }).returning('id'))
  const conferenceType = await idOf(db.insertInto('conference_type').values({ municipality_id: tama, name: 'ZZB個別会議', level: 'individual', from_fiscal_year: 2020 }).returning('id'))
  const conference = await idOf(db.insertInto('conference').values({ municipality_id: tama, type_id: conferenceType, organization_id: organization, fiscal_year: 2026, position: 1, held_on: '2026-05-20', state: 'held', cases_discussed: 1, remark: 'ZZB備考' }).returning('id'))
  await db.insertInto('conference_person').values({ conference_id: conference, municipality_id: tama, person_id: person, role: 'adviser' }).execute()
  const careCase = await idOf(db.insertInto('care_case').values({ conference_id: conference, municipality_id: tama, number: 1, managed_by: 'other', summary: 'ZZB要点' }).returning('id'))
  const statusSurvey = await idOf(db.insertInto('status_survey').values({
    fiscal_year: 2026, title: '実施状況調査', contact: '担当', due_on: '2026-07-31', state: 'open', draft: '{"next":1,"sections":[]}', edition: 1, made_by: town.planner.person, made_at: at, opened_at: at,
  }).returning('id'))
  const asked = '{"next":3,"sections":[{"number":1,"title":{"ja":"区分","en":"Section"},"lead":{"ja":"","en":""},"questions":[{"number":2,"kind":"text","label":{"ja":"問い","en":"Question"},"help":{"ja":"","en":""},"required":false,"unit":{"ja":"","en":""},"least":null,"decimal":false,"withPlan":false,"entries":[],"withTotal":false,"mayBeNone":false,"mayBeInseparable":false,"indicatorId":null,"source":"none"}]}]}'
  await db.updateTable('status_survey').set({ draft: asked }).where('id', '=', statusSurvey).execute()
  await db.insertInto('status_survey_edition').values({ survey_id: statusSurvey, number: 1, content: asked, published_at: at }).execute()
  const statusAnswer = await idOf(db.insertInto('status_survey_answer').values({
    survey_id: statusSurvey, municipality_id: tama, edition: 1, state: 'submitted', contact_name: 'ZZB', times: 1, receipt: 'JS-ZZB', sent: '{"q2":"ZZBの困りごと"}', submitted_at: at, submitted_by: clerkOfTama.person,
  }).returning('id'))
  await db.insertInto('status_survey_section').values({ answer_id: statusAnswer, municipality_id: tama, section: 1, cells: '{"q2":"ZZBの困りごと"}', saved_at: at, saved_by: clerkOfTama.person }).execute()
  await db.insertInto('subsidy_indicator').values({ code: 'x', name: '指標', from_year: 2023 }).execute()
  return {
    'transfer-lines': transferLine, 'transfer-arrivals': transferArrival, 'living-areas': livingArea,
    'conference-types': conferenceType, conferences: conference, 'care-cases': careCase,
    'model-supports': support.support, 'support-sessions': support.session, 'support-reports': report, practices: practice, actions: action,
    instructors: instructor, 'local-trainings': localTraining, participants: participant, 'instructor-requests': instructorRequest, 'my-requests': instructorRequest,
    askings: asking, 'my-practice': asking, 'community-issues': communityIssue,
    replies: tama, 'meeting-people': attendee, 'meeting-questions': question, 'minutes-comments': remark,
    statistics: tama, 'statistic-figures': figure, 'conference-statistics': tama, 'care-plan-reviews': filing, of: tama,
    submissions: submission, 'submission-files': submissionFile,
    duplicates: clerkOfTama.person, merges: merge, 'double-nominations': nomination,
    news, applications: application, 'nomination-files': nominationFile, 'bundle-files': bundleFile, 'seat-offers': offer, notices: notice, 'my-notices': notice, sheets: sheet, nominations: nomination, enrollments: enrollment, learn: enrollment, 'my-measurements': enrollment, 'my-make-ups': enrollment, certificates: certificate,
    'my-certificates': certificate, 'my-badges': badge, works: work, messages: message, organizations: organization, affiliations: affiliation,
    'reissue-requests': reissueRequest, 'my-reissue-requests': reissueRequest, 'partial-certificates': partial, 'my-partial-certificates': partial,
    'sheet-approvals': round, substitutions: substitution,
    people: person, evidence: enrollment, municipalities: tama, answers: tama, coverage: tama, effect: tama, briefings: tama, accounts: clerkOfTama.account, posts: clerkOfTama.post,
  }
}

/** Words before an id that belongs to no municipality: everybody who may open the page may open it for any of them. */
export const sharedWords: Record<string, (town: Town) => number> = {
  calls: ({ call }) => call, trainings: ({ training }) => training, cohorts: ({ cohorts }) => cohorts[0], days: ({ days }) => days[0]!,
  'class-days': ({ days }) => days[0]!, slots: ({ slots }) => slots[0], 'make-ups': ({ slots }) => slots[0], courses: ({ course }) => course, programs: ({ program }) => program,
  modules: ({ module }) => module, 'conference-plans': () => 2026, 'conference-records': () => 2026, rules: ({ course }) => course, 'my-days': ({ days }) => days[0]!, ...Object.fromEntries(
    ['lessons', 'lines', 'events', 'approvals', 'approval', 'personas', 'links', 'selections', 'targets', 'years', 'fiscal-years', 'name-corrections', 'verify', 'judgments', 'revisions', 'prints', 'criteria', 'pillars', 'budget', 'steps', 'outbox', 'dossiers', 'offered-seats', 'apply',
      'my-application', 'status-surveys', 'survey-indicators', 'sections', 'covers', 'demand-surveys', 'earlier-imports', 'recounts', 'transfer-checks', 'leaves', 'bounces', 'readings', 'letter-templates', 'versions', 'calendar', 'reminders', 'news', 'files', 'shelf', 'open-shelf', 'senders', 'day-choices', 'choices', 'question-banks',
      'questions', 'question-files', 'tests', 'attempts', 'free-texts', 'assignments', 'questionnaires', 'measurement-links', 'practice-links', 'practice-confirmations', 'rounds', 'check-in', 'walk-ins', 'online-logs', 'rows', 'join', 'packages', 'play', 'preview', 'viewings', 'cmaps', 'standard_fonts', 'wasm', 'pictures',
      'uploads', 'badges', 'keys', 'achievements', 'revocations', 'stored-papers', 'support-recruitments', 'experts', 'expert-requests', 'documents', 'issue-themes', 'issue-groups', 'plan-periods', 'self-evaluations', 'evaluation-forms', 'evaluation-items', 'evaluation-entries', 'evaluation-years', 'evaluation-annexes', 'evaluation-editions', 'figures', 'liaison-meetings', 'meeting-series', 'meeting-items',
      'meetings', 'meeting-links', 'editions', 'measures', 'statistic-measures']
      .map((word) => [word, () => 1])),
}
