import packed, { inflate } from '@sparticuz/chromium'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const cache = path.resolve('node_modules/.cache')
const fonts = ['biz-udpgothic', 'biz-udpmincho', 'noto-sans-jp']
const families = { 'sans-serif': 'BIZ UDPGothic', 'serif': 'BIZ UDPMincho', 'monospace': 'Noto Sans JP' }

export interface Unpacked { executablePath: string; env: Record<string, string> }

/**
 * The Chromium inside the npm package, with the libraries and the fonts it needs, so that a machine with nothing but
 * Node can run it and its pictures show the same Japanese everywhere. CHROMIUM_PATH names another Chromium.
 */
export async function unpackedChromium(): Promise<Unpacked> {
  const env = { FONTCONFIG_FILE: fontsFile() }
  if (process.env.CHROMIUM_PATH !== undefined) return { executablePath: process.env.CHROMIUM_PATH, env }
  if (process.arch !== 'x64' || process.platform !== 'linux') {
    throw new Error('the Chromium of the npm package is for Linux on x64: name another one in CHROMIUM_PATH')
  }
  const home = await unpack()
  return { executablePath: `${home}/chromium`, env: { ...env, LD_LIBRARY_PATH: `${home}/al2023/lib` } }
}

/** Unpacked beside its place and then renamed, so that another worker never starts half a browser. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(readFileSync('node_modules/@sparticuz/chromium/package.json', 'utf8'))
  const home = path.join(cache, `chromium-${version}`)
  if (existsSync(home)) return home
  mkdirSync(cache, { recursive: true })
  const halfway = mkdtempSync(`${home}-`)
  await inTemporary(halfway, async () => {
    await packed.executablePath()
    await inflate(path.resolve('node_modules/@sparticuz/chromium/bin/al2023.tar.br'))
  })
  try {
    renameSync(halfway, home)
  } catch (error) {
    rmSync(halfway, { recursive: true })
    if (!existsSync(home)) throw error
  }
  return home
}

/** The package unpacks into the temporary folder and has no setting for another one. */
async function inTemporary(folder: string, work: () => Promise<unknown>): Promise<void> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

function fontsFile(): string {
  const file = path.join(cache, 'fonts.conf')
  const folders = fonts.map((font) => `<dir>${path.resolve('node_modules/@expo-google-fonts', font)}</dir>`)
  const aliases = Object.entries(families).map(([family, ours]) =>
    `<alias><family>${family}</family><prefer><family>${ours}</family><family>Noto Sans JP</family></prefer></alias>`)
  mkdirSync(cache, { recursive: true })
  writeFileSync(file, `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.join('\n')}
<cachedir>${path.join(cache, 'fontconfig')}</cachedir>
${aliases.join('\n')}
</fontconfig>
`)
  return file
}
