import iconv from 'iconv-lite'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openFiles } from '../../../server/base/files.ts'
import { examinePackage } from '../../../server/learning/scorm/examining.ts'
import { leavesOf } from '../../../server/learning/scorm/course.ts'
import { flowing, manifest, oneItem, part, twoItems, zip } from './packages.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'chiiki-scorm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const files = openFiles(folder)

/** What is found in these bytes, and what was written for it. */
async function examine(bytes: Buffer, limits?: Parameters<typeof examinePackage>[2]) {
  const { key } = await files.save(bytes, 'zip')
  return examinePackage(files, key, limits)
}
const readAll = async (where: string, name: string) => Buffer.concat(await (await files.openIn(where, name)).stream().toArray() as Buffer[]).toString()
const unpacked = () => (existsSync(path.join(folder, 'content')) ? readdirSync(path.join(folder, 'content'), { recursive: true, encoding: 'utf8' }) : [])
const arriving = () => readdirSync(path.join(folder, 'arriving'))

describe('a package that is one', () => {
  test('SCORM 1.2 with one item is unpacked whole and found by any writing of its names', async () => {
    const { course, folder: at, findings } = await examine(oneItem())
    expect(findings).toEqual([])
    expect(course).toMatchObject({ edition: '1.2', title: '見本の教材', items: [{ id: 'only', launch: { path: 'only/index.html', rest: '' }, isSco: true }] })
    expect(await readAll(at!, 'only/INDEX.html')).toContain('<h1>教材</h1>')
    await expect(files.openIn(at!, '../imsmanifest.xml')).rejects.toThrow()
  })

  test('several items keep their prerequisites and mastery scores', async () => {
    const { course } = await examine(twoItems())
    expect(leavesOf(course!).map(({ id, prerequisites, masteryScore }) => ({ id, prerequisites, masteryScore })))
      .toEqual([{ id: 'first', prerequisites: null, masteryScore: null }, { id: 'second', prerequisites: 'first', masteryScore: 80 }])
  })

  test('SCORM 2004 says whether one may choose or go on', async () => {
    expect((await examine(flowing())).course).toMatchObject({ edition: '2004', version: '2004 4th Edition', choice: false, flow: true })
  })

  test.each([['CAM 1.3', '2004'], ['2004 3rd Edition', '2004'], ['1.2', '1.2']] as const)('%s is read as SCORM %s', async (edition, read) => {
    const { course } = await examine(zip(part('imsmanifest.xml', manifest({ edition, items: [{ id: 'a' }] })), part('a/index.html', 'x')))
    expect(course?.edition).toBe(read)
  })

  test('names written by a Japanese Windows are read as they were meant', async () => {
    const name = '教材/表紙.html'
    const { course, folder: at } = await examine(zip(part('imsmanifest.xml', manifest({ items: [{ id: 'a', href: name }] })), part('', '表紙です', { rawName: iconv.encode(name, 'cp932') })))
    expect(course!.items[0]!.launch).toEqual({ path: name, rest: '' })
    expect(await readAll(at!, name)).toBe('表紙です')
  })

  test.each([
    ['xml:base and parameters', { href: 'start.html?a=1#top', base: 'deep/er/', parameters: '?b=2' }, 'deep/er/start.html', { path: 'deep/er/start.html', rest: '?a=1&b=2#top' }],
    ['a place named twice', { href: 'start.html?a=1#top', parameters: '?b=2#end' }, 'start.html', { path: 'start.html', rest: '?a=1&b=2#top' }],
  ['parameters that are a place alone', { href: 'start.html', parameters: '#end' }, 'start.html', { path: 'start.html', rest: '#end' }],
  ['signs written by number', { href: '%E8%A1%A8%20%E7%B4%99.html' }, '表 紙.html', { path: '表 紙.html', rest: '' }],
    ['a way down and up within the package', { href: 'x/../y/index.html' }, 'y/index.html', { path: 'y/index.html', rest: '' }],
    ['an entity of XML', { href: 'a&amp;b.html' }, 'a&b.html', { path: 'a&b.html', rest: '' }],
  ])('an address with %s leads to its file', async (_, item, name, launch) => {
    const { course, findings } = await examine(zip(part('imsmanifest.xml', manifest({ items: [{ id: 'a', ...item }] })), part(name, 'x')))
    expect([findings.filter(({ level }) => level === 'refused'), course!.items[0]!.launch]).toEqual([[], launch])
  })

  test('headings, what is only shown, and what a package wants hidden', async () => {
    const { course } = await examine(zip(part('imsmanifest.xml', manifest({ edition: '2004 4th Edition', items: [
      { id: 'part', children: [{ id: 'a', more: '<adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>previous</adlnav:hideLMSUI></adlnav:navigationInterface></adlnav:presentation>' }, { id: 'b', type: 'asset' }] },
    ] })), part('a/index.html', ''), part('b/index.html', '')))
    expect(course!.items.map(({ id, parent, depth, launch, isSco, hides }) => [id, parent, depth, launch !== null, isSco, hides]))
      .toEqual([['part', null, 0, false, false, []], ['a', 'part', 1, true, true, ['previous']], ['b', 'part', 1, true, false, []]])
  })
})

