import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { UnpackBudget } from './budget.ts';
import { ChunkReceiver } from './chunk-channel.ts';
import { failureOf, type ThreadData, type ThreadInput, type ThreadMessage } from './thread-message.ts';
import { unpackTar } from './unpacker.ts';

// The program of the thread of `unpackInThread`. It unpacks one archive after the other, and ends after a failure.

const { counters } = workerData as ThreadData;

async function run(port: MessagePort, send: (message: ThreadMessage) => void): Promise<void> {
  const receiver = new ChunkReceiver(port, counters);
  try {
    for (let input = receiver.header(); input !== null; input = receiver.header()) {
      const { directory, traits, budget, options } = input as ThreadInput;
      const tar = receiver.chunks();
      send({ result: await unpackTar(tar, directory, traits, { ...options, budget: new UnpackBudget(...budget) }) });
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
