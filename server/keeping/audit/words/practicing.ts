import type { Texts } from '../../../base/texts.ts'

/** What was done: what follows a course. */
export const practicing = {
  'audit.subject.practice_asking':     { ja: '実践のフォロー', en: 'Practice follow-up' },
  'audit.page.askings':                { ja: '実践のフォロー（一人）', en: 'Practice follow-up of one person' },
  'audit.page.record':                 { ja: '実践の回答の記録', en: 'Recording of an answer' },
  'audit.page.rows':                   { ja: '実践率の内訳の人', en: 'People behind a practice rate' },
  'audit.detail.months':               { ja: '何か月後', en: 'months' },
  'audit.detail.practiced':            { ja: '実践', en: 'practiced' },
  'audit.detail.via':                  { ja: '方法', en: 'by' },
  'audit.action.practice_report.rule_changed': { ja: '実践を聞く時期を変えた', en: 'Changed when completers are asked' },
  'audit.action.practice_report.asked':        { ja: '修了後の実践を聞いた', en: 'Asked a completer' },
  'audit.action.practice_report.asked_again':  { ja: '修了後の実践をもう一度聞いた', en: 'Asked a completer again' },
  'audit.action.practice_report.reminded':     { ja: '修了後の実践の回答を催促した', en: 'Reminded a completer' },
  'audit.action.practice_report.none':         { ja: '実践を聞く人はいなかった', en: 'Nobody was to be asked' },
  'audit.action.practice_report.managers_reminded': { ja: '上司に実践の確認を催促した', en: 'Reminded managers' },
  'audit.action.practice_report.answered':     { ja: '修了後の実践に回答した', en: 'Answered about practice' },
  'audit.action.practice_report.recorded':     { ja: '紙や電話の実践の回答を記録した', en: 'Recorded an answer about practice' },
  'audit.action.practice_report.confirmed':    { ja: '上司が実践を確認した', en: 'A manager confirmed practice' },
  'audit.action.practice_report.disagreed':    { ja: '上司が実践の回答に同意しなかった', en: 'A manager did not agree' },
  'audit.action.practice_report.stopped':      { ja: '実践を聞くのをやめた', en: 'Stopped asking' },
  'audit.action.practice_report.resumed':      { ja: '実践をまた聞けるようにした', en: 'Allowed asking again' },
  'audit.action.practice_report.link_made':    { ja: '実践の回答用の入口を作った', en: 'Made a link about practice' },
  'audit.action.practice_report.link_dropped': { ja: '実践の回答用の入口を閉じた', en: 'Dropped a link about practice' },
  'audit.action.practice_report.mail_refused': { ja: '上司へのメールが届かなかった', en: 'A mail to a manager was refused' },
} as const satisfies Texts
