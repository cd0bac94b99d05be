let require_rolldown_runtime;
let node_stream;
let node_readline_promises;

// src/cli/ask.ts
async function askLine(input, output, question, echo) {
	output.write(question);
	const silent = new (node_stream ??= require("node:stream")).Writable({ write: (_chunk, _encoding, done) => {
		done();
	} });
	const lines = (0, (node_readline_promises ??= require("node:readline/promises")).createInterface)({
		input,
		output: echo === "hidden" ? silent : output,
		terminal: true
	});
	try {
		lines.on("SIGINT", () => {
			process.kill(process.pid, "SIGINT");
			lines.close();
		});
		const closed = new Promise((resolve) => {
			lines.once("close", () => {
				resolve(void 0);
			});
		});
		return await Promise.race([lines.question(""), closed]);
	} finally {
		lines.close();
		if (echo === "hidden") output.write("\n");
	}
}

exports.askLine = askLine;