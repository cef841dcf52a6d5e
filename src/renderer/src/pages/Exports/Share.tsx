/** Sharing an export: its proposed card and the token that is kept, behind the dialog that asks. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Export } from '../../../../shared/records/exports.ts';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { ShareDialog } from './ShareDialog.tsx';

export function Share({ made, onClose }: { readonly made: Export; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [repo, setRepo] = useState('');
  const { data: settings } = useApiQuery('settings.get');
  const { data: card } = useApiQuery('exports.card', { id: made.id, repo });
  const { mutate } = useApiMutation('exports.share', {
    onSuccess: () => void client.invalidateQueries({ queryKey: ['jobs.list'] }),
  });
  return (
    <ShareDialog
      adapter={made.adapter}
      hasToken={settings?.hasHubToken ?? false}
      card={card?.text ?? ''}
      onRepo={setRepo}
      onClose={onClose}
      onShare={(order) => mutate({ id: made.id, ...order })}
    />
  );
}
