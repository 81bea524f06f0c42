import type { FastifyRequest } from 'fastify'
import { dayInJapan, fiscalYearInWords, type Day } from '../../base/days.ts'
import { found } from '../../base/errors.ts'
import { oneOfOrBlank, text, whole } from '../../office/table-imports/cells.ts'
import type { RowProblem, Standing, TableKind } from '../../office/table-imports/kinds.ts'
import { saveLines } from './changes.ts'
import { IdParams } from './forms.ts'
import { municipalityNamed } from './places.ts'
import { findSheet, placesToChoose, rowsOf, type Check, type PlacesToChoose, type Row } from './queries.ts'
import { readLine, whyNotAnswer, type Answer, type Category } from './rules.ts'
import { texts } from './texts.ts'

interface TransferRow { affiliationId: number; name: string; kana: string; from: string; answer: Answer | null; day: string; municipality: string; organization: string; position: string; category: Category | null; note: string }
interface TransferGround extends Standing { check: Check; municipality: number; rows: Row[]; places: PlacesToChoose; today: Day }

/** 異動確認票 as a table: everybody with their answer; what is taken becomes the draft, and is handed in as always. */
export const transferTable: TableKind<TransferRow, TransferGround> = {
  kind: 'transfer_check', path: '/transfer-checks/:id', params: IdParams, access: 'transfer_checks.answer',
  title: 'transferChecks.tableTitle', howTo: 'transferChecks.tableHowTo', fileName: 'transferChecks.tableName', taken: 'transferChecks.tableTaken', rowsMax: 5_000, blankRows: 0,
  columns: {
    affiliationId: { header: 'transferChecks.rowNumber', width: 10, ...whole({ min: 1 }) },
    name: { header: 'transferChecks.person', width: 18, ...text({ max: 60 }) },
    kana: { header: 'people.kana', width: 18, optional: true, ...text({ max: 60 }) },
    from: { header: 'transferChecks.fromOrganization', width: 28, optional: true, ...text({ max: 100 }) },
    answer: { header: 'transferChecks.answer', width: 18, ...oneOfOrBlank({ texts, words: { here: 'transferChecks.answers.here', within: 'transferChecks.answers.within', away: 'transferChecks.answers.away', left: 'transferChecks.answers.left' }, also: { left: ['退職'], within: ['異動', '区市町村内'] } }) },
    day: { header: 'transferChecks.day', width: 14, ...text({ max: 40 }) },
    municipality: { header: 'transferChecks.toMunicipality', width: 18, ...text({ max: 40 }) },
    organization: { header: 'transferChecks.organization', width: 28, choices: ({ places }) => places.organizations.map(({ name }) => name), ...text({ max: 100 }) },
    position: { header: 'transferChecks.position', optional: true, ...text({ max: 60 }) },
    category: { header: 'transferChecks.category', optional: true, ...oneOfOrBlank({ texts, words: { chair: 'transferChecks.categories.chair', adviser: 'transferChecks.categories.adviser', case_presenter: 'transferChecks.categories.case_presenter', other: 'transferChecks.categories.other' } }) },
    note: { header: 'transferChecks.note', width: 30, optional: true, ...text({ max: 400 }) },
  },
  ground: async (request: FastifyRequest) => {
    const { db, scope, today, say, language } = request
    const { id } = request.params as { id: number }
    const municipality = found(scope.of === 'municipality' ? scope.municipalityId : null)
    const { check, sheet } = found(await findSheet(db, id, municipality))
    const [rows, places] = [await rowsOf(request.beyond, municipality, sheet.id, { perPage: 5_000 }), await placesToChoose(db, municipality)]
    const title = say('transferChecks.titleOf', { year: fiscalYearInWords(check.fiscalYear, language) })
    return {
      municipalityId: municipality, subjectId: id, check, municipality, rows, places, today, about: `${language === 'ja' ? sheet.name : sheet.nameEn}　${fiscalYearInWords(check.fiscalYear, language)}`, back: `/transfer-checks/${id}`,
      crumbs: [{ href: '/', label: say('frame.home') }, { href: '/transfer-checks', label: say('transferChecks.title') }, { href: `/transfer-checks/${id}`, label: title }],
      whyNot: whyNotAnswer(check, { submittedOn: sheet.submittedAt && dayInJapan(sheet.submittedAt) }, sheet.leave, today),
    }
  },
  standing: async (_, { rows }) => rows.map(rowOf),
  // What only helps to read is as it stands, whatever a file says of it.
  settle: (read, { rows }) => read.map((row) => {
    const standing = rows.find(({ affiliationId }) => affiliationId === row.affiliationId)
    return standing === undefined ? row : { ...row, kana: standing.kana ?? '', from: standing.organization }
  }),
  keyOf: ({ affiliationId }) => String(affiliationId),
  problems: (rows, ground) => rows.flatMap((row, place) => problemsOf(row, place, ground)),
  take: async (change, compared, { check, rows }) => {
    const seen = new Map(rows.map((row) => [row.affiliationId, row.line?.version ?? 0]))
    await saveLines(change, check.id, { act: 'save', rows: compared.map(({ value }) => ({ affiliationId: value.affiliationId, seen: seen.get(value.affiliationId) ?? 0, ...typedOf(value) })) })
    return compared.length
  },
}

function rowOf(row: Row): TransferRow {
  const t = row.line?.typed ?? {}
  return {
    affiliationId: row.affiliationId, name: row.name, kana: row.kana ?? '', from: row.organization, answer: t.answer ?? null, day: t.day ?? '', municipality: t.municipality ?? '', organization: t.organization ?? '',
    position: t.position ?? '', category: t.category ?? null, note: t.note ?? '',
  }
}

const typedOf = ({ answer, day, municipality, organization, position, category, note }: TransferRow) => ({
  ...answer === null ? {} : { answer }, day, municipality, organization, position, ...category === null ? {} : { category }, note,
})

/** A row belongs to the one of that number and name; who is not answered yet may come later. */
function problemsOf(row: TransferRow, place: number, { rows, places, municipality, today }: TransferGround): RowProblem<TransferRow>[] {
  const standing = rows.find((one) => one.affiliationId === row.affiliationId)
  if (standing === undefined) return [{ place, field: 'affiliationId', level: 'error', reason: { key: 'transferChecks.unknownRow' } }]
  const problems: RowProblem<TransferRow>[] = standing.name === row.name ? [] : [{ place, field: 'name', level: 'error', reason: { key: 'transferChecks.otherName', data: { name: standing.name } } }]
  if (row.answer === null) return problems
  const { problems: found } = readLine(typedOf(row), { ...standing, municipalityId: municipality }, municipalityNamed(places), today)
  return [...problems, ...found.map(({ field, reason }): RowProblem<TransferRow> => ({ place, field: field as keyof TransferRow & string, level: 'error', reason }))]
}
