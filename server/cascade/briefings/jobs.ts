import { bundleOf, inBundle } from '../../base/bundles.ts'
import { dayInJapan } from '../../base/days.ts'
import type { SavedFile } from '../../base/files.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { runWork, triesOfWork, type Workbench } from '../../keeping/works/jobs.ts'
import { briefingsJob, keepBriefings, type BundleKind } from './changes.ts'
import { briefingPaper, nameOfSheet } from './paper.ts'
import { briefingsOf } from './queries.ts'
import type { Briefing } from './rules.ts'

const portion = 10

/**
 * Makes the sheets of all municipalities from one reading of the registers, so that they agree with one another, and ends with
 * one file. Begun again after a crash it reads anew: nothing of the first try is kept but files nobody names.
 */
async function makeBriefings(house: CrewHouse, { workId, fiscalYear, as }: { workId: number; fiscalYear: number; as: BundleKind }): Promise<void> {
  await runWork(house, workId, 'briefings.take', async (bench) => {
    const on = dayInJapan(house.clock())
    const briefings = await briefingsOf(house.database, bench.scope, fiscalYear)
    const print = (some: readonly Briefing[]) => house.paper.print('briefing', briefingPaper(some, fiscalYear, on))
    const about = { count: briefings.length, name: `概況_${on}.${as}`, type: as === 'pdf' ? 'application/pdf' : 'application/zip' }
    const file = as === 'pdf' ? await house.files.save(await print(briefings), 'letter') : await zipped(bench, briefings, on, print)
    await bench.change((now) => keepBriefings(now, workId, file, about))
  })
}

/** Each sheet by itself, in the order of codes; the single files are only made to be packed. */
async function zipped({ house, advance }: Workbench, briefings: readonly Briefing[], on: string, print: (some: readonly Briefing[]) => Promise<Uint8Array>): Promise<SavedFile> {
  const sheets: (SavedFile & { name: string })[] = []
  for (let from = 0; from < briefings.length; from += portion) {
    const some = briefings.slice(from, from + portion)
    sheets.push(...await Promise.all(some.map(async (briefing) => ({ ...await house.files.save(await print([briefing]), 'letter'), name: inBundle(nameOfSheet(briefing, on)) }))))
    await advance(sheets.length)
  }
  const bundle = await house.files.save(bundleOf(house.files, sheets), 'zip')
  for (const { key } of sheets) await house.files.remove(key)
  return bundle
}

export const briefingJobs: Crew = { [briefingsJob]: { work: makeBriefings, tries: triesOfWork, secondsMax: 300 } }
