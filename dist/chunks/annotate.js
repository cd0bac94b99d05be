import { n as openLocation, t as manifestLocation } from "./open-location.js";
import { n as pushContent } from "./repository.js";
import { a as checkTag } from "./reference.js";
import { a as repositoryOf, i as referenceOf, n as formatLocation } from "./location.js";
import { a as isNotFound, c as messageOf, f as throwIfAborted, i as inputError, m as printable, t as OciError, u as plainLabel } from "./error.js";
import { C as digestOf, n as isDockerMediaType, r as isManifestMediaType, x as digestAlgorithm } from "./media-types.js";
import { t as resultAt } from "./result.js";
import { t as cosignTags } from "./companions.js";
import { j as forEachConcurrent } from "./maintenance.js";
import { a as artifactTypeOf, c as maxManifestBytes, g as endOfString, h as encodeString, l as notManifestError, u as parseManifest } from "./collect.js";
import { p as compareBytes } from "./annotations.js";
import { c as plainDescriptor } from "./descriptor.js";
import { n as defaultMaxMetadataBytes, r as fetchMetadata } from "./metadata.js";
import { n as listReferrers } from "./referrers.js";
import { r as writeTagsTo } from "./publish.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as formatNumber } from "./format.js";
import { t as readAnnotationEdit } from "./annotation-options.js";
import { C as connectionOptions, E as operationOptions, S as words, T as locationContext, a as flag, s as lines, w as defineCommand } from "./option-types.js";
import { a as locationDescription, i as location, n as bareTag } from "./location-options.js";
import { t as option } from "./option.js";
import { m as resultOutputs, n as digestOutput, u as output } from "./output.js";
import { a as registryAccess, s as registryWriteOptions } from "./registry-options.js";
import { n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";

// src/spec/json-edit.ts
function memberText(json, key) {
	const member = findMember(membersOf(json), key);
	return member === void 0 ? void 0 : json.slice(member.valueStart, member.end);
}
function withMember(json, key, value, isSorted = false) {
	const members = membersOf(json);
	const existing = findMember(members, key);
	if (existing !== void 0) return json.slice(0, existing.valueStart) + value + json.slice(existing.end);
	const open = json.indexOf("{") + 1;
	const [first, second] = members;
	if (first === void 0) return `${json.slice(0, open)}${encodeString(key)}:${value}${json.slice(open)}`;
	const member = encodeString(key) + json.slice(first.keyEnd, first.valueStart) + value;
	const beforeFirst = json.slice(open, first.start);
	const separator = second === void 0 ? `,${beforeFirst}` : json.slice(first.end, second.start);
	const next = isSorted ? members.find((each) => compareBytes(each.key, key) > 0) : void 0;
	if (next !== void 0) return json.slice(0, next.start) + member + separator + json.slice(next.start);
	const end = members.at(-1)?.end ?? open;
	return json.slice(0, end) + separator + member + json.slice(end);
}
function withoutMember(json, key) {
	const members = membersOf(json);
	const member = findMember(members, key);
	if (member === void 0) return json;
	const index = members.indexOf(member);
	const previous = members[index - 1];
	const next = members[index + 1];
	if (previous !== void 0) return json.slice(0, previous.end) + json.slice(member.end);
	if (next !== void 0) return json.slice(0, member.start) + json.slice(next.start);
	return "{}";
}
function withItems(json, replace) {
	let result = "";
	let copied = 0;
	for (let at = skipSpace(json, json.indexOf("[") + 1); json[at] !== "]";) {
		const end = endOfValue(json, at);
		result += json.slice(copied, at) + replace(json.slice(at, end));
		copied = end;
		at = skipSpace(json, end);
		if (json[at] === ",") at = skipSpace(json, at + 1);
	}
	return result + json.slice(copied);
}
function findMember(members, key) {
	const [member, other] = members.filter((each) => each.key === key);
	if (other === void 0) return member;
	throw new OciError("MANIFEST_INVALID", `cannot edit the manifest: it has the member "${key}" twice`);
}
function membersOf(json) {
	const members = [];
	for (let start = skipSpace(json, json.indexOf("{") + 1); json[start] === "\"";) {
		const keyEnd = endOfString(json, start) + 1;
		const valueStart = skipSpace(json, json.indexOf(":", keyEnd) + 1);
		const end = endOfValue(json, valueStart);
		members.push({
			key: JSON.parse(json.slice(start, keyEnd)),
			start,
			keyEnd,
			valueStart,
			end
		});
		const comma = skipSpace(json, end);
		start = json[comma] === "," ? skipSpace(json, comma + 1) : json.length;
	}
	return members;
}
function skipSpace(json, start) {
	let index = start;
	while (index < json.length && " 	\r\n".includes(json.charAt(index))) index++;
	return index;
}
function endOfValue(json, start) {
	let depth = 0;
	for (let index = start; index < json.length; index++) switch (json.charAt(index)) {
		case "\"":
			index = endOfString(json, index);
			if (depth === 0) return index + 1;
			break;
		case "{":
		case "[":
			depth++;
			break;
		case "}":
		case "]":
			if (depth === 0) return index;
			depth--;
			if (depth === 0) return index + 1;
			break;
		case ",":
		case " ":
		case "	":
		case "\r":
		case "\n": if (depth === 0) return index;
	}
	return json.length;
}

// src/transfer/annotate.ts
const maxEditedBytes = 67108864;
const annotationReferenceDigest = "vnd.docker.reference.digest";
async function editAnnotations(source, root, edit, options) {
	if (!isManifestMediaType(root.mediaType)) throw notManifestError(root, `cannot annotate ${root.digest}: it is a blob (${printable(root.mediaType, 200)}), and only manifests and indexes have annotations of their own`);
	const editor = new AnnotationEditor(source, edit, options);
	await editor.edited(plainDescriptor(root), options.signal);
	return editor.manifests;
}
var AnnotationEditor = class {
	manifests = [];
	#source;
	#edit;
	#options;
	#edits = /* @__PURE__ */ new Map();
	#remainingBytes = maxEditedBytes;
	constructor(source, edit, options) {
		this.#source = source;
		this.#edit = edit;
		this.#options = options;
	}
	edited(target, signal) {
		let edit = this.#edits.get(target.digest);
		if (edit === void 0) {
			edit = this.#compute(target, signal);
			this.#edits.set(target.digest, edit);
		}
		return edit;
	}
	async #compute(target, signal) {
		this.#remainingBytes -= target.size;
		if (this.#remainingBytes < 0) throw new OciError("SIZE_LIMIT", `cannot annotate the manifests of the index: they have more than ${maxEditedBytes} bytes; annotate them one by one`);
		const bytes = await fetchMetadata(this.#source, target, defaultMaxMetadataBytes, { signal });
		const manifest = parseManifest(bytes, target.mediaType);
		const text = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
		const edited = withAnnotations(withChildren(text, this.#options.children === true && manifest.kind === "index" ? await this.#editedChildren(manifest.manifests, target, signal) : []), this.#edit);
		const result = describeEdited(target, manifest, edited === text ? bytes : new TextEncoder().encode(edited));
		this.manifests.push(result);
		return result;
	}
	async #editedChildren(children, index, signal) {
		const edited = [];
		const manifests = new Map(children.map((child) => [child.digest, plainDescriptor(child)]));
		await forEachConcurrent([...manifests.values()].filter(({ mediaType }) => isManifestMediaType(mediaType)), this.#options.concurrency, async (child, inner) => {
			try {
				edited.push(await this.edited(child, inner));
			} catch (error) {
				if (!isNotFound(error)) throw error;
				const problem = `the repository does not have the manifest ${child.digest} of the index ${index.digest}`;
				throw new OciError("MANIFEST_UNKNOWN", `${problem}; copy it there first, or annotate only the index`);
			}
		}, signal);
		return edited;
	}
};
function describeEdited(previous, manifest, bytes) {
	if (bytes.byteLength > 4194304) throw new OciError("SIZE_LIMIT", `cannot annotate ${previous.digest}: the manifest would have ${bytes.byteLength} bytes, and registries accept at most ${maxManifestBytes}; use shorter annotations`);
	const digest = digestOf(bytes, digestAlgorithm(previous.digest));
	const { mediaType } = previous;
	return {
		previous,
		descriptor: {
			mediaType,
			digest,
			size: bytes.byteLength,
			artifactType: artifactTypeOf(manifest)
		},
		manifest,
		bytes
	};
}
function withChildren(index, children) {
	const changed = new Map(children.map((child) => [child.previous.digest, child]));
	const list = memberText(index, "manifests");
	if (list === void 0 || changed.size === 0) return index;
	return withMember(index, "manifests", withItems(list, (item) => withChild(item, changed)));
}
function withChild(item, changed) {
	let text = item;
	const child = changed.get(valueOf(text, "digest"));
	if (child !== void 0) {
		const { digest, size } = child.descriptor;
		text = withMember(withMember(text, "digest", encodeString(digest)), "size", String(size));
		if (valueOf(text, "data") !== void 0) text = withMember(text, "data", encodeString(Buffer.from(child.bytes).toString("base64")));
	}
	const annotations = memberText(text, "annotations");
	if (annotations === void 0 || annotations === "null") return text;
	const described = changed.get(valueOf(annotations, annotationReferenceDigest));
	if (described === void 0) return text;
	const digest = encodeString(described.descriptor.digest);
	return withMember(text, "annotations", withMember(annotations, annotationReferenceDigest, digest));
}
function withAnnotations(manifest, { set, remove }) {
	const current = memberText(manifest, "annotations");
	const before = current === void 0 || current === "null" ? "{}" : current;
	let annotations = before;
	for (const key of remove) annotations = withoutMember(annotations, key);
	for (const [key, value] of Object.entries(set)) if (valueOf(annotations, key) !== value) annotations = withMember(annotations, key, encodeString(value), true);
	if (annotations === before) return manifest;
	return annotations === "{}" ? withoutMember(manifest, "annotations") : withMember(manifest, "annotations", annotations);
}
function valueOf(json, key) {
	const text = memberText(json, key);
	return text === void 0 ? void 0 : JSON.parse(text);
}

// src/operations/annotate.ts
async function annotate$1(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { reference, signal, onEvent, concurrency = 4 } = options;
		const edit = {
			set: options.set ?? {},
			remove: options.remove ?? []
		};
		checkEdit(options);
		for (const tag of options.tags ?? []) checkTag(tag);
		const { repository } = _usingCtx$1.a(await openLocation(reference, {
			...options.connection,
			create: false,
			signal
		}));
		const location = await manifestLocation(repository, reference, { signal });
		const tags = tagsOf(location, options);
		const root = await repository.resolve(referenceOf(location), { signal });
		const edited = await editAnnotations(repository, root, edit, {
			children: options.eachPlatform,
			concurrency,
			signal
		});
		const result = edited.at(-1);
		if (result === void 0) throw new TypeError("an edit has a root");
		const changed = edited.filter(({ previous, descriptor }) => previous.digest !== descriptor.digest);
		for (const { descriptor, bytes } of changed) await pushContent(repository, descriptor, bytes, { signal });
		await writeTagsTo(repository, result.descriptor, tags, {
			name: formatLocation(repositoryOf(location)),
			rootBytes: result.bytes,
			signal,
			onEvent
		});
		if (changed.length === 0) onEvent?.({
			kind: "notice",
			text: `${root.digest} already has these annotations; nothing changed`
		});
		for (const each of changed) await reportConsequences(repository, each, options);
		return {
			...resultAt(location, result.descriptor, tags),
			previousDigest: root.digest,
			children: edited.slice(0, -1).map(({ previous, descriptor }) => ({
				previousDigest: previous.digest,
				digest: descriptor.digest
			}))
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function checkEdit({ reference, set = {}, remove = [], moveTag, label = plainLabel }) {
	if (Object.keys(set).length === 0 && remove.length === 0) throw inputError(label("annotations"), void 0, `it is missing; give key=value, or ${label("remove")}`);
	const both = remove.find((key) => Object.hasOwn(set, key));
	if (both !== void 0) throw inputError(label("remove"), both, "is also set; either set or remove a key");
	if (moveTag === true && reference.kind === "registry" && reference.tag === void 0 && reference.digest !== void 0) throw noTagToMove(label);
}
function noTagToMove(label) {
	return inputError(label("move-tag"), void 0, `the reference has no tag; add the tag, or use ${label("tags")}`);
}
function tagsOf(location, { tags = [], moveTag, label = plainLabel }) {
	if (moveTag !== true) return tags;
	if (location.tag === void 0) throw noTagToMove(label);
	return [.../* @__PURE__ */ new Set([location.tag, ...tags])];
}
async function reportConsequences(repository, { previous, descriptor, manifest }, { signal, onEvent }) {
	const notice = (text) => onEvent?.({
		kind: "notice",
		text
	});
	if (isDockerMediaType(descriptor.mediaType)) notice(`${descriptor.digest} has a media type of Docker, which does not define annotations; some tools ignore them`);
	if (manifest.subject !== void 0) notice(`${descriptor.digest} is a further referrer of ${manifest.subject.digest}; delete ${previous.digest} if it replaces that one`);
	try {
		const count = (await listReferrers(repository, previous, { signal })).length;
		const tagged = await existingTags(repository, cosignTags(previous.digest), signal);
		if (count + tagged.length > 0) notice(`${names(count, tagged)} of ${previous.digest} do not apply to ${descriptor.digest}; sign it, and attach to it again`);
	} catch (error) {
		throwIfAborted(signal);
		notice(`cannot find out whether ${previous.digest} has signatures or other referrers: ${messageOf(error)}`);
	}
}
function names(referrers, tags) {
	return [...referrers === 0 ? [] : [`${referrers} referrers, such as signatures,`], ...tags.map((tag) => `the cosign tag ${tag}`)].join(" and ");
}
async function existingTags(repository, tags, signal) {
	const existing = [];
	for (const tag of tags) try {
		await repository.resolve(tag, { signal });
		existing.push(tag);
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
	return existing;
}

// src/commands/annotate.ts
const options = {
	reference: option({
		type: location(),
		positional: "reference",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `Manifest or index to edit: ${locationDescription}.`
	}),
	annotations: option({
		type: lines("key=value"),
		positional: "key=value",
		description: "Annotation to add or replace; \"key=\" removes it."
	}),
	remove: option({
		type: lines("key"),
		description: "Remove this annotation."
	}),
	"each-platform": option({
		type: flag,
		default: false,
		description: "Also edit every manifest of an index. The index then lists their new digests."
	}),
	tags: option({
		type: words("tag"),
		description: "Point this tag of the same repository to the result."
	}),
	"move-tag": option({
		type: flag,
		default: false,
		description: "Point the tag of the reference to the result."
	}),
	...registryWriteOptions,
	...runOptions,
	concurrency: concurrency(4, "manifests that are read"),
	...jsonOption
};
const { digest, reference, "pinned-reference": pinned, tags, ...shared } = resultOutputs("manifest");
const outputs = {
	digest: {
		...digest,
		description: "Digest of the manifest with the new annotations."
	},
	"previous-digest": output(digestOutput, "Digest of the manifest before the edit.", (result) => result.previousDigest),
	reference,
	"pinned-reference": pinned,
	tags,
	"media-type": shared["media-type"],
	"artifact-type": shared["artifact-type"],
	size: shared.size
};
const annotate = defineCommand({
	name: "annotate",
	summary: "edit the annotations of a manifest",
	description: "Stores the manifest or index of <reference> with other annotations. All other content keeps its bytes. The result has a new digest. Without --tag and --move-tag, it has no tag.",
	examples: [{
		comment: "Add an annotation, and move the tag to the result",
		line: "annotate ghcr.io/acme/app:v1 org.opencontainers.image.licenses=MIT --move-tag"
	}, {
		comment: "Remove an annotation from an index and all its manifests",
		line: "annotate ghcr.io/acme/app:v1 --remove com.example.draft --each-platform --tag v1-final"
	}],
	options,
	outputs,
	failure: { placeInput: "reference" },
	async run(inputs, context) {
		const { label } = context;
		const edit = readAnnotationEdit(inputs, context);
		const bareTags = inputs.tags.map((tag) => bareTag(label("tags"), tag));
		const access = await registryAccess(inputs, label);
		context.describeFailure(() => ({
			...locationContext("reference", inputs.reference),
			plainHttp: access.plainHttp
		}));
		const result = await annotate$1({
			...edit,
			reference: inputs.reference,
			eachPlatform: inputs.eachPlatform,
			tags: bareTags,
			moveTag: inputs.moveTag,
			concurrency: inputs.concurrency,
			connection: connectionOptions(access, context),
			...operationOptions(context)
		});
		const { children } = result;
		return {
			result,
			lines: [
				`annotated ${result.reference}`,
				`  digest     ${result.digest}`,
				`  previous   ${result.previousDigest}`,
				...children.length === 0 ? [] : [`  children   ${formatNumber(children.length, "manifest")}`],
				...children.map((child) => `             ${child.previousDigest} -> ${child.digest}`)
			]
		};
	}
});

export { annotate };