/** Runs every check there is and closes with one line, `N passed, N failed`; what `npm test` calls. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** In this order: the end-to-end tests drive what the build made. */
const checks = [
  'npm run --silent typecheck',
  'biome check .',
  'knip',
  'node test/lint/importTable.ts',
  'npm run --silent build',
];

function succeeds(command: string): boolean {
  console.log(`\n> ${command}`);
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
  if (status !== 0) console.log(`failed: ${command}`);
  return status === 0;
}

/** Counts tests; one that did not run, a file that did not load, and a stray error all count as failed. */
function runVitest(folder: string): Tally {
  const file = join(folder, 'vitest.json');
  const clean = succeeds(`vitest run --reporter=default --reporter=json --outputFile.json="${file}"`);
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    console.log(`vitest left no report: ${cause}`);
    return { passed: 0, failed: 1 };
  }
  const unloaded = report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const failed = report.numTotalTests - report.numPassedTests + unloaded;
  return { passed: report.numPassedTests, failed: failed === 0 && !clean ? 1 : failed };
}

const folder = mkdtempSync(join(tmpdir(), 'lowrank-test-'));
try {
  const results = checks.map(succeeds);
  const tests = runVitest(folder);
  const passed = tests.passed + results.filter(Boolean).length;
  const failed = tests.failed + results.filter((result) => !result).length;
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
