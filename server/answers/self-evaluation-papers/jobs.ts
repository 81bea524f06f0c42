import type { Scope } from '../../base/access.ts'
import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { keepPapers, printJob } from './changes.ts'
import { nameOf, paperOf, workbookOf } from './paper.ts'
import { editionToPrint } from './queries.ts'

const everything: Scope = { of: 'all' }

/** Prints an edition out of what was frozen in it, as PDF and as a workbook, and keeps both. Begun twice, it finds them there and is done. */
async function printEdition({ database, files, paper, clock, random }: CrewHouse, { editionId }: { editionId: number }): Promise<void> {
  const edition = await editionToPrint(database, editionId)
  if (edition === undefined) return
  const { content, madeAt, sha256 } = edition
  const pdf = await files.save(await paper.print('evaluation-sheet', paperOf(content, { madeAt, sha256 })), 'pdf')
  const xlsx = await files.save(await workbookOf(content, madeAt), 'xlsx')
  const kept = await inChange(database, { actor: null, scope: everything, now: clock(), random }, (change) =>
    keepPapers(change, editionId, edition.sheetId, { pdf: { ...pdf, name: nameOf(content, 'pdf') }, xlsx: { ...xlsx, name: nameOf(content, 'xlsx') } }))
  if (!kept) await Promise.all([pdf, xlsx].map(({ key }) => files.remove(key)))
}

export const selfEvaluationJobs: Crew = { [printJob]: { work: printEdition, secondsMax: 120 } }
