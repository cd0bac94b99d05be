import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { UnpackBudget } from './budget.ts';
import { receiveChunks, receiveHeader } from './chunk-channel.ts';
import { failureOf, type ThreadData, type ThreadInput, type ThreadMessage } from './thread-message.ts';
import { unpackTar } from './unpacker.ts';

// The program of the thread of `unpackInThread`.

const { counters } = workerData as ThreadData;

async function run(port: MessagePort): Promise<ThreadMessage> {
  try {
    const { directory, traits, budget, options } = receiveHeader(port, counters) as ThreadInput;
    const tar = receiveChunks(port, counters);
    return { result: await unpackTar(tar, directory, traits, { ...options, budget: new UnpackBudget(...budget) }) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const send = (message: ThreadMessage): void => port.postMessage(message, []);
  send('ready');
  // The bundle is CommonJS, which has no top-level await.
  void run(port).then(send);
}
