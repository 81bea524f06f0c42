import { sql } from 'kysely'
import type { Database } from '../../server/base/database.ts'
import { folded, foldingOf } from '../../server/keeping/recounts/counters.ts'
import { tokyoMunicipalities } from '../../server/who/organizations/tokyo.ts'
import { professions } from '../../server/who/people/professions.ts'
import { cascade } from './cascade.ts'

/** How large a data set is: enrollments over ten years in trainings of 540, people who come back about once. */
export interface Size { enrollments: number; trainings: number; people: number; municipalities: number }
export const sizeOf = (enrollments: number): Size => ({
  enrollments, trainings: Math.ceil(enrollments / 540), people: Math.max(5_003, Math.floor(enrollments / 2) + 3),
  municipalities: enrollments > 100_000 ? 1_741 : 62,
})

/** The token of the n-th sign-in of a kind; the database holds its hash. */
export const tokenOf = (kind: 'trainee' | 'municipality' | 'prefecture' | 'instructor', n: number) => `${kind}-${n}-${'x'.repeat(24)}`

export const signedIn = { trainee: 1_000, municipality: 62, prefecture: 1, instructor: 1 } as const

/** Fills an empty, migrated database set by set. Everything lies in the newest year's first trainings where pages look. */
export async function fill(db: Database, size: Size): Promise<void> {
  const { enrollments, trainings, people, municipalities } = size
  const run = (query: ReturnType<typeof sql>) => query.execute(db)
  const names = tokyoMunicipalities.map(({ code, name, nameEn, kana, kind }) => ({ code, name, name_en: nameEn, kana, kind }))
  await db.insertInto('municipality').values(names).execute()
  await run(sql`insert into municipality (code, name, name_en, kana, kind)
    select lpad((200000 + n)::text, 6, '0'), 'まち' || n, 'Town ' || n, 'まち', 'town' from generate_series(63, ${municipalities}::int) n`)
  await db.insertInto('profession').values(professions.map(({ code, name, nameEn }, at) => ({ code, name, name_en: nameEn, position: at }))).execute()
  await run(sql`insert into person (municipality_id, name, kana, kana_key, search_key, email, created_at)
    select n % ${municipalities}::int + 1, '人名 ' || n, 'ひとな', lpad(n::text, 12, '0'), '人名' || n, 'p' || n || '@bench.test', now()
    from generate_series(1, ${people}::int) n`)
  await run(sql`insert into affiliation (person_id, municipality_id, organization, category, from_on)
    select id, municipality_id, 'センター', (array['chair', 'adviser', 'case_presenter', 'other'])[id % 4 + 1], '2015-04-01' from person`)
  await plan(run, trainings)
  await testing(run)
  await enter(run, { enrollments, trainings, people, municipalities })
  await take(run)
  await doors(run)
  await cascade(run)
  await meet(run)
  await sign(db, run)
  // As after its first night: sums that grew by differences are one row each, and what was written over is gone.
  for (const table of folded) await run(foldingOf(table))
  await run(sql`vacuum analyze`)
}

/** A liaison meeting that takes replies: all 62 have replied, and 85 people are there. */
async function meet(run: Run): Promise<void> {
  await run(sql`insert into meeting_series (fiscal_year, name) values (2026, '連絡会議')`)
  await run(sql`insert into meeting (series_id, number, title, state, round, held_on, starts_at, ends_at, mode, place, replies_due_on, contact) values (1, 1, '連絡会議', 'registration', 1, '2026-12-16', '14:00', '16:30', 'both', '会議室', '2026-12-02', '担当')`)
  await run(sql`insert into meeting_door (meeting_id, secret, opens_at, closes_at) values (1, ${'c'.repeat(43)}, '2026-12-16 04:30Z', '2026-12-16 07:30Z')`)
  await run(sql`insert into meeting_item (meeting_id, position, kind, title, owner, minutes) select 1, n, 'report', '議事' || n, '担当', 25 from generate_series(1, 6) n`)
  await run(sql`insert into meeting_reply (meeting_id, municipality_id, answer, contact_name, first_at, answered_at, answered_by, late)
    select 1, n, case when n % 8 = 0 then 'not_coming' else 'coming' end, '担当 ' || n, now(), now(), 1, false from generate_series(1, 62) n`)
  await run(sql`insert into meeting_person (meeting_id, municipality_id, name, section, mode, origin, position, added_at, here_at, here_mode, here_how)
    select 1, n % 62 + 1, '出席 ' || n, '高齢福祉課', 'venue', 'reply', 1 + n / 62, now(), now(), 'venue', 'desk' from generate_series(1, 85) n`)
}

