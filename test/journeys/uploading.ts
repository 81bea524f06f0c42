import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { readTable } from '../../server/base/sheets.ts'
import type { TextKey } from '../../server/base/texts.ts'
import { axe } from '../support/browser.ts'
import { fillForm, type Filled } from '../support/filling.ts'
import { settle } from '../support/people.ts'
import { manyBodies } from '../entry/bundle-files/many.ts'
import { openDoor, station, type Walker, type Way } from './steps.ts'

const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A municipality names its people in Excel, and the office those of many; at a desk and on a telephone, by the words of the pages. */
export async function walkTheUploads(way: Way, width: 1280 | 390): Promise<void> {
  const door = await openDoor(way, '2026-06-15T10:00:00+09:00')
  const town = await settle(door.db)
  const { say } = door
  const sheet = `/calls/${town.call}/sheet`
  let clerk: Walker
  let form: Buffer

  const field = (name: string) => say(`nominations.field.${name}` as TextKey)
  const row = (category: string, rank: string, name: string, kana: string, more: Filled = {}): Filled => ({
    [say('nominationFiles.category')]: say(`nominations.category.${category}` as TextKey), [field('rank')]: rank, [field('name')]: name, [field('kana')]: kana,
    [field('affiliation')]: '立川中央包括', [field('profession')]: way.language === 'ja' ? '保健師' : 'Public health nurse', [field('experience')]: say('nominations.experiences.planned'), ...more,
  })
  const nobody = (category: string): Filled => ({
    [say('nominationFiles.category')]: say(`nominations.category.${category}` as TextKey), [field('name')]: say('nominations.nil'), [field('reason')]: '=職員が異動したため',
  })
  const right = [row('chair', '1', '髙﨑 𠮷子', 'たかさき よしこ'), row('adviser', '１', '山田 花', 'やまだ はな'), row('adviser', '2', '青木 実', 'あおき みのる'), nobody('case_presenter'), nobody('other')]
  const wrong = [right[0]!, { ...right[1]!, [field('kana')]: '山田' }, { ...right[2]!, [field('rank')]: '3', [field('profession')]: '占い師' }, ...right.slice(3)]
  const fill = (rows: readonly Filled[], from?: number, into = form) => fillForm(into, rows, { name: field('name'), ...from !== undefined && { from } })

  beforeAll(async () => {
    await door.db.updateTable('call').set({ quota_chair: 2, quota_adviser: 3, quota_case_presenter: 1, quota_other: 1 }).execute()
  })

  station('the clerk takes the Excel form from the page of the sheet', async () => {
    clerk = await door.enters(town.clerkOfTachikawa, width)
    await clerk.opens(sheet)
    await clerk.follows('nominationFiles.title')
    await clerk.findsNothingWrong()
    form = await takes(clerk, 'nominationFiles.asXlsx')
    expect((await rowsOf(form)).flat()).toEqual(expect.arrayContaining([say('nominationFiles.mark', { version: 1 }), field('kana')]))
  })

  station('filled with mistakes, it is sent, and each is named by its cell and what to do; nothing is written', async () => {
    await sends(clerk, await fill(wrong))
    await clerk.reads(say('tableFiles.errorsTitle', { count: 3 }), say('tableFiles.errorsText'))
    // The headings stand in row 5: 髙﨑 is in row 6, 山田 in row 7, 青木 in row 8.
    for (const [cell, reason] of [['E7', say('nominations.kanaWrong')], ['C8', say('nominations.rankGap', { missing: 2 })], ['G8', say('nominationFiles.noProfession')]] as const)
      expect(await line(clerk, cell).innerText(), cell).toContain(reason)
    expect(await line(clerk, 'G8').innerText()).toContain('占い師')
    await looks(clerk)
    expect(await door.db.selectFrom('nomination').select('id').execute()).toEqual([])
  })

  let judged: Buffer
  station('the same file comes back with a column that says which rows to mend', async () => {
    judged = await takes(clerk, 'tableFiles.judged')
    const rows = await rowsOf(judged)
    expect(rows[4]!.slice(-2)).toEqual([say('tableFiles.judgment'), say('tableFiles.why')])
    expect(rows.slice(5, 8).map((cells) => cells.at(-2))).toEqual([say('tableFiles.fine'), say('tableFiles.mend'), say('tableFiles.mend')])
    expect(rows[6]!.at(-1)).toContain(`E7 ${say('nominations.kanaWrong')}`)
  })

  station('the judged file is mended as it is and sent; what will change is shown, and still nothing is written', async () => {
    await clerk.follows('tableFiles.again')
    await clerk.findsNothingWrong()
    await sends(clerk, await fill(right, 6, judged), 'judged.xlsx')
    await clerk.reads(say('tableFiles.fineTitle'), '髙﨑 𠮷子', '山田 花', '青木 実', '=職員が異動したため')
    await looks(clerk)
    expect(await door.db.selectFrom('nomination').select('id').execute()).toEqual([])
  })

  station('confirmed, the rows stand on the sheet, and the audit trail says so', async () => {
    await clerk.presses('tableFiles.take')
    await clerk.isTold('nominationFiles.taken')
    expect(new URL(clerk.page.url()).pathname).toBe(sheet)
    for (const [box, value] of [['chair-1-name', '髙﨑 𠮷子'], ['adviser-1-name', '山田 花'], ['adviser-2-name', '青木 実'], ['adviser-2-kana', 'あおき みのる']])
      expect(await clerk.page.locator(`#${box}`).inputValue()).toBe(value)
    expect(await clerk.page.locator('[name="nilReason.other"]').inputValue()).toBe('=職員が異動したため')
    await looks(clerk)
    const files = await door.db.selectFrom('nomination_file').select(['id', 'state']).orderBy('id').execute()
    expect(files.map(({ state }) => state)).toEqual(['dropped', 'taken'])
    expect(await door.lines('nominationFile.sent')).toEqual(files.map(({ id }) => `nominationFile:${id}`))
    expect(await door.lines('nominationFile.taken')).toEqual([`nominationFile:${files[1]!.id}`])
  })

  station('the same file again says when it was taken in, and offers nothing to confirm', async () => {
    const before = await door.db.selectFrom('nomination').selectAll().orderBy('id').execute()
    await clerk.opens(`${sheet}/files`)
    await clerk.reads('judged.xlsx', say('tableFiles.states.taken'), say('tableFiles.states.dropped'))
    await sends(clerk, await fill(right, 6, judged), 'judged.xlsx')
    await clerk.reads(say('nominationFiles.nothingNew'), say('tableFiles.takenBefore', { moment: '―' }).split('―')[0]!)
    expect(await clerk.page.getByRole('button', { name: say('tableFiles.take'), exact: true }).count()).toBe(0)
    await looks(clerk)
    await clerk.follows('nominations.backToSheet')
    expect(await door.db.selectFrom('nomination').selectAll().orderBy('id').execute()).toEqual(before)
    expect(await door.lines('nominationFile.taken')).toHaveLength(1)
  })

  station('a picture of the form is refused in words, and the page to send another stands there', async () => {
    await clerk.opens(`${sheet}/files`)
    await sends(clerk, Buffer.from('\x89PNG\r\n\x1a\nxxxx', 'latin1'), 'IMG_0042.png')
    await clerk.reads(say('tableFiles.refusedTitle'), say('sheets.isPicture'))
    await looks(clerk)
    await clerk.follows('tableFiles.again')
    await clerk.findsNothingWrong()
  })

  let officer: Walker
  let codes: string[]
  const rowOf = (code: string, n: number): Filled => row('chair', '1', `試験 ${'一二三四五六七八九十'[n % 10]}郎`, 'しけん いちろう', { [say('nominationFiles.code')]: code })
  const whole = (code: string, n: number): Filled[] => [rowOf(code, n), ...['adviser', 'case_presenter', 'other'].map((category) => ({ ...nobody(category), [say('nominationFiles.code')]: code }))]

  station('the office fills one form for twelve municipalities; a code that is none is named', async () => {
    codes = await manyBodies(door.db, 12)
    officer = await door.enters(town.planner, width)
    await officer.opens(`/calls/${town.call}/sheets`)
    await officer.follows('bundleFiles.title')
    await officer.findsNothingWrong()
    form = await takes(officer, 'nominationFiles.asXlsx')
    const rows = codes.flatMap(whole)
    await sends(officer, await fill([{ ...rows[0]!, [say('nominationFiles.code')]: '149999' }, ...rows.slice(1)]), '島しょ部.xlsx')
    await officer.reads(say('bundleFiles.noCode'))
    expect(await line(officer, 'A5').innerText()).toContain('149999')
    await looks(officer)
    expect(await door.db.selectFrom('bundle_file').select('state').execute()).toEqual([{ state: 'open' }])
  })

  station('put right, it is looked at by municipality and begun with a reason', async () => {
    await officer.follows('tableFiles.again')
    await sends(officer, await fill(codes.flatMap(whole)), '島しょ部.xlsx')
    await officer.reads(say('bundleFiles.fineText'), say('bundleFiles.willSubmit', { sheets: 12, people: 12 }))
    await looks(officer)
    await officer.fills({ reason: '紙で届いたため' })
    await officer.presses('bundleFiles.take')
    await officer.isTold('bundleFiles.begun')
    expect(new URL(officer.page.url()).pathname).toMatch(/^\/works\/\d+$/)
    await looks(officer)
  })

  station('the page of the work comes to its end, and leads back to the file and to the sheets', async () => {
    await door.mails()
    if (way.javaScript) await officer.reads(say('works.doneText'))
    else await officer.page.reload()
    await officer.reads(say('works.doneText'))
    await looks(officer)
    await officer.follows('works.back')
    await officer.reads(say('bundleFiles.takenOf', { sheets: 12, people: 12 }), '紙で届いたため')
    await looks(officer)
    await officer.follows('bundleFiles.toSheets')
    await officer.findsNothingWrong()
    await officer.reads(way.language === 'ja' ? '試11市' : 'Trial 11')
    expect(await door.lines('bundleFile.taken')).toHaveLength(1)
    expect(await door.db.selectFrom('nomination_sheet').select('state').where('state', '=', 'submitted').execute()).toHaveLength(12)
  })
}

