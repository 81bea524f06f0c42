import type { Database } from '../../server/base/database.ts'
import type { Cells } from '../../server/practice/survey-answers/rules.ts'
import { freshQuestion, type Definition, type Question } from '../../server/practice/survey-definitions/rules.ts'
import { idOf } from '../support/people.ts'

const words = (ja: string, en = ja) => ({ ja, en })
const question = (number: number, kind: Question['kind'], label: string, more: Partial<Question> = {}): Question => ({ ...freshQuestion(number, kind), label: words(label, `Q${number}`), ...more })
const entries = (...all: string[]) => all.map((ja, n) => ({ key: n + 1, ja, en: ja }))

/** Two sections that hold one question of each kind. */
export const small: Definition = {
  next: 20,
  sections: [
    { number: 1, title: words('開催の回数', 'Times'), lead: words('前年度の実績と今年度の計画'), questions: [
      question(3, 'number', '開催回数', { unit: words('回', 'times'), withPlan: true, mayBeNone: true, mayBeInseparable: true, source: 'conferences_held' }),
      question(4, 'number', '職種ごとの参加者', { entries: entries('医師', '薬剤師'), withTotal: true, required: false }),
    ] },
    { number: 2, title: words('取組', 'Efforts'), lead: words(''), questions: [
      question(5, 'scale', 'ネットワークの強化', { required: false }), question(6, 'multiple', '会議の段階', { entries: entries('個別', '圏域'), mayBeNone: true }), question(7, 'yesno', '計画がある'), question(8, 'text', '困っていること', { required: false }),
    ] },
  ],
}

export interface Put { state?: 'draft' | 'open' | 'closed' | 'published'; year?: number; dueOn?: string; definition?: Definition; title?: string }
/** The survey of a year, with its first edition unless it is a draft. */
export async function putStatusSurvey(db: Database, by: number, { state = 'open', year = 2026, dueOn = '2026-12-04', definition = small, title = `ZZ${year}年度の調査` }: Put = {}): Promise<number> {
  const at = new Date('2026-10-20T10:00:00+09:00')
  const id = await idOf(db.insertInto('status_survey').values({
    fiscal_year: year, title, title_en: `Survey ${year}`, contact: '調査担当', message: 'よろしくお願いします', due_on: dueOn, state, draft: JSON.stringify(definition), edition: state === 'draft' ? 0 : 1, made_by: by, made_at: at,
    ...state === 'draft' ? {} : { opened_at: at }, ...state === 'closed' || state === 'published' ? { closed_at: at } : {}, ...state === 'published' ? { published_at: at } : {},
  }).returning('id'))
  if (state !== 'draft') await db.insertInto('status_survey_edition').values({ survey_id: id, number: 1, content: JSON.stringify(definition), published_at: at, published_by: by }).execute()
  return id
}

export const full: Cells = { q3: 12, q3p: 14, q5: 2, q6: [1], q7: true, q8: 'ZZ困りごと' }
/** What a municipality handed in, with the sections it was written in. */
export async function putStatusAnswer(db: Database, survey: number, municipality: number, officer: number, cells: Cells = full, more: object = {}): Promise<number> {
  const at = new Date('2026-11-10T10:00:00+09:00')
  const id = await idOf(db.insertInto('status_survey_answer').values({
    survey_id: survey, municipality_id: municipality, edition: 1, state: 'submitted', contact_name: 'ZZ担当', times: 1, receipt: `JS-${survey}-${municipality}-1`, sent: JSON.stringify(cells), submitted_at: at, submitted_by: officer, ...more,
  }).returning('id'))
  for (const { number, questions } of small.sections) {
    const own = Object.fromEntries(Object.entries(cells).filter(([cell]) => questions.some((one) => new RegExp(`^q${one.number}(r|p|$)`).test(cell))))
    const row = { answer_id: id, municipality_id: municipality, section: number, cells: JSON.stringify(own), remarks: '{}', version: 1, saved_at: at, saved_by: officer }
    await db.insertInto('status_survey_section').values(row).execute()
    await db.insertInto('status_survey_revision').values(row).execute()
  }
  return id
}

export async function clearSurveys(db: Database): Promise<void> {
  for (const table of ['status_survey_correction', 'status_survey_revision', 'status_survey_section', 'status_survey_answer', 'status_survey_leave', 'status_survey_cover', 'status_survey_edition', 'status_survey', 'subsidy_indicator', 'reminder', 'message'] as const) await db.deleteFrom(table).execute()
}