type Run = (query: ReturnType<typeof sql>) => Promise<unknown>

async function plan(run: Run, trainings: number): Promise<void> {
  await run(sql`insert into program (name, name_en) values ('事業', 'Program')`)
  await run(sql`insert into course (kind, name, name_en, mark) values ('practitioner_training', '実践者養成研修', 'Practitioner training', '実践')`)
  await run(sql`insert into module (course_id, position, title, title_en, minutes) values (1, 1, '役割', 'Roles', 60), (1, 2, '演習', 'Exercise', 120)`)
  await run(sql`insert into lesson (module_id, position, kind, title, title_en)
    select 1, n, case when n = 4 then 'video' else 'page' end, '教材' || n, 'Lesson ' || n from generate_series(1, 4) n`)
  await run(sql`insert into lesson_version (lesson_id, number, body, duration_seconds, published_at)
    select id, 1, case when id = 4 then '' else '## 見出し' || chr(10) || repeat('本文です。', 60) end, case when id = 4 then 3600 end, now() from lesson order by id`)
  await run(sql`update lesson set published_version_id = id`)
  // The newest year comes first, so that its trainings have the small ids that pages are asked for.
  await run(sql`insert into training (course_id, fiscal_year, title, title_en, capacity, state, issuer_title, issuer_name)
    select 1, 2026 - ((n - 1) * 10 / ${trainings}::int), '研修 ' || n, 'Training ' || n, 540,
      case when (n - 1) * 10 / ${trainings}::int = 0 then 'running' else 'closed' end, '知事', '東京 太郎' from generate_series(1, ${trainings}::int) n`)
  await run(sql`insert into completion_criteria (training_id, version, rule, made_at)
    select id, 1, '{"lessons":"all","attendance":{"required":"all","lateLimitMinutes":10,"madeUpCounts":true}}', now() from training`)
  await run(sql`insert into training_lesson (training_id, lesson_id, opens_on, due_on) select t.id, l.id, '2020-01-01', '2099-12-31' from training t, lesson l`)
  await run(sql`insert into cohort (training_id, position, name, name_en, capacity) select t.id, n, '第' || n || 'コース', 'Cohort ' || n, 180 from training t, generate_series(1, 3) n order by t.id, n`)
  await run(sql`insert into class_day (cohort_id, held_on, place) select c.id, make_date(t.fiscal_year, 9, 10 + c.position), 'ホール' from cohort c join training t on t.id = c.training_id order by c.id`)
  await run(sql`insert into slot (class_day_id, module_id, position, title, starts_at, ends_at)
    select d.id, 2, n, '講義' || n, lpad((8 + 2 * n)::text, 2, '0') || ':00', lpad((9 + 2 * n)::text, 2, '0') || ':30' from class_day d, generate_series(1, 3) n order by d.id, n`)
  await run(sql`insert into call (training_id, state, document_number, issued_on, opens_on, office_closes_on, closes_on, decision_on, published_at, quota_chair, quota_adviser, quota_case_presenter, quota_other)
    select id, case when id = 1 then 'published' else 'finished' end, '第' || id || '号', '2020-01-01', '2020-01-01', '2098-12-01', '2098-12-31', '2099-01-31', now(), 6, 7, 6, 6
    from training where fiscal_year = 2026`)
}

