/** Where the window was, so that it opens there again, if that place still exists. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { app, type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  maximized: z.boolean(),
});

type WindowState = z.infer<typeof stateSchema>;

/** Milliseconds of rest after which a move counts as ended. */
const rest = 500;

/** What was remembered; undefined the first time, for a damaged file, and where that screen is gone. */
export function recallWindow(file: string): WindowState | undefined {
  try {
    const state = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return visible(state.bounds) ? state : undefined;
  } catch {
    return undefined; // the default place is as good as any
  }
}

/** Writes the window's place down whenever it comes to rest. */
export function rememberWindow(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    if (window.isDestroyed() || window.isMinimized()) return;
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    } catch {
      // A full disk must not keep a window from moving.
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, rest);
  };
  window.on('resize', later);
  window.on('move', later);
  const now = () => {
    clearTimeout(timer);
    write();
  };
  window.on('close', now);
  // Quitting ends the program without closing its window first.
  app.on('before-quit', now);
  window.once('closed', () => app.off('before-quit', now));
}

function visible(bounds: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const wide =
      Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
    const high =
      Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y);
    return wide >= 200 && high >= 100;
  });
}
