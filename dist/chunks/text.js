import { D as collect, G as annotationCreated, L as artifactTypeOf, R as maxManifestBytes, T as detachBuffer, U as annotationContentDigest, W as annotationContentUnpack, Y as annotationTitle, g as isMissing, x as Semaphore, z as parseManifest } from "./scrub.js";
import { a as isOciError, i as isNotFound, l as throwIfAborted, n as OciError, s as messageOf, t as printable } from "./printable.js";
import { C as Digester, E as digestOf, T as digestHex, _ as mediaTypeImageLayer, c as plainDescriptor, n as emptyDescriptor, u as isManifestMediaType, v as mediaTypeImageLayerGzip, y as mediaTypeImageLayerZstd } from "./descriptor.js";
import { a as fileSystemError, f as formatReference, i as errnoOf, o as _usingCtx } from "./durable-rename.js";
import { o as resultAt } from "./metadata.js";
import { r as connectRepository } from "./inputs-connection.js";
import { t as packManifest } from "./pack-manifest.js";
import { n as anySignal } from "./abortable.js";
import { _ as systemPath, c as endOf, d as byteStringOf, f as foldName, g as joinName, h as isUtf8Name, i as decompress, l as giveBackBlock, m as isAscii, n as maxEntries, o as abortable, p as fromLatin1, r as excluding, s as blocksOf, t as maxDepth, u as joinBlock, v as textOf } from "./options.js";
import { n as maxPathBytes, t as isWithin } from "./safe-join.js";
import { n as copyGraph } from "./copy-graph.js";
import { t as LayoutRepository } from "./repository2.js";
import { t as ArtifactCache } from "./artifact-cache.js";
import { t as newDirectory } from "./new-directory.js";
import { n as layoutPath, r as reproducibleTimestamp } from "./package-and-push.js";
import { r as inputError } from "./inputs-values.js";
import { a as formatRatio, i as formatNumber, r as formatDuration, t as formatBytes } from "./format.js";
import { a as tagNames } from "./outcome.js";
import { availableParallelism, tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { createHash } from "node:crypto";
import { SHARE_ENV, Worker } from "node:worker_threads";
import { closeSync, constants, fstatSync, lstatSync, openSync, read, readSync, readdirSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { lstat, mkdtemp, readFile, realpath, rm, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { constants as constants$2, crc32, deflateRaw, zstdCompress } from "node:zlib";
import { setImmediate } from "node:timers/promises";

// src/archive/compress/map-concurrent-ordered.ts
async function* mapConcurrentOrdered(items, threads, ahead, work) {
	const gate = new Semaphore(threads + 1);
	const begun = [];
	let index = 0;
	try {
		for await (const item of items) {
			const run = work(item, index++, gate);
			run.catch(() => {});
			begun.push(run);
			if (begun.length >= ahead) {
				const first = begun.shift();
				if (first !== void 0) yield await first;
			}
		}
		for (let first = begun.shift(); first !== void 0; first = begun.shift()) yield await first;
	} finally {
		await Promise.allSettled(begun);
	}
}

// src/archive/compress/sample.ts
const windowCount = 16;
const windowSize = 1024;
const uniformBound = 5900;
const repeatBound = 4;
function looksIncompressible(block) {
	if (block.size < windowCount * windowSize) return false;
	const windows = [];
	for (let index = 0; index < windowCount; index++) {
		const window = readAt(block, Math.floor((block.size - windowSize) * index / 15));
		if (!isUniform(window)) return false;
		windows.push(window);
	}
	let repeats = 0;
	for (const window of windows) repeats += countRepeats(window);
	return repeats <= repeatBound;
}
function readAt(block, start) {
	let before = 0;
	let window;
	let filled = 0;
	for (const piece of block.pieces) {
		const end = before + piece.byteLength;
		if (end > start + filled) {
			const part = piece.subarray(start + filled - before, start + windowSize - before);
			if (window === void 0 && part.byteLength === windowSize) return part;
			window ??= new Uint8Array(windowSize);
			window.set(part, filled);
			filled += part.byteLength;
			if (filled === windowSize) break;
		}
		before = end;
	}
	return window ?? new Uint8Array(windowSize);
}
function isUniform(window) {
	const counts = /* @__PURE__ */ new Uint16Array(256);
	let squares = 0;
	for (const byte of window) {
		const count = counts[byte] ?? 0;
		squares += 2 * count + 1;
		counts[byte] = count + 1;
	}
	return squares < uniformBound;
}
function countRepeats(window) {
	const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
	const seen = (/* @__PURE__ */ new Int32Array(1024)).fill(-1);
	let repeats = 0;
	for (let at = 0; at + 4 <= window.byteLength; at++) {
		const four = view.getUint32(at, true);
		const slot = Math.imul(four, 2654435761) >>> 22;
		const earlier = seen[slot] ?? -1;
		if (earlier >= 0 && view.getUint32(earlier, true) === four) repeats++;
		seen[slot] = at;
	}
	return repeats;
}

// src/archive/compress/options.ts
const defaultThreads = Math.min(8, availableParallelism());
function requireWholeNumber(what, value, lowest, highest) {
	if (Number.isInteger(value) && value >= lowest && value <= highest) return;
	throw new OciError("INPUT_INVALID", `${what} is ${value}; give a whole number from ${lowest} to ${highest}`);
}

// src/archive/compress/deflate-code.ts
const deflateCode = "AGFzbQEAAAABIwZgAABgAX8AYAJ/fwF+YAV/f39/fwBgBH9/f38Bf2ACf38AAhEBA2VudgZtZW1vcnkCAxCAAgMLCgIDAAEAAAQFAQAGQg1/AUEAC34BQgALfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC34BQgALfwFBAQt/AUEACwcUAgdkZWZsYXRlAAYGbWVtb3J5AgAIAQQMAQEK/DEKoAECA38BfiAAIQIDQCACIAAgAUECdGpJBEAgAyACKAIAIgRqIQMgBEECSQR+QgAFIAStIARBGCAEZ2tBACAEQYACTxsiBHZBAnRBxCpqNQIAIARBDHStfH4LIAV8IQUgAkEEaiECDAELCyADQQJJBH5CAAUgA60gA0EYIANna0EAIANBgAJPGyIAdkECdEHEKmo1AgAgAEEMdK18fgsgBX0LvwkBB38gA0EAIAH8CwAgBEEAIAFBAnT8CwADQCABIAdLBEAgACAHQQJ0aigCACIFBEAgBkECdEGACGogBUEJdCAHcjYCACAGQQFqIQYLIAdBAWohBwwBCwsgBkECSQRAIAYEf0GACCgCAEH/A3EFQQALIgAgA2pBAToAACAARSADakEBOgAABUE5QQogBkHAAEsbIQUDQCAFBEAgBSEAA0AgACAGSQRAIABBAnRBgAhqKAIAIQsgACEHA0AgBSAHTQRAIAcgBWsiCEECdEGACGooAgAiCiALSwRAIAdBAnRBgAhqIAo2AgAgCCEHDAILCwsgB0ECdEGACGogCzYCACAAQQFqIQAMAQsLIAVBOUYEf0EXBSAFQRdGBH9BCgVBBCAFQQRGIAVBCkYbCwshBQwBCwtBACEAQQAhBQNAIAkgBkEBa0kEQEEAIQhBACEKA0AgCkECSARAIAAgBkkEfyAFIAlPBH9BAQUgBUECdEHAFWooAgAgAEECdEGACGooAgBBCXZPCwVBAAsEQCAIIABBAnRBgAhqKAIAQQl2aiEIIAAiB0EBaiEAIAdBAXRBgBFqIAk7AQAFIAggBUECdEHAFWooAgBqIQggBSIHQQFqIQUgB0EBdEHAHmogCTsBAAsgCkEBaiEKDAELCyAJQQJ0QcAVaiAINgIAIAlBAWohCQwBCwsgBkECayIAQQF0QcAeakEAOwEAIABBAWshAANAIABBAE4EQCAAQQF0QcAeaiIFIAUvAQBBAXRBwB5qLwEAQQFqOwEAIABBAWshAAwBCwtBgCNBAEHAAPwLAEEAIQADQCAAIAZJBEAgAEEBdEGAEWovAQBBAXRBwB5qLwEAQQFqIgUgAiACIAVLG0ECdEGAI2oiBSAFKAIAQQFqNgIAIABBAWohAAwBCwtBACEAQQEhBgNAIAIgBk8EQCAAIAZBAnRBgCNqKAIAIAIgBmt0aiEAIAZBAWohBgwBCwsDQCAAQQEgAnRLBEAgAkEBayEGA0AgBkECdEGAI2ooAgBFBEAgBkEBayEGDAELCyAGQQJ0IgVBgCNqIgYgBigCAEEBazYCACAFQYQjaiIFIAUoAgBBAmo2AgAgAkECdEGAI2oiBSAFKAIAQQFrNgIAIABBAWshAAwBCwtBACEAIAIhBQNAIAUEQCAFQQJ0QYAjaigCACEHA0AgBwRAIAAiBkEBaiEAIAMgBkECdEGACGooAgBB/wNxaiAFOgAAIAdBAWshBwwBCwsgBUEBayEFDAELCwsgASEGQYAjQQBBwAD8CwBBACEAA0AgACAGSQRAIAAgA2otAABBAnRBgCNqIgEgASgCAEEBajYCACAAQQFqIQAMAQsLQYAjQQA2AgBBACEBQQEhAANAIAAgAk0EQCABIABBAnQiBUH8ImooAgBqQQF0IQEgBUHAI2ogATYCACAAQQFqIQAMAQsLQQAhAgNAIAIgBkkEQCACIANqLQAAIgAEQCAAQQJ0QcAjaiIFKAIAIQEgBSABQQFqNgIAQQAhBUEAIQcDQCAAIAdLBEAgAUEBcSAFQQF0ciEFIAFBAXYhASAHQQFqIQcMAQsLIAQgAkECdGogAEEYdCAFcjYCAAsgAkEBaiECDAELCwv6BAIGfwF+IwAhBCMBIQYjAiECQbDCIkEBNgIAQbC6IkGeAkEOQbDYIkHw2iIQAUGeAiEAA0AgAEGv2CJqLQAARQRAIABBAWshAAwBCwtBqMMiQR5BDyAAQbDYImpB8OMiEAFBHiEBA0AgACABakGv2CJqLQAARQRAIAFBAWshAQwBCwsjAUIEIwKthoQkASMCQQNqJAIjACMBNwMAIwAjAkEDdmokACMBIwJBOHGtiCQBIwJBB3EkAiAAIAEQB0EDIQADQCAAQYICTQRAIABB0DJqLQAAIgFBAnRB9OIiaigCACIDQRh2IQUgAEECdEHw5CJqIANB////B3EgACABQQF0Qdg0ai8BAGsgBXRyIAUgAUGgNWotAABqQRh0cjYCACAAQQFqIQAMAQsLEAkjAUHw4iIoAgAiAEH///8Hca0jAq2GhCQBIwIgAEEYdmokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwcjBGsiACAAQf//A25BAWpBBWxqIwAgBGtJBEAgBCQAIAYkASACJAIjBCEAA0AgACMHSQRAQf//AyMHIABrIgEgAUH//wNPGyEBIwJBA2okAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwIEQCMCQQgjAmtqJAIjACMBNwMAIwAjAkEDdmokACMBIwJBOHGtiCQBIwJBB3EkAgsjACICIAE7AQAgAiABQX9zOwECIAJBBGoiAiAAIAH8CgAAIAEgAmokACAAIAFqIQAMAQsLC0GgOiMFQQN0QaA6aiMIIwVrIgBBA3T8CgAAIAAkCEEAJAVBACQGIwckBAulAgIDfgR/A0AgB0HwCUkEQCAFIAdBsMQiaigCACIEQQBHaiEFIAdBsM4iaiAHQbC6ImooAgAgBGo2AgAgB0EEaiEHDAELC0EAIQcDQCAHQYAISQRAIAYgB0GwxCJqKAIAaiEGIAdBBGohBwwBCwtBsMQiQYACEAAgBq1Cs6YBflYkC0GwziJBngIQAEGo1yJBHhAAfCECQbDEIkGeAhAAQajNIkEeEAB8IgEjCnwgBUEDbEHQAGqtQgyGfCEDIwYEfyACIANWBH9BAQUjBiMJakGAgARLCwVBAAsEQBACIAEhAkGwuiJBsMQiQYAK/AoAAAVBsLoiQbDOIkGACvwKAAALIAIkCiMIJAUjBiMJaiQGIAAkB0EAJAlBsMQiQQBBgAr8CwALBAAQBQuNAwIFfwF+QQMhAANAIAJBHEkEQCACQQF0Qdg0aiAAOwEAIAJBoDVqIAJBAnZBAWtBACACQQhPGyIEOgAAQQAhAwNAIANBASAEdEkEQCAAIgFBAWohACABQdAyaiACOgAAIANBAWohAwwBCwsgAkEBaiECDAELC0HSNEEcOgAAQZA1QYICOwEAQQEhA0EAIQADQCAAQR5JBEAgAEEBdEHAOWogAzsBACAAQYA6aiAAQQF2QQFrQQAgAEEETxsiAToAACADQQEgAXRqIQEDQCABIANLBEAgA0EBayICIAJBB3ZBgAJqIAJBgAJJG0HANWogADoAACADQQFqIQMMAQsLIABBAWohAAwBCwtBASEDA0AgA0GAAkkEQEEAIQAgA61CHkEfIANnayIBrX2GIQVBACECA0AgAkEMSQRAIABBAXQhACAFIAV+Qh6IIgVCH4hCAFIEQCAFQgGIIQUgAEEBciEACyACQQFqIQIMAQsLIANBAnRBxCpqIAFBDHQgAHI2AgAgA0EBaiEDDAELCwukEAIRfwN+IAAgAmoiEUEIayAAIAJBCEsiAhshECAAIAFrIQpBgO0iQQBBgIAC/AsAQYDtJEEAQYCABPwLAEGA7ShBAEGAgAH8CwAgAyQAQgAkAUEAJAIgACQEIAAkB0EAJAVBACQGQQAkCEEAJAlBASQLQbC6IkEAQYAK/AsAQbDEIkEAQYAK/AsAIAIEQCAKIQEDQCAAIAFLBEAgASkDAEKAgIC4qPn6wrF/fkIsiKciBEEIdiICQQN0QYDtImogBEH/AXGtIAJBA3RBgO0iaikDAEIIhoQ3AwAgAkEEdEGA7SRqIgIgAf0QIAL9AAQA/Q0ODxAREhMUFRYXGBkaGxwd/QsEACABKAIAQbHz3fF5bEETdkEBdEGA7ShqIAE7AQAgAUEBaiEBDAELCwsgACEGQQEhBANAIAAgEEkEQEGAgAIgACAKayIBIAFBgIACSxshDSAEBH8gACAAKAIAQbHz3fF5bEETdkEBdEGA7ShqIgIvAQBrQf//A3EhASACIAA7AQAgAUEAIAFBAWtBgMAAIA0gDUGAwABPG0kEfyAAIAFrKAIAIAAoAgBGBUEACxsFQQALIQdBBCEBQYICIBEgAGsiAiACQYICSxshCyAAKQMAIhdCgICAuKj5+sKxf35CLIinIgxBCHYiCUEDdEGA7SJqKQMAIRYgDP0PIBb9Ev0j/WRB/wFxIhIEQCAAKAIBIQUDQAJAIAAgCUEEdEGA7SRqIBJoQQF0ai8BAGtB//8DcSEIIBIgEkEBa3EhEgJAIAhBAWsgDU8NACAAIAhrIgIgAWpBA2soAgAgBUcNACACKQMAIBeFIhVCAFIEfyAVekIDiKcFQQghDgJ/A0AgCyAOSwRAIAAgDmopAwAgAiAOaikDAIUiFUIAUgRAIA4gFXpCA4inaiICIAsgAiALSRsMAwsgDkEIaiEODAELCyALCwsiAiABSwRAIAgkDCACIgFBIE8NAiAAIAFqQQNrKAIAIQULCyASDQELCwsgDEEIdiICQQN0QYDtImogDEH/AXGtIBZCCIaENwMAIAJBBHRBgO0kaiICIAD9ECAC/QAEAP0NDg8QERITFBUWFxgZGhscHf0LBAAjDCEFQQEhEiABQQRGBEAgB0UEQCAAQQFqIQAMAwsgACAHIgVrIQFBBCECAn8DQCACIAtJBEAgACACaikDACABIAJqKQMAhSIVQgBSBEAgAiAVekIDiKdqIgEgCyABIAtJGwwDCyACQQhqIQIMAQsLIAsLIQELA0AgAUELSSAAQQFqIgggEElxIAEgC0EBa0lxBEACQEGCAiARIAhrIgIgAkGCAksbIQsgBARAIAgoAgBBsfPd8XlsQRN2QQF0QYDtKGoiAi8BABogAiAIOwEACyABIQJBgIACIAggCmsiByAHQYCAAksbIQ0gCCkDACIXQoCAgLio+frCsX9+QiyIpyIPQQh2IgxBA3RBgO0iaikDACEWIA/9DyAW/RL9I/1kQf8BcSITBEAgASAIakEDaygCACEHA0ACQCAIIAxBBHRBgO0kaiATaEEBdGovAQBrQf//A3EhDiATIBNBAWtxIRMCQCAOQQFrIA1PDQAgCCAOayIJIAJqQQNrKAIAIAdHDQAgCSkDACAXhSIVQgBSBH8gFXpCA4inBUEIIRQCfwNAIAsgFEsEQCAIIBRqKQMAIAkgFGopAwCFIhVCAFIEQCAUIBV6QgOIp2oiCSALIAkgC0kbDAMLIBRBCGohFAwBCwsgCwsLIgkgAksEQCAOJAwgCSICQSBPDQIgAiAIakEDaygCACEHCwsgEw0BCwsLIA9BCHYiB0EDdEGA7SJqIA9B/wFxrSAWQgiGhDcDACAHQQR0QYDtJGoiByAI/RAgB/0ABAD9DQ4PEBESExQVFhcYGRobHB39CwQAIAEgAkYEQEECIRIMAQsgCCEAIAIhASMMIQUMAgsLCyAAIAZrIQggBiECA0AgAiAGIAhqSQRAIAItAABBAnRBsMQiaiIHIAcoAgBBAWo2AgAgAkEBaiECDAELCyMIIgJBAWokCCACQQN0QaA6aiAIrSABrUIghoQgBa1CMIaENwMAIAEEQCABQdAyai0AAEECdEG0zCJqIgIgAigCAEEBajYCACAFQQFrIgIgAkEHdkGAAmogAkGAAkkbQcA1ai0AAEECdEGozSJqIgIgAigCAEEBajYCAAsjCSAIQQFqaiQJIAAgAWoiASAQIAEgEEkbIQYgACASaiEAA0AgACAGSQRAIAApAwBCgICAuKj5+sKxf35CLIinIgVBCHYiAkEDdEGA7SJqIAVB/wFxrSACQQN0QYDtImopAwBCCIaENwMAIAJBBHRBgO0kaiICIAD9ECAC/QAEAP0NDg8QERITFBUWFxgZGhscHf0LBAAgACgCAEGx893xeWxBE3ZBAXRBgO0oaiAAOwEAIABBAWohAAwBCwsgASIAIQYjCUGAIE8EQCAAEAMjCyEECwwBCwsgESAGayEBIAYhCwNAIAsgASAGakkEQCALLQAAQQJ0QbDEImoiACAAKAIAQQFqNgIAIAtBAWohCwwBCwsjCCIAQQFqJAggAEEDdEGgOmogAa03AwAjCSABQQFqaiQJIBEQAyMGBEAQAgsjAkEDaiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIjAgRAIwJBCCMCa2okAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCCyMAIgBBgIB8NgIAIABBBGoiACQAIAAgA2sLmAQBAn8gACABahAIQYApQRNBB0HQKUHkKRABQRMhAgNAIAJBBEsEfyACQa8qai0AAEHQKWotAAAFQQELRQRAIAJBAWshAgwBCwsjASAAQYECa60jAq2GhCQBIwJBBWokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwEgAUEBa60jAq2GhCQBIwJBBWokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwEgAkEEa60jAq2GhCQBIwJBBGokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCQQAhAANAIAAgAkkEQCMBIABBsCpqLQAAQdApajEAACMCrYaEJAEjAkEDaiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIgAEEBaiEADAELC0EAIQIDQCACIwNJBEAjASACQQF0QYAkai8BACIBQR9xIgBBAnRB5ClqKAIAIgNB////B3GtIwKthoQkASMCIANBGHZqJAIjACMBNwMAIwAjAkEDdmokACMBIwJBOHGtiCQBIwJBB3EkAiAAQRBPBEAjASABQQV2rSMCrYaEJAEgAEEQRgR/QQIFQQNBByAAQRFGGwsjAmokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCCyACQQFqIQIMAQsLC7MDAQR/QYApQQBBzAD8CwBBACQDA0AgACADSwRAIANBsNgiai0AACECQQEhAQNAIAEgA2ogAEkEfyADQbDYImogAWotAAAgAkYFQQALBEAgAUEBaiEBDAELCyABIANqIQMgAgRAIwMiBEEBaiQDIARBAXRBgCRqIAI7AQAgAkECdEGAKWoiBCAEKAIAQQFqNgIAIAFBAWshAQNAIAFBA08EQCMDIgRBAWokAyAEQQF0QYAkakEGIAEgAUEGTxsiBEEDa0EFdEEQcjsBAEHAKUHAKSgCAEEBajYCACABIARrIQEMAQsLBQNAIAFBC08EQCMDIgRBAWokAyAEQQF0QYAkakGKASABIAFBigFPGyIEQQtrQQV0QRJyOwEAQcgpQcgpKAIAQQFqNgIAIAEgBGshAQwBCwsgAUEDTwRAIwMiBEEBaiQDIARBAXRBgCRqIAFBA2tBBXRBEXI7AQBBxClBxCkoAgBBAWo2AgBBACEBCwsDQCABBEAjAyIEQQFqJAMgBEEBdEGAJGogAjsBACACQQJ0QYApaiIEIAQoAgBBAWo2AgAgAUEBayEBDAELCwwBCwsL6gQCDH8CfiMAIQsjASEMIwIhByMEIQEjBUEDdEGgOmohCUGgOiEKA0AgCSAKSwRAIAopAwAiDachBgNAIAZBBE8EQCABKAIAIQUgAUEEaiEBIAcgBUH/AXFBAnRB8NoiaigCACIEQRh2aiICIAVBBnZB/AdxQfDaImooAgAiAEEYdmohAyALIAwgBEH///8Hca0gB62GhCAAQf///wdxrSACrYaEIAVBDnZB/AdxQfDaImooAgAiAEH///8Hca0gA62GhCAFQRh2QQJ0QfDaImooAgAiAkH///8Hca0gAyAAQRh2aiIArYaEIgw3AwAgCyAAIAJBGHZqIgBBA3ZqIQsgDCAAQThxrYghDCAAQQdxIQcgBkEEayEGDAELCwNAIAYEQCABIgBBAWohASAMIAAtAABBAnRB8NoiaigCACIAQf///wdxrSAHrYaEIQwgByAAQRh2aiEHIAZBAWshBgwBCwsgCyAMNwMAIAsgB0EDdmohCyAMIAdBOHGtiCEMAn8gB0EHcSIIIA1CIIhC//8Dg6ciAEUNABogACABaiEBIAggAEECdEHw5CJqKAIAIgdBGHZqIgYgDUIwiKciBUEBayIAIABBB3ZBgAJqIABBgAJJG0HANWotAAAiBEECdEHw4yJqKAIAIgNBGHZqIgIgBEGAOmotAABqIQAgCyAMIAdB////B3GtIAithoQgA0H///8Hca0gBq2GhCAFIARBAXRBwDlqLwEAa60gAq2GhCIMNwMAIAsgAEEDdmohCyAMIABBOHGtiCEMIABBB3ELIQcgCkEIaiEKDAELCyALJAAgDCQBIAckAgsLGgEAQbAqCxMQERIACAcJBgoFCwQMAw0CDgEP";

// src/archive/compress/deflate-memory.ts
const deflateWindow = 32768;
const { WebAssembly } = globalThis;
const pageSize = 65536;
const firstSlot = 1048576;
function deflateMemory(count, blockSize) {
	const inputSize = deflateWindow + blockSize + 64;
	const outputSize = blockSize + blockSize / 2 + 1024;
	const slots = Array.from({ length: count }, (_, index) => {
		const start = firstSlot + index * (inputSize + outputSize);
		return {
			input: start + deflateWindow,
			output: start + inputSize
		};
	});
	const pages = Math.ceil((firstSlot + count * (inputSize + outputSize)) / pageSize);
	return {
		memory: new WebAssembly.Memory({
			initial: pages,
			maximum: pages,
			shared: true
		}),
		slots
	};
}
let compiled;
function deflateModule() {
	compiled ??= new WebAssembly.Module(Buffer.from(deflateCode, "base64"));
	return compiled;
}
function deflateOn(memory) {
	return new WebAssembly.Instance(deflateModule(), { env: { memory } }).exports.deflate;
}

// src/archive/compress/deflate-thread.ts
const program = `
const { parentPort, workerData: { module, memory } } = require('node:worker_threads');
const { deflate } = new WebAssembly.Instance(module, { env: { memory } }).exports;
parentPort.on('message', (job) => parentPort.postMessage(deflate(...job)));
`;
const blocksPerThread = 2;
var DeflateThread = class {
	memory;
	free;
	#worker;
	#waiting = [];
	#failure;
	constructor(blockSize) {
		const { memory, slots } = deflateMemory(2, blockSize);
		this.memory = memory;
		this.free = [...slots];
		this.#worker = new Worker(program, {
			eval: true,
			execArgv: [],
			env: SHARE_ENV,
			workerData: {
				module: deflateModule(),
				memory
			}
		});
		this.#worker.on("message", (size) => this.#waiting.shift()?.resolve(size));
		this.#worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
		this.#worker.on("exit", () => this.#fail(/* @__PURE__ */ new Error("the thread that compresses ended early")));
	}
	async deflate(slot, history, size) {
		return await new Promise((resolve, reject) => {
			if (this.#failure !== void 0) throw this.#failure;
			this.#waiting.push({
				resolve,
				reject
			});
			this.#worker.postMessage([
				slot.input,
				history,
				size,
				slot.output
			], []);
		});
	}
	async close() {
		await this.#worker.terminate();
	}
	#fail(error) {
		this.#failure ??= error;
		for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
	}
};

