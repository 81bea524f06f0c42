import { changeTarget } from '../../answers/targets/changes.ts'
import { findTarget } from '../../answers/targets/queries.ts'
import { makeAnnex, saveAnnex } from '../../answers/evaluation-annexes/changes.ts'
import { freezeAsDecided } from '../../answers/self-evaluation-papers/earlier/changes.ts'
import { changeTargets, fixPlan, makeSheet, openPeriod, saveEntry, saveItem, takeActual } from '../../answers/self-evaluations/changes.ts'
import { proposalOf } from '../../answers/self-evaluations/counting.ts'
import { earlierAnnex, earlierItems, earlierSheet } from '../../answers/self-evaluations/earlier.ts'
import { findEntry, wholeSheet } from '../../answers/self-evaluations/queries.ts'
import { seriesOf } from '../../answers/self-evaluations/rules.ts'
import type { Change } from '../../base/change.ts'
import { instantInJapan } from '../../base/days.ts'
import { found } from '../../base/errors.ts'

interface Courses { practitioner_training: number; instructor_training: number }
type Words = [actual: number | null, reason: string, evaluation: string, outlook: string]

const before = 'この仕組みを使う前の年度のため、受講者名簿（紙）から数えた。'
const meetingsBefore = 'この仕組みを使う前の年度のため、開催記録（紙）から数えた。'
/** What was written of the two items in each year of the ninth plan; invented. A null actual is taken from the registers, and the last year is still being written. */
const written: Record<number, [Words, Words]> = {
  2024: [
    [148, before, '・講師養成研修を３コース実施し、合計で148人が受講した。\n・１コースを会場で実施し、演習の時間を増やした。', '・演習の時間を確保するため、講義は動画で事前に学ぶ形に改める。'],
    [1, meetingsBefore, '・実務者連絡会議を11月に会場とオンラインの併用で実施し、58区市町村から91名が参加した。', '・参加できなかった区市町村に、資料と質疑応答を届ける方法を整える。'],
  ],
  2025: [
    [151, before, '・講師養成研修を３コース実施し、合計で151人が受講した。\n・講義を動画に改め、集合研修を演習に充てた。', '・修了者が講師として独自研修に立てるよう、講師名簿を整える。'],
    [1, meetingsBefore, '・実務者連絡会議を12月に実施し、60区市町村から96名が参加した。', '・年２回の開催とし、区市町村どうしの意見交換の時間を設ける。'],
  ],
  2026: [
    [null, '', '・講師養成研修を３コース計画し、11月までに２コースを実施した。', ''],
    [null, '', '', ''],
  ],
}

/** The ninth plan (令和6～8年度), by which the demo's prefecture answers now: the first year frozen and reported, the second ready to be asked about, the third begun. */
export async function evaluatePlan(change: Change, programId: number, courses: Courses): Promise<void> {
  const { tx } = change
  const period = await openPeriod(change, { number: 9, name: '第9期 高齢者保健福祉計画', nameEn: 'Ninth plan for the health and welfare of older people', from: '2024', years: 3 })
  const { id: formId } = await tx.selectFrom('evaluation_form').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow()
  const sheetId = await makeSheet(change, { periodId: period, formId, programId, ...earlierSheet })
  for (const { evaluation: _, outlook: __, measure, course, ...item } of earlierItems) {
    const { version } = found(await wholeSheet(tx, sheetId))
    await saveItem(change, sheetId, null, { ...item, reference: '別紙\n7-9', series: seriesOf({ programId, courseId: course === null ? null : courses[course], measure, span: 'each' }), version })
  }
  await fixPlan(change, period, { fixedOn: '2024-03-29', version: 1 })
  for (const year of found(await wholeSheet(tx, sheetId)).years) {
    for (const [n, { id }] of year.entries.toSorted((a, b) => a.itemId - b.itemId).entries()) await write(change, id, written[year.fiscalYear]![n]!)
    if (year.fiscalYear === 2024) await freezeAsDecided(change, year.id, instantInJapan('2025-06-27', '10:00'), { reported_on: '2025-07-11', reported_to: '厚生労働省老健局介護保険計画課' })
  }
  await reviewTarget(change, sheetId)
  await putAnnex(change, found(await wholeSheet(tx, sheetId)).years.find(({ fiscalYear }) => fiscalYear === 2025)!.id, courses)
}

async function write(change: Change, id: number, [actual, reason, evaluation, outlook]: Words) {
  const { version, itemId, fiscalYear } = found(await findEntry(change.tx, id))
  if (evaluation !== '') await saveEntry(change, id, { text: evaluation, outlook, version })
  if (actual === null) return
  const { proposed } = await proposalOf(change.tx, { itemId, fiscalYear })
  await takeActual(change, id, { actual, ...actual === proposed ? {} : { reason }, ...proposed === null ? {} : { proposed } })
}

/** Liaison meetings became two a year in the middle of the plan: the target was reviewed, and both are printed. */
async function reviewTarget(change: Change, sheetId: number) {
  const { tx } = change
  const { version, items } = found(await wholeSheet(tx, sheetId))
  const target = items.at(-1)!.targets.find(({ fiscalYear }) => fiscalYear === 2026)!
  const stands = found(await findTarget(tx, target.targetId!))
  await changeTarget(change, target.targetId!, { label: stands.label, labelEn: stands.labelEn, value: 2, unit: stands.unit, span: 'each', reason: '中間見直し', version: stands.version })
  await changeTargets(change, items.at(-1)!.id, { decidedOn: '2026-03-27', reason: '区市町村どうしの意見交換の時間を設けるため、年２回の開催とした。', version })
}

async function putAnnex(change: Change, yearId: number, courses: Courses) {
  const annexId = await makeAnnex(change, yearId)
  const { figures: _, pillars, ...words } = earlierAnnex
  await saveAnnex(change, annexId, {
    ...words, number: '別紙7-9', pillars: [...pillars], budgetYear: 2026, version: 1,
    results: '〇 地域ケア会議実践者養成研修を実施し、「個々の高齢者に合った適切な支援方法について提案・助言できる人材」を養成した。\n・ 令和７年度の受講修了者数は、{受講修了者数}名\n〇 毎年モデル自治体を選定し、有識者の助言を得て、地域ケア会議の構築を支援した。\n・ 令和８年度のモデル自治体数は、{モデル自治体数}自治体',
    figures: [{ name: '受講修了者数', measure: 'completed', courseId: courses.practitioner_training, from: 2025, to: 2025, digits: 'wide' }, { name: 'モデル自治体数', measure: 'model_municipalities', from: 2026, to: 2026, digits: 'wide' }],
  })
}
