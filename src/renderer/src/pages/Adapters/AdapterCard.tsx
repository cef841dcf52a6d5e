/** An adapter as a card: its name, its base, its versions as a tree, and what can be done with each. */
import RenameIcon from '@mui/icons-material/DriveFileRenameOutlineOutlined';
import { Alert, Box, IconButton, Tooltip, Typography } from '@mui/material';
import type { Adapter, AdapterVersion } from '../../../../shared/records/adapters.ts';
import { Section } from '../../components/Section.tsx';
import { useText } from '../../text/TextProvider.tsx';
import { type VersionActions, VersionRow } from './VersionRow.tsx';
import { VersionTree } from './VersionTree.tsx';

interface AdapterCardProps {
  readonly adapter: Adapter;
  /** The versions on show. */
  readonly versions: readonly AdapterVersion[];
  readonly actions: VersionActions;
  readonly onRename: () => void;
}

export function AdapterCard({ adapter, versions, actions, onRename }: AdapterCardProps) {
  const t = useText();
  const { name, model, modelId } = adapter;
  const title = (
    <>
      {name}{' '}
      <Typography component="span" color="textSecondary">
        {t.adapters.on(model)}
      </Typography>
    </>
  );
  const head = (
    <Tooltip title={t.frame.rename}>
      <IconButton aria-label={t.adapters.renameLabel(name)} onClick={onRename}>
        <RenameIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
  return (
    <Section title={title} actions={head}>
      {modelId === null ? <Alert severity="warning">{t.adapters.baseMissing(model)}</Alert> : null}
      <VersionTree adapter={adapter} versions={versions} />
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {versions.map((version) => (
          <VersionRow
            key={version.id}
            version={version}
            parent={versions.find(({ id }) => id === version.parentId)?.number}
            name={name}
            usable={modelId !== null}
            actions={actions}
          />
        ))}
      </Box>
    </Section>
  );
}
