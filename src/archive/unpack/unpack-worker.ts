import { parentPort, workerData } from 'node:worker_threads';
import { UnpackBudget } from './budget.ts';
import { readRing } from './chunk-ring.ts';
import { failureOf, type ThreadData, type ThreadMessage } from './thread-message.ts';
import { unpackTar } from './unpacker.ts';

// The program of the thread of `unpackInThread`.

const { ring, directory, traits, budget, options } = workerData as ThreadData;

function send(message: ThreadMessage): void {
  parentPort?.postMessage(message, []);
}

async function run(): Promise<ThreadMessage> {
  try {
    const shared = new UnpackBudget(...budget);
    return { result: await unpackTar(readRing(ring), directory, traits, { ...options, budget: shared }) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

send('ready');
// The bundle is CommonJS, which has no top-level await.
void run().then(send);