// src/archive/compress/deflate-threads.ts
var DeflateThreads = class {
	#blockSize;
	#count;
	#gate;
	#decided = Promise.withResolvers();
	#threads;
	#local;
	constructor(blockSize, threads) {
		this.#blockSize = blockSize;
		this.#count = threads;
		this.#gate = new Semaphore(2 * threads);
	}
	async deflate(block, history) {
		const useThreads = await this.#decided.promise;
		return await this.#gate.run(async () => {
			if (useThreads) this.#threads ??= this.#startThreads();
			return await this.#deflate(block, history);
		});
	}
	decide(useThreads) {
		this.#decided.resolve(useThreads);
	}
	async close() {
		await Promise.all((this.#threads ?? []).map(async (thread) => await thread.close()));
	}
	#startThreads() {
		const threads = [];
		try {
			while (threads.length < this.#count) threads.push(new DeflateThread(this.#blockSize));
		} catch {}
		return threads;
	}
	async #deflate(block, history) {
		const thread = this.#leastBusy();
		const slot = thread?.free.pop();
		if (thread === void 0 || slot === void 0) return this.#deflateHere(block, history);
		try {
			copyIn(thread.memory, slot, block, history);
			return copyOut(thread.memory, slot, await thread.deflate(slot, history.byteLength, block.size));
		} finally {
			thread.free.push(slot);
		}
	}
	#leastBusy() {
		return this.#threads?.reduce((best, thread) => best === void 0 || thread.free.length > best.free.length ? thread : best, void 0);
	}
	#deflateHere(block, history) {
		if (this.#local === void 0) {
			const { memory, slots } = deflateMemory(1, this.#blockSize);
			const [slot] = slots;
			if (slot === void 0) throw new RangeError("one slot was asked for");
			this.#local = {
				deflate: deflateOn(memory),
				memory,
				slot
			};
		}
		const { deflate, memory, slot } = this.#local;
		copyIn(memory, slot, block, history);
		return copyOut(memory, slot, deflate(slot.input, history.byteLength, block.size, slot.output));
	}
};
function copyIn(memory, slot, block, history) {
	const bytes = new Uint8Array(memory.buffer);
	bytes.set(history, slot.input - history.byteLength);
	let at = slot.input;
	for (const piece of block.pieces) {
		bytes.set(piece, at);
		at += piece.byteLength;
	}
}
function copyOut(memory, slot, size) {
	const result = Buffer.allocUnsafeSlow(size);
	result.set(new Uint8Array(memory.buffer, slot.output, size));
	return result;
}

