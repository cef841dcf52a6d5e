/** What else can be done with a run: rename, tag, note, remove. */
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Run } from '../../../../shared/records/runs.ts';
import { MoreMenu } from '../../components/MoreMenu.tsx';
import { EditRun } from '../../components/runs/EditRun.tsx';
import { useRemoveRuns } from '../../hooks/useRemoval.ts';
import { useText } from '../../text/TextProvider.tsx';

export function RunMenu({ run }: { readonly run: Run }) {
  const t = useText();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const remove = useRemoveRuns(() => void navigate({ to: '/runs' }));
  return (
    <>
      <MoreMenu
        of={run.name}
        items={[
          { label: t.run.actions.edit, onClick: () => setEditing(true) },
          {
            label: t.run.actions.remove,
            onClick: () => remove([run]),
            disabled: run.state === 'running',
          },
        ]}
      />
      {editing ? <EditRun run={run} onClose={() => setEditing(false)} /> : null}
    </>
  );
}
