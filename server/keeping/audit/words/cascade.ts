import type { Texts } from '../../../base/texts.ts'

/** What was done: what follows a course. */
export const cascade = {
  'audit.action.document.added':       { ja: '資料を載せた', en: 'Added a document' },
  'audit.action.document.changed':     { ja: '資料の名前や読める人を変えた', en: 'Changed a document’s title or readers' },
  'audit.action.document.moved':       { ja: '資料の並び順を変えた', en: 'Changed the order of documents' },
  'audit.action.document.removed':     { ja: '資料を取り下げた', en: 'Took a document away' },

  'audit.subject.meeting':             { ja: '連絡会議', en: 'Liaison meeting' },
  'audit.subject.meeting_item':        { ja: '議事', en: 'Agenda item' },
  'audit.detail.readers':              { ja: '読める人', en: 'readers' },

  'audit.subject.action':              { ja: '次の行動', en: 'Action' },
  'audit.action.action.added':         { ja: '次の行動を加えた', en: 'Added an action' },
  'audit.action.action.edited':        { ja: '次の行動を直した', en: 'Edited an action' },
  'audit.action.action.done':          { ja: '次の行動を済みにした', en: 'Marked an action as done' },
  'audit.action.action.dropped':       { ja: '次の行動を取りやめた', en: 'Dropped an action' },
  'audit.action.action.reopened':      { ja: '次の行動を、これからすることにもどした', en: 'Opened an action again' },
} as const satisfies Texts
