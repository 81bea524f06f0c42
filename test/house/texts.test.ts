import { expect, test } from 'vitest'
import { texts } from '../../server/texts.ts'
import { sources } from '../support/source.ts'

const views = sources('views', '.eta')
const speakers = [...views, ...sources('server', '.ts').filter(({ file }) => !/texts\.ts$/.test(file))]
const keys = Object.keys(texts)
const entries = Object.entries<Record<'ja' | 'en', string>>(texts)

/** A key put together from parts (`states.${state}`) stands for all keys of that shape. */
const shapes = speakers.flatMap(({ text }) => [...text.matchAll(/`([\w-]+\.(?:[\w.-]|\$\{[^}]*\})*\$\{[^`]*)`|'([\w-]+\.(?:[\w-]+\.)*)' \+/g)])
  .map(([, template, prefix]) => template ?? `${prefix}\${}`)
  .map((shape) => new RegExp(`^${shape.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.')).join('[\\w.-]+')}$`))

test('every text a view says exists', () => {
  const said = views.flatMap(({ file, text }) =>
    [...text.matchAll(/\bsay\('([^']+)'/g)].map(([, key]) => ({ file, key: key! })))
  expect(said.filter(({ key }) => !Object.hasOwn(texts, key))).toEqual([])
})

test('no room speaks over another: a key has one home, and the list names each room once', async () => {
  const homes = sources('server', '.ts').filter(({ file, feature }) => feature !== null && file.endsWith('/texts.ts'))
  const rooms = await Promise.all(homes.map(async ({ file }) => await import(`../../${file}`) as { texts?: Record<string, unknown> }))
  const said = rooms.flatMap(({ texts: own = {} }) => Object.entries(own))
  expect(said.filter(([key, words]) => texts[key as keyof typeof texts] !== words).map(([key]) => key)).toEqual([])
  const spread = [...sources('server', '.ts').find(({ file }) => file.endsWith('server/texts.ts'))!.text.matchAll(/\.\.\.(\w+)/g)].map(([, room]) => room)
  expect(spread.filter((room, at) => spread.indexOf(room) !== at)).toEqual([])
})

test('both languages say something and leave the same holes', () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, hole]) => hole).sort().join()
  expect(entries.filter(([, { ja, en }]) => holes(ja) !== holes(en)).map(([key]) => key)).toEqual([])
  expect(entries.filter(([, { ja, en }]) => ja.trim() === '' || en.trim() === '').map(([key]) => key)).toEqual([])
})

test('every text is said somewhere', () => {
  const words = new Set(speakers.flatMap(({ text }) => [...text.matchAll(/['"`]([\w.-]+)['"`]/g)].map(([, word]) => word!)))
  expect(keys.filter((key) => !words.has(key) && !shapes.some((shape) => shape.test(key)))).toEqual([])
})
