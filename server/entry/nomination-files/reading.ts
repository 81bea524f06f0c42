import type { Reason } from '../../base/errors.ts'
import { headRowOf, plain } from '../../base/headings.ts'
import { addressOf, type Table } from '../../base/sheets.ts'
import { countIn, countsMax, type Line } from '../nominations/lines.ts'
import type { Category } from '../nominations/rules.ts'
import { categoryOf, columnOf, columns, contactOf, experienceOf, formVersion, isCallLabel, isJudged, isNobody, labelOf, laterColumns, versionIn, type ColumnName, type Contacts } from './columns.ts'

/** Something about a cell: where it is, what stands in it, why it is not right and what to do. `row` and `column` count from 0. */
export interface CellProblem { row: number; column: number; address: string; field: ColumnName; value: string; level: 'error' | 'warning'; reason: Reason }
/** A line, the row of the file it stands in, and the code of the municipality whose it is. */
export interface ReadLine { row: number; code: string; line: Line }
export interface Reading {
  lines: ReadLine[]
  nils: { row: number; code: string; category: Category; reason: string }[]
  contacts: Contacts
  problems: CellProblem[]
  /** Where each column of the form stands in the file; and the row of the headings. */
  placeOf: Partial<Record<ColumnName, number>>
  headRow: number
  said: Reason[]
}
/** What the cells may choose from, and whose rows they are. */
export interface Ground {
  callId: number
  /** With one code a row may leave it out; with several it may not, and neither may the file leave out the column. */
  municipalityCodes: readonly string[]
  /** What is said of a row with another code, or with none where one is needed. */
  wrongCode: Reason
  professions: readonly { code: string; name: string; nameEn: string | null }[]
  cohorts: readonly { id: number; name: string; nameEn: string | null }[]
  language: 'ja' | 'en'
}

/** The table as lines of a sheet, every cell that cannot be one named; or why the whole file is not this form. */
export function readForm(table: Table, ground: Ground): Reading | { refused: Reason } {
  const headRow = headRowOf(table.rows, (cell) => columnOf(cell) !== null)
  if (headRow < 0) return { refused: whyNoHeader(table) }
  const wrong = whyNotForm(table, headRow, ground)
  if (wrong !== null) return { refused: wrong }
  const headings = table.rows[headRow]!
  const placeOf: Reading['placeOf'] = {}
  for (const [place, heading] of headings.entries()) {
    const name = columnOf(heading)
    if (name !== null) placeOf[name] = place
  }
  const reading: Reading = { lines: [], nils: [], contacts: contactsOf(table, headRow), problems: [], placeOf, headRow, said: saidOf(table, headRow) }
  restoreZero(table, reading)
  const unsure = Map.groupBy(table.unsure, ({ row }) => row)
  const choices = choicesOf(ground)
  for (const [row, cells] of table.rows.entries()) if (row > headRow) readRow(table, row, cells, { ...ground, ...choices, unsure: unsure.get(row) ?? [] }, reading)
  if (reading.lines.length + reading.nils.length + reading.problems.length === 0) return { refused: { key: 'nominationFiles.noRows' } }
  problemsOfNils(reading, table)
  return reading
}

/** Where notes stand on a sheet before the form, nobody can know without being told that they are what was read. */
function whyNoHeader({ said }: Table): Reason {
  const first = said.find(({ key }) => key === 'sheets.firstOnly')
  return first?.data === undefined ? { key: 'tableFiles.noHeader' } : { key: 'tableFiles.noHeaderFirst', data: first.data }
}

function whyNotForm({ rows, merged }: Table, headRow: number, { callId, municipalityCodes, language }: Ground): Reason | null {
  const above = rows.slice(0, headRow)
  const version = above.flat().map(versionIn).find((one) => one !== null) ?? null
  if (version !== null && version !== formVersion) return { key: 'nominationFiles.oldForm', data: { version, current: formVersion } }
  for (const row of above) {
    const label = row.findIndex(isCallLabel)
    const number = label < 0 ? '' : (row[label + 1] ?? '').normalize('NFKC').trim()
    if (number !== '' && number !== String(callId)) return { key: 'nominationFiles.otherCall', data: { number: number.slice(0, 20) } }
  }
  const headings = rows[headRow]!.map(columnOf)
  const missing = columns.filter((name) => !(name === 'municipality' && municipalityCodes.length === 1) && !laterColumns.includes(name) && !headings.includes(name))
  if (missing.length > 0) return { key: 'tableFiles.noColumns', data: { names: missing.map((name) => labelOf(name, language)).join(language === 'ja' ? '、' : ', ') } }
  const twice = columns.find((name) => headings.indexOf(name) !== headings.lastIndexOf(name))
  if (twice !== undefined) {
    const cells = headings.flatMap((name, place) => (name === twice ? [addressOf(headRow, place)] : [])).join(', ')
    return { key: 'tableFiles.twiceColumn', data: { names: labelOf(twice, language), cells } }
  }
  const joined = merged.filter(({ to }) => to >= headRow)
  return joined.length === 0 ? null : { key: 'nominationFiles.merged', data: { ranges: joined.slice(0, 10).map(({ range }) => range).join(', ') } }
}