// src/archive/compress/gzip.ts
const gzipBlockSize = 1048576;
const blocksWithoutThreads = 2;
const blocksAhead = 4;
const header = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255);
const lastBlock = Uint8Array.of(3, 0);
const storedLimit = 65535;
const storedHeaderSize = 5;
const deflate = promisify(deflateRaw);
async function* compressGzip(content, options = {}) {
	const { level, threads = defaultThreads, owned = false, signal } = options;
	if (level !== void 0) requireWholeNumber("the gzip level", level, 0, 9);
	requireWholeNumber("the number of threads", threads, 1, 1024);
	const encoder = new DeflateThreads(gzipBlockSize, threads);
	let crc = 0;
	let size = 0;
	let history = /* @__PURE__ */ new Uint8Array(0);
	const compressBlock = async (block, _index, gate) => {
		for (const piece of block.pieces) crc = crc32(piece, crc);
		size += block.size;
		const before = history;
		history = endOf(block, deflateWindow);
		const compressed = await deflateBlock(block, before, gate);
		if (owned) giveBackBlock(block);
		return compressed;
	};
	const deflateBlock = async (block, before, gate) => {
		if (level === 0 || looksIncompressible(block)) return storeBlock(block);
		if (level === void 0) return await encoder.deflate(block, before);
		return await gate.run(async () => await deflateAt(joinBlock(block), level));
	};
	const blocks = async function* () {
		let count = 0;
		try {
			for await (const block of blocksOf(abortable(content, signal), gzipBlockSize)) {
				if (++count > blocksWithoutThreads) encoder.decide(true);
				yield block;
			}
		} finally {
			encoder.decide(false);
		}
	};
	try {
		let start = header;
		for await (const deflated of mapConcurrentOrdered(blocks(), threads, blocksAhead * threads, compressBlock)) {
			if (start.byteLength > 0) yield start;
			start = /* @__PURE__ */ new Uint8Array(0);
			yield deflated;
		}
		yield Buffer.concat([
			start,
			lastBlock,
			trailer(crc, size)
		]);
	} finally {
		await encoder.close();
	}
}
async function deflateAt(bytes, level) {
	return await deflate(bytes, {
		level,
		memLevel: 9,
		finishFlush: constants$2.Z_SYNC_FLUSH,
		chunkSize: (bytes.byteLength >>> 1) + 1024
	});
}
function storeBlock(block) {
	const result = Buffer.allocUnsafeSlow(block.size + storedHeaderSize * Math.ceil(block.size / storedLimit));
	let at = 0;
	let left = block.size;
	let room = 0;
	for (const piece of block.pieces) {
		let rest = piece;
		while (rest.byteLength > 0) {
			if (room === 0) {
				room = Math.min(left, storedLimit);
				left -= room;
				result[at] = 0;
				result.writeUInt16LE(room, at + 1);
				result.writeUInt16LE(room ^ storedLimit, at + 3);
				at += storedHeaderSize;
			}
			const part = rest.subarray(0, room);
			result.set(part, at);
			at += part.byteLength;
			room -= part.byteLength;
			rest = rest.subarray(part.byteLength);
		}
	}
	return result;
}
function trailer(crc, size) {
	const bytes = Buffer.alloc(8);
	bytes.writeUInt32LE(crc, 0);
	bytes.writeUInt32LE(size % 2 ** 32, 4);
	return bytes;
}

// src/archive/compress/zstd.ts
const zstdFrameSize = 4194304;
const framesAhead = 2;
const defaultZstdLevel = 3;
const compressFrame = promisify(zstdCompress);
async function* compressZstd(content, options = {}) {
	const { level = 3, threads = defaultThreads, owned = false, signal } = options;
	requireWholeNumber("the zstd level", level, 1, 19);
	requireWholeNumber("the number of threads", threads, 1, 1024);
	const parameters = { params: { [constants$2.ZSTD_c_compressionLevel]: level } };
	const compressBlock = async (block, _index, gate) => {
		const frame = await gate.run(() => compressFrame(joinBlock(block), {
			...parameters,
			chunkSize: compressBound(block.size),
			pledgedSrcSize: block.size
		}));
		if (owned) giveBackBlock(block);
		return frame;
	};
	let empty = true;
	for await (const frame of mapConcurrentOrdered(blocksOf(abortable(content, signal), zstdFrameSize), threads, framesAhead * threads, compressBlock)) {
		empty = false;
		yield frame;
	}
	if (empty) yield await compressFrame(/* @__PURE__ */ new Uint8Array(0), {
		...parameters,
		pledgedSrcSize: 0
	});
}
function compressBound(size) {
	return size + (size >>> 8) + 1024;
}

// src/archive/compress/compress.ts
const zlibVersion = process.versions.zlib;
const encoderRevision = 2;
function encodingName({ compression, level }) {
	const encoder = {
		gzip: level === void 0 ? "deflate" : `zlib ${zlibVersion}`,
		zstd: `zstd ${process.versions["zstd"] ?? "unknown"}`,
		none: "none"
	}[compression];
	return `${compression} ${level ?? "default"}, ${encoder}, revision ${encoderRevision}`;
}
function compress(content, options) {
	switch (options.compression) {
		case "gzip": return compressGzip(content, options);
		case "zstd": return compressZstd(content, options);
		case "none": return abortable(content, options.signal);
	}
}

// src/archive/walk/file.ts
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
function openListed(file, report) {
	let fd;
	try {
		fd = openSync(systemPath(file.location), openFlags);
	} catch (error) {
		if (isMissing(error)) report.problem("changed", file.name, "disappeared after it was listed", error);
		else if ([
			"ELOOP",
			"EMLINK",
			"ENXIO"
		].includes(errnoOf(error) ?? "")) report.problem("changed", file.name, "was exchanged for something else after it was listed", error);
		else report.problem("unreadable", file.name, unreadableReason(error), error);
		return;
	}
	let same = false;
	try {
		const stat = fstatSync(fd, { bigint: true });
		same = stat.isFile() && stat.dev === file.dev && stat.ino === file.ino;
		if (same) return {
			fd,
			stat
		};
		report.problem("changed", file.name, "was exchanged for something else after it was listed");
		return;
	} finally {
		if (!same) closeSync(fd);
	}
}
function hasChanged(file) {
	const now = fstatSync(file.fd, { bigint: true });
	return now.size !== file.stat.size || now.mtimeNs !== file.stat.mtimeNs;
}
function unreadableReason(error) {
	return fileSystemError(error, "be read").message;
}

