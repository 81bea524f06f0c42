import type { Texts } from '../../base/texts.ts'

export const texts = {
} as const satisfies Texts
