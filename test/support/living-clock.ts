import { afterAll } from 'vitest'

/** The clock of a house goes on from a moment as the machine's own does, until the tests of the file are over. */
export function runClock({ setClock }: { setClock: (moment: string) => void }, from: string): void {
  const [day, start] = [Date.parse(from), performance.now()]
  const ticking = setInterval(() => setClock(new Date(day + performance.now() - start).toISOString()), 20)
  afterAll(() => clearInterval(ticking))
}