async function enter(run: Run, { enrollments, people, municipalities }: Size): Promise<void> {
  await run(sql`insert into nomination_sheet (call_id, municipality_id, state, version, receipt, saved_at, submitted_at)
    select c.id, m.id, case when c.training_id = 1 then 'draft' else 'accepted' end, 2, case when c.training_id = 1 then null else c.id || '-' || m.id end, now(), now()
    from call c, municipality m where m.id <= 62`)
  await run(sql`insert into nomination (sheet_id, call_id, municipality_id, person_id, category, rank, name, kana, affiliation, profession_code, experience, submitted)
    select s.id, s.call_id, s.municipality_id, p.id, (array['chair', 'adviser', 'case_presenter', 'other'])[(p.place - 1) % 4 + 1], (p.place - 1) / 4 + 1, p.name, p.kana, 'センター', 'nurse', 'planned', s.state = 'accepted'
    from nomination_sheet s join (select id, name, kana, municipality_id, row_number() over (partition by municipality_id order by id) as place from person) p
      on p.municipality_id = s.municipality_id and p.place <= 9`)
  // Ten trainings, then a hundred at a time, as a planner knows tables that have grown: of one it takes for empty it reads all for each row.
  const parts = [1, ...Array.from({ length: Math.ceil(enrollments / 54_000) }, (_, n) => Math.max(5_401, n * 54_000 + 1))].filter((from) => from <= enrollments)
  for (const [n, from] of parts.entries()) {
    await run(sql`insert into enrollment (training_id, cohort_id, person_id, municipality_id, number, category, profession_code, affiliation, state, attended, enrolled_at, completed_on)
    select t.id, (t.id - 1) * 3 + (i - 1) % 3 + 1, p, p % ${municipalities}::int + 1, (i - 1) % 540 + 1, (array['chair', 'adviser', 'case_presenter', 'other'])[p % 4 + 1], (array['nurse', 'public_health_nurse', 'physical_therapist', 'occupational_therapist', 'speech_therapist', 'registered_dietitian', 'dental_hygienist', 'pharmacist', 'chief_care_manager', 'care_worker', 'social_worker'])[p % 11 + 1], 'センター',
      case when t.fiscal_year = 2026 then 'in_progress' when i % 10 = 0 then 'not_completed' else 'completed' end, t.fiscal_year < 2026 or i % 3 = 0, now(),
      case when t.fiscal_year < 2026 and i % 10 <> 0 then make_date(t.fiscal_year + 1, 2, 10) end
    from generate_series(${from}::int, ${(parts[n + 1] ?? enrollments + 1) - 1}::int) i join training t on t.id = (i - 1) / 540 + 1, lateral (select (i::bigint * 7919 % ${people}::bigint)::int + 1 as p) q`)
    await run(sql`analyze`)
  }
  await run(sql`update training t set enrollments_given = (select count(*) from enrollment e where e.training_id = t.id)`)
  await run(sql`insert into progress (enrollment_id, lesson_id, lesson_version_id, state, opened_at, seen_at, completed_at)
    select e.id, l.id, l.published_version_id, 'completed', now(), now(), now() from enrollment e, lesson l where l.id <= 2 and e.training_id <= 20 and e.state = 'in_progress'`)
  await run(sql`insert into attendance (slot_id, enrollment_id, state, evidence, marked_at)
    select s.id, e.id, 'present', 'staff', now() from enrollment e join class_day d on d.cohort_id = e.cohort_id join slot s on s.class_day_id = d.id
    where e.training_id <= 20 and e.attended`)
  await run(sql`insert into certificate (training_id, number, number_text, enrollment_id, person_id, municipality_id, name, kana, completed_on, issued_on, code)
    select e.training_id, row_number() over w, '第 R' || t.fiscal_year - 2018 || '－実践' || t.id || '－' || lpad((row_number() over w)::text, 4, '0') || ' 号', e.id, e.person_id, e.municipality_id, '人名 ' || e.person_id, 'ひとな',
      e.completed_on, e.completed_on + 30, substr(upper(translate(md5(e.id::text), 'abcdef', 'ABCDEF')), 1, 4) || '-' || substr(upper(md5(e.id::text)), 5, 4) || '-' || substr(upper(md5(e.id::text)), 9, 4)
    from enrollment e join training t on t.id = e.training_id where e.state = 'completed' window w as (partition by e.training_id order by e.number)`)
  await run(sql`insert into certificate_event (certificate_id, kind, at, name) select id, 'issued', now(), name from certificate`)
}

