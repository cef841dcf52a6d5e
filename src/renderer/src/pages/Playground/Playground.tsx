/** Chat with the base model and one of its adapters, side by side. */
import PlaygroundIcon from '@mui/icons-material/ForumOutlined';
import { Alert, Box, Button, Stack } from '@mui/material';
import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import type { Adapter } from '../../../../shared/records/adapters.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { bytesPerRoundedWeight } from '../../../../shared/records/playground.ts';
import { api } from '../../api.ts';
import { Await } from '../../components/Await.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FromProgram } from '../../components/FromProgram.tsx';
import { RouterButton } from '../../components/links.tsx';
import { useNotices } from '../../components/notices.tsx';
import { Page } from '../../components/Page.tsx';
import { useCopy } from '../../components/useCopy.ts';
import { useApiMutation, useApiQuery } from '../../hooks/useApi.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { canTest, type Finding } from './blindTest.ts';
import { Composer } from './Composer.tsx';
import { usableVersions, useChosen, useSettings } from './choices.ts';
import { Conversation, type Exchange, type ModelVariant } from './conversation.ts';
import { Messages } from './Messages.tsx';
import { PromptSets } from './PromptSets.tsx';
import { SamplingPanel } from './SamplingPanel.tsx';
import { VariantBar } from './VariantBar.tsx';

/** One a tab: an answer goes on while another page is open. */
const conversation = new Conversation(api);

export function Playground() {
  const t = useText();
  const models = useApiQuery('models.list');
  const adapters = useApiQuery('adapters.list');
  const { exchanges } = useSyncExternalStore(conversation.subscribe, conversation.current);
  return (
    <Page
      title={t.playground.title}
      about={t.playground.about}
      actions={
        <Button disabled={exchanges.length === 0} onClick={() => conversation.clear()}>
          {t.playground.newConversation}
        </Button>
      }
    >
      <Await query={models}>
        {(known) =>
          known.length === 0 ? (
            <EmptyState
              icon={<PlaygroundIcon />}
              title={t.playground.noModelsTitle}
              about={t.playground.noModelsAbout}
              action={
                <RouterButton to="/models" variant="contained">
                  {t.playground.getModel}
                </RouterButton>
              }
            />
          ) : (
            <Await query={adapters}>{(list) => <Table models={known} adapters={list.adapters} />}</Await>
          )
        }
      </Await>
    </Page>
  );
}

interface TableProps {
  readonly models: readonly Model[];
  readonly adapters: readonly Adapter[];
}

