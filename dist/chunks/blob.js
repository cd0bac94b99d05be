let require_rolldown_runtime;
let require_transport;
const require_run = require("./run.js");
let require_spec;
let require_build;
const require_options = require("./options.js");
const require_repository_command = require("./repository-command.js");
let require_usingCtx;
let node_os;
let node_path;
let node_stream;
let node_fs;
let node_fs_promises;
let node_stream_promises;

// src/transfer/push-stream.ts
async function pushStream(storage, mediaType, stream, options = {}) {
	const type = (require_spec ??= require("./spec.js")).checkMediaType(mediaType === "" ? (require_spec ??= require("./spec.js")).mediaTypeOctetStream : mediaType);
	const { signal } = options;
	const directory = await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)((0, (node_os ??= require("node:os")).tmpdir)(), "oci-stream-"));
	try {
		const path = (0, (node_path ??= require("node:path")).join)(directory, "content");
		const digester = new (require_spec ??= require("./spec.js")).Digester();
		const hashed = async function* () {
			for await (const chunk of stream) {
				digester.update(chunk);
				yield chunk;
			}
		};
		try {
			await (0, (node_stream_promises ??= require("node:stream/promises")).pipeline)((node_stream ??= require("node:stream")).Readable.from(hashed(), { objectMode: false }), (0, (node_fs ??= require("node:fs")).createWriteStream)(path), { signal });
		} catch (error) {
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			throw error instanceof Error && "syscall" in error ? require_options.fileSystemError(error, `write ${path}`) : error;
		}
		const { size } = digester;
		const descriptor = {
			mediaType: type,
			digest: digester.digest(),
			size
		};
		await storage.push(descriptor, (require_build ??= require("./build.js")).fileBody(path, descriptor), { signal });
		return descriptor;
	} finally {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(directory, {
			recursive: true,
			force: true
		});
	}
}

