import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { UnpackBudget } from './budget.ts';
import { ChunkReceiver } from './chunk-channel.ts';
import type { EntryOptions } from './options.ts';
import { failureOf, type ThreadData, type ThreadInput, type ThreadMessage } from './thread-message.ts';
import { unpackTar } from './unpacker.ts';

// The program of the thread of `unpackInThread`. It unpacks one archive after the other, and ends after a failure.

const { counters } = workerData as ThreadData;

async function run(port: MessagePort, send: (message: ThreadMessage) => void): Promise<void> {
  const receiver = new ChunkReceiver(port, counters);
  let times: EntryOptions['times'];
  try {
    for (let input = receiver.header(); input !== null; input = receiver.header()) {
      const { directory, traits, budget, options, times: given } = input as ThreadInput;
      if (given !== 'same') times = given;
      const tar = receiver.chunks();
      const complete = { ...options, times, budget: new UnpackBudget(...budget) };
      send({ result: await unpackTar(tar, directory, traits, complete) });
    }
  } catch (error) {
    send({ failure: failureOf(error) });
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const send = (message: ThreadMessage): void => port.postMessage(message, []);
  send('ready');
  // The bundle is CommonJS, which has no top-level await.
  void run(port, send);
}
