/** Says that a run has ended to whoever looks elsewhere: as a notice on the page, and in the tab's title while it is hidden. */
import { useEffect, useRef } from 'react';
import type { Run } from '../../../shared/records/runs.ts';
import { api, inWindow } from '../api.ts';
import { useNotices } from '../components/notices.tsx';
import { useApiQuery } from '../hooks/useApi.ts';
import { useText } from '../text/TextProvider.tsx';

/** The states a run ends in that deserve a word; one that the user ended himself does not. */
const endings = ['done', 'failed', 'interrupted'] as const satisfies readonly Run['state'][];
type Ending = (typeof endings)[number];

const isEnding = (state: Run['state']): state is Ending => endings.some((ending) => ending === state);

export function useRunEndings(): void {
  const t = useText();
  const notices = useNotices();
  const { data: settings } = useApiQuery('settings.get');
  const running = useRef(new Set<string>());
  const notify = settings?.notifications ?? false;

  useEffect(
    () =>
      api.on('runs.changed', ({ id, name, state }) => {
        const ran = running.current.delete(id);
        if (state === 'running') running.current.add(id);
        // In the studio's own window the system tells it.
        if (!ran || !notify || inWindow || !isEnding(state)) return;
        const message = t.frame.runEnded[state](name);
        notices.info(message);
        if (document.hidden) titleUntilSeen(message);
      }),
    [t, notices, notify],
  );
}

function titleUntilSeen(title: string): void {
  const before = document.title;
  document.title = title;
  document.addEventListener('visibilitychange', () => (document.title = before), { once: true });
}
