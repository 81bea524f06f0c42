import { writeCsv, type CsvEncoding } from '../../base/csv.ts'
import { writeXlsx } from '../../base/sheets.ts'
import { columnsOf, types, type Asker, type Built } from '../nomination-files/building.ts'
import { columns, formMark, labelOf } from '../nomination-files/columns.ts'
import type { Call } from './checking.ts'
import type { BundleGround } from './queries.ts'

const blankRows = 500

/** The form of a call for the rows of many municipalities: blank rows, and a municipality to choose in each. */
export async function buildBundleForm(request: Asker, call: Call, ground: BundleGround, as: 'xlsx' | CsvEncoding): Promise<Built> {
  const { say, language } = request
  const above = [[formMark(say)], [say('nominationFiles.callNumber'), String(call.id), language === 'ja' ? call.trainingTitle : call.trainingTitleEn ?? call.trainingTitle], [say('bundleFiles.howTo')]]
  const name = say('bundleFiles.fileName')
  if (as !== 'xlsx') {
    const blank = Array.from({ length: 50 }, () => columns.map(() => ''))
    const whole = [...above.map((row) => columns.map((_, place) => row[place] ?? '')), columns.map((column) => labelOf(column, language)), ...blank]
    return { bytes: writeCsv(whole, as), name: `${name}.csv`, type: as === 'cp932' ? types.cp932 : types.csv }
  }
  const bodies = ground.bodies.map(({ code, name, nameEn }) => `${code} ${language === 'ja' ? name : nameEn}`)
  const bytes = await writeXlsx({
    sheet: say('nominationFiles.sheetName'), title: formMark(say), above, rows: [], columns: columnsOf(request, ground, bodies), blankRows, now: request.server.clock(),
  })
  return { bytes, name: `${name}.xlsx`, type: types.xlsx }
}
