/** Lets browsers in by password, slowly for those who guess, and out again. */
import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Access } from './access.ts';
import { loginPage, loginStyle } from './loginPage.ts';
import { LoginRateLimit } from './loginRateLimit.ts';
import type { Password } from './password.ts';

const maxFormBytes = 8192;
/** Whoever types is not slow: the browser sends the form at once. */
const formMs = 10_000;

export interface LoginOptions {
  readonly access: Access;
  readonly password: Password;
  /** A browser has signed out: whatever it still holds open is to end. */
  onDismissed(): void;
}

/** Adds the page that asks for the password, what takes it, and the way out. Host and Origin have been checked where sent. */
export function serveLogin(
  app: Hono<{ Bindings: HttpBindings }>,
  { access, password, onDismissed }: LoginOptions,
): void {
  const rateLimit = new LoginRateLimit();
  app.get('/login.css', loginStyle);
  app.get('/login', (context) => {
    if (access.knows(context.env.incoming.headers)) return context.redirect('/', 303);
    return loginPage('new', context.req.header('accept-language'));
  });
  app.post('/login', async (context) => {
    const { incoming } = context.env;
    const { origin, 'content-length': length, 'accept-language': languages } = incoming.headers;
    const refuse = (status: 403 | 411 | 413, text: string) =>
      context.text(text, status, { connection: 'close' });
    // A form of another site must not even log somebody in, or fill their address's count of failures.
    if (!origin) return refuse(403, 'Wrong Host or Origin.');
    if (!/^\d+$/.test(length ?? '')) return refuse(411, 'The length of the form is missing.');
    if (Number(length) > maxFormBytes) return refuse(413, 'That is no password.');
    const address = incoming.socket.remoteAddress ?? '';
    const waitMs = rateLimit.attempt(address, Date.now());
    const given = await readForm(incoming);
    if (waitMs > 0) return loginPage({ waitMs }, languages);
    if (!(await password.matches(given))) return loginPage('wrong', languages);
    rateLimit.right(address);
    const cookie = access.admit(origin.startsWith('https:'));
    return context.body(null, 303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' });
  });
  app.post('/logout', (context) => {
    const { incoming, outgoing } = context.env;
    const { headers } = incoming;
    // A form of another site must not put anybody out.
    if (!headers.origin) return context.text('Wrong Host or Origin.', 403, { connection: 'close' });
    const cookie = access.dismiss(headers);
    // By then the browser has forgotten its cookie, or has gone away.
    outgoing.once('close', onDismissed);
    return context.body(null, 204, { 'set-cookie': cookie, connection: 'close' });
  });
}

/** The password of the form; empty where it does not arrive. */
async function readForm(incoming: IncomingMessage): Promise<string> {
  const timer = setTimeout(() => incoming.destroy(), formMs);
  try {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    return new URLSearchParams(Buffer.concat(parts).toString()).get('password') ?? '';
  } catch {
    return '';
  } finally {
    clearTimeout(timer);
  }
}
