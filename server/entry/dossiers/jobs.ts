import { inChange } from '../../base/change.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { keepDossier } from './changes.ts'
import { dossierPaper, nameOfDossier } from './paper.ts'
import { dossierOf, groundOf } from './queries.ts'

/**
 * Prints what the second person is asked to decide by, once per version of the selection. While it is asked about nobody can
 * change a line, so the paper says what was asked; taken back meanwhile, there is nothing to print.
 */
async function printDossier(house: CrewHouse, { trainingId, version }: { trainingId: number; version: number }): Promise<void> {
  const { database, files, paper, clock, random } = house
  const ground = await groundOf(database, trainingId)
  if (ground?.asked === undefined || ground.board.selection.version !== version) return
  const { id: selectionId } = ground.board.selection
  if (await dossierOf(database, selectionId, version) !== undefined) return
  const data = dossierPaper({ ...ground, asked: ground.asked })
  const file = await files.save(await paper.print('dossier', data), 'pdf')
  const who = { actor: null, scope: { of: 'all' } as const, now: clock(), random }
  const kept = await inChange(database, who, (change) => keepDossier(change, {
    selectionId, trainingId, version, approvalId: ground.asked!.id, contentHash: data.hash, name: nameOfDossier(ground.board.title, version), file,
  }))
  if (!kept) await files.remove(file.key)
}

export const dossierJobs: Crew = { 'print-dossier': { work: printDossier, secondsMax: 300 } }
