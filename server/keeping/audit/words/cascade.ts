import type { Texts } from '../../../base/texts.ts'

/** What was done: what follows the trainings. */
export const cascade = {
  'audit.subject.action':              { ja: '次の行動', en: 'Action' },
  'audit.action.action.added':         { ja: '次の行動を加えた', en: 'Added an action' },
  'audit.action.action.edited':        { ja: '次の行動を直した', en: 'Edited an action' },
  'audit.action.action.done':          { ja: '次の行動を済みにした', en: 'Marked an action as done' },
  'audit.action.action.dropped':       { ja: '次の行動を取りやめた', en: 'Dropped an action' },
  'audit.action.action.reopened':      { ja: '次の行動を、これからすることにもどした', en: 'Opened an action again' },
  'audit.action.briefings.made':       { ja: '区市町村別の概況を作った', en: 'Made the briefings of all municipalities' },
} as const satisfies Texts