// src/archive/tar/header.ts
const blockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;
const maxOctalSize = 8 ** 11 - 1;
const maxPaxBytes = 1048576;
const typeflags = {
	file: "0",
	symlink: "2",
	directory: "5",
	pax: "x"
};
function tarHeader(header) {
	const records = paxRecords(header);
	if (records === "") return ustarHeader(header);
	const paxBytes = records.length;
	if (paxBytes > maxPaxBytes) throw new OciError("SIZE_LIMIT", `an archive entry needs ${paxBytes} bytes for its name and link; ${maxPaxBytes} are allowed`);
	const blocks = Buffer.alloc(512 + roundUp(paxBytes) + 512);
	writePaxBlock(blocks.subarray(0, 512), header.name, paxBytes);
	blocks.write(records, 512, "latin1");
	const main = blocks.subarray(blocks.byteLength - 512);
	writeText(main, 0, nameBytes, toAscii(header.name));
	writeText(main, 157, nameBytes, toAscii(header.target));
	writeCommon(main, header, typeflags[header.kind]);
	return blocks;
}
function roundUp(size) {
	return Math.ceil(size / 512) * 512;
}
function ustarHeader(header) {
	const block = Buffer.alloc(512);
	const cut = splitName(header.name);
	if (cut > 0) block.write(header.name.slice(0, cut), 345, "latin1");
	block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, "latin1");
	block.write(header.target, 157, "latin1");
	writeCommon(block, header, typeflags[header.kind]);
	return block;
}
function paxRecords({ name, target, size }) {
	const longTarget = !isAscii(target) || target.length > nameBytes;
	const longName = !isAscii(name) || name.length > nameBytes;
	const large = size > maxOctalSize;
	if (!longTarget && !large && (!longName || splitName(name) > 0)) return "";
	let records = "";
	if (longTarget) records += paxRecord("linkpath", target);
	if (longName) records += paxRecord("path", name);
	if (large) records += paxRecord("size", String(size));
	return records;
}
function paxRecord(key, value) {
	const rest = key.length + value.length + 3;
	let length = rest + String(rest).length;
	length = rest + String(length).length;
	return `${length} ${key}=${value}\n`;
}
function splitName(name) {
	if (name.length <= nameBytes || !isAscii(name)) return -1;
	const slash = name.lastIndexOf("/", prefixBytes);
	const rest = name.length - slash - 1;
	return slash <= 0 || rest > nameBytes || rest === 0 ? -1 : slash;
}
function writePaxBlock(block, name, size) {
	const slash = name.lastIndexOf("/");
	const paxName = toAscii(fromLatin1(`${name.slice(0, slash + 1)}PaxHeaders.0/${name.slice(slash + 1)}`));
	block.write(paxName.slice(0, nameBytes).replace(/\/+$/, ""), 0, "latin1");
	writeOctal(block, 100, 8, 0);
	writeOctal(block, 108, 8, 0);
	writeOctal(block, 116, 8, 0);
	writeOctal(block, 124, 12, size);
	writeOctal(block, 136, 12, 0);
	finish(block, typeflags.pax);
}
function writeCommon(block, header, typeflag) {
	writeOctal(block, 100, 8, header.mode);
	writeOctal(block, 108, 8, 0);
	writeOctal(block, 116, 8, 0);
	writeOctal(block, 124, 12, header.size > maxOctalSize ? 0 : header.size);
	writeOctal(block, 136, 12, 0);
	writeOctal(block, 329, 8, 0);
	writeOctal(block, 337, 8, 0);
	finish(block, typeflag);
}
function finish(block, typeflag) {
	block.write(typeflag, 156, "latin1");
	block.write("ustar\x0000", 257, "latin1");
	let sum = 256;
	for (const byte of block) sum += byte;
	writeOctal(block, 148, 7, sum);
	block[155] = 32;
}
function writeOctal(block, at, width, value) {
	block.write(value.toString(8).padStart(width - 1, "0"), at, "latin1");
}
function writeText(block, at, width, text) {
	const cut = text.length > width && text[width - 1] === "/" ? text.slice(0, width - 1).replace(/\/+$/, "") : text.slice(0, width);
	block.write(cut, at, "latin1");
	if (cut.length < width && text.length > width) block.write(text.slice(cut.length + 1, width), at + cut.length + 1, "latin1");
}
function toAscii(name) {
	return isAscii(name) ? name : fromLatin1(name.replaceAll(/[\u0080-\u00ff]/g, ""));
}

