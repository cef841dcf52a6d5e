/** Has llama.cpp open a GGUF export again, where it is installed, and writes what it found into the certificate. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { certificatePage } from '../../../shared/certificateText.ts';
import { AppError, asAppError } from '../../../shared/errors.ts';
import { type Certificate, certificateFiles } from '../../../shared/records/exports.ts';
import type { Job } from '../../../shared/records/jobs.ts';
import { say } from '../../../shared/sentence.ts';
import { keepFailed, writeFileAtomic } from '../../engine/index.ts';
import type { Context } from '../context.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { runReadingTask } from '../process/worker.ts';
import { discardLlamaCpp, installLlamaCpp, llamaCppLibrary, llamaCppState } from './llamaCppPackage.ts';

interface Exported {
  /** Folders of base, adapter and export. */
  readonly model: string;
  readonly adapter: string;
  readonly out: string;
}

/**
 * @returns the certificate, with llama.cpp among those who opened the export where it is installed and the export is for it
 * @throws AppError `drift` where llama.cpp reads something else, with the export kept as one that failed;
 *   `interrupted`, with nothing left of it
 */
export async function alsoInLlamaCpp(
  { home, processes }: Pick<Context, 'home' | 'processes'>,
  { model, adapter, out }: Exported,
  certificate: Certificate,
  { signal, onProgress }: WorkOptions,
): Promise<Certificate> {
  const library = llamaCppLibrary(home);
  const ggufs = certificate.files.map(({ name }) => name).filter((name) => name.endsWith('.gguf'));
  const beside = ggufs.find((name) => name.startsWith('adapter-'));
  const file = ggufs.find((name) => name !== beside);
  if (library === undefined || file === undefined) return certificate;
  onProgress?.({ stage: 'llamaCpp', progress: null });
  const written = { file: join(out, file), ...(beside !== undefined && { adapter: join(out, beside) }) };
  const task = { library, model, adapter, written, relativeLimit: certificate.relativeLimit ?? 0 };
  const found = await runReadingTask(processes, 'checkInLlamaCpp', task, { signal }).catch((cause) => {
    const error = asAppError(cause);
    if (signal?.aborted || error.code === 'interrupted') {
      rmSync(out, { recursive: true, force: true });
      throw error;
    }
    throw keepFailed(out, out, asDrift(error));
  });
  const { version } = llamaCppState(home);
  const checked = {
    ...certificate,
    consumers: [...certificate.consumers, { name: 'llama.cpp', version, ...found }],
  };
  const [data, words] = certificateFiles;
  writeFileAtomic(join(out, data), `${JSON.stringify(checked, null, 2)}\n`);
  writeFileAtomic(join(out, words), certificatePage(checked));
  return checked;
}

/** A file that contradicts itself ends llama.cpp's process. */
function asDrift(error: AppError): AppError {
  if (error.code === 'drift') return error;
  return new AppError(
    'drift',
    say`llama.cpp came to an end over it: ${error.message}`,
    say`Export as a merged model, and please report this.`,
    { cause: error },
  );
}

/** Starts the installation as a job, or goes on with the one under way. */
export function startInstall({ home, processes, jobs, emit }: Context): Job {
  return jobs.startOnce({
    kind: 'llamaCpp',
    title: `llama.cpp ${llamaCppState(home).version}`,
    discard: () => discardLlamaCpp(home),
    async work({ signal, report }) {
      await installLlamaCpp(home, {
        ...{ signal, onProgress: report },
        probe: (library) => runReadingTask(processes, 'tryLlamaCpp', { library }, { signal }),
      });
      emit('exports.changed', undefined);
      return null;
    },
  });
}
