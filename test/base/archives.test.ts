import { expect, test } from 'vitest'
import { lookThrough, usualLimits } from '../../server/base/archives.ts'
import { readTable } from '../../server/base/sheets.ts'
import { archiveOf, type Packed } from '../support/archives.ts'

const small = Buffer.from('<x/>')
const mega = 1024 * 1024
const part = (name: string, more: Partial<Packed> = {}): Packed => ({ name, bytes: small, ...more })

test.each<[string, Packed[], string]>([
  ['a name that leads out of the folder',      [part('../x.xml')],                                    'unsafeName'],
  ['a name from the root',                     [part('/x.xml')],                                      'unsafeName'],
  ['a drive',                                  [part('c:x.xml')],                                     'unsafeName'],
  ['a NUL in a name',                          [part('x\0.xml')],                                     'unsafeName'],
  ['a link',                                   [part('x.xml', { isLink: true })],                     'link'],
  ['the same name twice, in other letters',    [part('x.xml'), part('X.xml')],                        'twice'],
  ['two files that share their bytes',         [part('x.xml'), part('y.xml', { at: 0 })],             'overlapping'],
  ['an archive within',                        [part('x.bin', { bytes: archiveOf([part('y')]) })],    'nested'],
  ['a document type',                          [part('x.xml', { bytes: Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><x/>') })], 'doctype'],
  ['a document type far down',                 [part('x.xml', { bytes: Buffer.from(`${' '.repeat(65_533)}<!DOCTYPE x><x/>`) })], 'doctype'],
  ['a wrong sum',                              [part('x.xml', { claims: { sum: 1 } })],               'broken'],
  ['more than it claims',                      [part('x.xml', { bytes: Buffer.alloc(50_000, 'x'), claims: { bytes: 100 } })], 'broken'],
  ['a password',                               [part('x.xml', { isLocked: true })],                   'locked'],
  ['too many files',                           Array.from({ length: 2_001 }, (_, n) => part(`${n}.xml`)), 'tooMany'],
  ['a great ratio',                            [part('x.xml', { bytes: Buffer.alloc(20 * mega) })],    'tooDense'],
  ['more than is unpacked at all',             [part('x.xml', { claims: { bytes: 101 * mega } })],     'tooLarge'],
])('C52 %s is refused', async (_, files, problem) => {
  expect(await lookThrough(archiveOf(files))).toEqual({ problem })
})

test('C52 half an archive is broken', async () => {
  expect(await lookThrough(archiveOf([part('x.xml')]).subarray(0, 40))).toEqual({ problem: 'broken' })
})

test('an ordinary archive comes through with its names', async () => {
  expect(await lookThrough(archiveOf([part('xl/workbook.xml'), part('xl/styles.xml')]))).toEqual({ names: ['xl/workbook.xml', 'xl/styles.xml'] })
})

const bombs: [string, () => Buffer][] = [
  ['99 MB of one sign', () => archiveOf([part('xl/workbook.xml', { bytes: Buffer.alloc(99 * mega, ' ') })])],
  ['a gigabyte in one hundred files', () => archiveOf(Array.from({ length: 100 }, (_, n) => part(`${n}.xml`, { claims: { bytes: 10 * mega } })))],
  ['a file that claims 90 MB less than it has', () => archiveOf([part('x.xml', { bytes: Buffer.alloc(95 * mega), claims: { bytes: 5 * mega } })])],
  ['one kernel named a thousand times', () => archiveOf(Array.from({ length: 1_000 }, (_, n) => part(`${n}.xml`, { bytes: Buffer.alloc(90_000), ...n > 0 && { at: 0 } })))],
]
test.each(bombs)('F27 %s is refused within 2 seconds and without the memory for it', async (_, build) => {
  const bytes = build()
  const [before, from] = [process.memoryUsage().rss, performance.now()]
  const answer = await readTable(bytes, 'meibo.xlsx', { rowsMax: 100, columnsMax: 20 })
  expect('refused' in answer && answer.refused.key).toMatch(/^sheets\.(tooLarge|broken|unsafe)$/)
  expect(performance.now() - from).toBeLessThan(2_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(usualLimits.bytesMax)
})
