import { defineConfig } from 'vitest/config'
import { LongestFirst } from './support/sequencer.ts'

/**
 * Files share their worker, so a database is opened once per worker and emptied once per file, and so is the browser.
 * Three workers: each holds an embedded database and a Chromium. The machines that run this have two cores, and some files wait for a
 * real clock.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    isolate: false,
    // Modules are read by Node itself, as the product's are: there is nothing to transform, and what they name is not looked up at each use.
    experimental: { viteModuleRunner: false },
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/support/template.ts',
    // What hangs is found all the same; what is slow because the machine is busy is no failure.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
