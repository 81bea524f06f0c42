import type { Texts } from '../../base/texts.ts'

/** The lines of a checklist keep their names: records of earlier judgments say them. */
export const texts = {
  'judgments.item.lessonsClaimed':     { ja: '教材を見る（{total}本中{done}本。うち{claimed}本は教材からの申告）', en: 'Go through the lessons ({done} of {total}; {claimed} claimed by the package)' },
  'judgments.item.lessons':            { ja: '教材を見る（{total}本中{done}本）', en: 'Go through the lessons ({done} of {total})' },
  'judgments.item.attendance':         { ja: '研修日に出席する（{total}コマ中{attended}コマ、必要{needed}コマ）', en: 'Attend the class days ({attended} of {total} slots, {needed} needed)' },
  'judgments.item.makeUp':             { ja: '補講を受ける（{total}コマ中{attended}コマ、必要{needed}コマ）。事務局の案内をご覧ください', en: 'Take a make-up ({attended} of {total} slots, {needed} needed). Please see the notice from the office' },
  'judgments.item.daysToCome':         { ja: '研修日に出席する（日程は決まりしだいお知らせします）', en: 'Attend the class days (dates will be announced)' },
  'judgments.item.anyOf':              { ja: '次のどれか1つを済ませる', en: 'Finish any one of these' },
  'judgments.item.comprehension_test': { ja: '理解度テストに合格する', en: 'Pass the comprehension test' },
  'judgments.item.pre_assignment':     { ja: '事前課題を出す', en: 'Hand in the pre-assignment' },
  'judgments.item.trainee_report':     { ja: '受講レポートを出す', en: 'Hand in the report' },
  'judgments.item.questionnaire':      { ja: 'アンケートに答える', en: 'Answer the questionnaire' },
  'judgments.item.effect_measurement': { ja: '受講前後の自己評価をする', en: 'Make the self-evaluation before and after' },
  'judgments.allDone':              { ja: '修了要件をすべて満たしています', en: 'All criteria are met' },
  'judgments.nothingToJudge':       { ja: '修了要件にあたる教材や研修日がまだありません。研修の設定を確かめてください。', en: 'There are no lessons or class days to judge by yet. Please check the settings of the training.' },
  'judgments.item.attendanceOf':       { ja: '「{title}」のコマに出席する（{total}コマ中{attended}コマ、必要{needed}コマ）', en: 'Attend “{title}” ({attended} of {total} slots, {needed} needed)' },
  'judgments.item.lesson':             { ja: '「{title}」を済ませる', en: 'Finish “{title}”' },
  'judgments.item.points':             { ja: '「{title}」で{needed}%以上の点を取る（いま{points}%）', en: 'Reach {needed}% of the points in “{title}” (now {points}%)' },
  'judgments.item.lessonGone':         { ja: '「{title}」を済ませる（この研修の教材から外れています。事務局が修了要件を確かめます）', en: 'Finish “{title}” (no longer part of this training; the office will check the criteria)' },
  'judgments.item.module':             { ja: '科目「{title}」をすべて終える', en: 'Complete the module “{title}”' },
  'judgments.item.noTest':             { ja: '理解度テスト（在席の確認のときにいなかったため、受けられません）', en: 'The test (not open to who was missing when presence was checked)' },
} as const satisfies Texts
