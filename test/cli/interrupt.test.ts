/** Ctrl-C at any moment: what was learned is kept, and a run goes on to the very bytes it would have reached. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { dataFile, filesIn, lowrank, newFolder, resultOf, start, sums, tinyModel } from './support.ts';

vi.setConfig({ testTimeout: 240_000 });

const data = dataFile(sums(40));
// A pass an example: a step takes several, and Ctrl-C falls between them.
const args = ['train', '--model', tinyModel, '--data', data, '--rank', '4', '--steps', '150', '--lr', '0.01'];
const rest = ['--batch-tokens', '256', '--micro-tokens', '32', '--threads', '1', '--device', 'cpu', '--json'];
const train = (out: string, ...more: string[]) => start([...args, ...rest, '--out', out, ...more]);
const weightsIn = (out: string) => readFileSync(join(out, 'adapter_model.safetensors'));

test('in the middle of a step: saved, 130, and resumed to the same bytes', async () => {
  const folder = newFolder();
  const [whole, out] = [join(folder, 'whole'), join(folder, 'out')];
  await train(whole).ended;
  const { child, ended, until } = train(out);
  await until('"type":"step"', 7);
  child.kill('SIGINT');
  const { code, lines, stderr } = await ended;
  const result = lines.at(-1)!;
  expect(code, stderr).toBe(130);
  expect(result).toMatchObject({ type: 'result', state: 'interrupted', adapter: out });
  expect(result.steps).toBeGreaterThanOrEqual(7);
  expect(result.steps).toBeLessThan(150);
  expect(filesIn(out)).toEqual(
    expect.arrayContaining(['adapter_model.safetensors', 'README.md', 'run.json']),
  );
  const [, id] = /npx lowrank runs resume (\w+)/.exec(stderr) ?? [];
  expect(result.runId.startsWith(id)).toBe(true);
  expect((await resultOf('runs', 'list')).runs[0]).toMatchObject({ id: result.runId, state: 'interrupted' });
  const resumed = await resultOf('runs', 'resume', id!);
  expect(resumed).toMatchObject({ runId: result.runId, state: 'done', steps: 150 });
  expect(weightsIn(out).equals(weightsIn(whole))).toBe(true);
});

test('in the middle of the first step: 130, and nothing is left', async () => {
  const out = join(newFolder(), 'deeper/out');
  // One step of a thousand passes.
  const { child, ended, until } = train(out, '--data', dataFile(sums(1000)), '--batch-tokens', '100000');
  await until('"type":"plan"');
  child.kill('SIGTERM');
  const { code, lines, stderr } = await ended;
  expect([code, lines.at(-1)?.type, lines.at(-1)?.code], stderr).toEqual([130, 'error', 'interrupted']);
  expect(existsSync(join(out, '..'))).toBe(false);
});

test('twice ends at once, the process that trains too; the run can still go on', async () => {
  const out = join(newFolder(), 'out');
  const { child, ended, until } = train(out);
  await until('"type":"checkpoint"');
  const pid = Number(/"pid":(\d+)/.exec(readFileSync(join(out, 'events.jsonl'), 'utf8'))![1]);
  // The training process is stopped, so that the first Ctrl-C cannot be enough.
  process.kill(pid, 'SIGSTOP');
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain('npx lowrank runs resume');
  await vi.waitFor(() => expect(existsSync(`/proc/${pid}/fd/0`)).toBe(false));
  const [run] = (await resultOf('runs', 'list')).runs;
  expect(run).toMatchObject({ state: 'interrupted' });
  expect(await resultOf('runs', 'resume', run.id)).toMatchObject({ state: 'done', steps: 150 });
});

test('a run that is followed by nobody goes on', async () => {
  const out = join(newFolder(), 'out');
  const { child, ended, until } = train(out);
  await until('"type":"step"', 2);
  child.kill('SIGKILL');
  await ended;
  await vi.waitFor(() => expect(existsSync(join(out, 'adapter_model.safetensors'))).toBe(true), {
    timeout: 120_000,
    interval: 200,
  });
  const [run] = (await resultOf('runs', 'list')).runs;
  expect(run.id).toBe(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).runId);
  expect((await lowrank('runs', 'show', run.id)).stdout).toContain(out);
});
