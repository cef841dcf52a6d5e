/** One version: its facts, what people think of it, and what one can do with it. */
import MoreIcon from '@mui/icons-material/MoreVertOutlined';
import { Box, Chip, IconButton, Menu, MenuItem, Rating, Stack, Tooltip, Typography } from '@mui/material';
import { useState } from 'react';
import type { AdapterVersion } from '../../../../shared/records/adapters.ts';
import { testsIn } from '../../../../shared/records/playground.ts';
import { RouterButton } from '../../components/links.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';

/** What one can do with a version besides opening other pages with it. */
export interface VersionActions {
  rate(version: AdapterVersion, rating: number | null): void;
  edit(version: AdapterVersion): void;
  setArchived(version: AdapterVersion, archived: boolean): void;
  remove(version: AdapterVersion): void;
  showRun(runId: string): void;
}

interface VersionRowProps {
  readonly version: AdapterVersion;
  /** Number of the version it was continued from, where that is on show. */
  readonly parent: number | undefined;
  /** The adapter's name. */
  readonly name: string;
  /** Whether the base model is in the library. */
  readonly usable: boolean;
  readonly actions: VersionActions;
}

export function VersionRow({ version, parent, name, usable, actions }: VersionRowProps) {
  const t = useText();
  const label = t.adapters.named(name, version.number);
  const disabled = !usable || version.missing;
  return (
    <Stack
      component="li"
      direction="row"
      spacing={1}
      sx={{
        alignItems: 'center',
        minHeight: 48,
        borderTop: 1,
        borderColor: 'divider',
        '&:first-of-type': { borderTop: 0 },
      }}
    >
      <Facts version={version} parent={parent} />
      <Rating
        role="radiogroup"
        name={`rating-${version.id}`}
        aria-label={t.adapters.rating(label)}
        value={version.rating}
        getLabelText={(stars) => t.adapters.stars(stars)}
        emptyLabelText={t.adapters.notRated}
        onChange={(_event, rating) => actions.rate(version, rating)}
        size="small"
      />
      <Stack direction="row" spacing={0.5} sx={{ flexShrink: 0, alignItems: 'center' }}>
        <RouterButton
          to="/playground"
          search={{ version: version.id }}
          disabled={disabled}
          aria-label={t.adapters.tryLabel(label)}
        >
          {t.adapters.try}
        </RouterButton>
        <RouterButton
          to="/exports"
          search={{ version: version.id }}
          disabled={disabled}
          aria-label={t.adapters.exportLabel(label)}
        >
          {t.adapters.export}
        </RouterButton>
        <More version={version} label={label} actions={actions} />
      </Stack>
    </Stack>
  );
}

function Facts({
  version,
  parent,
}: {
  readonly version: AdapterVersion;
  readonly parent: number | undefined;
}) {
  const t = useText();
  const formats = useFormats();
  const { number, rank, bytes, heldOutLoss, tally, createdAt, runId } = version;
  const tests = testsIn(tally);
  const facts = [
    t.adapters.rank(rank),
    formats.bytes(bytes),
    ...(heldOutLoss === null ? [] : [t.adapters.heldOut(formats.loss(heldOutLoss))]),
    ...(tests === 0 ? [] : [t.adapters.blindTests(tally.adapter, tests, tally.equal)]),
    ...(parent === undefined ? [] : [t.adapters.continuedFrom(parent)]),
    ...(runId === null ? [t.adapters.imported] : []),
    formats.ago(createdAt),
  ];
  return (
    <Box sx={{ flex: 1, minWidth: 0, py: 0.75 }}>
      <Stack direction="row" useFlexGap spacing={0.75} sx={{ alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography component="h3" sx={{ fontWeight: 600 }}>
          {t.adapters.version(number)}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {facts.join(' · ')}
        </Typography>
        {version.archived ? <Chip variant="outlined" label={t.adapters.archived} /> : null}
        {version.missing ? (
          <Tooltip title={t.adapters.missingAbout(version.path)}>
            <Chip variant="outlined" color="warning" label={t.adapters.missing} tabIndex={0} />
          </Tooltip>
        ) : null}
        {version.tags.map((tag) => (
          <Chip key={tag} label={tag} />
        ))}
      </Stack>
      {version.notes === '' ? null : (
        <Typography variant="body2" sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {version.notes}
        </Typography>
      )}
    </Box>
  );
}

interface MoreProps {
  readonly version: AdapterVersion;
  readonly label: string;
  readonly actions: VersionActions;
}

function More({ version, label, actions }: MoreProps) {
  const t = useText();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { runId, archived } = version;
  const item = (text: string, act: () => void) => (
    <MenuItem
      onClick={() => {
        setAnchor(null);
        act();
      }}
    >
      {text}
    </MenuItem>
  );
  return (
    <>
      <IconButton
        aria-label={t.adapters.moreLabel(label)}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {runId === null ? null : item(t.adapters.showRun, () => actions.showRun(runId))}
        {item(t.adapters.edit, () => actions.edit(version))}
        {item(archived ? t.adapters.unarchive : t.adapters.archive, () =>
          actions.setArchived(version, !archived),
        )}
        {item(t.adapters.remove, () => actions.remove(version))}
      </Menu>
    </>
  );
}
