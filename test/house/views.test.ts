import path from 'node:path'
import { expect, test } from 'vitest'
import { places, sources, type Source } from '../support/source.ts'

const views = sources('views', '.eta')
const server = sources('server', '.ts')
const served = [...sources('static', '.css'), ...sources('static', '.js'), ...sources('static', '.svg')]
/** The markup alone: what is computed is `…`, so that its own signs are not taken for those of a tag. */
const markup = ({ text, ...source }: Source): Source => ({ ...source, text: text.replace(/<%[\s\S]*?%>/g, '…') })
const isPiece = ({ file, feature }: Source) => feature !== null && path.basename(file).startsWith('_')

/** Markup that is handed over as it is, beside the body and what is included. This list only gets shorter. */
const raw: Record<string, RegExp> = {
  'views/layouts/fragment.eta': /^include\('\/' \+ it\.piece\)$/,
  // Markdown of staff, rendered with HTML switched off (server/learning/lessons/markdown.ts).
  'views/components/prose.eta': /^it\.prose\.html$/,
}

test('only our own markup is handed over as it is', () => {
  const wrong = views.flatMap(({ file, text }) => [...text.matchAll(/<%[-_]?~([\s\S]*?)[-_]?%>/g)]
    .map(([, handed]) => handed!.trim())
    .filter((handed) => !/^(it\.body|include\('(\.?\/)?[a-z/_-]+'(, [\s\S]*)?\))$/.test(handed) && !raw[file]?.test(handed))
    .map((handed) => `${file}: ${handed}`))
  expect(wrong).toEqual([])
})

test('no page asks another machine for anything', () => {
  const namespaces = /xmlns(:\w+)?="http:\/\/www\.w3\.org\/[^"]*"/g
  const bare = [...views.map(markup), ...served].map(({ text, ...source }) => ({ ...source, text: text.replace(namespaces, '') }))
  expect(places(bare, /https?:\/\/[^\s"']*|["'(]\/\/[a-z][^\s"']*/)).toEqual([])
})

test('no script and no style stands inside a page', () => {
  const wrong = / style="?|\son[a-z]+=|\bhx-on\b|javascript:|<style|<script(?![^>]* src=)|<script[^>]*>[^<]+|\bjs:/
  expect(places(views.map(markup), wrong)).toEqual([])
})

test('what htmx sends works without it, and no attribute is handed down', () => {
  const sending = views.map(markup).flatMap(({ file, text }) => [...text.matchAll(/<(\w+)[^>]*\shx-(get|post)=[^>]*>/g)]
    .filter(([tag, name, verb]) => verb === 'get' ? !/\s(href|action)=/.test(tag)
      : name !== 'form' || !/\smethod="post"/.test(tag) || !/\saction=/.test(tag))
    .map(([tag]) => `${file}: ${tag}`))
  expect(sending).toEqual([])
  expect(places(views, /\bhx-[\w-]+:inherited|\bhx-(put|patch|delete)=/)).toEqual([])
})

test('a piece carries the id of its file, and never wraps itself in a page', () => {
  const pieces = views.filter(isPiece)
  const wrong = pieces.filter((source) => {
    const [id] = [`${path.basename(source.feature!)}-${path.basename(source.file, '.eta').slice(1)}`]
    const root = source.text.match(/<[a-z][\w-]*[^>]*?\sid="([^"]*)"/)?.[1]
    const first = markup(source).text.match(/<[a-z][\w-]*/)?.index
    const holder = markup(source).text.match(/<[a-z][\w-]*[^>]*?\sid="/)?.index
    return first !== holder || (root !== id && !root?.startsWith(`${id}-`))
  })
  expect(pieces.length).toBeGreaterThan(0)
  expect(wrong.map(({ file }) => file)).toEqual([])
  expect(places(pieces, /\blayout\(/)).toEqual([])
})

test('views stand where their feature stands, and every one of them is shown', () => {
  const homes = new Set(server.map(({ feature }) => feature))
  expect(views.filter(({ feature }) => feature !== null && !homes.has(feature)).map(({ file }) => file)).toEqual([])
  const named = new Set([...server, ...views].flatMap(({ file, text }) =>
    [...text.matchAll(/['"`](\.?\/)?([\w/-]+)['"`]/g)]
      .map(([, from, name]) => from === './' ? path.join(path.dirname(file), name!) : `views/${name}`)))
  expect(views.filter(({ file }) => !named.has(file.slice(0, -'.eta'.length))).map(({ file }) => file)).toEqual([])
})
