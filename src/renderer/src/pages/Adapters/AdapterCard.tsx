/** An adapter as a card: its name, its base, and its versions as a tree. */

import RenameIcon from '@mui/icons-material/DriveFileRenameOutlineOutlined';
import CsvIcon from '@mui/icons-material/FileDownloadOutlined';
import { Alert, Box, IconButton, Tooltip, Typography } from '@mui/material';
import type { Adapter, AdapterVersion } from '../../../../shared/records/adapters.ts';
import { Section } from '../../components/Section.tsx';
import { useText } from '../../text/TextProvider.tsx';
import { type VersionActions, VersionRow } from './VersionRow.tsx';
import { laneCount, versionTree } from './versionTree.ts';

interface AdapterCardProps {
  readonly adapter: Adapter;
  /** The versions on show. */
  readonly versions: readonly AdapterVersion[];
  readonly actions: VersionActions;
  readonly onRename: () => void;
  readonly onSaveCsv: () => void;
}

export function AdapterCard({ adapter, versions, actions, onRename, onSaveCsv }: AdapterCardProps) {
  const t = useText();
  const { name, model, modelId } = adapter;
  const rows = versionTree(versions);
  const lanes = laneCount(rows);
  const title = (
    <>
      {name}{' '}
      <Typography component="span" color="textSecondary">
        {t.adapters.on(model)}
      </Typography>
    </>
  );
  const head = (
    <>
      <Tooltip title={t.frame.saveCsv}>
        <IconButton aria-label={t.adapters.csvLabel(name)} onClick={onSaveCsv}>
          <CsvIcon fontSize="small" />
        </IconButton>
      </Tooltip>
      <Tooltip title={t.frame.rename}>
        <IconButton aria-label={t.adapters.renameLabel(name)} onClick={onRename}>
          <RenameIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    </>
  );
  return (
    <Section title={title} actions={head}>
      {modelId === null ? <Alert severity="warning">{t.adapters.baseMissing(model)}</Alert> : null}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {rows.map((row) => (
          <VersionRow
            key={row.version.id}
            row={row}
            lanes={lanes}
            name={name}
            usable={modelId !== null}
            actions={actions}
          />
        ))}
      </Box>
    </Section>
  );
}
