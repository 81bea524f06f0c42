import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { importsOf, places, sources, type Source } from '../support/source.ts'

const server = sources('server', '.ts')
const features = server.filter(({ feature }) => feature !== null)
const sessions = 'server/who/accounts/sessions.ts'
const featureOf = (file: string) => file.match(/^server\/([a-z]+\/[a-z-]+)\//)?.[1] ?? null

test('the top level is closed', () => {
  const there = readdirSync('.').filter((name) => !name.startsWith('.') && !['node_modules', 'data'].includes(name))
  expect(there.sort()).toEqual([
    'LICENSE', 'README.md', 'biome.json', 'migrations', 'package-lock.json', 'package.json', 'server', 'static', 'test',
    'tsconfig.json', 'views',
  ])
})

test('every folder of the server is the base or a wing with its features', () => {
  const rooms = server.filter(({ file, feature }) => feature === null && file.split('/').length > 2)
  expect(rooms.map(({ file }) => file).filter((file) => !file.startsWith('server/base/'))).toEqual([])
  const names = [...new Set(features.map(({ feature }) => feature!))].map((feature) => path.basename(feature))
  expect(names.filter((name, place) => names.indexOf(name) !== place), 'a piece is named by its feature alone').toEqual([])
})

test.each<[string, (source: Source) => boolean, RegExp]>([
  ['only changes write',
    ({ file }) => !/\/changes\.ts$|^server\/base\/(change|once|jobs|seen)\.ts$/.test(file) && file !== sessions,
    /\.(insertInto|updateTable|deleteFrom|mergeInto)\(|sql(<[^>]*>)?`\s*(insert|update|delete|merge|truncate)\b.*/],
  ['only what plays by itself, the answers of a test, and wrong guesses of strangers, may be written without an audit line', ({ file }) => !/^server\/(learning\/((viewings|attempts)\/routes|scorm\/host)|completion\/certificates\/verification)\.ts$/.test(file), /\.beat\(/],
  ['only the draft of an assignment is saved without a line each', ({ file }) => file !== 'server/learning/submissions/routes.ts', /\.submitDraft\(/],
  ['only config reads the environment', ({ file }) => file !== 'server/config.ts', /process\.env.*/],
  ['features are handed a reader, a clock and chance, and open none of them',
    ({ feature, file }) => feature !== null && file !== sessions,
    /\bDatabase\b.*|new Date\(\)|Date\.now|Math\.random|\brandom(UUID|Bytes|Int)\b|\bfetch\(/],
  ['nothing is written into SQL but by binding', ({ file }) => file !== 'server/base/jobs.ts', /\bsql\.(raw|lit)\((?!'[^']*'\)).*/],
  // After a few uses PostgreSQL plans a prepared statement for any value, and then a partial key no longer fits a bound one.
  ['a partial key is named in words, not by a bound value', () => true, /\boc\.columns?\([^)]*\)\.where\('\w+', '(?!is').*/],
  ['nothing starts another program or makes code out of text', () => true,
    /child_process|node:vm|\beval\(|new Function\(|renderString.*/],
  ['a template is named, never computed', ({ feature }) => feature !== null, /\breply\.(page|view)\((?!'|code).*/],
])('%s', (_, where, wrong) => {
  expect(places(server.filter(where), wrong)).toEqual([])
})

test('the base knows no feature', () => {
  const base = server.filter(({ file }) => file.startsWith('server/base/'))
  const out = (to: string) => to.startsWith('server/') && !to.startsWith('server/base/')
  expect(base.flatMap((source) => importsOf(source).filter(({ to }) => out(to)).map(({ to }) => `${source.file} → ${to}`)))
    .toEqual([])
})

test('a rule stands on other rules and on pure files of the base, and on types', () => {
  const isRule = (file: string) => /\/(rules|simulation|ranges|eligibility|prerequisites|typing|checklist)\.ts$|\/evidence\/modules\.ts$|\/(simulation|balance)\/[a-z-]+\.ts$/.test(file)
  const isPure = (file: string): boolean => isRule(file) || file === 'node:assert/strict'
    || (file.startsWith('server/base/') && leaning(file).every(isPure))
  const leaning = (file: string): string[] => {
    const source = server.find((one) => one.file === file)
    return source === undefined ? [] : importsOf(source).filter(({ typeOnly }) => !typeOnly).map(({ to }) => to)
  }
  const wrong = server.filter(({ file }) => isRule(file))
    .flatMap(({ file }) => leaning(file).filter((to) => !isPure(to)).map((to) => `${file} → ${to}`))
  expect(wrong).toEqual([])
})

const looks = features.flatMap((source) => importsOf(source)
  .map(({ to }) => ({ file: source.file, from: source.feature!, to, feature: featureOf(to) }))
  .filter(({ from, feature }) => feature !== null && feature !== from))

test('a feature never looks into the routes or the forms of another', () => {
  expect(looks.filter(({ to }) => /\/(routes|forms)\.ts$/.test(to)).map(({ file, to }) => `${file} → ${to}`)).toEqual([])
})

test('a feature looks only at features above it in app.ts', () => {
  const contents = readFileSync('server/app.ts', 'utf8')
  const routes = [...contents.matchAll(/import (?:\{ )?(\w+)(?: \})? from '\.\/([a-z]+\/[a-z-]+)\/routes\.ts'/g)]
  const floors = new Map(routes.map(([, name, feature]) => [feature!, contents.search(new RegExp(`app\\.register\\(${name}[),]`))]))
  expect([...floors.values()].filter((floor) => floor < 0)).toEqual([])
  expect(floors.size, 'the features that app.ts lists').toBeGreaterThan(2)
  const below = looks.filter(({ from, feature }) => (floors.get(feature!) ?? -1) > (floors.get(from) ?? Infinity))
  expect(below.map(({ file, to }) => `${file} → ${to}`)).toEqual([])
})

test('no two features need each other', () => {
  const needs = new Map([...Map.groupBy(looks, ({ from }) => from)].map(([from, all]) => [from, new Set(all.map(({ feature }) => feature!))]))
  // From these no way leads round: each is walked once, however many ways lead to it.
  const clear = new Set<string>()
  const round = (feature: string, way: string[]): string[] | null => {
    if (way.includes(feature)) return [...way.slice(way.indexOf(feature)), feature]
    if (clear.has(feature)) return null
    const found = [...needs.get(feature) ?? []].map((next) => round(next, [...way, feature])).find((found) => found !== null) ?? null
    if (found === null) clear.add(feature)
    return found
  }
  const rounds = [...needs.keys()].map((feature) => round(feature, [])?.join(' → '))
  expect(rounds.filter((found) => found !== undefined)).toEqual([])
})

test('what is written for readers leads nowhere outside this tree', () => {
  const readme = readFileSync('README.md', 'utf8')
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to]) => to!)
  expect(links.filter((to) => to.startsWith('/') || to.startsWith('..') || !existsSync(to))).toEqual([])
  const written = [...server, ...sources('migrations', '.ts'), ...sources('test', '.ts'), ...sources('views', '.eta')]
  expect(places([...written, { file: 'README.md', text: readme, feature: null }],
    /(?<![\w.:/}>-])\/(home|work|root|Users|mnt)\/[\w-]+/)).toEqual([])
})
