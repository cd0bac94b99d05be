let require_rolldown_runtime;
let require_options;
let require_yaml_file;
let require_spec;
let require_verification;
let node_path;
let node_fs_promises;

// src/commands/verify-policy-file.ts
const keyMembers = [
	"name",
	"key",
	"log",
	"predicate-type",
	"trusted-root"
];
const identityMembers = [
	"name",
	"identity",
	"issuer",
	"repository",
	"workflow",
	"predicate-type",
	"trusted-root"
];
const maxDepth = 10;
async function readPolicyFile(file, subject, trustedRoot) {
	let content;
	try {
		content = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file);
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).inputError(subject, file, `cannot be read (${(require_options ??= require("./options.js")).errnoOf(error) ?? "unknown reason"})`, error);
	}
	let value;
	try {
		value = await (require_yaml_file ??= require("./yaml-file.js")).parseYamlObject(content, file);
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).isOciError(error) ? (require_spec ??= require("./spec.js")).inputError(subject, void 0, error.message) : error;
	}
	return readPolicy(value, {
		file,
		at: "",
		subject,
		trustedRoot
	}, 1);
}
async function readPolicy(value, position, depth) {
	if (!(require_spec ??= require("./spec.js")).isRecord(value) || depth > maxDepth) throw invalid(position, "it is not a rule; write names and values");
	for (const [list, kind] of [["any-of", "any"], ["all-of", "all"]]) {
		if (!(list in value)) continue;
		checkMembers(value, [list], position);
		const items = value[list];
		if (!Array.isArray(items) || items.length === 0) throw invalid(position, `${list} is not a list of rules`);
		const policies = [];
		for (const [index, item] of items.entries()) policies.push(await readPolicy(item, {
			...position,
			at: `${position.at}${list}[${index}].`
		}, depth + 1));
		return {
			kind,
			policies
		};
	}
	const rule = await readRule(value, position);
	(require_verification ??= require("./verification.js")).checkPolicy(rule, (member) => `${position.subject}, ${position.at}${member}`);
	return rule;
}
async function readRule(value, position) {
	const isKey = "key" in value;
	checkMembers(value, isKey ? keyMembers : identityMembers, position);
	const member = (name) => {
		const text = value[name];
		if (text === void 0 || typeof text === "string" && text !== "") return text;
		throw invalid(position, `${name} is not a text`);
	};
	const inFolder = (path) => (0, (node_path ??= require("node:path")).resolve)((0, (node_path ??= require("node:path")).dirname)(position.file), path);
	const root = member("trusted-root");
	const common = {
		name: member("name"),
		predicateType: member("predicate-type"),
		trustedRoot: root === void 0 ? position.trustedRoot : inFolder(root)
	};
	if (isKey) {
		const { log = false } = value;
		if (typeof log !== "boolean") throw invalid(position, "log is neither true nor false");
		const key = member("key") ?? "";
		return {
			kind: "key",
			key: await (require_options ??= require("./options.js")).readKey(key.includes("-----BEGIN") ? key : inFolder(key), `${position.subject}, ${position.at}key`),
			requireLog: log,
			...common
		};
	}
	const identity = member("identity");
	return {
		kind: "identity",
		identity: identity === void 0 ? void 0 : (require_options ??= require("./options.js")).readIdentity(identity, `${position.subject}, ${position.at}identity`),
		issuer: member("issuer"),
		repository: member("repository"),
		workflow: member("workflow"),
		...common
	};
}
function checkMembers(value, known, position) {
	const unknown = Object.keys(value).find((name) => !known.includes(name));
	if (unknown !== void 0) throw invalid(position, `it has the unknown member "${unknown}"; the members are ${known.join(", ")}`);
}
function invalid({ subject, file, at }, problem) {
	return (require_spec ??= require("./spec.js")).inputError(subject, file, `${at === "" ? "" : `at ${at.slice(0, -1)}: `}${problem}`);
}

exports.readPolicyFile = readPolicyFile;