import type { Fact } from '../lessons/contents.ts'
import { contentOf } from './rules.ts'

/** What of a package counts and how often it may be tried. Nothing while no package was sent. */
export function factsOfPackage(content: unknown): Fact[] {
  const { packageId, required, need, scoreMin, attemptsMax, keep } = contentOf(content as never)
  if (packageId === null) return []
  return [
    { label: 'scorm.fact.counts', value: [{ key: `scorm.fact.${need}`, data: { count: required.length } },
      ...scoreMin === null ? [] : [{ key: 'scorm.fact.scoreMin', data: { score: scoreMin } } as const]] },
    { label: 'scorm.fact.attempts', value: attemptsMax === null ? { key: 'scorm.fact.noLimit' } : { key: 'scorm.fact.attemptCount', data: { count: attemptsMax } } },
    { label: 'scorm.fact.keep', value: { key: `scorm.fact.keep.${keep}` } },
  ]
}
