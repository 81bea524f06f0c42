import { sql } from 'kysely'

type Run = (query: ReturnType<typeof sql>) => Promise<unknown>

/** Ten years of the cascade: 1,440 instructors, two local trainings a year in each of 62 municipalities, twenty people in each, each taught by an instructor of the municipality. */
export async function cascade(run: Run): Promise<void> {
  await run(sql`insert into course (kind, name, name_en, mark) values ('instructor_training', '講師養成研修', 'Instructor training', '講師')`)
  await run(sql`insert into instructor (person_id, municipality_id, course_id, fiscal_year, completed_on, valid_until, state, invited_at, consented_at)
    select n, p.municipality_id, 2, 2016 + (n - 1) / 144, make_date(2017 + (n - 1) / 144, 2, 20), make_date(2020 + (n - 1) / 144, 2, 19) + case when n % 3 = 0 then 2000 else 0 end, 'active', now(), now()
    from generate_series(1, 1440) n join person p on p.id = n order by n`)
  await run(sql`insert into local_training (municipality_id, fiscal_year, first_on, last_on, title, seats, state, was_held, participants, attended, completed, reported_at, made_at)
    select m, y, make_date(y, 6 + 3 * k, 10), make_date(y, 6 + 3 * k, 10), '独自研修 ' || y || '-' || m || '-' || k, 24, 'reported', true, 20, 20, 18, now(), now() from generate_series(2016, 2025) y, generate_series(1, 62) m, generate_series(0, 1) k order by y, m, k`)
  await run(sql`insert into local_training_day (local_training_id, municipality_id, held_on, starts_at, ends_at) select id, municipality_id, first_on, '13:30', '16:30' from local_training order by id`)
  await run(sql`insert into instructor_request (municipality_id, local_training_id, instructor_id, person_id, name, state, employer, document_number, issued_on, sender, theme, honorarium_yen, travel_yen, answer_by, contact, letter, acceptance, sent_at, made_at)
    select t.municipality_id, t.id, i.id, i.person_id, '講師 ' || i.id, 'accepted', 'センター', '第' || t.id || '号', t.first_on - 60, '課長', '助言', 30000, 0, t.first_on - 30, '係', '{}', '{}', now(), now()
    from local_training t join lateral (select i.id, i.person_id from instructor i where i.municipality_id = t.municipality_id and i.fiscal_year <= t.fiscal_year order by (i.id * 7 + t.id) % 23, i.id limit 1) i on true order by t.id`)
  await run(sql`insert into instructor_request_day (instructor_request_id, local_training_day_id) select q.id, d.id from instructor_request q join local_training_day d on d.local_training_id = q.local_training_id`)
  await run(sql`insert into local_participant (local_training_id, municipality_id, person_id, number, name, affiliation, completed, added_at)
    select t.id, t.municipality_id, p.id, row_number() over (partition by t.id order by p.id), p.name, 'センター', p.id % 10 <> 0, now()
    from local_training t join lateral (select id, name from person where municipality_id = t.municipality_id order by (id * 13 + t.id * 31) % 97, id limit 20) p on true order by t.id`)
}
