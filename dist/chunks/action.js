const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_spec;
let require_markdown;
let require_project;
let require_run;
let require_links;
let require_command_files;
let require_inputs;
let require_step;
let os;
let fs = require("fs");

// node_modules/@actions/core/lib/summary.js
var __awaiter = void 0 && (void 0).__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { access, appendFile, writeFile } = fs.promises;
const SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
	constructor() {
		this._buffer = "";
	}
	filePath() {
		return __awaiter(this, void 0, void 0, function* () {
			if (this._filePath) return this._filePath;
			const pathFromEnv = process.env[SUMMARY_ENV_VAR];
			if (!pathFromEnv) throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
			try {
				yield access(pathFromEnv, fs.constants.R_OK | fs.constants.W_OK);
			} catch (_a) {
				throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
			}
			this._filePath = pathFromEnv;
			return this._filePath;
		});
	}
	wrap(tag, content, attrs = {}) {
		const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
		if (!content) return `<${tag}${htmlAttrs}>`;
		return `<${tag}${htmlAttrs}>${content}</${tag}>`;
	}
	write(options) {
		return __awaiter(this, void 0, void 0, function* () {
			const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
			const filePath = yield this.filePath();
			yield (overwrite ? writeFile : appendFile)(filePath, this._buffer, { encoding: "utf8" });
			return this.emptyBuffer();
		});
	}
	clear() {
		return __awaiter(this, void 0, void 0, function* () {
			return this.emptyBuffer().write({ overwrite: true });
		});
	}
	stringify() {
		return this._buffer;
	}
	isEmptyBuffer() {
		return this._buffer.length === 0;
	}
	emptyBuffer() {
		this._buffer = "";
		return this;
	}
	addRaw(text, addEOL = false) {
		this._buffer += text;
		return addEOL ? this.addEOL() : this;
	}
	addEOL() {
		return this.addRaw((os ??= require("os")).EOL);
	}
	addCodeBlock(code, lang) {
		const attrs = Object.assign({}, lang && { lang });
		const element = this.wrap("pre", this.wrap("code", code), attrs);
		return this.addRaw(element).addEOL();
	}
	addList(items, ordered = false) {
		const tag = ordered ? "ol" : "ul";
		const listItems = items.map((item) => this.wrap("li", item)).join("");
		const element = this.wrap(tag, listItems);
		return this.addRaw(element).addEOL();
	}
	addTable(rows) {
		const tableBody = rows.map((row) => {
			const cells = row.map((cell) => {
				if (typeof cell === "string") return this.wrap("td", cell);
				const { header, data, colspan, rowspan } = cell;
				const tag = header ? "th" : "td";
				const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
				return this.wrap(tag, data, attrs);
			}).join("");
			return this.wrap("tr", cells);
		}).join("");
		const element = this.wrap("table", tableBody);
		return this.addRaw(element).addEOL();
	}
	addDetails(label, content) {
		const element = this.wrap("details", this.wrap("summary", label) + content);
		return this.addRaw(element).addEOL();
	}
	addImage(src, alt, options) {
		const { width, height } = options || {};
		const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
		const element = this.wrap("img", null, Object.assign({
			src,
			alt
		}, attrs));
		return this.addRaw(element).addEOL();
	}
	addHeading(text, level) {
		const tag = `h${level}`;
		const allowedTag = [
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6"
		].includes(tag) ? tag : "h1";
		const element = this.wrap(allowedTag, text);
		return this.addRaw(element).addEOL();
	}
	addSeparator() {
		const element = this.wrap("hr", null);
		return this.addRaw(element).addEOL();
	}
	addBreak() {
		const element = this.wrap("br", null);
		return this.addRaw(element).addEOL();
	}
	addQuote(text, cite) {
		const attrs = Object.assign({}, cite && { cite });
		const element = this.wrap("blockquote", text, attrs);
		return this.addRaw(element).addEOL();
	}
	addLink(text, href) {
		const element = this.wrap("a", text, { href });
		return this.addRaw(element).addEOL();
	}
};
const _summary = new Summary();
const summary = _summary;

