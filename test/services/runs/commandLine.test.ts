/** The command line shown for a run is read back by the command line's own parser as the same run. */
import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addSettings, givenSettings } from '../../../src/main/cli/settings.ts';
import { commandLine } from '../../../src/main/services/runs/commandLine.ts';
import { completeRunConfig, type RunConfigInput } from '../../../src/shared/runConfig.ts';
import { cmdWords } from '../../support/windowsShells.ts';

/** What a shell makes of the line. */
function words(line: string): string[] {
  const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const text = execFileSync('sh', [
    '-c',
    line.replace('npx lowrank', `"${process.execPath}" -e '${script}' --`),
  ]);
  return JSON.parse(text.toString());
}

function readBack(line: string): unknown {
  const [name, ...args] = words(line);
  expect(name).toBe('train');
  const command = addSettings(new Command('train').option('--model <m>').option('--data <d>'));
  command.parse(args, { from: 'user' });
  return completeRunConfig(givenSettings(command));
}

test.each<[string, Partial<RunConfigInput>]>([
  ['defaults', {}],
  ['steps without epochs', { steps: 40 }],
  ['steps and epochs', { steps: 40, epochs: 2 }],
  ['an alpha of its own', { rank: 8, alpha: 4 }],
  ['switches both ways', { packing: false, useRslora: true, allowShorter: true }],
  ['numbers of every size', { lr: 3e-7, warmup: 100, dropout: 0.05, holdout: 0, clip: 0 }],
  [
    'text a shell would take apart',
    { system: `It's "$HOME" \`now\`; a\nb`, map: { answer: "the answer's text" } },
  ],
  [
    'ranks and alphas of some layers',
    { rankPattern: { q_proj: 32, 'layers.[0-1].*': 4 }, alphaPattern: { q_proj: 4.5 } },
  ],
  ['a full fine-tuning', { method: 'full', lr: 2e-5, epochs: 1 }],
])('%s', (_, settings) => {
  const config = completeRunConfig({ model: '/models/my model', data: 'rows.csv', ...settings });
  expect(readBack(commandLine(config, 'sh'))).toEqual(config);
});

test('only what differs from the defaults is spelled out', () => {
  const config = completeRunConfig({ model: 'm', data: 'd.csv', rank: 8 });
  expect(commandLine(config)).toBe('npx lowrank train --model m --data d.csv --rank 8');
  expect(commandLine({ rank: 4 })).toBe('npx lowrank train --rank 4');
});

test('on Windows the line is one that its shells take', () => {
  const config = completeRunConfig({
    model: 'C:\\my models\\m',
    data: 'd.csv',
    system: `Say "it's"`,
    map: { answer: 'the answer' },
  });
  const line = commandLine(config, 'windows');
  expect(cmdWords(line, {})).toEqual([
    ...['npx', 'lowrank', 'train', '--model', 'C:\\my models\\m', '--data', 'd.csv'],
    ...['--map', 'answer=the answer'],
    ...['--system', `Say "it's"`],
  ]);
  expect(line).not.toContain("'C:");
});
