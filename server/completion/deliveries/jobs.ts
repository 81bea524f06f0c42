import type { CrewHouse } from '../../base/jobs.ts'
import { runWork, triesOfWork } from '../../keeping/works/jobs.ts'
import { findTraining } from '../../planning/trainings/queries.ts'
import { certificatesPaper } from '../certificates/paper.ts'
import { dayOfEvent } from '../certificates/printing.ts'
import { certificatesOf } from '../certificates/queries.ts'
import { stateOfCertificate } from '../certificates/rules.ts'
import { keepSheets, sheetsJob } from './changes.ts'

/**
 * Every certificate of a training that is in force, one after the other in one file: each as it bears its name now, by number.
 * Drawn from the register, as the stored papers were.
 */
async function printSheets(house: CrewHouse, { workId, trainingId, origin }: { workId: number; trainingId: number; origin: string }): Promise<void> {
  await runWork(house, workId, 'certificates.issue', async ({ change, scope }) => {
    const [training, rows] = [await findTraining(house.database, scope, trainingId), await certificatesOf(house.database, scope, { trainingId })]
    const inForce = rows.filter(({ events }) => !['revoked', 'prepared'].includes(stateOfCertificate(events).state)).toSorted((a, b) => a.number - b.number)
    const papers = inForce.map((one) => {
      const reissue = one.events.findLast(({ kind }) => kind === 'reissued')
      return { ...one, name: one.events.at(-1)!.name, trainingTitle: one.title, reissuedOn: reissue ? dayOfEvent(reissue) : null }
    })
    const title = `修了証書 ${training?.title ?? ''}`
    const pdf = await house.paper.print('certificate', certificatesPaper(title, papers, house.publicOrigin ?? origin))
    const file = await house.files.save(pdf, 'certificate')
    await change((now) => keepSheets(now, workId, file, `${title} ${papers.length}枚.pdf`))
  })
}

export const deliveryJobs = { [sheetsJob]: { work: printSheets, tries: triesOfWork, secondsMax: 300 } }
