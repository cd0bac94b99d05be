import { b as isRfc3339, i as reproducibleTimestamp, t as defaultArtifactType } from "./packing-cache.js";
import { n as publish, r as outcomeLines, t as reserveOutputDirectory } from "./inputs-output.js";
import { D as isDigest, O as parseDigest, d as isMediaType, v as mediaTypeImageLayerGzip } from "./descriptor.js";
import { a as truncateMarkdown, i as shellWord, r as fenced, t as code } from "./markdown.js";
import { a as tagNames } from "./outcome.js";
import { a as formatRatio, i as formatNumber, o as shortDigest, r as formatDuration, t as formatBytes } from "./format.js";
import { t as reportEvent } from "./report-event.js";
import { a as parseLocation, c as sameRepository, i as formatLocation, s as repositoryOf, t as ociScheme } from "./output-target.js";
import { d as parseReference, f as refuseUserInfo, l as isTag, o as formatReference, s as isRegistryHost } from "./reference.js";
import { f as printable, i as inputError, o as isOciError } from "./error.js";
import { G as annotationSource, H as annotationCreated, W as annotationRevision, q as annotationVersion } from "./scrub.js";
import { i as platformText, r as platformFromText, t as annotationPlatform } from "./platform-text.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { a as digestOutput, c as numberOutput, d as referenceOutput, f as referencesOutput, i as checksumsOutput, o as lineOutput, r as booleanOutput, s as mediaTypeOutput, t as option } from "./option.js";
import { c as errnoOf } from "./lock-file.js";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { homedir, tmpdir } from "node:os";
import { readFile } from "node:fs/promises";

// src/output/commands.ts
function artifactCommands(outcome, options) {
	if (!options.inRegistry) return localCommands(outcome);
	const pinned = shellWord(outcome.pinnedReference);
	const oras = orasUnpacks(outcome) ? ["# or", `oras pull ${options.plainHttp ? "--plain-http " : ""}${pinned}`] : [];
	return [
		"**Pull**",
		"",
		...fenced("sh", [`npx oci-artifact pull ${pinned} -o out${options.plainHttp ? " --plain-http" : ""}`, ...oras]),
		"",
		"**Sign and verify**",
		"",
		...fenced("sh", [`cosign sign --yes ${pinned}`, ...cosignVerify(pinned, options)]),
		"",
		"**Attest**, in a job with `id-token: write`, `attestations: write` and `packages: write`",
		"",
		...fenced("yaml", [
			"- uses: actions/attest@v4",
			"  with:",
			`    subject-name: ${outcome.name}`,
			`    subject-digest: ${outcome.digest}`,
			"    push-to-registry: true"
		])
	];
}
function localCommands(outcome) {
	if (!orasUnpacks(outcome)) return [];
	const [tag] = tagNames(outcome);
	const name = tag === void 0 ? `@${outcome.digest}` : `:${tag}`;
	return [
		"**Unpack from the layout**",
		"",
		...fenced("sh", [`oras pull --oci-layout ${shellWord(outcome.storePath + name)}`])
	];
}
function cosignVerify(pinned, options) {
	const url = options.repositoryUrl ?? "https://github.com/OWNER/REPOSITORY";
	const server = new URL(url).origin;
	const issuer = server === "https://github.com" ? "https://token.actions.githubusercontent.com" : `${server}/_services/token`;
	return [
		`cosign verify ${pinned} \\`,
		`  --certificate-identity-regexp ${shellWord(`^${url.replaceAll(".", String.raw`\.`)}/`)} \\`,
		`  --certificate-oidc-issuer ${shellWord(issuer)}`
	];
}
function orasUnpacks(outcome) {
	return outcome.layers.every((layer) => layer.mediaType === mediaTypeImageLayerGzip);
}