/** Everybody at one table: who is asked, what was said, and the next question. */
function Table({ models, adapters }: TableProps) {
  const t = useText();
  const formats = useFormats();
  const notices = useNotices();
  const { busy } = useSyncExternalStore(conversation.subscribe, conversation.current);
  const versions = usableVersions(adapters);
  const { model, adapter, chooseModel, chooseVersion } = useChosen(models, versions);
  const [settings, change] = useSettings();
  const studio = useApiQuery('settings.get');
  const { mutate: setStudio } = useApiMutation('settings.set');
  const [text, setText] = useState('');
  const input = useRef<HTMLTextAreaElement>(null);
  const { mutate: update } = useApiMutation('adapters.updateVersion');
  const stop = () => conversation.stop().catch((error: Error) => notices.error(error));
  const copy = useCopy();

  const { strength, withBase, blind, sampling, system } = settings;
  const tuned = adapter && t.adapters.named(adapter.name, adapter.version.number);
  const variants: ModelVariant[] = [
    ...(adapter && !withBase
      ? []
      : [{ slot: 'base', adapterVersionId: null, strength: 1, name: t.playground.base } as const]),
    ...(adapter && tuned
      ? [
          {
            slot: 'adapter',
            adapterVersionId: adapter.version.id,
            strength,
            name: strength === 1 ? tuned : t.playground.variant(tuned, formats.number(strength, 2)),
          } as const,
        ]
      : []),
  ];
  const ask = (question: string, fresh: boolean) => {
    if (model)
      void conversation.ask({
        modelId: model.id,
        text: question,
        variants,
        system,
        sampling,
        fresh,
        blind: blind && canTest(variants),
      });
  };
  const send = () => {
    ask(text.trim(), false);
    setText('');
  };
  const again = useCallback(({ id, question }: Exchange) => {
    conversation.forget(id);
    setText(question);
    input.current?.focus();
  }, []);

  const rate = useCallback(
    ({ id }: Exchange, finding: Finding) =>
      void conversation.rate(id, finding).catch((error: Error) => notices.error(error)),
    [notices],
  );
  const unrate = useCallback(
    ({ id }: Exchange) => void conversation.unrate(id).catch((error: Error) => notices.error(error)),
    [notices],
  );

  if (!model) return null;
  return (
    <>
      <VariantBar
        models={models}
        model={model}
        versions={versions.filter(({ modelId }) => modelId === model.id)}
        adapter={adapter}
        strength={strength}
        withBase={withBase}
        blind={blind}
        onModel={(id) => {
          conversation.clear();
          chooseModel(id);
        }}
        onVersion={chooseVersion}
        onStrength={(next) => change({ strength: next })}
        onWithBase={(on) => change({ withBase: on })}
        onBlind={(on) => change({ blind: on })}
        onRate={(rating) => adapter && update({ id: adapter.version.id, rating })}
      />
      {model.missing ? <Alert severity="warning">{t.playground.modelGone}</Alert> : null}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 272px', gap: 2, alignItems: 'start' }}>
        <Stack spacing={2} sx={{ minWidth: 0 }}>
          <Messages
            conversation={conversation}
            onAgain={again}
            onCopy={copy}
            onRate={rate}
            onUnrate={unrate}
          />
          <Box sx={{ position: 'sticky', bottom: 0, bgcolor: 'background.default', pt: 1, pb: 1, zIndex: 1 }}>
            <Composer
              text={text}
              onText={setText}
              busy={busy}
              disabled={model.missing}
              onSend={send}
              onStop={stop}
              input={input}
            />
          </Box>
        </Stack>
        <Stack spacing={2}>
          <SamplingPanel
            fast={studio.data?.fastAnswers}
            fastBytes={model.parameters * bytesPerRoundedWeight}
            onFast={(fastAnswers) => setStudio({ fastAnswers })}
            sampling={sampling}
            system={system}
            onSampling={(next) => change({ sampling: next })}
            onSystem={(next) => change({ system: next })}
          />
          <Sets
            canAsk={!busy && !model.missing}
            onUse={(prompt) => {
              setText(prompt);
              input.current?.focus();
            }}
            onAskAll={(prompts) => {
              for (const prompt of prompts) ask(prompt, true);
            }}
          />
          <FromProgram modelId={model.id} adapterVersionId={adapter?.version.id ?? null} />
        </Stack>
      </Box>
    </>
  );
}

interface SetsProps {
  readonly canAsk: boolean;
  readonly onUse: (prompt: string) => void;
  readonly onAskAll: (prompts: readonly string[]) => void;
}

function Sets(props: SetsProps) {
  const t = useText();
  const notices = useNotices();
  const sets = useApiQuery('playground.promptSets');
  const refetch = { onSuccess: () => void sets.refetch() };
  const { mutate: save } = useApiMutation('playground.savePromptSet', refetch);
  const { mutate: remove } = useApiMutation('playground.removePromptSet', refetch);
  return (
    <Await query={sets}>
      {(known) => (
        <PromptSets
          {...props}
          sets={known}
          onSave={(set) => save(set)}
          onRemove={(set) =>
            remove(
              { id: set.id },
              { onSuccess: () => notices.undo(t.playground.setRemoved(set.name), () => save(set)) },
            )
          }
        />
      )}
    </Await>
  );
}
