/** Runs every check there is, says where the time went, and closes with `N passed, N failed`; what `npm test` calls. */
import { exec } from 'node:child_process';
import { dirname } from 'node:path';
import { startVitest, type TestModule } from 'vitest/node';
import { type TimeRow, timeTable } from './support/timeTable.ts';

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly times: readonly TimeRow[];
}

/** Side by side; the end-to-end tests, which come after, drive what the build made. */
const commands = [
  'npm run --silent typecheck',
  'biome check .',
  'knip',
  'node test/lint/importTable.ts',
  'npm run --silent build',
];

/** Where so much has gone by, a machine of 45 minutes has no time left for the shell. */
const latestShellMinutes = 34;

const secondsSince = (start: number) => (performance.now() - start) / 1000;

/** Shows what a command printed once it has ended, so that those beside it do not print in between. */
async function runCommand(command: string): Promise<Outcome> {
  const start = performance.now();
  const { error, output } = await new Promise<{ error: Error | null; output: string }>((resolve) => {
    exec(command, { maxBuffer: Number.POSITIVE_INFINITY }, (error, stdout, stderr) =>
      resolve({ error, output: stdout + stderr }),
    );
  });
  console.log(`\n> ${command}\n${output}`.trimEnd());
  if (error) console.log(`failed: ${command}`);
  return {
    passed: error ? 0 : 1,
    failed: error ? 1 : 0,
    times: [{ name: command, seconds: secondsSince(start) }],
  };
}

/** Tests of a file that did not pass, those that did not run among them; 1 where the file itself failed, as when it did not load. */
function failuresIn(module: TestModule): number {
  const failed = Array.from(module.children.allTests()).filter((test) => test.result().state !== 'passed');
  return failed.length === 0 && !module.ok() ? 1 : failed.length;
}

async function runVitest(): Promise<Outcome> {
  console.log('\n> vitest run');
  const start = performance.now();
  const vitest = await startVitest('test', [], { run: true, watch: false });
  const modules = vitest.state.getTestModules();
  const strayErrors = vitest.state.getUnhandledErrors().length;
  await vitest.close();
  const passed = modules.flatMap((module) => Array.from(module.children.allTests('passed'))).length;
  const failed = modules.reduce((sum, module) => sum + failuresIn(module), strayErrors);
  const folders = modules.map((module) => {
    const { prepareDuration, collectDuration, setupDuration, duration } = module.diagnostic();
    const milliseconds = prepareDuration + collectDuration + setupDuration + duration;
    return { name: dirname(module.relativeModuleId), seconds: milliseconds / 1000 };
  });
  return {
    passed,
    failed: modules.length === 0 ? 1 : failed,
    times: [{ name: 'vitest run', seconds: secondsSince(start), parts: folders }],
  };
}

async function main(): Promise<number> {
  const start = performance.now();
  const outcomes = await Promise.all(commands.map(runCommand));
  outcomes.push(
    await runVitest().catch((error) => {
      console.log(`vitest broke off: ${error}`);
      return { passed: 0, failed: 1, times: [] };
    }),
  );
  // After all others: it packages the program and trains in it, and has a machine to itself for it.
  const shell = process.env.LOWRANK_TEST_SHELL;
  const minutes = Math.round(secondsSince(start) / 60);
  if (shell && minutes <= latestShellMinutes) outcomes.push(await runCommand(shell));
  else if (shell) console.log(`\nnot tried, since what came before took ${minutes} minutes: ${shell}`);
  const sum = (of: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const failed = sum((outcome) => outcome.failed);
  console.log(
    `\n${timeTable([
      ...outcomes.flatMap((outcome) => outcome.times),
      { name: 'in all', seconds: secondsSince(start) },
    ])}`,
  );
  console.log(`\n${sum((outcome) => outcome.passed)} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

// A test that left something open must not keep the checks from ending.
process.exit(await main());