// src/output/picture.ts
const maxBoxes = 12;
function artifactPicture(outcome) {
	return fenced("mermaid", [
		"flowchart LR",
		...boxes("tag", tagNames(outcome), "tag").map((label, index) => `  tag${index}([${label}]) --> manifest`),
		`  manifest[${box("manifest", shortDigest(outcome.digest), outcome.artifactType, formatBytes(outcome.size))}]`,
		`  manifest --> config[${box("config", ...about(outcome.config))}]`,
		...boxes("layer", outcome.layers, "layer").map((label, index) => `  manifest --> layer${index}[${label}]`)
	]);
}
function boxes(kind, items, noun) {
	const shown = items.slice(0, maxBoxes).map((item) => box(kind, ...typeof item === "string" ? [item] : about(item)));
	const rest = items.length - shown.length;
	return rest > 0 ? [...shown, box(`${formatNumber(rest, noun)} more`)] : shown;
}
function about(descriptor) {
	return [
		descriptor.mediaType,
		shortDigest(descriptor.digest),
		formatBytes(descriptor.size)
	];
}
function box(...rows) {
	return `"${rows.filter((row) => row !== "").map(escapeLabel).join("<br/>")}"`;
}
function escapeLabel(text) {
	return Array.from(text.slice(0, 200), (character) => /[A-Za-z0-9 ./+:_…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`).join("");
}

// src/output/summary.ts
const maxWarnings = 100;
function jobSummary(outcome, options) {
	return truncateMarkdown([
		`### ${heading(outcome, options)} ${code(outcome.reference)}`,
		"",
		...table(outcome),
		"",
		...artifactPicture(outcome),
		"",
		...artifactCommands(outcome, options),
		"",
		...warningList(options.warnings ?? [])
	].join("\n"));
}
function heading(outcome, options) {
	if (outcome.pushed) return "Published";
	return options.inRegistry ? "Left as it was:" : "Packaged";
}
function table(outcome) {
	return [
		"| | |",
		"|---|---|",
		...[
			["Reference", code(outcome.reference)],
			["Digest", code(outcome.digest)],
			...outcome.tags.length > 1 ? [["Tags", tagList(outcome.tags)]] : [],
			["Artifact type", code(outcome.artifactType)],
			["Size", outcome.contentSize === 0 ? formatBytes(outcome.layerSize) : `${formatBytes(outcome.layerSize)} from ${formatBytes(outcome.contentSize)} in ${formatNumber(outcome.files, "file")}`],
			...outcome.contentSize === 0 ? [] : [["Ratio", formatRatio(outcome.contentSize, outcome.layerSize)]],
			...outcome.excluded > 0 ? [["Excluded", formatNumber(outcome.excluded, "path")]] : [],
			["Duration", formatDuration(outcome.durationMs)]
		].map(([name, value]) => `| **${name}** | ${value} |`)
	];
}
const maxTags = 50;
function tagList(tags) {
	const shown = tags.slice(0, maxTags).map((tag) => code(tag.slice(tag.lastIndexOf(":") + 1)));
	return tags.length > maxTags ? `${shown.join(" ")} and ${tags.length - maxTags} more` : shown.join(" ");
}
function warningList(warnings) {
	if (warnings.length === 0) return [];
	const items = warnings.slice(0, maxWarnings).map((warning) => `- ${code(warning)}`);
	const more = warnings.length > maxWarnings ? [`- and ${warnings.length - maxWarnings} more`] : [];
	return [
		"**Warnings**",
		"",
		...items,
		...more,
		""
	];
}

// src/commands/annotation-options.ts
function workflowAnnotations(env, version) {
	const server = env["GITHUB_SERVER_URL"];
	const repository = env["GITHUB_REPOSITORY"];
	const revision = env["GITHUB_SHA"];
	const annotations = {};
	if (repository) annotations[annotationSource] = `${server || "https://github.com"}/${repository}`;
	if (revision) annotations[annotationRevision] = revision;
	if (version !== void 0) annotations[annotationVersion] = version;
	return annotations;
}
function mergeAnnotations(defaults, given, label) {
	const subject = label("annotations");
	const merged = new Map(Object.entries(defaults));
	for (const line of given) {
		const equals = line.indexOf("=");
		const key = line.slice(0, Math.max(equals, 0)).trim();
		if (equals < 0) throw inputError(subject, line, "has no \"=\"; write key=value");
		if (key === "" || /[\s\p{Cc}]/u.test(key)) throw inputError(subject, line, "has no valid key before the \"=\"; write key=value, with a key without spaces");
		if (key === "org.opencontainers.image.created") throw inputError(subject, line, `sets the creation date; use ${label("timestamp")} instead`);
		const value = line.slice(equals + 1).trim();
		if (value === "") merged.delete(key);
		else merged.set(key, value);
	}
	return Object.fromEntries(merged);
}
function withPlatform(annotations, platform, label) {
	if (platform === void 0) return annotations;
	const recorded = platformText(platform);
	const other = annotations[annotationPlatform];
	if (other !== void 0 && other !== recorded) throw inputError(label("annotations"), `${annotationPlatform}=${other}`, `names another platform than ${label("platform")}; give the platform only there`);
	return {
		...annotations,
		[annotationPlatform]: recorded
	};
}

// src/commands/command.ts
function defineCommand(command) {
	return command;
}
function connectionOptions(access, { env, log }) {
	return withConnectionLogging({
		...access,
		env,
		homedir: homedir()
	}, log);
}

