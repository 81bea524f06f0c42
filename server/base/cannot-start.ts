/** Why the house does not open, in words for the person at the terminal: a setting, a folder in use, an old build. */
export class CannotStart extends Error {
  override name = 'CannotStart'
  constructor(ja: string, en: string) { super(`${ja}\n${en}`) }
}

/** Runs what a command does. What a person can put right is said in plain words; a mistake of ours keeps its stack. */
export async function orSayWhy(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof CannotStart ? error.message : error)
    process.exit(1)
  }
}