/** axe on this very page, whatever pages of its shape were looked at before; and it fits its window. */
async function looks(walker: Walker): Promise<void> {
  await walker.findsNothingWrong()
  await axe(walker.page)
  const [wide, window] = await Promise.all([walker.page.evaluate('document.documentElement.scrollWidth'), walker.page.viewportSize()!.width])
  expect(wide, `${walker.page.url()} is wider than its window`).toBeLessThanOrEqual(window)
}

async function takes(walker: Walker, key: TextKey): Promise<Buffer> {
  const [download] = await Promise.all([walker.page.waitForEvent('download'), walker.follows(key)])
  return readFileSync(await download.path())
}

async function sends(walker: Walker, buffer: Buffer, name = 'form.xlsx'): Promise<void> {
  await walker.page.locator('input[type=file]').setInputFiles({ name, mimeType: type, buffer })
  await Promise.all([walker.page.waitForURL(/-files\/\d+$/), walker.presses('tableFiles.send')])
}

/** The line of the table of mistakes that is about that cell. */
const line = ({ page }: Walker, cell: string): Locator => page.locator('tbody tr', { has: page.locator('th', { hasText: new RegExp(`^\\s*${cell}\\s*$`) }) })

async function rowsOf(bytes: Uint8Array): Promise<string[][]> {
  const read = await readTable(bytes, 'x.xlsx', { rowsMax: 2_000, columnsMax: 60 })
  if ('refused' in read) throw new Error(read.refused.key)
  return read.table.rows
}
