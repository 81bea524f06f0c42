import { buildTable, lostOf, type Built, type TableFile, type TableForm } from '../../base/table-files.ts'
import { columnsOf, type Asker } from '../nomination-files/building.ts'
import { formMark } from '../nomination-files/columns.ts'
import type { Call } from './checking.ts'
import type { BundleGround } from './queries.ts'

/** The form of a call for the rows of many municipalities: blank rows, and a municipality to choose in each. */
export const buildBundleForm = async (request: Asker, call: Call, ground: BundleGround, as: TableForm): Promise<Built> =>
  buildTable({ ...formOf(request, call, ground), blankRows: as === 'xlsx' ? 500 : 50 }, as, request.server.clock())

/** What CP932 cannot hold of it: the form is blank, but a training or a cohort may have a rare sign in its name. */
export const lostOfBundleForm = (request: Asker, call: Pick<Call, 'id' | 'trainingTitle' | 'trainingTitleEn'>) => lostOf({ above: headOf(request, call), columns: [], rows: [], isForm: true })

function formOf(request: Asker, call: Call, ground: BundleGround): TableFile {
  const { say, language } = request
  const bodies = ground.bodies.map(({ code, name, nameEn }) => `${code} ${language === 'ja' ? name : nameEn}`)
  return {
    fileName: say('bundleFiles.fileName'), sheet: say('nominationFiles.sheetName'), title: formMark(say), above: headOf(request, call), rows: [],
    columns: columnsOf(request, ground, bodies), isForm: true,
  }
}

const headOf = ({ say, language }: Asker, call: Pick<Call, 'id' | 'trainingTitle' | 'trainingTitleEn'>): string[][] => [
  [formMark(say)], [say('nominationFiles.callNumber'), String(call.id), language === 'ja' ? call.trainingTitle : call.trainingTitleEn ?? call.trainingTitle], [say('bundleFiles.howTo')],
]
