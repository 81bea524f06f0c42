import { CannotStart, orSayWhy } from './base/cannot-start.ts'
import { startJobs } from './base/jobs.ts'
import { readConfig } from './config.ts'
import { crew } from './crew.ts'
import { openGround } from './ground.ts'
import { reportJob } from './logging.ts'

// The same house without its door: it only takes jobs, in as many processes as are wanted.
await orSayWhy(async () => {
  const config = readConfig()
  if (config.databaseUrl === null) throw new CannotStart(
    '内蔵データベースのときは npm start が仕事も受け持ちます。別に動かすには DATABASE_URL が要ります。',
    'With the embedded database npm start does the jobs itself. A worker of its own needs DATABASE_URL.',
  )
  const ground = await openGround(config)
  const jobs = await startJobs(ground.crewHouse, crew, reportJob)
  console.log(`worker: ${Object.keys(crew).join(' ')}`)

  const asked = async () => {
    await jobs.stop()
    await ground.close()
    process.exit(0)
  }
  process.once('SIGTERM', () => void asked()).once('SIGINT', () => void asked())
})