// src/output/failure-summary.ts
function failureSummary({ command, object, failure, completed, links, warnings }) {
	const page = `https://github.com/${(require_project ??= require("./project.js")).projectRepository}/blob/${"v0"}/docs/troubleshooting.md`;
	const anchor = failure.code === void 0 ? "" : `#${failure.code.toLowerCase()}`;
	const operation = object === "" ? command : `${command} ${object}`;
	const { reason, remedy } = withRemedy(failure);
	return (require_links ??= require("./links.js")).jobSummary({
		title: `Failed: ${command}`,
		links: [`[Troubleshooting](${page}${anchor})`, ...links],
		rows: [
			["Operation", operation],
			[
				"Reason",
				reason,
				"plain"
			],
			[
				"Remedy",
				remedy,
				"plain"
			],
			[
				"Already done",
				completed === void 0 ? "" : completedText(completed),
				"plain"
			]
		],
		warnings
	});
}
function withRemedy({ reason, remedy }) {
	const at = reason.indexOf("; ");
	if (at < 0) return {
		reason,
		remedy
	};
	return {
		reason: reason.slice(0, at),
		remedy: reason.slice(at + 2) + (remedy === "" ? "" : `; ${remedy}`)
	};
}
function problemNote(problem) {
	return `**Failed:** ${(require_markdown ??= require("./markdown.js")).code(problem)}\n\n`;
}
function completedText({ blobs, bytes, tags }) {
	if (blobs === 0 && tags.length === 0) return "Nothing was uploaded, and no tag was written.";
	return `${`${(require_run ??= require("./run.js")).formatNumber(blobs, "blob")} (${(require_run ??= require("./run.js")).formatBytes(bytes)}) uploaded`}; ${tags.length === 0 ? "no tag was written" : `tags written: ${tags.slice(0, 50).join(", ")}`}. A repeated run does not upload this content again.`;
}

// src/action/action.ts
var action_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ runAction: () => runAction });
function runAction(name, workflow = {}) {
	return (require_step ??= require("./step.js")).runStep(async (context) => runAsStep(await (require_run ??= require("./run.js")).actions[name](), context, workflow));
}
async function runAsStep(command, context, workflow = {}) {
	const { env, log, lifetime } = context;
	await (require_command_files ??= require("./command-files.js")).checkCommandFiles(env, command.action?.post === true ? ["GITHUB_OUTPUT", "GITHUB_STATE"] : ["GITHUB_OUTPUT"]);
	const raw = (require_inputs ??= require("./inputs.js")).readRawValues(command.options, (secret) => {
		log.hide(secret);
	});
	log.titleFailure(`${command.name} failed`);
	const run = (require_run ??= require("./run.js")).runCommand(command, {
		raw,
		label: (require_inputs ??= require("./inputs.js")).actionLabel,
		env,
		log,
		workflow,
		cancelled: lifetime.signal,
		notice: (text) => {
			log.notice(text);
		},
		print: (text) => {
			log.line(text);
		},
		onForcedExit: (undo) => {
			lifetime.onForcedExit(undo);
		},
		finish: (finished, outcome, inputs) => finish(finished, outcome, inputs, context)
	});
	try {
		await run;
	} catch (error) {
		const hasSummary = String(raw["summary"] ?? "false").toLowerCase() === "true";
		if (error instanceof (require_run ??= require("./run.js")).CommandFailure && hasSummary) await writeSummary(summaryOfFailure(command, raw, error, context), env, log);
		throw error;
	}
}
const objectInputs = [
	"target",
	"reference",
	"subject",
	"repository",
	"source"
];
function summaryOfFailure(command, raw, { failure }, { env, log }) {
	const name = objectInputs.find((each) => raw[each] !== void 0);
	const object = (name === void 0 ? void 0 : raw[name]) ?? "";
	return failureSummary({
		command: command.name,
		object: log.safe(String(object).trim()),
		failure,
		completed: writers.has(command.name) ? log.completedWork : void 0,
		links: (require_links ??= require("./links.js")).workflowLinks(env, ""),
		warnings: log.warnings
	});
}
const writers = /* @__PURE__ */ new Set([
	"push",
	"copy",
	"attach",
	"index"
]);
async function finish(command, outcome, { summary }, { env, log }) {
	const texts = (require_run ??= require("./run.js")).outputTexts(command.outputs, outcome.result, (text) => {
		log.warning(text);
	});
	log.close();
	for (const line of outcome.lines) log.line(line);
	(require_command_files ??= require("./command-files.js")).setOutputs(texts);
	await outcome.afterOutputs?.();
	if (summary === true && outcome.summary !== void 0) await writeSummary((outcome.problem === void 0 ? "" : problemNote(outcome.problem)) + outcome.summary(log.warnings), env, log);
	if (outcome.problem !== void 0) log.fail(outcome.problem);
	await outcome.atEnd?.();
}
async function writeSummary(markdown, env, log) {
	if (!env["GITHUB_STEP_SUMMARY"]) return;
	try {
		await summary.addRaw(markdown, true).write();
	} catch (error) {
		log.warning(`cannot write the job summary to GITHUB_STEP_SUMMARY: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
	}
}

Object.defineProperty(exports, "action_exports", {
  enumerable: true,
  get: function () {
    return action_exports;
  }
});
Object.defineProperty(exports, "runAsStep", {
  enumerable: true,
  get: function () {
    return runAsStep;
  }
});
Object.defineProperty(exports, "writeSummary", {
  enumerable: true,
  get: function () {
    return writeSummary;
  }
});