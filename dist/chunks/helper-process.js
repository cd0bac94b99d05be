let require_rolldown_runtime;
let require_spec;
let node_path;
let node_child_process;

// src/credentials/helper-process.ts
const helperTimeoutMs = 3e4;
const maxHelperOutput = 1048576;
const drainMs = 1e3;
const isWindows = process.platform === "win32";
async function runHelper(run) {
	const { program, verb = "get", input, env, signal, timeoutMs = helperTimeoutMs } = run;
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	const { promise, resolve, reject } = Promise.withResolvers();
	const name = `the credential helper ${(require_spec ??= require("./spec.js")).printable(program)}`;
	const helper = (0, (node_child_process ??= require("node:child_process")).spawn)(program, [verb], {
		env,
		stdio: [
			"pipe",
			"pipe",
			"ignore"
		],
		detached: !isWindows,
		windowsHide: true
	});
	const watchdog = startWatchdog(helper.pid);
	const kill = (error) => {
		killTree(helper, env);
		reject(error);
	};
	const onAbort = () => {
		if (signal !== void 0) kill((require_spec ??= require("./spec.js")).abortedError(signal));
	};
	signal?.addEventListener("abort", onAbort, { once: true });
	const timeout = setTimeout(() => {
		kill(new (require_spec ??= require("./spec.js")).OciError("TIMEOUT", `${name} did not answer within ${timeoutMs / 1e3} s and was killed; run it in a terminal to find the reason, or give credentials in another way`));
	}, timeoutMs);
	const chunks = [];
	let size = 0;
	helper.stdout.on("data", (chunk) => {
		size += chunk.length;
		if (size <= 1048576) chunks.push(chunk);
		else kill(new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `${name} printed more than ${maxHelperOutput} bytes and was killed`));
	});
	const finish = (code) => resolve({
		exitCode: code ?? -1,
		stdout: Buffer.concat(chunks).toString("utf8")
	});
	let drain;
	helper.on("exit", (code) => drain = setTimeout(finish, drainMs, code)).on("close", finish);
	helper.on("error", (error) => reject(new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `cannot run ${name}: ${(require_spec ??= require("./spec.js")).printable(error.code ?? "unknown error", 40)}`)));
	helper.stdout.on("error", () => void 0);
	helper.stdin.on("error", () => void 0).end(input);
	try {
		return await promise;
	} finally {
		clearTimeout(timeout);
		clearTimeout(drain);
		signal?.removeEventListener("abort", onAbort);
		watchdog?.kill("SIGKILL");
		helper.stdout.destroy();
	}
}
function startWatchdog(pid) {
	if (isWindows || pid === void 0) return void 0;
	return (0, (node_child_process ??= require("node:child_process")).spawn)("/bin/sh", [
		"-c",
		"read -r _; kill -KILL \"-$0\"",
		String(pid)
	], {
		env: {},
		stdio: [
			"pipe",
			"ignore",
			"ignore"
		],
		detached: true
	}).on("error", () => void 0);
}
function killTree({ pid }, env) {
	if (pid === void 0) return;
	if (isWindows) {
		const taskkill = (0, (node_path ??= require("node:path")).join)(env["SystemRoot"] ?? String.raw`C:\Windows`, "System32", "taskkill.exe");
		(0, (node_child_process ??= require("node:child_process")).spawn)(taskkill, [
			"/T",
			"/F",
			"/PID",
			String(pid)
		], {
			stdio: "ignore",
			windowsHide: true
		}).on("error", () => void 0);
		return;
	}
	try {
		process.kill(-pid, "SIGKILL");
	} catch {}
}

exports.runHelper = runHelper;