import type { Texts } from '../../../base/texts.ts'

/** Care conferences: their types, plans, records and cases. */
export const conferring = {
  'audit.detail.removed':              { ja: '消した数', en: 'removed' },
  'audit.subject.conference':          { ja: '会議', en: 'Conference' },
  'audit.subject.conference_type':     { ja: '会議の種類', en: 'Type of conferences' },
  'audit.subject.conference_plan':     { ja: '会議の年間計画', en: 'Plan of conferences' },
  'audit.subject.care_case':           { ja: '検討した事例', en: 'Case' },
  'audit.page.conferences':            { ja: '会議の記録', en: 'Care conferences' },
  'audit.page.care-cases':             { ja: '検討した事例', en: 'Case' },
  'audit.action.conference_type.made':    { ja: '会議の種類を加えた', en: 'Added a type of conferences' },
  'audit.action.conference_type.changed': { ja: '会議の種類を直した', en: 'Changed a type of conferences' },
  'audit.action.conference_type.closed':  { ja: '会議の種類を終わりにした', en: 'Closed a type of conferences' },
  'audit.action.conference_type.removed': { ja: '会議の種類を消した', en: 'Removed a type of conferences' },
  'audit.action.conference_type.ordered': { ja: '会議の種類を並べかえた', en: 'Ordered types of conferences' },
  'audit.action.conference_plan.saved':   { ja: '会議の年間計画を保存した', en: 'Saved the plan of conferences' },
  'audit.action.conference_plan.taken':   { ja: '会議の年間計画を表から取り込んだ', en: 'Took in a plan of conferences' },
  'audit.action.conferences.taken':       { ja: '会議の記録を表から取り込んだ', en: 'Took in records of conferences' },
  'audit.action.conference.recorded':     { ja: '会議を記録した', en: 'Recorded a conference' },
  'audit.action.conference.removed':      { ja: '会議の予定を消した', en: 'Removed a planned conference' },
  'audit.action.conference.people_added': { ja: '会議に参加した人を加えた', en: 'Added people to a conference' },
  'audit.action.conference.person_removed': { ja: '会議に参加した人を外した', en: 'Removed a person from a conference' },
  'audit.action.care_case.made':          { ja: '検討した事例を加えた', en: 'Added a case' },
  'audit.action.care_case.changed':       { ja: '検討した事例を直した', en: 'Changed a case' },
  'audit.action.care_case.removed':       { ja: '検討した事例を外した', en: 'Removed a case' },
} as const satisfies Texts
