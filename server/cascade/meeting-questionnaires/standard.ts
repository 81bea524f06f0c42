import type { Standard } from '../../learning/questionnaires/changes.ts'

const scale = (label: string, labelEn: string, low = { ja: 'そう思わない', en: 'Disagree' }, high = { ja: 'そう思う', en: 'Agree' }): Standard['items'][number] =>
  ({ kind: 'scale5', label, labelEn, required: true, options: [low, high] })

/** What the office wants to know after every meeting. */
export const standard: Standard = {
  intro: { intro: '次の会議をよりよくするために、感じたままをお答えください。会議に出られなかった方も、資料や議事録をご覧になってお答えください。', introEn: 'Please answer as you feel. If you could not come, answer after reading the materials and the minutes.' },
  items: [
    { kind: 'choice', label: '参加のしかた', labelEn: 'How did you take part?', required: true,
      options: [{ ja: '会場', en: 'At the venue' }, { ja: 'オンライン', en: 'Online' }, { ja: '資料や議事録で', en: 'By reading' }] },
    scale('会議の内容に満足している', 'I am satisfied with the meeting.'),
    scale('自分の区市町村の取組に生かせそうだ', 'I can use it in my municipality.'),
    scale('ほかの区市町村の取組がよく分かった', 'I learned what other municipalities do.'),
    { kind: 'choice', label: '意見交換の時間', labelEn: 'Time for exchange', required: false, options: [{ ja: '足りない', en: 'Too short' }, { ja: 'ちょうどよい', en: 'About right' }, { ja: '長い', en: 'Too long' }] },
    { kind: 'text', label: '次の会議で取り上げてほしいこと、気づいたこと', labelEn: 'What should the next meeting take up? Anything else?', required: false, options: [] },
  ],
}
