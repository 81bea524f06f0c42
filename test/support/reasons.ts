import { expect } from 'vitest'
import type { Reason } from '../../server/base/errors.ts'
import { speaking } from '../../server/base/texts.ts'
import { texts } from '../../server/texts.ts'

const say = { ja: speaking(texts, 'ja'), en: speaking(texts, 'en') }

/** The key of a reason, or null; a reason whose text keeps an open {hole} in either language fails at once. */
export function keyOf(reason: Reason | null): string | null {
  if (reason === null) return null
  expect(`${say.ja(reason.key, reason.data)} ${say.en(reason.key, reason.data)}`, reason.key).not.toMatch(/[{}]/)
  return reason.key
}

/** What a person reads in Japanese. */
export const inJapanese = (reason: Reason): string => say.ja(reason.key, reason.data)