function saidOf({ rows, said }: Table, headRow: number): Reason[] {
  const others = rows[headRow]!.filter((heading) => heading.trim() !== '' && columnOf(heading) === null && !isJudged(heading))
  return [
    ...said,
    ...rows.slice(0, headRow).flat().some((words) => versionIn(words) !== null) ? [] : [{ key: 'nominationFiles.noMark' as const }],
    ...others.length === 0 ? [] : [{ key: 'tableFiles.otherColumns' as const, data: { names: others.slice(0, 8).map((one) => one.slice(0, 30)).join(', ') } }],
  ]
}

function contactsOf({ rows }: Table, headRow: number): Contacts {
  const contacts: Contacts = { contactName: '', contactPhone: '', contactEmail: '' }
  for (const row of rows.slice(0, headRow)) for (const [place, label] of row.entries()) {
    const name = contactOf(label)
    if (name !== null && contactOf(row[place + 1] ?? '') === null) contacts[name] = (row[place + 1] ?? '').trim().slice(0, name === 'contactPhone' ? 40 : 100)
  }
  return contacts
}

/** Excel takes 0312345678 for a number and forgets its zero; no phone number in Japan begins with another digit. */
function restoreZero({ rows }: Table, reading: Reading): void {
  const { contactPhone } = reading.contacts
  if (!/^[1-9]\d{8,9}$/.test(contactPhone) || !rows.slice(0, reading.headRow).flat().includes(contactPhone)) return
  reading.contacts.contactPhone = `0${contactPhone}`
  reading.said.push({ key: 'nominationFiles.phoneZero', data: { phone: reading.contacts.contactPhone } })
}

function readRow(table: Table, row: number, cells: readonly string[], ground: RowGround, reading: Reading): void {
  const cell = (name: ColumnName): string => (reading.placeOf[name] === undefined ? '' : cells[reading.placeOf[name]] ?? '')
  if (columns.every((name) => cell(name).trim() === '') && ground.unsure.length === 0) return
  const wrong = (field: ColumnName, reason: Reason) => { reading.problems.push(problemAt(reading, table, row, field, reason)) }
  const bare = (name: ColumnName) => cell(name).trim()

  for (const { column, why } of ground.unsure) {
    const field = columns.find((name) => reading.placeOf[name] === column)
    if (field !== undefined) wrong(field, { key: why === 'formula' ? 'tableFiles.formulaCell' : 'tableFiles.errorCell' })
  }
  const code = readCode(table, row, bare('municipality'), ground, reading)
  if (code === null) wrong('municipality', ground.wrongCode)
  const category = categoryOf(bare('category'))
  if (category === null) wrong('category', { key: 'nominationFiles.noCategory' })
  if (isNobody(bare('name'))) {
    if (category !== null && code !== null) reading.nils.push({ row, code, category, reason: bare('reason').slice(0, 400) })
    return
  }
  const rank = numberIn(bare('rank'))
  if (bare('rank') !== '' && rank === null) wrong('rank', { key: 'nominationFiles.noNumber' })
  const team = numberIn(bare('team'))
  if (bare('team') !== '' && team === null) wrong('team', { key: 'nominationFiles.noNumber' })
  const profession = chosen(bare('profession'), ground.professionOf)
  if (profession === 'unknown') wrong('profession', { key: 'nominationFiles.noProfession' })
  const experience = experienceOf(bare('experience'))
  if (experience === null && bare('experience') !== '') wrong('experience', { key: 'nominationFiles.noExperience' })
  const wish = (column: 'cohort' | 'cohort2' | 'cohort3'): number | null => {
    const cohort = chosen(bare(column), ground.cohortOf)
    if (cohort === 'unknown') wrong(column, { key: 'nominationFiles.noCohort', data: { names: ground.cohorts.map(({ name, nameEn }) => (ground.language === 'ja' ? name : nameEn ?? name)).join(', ') } })
    return cohort === 'unknown' ? null : cohort?.id ?? null
  }
  const wishes = {
    wishedCohortId: wish('cohort'), ...reading.placeOf.cohort2 !== undefined && { secondCohortId: wish('cohort2') }, ...reading.placeOf.cohort3 !== undefined && { thirdCohortId: wish('cohort3') },
  }
  const counts: Pick<Line, 'experienceCount' | 'years'> = {}
  for (const name of ['experienceCount', 'years'] as const) if (reading.placeOf[name] !== undefined) {
    const count = countIn(bare(name), countsMax[name])
    if (count === undefined) wrong(name, { key: 'nominations.countWrong' })
    counts[name] = count ?? null
  }
  if (category === null || code === null) return
  reading.lines.push({ row, code, line: {
    category, rank: rank ?? 0, personId: null, name: bare('name').slice(0, 200), kana: bare('kana').slice(0, 200), affiliation: bare('affiliation').slice(0, 200),
    professionCode: profession === 'unknown' ? null : profession?.code ?? null, experience, ...counts, team, email: bare('email').normalize('NFKC').slice(0, 254),
    ...wishes, reason: bare('reason').slice(0, 2_000),
  } })
}

