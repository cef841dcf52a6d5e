/** Errors in the form that OpenAI's clients read, made of what went wrong here. */
import { asAppError, type ErrorCode } from '../../shared/errors.ts';

type Status = 400 | 401 | 403 | 404 | 413 | 429 | 500 | 503;

interface Facts {
  /** The field of the request that is at fault. */
  readonly param?: string | null;
  readonly code?: string | null;
}

const types: Readonly<Record<Status, string>> = {
  400: 'invalid_request_error',
  401: 'invalid_request_error',
  403: 'invalid_request_error',
  404: 'invalid_request_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
  500: 'server_error',
  503: 'server_error',
};

/** Seconds after which whoever was turned away may come again. */
const retryAfter = 5;

export class ApiError extends Error {
  readonly status: Status;
  readonly #facts: Facts;

  constructor(status: Status, message: string, facts: Facts = {}) {
    super(message);
    this.status = status;
    this.#facts = facts;
  }

  get body() {
    const { param = null, code = null } = this.#facts;
    return { error: { message: this.message, type: types[this.status], param, code } };
  }

  get headers(): Record<string, string> {
    return this.status === 429 || this.status === 503 ? { 'retry-after': String(retryAfter) } : {};
  }
}

/** A request that asks for what is not there, rather than an answer that silently lacks it. */
export function unsupported(param: string, message: string): ApiError {
  return new ApiError(400, message, { param, code: 'unsupported_parameter' });
}

const statuses: Readonly<Partial<Record<ErrorCode, Status>>> = {
  'bad-config': 400,
  'bad-data': 400,
  'bad-input': 400,
  unsupported: 400,
  'not-found': 404,
  busy: 429,
  memory: 503,
  interrupted: 503,
};

/** Whatever was thrown. What is nobody's business, such as a path of this machine, is not said. */
export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  const { code, message, hint, detail } = asAppError(cause);
  if (detail?.code === 'promptTooLong')
    return new ApiError(
      400,
      `This model's maximum context length is ${detail.most} tokens. However, your messages resulted in ${detail.tokens} tokens. Please reduce the length of the messages.`,
      { param: 'messages', code: 'context_length_exceeded' },
    );
  const status = statuses[code] ?? 500;
  if (status === 500)
    return new ApiError(500, `The model could not answer (${code}). Ask it in the studio to see why.`);
  return new ApiError(status, [capital(message), hint].filter(Boolean).join(' '), {
    code: status === 404 ? 'model_not_found' : status === 429 ? 'rate_limit_exceeded' : null,
  });
}

function capital(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
