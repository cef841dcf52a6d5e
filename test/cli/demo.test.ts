/** What a newcomer starts first: the demo, the doctor, the studio. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { filesIn, home, lowrank, start } from './support.ts';

vi.setConfig({ testTimeout: 240_000 });

test('the demo teaches a manner of speaking, and leaves an adapter, a model and the way on', async () => {
  const { code, lines, stderr } = await lowrank('demo', '--tiny', '--json');
  expect(code, stderr).toBe(0);
  const result = lines.at(-1)!;
  expect(result).toMatchObject({ type: 'result', state: 'done', origin: 'embedded' });
  expect(result.heldOutLoss).toBeLessThan(result.heldOutLossBefore / 3);
  expect(result.answers.length).toBe(3);
  for (const { before, after } of result.answers) {
    expect(before).not.toContain('Ahoy');
    expect(after).toMatch(/^Ahoy! .*Fair winds, Harbour Lane\.$/s);
  }
  expect(result.adapter.startsWith(join(home, 'runs/'))).toBe(true);
  expect(filesIn(result.merged)).toEqual(
    expect.arrayContaining(['certificate.json', 'config.json', 'model.safetensors']),
  );
  expect(result.certificate.equalArgmax).toBe(1);
  // What is named to try next works as it is said.
  const [, words = ''] = /npx lowrank (generate .*)/.exec(stderr) ?? [];
  const args = [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, one, other]) => one ?? other!);
  const asked = await lowrank(...args, '--max-tokens', '64');
  expect(asked.stdout.trim()).toBe(result.answers[0].after);
});

test('the doctor trains a step, says which device a run would take and why, and looks at the home', async () => {
  const { code, lines, stderr } = await lowrank('doctor', '--json');
  expect(code, stderr).toBe(0);
  const report = lines.at(-1)!;
  expect(report).toMatchObject({ type: 'result', home: { path: home, error: null } });
  const chosen = report.devices.filter((each: { chosen: boolean }) => each.chosen);
  expect(chosen.map(({ device }: { device: string }) => device)).toEqual([report.device]);
  expect(
    report.devices.find(({ device }: { device: string }) => device === 'cpu').stepSeconds,
  ).toBeGreaterThan(0);
  for (const { available, reason, fix } of report.devices) {
    expect(reason).not.toBe('');
    if (!available) expect(fix).not.toBe('');
  }
  expect(stderr).toContain(`A run trains on ${report.device} unless told otherwise.`);
});

test('the studio prints an address that lets one browser in, and closes on Ctrl-C', async () => {
  expect(existsSync(join(import.meta.dirname, '../../out/renderer/index.html')), 'npm run build').toBe(true);
  const { child, ended, until } = start(['studio', '--json']);
  let said = '';
  child.stdout!.on('data', (text) => {
    said += text;
  });
  await until('"address"');
  const { url } = JSON.parse(said.split('\n')[0]!);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
  const welcome = await fetch(url, { redirect: 'manual' });
  expect([welcome.status, welcome.headers.get('set-cookie')?.includes('HttpOnly')]).toEqual([303, true]);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
  const second = await lowrank('studio', '--json');
  expect([second.code, second.lines.at(-1)?.code]).toEqual([1, 'exists']);
  child.kill('SIGINT');
  const { code, lines } = await ended;
  expect([code, lines.at(-1)]).toEqual([0, { type: 'result' }]);
});