/** A test of twenty questions in the second module, so that the pages of the first stay as they are. */
async function testing(run: Run): Promise<void> {
  await run(sql`insert into question_bank (name) values ('基本')`)
  await run(sql`insert into question (bank_id, code, kind) select 1, 'q' || n, 'single' from generate_series(1, 20) n`)
  await run(sql`insert into question_version (question_id, number, stem, body, made_at) select id, 1, repeat('問題の文です。', 8),
    '{"kind":"single","choices":[{"id":"a","text":"一つ目の選択肢"},{"id":"b","text":"二つ目の選択肢"},{"id":"c","text":"三つ目の選択肢"},{"id":"d","text":"四つ目の選択肢"}],"right":"a","isShuffled":true}', now() from question order by id`)
  await run(sql`insert into lesson (module_id, position, kind, title, title_en) values (2, 1, 'test', '理解度テスト', 'Test')`)
  await run(sql`insert into lesson_version (lesson_id, number, content, published_at) values (5, 1, '{"sections":[{"title":"","titleEn":"","draws":[{"bankId":1,"tag":"","count":20}],"questionIds":[]}]}', now())`)
  await run(sql`update lesson set published_version_id = id where id = 5`)
  await run(sql`insert into training_lesson (training_id, lesson_id) values (1, 5)`)
}

/** Open papers of the first training's first people. */
async function take(run: Run): Promise<void> {
  await run(sql`insert into test_attempt (enrollment_id, lesson_id, lesson_version_id, number, seed, started_at, deadline_at, points_max)
    select id, 5, 5, 1, 'bench' || id, now(), now() + interval '10 days', 20 from enrollment where training_id = 1 and number <= 500`)
  await run(sql`insert into test_answer (attempt_id, place, section, question_version_id, points_max) select a.id, v.id, 0, v.id, 1 from test_attempt a, question_version v order by a.id, v.id`)
}

/** The secret of every check-in of the bench, which makes its codes itself. */
export const doorSecret = Buffer.from('a door of the bench').toString('base64url')

/** Open doors where no page of the bench looks: the last slots of the first training, for its last people, and the first of the second. */
async function doors(run: Run): Promise<void> {
  await run(sql`insert into check_in (slot_id, secret, opens_at, closes_at)
    select id, ${doorSecret}, '2020-01-01', '2099-01-01' from slot where class_day_id <= 3 and position = 3 or class_day_id between 4 and 6 and position = 1`)
  await run(sql`delete from attendance where slot_id in (select slot_id from check_in) and enrollment_id > 460`)
}

async function sign(db: Database, run: Run): Promise<void> {
  const { createHash } = await import('node:crypto')
  await run(sql`insert into account (person_id, email, created_at) select e.person_id, 'p' || e.person_id || '@bench.test', now() from enrollment e where e.training_id <= 2 and e.number <= ${signedIn.trainee / 2} order by e.id`)
  await run(sql`insert into post (account_id, kind, granted_at) select id, 'trainee', now() from account order by id`)
  const staff = async (kind: 'municipality' | 'prefecture' | 'instructor', municipality_id: number | null) => {
    const { id: person_id } = await db.insertInto('person').values({ name: '職員', kana: 'しょくいん', municipality_id, created_at: new Date() }).returning('id').executeTakeFirstOrThrow()
    const { id: account_id } = await db.insertInto('account').values({ person_id, email: `${kind}${municipality_id}@bench.test`, created_at: new Date() }).returning('id').executeTakeFirstOrThrow()
    await db.insertInto('post').values({ account_id, kind, municipality_id, granted_at: new Date() }).execute()
    return person_id
  }
  for (let n = 1; n <= signedIn.municipality; n += 1) await staff('municipality', n)
  await staff('prefecture', null)
  const teacher = await staff('instructor', null)
  await run(sql`insert into cohort_instructor (cohort_id, person_id) select id, ${teacher} from cohort where training_id = 1`)
  const posts = await db.selectFrom('post').select(['id', 'account_id', 'kind']).orderBy('id').execute()
  const seen = new Map<string, number>()
  const expires_at = new Date(Date.now() + 10 * 86_400_000)
  await db.insertInto('session').values(posts.map(({ id: post_id, account_id, kind }) => {
    const n = seen.get(kind) ?? 0
    seen.set(kind, n + 1)
    const id = createHash('sha256').update(tokenOf(kind as 'trainee', n)).digest('hex')
    return { id, account_id, post_id, created_at: new Date(), expires_at }
  })).execute()
}
