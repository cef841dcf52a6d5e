/** The page that asks for the password: plain HTML without script, in the languages of the studio. */
import { pageHeaders } from '../services/app/rendererFiles.ts';

const words = {
  en: {
    title: 'Log in to Lowrank Studio',
    label: 'Password',
    button: 'Log in',
    wrong: 'That did not work. Try again.',
    wait: 'There were too many attempts. Wait {seconds} s and try again.',
  },
  de: {
    title: 'Bei Lowrank Studio anmelden',
    label: 'Passwort',
    button: 'Anmelden',
    wrong: 'Das hat nicht geklappt. Versuchen Sie es noch einmal.',
    wait: 'Es waren zu viele Versuche. Warten Sie {seconds} s und versuchen Sie es noch einmal.',
  },
  zh: {
    title: '登录 Lowrank Studio',
    label: '密码',
    button: '登录',
    wrong: '登录失败，请重试。',
    wait: '尝试次数过多，请在 {seconds} 秒后重试。',
  },
} as const;

const style = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { width: min(22rem, 90vw) }
h1 { font-size: 1.375rem; font-weight: 500 }
label { display: block; margin-bottom: 0.25rem }
input, button { box-sizing: border-box; width: 100%; padding: 0.625rem 0.75rem; font: inherit; border-radius: 6px }
input { border: 1px solid #767676; margin-bottom: 1rem }
button { border: 0; background: #0b57d0; color: #fff; cursor: pointer }
`;

/** Who is told what: nothing that has not failed, wrong, or how long to wait. */
export type LoginState = 'new' | 'wrong' | { readonly waitMs: number };

const headers = {
  ...pageHeaders("'self'"),
  // Without a referrer browsers send a form with the origin "null", which would be no proof of whose form it is.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** @param languages of the browser, as in `Accept-Language` */
export function loginPage(state: LoginState, languages = ''): Response {
  const language = (/^\s*(de|zh)\b/i.exec(languages)?.[1]?.toLowerCase() ?? 'en') as keyof typeof words;
  const { title, label, button, wrong, wait } = words[language];
  const seconds = typeof state === 'object' ? Math.ceil(state.waitMs / 1000) : 0;
  const notice = seconds > 0 ? wait.replace('{seconds}', String(seconds)) : state === 'wrong' ? wrong : '';
  const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/login.css">
</head>
<body>
<main>
<h1>${title}</h1>
<form method="post" action="/login">
<p role="alert">${notice}</p>
<label for="password">${label}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button>${button}</button>
</form>
</main>
</body>
</html>
`;
  return new Response(html, {
    status: state === 'new' ? 200 : state === 'wrong' ? 401 : 429,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      ...(seconds > 0 && { 'retry-after': String(seconds) }),
    },
  });
}

export function loginStyle(): Response {
  return new Response(style, { headers: { ...headers, 'content-type': 'text/css; charset=utf-8' } });
}
