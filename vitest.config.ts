/** Tests run in forked Node processes: native sessions then end with their process, whatever they hold. */
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The tests start some hundred processes of the program: each compiles only what none before it has.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/** Folders whose tests take minutes, the longest first: none of them is to be left to one processor in the end. */
const longest = [
  'e2e',
  'services/runs',
  'engine/run',
  'cli',
  'services',
  'web',
  'engine/train',
  'engine/export',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((folder) => dirname(moduleId).endsWith(`/test/${folder}`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Two tests at a time, and training under some of them: what is waited for may take its time.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
