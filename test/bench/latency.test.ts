import { once } from 'node:events';
import { createServer } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DelayingProxy } from '../../bench/latency/delaying-proxy.ts';
import { pairedDifference, plotOf, requestTable, timeTables, type Measurement } from '../../bench/latency/report.ts';
import { RequestRecorder } from '../../bench/latency/request-recorder.ts';
import { drawTimeline, longestChain } from '../../bench/latency/timeline.ts';

describe('the longest chain of requests', () => {
  it.each([
    ['no request', [], 0],
    ['one request', [[0, 1]], 1],
    [
      'parallel requests',
      [
        [0, 5],
        [1, 6],
        [4, 9],
      ],
      1,
    ],
    [
      'sequential requests',
      [
        [0, 1],
        [1, 2],
        [3, 4],
      ],
      3,
    ],
    [
      'pairs of parallel requests',
      [
        [0, 2],
        [1, 3],
        [4, 6],
        [5, 7],
        [3, 4],
      ],
      3,
    ],
  ] as const)('of %s', (_, intervals, steps) => {
    expect(longestChain(intervals.map(([startMs, endMs]) => ({ startMs, endMs })))).toBe(steps);
  });
});

it('records requests behind a delaying proxy', async () => {
  const server = createServer((incoming, response) => {
    incoming.resume().once('end', () => response.end('ok'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using recorder = await RequestRecorder.start((server.address() as AddressInfo).port, undefined);
  await using proxy = await DelayingProxy.start(recorder.port);
  for (const [method, path] of [
    ['PUT', '/v2/a/b/manifests/v1'],
    ['GET', '/v2/a/b/blobs/sha256:0123456789'],
  ] as const) {
    const sent = request({ port: proxy.port, method, path, agent: false }).end(method === 'PUT' ? 'PUT /v2/ HTTP' : '');
    const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
    for await (const part of response) expect(String(part)).toBe('ok');
  }
  expect(recorder.requests.map(({ method }) => method)).toEqual(['PUT', 'GET']);
  expect([longestChain(recorder.requests), proxy.connections]).toEqual([2, 2]);
  expect(drawTimeline(recorder.requests)).toMatch(/ms PUT manifests\/v1\n.*ms GET blobs\/sha256:012345$/);
  server.closeAllConnections();
  server.close();
});

it('reports medians, and differences within a round', () => {
  const sample = (ms: number): { ms: number; requests: number; connections: number; steps: number } => ({
    ms,
    requests: 3,
    connections: 1,
    steps: 2,
  });
  const measurement: Measurement = {
    server: 'distribution',
    protocol: 'HTTP',
    delayMs: 50,
    operation: 'copy',
    samples: new Map([
      ['ours', [100, 500, 120].map(sample)],
      ['oras', [90, 490, 100].map(sample)],
    ]),
  };
  expect(pairedDifference(measurement, 'ours', 'oras')).toBe(10);
  const all = [{ ...measurement, delayMs: 0 }, measurement];
  expect(timeTables(all)).toContain('| copy | 120 | 100 | 10 | 120 | 100 | 10 |');
  expect(requestTable(all)).toContain('| copy | 3 | 3 |  | 2 | 2 |  | 1 | 1 |  |');
  expect(plotOf(all)).toContain('copy, ours');
});
