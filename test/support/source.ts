import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** One file of ours as text, for the tests that read the house itself. */
export interface Source {
  /** From the root: 'server/planning/calls/rules.ts'. */
  file: string
  text: string
  /** 'planning/calls' for a file of a feature; null in the base, in commands, layouts and components. */
  feature: string | null
}

/** `to` is a path from the root for our own files and the bare name ('kysely', 'node:fs') for everything else. */
export interface Import { to: string; typeOnly: boolean }

const wings = 'who office planning entry learning classroom completion cascade practice answers messages keeping'.split(' ')
const inFeature = new RegExp(`^(?:server|views)/((?:${wings.join('|')})/[a-z-]+)/`)

/** Every file below a folder with that ending, comments of code left out so that only what runs is judged. */
export function sources(folder: string, ending: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).sort()
    .map((name) => path.join(folder, name)).map((file) => ({
      file, text: withoutComments(readFileSync(file, 'utf8')), feature: file.match(inFeature)?.[1] ?? null,
    }))
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/ .*$/gm, '$1')

/** What a file imports or hands on, also in the middle of a function. */
export function importsOf({ file, text }: Source): Import[] {
  const known = /^(?:import|export) (type )?(?:[^'";]*? from )?'([^']+)'|\bimport\('([^']+)'\)/gm
  return [...text.matchAll(known)].map(([, type, statement, inline]) => {
    const name = statement ?? inline!
    return { to: name.startsWith('.') ? path.join(path.dirname(file), name) : name, typeOnly: type !== undefined }
  })
}

/** The files of ours where the pattern is met, as 'file: what was met', so that a failure reads as a list of places. */
export function places(files: Source[], wrong: RegExp): string[] {
  return files.flatMap(({ file, text }) => [...text.matchAll(new RegExp(wrong, 'gm'))].map(([met]) => `${file}: ${met}`))
}
