/** The browser of the journeys itself: it runs here, it finds what it should, under the page's own strict policy. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axe, launchBrowser } from '../support/browser.ts';

const page = (picture: string) =>
  `<!doctype html><html lang="zh-CN"><title>平宁区</title><main><h1>您的诉求</h1>${picture}</main></html>`;

let browser: Browser;
let server: Server;
let address: string;

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'; img-src 'self'");
    response.end(page(request.url === '/good' ? '<img src="/lamp.png" alt="路灯">' : '<img src="/lamp.png">'));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

test('axe names a picture without words, and is content when it has them', async () => {
  const tab = await browser.newPage();
  await tab.goto(`${address}/bad`);
  expect(await axe(tab)).toMatchObject([{ rule: 'image-alt', at: ['img'] }]);
  await tab.goto(`${address}/good`);
  expect(await axe(tab)).toEqual([]);
  await tab.close();
});
