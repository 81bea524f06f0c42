import { sql } from 'kysely'

// Sentences about a class day and an enrollment that many queries share. `d` and `e` are what the query at hand calls them.

/** The clock time at which the first slot of a day begins; null while it has none. */
export const beginsAt = (d: string) => sql<string | null>`(select min(s.starts_at) from slot s where s.class_day_id = ${sql.ref(`${d}.id`)})`
/** The clock time at which the last slot of a day ends. */
export const endsAt = (d: string) => sql<string | null>`(select max(s.ends_at) from slot s where s.class_day_id = ${sql.ref(`${d}.id`)})`

/** Whether a class day is one of an enrollment's own: everybody's, or the one of several that was chosen. */
export const isOwnDay = (e: string, d: string) => sql<boolean>`(${sql.ref(`${d}.day_choice_id`)} is null
  or exists (select from chosen_day x where x.enrollment_id = ${sql.ref(`${e}.id`)} and x.class_day_id = ${sql.ref(`${d}.id`)} and x.is_chosen))`

/** Whether it is one of several of which nobody has said yet which one it will be. */
export const isUnchosenDay = (e: string, d: string) => sql<boolean>`(${sql.ref(`${d}.day_choice_id`)} is not null
  and not exists (select from chosen_day x where x.enrollment_id = ${sql.ref(`${e}.id`)} and x.day_choice_id = ${sql.ref(`${d}.day_choice_id`)} and x.is_chosen))`

/** The day that stands for a choice while nobody has chosen: with the last one gone by, the choice was missed. */
export const isLastOfChoice = (d: string) => sql<boolean>`not exists (select from class_day z
  where z.day_choice_id = ${sql.ref(`${d}.day_choice_id`)} and (z.held_on, z.id) > (${sql.ref(`${d}.held_on`)}, ${sql.ref(`${d}.id`)}))`

/** The number of somebody's exercise group on a day, once groups are shown to trainees; null before. */
export const ownGroupOn = (e: string, d: string) => sql<number | null>`(select z.group_number from exercise_group_seat z join exercise_grouping u on u.class_day_id = z.class_day_id
  where z.enrollment_id = ${sql.ref(`${e}.id`)} and z.class_day_id = ${sql.ref(`${d}.id`)} and u.published_at is not null)`

/** What the choice of a day is called, where it is one to choose from, in one of two languages, or until when it is made. */
export const choiceOf = (d: string, column: 'title' | 'title_en' | 'closes_on') => sql<string | null>`(select ${sql.ref(`o.${column}`)} from day_choice o where o.id = ${sql.ref(`${d}.day_choice_id`)})`