/** The code of a row, whatever stands behind it ('132021 立川市'): also without its first zero or its last, checking digit. */
function readCode(table: Table, row: number, typed: string, { municipalityCodes, codeOf }: RowGround, reading: Reading): string | null {
  const written = typed.normalize('NFKC').trim()
  if (written === '') return municipalityCodes.length === 1 ? municipalityCodes[0]! : null
  const digits = /^\d+(?!\d)/.exec(written)?.[0] ?? written
  const whole = codeOf.get(digits)
  if (whole !== undefined) return whole
  const restored = codeOf.get(`0${digits}`) ?? null
  if (restored !== null && table.isNumber(row, reading.placeOf.municipality!) && !reading.said.some(({ key }) => key === 'nominationFiles.codeZero'))
    reading.said.push({ key: 'nominationFiles.codeZero' })
  return restored
}

/** A number from 1 to 99 as people write it: '１', '2位', '第3', '1.0'; null when it is none. */
function numberIn(typed: string): number | null {
  const digits = /^(?:第)?(\d{1,2})(?:\.0+)?(?:位|番)?$/.exec(typed.normalize('NFKC').trim())?.[1]
  return digits === undefined || Number(digits) < 1 ? null : Number(digits)
}

function chosen<T>(typed: string, from: ReadonlyMap<string, T>): T | null | 'unknown' {
  return typed === '' ? null : from.get(plain(typed)) ?? 'unknown'
}

type Choices = ReturnType<typeof choicesOf>
interface RowGround extends Ground, Choices { unsure: Table['unsure'] }

/** What cells are looked up by, folded once for the whole file; of two with the same name the first is meant. */
function choicesOf({ professions, cohorts, municipalityCodes }: Ground) {
  const byWord = <T>(all: readonly T[], namesOf: (one: T) => readonly (string | null)[]) => {
    const found = new Map<string, T>()
    for (const one of all) for (const name of namesOf(one)) if (name !== null && !found.has(plain(name))) found.set(plain(name), one)
    return found
  }
  return {
    professionOf: byWord(professions, ({ code, name, nameEn }) => [code, name, nameEn]),
    cohortOf: byWord(cohorts, ({ name, nameEn }) => [name, nameEn]),
    codeOf: new Map(municipalityCodes.flatMap((code) => [[code.slice(0, 5), code], [code, code]] as const)),
  }
}

/** A category has nobody once, and only when nobody is named in it. */
function problemsOfNils(reading: Reading, table: Table): void {
  const named = new Set(reading.lines.map(({ code, line }) => `${code} ${line.category}`))
  const seen = new Set<string>()
  for (const { row, code, category } of reading.nils) {
    const key = `${code} ${category}`
    if (seen.has(key)) reading.problems.push(problemAt(reading, table, row, 'name', { key: 'nominationFiles.nilTwice' }))
    else if (named.has(key)) reading.problems.push(problemAt(reading, table, row, 'name', { key: 'nominationFiles.nilMixed' }))
    seen.add(key)
  }
}

/** A problem at the cell of a row where a column stands; at the first cell when the file has no such column. */
export function problemAt({ placeOf }: Pick<Reading, 'placeOf'>, { rows }: Table, row: number, field: ColumnName, reason: Reason, level: CellProblem['level'] = 'error'): CellProblem {
  const column = placeOf[field] ?? 0
  return { row, column, address: addressOf(row, column), field, value: rows[row]?.[column] ?? '', level, reason }
}
