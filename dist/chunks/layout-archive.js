let require_rolldown_runtime;
let require_unpack;
let require_options;
let require_transport;
let require_remove_tree;
let require_layout;
let require_spec;
let require_usingCtx;
let node_os;
let node_path;
let node_fs;
let node_fs_promises;

// src/connect/layout-archive.ts
async function openLayoutArchive(path, { signal } = {}) {
	const parent = await temporaryDirectory();
	try {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const unpacked = _usingCtx$1.a(await unpack(path, parent, signal));
			const { directory } = unpacked;
			if (await (require_transport ??= require("./transport.js")).kindOf((0, (node_path ??= require("node:path")).join)(directory, "oci-layout")) !== "file") throw await notALayout(path, directory);
			const layout = await (require_layout ??= require("./layout.js")).LayoutRepository.open(directory, {
				readOnly: true,
				title: path,
				signal
			});
			unpacked.keep();
			return {
				layout,
				[Symbol.asyncDispose]: () => (require_remove_tree ??= require("./remove-tree.js")).removeTree(parent)
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		await (require_remove_tree ??= require("./remove-tree.js")).removeTree(parent).catch(() => void 0);
		throw error;
	}
}
async function temporaryDirectory() {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)((0, (node_os ??= require("node:os")).tmpdir)(), "oci-archive-"));
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create a temporary directory in ${(0, (node_os ??= require("node:os")).tmpdir)()}`);
	}
}
async function unpack(path, parent, signal) {
	try {
		const budget = await (require_unpack ??= require("./unpack.js")).UnpackBudget.forDirectory(parent);
		return await (require_unpack ??= require("./unpack.js")).unpackLayer((0, (node_fs ??= require("node:fs")).createReadStream)(path), (0, (node_path ??= require("node:path")).join)(parent, "layout"), {
			what: path,
			budget,
			signal
		});
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "ARCHIVE_INVALID")) throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
		const problem = `cannot read ${(require_spec ??= require("./spec.js")).printable(path, 300)} as an image layout in a tar archive: ${error.message}`;
		throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", problem, { cause: error });
	}
}
async function notALayout(path, directory) {
	const quoted = (require_spec ??= require("./spec.js")).printable(path, 300);
	const remedy = await (require_transport ??= require("./transport.js")).kindOf((0, (node_path ??= require("node:path")).join)(directory, "manifest.json")) === "file" ? `it has the form of Docker before version 25; convert it with "skopeo copy docker-archive:${quoted} oci:DIR:TAG"` : "it has no file oci-layout at its top; give an archive of an image layout, or a directory";
	return new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${quoted} does not contain an OCI image layout: ${remedy}`);
}

exports.openLayoutArchive = openLayoutArchive;