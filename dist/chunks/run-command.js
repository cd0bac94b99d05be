import { t as explainFailure } from "./failure.js";
import { n as readInputs } from "./option.js";

// src/commands/list.ts
const commands = { push: async () => (await import("./push-command.js")).push };

// src/commands/run-command.ts
async function runCommand(command, front) {
	let failure = () => command.failure ?? {};
	let limit;
	const undo = [];
	try {
		const inputs = await readInputs(command.options, front.raw, front);
		const common = inputs;
		limit = common.timeout === void 0 ? void 0 : AbortSignal.timeout(common.timeout);
		const outcome = await command.run(inputs, {
			...front,
			signal: limit === void 0 ? front.cancelled : AbortSignal.any([front.cancelled, limit]),
			describeFailure: (describe) => {
				failure = describe;
			},
			onFailure: (step) => {
				undo.unshift(step);
			}
		});
		await front.finish(command, outcome, common);
	} catch (error) {
		for (const step of undo) await step();
		const context = {
			label: front.label,
			timedOut: limit?.aborted === true,
			...failure(error)
		};
		throw new CommandFailure(explainFailure(error, context), { cause: error });
	}
}
var CommandFailure = class extends Error {
	name = "CommandFailure";
};

export { runCommand as n, commands as r, CommandFailure as t };