import { attachAction } from './attach-step.ts';
import { runStep } from './step.ts';

await runStep(attachAction);
