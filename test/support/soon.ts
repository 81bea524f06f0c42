import { vi } from 'vitest'

/** Asks again and again until it holds: for what follows an answer by itself. Patient, since a busy machine is no failure. */
export const soon = <T>(asks: () => T | Promise<T>): Promise<T> => vi.waitFor(asks, { timeout: 30_000, interval: 25 })
