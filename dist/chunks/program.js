let require_thread_pool;

// src/action/program.ts
function runProgram(program) {
	(require_thread_pool ??= require("./thread-pool.js")).sizeThreadPool(process.env);
	(require_thread_pool ??= require("./thread-pool.js")).runToEnd(program, () => {
		process.stdout.write("::error title=oci-artifact failed::the process ended before the step was complete\n");
		process.exitCode = 1;
	});
}

Object.defineProperty(exports, "runProgram", {
  enumerable: true,
  get: function () {
    return runProgram;
  }
});