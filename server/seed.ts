import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CannotStart, orSayWhy } from './base/cannot-start.ts'
import { inChange } from './base/change.ts'
import { loadEarlierSheet } from './answers/self-evaluation-papers/earlier/changes.ts'
import { loadEarlierResults, takeCompleters } from './answers/earlier-results/changes.ts'
import type { Database } from './base/database.ts'
import { dayInJapan, instantInJapan, type Day } from './base/days.ts'
import type { Files } from './base/files.ts'
import type { Paper } from './base/paper.ts'
import { readConfig } from './config.ts'
import { openGround, type Ground } from './ground.ts'
import { moveIn } from './keeping/demo/changes.ts'
import { earlierCompleters } from './keeping/demo/earlier.ts'
import { checkPapers, loadPapersOfOthers } from './keeping/printed-figures/changes.ts'
import { handout } from './keeping/demo/handout.ts'
import { evaluatePlan } from './keeping/demo/evaluated.ts'
import { demoPackage } from './keeping/demo/package.ts'
import type { LessonFiles, StoredFile } from './keeping/demo/offer.ts'
import { demoDay, demoYear } from './keeping/demo/year.ts'
import { examinePackage } from './learning/scorm/examining.ts'
import { loadThemes } from './practice/issue-themes/changes.ts'
import { mayInvent, readAsked } from './seed-words.ts'
import { loadMunicipalities } from './who/organizations/changes.ts'
import { loadProfessions } from './who/people/changes.ts'

interface Outside { files: Files; paper: Paper }

/** Fills an empty database with the demo year, in which a class day is held `today`; one that holds anything is left alone. @returns whether it was empty */
export async function seedWhenEmpty(database: Database, outside: Outside, today: Day = demoDay): Promise<boolean> {
  const anything = await database.selectFrom('municipality').select('id').limit(1).executeTakeFirst()
  if (anything !== undefined) return false
  const { tray, program, courses } = demoYear(await keepFiles(outside), today < demoDay ? demoDay : today)
  // The same year on every machine, so chance is a fixed one, too.
  const who = { actor: null, scope: { of: 'all' } as const, now: instantInJapan(demoDay, '08:00'), random: (bytes: number) => new Uint8Array(bytes) }
  await inChange(database, who, async (change) => {
    await moveIn(change, tray)
    await loadEarlierResults(change, program, courses)
    await loadPapersOfOthers(change)
    await checkPapers(change)
    await loadEarlierSheet(change, program, courses)
    await evaluatePlan(change, program, courses)
    await takeCompleters(change, earlierCompleters(tray, courses.practitioner_training).map((value, row) => ({ mark: 'new', row, value, before: null, fields: [] })))
  })
  return true
}

/** The film, its captions, a drawing and the handbook that the demo's lessons show. */
async function keepFiles({ files, paper }: Outside): Promise<LessonFiles> {
  const keep = async (bytes: Uint8Array, kind: string, name: string, type: string): Promise<StoredFile> =>
    ({ ...await files.save(bytes, kind), name, type })
  const shipped = (name: string) => readFile(new URL(`./keeping/demo/${name}`, import.meta.url))
  return {
    film: await keep(await shipped('film.mp4'), 'video', '会議での助言のしかた.mp4', 'video/mp4'),
    captions: await keep(await shipped('film.vtt'), 'captions', '字幕.vtt', 'text/vtt'),
    package: await keepDemoPackage(files),
    drawing: await keep(await shipped('conference.png'), 'png', '会議の流れ.png', 'image/png'),
    handout: await keep(await paper.print('letter', handout), 'document', '研修の手引き.pdf', 'application/pdf'),
  }
}

async function keepDemoPackage(files: Files): Promise<LessonFiles['package']> {
  const stored = await files.save(await demoPackage(), 'zip')
  const { course, folder, findings } = await examinePackage(files, stored.key)
  assert(course !== null, 'the package of the demo is one')
  return { ...stored, name: '個別の会議から地域の課題へ.zip', type: 'application/zip', folder, course, findings }
}

/** Puts in what every prefecture's house needs and nobody invented. @returns how many rows of each kind were missing */
export async function seedReference(database: Database): Promise<{ municipalities: number; professions: number; themes: number }> {
  const who = { actor: null, scope: { of: 'all' } as const, now: new Date(), random: (bytes: number) => new Uint8Array(randomBytes(bytes)) }
  return inChange(database, who, async (change) => ({
    municipalities: await loadMunicipalities(change), professions: await loadProfessions(change), themes: await loadThemes(change, '2000-04-01'),
  }))
}

if (import.meta.main) await orSayWhy(async () => {
  const asked = readAsked(process.argv.slice(2))
  const config = readConfig()
  if (asked.what === 'demo') mayInvent(config, asked.yesInvented)
  const ground = await openGround(config)
  try {
    if (asked.what === 'demo') await sayDemo(ground)
    else await sayReference(ground.database)
  } finally {
    await ground.close()
  }
})

async function sayReference(database: Database): Promise<void> {
  const { municipalities, professions, themes } = await seedReference(database)
  console.log(`区市町村を${municipalities}件、職種を${professions}件、課題のテーマを${themes}件入れました。\n`
    + `Municipalities put in: ${municipalities}, professions: ${professions}, themes of issues: ${themes}.`)
}

async function sayDemo(ground: Ground): Promise<void> {
  if (!await seedWhenEmpty(ground.database, ground, dayInJapan(ground.crewHouse.clock()))) throw new CannotStart(
    'すでに内容があるため、何もしませんでした。', 'There is something in the database already; nothing was done.')
  console.log('見本の年度を入れました。\nThe demo year is in.')
}
