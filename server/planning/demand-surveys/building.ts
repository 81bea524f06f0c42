import type { FastifyRequest } from 'fastify'
import { fiscalYearInWords, momentInWords } from '../../base/days.ts'
import type { Column } from '../../base/sheets.ts'
import { buildTable } from '../../base/table-files.ts'
import type { Answers, findSurvey } from './queries.ts'
import { stateOfAnswer, surveyCategories } from './rules.ts'

type Asker = Pick<FastifyRequest, 'say' | 'language' | 'server'>
type Survey = NonNullable<Awaited<ReturnType<typeof findSurvey>>>

/** All answers in official order as a file. Who has not answered has blank cells, and never a nought. */
export async function buildAnswers({ say, language, server }: Asker, survey: Survey, answers: Answers, as: 'xlsx' | 'csv') {
  const year = fiscalYearInWords(survey.fiscalYear, language)
  const course = language === 'ja' ? survey.course : survey.courseEn
  const fileName = say('demand.fileName', { course, year })
  const title = say('demand.titleOf', { course, year })
  const columns: Column[] = [
    { header: say('demand.code'), width: 10, isText: true }, { header: say('demand.municipality'), width: 16 }, { header: say('demand.answer'), width: 12 },
    ...surveyCategories.map((category) => ({ header: say(`calls.quotas.${category}`), width: 14 })), { header: say('demand.sum'), width: 8 },
    { header: say('demand.before'), width: 14 }, { header: say('demand.late'), width: 12 }, { header: say('demand.answeredAt'), width: 22 },
    { header: say('demand.person'), width: 18 }, { header: say('nominations.contactPhone'), width: 16 }, { header: say('nominations.contactEmail'), width: 26 }, { header: say('demand.remark'), width: 44 },
  ]
  const rows = answers.map((one) => {
    const counts = surveyCategories.map((category) => one[category])
    return [one.code, language === 'ja' ? one.name : one.nameEn, say(`demand.answers.${stateOfAnswer(one.nil)}`), ...counts,
      one.nil === null ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0), one.before, one.late ? say('demand.lateMark') : '',
      one.answeredAt === null ? '' : momentInWords(one.answeredAt, language), one.contactName ?? '', one.contactPhone ?? '', one.contactEmail ?? '', one.remark ?? '']
  })
  return buildTable({ fileName, sheet: say('demand.sheetName'), title, above: [[title]], columns, rows }, as === 'csv' ? 'utf-8' : as, server.clock())
}
