/** One export: where it lies, and in words how far it is from what it was made from. */
import { Box, Button, Chip, Collapse, Stack, Tooltip, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { exportTargets } from '../../../../shared/exportTargets.ts';
import type { Certificate, Export } from '../../../../shared/records/exports.ts';
import { Copyable } from '../../components/Copyable.tsx';
import { Help } from '../../components/Help.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';
import { CertificateDetails } from './CertificateDetails.tsx';
import { instructions } from './runExport.ts';

interface ExportCardProps {
  readonly made: Export;
  /** Whether the base has a chat template, without which other programs cannot chat with it. */
  readonly chats: boolean;
  /** The words by which our command line is called; undefined until they are known. */
  readonly command: readonly string[] | undefined;
  readonly onCopy: () => void;
  /** Absent where no file manager can be opened. */
  readonly onOpen: (() => void) | undefined;
  /** Absent where Ollama is not installed, or the export is none for it. */
  readonly onCreate: (() => void) | undefined;
  /** Absent where LM Studio is not used here, or cannot run the export. */
  readonly onPlace: (() => void) | undefined;
  readonly onShare: () => void;
  readonly onRemove: () => void;
}

export function ExportCard({
  made,
  chats,
  command,
  onCopy,
  onOpen,
  onCreate,
  onPlace,
  onShare,
  onRemove,
}: ExportCardProps) {
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
        {onCreate ? (
          <Button onClick={onCreate} aria-label={t.exports.createInOllamaLabel(adapter)}>
            {t.exports.createInOllama}
          </Button>
        ) : null}
        {onPlace ? (
          <Button onClick={onPlace} aria-label={t.exports.placeInLmStudioLabel(adapter)}>
            {t.exports.placeInLmStudio}
          </Button>
        ) : null}
        <Button {...opens('running')} aria-label={t.exports.runLabel(adapter)}>
          {t.exports.run}
        </Button>
        <Button {...opens('certificate')} aria-label={t.exports.detailsLabel(adapter)}>
          {t.exports.details}
        </Button>
        <Button onClick={onShare} disabled={made.missing} aria-label={t.exports.shareLabel(adapter)}>
          {t.exports.shareIt}
        </Button>
        <Button color="error" onClick={onRemove} aria-label={t.exports.removeLabel(adapter)}>
          {t.exports.remove}
        </Button>
      </Stack>
      <Collapse in={open === 'running'} id={`${id}-running`} unmountOnExit>
        <Running made={made} chats={chats} command={command} />
      </Collapse>
      <Collapse in={open === 'certificate'} id={`${id}-certificate`} unmountOnExit>
        <CertificateDetails certificate={certificate} />
      </Collapse>
    </Box>
  );
}

function Verdict({ certificate }: { readonly certificate: Certificate }) {
  const t = useText();
  const { significant, share, number } = useFormats();
  const { largestDifference, tolerance, adapterEffect } = certificate;
  const { relativeError, relativeLimit, effectShare } = certificate;
  const words = (value: number) => significant(value, 2);
  const isMeasured = relativeError !== null && relativeLimit !== null && effectShare !== null;
  const text = isMeasured
    ? t.exports.arrived(`${number(100 * effectShare, 1)} %`, share(relativeError), share(relativeLimit))
    : `${t.exports.differs(words(largestDifference), words(tolerance))} ${t.exports.effect(words(adapterEffect))}`;
  return <Typography variant="body2">{largestDifference === 0 ? t.exports.same : text}</Typography>;
}

/** What to type, or to write into a script, to ask it something. */
function Running({ made, chats, command }: Pick<ExportCardProps, 'made' | 'chats' | 'command'>) {
  const t = useText();
  const { target, adapter } = made;
  if (!command) return null;
  return (
    <Stack spacing={1.5} sx={{ pt: 1.5 }}>
      {exportTargets[target].opensIn.map((consumer) => {
        const text = instructions[consumer](made, t.exports.question, chats, command);
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
