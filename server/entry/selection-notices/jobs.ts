import { bundleOf, inBundle } from '../../base/bundles.ts'
import type { Crew, CrewHouse } from '../../base/jobs.ts'
import { unprintable } from '../../base/paper.ts'
import type { HeldBack } from '../../keeping/works/changes.ts'
import { runWork, triesOfWork, type Workbench } from '../../keeping/works/jobs.ts'
import { endBatch, keepNotices, noticesJob, type PrintedNotice } from './changes.ts'
import { municipalityLetter, nameOfLetter, nameOfList, personLetter } from './paper.ts'
import { findBatch, letterDays, letterGround, papersOf, pendingRecipients, printedIn, type Batch, type Recipient } from './queries.ts'

/** So many letters are printed between two transactions: what a crash can cost, and how often the page moves. */
const portion = 20

/**
 * Prints the letters of a batch, a few at a time and outside any transaction: to each municipality its list, to each of its
 * people their letter. Begun again after a crash it goes on with those that are left. Ends with one file, a folder for each
 * municipality.
 */
async function printNotices(house: CrewHouse, { workId, batchId }: { workId: number; batchId: number }): Promise<void> {
  await runWork(house, workId, 'notices.prepare', async (bench) => {
    const batch = await findBatch(house.database, batchId)
    if (batch === undefined || batch.state !== 'printing') return
    const { orders, heldBack, done } = await ordersOf(house, batch)
    for (let from = 0; from < orders.length; from += portion) {
      const prints = await printed(house, orders.slice(from, from + portion))
      const unneeded = await bench.change((now) => keepNotices(now, workId, batch, prints, done + from + prints.length))
      for (const key of unneeded) await house.files.remove(key)
    }
    await finish(bench, workId, batch, heldBack)
  })
}

type Order = Omit<PrintedNotice, 'file'> & { template: 'letter' | 'outcome-list'; paper: object }

/** What is still to be printed, municipality by municipality, and whose name no face of ours can show. */
async function ordersOf({ database }: CrewHouse, batch: Batch) {
  const [ground, days] = [await letterGround(database, batch.trainingId), await letterDays(database, batch.trainingId)]
  if (ground === undefined) throw new Error(`batch ${batch.id} is of no training`)
  const printed = new Set((await printedIn(database, batch.id)).map(({ municipalityId, personId }) => `${municipalityId} ${personId}`))
  const pending = await pendingRecipients(database, batch.trainingId)
  // A municipality's list goes to the press before the letters of its people: whoever has a letter already stands on it.
  const heldBack: HeldBack[] = []
  const orders: Order[] = []
  for (const own of byMunicipality(pending)) {
    const [{ municipalityId, municipality }] = own as [Recipient]
    if (!printed.has(`${municipalityId} null`)) orders.push({
      municipalityId, personId: null, kind: 'list', name: municipality, fileName: nameOfList(municipality),
      template: 'outcome-list', paper: municipalityLetter(batch, ground, own),
    })
    for (const person of own) {
      if (printed.has(`${municipalityId} ${person.personId}`)) continue
      const lost = unprintable(person.name)
      if (lost.length > 0) heldBack.push({ what: `${person.name}　${municipality}`, reason: { key: 'notices.unprintable', data: { signs: lost.join('　') } }, href: `/people/${person.personId}` })
      else orders.push({
        municipalityId, personId: person.personId, kind: person.outcome, name: person.name, fileName: nameOfLetter(person),
        template: 'letter', paper: personLetter(batch, ground, person, days),
      })
    }
  }
  return { orders, heldBack, done: printed.size }
}

function byMunicipality(people: readonly Recipient[]): Recipient[][] {
  const groups = new Map<number, Recipient[]>()
  for (const person of people) groups.set(person.municipalityId, [...groups.get(person.municipalityId) ?? [], person])
  return [...groups.values()]
}

/** In the order asked; while one is written to the disk the next is printed. */
const printed = ({ paper, files }: CrewHouse, orders: readonly Order[]): Promise<PrintedNotice[]> => Promise.all(
  orders.map(async ({ template, paper: data, ...order }) => ({ ...order, file: await files.save(await paper.print(template, data), 'letter') })))

async function finish({ house, change }: Workbench, workId: number, batch: Batch, heldBack: HeldBack[]): Promise<void> {
  const papers = await papersOf(house.database, { of: 'all' }, batch.trainingId, { batchId: batch.id })
  const bundle = papers.length === 0 ? null : await house.files.save(bundleOf(house.files, bundled(papers)), 'zip')
  const name = `決定通知_${inBundle(batch.documentNumber)}.zip`
  await change((now) => endBatch(now, workId, batch, bundle === null ? null : { ...bundle, name }, heldBack))
}

/** A folder for each municipality, in official order; of two papers with one name the second says so. */
export function bundled<T extends { code: string; municipality: string; name: string }>(papers: readonly T[]): T[] {
  const seen = new Map<string, number>()
  return papers.map((paper) => {
    const { code, municipality, name } = paper
    const place = `${code}_${inBundle(municipality)}/${inBundle(name)}`
    const times = (seen.get(place) ?? 0) + 1
    seen.set(place, times)
    return { ...paper, name: times === 1 ? place : place.replace(/(\.[a-z]+)?$/, `_${times}$1`) }
  })
}

export const noticeJobs: Crew = { [noticesJob]: { work: printNotices, tries: triesOfWork, secondsMax: 900 } }
