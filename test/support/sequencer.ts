import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that take longest begin first, so that no worker is left with one of them while the others have nothing to do: those
 * that walk through every address of the house or wait for a real clock, then what is told in a browser. A clean clone knows nothing of earlier runs.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => placeOf(a.moduleId) - placeOf(b.moduleId))
  }
}

const walks = /house\/(hostile|alive|headers|fields|failing|apart|boxes|statements|admin|seed)\.test|viewings\/(minute|terms|journey)\.test|lesson-uploads\/journey|faults\/database|house\/start|submission-marking\/redaction\.test|lessons\/making\.test|home\/figures\.test/
const placeOf = (file: string): number => walks.test(file) ? 0 : /journey|journeys\//.test(file) ? 1 : 2
