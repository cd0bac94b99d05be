const require_options = require("./options.js");
let require_spec;
let require_verification;
const require_run = require("./run.js");
let node_fs_promises;

// src/commands/verify-options.ts
const verifyOptions = {
	"verify-key": require_run.option({
		type: require_options.path,
		description: "Require a signature with this public key, as `cosign sign --key` makes it: a PEM file, or its text. Nothing is downloaded or written unless the signature is valid.",
		cliDescription: "Require a signature with this public key, as cosign sign --key makes it: a PEM file."
	}),
	"verify-identity": require_run.option({
		type: require_options.value("identity", readIdentity),
		description: "Require a keyless signature or an attestation of this identity: the subject alternative name of the certificate, such as the URL of a workflow with its ref, or a regular expression between slashes.",
		cliDescription: "Require a keyless signature or an attestation of this identity, or of /pattern/."
	}),
	"verify-repository": require_run.option({
		type: require_options.text,
		description: "Require an attestation that a workflow of this GitHub repository made, `owner/name`, as `actions/attest-build-provenance` makes it.",
		cliDescription: "Require an attestation that a workflow of this GitHub repository made, owner/name."
	}),
	"verify-workflow": require_run.option({
		type: require_options.text,
		defaultText: "any workflow of the repository",
		description: "With `verify-repository`: the workflow that signed, such as `release.yml`, `release.yml@refs/heads/main`, or `owner/name/.github/workflows/build.yml` for a reusable workflow of another repository.",
		cliDescription: "With `verify-repository`: the workflow that signed, such as release.yml."
	}),
	"verify-issuer": require_run.option({
		type: require_options.text,
		defaultText: "`https://token.actions.githubusercontent.com`",
		description: "With `verify-identity` or `verify-repository`: the issuer of the identity."
	}),
	"verify-predicate-type": require_run.option({
		type: require_options.text,
		defaultText: "a signature or SLSA provenance",
		description: "Predicate type of the required attestation, such as `https://slsa.dev/provenance/v1`. By default, only signatures of cosign and SLSA provenance v1 are accepted.",
		cliDescription: "Predicate type of the required attestation."
	}),
	"verify-log": require_run.option({
		type: require_options.flag,
		default: false,
		description: "With `verify-key`: also require an entry in the transparency log. Keyless signatures always need one, unless the trust root has no log."
	}),
	"verify-policy": require_run.option({
		type: require_options.path,
		description: "YAML file with several rules, of which all or any must be satisfied. It replaces the other options of the verification, except for `trusted-root`.",
		cliDescription: "YAML file with several rules."
	}),
	"trusted-root": require_run.option({
		type: require_options.path,
		defaultText: "the public instance of Sigstore, through TUF",
		description: "File with the trust root of a Sigstore instance, for private instances and for runs without a network: a `trusted_root.json`, or the output of `gh attestation trusted-root`.",
		cliDescription: "File with the trust root of a Sigstore instance, a trusted_root.json."
	})
};
const verifiedByOutput = require_run.output(require_run.jsonOutput, "The signatures that satisfied the rules, a JSON list of objects with `kind` (`key` or `identity`), `issuer`, `identity`, `key` (its SHA-256 digest), `time`, `predicateType`, `rule`, `signature` and `digest`. `[]` without verification.", (result) => result.verifiedBy);
async function readVerification(inputs, label) {
	const policy = await readPolicy(inputs, label);
	if (policy === void 0) return void 0;
	const named = (member) => label(optionNames[member] ?? `verify-${member}`);
	(require_verification ??= require("./verification.js")).checkPolicy(policy, named);
	return {
		policy,
		label: named
	};
}
const optionNames = {
	"trusted-root": "trusted-root",
	policy: "verify-policy"
};
async function readPolicy(inputs, label) {
	const { verifyKey, verifyIdentity, verifyRepository, verifyPolicy, verifyLog } = inputs;
	const { verifyWorkflow, verifyIssuer, verifyPredicateType, trustedRoot } = inputs;
	const hasIdentity = verifyIdentity !== void 0 || verifyRepository !== void 0;
	const given = {
		"verify-key": verifyKey !== void 0,
		"verify-identity": verifyIdentity !== void 0,
		"verify-repository": verifyRepository !== void 0,
		"verify-workflow": verifyWorkflow !== void 0,
		"verify-issuer": verifyIssuer !== void 0,
		"verify-predicate-type": verifyPredicateType !== void 0,
		"verify-log": verifyLog,
		"trusted-root": trustedRoot !== void 0
	};
	const refuse = (names, problem) => {
		const name = names.find((each) => given[each] === true);
		if (name !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label(name), void 0, problem);
	};
	const rest = [
		"verify-workflow",
		"verify-issuer",
		"verify-predicate-type",
		"verify-log",
		"trusted-root"
	];
	if (verifyPolicy !== void 0) {
		refuse([
			"verify-key",
			"verify-identity",
			"verify-repository",
			...rest.slice(0, -1)
		], `it has no effect with ${label("verify-policy")}; write it in the file`);
		const { readPolicyFile } = await Promise.resolve().then(() => require("./verify-policy-file.js"));
		return readPolicyFile(verifyPolicy, label("verify-policy"), trustedRoot);
	}
	const common = {
		predicateType: verifyPredicateType,
		trustedRoot
	};
	if (verifyKey !== void 0) {
		refuse([
			"verify-identity",
			"verify-repository",
			"verify-workflow",
			"verify-issuer"
		], `give either it or ${label("verify-key")}; for both rules, write them in a file and give ${label("verify-policy")}`);
		if (!verifyLog) refuse(["trusted-root"], `with a key it has an effect only with ${label("verify-log")}`);
		return {
			kind: "key",
			key: await readKey(verifyKey, label("verify-key")),
			requireLog: verifyLog,
			...common
		};
	}
	if (hasIdentity) {
		refuse(["verify-log"], `it has an effect only with ${label("verify-key")}; omit it`);
		const [identity, repository, workflow] = [
			verifyIdentity,
			verifyRepository,
			verifyWorkflow
		];
		return {
			kind: "identity",
			identity,
			repository,
			workflow,
			issuer: verifyIssuer,
			...common
		};
	}
	refuse(rest, `it does not select a signer; also give ${label("verify-key")}, ${label("verify-identity")} or ` + label("verify-repository"));
}
async function readKey(given, subject) {
	if (given.includes("-----BEGIN")) return given;
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(given, "utf8");
	} catch (error) {
		const reason = require_options.errnoOf(error) ?? "unknown reason";
		throw (require_spec ??= require("./spec.js")).inputError(subject, given, `cannot be read (${reason}); give a PEM file such as cosign.pub`, error);
	}
}
function readIdentity(given, subject) {
	const [, pattern] = /^\/(.*)\/$/s.exec(given) ?? [];
	if (pattern === void 0) return given;
	try {
		return new RegExp(pattern);
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).inputError(subject, given, "is not a regular expression; correct the text between the slashes", error);
	}
}
function verifiedLines(verifiedBy) {
	return verifiedBy.map((signature) => `verified ${signature.digest}: ${signerText(signature)}`);
}
function verifiedRows(verifiedBy) {
	return verifiedBy.map((signature) => ["Verified", signerText(signature)]);
}
function signerText({ kind, key, identity, issuer, time, rule }) {
	return `signed by ${kind === "key" ? `key ${key}` : `${identity} (issuer ${issuer})`}${time === "" ? "" : ` at ${time}`}, rule "${rule}"`;
}

Object.defineProperty(exports, "readIdentity", {
  enumerable: true,
  get: function () {
    return readIdentity;
  }
});
Object.defineProperty(exports, "readKey", {
  enumerable: true,
  get: function () {
    return readKey;
  }
});
Object.defineProperty(exports, "readVerification", {
  enumerable: true,
  get: function () {
    return readVerification;
  }
});
Object.defineProperty(exports, "verifiedByOutput", {
  enumerable: true,
  get: function () {
    return verifiedByOutput;
  }
});
Object.defineProperty(exports, "verifiedLines", {
  enumerable: true,
  get: function () {
    return verifiedLines;
  }
});
Object.defineProperty(exports, "verifiedRows", {
  enumerable: true,
  get: function () {
    return verifiedRows;
  }
});
Object.defineProperty(exports, "verifyOptions", {
  enumerable: true,
  get: function () {
    return verifyOptions;
  }
});