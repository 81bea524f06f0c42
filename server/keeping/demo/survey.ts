import type { Stage } from './year.ts'

/** The survey for the practitioner training of the next year: it is open, and every second municipality has answered, some with nobody. */
export function putSurvey({ tray, offer, staff, towns }: Stage): void {
  const survey_id = tray.put('demand_survey', {
    course_id: offer.practitioner, fiscal_year: 2027, capacity: 540, due_on: '2026-12-11', opened_by: staff.prefecture, opened_at: new Date('2026-11-16T10:00:00+09:00'),
    message: '来年度の会場と回数を決めるための調査です。今の見込みでお答えください。', contact: '介護保険課 人材育成担当　電話 03-0000-0000　jinzai@example.jp',
  })
  for (const [at, town] of towns.entries()) {
    if (at % 2 === 1) continue
    const officer = staff.officers.get(town.id)!
    const nil = town.kind === 'village' || at % 14 === 0
    tray.put('demand_answer', {
      survey_id, municipality_id: town.id, nil, chair: nil ? 0 : town.size, adviser: nil ? 0 : town.size + 2, case_presenter: nil ? 0 : 1 + at % 3, other: nil ? 0 : at % 4 === 0 ? 1 : 0,
      remark: nil ? '今のところ、受講できる職員がいません。' : at % 10 === 0 ? '会場は多摩地域を希望します。' : '',
      contact_name: tray.rows('person')[officer - 1]!.name, contact_phone: '042-000-0000', contact_email: `city-${town.code}@example.jp`,
      answered_at: new Date(`2026-11-${17 + at % 4}T11:0${at % 10}:00+09:00`), answered_by: officer,
    })
  }
}
