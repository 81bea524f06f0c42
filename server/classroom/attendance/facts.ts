import { sql } from 'kysely'
import type { Day } from '../../base/days.ts'

// What is known of a slot beside its mark, for queries in which `e` is the enrollment, `d` the class day, `s` the slot and `a` the
// mark that stands. Asked in one way everywhere, so that whoever offers a make-up sees a slot as the judgment sees it.

/** A slot has no English title of its own; one that is called after its module `m` has the module's. */
export const slotTitleEn = sql<string>`case when m.title = s.title then m.title_en else s.title end`

const begins = sql<Date>`(d.held_on + s.starts_at::time) at time zone 'Asia/Tokyo'`

/** Whether word was sent before the slot began that somebody would be late, or not come. */
export const isNoticed = sql<boolean>`exists (select from absence_notice y where y.enrollment_id = e.id and y.class_day_id = d.id
  and y.taken_back_at is null and y.sent_at < ${begins})`

/** Scanned by oneself after the slot had begun; null where there is no mark. */
export const signedLate = sql<boolean | null>`a.evidence in ('qr', 'self_declared') and a.marked_at > ${begins}`

/** The day a module was completed in an earlier year, for whom it was brought along. */
export const carriedOn = (module: string) =>
  sql<Day | null>`(select y.completed_on from carried_module y where y.enrollment_id = e.id and y.module_id = ${sql.ref(module)})`

/** The modules of the lessons that the training uses. */
export const modulesOfLessons = sql<number[]>`(select coalesce(json_agg(distinct k.module_id), '[]') from training_lesson l join lesson k on k.id = l.lesson_id
  where l.training_id = e.training_id)`
