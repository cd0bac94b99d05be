let require_byte_string;
let require_maintenance;
const require_descriptor = require("./descriptor.js");
let require_abortable;
const require_repository = require("./repository.js");
let require_file_system_error;
let node_os = require("node:os");
let node_util = require("node:util");
let node_zlib = require("node:zlib");
let node_worker_threads;
let node_fs = require("node:fs");

// src/concurrency/map-concurrent-ordered.ts
async function* mapConcurrentOrdered(items, threads, ahead, work) {
	const semaphore = new (require_maintenance ??= require("./maintenance.js")).Semaphore(threads + 1);
	const started = [];
	try {
		for await (const item of items) {
			const run = work(item, semaphore);
			run.catch(() => {});
			started.push(run);
			if (started.length >= ahead) {
				const first = started.shift();
				if (first !== void 0) yield await first;
			}
		}
		for (let first = started.shift(); first !== void 0; first = started.shift()) yield await first;
	} finally {
		await Promise.allSettled(started);
	}
}

// src/archive/compress/blocks.ts
const defaultThreads = Math.min(8, (0, node_os.availableParallelism)());
function requireInteger(option, value, lowest, highest) {
	if (Number.isInteger(value) && value >= lowest && value <= highest) return;
	throw new require_descriptor.OciError("INPUT_INVALID", `cannot compress with ${option} ${value}; give an integer from ${lowest} to ${highest}`);
}
async function* blocksOf(content, blockSize) {
	let pieces = [];
	let size = 0;
	for await (const chunk of content) {
		let rest = chunk;
		while (size + rest.byteLength >= blockSize) {
			const cut = blockSize - size;
			pieces.push(rest.subarray(0, cut));
			rest = rest.subarray(cut);
			yield {
				pieces,
				size: blockSize
			};
			pieces = [];
			size = 0;
		}
		if (rest.byteLength > 0) {
			pieces.push(rest);
			size += rest.byteLength;
		}
	}
	if (size > 0) yield {
		pieces,
		size
	};
}
function joinBlock(block) {
	const only = block.pieces[0];
	return block.pieces.length === 1 && only !== void 0 ? only : Buffer.concat(block.pieces, block.size);
}
function tailOf(block, count) {
	const end = Buffer.allocUnsafeSlow(Math.min(count, block.size));
	let left = end.byteLength;
	for (let index = block.pieces.length - 1; left > 0; index--) {
		const piece = block.pieces[index] ?? end.subarray(0, 0);
		const part = piece.subarray(Math.max(0, piece.byteLength - left));
		left -= part.byteLength;
		end.set(part, left);
	}
	return end;
}
function detachBlock(block) {
	for (const piece of block.pieces) (require_maintenance ??= require("./maintenance.js")).detachWholeBuffer(piece);
}