// src/commands/blob.ts
const { reference, ...others } = require_repository_command.referenceOptions;
const blobReference = {
	...reference,
	required: "write registry/repository@sha256:\u2026, or ./path@sha256:\u2026"
};
const outputs = {
	digest: require_run.output(require_run.digestOutput, "Digest of the blob.", ({ descriptor }) => descriptor.digest),
	size: require_run.output(require_run.numberOutput, "Its size in bytes.", ({ descriptor }) => descriptor.size),
	reference: require_run.output(require_run.lineOutput, "Reference with the digest.", ({ location, descriptor }) => (require_spec ??= require("./spec.js")).formatLocation({
		...(require_spec ??= require("./spec.js")).repositoryOf(location),
		digest: descriptor.digest
	}))
};
const get = require_options.defineCommand({
	name: "blob get",
	summary: "print or save a blob",
	description: "Prints the content of a blob, or writes it to a file. The file appears only when the digest of the whole content is right; printed content is complete only if the exit code is 0.",
	examples: [{
		comment: "Save a layer",
		line: "blob get ghcr.io/acme/bundle@sha256:\u2026 --output layer.tar.gz"
	}, {
		comment: "Print a config",
		line: "blob get ghcr.io/acme/bundle@sha256:\u2026 | jq"
	}],
	options: {
		reference: blobReference,
		output: require_run.option({
			type: require_options.path,
			short: "o",
			description: "File to write; it is replaced.",
			defaultText: "stdout"
		}),
		...others
	},
	outputs: {
		...outputs,
		path: require_run.output(require_run.lineOutput, "Absolute path of the file.", ({ file = "" }) => file)
	},
	failure: {
		placeInput: "reference",
		directoryInput: "output"
	},
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "read", async (opened) => {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			if (inputs.output === void 0 && (inputs.json || inputs.print !== void 0)) throw (require_spec ??= require("./spec.js")).inputError(context.label(inputs.json ? "json" : "print"), void 0, "needs --output, because stdout has the content");
			const descriptor = await resolveBlob(opened, context.label);
			const reader = _usingCtx$1.a(await opened.repository.fetch(descriptor, opened.call));
			const blob = {
				location: opened.reference,
				descriptor
			};
			if (inputs.output === void 0) {
				await context.write?.(reader);
				return {
					result: {
						...blob,
						file: void 0
					},
					lines: []
				};
			}
			const file = (0, (node_path ??= require("node:path")).resolve)(inputs.output);
			await save(reader, descriptor, file, context);
			return {
				result: {
					...blob,
					file
				},
				lines: [`saved ${require_run.formatBytes(descriptor.size)} to ${inputs.output}`]
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	})
});
const put = require_options.defineCommand({
	name: "blob put",
	summary: "push a file as a blob",
	description: "Pushes a file as a blob, unless the repository has it, and prints its digest.",
	examples: [{
		comment: "Push a file",
		line: "blob put ghcr.io/acme/bundle data.bin"
	}],
	options: {
		reference: {
			...reference,
			required: "write registry/repository, or ./path for an image layout"
		},
		file: require_run.option({
			type: require_options.path,
			positional: "file",
			required: "give a file, or \"-\" for standard input",
			description: "File to push; \"-\" reads standard input."
		}),
		...others
	},
	outputs,
	failure: {
		placeInput: "reference",
		directoryInput: "file"
	},
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "create", async ({ reference: location, repository, call }) => {
		refuseReference(location, context.label);
		const descriptor = inputs.file === "-" ? await pushStream(repository, (require_spec ??= require("./spec.js")).mediaTypeOctetStream, process.stdin, call) : await pushFile(repository, inputs.file, context);
		return {
			result: {
				location,
				descriptor
			},
			lines: [descriptor.digest]
		};
	})
});
const head = require_options.defineCommand({
	name: "blob head",
	summary: "print digest and size of a blob",
	description: "Prints the digest and the size of a blob in bytes. The exit code is 1 if it does not exist.",
	examples: [{
		comment: "Look up a blob",
		line: "blob head ghcr.io/acme/bundle@sha256:\u2026"
	}],
	options: {
		reference: blobReference,
		...others
	},
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "read", async (opened) => {
		const descriptor = await resolveBlob(opened, context.label);
		return {
			result: {
				location: opened.reference,
				descriptor
			},
			lines: [`${descriptor.digest} ${descriptor.size}`]
		};
	})
});
const remove = require_options.defineCommand({
	name: "blob delete",
	summary: "delete a blob",
	description: "Deletes a blob. Manifests that refer to it are then incomplete.",
	examples: [{
		comment: "Delete a blob",
		line: "blob delete localhost:5000/bundle@sha256:\u2026"
	}],
	options: {
		reference: blobReference,
		...others
	},
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "write", async (opened) => {
		const descriptor = await resolveBlob(opened, context.label);
		if ((require_spec ??= require("./spec.js")).isManifestMediaType(descriptor.mediaType)) throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${descriptor.digest} is a manifest; use "oci-artifact delete"`);
		await opened.repository.delete(descriptor, opened.call);
		return {
			result: {
				location: opened.reference,
				descriptor
			},
			lines: [`deleted the blob ${(require_spec ??= require("./spec.js")).formatLocation(opened.reference)}`]
		};
	})
});
const blob = {
	name: "blob",
	summary: "print, push, look up and delete blobs",
	description: "Works with single blobs of a repository.",
	commands: {
		get,
		put,
		head,
		delete: remove
	}
};
async function resolveBlob({ reference, repository, call }, label) {
	const digest = digestOf(reference, label);
	try {
		return await repository.resolve(digest, call);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
		const place = (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(reference));
		throw new (require_spec ??= require("./spec.js")).OciError("BLOB_UNKNOWN", `no blob ${digest} is in ${place}; check the digest`, { status: error.status });
	}
}
function digestOf(reference, label) {
	if (reference.digest !== void 0) return reference.digest;
	throw (require_spec ??= require("./spec.js")).inputError(label("reference"), (require_spec ??= require("./spec.js")).formatLocation(reference), "has no digest; a blob has no tag: add @sha256:\u2026 (\"oci-artifact manifest\" prints the digests of layers)");
}
function refuseReference(reference, label) {
	if (reference.tag === void 0 && reference.digest === void 0) return;
	throw (require_spec ??= require("./spec.js")).inputError(label("reference"), (require_spec ??= require("./spec.js")).formatLocation(reference), "has a tag or a digest; write only the repository, because the digest follows from the content");
}
async function pushFile(repository, file, { log, signal }) {
	const { digest, size } = await (require_build ??= require("./build.js")).hashFile(file, { signal });
	const descriptor = {
		mediaType: (require_spec ??= require("./spec.js")).mediaTypeOctetStream,
		digest,
		size
	};
	const body = (require_build ??= require("./build.js")).fileBody(file, descriptor, (done) => {
		log.progress({
			phase: "push",
			done,
			total: size
		});
	});
	await repository.push(descriptor, body, { signal });
	return descriptor;
}
async function save(reader, { size }, file, { log }) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const pending = _usingCtx3.a(await (require_transport ??= require("./transport.js")).PendingFile.create((0, (node_path ??= require("node:path")).dirname)(file), file, `.${(0, (node_path ??= require("node:path")).basename)(file)}`));
		let done = 0;
		for await (const chunk of reader) {
			await pending.write(chunk);
			done += chunk.byteLength;
			log.progress({
				phase: "pull",
				done,
				total: size
			});
		}
		await pending.commit(file, false);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}

exports.blob = blob;