import { indexAction } from './index-step.ts';
import { runStep } from './step.ts';

await runStep(indexAction);
