import { sql } from 'kysely'
import type { Reader } from '../../base/database.ts'
import { fiscalYearInWords } from '../../base/days.ts'
import { enrollmentNumber } from '../../entry/enrollments/rules.ts'
import { linkMinutes } from '../../who/accounts/rules.ts'
import { aboutColumns, body } from './about.ts'
import { dayItem } from './rules.ts'
import type { Facts, Item, Reminded } from './shapes.ts'
import type { Template, ToldAction } from './told.ts'

// What letters about work that waits need to know: approvals, accounts and reminders.

export async function accountFacts(db: Reader, id: number, action: ToldAction): Promise<Facts | undefined> {
  const row = await db.selectFrom('account as a').innerJoin('person as p', 'p.id', 'a.person_id').select(['p.id as personId', 'p.name'])
    .where('a.id', '=', id).where('a.disabled_at', 'is', null).executeTakeFirst()
  return row && { of: 'account', accountId: id, person: row, hours: linkMinutes[action === 'account.invited' ? 'invitation' : 'reset'] / 60 }
}

export async function approvalFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('approval as a').innerJoin('person as p', 'p.id', 'a.requested_by').leftJoin('person as d', 'd.id', 'a.decided_by')
    .select(['a.title', 'a.title_en as titleEn', 'a.path', 'a.note', 'a.state', 'p.id as personId', 'p.name', 'd.name as decider']).where('a.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const officers = row.state !== 'requested' ? [] : await prefectureOfficers(db)
  return { of: 'approval', about: row, path: row.path, asker: row, decider: row.decider ?? '', note: row.note ?? '', officers }
}

/** A sheet on its way through its own municipality: whose turn it is, holder and deputy, and who said no when somebody did. */
export async function sheetApprovalFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('sheet_approval as r').innerJoin('nomination_sheet as s', 's.id', 'r.sheet_id').innerJoin('call as c', 'c.id', 's.call_id')
    .innerJoin('training as t', 't.id', 'c.training_id').innerJoin('person as p', 'p.id', 'r.asked_by')
    .select([...aboutColumns, 'r.state', 'p.id as personId', 'p.name']).where('r.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const marks = await db.selectFrom('sheet_approval_mark as b').innerJoin('post as o', (join) => join.on((eb) => eb.or([eb('o.id', '=', eb.ref('b.post_id')), eb('o.id', '=', eb.ref('b.deputy_post_id'))])))
    .innerJoin('account as k', 'k.id', 'o.account_id').innerJoin('person as p', 'p.id', 'k.person_id').leftJoin('person as d', 'd.id', 'b.decided_by')
    .select(['b.position', 'b.decision', 'b.note', 'd.name as decider', 'p.id as personId', 'p.name'])
    .where('b.sheet_approval_id', '=', id).orderBy('b.position').orderBy('p.id').limit(6).execute()
  const turn = marks.find(({ decision }) => decision === null)?.position
  const last = marks.findLast(({ decision }) => decision !== null)
  return {
    of: 'approval', about: { title: `推薦書　${row.title}`, titleEn: `Nomination sheet: ${row.titleEn}` }, path: `/sheet-approvals/${id}`, asker: row,
    decider: last?.decider ?? '', note: last?.note ?? '', byMail: true,
    officers: row.state !== 'requested' ? [] : marks.filter(({ position, decision }) => decision === null && position === turn),
  }
}

/** What waits for the prefecture, or what it said no to. */
export async function substitutionFacts(db: Reader, id: number): Promise<Facts | undefined> {
  const row = await db.selectFrom('substitution as s').innerJoin('training as t', 't.id', 's.training_id').innerJoin('person as p', 'p.id', 's.asked_by')
    .leftJoin('person as d', 'd.id', 's.decided_by').select([...aboutColumns, 's.state', 's.decline_reason as note', 'p.id as personId', 'p.name', 'd.name as decider']).where('s.id', '=', id).executeTakeFirst()
  return row && {
    of: 'approval', about: { title: `差替え　${row.title}`, titleEn: `Substitution: ${row.titleEn}` }, path: `/substitutions/${id}`, asker: row, decider: row.decider ?? '',
    note: row.note ?? '', officers: row.state === 'requested' ? await prefectureOfficers(db) : [],
  }
}

