import { copyAction } from './copy-step.ts';
import { runStep } from './step.ts';

await runStep(copyAction);