// src/archive/tar/chunks.ts
const chunkBytes = 1048576;
var TarChunks = class {
	#full = [];
	#current;
	#used = 0;
	#written = 0;
	get written() {
		return this.#written;
	}
	space() {
		this.#current ??= Buffer.allocUnsafeSlow(chunkBytes);
		return this.#current.subarray(this.#used);
	}
	advance(bytes) {
		this.#used += bytes;
		this.#written += bytes;
		if (this.#used < 1048576 || this.#current === void 0) return;
		this.#full.push(this.#current);
		this.#current = void 0;
		this.#used = 0;
	}
	append(bytes) {
		for (let at = 0; at < bytes.byteLength;) {
			const copied = bytes.copy(this.space(), 0, at);
			this.advance(copied);
			at += copied;
		}
	}
	pad() {
		this.append(zeros.subarray(0, roundUp(this.#written) - this.#written));
	}
	take() {
		return this.#full.shift();
	}
	end() {
		this.append(zeros);
		const rest = this.#current?.subarray(0, this.#used);
		return rest === void 0 ? this.#full : [...this.#full, rest];
	}
};
const zeros = Buffer.alloc(2 * 512);

// src/archive/tar/writer.ts
const read$1 = promisify(read);
const directReadBytes = 262144;
async function* tarStream(entries, options) {
	const { report, onProgress, signal } = options;
	const chunks = new TarChunks();
	const begin = (header) => {
		const blocks = tarHeader(header);
		options.onHeader?.(blocks);
		chunks.append(blocks);
	};
	let count = 0;
	for await (const entry of entries) {
		throwIfAborted(signal);
		if (entry.kind !== "file") {
			if (report.failed) continue;
			begin(entry);
		} else {
			const file = openListed(entry, report);
			if (file === void 0) continue;
			try {
				if (report.failed) continue;
				const size = Number(file.stat.size);
				begin({
					...entry,
					size
				});
				if (size <= directReadBytes) readDirectly(file, size, entry, chunks);
				else yield* readInParts(file, size, entry, chunks, options, count);
				chunks.pad();
				if (hasChanged(file)) throw changed(entry, "was written to while it was read");
			} finally {
				closeSync(file.fd);
			}
		}
		count++;
		for (let chunk = chunks.take(); chunk !== void 0; chunk = chunks.take()) {
			yield chunk;
			onProgress?.(chunks.written, count);
		}
	}
	report.throwIfFailed();
	yield* chunks.end();
	onProgress?.(chunks.written, count);
}
function readDirectly(file, size, entry, chunks) {
	for (let left = size; left > 0;) {
		const space = chunks.space();
		let got;
		try {
			got = readSync(file.fd, space, 0, Math.min(left, space.byteLength), null);
		} catch (error) {
			throw unreadable(entry, error);
		}
		if (got === 0) throw changed(entry, "became shorter while it was read");
		chunks.advance(got);
		left -= got;
	}
}
async function* readInParts(file, size, entry, chunks, options, count) {
	for (let left = size; left > 0;) {
		throwIfAborted(options.signal);
		const space = chunks.space();
		const { bytesRead } = await read$1(file.fd, space, 0, Math.min(left, space.byteLength), null).catch((error) => {
			throw unreadable(entry, error);
		});
		if (bytesRead === 0) throw changed(entry, "became shorter while it was read");
		chunks.advance(bytesRead);
		left -= bytesRead;
		for (let chunk = chunks.take(); chunk !== void 0; chunk = chunks.take()) {
			yield chunk;
			options.onProgress?.(chunks.written, count);
		}
	}
}
function changed(entry, reason) {
	return new OciError("FILE_CHANGED", `"${printable(textOf(entry.name), 300)}" in source-dir ${reason}: package a directory that nothing writes to meanwhile`);
}
function unreadable(entry, error) {
	return fileSystemError(error, `read "${textOf(entry.name)}" in source-dir`);
}

// src/archive/walk/report.ts
const keptPaths = 100;
const keptWarnings = 20;
const keptProblems = 20;
const problemKinds = {
	special: {
		code: "INPUT_INVALID",
		fix: "Remove it, or leave it out with \"exclude\"."
	},
	link: {
		code: "INPUT_INVALID",
		fix: "Mend the link, leave it out with \"exclude\", or choose another \"symlinks\" or \"allow-outside-links\"."
	},
	name: {
		code: "INPUT_INVALID",
		fix: "Rename it, or leave it out with \"exclude\"."
	},
	unreadable: {
		code: "FILE_SYSTEM",
		fix: "Make it readable, or leave it out with \"exclude\"."
	},
	changed: {
		code: "FILE_CHANGED",
		fix: "Package a directory that nothing writes to meanwhile."
	}
};
var WalkReport = class {
	files = 0;
	directories = 0;
	symlinks = 0;
	excluded = 0;
	warnings = [];
	credentialFiles = [];
	#sourceDir;
	#problems = [];
	#warningsDropped = 0;
	constructor(sourceDir) {
		this.#sourceDir = sourceDir;
	}
	get entries() {
		return this.files + this.directories + this.symlinks;
	}
	get failed() {
		return this.#problems.length > 0;
	}
	problem(kind, name, reason, cause) {
		this.#problems.push({
			kind,
			text: `"${printable(textOf(name), 300)}" ${reason}`,
			cause
		});
		if (this.#problems.length >= keptProblems) this.#fail(" (and perhaps more)");
	}
	throwIfFailed() {
		if (this.failed) this.#fail("");
	}
	warn(text) {
		if (this.warnings.length < keptWarnings) this.warnings.push(text);
		else this.#warningsDropped++;
	}
	credentialFile(name) {
		if (this.credentialFiles.length < keptPaths) this.credentialFiles.push(printable(textOf(name), 300));
	}
	finish() {
		if (this.#warningsDropped > 0) this.warnings.push(`${this.#warningsDropped} more warnings like these are not shown`);
		this.#warningsDropped = 0;
	}
	#fail(more) {
		const [first] = this.#problems;
		const fixes = new Set(this.#problems.map(({ kind }) => problemKinds[kind].fix));
		const list = this.#problems.map(({ text }) => text).join("; ");
		throw new OciError(first === void 0 ? "INPUT_INVALID" : problemKinds[first.kind].code, `source-dir "${printable(this.#sourceDir, 300)}" cannot be packaged: ${list}${more}. ${[...fixes].join(" ")}`, { cause: first?.cause });
	}
};

// src/archive/walk/git-index.ts
const statBytes = 40;
const modeOffset = 24;
const headerBytes = 12;
const extendedFlag = 16384;
const executableMode = 33261;
function executablesOfIndex(index) {
	if (index.byteLength < headerBytes || index.toString("latin1", 0, 4) !== "DIRC") throw invalid("it does not begin with DIRC");
	const version = index.readUInt32BE(4);
	if (version < 2 || version > 4) throw invalid(`its version is ${version}; 2, 3 and 4 are known`);
	const hashBytes = objectNameBytes(index);
	const content = index.subarray(0, index.byteLength - hashBytes);
	try {
		return readEntries(content, version, hashBytes);
	} catch (error) {
		if (error instanceof RangeError) throw invalid("it ends in the middle of an entry", error);
		throw error;
	}
}
function readEntries(content, version, hashBytes) {
	const executables = [];
	const count = content.readUInt32BE(8);
	let at = headerBytes;
	let previous = "";
	for (let entry = 0; entry < count; entry++) {
		const start = at;
		const mode = content.readUInt32BE(start + modeOffset);
		const flags = content.readUInt16BE(start + statBytes + hashBytes);
		at = start + statBytes + hashBytes + ((flags & extendedFlag) === 0 || version < 3 ? 2 : 4);
		let kept = 0;
		if (version === 4) [kept, at] = keptPrefix(content, at, previous.length);
		const end = content.indexOf(0, at);
		if (end < 0) throw invalid("a name does not end");
		const name = previous.slice(0, kept) + content.toString("latin1", at, end);
		at = version === 4 ? end + 1 : start + (end - start + 8 & -8);
		if (version === 4) previous = name;
		if (mode === executableMode) executables.push(fromLatin1(name));
	}
	if (hasExtension(content, at, "link")) throw invalid("it is a split index; \"git update-index --no-split-index\" makes it whole");
	return executables;
}
function keptPrefix(content, at, previousLength) {
	let byte = content.readUInt8(at++);
	let cut = byte & 127;
	while ((byte & 128) !== 0) {
		byte = content.readUInt8(at++);
		cut = (cut + 1) * 128 + (byte & 127);
	}
	if (cut > previousLength) throw invalid("a name cuts more than the one before it has");
	return [previousLength - cut, at];
}
function hasExtension(content, start, signature) {
	for (let at = start; at + 8 <= content.byteLength; at += 8 + content.readUInt32BE(at + 4)) if (content.toString("latin1", at, at + 4) === signature) return true;
	return false;
}
function objectNameBytes(index) {
	for (const [algorithm, bytes] of [["sha1", 20], ["sha256", 32]]) {
		if (index.byteLength < headerBytes + bytes) continue;
		const end = index.byteLength - bytes;
		if (createHash(algorithm).update(index.subarray(0, end)).digest().equals(index.subarray(end))) return bytes;
	}
	for (const bytes of [32, 20]) if (index.byteLength >= headerBytes + bytes && index.subarray(index.byteLength - bytes).every((byte) => byte === 0)) return bytes;
	throw invalid("its checksum is wrong");
}
function invalid(reason, cause) {
	return new OciError("ARCHIVE_INVALID", `the git index cannot be read: ${reason}`, { cause });
}

// src/archive/walk/source.ts
async function openSource(sourceDir, subDir, signal) {
	throwIfAborted(signal);
	const shown = printable(sourceDir, 300);
	if (sourceDir === "" || sourceDir.includes("\0")) throw new OciError("INPUT_INVALID", `source-dir "${shown}" is not a path: name the directory to package`);
	const root = await realRoot(sourceDir, shown);
	const segments = subDirSegments(subDir ?? "");
	let directory = root;
	for (const segment of segments) {
		throwIfAborted(signal);
		directory = joinName(directory, segment);
		await requireDirectory(directory, `sub-dir "${printable(subDir ?? "", 300)}"`, `source-dir "${shown}"`);
	}
	return {
		root,
		subDir: segments
	};
}
function slashed(path) {
	return fromLatin1(process.platform === "win32" ? path.replaceAll("\\", "/") : path);
}
async function realRoot(sourceDir, shown) {
	try {
		const root = slashed((await realpath(sourceDir, { encoding: "buffer" })).toString("latin1"));
		if ((await lstat(systemPath(root))).isDirectory()) return root;
	} catch (error) {
		if (!isMissing(error)) throw fileSystemError(error, `read source-dir ${sourceDir}`);
		throw new OciError("INPUT_INVALID", `source-dir "${shown}" does not exist: name the directory to package`, { cause: error });
	}
	throw new OciError("INPUT_INVALID", `source-dir "${shown}" is not a directory: name the directory that holds the files to package`);
}
function subDirSegments(subDir) {
	const path = process.platform === "win32" ? subDir.replaceAll("\\", "/") : subDir;
	const refuse = (reason) => {
		throw new OciError("INPUT_INVALID", `sub-dir "${printable(subDir, 300)}" ${reason}: name a directory below source-dir, by its path relative to it`);
	};
	if (isAbsolute(path) || path.startsWith("/")) refuse("is an absolute path");
	if (path.includes("\0")) refuse("holds a NUL byte");
	const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
	if (segments.includes("..")) refuse("climbs out with \"..\"");
	if (segments.some((segment) => segment.toLowerCase() === ".git")) refuse("lies in .git, which is never packaged");
	return segments.map(byteStringOf);
}
async function requireDirectory(directory, subDir, sourceDir) {
	let stat;
	try {
		stat = await lstat(systemPath(directory), { bigint: true });
	} catch (error) {
		if (!isMissing(error)) throw fileSystemError(error, `read ${subDir}`);
		throw new OciError("INPUT_INVALID", `${subDir} does not exist in ${sourceDir}`, { cause: error });
	}
	if (stat.isSymbolicLink()) throw new OciError("INPUT_INVALID", `${subDir} passes through a symbolic link: name the directory that the link leads to`);
	if (!stat.isDirectory()) throw new OciError("INPUT_INVALID", `${subDir} is not a directory in ${sourceDir}`);
}

// src/archive/walk/link.ts
const maxHops = 40;
function readTarget(location) {
	return slashed(readlinkSync(systemPath(location), { encoding: "latin1" }));
}
function leavesSource(root, name, target) {
	if (target.startsWith("/") || process.platform === "win32" && /^[A-Za-z]:/.test(target)) return true;
	const directory = name.split("/").slice(0, -1);
	return climbsOut(directory, target) || climbsOutThroughLinks(root, directory, target);
}
function climbsOut(directory, target) {
	let depth = directory.length;
	for (const segment of target.split("/")) {
		if (segment === "..") depth--;
		else if (segment !== "" && segment !== ".") depth++;
		if (depth < 0) return true;
	}
	return false;
}
function climbsOutThroughLinks(root, directory, target) {
	const reached = [...directory];
	const ahead = target.split("/").toReversed();
	let hops = 0;
	for (let segment = ahead.pop(); segment !== void 0; segment = ahead.pop()) {
		if (segment === "" || segment === ".") continue;
		if (segment === "..") {
			if (reached.pop() === void 0) return true;
			continue;
		}
		const next = linkTarget(joinName(root, fromLatin1([...reached, segment].join("/"))));
		if (next === void 0) {
			reached.push(segment);
			continue;
		}
		if (next.startsWith("/") || process.platform === "win32" && /^[A-Za-z]:/.test(next)) return true;
		if (++hops > maxHops) return false;
		ahead.push(...next.split("/").toReversed());
	}
	return false;
}
function linkTarget(location) {
	try {
		return lstatSync(systemPath(location), { throwIfNoEntry: false })?.isSymbolicLink() === true ? readTarget(location) : void 0;
	} catch {
		return;
	}
}
function followLink(location) {
	const real = slashed(realpathSync.native(systemPath(location), { encoding: "latin1" }));
	return {
		location: real,
		stat: lstatSync(systemPath(real), { bigint: true })
	};
}
function relativeTo(root, location) {
	if (location === root) return fromLatin1("");
	const prefix = root.endsWith("/") ? root : `${root}/`;
	return location.startsWith(prefix) ? fromLatin1(location.slice(prefix.length)) : void 0;
}

// src/archive/walk/executables.ts
const maxIndexBytes = 1024 ** 3;
async function gitExecutables(root, onWarning, signal) {
	const found = /* @__PURE__ */ new Set();
	try {
		const workTree = await findWorkTree(root, signal);
		if (workTree === void 0) return found;
		const path = join(workTree.gitDir, "index");
		if ((await stat(path)).size > maxIndexBytes) throw new RangeError(`${path} is larger than ${maxIndexBytes} bytes`);
		for (const name of executablesOfIndex(await readFile(path, { signal }))) {
			const below = relativeTo(root, joinName(workTree.root, name));
			if (below !== void 0) found.add(below);
		}
	} catch (error) {
		throwIfAborted(signal);
		if (isOciError(error, "ABORTED", "TIMEOUT")) throw error;
		if (errnoOf(error) !== "ENOENT") onWarning(`no file is marked executable, because ${fileSystemError(error, "read the git index").message}`);
	}
	return found;
}
async function findWorkTree(from, signal) {
	for (let directory = from;;) {
		throwIfAborted(signal);
		const gitDir = await gitDirOf(directory);
		if (gitDir !== void 0) return {
			root: directory,
			gitDir
		};
		const end = directory.lastIndexOf("/");
		if (end < 0 || directory === "/") return void 0;
		directory = fromLatin1(end === 0 ? "/" : directory.slice(0, end));
	}
}
async function gitDirOf(directory) {
	const path = joinName(directory, byteStringOf(".git"));
	try {
		if ((await stat(systemPath(path))).isDirectory()) return textOf(path);
		const target = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(systemPath(path), "utf8"))?.[1];
		if (target === void 0) return void 0;
		return isAbsolute(target) ? target : resolve(textOf(directory), target);
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw error;
	}
}

// src/archive/walk/collisions.ts
function collisions(names) {
	const hashes = Uint32Array.from(names, hashOf).sort();
	const repeated = /* @__PURE__ */ new Set();
	for (let at = 1; at < hashes.length; at++) {
		const hash = hashes[at];
		if (hash !== void 0 && hash === hashes[at - 1]) repeated.add(hash);
	}
	const found = [];
	if (repeated.size === 0) return found;
	const firsts = /* @__PURE__ */ new Map();
	for (const name of names) {
		if (!repeated.has(hashOf(name))) continue;
		const folded = foldName(name);
		const first = firsts.get(folded);
		if (first === void 0) firsts.set(folded, name);
		else found.push([first, name]);
	}
	return found;
}
function hashOf(name) {
	const folded = foldName(name);
	let hash = 2166136261;
	for (let at = 0; at < folded.length; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), 16777619);
	return hash >>> 0;
}

// src/archive/walk/modes.ts
const modeBits = 4095n;
const ownerMayExecute = 64n;
function entryMode(stat, name, modes, executables) {
	if (modes === "keep" && executables === void 0) return Number(stat.mode & modeBits);
	if (stat.isDirectory()) return 493;
	return (executables === void 0 ? (stat.mode & ownerMayExecute) !== 0n : executables.has(name)) ? 493 : 420;
}

// src/archive/walk/names.ts
function isGitDirectory(segment) {
	return segment.length === 4 && segment.toLowerCase() === ".git";
}
const credentialNames = /* @__PURE__ */ new Set([
	".npmrc",
	".netrc",
	"_netrc",
	".pypirc",
	".git-credentials"
]);
function mayHoldCredentials(path) {
	const name = path.slice(path.lastIndexOf("/") + 1);
	return credentialNames.has(name) || name === "config.json" && path.endsWith("/.docker/config.json");
}
function unportableReason(name) {
	if (name.includes("\\")) return "holds a backslash, which separates directories on Windows";
	if (/^[A-Za-z]:/.test(name)) return "begins like a drive of Windows";
}

// src/archive/walk/entry.ts
const noTarget = fromLatin1("");
var EntryReader = class {
	#rules;
	constructor(rules) {
		this.#rules = rules;
	}
	above() {
		const { root, subDir } = this.#rules.source;
		let location = root;
		let name = noTarget;
		const entries = [this.#entry(byteStringOf("."), root, lstatSync(systemPath(root), { bigint: true }))];
		for (const segment of subDir) {
			location = joinName(location, segment);
			name = joinName(name, segment);
			entries.push(this.#entry(name, location, lstatSync(systemPath(location), { bigint: true })));
		}
		return entries.filter((entry) => entry !== void 0);
	}
	read(directory, segment) {
		const { report, skips, excludes } = this.#rules;
		if (isGitDirectory(segment)) return void 0;
		const name = joinName(directory.name, segment);
		const location = joinName(directory.location, segment);
		if (segment.length > 255 || name.length > 4096) throw new OciError("SIZE_LIMIT", `"${printable(textOf(name), 300)}" is too long a path to package: ${maxPathBytes} bytes are allowed, and ${255} for each segment`);
		if (skips.hasPath(location)) return void 0;
		let stat;
		try {
			stat = lstatSync(systemPath(location), {
				bigint: true,
				throwIfNoEntry: false
			});
		} catch (error) {
			report.problem("unreadable", name, unreadableReason(error), error);
			return;
		}
		if (stat === void 0) {
			if (isUtf8Name(name)) report.problem("changed", name, "disappeared while its directory was read");
			else report.problem("name", name, "cannot be read: its name is not Unicode");
			return;
		}
		if (skips.hasIdentity(stat)) return void 0;
		if (excludes(name, stat.isDirectory())) {
			report.excluded++;
			return;
		}
		return stat.isSymbolicLink() ? this.#link(name, location, stat) : this.#entry(name, location, stat);
	}
	leavesOut(name) {
		const { excludes } = this.#rules;
		return isGitDirectory(name.slice(name.lastIndexOf("/") + 1)) || excludes(name, false) || excludes(name, true);
	}
	#link(name, location, stat) {
		const { symlinks, source, allowOutsideLinks, report } = this.#rules;
		if (symlinks === "error") {
			report.problem("link", name, "is a symbolic link, and \"symlinks\" allows none");
			return;
		}
		if (symlinks === "follow") return this.#follow(name, location);
		let target;
		try {
			target = readTarget(location);
		} catch (error) {
			report.problem("changed", name, "was exchanged for something else after it was listed", error);
			return;
		}
		if (!allowOutsideLinks && leavesSource(source.root, name, target)) {
			report.problem("link", name, `is a link that leaves the source: it points to "${printable(textOf(target), 300)}"`);
			return;
		}
		return {
			kind: "symlink",
			name,
			location,
			mode: 511,
			size: 0,
			target,
			dev: stat.dev,
			ino: stat.ino
		};
	}
	#follow(name, location) {
		const { source, allowOutsideLinks, report, skips, excludes } = this.#rules;
		let followed;
		try {
			followed = followLink(location);
		} catch (error) {
			if (isMissing(error)) report.problem("link", name, "is a link to nothing, and cannot be followed", error);
			else if (errnoOf(error) === "ELOOP") report.problem("link", name, "is a link that leads in a circle", error);
			else report.problem("unreadable", name, unreadableReason(error), error);
			return;
		}
		const inside = relativeTo(source.root, followed.location);
		if (inside === void 0 && !allowOutsideLinks) {
			report.problem("link", name, `is a link that leaves the source: it leads to "${printable(textOf(followed.location), 300)}"`);
			return;
		}
		if ((inside ?? followed.location).split("/").some(isGitDirectory)) {
			report.problem("link", name, "is a link into .git, which is never packaged");
			return;
		}
		if (skips.hasIdentity(followed.stat) || skips.cover(followed.location)) return void 0;
		if (followed.stat.isDirectory() && excludes(name, true)) {
			report.excluded++;
			return;
		}
		return this.#entry(name, followed.location, followed.stat);
	}
	#entry(name, location, stat) {
		const { report, modes, executables } = this.#rules;
		const kind = stat.isDirectory() ? "directory" : stat.isFile() ? "file" : void 0;
		if (kind === void 0) {
			report.problem("special", name, `is ${special(stat)}, which no artifact can hold`);
			return;
		}
		const unportable = unportableReason(name);
		if (unportable !== void 0) report.warn(`"${printable(textOf(name), 300)}" ${unportable}: unpacking may refuse it`);
		if (kind === "file" && mayHoldCredentials(location)) report.credentialFile(name);
		const size = kind === "file" ? Number(stat.size) : 0;
		return {
			kind,
			name,
			location,
			mode: entryMode(stat, name, modes, executables),
			size,
			target: noTarget,
			dev: stat.dev,
			ino: stat.ino
		};
	}
};
function special(stat) {
	if (stat.isFIFO()) return "a FIFO";
	if (stat.isSocket()) return "a socket";
	return stat.isBlockDevice() || stat.isCharacterDevice() ? "a device" : "a special file";
}

// src/archive/walk/skip.ts
var Skips = class {
	#identities = [];
	#paths = [];
	add(realPath, identity) {
		this.#paths.push(realPath);
		if (identity !== void 0) this.#identities.push({
			dev: identity.dev,
			ino: identity.ino
		});
	}
	hasPath(location) {
		return this.#paths.includes(location);
	}
	hasIdentity(found) {
		return this.#identities.some(({ dev, ino }) => ino === found.ino && dev === found.dev);
	}
	cover(location) {
		return this.#paths.some((path) => relativeTo(path, location) !== void 0);
	}
};
async function skipped(paths, signal) {
	const skips = new Skips();
	for (const path of paths) {
		throwIfAborted(signal);
		const real = await realPathOf(resolve(path));
		try {
			skips.add(real, await stat(path, { bigint: true }));
		} catch (error) {
			if (!isMissing(error)) throw fileSystemError(error, `look at ${path}`);
			skips.add(real);
		}
	}
	return skips;
}
async function realPathOf(path) {
	try {
		return slashed((await realpath(path, { encoding: "buffer" })).toString("latin1"));
	} catch (error) {
		const parent = dirname(path);
		if (!isMissing(error) || parent === path) throw fileSystemError(error, `look at ${path}`);
		return joinName(await realPathOf(parent), byteStringOf(basename(path)));
	}
}