// src/archive/compress/deflate-code.ts
const deflateCode = "AGFzbQEAAAABIwZgAABgAX8AYAJ/fwF+YAV/f39/fwBgBH9/f38Bf2ACf38AAhEBA2VudgZtZW1vcnkCAxCAAgMLCgIDAAEAAAQFAQAGQg1/AUEAC34BQgALfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC34BQgALfwFBAQt/AUEACwcUAgdkZWZsYXRlAAYGbWVtb3J5AgAIAQQMAQEK/DEKoAECA38BfiAAIQIDQCACIAAgAUECdGpJBEAgAyACKAIAIgRqIQMgBEECSQR+QgAFIAStIARBGCAEZ2tBACAEQYACTxsiBHZBAnRBxCpqNQIAIARBDHStfH4LIAV8IQUgAkEEaiECDAELCyADQQJJBH5CAAUgA60gA0EYIANna0EAIANBgAJPGyIAdkECdEHEKmo1AgAgAEEMdK18fgsgBX0LvwkBB38gA0EAIAH8CwAgBEEAIAFBAnT8CwADQCABIAdLBEAgACAHQQJ0aigCACIFBEAgBkECdEGACGogBUEJdCAHcjYCACAGQQFqIQYLIAdBAWohBwwBCwsgBkECSQRAIAYEf0GACCgCAEH/A3EFQQALIgAgA2pBAToAACAARSADakEBOgAABUE5QQogBkHAAEsbIQUDQCAFBEAgBSEAA0AgACAGSQRAIABBAnRBgAhqKAIAIQsgACEHA0AgBSAHTQRAIAcgBWsiCEECdEGACGooAgAiCiALSwRAIAdBAnRBgAhqIAo2AgAgCCEHDAILCwsgB0ECdEGACGogCzYCACAAQQFqIQAMAQsLIAVBOUYEf0EXBSAFQRdGBH9BCgVBBCAFQQRGIAVBCkYbCwshBQwBCwtBACEAQQAhBQNAIAkgBkEBa0kEQEEAIQhBACEKA0AgCkECSARAIAAgBkkEfyAFIAlPBH9BAQUgBUECdEHAFWooAgAgAEECdEGACGooAgBBCXZPCwVBAAsEQCAIIABBAnRBgAhqKAIAQQl2aiEIIAAiB0EBaiEAIAdBAXRBgBFqIAk7AQAFIAggBUECdEHAFWooAgBqIQggBSIHQQFqIQUgB0EBdEHAHmogCTsBAAsgCkEBaiEKDAELCyAJQQJ0QcAVaiAINgIAIAlBAWohCQwBCwsgBkECayIAQQF0QcAeakEAOwEAIABBAWshAANAIABBAE4EQCAAQQF0QcAeaiIFIAUvAQBBAXRBwB5qLwEAQQFqOwEAIABBAWshAAwBCwtBgCNBAEHAAPwLAEEAIQADQCAAIAZJBEAgAEEBdEGAEWovAQBBAXRBwB5qLwEAQQFqIgUgAiACIAVLG0ECdEGAI2oiBSAFKAIAQQFqNgIAIABBAWohAAwBCwtBACEAQQEhBgNAIAIgBk8EQCAAIAZBAnRBgCNqKAIAIAIgBmt0aiEAIAZBAWohBgwBCwsDQCAAQQEgAnRLBEAgAkEBayEGA0AgBkECdEGAI2ooAgBFBEAgBkEBayEGDAELCyAGQQJ0IgVBgCNqIgYgBigCAEEBazYCACAFQYQjaiIFIAUoAgBBAmo2AgAgAkECdEGAI2oiBSAFKAIAQQFrNgIAIABBAWshAAwBCwtBACEAIAIhBQNAIAUEQCAFQQJ0QYAjaigCACEHA0AgBwRAIAAiBkEBaiEAIAMgBkECdEGACGooAgBB/wNxaiAFOgAAIAdBAWshBwwBCwsgBUEBayEFDAELCwsgASEGQYAjQQBBwAD8CwBBACEAA0AgACAGSQRAIAAgA2otAABBAnRBgCNqIgEgASgCAEEBajYCACAAQQFqIQAMAQsLQYAjQQA2AgBBACEBQQEhAANAIAAgAk0EQCABIABBAnQiBUH8ImooAgBqQQF0IQEgBUHAI2ogATYCACAAQQFqIQAMAQsLQQAhAgNAIAIgBkkEQCACIANqLQAAIgAEQCAAQQJ0QcAjaiIFKAIAIQEgBSABQQFqNgIAQQAhBUEAIQcDQCAAIAdLBEAgAUEBcSAFQQF0ciEFIAFBAXYhASAHQQFqIQcMAQsLIAQgAkECdGogAEEYdCAFcjYCAAsgAkEBaiECDAELCwv6BAIGfwF+IwAhBCMBIQYjAiECQbDCIkEBNgIAQbC6IkGeAkEOQbDYIkHw2iIQAUGeAiEAA0AgAEGv2CJqLQAARQRAIABBAWshAAwBCwtBqMMiQR5BDyAAQbDYImpB8OMiEAFBHiEBA0AgACABakGv2CJqLQAARQRAIAFBAWshAQwBCwsjAUIEIwKthoQkASMCQQNqJAIjACMBNwMAIwAjAkEDdmokACMBIwJBOHGtiCQBIwJBB3EkAiAAIAEQB0EDIQADQCAAQYICTQRAIABB0DJqLQAAIgFBAnRB9OIiaigCACIDQRh2IQUgAEECdEHw5CJqIANB////B3EgACABQQF0Qdg0ai8BAGsgBXRyIAUgAUGgNWotAABqQRh0cjYCACAAQQFqIQAMAQsLEAkjAUHw4iIoAgAiAEH///8Hca0jAq2GhCQBIwIgAEEYdmokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwcjBGsiACAAQf//A25BAWpBBWxqIwAgBGtJBEAgBCQAIAYkASACJAIjBCEAA0AgACMHSQRAQf//AyMHIABrIgEgAUH//wNPGyEBIwJBA2okAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwIEQCMCQQgjAmtqJAIjACMBNwMAIwAjAkEDdmokACMBIwJBOHGtiCQBIwJBB3EkAgsjACICIAE7AQAgAiABQX9zOwECIAJBBGoiAiAAIAH8CgAAIAEgAmokACAAIAFqIQAMAQsLC0GgOiMFQQN0QaA6aiMIIwVrIgBBA3T8CgAAIAAkCEEAJAVBACQGIwckBAulAgIDfgR/A0AgB0HwCUkEQCAFIAdBsMQiaigCACIEQQBHaiEFIAdBsM4iaiAHQbC6ImooAgAgBGo2AgAgB0EEaiEHDAELC0EAIQcDQCAHQYAISQRAIAYgB0GwxCJqKAIAaiEGIAdBBGohBwwBCwtBsMQiQYACEAAgBq1Cs6YBflYkC0GwziJBngIQAEGo1yJBHhAAfCECQbDEIkGeAhAAQajNIkEeEAB8IgEjCnwgBUEDbEHQAGqtQgyGfCEDIwYEfyACIANWBH9BAQUjBiMJakGAgARLCwVBAAsEQBACIAEhAkGwuiJBsMQiQYAK/AoAAAVBsLoiQbDOIkGACvwKAAALIAIkCiMIJAUjBiMJaiQGIAAkB0EAJAlBsMQiQQBBgAr8CwALBAAQBQuNAwIFfwF+QQMhAANAIAJBHEkEQCACQQF0Qdg0aiAAOwEAIAJBoDVqIAJBAnZBAWtBACACQQhPGyIEOgAAQQAhAwNAIANBASAEdEkEQCAAIgFBAWohACABQdAyaiACOgAAIANBAWohAwwBCwsgAkEBaiECDAELC0HSNEEcOgAAQZA1QYICOwEAQQEhA0EAIQADQCAAQR5JBEAgAEEBdEHAOWogAzsBACAAQYA6aiAAQQF2QQFrQQAgAEEETxsiAToAACADQQEgAXRqIQEDQCABIANLBEAgA0EBayICIAJBB3ZBgAJqIAJBgAJJG0HANWogADoAACADQQFqIQMMAQsLIABBAWohAAwBCwtBASEDA0AgA0GAAkkEQEEAIQAgA61CHkEfIANnayIBrX2GIQVBACECA0AgAkEMSQRAIABBAXQhACAFIAV+Qh6IIgVCH4hCAFIEQCAFQgGIIQUgAEEBciEACyACQQFqIQIMAQsLIANBAnRBxCpqIAFBDHQgAHI2AgAgA0EBaiEDDAELCwukEAIRfwN+IAAgAmoiEUEIayAAIAJBCEsiAhshECAAIAFrIQpBgO0iQQBBgIAC/AsAQYDtJEEAQYCABPwLAEGA7ShBAEGAgAH8CwAgAyQAQgAkAUEAJAIgACQEIAAkB0EAJAVBACQGQQAkCEEAJAlBASQLQbC6IkEAQYAK/AsAQbDEIkEAQYAK/AsAIAIEQCAKIQEDQCAAIAFLBEAgASkDAEKAgIC4qPn6wrF/fkIsiKciBEEIdiICQQN0QYDtImogBEH/AXGtIAJBA3RBgO0iaikDAEIIhoQ3AwAgAkEEdEGA7SRqIgIgAf0QIAL9AAQA/Q0ODxAREhMUFRYXGBkaGxwd/QsEACABKAIAQbHz3fF5bEETdkEBdEGA7ShqIAE7AQAgAUEBaiEBDAELCwsgACEGQQEhBANAIAAgEEkEQEGAgAIgACAKayIBIAFBgIACSxshDSAEBH8gACAAKAIAQbHz3fF5bEETdkEBdEGA7ShqIgIvAQBrQf//A3EhASACIAA7AQAgAUEAIAFBAWtBgMAAIA0gDUGAwABPG0kEfyAAIAFrKAIAIAAoAgBGBUEACxsFQQALIQdBBCEBQYICIBEgAGsiAiACQYICSxshCyAAKQMAIhdCgICAuKj5+sKxf35CLIinIgxBCHYiCUEDdEGA7SJqKQMAIRYgDP0PIBb9Ev0j/WRB/wFxIhIEQCAAKAIBIQUDQAJAIAAgCUEEdEGA7SRqIBJoQQF0ai8BAGtB//8DcSEIIBIgEkEBa3EhEgJAIAhBAWsgDU8NACAAIAhrIgIgAWpBA2soAgAgBUcNACACKQMAIBeFIhVCAFIEfyAVekIDiKcFQQghDgJ/A0AgCyAOSwRAIAAgDmopAwAgAiAOaikDAIUiFUIAUgRAIA4gFXpCA4inaiICIAsgAiALSRsMAwsgDkEIaiEODAELCyALCwsiAiABSwRAIAgkDCACIgFBIE8NAiAAIAFqQQNrKAIAIQULCyASDQELCwsgDEEIdiICQQN0QYDtImogDEH/AXGtIBZCCIaENwMAIAJBBHRBgO0kaiICIAD9ECAC/QAEAP0NDg8QERITFBUWFxgZGhscHf0LBAAjDCEFQQEhEiABQQRGBEAgB0UEQCAAQQFqIQAMAwsgACAHIgVrIQFBBCECAn8DQCACIAtJBEAgACACaikDACABIAJqKQMAhSIVQgBSBEAgAiAVekIDiKdqIgEgCyABIAtJGwwDCyACQQhqIQIMAQsLIAsLIQELA0AgAUELSSAAQQFqIgggEElxIAEgC0EBa0lxBEACQEGCAiARIAhrIgIgAkGCAksbIQsgBARAIAgoAgBBsfPd8XlsQRN2QQF0QYDtKGoiAi8BABogAiAIOwEACyABIQJBgIACIAggCmsiByAHQYCAAksbIQ0gCCkDACIXQoCAgLio+frCsX9+QiyIpyIPQQh2IgxBA3RBgO0iaikDACEWIA/9DyAW/RL9I/1kQf8BcSITBEAgASAIakEDaygCACEHA0ACQCAIIAxBBHRBgO0kaiATaEEBdGovAQBrQf//A3EhDiATIBNBAWtxIRMCQCAOQQFrIA1PDQAgCCAOayIJIAJqQQNrKAIAIAdHDQAgCSkDACAXhSIVQgBSBH8gFXpCA4inBUEIIRQCfwNAIAsgFEsEQCAIIBRqKQMAIAkgFGopAwCFIhVCAFIEQCAUIBV6QgOIp2oiCSALIAkgC0kbDAMLIBRBCGohFAwBCwsgCwsLIgkgAksEQCAOJAwgCSICQSBPDQIgAiAIakEDaygCACEHCwsgEw0BCwsLIA9BCHYiB0EDdEGA7SJqIA9B/wFxrSAWQgiGhDcDACAHQQR0QYDtJGoiByAI/RAgB/0ABAD9DQ4PEBESExQVFhcYGRobHB39CwQAIAEgAkYEQEECIRIMAQsgCCEAIAIhASMMIQUMAgsLCyAAIAZrIQggBiECA0AgAiAGIAhqSQRAIAItAABBAnRBsMQiaiIHIAcoAgBBAWo2AgAgAkEBaiECDAELCyMIIgJBAWokCCACQQN0QaA6aiAIrSABrUIghoQgBa1CMIaENwMAIAEEQCABQdAyai0AAEECdEG0zCJqIgIgAigCAEEBajYCACAFQQFrIgIgAkEHdkGAAmogAkGAAkkbQcA1ai0AAEECdEGozSJqIgIgAigCAEEBajYCAAsjCSAIQQFqaiQJIAAgAWoiASAQIAEgEEkbIQYgACASaiEAA0AgACAGSQRAIAApAwBCgICAuKj5+sKxf35CLIinIgVBCHYiAkEDdEGA7SJqIAVB/wFxrSACQQN0QYDtImopAwBCCIaENwMAIAJBBHRBgO0kaiICIAD9ECAC/QAEAP0NDg8QERITFBUWFxgZGhscHf0LBAAgACgCAEGx893xeWxBE3ZBAXRBgO0oaiAAOwEAIABBAWohAAwBCwsgASIAIQYjCUGAIE8EQCAAEAMjCyEECwwBCwsgESAGayEBIAYhCwNAIAsgASAGakkEQCALLQAAQQJ0QbDEImoiACAAKAIAQQFqNgIAIAtBAWohCwwBCwsjCCIAQQFqJAggAEEDdEGgOmogAa03AwAjCSABQQFqaiQJIBEQAyMGBEAQAgsjAkEDaiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIjAgRAIwJBCCMCa2okAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCCyMAIgBBgIB8NgIAIABBBGoiACQAIAAgA2sLmAQBAn8gACABahAIQYApQRNBB0HQKUHkKRABQRMhAgNAIAJBBEsEfyACQa8qai0AAEHQKWotAAAFQQELRQRAIAJBAWshAgwBCwsjASAAQYECa60jAq2GhCQBIwJBBWokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwEgAUEBa60jAq2GhCQBIwJBBWokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCIwEgAkEEa60jAq2GhCQBIwJBBGokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCQQAhAANAIAAgAkkEQCMBIABBsCpqLQAAQdApajEAACMCrYaEJAEjAkEDaiQCIwAjATcDACMAIwJBA3ZqJAAjASMCQThxrYgkASMCQQdxJAIgAEEBaiEADAELC0EAIQIDQCACIwNJBEAjASACQQF0QYAkai8BACIBQR9xIgBBAnRB5ClqKAIAIgNB////B3GtIwKthoQkASMCIANBGHZqJAIjACMBNwMAIwAjAkEDdmokACMBIwJBOHGtiCQBIwJBB3EkAiAAQRBPBEAjASABQQV2rSMCrYaEJAEgAEEQRgR/QQIFQQNBByAAQRFGGwsjAmokAiMAIwE3AwAjACMCQQN2aiQAIwEjAkE4ca2IJAEjAkEHcSQCCyACQQFqIQIMAQsLC7MDAQR/QYApQQBBzAD8CwBBACQDA0AgACADSwRAIANBsNgiai0AACECQQEhAQNAIAEgA2ogAEkEfyADQbDYImogAWotAAAgAkYFQQALBEAgAUEBaiEBDAELCyABIANqIQMgAgRAIwMiBEEBaiQDIARBAXRBgCRqIAI7AQAgAkECdEGAKWoiBCAEKAIAQQFqNgIAIAFBAWshAQNAIAFBA08EQCMDIgRBAWokAyAEQQF0QYAkakEGIAEgAUEGTxsiBEEDa0EFdEEQcjsBAEHAKUHAKSgCAEEBajYCACABIARrIQEMAQsLBQNAIAFBC08EQCMDIgRBAWokAyAEQQF0QYAkakGKASABIAFBigFPGyIEQQtrQQV0QRJyOwEAQcgpQcgpKAIAQQFqNgIAIAEgBGshAQwBCwsgAUEDTwRAIwMiBEEBaiQDIARBAXRBgCRqIAFBA2tBBXRBEXI7AQBBxClBxCkoAgBBAWo2AgBBACEBCwsDQCABBEAjAyIEQQFqJAMgBEEBdEGAJGogAjsBACACQQJ0QYApaiIEIAQoAgBBAWo2AgAgAUEBayEBDAELCwwBCwsL6gQCDH8CfiMAIQsjASEMIwIhByMEIQEjBUEDdEGgOmohCUGgOiEKA0AgCSAKSwRAIAopAwAiDachBgNAIAZBBE8EQCABKAIAIQUgAUEEaiEBIAcgBUH/AXFBAnRB8NoiaigCACIEQRh2aiICIAVBBnZB/AdxQfDaImooAgAiAEEYdmohAyALIAwgBEH///8Hca0gB62GhCAAQf///wdxrSACrYaEIAVBDnZB/AdxQfDaImooAgAiAEH///8Hca0gA62GhCAFQRh2QQJ0QfDaImooAgAiAkH///8Hca0gAyAAQRh2aiIArYaEIgw3AwAgCyAAIAJBGHZqIgBBA3ZqIQsgDCAAQThxrYghDCAAQQdxIQcgBkEEayEGDAELCwNAIAYEQCABIgBBAWohASAMIAAtAABBAnRB8NoiaigCACIAQf///wdxrSAHrYaEIQwgByAAQRh2aiEHIAZBAWshBgwBCwsgCyAMNwMAIAsgB0EDdmohCyAMIAdBOHGtiCEMAn8gB0EHcSIIIA1CIIhC//8Dg6ciAEUNABogACABaiEBIAggAEECdEHw5CJqKAIAIgdBGHZqIgYgDUIwiKciBUEBayIAIABBB3ZBgAJqIABBgAJJG0HANWotAAAiBEECdEHw4yJqKAIAIgNBGHZqIgIgBEGAOmotAABqIQAgCyAMIAdB////B3GtIAithoQgA0H///8Hca0gBq2GhCAFIARBAXRBwDlqLwEAa60gAq2GhCIMNwMAIAsgAEEDdmohCyAMIABBOHGtiCEMIABBB3ELIQcgCkEIaiEKDAELCyALJAAgDCQBIAckAgsLGgEAQbAqCxMQERIACAcJBgoFCwQMAw0CDgEP";

