/** What goes wrong with a window's page is said in plain words, with the way out: the runs, which are not the page's, go on. */
import { app, BrowserWindow, dialog } from 'electron';

const runsGoOn =
  'Runs are not affected: they train in processes of their own, and the page finds them again.';

/** Chromium's code for a load that another one replaced. */
const aborted = -3;

interface Question {
  readonly message: string;
  readonly detail: string;
  /** What may be done instead of loading the page again. */
  readonly other: string;
  /** The question has lapsed. */
  readonly signal?: AbortSignal;
}

/** @returns undefined where the question has lapsed */
async function ask(
  window: BrowserWindow,
  { message, detail, other, signal }: Question,
): Promise<'again' | 'other' | undefined> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Lowrank Studio',
    message,
    detail: `${detail} ${runsGoOn}`,
    buttons: ['Load the page again', other],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
    ...(signal && { signal }),
  });
  if (signal?.aborted || window.isDestroyed()) return undefined;
  return response === 0 ? 'again' : 'other';
}

/** Watches the window's page. Each dialog waits for its answer, so that a page that fails at once is not loaded in a circle. */
export function watchPage(window: BrowserWindow): void {
  const { webContents: page } = window;
  let asking = false;
  /** The page was stuck, and is ended only to be loaded again. */
  let ending = false;

  /** The page is gone: it comes back, or the program ends as it always does, with its runs saved. */
  const lost = async (message: string, detail: string) => {
    if (asking) return; // one failure brings others with it
    asking = true;
    const answer = await ask(window, { message, detail, other: 'Quit' });
    asking = false;
    if (answer === 'again') window.reload();
    else if (answer === 'other') app.quit();
  };

  page.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    if (ending) {
      ending = false;
      window.reload();
      return;
    }
    const why = reason === 'oom' ? 'It needed more memory than there was.' : `The system says: ${reason}.`;
    void lost('The page has stopped', why);
  });
  page.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (!isMainFrame || code === aborted) return;
    void lost(
      'The page could not be loaded',
      `${url}: ${description} (${code}). If this happens again, install the program anew.`,
    );
  });
  page.on('preload-error', (_event, path, error) => {
    void lost(
      'The page has no connection to the studio',
      `${path}: ${error.message}. If this happens again, install the program anew.`,
    );
  });

  window.on('unresponsive', async () => {
    if (asking) return;
    asking = true;
    const recovered = new AbortController();
    window.once('responsive', () => recovered.abort());
    const answer = await ask(window, {
      message: 'The page does not answer',
      detail: 'It may only be busy.',
      other: 'Wait',
      signal: recovered.signal,
    });
    asking = false;
    if (answer !== 'again') return;
    ending = true; // a page that is stuck would not hear that it is to be loaded again
    page.forcefullyCrashRenderer();
  });
}

/** Crashes of the graphics process that are taken without a word: it is started again at once, and nothing is lost. */
const quietCrashes = 2;

/**
 * Watches the helpers that Chromium runs beside the window, and keeps a bad graphics driver from ending the program. The
 * engine's own processes are not meant: whoever started one hears of its end. Must run before Electron is ready.
 */
export function watchHelpers(): void {
  // After a few crashes of its graphics process Chromium would end everything, training included.
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit');
  let crashes = 0;
  app.on('child-process-gone', async (_event, { type, reason }) => {
    if (type !== 'GPU' || reason === 'clean-exit') return;
    crashes++;
    const [window] = BrowserWindow.getAllWindows();
    if (crashes !== quietCrashes + 1 || !window) return;
    const answer = await ask(window, {
      message: 'The graphics driver keeps failing',
      detail:
        'The window is drawn anew each time, but may flicker or stay empty. A newer driver usually helps; until then, ' +
        'start the program with --disable-gpu.',
      other: 'Go on',
    });
    if (answer === 'again') window.reload();
  });
}
