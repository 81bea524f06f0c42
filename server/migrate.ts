import { orSayWhy } from './base/cannot-start.ts'
import { readConfig } from './config.ts'
import { openGround } from './ground.ts'

// Opening the house brings its database up to date; this command does that and no more.
await orSayWhy(async () => {
  const ground = await openGround(readConfig())
  await ground.close()
  console.log('データベースは最新です。\nThe database is up to date.')
})
