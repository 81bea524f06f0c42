import type { Texts } from '../../base/texts.ts'

export const texts = {
  'meetingNotices.title':          { ja: '開催の通知', en: 'Announce the meeting' },
  'meetingNotices.announce':       { ja: '開催を通知する', en: 'Announce' },
  'meetingNotices.lead':           { ja: 'すべての区市町村に、画面とメールで開催を通知します。開催通知（PDF）も届きます。', en: 'Every municipality is told on the site and by mail, with the invitation as a PDF.' },
  'meetingNotices.documentNumber': { ja: '文書番号', en: 'Document number' },
  'meetingNotices.documentNumberHint': { ja: '例：8福祉高介第512号', en: 'For example 8福祉高介第512号' },
  'meetingNotices.issuedOn':       { ja: '発信日', en: 'Date of the letter' },
  'meetingNotices.addressee':      { ja: '宛先', en: 'To' },
  'meetingNotices.sender':         { ja: '発信者', en: 'From' },
  'meetingNotices.sealOmitted':    { ja: '公印を省略する', en: 'No seal' },
  'meetingNotices.opensNow':       { ja: '出欠の受付もすぐに始める', en: 'Take replies at once' },
  'meetingNotices.opensNowHint':   { ja: '外すと、日程だけを先に通知します。受付は、あとから始められます。', en: 'Without it only the day is told. Replies can be opened later.' },
  'meetingNotices.saveAndLook':    { ja: '保存して見本を確かめる', en: 'Save and look at it' },
  'meetingNotices.preview':        { ja: '開催通知の見本（PDF）', en: 'Preview (PDF)' },
  'meetingNotices.previewOld':     { ja: '見本は、保存した内容で作ります。', en: 'The preview shows what was saved.' },
  'meetingNotices.announced':      { ja: '開催を通知しました', en: 'The meeting was announced' },
  'meetingNotices.paper':          { ja: '開催通知（PDF）', en: 'Invitation (PDF)' },
  'meetingNotices.noItems':        { ja: '次第がまだ空です。議事を加えると、開催通知に載ります。', en: 'The agenda is still empty. Items you add are printed in the invitation.' },
} as const satisfies Texts