// src/archive/walk/walk.ts
const entriesPerTurn = 64;
async function* walk(options) {
	const { signal, sourceDir } = options;
	const report = options.report ?? new WalkReport(sourceDir);
	const limit = options.maxEntries ?? 1e6;
	const reader = await readerFor(options, report);
	const above = reader.above();
	for (const entry of above) {
		count(report, entry);
		yield entry;
	}
	const start = above.at(-1);
	const stack = [];
	if (start !== void 0) descend(stack, start, reader, report);
	for (let frame = stack.at(-1), looked = 0; frame !== void 0; frame = stack.at(-1)) {
		const segment = frame.names[frame.next++];
		if (segment === void 0) {
			stack.pop();
			continue;
		}
		if (++looked % entriesPerTurn === 0) await setImmediate();
		throwIfAborted(signal);
		const entry = reader.read(frame, segment);
		if (entry === void 0 || isCircle(entry, stack, report)) continue;
		if (report.entries >= limit) throw new OciError("SIZE_LIMIT", `source-dir "${printable(sourceDir, 300)}" holds more than ${limit} entries: leave some out with "exclude", or package a part with "sub-dir"`);
		count(report, entry);
		yield entry;
		if (entry.kind === "directory") descend(stack, entry, reader, report);
	}
	report.finish();
	report.throwIfFailed();
	if (report.entries === above.length) throw nothingToPackage(options, report);
}
async function readerFor(options, report) {
	const { signal } = options;
	const source = await openSource(options.sourceDir, options.subDir, signal);
	const hasModes = options.hasModes ?? process.platform !== "win32";
	return new EntryReader({
		source,
		report,
		excludes: excluding(options.exclude ?? []),
		skips: await skipped(options.skip ?? [], signal),
		symlinks: options.symlinks ?? "preserve",
		allowOutsideLinks: options.allowOutsideLinks ?? false,
		modes: options.modes ?? "keep",
		executables: hasModes ? void 0 : await gitExecutables(source.root, (text) => report.warn(text), signal)
	});
}
function count(report, entry) {
	if (entry.kind === "file") report.files++;
	else if (entry.kind === "directory") report.directories++;
	else report.symlinks++;
}
function descend(stack, entry, reader, report) {
	if (stack.length > 1024) throw new OciError("SIZE_LIMIT", `"${printable(textOf(entry.name), 300)}" lies deeper than ${maxDepth} directories: leave it out with "exclude"`);
	let names;
	try {
		const path = systemPath(entry.location);
		names = readdirSync(path, { encoding: "latin1" });
		const now = lstatSync(path, { bigint: true });
		if (!now.isDirectory() || now.dev !== entry.dev || now.ino !== entry.ino) {
			report.problem("changed", entry.name, "was exchanged for something else while it was read");
			return;
		}
	} catch (error) {
		if (isMissing(error)) report.problem("changed", entry.name, "disappeared while it was read", error);
		else report.problem("unreadable", entry.name, unreadableReason(error), error);
		return;
	}
	names.sort();
	const name = entry.name === "." ? byteStringOf("") : entry.name;
	warnOfCollisions(name, names, reader, report);
	stack.push({
		entry,
		name,
		location: entry.location,
		names,
		next: 0
	});
}
function warnOfCollisions(directory, names, reader, report) {
	for (const [one, other] of collisions(names)) {
		const [a, b] = [joinName(directory, one), joinName(directory, other)];
		if (reader.leavesOut(a) || reader.leavesOut(b)) continue;
		report.warn(`"${printable(textOf(a), 300)}" and "${printable(textOf(b), 300)}" differ only in letter case or in how letters are composed: they are one file on Windows and macOS`);
	}
}
function isCircle(entry, stack, report) {
	if (entry.kind !== "directory" || !stack.some((frame) => frame.entry.ino === entry.ino && frame.entry.dev === entry.dev)) return false;
	report.problem("link", entry.name, "leads back to a directory that it lies in");
	return true;
}
function nothingToPackage(options, report) {
	const place = options.subDir === void 0 || options.subDir === "" ? "source-dir" : `sub-dir "${printable(options.subDir, 300)}" of source-dir`;
	const reason = report.excluded > 0 ? "holds nothing but what \"exclude\" leaves out" : "holds nothing to package";
	return new OciError("INPUT_INVALID", `${place} "${printable(options.sourceDir, 300)}" ${reason}: name a directory with files in it`);
}

// src/archive/pack.ts
function packLayer(options) {
	const { promise, resolve, reject } = Promise.withResolvers();
	promise.catch(() => void 0);
	return {
		content: pack(options, resolve, reject),
		result: promise
	};
}
async function describeLayer(options) {
	const { onProgress, signal } = options;
	const report = new WalkReport(options.sourceDir);
	const digester = new Digester();
	const shape = new Digester();
	const archive = tarStream(walk({
		...options,
		report
	}), {
		report,
		onProgress,
		onHeader: (header) => shape.update(header),
		signal
	});
	for await (const chunk of readAhead(archive)) {
		digester.update(chunk);
		detachBuffer(chunk);
	}
	return described(report, digester, shape);
}
function described(report, content, shape) {
	const { files, directories, symlinks, excluded, warnings, credentialFiles } = report;
	return {
		contentDigest: content.digest(),
		contentSize: content.size,
		shape: shape.digest(),
		files,
		directories,
		symlinks,
		excluded,
		warnings,
		credentialFiles
	};
}
async function* readAhead(content) {
	let next = content.next();
	try {
		for (let step = await next; step.done !== true; step = await next) {
			next = content.next();
			next.catch(() => void 0);
			yield step.value;
		}
	} finally {
		await content.return();
	}
}
async function* pack(options, resolve, reject) {
	const { compression, compressionLevel, threads, onProgress, signal } = options;
	const report = new WalkReport(options.sourceDir);
	const digester = new Digester();
	const shape = new Digester();
	const archive = tarStream(walk({
		...options,
		report
	}), {
		report,
		onProgress,
		onHeader: (header) => shape.update(header),
		signal
	});
	try {
		yield* compress(hashed(archive, digester), {
			compression,
			level: compressionLevel,
			threads,
			owned: true,
			signal
		});
		resolve(described(report, digester, shape));
	} catch (error) {
		reject(error);
		throw error;
	} finally {
		reject(new OciError("ABORTED", "the layer was not read to its end"));
	}
}
async function* hashed(archive, digester) {
	for await (const chunk of archive) {
		digester.update(chunk);
		yield chunk;
	}
}

// src/archive/shape.ts
async function shapeOf(options) {
	const digester = new Digester();
	for await (const entry of walk(options)) digester.update(tarHeader(entry));
	return digester.digest();
}