/** Who is told of stored papers that are not what was kept: the prefecture's officers and the administrators. */
export async function damageFacts(db: Reader, count: number): Promise<Facts> {
  return { of: 'damage', count, readers: await officers(db, ['prefecture', 'administrator']) }
}

export async function differenceFacts(db: Reader, count: number): Promise<Facts> {
  return { of: 'differences', count, readers: await officers(db, ['prefecture', 'administrator']) }
}

const prefectureOfficers = (db: Reader) => officers(db, ['prefecture'])

const officers = (db: Reader, kinds: ('prefecture' | 'administrator')[]) => db.selectFrom('post as o').innerJoin('account as a', 'a.id', 'o.account_id')
  .innerJoin('person as p', 'p.id', 'a.person_id').select(['p.id as personId', 'p.name']).distinct()
  .where('o.kind', 'in', kinds).where('o.ended_at', 'is', null).where('a.disabled_at', 'is', null).orderBy('p.id').limit(500).execute()

/** One issue by its title, several by their number: they stand in the list. */
const aboutIssues = (own: readonly { issue: string | null }[]) => own.length === 1 ? { title: own[0]!.issue ?? '', titleEn: own[0]!.issue ?? '' } : { title: `${own.length}件`, titleEn: `${own.length} community issues` }

/** Those reminded together: one letter each, with all that is still to be done in that matter by that day. */
export async function reminderFacts(db: Reader, { batch, days }: Record<string, unknown>): Promise<Facts | undefined> {
  const rows = await db.selectFrom('reminder as r').leftJoin('person as p', 'p.id', 'r.person_id').leftJoin('municipality as m', 'm.id', 'r.municipality_id')
    .leftJoin('call as c', (join) => join.on(sql<boolean>`r.subject_ref = 'call:' || c.id`))
    .leftJoin('training as t', (join) => join.on(sql<boolean>`(r.subject_ref = 'training:' || t.id or t.id = c.training_id)`))
    .leftJoin('transfer_check as tc', (join) => join.on(sql<boolean>`r.subject_ref = 'transfer_check:' || tc.id`))
    .leftJoin('demand_survey as s', (join) => join.on(sql<boolean>`r.subject_ref = 'demand_survey:' || s.id`))
    .leftJoin('course as u', (join) => join.on(sql<boolean>`u.id = coalesce(s.course_id, (select i.course_id from instructor i where r.subject_ref = 'instructor:' || i.id))`))
    .leftJoin('meeting as g', (join) => join.on(sql<boolean>`r.subject_ref = 'meeting:' || g.id`))
    .leftJoin('status_survey as v', (join) => join.on(sql<boolean>`r.subject_ref = 'status_survey:' || v.id`))
    .leftJoin('community_issue as i', (join) => join.on(sql<boolean>`r.item = 'community_issue:' || i.id`))
    .leftJoin('call as k', 'k.training_id', 't.id')
    .leftJoin('lesson as l', (join) => join.on(sql<boolean>`r.item = 'lesson:' || l.id`))
    .leftJoin('calendar_entry as e', (join) => join.on(sql<boolean>`r.item = 'class_day:' || e.class_day_id`))
    .select([sql<string>`coalesce(t.title, u.name, g.title, v.title, '')`.as('title'), sql<string>`coalesce(t.title_en, u.name_en, nullif(g.title_en, ''), g.title, nullif(v.title_en, ''), v.title, '')`.as('titleEn'), 'r.kind', 'r.due_on as dueOn', 'c.id as callId',
      sql<number>`(select count(*)::int from application a join applicant p on p.application_id = a.id where a.call_id = c.id and a.municipality_id = m.id and a.state = 'submitted' and p.verdict is null)`.as('people'),
      's.id as surveyId', 'g.id as meetingId', 'v.id as statusSurveyId', 'tc.id as transferId', 'tc.fiscal_year as transferYear', 'v.id as statusSurveyId', sql<string | null>`coalesce(k.contact, s.contact, g.contact, v.contact, tc.contact, v.contact)`.as('contact'), 'p.id as personId', 'p.name', 'm.id as municipalityId', 'm.name as municipality', 'm.name_en as municipalityEn',
      'i.id as issueId', 'i.title as issue', 'l.kind as lessonKind', 'l.title as lesson', 'l.title_en as lessonEn', 'e.held_on as heldOn', 'e.place', 'e.starts_at as startsAt', 'e.ends_at as endsAt',
      sql<string | null>`(select q.name from enrollment n join person q on q.id = n.person_id where r.item = 'enrollment:' || n.id)`.as('whose'),
      sql<number | null>`(select n.number from enrollment n where r.item = 'enrollment:' || n.id)`.as('whoseNumber'),
      sql<string | null>`(select s.title from slot s where r.item = 'slot:' || s.id)`.as('slot'),
      sql<string | null>`(select case when o.title = s.title then o.title_en else s.title end from slot s left join module o on o.id = s.module_id where r.item = 'slot:' || s.id)`.as('slotEn')])
    .where('r.batch', '=', String(batch)).orderBy('r.id').limit(20_000).execute()
  // Offices were written to at their own address: see giveReminders.
  if (rows[0]?.kind === 'application') return undefined
  const byReader = Map.groupBy(rows, ({ personId, municipalityId }) => `${personId}.${municipalityId}`)
  const results = [...byReader.values()].map((own): Reminded => {
    const [{ kind, dueOn, people, callId, surveyId, meetingId, statusSurveyId, transferId, transferYear, contact, personId, name, municipalityId, municipality, municipalityEn, ...about }] = own as [typeof own[number]]
    return {
      template: (kind === 'make_up' && municipalityId !== null ? 'reminder_make_up_listed' : `reminder_${kind}`) as Template, about: { ...about, ...transferYear === null ? {} : { title: fiscalYearInWords(transferYear, 'ja'), titleEn: fiscalYearInWords(transferYear, 'en') }, ...kind === 'issue' ? aboutIssues(own) : {}, contact: contact ?? '' }, dueOn, days: Number(days), people,
      person: personId === null ? null : { personId, name: name! }, municipality: municipalityId === null ? null : body(municipalityId, municipality!, municipalityEn!),
      path: kind === 'review' ? `/calls/${callId}/applications` : kind === 'sheet' ? `/calls/${callId}/sheet` : kind === 'transfer' ? `/transfer-checks/${transferId}` : kind === 'demand' ? `/demand-surveys/${surveyId}` : kind === 'status_survey' ? `/status-surveys/${statusSurveyId}/answer` : kind === 'issue' ? (own.length === 1 ? `/community-issues/${own[0]!.issueId}` : '/community-issues?state=responded') : kind === 'meeting' ? `/liaison-meetings/${meetingId}/reply` : kind === 'name' ? '/my-name' : kind === 'lessons' || kind === 'returned' ? '/learn' : kind === 'marking' ? (own.some((one) => one.lessonKind === 'assignment') ? '/submissions' : '/test-marking') : kind === 'measurement' ? '/my-measurements' : kind === 'instructor' ? '/my-instructor-entry' : kind === 'make_up' ? (municipalityId === null ? '/my-make-ups' : '/forecasts') : '/my-days',
      items: own.flatMap(({ lesson, lessonEn, heldOn, place, startsAt, endsAt, whose, whoseNumber, slot, slotEn, issue }): Item[] => issue !== null
        ? [{ reason: { key: 'letters.line.lesson', data: { title: issue, titleEn: issue } } }] : whose !== null
        ? [{ reason: { key: 'letters.line.enrolled', data: { name: whose, number: enrollmentNumber(whoseNumber ?? 0) } } }] : slot !== null
        ? [{ reason: { key: 'letters.line.lesson', data: { title: slot, titleEn: slotEn ?? slot } } }] : lesson !== null
        ? [{ reason: { key: 'letters.line.lesson', data: { title: lesson, titleEn: lessonEn! } } }] : heldOn !== null ? [dayItem({ heldOn, place: place!, startsAt, endsAt })] : []),
    }
  })
  return results.length === 0 ? undefined : { of: 'reminder', results }
}
