import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked { version: string; integrity?: string; hasInstallScript?: true; link?: true; resolved?: string }

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> }
const { dependencies, devDependencies, optionalDependencies, ...ours } = read('package.json')
const named: Record<string, string> = { ...dependencies, ...devDependencies, ...optionalDependencies }
const locked = Object.entries(packages).filter(([folder]) => folder !== '')

test('every package is the one that was looked at, byte for byte', () => {
  expect(locked.length).toBeGreaterThan(100)
  expect(locked.filter(([, { integrity, link }]) => link || !integrity?.startsWith('sha512-'))).toEqual([])
  expect(locked.filter(([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'))).toEqual([])
})

test('no package runs code while it is installed', () => {
  expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([folder]) => folder)).toEqual([])
  expect(Object.keys(ours.scripts).filter((name) => /^(pre|post)|^prepare$|^install$/.test(name))).toEqual([])
})

test('every version is named exactly, and the lock agrees', () => {
  expect(Object.entries(named).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  expect(Object.entries(named).filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)).toEqual([])
})

test('what runs in production is under a licence a prefecture may use', () => {
  const free = /^\(?(MIT|MIT-0|ISC|0BSD|BSD-\d-Clause|BSD-0-Clause|Apache-2\.0|BlueOak-1\.0\.0|MPL-2\.0|OFL-1\.1|CC0-1\.0|Zlib|PSF-2\.0|( AND | OR ))+\)?$/
  const running = Object.entries(packages as Record<string, { dev?: true; license?: string }>)
    .filter(([folder, { dev }]) => folder !== '' && !dev)
  expect(running.filter(([, { license }]) => !free.test(license ?? '')).map(([folder, { license }]) => `${folder}: ${license}`))
    .toEqual([])
})
