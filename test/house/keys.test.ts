import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { texts } from '../../server/texts.ts'
import { emptyDatabase } from '../support/database.ts'
import { sources } from '../support/source.ts'

/**
 * Whenever a row is taken away, the database asks every table that may refer to it. Without an index on the reference it
 * reads that table from end to end: a sheet's autosave once read every enrollment nine times.
 */
test('what refers to rows that are taken away is found by an index', async () => {
  const deleted = new Set(sources('server', '.ts').filter(({ file }) => !file.startsWith('server/keeping/demo/'))
    .flatMap(({ text }) => [...text.matchAll(/deleteFrom\('(\w+)'\)/g)].map(([, table]) => table!)))
  expect(deleted).toContain('nomination')
  const db = await emptyDatabase()
  const { rows } = await sql<{ reference: string; to: string; cascades: boolean }>`
    select c.conrelid::regclass || '.' || a.attname as reference, c.confrelid::regclass::text as to
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace and not exists (
      select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = a.attnum
        and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)'))
    order by 1`.execute(db)
  // These tables hold a few rows per account, training or year, and reading them whole is as quick.
  const small = ['one_time_link.account_id', 'work.post_id', 'pillar.program_id', 'budget_line.pillar_id', 'budget_line.program_year_id', 'year_step.program_year_id']
  // People go only when an officer takes back a wrong import of earlier years; what grows with the people has its index all the same.
  const growing = ['absence_notice', 'affiliation', 'attendance', 'attendance_mark', 'certificate', 'certificate_event', 'certificate_handover', 'earlier_completer', 'enrollment', 'exercise_group_move', 'judgment_line', 'local_attendance',
    'local_attendance_mark', 'local_participant', 'make_up', 'message', 'name_correction', 'nomination', 'nomination_sheet', 'partial_certificate', 'practice_answer', 'progress', 'seat_offer', 'selection_line', 'statistic', 'status_survey_section',
    'substitution', 'test_attempt', 'transfer_line', 'waitlist_entry']
  const isSeldom = ({ to, reference }: { to: string; reference: string }) => to === 'person' && !growing.includes(reference.split('.')[0]!)
  expect(rows.filter((row) => !isSeldom(row) && deleted.has(row.to) && !small.includes(row.reference)).map(({ reference }) => reference)).toEqual([])
})

/** What a reference that stops a removal is told by: a text, or why it never comes to it. */
const toldBy: Record<string, keyof typeof texts | 'never'> = {
  'community_issue.conference_id': 'conferences.ofIssues', 'community_issue_move.conference_id': 'conferences.ofIssues', 'community_issue_case.case_id': 'conferences.caseOfIssues',
  'conference.type_id': 'conferenceTypes.hasConferences',
  // What is in a group is let out of it first, and an issue with something in it is only ungrouped.
  'community_issue.parent_id': 'never',
}
test('what stops a removal of conferences, issues, surveys, targets and evaluations is told in words', async () => {
  const removed = [...new Set(sources('server', '.ts').filter(({ file }) => /^server\/(practice|answers)\//.test(file)).flatMap(({ text }) => [...text.matchAll(/deleteFrom\('(\w+)'\)/g)].map(([, table]) => table!)))]
  expect(removed).toContain('conference')
  const db = await emptyDatabase()
  // Rows go along with what they belong to; people are looked after by whatever hangs on them, whichever table it is.
  const { rows } = await sql<{ reference: string }>`
    with recursive gone(name) as (select unnest(${removed.filter((table) => table !== 'person')}::text[])
      union select c.conrelid::regclass::text from gone join pg_constraint c on c.contype = 'f' and c.confrelid::regclass::text = gone.name and c.confdeltype = 'c')
    select distinct c.conrelid::regclass || '.' || a.attname as reference from gone join pg_constraint c on c.contype = 'f' and c.confrelid::regclass::text = gone.name and c.confdeltype in ('a', 'r')
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] order by 1`.execute(db)
  expect(rows.map(({ reference }) => reference)).toEqual(Object.keys(toldBy).toSorted())
  expect(Object.values(toldBy).filter((key) => key !== 'never' && !(key in texts))).toEqual([])
})
