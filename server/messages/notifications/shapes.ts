import type { Day } from '../../base/days.ts'
import type { Reason } from '../../base/errors.ts'
import type { Template } from './told.ts'

/** The words of a template in one of its versions; version 0 is what was shipped. */
export interface Wording { version: number; title: string; titleEn: string; body: string; bodyEn: string }

export type Category = 'chair' | 'adviser' | 'case_presenter' | 'other'
export type Data = Record<string, string | number>
/** One line of a list: its words, and a category to be named in the reader's language. */
export interface Item { reason: Reason; category?: Category }

/** What somebody is told. Exactly one of `personId` and `municipalityId`; `data` fills the holes of the template's texts. */
export interface Letter {
  template: Template; personId: number | null; municipalityId: number | null
  /** As it stands above the letter, without 様 or 御中. */
  name: string; nameEn: string
  /** The training, or what was asked, in both languages. */
  about: { ja: string; en: string }
  data: Data; list: Item[]; path: string | null; contact: string
  /** Who signs, as it is printed: office and title, and the name where one is. Only where `isSigned`. */
  sender?: string
  /** False: it stands on the site only, so that work between colleagues does not fill their mailboxes. */
  byMail: boolean
}

export interface Body { id: number; name: string; nameEn: string }
export interface Reader { personId: number; name: string }
export interface About { title: string; titleEn: string; contact: string }
/** `oneOf`: what the days are called of which it is one to choose from, `chooseBy` the last day of choosing. */
export interface ClassDay { heldOn: Day; place: string; startsAt: string | null; endsAt: string | null; oneOf?: string | null; oneOfEn?: string | null; chooseBy?: Day | null }
export type Outcome = 'selected' | 'waitlisted' | 'next_year' | 'declined'

/** What the letters of a line need to know, one shape per kind of line. */
export type Facts =
  | { of: 'call'; callId: number; about: About; days: { officeClosesOn: Day; closesOn: Day; decisionOn: Day }; number: string; note: string; municipalities: (Body & { handedIn: boolean })[] }
  | { of: 'sheet'; callId: number; about: About; municipality: Body; receipt: string; reason: string; dueOn: Day; decisionOn: Day
    /** It came after its last day, so the municipality cannot recall it. */
    isLate: boolean }
  | { of: 'application'; applicationId: number; about: About; municipality: Body; office: string; receipt: string; people: number }
  /** A survey of the demand, and the municipalities that are told of it. */
  | { of: 'demand'; surveyId: number; about: About; dueOn: Day; message: string; reason: string; municipalities: Body[] }
  /** A liaison meeting, and the municipalities that are told of it. `opens`: they are asked to reply at once. */
  | { of: 'meeting'; meetingId: number; about: About; heldOn: Day; times: string; venue: string; venueEn: string; dueOn: Day; number: string; message: string; reason: string; opens: boolean; municipalities: Body[] }
  | { of: 'selection'; trainingId: number; callId: number | null; about: About; results: Result[] }
  | { of: 'double'; callId: number; about: About; municipality: Body; outcome: 'kept' | 'dropped' | 'different'; name: string; reason: string }
  | { of: 'offer'; offerId: number; about: About; person: Reader; municipality: Body; cohort: { ja: string; en: string }; dueAt: { ja: string; en: string }; number: string; enrollmentId: number | null; days: ClassDay[] }
  | { of: 'withdrawal'; enrollmentId: number; about: About; person: Reader; municipality: Body | null; number: string; by: string }
  | { of: 'schedule'; trainingId: number; about: About; change: 'changed' | 'postponed' | 'transferred' | 'given'; reason: { ja: string; en: string }; from: { ja: string; en: string } | null; people: Scheduled[]; teachers: Scheduled[] }
  | { of: 'submission'; about: About; person: Reader; lesson: { ja: string; en: string }; receipt: string; reason: string; dueOn: Day | null; path: string }
  | { of: 'absence'; enrollmentId: number; about: About; name: string; number: string; municipality: Body; heldOn: Day; kind: 'absent' | 'late' }
  | { of: 'makeUp'; about: About; person: Reader; slot: { ja: string; en: string }; days: ClassDay[]; path: string }
  | { of: 'groups'; about: About; heldOn: Day; people: Reader[]; path: string }
  | { of: 'granted'; about: About; person: Reader; modules: { title: string; titleEn: string }[] }
  | { of: 'test'; about: About; person: Reader; lesson: { ja: string; en: string }; path: string }
  | { of: 'nomination'; sheetPath: string; about: About; person: Reader; municipality: Body; newcomer: string }
  | { of: 'replacement'; out: Extract<Facts, { of: 'withdrawal' }>; in: Extract<Facts, { of: 'selection' }> }
  | { of: 'judgment'; trainingId: number; about: About; results: Judged[] }
  | { of: 'certificates'; about: About; results: Certified[] }
  | { of: 'certificate'; about: About; certificate: Certified; reason: string }
  | { of: 'instructor'; about: About; person: Reader; validUntil: Day }
  | { of: 'instructorRequest'; requestId: number; about: About; person: Reader; municipality: Body; employer: string; reason: string; dueOn: Day; days: ClassDay[] }
  | { of: 'localTraining'; trainingId: number; about: About; municipality: Body; reason: string }
  /** Stored papers that are not what was kept, and those who look after the house. */
  | { of: 'damage'; count: number; readers: Reader[] }
  | { of: 'differences'; count: number; readers: Reader[] }
  | { of: 'account'; accountId: number; person: Reader; hours: number }
  /** What follows the trainings: the bodies and people who are told the same of one matter, each by their page. */
  | { of: 'cascade'; about: About; bodies: Body[]; people: Reader[]; data: Data; path: string }
  /** Somebody who is asked what came of a training they completed. */
  | { of: 'practice'; askingId: number; about: About; person: Reader; months: number; dueOn: Day }
  | { of: 'reminder'; results: Reminded[] }
  | { of: 'approval'; about: { title: string; titleEn: string }; path: string; asker: Reader; decider: string; note: string; officers: Reader[]
    /** Who has something to do hears of it by mail too, asked or sent back: nobody looks in every day, and the deadline holds. */
    byMail?: boolean }

export interface Result extends Reader {
  outcome: Outcome; rule: string; waitlistPosition: number | null; category: Category; municipality: Body
  number: string | null; cohort: { ja: string; en: string } | null; days: ClassDay[]
}
/** Somebody whose days are told anew. */
export interface Scheduled extends Reader { enrollmentId: number; number: string; cohort: { ja: string; en: string }; municipality: Body | null; days: ClassDay[] }
/** Somebody who is reminded, of all that is due in one matter on one day. */
export interface Reminded { template: Template; about: About; person: Reader | null; municipality: Body | null; dueOn: Day; days: number; items: Item[]; path: string | null
  /** How many people of applications wait for the municipality. */
  people?: number }
export interface Judged extends Reader { decision: 'completed' | 'not_completed'; number: string; municipality: Body | null }
export interface Certified extends Reader { id: number; numberText: string; municipality: Body | null }