const whole = (name: string, more: Parameters<typeof manifest>[0]['items'][number] = { id: 'a' }) => part(name, manifest({ items: [more] }))
const utf16 = (text: string) => Buffer.from(text.replace('utf-8', 'utf-16'), 'utf16le')
test.each<[string, Buffer, string]>([
  ['folders parted by backslashes, as older tools of Windows do', zip(whole('imsmanifest.xml'), part('a\\index.html', 'x')), 'a/index.html'],
  ['names that begin where they stand', zip(whole('./imsmanifest.xml'), part('./a/index.html', 'x')), 'a/index.html'],
  ['a folder listed twice', zip(whole('imsmanifest.xml'), part('a/', ''), part('A/', ''), part('a/index.html', 'x')), 'a/index.html'],
  ['what a Mac puts beside every file', zip(whole('imsmanifest.xml'), part('a/index.html', 'x'), part('__MACOSX/._imsmanifest.xml', '\0'), part('__MACOSX/a/._index.html', '\0'), part('.DS_Store', '\0')), 'a/index.html'],
  ['a manifest in UTF-16 without its mark', zip(part('imsmanifest.xml', utf16(manifest({ items: [{ id: 'a' }] }))), part('a/index.html', 'x')), 'a/index.html'],
  ['signs by number in the name of the file itself', zip(whole('imsmanifest.xml', { id: 'a', href: 'my%20file.html' }), part('my%20file.html', 'x')), 'my%20file.html'],
  ['a prefix before every name', zip(part('imsmanifest.xml', manifest({ items: [{ id: 'a' }] }).replace(/<(\/?)(?=[a-z])(?!adlcp)/g, '<$1imscp:').replace('xmlns=', 'xmlns:imscp=')), part('a/index.html', 'x')), 'a/index.html'],
  ['a truth written as a number', zip(part('imsmanifest.xml', manifest({ items: [{ id: 'a' }] }).replace('<item ', '<item isvisible="1" ')), part('a/index.html', 'x')), 'a/index.html'],
  ['no word of its edition, and no names of its standard', zip(part('imsmanifest.xml', '<manifest><organizations><organization><item identifier="a" identifierref="R"><title>a</title></item></organization></organizations><resources><resource identifier="R" scormtype="sco" href="a/index.html"/></resources></manifest>'), part('a/index.html', 'x')), 'a/index.html'],
])('other tools make packages with %s, and they are taken', async (_, bytes, path) => {
  const { course, findings } = await examine(bytes)
  expect([findings.filter(({ level }) => level === 'refused'), course?.items[0]?.launch?.path, course?.items[0]?.isSco]).toEqual([[], path, true])
})

test('an item that points to nothing is a line of the outline while another opens, and said', async () => {
  const { course, findings } = await examine(zip(part('imsmanifest.xml', manifest({ items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], resources: '<resource identifier="R-a" adlcp:scormtype="sco" href="a/index.html"/><resource identifier="R-b" type="webcontent"/>' })), part('a/index.html', 'x')))
  expect(course!.items.map(({ launch }) => launch?.path ?? null)).toEqual(['a/index.html', null, null])
  expect(findings).toMatchObject([{ level: 'warning', code: 'hrefMissing', item: 'b' }, { level: 'warning', code: 'resourceMissing', item: 'c' }])
})

const good = () => [part('imsmanifest.xml', manifest({ items: [{ id: 'a' }] })), part('a/index.html', 'x')] as const
const withManifest = (text: string) => zip(part('imsmanifest.xml', text), part('a/index.html', 'x'))
const deep = `<manifest>${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}</manifest>`
const item = (more: string, resources?: string) => withManifest(manifest({ items: [{ id: 'a', more }], ...resources === undefined ? {} : { resources } }))