// src/commands/option-types.ts
function value(placeholder, parse) {
	return {
		kind: "value",
		placeholder,
		empty: void 0,
		parse: (raw, subject) => parse(joined(raw), subject)
	};
}
function list(placeholder, split) {
	return {
		kind: "list",
		placeholder,
		empty: [],
		parse: split
	};
}
const text = value("text", (given) => given);
const path$1 = {
	...value("path", (given) => given),
	isPath: true
};
const visiblePath = {
	...value("path", (given, subject) => {
		if (printable(given, given.length) === given) return given;
		throw inputError(subject, given, "has invisible characters; write the path of a directory on one line");
	}),
	isPath: true
};
const secret = {
	...value("text", (given) => given),
	isSecret: true
};
const flag = {
	...value("", (given, subject) => boolean(subject, given)),
	kind: "flag"
};
const lines = (placeholder) => list(placeholder, splitLines);
const words = (placeholder) => list(placeholder, splitWords);
function choice(...choices) {
	return {
		...value(choices.join("|"), (given, subject) => oneOf(subject, given, choices)),
		choices
	};
}
function whole(least, most) {
	return value("n", (given, subject) => wholeNumber(subject, given, least, most));
}
const time = value("time", (given, subject) => duration(subject, given));
const size = value("size", (given, subject) => byteSize(subject, given));
const mediaType = value("type", (given, subject) => {
	if (isMediaType(given)) return given;
	throw inputError(subject, given, "is not a media type; write type/subtype, for example application/vnd.example.bundle");
});
const platform = value("os/arch", (given, subject) => parsed(given, subject, platformFromText));
const digest = value("digest", (given, subject) => parsed(given, subject, parseDigest));
const date = value("date", (given, subject) => {
	if (isRfc3339(given)) return given;
	throw inputError(subject, given, "is not a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z");
});
const latestEpochSecond = 253402300799;
function creationDate(given, env) {
	if (given !== void 0) return given;
	const epoch = env["SOURCE_DATE_EPOCH"];
	if (!epoch) return reproducibleTimestamp;
	const seconds = wholeNumber("SOURCE_DATE_EPOCH", epoch, 0, latestEpochSecond);
	return `${(/* @__PURE__ */ new Date(seconds * 1e3)).toISOString().slice(0, 19)}Z`;
}
function parsed(given, subject, parse) {
	try {
		return parse(given);
	} catch (error) {
		if (!isOciError(error)) throw error;
		throw inputError(subject, void 0, error.message, error.code === "INPUT_INVALID" ? void 0 : error);
	}
}
function oneOf(subject, given, allowed) {
	const found = allowed.find((item) => item === given);
	if (found !== void 0) return found;
	throw inputError(subject, given, `is not one of its values; write ${listed(allowed)}`);
}
const trueWords = /* @__PURE__ */ new Set([
	"true",
	"True",
	"TRUE"
]);
const falseWords = /* @__PURE__ */ new Set([
	"false",
	"False",
	"FALSE"
]);
function boolean(subject, given) {
	if (trueWords.has(given)) return true;
	if (falseWords.has(given)) return false;
	throw inputError(subject, given, "is not a boolean; write true or false");
}
function wholeNumber(subject, given, least, most) {
	const number = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
	if (number >= least && number <= most) return number;
	throw inputError(subject, given, `is not a whole number from ${least} to ${most}; write one`);
}
const maxDurationMs = 20736e5;
const unitMs = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
function duration(subject, given) {
	const wrong = () => inputError(subject, given, "is not a duration of at most 24 days; write for example 30m, 1h30m or a number of seconds");
	const withUnit = /^\d{1,9}$/.test(given) ? `${given}s` : given;
	if (!/^(?:\d{1,9}(?:ms|s|m|h))+$/.test(withUnit)) throw wrong();
	let total = 0;
	for (const [, count, unit] of withUnit.matchAll(/(\d+)(ms|s|m|h)/g)) total += Number(count) * (unitMs[unit ?? ""] ?? 0);
	if (total > maxDurationMs) throw wrong();
	return total === 0 ? void 0 : total;
}
const powers = [
	"",
	"K",
	"M",
	"G",
	"T"
];
const sizePattern = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]?)(i?B)?$/i;
function byteSize(subject, given) {
	const [, number = "", prefix = "", unit = ""] = sizePattern.exec(given) ?? [];
	const base = unit.toUpperCase() === "B" ? 1e3 : 1024;
	const bytes = Math.floor(Number(number) * base ** powers.findIndex((power) => power === prefix.toUpperCase()));
	if (number !== "" && !(prefix === "" && unit.length === 2) && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
	throw inputError(subject, given, "is not a number of bytes above 0; write for example 512MiB or 20GB");
}
function splitLines(raw) {
	return (typeof raw === "string" ? raw.split("\n") : raw).map((line) => line.trim()).filter((line) => line !== "");
}
function splitWords(raw) {
	return joined(raw).split(/[\s,]+/).filter((word) => word !== "");
}
function joined(raw) {
	return typeof raw === "string" ? raw : raw.join("\n");
}
function listed(items) {
	return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1) ?? ""}`;
}

// src/commands/location-options.ts
const defaultTag = "latest";
function location(rules = {}) {
	return {
		kind: "value",
		placeholder: "reference",
		isPath: true,
		empty: void 0,
		parse: (raw, subject, { notice }) => readLocation(String(raw), subject, rules, notice)
	};
}
function readLocation(text, subject, { schemeRequired = false, refuseDigest = false }, notice) {
	const isPath = schemeRequired && !text.startsWith("oci://");
	if (isPath) refuseMissingScheme(subject, text);
	if (schemeRequired && !isPath) refuseHostOnly(subject, text);
	const parse = schemeRequired && !isPath ? parseTarget : parseLocation;
	const written = isPath && !text.startsWith("layout:") ? `layout:${text}` : text;
	const found = parsed(written, subject, (named) => parseLowered(named, parse, subject, notice));
	if (refuseDigest && found.digest !== void 0) throw inputError(subject, text, `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag or ./path:tag`);
	return found;
}
function readTags(place, listed, fallback, label) {
	const subject = label("tags");
	const tags = /* @__PURE__ */ new Set();
	if (place.tag !== void 0) tags.add(place.tag);
	for (const item of listed) tags.add(item.includes("/") || item.includes("@") ? tagOfReference(subject, item, place) : bareTag(subject, item));
	if (tags.size === 0 && fallback !== void 0) tags.add(fallback);
	return [...tags];
}
function bareTag(subject, tag) {
	if (isTag(tag)) return tag;
	throw inputError(subject, tag, "is not a tag; use letters, digits, \"_\", \".\" and \"-\", at most 128 characters; the first must not be \".\" or \"-\"");
}
function readSubject(text, target, { label, notice }) {
	if (isDigest(text) || isTag(text)) return text;
	const subject = label("subject");
	if (!/[\\/]|^layout:/.test(text)) throw inputError(subject, text.includes("@") ? void 0 : text, "is neither a digest nor a tag; write sha256: and 64 lower-case hex digits, a tag of the target's repository, or registry/repository@sha256:…");
	const place = readLocation(text, subject, {}, notice);
	const home = repositoryOf(target);
	if (!sameRepository(place, home)) throw inputError(subject, formatLocation(place), `is in another repository than the target ${formatLocation(home)}, but a referrer must be in the same repository as its subject; publish there, or give a subject in the target's repository`);
	const reference = place.digest ?? place.tag;
	if (reference === void 0) throw inputError(subject, formatLocation(place), "names a repository without a manifest; add a tag or, better, a digest");
	return reference;
}
function checkSubjectTag(reference, tags, label) {
	if (reference === void 0 || !tags.includes(reference)) return;
	throw inputError(label("subject"), reference, "is also a tag to write, which would then point to the new artifact; choose another tag, or none, because a referrer is found by its subject");
}
function parseTarget(text) {
	return {
		kind: "registry",
		...parseReference(text)
	};
}
function parseLowered(text, parse, subject, notice) {
	try {
		return parse(text);
	} catch (error) {
		const [, named = "", rest = ""] = /^(.*?)((?::[^/:@]*)?(?:@.*)?)$/s.exec(text) ?? [];
		const lowered = named.toLowerCase() + rest;
		if (lowered === text) throw error;
		const place = parsedOrUndefined(lowered, parse);
		if (place?.kind !== "registry") throw error;
		notice(`${subject}: repositories are lower-case in registries; using ${formatLocation(repositoryOf(place))}`);
		return place;
	}
}
function parsedOrUndefined(text, parse) {
	try {
		return parse(text);
	} catch {
		return;
	}
}
function refuseHostOnly(subject, text) {
	const bare = text.slice(ociScheme.length);
	if (!/^(?:localhost|[^/@:]*\.[^/@:]*)(?::[^/@:]*)?\/?$/i.test(bare)) return;
	throw inputError(subject, text, `names a registry without a repository; write ${ociScheme}${bare.replace(/\/$/, "")}/repository:tag`);
}
function refuseMissingScheme(subject, text) {
	const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
	if (scheme === void 0 && /^(?:layout:|[./\\]|[A-Za-z]:[\\/])/.test(text)) return;
	const rest = scheme === void 0 ? text : text.slice(scheme.length);
	const at = rest.indexOf("@");
	const first = rest.split("/", 1)[0] ?? "";
	if (!(scheme !== void 0 || /[.:]/.test(first) || first === "localhost" || at >= 0 && isDigest(rest.slice(at + 1)))) return;
	parsed(rest, subject, refuseUserInfo);
	if (at >= 0) throw inputError(subject, text, `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag`);
	const fix = scheme === void 0 ? `write ${ociScheme}${rest} to push there, or ./${rest} for a directory` : `write ${ociScheme}${rest}`;
	throw inputError(subject, text, `looks like a registry but does not begin with ${ociScheme}; ${fix}`);
}
function tagOfReference(subject, item, target) {
	const shown = item.includes("@") ? "…" : item.slice(0, 100);
	if (target.kind !== "registry") throw inputError(subject, void 0, `a full reference is given ("${shown}"), but the target is a directory; write the bare tag`);
	const reference = parsed(item, subject, (named) => parseLowered(named, parseTarget, subject, () => {}));
	const home = formatReference({
		registry: target.registry,
		repository: target.repository
	});
	if (!sameRepository(reference, target)) throw inputError(subject, item, `is in another repository than the target ${home}; write a bare tag, or run the action once for each repository`);
	if (reference.digest !== void 0 || reference.tag === void 0) throw inputError(subject, item, `has no tag of its own; write ${home}:tag or the bare tag`);
	return reference.tag;
}

