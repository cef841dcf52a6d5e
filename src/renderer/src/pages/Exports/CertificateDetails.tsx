/** A certificate in full: what was compared and found, and the files it is about. */
import { Box, Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { Fragment } from 'react';
import { exportTargets } from '../../../../shared/exportTargets.ts';
import type { Certificate } from '../../../../shared/records/exports.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

interface CertificateProps {
  readonly certificate: Certificate;
}

export function CertificateDetails({ certificate }: CertificateProps) {
  return (
    <Stack spacing={1} sx={{ pt: 1.5 }}>
      <Facts certificate={certificate} />
      <Files certificate={certificate} />
    </Stack>
  );
}

function Facts({ certificate }: CertificateProps) {
  const facts = useFacts(certificate);
  return (
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
  );
}

/** Names and values; what an earlier version of the program did not measure is left out. */
function useFacts(certificate: Certificate): readonly (readonly [name: string, value: string])[] {
  const t = useText().exports;
  const { number, share, significant, loss } = useFormats();
  const { prompts, tokens, equalArgmax, effectShare, relativeError, heldOut, answers } = certificate;
  const { target, text, recomputed, consumers, matrices, divergence, proven, growsTo } = certificate;
  const comparedOn = heldOut ? t.heldOutOn : t.comparedOn;
  const facts: (readonly [string, string])[] = [
    [t.compared, comparedOn(prompts, number(tokens))],
    [t.likeliest, share(equalArgmax)],
  ];
  if (effectShare !== null) facts.push([t.effectShare, `${number(100 * effectShare, 1)} %`]);
  if (relativeError !== null) facts.push([t.relativeError, share(relativeError)]);
  if (heldOut)
    facts.push([
      t.heldOut,
      t.heldOutLoss(loss(heldOut.before), loss(heldOut.adapted), loss(heldOut.exported)),
    ]);
  if (answers)
    facts.push([t.answers, answers.ended > 0 ? t.answersEnd(answers.endedAgain, answers.ended) : t.noneEnds]);
  if (text) facts.push([t.text, t.textEqual(text.renderings, text.texts)]);
  else if (exportTargets[target].needsBase) facts.push([t.text, t.textOfBase]);
  if (proven !== null) facts.push([t.modelfile, proven > 0 ? t.modelfileProven(proven) : t.modelfileNone]);
  if (matrices)
    facts.push([t.matrices, storedAs(matrices, (count, type) => t.matricesAs(number(count), type))]);
  if (matrices && divergence !== null) facts.push([t.divergence, t.nats(significant(divergence, 2))]);
  if (recomputed)
    facts.push([t.recomputed, t.recomputedRows(number(recomputed.rows), number(recomputed.tensors))]);
  if (growsTo !== null) facts.push([t.growsTo, t.growsToTokens(number(growsTo))]);
  if (consumers.length > 0)
    facts.push([t.openedBy, consumers.map(({ name, version }) => `${name} ${version}`).join(', ')]);
  for (const { name, effectShare, relativeError, texts } of consumers)
    if (texts !== undefined && effectShare != null && relativeError != null)
      facts.push([
        t.inOther(name),
        t.inOtherFound(`${number(100 * effectShare, 1)} %`, share(relativeError), texts),
      ]);
  return facts;
}

/** The most usual format first. */
function storedAs(
  matrices: Readonly<Record<string, number>>,
  say: (count: number, type: string) => string,
): string {
  return Object.entries(matrices)
    .sort(([, a], [, b]) => b - a)
    .map(([type, count]) => say(count, type))
    .join(', ');
}

function Files({ certificate: { base, adapter, files } }: CertificateProps) {
  const t = useText();
  const formats = useFormats();
  const hashed = [
    ...files,
    { name: `${t.terms.baseModel.name}: ${base.hubId ?? base.name}`, bytes: null, sha256: base.sha256 },
    { name: `${t.terms.adapter.name}: ${adapter.name}`, bytes: null, sha256: adapter.sha256 },
  ];
  return (
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
  );
}
