/** What the desktop is told of training: progress in the task bar, a notification at the end, no sleep meanwhile. */
import { type BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { Services } from '../../shared/api.ts';
import type { Run } from '../../shared/records/runs.ts';

interface DesktopOptions {
  /** The window, while there is one. */
  window(): BrowserWindow | undefined;
  /** Brings the studio to the front, at this run. */
  showRun(id: string): void;
}

/** The states a run ends in that deserve a word; one that the user ended himself does not. */
const endings: Partial<Record<Run['state'], string>> = {
  done: 'is done',
  failed: 'has failed',
  interrupted: 'was interrupted',
};

/** Watches the runs. @returns the ids of those that train now */
export function watchRuns(services: Services, { window, showRun }: DesktopOptions): () => readonly string[] {
  const training = new Map<string, Run>();
  let blocker: number | undefined;

  const update = () => {
    const [first] = training.values();
    const share = first?.steps ? first.step / first.steps : undefined;
    window()?.setProgressBar(first ? (share ?? 2) : -1); // above 1: under way, no telling how far
    if (first && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!first && blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };

  services.subscribe((event, payload) => {
    if (event !== 'runs.changed') return;
    const run = payload as Run;
    const was = training.has(run.id);
    if (run.state === 'running') training.set(run.id, run);
    else training.delete(run.id);
    update();
    const ending = endings[run.state];
    if (was && ending) void notify(services, run, ending, showRun);
  });
  return () => [...training.keys()];
}

async function notify(
  services: Services,
  run: Run,
  ending: string,
  show: (id: string) => void,
): Promise<void> {
  const { notifications } = await services.methods['settings.get'](undefined);
  if (!notifications || !Notification.isSupported()) return;
  const body = run.error?.message ?? run.verdict?.sentence ?? '';
  const notification = new Notification({ title: `${run.name} ${ending}`, body });
  notification.on('click', () => show(run.id));
  notification.show();
}
