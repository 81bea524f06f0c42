import type { Texts } from '../../base/texts.ts'

export const texts = {
  'meetingQuestionnaires.title':    { ja: '会議のアンケート', en: 'Questionnaire of the meeting' },
  'meetingQuestionnaires.answer':   { ja: 'アンケートに答える', en: 'Answer the questionnaire' },
  'meetingQuestionnaires.edit':     { ja: 'アンケートを作る', en: 'Make the questionnaire' },
  'meetingQuestionnaires.results':  { ja: '集計を見る', en: 'See the results' },
  'meetingQuestionnaires.lead':     { ja: '研修のアンケートと同じ作り方・数え方です。だれの回答かは残りません。区市町村ごとには分けません。', en: 'Made and counted as the questionnaires of trainings are: nobody’s answer is kept as theirs, and nothing is set apart by municipality.' },
  'meetingQuestionnaires.openTitle': { ja: '回答を受け付ける', en: 'Take answers' },
  'meetingQuestionnaires.openText': { ja: 'すべての区市町村の担当者が、1人1回答えられます。受付中は、回答がひとつでも入ると設問を変えられません。', en: 'Every officer of a municipality answers once. As soon as there is one answer the questions are fixed.' },
  'meetingQuestionnaires.closesOn': { ja: 'いつまで', en: 'Until' },
  'meetingQuestionnaires.open':     { ja: '受付をはじめる', en: 'Begin' },
  'meetingQuestionnaires.change':   { ja: '受付の終わりを変える', en: 'Change the last day' },
  'meetingQuestionnaires.opened':   { ja: 'アンケートを受け付けています', en: 'Answers are taken now' },
  'meetingQuestionnaires.answered': { ja: '答えた人', en: 'Answered' },
  'meetingQuestionnaires.people':   { ja: '{count}人', en: '{count} people' },
  'meetingQuestionnaires.doneText': { ja: 'ご回答ありがとうございました。', en: 'Thank you for your answers.' },
  'meetingQuestionnaires.notOpen':  { ja: 'アンケートは、まだ受け付けていません。', en: 'The questionnaire is not open yet.' },
  'meetingQuestionnaires.over':     { ja: 'アンケートの受付は{closesOn}で終わりました。', en: 'Answers were taken until {closesOn}.' },
  'meetingQuestionnaires.answeredAlready': { ja: 'すでに回答があるため、設問は変えられません。', en: 'There are answers already, so the questions stay as they are.' },
  'meetingQuestionnaires.noMeeting': { ja: '会議を知らせてから、受け付けられます。', en: 'Answers are taken once the meeting is announced.' },
  'meetingQuestionnaires.inThePast': { ja: '受付の終わりは、今日より後の日にしてください。', en: 'The last day must not have passed.' },
} as const satisfies Texts
