import { createPages } from '@earshot/server/http/pages.ts';
import express from 'express';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'earshot-pages-'));
  await writeFile(path.join(folder, 'index.html'), 'the call page');
  await writeFile(path.join(folder, 'quality.html'), 'the quality page');
  server = createServer(express().use(createPages(folder)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  url = `http://127.0.0.1:${String(address.port)}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe('pages', () => {
  it.each([
    ['/', 'the call page'],
    ['/quality', 'the quality page'],
    ['/quality?blame=sfu', 'the quality page'],
    ['/quality/calls/22222222-2222-4222-8222-222222222222', 'the quality page'],
    ['/quality/calls/c1/legs/p1', 'the quality page'],
  ])('are served at %s, and asked for anew each time', async (address, text) => {
    const response = await fetch(url + address);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(text);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it.each(['/quality/calls', '/quality/calls/c1/tracks/t1', '/elsewhere'])(
    'are not at %s',
    async (address) => {
      expect((await fetch(url + address)).status).toBe(404);
    },
  );
});