// src/archive/compress/deflate-threads.ts
const deflateWindow = 32768;
const blocksPerThread = 2;
const pageSize = 65536;
const firstSlot = 1048576;
const { WebAssembly } = globalThis;
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
function instantiateDeflate(memory) {
	return new WebAssembly.Instance(deflateModule(), { env: { memory } }).exports.deflate;
}
var DeflateThreads = class {
	#blockSize;
	#count;
	#semaphore;
	#useThreads = Promise.withResolvers();
	#threads;
	#local;
	constructor(blockSize, threads) {
		this.#blockSize = blockSize;
		this.#count = threads;
		this.#semaphore = new (require_maintenance ??= require("./maintenance.js")).Semaphore(blocksPerThread * threads);
	}
	setUseThreads(useThreads) {
		this.#useThreads.resolve(useThreads);
	}
	async deflate(block, history) {
		const useThreads = await this.#useThreads.promise;
		return await this.#semaphore.run(async () => {
			if (useThreads) this.#threads ??= this.#startThreads();
			return await this.#deflate(block, history);
		});
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
		const slot = thread?.freeSlots.pop();
		if (thread === void 0 || slot === void 0) return this.#deflateOnThisThread(block, history);
		try {
			copyIn(thread.memory, slot, block, history);
			return copyOut(thread.memory, slot, await thread.deflate(slot, history.byteLength, block.size));
		} finally {
			thread.freeSlots.push(slot);
		}
	}
	#leastBusy() {
		return this.#threads?.reduce((best, thread) => best === void 0 || thread.freeSlots.length > best.freeSlots.length ? thread : best, void 0);
	}
	#deflateOnThisThread(block, history) {
		if (this.#local === void 0) {
			const { memory, slots } = deflateMemory(1, this.#blockSize);
			const [slot] = slots;
			if (slot === void 0) throw new RangeError("the memory of the encoder has no slot");
			this.#local = {
				deflate: instantiateDeflate(memory),
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
const program = `
const { parentPort, workerData: { module, memory } } = require('node:worker_threads');
const { deflate } = new WebAssembly.Instance(module, { env: { memory } }).exports;
parentPort.on('message', (job) => parentPort.postMessage(deflate(...job)));
`;
var DeflateThread = class {
	memory;
	freeSlots;
	#worker;
	#pending = [];
	#failure;
	constructor(blockSize) {
		const { memory, slots } = deflateMemory(blocksPerThread, blockSize);
		this.memory = memory;
		this.freeSlots = [...slots];
		this.#worker = new (node_worker_threads ??= require("node:worker_threads")).Worker(program, {
			eval: true,
			execArgv: [],
			env: (node_worker_threads ??= require("node:worker_threads")).SHARE_ENV,
			workerData: {
				module: deflateModule(),
				memory
			}
		});
		this.#worker.on("message", (size) => this.#pending.shift()?.resolve(size));
		this.#worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
		this.#worker.on("exit", () => this.#fail(/* @__PURE__ */ new Error("the compression thread ended unexpectedly")));
	}
	async deflate(slot, history, size) {
		return await new Promise((resolve, reject) => {
			if (this.#failure !== void 0) throw this.#failure;
			this.#pending.push({
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
		for (const job of this.#pending.splice(0)) job.reject(error);
	}
};

// src/archive/compress/incompressible.ts
const windowCount = 16;
const windowSize = 1024;
const maxUniformSum = 5900;
const maxRepeats = 4;
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
	return repeats <= maxRepeats;
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
	return squares < maxUniformSum;
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

// src/archive/compress/gzip.ts
const gzipBlockSize = 1048576;
const blocksWithoutThreads = 2;
const blocksAhead = 4;
const header = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255);
const lastBlock = Uint8Array.of(3, 0);
const storedLimit = 65535;
const storedHeaderSize = 5;
const deflate = (0, node_util.promisify)(node_zlib.deflateRaw);
var SmallDeflater = class {
	#encoder = new DeflateThreads(gzipBlockSize, 1);
	constructor() {
		this.#encoder.setUseThreads(false);
	}
	async deflate(content) {
		const block = {
			pieces: [content],
			size: content.byteLength
		};
		const deflated = looksIncompressible(block) ? storeBlock(block) : await this.#encoder.deflate(block, /* @__PURE__ */ new Uint8Array(0));
		return Buffer.concat([deflated, lastBlock]);
	}
};
async function* compressGzip(content, options = {}) {
	const { level, threads = defaultThreads, owned = false, signal } = options;
	if (level !== void 0) requireInteger("the gzip level", level, 0, 9);
	requireInteger("the number of threads", threads, 1, 1024);
	const encoder = new DeflateThreads(gzipBlockSize, threads);
	let crc = 0;
	let size = 0;
	let history = /* @__PURE__ */ new Uint8Array(0);
	const compressBlock = async (block, semaphore) => {
		for (const piece of block.pieces) crc = (0, node_zlib.crc32)(piece, crc);
		size += block.size;
		const before = history;
		history = tailOf(block, deflateWindow);
		const compressed = await deflateBlock(block, before, semaphore);
		if (owned) detachBlock(block);
		return compressed;
	};
	const deflateBlock = async (block, before, semaphore) => {
		if (level === 0 || looksIncompressible(block)) return storeBlock(block);
		if (level === void 0) return await encoder.deflate(block, before);
		return await semaphore.run(async () => await deflateWithZlib(joinBlock(block), level));
	};
	const blocks = async function* () {
		let count = 0;
		try {
			for await (const block of blocksOf((require_abortable ??= require("./abortable.js")).abortable(content, signal), gzipBlockSize)) {
				if (++count > blocksWithoutThreads) encoder.setUseThreads(true);
				yield block;
			}
		} finally {
			encoder.setUseThreads(false);
		}
	};
	try {
		let prefix = header;
		for await (const deflated of mapConcurrentOrdered(blocks(), threads, blocksAhead * threads, compressBlock)) {
			if (prefix.byteLength > 0) yield prefix;
			prefix = /* @__PURE__ */ new Uint8Array(0);
			yield deflated;
		}
		yield Buffer.concat([
			prefix,
			lastBlock,
			trailer(crc, size)
		]);
	} finally {
		await encoder.close();
	}
}
async function deflateWithZlib(bytes, level) {
	return await deflate(bytes, {
		level,
		memLevel: 9,
		finishFlush: node_zlib.constants.Z_SYNC_FLUSH,
		chunkSize: (bytes.byteLength >>> 1) + 1024
	});
}
function storeBlock(block) {
	const result = Buffer.allocUnsafeSlow(block.size + storedHeaderSize * Math.ceil(block.size / storedLimit));
	let at = 0;
	let left = block.size;
	let blockLeft = 0;
	for (const piece of block.pieces) {
		let rest = piece;
		while (rest.byteLength > 0) {
			if (blockLeft === 0) {
				blockLeft = Math.min(left, storedLimit);
				left -= blockLeft;
				result[at] = 0;
				result.writeUInt16LE(blockLeft, at + 1);
				result.writeUInt16LE(blockLeft ^ storedLimit, at + 3);
				at += storedHeaderSize;
			}
			const part = rest.subarray(0, blockLeft);
			result.set(part, at);
			at += part.byteLength;
			blockLeft -= part.byteLength;
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
const compressFrame = (0, node_util.promisify)(node_zlib.zstdCompress);
async function* compressZstd(content, options = {}) {
	const { level = 3, threads = defaultThreads, owned = false, signal } = options;
	requireInteger("the zstd level", level, 1, 19);
	requireInteger("the number of threads", threads, 1, 1024);
	const parameters = { params: { [node_zlib.constants.ZSTD_c_compressionLevel]: level } };
	const compressBlock = async (block, semaphore) => {
		const frame = await semaphore.run(() => compressFrame(joinBlock(block), {
			...parameters,
			chunkSize: compressBound(block.size),
			pledgedSrcSize: block.size
		}));
		if (owned) detachBlock(block);
		return frame;
	};
	let empty = true;
	for await (const frame of mapConcurrentOrdered(blocksOf((require_abortable ??= require("./abortable.js")).abortable(content, signal), zstdFrameSize), threads, framesAhead * threads, compressBlock)) {
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
		case "none": return (require_abortable ??= require("./abortable.js")).abortable(content, options.signal);
	}
}

// src/archive/chunks.ts
const chunkBytes = 1048576;
var ArchiveChunks = class {
	#full = [];
	#current;
	#used = 0;
	#written = 0;
	get written() {
		return this.#written;
	}
	freeSpace() {
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
			const copied = bytes.copy(this.freeSpace(), 0, at);
			this.advance(copied);
			at += copied;
		}
	}
	shift() {
		return this.#full.shift();
	}
	rest() {
		const last = this.#current?.subarray(0, this.#used);
		return last === void 0 ? this.#full : [...this.#full, last];
	}
};

// src/archive/source-file.ts
const openFlags = node_fs.constants.O_RDONLY | (node_fs.constants.O_NOFOLLOW ?? 0) | (node_fs.constants.O_NONBLOCK ?? 0);
const read = (0, node_util.promisify)(node_fs.read);
const directReadBytes = 262144;
function openFile(entry, report) {
	let fd;
	try {
		fd = (0, node_fs.openSync)((require_byte_string ??= require("./byte-string.js")).systemPath(entry.location), openFlags);
	} catch (error) {
		const code = (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error);
		if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) report.problem("changed", entry.name, "disappeared after it was listed", error);
		else if (code === "ELOOP" || code === "EMLINK" || code === "ENXIO") report.problem("changed", entry.name, "was replaced after it was listed", error);
		else report.problem("unreadable", entry.name, require_repository.unreadableReason(error), error);
		return;
	}
	let isSame = false;
	try {
		const stat = (0, node_fs.fstatSync)(fd, { bigint: true });
		isSame = stat.isFile() && stat.dev === entry.dev && stat.ino === entry.ino;
		if (isSame) return {
			fd,
			stat
		};
		report.problem("changed", entry.name, "was replaced after it was listed");
		return;
	} finally {
		if (!isSame) (0, node_fs.closeSync)(fd);
	}
}
function checkUnchanged(file, entry) {
	const now = (0, node_fs.fstatSync)(file.fd, { bigint: true });
	if (now.size !== file.stat.size || now.mtimeNs !== file.stat.mtimeNs) throw changedFile(entry, "it was written to while it was read");
}
function readDirectly(file, size, entry, chunks) {
	for (let left = size; left > 0;) {
		const space = chunks.freeSpace();
		let bytesRead;
		try {
			bytesRead = (0, node_fs.readSync)(file.fd, space, 0, Math.min(left, space.byteLength), null);
		} catch (error) {
			throw unreadableFile(entry, error);
		}
		if (bytesRead === 0) throw changedFile(entry, "it became shorter while it was read");
		chunks.advance(bytesRead);
		left -= bytesRead;
	}
}
async function readPart(file, space, entry, signal) {
	require_descriptor.throwIfAborted(signal);
	const { bytesRead } = await read(file.fd, space, 0, space.byteLength, null).catch((error) => {
		throw unreadableFile(entry, error);
	});
	if (bytesRead === 0) throw changedFile(entry, "it became shorter while it was read");
	return bytesRead;
}
function changedFile(entry, reason) {
	return new require_descriptor.OciError("FILE_CHANGED", `cannot package "${require_descriptor.printable((require_byte_string ??= require("./byte-string.js")).textOf(entry.name), 300)}" in source-dir: ${reason}; do not change files in source-dir during packaging`);
}
function unreadableFile(entry, error) {
	return (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read "${(require_byte_string ??= require("./byte-string.js")).textOf(entry.name)}" in source-dir`);
}

// src/archive/tar/writer.ts
const zeros = Buffer.alloc(2 * 512);
async function* tarStream(entries, options) {
	const { report, onProgress, signal } = options;
	const chunks = new ArchiveChunks();
	const begin = (header) => {
		const blocks = require_repository.tarHeader(header);
		options.onHeader?.(blocks);
		chunks.append(blocks);
	};
	let count = 0;
	for await (const entry of entries) {
		require_descriptor.throwIfAborted(signal);
		if (entry.kind !== "file") {
			if (report.failed) continue;
			begin(entry);
		} else {
			const file = openFile(entry, report);
			if (file === void 0) continue;
			try {
				if (report.failed) continue;
				const size = Number(file.stat.size);
				begin({
					...entry,
					size
				});
				if (size <= 262144) readDirectly(file, size, entry, chunks);
				else yield* readInParts(file, size, entry, chunks, options, count);
				chunks.append(zeros.subarray(0, require_repository.roundUpToBlock(chunks.written) - chunks.written));
				checkUnchanged(file, entry);
			} finally {
				(0, node_fs.closeSync)(file.fd);
			}
		}
		count++;
		for (let chunk = chunks.shift(); chunk !== void 0; chunk = chunks.shift()) {
			yield chunk;
			onProgress?.(chunks.written, count);
		}
	}
	report.throwIfFailed();
	chunks.append(zeros);
	yield* chunks.rest();
	onProgress?.(chunks.written, count);
}
async function* readInParts(file, size, entry, chunks, options, count) {
	for (let left = size; left > 0;) {
		const bytesRead = await readPart(file, chunks.freeSpace().subarray(0, left), entry, options.signal);
		chunks.advance(bytesRead);
		left -= bytesRead;
		for (let chunk = chunks.shift(); chunk !== void 0; chunk = chunks.shift()) {
			yield chunk;
			options.onProgress?.(chunks.written, count);
		}
	}
}

// src/archive/zip/writer.ts
const smallFileBytes = 1048576;
const largeFileBytes = 2 ** 31;
const typeBits = {
	file: require_repository.unixFile,
	directory: require_repository.unixDirectory,
	symlink: require_repository.unixSymlink
};
async function* zipStream(entries, options) {
	const { report, onProgress, signal } = options;
	const writer = new ZipWriter(options);
	for await (const entry of entries) {
		require_descriptor.throwIfAborted(signal);
		if (entry.name === ".") continue;
		if (entry.kind !== "file") {
			if (!report.failed) writer.addContent(entry, Buffer.from(entry.target, "latin1"));
		} else {
			const file = openFile(entry, report);
			if (file === void 0) continue;
			try {
				if (report.failed) continue;
				if (file.stat.size <= smallFileBytes) await writer.addSmallFile(entry, file);
				else yield* writer.addLargeFile(entry, file);
				checkUnchanged(file, entry);
			} finally {
				(0, node_fs.closeSync)(file.fd);
			}
		}
		yield* writer.fullChunks();
		onProgress?.(writer.bytesRead, writer.count);
	}
	report.throwIfFailed();
	yield* writer.end();
}
var ZipWriter = class {
	#options;
	#chunks = new ArchiveChunks();
	#directory = new ArchiveChunks();
	#deflater = new SmallDeflater();
	#bytesRead = 0;
	#count = 0;
	constructor(options) {
		this.#options = options;
	}
	get bytesRead() {
		return this.#bytesRead;
	}
	get count() {
		return this.#count;
	}
	addContent(entry, content) {
		this.#add(entry, content, {
			method: 0,
			crc: (0, node_zlib.crc32)(content),
			size: content.byteLength
		});
	}
	async addSmallFile(entry, file) {
		const size = Number(file.stat.size);
		const content = Buffer.allocUnsafeSlow(size);
		for (let at = 0; at < size;) at += await readPart(file, content.subarray(at), entry, this.#options.signal);
		this.#bytesRead += size;
		const deflated = size === 0 ? content : await this.#deflater.deflate(content);
		if (deflated.byteLength >= size) this.addContent(entry, content);
		else this.#add(entry, deflated, {
			method: 8,
			crc: (0, node_zlib.crc32)(content),
			size
		});
	}
	async *addLargeFile(entry, file) {
		const size = Number(file.stat.size);
		const begin = {
			...this.#begin(entry),
			method: 8,
			hasDescriptor: true,
			isLarge: size >= largeFileBytes,
			crc: 0,
			compressedSize: 0,
			size
		};
		this.#chunks.append(require_repository.localHeader(begin));
		const start = this.#chunks.written;
		const { threads, signal } = this.#options;
		const gzip = compressGzip(this.#contentOf(entry, file, size), {
			threads,
			owned: true,
			signal
		});
		let header = 10;
		let last = Buffer.alloc(0);
		for await (const chunk of gzip) {
			this.#chunks.append(last);
			const skipped = Math.min(header, chunk.byteLength);
			header -= skipped;
			last = Buffer.from(chunk.buffer, chunk.byteOffset + skipped, chunk.byteLength - skipped);
			yield* this.fullChunks();
		}
		const trailer = last.subarray(-8);
		this.#chunks.append(last.subarray(0, -8));
		const record = {
			...begin,
			crc: trailer.readUInt32LE(0),
			compressedSize: this.#chunks.written - start
		};
		this.#chunks.append(require_repository.dataDescriptor(record));
		this.#end(record);
	}
	*fullChunks() {
		for (let chunk = this.#chunks.shift(); chunk !== void 0; chunk = this.#chunks.shift()) yield chunk;
	}
	*end() {
		const offset = this.#chunks.written;
		for (const chunk of this.#directory.rest()) {
			this.#chunks.append(chunk);
			yield* this.fullChunks();
		}
		this.#chunks.append(require_repository.endRecords({
			count: this.#count,
			offset,
			size: this.#directory.written
		}));
		yield* this.#chunks.rest();
	}
	#begin({ name, kind, mode }) {
		return {
			name: kind === "directory" ? (require_byte_string ??= require("./byte-string.js")).fromLatin1(`${name}/`) : name,
			mode: typeBits[kind] | mode,
			offset: this.#chunks.written
		};
	}
	#add(entry, content, fields) {
		const compressedSize = content.byteLength;
		const record = {
			...this.#begin(entry),
			...fields,
			compressedSize,
			hasDescriptor: false,
			isLarge: false
		};
		this.#chunks.append(require_repository.localHeader(record));
		this.#chunks.append(content);
		this.#end(record);
	}
	#end(record) {
		const header = require_repository.centralHeader(record);
		this.#options.onHeader?.(header);
		this.#directory.append(header);
		this.#count++;
	}
	async *#contentOf(entry, file, size) {
		const { onProgress, signal } = this.#options;
		for (let left = size; left > 0;) {
			const space = Buffer.allocUnsafeSlow(Math.min(left, chunkBytes));
			const bytesRead = await readPart(file, space, entry, signal);
			left -= bytesRead;
			this.#bytesRead += bytesRead;
			yield space.subarray(0, bytesRead);
			onProgress?.(this.#bytesRead, this.#count);
		}
	}
};

// src/archive/pack.ts
function packLayer(options) {
	const { promise, resolve, reject } = Promise.withResolvers();
	promise.catch(() => void 0);
	return {
		content: pack(options, resolve, reject),
		result: promise
	};
}
async function* pack(options, resolve, reject) {
	const { compression, compressionLevel: level, threads, signal } = options;
	const archive = new HashedArchive(options);
	try {
		if (options.archive === "zip") yield* archive.content();
		else yield* compress(archive.content(), {
			compression,
			level,
			threads,
			owned: true,
			signal
		});
		resolve(archive.describe());
	} catch (error) {
		reject(error);
		throw error;
	} finally {
		reject(new require_descriptor.OciError("ABORTED", "cannot describe the layer: it was not read to its end"));
	}
}
async function describeLayer(options) {
	const archive = new HashedArchive(options);
	for await (const chunk of archive.content(readAhead)) (require_maintenance ??= require("./maintenance.js")).detachBuffer(chunk);
	return archive.describe();
}
async function shapeOf(options) {
	const digester = new require_descriptor.Digester();
	for await (const entry of entriesOf(options)) digester.update(require_repository.tarHeader(entry));
	return digester.digest();
}
async function* entriesOf({ mapEntry, ...options }, report) {
	for await (const entry of require_repository.walk({
		...options,
		report
	})) {
		const mapped = mapEntry === void 0 ? entry : mapEntry(entry);
		if (mapped !== void 0) yield mapped;
	}
}
var HashedArchive = class {
	#report;
	#content = new require_descriptor.Digester();
	#shape = new require_descriptor.Digester();
	#archive;
	constructor(options) {
		const { onProgress, signal } = options;
		const report = new require_repository.WalkReport(options.sourceDir);
		const onHeader = (header) => {
			this.#shape.update(header);
		};
		const entries = entriesOf(options, report);
		this.#report = report;
		this.#archive = options.archive === "zip" ? zipStream(entries, {
			report,
			threads: options.threads,
			onProgress,
			onHeader,
			signal
		}) : tarStream(entries, {
			report,
			onProgress,
			onHeader,
			signal
		});
	}
	async *content(transform = (archive) => archive) {
		for await (const chunk of transform(this.#archive)) {
			this.#content.update(chunk);
			yield chunk;
		}
	}
	describe() {
		const { files, directories, symlinks, excluded, warnings, credentialFiles } = this.#report;
		return {
			contentDigest: this.#content.digest(),
			contentSize: this.#content.size,
			shape: this.#shape.digest(),
			files,
			directories,
			symlinks,
			excluded,
			warnings,
			credentialFiles
		};
	}
};
async function packFiles(files, compression) {
	const blocks = files.flatMap(({ name, content, mode = 420 }) => [
		require_repository.tarHeader({
			kind: "file",
			name: (require_byte_string ??= require("./byte-string.js")).byteStringOf(name),
			mode,
			size: content.byteLength,
			target: (require_byte_string ??= require("./byte-string.js")).byteStringOf("")
		}),
		content,
		new Uint8Array(require_repository.roundUpToBlock(content.byteLength) - content.byteLength)
	]);
	const archive = Buffer.concat([...blocks, new Uint8Array(2 * 512)]);
	return Buffer.concat(await Array.fromAsync(compress((require_maintenance ??= require("./maintenance.js")).once(archive), { compression })));
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

Object.defineProperty(exports, "describeLayer", {
  enumerable: true,
  get: function () {
    return describeLayer;
  }
});
Object.defineProperty(exports, "encodingName", {
  enumerable: true,
  get: function () {
    return encodingName;
  }
});
Object.defineProperty(exports, "packFiles", {
  enumerable: true,
  get: function () {
    return packFiles;
  }
});
Object.defineProperty(exports, "packLayer", {
  enumerable: true,
  get: function () {
    return packLayer;
  }
});
Object.defineProperty(exports, "shapeOf", {
  enumerable: true,
  get: function () {
    return shapeOf;
  }
});