describe('what is no package, or a hostile one, is refused with its reason and its place', () => {
  test.each<[string, Buffer, object]>([
    ['no ZIP', Buffer.from('これはZIPではありません'), { code: 'broken' }],
    ['a ZIP cut off', oneItem().subarray(0, 300), { code: 'broken' }],
    ['a way out', zip(...good(), part('../../evil.html', 'x')), { code: 'unsafeName', file: '../../evil.html' }],
    ['an absolute name', zip(...good(), part('/etc/passwd', 'x')), { code: 'unsafeName', file: '/etc/passwd' }],
    ['a drive', zip(...good(), part('C:/windows/evil', 'x')), { code: 'unsafeName', file: 'C:/windows/evil' }],
    ['a backslash', zip(...good(), part('a\\..\\..\\evil.html', 'x')), { code: 'unsafeName' }],
    ['a zero in a name', zip(...good(), part('a/b\0.html', 'x')), { code: 'unsafeName', file: 'a/b�.html' }],
    ['a symbolic link', zip(...good(), part('a/link', '/etc/passwd', { isLink: true })), { code: 'link', file: 'a/link' }],
    ['a name twice', zip(...good(), part('A/index.HTML', 'y')), { code: 'twice', file: 'A/index.HTML' }],
    ['a wrong sum', zip(...good(), part('a/sum.js', 'x', { claims: { sum: 1 } })), { code: 'broken', file: 'a/sum.js' }],
    ['a wrong size', zip(...good(), part('a/size.js', 'xxxx', { claims: { bytes: 2 } })), { code: 'broken', file: 'a/size.js' }],
    ['a password', zip(...good(), part('a/locked.js', 'x', { isLocked: true })), { code: 'locked', file: 'a/locked.js' }],
    ['files that share their bytes', zip(...good(), part('a/b.js', 'xxxxxxxx'), part('a/c.js', 'xxxxxxxx', { at: 2 })), { code: 'overlapping' }],
    ['a bomb', zip(...good(), part('a/bomb', Buffer.alloc(30 * 1024 * 1024))), { code: 'tooDense' }],
    ['a name in no encoding', zip(...good(), part('', 'x', { rawName: Buffer.from([0x61, 0x80, 0xff, 0xfe]) })), { code: 'unreadableName' }],
    ['a name that only says it is UTF-8', zip(...good(), part('', 'x', { rawName: iconv.encode('表.html', 'cp932'), saysUtf8: true })), { code: 'unreadableName' }],
    ['no manifest', zip(part('index.html', 'x')), { code: 'noManifest' }],
    ['a manifest in a folder', zip(part('course/imsmanifest.xml', 'x'), part('course/index.html', 'x')), { code: 'manifestInFolder', file: 'course/imsmanifest.xml' }],
    ['an empty manifest', withManifest(' \n '), { code: 'emptyManifest' }],
    ['a manifest with nothing in it', withManifest('<manifest identifier="M"><organizations/><resources/></manifest>'), { code: 'emptyManifest', line: 1 }],
    ['AICC', zip(part('course.au', 'x'), part('course.crs', 'x')), { code: 'aicc' }],
    ['cmi5', zip(part('cmi5.xml', 'x')), { code: 'cmi5' }],
    ['xAPI', zip(part('tincan.xml', 'x')), { code: 'tincan' }],
    ['Common Cartridge', withManifest('<manifest><metadata><schema>IMS Common Cartridge</schema><schemaversion>1.2.0</schemaversion></metadata><organizations><organization/></organizations></manifest>'), { code: 'commonCartridge' }],
    ['a document type', withManifest('<?xml version="1.0"?>\n<!DOCTYPE manifest [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<manifest>&x;</manifest>'), { code: 'xmlDoctype', line: 2 }],
    ['entities that grow', withManifest(`<!DOCTYPE m [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><manifest>&b;</manifest>`), { code: 'xmlDoctype', line: 1 }],
    ['nesting without end', withManifest(deep), { code: 'xmlTooDeep' }],
    ['a manifest of 3 MB', withManifest(`<manifest>${'<a/>'.repeat(750_000)}</manifest>`), { code: 'xmlTooLarge' }],
    ['a tag that is not closed', withManifest('<manifest>\n<organizations>\n</manifest>'), { code: 'xmlBroken', line: 3 }],
    ['another encoding than it says', zip(part('imsmanifest.xml', iconv.encode(manifest({ items: [{ id: 'a' }] }), 'cp932')), part('a/index.html', 'x')), { code: 'xmlUnreadable' }],
    ['another root', withManifest('<html><body/></html>'), { code: 'notManifest', line: 1, data: { name: 'html' } }],
    ['an edition nobody knows', withManifest('<manifest><metadata><schemaversion>9.9</schemaversion></metadata><organizations><organization/></organizations></manifest>'), { code: 'unknownEdition' }],
    ['no outline', withManifest(manifest({ items: [{ id: 'a' }] }).replace(/<organization [\s\S]*<\/organization>/, '')), { code: 'noOrganization' }],
    ['an outline with headings alone', withManifest(manifest({ items: [{ id: 'a', ref: null }] })), { code: 'noItems' }],
    ['a resource that is not listed', item('', '<resource identifier="X" href="a/index.html"/>'), { code: 'resourceMissing', item: 'a', data: { name: 'R-a' } }],
    ['a resource without a file', item('', '<resource identifier="R-a" type="webcontent"/>'), { code: 'hrefMissing', item: 'a' }],
    ['another site', item('', '<resource identifier="R-a" href="https://example.com/x.html"/>'), { code: 'externalLaunch', data: { address: 'https://example.com/x.html' } }],
    ['another site by its base', item('', '<resource identifier="R-a" href="x.html" xml:base="//example.com/"/>'), { code: 'externalLaunch' }],
    ['a script in place of a file', item('', '<resource identifier="R-a" href="javascript:alert(1)"/>'), { code: 'externalLaunch' }],
    ['a file above the package', item('', '<resource identifier="R-a" href="../../a/index.html"/>'), { code: 'launchOutside' }],
    ['a file above it, written by number', item('', '<resource identifier="R-a" href="%2e%2e/%2e%2e/a/index.html"/>'), { code: 'launchOutside' }],
    ['a file that is not there', item('', '<resource identifier="R-a" href="b/index.html"/>'), { code: 'launchMissing', file: 'b/index.html', item: 'a', line: 7 }],
    ['an item twice', withManifest(manifest({ items: [{ id: 'a' }, { id: 'a' }] })), { code: 'doubleItem', item: 'a', line: 6 }],
  ])('%s', async (_, bytes, finding) => {
    const [before, started] = [unpacked().length, performance.now()]
    const { course, folder: at, findings } = await examine(bytes)
    expect([course, at]).toEqual([null, null])
    expect(findings.find(({ level }) => level === 'refused')).toMatchObject(finding)
    expect([unpacked().length - before, arriving()], 'nothing is left').toEqual([0, []])
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  test('what is larger or has more files than a package may is refused before it is unpacked', async () => {
    const many = zip(...good(), ...Array.from({ length: 50 }, (_, n) => part(`a/${n}.js`, 'x')))
    expect((await examine(many, { bytesMax: 1e9, ratioMax: 100, entriesMax: 20 })).findings).toMatchObject([{ code: 'tooMany' }])
    expect((await examine(many, { bytesMax: 500, ratioMax: 100, entriesMax: 100 })).findings).toMatchObject([{ code: 'tooLarge' }])
  })
})

test.each<[string, Buffer, object]>([
  ['an edition is guessed from its names', withManifest(manifest({ items: [{ id: 'a' }], schema: '' })), { code: 'editionGuessed', data: { version: '1.2' } }],
  ['a prerequisite cannot be read', item('<adlcp:prerequisites>a &amp; | b</adlcp:prerequisites>'), { code: 'prerequisiteUnread' }],
  ['a prerequisite names what is not there', item('<adlcp:prerequisites>nowhere</adlcp:prerequisites>'), { code: 'prerequisiteUnknown', data: { name: 'nowhere' } }],
  ['a mastery score is none', item('<adlcp:masteryscore>八十</adlcp:masteryscore>'), { code: 'masteryUnread' }],
  ['a name differs in capitals', item('', '<resource identifier="R-a" href="A/Index.html"/>'), { code: 'otherCase' }],
  ['a listed file is missing', item('', '<resource identifier="R-a" href="a/index.html"><file href="a/none.js"/></resource>'), { code: 'fileMissing', file: 'a/none.js' }],
  ['rules of sequencing are there that are not run', withManifest(manifest({ edition: '2004 4th Edition', items: [{ id: 'a', more: '<imsss:sequencing><imsss:controlMode choiceExit="false"/><imsss:sequencingRules><imsss:postConditionRule/></imsss:sequencingRules><imsss:rollupRules><imsss:rollupRule/></imsss:rollupRules><imsss:limitConditions attemptLimit="3"/></imsss:sequencing>' }] })),
    { code: 'rulesNotRun', item: 'a', data: { names: 'postConditionRule, attemptLimit=3, rollupRule, choiceExit' } }],
])('a warning keeps nothing out: %s', async (_, bytes, finding) => {
  const { course, findings } = await examine(bytes)
  expect(findings).toContainEqual(expect.objectContaining({ level: 'warning', ...finding }))
  expect(course!.items[0]!.prerequisites, 'what cannot be understood locks nobody out').toBeNull()
})
