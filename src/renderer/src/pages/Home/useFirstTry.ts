/** The first fine-tune in one click: gets a model and the sample data, and starts a run with settings that show the difference. */
import { firstQuestions, firstTry } from '../../../../shared/firstTry.ts';
import { api } from '../../api.ts';
import { useStarting } from '../../hooks/useStarting.ts';

/** Parameters below which a model is the one that ships with the program, or like it. */
const smallModel = 1e7;

export function useFirstTry() {
  const { begin, ...starting } = useStarting();
  const start = (tiny: boolean) =>
    begin(async ({ signal, setStage, starterModel }) => {
      const model = await starterModel(tiny);
      setStage('data');
      const data = await api.call('datasets.import', { sample: true });
      signal.throwIfAborted();
      setStage('run');
      // Without a network the large one is not to be had, and the one that ships with the program comes instead.
      const models = await api.call('models.list');
      const small = (models.find(({ id }) => id === model)?.parameters ?? 0) < smallModel;
      const config = { model, data: data.id, ...(small ? firstTry.tiny : firstTry.large) };
      return api.call('runs.start', {
        name: '',
        config,
        queue: false,
        parentId: null,
        prompts: [...firstQuestions],
      });
    });
  return { ...starting, start };
}
