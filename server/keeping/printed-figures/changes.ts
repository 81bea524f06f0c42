import { readFile } from 'node:fs/promises'
import type { Change } from '../../base/change.ts'
import { loadTable } from '../../office/table-imports/loading.ts'
import { makeConferenceType } from '../../practice/conference-types/changes.ts'
import { planTable } from '../../practice/conference-plans/imports.ts'
import { loadMeasures } from '../../practice/statistic-measures/changes.ts'
import { statisticsTable } from '../../practice/statistics/table.ts'
import { loadMunicipalities } from '../../who/organizations/changes.ts'
import { searchKeyOf } from '../../who/people/names.ts'
import { outsideBodies, type Body } from './bodies.ts'
import { facts } from './facts/all.ts'
import { groundOf } from './ground.ts'
import { bodiesByCode } from './queries.ts'

const shipped = (name: string) => readFile(new URL(`./data/${name}`, import.meta.url), 'utf8')

/**
 * Takes in what papers about bodies outside the prefecture print: the bodies, the dates of 松戸市, the figures of 北九州市 and 下関市, each by
 * the change that an officer's file goes through. Asked twice it takes once. Logs 'printedFigures.loaded'.
 */
export async function loadPapersOfOthers(change: Change): Promise<void> {
  const { tx, log } = change
  await loadMeasures(change)
  const known = await bodiesByCode(tx, outsideBodies.map(({ code }) => code))
  const fresh = outsideBodies.filter(({ code }) => !known.has(code))
  if (fresh.length > 0) await loadMunicipalities(change, fresh)
  const bodies = await bodiesByCode(tx, outsideBodies.map(({ code }) => code))
  for (const body of fresh) await settleBody(change, bodies.get(body.code)!, body)
  const matsudo: Change = { ...change, scope: { of: 'municipality', municipalityId: bodies.get('122076')! } }
  for (const name of ['matsudo-r3-schedule.csv', 'matsudo-r3-city.csv']) await loadTable(matsudo, planTable, await shipped(name), { year: 2021 })
  for (const name of ['kitakyushu-r4.csv', 'shimonoseki.csv', 'matsudo.csv']) await loadTable(change, statisticsTable, await shipped(name))
  log('printedFigures.loaded', 'printedFigures', { bodies: fresh.length })
}

/** A body with its centers, branches, areas and kinds of conferences; ended from the start, since it is none of ours. */
async function settleBody(change: Change, municipality_id: number, { centers, branches, areas, types }: Body): Promise<void> {
  const { tx } = change
  await tx.updateTable('municipality').set({ outside: true, valid_to: '2000-03-31' }).where('id', '=', municipality_id).execute()
  const rows = [...centers.map((name) => ({ name, kind: 'support_center' as const })), ...branches.map((name) => ({ name, kind: 'home_care_support_center' as const }))]
  const made = rows.length === 0 ? [] : await tx.insertInto('organization').values(rows.map((one) => ({ ...one, municipality_id, name_key: searchKeyOf(one.name) }))).returning(['id', 'name']).execute()
  const center = (name: string) => made.find((one) => one.name === name)!.id
  for (const [at, [name, covers]] of areas.entries()) {
    const { id } = await tx.insertInto('daily_living_area').values({ municipality_id, name, name_key: searchKeyOf(name), position: at + 1 }).returning('id').executeTakeFirstOrThrow()
    await tx.insertInto('center_area').values({ municipality_id, area_id: id, organization_id: center(covers) }).execute()
  }
  const itself: Change = { ...change, scope: { of: 'municipality', municipalityId: municipality_id } }
  for (const { areaNames, ...form } of types) await makeConferenceType(itself, { ...form, areas: (areaNames === 'all' ? centers : areaNames ?? []).map(center) })
}

/** Asks every fact anew and keeps what the house says. Logs 'printedFigures.checked'. @returns how many agree with their paper, and how many there are */
export async function checkPapers({ tx, now, log }: Change): Promise<{ agree: number; all: number }> {
  const ground = await groundOf(tx)
  const told: { fact: string; value: string; checked_at: Date }[] = []
  let agree = 0
  for (const { id, says, ask } of facts) {
    const value = JSON.stringify(await ask(ground))
    if (value === JSON.stringify(says)) agree += 1
    told.push({ fact: id, value, checked_at: now })
  }
  await tx.insertInto('printed_figure').values(told).onConflict((oc) => oc.column('fact').doUpdateSet(({ ref }) => ({ value: ref('excluded.value'), checked_at: ref('excluded.checked_at') }))).execute()
  log('printedFigures.checked', 'printedFigures', { agree, all: facts.length })
  return { agree, all: facts.length }
}
