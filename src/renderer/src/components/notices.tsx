/** Short notices at the bottom: what was done, with the button that undoes it, and what a request failed with. */
import { Alert, Button, Snackbar } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useText } from '../text/TextProvider.tsx';
import { useErrorText } from './useErrorText.ts';

/** Milliseconds a notice stays, longer where there is something to decide; the clock stops while the pointer or the focus is on it. */
const visibleMs = { info: 8000, undo: 20_000 };

interface Notice {
  readonly id: number;
  readonly message: string;
  readonly severity: 'info' | 'error';
  readonly undo?: () => void;
}

interface Notices {
  /** Says what was done, and offers to undo it. */
  undo(message: string, undo: () => void): void;
  info(message: string): void;
  error(error: Error): void;
}

const Context = createContext<Notices | null>(null);

/** `notices.undo(message, restore)` after a delete, `notices.info` and `notices.error`. */
export function useNotices(): Notices {
  const notices = useContext(Context);
  if (!notices) throw new Error('internal: useNotices outside the NoticeProvider');
  return notices;
}

/** Says what was removed, with the button that brings it back. */
export function useUndo(): Notices['undo'] {
  return useNotices().undo;
}

/** Mutations whose caller does not show their failure itself have it shown here. */
function useMutationFailures(show: (error: Error) => void): void {
  const client = useQueryClient();
  useEffect(
    () =>
      client.getMutationCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return;
        if (!event.mutation.meta?.quiet) show(event.action.error as Error);
      }),
    [client, show],
  );
}

let lastId = 0;

export function NoticeProvider({ children }: { readonly children: ReactNode }) {
  const [queue, setQueue] = useState<readonly Notice[]>([]);
  const add = useCallback((notice: Omit<Notice, 'id'>) => {
    lastId += 1;
    const id = lastId;
    // A newer notice replaces an older one: one that waits would speak of what is long past.
    setQueue([{ ...notice, id }]);
  }, []);
  const textOf = useErrorText();
  const notices = useMemo<Notices>(
    () => ({
      undo: (message, undo) => add({ message, severity: 'info', undo }),
      info: (message) => add({ message, severity: 'info' }),
      error: (error) => {
        const { message, hint } = textOf(error);
        add({ message: [message, hint].filter(Boolean).join(' '), severity: 'error' });
      },
    }),
    [add, textOf],
  );
  useMutationFailures(notices.error);
  const [notice] = queue;
  return (
    <Context value={notices}>
      {children}
      {notice ? <NoticeBar key={notice.id} notice={notice} onClose={() => setQueue([])} /> : null}
    </Context>
  );
}

function NoticeBar({ notice, onClose }: { readonly notice: Notice; readonly onClose: () => void }) {
  const t = useText();
  const { undo } = notice;
  return (
    <Snackbar
      open
      autoHideDuration={notice.severity === 'error' ? null : undo ? visibleMs.undo : visibleMs.info}
      onClose={(_event, reason) => reason !== 'clickaway' && onClose()}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }}
      sx={{ mb: 4, maxWidth: 640 }}
    >
      <Alert
        severity={notice.severity}
        variant="filled"
        onClose={onClose}
        slotProps={{ closeButton: { 'aria-label': t.frame.close } }}
        {...(undo && {
          action: (
            <Button
              color="inherit"
              onClick={() => {
                onClose();
                undo();
              }}
            >
              {t.frame.undo}
            </Button>
          ),
        })}
      >
        {notice.message}
      </Alert>
    </Snackbar>
  );
}
