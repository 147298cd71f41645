/** What the `type` of a problem points to (RFC 9457): every code with its status and its sentence in both languages. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { statusOf, type ProblemCode } from '#contract/problems.ts';
import { problemWords } from '#contract/words/problems.ts';
import { contentPolicy } from './web.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const codeIn = (key: string): ProblemCode => key.slice('problem.'.length) as ProblemCode;

function problemPage(nonce: string): string {
  const rows = Object.entries(problemWords)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, { zh, en }]) => {
      const code = codeIn(key);
      return `<tr id="${code}"><th scope="row"><a href="#${code}"><code>${code}</code></a></th><td>${statusOf(code)}</td><td>${escaped(zh)}</td><td lang="en">${escaped(en)}</td></tr>`;
    });
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<title>问题代码 · Problem codes · Gridloop</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; }
body { margin: 2rem auto; padding: 0 1rem; max-width: 70rem; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 0.4rem 0.75rem; border-bottom: 1px solid GrayText; text-align: start; vertical-align: top; font-weight: normal; }
thead th { font-weight: 600; }
tr:target { background: Mark; color: MarkText; }
tr:target a { color: inherit; }
</style>
</head>
<body>
<main>
<h1>问题代码 · <span lang="en">Problem codes</span></h1>
<p>接口拒绝请求时返回 <code>application/problem+json</code>。代码不会改变，句子用读者的语言；花括号处填入当时的内容。</p>
<p lang="en">A refusal is <code>application/problem+json</code>. The code never changes, the sentence is in the reader’s language; what stands in braces is filled in.</p>
<div role="region" aria-label="问题代码" tabindex="0">
<table>
<thead><tr><th scope="col">代码 · <span lang="en">code</span></th><th scope="col">状态 · <span lang="en">status</span></th><th scope="col">中文</th><th scope="col" lang="en">English</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>
</main>
</body>
</html>`;
}

export function problemRoutes(app: FastifyInstance): void {
  app.get('/docs/problems', async (_request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentPolicy(nonce))
      .send(problemPage(nonce));
  });
}
