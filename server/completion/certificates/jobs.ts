import { bundleOf } from '../../base/bundles.ts'
import { inChange, type Change } from '../../base/change.ts'
import type { CrewHouse } from '../../base/jobs.ts'
import { unprintable } from '../../base/paper.ts'
import { runWork, triesOfWork, type Workbench } from '../../keeping/works/jobs.ts'
import type { HeldBack } from '../../keeping/works/changes.ts'
import { endPrinting, keepPrints, onePaperJob, printingJob, type Printed } from './changes.ts'
import { certificatePaper, plainOf } from './paper.ts'
import { papersOf, recipientsOf, unprinted, type NumberRange, type Unprinted } from './queries.ts'
import { whyNotPrintable } from './rules.ts'

interface Order extends NumberRange { workId: number; origin: string }

/** So many papers are printed between two transactions: what a crash can cost, and how often the page moves. */
const batchMax = 20

/**
 * Prints every certificate of a range that has no paper yet, a few at a time and outside any transaction, puts them into
 * the register, and ends with one file. Begun again after a crash it goes on with those that are left.
 */
async function printRange(house: CrewHouse, { workId, trainingId, from, to, origin }: Order): Promise<void> {
  const range = { trainingId, from, to }
  await runWork(house, workId, 'certificates.issue', async (bench) => {
    for (;;) {
      const batch = await unprinted(house.database, range, batchMax)
      if (batch.length === 0) break
      await printBatch(bench, workId, range, batch, house.publicOrigin ?? origin)
    }
    await finish(bench, workId, range)
  })
}

async function printBatch({ house, change }: Workbench, workId: number, range: NumberRange, batch: Unprinted[], origin: string): Promise<void> {
  await keepPapers(house, batch, origin, (prints) => change((now) => keepPrints(now, workId, prints, batch.at(-1)!.number - range.from + 1)))
}

/** Prints what a holder asked for. Nobody acts: whoever asked has left a line of their own. */
async function printOne(house: CrewHouse, { origin, ...range }: NumberRange & { origin: string }): Promise<void> {
  const batch = await unprinted(house.database, range, 1)
  if (batch.length === 0) return
  const nobody = { actor: null, scope: { of: 'all' } as const, now: house.clock(), random: house.random }
  await keepPapers(house, batch, house.publicOrigin ?? origin, (prints) => inChange(house.database, nobody, (change: Change) => keepPrints(change, null, prints, 0)))
}

async function keepPapers(house: CrewHouse, batch: Unprinted[], origin: string, keep: (prints: Printed[]) => Promise<string[]>): Promise<void> {
  const prints: Printed[] = []
  for (const certificate of batch) {
    const pdf = await house.paper.print('certificate', certificatePaper(certificate, origin))
    prints.push({ certificate, file: await house.files.save(pdf, 'certificate') })
  }
  for (const key of await keep(prints)) await house.files.remove(key)
}

async function finish({ house, change }: Workbench, workId: number, range: NumberRange): Promise<void> {
  const papers = await papersOf(house.database, range)
  const heldBack = range.from === range.to ? [] : await leftOut(house, range.trainingId)
  const [only] = papers
  if (papers.length === 1) return change((now) => endPrinting(now, workId, range, { fileId: only!.fileId, heldBack }))
  const bundle = await house.files.save(bundleOf(house.files, papers.map(({ numberText, key, sha256 }) => ({ name: `${plainOf(numberText)}.pdf`, key, sha256 }))), 'zip')
  const name = `修了証書 ${plainOf(papers[0]!.numberText)}から${papers.length}枚.zip`
  await change((now) => endPrinting(now, workId, range, { file: { ...bundle, name }, heldBack }))
}

/** Those who completed and still have no certificate, with what keeps them from it. */
async function leftOut({ database }: CrewHouse, trainingId: number): Promise<HeldBack[]> {
  const waiting = await recipientsOf(database, trainingId)
  return waiting.filter(({ revoked }) => revoked === null).slice(0, 200).map(({ name, municipality }) => ({
    what: [name, municipality].filter(Boolean).join('　'), href: `/trainings/${trainingId}/certificates`,
    reason: whyNotPrintable(unprintable(name)) ?? { key: 'certificates.cameLater' },
  }))
}

export const certificateJobs = { [printingJob]: { work: printRange, tries: triesOfWork, secondsMax: 900 }, [onePaperJob]: { work: printOne } }