// src/commands/registry-options.ts
const maxAttempts = 20;
const defaultAttempts = 5;
const attemptsOptions = {
	attempts: option({
		type: whole(1, maxAttempts),
		defaultText: String(defaultAttempts),
		description: "Attempts for each request, including the first, when the connection or the registry fails."
	}),
	retries: option({
		type: whole(1, maxAttempts),
		workflowDefault: String(defaultAttempts),
		description: "The older name of `attempts`. It counts the first attempt as well."
	})
};
const caFile = option({
	type: path$1,
	description: "PEM file with certificate authorities to trust in addition to those of the system."
});
function githubToken(description) {
	return option({
		type: secret,
		workflowDefault: "${{ github.token }}",
		defaultText: "the job's token",
		description,
		cliDescription: "Token for ghcr.io, unless more specific credentials are configured."
	});
}
const tokenHostsOption = option({
	type: words("host"),
	description: "Hosts outside the registry's domain that may issue its tokens and so receive the credentials, separated by spaces, commas or line breaks. Other token endpoints are refused; `auth.docker.io` is always allowed.",
	cliDescription: "Host outside the registry's domain that may issue its tokens."
});
const githubTokenDescription = "Used for ghcr.io and for the container registry of a GitHub Enterprise server, unless more specific credentials are configured.";
const commonOptions = {
	"plain-http": option({
		type: flag,
		default: false,
		description: "Use HTTP without TLS for the registry and its token endpoint."
	}),
	"insecure-tls": option({
		type: flag,
		default: false,
		description: "Accept any certificate of the registry and its token endpoint."
	}),
	"ca-file": caFile
};
const credentialOptions = {
	username: option({
		type: text,
		description: "User name at the registry. Without it, the configuration of Docker and Podman is read."
	}),
	password: option({
		type: secret,
		stdin: true,
		description: "Password or token at the registry; take it from a secret.",
		cliDescription: "Password or token at the registry."
	})
};
const readOptions = {
	...commonOptions,
	...credentialOptions,
	"github-token": githubToken(`${githubTokenDescription} The job needs \`packages: read\`.`),
	"token-hosts": tokenHostsOption,
	...attemptsOptions
};
const registryWriteOptions = {
	...readOptions,
	"github-token": githubToken(`${githubTokenDescription} The job needs \`packages: write\`.`)
};
async function registryAccess(inputs, label) {
	const access = {
		plainHttp: inputs.plainHttp,
		insecureTls: inputs.insecureTls,
		caFile: inputs.caFile,
		...credentials(inputs.username, inputs.password, label),
		githubToken: inputs.githubToken,
		tokenHosts: tokenHosts(label("token-hosts"), inputs.tokenHosts),
		attempts: attempts(inputs, label)
	};
	if (inputs.caFile !== void 0) await checkCaFile(inputs.caFile, label("ca-file"));
	return access;
}
function onlyFor(name, side) {
	return `\`${name}\` for the ${side} only.`;
}
function sideOptions(side) {
	const { username, password } = credentialOptions;
	const credentialText = (description) => description.replace("the registry", `the ${side}'s registry`);
	return {
		"plain-http": option({
			type: flag,
			description: onlyFor("plain-http", side)
		}),
		"insecure-tls": option({
			type: flag,
			description: onlyFor("insecure-tls", side)
		}),
		"ca-file": option({
			type: path$1,
			description: onlyFor("ca-file", side)
		}),
		username: {
			...username,
			description: credentialText(username.description)
		},
		password: {
			...password,
			description: credentialText(password.description),
			cliDescription: credentialText(password.cliDescription ?? password.description)
		},
		"token-hosts": option({
			type: words("host"),
			description: onlyFor("token-hosts", side)
		})
	};
}
function prefixed(prefix, table) {
	const entries = Object.entries(table).map(([name, each]) => [`${prefix}-${name}`, each]);
	return Object.fromEntries(entries);
}
const bothSides = {
	...commonOptions,
	...prefixed("from", sideOptions("source")),
	...prefixed("to", sideOptions("target")),
	"github-token": githubToken(githubTokenDescription),
	"token-hosts": tokenHostsOption,
	...attemptsOptions
};
function attempts(inputs, label) {
	const { attempts, retries } = inputs;
	if (attempts !== void 0 && retries !== void 0 && attempts !== retries) throw inputError(label("attempts"), String(attempts), `differs from ${label("retries")} (${retries}), which is the older name of the same option; give only one of them`);
	return attempts ?? retries ?? defaultAttempts;
}
function credentials(username, password, label) {
	const missing = (name, given) => inputError(label(name), void 0, `it is missing although ${label(given)} is given; give both or neither`);
	if (username !== void 0 && password === void 0) throw missing("password", "username");
	if (password !== void 0 && username === void 0) throw missing("username", "password");
	return {
		username,
		password
	};
}
function tokenHosts(subject, hosts) {
	for (const host of hosts) if (!isRegistryHost(host) || /:\d+$/.test(host)) throw inputError(subject, host, "is not a host; write only its name or address, without scheme, port and path, for example login.example.com");
	return hosts;
}
async function checkCaFile(file, subject) {
	let pem;
	try {
		pem = await readFile(file, "utf8");
	} catch (error) {
		const reason = errnoOf(error) ?? "unknown reason";
		throw inputError(subject, file, `cannot be read (${reason}); give a PEM file with certificates`, error);
	}
	const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
	if (certificates === null) throw inputError(subject, file, "contains no certificate; give a PEM file with BEGIN CERTIFICATE blocks");
	const bad = certificates.findIndex((certificate) => !isCertificate(certificate));
	if (bad >= 0) throw inputError(subject, file, `contains a certificate that cannot be read (number ${bad + 1}); give a PEM file with BEGIN CERTIFICATE blocks`);
}
function isCertificate(pem) {
	try {
		return new X509Certificate(pem).fingerprint256 !== "";
	} catch {
		return false;
	}
}

