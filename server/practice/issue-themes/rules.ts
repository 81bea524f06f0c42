import type { FieldReason } from '../../base/errors.ts'

/** Themes that every prefecture begins with; its own list grows out of them. */
export const usualThemes = [
  ['transport', '移動手段・外出', 'Getting about'], ['shopping', '買い物', 'Shopping'], ['isolation', '見守り・孤立', 'Isolation'], ['gathering', '通いの場・社会参加', 'Places to meet'], ['dementia', '認知症の人と家族', 'Dementia'],
  ['nutrition', '栄養・口腔', 'Nutrition and mouth care'], ['medication', '服薬の管理', 'Medication'], ['rehabilitation', 'リハビリ・運動の継続', 'Keeping in motion'], ['housework', '家事・ごみ出し', 'Housework and refuse'], ['money', '金銭の管理・権利擁護', 'Money and rights'],
  ['housing', '住まい・住環境', 'Housing'], ['family', '家族介護者の支援', 'Family carers'], ['medical_care', '医療と介護の連携', 'Medical and nursing care together'], ['workers', '担い手・人材の不足', 'Lack of people to help'], ['disaster', '災害への備え', 'Disaster'],
] as const

/** A theme ends after it began, and has not ended before something was raised under it (`lastUse`). */
export const problemsOfTheme = ({ fromOn, untilOn }: { fromOn: string; untilOn?: string | undefined }, { firstUse, lastUse }: { firstUse: string | null; lastUse: string | null }): FieldReason[] => [
  ...untilOn !== undefined && untilOn < fromOn ? [{ field: 'untilOn', reason: { key: 'issueThemes.endsEarlier' } } as const] : [],
  ...firstUse !== null && fromOn > firstUse ? [{ field: 'fromOn', reason: { key: 'issueThemes.usedBefore', data: { day: firstUse } } } as const] : [],
  ...lastUse !== null && untilOn !== undefined && untilOn >= fromOn && untilOn < lastUse ? [{ field: 'untilOn', reason: { key: 'issueThemes.usedAfter', data: { day: lastUse } } } as const] : [],
]