// src/commands/packing-cache.ts
const defaultPackingCacheBytes = 10 * 1024 ** 3;
const entryArtifactType = "application/vnd.oci-artifact.packing-cache.v1";
var PackingCache = class PackingCache {
	#folder;
	#store;
	#options;
	#warn;
	constructor(folder, store, options, warn) {
		this.#folder = folder;
		this.#store = store;
		this.#options = options;
		this.#warn = warn;
	}
	static async open(options, warn, signal) {
		try {
			const folder = await ArtifactCache.open(options.directory, { signal });
			return new PackingCache(folder, await LayoutRepository.open(folder.path, {
				allowSparse: true,
				signal
			}), options, warn);
		} catch (error) {
			throwIfAborted(signal);
			if (isOciError(error, "INPUT_INVALID")) throw error;
			warn(`the packing cache ${resolve(options.directory)} is not used: ${messageOf(error)}`, error);
			return;
		}
	}
	async find(source, layout, known) {
		const { signal } = source;
		const encoding = encodingOf(source);
		const content = known ?? await this.#describe(source, encoding);
		if (content === void 0) return void 0;
		const layer = await this.#quietly(signal, () => this.#entry(layerName(source, content.contentDigest), { signal }));
		return layer !== void 0 && await this.#quietly(signal, () => this.#take(layer, content, layout, { signal })) === true ? {
			layer,
			content
		} : void 0;
	}
	async keep(source, layout, layer, content) {
		const { signal } = source;
		const encoding = encodingOf(source);
		const maxBytes = this.#options.maxBytes ?? defaultPackingCacheBytes;
		if (layer.size > maxBytes) return;
		await this.#quietly(signal, async () => {
			await this.#store.linkFrom(layout, layer, { signal });
			const entry = await packManifest(this.#store, "1.1", entryArtifactType, {
				layers: [plainDescriptor(layer)],
				manifestAnnotations: { [annotationCreated]: reproducibleTimestamp },
				signal
			});
			await this.#store.tag(entry, layerName(source, content.contentDigest), { signal });
			await this.#store.tag(entry, shapeName(encoding, content.shape), { signal });
			await this.#folder.trim(maxBytes, {
				keep: layer.digest,
				signal
			});
		});
	}
	async #describe(source, encoding) {
		const { signal } = source;
		if (await this.#quietly(signal, () => this.#isEmpty({ signal })) !== false) return void 0;
		const shape = await shapeOf({
			...source,
			report: void 0
		});
		const likely = await this.#quietly(signal, () => this.#entry(shapeName(encoding, shape), { signal }));
		if (likely === void 0) return void 0;
		const checking = this.#options.shared === true ? void 0 : this.#store.verifyInBackground(likely, { signal }).catch(() => void 0);
		try {
			return await describeLayer(source);
		} finally {
			await checking;
		}
	}
	async #isEmpty(options) {
		for await (const _ of this.#store.tags(options)) return false;
		return true;
	}
	async #entry(name, options) {
		try {
			const found = await this.#store.resolve(name, options);
			const manifest = parseManifest(await collect(await this.#store.fetch(found, options), maxManifestBytes, `the manifest ${found.digest}`), found.mediaType);
			return manifest.kind === "manifest" ? manifest.layers[0] : void 0;
		} catch (error) {
			if (isNotFound(error)) return void 0;
			throw error;
		}
	}
	async #take(layer, content, layout, options) {
		if (!await this.#store.exists(layer, options)) return false;
		try {
			await layout.linkFrom(this.#store, layer, options);
			if (this.#options.shared === true) await compare(await layout.fetch(layer, options), content, options);
			else if (!await layout.isKnown(layer, options)) await readWhole(await layout.fetch(layer, options));
			return true;
		} catch (error) {
			if (isNotFound(error)) return false;
			if (!isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH", "ARCHIVE_INVALID")) throw error;
			for (const store of [layout, this.#store]) await removeBlob(store, layer);
			throw error;
		}
	}
	async #quietly(signal, work) {
		try {
			return await work();
		} catch (error) {
			throwIfAborted(signal);
			this.#warn(`the packing cache ${this.#folder.path}: ${messageOf(error)}; the layer is packed anew`, error);
			return;
		}
	}
};
function layerKey(source, contentDigest) {
	return digestHex(digestOf(`${encodingOf(source)}\n${contentDigest}`));
}
function encodingOf({ compression, compressionLevel }) {
	return encodingName({
		compression,
		level: compressionLevel
	});
}
function layerName(source, contentDigest) {
	return `packed:${layerKey(source, contentDigest)}`;
}
function shapeName(encoding, shape) {
	return `shape:${digestHex(digestOf(`${encoding}\n${shape}`))}`;
}
async function readWhole(reader) {
	if (reader.pipeTo !== void 0) await reader.pipeTo(() => void 0);
	else for await (const chunk of reader);
}
async function compare(reader, content, options) {
	const what = `the layer ${reader.descriptor.digest} for ${content.contentDigest}`;
	const digester = new Digester();
	for await (const chunk of decompress(reader, {
		maxRatio: Infinity,
		what,
		signal: options.signal
	})) {
		digester.update(chunk);
		if (digester.size > content.contentSize) throw new OciError("SIZE_MISMATCH", `${what} unpacks to more than ${content.contentSize} bytes`);
	}
	const actual = digester.digest();
	if (actual !== content.contentDigest) throw new OciError("DIGEST_MISMATCH", `${what} unpacks to ${actual}`);
}
async function removeBlob(store, blob) {
	try {
		await store.delete(blob);
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
}

// src/commands/layer.ts
const layerMediaTypes = {
	gzip: mediaTypeImageLayerGzip,
	zstd: mediaTypeImageLayerZstd,
	none: mediaTypeImageLayer
};
async function layerInto(store, source, options) {
	const { packingCache, keptLayers, onGrowing, onEvent } = options;
	const { signal } = source;
	const mediaType = layerMediaTypes[source.compression];
	const caches = [];
	const reused = ({ layer, content }, place) => {
		onEvent?.({
			kind: "line",
			text: `nothing has changed: layer reused from ${place}`
		});
		return {
			descriptor: {
				mediaType,
				...layer
			},
			content,
			reused: true
		};
	};
	if (packingCache !== void 0) {
		const cache = await PackingCache.open(packingCache, (text) => onEvent?.({
			kind: "warning",
			text
		}), signal);
		const found = await cache?.find(source, store);
		if (found !== void 0) return reused(found, `the cache ${packingCache.directory}`);
		if (cache !== void 0) caches.push(cache);
	}
	if (keptLayers !== void 0) {
		const content = await describeLayer(source);
		const directory = await keptLayers.open(layerKey(source, content.contentDigest), signal);
		const cache = await PackingCache.open({
			directory,
			shared: true
		}, keptLayers.warn, signal);
		const found = await cache?.find(source, store, content);
		if (found !== void 0) {
			const layer = reused(found, "what is kept between jobs");
			for (const nearer of caches) await nearer.keep(source, store, layer.descriptor, layer.content);
			return layer;
		}
		if (cache !== void 0) caches.push(cache);
	}
	const packing = packLayer(source);
	const descriptor = await store.ingest(packing.content, mediaType, {
		owned: true,
		signal,
		onGrowing
	});
	const content = await packing.result;
	for (const cache of caches) await cache.keep(source, store, descriptor, content);
	return {
		descriptor,
		content,
		reused: false
	};
}

// src/commands/package.ts
async function packageInto(storePath, options) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { signal, onEvent } = options;
		const source = {
			sourceDir: options.sourceDir,
			subDir: options.subDir,
			exclude: options.exclude,
			symlinks: options.symlinks,
			allowOutsideLinks: options.allowOutsideLinks,
			modes: options.modes,
			compression: options.compression,
			compressionLevel: options.compressionLevel,
			skip: [
				storePath,
				...options.packingCache === void 0 ? [] : [options.packingCache.directory],
				...options.skip ?? []
			],
			signal,
			onProgress: (done, entries) => onEvent?.({
				kind: "progress",
				phase: "package",
				done,
				entries
			})
		};
		const place = _usingCtx$2.a(await newDirectory(storePath));
		const store = await LayoutRepository.open(storePath, { create: "in-empty-folder" });
		const { descriptor, content, reused } = await layerInto(store, source, options);
		for (const event of packagingWarnings(content, options.compression)) onEvent?.(event);
		const layer = {
			...descriptor,
			annotations: layerAnnotations(options.compression, content)
		};
		const manifest = await packManifest(store, "1.1", options.artifactType, {
			layers: [layer],
			subject: options.subject,
			manifestAnnotations: {
				...options.annotations,
				[annotationCreated]: options.timestamp
			},
			signal
		});
		for (const tag of options.tags) await store.tag(manifest, tag, { signal });
		await store.tidy();
		place.keep();
		return {
			store,
			storePath,
			manifest,
			config: emptyDescriptor,
			layer,
			content,
			reused
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
function layerAnnotations(compression, content) {
	return {
		[annotationContentDigest]: content.contentDigest,
		...compression === "gzip" ? { [annotationContentUnpack]: "true" } : {},
		[annotationTitle]: "."
	};
}
function* packagingWarnings(content, compression) {
	if (content.excluded > 0) yield {
		kind: "excluded",
		count: content.excluded
	};
	if (content.credentialFiles.length > 0) yield {
		kind: "credential-files",
		paths: content.credentialFiles
	};
	for (const text of content.warnings) yield {
		kind: "warning",
		text
	};
	if (compression !== "gzip") yield {
		kind: "notice",
		text: `the layer is ${compression === "zstd" ? "compressed with zstd" : "not compressed"}: ORAS will not unpack it, because it reads gzip only`
	};
}

// src/commands/push-access.ts
const patienceMs = 1e4;
async function requirePushAccess(connection, { connection: { env }, signal }) {
	const { registry, repository } = connection.reference;
	const limit = AbortSignal.timeout(patienceMs);
	const limited = anySignal(limit, signal);
	try {
		if (await connection.credential(repository, { signal: limited }) !== void 0) return;
		await connection.registry.checkPush(repository, { signal: limited });
	} catch (error) {
		throwIfAborted(signal);
		if (!isOciError(error, "UNAUTHORIZED", "DENIED")) return;
		const status = error.status ?? 401;
		throw new OciError("UNAUTHORIZED", `no credentials were found for ${registry}, and it takes no push to ${repository} without them (${status})${forkHint(env)}`, { status });
	}
}
function forkHint(env) {
	if (env?.["GITHUB_EVENT_NAME"]?.startsWith("pull_request") !== true) return "";
	return "; a pull request from a fork gets no secrets, so leave the push out there (push: false)";
}

// src/commands/subject.ts
async function resolveSubject(repository, reference, home, label, options) {
	const found = await resolved(repository, reference, home, label, options);
	if (isManifestMediaType(found.mediaType)) return plainDescriptor(found);
	throw inputError(label("subject"), reference, `is a blob in ${home} (${printable(found.mediaType, 200)}); only a manifest or an index can be referred to`);
}
async function resolved(repository, reference, home, label, options) {
	try {
		return await repository.resolve(reference, options);
	} catch (error) {
		if (!isNotFound(error)) throw error;
		throw inputError(label("subject"), reference, `does not exist in ${home}; push it there first, or mend the digest or tag`, error);
	}
}

// src/commands/destination.ts
async function openDestination(options) {
	const { target } = options;
	return target.kind === "registry" ? openRegistry(target, options) : openLayout(target, options);
}
async function openRegistry(target, options) {
	const { subject, push, signal, label = asIs } = options;
	if (!push && subject === void 0) return nowhere(void 0);
	const name = {
		registry: target.registry,
		repository: target.repository
	};
	const connection = await connectRepository(name, options.connection);
	try {
		if (push) await requirePushAccess(connection, options);
		return {
			connection,
			subject: subject === void 0 ? void 0 : await resolveSubject(connection.repository, subject, formatReference(name), label, { signal }),
			[Symbol.asyncDispose]: () => connection.close()
		};
	} catch (error) {
		await connection.close();
		throw error;
	}
}
async function openLayout({ path }, { subject, signal, label = asIs }) {
	if (subject === void 0) return nowhere(void 0);
	let layout;
	try {
		layout = await LayoutRepository.open(resolve(path), {
			readOnly: true,
			signal
		});
	} catch (error) {
		if (!isOciError(error, "NOT_FOUND")) throw error;
		throw inputError(label("subject"), subject, `cannot be looked up, because there is no image layout at ${path} yet; the subject must be in it first`, error);
	}
	return nowhere(await resolveSubject(layout, subject, `the image layout ${path}`, label, { signal }));
}
function nowhere(subject) {
	return {
		connection: void 0,
		subject,
		[Symbol.asyncDispose]: () => Promise.resolve()
	};
}
function asIs(name) {
	return name;
}

// src/commands/outcome.ts
function outcome(options, packaged, pushed, durationMs) {
	const { manifest, ...content } = contentOf(options, packaged, pushed?.existing);
	return {
		...resultAt(options.target, manifest, options.pushByDigest ? [] : options.tags),
		...content,
		storePath: packaged.storePath,
		pushed: pushed !== void 0 && pushed.existing === void 0,
		reused: packaged.reused,
		files: packaged.content.files,
		excluded: packaged.content.excluded,
		durationMs: Math.round(durationMs)
	};
}
function contentOf(options, packaged, existing) {
	if (existing === void 0) {
		const { manifest, layer, config } = packaged;
		const { contentDigest, contentSize } = packaged.content;
		return {
			manifest: {
				...manifest,
				artifactType: manifest.artifactType ?? options.artifactType
			},
			layerDigest: layer.digest,
			layerSize: layer.size,
			contentDigest,
			contentSize,
			config,
			layers: [layer]
		};
	}
	const { descriptor, manifest } = existing;
	const layers = manifest.kind === "manifest" ? manifest.layers : [];
	const [layer] = layers;
	return {
		manifest: {
			...descriptor,
			artifactType: artifactTypeOf(manifest)
		},
		layerDigest: layer?.digest ?? "",
		layerSize: layer?.size ?? 0,
		contentDigest: layer?.annotations?.["io.deis.oras.content.digest"] ?? "",
		contentSize: 0,
		config: manifest.kind === "manifest" ? manifest.config : emptyDescriptor,
		layers
	};
}

// src/commands/package-source.ts
async function packageSource(storePath, options) {
	if (!await isFile(options.sourceDir)) return packageInto(storePath, options);
	const { packageImage } = await import("./package-image.js");
	return packageImage(storePath, options);
}
async function isFile(path) {
	try {
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}

// src/commands/streaming-layer-upload.ts
const streamingUploadThreshold = 8388608;
var StreamingLayerUpload = class {
	#registry;
	#repository;
	#wanted;
	#onEvent;
	#stop = new AbortController();
	#signal;
	#whole = Promise.withResolvers();
	#content;
	#sending;
	#layer;
	#done = 0;
	constructor(registry, repository, options) {
		this.#registry = registry;
		this.#repository = repository;
		this.#wanted = options.wanted;
		this.#onEvent = options.onEvent;
		this.#signal = anySignal(this.#stop.signal, options.signal);
		this.#whole.promise.catch(() => void 0);
	}
	begin(content) {
		this.#content = content;
		this.#sending = this.#send(content);
	}
	finish(layer) {
		this.#layer = layer;
		this.#whole.resolve(layer);
	}
	async hasSent(descriptor) {
		return descriptor.digest === this.#layer?.digest && this.#sending !== void 0 && await this.#sending;
	}
	async [Symbol.asyncDispose]() {
		this.#stop.abort(/* @__PURE__ */ new Error("the layer is not needed any more"));
		this.#whole.reject(this.#stop.signal.reason);
		await this.#content?.close();
		await this.#sending;
	}
	async #send(content) {
		if (!await content.reaches(8388608) || !await this.#wanted || this.#signal.aborted) return false;
		try {
			await this.#registry.pushBlobStreamed(this.#repository, this.#counted(content), this.#whole.promise, { signal: this.#signal });
			return true;
		} catch (error) {
			if (!this.#signal.aborted && isOciError(error)) this.#onEvent?.({
				kind: "line",
				text: `the layer could not be sent while it was packed, and is pushed when it is whole: ${error.message}`
			});
			return false;
		}
	}
	#counted(content) {
		const count = (position) => {
			this.#done = Math.max(this.#done, position);
			if (this.#layer !== void 0) this.#onEvent?.({
				kind: "progress",
				phase: "push",
				done: this.#done,
				total: this.#layer.size
			});
		};
		return {
			get size() {
				return content.size;
			},
			reaches: (size) => content.reaches(size),
			close: () => content.close(),
			[Symbol.asyncDispose]: () => content.close(),
			async *open(from, signal) {
				let position = from;
				for await (const chunk of content.open(from, signal)) {
					position += chunk.byteLength;
					count(position);
					yield chunk;
				}
			}
		};
	}
};

// src/commands/push.ts
async function findTags(destination, options) {
	const found = /* @__PURE__ */ new Map();
	for (const tag of options.pushByDigest ? [] : options.tags) found.set(tag, await resolveTag(destination, tag, options));
	return found;
}
async function pushPackaged(packaged, destination, name, existing, options, alongside) {
	const { onEvent, signal } = options;
	const manifest = plainDescriptor(packaged.manifest);
	onEvent?.({
		kind: "phase",
		phase: "push"
	});
	const plans = [...existing].map(([tag, found]) => planTag(tag, found, manifest, name, options.ifTagExists));
	const [main] = plans;
	if (plans.length === 0 || plans.some((plan) => plan.action === "write")) {
		const sent = /* @__PURE__ */ new Set();
		await copyGraph(withProgress(packaged, onEvent), {
			fetch: (target, opened) => destination.fetch(target, opened),
			push: (expected, body, pushed) => destination.push(expected, body, pushed),
			async exists(target, asked) {
				if (!await alongside.hasSent(target)) return destination.exists(target, asked);
				sent.add(target.digest);
				return true;
			}
		}, manifest, {
			concurrency: options.concurrency,
			signal,
			onCopySkipped: (node) => onEvent?.({
				kind: "blob",
				digest: node.digest,
				size: node.size,
				state: sent.has(node.digest) ? "uploaded" : "exists"
			}),
			postCopy: (node) => onEvent?.({
				kind: "blob",
				digest: node.digest,
				size: node.size,
				state: "uploaded"
			})
		});
		onEvent?.({
			kind: "phase",
			phase: "tag"
		});
	}
	await writeTags(packaged, destination, manifest, name, plans, options);
	if (main?.action !== "skip") return {};
	const bytes = await collect(await destination.fetch(main.manifest, { signal }), maxManifestBytes, `manifest ${main.manifest.digest}`);
	return { existing: {
		descriptor: main.manifest,
		manifest: parseManifest(bytes, main.manifest.mediaType)
	} };
}
function planTag(tag, existing, manifest, name, ifTagExists) {
	if (existing === void 0) return {
		tag,
		action: "write"
	};
	if (existing.digest === manifest.digest) return {
		tag,
		action: "leave",
		manifest: existing
	};
	switch (ifTagExists) {
		case "overwrite": return {
			tag,
			action: "write"
		};
		case "skip": return {
			tag,
			action: "skip",
			manifest: existing
		};
		case "fail": throw new OciError("ALREADY_EXISTS", `if-tag-exists is "fail", and ${name}:${tag} points to ${existing.digest} already, while the content packaged is ${manifest.digest}; choose another tag, or allow "overwrite" or "skip"`);
	}
}
async function resolveTag(destination, tag, options) {
	try {
		return await destination.resolve(tag, { signal: options.signal });
	} catch (error) {
		if (isNotFound(error)) return void 0;
		if (options.ifTagExists === "overwrite" && isOciError(error, "DENIED", "UNSUPPORTED", "UNKNOWN")) return void 0;
		throw error;
	}
}
async function writeTags(packaged, destination, manifest, name, plans, options) {
	const { onEvent, signal } = options;
	const moved = [];
	for (const plan of plans) {
		if (plan.action !== "write") {
			onEvent?.({
				kind: "tag",
				tag: plan.tag,
				state: plan.action === "skip" ? "skipped" : "unchanged"
			});
			continue;
		}
		try {
			await destination.push(manifest, () => manifestBody(packaged, manifest), {
				signal,
				tags: [plan.tag]
			});
		} catch (error) {
			if (moved.length === 0) throw error;
			const why = messageOf(error);
			throw new OciError(isOciError(error) ? error.code : "UNKNOWN", `tag "${plan.tag}" could not be written, while ${moved.map((tag) => `${name}:${tag}`).join(", ")} point to ${manifest.digest} already: ${why}`, {
				cause: error,
				status: isOciError(error) ? error.status : void 0
			});
		}
		moved.push(plan.tag);
		onEvent?.({
			kind: "tag",
			tag: plan.tag,
			state: "written"
		});
	}
}
async function* manifestBody(packaged, manifest) {
	yield* await packaged.store.fetch(manifest);
}
function withProgress(packaged, onEvent) {
	const { store } = packaged;
	if (onEvent === void 0) return store;
	const total = packaged.layer.size;
	const furthest = /* @__PURE__ */ new Map();
	let done = 0;
	return {
		exists: (target, options) => store.exists(target, options),
		async fetch(target, options) {
			const reader = await store.fetch(target, options);
			if (target.digest !== packaged.layer.digest) return reader;
			return {
				descriptor: reader.descriptor,
				close: () => reader.close(),
				[Symbol.asyncDispose]: () => reader.close(),
				async *[Symbol.asyncIterator]() {
					let position = 0;
					for await (const chunk of reader) {
						position += chunk.byteLength;
						const before = furthest.get(target.digest) ?? 0;
						if (position > before) {
							furthest.set(target.digest, position);
							done += position - before;
							onEvent({
								kind: "progress",
								phase: "push",
								done,
								total
							});
						}
						yield chunk;
					}
				}
			};
		}
	};
}

// src/commands/publish.ts
async function publish(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const started = performance.now();
		const { target } = options;
		const { connection, subject } = _usingCtx$1.a(await openDestination(options));
		options.onEvent?.({
			kind: "phase",
			phase: "package"
		});
		if (connection === void 0 || !options.push) {
			const storePath = target.kind === "registry" ? layoutPath(options.outputDir) : resolve(target.path);
			const packaged = await packageSource(storePath, {
				...options,
				subject,
				skip: ownPlaces(options)
			});
			return outcome(options, packaged, void 0, performance.now() - started);
		}
		const { packaged, pushed } = await packageAndPushTo(connection, subject, options);
		await options.afterPush?.(connection);
		return outcome(options, packaged, pushed, performance.now() - started);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function packageAndPushTo(connection, subject, options) {
	const { registry, repository, reference } = connection;
	const stop = new AbortController();
	const signal = anySignal(stop.signal, options.signal);
	const asking = findTags(repository, {
		...options,
		signal
	});
	try {
		try {
			var _usingCtx3 = _usingCtx();
			const alongside = _usingCtx3.a(new StreamingLayerUpload(registry, reference.repository, {
				...options,
				wanted: asking.then(isNew, () => false)
			}));
			const packaged = await packageSource(layoutPath(options.outputDir), {
				...options,
				subject,
				skip: ownPlaces(options),
				onGrowing: (content) => alongside.begin(content)
			});
			alongside.finish(packaged.layer);
			return {
				packaged,
				pushed: await pushPackaged(packaged, repository, formatReference(reference), await asking, options, alongside)
			};
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} finally {
		stop.abort();
	}
}
function isNew(existing) {
	const [main] = existing;
	return main !== void 0 && main[1] === void 0;
}
function ownPlaces(options) {
	const { sourceDir, outputDir } = options;
	return isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
}

// src/commands/inputs-output.ts
async function reserveOutputDirectory(target, outputDir, temporary) {
	if (target.kind === "layout") return place(target.path, resolve(target.path));
	if (outputDir !== void 0) return place(outputDir, layoutPath(outputDir));
	const fresh = await freshDirectory(temporary || tmpdir());
	return undoing(fresh, layoutPath(fresh), fresh);
}
async function place(outputDir, layout) {
	return undoing(outputDir, layout, await firstMissing(resolve(layout)));
}
function undoing(outputDir, layout, made) {
	const options = {
		recursive: true,
		force: true,
		maxRetries: 3
	};
	return {
		outputDir,
		holds: (path) => isWithin(layout, path) || made !== void 0 && isWithin(made, path),
		undo: async () => {
			if (made !== void 0) await rm(made, options);
		},
		undoNow: () => {
			if (made !== void 0) rmSync(made, options);
		}
	};
}
async function freshDirectory(parent) {
	try {
		return await mkdtemp(join(parent, "oci-artifact-"));
	} catch (error) {
		throw fileSystemError(error, `make a temporary directory in ${parent}`);
	}
}
async function firstMissing(path) {
	let missing;
	for (let next = path;; next = dirname(next)) {
		try {
			await lstat(next);
			return missing;
		} catch {
			missing = next;
		}
		if (dirname(next) === next) return missing;
	}
}

// src/output/text.ts
function outcomeLines(outcome, inRegistry) {
	const content = outcome.contentSize === 0 ? "" : ` (${formatNumber(outcome.files, "file")}, ${formatBytes(outcome.contentSize)}, ratio ${formatRatio(outcome.contentSize, outcome.layerSize)})`;
	const [, ...further] = tagNames(outcome);
	return [
		`${verb(outcome, inRegistry)} ${outcome.reference} in ${formatDuration(outcome.durationMs)}`,
		`  digest     ${outcome.digest}`,
		...outcome.pinnedReference === "" || !inRegistry ? [] : [`  pinned     ${outcome.pinnedReference}`],
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  layer      ${formatBytes(outcome.layerSize)}${content}`,
		...outcome.contentDigest === "" ? [] : [`  content    ${outcome.contentDigest}`],
		`  layout     ${outcome.storePath}`
	];
}
function verb(outcome, inRegistry) {
	if (outcome.pushed) return "published";
	return inRegistry ? "left as it was:" : "packaged";
}

export { reserveOutputDirectory as n, publish as r, outcomeLines as t };