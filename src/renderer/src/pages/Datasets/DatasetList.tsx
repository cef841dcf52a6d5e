/** The datasets by name, to choose one from. */
import { Card, List, ListItem, ListItemButton, ListItemText, Stack } from '@mui/material';
import type { Dataset } from '../../../../shared/records/datasets.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ListTools, useList } from '../../components/ListTools.tsx';
import { useFormats, useLanguage, useText } from '../../text/TextProvider.tsx';

interface DatasetListProps {
  readonly datasets: readonly Dataset[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

export function DatasetList({ datasets, chosen, onChoose }: DatasetListProps) {
  const t = useText();
  const language = useLanguage();
  const { number, bytes } = useFormats();
  const { shown, tools } = useList(datasets, ({ name, origin }) => [name, origin], [
    { label: t.frame.orders.newest, compare: (a, b) => b.addedAt - a.addedAt },
    { label: t.frame.orders.name, compare: (a, b) => a.name.localeCompare(b.name, language) },
  ]);
  const about = ({ versions, source, missing }: Dataset) => {
    const last = versions.at(-1);
    return [
      missing ? t.datasets.gone : t.datasets.sources[source],
      last?.rows == null ? bytes(last?.bytes ?? 0) : t.datasets.rows(last.rows, number(last.rows)),
      versions.length > 1 ? t.datasets.versionCount(versions.length) : '',
    ];
  };
  return (
    <Stack spacing={1.5}>
      <ListTools {...tools} />
      {shown.length === 0 ? <EmptyState title={t.frame.nothingFound} about={t.frame.otherSearch} /> : null}
      <Card>
        <List dense disablePadding aria-label={t.datasets.title}>
          {shown.map((dataset) => (
            <ListItem key={dataset.id} disablePadding divider>
              <ListItemButton
                selected={dataset.id === chosen}
                aria-current={dataset.id === chosen ? 'true' : undefined}
                onClick={() => onChoose(dataset.id)}
              >
                <ListItemText
                  primary={dataset.name}
                  secondary={about(dataset).filter(Boolean).join(' · ')}
                  title={dataset.name}
                  slotProps={{ primary: { noWrap: true } }}
                />
              </ListItemButton>
            </ListItem>
          ))}
        </List>
      </Card>
    </Stack>
  );
}