// src/commands/run-options.ts
const maxConcurrency = 64;
const runOptions = { timeout: option({
	type: time,
	description: "Limit for the whole run, such as `30m` or a number of seconds. Stalled connections are detected without a limit.",
	cliDescription: "Limit for the whole run, such as 30m."
}) };
const summaryOption = { summary: option({
	type: flag,
	default: true,
	scope: "action",
	description: "Write a job summary."
}) };
const jsonOption = { json: option({
	type: flag,
	default: false,
	scope: "cli",
	description: "Print the result as one JSON object."
}) };
function concurrency(standard, items) {
	return option({
		type: whole(1, maxConcurrency),
		default: standard,
		description: `Number of ${items} in parallel.`
	});
}

// src/commands/push-command.ts
const options = {
	"source-dir": option({
		type: path$1,
		positional: "source-dir",
		required: "give the directory to package",
		description: "Directory to package, or a SIF image to publish."
	}),
	target: option({
		type: location({
			schemeRequired: true,
			refuseDigest: true
		}),
		positional: "target",
		required: "write oci://registry/repository:tag, or the path of a directory",
		description: "Where to publish: `oci://registry/repository[:tag]`, or a local path, which becomes an OCI image layout; nothing is pushed then. Without a tag the first of `tags` is used, else `version` if it is a valid tag, else `latest`."
	}),
	tags: option({
		type: words("tag"),
		description: "More tags, separated by spaces, commas or line breaks: bare tags, or full references of the same repository. All tags point to the same manifest.",
		cliDescription: "Another tag: a bare tag, or a full reference of the same repository."
	}),
	"push-by-digest": option({
		type: flag,
		default: false,
		description: "Write no tags, for matrix jobs that the index action combines. `reference` is the pinned reference then.",
		cliDescription: "Write no tags."
	}),
	"sub-dir": option({
		type: path$1,
		description: "Package only this directory below `source-dir`, under its path inside the artifact."
	}),
	annotations: option({
		type: lines("key=value"),
		defaultText: "the workflow's",
		description: "Annotations of the manifest, one `key=value` per line, merged over `org.opencontainers.image.source`, `.revision` and, if `version` is given, `.version`. `key=` removes one.",
		cliDescription: "Annotation of the manifest; \"key=\" removes one."
	}),
	version: option({
		type: text,
		description: "The annotation `org.opencontainers.image.version`."
	}),
	"artifact-type": option({
		type: mediaType,
		default: defaultArtifactType,
		description: "Artifact type of the manifest, a media type."
	}),
	subject: option({
		type: text,
		description: "The manifest that the artifact refers to, as a referrer: a digest or a tag in the target's repository, or a full reference of that repository. Without a tag in `target` and `tags` no tag is written then."
	}),
	platform: option({
		type: platform,
		description: "Platform of the content, `os/arch[/variant][:os.version]`, recorded in the annotation `io.oci-artifact.platform` for the index action.",
		cliDescription: "Platform of the content, such as linux/arm64, recorded for an index."
	}),
	exclude: option({
		type: lines("pattern"),
		description: "Patterns to exclude, one per line, as in a `.gitignore`. `.git` is always excluded.",
		cliDescription: "Pattern to exclude, as in a .gitignore; .git is always excluded."
	}),
	symlinks: option({
		type: choice("preserve", "follow", "error"),
		default: "preserve",
		description: "`preserve` stores symbolic links, `follow` stores their targets, `error` refuses links. A link that leaves the source is an error unless `allow-outside-links` is set."
	}),
	"allow-outside-links": option({
		type: flag,
		default: false,
		description: "Store symbolic links that leave the source unchanged."
	}),
	modes: option({
		type: choice("keep", "normalize"),
		default: "keep",
		description: "`keep` stores permissions unchanged, `normalize` stores 0755 for directories and executables and 0644 for other files. On Windows the git index tells which files are executable."
	}),
	timestamp: option({
		type: date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal content has an equal digest."
	}),
	compression: option({
		type: choice("gzip", "zstd", "none"),
		default: "gzip",
		description: "Compression of the layer. ORAS and Flux unpack only gzip."
	}),
	"compression-level": option({
		type: text,
		defaultText: "chosen for speed",
		description: "0 to 9 for gzip with zlib, 1 to 19 for zstd. Without a level, gzip uses an encoder that is faster than zlib, and zstd its default level.",
		cliDescription: "0 to 9 for gzip, 1 to 19 for zstd."
	}),
	...registryWriteOptions,
	"if-tag-exists": option({
		type: choice("overwrite", "skip", "fail"),
		default: "overwrite",
		description: "What to do if a tag points to other content: `overwrite` moves it, `skip` leaves it (the outputs describe the existing content, and `pushed` is `false`), `fail` fails. Equal content is success in each case."
	}),
	push: option({
		type: flag,
		default: true,
		description: "Push the artifact. `false` packages it and reports its digest.",
		cliDescription: "Package the artifact and report its digest, without pushing."
	}),
	...runOptions,
	concurrency: concurrency(4, "blobs that are pushed"),
	"output-dir": option({
		type: path$1,
		defaultText: "a new temporary directory",
		description: "The OCI image layout is written to `oci-layout` below this directory."
	}),
	cache: option({
		type: flag,
		default: false,
		scope: "action",
		description: "Keep the packed layer on the runner and, between jobs, in the cache of GitHub Actions, and use it again when the source did not change. The source and the layer are hashed in each run; see the README for what the cache trusts."
	}),
	"cache-directory": option({
		type: path$1,
		scope: "cli",
		flag: "cache",
		refuseEmpty: true,
		description: "Keep the packed layer in this directory, and use it again when the source did not change."
	}),
	"cache-size": option({
		type: size,
		scope: "cli",
		defaultText: "10GiB",
		description: "Evict the least recently used layers above this size, such as 5GiB."
	}),
	"register-artifact": option({
		type: flag,
		default: false,
		scope: "action",
		description: "Declare the pushed artifact to the runner, so that a later step of the job, such as an attestation, finds it: `oci://registry/repository@sha256:…` is appended to the file that `GITHUB_ARTIFACTS` names, if the runner provides one."
	}),
	"write-docker-config": option({
		type: flag,
		default: false,
		scope: "action",
		description: "Keep the credentials of the push in `~/.docker/config.json` until the job ends, for steps that read them there, such as an attestation with `push-to-registry`. An existing entry is not changed."
	}),
	...summaryOption,
	...jsonOption
};
const outputs = {
	digest: {
		type: digestOutput,
		description: "Digest (`sha256:…`) of the manifest that the registry accepted.",
		value: (result) => result.digest
	},
	reference: {
		type: lineOutput,
		description: "`registry/repository:tag`; the pinned reference with `push-by-digest`; for a local target the path of the layout with its tag.",
		value: (result) => result.reference
	},
	"pinned-reference": {
		type: referenceOutput,
		description: "`registry/repository@sha256:…`, for cosign and Notation. Empty for a local target.",
		value: (result) => result.pinnedReference
	},
	name: {
		type: referenceOutput,
		description: "`registry/repository`, lower case, for the `subject-name` of an attestation. Empty for a local target.",
		value: (result) => result.name
	},
	tags: {
		type: referencesOutput,
		description: "Full references, one per line. Empty for a local target.",
		value: (result) => result.tags
	},
	"store-path": {
		type: lineOutput,
		description: "Directory of the OCI image layout.",
		value: (result) => result.storePath
	},
	"media-type": {
		type: mediaTypeOutput,
		description: "Media type of the manifest.",
		value: (result) => result.mediaType
	},
	"artifact-type": {
		type: mediaTypeOutput,
		description: "Artifact type of the manifest.",
		value: (result) => result.artifactType
	},
	size: {
		type: numberOutput,
		description: "Size of the manifest in bytes.",
		value: (result) => result.size
	},
	"layer-digest": {
		type: digestOutput,
		description: "Digest of the compressed layer.",
		value: (result) => result.layerDigest
	},
	"layer-size": {
		type: numberOutput,
		description: "Size of the compressed layer in bytes.",
		value: (result) => result.layerSize
	},
	"content-digest": {
		type: digestOutput,
		description: "Digest of the uncompressed tar, the same on every system.",
		value: (result) => result.contentDigest
	},
	pushed: {
		type: booleanOutput,
		description: "`true` if the artifact was pushed; `false` with `push: false`, for a local target, and when the main tag was skipped.",
		value: (result) => result.pushed
	},
	checksums: {
		type: checksumsOutput,
		description: "`<hex>  <name>` lines, for the `subject-checksums` of an attestation. Empty for a local target.",
		value: (result) => result.checksums.trimEnd()
	}
};
const push = defineCommand({
	name: "push",
	summary: "package a directory and push it",
	description: "Packages <source-dir>, a directory or a SIF image, and pushes it to <target>: oci://registry/repository[:tag], or the path of a directory, which becomes an OCI image layout; nothing is pushed then.",
	examples: [
		{
			comment: "Push a directory",
			line: "push ./bundle oci://ghcr.io/acme/bundle:v1.2.0 --tag latest"
		},
		{
			comment: "Write an image layout without a registry",
			line: "push ./bundle ./layout:v1"
		},
		{
			comment: "Use the digest in a script",
			line: "push ./bundle oci://ghcr.io/acme/bundle:v1 --json | jq -r .digest"
		}
	],
	action: {
		name: "Publish directory as OCI artifact",
		description: "Packages a directory reproducibly, pushes it to any OCI registry and outputs the digest for signing and attestation",
		icon: "package",
		directory: "",
		post: true
	},
	options,
	outputs,
	failure: { directoryInput: "source-dir" },
	async run(inputs, context) {
		const { env, label, log, workflow } = context;
		const plan = publishPlan(inputs, context);
		const access = await registryAccess(inputs, label);
		const { target } = plan;
		const packingCache = packingCacheOf(inputs, context);
		const output = await reserveOutputDirectory(target, inputs.outputDir, env["RUNNER_TEMP"]);
		context.onFailure(output.undo);
		context.onForcedExit(output.undoNow);
		const jobCache = inputs.cache ? await workflow?.layerCache?.(context) : void 0;
		if (jobCache !== void 0) {
			context.onFailure(async () => jobCache.removeNow());
			context.onForcedExit(() => {
				jobCache.removeNow();
			});
		}
		context.describeFailure(() => ({
			directoryInput: "source-dir",
			registry: target.kind === "registry" ? target.registry : void 0,
			plainHttp: access.plainHttp,
			isOutput: output.holds
		}));
		const line = `${`node ${process.versions.node}, zlib ${process.versions.zlib}`}; ${inputs.sourceDir} → ${formatLocation(target)}`;
		if (workflow === void 0) log.debug(line);
		else log.line(line);
		const result = await publish({
			...plan,
			label,
			outputDir: output.outputDir,
			packingCache,
			keptLayers: jobCache,
			connection: connectionOptions(access, context),
			signal: context.signal,
			afterPush: inputs.writeDockerConfig ? async (connection) => workflow?.writeDockerConfig?.(connection, context) : void 0,
			onEvent: (event) => {
				reportEvent(event, log);
			}
		});
		const inRegistry = target.kind === "registry" && inputs.push;
		return {
			result,
			lines: outcomeLines(result, inRegistry),
			summary: (warnings) => jobSummary(result, {
				inRegistry,
				plainHttp: access.plainHttp === true,
				repositoryUrl: repositoryUrl(env),
				warnings
			}),
			afterOutputs: inputs.registerArtifact ? async () => workflow?.registerArtifact?.(result, context) : void 0,
			atEnd: async () => jobCache?.save(context.signal)
		};
	}
});
function publishPlan(inputs, context) {
	const { label, env } = context;
	const { version, subject: subjectText } = inputs;
	const untagged = subjectText !== void 0 && inputs.tags.length === 0 && inputs.target.tag === void 0;
	const pushByDigest = inputs.pushByDigest || untagged;
	const tags = tagsToWrite(inputs, pushByDigest, context);
	const subject = subjectText === void 0 ? void 0 : readSubject(subjectText, inputs.target, context);
	checkSubjectTag(subject, tags, label);
	return {
		sourceDir: inputs.sourceDir,
		target: pushByDigest ? {
			...inputs.target,
			tag: void 0
		} : inputs.target,
		tags,
		pushByDigest,
		subDir: inputs.subDir,
		annotations: withPlatform(mergeAnnotations(workflowAnnotations(env, version), inputs.annotations, label), inputs.platform, label),
		artifactType: inputs.artifactType,
		subject,
		exclude: inputs.exclude,
		symlinks: inputs.symlinks,
		allowOutsideLinks: inputs.allowOutsideLinks,
		modes: inputs.modes,
		timestamp: creationDate(inputs.timestamp, env),
		compression: inputs.compression,
		compressionLevel: compressionLevel(inputs, label),
		ifTagExists: inputs.ifTagExists,
		push: inputs.push,
		concurrency: inputs.concurrency
	};
}
function tagsToWrite(inputs, pushByDigest, { label, notice }) {
	const { target, version } = inputs;
	if (!pushByDigest) return readTags(target, inputs.tags, tagOfVersion(version), label);
	const given = readTags(target, inputs.tags, void 0, label);
	if (given.length > 0) notice(`${label("push-by-digest")}: no tags are written, not even ${given.join(", ")}`);
	return [];
}
function tagOfVersion(version) {
	return version !== void 0 && isTag(version) ? version : defaultTag;
}
function compressionLevel(inputs, label) {
	const { compression, compressionLevel: level } = inputs;
	const subject = label("compression-level");
	if (level === void 0) return void 0;
	switch (compression) {
		case "gzip": return wholeNumber(subject, level, 0, 9);
		case "zstd": return wholeNumber(subject, level, 1, 19);
		case "none": throw inputError(subject, level, "has no effect without compression; omit it, or choose gzip or zstd");
	}
}
function packingCacheOf(inputs, { env, label }) {
	const { cacheDirectory, cacheSize } = inputs;
	if (cacheDirectory === void 0 && cacheSize !== void 0) throw inputError(label("cache-size"), void 0, `it has no effect without ${label("cache-directory")}`);
	if (cacheDirectory !== void 0) return {
		directory: cacheDirectory,
		maxBytes: cacheSize
	};
	const parent = env["RUNNER_TOOL_CACHE"] || env["RUNNER_TEMP"] || tmpdir();
	return inputs.cache ? { directory: join(parent, "oci-artifact", "packing") } : void 0;
}
function repositoryUrl(env) {
	const repository = env["GITHUB_REPOSITORY"];
	return repository ? `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}` : void 0;
}

export { push };