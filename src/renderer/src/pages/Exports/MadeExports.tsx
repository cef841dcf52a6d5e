/** What was exported: searched, and each with what can be done with it on this machine. */
import { Box } from '@mui/material';
import { lmStudioPath } from '../../../../shared/exportTargets.ts';
import type { Export } from '../../../../shared/records/exports.ts';
import { inWindow } from '../../api.ts';
import { LabelledSearch, useList } from '../../components/ListTools.tsx';
import { useCopy } from '../../components/useCopy.ts';
import { useOwnCommand } from '../../components/useOwnCommand.ts';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useRemoval } from '../../hooks/useRemoval.ts';
import { useText } from '../../text/TextProvider.tsx';
import { ExportCard } from './ExportCard.tsx';

interface MadeExportsProps {
  readonly list: readonly Export[];
  readonly onShare: (made: Export) => void;
}

export function MadeExports({ list, onShare }: MadeExportsProps) {
  const t = useText();
  const copy = useCopy();
  const own = useOwnCommand();
  const { shown, sought, tools } = useList(list, ({ adapter, model, path }) => [adapter, model, path]);
  const remove = useRemoval('exports.remove');
  const { mutate: show } = useApiMutation('app.showFolder');
  const { data: hasOllama = false } = useApiQuery('exports.hasOllama');
  const { mutate: create } = useApiMutation('exports.createInOllama');
  const { data: hasLmStudio = false } = useApiQuery('exports.hasLmStudio');
  const { mutate: place } = useApiMutation('exports.placeInLmStudio');
  const { data: models = [] } = useApiQuery('models.list');
  const isForOllama = ({ missing, certificate }: Export) =>
    hasOllama && !missing && certificate.proven !== null;
  const isForLmStudio = ({ missing, adapter, certificate }: Export) =>
    hasLmStudio && !missing && lmStudioPath(adapter, certificate.files) !== undefined;
  return (
    <>
      <LabelledSearch
        label={t.exports.searchLabel}
        {...tools}
        nothing={shown.length === 0 ? t.exports.nothingFound(sought) : undefined}
      />
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {shown.map((made) => (
          <ExportCard
            key={made.id}
            made={made}
            command={own?.words}
            chats={models.some(({ path, hasChatTemplate }) => path === made.basePath && hasChatTemplate)}
            onCopy={() => copy(made.path)}
            onOpen={inWindow ? () => show({ path: made.path }) : undefined}
            onCreate={isForOllama(made) ? () => create({ id: made.id }) : undefined}
            onPlace={isForLmStudio(made) ? () => place({ id: made.id }) : undefined}
            onShare={() => onShare(made)}
            onRemove={() => remove({ id: made.id }, t.exports.removed(made.adapter))}
          />
        ))}
      </Box>
    </>
  );
}
