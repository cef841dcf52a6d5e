/** Step three: how much room the adapter gets, what each rank costs here, and what that looks like. */
import { Alert, Box, Stack, Typography } from '@mui/material';
import { useId } from 'react';
import type { Preview } from '../../../../shared/records/runs.ts';
import { ChoiceCard } from '../../components/ChoiceCard.tsx';
import { Help } from '../../components/Help.tsx';
import { Section } from '../../components/Section.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { asFull, asLora } from './draft.ts';
import { FitBadge } from './FitBadge.tsx';
import { largestRank } from './loraSizes.ts';
import { RankPicture } from './RankPicture.tsx';
import { RankSlider } from './RankSlider.tsx';
import { useNewRunForm } from './useNewRun.ts';

const ranks = [8, 16, 32, 64] as const;
export type CardRank = (typeof ranks)[number];

/** What each choice would cost. */
export type RankPreviews = Readonly<Record<CardRank | 'full', Preview | undefined>>;

export function RankStep() {
  const { draft, change, model, ranks: previews, full } = useNewRunForm();
  const onRank = (chosen: number) => change(asLora(draft, chosen));
  const t = useText();
  const { number } = useFormats();
  const group = useId();
  const rank = typeof draft.rank === 'number' && draft.rank >= 1 ? Math.round(draft.rank) : 16;
  // An adapter to go on from has its rank already.
  const given = typeof draft.init === 'string' && draft.init !== '';
  const targets = typeof draft.targets === 'string' ? draft.targets : 'all-linear';
  const tooLarge = previews.full?.memory?.fit === 'tooLarge';
  return (
    <Section
      title={
        <>
          {t.newRun.steps.rank} <Help term="rank" />
        </>
      }
    >
      {given ? <Alert severity="info">{t.newRun.rank.given}</Alert> : null}
      <Box
        role="radiogroup"
        aria-label={t.newRun.rank.title}
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(4, minmax(0, 1fr))' },
          gap: 1.5,
        }}
      >
        {ranks.map((each) => (
          <ChoiceCard
            key={each}
            group={group}
            title={t.newRun.rank.card(number(each))}
            badge={<FitBadge preview={previews[each]} />}
            checked={!full && rank === each}
            disabled={given}
            onChoose={() => onRank(each)}
          >
            <Typography variant="body2" color="textSecondary" sx={{ mb: 0.75, flex: 1 }}>
              {t.newRun.rank.cards[each]}
            </Typography>
            <CardFigures preview={previews[each]} />
          </ChoiceCard>
        ))}
        <Box sx={{ gridColumn: '1 / -1' }}>
          <ChoiceCard
            group={group}
            title={t.newRun.rank.full}
            badge={<FitBadge preview={previews.full} />}
            checked={full}
            disabled={given || tooLarge}
            onChoose={() => change(asFull(draft))}
          >
            <Stack
              direction="row"
              useFlexGap
              sx={{
                flexWrap: 'wrap',
                columnGap: 3,
                rowGap: 1,
                alignItems: 'flex-end',
                justifyContent: 'space-between',
              }}
            >
              <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 220px', maxWidth: 380 }}>
                {tooLarge ? t.newRun.rank.fullTooLarge : t.newRun.rank.fullAbout}
              </Typography>
              <CardFigures preview={previews.full} row />
            </Stack>
          </ChoiceCard>
        </Box>
      </Box>
      <RankSlider
        rank={rank}
        largest={largestRank(model?.linear ?? [], targets)}
        disabled={given || full}
        onRank={onRank}
      />
      {model && !full ? (
        <RankPicture linear={model.linear} targets={targets} rank={rank} alpha={draft.alpha} />
      ) : null}
    </Section>
  );
}

interface CardFiguresProps {
  readonly preview: Preview | undefined;
  /** Beside one another instead of below. */
  readonly row?: boolean;
}

function CardFigures({ preview, row = false }: CardFiguresProps) {
  const t = useText();
  const { count, share, bytes, duration } = useFormats();
  const known = <T,>(value: T | null | undefined, format: (value: T) => string) =>
    value == null ? '–' : format(value);
  const { trainable, total, adapterBytes, seconds, memory } = preview ?? {};
  const figures = [
    [t.newRun.rank.trainable, known(trainable, count)],
    [t.newRun.rank.share, known(trainable, (value) => share(value / (total ?? value)))],
    [t.newRun.rank.size, known(adapterBytes, bytes)],
    [t.newRun.rank.time, known(seconds, duration)],
    [t.newRun.rank.memory, known(memory?.total, bytes)],
  ] as const;
  return (
    <Box component="dl" sx={row ? { display: 'flex', flexWrap: 'wrap', columnGap: 2.5, m: 0 } : { m: 0 }}>
      {figures.map(([name, value]) => (
        <Box
          key={name}
          sx={row ? {} : { display: 'flex', justifyContent: 'space-between', columnGap: 1, flexWrap: 'wrap' }}
        >
          <Typography component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>
          <Typography component="dd" variant="body2" sx={{ m: 0, ml: row ? 0 : 'auto', fontWeight: 600 }}>
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
