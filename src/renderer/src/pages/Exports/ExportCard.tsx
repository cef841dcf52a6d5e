/** One export: where it lies, and in words how far it is from what it was made from. */
import {
  Box,
  Button,
  Chip,
  Collapse,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Tooltip,
  Typography,
} from '@mui/material';
import { Fragment, useId, useState } from 'react';
import { exportTargets } from '../../../../shared/exportTargets.ts';
import type { Certificate, Export } from '../../../../shared/records/exports.ts';
import { Copyable } from '../../components/Copyable.tsx';
import { Help } from '../../components/Help.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';
import { instructions } from './runExport.ts';

interface ExportCardProps {
  readonly made: Export;
  /** Whether the base has a chat template, without which other programs cannot chat with it. */
  readonly chats: boolean;
  readonly onCopy: () => void;
  /** Absent where no file manager can be opened. */
  readonly onOpen: (() => void) | undefined;
  readonly onRemove: () => void;
}

export function ExportCard({ made, chats, onCopy, onOpen, onRemove }: ExportCardProps) {
  const t = useText();
  const formats = useFormats();
  const id = useId();
  const [open, setOpen] = useState<'running' | 'certificate' | null>(null);
  const { adapter, model, target, path, bytes, createdAt, certificate } = made;
  const facts = [
    t.exports.on(model),
    ...(exportTargets[target].dtypes.length > 1 ? [certificate.dtype] : []),
    formats.bytes(bytes),
    formats.ago(createdAt),
  ];
  const opens = (part: typeof open) => ({
    onClick: () => setOpen(open === part ? null : part),
    'aria-expanded': open === part,
    'aria-controls': `${id}-${part}`,
  });
  return (
    <Box
      component="li"
      sx={{ borderTop: 1, borderColor: 'divider', py: 1.5, '&:first-of-type': { borderTop: 0, pt: 0 } }}
    >
      <Stack direction="row" useFlexGap spacing={1} sx={{ alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography component="h3" sx={{ fontWeight: 600 }}>
          {adapter}
        </Typography>
        <Chip variant="outlined" label={t.exports.targets[target].name} />
        {made.missing ? (
          <Tooltip title={t.exports.missingAbout}>
            <Chip variant="outlined" color="warning" label={t.exports.missing} tabIndex={0} />
          </Tooltip>
        ) : null}
        <Typography variant="body2" color="textSecondary">
          {facts.join(' · ')}
        </Typography>
      </Stack>
      <Typography variant="body2" sx={{ fontFamily: monospace, overflowWrap: 'anywhere', my: 0.5 }}>
        {path}
      </Typography>
      <Stack direction="row" spacing={0.5} sx={{ alignItems: 'center' }}>
        <Verdict certificate={certificate} />
        <Help term="drift" />
      </Stack>
      {certificate.adapter.trainedOn === undefined ? null : (
        <Typography variant="body2">{t.exports.otherBase(certificate.adapter.trainedOn)}</Typography>
      )}
      <Stack direction="row" useFlexGap spacing={1} sx={{ mt: 1, flexWrap: 'wrap' }}>
        <Button onClick={onCopy} aria-label={t.exports.copyPathLabel(adapter)}>
          {t.exports.copyPath}
        </Button>
        {onOpen ? (
          <Button onClick={onOpen} aria-label={t.exports.openFolderLabel(adapter)}>
            {t.exports.openFolder}
          </Button>
        ) : null}
        <Button {...opens('running')} aria-label={t.exports.runLabel(adapter)}>
          {t.exports.run}
        </Button>
        <Button {...opens('certificate')} aria-label={t.exports.detailsLabel(adapter)}>
          {t.exports.details}
        </Button>
        <Button color="error" onClick={onRemove} aria-label={t.exports.removeLabel(adapter)}>
          {t.exports.remove}
        </Button>
      </Stack>
      <Collapse in={open === 'running'} id={`${id}-running`} unmountOnExit>
        <Running made={made} chats={chats} />
      </Collapse>
      <Collapse in={open === 'certificate'} id={`${id}-certificate`} unmountOnExit>
        <Details certificate={certificate} />
      </Collapse>
    </Box>
  );
}

function Verdict({ certificate }: { readonly certificate: Certificate }) {
  const t = useText();
  const { significant } = useFormats();
  const { largestDifference, tolerance, adapterEffect } = certificate;
  const words = (value: number) => significant(value, 2);
  return (
    <Typography variant="body2">
      {largestDifference === 0
        ? t.exports.same(words(tolerance))
        : t.exports.differs(words(largestDifference), words(tolerance))}{' '}
      {t.exports.effect(words(adapterEffect))}
    </Typography>
  );
}

/** What to type, or to write into a script, to ask it something. */
function Running({ made, chats }: Pick<ExportCardProps, 'made' | 'chats'>) {
  const t = useText();
  const { target, adapter } = made;
  return (
    <Stack spacing={1.5} sx={{ pt: 1.5 }}>
      {exportTargets[target].opensIn.map((consumer) => {
        const text = instructions[consumer](made, t.exports.question, chats);
        return text === null ? null : (
          <Copyable
            key={consumer}
            label={t.exports.consumers[consumer]}
            of={`${adapter}, ${t.exports.targets[target].name}`}
            text={text}
          />
        );
      })}
    </Stack>
  );
}

function Details({ certificate }: { readonly certificate: Certificate }) {
  const t = useText();
  const formats = useFormats();
  const { prompts, tokens, equalArgmax, relativeError, effectShare, base, adapter, files } = certificate;
  const facts = [
    [t.exports.compared, t.exports.comparedOn(prompts, formats.number(tokens))],
    [t.exports.likeliest, formats.share(equalArgmax)],
    ...(effectShare === null
      ? []
      : [[t.exports.effectShare, `${formats.number(100 * effectShare, 1)} %`] as const]),
    ...(relativeError === null
      ? []
      : [[t.exports.relativeError, formats.significant(relativeError, 2)] as const]),
  ] as const;
  const hashed = [
    ...files,
    { name: `${t.terms.baseModel.name}: ${base.hubId ?? base.name}`, bytes: null, sha256: base.sha256 },
    { name: `${t.terms.adapter.name}: ${adapter.name}`, bytes: null, sha256: adapter.sha256 },
  ];
  return (
    <Stack spacing={1} sx={{ pt: 1.5 }}>
      <Box
        component="dl"
        sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.25, m: 0 }}
      >
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <Typography component="dt" variant="body2" color="textSecondary">
              {name}
            </Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0 }}>
              {value}
            </Typography>
          </Fragment>
        ))}
      </Box>
      <Table>
        <TableHead>
          <TableRow>
            <TableCell>{t.exports.file}</TableCell>
            <TableCell align="right">{t.exports.size}</TableCell>
            <TableCell>{t.exports.sha256}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {hashed.map(({ name, bytes, sha256 }) => (
            <TableRow key={name}>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{name}</TableCell>
              <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                {bytes === null ? null : formats.bytes(bytes)}
              </TableCell>
              <TableCell sx={{ fontFamily: monospace, fontSize: '0.75rem', overflowWrap: 'anywhere' }}>
                {sha256}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Stack>
  );
}
